"""What predict_digit and predict_with_confidence share: inputs, and mistakes before the model."""

from collections.abc import Callable
from typing import Any

import numpy as np

from mnist_course import spec
from mnist_course.core.exercise import Misconception, Verdict, failed
from mnist_course.core.language import say
from mnist_course.core.plain import Data
from mnist_course.core.showing import show_call
from mnist_course.judging import shuffled
from mnist_course.judging.shuffled import Shuffled

_CANDIDATES, _DOUBTFUL = 24, 3
_BRIGHTNESS = 0.42, 0.62
"""The brightest pixel, as a share of what it is in MNIST."""

_SUREST, _CLEAREST = 0.9, 0.02
"""The answer to an image is no surer than this, and ahead of the next digit by so much."""

_FIRST = 2
"""Which digits may be right: 0 and 1 are what a probability becomes as a whole number."""

_APART = 3e-4
"""How far each probability lies from those of up to three digits."""

_APART_FROM_HALVES = 1.3e-4
"""How far each probability lies from the nearest in 16 bits."""

# Inputs ---------------------------------------------------------------------------


def image_inputs(rng: np.random.Generator) -> Data:
    """Two images, as uint8 without and as float with a channel, each with a model of its own.

    The last of the ten digits is right for one of them, another for the other.
    """
    digits = rng.permutation([spec.CLASSES - 1, int(rng.integers(_FIRST, spec.CLASSES - 1))])
    images = [_image(rng) for _ in digits]
    orders = [_order(rng, *one) for one in zip(images, digits)]
    return {"cases": [[orders[0], images[0]], [orders[1], ready(images[1])]]}


def _order(rng: np.random.Generator, image: np.ndarray, digit: int) -> Data:
    """An order by which `digit` is right for an image, and the least likely is clearly a digit."""
    shares = row(Shuffled(), image)
    while True:
        order = shuffled.draw(rng)
        renamed = shares[order[-1]]
        if renamed.argmax() == digit and renamed.argmin() >= _FIRST:
            return order


def _image(rng: np.random.Generator) -> np.ndarray:
    """A rather dim image of which the model is unsure: what is done to it shows in the answer."""
    images, _ = shuffled.test_split()
    # The check's models are this one with its digits renamed: doubts are the same.
    model = Shuffled()
    while True:
        few = images[rng.choice(len(images), _CANDIDATES, replace=False)]
        few = np.rint(few * rng.uniform(*_BRIGHTNESS, (_CANDIDATES, 1, 1))).astype(np.uint8)
        probabilities = model.predict(np.stack(list(map(ready, few))))
        second, first = np.sort(probabilities, axis=1)[:, -2:].T
        fits = (first < _SUREST) & (first - second > _CLEAREST) & _is_exact(first)
        fits &= probabilities.argmax(axis=1) >= _FIRST
        doubtful = np.flatnonzero(fits)[np.argsort(first[fits])][:_DOUBTFUL]
        if doubtful.size:
            return few[doubtful[_most_telling(model, few[doubtful])]]


def _is_exact(shares: np.ndarray) -> np.ndarray:
    """Whether rounding to one, two or three digits, or to 16 bits, shows in each."""
    rounded = [np.abs(shares - np.round(shares, digits)) for digits in (1, 2, 3)]
    halves = np.abs(shares - shares.astype(np.float16))
    return (np.min(rounded, axis=0) > _APART) & (halves > _APART_FROM_HALVES)


def _most_telling(model: Shuffled, images: np.ndarray) -> int:
    """The place of the image whose answer depends most on what is done to its pixels."""
    right = np.stack(list(map(ready, images)))
    changed = [change(right) for change in _CHANGES]
    answers = model.predict(np.concatenate([right, *changed])).argmax(axis=1)
    answers = answers.reshape(len(changed) + 1, len(images))
    # Unscaled pixels are the commonest mistake.
    weights = [len(_CHANGES), *[1] * (len(_CHANGES) - 1)]
    return int((weights @ (answers[1:] != answers[0])).argmax())


_CHANGES: tuple[Callable[[np.ndarray], np.ndarray], ...] = (
    lambda images: images * spec.BRIGHTEST,
    lambda images: 2 * images - 1,
    lambda images: images / images.max(axis=(1, 2, 3), keepdims=True),
    *(
        lambda images, by=by, axis=axis: np.roll(images, by, axis)
        for by in (-1, 1)
        for axis in (1, 2)
    ),
)

# Answers --------------------------------------------------------------------------


