"""The course's own model, built from the specification.

`build` and `compile_model` are what lessons 04 and 05 lead to; `reference` comes with trained
weights, so that lessons 07 to 09 need not wait for a training run.
"""

import functools
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from mnist_course import spec
from mnist_course.core.data_set import MNIST
from mnist_course.core.errors import CourseError
from mnist_course.core.language import say
from mnist_course.core.own_work import does

if TYPE_CHECKING:
    import keras

WEIGHTS_FILE = Path(__file__).parent / "assets" / "reference.npz"
"""Arrays w0 … w9, float32, in the order of `get_weights()`. They come from one run of the
course's own training, six epochs with seed 0, which reached 98.4 % on the test images."""


@does("build_model")
def build() -> "keras.Model":
    """The model of the specification, with fresh random weights, not compiled.

    It takes float32 images (n, 28, 28, 1) in [0, 1] and gives probabilities (n, 10).
    """
    import keras

    layers = [getattr(keras.layers, layer.kind)(**layer.fields) for layer in spec.LAYERS]
    return keras.Sequential([keras.Input(spec.INPUT_SHAPE), *layers])


@does("compile_model")
def compile_model(model: "keras.Model") -> "keras.Model":
    """The same model, compiled as the course does: Adam, cross-entropy, accuracy."""
    import keras

    model.compile(
        optimizer=keras.optimizers.get(
            {"class_name": spec.OPTIMIZER, "config": {"learning_rate": spec.LEARNING_RATE}}
        ),
        loss=spec.LOSS,
        metrics=[spec.METRIC],
    )
    return model


def reference_weights() -> list[np.ndarray]:
    """The shipped trained weights: ten float32 arrays in the order of `get_weights()`.

    Raises:
        CourseError: where the file is missing or damaged.
    """
    return [array.copy() for array in _weights(WEIGHTS_FILE)]


@functools.cache
def _weights(path: Path) -> tuple[np.ndarray, ...]:
    try:
        with np.load(path, allow_pickle=False) as arrays:
            return tuple(arrays[f"w{number}"] for number in range(len(arrays.files)))
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise CourseError(
            say(
                "The package's file {path} cannot be read ({name}). Install mnist-course again.",
                path=path,
                name=type(error).__name__,
            )
        ) from None


def refuse_other_images() -> None:
    """Say so where the course lends no network.

    Raises:
        CourseError: where its images are not MNIST's.
    """
    if spec.DATA != MNIST:
        raise CourseError(
            f"The network that is lent has learned {MNIST.name}'s digits; {spec.DATA.name} it has "
            "never seen."
        )


@does("build_model")
def reference() -> "keras.Model":
    """The course's model with trained weights, compiled.

    Raises:
        CourseError: where the file of weights is missing or damaged, or the course is about other
            images.
    """
    refuse_other_images()
    model = compile_model(build())
    model.set_weights(reference_weights())
    return model
