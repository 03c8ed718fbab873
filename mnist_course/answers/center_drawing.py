"""Judging `center_drawing` by the properties of what it returns.

Many ways of scaling are right and give different pixels, so the frame is measured: where the
ink lies, how large it is, and whether it is still the same picture.
"""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from mnist_course import spec
from mnist_course.answers import drawings, exact_frames
from mnist_course.core.exercise import (
    PARTIAL,
    Answer,
    Misconception,
    Picture,
    Verdict,
    failed,
    passed,
)
from mnist_course.core.language import say, sentence
from mnist_course.core.plain import Data, describe_type
from mnist_course.core.showing import show, show_call
from mnist_course.drawing import center_drawing
from mnist_course.exercises.center_drawing import EXERCISE
from mnist_course.judging.comparison import trouble

_LOWEST_CENTRE, _HIGHEST_CENTRE = drawings.MIDDLE - 1.15, drawings.MIDDLE + 0.65
"""Half a pixel from the middle, which is row 14, as in MNIST, or 13.5, the field's own; and 0.15 by
which resampling moves the centre."""

_LEAST_INK, _MOST_INK = 0.6, 1.3
"""Brightness altogether, as a share of the reference's. Ways of resampling that average are between
0.94 and 1.1; those that pick single pixels, as SciPy's `zoom`, lose soft edges or keep them."""

_LEAST_BRIGHTEST = 0.95

_SAME_GREY = 0.08
"""How far the loop's pale side may be from what it was; resampling that overshoots adds 0.05."""

_FAINT, _STRONG, _INNER = 0.02, 0.35, 0.6
"""Where no ink is near; what is a stroke that is no part of the drawing; and what is more than the
edge of a stroke, so that it cannot be lost."""

_DEEPEST, _DEEPEST_IN_LOOP = 0.5, 0.25
"""How much darker than the ink on both of its sides two pixels may be, where the reference has no
such gap. Pillow's and SciPy's ways of resampling come to 0.38, and in the loop, whose sides are
straight, to 0.05; a hole of 2×2 in the ink has 0.6 to 1 in the median, so one of several drawings
tells."""

_REACH = 3
"""Pixels to either side in which ink around a gap is looked for."""

_SIZE_TOLERANCE = 1
_LIKENESS = 0.75
_BLANK_SCORE = 0.75

# Misconceptions -------------------------------------------------------------------


def _placed(
    drawing: np.ndarray,
    box: tuple[int, int] | None = None,
    at: str = "mass",
) -> np.ndarray:
    """A frame made in a wrong way: another box, or another place. float32 (28, 28)."""
    framed = np.zeros((spec.IMAGE_HEIGHT, spec.IMAGE_WIDTH), np.float32)
    if not drawing.any():
        return framed
    top, bottom, left, right = drawings.box(drawing)
    ink = drawing[top : bottom + 1, left : right + 1]
    if box is None:
        longest = max(ink.shape)
        box = tuple(max(1, round(side * spec.DRAWING_BOX / longest)) for side in ink.shape)
    small = _scaled(ink, *box)
    if at == "box":
        start = [(drawings.MIDDLE * 2 - side) / 2 for side in small.shape]
    elif at == "corner":
        start = [0, 0]
    else:
        centre = drawings.centre(small)
        start = [drawings.MIDDLE - place for place in (centre[::-1] if at == "swapped" else centre)]
    y, x = (
        int(np.clip(round(place), 0, size - side))
        for place, size, side in zip(start, framed.shape, small.shape)
    )
    framed[y : y + small.shape[0], x : x + small.shape[1]] = small
    return framed


def _scaled(ink: np.ndarray, height: int, width: int) -> np.ndarray:
    from PIL import Image

    return np.asarray(Image.fromarray(ink).resize((width, height))) / np.float32(spec.BRIGHTEST)


def _whole_sheet(drawing: np.ndarray) -> np.ndarray:
    return _scaled(drawing, spec.IMAGE_HEIGHT, spec.IMAGE_WIDTH)[..., np.newaxis]


def _crash_on_blank(drawing: np.ndarray) -> np.ndarray:
    drawing[np.flatnonzero(drawing.any(axis=1))[0]]
    return center_drawing(drawing)


