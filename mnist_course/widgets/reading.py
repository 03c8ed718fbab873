"""What a network reads in a drawing, and why it fails; no widget in here."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from mnist_course import lent, spec
from mnist_course.core.course_file import taught
from mnist_course.core.errors import CourseError, named
from mnist_course.core.language import say, sentence

LENT = object()
"""In place of a model: the course's own network, without TensorFlow."""

Framing = Callable[[np.ndarray], np.ndarray]

_EXPECTED = say("It should return {input_shape} float32 in [0, 1].", input_shape=spec.INPUT_SHAPE)
_INSTEAD = sentence("The course’s own is used for now.")


@dataclass(frozen=True)
class Reading:
    """One look of the network at a drawing.

    Attributes:
        image: what the network saw, float32 (28, 28).
        probabilities: of the ten digits, float (10,).
        plain: the probabilities for the same drawing, framed and white on black; equal to
            `probabilities` where nothing was changed.
        trouble: what was wrong with the student's function, in a line; '' where nothing.
    """

    image: np.ndarray
    probabilities: np.ndarray
    plain: np.ndarray
    trouble: str = ""

    @property
    def digit(self) -> int:
        return int(np.argmax(self.probabilities))


def predictor(model: Any) -> Callable[[np.ndarray], np.ndarray]:
    """A quick way from images to probabilities: `model.predict` costs 50 ms even for one.

    Args:
        model: a Keras model from (n, 28, 28, 1) to (n, 10); `LENT` for the course's own.

    Returns:
        float32 (n, 28, 28, 1) → float (n, 10). It follows the model's weights as they change.

    Raises:
        CourseError: where the model takes or gives something else.
    """
    if model is LENT:
        return lent.probabilities

    import keras

    if not isinstance(model, keras.Model):
        raise CourseError(
            say(
                "The model is {name}, not a Keras model. Give the model itself, such as the one "
                "that {lesson_6} trained.",
                name=type(model).__name__,
                lesson_6=taught("06_training", say("lesson 6"), say("you have")),
            )
        )

    def call(images: Any) -> Any:
        return model(images, training=False)

    if keras.backend.backend() == "tensorflow":
        import tensorflow as tf

        call = tf.function(
            call,
            input_signature=[tf.TensorSpec((None, *spec.INPUT_SHAPE), tf.float32)],
            reduce_retracing=True,
        )

    def predict(images: np.ndarray) -> np.ndarray:
        return keras.ops.convert_to_numpy(call(keras.ops.convert_to_tensor(images)))

    try:
        given = predict(np.zeros((1, *spec.INPUT_SHAPE), np.float32))
    except Exception as error:
        raise CourseError(
            say(
                "The model cannot read an image {input_shape}: {sentence} Give a model that "
                "takes such images, as the course’s does.",
                input_shape=spec.INPUT_SHAPE,
                sentence=_sentence(error),
            )
        ) from None
    if given.shape != (1, spec.CLASSES):
        raise CourseError(
            say(
                "For one image the model gives {shape}, not (1, {classes}). Give a model with "
                "one probability for each digit.",
                shape=given.shape,
                classes=spec.CLASSES,
            )
        )
    return predict


class Reader:
    """A network and the function that frames drawings for it."""

    def __init__(self, model: Any, center_drawing: Framing | None = None):
        self._predict = predictor(model)
        self._center = center_drawing

    def read(self, drawing: np.ndarray, inverted: bool = False, centred: bool = True) -> Reading:
        """Read a drawing.

        Args:
            drawing: uint8 (h, w), white on black.
            inverted: show the network black on white.
            centred: frame the drawing as MNIST does; otherwise only shrink the whole sheet.
        """
        framed, trouble = self._frame(drawing)
        seen = framed if centred else shrink(drawing)
        if inverted:
            seen = 1 - seen
        changed = inverted or not centred
        batch = np.stack([seen, framed] if changed else [seen]).astype(np.float32)
        probabilities = self._predict(batch)
        return Reading(seen[..., 0], probabilities[0], probabilities[-1], trouble)

    def _frame(self, drawing: np.ndarray) -> tuple[np.ndarray, str]:
        if self._center is None:
            return _reference(drawing), ""
        try:
            framed = self._center(drawing.copy())
            trouble = _doubts(framed)
        except NotImplementedError:
            trouble = say("Your `center_drawing` is not written yet.")
        except Exception as error:
            trouble = say(
                "Your `center_drawing` stopped with {sentence}", sentence=_sentence(error)
            )
        if trouble:
            return _reference(drawing), f"{trouble} {_INSTEAD}"
        return np.asarray(framed), ""


