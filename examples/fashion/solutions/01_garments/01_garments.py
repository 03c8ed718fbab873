# %% [markdown]
# # 1 · Looking at the garments
#
# **You will** give ten numbers their names, look at {{spec.TRAIN_COUNT:,}} small pictures of
# clothes, and find out what those of one class have in common before any network sees them.
#
# **Time** about {{lesson.minutes}} minutes. **You need** a little NumPy: indexing, `shape`, `mean`.
#
# ## Why it matters
#
# MNIST, 70,000 handwritten digits, was the first exercise of machine learning for twenty years, and
# became too easy: simple methods read 97 % of it. In 2017 three people at a shop
# for clothes put together pictures of their goods in just its form, 28×28 grey pixels and ten
# classes, so that every program for digits runs on them without a change. They called it
# {{data.name}}. (Source: H. Xiao, K. Rasul and R. Vollgraf, “Fashion-MNIST: a novel image dataset
# for benchmarking machine learning algorithms”, 2017, arXiv:1708.07747.)
#
# A shirt, a pullover and a coat are cut alike. What will be hard for a network can be seen in the
# data already. So we begin by looking.

# %%
from mnist_course import begin, check

begin("01_garments")

# %%
import matplotlib.pyplot as plt
import numpy as np

from mnist_course.figures import show
from mnist_course.helpers import garments

(x_train, y_train), (x_test, y_test) = garments.load()
NAMES = garments.NAMES
print("x_train", x_train.shape, x_train.dtype)
print("x_test ", x_test.shape, x_test.dtype)
print("names  ", NAMES)

# %% [markdown]
# These are the first {{spec.TRAIN_COUNT:,}} training images and the first {{spec.TEST_COUNT:,}} test
# images of {{data.name}}; all of it would be ten times as much to download.
#
# ## 1.1 A label has a name
#
# A label is a number from 0 to 9, since a network gives numbers. People want names. The list
# `NAMES` has them in the order of the numbers: the name of the label 5 is `NAMES[5]`.
#
# **Predict.** Which class is `y_train[0]`? And are all ten classes equally frequent?

# %% tags=["illustration"]
print("y_train[0] is", y_train[0], "and that is", NAMES[y_train[0]])

# %% [markdown]
# ### {{exercise.count_by_name}}
#
# Return a dictionary: for each name, how often its label occurs. A class that does not occur has
# the count 0.
#
# For example, the labels `[2, 0, 2]` with the names `["hat", "sock", "shoe"]` give
# `{"hat": 1, "sock": 0, "shoe": 2}`.


# %% exercise="count_by_name"
def count_by_name(labels, names):
    """Return a dict: each of the names, in order, with how often its label occurs.

    labels: integers (n,); names: a list, the name of label 0 first.
    """
    ### BEGIN SOLUTION
    return {name: int((labels == number).sum()) for number, name in enumerate(names)}
    ### END SOLUTION


# %% tags=["illustration"]
counts = count_by_name(y_train, NAMES)
for name, count in counts.items():
    print(f"{name:<12}{count:>5}")

# %% [markdown]
# About 500 each, but not exactly: these are the first of a shuffled collection in which each class
# occurs equally often. Whoever guesses blindly is right about one time in ten.
#
# ## 1.2 Look at them

# %% tags=["illustration"]
# Figure: eight garments of each class
several = np.concatenate([x_train[y_train == label][:8] for label in range(len(NAMES))])

figure, axis = plt.subplots(figsize=(8, 9.6))
axis.imshow(garments.side_by_side(several, 8), cmap="gray")
axis.set_yticks(np.arange(len(NAMES)) * 28 + 14, NAMES)
axis.set_xticks([])
axis.set_title("Eight training images of each class")
show(
    figure,
    "Eighty small pictures in ten rows, one row a class: T-shirts, trousers, pullovers, dresses, "
    "coats, sandals, shirts, sneakers, bags and ankle boots, light grey on black. Shirts, pullovers "
    "and coats look much alike; bags come in many shapes.",
)

# %% [markdown]
# The garments are bright on black, as the digits of MNIST are. Shoes all point to the left. In the
# row of the shirts some could stand in the row above, or among the T-shirts: keep them in mind.
#
# **Predict.** If all images of a class were laid over one another, which classes would still be
# recognised, and which would become a blur?
#
# ### {{exercise.mean_image}}
#
# Return the average of all images of one class: each pixel is the mean of that pixel over the
# images with this label.
#
# For example, two images of the class with 10 and 13 in their first pixel have 11.5 there.