_MISCONCEPTIONS = (
    Misconception(
        "no-channel-axis",
        lambda drawing: center_drawing(drawing)[..., 0],
        "The result has shape {shape}: the channel axis is missing.",
        "Add it at the end: `framed[..., np.newaxis]` makes (28, 28) into (28, 28, 1).",
    ),
    Misconception(
        "batch-axis-added",
        lambda drawing: center_drawing(drawing)[np.newaxis],
        "The result has shape {shape}: it is a batch already.",
        "Return one image, (28, 28, 1). `predict_digit` adds the batch axis.",
    ),
    Misconception(
        "box-only",
        lambda drawing: center_drawing(drawing)[4:24, 4:24],
        "The result has shape {shape}: this is the box without the margin around it.",
        "Put the box on a black image of 28×28.",
    ),
    Misconception(
        "not-scaled",
        lambda drawing: center_drawing(drawing) * np.float32(spec.BRIGHTEST),
        "The values reach {max}; the network learned from values between 0 and 1.",
        "Divide by 255.",
    ),
    Misconception(
        "scaled-twice",
        lambda drawing: center_drawing(drawing) / np.float32(spec.BRIGHTEST),
        "The brightest pixel is {max}: the values were divided by 255 twice.",
        "Divide by 255 once, at the end.",
    ),
    Misconception(
        "wrong-dtype",
        lambda drawing: center_drawing(drawing).astype(np.float64),
        "The result has dtype {dtype}, expected float32.",
        'Convert it: `.astype("float32")`, or begin with `np.zeros((28, 28), np.float32)`.',
    ),
    Misconception(
        "inverted",
        lambda drawing: 1 - center_drawing(drawing),
        "The paper is white and the ink is black. MNIST is the other way round.",
        "The drawing comes white on black already: leave out the inversion.",
    ),
    Misconception(
        "not-cropped",
        _whole_sheet,
        "The whole sheet was scaled down, so the digit is as small and as far from the middle as "
        "it was drawn.",
        "Cut out the part with ink before you scale.",
    ),
    Misconception(
        "fills-the-field",
        lambda drawing: _placed(
            drawing,
            tuple(round(s * spec.IMAGE_HEIGHT / max(_sides(drawing))) for s in _sides(drawing)),
        )[..., np.newaxis],
        "The digit fills the field from edge to edge. MNIST leaves a margin.",
        say("Scale the longer side to {drawing_box} pixels.", drawing_box=spec.DRAWING_BOX),
    ),
    Misconception(
        "stretched",
        lambda drawing: _placed(drawing, (spec.DRAWING_BOX, spec.DRAWING_BOX))[..., np.newaxis],
        "Height and width were both made 20, so the digit is stretched.",
        "Scale both sides by the same factor, `20 / max(height, width)`.",
    ),
    Misconception(
        "width-height-swapped",
        lambda drawing: _placed(drawing, _box_of(drawing)[::-1])[..., np.newaxis],
        "Height and width are exchanged: an upright digit has become a lying one.",
        "Pillow's `resize` takes `(width, height)`; an array's shape is (height, width).",
    ),
    Misconception(
        "centred-by-box",
        lambda drawing: _placed(drawing, at="box")[..., np.newaxis],
        "The middle of the box lies in the middle of the image. MNIST puts the centre of mass "
        "there.",
        "Find the mean row and the mean column of the ink, each pixel weighted by its brightness.",
    ),
    Misconception(
        "rows-columns-swapped",
        lambda drawing: _placed(drawing, at="swapped")[..., np.newaxis],
        "The shift along the rows was used for the columns, and the other way round.",
        "`sum(axis=1)` leaves one number for each row: use it for the centre's row.",
    ),
    Misconception(
        "not-centred",
        lambda drawing: _placed(drawing, at="corner")[..., np.newaxis],
        "The digit has the right size, but it does not lie in the middle.",
        "Begin at row `round(14 - centre_row)` and column `round(14 - centre_column)`.",
    ),
    Misconception(
        "turned-or-mirrored",
        lambda drawing: center_drawing(drawing.T),
        "The digit was turned or mirrored on its way.",
        "Look for a transposed array, or a negative step such as `[::-1]`.",
    ),
    Misconception(
        "blank-sheet",
        _crash_on_blank,
        "Drawings are framed rightly, but a blank sheet is not: it should give a blank image.",
        "Ask first: `if not drawing.any():`, and return zeros of shape (28, 28, 1), float32.",
    ),
)


def _extent(box: tuple[int, int, int, int]) -> np.ndarray:
    return np.array([box[1] - box[0] + 1, box[3] - box[2] + 1])


def _sides(drawing: np.ndarray) -> tuple[int, int]:
    if not drawing.any():
        return 1, 1
    top, bottom, left, right = drawings.box(drawing)
    return bottom - top + 1, right - left + 1


