"""Lesson 08: one image, one answer; and a drawing framed as MNIST frames its digits."""

from collections.abc import Callable
from typing import Any

import numpy as np

from mnist_course import spec
from mnist_course.core.exercise import Exercise, Lesson, Misconception, Verdict, failed
from mnist_course.exercises import drawings, framing, shuffled
from mnist_course.exercises.shuffled import Shuffled
from mnist_course.judging.comparison import Tolerance, by_value
from mnist_course.core.plain import Data
from mnist_course.probes.calls import call_each
from mnist_course.core.showing import show_call

# One image ------------------------------------------------------------------------

_CANDIDATES = 12


def _image_inputs(rng: np.random.Generator) -> Data:
    """Two images, as uint8 without and as float with a channel, each with a model of its own."""
    images, _ = shuffled.test_split()
    cases = []
    for as_given in (lambda image: image, _ready):
        order = shuffled.draw(rng)
        few = images[rng.choice(len(images), _CANDIDATES, replace=False)]
        model = Shuffled(order)
        ready = np.stack([_ready(image) for image in few])
        right, raw = model.predict(ready), model.predict(ready * spec.BRIGHTEST)
        # Where there is one, take an image whose answer depends on the scaling; among those
        # the one that the model is least sure of.
        depends = right.argmax(axis=1) != raw.argmax(axis=1)
        chosen = int(np.argmin(right.max(axis=1) - 2 * depends))
        cases.append([order, as_given(few[chosen])])
    return {"cases": cases}


def _ready(image: np.ndarray) -> np.ndarray:
    """One image as the model takes it, but without the batch axis: float32 (28, 28, 1)."""
    if image.dtype.kind == "f":
        return image.astype(np.float32)
    return np.divide(image[..., np.newaxis], spec.BRIGHTEST, dtype=np.float32)


def _row(model: Any, image: np.ndarray) -> np.ndarray:
    return model.predict(_ready(image)[np.newaxis], verbose=0)[0]


def _without_batch(model: Any, image: np.ndarray) -> int:
    if isinstance(model, Shuffled):
        raise ValueError("no batch axis")
    return int(np.argmax(model.predict(_ready(image), verbose=0)))


def _unscaled(model: Any, image: np.ndarray) -> int:
    pixels = image.reshape(1, *spec.INPUT_SHAPE).astype(np.float32)
    return int(model.predict(pixels, verbose=0).argmax())


def _always_divided(model: Any, image: np.ndarray) -> int:
    pixels = image.reshape(1, *spec.INPUT_SHAPE).astype(np.float32) / spec.BRIGHTEST
    return int(model.predict(pixels, verbose=0).argmax())


def _inverted(model: Any, image: np.ndarray) -> int:
    return int(model.predict(1 - _ready(image)[np.newaxis], verbose=0).argmax())


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
        np.argmax(model.predict(_ready(image).reshape(1, 1, 28, 28), verbose=0))
    ),
    "The model was given shape {shape}, and stopped.",
    "It wants (1, 28, 28, 1): one image, its rows, its columns, one channel. Print the shape just "
    "before you call the model.",
)
_UNSCALED = Misconception(
    "unscaled",
    _unscaled,
    "The model was given pixels up to {max}. It learned from pixels between 0 and 1.",
    "An image of uint8 must be divided by 255 first; one of floats is ready.",
)
_SCALED_TWICE = Misconception(
    "scaled-twice",
    _always_divided,
    "The model was given an almost black image: its brightest pixel is {max}.",
    "The (28, 28, 1) image of floats is scaled already. Divide by 255 only where the dtype is "
    "uint8.",
)
_INVERTED = Misconception(
    "inverted",
    _inverted,
    "The model was given black ink on white paper. MNIST is white on black.",
    "Leave out `1 - image` or `255 - image`: these images come as MNIST has them.",
)
_INPUT_MISTAKES = (_NO_BATCH, _WRONG_AXES, _UNSCALED, _SCALED_TWICE, _INVERTED)


def _notice_input(signature: str) -> Callable[[Data, Data], Verdict | None]:
    """Look at what the model was given before looking at the answer."""

    def notice(arguments: Data, record: Data) -> Verdict | None:
        last = shuffled.last_seen(record)
        if last is None:
            return None
        mistake = _input_mistake(last, _ready(arguments[1]), bool(record["error"]))
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


