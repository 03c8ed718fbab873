"""Random drawings, and measures of a picture: where its ink lies and how large it is."""

import numpy as np

from mnist_course import spec
from mnist_course.core.plain import Data
from mnist_course.drawing import center_drawing, stroke

MIDDLE = spec.IMAGE_HEIGHT / 2

PALE = 0.44
"""How bright the loop is on its pale side."""

_FAINTEST, _PALEST, _BRIGHT, _BRIGHTEST = 64, 77, 200, 240
"""Greys of the small drawing. What is fainter than the first, some take for paper; each of its
edges has a bright pixel, so that no threshold moves its box."""

_FLAT = 4 * spec.DRAWING_BOX
"""The longer side of the block of one grey: a whole number of pixels becomes one."""

# Inputs ---------------------------------------------------------------------------


def inputs(rng: np.random.Generator) -> Data:
    """Two drawings, one upright and one lying, a blank sheet, a pale loop; then some that every
    way of scaling frames alike: small ink, a block, a thin line upright and lying."""
    drawings = [_drawing(rng, upright) for upright in (True, False)]
    height, width = rng.integers(60, 120, 2)
    blank = np.zeros((height, width), np.uint8)
    alike = _small(rng), _block(rng), _line(rng), _line(rng).T
    sheets = (*drawings, blank, _loop(rng), *alike)
    return {"cases": [[sheet] for sheet in sheets]}


def _small(rng: np.random.Generator) -> np.ndarray:
    """Greys of just the right size, down to the last row and column of the sheet."""
    low, high = 0.55, 0.9
    while True:
        sides = spec.DRAWING_BOX, int(rng.integers(9, 15))
        # Brighter towards one corner, so that the middle of the box is not the centre of mass.
        fade = np.outer(*(np.linspace(1, rng.uniform(0.3, 0.7), side) for side in sides))
        ink = np.maximum(rng.integers(_PALEST, _BRIGHT, sides) * fade, _PALEST)
        pale = rng.random(sides) < 0.3
        ink[pale] = rng.integers(_FAINTEST, _PALEST, pale.sum())
        for edge in (ink[0], ink[-1], ink[:, 0], ink[:, -1]):
            edge[rng.integers(len(edge))] = rng.integers(_BRIGHT, _BRIGHTEST)
        parts = [place % 1 for place in centre(ink)]
        # There a pixel more or less puts the centre out of the middle.
        if min(parts) > low and max(parts) < high:
            sheet = np.pad(ink.astype(np.uint8), ((int(rng.integers(4, 20)), 0), (7, 0)))
            return sheet if rng.random() < 0.5 else sheet.T


def _block(rng: np.random.Generator) -> np.ndarray:
    """A rectangle of one grey, of which scaling makes whole pixels; a part lies beyond row 100."""
    size = 130
    sides = [_FLAT, 8 * int(rng.integers(3, 8))][:: int(rng.choice([-1, 1]))]
    bottom, right = 100 + int(rng.integers(6, 20)), int(rng.integers(_FLAT, size - 4))
    sheet = np.zeros((size, size), np.uint8)
    sheet[bottom - sides[0] : bottom, right - sides[1] : right] = rng.integers(180, 230)
    return sheet


def _loop(rng: np.random.Generator) -> np.ndarray:
    """A loop around an empty middle, pale on one side: brightness and strokes both count."""
    size = int(rng.integers(100, 130))
    low, high = rng.uniform(0.15, 0.22) * size, rng.uniform(0.72, 0.8) * size
    corners = np.array([[low, low], [low, high], [high, high], [high, low], [low, low]])
    sheet = stroke(corners, size, thickness=size / rng.uniform(9, 11))
    shade = np.where(np.arange(size) < 0.45 * size, PALE, 1.0)[:: int(rng.choice([-1, 1]))]
    return np.rint(sheet * (shade if rng.random() < 0.5 else shade[:, np.newaxis])).astype(np.uint8)


def _line(rng: np.random.Generator) -> np.ndarray:
    """A line one pixel wide, which scaled by the same factor is no pixel wide at all."""
    sheet = np.zeros((_FLAT + 10, int(rng.integers(40, 60))), np.uint8)
    top = int(rng.integers(2, 8))
    sheet[top : top + _FLAT, int(rng.integers(8, 30))] = 255
    return sheet


