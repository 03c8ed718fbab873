"""Lesson 01: load the data, count them, look at them."""

from typing import Any

import numpy as np

from mnist_course import data, spec
from mnist_course.core.exercise import (
    Exercise,
    Lesson,
    Misconception,
    Verdict,
    failed,
    passed,
)
from mnist_course.judging.comparison import by_value, trouble
from mnist_course.core.plain import Data, NotPlain, describe_type, plain
from mnist_course.probes.calls import call, call_each
from mnist_course.core.showing import show_call

# load_digits ------------------------------------------------------------------

_SAMPLE = 8


def _load_inputs(rng: np.random.Generator) -> Data:
    return {
        "train": rng.integers(0, spec.TRAIN_COUNT, _SAMPLE).tolist(),
        "test": rng.integers(0, spec.TEST_COUNT, _SAMPLE).tolist(),
    }


def _load_probe(function: Any, inputs: Data) -> Data:
    # The arrays are large, so only samples at places that the inputs choose are kept.
    def sample(array: Any, places: list[int]) -> Data:
        if not isinstance(array, np.ndarray):
            return {"type": describe_type(array)}
        kept = [array[place] for place in places if array.ndim and place < len(array)]
        return {
            "type": describe_type(array),
            "shape": list(array.shape),
            "dtype": str(array.dtype),
            "sample": plain(np.stack(kept)) if kept else None,
        }

    def observe(returned: Any) -> Data:
        if returned is None:
            return None
        if not isinstance(returned, (tuple, list)):
            raise NotPlain(f"a {describe_type(returned)}")
        parts = []
        for pair, places in zip(returned, (inputs["train"], inputs["test"])):
            arrays = pair if isinstance(pair, (tuple, list)) else [pair]
            parts.append([sample(array, places) for array in arrays])
        return {"length": len(returned), "parts": parts}

    return {"calls": [call(function, [], observe)]}


def _load_judge(inputs: Data, observed: Data) -> Verdict:
    signature = LOAD_DIGITS.signature
    record = observed["calls"][0]
    verdict = trouble(signature, [], record)
    if verdict:
        return verdict
    parts = _two_pairs(record["value"])
    if parts is None:
        return failed(
            "wrong-structure",
            f"load_digits returned a {record['type']}, arranged differently from what was asked.",
            "Return two pairs, each in brackets of its own: "
            "`return (x_train, y_train), (x_test, y_test)`.",
        )
    (x_train, y_train), (x_test, y_test) = parts
    shapes = [part.get("shape") for part in (x_train, y_train, x_test, y_test)]
    size = [spec.IMAGE_HEIGHT, spec.IMAGE_WIDTH]
    right = [[spec.TRAIN_COUNT, *size], [spec.TRAIN_COUNT], [spec.TEST_COUNT, *size]]
    right.append([spec.TEST_COUNT])
    facts = {"returned": _shapes_in_words(shapes), "expected": _shapes_in_words(right)}
    if shapes == [right[2], right[3], right[0], right[1]]:
        return failed(
            "train-test-swapped",
            "The first pair holds the test data and the second the training data.",
            "Keras returns the training pair first; unpack it in that order.",
            **facts,
        )
    if shapes == [right[0], right[2], right[1], right[3]]:
        return failed(
            "images-paired-with-images",
            "The pairs are (x_train, x_test), (y_train, y_test): images with images.",
            "Pair each set of images with its labels: `(x_train, y_train), (x_test, y_test)`.",
            **facts,
        )
    if shapes == [right[1], right[0], right[3], right[2]]:
        return failed(
            "images-labels-swapped",
            "The labels come first in each pair, the images second.",
            "x holds the images, y the labels: `(x_train, y_train)`.",
            **facts,
        )
    if shapes != right:
        return failed(
            "wrong-shape",
            "The arrays do not have the shapes of MNIST.",
            "Return what `keras.datasets.mnist.load_data()` gives, unchanged.",
            **facts,
        )
    dtypes = [str(part.get("dtype")) for part in (x_train, y_train, x_test, y_test)]
    if dtypes != ["uint8"] * 4:
        return failed(
            "wrong-dtype",
            f"The arrays' dtypes are {', '.join(dtypes)}; the data are uint8 as they come.",
            "Leave the values as they are here: scaling is the next lesson's work.",
        )
    (true_x, true_y), (test_x, test_y) = data.load()
    truth = (
        (x_train, true_x[inputs["train"]]),
        (y_train, true_y[inputs["train"]]),
        (x_test, test_x[inputs["test"]]),
        (y_test, test_y[inputs["test"]]),
    )
    if not all(np.array_equal(part.get("sample"), wanted) for part, wanted in truth):
        return failed(
            "wrong-values",
            "The shapes are right, but the images or labels are not those of MNIST, in its order.",
            "Return the arrays as `load_data()` gives them: no shuffling, no scaling.",
        )
    return passed(
        f"{spec.TRAIN_COUNT:,} training and {spec.TEST_COUNT:,} test images, each with its label.",
        called=show_call(signature, []),
    )


