"""build_model, of lesson 04: what it asks."""

from mnist_course.core.exercise import Exercise
from mnist_course.probes.networks import observe_build

EXERCISE = Exercise(
    id="build_model",
    asks="Build the network of the course and return it.",
    signature="build_model()",
    hints=(
        "`keras.Sequential([…])` takes the layers in order. Begin with `keras.Input((28, 28, 1))`.",
        "You need `keras.layers.Conv2D`, `MaxPooling2D`, `Flatten` and `Dense`. The first two "
        "come three times in turn.",
        'A convolution is `Conv2D(32, 3, activation="relu")`, a pooling `MaxPooling2D(2)`. The '
        'last layer is `Dense(10, activation="softmax")`.',
        "keras.Sequential([keras.Input((28, 28, 1)), then three times Conv2D(32, 3, "
        'activation="relu") and MaxPooling2D(2), then Flatten(), Dense(64, activation="relu"), '
        'Dense(10, activation="softmax")]). `model.count_params()` is 21,578.',
    ),
    probe=observe_build,
)
