"""The specification: every number of the model, its training and its targets.

Lessons, checks, commands and documentation draw on this module; no other file
repeats its numbers. It imports neither NumPy nor Keras.
"""

from dataclasses import dataclass, field
from typing import Any

# Data -----------------------------------------------------------------------
IMAGE_HEIGHT = 28
IMAGE_WIDTH = 28
CHANNELS = 1
INPUT_SHAPE = (IMAGE_HEIGHT, IMAGE_WIDTH, CHANNELS)
CLASSES = 10
TRAIN_COUNT = 60_000
TEST_COUNT = 10_000
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
EPOCHS = 6
BATCH_SIZE = 35

# Results and targets --------------------------------------------------------
PUBLISHED_ACCURACY = 0.9838
TARGET_ACCURACY = 0.97
PREDICTED_TEST_IMAGE = 427

# Drawings, framed as MNIST frames its digits ----------------------------------
DRAWING_BOX = 20

# Beyond (lesson 09) ---------------------------------------------------------
BEYOND_PARAMETERS = 100_000
BEYOND_ACCURACY = 0.99
BEYOND_MOVED_ACCURACY = 0.98
BEYOND_VALUES = 4_000_000  # numbers that all layers together give for one image
BEYOND_WORK = 100_000_000  # multiplications for one image
BEYOND_SHIFT = 2
BEYOND_ROTATION = 15
