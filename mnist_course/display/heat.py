"""What speaks for and against, over a grey image: in two colours, and by signs for all eyes."""

import numpy as np

from mnist_course.display import png

FOR = (255, 140, 30)
AGAINST = (70, 130, 255)
SCALE = 9
"""Screen pixels for each number."""

_LEAST = 0.12
"""Which part of the largest number still has a sign."""

_PLUS = np.zeros((SCALE, SCALE), bool)
_PLUS[SCALE // 2, 2:-2] = True
_MINUS = _PLUS.copy()
_PLUS[2:-2, SCALE // 2] = True


def over(image: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Numbers as colours on an image: orange and + where they are positive, blue and − where not.

    Args:
        image: float (h, w) in [0, 1].
        values: float (h, w).

    Returns:
        uint8 (9h, 9w, 3).
    """
    most = float(np.abs(values).max()) or 1.0
    strength = np.abs(values) / most
    colours = np.where((values > 0)[..., None], FOR, AGAINST)
    # The digit stays in view below the colours.
    under = 110.0 * np.clip(image, 0, 1)[..., None]
    share = np.sqrt(strength)[..., None]
    fields = (1 - share) * under + share * colours
    painted = np.kron(fields, np.ones((SCALE, SCALE, 1)))
    for sign, where in ((_PLUS, values > 0), (_MINUS, values < 0)):
        marked = np.kron(where & (strength >= _LEAST), sign)
        painted[marked.astype(bool)] = 0 if sign is _PLUS else 255
    return painted.clip(0, 255).astype(np.uint8)


def picture(image: np.ndarray, values: np.ndarray) -> bytes:
    """As `over`, as PNG."""
    return png.of_pixels(over(image, values))
