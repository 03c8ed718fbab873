# %% [markdown]
# # 8 · Reading one digit
#
# **You will** have the network read one image, ask it how sure it is and which pixels decided, and
# draw digits yourself. You will also see it fail, surely and wrongly.
#
# **Time** about {{lesson.minutes}} minutes. **You need** shapes, indexing with `np.newaxis`, and
# `argmax`. This lesson stands alone. {{#6}}If you have trained a network in lesson 6, it is yours that
# reads; if not, the course lends you one.{{/6}}{{^6}}The course lends you a trained network.{{/6}}
#
# ## Why it matters
#
# In 2015, Anh Nguyen, Jason Yosinski and Jeff Clune made pictures that look like television noise
# to people, and that a good network for MNIST called a 3 or an 8 with a confidence of 99.99 %.
# (Source: *Deep Neural Networks are Easily Fooled*, CVPR 2015.)
#
# The network was not broken. It had learned to tell ten digits apart, and nothing else. Whoever
# uses a network must bring it images like those it has learned from. Today this is you.

# %%
from mnist_course import begin, check, compare, predict

begin("08_prediction")

# %%
import matplotlib.pyplot as plt
import numpy as np
from PIL import Image

from mnist_course import data, spec, widgets
from mnist_course.drawing import sample_drawing
from mnist_course.figures import show
from mnist_course.interpretability import reliability
from mnist_course.student_model import load_model

_, (x_test, y_test) = data.load()
model = load_model()
print("x_test", x_test.shape, x_test.dtype)

# %% [markdown]
# These are the test images as they come. Before the network can read one, it needs the treatment
# that the training images had{{#2}} (lesson 2){{/2}}.
#
# ## 8.1 One image is a batch of one
#
# The network works on **batches**: the first of its input's four axes counts the images. One image
# has no such axis, so we put one in front:
#
# | step | shape | values |
# | --- | --- | --- |
# | as it comes, `x_test[{{spec.PREDICTED_TEST_IMAGE}}]` | (28, 28) | 0 to 255, uint8 |
# | scaled, channel axis at the end | (28, 28, 1) | 0 to 1, float32 |
# | batch axis in front | (1, 28, 28, 1) | 0 to 1, float32 |
# | `model.predict(…)` | (1, 10) | ten probabilities for one image |
#
# **Predict.** What happens if you forget the axis in front, and hand over (28, 28, 1)? Does the
# network read it all the same, stop with an error about shapes, or answer 28 times?

# %% tags=["illustration"]
predict("no_batch")

# %% tags=["illustration"]
ready = x_test[spec.PREDICTED_TEST_IMAGE][..., np.newaxis].astype("float32") / 255
try:
    print(model.predict(ready, verbose=0).shape)
except Exception as error:
    print(type(error).__name__, "from deep inside Keras")
print("with a batch axis:", model.predict(ready[np.newaxis], verbose=0).shape)
compare("no_batch")

# %% [markdown]
# Keras takes the first axis for the number of images: it saw 28 “images” of 28×1 pixels, and a
# 3×3 kernel does not fit into those. The error does not say so.
#
# ### {{exercise.predict_digit}}
#
# Return the digit that `model` reads in one image. The image is either as MNIST has it, (28, 28)
# uint8, or prepared, (28, 28, 1) float from 0 to 1. An answer is a whole number such as `7`, not a
# list and not probabilities.


# %% exercise="predict_digit"
def predict_digit(model, image):
    """Return the digit, an int.

    image: (28, 28) uint8, or (28, 28, 1) float in [0, 1].
    """
    ### BEGIN SOLUTION
    if image.dtype == np.uint8:
        image = image[..., np.newaxis].astype("float32") / 255
    probabilities = model.predict(image[np.newaxis], verbose=0)[0]
    return int(np.argmax(probabilities))
    ### END SOLUTION


# %% [markdown]
# Test image {{spec.PREDICTED_TEST_IMAGE}} is the one that the notebook which this course grew from
# ends with.

# %% tags=["illustration"]
# Figure: the image
shown = spec.PREDICTED_TEST_IMAGE
image = x_test[shown]

figure, axis = plt.subplots(figsize=(3, 3))
axis.imshow(image, cmap="gray")
axis.axis("off")
show(figure, f"Test image {shown}, a handwritten digit, white on black.")

# %% [markdown]
# **Predict.** Say what it is before the network does.

