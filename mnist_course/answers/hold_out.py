"""hold_out, of lesson 02: inputs, the right answer, and the misconceptions."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import ceil, floor
from typing import Any

import numpy as np

from mnist_course import spec
from mnist_course.core.exercise import FAILED, Answer, Misconception, Verdict
from mnist_course.core.plain import Data
from mnist_course.exercises.hold_out import EXERCISE
from mnist_course.judging.comparison import Tolerance, by_value


def _rounds(count: int, fraction: float) -> bool:
    """Whether `round` takes a fraction of `count` clearly up or down: no tie, no rounding error."""
    return 0.15 < (count * fraction) % 1 < 0.85 and abs((count * fraction) % 1 - 0.5) > 0.15


_FRACTIONS = (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4)
_SPLITS = tuple(
    (count, fraction)
    for count in range(20, 121)
    for fraction in _FRACTIONS
    if _rounds(count, fraction)
)
_UP, _DOWN = (
    tuple(one for one in _SPLITS if (round(one[0] * one[1]) > one[0] * one[1]) is up)
    for up in (True, False)
)
"""Splits that are rounded up, and down: who always does one of the two is seen."""

_NONE_HELD = (4, 0.1)
"""A split that rounds to nothing at all: `images[-0:]` is everything."""

_BY_HAND = ((8, 0.25), (5, 0.35), _NONE_HELD)
"""Splits of few images: one that comes out even, one that is rounded up, and none at all."""

_MANY = 100
"""One split has more images than this, so that taking the first of them shows."""


def _inputs(rng: np.random.Generator) -> Data:
    cases: list[Data] = []
    larger = tuple(split for split in _SPLITS if split[0] > _MANY)
    drawn = [splits[int(rng.integers(len(splits)))] for splits in (_UP, _DOWN, larger)]
    for count, fraction in (*drawn, _NONE_HELD):
        height, width = rng.choice(np.arange(2, 7), 2, replace=False)
        images = rng.integers(0, 256, (count, int(height), int(width)), dtype=np.uint8)
        # Each image carries its place, so that the judge can follow it.
        images[:, 0, 0] = np.arange(count)
        labels = rng.permutation(np.arange(count) % spec.CLASSES).astype(np.uint8)
        cases.append([images, labels, fraction])
    # Images of one pixel, to be split by hand.
    few = np.arange(8, dtype=np.uint8).reshape(-1, 1, 1)
    labels = rng.permutation(few[:, 0, 0] + 1)
    cases += [[few[:count], labels[:count], fraction] for count, fraction in _BY_HAND]
    return {"cases": cases}


def _parts(images: np.ndarray, labels: np.ndarray, fraction: float) -> tuple:
    places = np.arange(len(images))
    held = places >= len(images) - round(len(images) * fraction)
    return (images[~held], labels[~held]), (images[held], labels[held])


def _rounded(rounding: Callable[[float], int], *arguments: Any) -> tuple:
    images, labels, fraction = arguments
    border = len(images) - rounding(len(images) * fraction)
    return (images[:border], labels[:border]), (images[border:], labels[border:])


def _cut_from_the_end(images: np.ndarray, labels: np.ndarray, fraction: float) -> tuple:
    held = round(len(images) * fraction)
    return (images[:-held], labels[:-held]), (images[-held:], labels[-held:])


def _parts_from_start(images: np.ndarray, labels: np.ndarray, fraction: float) -> tuple:
    (x_first, y_first), (x_rest, y_rest) = _parts(images, labels, 1 - fraction)
    return (x_rest, y_rest), (x_first, y_first)


def _images_with_images(images: np.ndarray, labels: np.ndarray, fraction: float) -> tuple:
    (x_fit, y_fit), (x_val, y_val) = _parts(images, labels, fraction)
    return (x_fit, x_val), (y_fit, y_val)


def _four_arrays(images: np.ndarray, labels: np.ndarray, fraction: float) -> tuple:
    (x_fit, y_fit), (x_val, y_val) = _parts(images, labels, fraction)
    return x_fit, x_val, y_fit, y_val


def _labels_first(images: np.ndarray, labels: np.ndarray, fraction: float) -> tuple:
    (x_fit, y_fit), (x_val, y_val) = _parts(images, labels, fraction)
    return (y_fit, x_fit), (y_val, x_val)


def _labels_whole(images: np.ndarray, labels: np.ndarray, fraction: float) -> tuple:
    (x_fit, _), (x_val, _) = _parts(images, labels, fraction)
    return (x_fit, labels), (x_val, labels)


def _order(images: np.ndarray) -> np.ndarray:
    return np.random.default_rng(0).permutation(len(images))


_SHUFFLED = Misconception(
    "shuffled",
    lambda images, labels, fraction: _parts(
        images[_order(images)], labels[_order(images)], fraction
    ),
    "Every image is in one of the two parts, with its own label, but the images held out are not "
    "the last ones, or not in their order.",
    "Neither shuffle nor pick: one slice up to the border, one slice from it.",
)


_TORN = Misconception(
    "labels-torn-off",
    lambda images, labels, fraction: _parts(images[_order(images)], labels, fraction),
    "The images and the labels were split differently, so images lost their own labels.",
    "Cut both arrays at the same place, with the same slices.",
)


_FOUR = Misconception(
    "four-arrays",
    _four_arrays,
    "Four arrays came back in one row, as scikit-learn's `train_test_split` returns them; two "
    "pairs were asked for.",
    "Return `(x_fit, y_fit), (x_val, y_val)`, with the inner brackets.",
)


_WRONG = (
    Misconception(
        "nothing-left",
        _cut_from_the_end,
        "Where no image is held out, none was left to fit: `images[:-0]` is empty, and "
        "`images[-0:]` is everything.",
        "Cut at `border = len(images) - held`, counted from the start: `images[:border]`.",
    ),
    Misconception(
        "first-held-out",
        _parts_from_start,
        "The first images were held out; the exercise asks for the last.",
        "Everything up to the border is for fitting, everything from it on is held out.",
    ),
    Misconception(
        "parts-swapped",
        lambda *arguments: _parts(*arguments)[::-1],
        "The two parts are swapped: the part held out came first.",
        "Return the part for fitting first: `(x_fit, y_fit), (x_val, y_val)`.",
    ),
    Misconception(
        "fraction-kept",
        lambda images, labels, fraction: _parts(images, labels, 1 - fraction),
        "`fraction` of the images was kept for fitting; it is the share to hold out.",
        "With a fraction of 0.1, nine images of ten remain for fitting.",
    ),
    Misconception(
        "still-in-fit",
        lambda images, labels, fraction: (
            (images, labels),
            _parts(images, labels, fraction)[1],
        ),
        "The images held out are still in the part for fitting as well. Validating with images "
        "that were learned from shows memory, not reading.",
        "Let the first part end where the second begins: `images[:border]`.",
    ),
    Misconception(
        "labels-not-split",
        _labels_whole,
        "The images were split, but both parts have all the labels.",
        "Cut the labels at the same border as the images.",
    ),
    Misconception(
        "images-with-images",
        _images_with_images,
        "The pairs hold images with images and labels with labels.",
        "Pair each part's images with its labels: `(x_fit, y_fit), (x_val, y_val)`.",
    ),
    Misconception(
        "labels-first",
        _labels_first,
        "The labels come first in each pair, the images second.",
        "x holds the images, y the labels: `(x_fit, y_fit)`.",
    ),
    Misconception(
        "rounded-up",
        lambda *arguments: _rounded(ceil, *arguments),
        "The number held out was rounded up; `round` takes it to the nearest whole number.",
        "Hold out `round(len(images) * fraction)` images.",
    ),
    Misconception(
        "rounded-down",
        lambda *arguments: _rounded(floor, *arguments),
        "The number held out was rounded down, as `int` and `//` do; `round` takes it to the "
        "nearest whole number.",
        "Hold out `round(len(images) * fraction)` images.",
    ),
    _FOUR,
    _SHUFFLED,
    _TORN,
)


_by_value = by_value(
    EXERCISE.signature,
    _parts,
    _WRONG,
    Tolerance(dtype="exact"),
    praise="The last images are held out, each with its label, and none is in both parts.",
)


def _judge(inputs: Data, observed: Data) -> Verdict:
    verdict = _by_value(inputs, observed)
    named = {misconception.cause for misconception in _WRONG}
    if verdict.status != FAILED or verdict.cause in named | {"changed-input", "returned-none"}:
        return verdict
    for (images, labels, _), record in zip(inputs["cases"], observed["calls"]):
        seen = _follow(images, labels, record["value"])
        if seen:
            return replace(
                verdict, message=seen.message, next_step=seen.next_step, cause=seen.cause
            )
    return verdict


def _follow(images: np.ndarray, labels: np.ndarray, value: Data) -> Misconception | None:
    """What happened where every image can be followed to where it went."""
    if not isinstance(value, list):
        return None
    if len(value) == 4 and all(isinstance(part, np.ndarray) for part in value):
        return _FOUR
    if not _are_two_pairs(value):
        return None
    (x_fit, y_fit), (x_val, y_val) = value
    if any(x.shape[1:] != images.shape[1:] or x.dtype != images.dtype for x in (x_fit, x_val)):
        return None
    if (len(x_fit), len(x_val)) != (len(y_fit), len(y_val)):
        return None
    x, y = np.concatenate([x_fit, x_val]), np.concatenate([y_fit, y_val])
    places = x[:, 0, 0].astype(int)
    if not np.array_equal(np.sort(places), np.arange(len(images))):
        return None
    if not np.array_equal(x, images[places]):
        return None
    if not np.array_equal(y, labels[places]):
        return _TORN
    return None if np.array_equal(places, np.arange(len(images))) else _SHUFFLED


def _are_two_pairs(value: Sequence[Data]) -> bool:
    return len(value) == 2 and all(
        isinstance(pair, list)
        and len(pair) == 2
        and all(isinstance(array, np.ndarray) for array in pair)
        and pair[0].ndim == 3
        and pair[1].ndim == 1
        for pair in value
    )


ANSWER = Answer(
    inputs=_inputs,
    judge=_judge,
    misconceptions=_WRONG,
)
