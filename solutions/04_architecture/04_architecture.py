# %% [markdown]
# # 4 · Architecture
#
# **You will** follow an image through a network, layer by layer, know its shape at every step,
# say what each kind of layer is for, and build the network that this course trains.
#
# **Time** about {{lesson.minutes}} minutes. **You need** the ideas of {{#3}}lesson 3: {{/3}}convolution,
# ReLU, max pooling, and the rule for output sizes.{{#3}} Your functions from there are not needed.{{/3}}
#
# ## Why it matters
#
# In 1998 Yann LeCun, Léon Bottou, Yoshua Bengio and Patrick Haffner described LeNet-5: blocks of
# convolution and subsampling, then ordinary dense layers, ten answers at the end. It had 60,000
# trainable parameters, and a system around it read several million bank cheques a day
# ([Gradient-based learning applied to document recognition](https://doi.org/10.1109/5.726791)).
# The network of this lesson follows the same plan with about a third of the parameters. LeNet-5
# read 99 % of the test digits; yours will read about 98 %, after a few minutes of training.
#
# An *architecture* is that plan: which layers, in which order, how large. It is decided before
# anything is learned. Nearly every error message that a network will ever show you is about two
# shapes that do not fit, so shapes are where we begin.

# %%
from mnist_course import begin, check, compare, predict

begin("04_architecture")

# %%
import keras
import matplotlib.pyplot as plt
import numpy as np

from mnist_course import prepared_digits
from mnist_course.figures import show

(x_train, y_train), _ = prepared_digits()  # the test images have to wait
print("images", x_train.shape, x_train.dtype, "labels", y_train.shape)

# %% [markdown]
# ## 4.1 A network is a pipeline of shapes
#
# A layer takes an array and gives another one. A network is layers in a row: what one gives, the
# next one takes. This is the row that we build:
#
# | # | layer | settings |
# | --- | --- | --- |
# | | the input | {{spec.INPUT_SHAPE}} |
# | 1 | `Conv2D` | {{spec.FILTERS}} kernels of {{spec.KERNEL_SIZE}} × {{spec.KERNEL_SIZE}}, ReLU |
# | 2 | `MaxPooling2D` | {{spec.POOL_SIZE}} × {{spec.POOL_SIZE}} |
# | 3 | `Conv2D` | {{spec.FILTERS}} kernels of {{spec.KERNEL_SIZE}} × {{spec.KERNEL_SIZE}}, ReLU |
# | 4 | `MaxPooling2D` | {{spec.POOL_SIZE}} × {{spec.POOL_SIZE}} |
# | 5 | `Conv2D` | {{spec.FILTERS}} kernels of {{spec.KERNEL_SIZE}} × {{spec.KERNEL_SIZE}}, ReLU |
# | 6 | `MaxPooling2D` | {{spec.POOL_SIZE}} × {{spec.POOL_SIZE}} |
# | 7 | `Flatten` | |
# | 8 | `Dense` | {{spec.DENSE_UNITS}} units, ReLU |
# | 9 | `Dense` | {{spec.CLASSES}} units, softmax |
#
# Padding is 'valid' throughout: a kernel stays inside the image. Four rules give every shape:
#
# - **Conv2D** takes (height, width, channels). Height and width become *size − kernel + 1*. The
#   channels become the number of kernels, however many there were before: each kernel looks
#   through all channels and gives one new one.
# - **MaxPooling2D** divides height and width by the block's size and drops what is left over: 7
#   becomes 3. The channels stay.
# - **Flatten** puts all numbers in one row: height × width × channels of them.
# - **Dense** gives one number for each of its units.
#
# Here is a smaller network as an example. Its input is (10, 10, 1).
#
# | layer | output | because |
# | --- | --- | --- |
# | `Conv2D`, 8 kernels of 3 × 3 | (8, 8, 8) | 10 − 3 + 1 = 8; eight kernels |
# | `MaxPooling2D`, 2 × 2 | (4, 4, 8) | 8 / 2 = 4 |
# | `Flatten` | (128,) | 4 × 4 × 8 = 128 |
# | `Dense`, 5 units | (5,) | five units |
#
# Mind the comma in `(128,)`: it is what makes a tuple with one entry. `(128)` is just 128.
#
# **The batch axis.** Keras always works on many images at once and shows shapes such as
# `(None, 8, 8, 8)`. `None` stands for 'however many images you give me'. We leave it out here.
#
# **Predict.** Height and width shrink at every step. How large will the picture be when it
# reaches `Flatten`? Guess before you compute.

# %% tags=["illustration"]
predict("flatten_side")

