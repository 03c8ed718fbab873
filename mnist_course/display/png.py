"""Pixels and matplotlib's figures as PNG, for files and for pages that load nothing."""

import base64
import io
import sys
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def grey(values: Any, low: float | None = None, high: float | None = None) -> np.ndarray:
    """Numbers as grey levels.

    Args:
        values: of any shape; what is no number counts as 0.
        low, high: what is black and what is white; by default the least and the greatest value.

    Returns:
        uint8 of the same shape; all black where `low` and `high` are the same.
    """
    numbers = np.nan_to_num(np.asarray(values, np.float64))
    low = numbers.min() if low is None else low
    high = numbers.max() if high is None else high
    if high <= low:
        return np.zeros(numbers.shape, np.uint8)
    return ((numbers - low) / (high - low) * 255).clip(0, 255).astype(np.uint8)


def of_pixels(pixels: np.ndarray) -> bytes:
    """uint8 pixels, (h, w) with 0 as black, or (h, w, 3)."""
    from PIL import Image

    buffer = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels)).save(buffer, format="PNG")
    return buffer.getvalue()


def of_figure(figure: "Figure", dpi: int = 96) -> bytes:
    """A matplotlib figure, cut to what is drawn, unless a layout of its own fills it.

    pyplot, where it made the figure, lets go of it.
    """
    buffer = io.BytesIO()
    cut = None if figure.get_layout_engine() else "tight"
    figure.savefig(buffer, format="png", dpi=dpi, bbox_inches=cut)
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close(figure)
    return buffer.getvalue()


def width(png: bytes) -> int:
    """How many pixels wide a PNG is."""
    return int.from_bytes(png[16:20], "big")


def address(png: bytes) -> str:
    """A PNG as the address of an image in a page."""
    return f"data:image/png;base64,{base64.b64encode(png).decode('ascii')}"
