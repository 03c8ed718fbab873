"""Lesson 07: how well the network reads digits that it has never seen."""

from typing import Any

import numpy as np

from mnist_course import data, spec
from mnist_course.core.exercise import Exercise, Lesson, Misconception, Verdict, failed
from mnist_course.exercises import shuffled
from mnist_course.exercises.confusing import CONFUSION_MATRIX, MOST_CONFUSED
from mnist_course.exercises.shuffled import Shuffled
from mnist_course.judging.comparison import Tolerance, by_value
from mnist_course.core.plain import Data
from mnist_course.probes.calls import call_each
from mnist_course.core.showing import show_call

# evaluate -------------------------------------------------------------------------

_CANDIDATES = 48
_SMALLEST_SHARE = 1e-4


def _evaluate_inputs(rng: np.random.Generator) -> Data:
    images, _ = shuffled.test_split()
    order = shuffled.draw(rng)
    chosen = data.as_input(images[rng.choice(len(images), _CANDIDATES, replace=False)])
    probabilities = Shuffled(order).predict(chosen)
    ranked = np.argsort(-probabilities, axis=1)
    runner_up = np.take_along_axis(probabilities, ranked[:, 1:2], axis=1)[:, 0]
    # Labelled with the second guess, the images with the surest second guesses are mistakes
    # that cost a loss neither negligible nor beyond what float32 can express.
    wrong = int(rng.integers(5, 10))
    right = int(rng.integers(14, 22))
    by_doubt = np.argsort(-runner_up)
    mistakes = by_doubt[:wrong][runner_up[by_doubt[:wrong]] > _SMALLEST_SHARE]
    kept = rng.permutation(np.concatenate([mistakes, by_doubt[-right:]]))
    labels = np.where(np.isin(kept, mistakes), ranked[kept, 1], ranked[kept, 0])
    return {"cases": [[order, chosen[kept], labels.astype(np.uint8)]]}


def _evaluate(model: Any, images: np.ndarray, labels: np.ndarray) -> tuple[float, float]:
    return tuple(model.evaluate(images, labels, verbose=0))


def _on_training_data(model: Any, images: np.ndarray, labels: np.ndarray) -> tuple[float, float]:
    (x_train, y_train), _ = data.prepared()
    return _evaluate(model, x_train, y_train)


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


def _notice_other_data(arguments: Data, record: Data) -> Verdict | None:
    error = record["error"]
    if error and error["type"] == shuffled.OtherData.__name__:
        return failed(
            _OTHER_DATA.cause,
            _OTHER_DATA.message,
            _OTHER_DATA.next_step,
            called=show_call(EVALUATE.signature, arguments),
            returned=f"the model was shown more than {shuffled.MOST_IMAGES} images",
            expected=f"the {len(arguments[1])} images of the argument",
        )
    return None


EVALUATE = Exercise(
    id="evaluate",
    points=2,
    minutes=5,
    asks="Measure a model's loss and accuracy on the images it is given.",
    signature="evaluate(model, images, labels)",
    hints=(
        "Keras has a method for exactly this. Its name is the exercise's.",
        "`model.evaluate(images, labels)` returns two numbers: the loss, then each metric that "
        "the model was compiled with. `verbose=0` keeps it from printing.",
        "`loss, accuracy = model.evaluate(images, labels, verbose=0)`, then "
        "`return loss, accuracy`.",
    ),
    inputs=_evaluate_inputs,
    probe=shuffled.probe,
    judge=shuffled.judged(
        by_value(
            "evaluate(model, images, labels)",
            lambda model, images, labels: model.evaluate(images, labels),
            _EVALUATE_WRONG,
            Tolerance(relative=2e-3, absolute=2e-4),
            praise="The loss and the accuracy, of this model, on these images.",
        ),
        _notice_other_data,
    ),
    misconceptions=(*_EVALUATE_WRONG, _OTHER_DATA),
)

# accuracy -------------------------------------------------------------------------