# %% [markdown]
# ### {{exercise.trace_shapes}}
#
# Return the output shapes of the nine layers in the first table as a list of nine tuples, first
# layer first. For the small example it would be `[(8, 8, 8), (4, 4, 8), (128,), (5,)]`. Do it
# with pencil and paper: this is the one exercise where writing code takes longer.


# %% exercise="trace_shapes"
def trace_shapes():
    """Return the output shapes of the nine layers, in order: a list of nine tuples.

    The batch axis is left out: (8, 8, 8), not (None, 8, 8, 8).
    """
    ### BEGIN SOLUTION
    return [
        (26, 26, 32),
        (13, 13, 32),
        (11, 11, 32),
        (5, 5, 32),
        (3, 3, 32),
        (1, 1, 32),
        (32,),
        (64,),
        (10,),
    ]
    ### END SOLUTION


# %% [markdown]
# ## 4.2 The same journey in pictures
#
# The course comes with a network of this architecture that has been trained already. The next
# cell sends one image through it and shows four of its {{spec.FILTERS}} channels after each of
# the first six layers. Bright means 'this kernel found its pattern here'. Until which step do you
# still recognise the digit?

# %% tags=["illustration"]
from mnist_course.model import reference

trained = reference()
stages = keras.Model(trained.inputs, [layer.output for layer in trained.layers])
image = x_train[0]
outputs = [np.asarray(output)[0] for output in stages([image[None]])]

# %% tags=["illustration"]
# Figure: the image on its way through the layers
shapes = trace_shapes()[:7]
grey = plt.get_cmap("gray").with_extremes(bad="#9fb8d4")  # lines between the maps
figure, panels = plt.subplots(
    1, 8, figsize=(12, 4.4), width_ratios=[2.6, *[1] * 6, 0.4], layout="constrained"
)
panels[0].imshow(image[..., 0], cmap="gray")
panels[0].set_title(f"the input, a {y_train[0]}")
names = ["Conv2D", "MaxPooling2D"] * 3
for number, (name, output, shape) in enumerate(zip(names, outputs, shapes), start=1):
    strongest = np.argsort(output.sum(axis=(0, 1)))[::-1][:4]
    maps = np.moveaxis(output[..., strongest], 2, 0)
    framed = np.pad(maps, ((0, 0), (1, 1), (1, 1)), constant_values=np.nan)
    panels[number].imshow(np.vstack(framed), cmap=grey, vmin=0)
    panels[number].set_title(f"{number} {name}\n{shape}", fontsize=9)
panels[7].imshow(outputs[6][:, None], cmap="gray", vmin=0)
panels[7].set_title(f"7 Flatten\n{shapes[-1]}", fontsize=9)
for axes in panels:
    axes.axis("off")
show(
    figure,
    "A handwritten five and four of its channels after each convolution and pooling: outlines "
    "of the digit that become smaller and coarser until each channel is one grey square; at "
    "the end a column of grey values.",
)
compare("flatten_side", outputs[5].shape[0])

# %% [markdown]
# The picture dissolves. Where things *are* is given up step by step, for *what* is there. After
# layer 6, each channel is a single number: how strongly one pattern, as large as the digit,
# occurs. Those numbers, in a row, are what the dense layers decide by.
#
# ## 4.3 What each part is for
#
# ### Why convolution, and not Dense at once?
#
# `Dense` could work on the {{spec.IMAGE_HEIGHT}} × {{spec.IMAGE_WIDTH}} pixels directly.
# **Predict.** Which needs more parameters: a first layer `Dense` with {{spec.DENSE_UNITS}} units
# on all pixels, or a first layer `Conv2D` with {{spec.FILTERS}} kernels? By what factor?

# %% tags=["illustration"]
predict("dense_factor")

# %% tags=["illustration"]
pixels = 28 * 28
dense = pixels * 64 + 64
convolution = 3 * 3 * 1 * 32 + 32
print(f"Dense on all pixels: {pixels} weights × 64 units + 64 biases = {dense:,} parameters")
print(f"Conv2D: 3 × 3 × 1 weights × 32 kernels + 32 biases = {convolution:,} parameters")
compare("dense_factor", dense / convolution)

# %% [markdown]
# A kernel is used at every place of the image, so what it learned about strokes in one corner
# holds in all others. A dense layer would have to learn it for each corner anew.
#
# ### Why three blocks?
#
# One kernel of {{spec.KERNEL_SIZE}} × {{spec.KERNEL_SIZE}} sees a dot or the edge of a stroke,
# never a loop. But a kernel of the second block looks at pooled outputs of the first, each of
# which has seen several pixels already. So its view of the image is wider. The part of the image
# that one number depends on is called its **receptive field**.

