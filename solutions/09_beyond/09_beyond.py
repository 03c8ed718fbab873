# %% [markdown]
# # 9 · Beyond
#
# **You will** look inside your network, fool it, teach one what it cannot do yet, and build a
# network of your own that is small and better than the course's.
#
# **Time** about {{lesson.minutes}} minutes, some of them spent waiting: the course's own solution
# trains for five minutes on two idle cores, for eleven on two busy ones. 9.5 has a shorter way.
# **You need** what you learned so far; otherwise this lesson stands alone.{{#6}} If you have trained a
# network in lesson 6, it is yours that we look into.{{/6}}
#
# ## Why it matters
#
# In 2012, Dan Cireşan, Ueli Meier and Jürgen Schmidhuber brought the share of misread MNIST test
# images down to 0.23 %, about what people reach. Their networks were convolutional, like yours.
# Much of the step came from the training images: in every epoch each one was distorted anew.
# (Source: *Multi-column Deep Neural Networks for Image Classification*, CVPR 2012.)
#
# It is one of the most useful ideas of the field: **what should not matter, vary.**

# %%
from mnist_course import begin, check, compare, predict

begin("09_beyond")

# %%
import math
import time

import keras
import matplotlib.pyplot as plt
import numpy as np

from mnist_course import last_page, leaderboard, prepared_digits, widgets
from mnist_course.augmentation import moved
from mnist_course.figures import show
from mnist_course.student_model import load_model
from mnist_course.training_display import TrainingDisplay

(x_train, y_train), (x_test, y_test) = prepared_digits()
model = load_model()

# %% [markdown]
# We hold back the last 5,000 training images as **validation** images, to choose between networks.
# The test images stay closed until the very end{{#7}} (lesson 7){{/7}}.

# %%
x_fit, y_fit = x_train[:-5000], y_train[:-5000]
x_val, y_val = x_train[-5000:], y_train[-5000:]
print("to learn from:", x_fit.shape, " to choose with:", x_val.shape)

# %% [markdown]
# ## 9.1 Inside the network
#
# Each filter of a convolution layer turns the image into another image: bright wherever the
# filter found what it looks for. These are its **feature maps**. A Keras layer can be called like a
# function, and the network is its layers, one after the other:
#
# ```python
# values = image[np.newaxis]        # a batch of one
# for layer in model.layers:
#     values = layer(values)        # what this layer makes of it
# ```
#
# **Predict.** The first convolution's maps are 26×26, the third's 3×3. In which of them would you
# still recognise the digit?

# %% tags=["illustration"]
predict("digit_seen")

# %% [markdown]
# ### {{exercise.feature_maps}}
#
# Return a list with the output of each of the three convolution layers, for one image. Their
# shapes are (26, 26, 32), (11, 11, 32) and (3, 3, 32), without a batch axis.


# %% exercise="feature_maps"
def feature_maps(model, image):
    """Return a list of three arrays (h, w, 32): what each convolution layer makes of the image.

    image: float32 (28, 28, 1) in [0, 1].
    """
    ### BEGIN SOLUTION
    maps = []
    values = image[np.newaxis]
    for layer in model.layers:
        values = layer(values)
        if isinstance(layer, keras.layers.Conv2D):
            maps.append(np.asarray(values)[0])
    return maps
    ### END SOLUTION


# %% tags=["illustration"]
image = x_val[7]
print([maps.shape for maps in feature_maps(model, image)])
compare("digit_seen")

# %% [markdown]
# The next cell has all the maps. For another digit, give it another image, such as `x_val[3]`.
# Click a place of the large map: the frames below show where its value comes from, back to the
# pixels.
#
# (If it says *Error displaying widget* when you come back another day, its kernel is gone: run the
# cells above, and this one again.)

# %% tags=["illustration"]
widgets.feature_maps(model, image)

# %% [markdown]
# The first convolution finds edges, and you still read the digit. The last has nine places, and
# tells “there is a bow in the upper left” rather than how it looks, so that the dense layers can
# decide with few numbers.
#
# The last numbers before the answer are the hidden layer's 64. Here they are for 2,000 digits, on
# the plane in which they are spread most (*principal component analysis*). Which digits does the
# network see alike? Are they those of your confusion matrix?

