"""Judging `augment`: which shift did each image get, and where did it come from?"""

import numpy as np

from mnist_course import data, spec
from mnist_course.core.exercise import Answer, Misconception, Picture, Verdict, failed, passed
from mnist_course.core.plain import Data
from mnist_course.core.showing import show, show_call
from mnist_course.exercises.augment import EXERCISE
from mnist_course.judging.comparison import compare, trouble
from mnist_course.judging.shuffled import test_split

_COUNT = 1_000
"""Images of one check: the bounds below hold for all but one in a million right answers."""

_LEAST_SHARE = 0.07
"""Of each of the five shifts, in each direction: rounded uniform numbers give the ends 0.125."""

_FARTHEST_MEAN = 0.3
"""Pixels that the mean shift may be from 0; it is 0 ± 0.045 where both directions are alike."""

_MOST_ALIKE = 0.15
"""The share of images that may have the same shift as one close by; one in 25 has by chance."""

_FARTHEST = 4
"""Shifts up to this are recognised."""

_LIMIT = spec.BEYOND_SHIFT


def _inputs(rng: np.random.Generator) -> Data:
    """Many digits with a black edge, so that rolling and shifting agree; two seeds."""
    images, _ = test_split()
    chosen = images[rng.choice(len(images), 2 * _COUNT, replace=False)]
    inner = slice(_LIMIT, -_LIMIT)
    edged = chosen.astype(np.int64).sum(axis=(1, 2)) == chosen[:, inner, inner].sum(axis=(1, 2))
    some = chosen[edged & (chosen.max(axis=(1, 2)) > 0)]
    many = some[np.arange(_COUNT) % len(some)]
    seeds = [int(seed) for seed in rng.integers(2**31, size=2)]
    return {"images": data.as_input(many), "seeds": seeds}


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
        "No image moved by +2. The upper end of `rng.integers` is not included.",
        "`rng.integers(-2, 3)` gives −2, −1, 0, 1 or 2.",
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


# Judging --------------------------------------------------------------------------


def _judge(inputs: Data, observed: Data) -> Verdict:
    """The verdict on `augment`, from the shift of each image."""
    images, records = inputs["images"], observed["calls"]
    arguments = [images, "np.random.Generator"]
    for record in records:
        verdict = trouble(EXERCISE.signature, arguments, record)
        if verdict:
            return verdict
        # The right shape and dtype; the values are looked at below.
        difference = compare(record["value"], images)
        if difference and difference.cause != "wrong-values":
            return failed(
                difference.cause,
                difference.message,
                difference.next_step,
                called=show_call(EXERCISE.signature, arguments),
                returned=show(record["value"]),
                expected=show(images),
            )
    if len(records) < 3:
        return failed("no-answer", "Some calls gave no answer.", "Run the cell again.")
    first, again, other = (record["value"] for record in records[:3])
    shifts = found_shifts(images, first)
    cause = _fault(images, first, shifts)
    if cause is None and not np.array_equal(first, again):
        cause = "own-randomness"
    if cause is None and np.array_equal(first, other):
        cause = "rng-ignored"
    pictures = _pictures(images, first)
    if cause is None:
        return passed(
            f"{len(images)} images, each with its own shift of up to {_LIMIT} pixels, and the same "
            "seed gives the same shifts.",
            pictures=pictures,
        )
    message, next_step = _WORDS[cause]
    seen = sorted({int(step) for step in shifts[shifts != _UNKNOWN].ravel()})
    return failed(
        cause,
        message.format(seen=seen),
        next_step,
        called=show_call(EXERCISE.signature, arguments),
        returned=f"shifts {seen} (rows and columns)" if seen else "no shifted copies",
        expected=f"shifts {list(range(-_LIMIT, _LIMIT + 1))}",
        pictures=pictures,
    )


_UNKNOWN = 99


def found_shifts(images: np.ndarray, moved: np.ndarray) -> np.ndarray:
    """How far each image moved, (n, 2) rows and columns; 99 where it is no shifted copy."""
    shifts = np.full((len(images), 2), _UNKNOWN)
    steps = range(-_FARTHEST, _FARTHEST + 1)
    for step in sorted(((d, r) for d in steps for r in steps), key=lambda s: abs(s[0]) + abs(s[1])):
        open_ones = np.flatnonzero(shifts[:, 0] == _UNKNOWN)
        if not open_ones.size:
            break
        expected = _move(images[open_ones], np.tile(step, (len(open_ones), 1)))
        same = np.abs(expected - moved[open_ones]).max(axis=(1, 2, 3)) < 1e-6
        shifts[open_ones[same]] = step
    return shifts


def _fault(images: np.ndarray, moved: np.ndarray, shifts: np.ndarray) -> str | None:
    unknown = shifts[:, 0] == _UNKNOWN
    if unknown.any():
        mirrored = [np.flip(images[unknown], axis) for axis in (1, 2)]
        hits = [(found_shifts(one, moved[unknown])[:, 0] != _UNKNOWN).mean() for one in mirrored]
        return "flipped" if max(hits) > 0.5 else "not-a-shift"
    if not shifts.any():
        return "unchanged"
    if np.abs(shifts).max() > _LIMIT:
        return "too-far"
    if (shifts == shifts[0]).all():
        return "same-shift-for-all"
    if not shifts.any(axis=0).all():
        return "one-direction"
    if (np.abs(shifts[:, 0]) == np.abs(shifts[:, 1])).all():
        return "diagonal-only"
    low, high = shifts.min(axis=0), shifts.max(axis=0)
    if (low >= 0).any() or (high <= 0).any():
        return "one-sided"
    if (low > -_LIMIT).any() or (high < _LIMIT).any():
        return "end-left-out"
    return _unlike_chance(shifts)


def _unlike_chance(shifts: np.ndarray) -> str | None:
    """What is wrong with shifts that each may occur, but do not as chance would have it."""
    if np.abs(shifts.mean(axis=0)).max() > _FARTHEST_MEAN:
        return "lopsided"
    steps = np.arange(-_LIMIT, _LIMIT + 1)
    if (shifts[:, :, np.newaxis] == steps).mean(axis=0).min() < _LEAST_SHARE:
        return "some-shifts-missing"
    lags = [lag for lag in (1, 2, 3, 4, 5, len(shifts) // 2) if lag < len(shifts)]
    alike = [(shifts[lag:] == shifts[:-lag]).all(axis=1).mean() for lag in lags]
    return "shared-shifts" if max(alike) > _MOST_ALIKE else None


_WORDS = {
    "lopsided": (
        "The images move more often to one side than to the other.",
        "Draw each shift so that −2 is as likely as 2.",
    ),
    "some-shifts-missing": (
        "Some of the shifts from −2 to 2 occur hardly or not at all.",
        "Draw whole numbers from −2 to 2, both ends included, each as likely as the others.",
    ),
    "shared-shifts": (
        "Several images share one shift.",
        "Draw a shift for each image: two numbers an image, `size=(len(images), 2)`.",
    ),
    **{one.cause: (one.message, one.next_step) for one in _MISCONCEPTIONS},
}


def _pictures(images: np.ndarray, moved: np.ndarray) -> tuple[Picture, ...]:
    if not np.isfinite(moved).all():
        return ()
    return (
        Picture("before", images[0, :, :, 0]),
        Picture("after", moved[0, :, :, 0]),
    )


ANSWER = Answer(inputs=_inputs, judge=_judge, misconceptions=_MISCONCEPTIONS)