# %% tags=["illustration"]
# Figure: how much of the image one number sees, after each block
view, step, views = 1, 1, []
for _ in range(3):
    view += (3 - 1) * step  # the kernel reaches two steps further
    view += (2 - 1) * step  # the pool reaches one step further
    step *= 2  # after pooling, neighbours are twice as far apart
    views.append(view)

figure, panels = plt.subplots(1, 3, figsize=(10, 3.6), layout="constrained")
for block, (axes, view) in enumerate(zip(panels, views), start=1):
    axes.imshow(image[..., 0], cmap="gray")
    corner = (28 - view) / 2 - 0.5
    axes.add_patch(plt.Rectangle((corner, corner), view, view, fill=False, lw=2.5, ec="orange"))
    axes.set_title(f"after block {block}: {view} × {view} pixels")
    axes.axis("off")
show(
    figure,
    "What one number sees, as a square on the digit: "
    + ", ".join(f"{view} by {view} pixels after block {n}" for n, view in enumerate(views, 1)),
)

# %% [markdown]
# Strokes, then corners and arcs, then whole loops and crossings: after three blocks, one number
# can stand for 'there is a loop at the top of something'. A fourth block would not fit: there is
# no room for another kernel on what the third one leaves. Look at your shapes.
#
# ### Why pooling?
#
# Pooling makes the arrays smaller, so everything after it is quicker. And{{#3}} as you measured in
# lesson 3,{{/3}} it makes a shift by a pixel matter less. Nobody told the network that a 7 a little
# further right is still a 7; a good part of that is in its plan.
#
# ### Why Flatten?
#
# `Dense` works along the **last axis** only. Give it (5, 5, {{spec.FILTERS}}), and it answers
# with (5, 5, {{spec.CLASSES}}): ten scores for each of 25 places, where we want ten for the whole
# image. Keras does not complain, because it is a sensible thing to compute; just not ours.
# `Flatten` makes one axis of three, and so one answer of many.

# %% tags=["illustration"]
maps = keras.Input((5, 5, 32))
print("without Flatten:", keras.layers.Dense(10)(maps).shape)
print("with Flatten:   ", keras.layers.Dense(10)(keras.layers.Flatten()(maps)).shape)

# %% [markdown]
# ### Why softmax at the end, and ReLU before?
#
# The last layer computes ten plain scores, called **logits**. They can be negative or large, and
# nobody can read them. **Softmax** turns them into ten positive numbers that add up to 1, so that
# they can be read as probabilities, and keeps their order.{{#5}} Lesson 5 has you write it.{{/5}}
#
# The other layers with weights have ReLU. Without something bent between them, two layers in a row are only
# one layer in disguise: a weighted sum of weighted sums is a weighted sum.

# %% tags=["illustration"]
# Figure: ten logits before and after softmax
logits = np.array([-1.2, 0.3, 2.0, 4.1, -0.5, 1.0, -2.2, 0.4, 2.9, 0.8])
softmax = keras.ops.convert_to_numpy(keras.ops.softmax(logits))
figure, panels = plt.subplots(1, 2, figsize=(10, 2.8), layout="constrained")
for axes, heights, title in zip(
    panels, (logits, softmax), ("ten logits", "after softmax: ten shares of 1")
):
    bars = axes.bar(range(10), heights)
    axes.bar_label(bars, [f"{height:.2f}" for height in heights], fontsize=8, padding=2)
    axes.axhline(0, color="black", lw=0.8)
    axes.set_xticks(range(10))
    axes.set_xlabel("digit")
    axes.set_title(title)
    axes.margins(y=0.2)
show(
    figure,
    "Left: ten logits, some negative, the largest 4.1 for digit 3. Right: the same after "
    "softmax, all positive, digit 3 with the largest share and digit 8 next.",
)

# %% [markdown]
# ## 4.4 Building it in Keras
#
# Layers in a row are what `keras.Sequential` is for. Here is the **small example** of 4.1,
# written in two ways that give the same network. Begin with `keras.Input`: it says what one image
# looks like, without the batch axis, and Keras can work out everything else.

# %% tags=["illustration"]
in_one_list = keras.Sequential(
    [
        keras.Input((10, 10, 1)),
        keras.layers.Conv2D(8, 3, activation="relu"),
        keras.layers.MaxPooling2D(2),
        keras.layers.Flatten(),
        keras.layers.Dense(5, activation="softmax"),
    ]
)

