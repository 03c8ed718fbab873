# %% [markdown]
# # 2 · A network for garments
#
# **You will** prepare the images, build the network that reads digits, and train it on clothes in
# about half a minute.
#
# **Time** about {{lesson.minutes}} minutes. **You need** NumPy, and to have seen a Keras network
# once.
#
# ## Why it matters
#
# A convolutional network knows nothing of digits when it is made, nor of clothes. The same layers,
# with the same settings, become a reader of digits or of garments by what they are shown. You build
# it once and see.

# %%
from mnist_course import begin, check

begin("02_network")

# %%
import keras
import matplotlib.pyplot as plt
import numpy as np

from mnist_course.figures import show
from mnist_course.helpers import garments

(x_train, y_train), (x_test, y_test) = garments.load()
NAMES = garments.NAMES

# %% [markdown]
# ## 2.1 Numbers that a network can learn from
#
# A pixel is a byte, 0 to 255. A network learns best from numbers of about the size of 1, and it
# computes in `float32`.
#
# ### {{exercise.scale}}
#
# Return the images as `float32`, with 0 as 0.0 and 255 as 1.0. The shape stays.


# %% exercise="scale"
def scale(images):
    """Return float32, from 0 to 1: images, uint8, divided by 255."""
    ### BEGIN SOLUTION
    return images.astype("float32") / 255
    ### END SOLUTION


# %% [markdown]
# Keras's convolutions take images with channels: a colour image has three, a grey one has one, and
# that one must be there as an axis of its own.
#
# ### {{exercise.add_channel}}
#
# Return the images with an axis of length 1 at the end: (n, h, w) becomes (n, h, w, 1).


# %% exercise="add_channel"
def add_channel(images):
    """Return the images (n, h, w) as (n, h, w, 1)."""
    ### BEGIN SOLUTION
    return images[..., np.newaxis]
    ### END SOLUTION


# %%
images = add_channel(scale(x_train))
print(images.shape, images.dtype, images.min(), images.max())

# %% [markdown]
# ## 2.2 The network
#
# Three times a convolution and a max pooling, then two dense layers:
#
# | layer | settings | output |
# | --- | --- | --- |
# | input | | 28×28×1 |
# | `Conv2D` | 32 filters of 3×3, ReLU | 26×26×32 |
# | `MaxPooling2D` | 2×2 | 13×13×32 |
# | `Conv2D` | 32 filters of 3×3, ReLU | 11×11×32 |
# | `MaxPooling2D` | 2×2 | 5×5×32 |
# | `Conv2D` | 32 filters of 3×3, ReLU | 3×3×32 |
# | `MaxPooling2D` | 2×2 | 1×1×32 |
# | `Flatten` | | 32 |
# | `Dense` | {{spec.DENSE_UNITS}} units, ReLU | {{spec.DENSE_UNITS}} |
# | `Dense` | {{spec.CLASSES}} units, softmax | {{spec.CLASSES}} |
#
# The last layer gives ten probabilities, one for each garment. **Predict.** Does it know that the
# third one is called a pullover?
#
# ### {{exercise.build_model}}
#
# Return this network, a `keras.Sequential`, new and not trained.


# %% exercise="build_model"
def build_model():
    """Return the network of the table, a keras.Model: images (n, 28, 28, 1) to (n, 10)."""
    ### BEGIN SOLUTION
    layers = [keras.Input((28, 28, 1))]
    for _ in range(3):
        layers += [keras.layers.Conv2D(32, 3, activation="relu"), keras.layers.MaxPooling2D(2)]
    layers += [
        keras.layers.Flatten(),
        keras.layers.Dense(64, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ]
    return keras.Sequential(layers)
    ### END SOLUTION


# %% tags=["illustration"]
untrained = build_model()
probabilities = untrained.predict(images[:1], verbose=0)[0]
print(f"{untrained.count_params():,} parameters. Untrained, it says of image 0 ({NAMES[y_train[0]]}):")
for name, probability in zip(NAMES, probabilities):
    print(f"{name:<12}{probability:>6.1%}")

# %% [markdown]
# About one tenth for each: it knows nothing. And it knows no names. It gives ten numbers, and it is
# we who read the third as “pullover”.
#
# ## 2.3 Training
#
# ### {{exercise.trained_garments}}
#
# In one cell: build, compile, train and save. The exercise is judged by the **file** that your cell
# leaves beside this notebook, `garments.keras`: is it the network of the table, and does it read at
# least {{spec.TARGET_ACCURACY:.0%}} of the test images? From {{spec.PARTIAL_ACCURACY:.0%}} on it earns
# half of the points.
#
# 1. **Build** a new network with your `build_model`.
# 2. **Compile** it with Adam, the loss `"sparse_categorical_crossentropy"`, which fits labels that
#    are numbers, and the metric `"accuracy"`.
# 3. **Train** it on `images` and `y_train`, for {{spec.EPOCHS}} epochs with batches of
#    {{spec.BATCH_SIZE}}.
# 4. **Save** it with `model.save("garments.keras")`.

# %% exercise="trained_garments"
keras.utils.set_random_seed(0)  # any whole number
# 1. model = …          a new one
# 2. model.compile(…)
# 3. history = model.fit(…)
# 4. model.save(…)
### BEGIN SOLUTION
model = build_model()
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
history = model.fit(images, y_train, epochs={{spec.EPOCHS}}, batch_size={{spec.BATCH_SIZE}}, verbose=2)
model.save("garments.keras")
### END SOLUTION

# %% [markdown]
# On the whole of {{data.name}}, twelve times as many images, the same network reads about nine in
# ten. More data help most.
#
# ## 2.4 A first look at what it says

# %% tags=["illustration"]
# Figure: five test images and what the network says of them
said = model.predict(add_channel(scale(x_test[:5])), verbose=0)

figure, axes = plt.subplots(2, 5, figsize=(12, 5.4), height_ratios=[1, 1.3])
for (above, below), image, label, row in zip(axes.T, x_test[:5], y_test[:5], said):
    above.imshow(image, cmap="gray")
    above.set_title(NAMES[label])
    above.axis("off")
    below.barh(NAMES, 100 * row)
    below.invert_yaxis()
    below.set_xlim(0, 100)
    below.set_xlabel("%")
    if below is not axes[1, 0]:
        below.set_yticklabels([])
answers = ", ".join(
    f"{NAMES[label]}: {NAMES[row.argmax()]}, {row.max():.0%}" for label, row in zip(y_test, said)
)
show(
    figure,
    "Five test images, and below each a bar for the probability of each class. True class, answer "
    f"and probability are: {answers}.",
)

# %% [markdown]
# ## Recap
#
# - Bytes become `float32` from 0 to 1, with an axis for the one channel.
# - The network is the same for digits and for garments; what it reads comes of the training.
# - It gives ten probabilities. The names are ours.
# - What is judged is the file that you saved.
#
# **Ask yourself.**
#
# 1. What would have to change in the network for twelve classes?
# 2. Why is a network that was trained twice on the same images not the same network?
#
# <details><summary>Answers</summary>
#
# 1. The last layer: twelve units.
# 2. It begins with random weights, and sees the images in a random order.
#
# </details>
#
# **Left out.** Images held out for validation, with which one would choose the number of epochs.
#
# **Next:** [3 · Reading its mistakes](../03_mistakes/03_mistakes.ipynb) asks what it gets wrong.
