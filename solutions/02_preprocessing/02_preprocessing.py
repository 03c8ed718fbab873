# %% [markdown]
# # 2 · Preprocessing
#
# **You will** turn bytes into numbers that a network can learn from, give each image the shape
# that Keras expects, and hold some images back to test your choices with.
#
# **Time** about {{lesson.minutes}} minutes. **You need** slices (`a[2:5]`), `shape` and `dtype`{{#1}},
# as in lesson 1{{/1}}. This lesson stands alone: it loads the data itself.
#
# ## Why it matters
#
# On 4 June 1996 the first Ariane 5 rocket left its path and broke up about 40 seconds into its
# flight. Its engines were sound. A number held as a 64-bit float was converted to a 16-bit
# integer; the number was too large for it, and the guidance system stopped. (Source: J. L.
# Lions and others, *Ariane 5, Flight 501 Failure: Report by the Inquiry Board*, Paris, 1996.)
#
# Nothing explodes when this happens to your pixels, and that is the trouble. NumPy says nothing,
# Keras says nothing, and the network trains. It is only worse than it should be. In this lesson
# you see what such mistakes look like, while they are still easy to see.

# %%
from mnist_course import begin, check, compare, predict

begin("02_preprocessing")

# %%
import matplotlib.pyplot as plt
import numpy as np

from mnist_course import data
from mnist_course.figures import show

(x_train, y_train), (x_test, y_test) = data.load()
print("x_train", x_train.shape, x_train.dtype)

# %% [markdown]
# These are the arrays of {{#1}}lesson 1{{/1}}{{^1}}MNIST{{/1}}, straight from the course's own copy of MNIST.
#
# ## 2.1 What a byte can hold
#
# A pixel is a `uint8`: a whole number that takes 8 bits, so there are 2⁸ = 256 of them, 0 to
# 255. Arithmetic on `uint8` gives `uint8`. What happens at the end of the range?
#
# **Predict.** What are 100, 200, 250 and 255, each plus 10?

# %% tags=["illustration"]
predict("wraps")

# %% tags=["illustration"]
pixels = np.array([100, 200, 250, 255], dtype="uint8")
print("pixels     ", pixels)
print("pixels + 10", pixels + 10)
compare("wraps", (pixels + 10)[2])

# %% [markdown]
# After 255 the count starts again at 0, like a mileage counter after its last digit. 250 + 10 is
# 260, and 260 − 256 is 4. Going down it is the same: 0 − 1 gives 255. There is no error, and no
# warning.
#
# **Predict.** So what happens to a digit if we add 10 to make it a little brighter? Which pixels
# will look wrong: the paper, the edge of the stroke, or its middle?

# %% tags=["illustration"]
predict("wrapped_part")

# %% tags=["illustration"]
digit = x_train[0]
brighter = digit.astype("float32") + 10

# %% tags=["illustration"]
# Figure: the digit, and 10 added to it in two ways
figure, axes = plt.subplots(1, 3, figsize=(11, 3.9))
panels = (
    (digit, "the digit"),
    (digit + 10, "digit + 10, as uint8: wrapped"),
    (brighter, "digit + 10, as float32: brighter"),
)
for axis, (picture, title) in zip(axes, panels):
    axis.imshow(picture, cmap="gray", vmin=0, vmax=265)
    axis.set_title(title)
    axis.axis("off")
show(
    figure,
    "A handwritten 5 three times: as it is; with 10 added as uint8, where the brightest, middle "
    "part of the stroke has turned black; and with 10 added as float32, slightly brighter.",
)
compare("wrapped_part")

# %% [markdown]
# The middle of the stroke was the brightest, and it has wrapped round to black.
#
# Division has a trap of its own, because Python has two of them.
#
# **Predict.** Which of the two can tell dark grey from light grey? And what is the dtype of each?

# %% tags=["illustration"]
predict("divides")