def _accuracy_inputs(rng: np.random.Generator) -> Data:
    """Two cases; in the first, each known mistake gives a value of its own."""
    known = [misconception.wrong for misconception in _ACCURACY_WRONG]
    while True:
        # Ten images for ten digits: a mean over the wrong axis has the right length then.
        first = _guesses(rng, spec.CLASSES)
        values = [_accuracy(*first), *(wrong(*first) for wrong in known)]
        distances = np.abs(np.subtract.outer(values, values))
        if distances[np.triu_indices(len(values), 1)].min() > 1e-3:
            return {"cases": [first, _guesses(rng, int(rng.integers(30, 60)))]}


def _guesses(rng: np.random.Generator, count: int) -> list[np.ndarray]:
    probabilities = rng.dirichlet(np.full(spec.CLASSES, 0.3), count).astype(np.float32)
    labels = rng.integers(0, spec.CLASSES, count)
    right = rng.random(count) < 0.7
    labels[right] = probabilities[right].argmax(axis=1)
    return [probabilities, labels.astype(np.uint8)]


def _accuracy(probabilities: np.ndarray, labels: np.ndarray) -> float:
    own = np.take_along_axis(probabilities, labels[:, None].astype(int), axis=1)[:, 0]
    return float((own >= probabilities.max(axis=1)).mean())


_ACCURACY_WRONG = (
    Misconception(
        "argmax-over-images",
        lambda probabilities, labels: float(np.mean(probabilities.argmax(axis=0) == labels)),
        "For each digit you took the image that looks most like it (axis 0).",
        "One answer for each image is wanted: the largest of its ten numbers, `axis=1`.",
    ),
    Misconception(
        "argmax-over-everything",
        lambda probabilities, labels: float(np.mean(probabilities.argmax() == labels)),
        "`argmax` without an axis gives a single place in the whole table.",
        "Say along which axis: each row is an image, so `argmax(axis=1)`.",
    ),
    Misconception(
        "count-returned",
        lambda probabilities, labels: float(round(_accuracy(probabilities, labels) * len(labels))),
        "{value} is how many were right, not which share.",
        "Divide by the number of images; the mean of True and False does both at once.",
    ),
    Misconception(
        "percent",
        lambda probabilities, labels: 100 * _accuracy(probabilities, labels),
        "{value} is in percent.",
        "Return a share, from 0 to 1.",
    ),
    Misconception(
        "error-rate",
        lambda probabilities, labels: 1 - _accuracy(probabilities, labels),
        "{value} is the share that was wrong.",
        "Accuracy is the share that was right: compare with `==`.",
    ),
    Misconception(
        "mean-probability",
        lambda probabilities, labels: float(np.mean(probabilities[np.arange(len(labels)), labels])),
        "This is the mean probability of the true digit. Accuracy only asks which digit is on "
        "top, not how sure the network was.",
        "Decide on a digit first, with `argmax(axis=1)`, then compare it with the label.",
    ),
    Misconception(
        "mean-confidence",
        lambda probabilities, labels: float(np.mean(probabilities.max(axis=1))),
        "This is how sure the network was on average. Being sure is not being right.",
        "Compare the digit on top, `argmax(axis=1)`, with the label.",
    ),
)

ACCURACY = Exercise(
    id="accuracy",
    points=2,
    minutes=8,
    asks="Compute the accuracy yourself, from the probabilities.",
    signature="accuracy(probabilities, labels)",
    hints=(
        "Two steps: which digit does each row answer, and how often is that the label?",
        "`probabilities.argmax(axis=1)` gives one digit for each image. Compared with `labels`, "
        "it gives True or False for each.",
        "The mean of True and False is the share of True: "
        "`np.mean(answers == labels)`, where `answers` come from `argmax(axis=1)`.",
    ),
    inputs=_accuracy_inputs,
    probe=call_each,
    judge=by_value(
        "accuracy(probabilities, labels)",
        _accuracy,
        _ACCURACY_WRONG,
        Tolerance(absolute=1e-5),
        praise="The share of images whose most probable digit is the true one.",
    ),
    misconceptions=_ACCURACY_WRONG,
)

LESSON = Lesson(
    id="07_evaluation",
    title="Evaluating the network",
    minutes=50,
    goal="Measure what the network can do, and look closely at what it cannot.",
    exercises=(EVALUATE, ACCURACY, CONFUSION_MATRIX, MOST_CONFUSED),
)
