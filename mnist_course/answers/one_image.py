"""What predict_digit and predict_with_confidence share: inputs, and mistakes before the model."""

from collections.abc import Callable
from typing import Any

import numpy as np

from mnist_course import spec
from mnist_course.core.exercise import Misconception, Verdict, failed
from mnist_course.core.plain import Data
from mnist_course.core.showing import show_call
from mnist_course.judging import shuffled
from mnist_course.judging.shuffled import Shuffled

CANDIDATES = 12


def image_inputs(rng: np.random.Generator) -> Data:
    """Two images, as uint8 without and as float with a channel, each with a model of its own."""
    images, _ = shuffled.test_split()
    cases = []
    for as_given in (lambda image: image, ready):
        order = shuffled.draw(rng)
        few = images[rng.choice(len(images), CANDIDATES, replace=False)]
        model = Shuffled(order)
        batch = np.stack([ready(image) for image in few])
        right, raw = model.predict(batch), model.predict(batch * spec.BRIGHTEST)
        # Where there is one, take an image whose answer depends on the scaling; among those
        # the one that the model is least sure of.
        depends = right.argmax(axis=1) != raw.argmax(axis=1)
        chosen = int(np.argmin(right.max(axis=1) - 2 * depends))
        cases.append([order, as_given(few[chosen])])
    return {"cases": cases}


def ready(image: np.ndarray) -> np.ndarray:
    """One image as the model takes it, but without the batch axis: float32 (28, 28, 1)."""
    if image.dtype.kind == "f":
        return image.astype(np.float32)
    return np.divide(image[..., np.newaxis], spec.BRIGHTEST, dtype=np.float32)


def row(model: Any, image: np.ndarray) -> np.ndarray:
    return model.predict(ready(image)[np.newaxis], verbose=0)[0]


def without_batch(model: Any, image: np.ndarray) -> int:
    if isinstance(model, Shuffled):
        raise ValueError("no batch axis")
    return int(np.argmax(model.predict(ready(image), verbose=0)))


def unscaled(model: Any, image: np.ndarray) -> int:
    pixels = image.reshape(1, *spec.INPUT_SHAPE).astype(np.float32)
    return int(model.predict(pixels, verbose=0).argmax())


def always_divided(model: Any, image: np.ndarray) -> int:
    pixels = image.reshape(1, *spec.INPUT_SHAPE).astype(np.float32) / spec.BRIGHTEST
    return int(model.predict(pixels, verbose=0).argmax())


def inverted(model: Any, image: np.ndarray) -> int:
    return int(model.predict(1 - ready(image)[np.newaxis], verbose=0).argmax())


NO_BATCH = Misconception(
    "no-batch-axis",
    without_batch,
    "The model was given one image, of shape {shape}. It wants a batch: a stack of images, even "
    "of one.",
    "Put an axis in front: `image[np.newaxis]` makes (28, 28, 1) into (1, 28, 28, 1).",
)


WRONG_AXES = Misconception(
    "wrong-axes",
    lambda model, image: int(
        np.argmax(model.predict(ready(image).reshape(1, 1, 28, 28), verbose=0))
    ),
    "The model was given shape {shape}, and stopped.",
    "It wants (1, 28, 28, 1): one image, its rows, its columns, one channel. Print the shape just "
    "before you call the model.",
)


UNSCALED = Misconception(
    "unscaled",
    unscaled,
    "The model was given pixels up to {max}. It learned from pixels between 0 and 1.",
    "An image of uint8 must be divided by 255 first; one of floats is ready.",
)


SCALED_TWICE = Misconception(
    "scaled-twice",
    always_divided,
    "The model was given an almost black image: its brightest pixel is {max}.",
    "The (28, 28, 1) image of floats is scaled already. Divide by 255 only where the dtype is "
    "uint8.",
)


INVERTED = Misconception(
    "inverted",
    inverted,
    "The model was given black ink on white paper. MNIST is white on black.",
    "Leave out `1 - image` or `255 - image`: these images come as MNIST has them.",
)


def notice_input(signature: str) -> Callable[[Data, Data], Verdict | None]:
    """Look at what the model was given before looking at the answer."""

    def notice(arguments: Data, record: Data) -> Verdict | None:
        last = shuffled.last_seen(record)
        if last is None:
            return None
        mistake = input_mistake(last, ready(arguments[1]), bool(record["error"]))
        if mistake is None:
            return None
        shape = last["shape"]
        return failed(
            mistake.cause,
            mistake.message.format(shape=shape, max=f"{last['max']:.4g}"),
            mistake.next_step,
            called=show_call(signature, arguments),
            returned=f"the model was given shape {shape}, values {last['min']:.4g} to "
            f"{last['max']:.4g}",
            expected=f"shape {(1, *spec.INPUT_SHAPE)}, values 0 to 1",
        )

    return notice


def input_mistake(seen: Data, ready: np.ndarray, stopped: bool) -> Misconception | None:
    shape = seen["shape"]
    if stopped:
        if shape[:2] == spec.INPUT_SHAPE[:2]:
            return NO_BATCH
        return WRONG_AXES if shape[1:] not in (spec.INPUT_SHAPE, spec.INPUT_SHAPE[:2]) else None
    brightest = float(ready.max())
    if seen["max"] > 2:
        return UNSCALED
    if brightest > 0.1 and 0 < seen["max"] < 0.02:
        return SCALED_TWICE
    if abs(seen["mean"] - (1 - float(ready.mean()))) < 0.01 and seen["mean"] > 0.5:
        return INVERTED
    return None


def digit(model: Any, image: np.ndarray) -> int:
    return int(row(model, image).argmax())
