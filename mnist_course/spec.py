"""The specification: every number of the model, its training and its targets.

Lessons, checks, commands and documentation draw on this module; no other file
repeats its numbers. What an instructor may change stands in `course.toml`, and here under the
names that lessons use; the network itself, to which the trained weights that come with the course
belong, stands here. `DATA` says which images a course is about. It imports neither NumPy nor Keras.
"""

from dataclasses import dataclass, field
from typing import Any

from mnist_course.core import course_file

_COURSE = course_file.read()

# Data -----------------------------------------------------------------------
DATA = _COURSE.data
IMAGE_HEIGHT = 28
IMAGE_WIDTH = 28
CHANNELS = 1
INPUT_SHAPE = (IMAGE_HEIGHT, IMAGE_WIDTH, CHANNELS)
CLASSES = len(DATA.classes)
TRAIN_COUNT = DATA.train
TEST_COUNT = DATA.test
BRIGHTEST = 255

# Architecture ---------------------------------------------------------------
BLOCKS = 3
FILTERS = 32
KERNEL_SIZE = 3
POOL_SIZE = 2
DENSE_UNITS = 64


@dataclass(frozen=True)
class Layer:
    """One layer of the specification: its Keras class name and the fields that matter."""

    kind: str
    fields: dict[str, Any] = field(default_factory=dict)


_CONVOLUTION = Layer(
    "Conv2D",
    {
        "filters": FILTERS,
        "kernel_size": (KERNEL_SIZE, KERNEL_SIZE),
        "strides": (1, 1),
        "padding": "valid",
        "dilation_rate": (1, 1),
        "groups": 1,
        "activation": "relu",
        "use_bias": True,
    },
)
_POOLING = Layer(
    "MaxPooling2D",
    {
        "pool_size": (POOL_SIZE, POOL_SIZE),
        "strides": (POOL_SIZE, POOL_SIZE),
        "padding": "valid",
    },
)

LAYERS: tuple[Layer, ...] = (
    *(_CONVOLUTION, _POOLING) * BLOCKS,
    Layer("Flatten"),
    Layer("Dense", {"units": DENSE_UNITS, "activation": "relu", "use_bias": True}),
    Layer("Dense", {"units": CLASSES, "activation": "softmax", "use_bias": True}),
)

# Compilation ----------------------------------------------------------------
OPTIMIZER = "adam"
LEARNING_RATE = 0.001
LEAST_LEARNING_RATE, LARGEST_LEARNING_RATE = 0.0001, 0.003
"""Learning rates for which Adam trains the course's model to its target."""
LOSS = "sparse_categorical_crossentropy"
METRIC = "accuracy"

# Training -------------------------------------------------------------------
EPOCHS = _COURSE.training.epochs
BATCH_SIZE = _COURSE.training.batch_size

# Results and targets --------------------------------------------------------
PUBLISHED_ACCURACY = 0.9838
TARGET_ACCURACY = _COURSE.test_accuracy
PARTIAL_ACCURACY = _COURSE.partial
PREDICTED_TEST_IMAGE = 427

# Drawings, framed as MNIST frames its digits ----------------------------------
DRAWING_BOX = 20

# Beyond (lesson 09) ---------------------------------------------------------
BEYOND_PARAMETERS = _COURSE.beyond.parameters
BEYOND_ACCURACY = _COURSE.beyond.test_accuracy
BEYOND_MOVED_ACCURACY = _COURSE.beyond.moved_accuracy
BEYOND_VALUES = 4_000_000  # numbers that all layers together give for one image
BEYOND_WORK = 100_000_000  # multiplications for one image
BEYOND_SHIFT = _COURSE.beyond.shift
BEYOND_ROTATION = _COURSE.beyond.rotation