def _box_of(drawing: np.ndarray) -> tuple[int, int]:
    sides = _sides(drawing)
    height, width = (max(1, round(side * spec.DRAWING_BOX / max(sides))) for side in sides)
    return height, width


# Judging --------------------------------------------------------------------------


def _judge(inputs: Data, observed: Data) -> Verdict:
    """The verdict on `center_drawing`; a blank sheet alone costs a part of the points."""
    cases, records = inputs["cases"], observed["calls"]
    for number, ((drawing,), record) in enumerate(zip(cases, records)):
        blank = not drawing.any()
        verdict = trouble(EXERCISE.signature, [drawing], record)
        value = record["value"]
        if verdict is None:
            cause = _blank_fault(value) if blank else _fault(drawing, value)
            if cause is None:
                continue
            verdict = _verdict(cause, drawing, value, number)
        elif blank:
            verdict = _stopped_at_blank(_verdict("blank-sheet", drawing, value, number), record)
        return replace(verdict, shown=number)
    if len(records) < len(cases):
        return failed("no-answer", "Some calls gave no answer.", "Run the cell again.")
    return passed(
        "The ink in its box, its proportions kept, its centre of mass in the middle.",
        pictures=_pictures(cases[0][0], records[0]["value"]),
    )


def _stopped_at_blank(verdict: Verdict, record: dict[str, Any]) -> Verdict:
    error = record["error"]
    if not error:
        return verdict
    line = (
        say(" in line {number}, `{line}`", number=error["number"], line=error["line"])
        if error["line"]
        else ""
    )
    told = say(
        "Drawings are framed rightly; at a blank sheet your code stops with {type}",
        type=error["type"],
    )
    return replace(verdict, message=f"{told}{line}.", returned=say("nothing: it stopped"))


def _blank_fault(value: Data) -> str | None:
    fits = isinstance(value, np.ndarray) and value.shape == spec.INPUT_SHAPE
    is_blank = fits and value.dtype == np.float32 and not value.any()
    return None if is_blank else "blank-sheet"


def _fault(drawing: np.ndarray, value: Data) -> str | None:
    """The name of what is wrong with one frame, or None."""
    if not isinstance(value, np.ndarray) or value.dtype.kind not in "biuf" or not value.size:
        return "wrong-type"
    if value.shape != spec.INPUT_SHAPE:
        known = {
            spec.INPUT_SHAPE[:2]: "no-channel-axis",
            (1, *spec.INPUT_SHAPE): "batch-axis-added",
        }
        if value.shape[:2] == (spec.DRAWING_BOX, spec.DRAWING_BOX):
            return "box-only"
        return known.get(value.shape, "wrong-shape")
    pixels = value[..., 0].astype(np.float64)
    if not np.isfinite(pixels).all():
        return "not-finite"
    fault = _value_fault(pixels, value.dtype)
    if fault:
        return fault
    ink = exact_frames.ink_of(drawing)
    return _frame_fault(drawing, pixels) if ink is None else exact_frames.fault(ink, pixels)


def _value_fault(pixels: np.ndarray, dtype: np.dtype) -> str | None:
    high = pixels.max()
    if high > 1.01:
        return "not-scaled"
    if high <= 0:
        return "no-ink"
    if high < 0.02:
        return "scaled-twice"
    if pixels.min() < -0.01:
        return "negative"
    if pixels.mean() > 0.5:
        return "inverted"
    return None if dtype == np.float32 else "wrong-dtype"


def _frame_fault(drawing: np.ndarray, pixels: np.ndarray) -> str | None:
    right = center_drawing(drawing)[..., 0].astype(np.float64)
    if drawings.likeness_in_place(pixels, _whole_sheet(drawing)[..., 0]) > 0.95:
        return "not-cropped"
    # An inverted sheet is ink all over, whatever was drawn.
    if drawings.likeness_in_place(pixels, center_drawing(255 - drawing)[..., 0]) > 0.95:
        return "inverted"
    fault = _size_fault(drawing, pixels)
    alike = drawings.likeness(right, pixels)
    if fault or alike < _LIKENESS:
        changed = [np.rot90(picture, turns) for picture in (right, right.T) for turns in range(4)]
        turned = max(drawings.likeness(other, pixels) for other in changed[1:])
        # Some strokes look alike squeezed and turned: the better fit decides.
        squeezed = drawings.likeness(_placed(drawing, _box_of(drawing)[::-1]), pixels)
        if turned > max(_LIKENESS, squeezed, alike):
            return "turned-or-mirrored"
        return fault or "another-picture"
    # Before the centre of mass, which other greys have elsewhere.
    if drawings.is_pale(drawing) and abs(_pale_side(right, pixels) - drawings.PALE) > _SAME_GREY:
        return "other-brightness" if pixels.max() >= _LEAST_BRIGHTEST * right.max() else "too-dim"
    if all(_LOWEST_CENTRE <= place <= _HIGHEST_CENTRE for place in drawings.centre(pixels)):
        return _ink_fault(right, pixels, drawings.is_pale(drawing))
    if np.abs(drawings.box_centre(drawings.box(pixels)) - drawings.MIDDLE).max() <= 1:
        return "centred-by-box"
    if drawings.likeness_in_place(pixels, _placed(drawing, at="swapped")) > 0.9:
        return "rows-columns-swapped"
    return "not-centred"