# %% tags=["illustration"]
widgets.digit_map(model, x_val, y_val)

# %% [markdown]
# ## 9.2 What it cannot do
#
# `moved` shifts each image at random by up to {{spec.BEYOND_SHIFT}} pixels and turns it by up to
# {{spec.BEYOND_ROTATION}}°. Small moves: you would hardly notice.
#
# **Predict.** The network reads some 98 % of the images as they are. How many of the moved ones?

# %% tags=["illustration"]
predict("moved")

# %% tags=["illustration"]
x_val_moved = moved(x_val, np.random.default_rng(0))
as_they_are = model.predict(x_val, verbose=0).argmax(axis=1)
when_moved = model.predict(x_val_moved, verbose=0).argmax(axis=1)
lost = np.flatnonzero((as_they_are == y_val) & (when_moved != y_val))[:9]
compare("moved", 100 * np.mean(when_moved == y_val))

# %% tags=["illustration"]
# Figure: some digits that a small move loses
figure, axes = plt.subplots(2, 9, figsize=(12, 3.2), layout="constrained")
for place, (above, below) in zip(lost, axes.T):
    above.imshow(x_val[place, :, :, 0], cmap="gray")
    below.imshow(x_val_moved[place, :, :, 0], cmap="gray")
    above.set_title(f"read as {as_they_are[place]}", size=9)
    below.set_title(f"read as {when_moved[place]}", size=9)
for axis in axes.flat:
    axis.axis("off")
before, after = np.mean(as_they_are == y_val), np.mean(when_moved == y_val)
figure.suptitle(
    f"Read rightly: {before:.1%} as they are, {after:.1%} when moved. Some that are lost:"
)
show(
    figure,
    f"Nine digits that the network reads rightly as they are, above, and wrongly when they are "
    f"moved a little, below. Of all, {before:.1%} are read as they are and {after:.1%} moved.",
)

# %% [markdown]
# Several of every hundred are lost by a move that means nothing. The network cannot know that: in
# its training images the digits were centred and upright.
#
# It takes less still. One step changes each pixel by 0.02, up or down as the slope of the loss for
# *another* digit says (Goodfellow and others, 2014). How many steps make a 3 of this 7? Would you
# have seen it?

# %% tags=["illustration"]
widgets.small_steps(model, x_val[y_val == 7][0], target=3)

# %% [markdown]
# Such images are called **adversarial**. Whoever knows a network can make them on purpose, so a
# sure answer is no proof.
#
# ## 9.3 Augmentation
#
# So show it. **Augmentation** makes new training images of the ones there are, in ways that leave
# the label true. Which ways these are depends on what you read. **Predict.** Would you mirror
# the images, left to right? How many of the mirrored 2s would your network read as a 2?

# %% tags=["illustration"]
predict("mirrored")

# %% tags=["illustration"]
mirrored = x_val[:, :, ::-1]
answers = model.predict(mirrored, verbose=0).argmax(axis=1)
compare("mirrored", 100 * np.mean(answers[y_val == 2] == 2))

# %% tags=["illustration"]
# Figure: mirrored digits, and how many of each are read
figure, axes = plt.subplots(1, 10, figsize=(12, 1.9), layout="constrained")
for digit, axis in enumerate(axes):
    of_digit = y_val == digit
    axis.imshow(mirrored[np.argmax(of_digit), :, :, 0], cmap="gray")
    axis.set_title(f"{digit}: {np.mean(answers[of_digit] == digit):.0%}", size=9)
    axis.axis("off")
figure.suptitle("Mirrored digits, and how many of each are read rightly")
show(figure, "One mirrored image of each digit; above each the share that is still read rightly.")

