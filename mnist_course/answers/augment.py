"""Judging `augment`: which shift did each image get, and where did it come from?"""

from dataclasses import replace
from typing import Any

import numpy as np

from mnist_course import data, spec
from mnist_course.core.exercise import Answer, Misconception, Picture, Verdict, failed, passed
from mnist_course.core.language import say
from mnist_course.core.plain import Data
from mnist_course.core.showing import show, show_call
from mnist_course.exercises.augment import EXERCISE
from mnist_course.judging.comparison import Tolerance, compare, trouble
from mnist_course.judging.shuffled import test_split

_COUNT = 1_000
"""Images of each large call. The bounds below hold for all but one in 100,000 right answers."""

_FEW, _CALLS_WITH_FEW = 3, 12
"""Small calls, in which an image that never moves is noticed, the first and the last as well."""

_LEAST_SHARE = 0.09
"""Of each of the five shifts, along each axis: rounded uniform numbers give the ends 0.125, rounded
normal ones 0.067."""

_FARTHEST_MEAN = 0.3
"""Pixels that the mean shift may be from 0; it is 0 ± 0.045 where both directions are alike."""

_MOST_ALIKE = 0.15
"""Of images a fixed number of places apart, the share that may have one shift; one in 25 has by
chance."""

_LARGEST_CHI_SQUARE = 87.0
"""Of a table of 5 rows and 5 columns, whose mean is 16 where rows and columns are independent."""

_FARTHEST = 4
"""Shifts up to this are recognised."""

_LIMIT = spec.BEYOND_SHIFT
_STEPS = range(-_LIMIT, _LIMIT + 1)

# Inputs ---------------------------------------------------------------------------


def _inputs(rng: np.random.Generator) -> Data:
    """Digits with a black edge, so that rolling and shifting agree, and seeds.

    The first two cases are alike, the third has another seed; then come one image, and a few.
    """
    images, _ = test_split()
    chosen = images[rng.choice(len(images), 2 * _COUNT, replace=False)]
    inner = slice(_LIMIT, -_LIMIT)
    edged = chosen.astype(np.int64).sum(axis=(1, 2)) == chosen[:, inner, inner].sum(axis=(1, 2))
    some = chosen[edged & (chosen.max(axis=(1, 2)) > 0)]
    many = data.as_input(some[np.arange(_COUNT) % len(some)])
    seed, *others = rng.choice(2**31, 3 + _CALLS_WITH_FEW, replace=False).tolist()
    shown = [many, many[:1], *([many[:_FEW]] * _CALLS_WITH_FEW)]
    return {"cases": [[many, seed], [many, seed], *map(list, zip(shown, others))]}


# Answers --------------------------------------------------------------------------


def _move(images: np.ndarray, shifts: np.ndarray) -> np.ndarray:
    """Each image by its own whole number of rows and columns; 0 comes in."""
    height, width = images.shape[1:3]
    edge = int(np.abs(shifts).max(initial=0))
    framed = np.pad(images, ((0, 0), (edge, edge), (edge, edge), (0, 0)))
    return np.stack(
        [
            one[edge - down : edge - down + height, edge - right : edge - right + width]
            for one, (down, right) in zip(framed, shifts.tolist())
        ]
    )


def _random(
    rng: np.random.Generator, count: int, low: int = -_LIMIT, high: int = _LIMIT
) -> np.ndarray:
    return rng.integers(low, high + 1, (count, 2))