# %% tags=["illustration"]
pixels = np.array([0, 51, 128, 254, 255], dtype="uint8")
for text, answer in (("pixels / 255 ", pixels / 255), ("pixels // 255", pixels // 255)):
    print(f"{text} {answer}  {answer.dtype}")
compare("divides")

# %% [markdown]
# `/` keeps the fractions and moves to a float type to do so. `//` drops them: every grey becomes
# 0, also 254. On a digit:

# %% tags=["illustration"]
# Figure: the digit, divided in two ways
figure, axes = plt.subplots(1, 2, figsize=(7.5, 4))
for axis, picture, title in zip(axes, (digit / 255, digit // 255), ("digit / 255", "digit // 255")):
    axis.imshow(picture, cmap="gray", vmin=0, vmax=1)
    axis.set_title(f"{title}: {len(np.unique(picture))} different values")
    axis.axis("off")
show(
    figure,
    "The same 5, divided in two ways. With one slash it looks as before. With two slashes only "
    "a single white dot remains on black.",
)

# %% [markdown]
# ## 2.2 Scale
#
# Why divide at all? Look at where the brightness lies. The scale on the left is logarithmic: from
# each labelled mark to the next, there are ten times as many pixels.

# %% tags=["illustration"]
# Figure: how many pixels have which brightness
amounts = np.bincount(x_train[:10_000].ravel(), minlength=256)
figure, axis = plt.subplots(figsize=(9, 3))
axis.bar(range(256), amounts, width=1)
axis.set_yscale("log")
axis.set_xlabel("brightness, 0 to 255")
axis.set_ylabel("pixels")
axis.set_title(f"{amounts[0] / amounts.sum():.0%} of all pixels are black")
axis.annotate("paper", (0, amounts[0]), (14, amounts[0] / 2))
axis.annotate("middle of the strokes", (253, amounts[253]), (168, amounts[253] * 1.6))
show(
    figure,
    "Histogram of the brightness in 10,000 images: about four pixels of five are 0; the values "
    "in between are rare and spread evenly; and there is a second peak at 252 to 255.",
)

# %% [markdown]
# A network multiplies each pixel by a weight. While it learns, it moves each weight by an amount
# that is *also* multiplied by the pixel. Pixels that are 255 times larger make outputs 255 times
# larger and, for the same error, steps 255 times larger. The two together: 255 × 255 = 65,025.
#
# Let us watch the smallest possible network learn. It is a single neuron that tells 4s from 9s.
# It starts from zero twice, with the same 1,000 images and the same learning rate. The only
# difference: one sees bytes, the other sees numbers from 0 to 1.{{#5}}{{#6}} Lessons 5 and 6 take its code
# apart.{{/6}}{{/5}}
#
# **Predict.** Both start at a loss of 0.69, which is pure guessing. How will the two curves
# differ?

# %% tags=["illustration"]
predict("bytes_learn")


# %% tags=["illustration"]
# Figure: the loss of one neuron that learns, with bytes and with numbers from 0 to 1
def learn(pixels, is_nine, steps=60, learning_rate=0.1):
    """Train one neuron by gradient descent; return its loss before each step."""
    weights = np.zeros(pixels.shape[1])
    losses = []
    for _ in range(steps):
        guess = 1 / (1 + np.exp(-np.clip(pixels @ weights, -30, 30)))
        losses.append(-np.mean(np.log(np.where(is_nine, guess, 1 - guess))))
        weights -= learning_rate * (guess - is_nine) @ pixels / len(pixels)
    return losses


chosen = np.flatnonzero(np.isin(y_train, (4, 9)))[:1000]
raw = x_train[chosen].reshape(len(chosen), -1).astype("float64")
is_nine = y_train[chosen] == 9

figure, axis = plt.subplots(figsize=(9, 3.4))
axis.plot(learn(raw, is_nine), "o-", markersize=3, label="0 to 255")
axis.plot(learn(raw / 255, is_nine), "s-", markersize=3, label="0 to 1")
axis.set_xlabel("step")
axis.set_ylabel("loss (lower is better)")
axis.set_title("One neuron learns to tell 4 from 9")
axis.legend(title="pixel values")
show(
    figure,
    "Loss over 60 steps. With pixels from 0 to 1 it falls smoothly from 0.69. With pixels from 0 "
    "to 255 it leaps up to more than ten times that, swings for many steps, and then falls.",
)
compare("bytes_learn")

# %% [markdown]
# With bytes, each step overshoots, and the next overshoots back. One neuron is forgiving and
# recovers. It would even learn well with a learning rate that is 65,025 times smaller. But the
# settings that people have found to work, such as Adam's learning rate of
# {{spec.LEARNING_RATE}}{{#5}} in lesson 5{{/5}}, were found with inputs of about 1. Give a network what it
# expects, and they work for you too.
#
# ### {{exercise.scale}}
#
# Return the images with 0 as 0, 255 as 1 and every grey in between, as `float32`. The shape stays.
#
# For example, `scale(np.array([[0, 51, 255]], dtype="uint8"))` is `[[0.0, 0.2, 1.0]]`.


# %% exercise="scale"
def scale(images):
    """Return uint8 images of any shape as float32 in [0, 1], where 255 becomes 1."""
    ### BEGIN SOLUTION
    return images.astype("float32") / 255
    ### END SOLUTION


# %% tags=["illustration"]
scaled = scale(x_train[:1000])
print("before:", x_train.dtype, x_train[:1000].min(), "to", x_train[:1000].max())
print("after: ", scaled.dtype, scaled.min(), "to", scaled.max())

# %% [markdown]
# ### Why float32?
#
# `images / 255` alone gives `float64`. It has about 16 decimal digits; `float32` has about 7. A
# pixel came from one of 256 values, so 7 digits are plenty, and Keras computes in `float32` unless
# it is told otherwise.
#
# **Predict.** All training images take 47 megabytes as `uint8`. How many as `float32`?

# %% tags=["illustration"]
predict("megabytes")

# %% tags=["illustration"]
# Figure: memory for the training images, by dtype
kinds = ("uint8", "float32", "float64")
sizes = [x_train.size * np.dtype(kind).itemsize / 1e6 for kind in kinds]
figure, axis = plt.subplots(figsize=(8, 2.2))
bars = axis.barh(kinds, sizes)
axis.bar_label(bars, [f"{size:.0f} MB" for size in sizes], padding=4)
axis.invert_yaxis()
axis.margins(x=0.15)
axis.set_xlabel("megabytes")
axis.set_title("Memory for the training images")
show(
    figure,
    "Bars for the memory of the training images: "
    + ", ".join(f"{kind} {size:.0f} megabytes" for kind, size in zip(kinds, sizes)),
)
compare("megabytes", sizes[1])

# %% [markdown]
# ### The cell that was run twice
#
# A notebook remembers. Look at the line `pixels = pixels / 255`: it *replaces* what it was given.
# If you go back and run it again, it divides again.
#
# **Predict.** How bright is the brightest pixel after one run, after two and after three? What
# would you see?

# %% tags=["illustration"]
predict("divided_twice")

# %% tags=["illustration"]
# Figure: the digit after each run
pixels = x_train[0]
figure, axes = plt.subplots(1, 3, figsize=(10, 3.8))
for run, axis in enumerate(axes, start=1):
    pixels = pixels / 255
    axis.imshow(pixels, cmap="gray", vmin=0, vmax=1)
    axis.set_title(f"run {run}: brightest {pixels.max():.2g}")
    axis.axis("off")
show(
    figure,
    "The digit after the same cell was run once, twice and three times: first a clear white 5, "
    "then a black square, then another black square.",
)
compare("divided_twice", x_train[0].max() / 255 / 255)

# %% [markdown]
# Divided twice, white is 0.0039, and the digit is gone as far as the eye can tell. Two habits
# protect you:
#
# - Give the result a **new name**: `scaled = scale(images)` can be run a hundred times.
# - When in doubt, look at `min()`, `max()` and `dtype`. It takes one line.
#
# And one thing is never scaled: the **labels**. They are names, not brightness. A 7 divided by 255
# is no digit any more.
#
# ## 2.3 The channel axis
#
# Each pixel of a colour picture holds three numbers: how much red, green and blue. These are its
# **channels**. You can see them as three sheets, one behind the other.

# %% tags=["illustration"]
# Figure: three channels, and the picture that they make
sheets = [x_train[number].astype("float32") / 255 for number in (7, 0, 13)]
colour = np.stack(sheets, axis=-1)
figure, axes = plt.subplots(1, 4, figsize=(11, 3.4))
for axis, sheet, name in zip(axes, sheets, ("red", "green", "blue")):
    axis.imshow(sheet, cmap="gray", vmin=0, vmax=1)
    axis.set_title(f"{name} channel")
axes[3].imshow(colour)
axes[3].set_title(f"together: {colour.shape}")
for axis in axes:
    axis.axis("off")
show(
    figure,
    "Three grey digits, used as the red, green and blue channel of one picture, and beside them "
    "the coloured picture that they make, in which the three digits overlap.",
)

# %% [markdown]
# A convolution layer reads any number of channels, so it has to be told how many there are. For a
# grey image it is one: shape ({{spec.IMAGE_HEIGHT}}, {{spec.IMAGE_WIDTH}}, {{spec.CHANNELS}}), the
# same {{spec.IMAGE_HEIGHT}}×{{spec.IMAGE_WIDTH}} numbers, each in a box of its own.
#
# ```
# (h, w)         [[10, 20],          (h, w, 1)     [[[10], [20]],
#                 [30, 40]]                          [[30], [40]]]
# ```
#
# Where does the channel go? Some frameworks put it first: PyTorch takes (n, 1, h, w). Keras puts
# it **last**: (n, h, w, 1). The order is only a convention, but breaking it is not harmless. A
# layer that expects the channel last reads
# (n, {{spec.CHANNELS}}, {{spec.IMAGE_HEIGHT}}, {{spec.IMAGE_WIDTH}}) as images that are
# {{spec.CHANNELS}} pixel high and {{spec.IMAGE_HEIGHT}} wide, with {{spec.IMAGE_WIDTH}} channels.
#
# And if you forget the axis? Keras often adds it for you, and all goes well until the day when it
# does not. Be explicit.
#
# ### {{exercise.add_channel}}
#
# Return images of shape (n, h, w) as (n, h, w, 1). The values and the dtype stay.
#
# For example, an array of shape (5, 3, 4) becomes one of shape (5, 3, 4, 1). The check
# tries several sizes.


# %% exercise="add_channel"
def add_channel(images):
    """Return images (n, h, w) as (n, h, w, 1), with the same values and dtype."""
    ### BEGIN SOLUTION
    return images[..., np.newaxis]
    ### END SOLUTION


# %% tags=["illustration"]
with_channel = add_channel(x_train)
print("before:", x_train.shape)
print("after: ", with_channel.shape)
print("pixel [0, 5, 20] before and after:", x_train[0, 5, 20], with_channel[0, 5, 20])
print("same memory, seen in another way:", np.shares_memory(x_train, with_channel))

# %% [markdown]
# The last line says True for most solutions: nothing was copied. NumPy only noted another shape
# for the same bytes.
#
# ## 2.4 One function for all images
#
# Training images, test images, and {{#8}}in lesson 8 {{/8}}your own drawings: all of them have to reach the
# network in the same form. When one of them is prepared a little differently, the network reads
# badly, and nobody knows why. The remedy is dull and works: **one** function, used everywhere.
#
# ### {{exercise.prepare}}
#
# Return raw images, `uint8` (n, h, w), as the network takes them: `float32` (n, h, w, 1), 0 to 1.
# You may call the two functions that you have just written.
#
# For example, `prepare(x_test[:10])` has shape
# (10, {{spec.IMAGE_HEIGHT}}, {{spec.IMAGE_WIDTH}}, {{spec.CHANNELS}}), and its brightest pixel is 1.0.


# %% exercise="prepare"
def prepare(images):
    """Return uint8 images (n, h, w) as float32 (n, h, w, 1) in [0, 1]."""
    ### BEGIN SOLUTION
    return add_channel(scale(images))
    ### END SOLUTION


# %% tags=["illustration"]
for name, images in (("training", x_train[:5000]), ("test", x_test[:5000])):
    ready = prepare(images)
    print(f"{name:9}", ready.shape, ready.dtype, ready.min(), "to", ready.max())

# %% [markdown]
# ## 2.5 Fit, validate, test
#
# You will try things: more epochs, another layer, another learning rate. To choose between them
# you need images that the network has not learned from. Why not simply use the test images?
#
# Here are 1,000 “networks” that know nothing. Each answers at random. We ask all of them the same
# 100 questions, choose the best, and then ask the best one 9,900 new questions.
#
# **Predict.** What share of the 100 questions will the best one have right? And of the new ones?

# %% tags=["illustration"]
predict("best_guesser")

# %% tags=["illustration"]
rng = np.random.default_rng(2)
answers = rng.integers(0, 10, (1000, 100))
scores = (answers == y_test[:100]).mean(axis=1)
best = scores.max()
again = (rng.integers(0, 10, 9900) == y_test[100:]).mean()
compare("best_guesser", 100 * best)

# %% tags=["illustration"]
# Figure: how many guessers have how many right
figure, axis = plt.subplots(figsize=(9, 3))
axis.hist(scores, bins=np.arange(0.005, 0.27, 0.01))
axis.axvline(best, linestyle="--", color="black")
axis.text(best - 0.002, 60, f"the best: {best:.0%}", ha="right")
axis.axvline(again, linestyle=":", color="black")
axis.text(again + 0.002, 145, f"the best on new questions: {again:.1%}")
axis.set_ylim(0, 165)
axis.set_xlabel("share of right answers")
axis.set_ylabel("guessers")
axis.set_title("1,000 guessers, 100 questions")
show(
    figure,
    f"Histogram of 1,000 guessers' scores on 100 questions, centred at 10 %. The best has "
    f"{best:.0%}. The same guesser has {again:.1%} on new questions.",
)

# %% [markdown]
# The best one looks twice as clever as the rest, and it is not clever at all. It was *chosen* for
# these questions. Whenever you choose by a score, that score flatters. So we keep three parts:
#
# | part | for | how often you look |
# | --- | --- | --- |
# | **fit** | learning | all the time |
# | **validation** | choosing: settings, the number of epochs | after each attempt |
# | **test** | one honest answer | once, at the end |
#
# The validation part is cut from the training images. Keras can do it while it trains:
# `fit(…, validation_split=0.1)` sets apart the last tenth, before any shuffling (Keras's
# documentation of `Model.fit`). You will do the same by hand.
#
# ### {{exercise.hold_out}}
#
# Hold out the last `fraction` of the images, and return `(x_fit, y_fit), (x_val, y_val)`. The
# number held out is `round(len(images) * fraction)`, which may be 0. The order stays as it is.
#
# For example, of ten images with `fraction=0.2` the first eight are for fitting, and the last two
# are held out, each with its label.


# %% exercise="hold_out"
def hold_out(images, labels, fraction):
    """Return (x_fit, y_fit), (x_val, y_val), with the last `fraction` held out.

    images: array (n, …); labels: array (n,); fraction: more than 0 and less than 1.
    The number held out is round(n * fraction).
    """
    ### BEGIN SOLUTION
    border = len(images) - round(len(images) * fraction)
    return (images[:border], labels[:border]), (images[border:], labels[border:])
    ### END SOLUTION


# %%
(x_fit, y_fit), (x_val, y_val) = hold_out(x_train, y_train, 0.1)
print("fit       ", x_fit.shape, y_fit.shape)
print("validation", x_val.shape, y_val.shape)
print("test      ", x_test.shape, y_test.shape)

# %% [markdown]
# Is it fair to take the *last* images? Only if the order means nothing. Imagine someone had sorted
# the data by label.
#
# **Predict.** Which digits would the last tenth hold then?

# %% tags=["illustration"]
predict("sorted_labels")

# %% tags=["illustration"]
order = np.argsort(y_train, kind="stable")
(_, _), (_, y_val_sorted) = hold_out(x_train[order], y_train[order], 0.1)

# %% tags=["illustration"]
# Figure: which digits are held out
figure, axes = plt.subplots(1, 2, figsize=(10, 2.8), sharey=True)
for axis, labels, title in (
    (axes[0], y_val, "as MNIST comes"),
    (axes[1], y_val_sorted, "if sorted by label"),
):
    axis.bar(range(10), np.bincount(labels, minlength=10) / len(labels))
    axis.set_xticks(range(10))
    axis.set_xlabel("digit")
    axis.set_title(f"Held out: {title}")
axes[0].set_ylabel("share")
show(
    figure,
    "Shares of the ten digits in the part held out. As MNIST comes, each digit has about a "
    "tenth. If the data were sorted by label, there would be hardly anything but 9s.",
)
compare("sorted_labels")

# %% [markdown]
# MNIST comes mixed, so the last tenth has all ten digits. With data of your own, look first, and
# shuffle images and labels *together* where you must.
#
# ## Recap
#
# - `uint8` wraps round at 255 without a word; `//` throws the greys away.
# - Scale by 255, the largest *byte*, to `float32` from 0 to 1. Never scale labels.
# - Give results new names, so that a cell can be run twice without harm.
# - Keras takes images as (n, height, width, channels), with the channel last.
# - One function prepares all images. Validation images are for choosing, test images for the end.
#
# **Ask yourself.**
#
# 1. `x_train.mean()` is about 33. What is it, roughly, after `prepare`? And after scaling twice?
# 2. A friend scales the training images by `x_train.max()` and the test images by `x_test.max()`.
#    With MNIST the result is right. Why is it still a bad habit?
# 3. `images[-held:]` is a neat way to take the last `held` images. What does it give for
#    `held = 0`?
# 4. You have tried forty settings and kept the one with the best validation accuracy. Is that
#    accuracy what you should tell people?
#
# <details><summary>Answers</summary>
#
# 1. 33 / 255 is about 0.13. Twice: about 0.0005.
# 2. It works because both parts hold a 255. A single dim test image, or one drawing of yours,
#    would be divided by something else than the network was trained with.
# 3. Everything: `-0` is `0`, so it is `images[0:]`. `images[len(images) - held:]` is safe.
# 4. No. It was chosen out of forty, so it flatters a little, like the best guesser. Ask the test
#    images, once.
#
# </details>
#
# **Left out.** Subtracting the mean and dividing by the spread, which many networks prefer
# (Y. LeCun and others, “Efficient BackProp”, 1998, says why); scaling inside the model with
# `keras.layers.Rescaling`; splits that keep the share of each class equal; cross-validation.
#
# **Next:** [3 · Convolution](../03_convolution/03_convolution.ipynb) slides a small window over
# these images, and finds edges.