# %% [markdown]
# A mirrored 0, 1 or 8 is still one. A mirrored 2 is no digit at all. Mirroring suits photographs of
# cats. For digits we shift and turn, a little.
#
# ### {{exercise.augment}}
#
# Return a copy of `images`, each shifted by a whole number of pixels: up to {{spec.BEYOND_SHIFT}} up or
# down, and up to {{spec.BEYOND_SHIFT}} left or right, at random and each image on its own. Each of the
# numbers from −{{spec.BEYOND_SHIFT}} to {{spec.BEYOND_SHIFT}} should come up about as often as the others. What
# comes in from outside is black; the check uses digits whose edge is black all around, so that
# rolling them gives the same. Take all random numbers from `rng`, a `np.random.Generator`, so
# that a run can be repeated.
#
# For two images and the shifts (1, −2) and (0, 2), the first moves one pixel down and two to the
# left, the second two to the right.


# %% exercise="augment"
def augment(images, rng):
    """Return the images, each shifted by -{{spec.BEYOND_SHIFT}} to {{spec.BEYOND_SHIFT}} pixels in both directions, at random.

    images: float32 (n, 28, 28, 1); rng: a np.random.Generator. Same shape and dtype.
    """
    ### BEGIN SOLUTION
    shifts = rng.integers(-{{spec.BEYOND_SHIFT}}, {{spec.BEYOND_SHIFT + 1}}, size=(len(images), 2))
    # In a frame of black, a window that begins higher shows the image further down.
    framed = np.pad(images, ((0, 0), ({{spec.BEYOND_SHIFT}}, {{spec.BEYOND_SHIFT}}), ({{spec.BEYOND_SHIFT}}, {{spec.BEYOND_SHIFT}}), (0, 0)))
    return np.stack(
        [
            one[{{spec.BEYOND_SHIFT}} - down : {{spec.IMAGE_HEIGHT + spec.BEYOND_SHIFT}} - down, {{spec.BEYOND_SHIFT}} - right : {{spec.IMAGE_WIDTH + spec.BEYOND_SHIFT}} - right]
            for one, (down, right) in zip(framed, shifts)
        ]
    )
    ### END SOLUTION


# %% tags=["illustration"]
# Figure: one digit, shifted ten times
ten_times = augment(np.repeat(x_val[7:8], 10, axis=0), np.random.default_rng(1))
figure, axes = plt.subplots(1, 10, figsize=(12, 1.6), layout="constrained")
for axis, shifted in zip(axes, ten_times):
    axis.imshow(shifted[..., 0], cmap="gray")
    axis.axhline(13.5, color="0.5", lw=0.5)
    axis.axvline(13.5, color="0.5", lw=0.5)
    axis.axis("off")
figure.suptitle("Ten images from one (the thin lines cross in the middle)")
show(figure, "One digit ten times, each shifted a little differently against two thin lines.")

# %% [markdown]
# One image has become ten, for free. Turning needs interpolation between pixels, so the course
# brings it along: `moved(images, rng)` shifts *and* turns.
#
# ## 9.4 A workbench
#
# To train with images that are moved **anew in each epoch**, hand Keras a data set that makes
# them. This class is all there is to it; read it once.


# %%
class MovingDigits(keras.utils.PyDataset):
    """Batches of training images, shuffled and moved anew in each epoch."""

    def __init__(self, images, labels, batch_size=128, seed=0):
        super().__init__()
        self.images, self.labels, self.batch_size = images, labels, batch_size
        self.rng = np.random.default_rng(seed)
        self.on_epoch_end()

    def on_epoch_end(self):
        order = self.rng.permutation(len(self.labels))
        self.x, self.y = moved(self.images[order], self.rng), self.labels[order]

    def __len__(self):
        return math.ceil(len(self.labels) / self.batch_size)

    def __getitem__(self, number):
        part = slice(number * self.batch_size, (number + 1) * self.batch_size)
        return self.x[part], self.y[part]


# %% [markdown]
# Here is a first try, small and quickly trained. The **leaderboard** measures it on the validation
# images, as they are and moved, and keeps the result on your machine; it is never graded.