def _same_for_all(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return _move(images, np.repeat(_nonzero(rng)[np.newaxis], len(images), axis=0))


def _nonzero(rng: np.random.Generator) -> np.ndarray:
    return rng.integers(1, _LIMIT + 1, 2) * rng.choice([-1, 1], 2)


def _flipped(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    mirrored = np.where(rng.random((len(images), 1, 1, 1)) < 0.5, images, images[:, :, ::-1])
    return _move(mirrored, _random(rng, len(images)))


def _one_direction(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    shifts = _random(rng, len(images))
    shifts[:, 0] = 0
    return _move(images, shifts)


def _pairs_alike(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    shifts = _random(rng, len(images) // 2 + 1)
    return _move(images, np.repeat(shifts, 2, axis=0)[: len(images)])


def _linked(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    shifts = _random(rng, len(images))
    alike = rng.random(len(images)) < 0.5
    shifts[alike, 1] = shifts[alike, 0]
    return _move(images, shifts)


def _last_left(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    shifts = _random(rng, len(images))
    shifts[-1] = 0
    return _move(images, shifts)


def _diagonal(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    shifts = _random(rng, len(images))
    shifts[:, 1] = shifts[:, 0]
    return _move(images, shifts)


_MISCONCEPTIONS = (
    Misconception(
        "unchanged",
        lambda images, rng: images.copy(),
        "No image has moved.",
        "Return the moved images, not the ones you were given.",
    ),
    Misconception(
        "same-shift-for-all",
        _same_for_all,
        "All images have the same shift, so the network learns one new place instead of many.",
        "Draw a shift for each image: `rng.integers(…, size=(len(images), 2))`.",
    ),
    Misconception(
        "flipped",
        _flipped,
        "Some images are mirrored. A mirrored 2 is no digit, and a mirrored 6 looks like none.",
        "Shift only. Flips suit cats, not digits.",
    ),
    Misconception(
        "too-far",
        lambda images, rng: _move(images, _random(rng, len(images), -_LIMIT - 1, _LIMIT + 1)),
        "Some images moved by more than 2 pixels: {seen}.",
        "Draw whole numbers from −2 to 2: `rng.integers(-2, 3, …)`.",
    ),
    Misconception(
        "end-left-out",
        lambda images, rng: _move(images, _random(rng, len(images), -_LIMIT, _LIMIT - 1)),
        "One end is missing: the shifts are {seen}. Perhaps the upper end of `rng.integers` was "
        "meant to be included; it is not.",
        "`rng.integers(-2, 3)` gives −2, −1, 0, 1 or 2.",
    ),
    Misconception(
        "too-near",
        lambda images, rng: _move(images, _random(rng, len(images), 1 - _LIMIT, _LIMIT - 1)),
        "No image moved by more than one pixel. Perhaps the shifts are drawn with `rng.uniform` "
        "and lose what follows the point; or perhaps the ends are missing.",
        "Draw whole numbers, both ends included: `rng.integers(-2, 3, …)`.",
    ),
    Misconception(
        "some-shifts-missing",
        lambda images, rng: _move(images, rng.choice([-_LIMIT, 0, _LIMIT], (len(images), 2))),
        "Some of the shifts from −2 to 2 occur hardly or not at all.",
        "Draw whole numbers from −2 to 2, both ends included, each as likely as the others: "
        "`rng.integers(-2, 3, …)`.",
    ),
    Misconception(
        "lopsided",
        lambda images, rng: _move(
            images, rng.choice(_STEPS, (len(images), 2), p=[0.1, 0.1, 0.1, 0.3, 0.4])
        ),
        "The images move more often to one side than to the other.",
        "Draw each shift so that −2 is as likely as 2.",
    ),
    Misconception(
        "shared-shifts",
        _pairs_alike,
        "Several images share one shift.",
        "Draw a shift for each image: two numbers an image, `size=(len(images), 2)`.",
    ),
    Misconception(
        "axes-linked",
        _linked,
        "How far an image moves down tells how far it moves to the right.",
        "Draw the two numbers independently: one for the rows, another for the columns.",
    ),
    Misconception(
        "some-never-move",
        _last_left,
        say(
            "In {calls} calls with {few} images, one at the same place never moved.",
            calls=_CALLS_WITH_FEW,
            few=_FEW,
        ),
        "Draw shifts for all images, the first and the last as well: `size=(len(images), 2)`.",
    ),
    Misconception(
        "one-sided",
        lambda images, rng: _move(images, _random(rng, len(images), 0)),
        "Images moved to one side only, never to the other.",
        "The shifts should go from −2 to 2: `rng.integers(-2, 3, …)`.",
    ),
    Misconception(
        "one-direction",
        _one_direction,
        "Images moved along one axis only.",
        "Draw two numbers for each image: one for the rows, one for the columns.",
    ),
    Misconception(
        "diagonal-only",
        _diagonal,
        "Every image moved as far down as to the right.",
        "Draw the two numbers independently: one for the rows, another for the columns.",
    ),
    Misconception(
        "own-randomness",
        lambda images, rng: _move(images, _random(np.random.default_rng(), len(images))),
        "Called twice with generators of the same seed, it gave different images.",
        "Take every random number from the argument `rng`, so that a run can be repeated.",
    ),
    Misconception(
        "rng-ignored",
        lambda images, rng: _move(images, _random(np.random.default_rng(0), len(images))),
        "Called with generators of different seeds, it gave the same images: every epoch would "
        "see the same shifts.",
        "Take every random number from the argument `rng`; make no generator of your own.",
    ),
    Misconception(
        "not-a-shift",
        lambda images, rng: images + rng.normal(0, 0.1, images.shape).astype(images.dtype),
        "Some images are not shifted copies of those at the same place.",
        "Leave brightness, order and shape alone: move whole images by whole pixels.",
    ),
)


_BY_CAUSE = {misconception.cause: misconception for misconception in _MISCONCEPTIONS}

# Judging --------------------------------------------------------------------------

_SAME = Tolerance(dtype="exact")


def _judge(inputs: Data, observed: Data) -> Verdict:
    """The verdict on `augment`, from the shift of each image in each call."""
    cases: Any = inputs["cases"]
    records: Any = observed["calls"]
    for number, ((images, _), record) in enumerate(zip(cases, records)):
        verdict = _call_fault(images, record)
        if verdict:
            return replace(verdict, shown=number)
    if len(records) < len(cases):
        return failed("no-answer", "Some calls gave no answer.", "Run the cell again.")
    shown = [images for images, _ in cases]
    values = [record["value"] for record in records[: len(cases)]]
    moves = [found_shifts(images, value) for images, value in zip(shown, values)]
    cause = _fault(shown, values, moves)
    pictures = _pictures(shown[0], values[0])
    if cause is None:
        return passed(
            say(
                "{shown} images, each with its own shift of up to {limit} pixels, and the same "
                "seed gives the same shifts.",
                shown=len(shown[0]),
                limit=_LIMIT,
            ),
            pictures=pictures,
        )
    shifts = np.concatenate(moves)
    seen = sorted({int(step) for step in shifts[shifts != _UNKNOWN].ravel()})
    return failed(
        cause,
        say(_BY_CAUSE[cause].message).format(seen=seen),
        _BY_CAUSE[cause].next_step,
        called=show_call(EXERCISE.signature, _arguments(shown[0])),
        returned=say("shifts {seen} (rows and columns)", seen=seen)
        if seen
        else say("no shifted copies"),
        expected=say("shifts {steps}", steps=list(_STEPS)),
        pictures=pictures,
    )


def _arguments(images: np.ndarray) -> list[Data]:
    return [images, "np.random.Generator"]


def _call_fault(images: np.ndarray, record: Data) -> Verdict | None:
    """The verdict where a call gave no images of the right shape and dtype; else None."""
    verdict = trouble(EXERCISE.signature, _arguments(images), record)
    if verdict:
        return verdict
    difference = compare(record["value"], images, _SAME)
    # Other values are what is wanted; they are looked at later.
    if difference is None or difference.cause == "wrong-values":
        return None
    next_step = difference.next_step
    if difference.cause == "wrong-dtype":
        next_step = say(
            "The images should keep their dtype. `np.zeros` and `np.empty` make float64 where they "
            "are told nothing: write `np.zeros_like(images)`."
        )
    return failed(
        difference.cause,
        difference.message,
        next_step,
        called=show_call(EXERCISE.signature, _arguments(images)),
        returned=show(record["value"]),
        expected=show(images),
    )


_UNKNOWN = 99


def found_shifts(images: np.ndarray, moved: np.ndarray) -> np.ndarray:
    """How far each image moved, (n, 2) rows and columns; 99 where it is no shifted copy."""
    shifts = np.full((len(images), 2), _UNKNOWN)
    # The first of the brightest pixels nearly always tells; what it does not tell is searched.
    guessed = _brightest(moved) - _brightest(images)
    guessed[np.abs(guessed).max(axis=1) > _FARTHEST] = 0
    same = _are_same(_move(images, guessed), moved)
    shifts[same] = guessed[same]
    steps = range(-_FARTHEST, _FARTHEST + 1)
    for step in sorted(((d, r) for d in steps for r in steps), key=lambda s: abs(s[0]) + abs(s[1])):
        open_ones = np.flatnonzero(shifts[:, 0] == _UNKNOWN)
        if not open_ones.size:
            break
        expected = _move(images[open_ones], np.tile(step, (len(open_ones), 1)))
        shifts[open_ones[_are_same(expected, moved[open_ones])]] = step
    return shifts


def _brightest(images: np.ndarray) -> np.ndarray:
    """Row and column of each image's first brightest pixel, int (n, 2)."""
    places = images.reshape(len(images), -1).argmax(axis=1)
    return np.stack(np.unravel_index(places, images.shape[1:3]), axis=1)


def _are_same(images: np.ndarray, others: np.ndarray) -> np.ndarray:
    return np.abs(images - others).max(axis=(1, 2, 3)) < 1e-6


def _fault(
    shown: list[np.ndarray], values: list[np.ndarray], moves: list[np.ndarray]
) -> str | None:
    """The cause of the first thing that is wrong with the shifts of all calls, or None."""
    for images, value, shifts in zip(shown, values, moves):
        unknown = shifts[:, 0] == _UNKNOWN
        if unknown.any():
            return _unknown_fault(images[unknown], value[unknown])
    first, again, other = moves[:3]
    fault = _range_fault(np.concatenate(moves), first)
    if fault:
        return fault
    if not np.array_equal(values[0], values[1]) or not np.array_equal(first, again):
        return "own-randomness"
    # By chance a fifth of the images moves alike along one axis.
    if ((first == other).mean(axis=0) > 0.5).any():
        return "rng-ignored"
    few = np.stack([shifts for shifts in moves[3:] if len(shifts) == _FEW])
    if not few.any(axis=0).all():
        return "some-never-move"
    return _unlike_chance(first, other)


def _unknown_fault(images: np.ndarray, moved: np.ndarray) -> str:
    """What was done to images that are not shifted copies of what they were."""
    mirrored = [np.flip(images, axis) for axis in (1, 2)]
    hits = [(found_shifts(one, moved)[:, 0] != _UNKNOWN).mean() for one in mirrored]
    return "flipped" if max(hits) > 0.5 else "not-a-shift"


def _range_fault(shifts: np.ndarray, of_one_call: np.ndarray) -> str | None:
    """Whether the shifts go from −2 to 2 along both axes."""
    if not shifts.any():
        return "unchanged"
    if np.abs(shifts).max() > _LIMIT:
        return "too-far"
    if (of_one_call == of_one_call[0]).all():
        return "same-shift-for-all"
    if not shifts.any(axis=0).all():
        return "one-direction"
    if (np.abs(shifts[:, 0]) == np.abs(shifts[:, 1])).all():
        return "diagonal-only"
    low, high = shifts.min(axis=0), shifts.max(axis=0)
    if (low >= 0).any() or (high <= 0).any():
        return "one-sided"
    if (low > -_LIMIT).all() and (high < _LIMIT).all():
        return "too-near"
    return "end-left-out" if (low > -_LIMIT).any() or (high < _LIMIT).any() else None


def _unlike_chance(first: np.ndarray, other: np.ndarray) -> str | None:
    """What is wrong with shifts that each may occur, but do not as chance would have it.

    Args:
        first, other: the shifts of two large calls with generators of different seeds.
    """
    shifts = np.concatenate([first, other])
    if np.abs(shifts.mean(axis=0)).max() > _FARTHEST_MEAN:
        return "lopsided"
    table = np.zeros((len(_STEPS), len(_STEPS)))
    np.add.at(table, tuple(shifts.T + _LIMIT), 1)
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    if min(rows.min(), columns.min()) < _LEAST_SHARE * len(shifts):
        return "some-shifts-missing"
    for of_one_call in (first, other):
        lags = range(1, len(of_one_call) // 2 + 2)
        alike = [(of_one_call[lag:] == of_one_call[:-lag]).all(axis=1).mean() for lag in lags]
        if max(alike) > _MOST_ALIKE:
            return "shared-shifts"
    by_chance = np.outer(rows, columns) / len(shifts)
    chi_square = ((table - by_chance) ** 2 / by_chance).sum()
    return "axes-linked" if chi_square > _LARGEST_CHI_SQUARE else None


def _pictures(images: np.ndarray, moved: np.ndarray) -> tuple[Picture, ...]:
    if not np.isfinite(moved[0]).all():
        return ()
    return (
        Picture("before", images[0, :, :, 0]),
        Picture("after", moved[0, :, :, 0]),
    )


ANSWER = Answer(inputs=_inputs, judge=_judge, misconceptions=_MISCONCEPTIONS)
