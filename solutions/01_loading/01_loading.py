# %% [markdown]
# # 1 · Loading the digits
#
# **You will** load 70,000 handwritten digits, learn what their four arrays hold, and look at
# them before you compute anything with them. First, though, you see where all this leads.
#
# **Time** about {{lesson.minutes}} minutes. **You need** a little NumPy: indexing, `shape`, `dtype`.
#
# ## Why it matters
#
# Around 1990, banks and post offices wanted machines that could read what people wrote on
# cheques and envelopes. Yann LeCun and his colleagues built convolutional networks for it. By
# 1998 a system of theirs read several million cheques a day. To compare methods fairly, they
# also put together a collection of digits written by census clerks and school pupils: MNIST.
# (Source: Y. LeCun, L. Bottou, Y. Bengio and P. Haffner, “Gradient-based learning applied to
# document recognition”, *Proceedings of the IEEE* 86, 1998.)
#
# Most mistakes in machine learning are not in the network. They are in the data: swapped
# arrays, a wrong axis, labels that do not belong to their images. A network trains on wrong
# data without a word of complaint. So we begin by looking.
#
# ## How this course works
#
# - Read, **predict before you run**, run a cell with **Shift + Enter**, and compare. What you
#   enter is kept for you and never graded. Cells that draw are folded; a click unfolds them.
# - Each **exercise** is one function for you to complete. Its heading says how many points it
#   earns, about how long it takes, and how hard it is, from ●○○ to ●●●.
# - In an exercise's cell, replace the line `raise NotImplementedError …` by your own code, run the
#   cell, then run the `check(…)` cell below it.
# - A check says what is right, what is wrong and what to try. Its **hints** open one after the
#   other. Looking at them costs nothing, and you can check as often as you like.
# - The inputs of a check are new each time, so an answer must work in general.
# - Cells above must have been run before cells below. When you come back another day, choose
#   **Run → Run All Above Selected Cell**.
#
# The first cell gets the lesson ready.

# %%
from mnist_course import begin, check, compare, predict, widgets

begin("01_loading")

# %% [markdown]
# ## 1.1 Where this leads
#
# **Draw a 7.** A trained network, lent by the course, says what it reads. By {{#8}}lesson 8{{/8}}{{^8}}the end{{/8}} you will
# have built this: the network, its training, and what happens to your drawing before the network
# sees it. Try to lead it astray.

# %% tags=["illustration"]
widgets.drawing_pad()

# %% [markdown]
# Now to the data that it has learned from. The next cell starts Keras, which can take some
# seconds the first time: the [*] beside it becomes a number when it is done.

# %%
import keras
import matplotlib.pyplot as plt
import numpy as np

from mnist_course.figures import show

# %% [markdown]
# ## 1.2 Four arrays
#
# Keras brings MNIST along, split in two. The **training data** are what a network learns from.
# The **test data** are kept aside for the end, to ask how well it reads digits that it has
# never seen. Each part has images, usually called `x`, and labels, usually called `y`: the
# digit that the image is meant to show. Those who wrote the test digits wrote none of the
# training digits.
#
# | | images | labels |
# | --- | --- | --- |
# | training | `x_train` | `y_train` |
# | test | `x_test` | `y_test` |
#
# ### {{exercise.load_digits}}
#
# Return MNIST as two pairs, `(x_train, y_train), (x_test, y_test)`, just as Keras gives it. Keras
# is imported above, and the data are already on this machine, so nothing is downloaded. If you
# do not know the function's name, look for it: type `keras.datasets.` and press **Tab**.


