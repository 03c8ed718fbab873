"""evaluate, of lesson 07: inputs, the right answer, and the misconceptions."""

from typing import Any

import numpy as np

from mnist_course import data, spec
from mnist_course.core.exercise import Answer, Misconception, Verdict, failed
from mnist_course.core.language import say
from mnist_course.core.plain import Data
from mnist_course.core.showing import show_call
from mnist_course.exercises.evaluate import EXERCISE
from mnist_course.judging import shuffled
from mnist_course.judging.comparison import Tolerance
from mnist_course.judging.shuffled import Shuffled
from mnist_course.probes.trained_models import MOST_IMAGES

_TOLERANCE = Tolerance(relative=5e-5, absolute=5e-5)
"""A hundred times what NumPy and Keras differ by."""

_APART = 3 * _TOLERANCE.absolute
_BATCH = 32
"""What Keras takes for the size of a batch where it is told none."""

_SMALLEST_SHARE = 1e-4
_LEAST_LOSS = 1.05
_TRIES = 20

# Inputs ---------------------------------------------------------------------------


def _evaluate_inputs(rng: np.random.Generator) -> Data:
    """Three full batches and a part of a fourth, in which some images are labelled otherwise.

    They are more than a hundred, and so many are wrong that the loss is above 1.
    """
    images, _ = shuffled.test_split()
    order = shuffled.draw(rng)
    model = Shuffled(order)
    while True:
        # Between a quarter and three quarters of the last batch.
        count = 3 * _BATCH + int(rng.integers(_BATCH // 4, 3 * _BATCH // 4))
        chosen = data.as_input(images[rng.choice(len(images), count, replace=False)])
        labels = _labels(rng, model.predict(chosen))
        if labels is not None:
            return {"cases": [[order, chosen, labels]]}


def _labels(rng: np.random.Generator, probabilities: np.ndarray) -> np.ndarray | None:
    """Labels by which some images are mistakes, uint8 (n,); None where these do not decide."""
    count = len(probabilities)
    ranked = np.argsort(-probabilities, axis=1)
    shares = np.take_along_axis(probabilities, ranked[:, :2], axis=1).astype(np.float64)
    # Labelled with the second guess, the images with the surest second guesses are mistakes
    # that cost a loss neither negligible nor beyond what float32 can express.
    by_doubt = np.argsort(-shares[:, 1])
    by_doubt = by_doubt[shares[by_doubt, 1] > _SMALLEST_SHARE]
    costs = np.cumsum(-np.log(shares[by_doubt, 1]))
    enough = int((costs < _LEAST_LOSS * count).sum()) + 1
    for _ in range(_TRIES):
        mistakes = rng.permutation(by_doubt[: enough + 6])[: enough + int(rng.integers(0, 6))]
        second = np.isin(np.arange(count), mistakes).astype(int)
        losses = -np.log(shares[np.arange(count), second])
        if losses.mean() > 1 and _decides(losses, second == 0):
            return ranked[np.arange(count), second].astype(np.uint8)
    return None


def _decides(losses: np.ndarray, is_right: np.ndarray) -> bool:
    """Whether means over a part, or rounded, differ from the mean over all, both of them."""
    for values in (losses, is_right.astype(float)):
        mean = values.mean()
        batches = [part.mean() for part in _in_batches(values)]
        others = [
            *(values[:end].mean() for end in (10, 16, _BATCH, 50, 2 * _BATCH, 100, -1)),
            *(values[1:].mean(), batches[-1], np.mean(batches)),
            *(round(mean, digits) for digits in (1, 2, 3)),
        ]
        if min(abs(other - mean) for other in others) < _APART * max(1, mean):
            return False
    loss = losses.mean()
    return abs(float(np.float16(loss)) - loss) > _APART * loss


def _in_batches(values: np.ndarray) -> list[np.ndarray]:
    return [values[start : start + _BATCH] for start in range(0, len(values), _BATCH)]


# Answers --------------------------------------------------------------------------


def _evaluate(model: Any, images: np.ndarray, labels: np.ndarray) -> tuple[float, float]:
    return tuple(model.evaluate(images, labels, verbose=0))


def _on_training_data(model: Any, images: np.ndarray, labels: np.ndarray) -> tuple[float, float]:
    (x_train, y_train), _ = data.prepared()
    return _evaluate(model, x_train, y_train)


def _mean_of_batches(model: Any, images: np.ndarray, labels: np.ndarray) -> tuple[float, float]:
    parts = zip(_in_batches(images), _in_batches(labels))
    loss, accuracy = np.mean([_evaluate(model, *part) for part in parts], axis=0).tolist()
    return loss, accuracy


_OTHER_DATA = Misconception(
    "other-data-graded",
    _on_training_data,
    "Your function had the model read other images than the ones it was given. If they were the "
    "training images, you graded the practice questions: the result flatters.",
    "Use the arguments `images` and `labels` inside the function, and nothing from outside.",
)


_EVALUATE_WRONG = (
    Misconception(
        "swapped",
        lambda model, images, labels: _evaluate(model, images, labels)[::-1],
        "These are the right two numbers in the wrong order: (accuracy, loss).",
        "Return `(loss, accuracy)`, in that order, as Keras does.",
    ),
    Misconception(
        "unscaled",
        lambda model, images, labels: _evaluate(model, images * spec.BRIGHTEST, labels),
        "The model was given pixels up to 255. The accuracy may look well, but the loss tells: "
        "{value} where {right} is right.",
        "`images` are already in [0, 1], as the model was trained. Hand them on as they are.",
    ),
    Misconception(
        "scaled-twice",
        lambda model, images, labels: _evaluate(model, images / spec.BRIGHTEST, labels),
        "The model was given images that are almost black: they were divided by 255 once more.",
        "`images` are already in [0, 1]. Hand them on as they are.",
    ),
    Misconception(
        "percent",
        lambda model, images, labels: (
            _evaluate(model, images, labels)[0],
            100 * _evaluate(model, images, labels)[1],
        ),
        "The accuracy is in percent.",
        "Return it as a share, from 0 to 1; percent are for people, at the very end.",
    ),
    Misconception(
        "rounded",
        lambda model, images, labels: tuple(
            round(value, 2) for value in _evaluate(model, images, labels)
        ),
        "The two numbers are rounded: {value} where {right} is right.",
        "Return them as they are. Round where you print them.",
    ),
    Misconception(
        "first-batch-only",
        lambda model, images, labels: _evaluate(model, images[:_BATCH], labels[:_BATCH]),
        say("These are the results for the first {batch} images alone.", batch=_BATCH),
        "Give `model.evaluate` all images; it makes the batches by itself.",
    ),
    Misconception(
        "mean-of-batches",
        _mean_of_batches,
        "This is the mean over the batches, each counted alike. The last one is smaller, so its "
        "images count too much.",
        "Let `model.evaluate` do the batches, or weight each one by its number of images.",
    ),
    Misconception(
        "accuracy-only",
        lambda model, images, labels: _evaluate(model, images, labels)[1],
        "This is the accuracy alone.",
        "Return both: `return loss, accuracy`.",
    ),
    Misconception(
        "loss-only",
        lambda model, images, labels: _evaluate(model, images, labels)[0],
        "This is the loss alone.",
        "`model.evaluate` gives two numbers, the loss first. Return both.",
    ),
    Misconception(
        "dictionary-returned",
        lambda model, images, labels: dict(
            zip(("loss", "accuracy"), _evaluate(model, images, labels))
        ),
        "This is a dictionary; the exercise asks for two numbers.",
        'Leave out `return_dict=True`, or take both values out: `result["loss"]`, …',
    ),
    Misconception(
        "other-model",
        lambda model, images, labels: _evaluate(Shuffled(), images, labels),
        "These are the results of another model: the argument `model` was not used.",
        "The check hands over a model of its own. Call `model.evaluate(…)` on the argument.",
    ),
)


def _notice_other_data(signature: str, arguments: Data, record: Data) -> Verdict | None:
    if record.get("too_many") is not True:
        return None
    return failed(
        _OTHER_DATA.cause,
        _OTHER_DATA.message,
        _OTHER_DATA.next_step,
        called=show_call(signature, arguments),
        returned=say("the model was shown more than {most:,} images", most=MOST_IMAGES),
        expected=say("the {count:,} images of the argument", count=len(arguments[1])),
    )


ANSWER = Answer(
    inputs=_evaluate_inputs,
    judge=shuffled.by_value(
        EXERCISE.signature,
        lambda model, images, labels: model.evaluate(images, labels),
        _EVALUATE_WRONG,
        _TOLERANCE,
        praise="The loss and the accuracy, of this model, on these images.",
        notice=_notice_other_data,
    ),
    misconceptions=(*_EVALUATE_WRONG, _OTHER_DATA),
)
