"""Lesson 07: how well the network reads digits that it has never seen."""

from typing import Any

import numpy as np

from mnist_course import data, spec
from mnist_course.exercise import Exercise, Lesson, Misconception, Verdict, failed
from mnist_course.exercises import shuffled
from mnist_course.exercises.shuffled import Shuffled
from mnist_course.judging import Tolerance, by_value, show_call
from mnist_course.plain import Data
from mnist_course.probing import call_each

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

# confusion_matrix -----------------------------------------------------------------


def _confusion_inputs(rng: np.random.Generator) -> Data:
    # One digit never occurs and one is never answered, so sizes must come from the ten classes.
    absent, unused = rng.permutation(spec.CLASSES)[:2]
    cases = []
    for excluded in ((absent, unused), (spec.CLASSES - 1, spec.CLASSES - 1)):
        count = int(rng.integers(150, 250))
        labels = rng.choice(np.setdiff1d(np.arange(spec.CLASSES), excluded[0]), count)
        answers = rng.choice(np.setdiff1d(np.arange(spec.CLASSES), excluded[1]), count)
        agrees = (rng.random(count) < 0.6) & (labels != excluded[1])
        answers[agrees] = labels[agrees]
        cases.append([labels.astype(np.uint8), answers.astype(np.int64)])
    return {"cases": cases}


def _confusion(labels: np.ndarray, predictions: np.ndarray) -> np.ndarray:
    pairs = spec.CLASSES * labels.astype(np.int64) + predictions
    counts = np.bincount(pairs, minlength=spec.CLASSES**2)
    return counts.reshape(spec.CLASSES, spec.CLASSES)


def _once_each(labels: np.ndarray, predictions: np.ndarray) -> np.ndarray:
    matrix = np.zeros((spec.CLASSES, spec.CLASSES), int)
    matrix[labels, predictions] += 1
    return matrix


def _only_what_occurs(labels: np.ndarray, predictions: np.ndarray) -> np.ndarray:
    present = np.union1d(labels, predictions)
    return _confusion(labels, predictions)[np.ix_(present, present)]


def _rates(labels: np.ndarray, predictions: np.ndarray) -> np.ndarray:
    counts = _confusion(labels, predictions)
    return counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)


_CONFUSION_WRONG = (
    Misconception(
        "transposed",
        lambda labels, predictions: _confusion(labels, predictions).T,
        "Rows and columns are exchanged: your rows are the answers.",
        "Rows are the true digit, columns the answer: `matrix[true, predicted]`.",
    ),
    Misconception(
        "repeats-lost",
        _once_each,
        "No entry is above 1. NumPy carries out `matrix[labels, predictions] += 1` once for "
        "each place, however often the place occurs.",
        "Count in a loop over `zip(labels, predictions)`, or with `np.add.at(matrix, …, 1)`.",
    ),
    Misconception(
        "too-small",
        _only_what_occurs,
        "The matrix has shape {shape}: a digit that does not occur has no row.",
        "Begin with ten rows and ten columns of zeros, whatever occurs.",
    ),
    Misconception(
        "rates",
        _rates,
        "The rows hold shares that add up to 1, not counts.",
        "Leave out the division: the entries are counts.",
    ),
    Misconception(
        "diagonal-only",
        lambda labels, predictions: np.diag(np.diag(_confusion(labels, predictions))),
        "Only the diagonal is filled: what was right. The mistakes are missing.",
        "Count every pair of label and answer, also where they differ.",
    ),
    Misconception(
        "mistakes-only",
        lambda labels, predictions: (
            _confusion(labels, predictions) * (1 - np.eye(spec.CLASSES, dtype=int))
        ),
        "The diagonal is empty: what was right has not been counted.",
        "Count every pair of label and answer, also where they agree.",
    ),
)

CONFUSION_MATRIX = Exercise(
    id="confusion_matrix",
    points=3,
    minutes=12,
    difficulty=2,
    asks="Count how often each true digit was answered with each digit.",
    signature="confusion_matrix(labels, predictions)",
    hints=(
        "Begin with a table of zeros, `np.zeros((10, 10), int)`, and go through the pairs of "
        "label and answer.",
        "For a true 4 that was read as a 9, the entry in row 4, column 9 goes up by one.",
        "`for true, predicted in zip(labels, predictions):` and inside the loop "
        "`matrix[true, predicted] += 1`.",
    ),
    inputs=_confusion_inputs,
    probe=call_each,
    judge=by_value(
        "confusion_matrix(labels, predictions)",
        _confusion,
        _CONFUSION_WRONG,
        Tolerance(dtype="any"),
        praise="Rows are the true digit, columns the answer, and nothing is lost.",
        picture=lambda answer: np.asarray(answer),
    ),
    misconceptions=_CONFUSION_WRONG,
)

# most_confused --------------------------------------------------------------------