one_by_one = keras.Sequential()
one_by_one.add(keras.Input((10, 10, 1)))
one_by_one.add(keras.layers.Conv2D(8, (3, 3), activation="relu"))
one_by_one.add(keras.layers.MaxPooling2D((2, 2)))
one_by_one.add(keras.layers.Flatten())
one_by_one.add(keras.layers.Dense(5, activation="softmax"))

for layer in in_one_list.layers:
    print(f"{type(layer).__name__:13} {layer.output.shape}")

# %% [markdown]
# The first number of `Conv2D` is how many kernels there are, the second how large they are; 3 is
# short for (3, 3). The padding is 'valid' unless you say otherwise. `activation="relu"` puts a
# ReLU at the layer's end. Nothing goes wrong visibly if you forget it, which is exactly why the
# check below looks for it.
#
# **Predict.** What happens without `keras.Input`? Keras then learns the shape of an image only
# when the first one arrives. How many arrays of weights has the network until then?

# %% tags=["illustration"]
predict("without_input")

# %% tags=["illustration"]
without_input = keras.Sequential([keras.layers.Conv2D(8, 3), keras.layers.Flatten()])
print("built:", without_input.built, "· arrays of weights:", len(without_input.weights))

with_input = keras.Sequential(
    [keras.Input((10, 10, 1)), keras.layers.Conv2D(8, 3), keras.layers.Flatten()]
)
print("built:", with_input.built, " · arrays of weights:", len(with_input.weights))
compare("without_input", len(without_input.weights))

# %% [markdown]
# ### {{exercise.build_model}}
#
# Build the network of 4.1 and return it. Its input is {{spec.INPUT_SHAPE}}; its nine layers are
# those of the table, with their settings. Do not train it; compiling is the next lesson's work.
#
# Any way of writing it is fine: one list, `add`, or Keras's functional style if you know it. The
# check compares the network itself with the plan, layer by layer, not your text. `keras.Input` may
# be left out, as you have just seen: it is the same network, which gets its weights later.
#
# If Keras says `expected min_ndim=4, found ndim=3`, the input lacks its channel: an image has three
# axes here, and Keras counts the batch axis as the fourth.