# %% tags=["illustration"]
predict("which_digit")

# %% tags=["illustration"]
print("read as", predict_digit(model, image), "labelled", y_test[shown])
compare("which_digit", str(y_test[shown]))

# %% [markdown]
# ## 8.2 How sure is it?
#
# The ten probabilities say more than the digit. If the two largest are 0.48 and 0.45, the network
# is torn between two readings.
#
# ### {{exercise.predict_with_confidence}}
#
# Return the digit and its probability, such as `(7, 0.93)`: an int and a float.


# %% exercise="predict_with_confidence"
def predict_with_confidence(model, image):
    """Return (digit, probability), an int and a float from 0 to 1.

    image: (28, 28) uint8, or (28, 28, 1) float in [0, 1].
    """
    ### BEGIN SOLUTION
    if image.dtype == np.uint8:
        image = image[..., np.newaxis].astype("float32") / 255
    probabilities = model.predict(image[np.newaxis], verbose=0)[0]
    digit = int(np.argmax(probabilities))
    return digit, float(probabilities[digit])
    ### END SOLUTION


# %% tags=["illustration"]
prepared = data.as_input(x_test)
probabilities = model.predict(prepared, verbose=0)
sure = probabilities.max(axis=1)
hardest = np.argsort(sure)[:8]
answers = [predict_with_confidence(model, x_test[place]) for place in hardest]

# %% tags=["illustration"]
# Figure: the images that the network is least sure of
figure, axes = plt.subplots(1, 8, figsize=(12, 2.2), layout="constrained")
for axis, place, (digit, probability) in zip(axes, hardest, answers):
    axis.imshow(x_test[place], cmap="gray")
    axis.set_title(f"{digit}? {probability:.0%} sure\n(it is a {y_test[place]})", size=9)
    axis.axis("off")
figure.suptitle("The eight images that the network is least sure of")
show(figure, "The eight test images with the lowest confidence, with answer, confidence and label.")

# %% [markdown]
# ## 8.3 Being sure is not being right
#
# Is an answer that is 90 % sure right nine times in ten? On images like those it has learned from,
# nearly. **Predict.** And on others? Suppose someone scans ink on paper, black on white, and hands
# it over as it is. How many of the digits are read rightly?

# %% tags=["illustration"]
predict("inverted")

# %% tags=["illustration"]
inverted = model.predict(1 - prepared, verbose=0)
answered = {
    "white on black, as it learned": reliability(probabilities, y_test),
    "black on white, inverted": reliability(inverted, y_test),
}
compare("inverted", 100 * np.mean(inverted.argmax(axis=1) == y_test))

# %% tags=["illustration"]
# Figure: a digit as it is and inverted, and a reliability diagram of both
figure, (left, middle, right) = plt.subplots(1, 3, figsize=(12, 4), width_ratios=[1, 1, 2.2])
left.imshow(x_test[0], cmap="gray", vmin=0, vmax=255)
left.set_title(f"read as {probabilities[0].argmax()}, {sure[0]:.0%} sure")
middle.imshow(255 - x_test[0], cmap="gray", vmin=0, vmax=255)
middle.set_title(f"read as {inverted[0].argmax()}, {inverted[0].max():.0%} sure")
for axis in (left, middle):
    axis.axis("off")
right.plot([0, 100], [0, 100], ":", color="0.5", label="as often right as it is sure")
for (name, bins), style in zip(answered.items(), ("o-", "s--")):
    filled = [one for one in bins if one.count >= 10]
    right.plot([100 * b.sure for b in filled], [100 * b.right for b in filled], style, label=name)
right.set_xlabel("how sure, in %")
right.set_ylabel("how many are right, in %")
right.set_ylim(0, 105)
right.legend(loc="upper left")
surest, surest_inverted = (bins[-1] for bins in answered.values())
show(
    figure,
    "A reliability diagram: how many answers are right, by how sure the network is. Of answers more "
    f"than 90 % sure {surest.right:.0%} are right on the test images as they are, near the diagonal, "
    f"and {surest_inverted.right:.0%} when they are inverted, far below it.",
)

# %% [markdown]
# Near the dotted line, being sure means what it says. Far below it, the network is wrong and
# *sure of it*: it does not know what it does not know. So refuse what is doubtful? Try a threshold
# on things that are no digits, and see what it costs.

# %% tags=["illustration"]
widgets.refusing(model, probabilities, y_test)