# %% exercise="mean_image"
def mean_image(images, labels, label):
    """Return a float array (h, w): the average of the images whose label is `label`.

    images: (n, h, w); labels: integers (n,).
    """
    ### BEGIN SOLUTION
    return images[labels == label].mean(axis=0)
    ### END SOLUTION


# %% tags=["illustration"]
# Figure: the average of each class
means = np.stack([mean_image(x_train, y_train, label) for label in range(len(NAMES))])

figure, axes = plt.subplots(2, 5, figsize=(11, 5))
for axis, picture, name in zip(axes.flat, means, NAMES):
    axis.imshow(picture, cmap="gray", vmin=0, vmax=255)
    axis.set_title(name)
    axis.axis("off")
show(
    figure,
    "Ten averages. Trousers, sneakers and ankle boots are clear; the T-shirt and the dress are seen; "
    "pullover, coat and shirt are nearly the same blurred shape with two sleeves, the bag is a grey "
    "box with a faint handle, and the sandal a cloud.",
)

# %% [markdown]
# What is cut alike gives the same average: pullover, coat and shirt hardly differ. Lesson 3 looks
# whether the network finds that as hard as we do.
#
# ## 1.3 How much of the picture is garment?
#
# One number can tell some classes apart already, without any network: a dress is slim, a coat
# fills the picture.
#
# ### {{exercise.coverage}}
#
# Return, for each image, the share of its pixels that are not black: one number from 0 to 1 an
# image.
#
# For example, an image with the pixels 0, 20 and 200 has a coverage of two thirds. Dark grey is not
# black.


# %% exercise="coverage"
def coverage(images):
    """Return a float array (n,): the share of each image's pixels that are not 0.

    images: uint8 (n, h, w).
    """
    ### BEGIN SOLUTION
    return (images > 0).mean(axis=(1, 2))
    ### END SOLUTION


# %% tags=["illustration"]
# Figure: the coverage of each class
shares = [100 * coverage(x_train[y_train == label]) for label in range(len(NAMES))]

figure, axis = plt.subplots(figsize=(9, 4))
axis.boxplot(shares, orientation="horizontal", whis=(5, 95), showfliers=False)
axis.set_yticks(np.arange(len(NAMES)) + 1, NAMES)
axis.invert_yaxis()
axis.set_xlabel("pixels that are not black, %")
axis.set_title("Half of a class lies in its box, 90 % between its ends")
middle = {name: np.median(values) for name, values in zip(NAMES, shares)}
least, most = min(middle, key=middle.get), max(middle, key=middle.get)
show(
    figure,
    f"A box for each class. {least} has the least coverage, in the middle {middle[least]:.0f} %; "
    f"{most} has the most, {middle[most]:.0f} %. The boxes of pullover, coat and shirt lie nearly "
    "at the same place.",
)

# %% [markdown]
# The coverage tells a sandal from a coat, and does not tell a coat from a pullover. A single number
# is too little; a network learns many, and learns which.
#
# ## Recap
#
# - A label is a number; its name stands in a list at that place.
# - `{{data.name}}` has MNIST's form, 28×28 grey pixels and ten classes.
# - The average of a class shows what its images have in common: little, for sandals.
# - Pullover, coat and shirt look alike in every way we have tried.
#
# **Ask yourself.**
#
# 1. What is `NAMES[y_test[7]]`, in words?
# 2. Why does the average of the sandals look like nothing you could buy?
# 3. A class has a coverage of 50 % in the middle. Can an image with 30 % belong to it?
#
# <details><summary>Answers</summary>
#
# 1. The name of the class of the eighth test image.
# 2. Sandals differ in their shape, so their bright pixels do not lie on one another.
# 3. Yes: the middle says nothing about how far the others lie from it. The box and its ends do.
#
# </details>
#
# **Left out.** How the pictures were made: photos of a shop's goods, made grey, turned round and
# shrunk to 28×28 pixels.
#
# **Next:** [2 · A network for garments](../02_network/02_network.ipynb) learns to tell them apart.