def _input_mistake(seen: Data, ready: np.ndarray, stopped: bool) -> Misconception | None:
    shape = seen["shape"]
    if stopped:
        if shape[:2] == spec.INPUT_SHAPE[:2]:
            return _NO_BATCH
        return _WRONG_AXES if shape[1:] not in (spec.INPUT_SHAPE, spec.INPUT_SHAPE[:2]) else None
    brightest = float(ready.max())
    if seen["max"] > 2:
        return _UNSCALED
    if brightest > 0.1 and 0 < seen["max"] < 0.02:
        return _SCALED_TWICE
    if abs(seen["mean"] - (1 - float(ready.mean()))) < 0.01 and seen["mean"] > 0.5:
        return _INVERTED
    return None


# predict_digit --------------------------------------------------------------------


def _digit(model: Any, image: np.ndarray) -> int:
    return int(_row(model, image).argmax())


_DIGIT_WRONG = (
    Misconception(
        "probabilities-returned",
        lambda model, image: _row(model, image),
        "These are the ten probabilities, not the digit.",
        "The digit is the place of the largest: `argmax`.",
    ),
    Misconception(
        "rounded",
        lambda model, image: np.round(_row(model, image)),
        "These are the ten probabilities, rounded.",
        "Rounding does not choose a digit. Take the place of the largest: `argmax`.",
    ),
    Misconception(
        "table-returned",
        lambda model, image: _row(model, image)[np.newaxis],
        "This is all that `predict` returned: shape {shape}.",
        "It has one row, for your one image. Take it, `[0]`, then the place of its largest entry.",
    ),
    Misconception(
        "largest-probability",
        lambda model, image: float(_row(model, image).max()),
        "{value} is the largest probability; the exercise asks whose it is.",
        "`argmax` gives the place of the largest entry, `max` the entry itself.",
    ),
    Misconception(
        "array-returned",
        lambda model, image: np.array([_digit(model, image)]),
        "The digit is right, but it is still in an array of one.",
        "Take it out: `[0]`, or `int(…)`.",
    ),
    Misconception(
        "text-returned",
        lambda model, image: str(_digit(model, image)),
        "The digit is right, but it is text.",
        "Return a whole number: `int(…)`.",
    ),
    Misconception(
        "least-probable",
        lambda model, image: int(_row(model, image).argmin()),
        "{value} is the digit that the model thinks least likely.",
        "Take `argmax`, not `argmin`.",
    ),
    Misconception(
        "other-model",
        lambda model, image: _digit(Shuffled(), image),
        "{value} is what another model reads: the argument `model` was not used.",
        "The check hands over a model of its own, whose answers are numbered differently. Call "
        "`predict` on the argument.",
    ),
)

PREDICT_DIGIT = Exercise(
    id="predict_digit",
    points=3,
    minutes=12,
    difficulty=2,
    asks="Have the model read one single image.",
    signature="predict_digit(model, image)",
    hints=(
        "Three steps: prepare the image, ask the model, take the most probable digit. Preparing "
        "is needed only where the image is uint8.",
        "`if image.dtype == np.uint8:` divide by 255 and add the channel with "
        "`[..., np.newaxis]`. Then, in both cases, add the batch axis in front.",
        "`model.predict(image[np.newaxis], verbose=0)` gives shape (1, 10). Its `[0]` are ten "
        "probabilities; `int(np.argmax(…))` of them is the digit.",
    ),
    inputs=_image_inputs,
    probe=shuffled.probe,
    judge=shuffled.judged(
        by_value(
            "predict_digit(model, image)",
            _digit,
            _DIGIT_WRONG,
            praise="One image in, one digit out, from bytes and from prepared floats alike.",
        ),
        _notice_input("predict_digit(model, image)"),
    ),
    misconceptions=(*_INPUT_MISTAKES, *_DIGIT_WRONG),
)

# predict_with_confidence ----------------------------------------------------------


def _confidence(model: Any, image: np.ndarray) -> tuple[int, float]:
    row = _row(model, image)
    return int(row.argmax()), float(row.max())