# %% tags=["illustration"]
keras.utils.set_random_seed(0)
first_try = keras.Sequential(
    [
        keras.Input((28, 28, 1)),
        keras.layers.Conv2D(16, 3, activation="relu"),
        keras.layers.MaxPooling2D(2),
        keras.layers.Conv2D(32, 3, activation="relu"),
        keras.layers.MaxPooling2D(2),
        keras.layers.Flatten(),
        keras.layers.Dense(10, activation="softmax"),
    ]
)
first_try.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
began = time.perf_counter()
first_try.fit(MovingDigits(x_fit[:12_000], y_fit[:12_000]), epochs=1, verbose=0)
attempt = leaderboard.enter(first_try, time.perf_counter() - began, "a first try")

# %% [markdown]
# Not there yet. Tools that you may like to try:
#
# | tool | in Keras | what it does |
# | --- | --- | --- |
# | padding | `Conv2D(…, padding="same")` | keeps the maps' size, so the edge counts and more layers fit |
# | batch normalisation | `BatchNormalization()` between a Conv2D and its ReLU | keeps the values in a range that learns quickly (Ioffe and Szegedy, 2015) |
# | dropout | `Dropout(0.3)` before the last layer | hides some values at random in training, so none is relied on alone (Srivastava and others, 2014) |
# | learning-rate schedule | `keras.optimizers.schedules.CosineDecay` | large steps first, small ones at the end |
# | larger batches | `batch_size=128` | fewer, steadier steps, and quicker epochs |
#
# Batch normalisation's running averages need some hundred steps to settle: give it a few epochs
# before you judge it. Change one thing at a time.
#
# ## 9.5 A network of your own
#
# ### {{exercise.better_model}}
#
# Build, train and save a network as `beyond.keras`:
#
# - at most **{{spec.BEYOND_PARAMETERS:,}} parameters**;
# - at least **{{spec.BEYOND_ACCURACY:.1%}}** of the test images read rightly;
# - at least **{{spec.BEYOND_MOVED_ACCURACY:.1%}}** of them when shifted by up to {{spec.BEYOND_SHIFT}}
#   pixels and turned by up to {{spec.BEYOND_ROTATION}}°.
#
# **A shorter way**: train on `x_fit[:12_000]` first, as above, until the plan is good, which takes
# one to three minutes in place of five to eleven; then once on all.
#
# Reaching one of the two accuracies earns a part of the points. Use layers of Keras, from
# (28, 28, 1) to ten probabilities. Train with the validation images left out, as on the workbench;
# the check opens the test images.
#
# The check builds your network anew from what is saved, so it must know the layers.
# `leaderboard.can_be_graded(network)` says at once whether it does: ask it before you train.
#
# <details><summary>The layers that it knows</summary>
#
# - Dense, Conv2D, SeparableConv2D, DepthwiseConv2D, Conv2DTranspose
# - MaxPooling2D, AveragePooling2D, GlobalMaxPooling2D, GlobalAveragePooling2D, UpSampling2D
# - Flatten, Reshape, Permute, ZeroPadding2D, Cropping2D, CenterCrop, Resizing, Rescaling
# - BatchNormalization, GroupNormalization, LayerNormalization, RMSNormalization,
#   UnitNormalization, Normalization
# - Activation, ReLU, LeakyReLU, PReLU, ELU, Softmax, Identity; Keras's activations by name
# - Add, Average, Concatenate, Maximum, Minimum, Multiply, Subtract
# - Dropout, SpatialDropout2D, AlphaDropout, GaussianDropout, GaussianNoise,
#   ActivityRegularization, and what moves or changes images at random: AugMix, CutMix, MixUp,
#   RandAugment, and every layer whose name begins with `Random`, but for RandomCrop
#
# Their maps may have at most {{spec.BEYOND_VALUES:,}} numbers for one image, all together, and one image
# may take at most {{spec.BEYOND_WORK:,}} multiplications. A network within the budget of parameters stays
# far below both, unless it makes the image larger.
#
# </details>
#