def _drawing(rng: np.random.Generator, upright: bool) -> np.ndarray:
    """Random strokes on which each known mistake shows."""
    while True:
        size = int(rng.integers(90, 130))
        long, short = rng.uniform(0.40, 0.5) * size, rng.uniform(0.22, 0.28) * size
        extent = np.array([long, short] if upright else [short, long])
        corner = rng.uniform(0.08, 0.4, 2) * size
        # One bar across an end, one line to the other: mass and box have different centres.
        along, across = (0, 1) if upright else (1, 0)
        places = rng.random((4, 2))
        places[:, along] = [0.4 * places[0, along], 0, 0.05, 1]
        places[1:3, across] = [0, 1]
        turned = rng.random(2) < 0.5
        places[:, turned] = 1 - places[:, turned]
        points = corner + places * extent
        sheet = stroke(points, size, thickness=long / rng.uniform(7, 9))
        sheet = sheet[: size - int(rng.integers(0, 12)), :]
        framed = center_drawing(sheet)[..., 0]
        edges = box(framed)
        offset = np.abs(box_centre(edges) - np.array(centre(framed)))
        inside = np.array(centre(framed)) - np.array(edges[::2])
        # A place on either side of the middle, so that a pixel more or less shows in one of them.
        low, high = centre(framed)[:: 1 if upright else -1]
        is_central = -0.5 <= low - MIDDLE <= -0.24 and 0.24 <= high - MIDDLE <= 0.5
        if not is_central or offset.max() < 2.5 or abs(inside[0] - inside[1]) < 3:
            continue
        changed = (framed.T, framed[::-1], framed[:, ::-1], framed[::-1, ::-1])
        if max(likeness(framed, other) for other in changed) < 0.6:
            return sheet


# Measures -------------------------------------------------------------------------


def centre(values: np.ndarray) -> tuple[float, float]:
    """The centre of mass, row and column counted from 0."""
    mass = values.sum()
    row = (values.sum(axis=1) * np.arange(values.shape[0])).sum() / mass
    column = (values.sum(axis=0) * np.arange(values.shape[1])).sum() / mass
    return float(row), float(column)


def is_pale(sheet: np.ndarray) -> bool:
    """Whether a good part of a drawing, uint8, is as bright as the loop on its pale side."""
    return bool((sheet == round(PALE * spec.BRIGHTEST)).sum() > 0.1 * np.count_nonzero(sheet))


def box(values: np.ndarray, share: float = 0.1) -> tuple[int, int, int, int]:
    """Top, bottom, left and right of what is brighter than a share of the maximum, both ends in."""
    ink = values > share * values.max()
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    return int(rows[0]), int(rows[-1]), int(columns[0]), int(columns[-1])


def box_centre(box: tuple[int, int, int, int]) -> np.ndarray:
    return np.array([(box[0] + box[1] + 1) / 2, (box[2] + box[3] + 1) / 2])


def likeness(one: np.ndarray, other: np.ndarray) -> float:
    """The correlation of two pictures, wherever in the field they lie."""
    reference = _standard(_to_middle(one))
    centred = _to_middle(other)
    nudges = [(down, right) for down in (-1, 0, 1) for right in (-1, 0, 1)]
    return max(
        float((reference * _standard(np.roll(centred, nudge, (0, 1)))).mean()) for nudge in nudges
    )


def laid_upon(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """The other picture, moved by up to two pixels so that it lies upon the one as it best can."""
    steps = range(-2, 3)
    moved = [np.roll(other, (down, right), (0, 1)) for down in steps for right in steps]
    return min(moved, key=lambda picture: float(np.abs(picture - one).sum()))


def _to_middle(values: np.ndarray) -> np.ndarray:
    shift = [round(MIDDLE - place) for place in centre(values)]
    return np.roll(values, shift, (0, 1))


def _standard(values: np.ndarray) -> np.ndarray:
    return (values - values.mean()) / max(float(values.std()), 1e-9)


def likeness_in_place(one: np.ndarray, other: np.ndarray) -> float:
    return float((_standard(one) * _standard(other)).mean())
