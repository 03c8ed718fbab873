"""Parts of a trained network: the scores before its softmax, the values of its last hidden layer.

The softmax squeezes: where it is 99.999 % sure, its slopes are lost in rounding. The scores, also
called logits, keep theirs.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from mnist_course import spec
from mnist_course.core.errors import CourseError
from mnist_course.core.language import say

_TINY = 1e-12


def scores_of(model: Any) -> Callable[[Any], Any]:
    """A function from a tensor of images (n, 28, 28, 1) to the scores (n, 10) before the softmax.

    Where the network does not end with a softmax that can be taken off, the logarithms of its
    probabilities, which differ from scores by one number an image.

    Args:
        model: a built Keras model from such images to probabilities (n, 10).

    Raises:
        CourseError: where it is no such model.
    """
    import keras

    _require(model)
    last = model.layers[-1]
    if isinstance(last, keras.layers.Softmax) or _is_softmax(last, keras.layers.Activation):
        return keras.Model(model.inputs[0], last.input)
    if _is_softmax(last, keras.layers.Dense):
        before = keras.Model(model.inputs[0], last.input)

        def scores(images: Any) -> Any:
            values = keras.ops.matmul(before(images, training=False), last.kernel)
            return values + last.bias if last.use_bias else values

        return scores
    return lambda images: keras.ops.log(model(images, training=False) + _TINY)


def hidden_values(model: Any, images: np.ndarray) -> np.ndarray:
    """What the last layer with weights is given: for the course's network, 64 numbers an image.

    Args:
        model: as for `scores_of`.
        images: float32 (n, 28, 28, 1) in [0, 1].

    Returns:
        float (n, k).

    Raises:
        CourseError: where it is no such model.
    """
    import keras

    _require(model)
    last = next((one for one in reversed(model.layers) if one.weights), model.layers[-1])
    values = keras.Model(model.inputs[0], last.input).predict(images, batch_size=500, verbose=0)
    return values.reshape(len(images), -1)


def slopes(total: Callable[[Any], Any], images: np.ndarray) -> np.ndarray:
    """The gradient of a sum over images by their pixels.

    Args:
        total: from a tensor like `images` to one number.
        images: float (n, 28, 28, 1).

    Returns:
        An array like `images`.
    """
    import tensorflow as tf

    pixels = tf.convert_to_tensor(images)
    with tf.GradientTape() as tape:
        tape.watch(pixels)
        value = total(pixels)
    return tape.gradient(value, pixels).numpy()


def _require(model: Any) -> None:
    import keras

    if not isinstance(model, keras.Model):
        raise CourseError(
            say("The model is {name}. Give a Keras model.", name=type(model).__name__)
        )
    shapes = getattr(model, "input_shape", None), getattr(model, "output_shape", None)
    if shapes != ((None, *spec.INPUT_SHAPE), (None, spec.CLASSES)):
        raise CourseError(
            say(
                "The model maps {takes} to {gives}; expected one from (None, 28, 28, 1) to "
                "(None, {classes}), such as `load_model()` gives.",
                takes=shapes[0],
                gives=shapes[1],
                classes=spec.CLASSES,
            )
        )


def _is_softmax(layer: Any, kind: Any) -> bool:
    return isinstance(layer, kind) and getattr(layer.activation, "__name__", "") == "softmax"