# %% exercise="load_digits"
def load_digits():
    """Return ((x_train, y_train), (x_test, y_test)), all uint8, as Keras loads them."""
    ### BEGIN SOLUTION
    (x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
    return (x_train, y_train), (x_test, y_test)
    ### END SOLUTION


# %% [markdown]
# A cell that needs a function of yours says so until it is finished. Everything below needs this
# one.

# %%
(x_train, y_train), (x_test, y_test) = load_digits()
print("x_train", x_train.shape, x_train.dtype)
print("y_train", y_train.shape, y_train.dtype)
print("x_test ", x_test.shape, x_test.dtype)
print("y_test ", y_test.shape, y_test.dtype)

# %% [markdown]
# Read the shapes aloud: {{spec.TRAIN_COUNT:,}} images, each {{spec.IMAGE_HEIGHT}} pixels high and
# {{spec.IMAGE_WIDTH}} wide; {{spec.TRAIN_COUNT:,}} labels, one for
# each image. `uint8` is a whole number from 0 to 255, one byte a pixel.
#
# ## 1.3 An image is a table of numbers
#
# **Predict.** A pixel is a number from 0 to 255. Is the paper 0 or 255? And the ink?

# %% tags=["illustration"]
predict("paper")

# %% tags=["illustration"]
number = 0
image = x_train[number]

# %% tags=["illustration"]
# Figure: the image, and a part of it as numbers
figure, (left, right) = plt.subplots(1, 2, figsize=(11, 5), width_ratios=[1, 1.25])
left.imshow(image, cmap="gray", vmin=0, vmax=255)
left.set_title(f"x_train[{number}], labelled {y_train[number]}")
rows, columns = slice(5, 15), slice(11, 23)
right.imshow(image[rows, columns], cmap="gray", vmin=0, vmax=255)
for (row, column), value in np.ndenumerate(image[rows, columns]):
    right.text(
        column, row, value, ha="center", va="center", color="black" if value > 127 else "white"
    )
right.set_title("rows 5–14, columns 11–22, as numbers")
for axes in (left, right):
    axes.axis("off")
show(
    figure,
    f"A training image, a handwritten {y_train[number]}, white on black. Beside it a part of it, "
    "enlarged, with the number of each pixel: 0 in the background, up to 255 in the stroke.",
)
compare("paper")

# %% [markdown]
# The background is 0, black; the ink is bright, up to 255. MNIST is **white on black**, the
# opposite of ink on paper. Remember it{{#8}} for lesson 8, where you draw digits of your own{{/8}}: a
# network that learned white on black is lost when it is shown black on white.
#
# The first axis of an image counts **rows**, from the top down. The second counts **columns**,
# from the left. `image[5, 20]` is a pixel near the top, towards the right.
#
# **Try it.** Find `image[5, 20]` in the right picture, and compare with the next cell. Then change
# `number = 0` above to any number below {{spec.TRAIN_COUNT:,}}, and run the cells again.

# %% tags=["illustration"]
print(image[5, 20])

# %% [markdown]
# ## 1.4 Facts before pictures
#
# Whenever data arrive, write down their facts. It takes a minute, and it catches most mistakes
# while they are cheap.
#
# ### {{exercise.describe}}
#
# Return a dictionary with seven facts about any set of images and labels: `count`, `height`,
# `width`, `dtype` (as text, such as `"uint8"`), `min` and `max` of the pixels, and `classes`,
# the number of different labels.
#
# For example, two images of 3×4 pixels with the labels 7 and 7 have `count` 2, `height` 3,
# `width` 4 and `classes` 1.
#
# The check tries it on images that are **not** square. Why might that be a good idea?


# %% exercise="describe"
def describe(images, labels):
    """Return a dict with count, height, width, dtype, min, max, classes.

    images: array (count, height, width); labels: array (count,).
    """
    ### BEGIN SOLUTION
    count, height, width = images.shape
    return {
        "count": count,
        "height": height,
        "width": width,
        "dtype": str(images.dtype),
        "min": int(images.min()),
        "max": int(images.max()),
        "classes": len(np.unique(labels)),
    }
    ### END SOLUTION


# %% tags=["illustration"]
print("training:", describe(x_train, y_train))
print("test:    ", describe(x_test, y_test))

# %% [markdown]
# ## 1.5 Is every digit there?
#
# Suppose that 95 % of the images showed a 1. A program that always answers “1” would be right
# 95 % of the time, and it would have learned nothing. So before we trust an accuracy, we look
# at how often each digit occurs.
#
# **Predict.** {{spec.TRAIN_COUNT:,}} images, ten digits: are all equally frequent? How often does the
# most frequent one occur?

# %% tags=["illustration"]
predict("most_frequent")

# %% [markdown]
# ### {{exercise.count_labels}}
#
# Return an array of ten whole numbers, the first for digit 0, the last for digit 9. A digit that never
# occurs has the count 0.
#
# For example, the labels `[7, 0, 7]` give `[1, 0, 0, 0, 0, 0, 0, 2, 0, 0]`.


# %% exercise="count_labels"
def count_labels(labels):
    """Return an integer array (10,): how many labels are 0, how many are 1, …, 9."""
    ### BEGIN SOLUTION
    return np.bincount(labels, minlength=10)
    ### END SOLUTION


# %% tags=["illustration"]
counts = count_labels(y_train)
print(counts)
compare("most_frequent", counts.max())

# %% tags=["illustration"]
# Figure: how often each digit occurs
figure, axis = plt.subplots(figsize=(8, 3))
bars = axis.bar(range(10), counts)
axis.bar_label(bars, [f"{count:,}" for count in counts])
axis.set_xticks(range(10))
axis.set_xlabel("digit")
axis.set_ylabel("training images")
axis.set_title("How often each digit occurs")
axis.margins(y=0.15)
show(
    figure,
    f"A bar for each digit. The highest is digit {counts.argmax()} with {counts.max():,}, the "
    f"lowest digit {counts.argmin()} with {counts.min():,}.",
)

# %% [markdown]
# Nearly equal, but not quite: there are more 1s than 5s. A program that guesses blindly is
# right about one time in ten. Keep that number: **10 %** is what knowing nothing looks like.
#
# ## 1.6 Look at them
#
# ### {{exercise.first_of_each}}
#
# Return ten images as one array: the first 0 in the data, the first 1, and so on to the first 9.
#
# For example, if the labels begin with 5, 0, 4, 1, then the first of the ten is `images[1]`, since
# that is the first 0, and the second is `images[3]`. Every digit occurs at least once.


# %% exercise="first_of_each"
def first_of_each(images, labels):
    """Return an array (10, h, w): the first image of each digit, 0 to 9."""
    ### BEGIN SOLUTION
    return np.stack([images[np.argmax(labels == digit)] for digit in range(10)])
    ### END SOLUTION


# %% tags=["illustration"]
# Figure: the first image of each digit
firsts = first_of_each(x_train, y_train)

figure, axes = plt.subplots(1, 10, figsize=(12, 1.6))
for digit, (axis, picture) in enumerate(zip(axes, firsts)):
    axis.imshow(picture, cmap="gray")
    axis.set_title(digit)
    axis.axis("off")
show(figure, "Ten images in a row, the first of each digit: 0, 1, 2, and so on to 9.")

# %% [markdown]
# One of each hides how differently people write. Below are thirty 4s, then thirty 7s. Find an
# open 4 and a closed one; a 7 with a bar and one without; and a digit that you would have read
# differently.

# %% tags=["illustration"]
# Figure: thirty 4s and thirty 7s
figure, axes = plt.subplots(2, 1, figsize=(12, 4.4))
for axis, digit in zip(axes, (4, 7)):
    several = x_train[y_train == digit][:30]
    axis.imshow(np.vstack([np.hstack(list(several[i : i + 15])) for i in (0, 15)]), cmap="gray")
    axis.set_title(f"Thirty images labelled {digit}")
    axis.axis("off")
show(
    figure,
    "Thirty 4s and thirty 7s by many hands: slim and wide, upright and slanted. Some 4s are open "
    "at the top and some closed like a 9; some 7s have a bar through the stem.",
)

# %% [markdown]
# ## Recap
#
# - MNIST is four arrays: {{spec.TRAIN_COUNT:,}} training and {{spec.TEST_COUNT:,}} test images, each with a label.
# - A pixel is a whole number from 0, black, to 255, white; the digits are white on black.
# - An array's first axis counts the images, then come rows, then columns.
# - Blind guessing is right about 10 % of the time.
#
# **Ask yourself.**
#
# 1. What does `x_test[426]` hold, and what is its shape? And `x_test[:, 14, 14]`?
# 2. Why is 9, the largest label, not the number of classes?
# 3. Why does it help that the test images come from other writers than the training images?
# 4. A program answers “1” to every image. Is it right 10 % of the time?
#
# <details><summary>Answers</summary>
#
# 1. One test image, shape (28, 28). The second is one pixel, near the middle, of every test
#    image: shape (10000,).
# 2. Counting starts at 0: the digits 0 to 9 are ten.
# 3. We want to know whether the network reads handwriting, not whether it has learned the
#    habits of particular people.
# 4. A little more: 11 % of the training images show a 1. It is still knowing nothing.
#
# </details>
#
# **Left out.** How the digits were scanned, cropped and centred{{#8}} (lesson 8 does it for your own
# drawings){{/8}}; other data sets, which have colour, larger images or mistakes in their labels.
#
# **Next:** [2 · Preprocessing](../02_preprocessing/02_preprocessing.ipynb) turns these bytes
# into numbers that a network can learn from.
