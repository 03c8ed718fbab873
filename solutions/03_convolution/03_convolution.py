# %% [markdown]
# # 3 · Convolution
#
# **You will** compute by hand what a convolution layer computes: slide a kernel over a digit, cut
# off what is negative, shrink the result, and count what the layer has to learn.
#
# **Time** about {{lesson.minutes}} minutes; a break after 3.5 does you good. **You need** NumPy,
# two nested loops, and slices of rows and columns, `image[2:5, 3:6]`. This lesson stands alone.
#
# ## Why it matters
#
# In 1959 David Hubel and Torsten Wiesel described cells in the brain of cats that answer to very
# little: a bar or an edge of light, at one angle, at one place. Other cells look for the same
# edge at other places. (Source: “Receptive fields of single neurones in the cat’s striate
# cortex”, *Journal of Physiology* 148, 1959.)
#
# A convolution layer is made in the same spirit: one small detector, used everywhere. You will
# see that the idea saves millions of numbers, and have a trained network read a digit through your
# own functions, with detectors that it found for itself, without being told what an edge is.

# %%
from mnist_course import begin, check, compare, predict

begin("03_convolution")

# %%
import matplotlib.pyplot as plt
import numpy as np

from mnist_course import data, lent, model, spec, widgets
from mnist_course.figures import show, table_of

(x_train, y_train), (x_test, y_test) = data.load()
digits = x_train[:20].astype("float32") / 255
seven = x_train[15].astype("float32") / 255

# %% [markdown]
# ## 3.1 One window, one number
#
# We begin with numbers that are small enough to check in your head. Here is an image with a
# slanted stroke, and a **kernel**: a small table of **weights**.


# %% tags=["illustration"]
tiny = np.array(
    [
        [0, 0, 0, 9, 9, 0],
        [0, 0, 0, 9, 9, 0],
        [0, 0, 9, 9, 0, 0],
        [0, 0, 9, 9, 0, 0],
        [0, 9, 9, 0, 0, 0],
    ]
)
vertical = np.array([[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]])

# %% tags=["illustration"]
# Figure: the image and the kernel
figure, axes = plt.subplots(1, 2, figsize=(8, 3.4), width_ratios=[2, 1])
table_of(axes[0], tiny, "an image, 5×6, and its first window", window=(0, 0))
table_of(axes[1], vertical, "a kernel, 3×3")
show(
    figure,
    "A table of 5 by 6 numbers, 0 and 9, in which the 9s form a slanted stroke; its top left "
    "3 by 3 window is framed. Beside it the kernel: each of its three rows is −1, 0, 1.",
)

# %% [markdown]
# The kernel is laid on a **window** of the image. Each pixel is multiplied by the weight that lies
# on it, and the products are added up.
#
# **Predict.** What does the kernel say of the first window? And of the window that begins at row
# 0, column 3? Work both out.

# %% tags=["illustration"]
predict("window_sum")

# %% tags=["illustration"]
for row, column in ((0, 0), (0, 3)):
    window = tiny[row : row + 3, column : column + 3]
    print(f"the window at row {row}, column {column}")
    print(window)
    print("times the kernel")
    print(window * vertical)
    print("and added up:", (window * vertical).sum())
    print()
compare("window_sum", (window * vertical).sum())

# %% [markdown]
# Positive where the image becomes brighter from left to right, negative where it becomes darker:
# this kernel detects the left and right borders of strokes. Where the image is even, the weights
# cancel, and the sum is 0.
#
# Now the kernel **slides**: one step to the right, and again; then one row down, and so on. Each
# position gives one number, and the numbers form a new image, the **feature map**.

# %% tags=["illustration"]
# Figure: three moments of the kernel's way
whole_map = np.array([[9, 27, 9, -27], [18, 27, -9, -27], [27, 9, -27, -18]])
figure, axes = plt.subplots(2, 3, figsize=(11, 5))
for step, (row, column) in enumerate(((0, 0), (0, 1), (2, 3))):
    table_of(axes[0, step], tiny, f"window at row {row}, column {column}", (row, column))
    so_far = whole_map.astype(float)
    so_far.flat[row * 4 + column + 1 :] = np.nan
    table_of(axes[1, step], so_far, "feature map so far", (row, column), 1, white=27)
