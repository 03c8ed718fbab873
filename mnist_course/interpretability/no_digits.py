"""Things that are no digits, made by code: letters, signs, clothes, patterns, noise."""

from dataclasses import dataclass

import numpy as np

from mnist_course import spec
from mnist_course.core.language import say, sentence
from mnist_course.drawing import center_drawing, stroke

_SHEET = 140
_PEN = _SHEET / 12

_STROKES = {
    "a letter A": (((0.9, 0.2), (0.1, 0.5), (0.9, 0.8)), ((0.6, 0.32), (0.6, 0.68))),
    "a letter E": (((0.1, 0.75), (0.1, 0.3), (0.9, 0.3), (0.9, 0.75)), ((0.5, 0.3), (0.5, 0.65))),
    "a letter H": (
        ((0.1, 0.25), (0.9, 0.25)), ((0.1, 0.75), (0.9, 0.75)), ((0.5, 0.25), (0.5, 0.75)),
    ),
    "a letter K": (((0.1, 0.3), (0.9, 0.3)), ((0.1, 0.75), (0.55, 0.3), (0.9, 0.75))),
    "a letter M": (((0.9, 0.15), (0.1, 0.2), (0.6, 0.5), (0.1, 0.8), (0.9, 0.85)),),
    "a letter X": (((0.1, 0.2), (0.9, 0.8)), ((0.9, 0.2), (0.1, 0.8))),
    sentence("a plus sign"): (((0.15, 0.5), (0.85, 0.5)), ((0.5, 0.15), (0.5, 0.85))),
    "a tick": (((0.5, 0.15), (0.85, 0.4), (0.15, 0.85)),),
    "a house": (((0.9, 0.2), (0.45, 0.2), (0.1, 0.5), (0.45, 0.8), (0.9, 0.8), (0.9, 0.2)),),
    "a star": (((0.9, 0.25), (0.1, 0.5), (0.9, 0.75), (0.4, 0.1), (0.4, 0.9), (0.9, 0.25)),),
}  # fmt: skip
"""The pen's ways, rows and columns as parts of the sheet."""

_CLOTHES = {
    "a T-shirt": (
        (0.15, 0.35), (0.2, 0.5), (0.15, 0.65), (0.25, 0.95), (0.42, 0.88), (0.38, 0.75),
        (0.9, 0.75), (0.9, 0.25), (0.38, 0.25), (0.42, 0.12), (0.25, 0.05),
    ),
    "trousers": (
        (0.08, 0.3), (0.08, 0.7), (0.95, 0.8), (0.95, 0.6), (0.35, 0.5), (0.95, 0.4), (0.95, 0.2),
    ),
    "a boot": (
        (0.1, 0.3), (0.1, 0.6), (0.6, 0.62), (0.72, 0.95), (0.9, 0.95), (0.9, 0.3),
    ),
}  # fmt: skip
"""Corners of filled shapes, as above."""


@dataclass(frozen=True)
class Stranger:
    """A picture that shows no digit.

    Attributes:
        name: such as 'a letter A'.
        image: float32 (28, 28, 1) in [0, 1], white on black.
    """

    name: str
    image: np.ndarray


def strangers(seed: int = 0) -> list[Stranger]:
    """Some sixteen things that are no digits; what was drawn is framed as MNIST frames its digits.

    Args:
        seed: of the noise.
    """
    rng = np.random.default_rng(seed)
    shape = spec.INPUT_SHAPE
    rows, columns = np.indices(shape[:2])
    drawn = [Stranger(name, _drawn(lines)) for name, lines in _STROKES.items()]
    sewn = [Stranger(name, _filled(corners)) for name, corners in _CLOTHES.items()]
    patterns = {
        "a chessboard": (rows // 4 + columns // 4) % 2,
        say("noise, every grey"): rng.random(shape[:2]),
        say("noise, few white pixels"): rng.random(shape[:2]) < 0.1,
        say("an empty sheet"): np.zeros(shape[:2]),
    }
    made = [
        Stranger(name, np.asarray(values, np.float32)[..., np.newaxis])
        for name, values in patterns.items()
    ]
    return drawn + sewn + made


def _drawn(lines: tuple) -> np.ndarray:
    sheets = [stroke(np.array(line) * _SHEET, _SHEET, _PEN) for line in lines]
    return center_drawing(np.max(sheets, axis=0))


def _filled(corners: tuple) -> np.ndarray:
    from PIL import Image, ImageDraw

    sheet = Image.new("L", (_SHEET, _SHEET))
    # Pillow has columns first.
    places = [(column * _SHEET, row * _SHEET) for row, column in corners]
    ImageDraw.Draw(sheet).polygon(places, fill=spec.BRIGHTEST)
    return center_drawing(np.asarray(sheet))
