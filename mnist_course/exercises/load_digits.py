"""load_digits, of lesson 01: what it asks."""

from mnist_course.core.exercise import Exercise
from mnist_course.probes.data_sets import observe_loading

EXERCISE = Exercise(
    id="load_digits",
    asks="Load MNIST with Keras and return it as two pairs.",
    signature="load_digits()",
    hints=(
        "Keras keeps its small data sets in `keras.datasets`, one module for each.",
        "The function is `keras.datasets.mnist.load_data()`. It returns two pairs.",
        "One line does it: `return keras.datasets.mnist.load_data()`. Unpacking it first into "
        "`(x_train, y_train), (x_test, y_test)` is just as right.",
    ),
    probe=observe_loading,
)