# %% [markdown]
# Some things that are no digits pass at any useful threshold, and good digits are refused. Nor
# does the network expect a digit in a corner.
#
# The convolutions find a stroke wherever it is, but the dense layers after `Flatten` have a weight
# for each *place*, and in the training images the digits lie in the middle. {{#9}}Lesson 9 teaches a
# network better. Until then, we{{/9}}{{^9}}We{{/9}} bring it digits that lie where it expects them.
#
# ## 8.4 How MNIST frames its digits
#
# The people who made MNIST wrote down what they did with each digit (LeCun and others,
# *Gradient-Based Learning Applied to Document Recognition*, 1998):
#
# 1. scale it to fit a box of {{spec.DRAWING_BOX}}×{{spec.DRAWING_BOX}} pixels, **keeping its proportions**;
# 2. place it in a field of 28×28 so that its **centre of mass** is in the middle.
#
# The centre of mass is the mean row and the mean column of the ink, each pixel counting as much as
# it is bright. For a row of pixels `0 1 3 0` it is (1·1 + 2·3) / (1 + 3) = 1.75: between places 1
# and 2, nearer to the brighter one.
#
# **Predict.** The digits of the test set: will all their centres lie at the same place?

# %% tags=["illustration"]
predict("centres")

# %% tags=["illustration"]
grey = x_test.astype(float)
mass = grey.sum(axis=(1, 2))
rows = (grey.sum(axis=2) @ np.arange(28)) / mass
columns = (grey.sum(axis=1) @ np.arange(28)) / mass
print(f"centre's row:    {rows.mean():.2f} ± {rows.std():.2f}")
print(f"centre's column: {columns.mean():.2f} ± {columns.std():.2f}")
compare("centres")

# %% [markdown]
# Row 14, column 14, within a third of a pixel. So that is where ours must go.
#
# Here is a drawing to work with, made by code: white on black, on a sheet of 280×280, small and far
# from the middle.

# %% tags=["illustration"]
drawing = sample_drawing()
shrunk = np.asarray(Image.fromarray(drawing).resize((28, 28)))
answer, how_sure = predict_with_confidence(model, shrunk)

# %% tags=["illustration"]
# Figure: the drawing, and the whole sheet shrunk
figure, (left, right) = plt.subplots(1, 2, figsize=(8, 4))
left.imshow(drawing, cmap="gray")
left.set_title(f"the drawing, {drawing.shape[0]}×{drawing.shape[1]}")
right.imshow(shrunk, cmap="gray")
right.set_title(f"simply shrunk: read as {answer}, {how_sure:.0%} sure")
for axis in (left, right):
    axis.axis("off")
show(
    figure,
    "A 2 drawn small in the upper left of a sheet, and the whole sheet shrunk to 28 by 28 pixels, "
    f"which the network reads as {answer}.",
)

# %% [markdown]
# ### {{exercise.center_drawing}}
#
# Return the drawing as MNIST would frame it: float32, shape (28, 28, 1), values from 0 to 1. The
# ink's longer side measures {{spec.DRAWING_BOX}} pixels, its proportions are kept, and its centre of mass
# lies at row 14, column 14, give or take a pixel. A blank sheet gives a blank image.
#
# For example, ink of 100×50 pixels becomes 20×10. If its centre of mass is then at row 11.2 and
# column 4.6 *of the box*, the box begins at row round(14 − 11.2) = 3 and column
# round(14 − 4.6) = 9 of the field.
#
# To scale, use Pillow: `np.asarray(Image.fromarray(ink).resize((width, height)))`. Mind the order:
# width first.