def ready(image: np.ndarray) -> np.ndarray:
    """One image as the model takes it, but without the batch axis: float32 (28, 28, 1)."""
    if image.dtype.kind == "f":
        return image.astype(np.float32)
    return np.divide(image[..., np.newaxis], spec.BRIGHTEST, dtype=np.float32)


def row(model: Any, image: np.ndarray) -> np.ndarray:
    """The ten probabilities for one image."""
    return model.predict(ready(image)[np.newaxis], verbose=0)[0]


def digit(model: Any, image: np.ndarray) -> int:
    """The right answer of `predict_digit`."""
    return int(row(model, image).argmax())


def _as_given(image: np.ndarray) -> np.ndarray:
    """The pixels as they came, as floats with a channel."""
    return image.reshape(spec.INPUT_SHAPE).astype(np.float32)


def _read(change: Callable[[np.ndarray], np.ndarray]) -> Callable[[Any, np.ndarray], int]:
    """A wrong `predict_digit` that gives the model a changed image."""
    return lambda model, image: int(model.predict(change(image)[np.newaxis], verbose=0).argmax())


def _without_batch(model: Any, image: np.ndarray) -> int:
    if isinstance(model, Shuffled):
        raise ValueError("no batch axis")
    return int(np.argmax(model.predict(ready(image), verbose=0)))


_NO_BATCH = Misconception(
    "no-batch-axis",
    _without_batch,
    "The model was given one image, of shape {shape}. It wants a batch: a stack of images, even "
    "of one.",
    "Put an axis in front: `image[np.newaxis]` makes (28, 28, 1) into (1, 28, 28, 1).",
)


_WRONG_AXES = Misconception(
    "wrong-axes",
    lambda model, image: int(
        np.argmax(model.predict(ready(image).reshape(1, 1, 28, 28), verbose=0))
    ),
    "The model was given shape {shape}, and stopped.",
    "It wants (1, 28, 28, 1): one image, its rows, its columns, one channel. Print the shape just "
    "before you call the model.",
)


_UNSCALED = Misconception(
    "unscaled",
    _read(_as_given),
    "The model was given pixels up to {max}. It learned from pixels between 0 and 1.",
    "An image of uint8 must be divided by 255 first; one of floats is ready.",
)


_SCALED_TWICE = Misconception(
    "scaled-twice",
    _read(lambda image: _as_given(image) / spec.BRIGHTEST),
    "The model was given an almost black image: its brightest pixel is {max}.",
    "The (28, 28, 1) image of floats is scaled already. Divide by 255 only where the dtype is "
    "uint8.",
)


_INVERTED = Misconception(
    "inverted",
    _read(lambda image: 1 - ready(image)),
    "The model was given black ink on white paper. MNIST is white on black.",
    "Leave out `1 - image` or `255 - image`: these images come as MNIST has them.",
)


_CENTRED_ON_ZERO = Misconception(
    "scaled-to-minus-one",
    _read(lambda image: 2 * ready(image) - 1),
    "The model was given pixels from {min} to {max}. It learned from pixels between 0 and 1.",
    "Divide an image of uint8 by 255, and leave it at that: nothing below 0.",
)


_DIVIDED_BY_256 = Misconception(
    "divided-by-256",
    _read(
        lambda image: (
            _as_given(image) / (spec.BRIGHTEST + 1) if image.dtype == np.uint8 else ready(image)
        )
    ),
    "The model was given pixels a little too dark: the brightest is {max}, where {right} is right.",
    "uint8 ends at 255: divide by 255, not by 256.",
)


_SCALED_BY_MAXIMUM = Misconception(
    "scaled-by-maximum",
    _read(lambda image: _as_given(image) / image.max()),
    "The model was given an image whose brightest pixel is {max}, where {right} is right: it was "
    "divided by its own maximum.",
    "A dim image should stay dim. Divide an image of uint8 by 255, whatever its maximum.",
)


_MOVED = Misconception(
    "moved",
    _read(lambda image: np.roll(ready(image), 1, axis=0)),
    "The model was given the right pixels at other places: the image was moved, turned or "
    "mirrored on its way.",
    "Leave rows and columns as they are. Look for `roll`, `.T` or `[::-1]`.",
)


_CUT = Misconception(
    "cut",
    _read(lambda image: ready(image)[:, :-1]),
    "The model was given shape {shape}: a part of the image is missing.",
    "It wants (1, 28, 28, 1): all 28 rows and all 28 columns. Look for a slice such as `[:-1]`.",
)


_OTHER_IMAGE = Misconception(
    "other-image",
    _read(lambda image: np.sqrt(ready(image))),
    "The model was given another image than the one that came in, scaled to 0–1. Its brightest "
    "pixel is {max}, where {right} is right.",
    "Dividing an image of uint8 by 255 is all the preparation it needs, beside its axes. Use the "
    "argument `image`.",
)


