"""Lesson 09: inside the network, moving images, and a network of the student's own."""

from dataclasses import replace
from typing import Any

import numpy as np

from mnist_course import data, spec
from mnist_course.probes import saved_models
from mnist_course.core.exercise import PARTIAL, Exercise, Lesson, Misconception, Verdict, passed
from mnist_course.exercises import moving, shuffled
from mnist_course.exercises.shuffled import Shuffled
from mnist_course.judging.comparison import Tolerance, by_value
from mnist_course.core.plain import Data

# feature_maps ---------------------------------------------------------------------


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
        f"Collect the output of each of the {spec.BLOCKS} convolution layers.",
    ),
    Misconception(
        "last-only",
        lambda model, image: _maps(model, image)[-1],
        "This is the last convolution layer's output alone.",
        f"Return a list with the output of each of the {spec.BLOCKS} convolution layers.",
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


FEATURE_MAPS = Exercise(
    id="feature_maps",
    points=3,
    minutes=12,
    difficulty=2,
    asks="Return what each convolution layer makes of one image.",
    signature="feature_maps(model, image)",
    hints=(
        "A Keras layer can be called like a function: `layer(values)`. The network is nothing but "
        "its layers, one after the other: `for layer in model.layers:`.",
        "Begin with a batch of one, `values = image[np.newaxis]`, and let each layer turn it into "
        "the next values. Keep those that come from a convolution layer.",
        "In the loop: `values = layer(values)`, then "
        "`if isinstance(layer, keras.layers.Conv2D): maps.append(np.asarray(values)[0])`. "
        "A model with several outputs, `keras.Model(model.inputs, outputs)`, does it as well.",
    ),
    inputs=_map_inputs,
    probe=shuffled.probe,
    judge=shuffled.judged(
        by_value(
            "feature_maps(model, image)",
            lambda model, image: [maps[0] for maps in model.maps(image[np.newaxis])],
            _MAPS_WRONG,
            Tolerance(relative=1e-3, absolute=1e-4),
            praise=f"The maps of all {spec.BLOCKS} convolution layers.",
        )
    ),
    misconceptions=_MAPS_WRONG,
)

# augment --------------------------------------------------------------------------

AUGMENT = Exercise(
    id="augment",
    points=3,
    minutes=15,
    difficulty=3,
    asks=f"Shift each image at random, by up to {spec.BEYOND_SHIFT} pixels in each direction.",
    signature="augment(images, rng)",
    hints=(
        "Every image needs a shift of its own: one number for the rows, one for the columns, each "
        f"from −{spec.BEYOND_SHIFT} to {spec.BEYOND_SHIFT}, both ends included.",
        f"`rng.integers(-{spec.BEYOND_SHIFT}, {spec.BEYOND_SHIFT + 1}, size=(len(images), 2))` "
        "draws them all: the upper end of `integers` is not included.",
        "`np.roll(image, (down, right), axis=(0, 1))` moves one image. What leaves on one side "
        "comes in on the other; in MNIST that is black, so nothing is lost.",
        "`shifts = rng.integers(…)`, then `return np.stack([np.roll(image, tuple(shift), "
        "axis=(0, 1)) for image, shift in zip(images, shifts)])`.",
    ),
    inputs=moving.inputs,
    probe=moving.probe,
    judge=moving.judge,
    misconceptions=moving.MISCONCEPTIONS,
)

# better_model ---------------------------------------------------------------------

_ONE_TARGET = 0.6


def _better_inputs(rng: np.random.Generator) -> Data:
    return {"seed": int(rng.integers(2**31))}


def _better_judge(inputs: Data, observed: Data) -> Verdict:
    # TensorFlow is needed from here on only, and by this exercise alone.
    from mnist_course.judging import accuracy, network

    try:
        network = network.rebuild(observed)
    except network.Unreadable as error:
        return network.unreadable(error)
    rng = np.random.default_rng(inputs["seed"])
    learned, on_test = accuracy.judge_learning(network, rng, spec.BEYOND_ACCURACY)
    if learned.score == 0 and learned.cause != "below-target":
        return learned
    images, labels = data.test_split()
    moved = accuracy.moved(data.as_input(images), rng)
    on_moved = accuracy.measure(network, moved, labels)
    verdict = better_verdict(learned, on_test.accuracy, on_moved.accuracy, network.count_params())
    return replace(verdict, figure=learned.figure, pictures=learned.pictures)


def better_verdict(learned: Verdict, on_test: float, on_moved: float, parameters: int) -> Verdict:
    """The verdict on a network within the budget.

    Args:
        learned: what `accuracy.judge_learning` says of it.
        on_test, on_moved: shares of right answers, 0 to 1, on the test images as they are and
            shifted and turned.
        parameters: how many it has.
    """
    facts = (
        f"{parameters:,} parameters; {on_test:.2%} of the test images (target "
        f"{spec.BEYOND_ACCURACY:.1%}); {on_moved:.2%} of them shifted and turned (target "
        f"{spec.BEYOND_MOVED_ACCURACY:.1%})."
    )
    reached = on_test >= spec.BEYOND_ACCURACY, on_moved >= spec.BEYOND_MOVED_ACCURACY
    if all(reached) and learned.ok:
        return passed(f"Both targets are reached: {facts}")
    if reached[0]:
        return Verdict(
            PARTIAL,
            f"The first target is reached, the second is not: {facts}",
            "Train with images that are moved anew in each epoch, shifted and turned, as the "
            "lesson's `MovingDigits` does.",
            cause="loses-moved-digits",
            score=_ONE_TARGET,
        )
    if reached[1]:
        return Verdict(
            PARTIAL,
            f"The second target is reached, the first is not: {facts}",
            "Nearly there. Give it a few more epochs with a falling learning rate, or more filters "
            "in the later layers.",
            cause="below-target",
            score=_ONE_TARGET,
        )
    return replace(
        learned,
        message=f"Neither target is reached yet: {facts}",
        next_step="Look at the training accuracy first. If it is low too, train longer or add "
        "filters; if it is high, the network needs moved images and dropout.",
        cause="below-both-targets",
        score=min(learned.score, _ONE_TARGET / 2),
    )


BETTER_MODEL = Exercise(
    id="better_model",
    points=10,
    minutes=40,
    difficulty=3,
    asks=f"Train a network of your own, with at most {spec.BEYOND_PARAMETERS:,} parameters, that "
    f"reads {spec.BEYOND_ACCURACY:.0%} of the test images and {spec.BEYOND_MOVED_ACCURACY:.0%} of "
    "them when they are moved.",
    signature="better_model",
    hints=(
        "The course's own network reads about 93 % of moved digits: it has never seen one. The "
        "largest step is to train with moved images, anew in each epoch.",
        "Spend the parameters on convolutions, not on a large Dense layer: few filters in the "
        'first block, more in the later ones. `padding="same"` keeps the maps from shrinking.',
        "After each Conv2D a BatchNormalization and then the ReLU; before the last layer a Dropout "
        "of 0.3. Batches of 128, Adam, and a CosineDecay of the learning rate from 0.003.",
        "Three blocks with 24, 48 and 96 filters, then Flatten, Dropout and Dense(10) have "
        "61,378 parameters. Seven epochs of `MovingDigits` take about five minutes.",
    ),
    inputs=_better_inputs,
    probe=lambda path, inputs: saved_models.read(path),
    judge=_better_judge,
    artefact="beyond.keras",
    time_limit=180.0,
)

LESSON = Lesson(
    id="09_beyond",
    title="Beyond",
    minutes=90,
    goal="Look inside the network, teach it moved digits, and build a better one of your own.",
    exercises=(FEATURE_MAPS, AUGMENT, BETTER_MODEL),
)