# %% exercise="build_model"
def build_model():
    """Return the course's network, a keras.Model that takes images (n, 28, 28, 1).

    Its output is (n, 10): for each image, the probabilities of the ten digits.
    """
    ### BEGIN SOLUTION
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            keras.layers.Conv2D(32, (3, 3), activation="relu"),
            keras.layers.MaxPooling2D((2, 2)),
            keras.layers.Conv2D(32, (3, 3), activation="relu"),
            keras.layers.MaxPooling2D((2, 2)),
            keras.layers.Conv2D(32, (3, 3), activation="relu"),
            keras.layers.MaxPooling2D((2, 2)),
            keras.layers.Flatten(),
            keras.layers.Dense(64, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    ### END SOLUTION


# %% [markdown]
# Here is your network, drawn from what you built.

# %% tags=["illustration"]
from mnist_course import widgets

keras.utils.set_random_seed(4)
model = build_model()
if not model.built:  # without keras.Input
    model.build((None, 28, 28, 1))
widgets.network(model)

# %% [markdown]
# ## 4.5 Where are the parameters?
#
# Parameters are the numbers that training will set. Each kernel has one weight for each place and
# input channel, and one bias; each dense unit has one weight for each input, and one bias.
#
# **Predict.** Which of the nine layers has the most? The first one, which sees the whole image?
# `Dense`, which connects everything with everything? Which layers have none at all?

# %% tags=["illustration"]
predict("most_parameters")

# %% tags=["illustration"]
total = model.count_params()
print(f"{'layer':14} {'output':>14} {'parameters':>11}   made of")
for layer in (layer for layer in model.layers if type(layer).__name__ != "InputLayer"):
    parts = [tuple(weights.shape) for weights in layer.weights]
    made_of = " + ".join("×".join(map(str, part)) for part in parts) or "nothing to learn"
    shape = str(tuple(layer.output.shape[1:]))
    print(f"{type(layer).__name__:14} {shape:>14} {layer.count_params():>11,}   {made_of}")
print(f"{'together':14} {'':>14} {total:>11,}")
compare("most_parameters")

# %% tags=["illustration"]
# Figure: where the parameters are
layers = [layer for layer in model.layers if layer.weights]
counts = [layer.count_params() for layer in layers]
labels = [
    f"{type(layer).__name__} {number}"
    for number, layer in enumerate(model.layers, start=1)
    if layer.weights
]
figure, axes = plt.subplots(figsize=(8, 2.6), layout="constrained")
bars = axes.barh(labels[::-1], counts[::-1])
shares = [f"{count:,} ({count / total:.0%})" for count in counts[::-1]]
axes.bar_label(bars, shares, padding=4)
axes.set_xlabel("parameters")
axes.set_title("Where the parameters are; the other layers have none")
axes.margins(x=0.25)
show(
    figure,
    "Parameters of the layers: "
    + ", ".join(f"{label} has {count:,}" for label, count in zip(labels, counts)),
)

# %% [markdown]
# The later convolutions have far more than the first, though their kernels cover as few places:
# they look through {{spec.FILTERS}} channels instead of {{spec.CHANNELS}}.
#
# ## 4.6 What does an untrained network answer?
#
# A new network is not empty. Its weights are small random numbers, and it answers at once. A
# model can be called like a function: images in, probabilities out.
#
# **Predict.** How often will it be right? And will its answers be spread over the ten digits?

# %% tags=["illustration"]
predict("untrained")

# %% tags=["illustration"]
probabilities = np.asarray(model(x_train[:1000]))
answers = probabilities.argmax(axis=1)
right = np.mean(answers == y_train[:1000])
print("Its probabilities for the first image:", probabilities[0].round(2))
compare("untrained", 100 * right)

# %% tags=["illustration"]
# Figure: what the images show, and what the network answers
figure, axes = plt.subplots(figsize=(8, 2.8), layout="constrained")
given = np.bincount(answers, minlength=10)
true = np.bincount(y_train[:1000], minlength=10)
axes.bar(np.arange(10) - 0.2, true, 0.4, label="what the images show", color="#999999")
axes.bar(
    np.arange(10) + 0.2,
    given,
    0.4,
    label="what the network answers",
    color="tab:blue",
    hatch="//",
    edgecolor="white",
)
axes.set_xticks(range(10))
axes.set_xlabel("digit")
axes.set_ylabel("images")
axes.set_title(f"1,000 images, an untrained network: {right:.1%} right")
axes.legend()
show(
    figure,
    "The images show each digit about a hundred times; the untrained network answers "
    + ", ".join(f"{digit}: {count}" for digit, count in enumerate(given)),
)

# %% [markdown]
# About one in ten, as with blind guessing, and usually the same few digits again and again. All
# ten probabilities are close to 0.1: it does not know, and at least it says so.
# Its kernels are random.{{#3}}{{#5}}{{#6}} How they come to be like those of lesson 3 is the subject of the next two
# lessons.{{/6}}{{/5}}{{/3}}
#
# ## Recap
#
# - A network is a pipeline of shapes. Convolution takes two pixels off with a
#   {{spec.KERNEL_SIZE}} × {{spec.KERNEL_SIZE}} kernel, pooling halves, `Flatten` makes one row,
#   `Dense` gives one number a unit.
# - Kernels are shared by all places, so convolutions need few parameters. Blocks in a row see
#   more and more of the image. Pooling makes small shifts matter less.
# - Softmax makes ten shares of 1 out of ten logits. ReLU keeps layers from collapsing into one.
# - `keras.Sequential` with `keras.Input` first; as one list or with `add`.
# - Untrained, a network guesses: about 10 %.
#
# **Ask yourself.**
#
# 1. The images were 32 × 32 and in colour. Which of the nine shapes change? Which parameter
#    counts?
# 2. What would `padding="same"` in the three convolutions do to the shapes?
# 3. Somebody leaves the last layer's softmax out. Does `argmax` still pick the same digit?
# 4. Why can the number of parameters not tell you whether a network is right?
#
# <details><summary>Answers</summary>
#
# 1. The first six change in height and width: 30, 15, 13, 6, 4, 2. `Flatten` then gives 2 × 2 ×
#    32 = 128, and the dense layers stay (64,) and (10,). Parameters: the first convolution (three
#    input channels in place of one) and the first dense layer (128 inputs in place of 32).
# 2. A convolution would keep height and width, so only pooling shrinks them: 28, 14, 14, 7, 7, 3,
#    and `Flatten` gives 3 × 3 × 32 = 288.
# 3. Yes: softmax keeps the order. But the numbers are no longer probabilities, and the loss of
#    the next lesson, which expects probabilities, goes wrong.
# 4. Different networks can have the same number. ReLU, for one, has no parameters: leave it out
#    everywhere, and the count stays as it is.
#
# </details>
#
# **Left out.** Networks that are not a row (branches, shortcuts), batch normalisation and
# dropout, strides, and how one finds a good architecture: mostly by trying, starting from one
# that is known to work.{{#9}} Lesson 9 lets you design your own.{{/9}}
#
# **Next:** [5 · Compilation](../05_compilation/05_compilation.ipynb) says what 'better' means, so
# that the network can begin to improve.