def _ink_fault(right: np.ndarray, pixels: np.ndarray, pale: bool) -> str | None:
    """What happened to the ink of a picture that has the right size and place."""
    if pixels.max() < _LEAST_BRIGHTEST * right.max():
        return "too-dim"
    if not _LEAST_INK <= pixels.sum() / right.sum() <= _MOST_INK:
        return "other-brightness"
    # Framing may differ by a pixel or two, and then an edge by another.
    pixels = drawings.laid_upon(right, pixels)
    if (pixels[_largest_around(right) < _FAINT] > _STRONG).any():
        return "stray-ink"
    if (right[_largest_around(pixels) < _FAINT] > _INNER).any():
        return "lost-ink"
    gaps = _gaps(pixels) - _largest_around(_gaps(right))
    deepest = _DEEPEST_IN_LOOP if pale else _DEEPEST
    return "hole-in-the-ink" if (gaps > deepest).sum() > 1 else None


def _gaps(pixels: np.ndarray) -> np.ndarray:
    """How much darker each pixel is than the ink on both sides of it, in the deepest direction."""
    depths = [
        np.minimum(_beside(pixels, down, right), _beside(pixels, -down, -right)) - pixels
        for down, right in ((0, 1), (1, 0), (1, 1), (1, -1))
    ]
    return np.max(depths, axis=0)


def _beside(pixels: np.ndarray, down: int, right: int) -> np.ndarray:
    """The brightest of the next few pixels in one direction, for each pixel."""
    framed = np.pad(pixels, _REACH)
    height, width = pixels.shape
    tops = [_REACH + step * down for step in range(1, _REACH + 1)]
    lefts = [_REACH + step * right for step in range(1, _REACH + 1)]
    return np.max(
        [framed[y : y + height, x : x + width] for y, x in zip(tops, lefts)],
        axis=0,
    )


def _pale_side(right: np.ndarray, pixels: np.ndarray) -> float:
    """How bright the loop is on its pale side, well away from the other."""
    near = _largest_around(_largest_around(_largest_around(right)))
    return float(pixels[near < (1 + drawings.PALE) / 2].max(initial=0))


def _largest_around(pixels: np.ndarray) -> np.ndarray:
    """The maximum of each pixel's 3×3 neighbourhood."""
    return sliding_window_view(np.pad(pixels, 1), (3, 3)).max(axis=(2, 3))


def _size_fault(drawing: np.ndarray, pixels: np.ndarray) -> str | None:
    wanted = np.array(_box_of(drawing))
    clear, all_of_it = (_extent(drawings.box(pixels, share)) for share in (0.1, 0))
    # An edge that fades is part of the ink, or is not.
    if any(np.abs(sides - wanted).max() <= _SIZE_TOLERANCE for sides in (clear, all_of_it)):
        return None
    sides = clear
    if np.abs(sides - spec.DRAWING_BOX).max() <= _SIZE_TOLERANCE:
        return "stretched"
    if np.abs(sides - wanted[::-1]).max() <= _SIZE_TOLERANCE:
        return "width-height-swapped"
    if sides.max() >= spec.IMAGE_HEIGHT - _SIZE_TOLERANCE:
        return "fills-the-field"
    return "wrong-size"


