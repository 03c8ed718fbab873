"""feature_maps, of lesson 09: inputs, the right answer, and the misconceptions."""

from typing import Any

import numpy as np

from mnist_course import data, spec
from mnist_course.core.exercise import Answer, Misconception, Verdict, failed
from mnist_course.core.language import say
from mnist_course.core.plain import Data
from mnist_course.core.showing import show_call
from mnist_course.exercises.feature_maps import EXERCISE
from mnist_course.judging import shuffled
from mnist_course.judging.comparison import Tolerance
from mnist_course.judging.shuffled import Shuffled

_TOLERANCE = Tolerance(relative=1e-4, absolute=2e-5)
"""Several times what NumPy and Keras differ by; numbers of 16 bits are farther off."""


def _map_inputs(rng: np.random.Generator) -> Data:
    images, _ = shuffled.test_split()
    image = images[int(rng.integers(len(images)))]
    return {"cases": [[shuffled.draw(rng), data.as_input(image[np.newaxis])[0]]]}


def _batched(model: Any, image: np.ndarray) -> list[np.ndarray]:
    """The convolutions' outputs, with their batch axis."""
    if isinstance(model, Shuffled):
        return model.maps(image[np.newaxis])
    import keras

    convolutions = [one.output for one in model.layers if isinstance(one, keras.layers.Conv2D)]
    both_ends = keras.Model(model.inputs, convolutions)
    return [np.asarray(one) for one in both_ends([image[np.newaxis]])]


def _maps(model: Any, image: np.ndarray) -> list[np.ndarray]:
    return [maps[0] for maps in _batched(model, image)]


def _with_pooling(model: Any, image: np.ndarray) -> list[np.ndarray]:
    both = ((maps, shuffled.pool(maps)) for maps in _batched(model, image))
    return [values[0] for pair in both for values in pair]


def _before_relu(model: Any, image: np.ndarray) -> list[np.ndarray]:
    """Each convolution's sums; below 0 too."""
    weights, before, values = _weights(model), [], image[np.newaxis]
    for layer in range(spec.BLOCKS):
        before.append(shuffled.convolve(values, *weights[2 * layer : 2 * layer + 2]))
        values = shuffled.pool(np.maximum(before[-1], 0))
    return [maps[0] for maps in before]


_MAPS_WRONG = (
    Misconception(
        "batch-axis-kept",
        _batched,
        "The maps are right, but each still has a batch axis in front.",
        "Take the first, and only, image of each: `maps[0]`.",
    ),
    Misconception(
        "pooled",
        lambda model, image: [shuffled.pool(maps)[0] for maps in _batched(model, image)],
        "These are the outputs of the pooling layers, half as high and half as wide.",
        "Choose the layers by their kind: `isinstance(layer, keras.layers.Conv2D)`.",
    ),
    Misconception(
        "pooling-included",
        _with_pooling,
        "The list holds the outputs of the pooling layers as well.",
        "Choose the layers by their kind: `isinstance(layer, keras.layers.Conv2D)`.",
    ),
    Misconception(
        "before-relu",
        _before_relu,
        "These maps reach below 0: they are what the convolutions give before their ReLU.",
        "Take each layer's output, `layer(values)`: its activation belongs to it.",
    ),
    Misconception(
        "kernels-returned",
        lambda model, image: [
            np.asarray(kernel) for kernel in _weights(model)[: 2 * spec.BLOCKS : 2]
        ],
        "These are the layers' kernels, which are the same for every image.",
        "A feature map is what a kernel makes of an image: the layer's output, not its weights.",
    ),
    Misconception(
        "first-only",
        lambda model, image: _maps(model, image)[:1],
        "Only the first convolution layer's maps are there.",
        say("Collect the output of each of the {blocks} convolution layers.", blocks=spec.BLOCKS),
    ),
    Misconception(
        "last-only",
        lambda model, image: _maps(model, image)[-1],
        "This is the last convolution layer's output alone.",
        say(
            "Return a list with the output of each of the {blocks} convolution layers.",
            blocks=spec.BLOCKS,
        ),
    ),
    Misconception(
        "maps-first",
        lambda model, image: [maps.transpose(2, 0, 1) for maps in _maps(model, image)],
        "The axis that counts the maps comes first; it should come last.",
        "Leave the axes as Keras has them: (height, width, maps).",
    ),
    Misconception(
        "other-model",
        lambda model, image: _maps(Shuffled(), image),
        "These are the maps of another model: the argument `model` was not used.",
        "The check hands over a model of its own. Use the layers of the argument.",
    ),
)


def _weights(model: Any) -> list[np.ndarray]:
    return model.weights if isinstance(model, Shuffled) else model.get_weights()


def _notice_halves(signature: str, arguments: Data, record: Data) -> Verdict | None:
    """Maps in numbers of 16 bits, which are off in the fourth digit."""
    maps = record["value"] if isinstance(record["value"], list) else [record["value"]]
    if not any(isinstance(one, np.ndarray) and one.dtype == np.float16 for one in maps):
        return None
    return failed(
        "float16",
        "The maps are in float16, which keeps three digits of each value.",
        "Leave the dtype as the layers give it, float32.",
        called=show_call(signature, arguments),
    )


ANSWER = Answer(
    inputs=_map_inputs,
    judge=shuffled.by_value(
        EXERCISE.signature,
        lambda model, image: [maps[0] for maps in model.maps(image[np.newaxis])],
        _MAPS_WRONG,
        _TOLERANCE,
        praise=say("The maps of all {blocks} convolution layers.", blocks=spec.BLOCKS),
        notice=_notice_halves,
    ),
    misconceptions=_MAPS_WRONG,
)