# %% exercise="better_model"
keras.utils.set_random_seed(0)  # any whole number
# 1. network = …              your own, within the budget
# 2. leaderboard.can_be_graded(network)
# 3. network.compile(…)
# 4. began = time.perf_counter()
# 5. network.fit(MovingDigits(x_fit, y_fit), epochs=…, verbose=0, callbacks=[TrainingDisplay()])
# 6. network.save("beyond.keras")
# 7. attempt = leaderboard.enter(network, time.perf_counter() - began, "a name for it")
### BEGIN SOLUTION
epochs = 7
digits = MovingDigits(x_fit, y_fit, batch_size=128)


def block(filters):
    return [
        keras.layers.Conv2D(filters, 3, padding="same", use_bias=False),
        keras.layers.BatchNormalization(),
        keras.layers.ReLU(),
        keras.layers.MaxPooling2D(2),
    ]


network = keras.Sequential(
    [
        keras.Input((28, 28, 1)),
        *block(24),
        *block(48),
        *block(96),
        keras.layers.Flatten(),
        keras.layers.Dropout(0.3),
        keras.layers.Dense(10, activation="softmax"),
    ]
)
leaderboard.can_be_graded(network)
schedule = keras.optimizers.schedules.CosineDecay(0.003, epochs * len(digits))
network.compile(
    optimizer=keras.optimizers.Adam(schedule),
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
)
began = time.perf_counter()
network.fit(digits, epochs=epochs, verbose=0, callbacks=[TrainingDisplay()])
seconds = time.perf_counter() - began
network.save("beyond.keras")
attempt = leaderboard.enter(network, seconds, "24-48-96, normalised")
### END SOLUTION

# %% [markdown]
# Each attempt is on the leaderboard, also those that miss a target. Run the cell above with
# another network, and compare:

# %% tags=["illustration"]
# Figure: the leaderboard
attempts = leaderboard.load() or [attempt]
figure = leaderboard.plot(attempts)
show(figure, f"The leaderboard as a picture, with both targets. {leaderboard.describe(attempts)}")

# %% [markdown]
# ## Recap
#
# - A feature map shows where a filter found what it looks for: edges first, coarse parts later.
# - A network knows no more than its training images show. What should not matter must vary in
#   them.
# - Augmentation must leave the label true. A mirrored 2 is no digit.
# - A good network need not be a large one: where the parameters are spent matters more.
# - Choose with validation images; open the test images at the end.
#
# **Ask yourself.**
#
# 1. Why are the images moved anew in each epoch, and not once before the training?
# 2. Why may the training accuracy end up *below* the validation accuracy now?
# 3. Which augmentations would suit road signs? Satellite pictures? Heartbeats?
#
# <details><summary>Answers</summary>
#
# 1. Moved once, there are still only 55,000 images, each at one place. Moved anew, the network
#    never sees the same image twice, and cannot learn them by heart.
# 2. Training images are moved, and dropout hides values; validation images are as they are, and
#    nothing is hidden. The training is harder than the examination.
# 3. Road signs: brightness, distance, a slight tilt; no mirroring, since arrows point somewhere.
#    Satellite pictures: any turn and mirroring, for there is no up. Heartbeats: a shift in time and
#    a little noise, but not backwards.
#
# </details>
#
# **Left out.** Averaging several networks, as the record of 2012 did; residual connections, which
# make much deeper networks trainable; pruning and quantising, which make them smaller still.
#
# ## The last page
#
# The next cell makes a page of it all: what you learned, your results and pictures, and where you
# might go next. It is one HTML file, without anything from outside. With a click it saves your
# network as a page of its own, on which anyone can draw, on a phone too.

# %% tags=["illustration"]
page = last_page.save("my-mnist.html", name="")

# %% [markdown]
# Put your name between the quotation marks if you like.{{#8}} The drawing on it is the one that you kept
# in lesson 8.{{/8}} Then open the file in any browser.
#
# **Next:** whatever you are curious about. Thank you for working through the course. All of your
# lessons stay where they are: [1 · Loading the digits](../01_loading/01_loading.ipynb) looks
# different now, does it not?