def _two_pairs(value: Data) -> list[Any] | None:
    """What was recorded of two pairs of arrays; None where it is anything else."""
    parts = value.get("parts") if isinstance(value, dict) else None
    if not isinstance(parts, list) or len(parts) != 2 or value.get("length") != 2:
        return None
    if not all(isinstance(pair, list) and len(pair) == 2 for pair in parts):
        return None
    arrays = [array for pair in parts for array in pair]
    if not all(isinstance(array, dict) for array in arrays):
        return None
    return parts if all(isinstance(a.get("shape", []), list) for a in arrays) else None


def _shapes_in_words(shapes: list[Any]) -> str:
    names = [str(tuple(shape)) if shape is not None else "no array" for shape in shapes]
    return f"({names[0]}, {names[1]}), ({names[2]}, {names[3]})"


LOAD_DIGITS = Exercise(
    id="load_digits",
    points=2,
    minutes=5,
    asks="Load MNIST with Keras and return it as two pairs.",
    signature="load_digits()",
    hints=(
        "Keras keeps its small data sets in `keras.datasets`, one module for each.",
        "The function is `keras.datasets.mnist.load_data()`. It returns two pairs.",
        "One line does it: `return keras.datasets.mnist.load_data()`. Unpacking it first into "
        "`(x_train, y_train), (x_test, y_test)` is just as right.",
    ),
    inputs=_load_inputs,
    probe=_load_probe,
    judge=_load_judge,
)

# describe ---------------------------------------------------------------------


def _describe_inputs(rng: np.random.Generator) -> Data:
    cases = []
    for _ in range(3):
        count, height, width = (int(n) for n in rng.choice(np.arange(12, 40), 3, replace=False))
        low, high = int(rng.integers(1, 60)), int(rng.integers(90, 250))
        images = rng.integers(low, high, (count, height, width), dtype=np.uint8)
        labels = rng.permutation(np.arange(count) % spec.CLASSES).astype(np.uint8)
        cases.append([images, labels])
    return {"cases": cases}


def _described(images: np.ndarray, labels: np.ndarray, **changed: Any) -> dict[str, Any]:
    facts = {
        "count": images.shape[0],
        "height": images.shape[1],
        "width": images.shape[2],
        "dtype": str(images.dtype),
        "min": int(images.min()),
        "max": int(images.max()),
        "classes": spec.CLASSES,
    }
    return facts | changed


