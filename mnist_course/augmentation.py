"""Moved images: the same digits, a little shifted and a little turned.

Lesson 09 trains with such images and asks that a network still reads them.
"""

from dataclasses import dataclass

import numpy as np

from mnist_course import spec
from mnist_course.core.own_work import does

_CHUNK = 2_000


@does("augment")
def moved(
    images: np.ndarray,
    rng: np.random.Generator,
    shift: float = spec.BEYOND_SHIFT,
    rotation: float = spec.BEYOND_ROTATION,
) -> np.ndarray:
    """Each image shifted and turned at random, about its middle, with bilinear interpolation.

    Args:
        images: array (n, h, w) or (n, h, w, 1) of any real dtype; it is not changed.
        rng: where the shifts and angles come from.
        shift: the largest shift in each direction, in pixels; any fraction occurs.
        rotation: the largest angle to either side, in degrees.

    Returns:
        An array of the same shape and dtype; 0 moves in from outside. Shifts and angles are
        drawn evenly between their limits.

    Raises:
        ValueError: where `images` has another number of axes.
    """
    if images.ndim not in (3, 4) or images.shape[3:] not in ((), (1,)):
        raise ValueError(f"images of shape {images.shape}; expected (n, h, w) or (n, h, w, 1)")
    return Moves.drawn(len(images), rng, shift, rotation).of(images)


@dataclass(frozen=True)
class Moves:
    """Moves that have been drawn, so that some of the images can be moved without the others.

    Attributes:
        angles: in radians, floats (n,).
        shifts: in pixels, down and right, floats (n, 2).
    """

    angles: np.ndarray
    shifts: np.ndarray

    @classmethod
    def drawn(
        cls,
        count: int,
        rng: np.random.Generator,
        shift: float = spec.BEYOND_SHIFT,
        rotation: float = spec.BEYOND_ROTATION,
    ) -> "Moves":
        """As many as there are images; `shift` and `rotation` as for `moved`."""
        angles = np.radians(rng.uniform(-rotation, rotation, count))
        return cls(angles, rng.uniform(-shift, shift, (count, 2)))

    def __getitem__(self, places: np.ndarray) -> "Moves":
        """Those of the images at these places."""
        return Moves(self.angles[places], self.shifts[places])

    @does("augment")
    def of(self, images: np.ndarray) -> np.ndarray:
        """The images moved so, one by one; as `moved` takes and returns them."""
        return _moved(images, self.angles, self.shifts)


def _moved(images: np.ndarray, angles: np.ndarray, shifts: np.ndarray) -> np.ndarray:
    count = len(images)
    flat = images.reshape(images.shape[:3])
    result = np.empty_like(flat)
    # In chunks, since the places of all pixels of 60,000 images need gigabytes.
    for start in range(0, count, _CHUNK):
        part = slice(start, start + _CHUNK)
        values = _sample(flat[part].astype(np.float32), angles[part], shifts[part])
        whole = images.dtype.kind in "iu"
        result[part] = np.rint(values) if whole else values
    return result.reshape(images.shape)


def _sample(images: np.ndarray, angles: np.ndarray, shifts: np.ndarray) -> np.ndarray:
    """The images as seen at their turned and shifted places."""
    count, height, width = images.shape
    middle = np.array([(height - 1) / 2, (width - 1) / 2], np.float32)
    row, column = np.meshgrid(
        np.arange(height, dtype=np.float32) - middle[0],
        np.arange(width, dtype=np.float32) - middle[1],
        indexing="ij",
    )
    # Backwards: for each new pixel, the place in the old image that it comes from.
    cosine, sine = (f(angles).astype(np.float32)[:, None, None] for f in (np.cos, np.sin))
    down, right = (shifts[:, axis].astype(np.float32)[:, None, None] for axis in (0, 1))
    y = cosine * (row - down) + sine * (column - right) + middle[0]
    x = cosine * (column - right) - sine * (row - down) + middle[1]
    # A frame of zeros stands for everything outside.
    framed = np.pad(images, ((0, 0), (1, 1), (1, 1)))
    y, x = np.clip(y + 1, 0, height + 0.999), np.clip(x + 1, 0, width + 0.999)
    top, left = y.astype(np.int32), x.astype(np.int32)
    y -= top
    x -= left
    stride = width + 2
    places = (np.arange(count, dtype=np.int32) * (height + 2) * stride)[:, None, None]
    places = places + top * stride + left
    pixels = framed.ravel()
    upper = pixels[places] * (1 - x) + pixels[places + 1] * x
    lower = pixels[places + stride] * (1 - x) + pixels[places + stride + 1] * x
    return upper * (1 - y) + lower * y
