"""How well a network with given weights reads digits, and whether it learned to.

The weights come from a student; the network that they are put into is our own, compiled once
in a process.
"""

import functools
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from mnist_course import data, spec
from mnist_course.augmentation import moved
from mnist_course.core.course_file import taught
from mnist_course.core.exercise import PARTIAL, Verdict, failed, passed
from mnist_course.core.language import say, sentence
from mnist_course.judging import memorised, mistakes, sequential

if TYPE_CHECKING:
    import keras

    from mnist_course.judging.network.rebuilding import Rebuilt

_BATCH = 500
_ROOM = 25_000_000
"""How many numbers a batch may need at once, in all layers of a network: 100 MB."""
_SAMPLE = 2_000
_LOCK = threading.Lock()

_BY_HEART = 0.015
"""Networks trained as the course asks read training images a little better than test images (by
0.4 to 0.6 points), moved or not. One trained on the test images reads these better, by 2 points
and more."""


@dataclass(frozen=True)
class Measured:
    """What a network says of some images.

    Attributes:
        accuracy: the share of right answers, 0 to 1.
        loss: mean cross-entropy, in nats.
        answers: how many times each digit was the answer, int array (10,).
        finite: whether every probability is a number.
        digits: the answer to each image, ints (n,).
        confidence: the probability of each answer, floats (n,).
    """

    accuracy: float
    loss: float
    answers: np.ndarray
    finite: bool
    digits: np.ndarray
    confidence: np.ndarray

    @property
    def mistakes(self) -> int:
        """How many images were misread."""
        return round((1 - self.accuracy) * len(self.digits))


Graph = Callable[[np.ndarray], np.ndarray]
"""From images to probabilities, in batches."""


@functools.cache
def _network() -> "tuple[keras.Model, Graph]":
    from mnist_course.model import build

    network = build()
    return network, _traced(network, _BATCH)


def _traced(network: "keras.Model", batch: int) -> Graph:
    """The network as one graph, traced once, whatever the number of images.

    `predict` would make an input pipeline for each call and trace anew for a last batch that is
    not full, which costs a quarter more processor time for the 10,000 test images.
    """
    import tensorflow as tf

    signature = [tf.TensorSpec((None, *spec.INPUT_SHAPE), tf.float32)]
    graph = tf.function(lambda images: network(images, training=False), signature)

    def probabilities(images: np.ndarray) -> np.ndarray:
        batches = range(0, len(images), batch)
        return np.concatenate([graph(images[at : at + batch]).numpy() for at in batches])

    return probabilities


# One network is judged on several sets of images, then the next network comes.
@functools.lru_cache(maxsize=1)
def _graph(rebuilt: "Rebuilt") -> Graph:
    return _traced(rebuilt.model, batch_size(rebuilt))