def _reference(drawing: np.ndarray) -> np.ndarray:
    from mnist_course.drawing import center_drawing

    return center_drawing(drawing)


def _doubts(framed: Any) -> str:
    """What is wrong with a framed drawing; '' where nothing."""
    if framed is None:
        return say("Your `center_drawing` returned nothing. {expected}", expected=_EXPECTED)
    with contextlib.suppress(ValueError, TypeError):
        array = np.asarray(framed)
        if array.shape != spec.INPUT_SHAPE or array.dtype.kind not in "fiub":
            return say(
                "Your `center_drawing` returned {dtype} of shape {shape}. {expected}",
                dtype=array.dtype,
                shape=array.shape,
                expected=_EXPECTED,
            )
        if not np.isfinite(array).all():
            return say(
                "Your `center_drawing` returned values that are no numbers (nan). {expected}",
                expected=_EXPECTED,
            )
        if array.min() < 0 or array.max() > 1:
            return say(
                "Your `center_drawing` returned values from {least:g} to {most:g}. {expected}",
                least=array.min(),
                most=array.max(),
                expected=_EXPECTED,
            )
        return ""
    return say(
        "Your `center_drawing` returned {name}. {expected}",
        name=type(framed).__name__,
        expected=_EXPECTED,
    )


def _sentence(error: Exception) -> str:
    words = named(error, 160)
    return words if words.endswith((".", "…")) else f"{words}."


def shrink(drawing: np.ndarray) -> np.ndarray:
    """The whole sheet scaled to 28×28, the digit where and as large as it was drawn.

    Args:
        drawing: uint8 (h, w), white on black.

    Returns:
        float32 (28, 28, 1) in [0, 1].
    """
    from PIL import Image

    small = Image.fromarray(drawing).resize(
        (spec.IMAGE_WIDTH, spec.IMAGE_HEIGHT), Image.Resampling.BOX
    )
    return np.asarray(small, np.float32)[..., np.newaxis] / spec.BRIGHTEST


def centre_of_mass(image: np.ndarray) -> tuple[float, float] | None:
    """Row and column of the ink's centre, counted from 0; None where there is no ink."""
    total = float(image.sum())
    if total <= 0:
        return None
    rows, columns = np.indices(image.shape)
    return float((rows * image).sum() / total), float((columns * image).sum() / total)


def percent(share: float) -> str:
    """A probability in words; no network is certain, so never '100 %'."""
    if share > 0.999:
        return say("more than 99.9 %")
    return say("less than 0.1 %") if share < 0.001 else f"{100 * share:.1f} %"


def explain(reading: Reading, inverted: bool, centred: bool) -> str:
    """Why a changed drawing is hard to read; '' where nothing was changed."""
    reasons = []
    if inverted:
        reasons.append(
            say(
                "Inverted: the network learned white ink on black. Now nearly every pixel is "
                "bright, and its kernels answer to the paper."
            )
        )
    if not centred:
        ink = 1 - reading.image if inverted else reading.image
        place = centre_of_mass(ink)
        middle = (spec.IMAGE_HEIGHT - 1) / 2
        reasons.append(
            say("Not centred: the digit keeps the place and the size that you drew")
            + (
                say(
                    ", with its centre at row {row:.0f}, column {column:.0f}",
                    row=place[0],
                    column=place[1],
                )
                if place
                else ""
            )
            + say(
                ". In MNIST the centre is always near row {middle:.0f}, column "
                "{middle:.0f}, in a box of {drawing_box}×{drawing_box} pixels; the network "
                "has seen nothing else.",
                middle=middle,
                drawing_box=spec.DRAWING_BOX,
            )
        )
    if not reasons:
        return ""
    usual = int(np.argmax(reading.plain))
    share = percent(reading.plain[usual])
    if usual == reading.digit:
        reasons.append(
            say(
                "It still reads {usual} this time; in MNIST’s own frame it is {share} sure.",
                usual=usual,
                share=share,
            )
        )
    else:
        reasons.append(
            say("In MNIST’s own frame it reads {usual}, {share} sure.", usual=usual, share=share)
        )
    return " ".join(reasons)