_DESCRIBE_WRONG = (
    Misconception(
        "count-from-wrong-axis",
        lambda images, labels: _described(images, labels, count=images.shape[1]),
        "`count` is the height of one image, not the number of images.",
        "The images lie along the first axis: `images.shape[0]`, or `len(images)`.",
    ),
    Misconception(
        "height-width-swapped",
        lambda images, labels: _described(
            images, labels, height=images.shape[2], width=images.shape[1]
        ),
        "`height` and `width` are swapped. MNIST's images are square, so you would never notice.",
        "An array's rows come before its columns: the shape is (count, height, width).",
    ),
    Misconception(
        "classes-from-largest-label",
        lambda images, labels: _described(images, labels, classes=int(labels.max())),
        "`classes` is 9, the largest label. Counting from 0 to 9 gives ten classes.",
        "Count the different labels: `len(np.unique(labels))`.",
    ),
    Misconception(
        "classes-from-count",
        lambda images, labels: _described(images, labels, classes=len(labels)),
        "`classes` is the number of labels. Several images share one label.",
        "Count the *different* labels: `len(np.unique(labels))`.",
    ),
    Misconception(
        "extremes-of-dtype",
        lambda images, labels: _described(images, labels, min=0, max=spec.BRIGHTEST),
        "`min` and `max` are what uint8 could hold, not what these images hold.",
        "Ask the array: `images.min()` and `images.max()`.",
    ),
    Misconception(
        "extremes-of-labels",
        lambda images, labels: _described(
            images, labels, min=int(labels.min()), max=int(labels.max())
        ),
        "`min` and `max` are the labels' extremes.",
        "They should describe the images: `images.min()` and `images.max()`.",
    ),
)

DESCRIBE = Exercise(
    id="describe",
    points=3,
    minutes=10,
    difficulty=2,
    asks="Describe any set of images and labels by seven facts.",
    signature="describe(images, labels)",
    hints=(
        "Every array knows its `shape`, `dtype`, `min()` and `max()`. Which of the seven facts "
        "do they answer?",
        "`images.shape` is (count, height, width). The number of classes is the number of "
        "*different* labels; `np.unique` finds them.",
        'Return a dictionary: `{"count": images.shape[0], "height": images.shape[1], …, '
        '"dtype": str(images.dtype), …, "classes": len(np.unique(labels))}`.',
    ),
    inputs=_describe_inputs,
    probe=call_each,
    judge=by_value(
        "describe(images, labels)",
        _described,
        _DESCRIBE_WRONG,
        praise="All seven facts are right, for images of any size.",
    ),
    misconceptions=_DESCRIBE_WRONG,
)

# count_labels -----------------------------------------------------------------


def _label_cases(rng: np.random.Generator) -> Data:
    skewed = rng.choice(spec.CLASSES, 300, p=rng.dirichlet(np.ones(spec.CLASSES)))
    without_some = rng.choice([0, 2, 3, 7], 50)
    return {"cases": [[skewed.astype(np.uint8)], [without_some.astype(np.uint8)]]}


def _counted(labels: np.ndarray) -> np.ndarray:
    return (labels[:, np.newaxis] == np.arange(spec.CLASSES)).sum(axis=0)


_COUNT_WRONG = (
    Misconception(
        "absent-digits-dropped",
        lambda labels: np.unique(labels, return_counts=True)[1],
        "The counts have shape {shape}: digits that do not occur have no entry.",
        "Each digit needs its place, also with a count of 0: `np.bincount(labels, minlength=10)`.",
    ),
    Misconception(
        "bincount-too-short",
        lambda labels: np.bincount(labels),
        "The counts have shape {shape}: they end at the largest label that occurs.",
        "Ask for ten places whatever occurs: `minlength=10`.",
    ),
    Misconception(
        "digits-returned",
        lambda labels: np.unique(labels),
        "These are the digits that occur, not how often each does.",
        "Count each digit; `np.bincount` does it in one call.",
    ),
    Misconception(
        "fractions-returned",
        lambda labels: _counted(labels) / len(labels),
        "These are shares that add up to 1; the exercise asks for counts.",
        "Leave out the division: counts are whole numbers.",
    ),
    Misconception(
        "counts-sorted",
        lambda labels: np.sort(_counted(labels))[::-1],
        "The counts are sorted by size, so the place no longer tells the digit.",
        "Entry d must be the count of digit d.",
    ),
)