show(
    figure,
    "Three moments of the kernel's way over the image. Above, the framed window at the first "
    "position, the second and the last. Below, the feature map with one number, two numbers, and "
    "all twelve numbers: 9, 27, 9, −27; 18, 27, −9, −27; 27, 9, −27, −18.",
)

# %% [markdown]
# ## 3.2 How many positions?
#
# The image was 5×6, and the map is 3×4: a kernel that must stay on the image cannot be everywhere.
# That is called **'valid'** padding. Two things can change the count:
#
# - the **stride**: how many pixels the kernel moves at a time;
# - **'same'** padding: zeros round the image, just enough that with stride 1 the map is as large
#   as the image. With a larger stride, the size is divided by the stride and rounded **up**.
#
# One axis at a time is enough, since rows and columns do not mind each other.
#
# **Predict.** A row has 8 pixels, and the kernel is 3 wide. How many positions are there with
# 'valid' and stride 1? With stride 2? With 'same' and stride 1?

# %% tags=["illustration"]
predict("positions")

# %% tags=["illustration"]
# Figure: the positions in three cases
figure, axes = plt.subplots(1, 3, figsize=(12, 3.2))
cases = (
    ("valid", 1, range(6)),
    ("valid", 2, range(0, 6, 2)),
    ("same", 1, range(-1, 7)),
)
for axis, (padding, stride, starts) in zip(axes, cases):
    for pixel in range(-1, 9) if padding == "same" else range(8):
        inside = 0 <= pixel < 8
        style = {"facecolor": "lightgrey"} if inside else {"fill": False, "linestyle": ":"}
        axis.add_patch(plt.Rectangle((pixel, 0), 1, 1, edgecolor="black", **style))
        axis.text(pixel + 0.5, 0.5, pixel if inside else "0", ha="center", va="center")
    for number, start in enumerate(starts, start=1):
        axis.plot([start + 0.1, start + 2.9], [-number * 0.55] * 2, linewidth=4, color="tab:blue")
        axis.text(start + 3.1, -number * 0.55, number, va="center")
    axis.set_title(f"'{padding}', stride {stride}: {len(starts)} positions")
    axis.set_xlim(-1.2, 10)
    axis.set_ylim(-5, 1.2)
    axis.axis("off")
show(
    figure,
    "A row of 8 pixels with a bar of 3 pixels below it for each position of the kernel. Valid "
    "with stride 1: 6 positions. Valid with stride 2: 3 positions, and the last pixel is left "
    "over. Same with stride 1: a zero is added on both sides, and there are 8 positions.",
)
compare("positions")

# %% [markdown]
# In the middle picture the kernel cannot take another step of 2, so the last pixel is never read.
# With 'valid', a step that does not fit is not taken.
#
# ### {{exercise.output_size}}
#
# Return how many positions a kernel has along one axis. `padding` is `"valid"` or `"same"`.
#
# For example, `output_size(8, 3)` is 6, `output_size(8, 3, stride=2)` is 3, and
# `output_size(7, 3, stride=2, padding="same")` is 4. Which numbers would you try next, to be sure?