_WORDS = {
    "wrong-type": (
        sentence("The result is {type}, not an image."),
        sentence("Return a NumPy array of shape (28, 28, 1), float32."),
    ),
    "wrong-shape": (
        sentence("The result has shape {shape}, expected (28, 28, 1)."),
        sentence(
            "Begin with `np.zeros((28, 28), np.float32)`, and add the channel axis at the end."
        ),
    ),
    "not-finite": (
        sentence("Some values are not numbers (nan or inf)."),
        sentence("Look for a division by zero."),
    ),
    "no-ink": (
        sentence("The result is black all over: the ink is lost."),
        sentence(
            "Print the largest value after each step, and find where it becomes 0. Dividing uint8 "
            "with `//` does it."
        ),
    ),
    "negative": (
        sentence("The values begin at {min}; no pixel is darker than black."),
        sentence("Clip what the scaling brought: `np.clip(values, 0, 1)`."),
    ),
    "wrong-size": (
        sentence("The ink measures {sides}, expected {wanted} pixels (height × width)."),
        sentence("Scale the longer side of the ink to 20 pixels, the other by the same factor."),
    ),
    "too-dim": (
        sentence("The brightest pixel is {max}; the drawing's ink is brighter than that."),
        sentence("Divide by 255, once, and leave the brightness as it is."),
    ),
    "other-brightness": (
        sentence(
            "Size and place are right, but the ink is brighter or darker than it was drawn: "
            "greys have changed."
        ),
        sentence("Divide by 255 and leave it at that; no threshold, no power, no stretching."),
    ),
    "divided-by-256": (
        sentence(
            "The ink is a little too dark: its brightest pixel is {max}, where {brightest} is "
            "right."
        ),
        sentence("uint8 ends at 255: divide by 255, not by 256."),
    ),
    "stretched-brightness": (
        sentence(
            "The brightest pixel is {max}, where {brightest} is right: the drawing was divided "
            "by its own maximum."
        ),
        sentence("Divide by 255, whatever the maximum: pale ink stays pale."),
    ),
    "greys-dropped": (
        sentence("Pale ink, such as 0.28, has changed or is gone; brighter ink is right."),
        sentence("Leave out the threshold: every grey of the drawing counts."),
    ),
    "edge-cut-off": (
        sentence("The drawing's first or last row or column of ink is missing."),
        sentence(
            "A slice leaves its end out: `drawing[rows[0]:rows[-1] + 1, columns[0]:columns[-1] "
            "+ 1]`."
        ),
    ),
    "stray-ink": (
        sentence("There is ink where nothing was drawn."),
        sentence("Look at the result with `plt.imshow`, beside the drawing."),
    ),
    "lost-ink": (
        sentence("A part of the drawing is missing."),
        sentence("Look at the result with `plt.imshow`, beside the drawing."),
    ),
    "hole-in-the-ink": (
        sentence("There is a gap in a stroke where the drawing has ink."),
        sentence(
            "Look at the result with `plt.imshow`, beside the drawing: at which step does it open?"
        ),
    ),
    "another-picture": (
        sentence("Size and place are right, but it is not the same picture."),
        sentence("Look at each step with `plt.imshow`: which one changes the digit?"),
    ),
    **{one.cause: (one.message, one.next_step) for one in _MISCONCEPTIONS},
}


def _verdict(cause: str, drawing: np.ndarray, value: Data, number: int) -> Verdict:
    message, next_step = _WORDS[cause]
    facts: dict[str, Any] = {"type": describe_type(value)}
    if isinstance(value, np.ndarray):
        facts |= {"shape": value.shape, "dtype": value.dtype}
        if value.size and value.dtype.kind in "biuf":
            facts |= {"min": f"{value.min():.4g}", "max": f"{value.max():.4g}"}
            facts["brightest"] = f"{drawing.max() / spec.BRIGHTEST:.4g}"
    if cause == "wrong-size":
        facts["sides"] = "×".join(map(str, _extent(drawings.box(value[..., 0]))))
        facts["wanted"] = "×".join(map(str, _box_of(drawing)))
    more = {
        "called": show_call(EXERCISE.signature, [drawing]),
        "returned": show(value),
        "expected": say("float32 array {input_shape}, values 0 to 1", input_shape=spec.INPUT_SHAPE),
        "pictures": _pictures(drawing, value),
    }
    if cause == "blank-sheet":
        return Verdict(PARTIAL, message, next_step, cause=cause, score=_BLANK_SCORE, **more)
    return failed(cause, say(message).format(**facts), next_step, **more)


def _pictures(drawing: np.ndarray, value: Data) -> tuple[Picture, ...]:
    if not isinstance(value, np.ndarray) or value.dtype.kind not in "biuf":
        return ()
    pictures = [Picture("drawn, every 4th pixel", drawing[::4, ::4])]
    pixels = np.squeeze(value)
    if pixels.ndim == 2 and max(pixels.shape) <= 64 and np.isfinite(pixels).all():
        pictures.append(Picture("yours", pixels))
    pictures.append(Picture("expected, about", center_drawing(drawing)[..., 0]))
    return tuple(pictures)


ANSWER = Answer(inputs=drawings.inputs, judge=_judge, misconceptions=_MISCONCEPTIONS)