_CONFIDENCE_WRONG = (
    Misconception(
        "swapped",
        lambda model, image: _confidence(model, image)[::-1],
        "These are the right two values in the wrong order: (probability, digit).",
        "Return the digit first: `(digit, probability)`.",
    ),
    Misconception(
        "percent",
        lambda model, image: (_confidence(model, image)[0], 100 * _confidence(model, image)[1]),
        "The probability is in percent.",
        "Return it as it is, from 0 to 1.",
    ),
    Misconception(
        "all-probabilities",
        lambda model, image: (_digit(model, image), _row(model, image)),
        "The second value holds all ten probabilities.",
        "Only the digit's own is asked for: `probabilities[digit]`.",
    ),
    Misconception(
        "digit-only",
        _digit,
        "This is the digit alone.",
        "Return both: `return digit, probability`.",
    ),
    Misconception(
        "probability-rounded",
        lambda model, image: (_digit(model, image), round(_confidence(model, image)[1])),
        "The probability has been rounded to a whole number, and with it all doubt.",
        "Use `float(…)` to make it a plain number, not `int` or `round`.",
    ),
    Misconception(
        "arrays-returned",
        lambda model, image: (
            np.array([_confidence(model, image)[0]]),
            np.array([_confidence(model, image)[1]]),
        ),
        "Digit and probability are still in arrays of one.",
        "Take the first row of what `predict` returned, `[0]`, before you look for the largest.",
    ),
    Misconception(
        "other-model",
        lambda model, image: _confidence(Shuffled(), image),
        "{value} is what another model reads: the argument `model` was not used.",
        "The check hands over a model of its own. Call `predict` on the argument.",
    ),
)

PREDICT_WITH_CONFIDENCE = Exercise(
    id="predict_with_confidence",
    points=2,
    minutes=6,
    asks="Return the digit together with its probability.",
    signature="predict_with_confidence(model, image)",
    hints=(
        "It is `predict_digit` once more, but keep the ten probabilities before you choose.",
        "With `probabilities` of shape (10,): the digit is the place of the largest, and the "
        "probability stands at that place.",
        "`return int(probabilities.argmax()), float(probabilities.max())`.",
    ),
    inputs=_image_inputs,
    probe=shuffled.probe,
    judge=shuffled.judged(
        by_value(
            "predict_with_confidence(model, image)",
            _confidence,
            _CONFIDENCE_WRONG,
            Tolerance(relative=1e-3, absolute=2e-4),
            praise="The digit, and the probability that the model gives it.",
        ),
        _notice_input("predict_with_confidence(model, image)"),
    ),
    misconceptions=_CONFIDENCE_WRONG,
)

# center_drawing -------------------------------------------------------------------

CENTER_DRAWING = Exercise(
    id="center_drawing",
    points=4,
    minutes=20,
    difficulty=3,
    time_limit=30.0,
    asks="Frame a drawing as MNIST frames its digits.",
    signature="center_drawing(drawing)",
    hints=(
        "Four steps: cut out the ink; scale it so that its longer side measures "
        f"{spec.DRAWING_BOX}; find its centre of mass; put it on a black {spec.IMAGE_HEIGHT}×"
        f"{spec.IMAGE_WIDTH} image so that this centre comes to the middle. Treat a blank sheet "
        "first.",
        "`rows = np.flatnonzero(drawing.any(axis=1))` are the rows with ink; the same with "
        "`axis=0` for columns. Pillow scales: "
        "`np.asarray(Image.fromarray(ink).resize((width, height)))`. Mind its order: width first.",
        "With `mass = small.sum()`, the centre's row is "
        "`(small.sum(axis=1) * np.arange(small.shape[0])).sum() / mass`, its column likewise with "
        f"`axis=0`. The ink begins at row `round({spec.IMAGE_HEIGHT // 2} - centre_row)`.",
        "Make `framed = np.zeros((28, 28), np.float32)`, then "
        "`framed[top:top + height, left:left + width] = small / 255`, and return "
        "`framed[..., np.newaxis]`.",
    ),
    inputs=drawings.inputs,
    probe=call_each,
    judge=framing.judge,
    misconceptions=framing.MISCONCEPTIONS,
)

LESSON = Lesson(
    id="08_prediction",
    title="Reading one digit",
    minutes=55,
    goal="Have the network read a single image, then a digit that you draw yourself.",
    exercises=(PREDICT_DIGIT, PREDICT_WITH_CONFIDENCE, CENTER_DRAWING),
)