# %% exercise="output_size"
def output_size(size, kernel, stride=1, padding="valid"):
    """Return the number of positions of a kernel along an axis, an int.

    size: pixels along the axis; kernel: its width in pixels, at most `size`;
    stride: pixels a step; padding: "valid" or "same".
    """
    ### BEGIN SOLUTION
    if padding == "same":
        return -(-size // stride)
    return (size - kernel) // stride + 1
    ### END SOLUTION


# %% [markdown]
# With this one function you can follow an image through the whole network of this course. Pooling,
# which comes in 3.6, obeys the same rule: a window of {{spec.POOL_SIZE}} that moves by
# {{spec.POOL_SIZE}}.
#
# **Predict.** {{spec.BLOCKS}} times a convolution ({{spec.KERNEL_SIZE}}×{{spec.KERNEL_SIZE}}, valid,
# stride 1) and a pooling ({{spec.POOL_SIZE}}×{{spec.POOL_SIZE}}): what is left of
# {{spec.IMAGE_HEIGHT}} pixels? Would a fourth time be possible?

# %% tags=["illustration"]
predict("pixels_left")

# %% tags=["illustration"]
size = spec.IMAGE_HEIGHT
for block in range(1, spec.BLOCKS + 1):
    after_convolution = output_size(size, spec.KERNEL_SIZE)
    after_pooling = output_size(after_convolution, spec.POOL_SIZE, stride=spec.POOL_SIZE)
    print(
        f"block {block}:  {size:2} → convolution → {after_convolution:2} → pooling → {after_pooling:2}"
    )
    size = after_pooling
compare("pixels_left", size)

# %% [markdown]
# ## 3.3 The whole map
#
# As a formula, with the window at row $i$ and column $j$:
#
# $$\text{map}[i, j] = \sum_{a}\sum_{b} \text{image}[i + a,\; j + b] \cdot \text{kernel}[a, b]$$
#
# ### {{exercise.convolve}}
#
# Return the feature map of one image and one kernel: 'valid', stride 1. The kernel can have any
# size, and it need not be square. Two loops are fine here; clarity comes first.
#
# For example, `convolve(tiny, vertical)` is the map of 3.1:
# `[[9, 27, 9, -27], [18, 27, -9, -27], [27, 9, -27, -18]]`.


# %% exercise="convolve"
def convolve(image, kernel):
    """Return the sums of products of a kernel and the windows of an image.

    image: array (h, w); kernel: array (a, b). Returns an array (h - a + 1, w - b + 1).
    """
    ### BEGIN SOLUTION
    rows = image.shape[0] - kernel.shape[0] + 1
    columns = image.shape[1] - kernel.shape[1] + 1
    result = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            window = image[i : i + kernel.shape[0], j : j + kernel.shape[1]]
            result[i, j] = (window * kernel).sum()
    return result
    ### END SOLUTION


# %% tags=["illustration"]
print(convolve(tiny, vertical))

# %% [markdown]
# ### Move it yourself
#
# The next cell lays the kernel on a real digit. Move it, and watch the sum. Where is it largest?
# Where is it exactly 0?
#
# (If it says *Error displaying widget* when you come back another day, its kernel is gone: run the
# cells above, and this one again.)

# %% tags=["illustration"]
widgets.sliding_kernel(seven, vertical)

# %% [markdown]
# ### Different kernels, different features
#
# Here are six kernels.

# %% tags=["illustration"]
kernels = {
    "A": [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
    "B": [[1 / 9] * 3] * 3,
    "C": [[-1, 0, 1]] * 3,
    "D": [[-1, -1, -1], [0, 0, 0], [1, 1, 1]],
    "E": [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]],
    "F": [[2, 1, 0], [1, 0, -1], [0, -1, -2]],
}
for name, kernel in kernels.items():
    print(name, *("[" + "  ".join(f"{weight:5.2g}" for weight in row) + "]" for row in kernel))

# %% [markdown]
# **Predict.** Which one changes nothing? Which one smooths? Which ones find edges, and in which
# direction? Which one draws the whole outline?

# %% tags=["illustration"]
predict("outline")

# %% tags=["illustration"]
maps = {name: convolve(seven, np.array(kernel)) for name, kernel in kernels.items()}

# %% tags=["illustration"]
# Figure: the image and its six maps
figure, axes = plt.subplots(2, 4, figsize=(12, 6))
axes[0, 0].imshow(seven, cmap="gray", vmin=0, vmax=1)
axes[0, 0].set_title("the image")
axes[1, 0].set_axis_off()
axes[1, 0].text(0, 0.4, "black: below 0\ngrey: 0\nwhite: above 0\n\n(C to F)", fontsize=12)
meanings = (
    "as it was",
    "blur",
    "edges, left to right",
    "edges, top to bottom",
    "outline",
    "slanted edges",
)
for axis, (name, feature_map), meaning in zip(axes[:, 1:].flat, maps.items(), meanings):
    top = np.abs(feature_map).max()
    axis.imshow(feature_map, cmap="gray", vmin=0 if name in "AB" else -top, vmax=top)
    axis.set_title(f"{name}: {meaning}")
for axis in axes.flat:
    axis.set_xticks([])
    axis.set_yticks([])
show(
    figure,
    "A handwritten 7 and six feature maps of it. A looks like the image, B is blurred. C shows "
    "the left borders of strokes in white and the right borders in black; D does so for top and "
    "bottom; E draws the outline, bright just inside the strokes and dark just outside; F marks "
    "slanted borders.",
)
compare("outline")

# %% [markdown]
# A has a single 1 in the middle and copies; B averages; C and D subtract one side from the other;
# E subtracts the neighbours from the middle; F subtracts along a diagonal. All of it is the same
# few lines of code. Only the nine weights differ.
#
# ### Why the kernel is not flipped
#
# **Predict.** An image is 0 everywhere, except for a single 1 in the middle. The kernel holds 1
# to 9. What will the map look like?

# %% tags=["illustration"]
predict("spark")

# %% tags=["illustration"]
spark = np.zeros((5, 5))
spark[2, 2] = 1
print(convolve(spark, np.arange(1, 10).reshape(3, 3)))
compare("spark")

# %% [markdown]
# It is the kernel, but turned by 180°: when the window's *bottom right* corner meets the 1, we are
# still at the map's *top left*. Mathematicians like their convolution to give the kernel back
# unturned, so they flip the kernel before it slides. What you have written is properly called
# **cross-correlation**, and it is what Keras, PyTorch and the other libraries compute under the
# name of convolution (I. Goodfellow, Y. Bengio and A. Courville, *Deep Learning*, MIT Press 2016,
# section 9.1).
#
# For a network it makes no difference. It *learns* its weights; with a flip it would learn the
# flipped ones. It matters when you compare with other software: in SciPy, for one, `convolve2d` flips
# and `correlate2d` does not.
#
# ## 3.4 ReLU
#
# After the sums, and a **bias** that is added to each of them, comes the **activation**. In this
# course's convolution layers it is **ReLU**, the rectified linear unit. It is as simple as a
# function can be: what is negative becomes 0, the rest stays.
#
# Why bother? Two convolutions in a row, with nothing in between, are only *one* convolution with a
# larger kernel. Sums of sums are sums. A kink between them is what makes a second layer worth
# having.
#
# ### {{exercise.relu}}
#
# Return a new array of the same shape with 0 in place of each negative value. `values` stay as
# they are.
#
# For example, `relu(np.array([-1.5, 0.0, 2.5]))` is `[0.0, 0.0, 2.5]`. The check tries arrays with
# one, two and four axes.


# %% exercise="relu"
def relu(values):
    """Return an array of the same shape, with negative values replaced by 0."""
    ### BEGIN SOLUTION
    return np.maximum(values, 0)
    ### END SOLUTION


# %% tags=["illustration"]
edges = convolve(seven, vertical)
left_edges = relu(edges)

# %% tags=["illustration"]
# Figure: the map before and after ReLU
figure, axes = plt.subplots(1, 2, figsize=(8, 4))
for axis, values, title in ((axes[0], edges, "before"), (axes[1], left_edges, "after")):
    picture = axis.imshow(values, cmap="gray", vmin=-3, vmax=3)
    axis.set_title(f"{title} ReLU: {values.min():.1f} to {values.max():.1f}")
    axis.axis("off")
figure.colorbar(picture, ax=axes, label="value")
show(
    figure,
    "The map of left and right borders of the 7, before and after ReLU. Before, left borders are "
    "white and right borders black. After, only the white left borders remain on grey.",
)

# %% [markdown]
# Kernel C was a detector of both borders; with ReLU it is a detector of left borders. For the
# right ones the network needs a second kernel. It has {{spec.FILTERS}}, so there is room.
#
# ## 3.5 A network reads through your functions
#
# The course comes with a trained network. Its first layer has {{spec.FILTERS}} kernels, found by
# training alone. **Your** `convolve` and `relu` are that layer: one map for each kernel.
#
# **Predict.** Will there be edge detectors among them?

# %% tags=["illustration"]
predict("edge_detectors")

# %% tags=["illustration"]
learned, biases = model.reference_weights()[:2]
print("weights:", learned.shape, " biases:", biases.shape)
maps = np.stack(
    [
        relu(convolve(seven, learned[:, :, 0, number]) + biases[number])
        for number in range(spec.FILTERS)
    ],
    axis=-1,
)

# %% tags=["illustration"]
# Figure: the kernels, and the map of each
columns = 8
rows = 2 * spec.FILTERS // columns
figure, axes = plt.subplots(rows, columns, figsize=(10, 1.4 * rows))
for number in range(spec.FILTERS):
    row, column = 2 * (number // columns), number % columns
    kernel = learned[:, :, 0, number]
    top = np.abs(kernel).max()
    axes[row, column].imshow(kernel, cmap="gray", vmin=-top, vmax=top)
    axes[row, column].set_title(f"kernel {number + 1}", fontsize=9)
    axes[row + 1, column].imshow(maps[..., number], cmap="gray")
for axis in axes.flat:
    axis.set_xticks([])
    axis.set_yticks([])
figure.subplots_adjust(hspace=0.25, wspace=0.1)
show(
    figure,
    "The kernels of a trained first layer, 3 by 3 pixels from black for negative to white for "
    "positive weights, and below each its map of the 7. Many are dark on one side and light on "
    "the other, and their maps show borders of the strokes on one side; some maps show the whole "
    "digit, and a few are nearly empty.",
)
compare("edge_detectors")

# %% [markdown]
# Nobody told the network what an edge is. It was shown digits and their names, and edges turned
# out to be useful. Now the rest of the network goes on from your maps:

# %% tags=["illustration"]
for digit, probability in enumerate(lent.from_maps(maps[np.newaxis])[0]):
    print(digit, f"{probability:7.2%}", "█" * round(40 * probability))

# %% [markdown]
# It reads the digit, and the first of its layers was yours. After a break: the other two kinds.
#
# ## 3.6 Max pooling
#
# For reading a digit it matters *that* there is an edge, and roughly where. One pixel more to the
# left or right should not count. **Max pooling** cuts the map into blocks, here
# {{spec.POOL_SIZE}}×{{spec.POOL_SIZE}}, and keeps the largest value of each. Blocks do not overlap.
#
# **Predict.** Which four numbers remain of this table? And what should happen to the last column?

# %% tags=["illustration"]
table = np.array([[1, 3, 2, 0, 5], [4, 2, 1, 1, 6], [0, 7, -2, -3, 8], [5, 6, -1, -4, 9]])
print(table)
predict("last_column")

# %% tags=["illustration"]
# Figure: the table and its blocks
figure, axes = plt.subplots(1, 2, figsize=(8, 3.2), width_ratios=[5, 2])
table_of(axes[0], table, "before, 4×5")
for row, column in ((0, 0), (0, 2), (2, 0), (2, 2)):
    corner = (column - 0.47, row - 0.47)
    axes[0].add_patch(
        plt.Rectangle(corner, 1.94, 1.94, fill=False, edgecolor="tab:orange", linewidth=4)
    )
table_of(axes[1], np.array([[4, 2], [7, -1]]), "after, 2×2")
show(
    figure,
    "A table of 4 by 5 numbers with four framed blocks of 2 by 2; the last column is in no "
    "block. Beside it the largest values of the blocks: 4, 2, 7 and −1.",
)
compare("last_column")

# %% [markdown]
# A block that would not be whole is dropped, and its pixels are never read: the **ragged edge**.
# The largest of −2, −3, −1 and −4 is −1; it does not become 0.
#
# ### {{exercise.max_pool}}
#
# Return the largest value of each `size`×`size` block. Rows and columns that do not fill a block
# are dropped, all of them where the image is smaller than a block.
#
# For example, `max_pool(table)` is `[[4, 2], [7, -1]]`. A 7×9 image with `size=3` gives 2×3.


# %% exercise="max_pool"
def max_pool(image, size=2):
    """Return the maximum of each block of size × size pixels; a ragged edge is dropped.

    image: array (h, w). Returns an array (h // size, w // size).
    """
    ### BEGIN SOLUTION
    rows, columns = image.shape[0] // size, image.shape[1] // size
    result = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            block = image[i * size : (i + 1) * size, j * size : (j + 1) * size]
            result[i, j] = block.max()
    return result
    ### END SOLUTION


# %% [markdown]
# Now the three steps in a row, on a digit. This is one block of the network, for one kernel:

# %% tags=["illustration"]
steps = [("image", seven), ("convolve", convolve(seven, vertical))]
steps.append(("relu", relu(steps[-1][1])))
steps.append(("max_pool", max_pool(steps[-1][1], spec.POOL_SIZE)))

# %% tags=["illustration"]
# Figure: the digit after each of the three steps
figure, axes = plt.subplots(1, 4, figsize=(12, 3.4))
for axis, (name, values) in zip(axes, steps):
    axis.imshow(values, cmap="gray")
    axis.set_title(f"{name}: {values.shape[0]}×{values.shape[1]}")
    axis.axis("off")
show(
    figure,
    "From left to right: the 7; its edges, light and dark on grey; the light edges alone on "
    "black; and the same at half the size, coarser but still recognisable.",
)

# %% [markdown]
# Does pooling really make the position matter less? Let us measure. We move twenty digits by one
# pixel, and ask by how much their maps change: 0 % is not at all, and 100 % means that the
# differences add up to as much as the map itself.
#
# **Predict.** How much does a map change by one pixel's shift, before pooling? After pooling once?
# Twice?

# %% tags=["illustration"]
predict("pooled_change")

# %% tags=["illustration"]
changes = np.zeros(3)
for image in digits:
    still = relu(convolve(image, vertical))
    moved = relu(convolve(np.roll(image, 1, axis=1), vertical))
    for pooled_times in range(3):
        changes[pooled_times] += np.abs(still - moved).sum() / still.sum() / len(digits)
        still, moved = max_pool(still), max_pool(moved)
compare("pooled_change", 100 * changes[2])

# %% tags=["illustration"]
# Figure: how much a shift changes the maps
figure, axis = plt.subplots(figsize=(7, 2.2))
bars = axis.barh(["not pooled", "pooled once", "pooled twice"], changes)
axis.bar_label(bars, [f"{change:.0%}" for change in changes], padding=4)
axis.invert_yaxis()
axis.margins(x=0.15)
axis.set_xlabel("change of the map")
axis.set_xticks([])
axis.set_title("Twenty digits, moved by one pixel")
show(
    figure,
    f"Three bars: moving digits by one pixel changes their maps by {changes[0]:.0%} before "
    f"pooling, {changes[1]:.0%} after pooling once and {changes[2]:.0%} after pooling twice.",
)

# %% [markdown]
# ## 3.7 What a layer learns
#
# The first layer has {{spec.FILTERS}} kernels, so it makes {{spec.FILTERS}} maps of each image: its
# output has {{spec.FILTERS}} **channels**. A kernel of the *second* layer has to read all of them.
# It is therefore as deep as its input: {{spec.KERNEL_SIZE}}×{{spec.KERNEL_SIZE}} weights for
# **each** channel, all of whose products are added up to one number. Such a deep kernel, with its
# one bias, is called a **filter**. Each filter makes one map.
#
# **Predict.** Which layer has more to learn, the first or the second? By what factor, roughly?

# %% tags=["illustration"]
predict("second_layer")

# %% [markdown]
# ### {{exercise.count_parameters}}
#
# Return the number of weights and biases of one convolution layer.
#
# For example, one filter with a 2×2 kernel that reads 3 channels has 2 × 2 × 3 weights and 1 bias,
# so `count_parameters(2, 3, 1)` is 13, and `count_parameters(2, 3, 10)` is 130.


# %% exercise="count_parameters"
def count_parameters(kernel, in_channels, filters):
    """Return the number of weights and biases of a convolution layer, an int.

    kernel: side of the square kernel; in_channels: channels of the input;
    filters: how many there are, each with one bias.
    """
    ### BEGIN SOLUTION
    weights = kernel * kernel * in_channels * filters
    return weights + filters
    ### END SOLUTION


# %% tags=["illustration"]
channels = spec.CHANNELS
for layer in range(1, spec.BLOCKS + 1):
    count = count_parameters(spec.KERNEL_SIZE, channels, spec.FILTERS)
    print(
        f"convolution {layer}: {channels:2} channels in, {spec.FILTERS} out: {count:6,} parameters"
    )
    channels = spec.FILTERS
compare("second_layer")

map_size = output_size(spec.IMAGE_HEIGHT, spec.KERNEL_SIZE)
pixels, outputs = spec.IMAGE_HEIGHT * spec.IMAGE_WIDTH, map_size * map_size * spec.FILTERS
print()
print(f"The first layer turns {pixels:,} pixels into {outputs:,} numbers. With a weight of its own")
print(f"for each pixel and each number, it would need {(pixels + 1) * outputs:,} parameters.")

# %% [markdown]
# That is the saving: the same few weights at every place. The count does not depend on the
# size of the image at all.
#
# ## Recap
#
# - A convolution lays a kernel on every window, multiplies, and adds up: one number a window.
# - 'valid': (size − kernel) // stride + 1 positions. 'same': size / stride, rounded up.
# - Networks do not flip the kernel. Strictly, they compute a cross-correlation.
# - ReLU cuts off below 0. Max pooling keeps the largest value of each whole block.
# - A filter has kernel × kernel × channels weights and one bias, whatever the image's size.
#
# **Ask yourself.**
#
# 1. The weights of kernel C add up to 0. What does its map show where the image is evenly white?
#    And kernel B, whose weights add up to 1?
# 2. What becomes of an image with 30 pixels a side after a 5×5 convolution with stride 2 and
#    'valid' padding?
# 3. Could you swap ReLU and max pooling, and first pool, then cut off?
# 4. Could a layer with 1×1 kernels be of any use?
# 5. The network is to read images that are twice as high and twice as wide. How many more
#    parameters does its first convolution layer need?
#
# <details><summary>Answers</summary>
#
# 1. C: 0, because nothing changes from left to right. B: the same white, the average of equal
#    values.
# 2. (30 − 5) // 2 + 1 = 13, so 13×13. The last row and column are never read.
# 3. Yes, the result is the same. The largest of the cut-off values is the cut-off largest value;
#    pooling first even saves work. With *average* pooling it would not be the same.
# 4. Yes. It cannot see neighbours, but it mixes the channels at each place.
# 5. None. Only the layers that come after Flatten, in the next lesson, notice the size.
#
# </details>
#
# **Left out.** Average pooling; kernels with gaps (dilation); convolutions that enlarge
# (transposed); how libraries compute all this fast, as one large matrix product; and how the
# weights are learned{{#5}}{{#6}}, which is lessons 5 and 6{{/6}}{{/5}}.
#
# **Next:** [4 · Architecture](../04_architecture/04_architecture.ipynb) stacks these layers into
# the network.