def _matrix(rng: np.random.Generator) -> np.ndarray:
    matrix = rng.integers(0, 7, (spec.CLASSES, spec.CLASSES))
    # Unequal numbers of each digit, so that the largest count need not be the largest share.
    np.fill_diagonal(matrix, rng.integers(30, 1_200, spec.CLASSES))
    true, predicted = rng.permutation(spec.CLASSES)[:2]
    matrix[true, predicted] = rng.integers(20, 29)
    matrix[true, true] = 1_300
    return matrix


def _confused_inputs(rng: np.random.Generator) -> Data:
    cases: list[list[np.ndarray]] = []
    while len(cases) < 2:
        matrix = _matrix(rng)
        # A pair that is often confused both ways together, though neither way most often.
        true, predicted = _most_confused(matrix)
        others = np.setdiff1d(np.arange(spec.CLASSES), (true, predicted))
        one, other = rng.permutation(others)[:2]
        matrix[one, other], matrix[other, one] = 16, 17
        answers = [wrong(matrix) for wrong in (_most_confused, *_CONFUSED_OTHERS)]
        if len(set(answers)) == len(answers):
            cases.append([matrix])
    return {"cases": cases}


def _most_confused(matrix: np.ndarray) -> tuple[int, int]:
    size = range(len(matrix))
    _, true, predicted = max((int(matrix[i, j]), i, j) for i in size for j in size if i != j)
    return true, predicted


def _largest(values: np.ndarray) -> tuple[int, int]:
    row, column = np.argwhere(values == values.max())[0].tolist()
    return row, column


def _off_diagonal(values: np.ndarray) -> np.ndarray:
    return values * (1 - np.eye(len(values), dtype=int))


_CONFUSED_OTHERS = (
    lambda matrix: _largest(matrix),
    lambda matrix: _most_confused(matrix)[::-1],
    lambda matrix: _largest(_off_diagonal(matrix / matrix.sum(axis=1, keepdims=True))),
    lambda matrix: _largest(np.triu(_off_diagonal(matrix + matrix.T))),
    lambda matrix: tuple(place + 1 for place in _most_confused(matrix)),
    lambda matrix: int(_off_diagonal(matrix).max()),
    lambda matrix: int(_off_diagonal(matrix).argmax()),
)

_CONFUSED_WRONG = (
    Misconception(
        "diagonal-taken",
        _CONFUSED_OTHERS[0],
        "{value} lies on the diagonal: digits that were read rightly.",
        "Leave the diagonal out: work on a copy whose diagonal is 0.",
    ),
    Misconception(
        "swapped",
        _CONFUSED_OTHERS[1],
        "These are the right two digits in the wrong order: (predicted, true).",
        "The row is the true digit; return it first.",
    ),
    Misconception(
        "shares-compared",
        _CONFUSED_OTHERS[2],
        "{value} is the largest share of a row. The exercise asks for the largest count.",
        "Compare the entries as they are, without dividing by the rows' sums.",
    ),
    Misconception(
        "both-ways-added",
        _CONFUSED_OTHERS[3],
        "{value} is confused most often both ways together.",
        "4 read as 9 and 9 read as 4 are two different mistakes: compare single entries.",
    ),
    Misconception(
        "counted-from-one",
        _CONFUSED_OTHERS[4],
        "Both digits are one too high.",
        "Rows and columns count from 0, as the digits do.",
    ),
    Misconception(
        "count-returned",
        _CONFUSED_OTHERS[5],
        "{value} is how often it happened, not which digits were confused.",
        "Find the place of that entry: `np.unravel_index(…argmax(), matrix.shape)`.",
    ),
    Misconception(
        "flat-place",
        _CONFUSED_OTHERS[6],
        "{value} is a place in the matrix read as one long row.",
        "Turn it into row and column: `np.unravel_index(place, matrix.shape)`.",
    ),
)

MOST_CONFUSED = Exercise(
    id="most_confused",
    points=3,
    minutes=10,
    difficulty=2,
    asks="Find the mistake that happens most often.",
    signature="most_confused(matrix)",
    hints=(
        "The diagonal counts what was right. It would win, so it must be left out, in a copy: "
        "the caller still needs the matrix.",
        "`mistakes = matrix.copy()`, then `np.fill_diagonal(mistakes, 0)`. Where is the largest "
        "entry? `argmax()` tells its place as if the rows stood in one line.",
        "`np.unravel_index(mistakes.argmax(), mistakes.shape)` turns that place into row and "
        "column: the true digit, then the answer. Two loops over rows and columns do too.",
    ),
    inputs=_confused_inputs,
    probe=call_each,
    judge=by_value(
        "most_confused(matrix)",
        _most_confused,
        _CONFUSED_WRONG,
        praise="The true digit, and what it was most often taken for.",
    ),
    misconceptions=_CONFUSED_WRONG,
)

LESSON = Lesson(
    id="07_evaluation",
    title="Evaluating the network",
    minutes=50,
    goal="Measure what the network can do, and look closely at what it cannot.",
    exercises=(EVALUATE, ACCURACY, CONFUSION_MATRIX, MOST_CONFUSED),
)
