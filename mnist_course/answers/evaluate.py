"""evaluate, of lesson 07: inputs, the right answer, and the misconceptions."""

from typing import Any

import numpy as np

from mnist_course import data, spec
from mnist_course.core.exercise import Answer, Misconception, Verdict, failed
from mnist_course.core.plain import Data
from mnist_course.core.showing import show_call
from mnist_course.exercises.evaluate import EXERCISE
from mnist_course.judging import shuffled
from mnist_course.judging.comparison import Tolerance, by_value
from mnist_course.judging.shuffled import Shuffled
from mnist_course.probes import trained_models

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
    if error and error["type"] == trained_models.OtherData.__name__:
        return failed(
            _OTHER_DATA.cause,
            _OTHER_DATA.message,
            _OTHER_DATA.next_step,
            called=show_call(EXERCISE.signature, arguments),
            returned=f"the model was shown more than {trained_models.MOST_IMAGES} images",
            expected=f"the {len(arguments[1])} images of the argument",
        )
    return None


ANSWER = Answer(
    inputs=_evaluate_inputs,
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