COUNT_LABELS = Exercise(
    id="count_labels",
    points=2,
    minutes=5,
    asks="Count how often each of the ten digits occurs.",
    signature="count_labels(labels)",
    hints=(
        "Ten numbers are wanted, the first for digit 0 and the last for digit 9, even where a "
        "digit never occurs.",
        "`labels == 3` is True wherever the label is 3, and True counts as 1. NumPy also has "
        "a function for exactly this: `np.bincount`.",
        "`np.bincount(labels)` stops at the largest label that occurs. Its argument "
        "`minlength` gives it ten places.",
    ),
    inputs=_label_cases,
    probe=call_each,
    judge=by_value(
        "count_labels(labels)",
        _counted,
        _COUNT_WRONG,
        praise="Ten counts, one a digit, also for digits that do not occur.",
    ),
    misconceptions=_COUNT_WRONG,
)

# first_of_each ------------------------------------------------------------------


def _first_cases(rng: np.random.Generator) -> Data:
    cases = []
    for _ in range(2):
        count = int(rng.integers(60, 90))
        images = rng.integers(0, 256, (count, 9, 7), dtype=np.uint8)
        labels = rng.permutation(np.arange(count) % spec.CLASSES).astype(np.uint8)
        # At MNIST's own start, the tenth digit appears late; here too.
        cases.append([images, np.roll(labels, 3)])
    return {"cases": cases}


def _firsts(images: np.ndarray, labels: np.ndarray) -> np.ndarray:
    order = np.argsort(labels, kind="stable")
    return images[order[np.searchsorted(labels[order], np.arange(spec.CLASSES))]]


_FIRST_WRONG = (
    Misconception(
        "first-ten-images",
        lambda images, labels: images[: spec.CLASSES],
        "These are the first ten images of all, whatever digit they show.",
        "For each digit from 0 to 9, find the first place where `labels == digit`.",
    ),
    Misconception(
        "last-of-each",
        lambda images, labels: _firsts(images[::-1], labels[::-1]),
        "These are the last images of each digit, not the first.",
        "A loop that overwrites keeps the last; take the first match and stop.",
    ),
    Misconception(
        "order-of-appearance",
        lambda images, labels: images[np.sort(np.unique(labels, return_index=True)[1])],
        "One image of each digit, but in the order in which they appear.",
        "Place d must hold digit d: go through the digits 0 to 9.",
    ),
    Misconception(
        "labels-used-as-places",
        lambda images, labels: images[labels[: spec.CLASSES]],
        "The labels were used as places in the array.",
        "A label is a name. Look for the place *where* it stands: `np.argmax(labels == digit)`.",
    ),
)

FIRST_OF_EACH = Exercise(
    id="first_of_each",
    points=3,
    minutes=10,
    difficulty=2,
    asks="Find the first image of each digit, 0 to 9.",
    signature="first_of_each(images, labels)",
    hints=(
        "Solve it for one digit first: where in `labels` does a 3 stand for the first time?",
        "`labels == 3` is an array of True and False. `np.argmax` of it gives the place of the "
        "first True.",
        "Collect `images[np.argmax(labels == digit)]` for `digit` in `range(10)`, and make one "
        "array of the list with `np.stack`.",
    ),
    inputs=_first_cases,
    probe=call_each,
    judge=by_value(
        "first_of_each(images, labels)",
        _firsts,
        _FIRST_WRONG,
        praise="The first image of each digit, in order.",
        picture=lambda answer: np.hstack(list(answer)),
    ),
    misconceptions=_FIRST_WRONG,
)

LESSON = Lesson(
    id="01_loading",
    title="Loading the digits",
    minutes=40,
    goal="Load MNIST, know what its four arrays hold, and look at the digits.",
    exercises=(LOAD_DIGITS, DESCRIBE, COUNT_LABELS, FIRST_OF_EACH),
)