# %% exercise="center_drawing"
def center_drawing(drawing):
    """Return float32 (28, 28, 1) in [0, 1], framed as MNIST frames its digits.

    drawing: uint8 (h, w), white on black. A blank one gives a blank image.
    """
    ### BEGIN SOLUTION
    framed = np.zeros((28, 28), np.float32)
    if not drawing.any():
        return framed[..., np.newaxis]
    rows = np.flatnonzero(drawing.any(axis=1))
    columns = np.flatnonzero(drawing.any(axis=0))
    ink = drawing[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    factor = 20 / max(ink.shape)
    height = max(1, round(ink.shape[0] * factor))
    width = max(1, round(ink.shape[1] * factor))
    small = np.asarray(Image.fromarray(ink).resize((width, height))) / 255
    centre_row = (small.sum(axis=1) * np.arange(height)).sum() / small.sum()
    centre_column = (small.sum(axis=0) * np.arange(width)).sum() / small.sum()
    # A very uneven drawing would reach over the edge: it is moved no further than that.
    top = min(max(round(14 - centre_row), 0), 28 - height)
    left = min(max(round(14 - centre_column), 0), 28 - width)
    framed[top : top + height, left : left + width] = small
    return framed[..., np.newaxis]
    ### END SOLUTION


# %% tags=["illustration"]
framed = center_drawing(drawing)
versions = {
    "simply shrunk": shrunk[..., np.newaxis].astype("float32") / 255,
    "framed, but inverted": 1 - framed,
    "framed as MNIST": framed,
}
answers = [predict_with_confidence(model, version) for version in versions.values()]

# %% tags=["illustration"]
# Figure: the same drawing in three ways, with the ten probabilities
figure, axes = plt.subplots(2, 3, figsize=(10, 5.5), height_ratios=[2, 1], layout="constrained")
for (name, version), (digit, probability), picture, bars in zip(versions.items(), answers, *axes):
    picture.imshow(version[..., 0], cmap="gray", vmin=0, vmax=1)
    picture.set_title(f"{name}:\nread as {digit}, {probability:.0%} sure")
    picture.axis("off")
    bars.bar(range(10), model.predict(version[np.newaxis], verbose=0)[0])
    bars.set_ylim(0, 1)
    bars.set_xticks(range(10))
axes[1, 0].set_ylabel("probability")
show(
    figure,
    "The same 2 three times with its ten probabilities: "
    + "; ".join(f"{n}, read as {d}, {p:.0%} sure" for n, (d, p) in zip(versions, answers))
    + ".",
)

# %% [markdown]
# ## 8.5 Your turn: draw
#
# Draw with mouse, pen or finger, or with the arrow keys and the space bar. Beside it you see what
# the network sees. Try these, and guess each answer before you look:
#
# - a digit in a corner, with centring and without;
# - a digit inverted;
# - a 7 with a bar and one without; a 1 with a foot; a 4 that is open at the top;
# - something that is no digit: a star, a letter, your initials. How sure is it?
#
# *Photo …* reads a picture of a digit on paper, and *Keep* keeps a drawing for your last page.
#
# (If it says *Error displaying widget* when you come back another day, its kernel is gone: run the
# cells above, and this one again.)

# %% tags=["illustration"]
widgets.drawing_pad(model, center_drawing)

# %% [markdown]
# ## 8.6 Why a 4?
#
# Which pixels decided? **Cover** some with a black square, and see how much less sure the network
# is (Zeiler and Fergus, 2014). Or take the **slope** of a digit's score, its number before the
# softmax, for each pixel: the gradient{{#6}} of lesson 6{{/6}}, by the image in place of the weights (Simonyan
# and others, 2013). Then ask *Why a 9?* What is missing for one?

# %% tags=["illustration"]
widgets.why(model, x_test[4])

# %% [markdown]
# Both say *where* it looked, and neither says what it made of it.
#
# ## Recap
#
# - The network reads batches. One image is a batch of one: `image[np.newaxis]`.
# - What comes out are ten probabilities; the digit is the place of the largest.
# - Confidence means something on images like those of the training, and little on others.
# - MNIST's digits are white on black, in a box of {{spec.DRAWING_BOX}}×{{spec.DRAWING_BOX}}, centred by
#   mass. Bring yours the same way.
#
# **Ask yourself.**
#
# 1. What are the shapes of `image[np.newaxis]`, `image[..., np.newaxis]` for an image of (28, 28)?
# 2. A letter A is read as a 4 with 96 %. Is the network wrong?
# 3. Where would the middle of the *box* and the centre of *mass* of a 7 differ most?
#
# <details><summary>Answers</summary>
#
# 1. (1, 28, 28) and (28, 28, 1).
# 2. It was asked “which of the ten digits?”, and 4 may be the best of ten bad answers. Its
#    probabilities must add up to 1, so there is no room for “none of them”.
# 3. A 7 carries its bar at the top, so its centre of mass lies above the middle of its box. It is
#    placed lower than its box alone would be.
#
# </details>
#
# **Left out.** Finding the digit on a page, and reading several at once.
#
# **Next:** [9 · Beyond](../09_beyond/09_beyond.ipynb) looks inside the network, and you build one of
# your own that does not mind where the digit lies.