def batch_size(rebuilt: "Rebuilt") -> int:
    """How many images a network is given at once: fewer where its maps are large."""
    return min(_BATCH, 1 + _ROOM // (1 + rebuilt.values))


def predict(weights: list[np.ndarray], images: np.ndarray) -> np.ndarray:
    """The probabilities that the course's network gives with these weights.

    Args:
        weights: ten float32 arrays in the order of `get_weights()`.
        images: float32 (n, 28, 28, 1), in [0, 1] as the course prepares them.

    Returns:
        float32 (n, 10).

    Raises:
        ValueError: where the weights do not fit the network.
    """
    with _LOCK:
        network, graph = _network()
        network.set_weights(weights)
        return graph(images)


def measure(
    subject: "list[np.ndarray] | Rebuilt", images: np.ndarray, labels: np.ndarray
) -> Measured:
    """Measure a network on images whose labels are known.

    Args:
        subject: weights for the course's network, or a network that `rebuild` made.
        images: float32 (n, 28, 28, 1) in [0, 1].
        labels: integers (n,).
    """
    if isinstance(subject, list):
        probabilities = predict(subject, images)
    else:
        probabilities = _graph(subject)(images)
    digits = probabilities.argmax(axis=-1)
    chosen = probabilities[np.arange(len(labels)), labels].astype(np.float64)
    with np.errstate(invalid="ignore"):
        loss = float(-np.log(np.clip(chosen, 1e-7, 1)).mean())
    return Measured(
        accuracy=float((digits == labels).mean()),
        loss=loss,
        answers=np.bincount(digits, minlength=spec.CLASSES),
        finite=bool(np.isfinite(probabilities).all()),
        digits=digits,
        confidence=probabilities.max(axis=-1),
    )


def judge_learning(
    subject: "list[np.ndarray] | Rebuilt",
    rng: np.random.Generator,
    target: float = spec.TARGET_ACCURACY,
) -> tuple[Verdict, Measured]:
    """Whether a network has learned to read digits, measured on the real test images.

    Args:
        subject: as for `measure`.
        rng: private to the judge; draws the training images and the moves that show whether the
            test images were learned by heart.
        target: the test accuracy that earns full points.

    Returns:
        The verdict, with the confusion matrix and the worst mistakes where the network reads
        at all, and what was measured on the test images.
    """
    x_test, y_test = data.test_split()
    test = measure(subject, data.as_input(x_test), y_test)
    verdict = _diverged(test) or memorised.told(test.accuracy) or _by_heart(subject, test, rng)
    if verdict is None and test.accuracy < target:
        some = data.as_input(x_test[:_SAMPLE]), y_test[:_SAMPLE]
        verdict = _disguised(subject, test, *some) or _clueless(test) or _below(test, target)
    if verdict is None:
        verdict = passed(
            say(
                "It reads {accuracy:.2%} of the {test_count:,} test images; the target is "
                "{target:.1%}.",
                accuracy=test.accuracy,
                test_count=spec.TEST_COUNT,
                target=target,
            )
        )
    if not test.finite:
        return verdict, test
    table = mistakes.confusion_table(y_test, test.digits)
    worst = mistakes.worst(x_test, y_test, test.digits, test.confidence)
    return replace(verdict, figure=table, pictures=worst), test


def _diverged(test: Measured) -> Verdict | None:
    if not test.finite:
        return failed(
            "nan-outputs",
            "The network gives values that are not numbers (NaN): its training diverged.",
            "Build the model anew and train with a smaller learning rate, such as 0.001.",
        )
    return None


def _clueless(test: Measured) -> Verdict | None:
    digit, often = int(test.answers.argmax()), int(test.answers.max())
    if often == test.answers.sum():
        return failed(
            "constant-prediction",
            say(
                "The network answers {digit} to every image, so it is right {accuracy:.0%} of "
                "the time.",
                digit=spec.DATA.classes[digit],
                accuracy=test.accuracy,
            ),
            "It has learned nothing. Check the scaling, the labels and the learning rate, build "
            "the model anew and train it.",
        )
    if test.accuracy < 0.2:
        return failed(
            "untrained",
            say(
                "The network reads {accuracy:.1%} of the test images, about what guessing gives.",
                accuracy=test.accuracy,
            ),
            "Train the model before you save it, and save the model that you trained.",
        )
    return None


def _by_heart(
    subject: "list[np.ndarray] | Rebuilt", test: Measured, rng: np.random.Generator
) -> Verdict | None:
    """Compare test with training images, both as they are and a little moved."""
    (x_train, y_train), (x_test, y_test) = data.load()
    some, tested = (
        np.sort(rng.choice(count, min(2 * _SAMPLE, count), replace=False))
        for count in (spec.TRAIN_COUNT, spec.TEST_COUNT)
    )

    def measured(places: np.ndarray) -> Measured:
        return measure(subject, data.as_input(x_train[some[places]]), y_train[some[places]])

    shares = 1 - np.arange(len(some) + 1) / len(some)
    allowed = int((test.accuracy - shares < _BY_HEART).sum()) - 1
    # The order is drawn beside `rng`, whose numbers others count on.
    order = rng.spawn(1)[0]
    if sequential.decide(lambda part: measured(part).mistakes, len(some), allowed, order).few:
        return None
    train = measured(np.arange(len(some)))
    gap = test.accuracy - train.accuracy
    if gap < _BY_HEART:
        return None
    nudged = [
        measure(subject, moved(data.as_input(images[places]), rng, 1, 5), labels[places]).accuracy
        for images, labels, places in (
            (x_train, y_train, some[::2]),
            (x_test, y_test, tested[::2]),
        )
    ]
    if nudged[1] - nudged[0] < _BY_HEART / 3:
        return None
    return failed(
        "learned-the-test-images",
        say(
            "The network reads {accuracy:.2%} of the test images, but only {train:.2%} of the "
            "training images. That happens when the test images were used for training.",
            accuracy=test.accuracy,
            train=train.accuracy,
        ),
        "Train on x_train and y_train alone. The test images are for the end.",
    )


_DISGUISES = (
    (
        "trained-on-unscaled-images",
        lambda images: images * spec.BRIGHTEST,
        sentence("It was trained on images from 0 to 255, not from 0 to 1."),
        say(
            "Scale the training images first{as_in_lesson_2}, then train a new model.",
            as_in_lesson_2=taught("02_preprocessing", say(", as in lesson 02")),
        ),
    ),
    (
        "trained-on-images-scaled-twice",
        lambda images: images / spec.BRIGHTEST,
        sentence("It was trained on images that were scaled twice."),
        sentence("Reload the data, scale once, and train a new model."),
    ),
    (
        "trained-on-inverted-images",
        lambda images: 1 - images,
        sentence("It was trained on inverted images, black on white."),
        sentence("Leave the images as they are, white on black, and train a new model."),
    ),
)


def _disguised(
    subject: "list[np.ndarray] | Rebuilt",
    test: Measured,
    images: np.ndarray,
    labels: np.ndarray,
) -> Verdict | None:
    """A network that learned to read, but images that were prepared in another way."""
    plain = measure(subject, images, labels).accuracy
    for cause, disguise, why, advice in _DISGUISES:
        disguised = measure(subject, disguise(images).astype(np.float32), labels).accuracy
        if disguised > max(spec.PARTIAL_ACCURACY, plain + 0.02):
            return failed(
                cause,
                say(
                    "The network reads {accuracy:.1%} of the test images as the course prepares "
                    "them, but {disguised:.1%} of the first {sample:,} in another form. {why}",
                    accuracy=test.accuracy,
                    disguised=disguised,
                    sample=_SAMPLE,
                    why=say(why),
                ),
                advice,
            )
    return None


def _below(test: Measured, target: float) -> Verdict:
    message = say(
        "The network reads {accuracy:.2%} of the {test_count:,} test images; the target is "
        "{target:.1%}.",
        accuracy=test.accuracy,
        test_count=spec.TEST_COUNT,
        target=target,
    )
    advice = say(
        "Train for {epochs} epochs with a batch size of {batch_size} on all {train_count:,} "
        "training images, starting from a new model.",
        epochs=spec.EPOCHS,
        batch_size=spec.BATCH_SIZE,
        train_count=spec.TRAIN_COUNT,
    )
    if test.accuracy >= spec.PARTIAL_ACCURACY:
        return Verdict(PARTIAL, message, advice, cause="below-target", score=0.5)
    return failed("below-target", message, advice)