HALF_PRECISION = Misconception(
    "half-precision",
    _read(lambda image: ready(image).astype(np.float16)),
    "The model was given pixels that had been rounded, perhaps to 16 bits; that shows in the "
    "probability.",
    'Scale with float32: `image.astype("float32") / 255`.',
)


INPUT_MISTAKES = (
    _NO_BATCH,
    _WRONG_AXES,
    _UNSCALED,
    _SCALED_TWICE,
    _INVERTED,
    _CENTRED_ON_ZERO,
    _DIVIDED_BY_256,
    _SCALED_BY_MAXIMUM,
    _MOVED,
    _CUT,
    _OTHER_IMAGE,
)

# Judging --------------------------------------------------------------------------

_SAME = 1e-3
"""By how much a pixel may differ: a quarter of a step of 255."""


def notice_input(
    signature: str, arguments: Data, record: Data, same: float = _SAME
) -> Verdict | None:
    """Look at what the model was given before looking at the answer.

    Args:
        signature, arguments, record: as `shuffled.Notice` has them.
        same: by how much a pixel may differ.
    """
    seen = shuffled.inputs_seen(record)
    if seen is None:
        return None
    right = ready(arguments[1])
    mistake = input_mistake(seen, right, bool(record["error"]), same)
    if mistake is None:
        return None
    last = seen[-1]
    low, high = f"{last['min']:.4g}", f"{last['max']:.4g}"
    return failed(
        mistake.cause,
        say(mistake.message).format(
            shape=last["shape"], min=low, max=high, right=f"{right.max():.4g}"
        ),
        mistake.next_step,
        called=show_call(signature, arguments),
        returned=say(
            "the model was given shape {shape}, values {low} to {high}",
            shape=last["shape"],
            low=low,
            high=high,
        ),
        expected=say(
            "shape {shape}, values 0 to {high:.4g}",
            shape=(1, *spec.INPUT_SHAPE),
            high=right.max(),
        ),
    )


def input_mistake(
    seen: list[dict[str, Data]], right: np.ndarray, stopped: bool, same: float = _SAME
) -> Misconception | None:
    """What was wrong with all that the model was given, or None.

    Args:
        seen: from `shuffled.inputs_seen`.
        right: the image as the model takes it, (28, 28, 1).
        stopped: whether the student's code stopped with an error.
        same: by how much a pixel may differ.
    """
    last = seen[-1]
    if stopped:
        shape = last["shape"]
        if shape[:2] == spec.INPUT_SHAPE[:2]:
            return _NO_BATCH
        return _WRONG_AXES if shape[1:] not in (spec.INPUT_SHAPE, spec.INPUT_SHAPE[:2]) else None
    given = [_images(one) for one in seen]
    if last["pixels"] is not None and given[-1] is None:
        return _CUT
    if any(images is None for images in given):
        return None
    if any(_is_same(image, right, same) for images in given for image in images):
        return None
    return _kind_of_mistake(given[-1][0], right)


def _images(note: dict[str, Data]) -> np.ndarray | None:
    """The images that a note holds, (n, 28, 28, 1); None where it does not hold all of them."""
    pixels = note["pixels"]
    if pixels is None or pixels.shape[1:] not in (spec.INPUT_SHAPE, spec.INPUT_SHAPE[:2]):
        return None
    return pixels.reshape(-1, *spec.INPUT_SHAPE) if len(pixels) else None


def _is_same(image: np.ndarray, right: np.ndarray, same: float = _SAME) -> bool:
    return bool(np.abs(image - right).max() < same)


def _kind_of_mistake(image: np.ndarray, right: np.ndarray) -> Misconception:
    brightest = right.max()
    if _is_same(image, right):
        return HALF_PRECISION
    if _is_same(image, right * spec.BRIGHTEST) or image.max() > 2:
        return _UNSCALED
    if image.min() >= 0 and 0 < image.max() < 0.02:
        return _SCALED_TWICE
    if _is_same(image, 1 - right):
        return _INVERTED
    if image.min() < -_SAME:
        return _CENTRED_ON_ZERO
    if _is_same(image, right * spec.BRIGHTEST / (spec.BRIGHTEST + 1)):
        return _DIVIDED_BY_256
    if _is_same(image, right / brightest):
        return _SCALED_BY_MAXIMUM
    if _is_same(np.sort(image, axis=None), np.sort(right, axis=None)):
        return _MOVED
    return _OTHER_IMAGE
