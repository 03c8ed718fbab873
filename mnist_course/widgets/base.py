"""What all widgets share: their files, their still figure, pictures."""

from html import escape
from typing import Any

import anywidget
import numpy as np
import traitlets

from mnist_course import spec
from mnist_course.core.errors import CourseError
from mnist_course.core.language import attribute, say
from mnist_course.display import png
from mnist_course.widgets.scripts import stylesheet, words


class Widget(anywidget.AnyWidget):
    """A widget with a still figure for places that cannot run it.

    Attributes:
        description: what the widget shows, in a sentence; its plain-text form.
    """

    _css = stylesheet()

    words: traitlets.Dict = traitlets.Dict().tag(sync=True)
    """What its JavaScript says, in the course's language; see `scripts.words`."""

    @traitlets.default("words")
    def _words_of_its_script(self) -> dict[str, str]:
        return words(str(self._esm))

    _ipython_display_ = None
    """What ipywidgets 7, as Google Colab has it, would show: no still figure."""

    description = ""

    def still(self) -> str:
        """The figure as HTML without script; every picture in it has alternative text."""
        raise NotImplementedError

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict, dict]:
        data, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        data["text/html"] = (
            f'<div class="mc-still"{attribute()} style="max-width:60rem">{self.still()}</div>'
        )
        data["text/plain"] = f"[{say(self.description)}]"
        return data, metadata


def picture(pixels: np.ndarray, description: str, scale: int = 4) -> str:
    """An `<img>` of 2-D uint8 pixels, enlarged without blur.

    Args:
        pixels: uint8 (h, w), 0 is black.
        description: the alternative text.
        scale: screen pixels for each pixel.
    """
    height, width = pixels.shape
    return (
        f'<img alt="{escape(description)}" width="{width * scale}" height="{height * scale}" '
        f'style="image-rendering:pixelated;max-width:100%;height:auto" '
        f'src="{png.address(png.of_pixels(pixels))}">'
    )


def photograph(image: bytes, description: str, width: int) -> str:
    """An `<img>` of a PNG.

    Args:
        image: the PNG.
        description: the alternative text.
        width: in screen pixels.
    """
    return (
        f'<img alt="{escape(description)}" width="{width}" style="max-width:100%;height:auto" '
        f'src="{png.address(image)}">'
    )


def figure(content: str, caption: str) -> str:
    """A `<figure>` with a caption; `content` is HTML, `caption` is text."""
    return (
        '<figure style="display:inline-block;margin:.3rem 1rem .3rem 0;vertical-align:top">'
        f"{content}<figcaption>{escape(caption)}</figcaption></figure>"
    )


def as_grey_image(image: Any, name: str = "image") -> np.ndarray:
    """An image as float64 (h, w).

    Args:
        image: numbers (h, w) or (h, w, 1).
        name: what to call it in a message.

    Raises:
        CourseError: where it is no such array.
    """
    array = np.asarray(image)
    if array.ndim == 3 and array.shape[-1] == 1:
        array = array[..., 0]
    if array.ndim != 2 or 0 in array.shape or array.dtype.kind not in "biuf":
        raise CourseError(
            say(
                "The {name} has shape {shape} and type {dtype}. Give one grey image of numbers, "
                "(height, width) or (height, width, 1), such as x_test[0].",
                name=name,
                shape=np.shape(image),
                dtype=array.dtype,
            )
        )
    return array.astype(np.float64)


def as_shares(image: Any) -> np.ndarray:
    """An image as float64 (h, w), bytes as shares of the brightest; as for `as_grey_image`."""
    grey = as_grey_image(image)
    return grey / spec.BRIGHTEST if np.asarray(image).dtype == np.uint8 else grey


def as_input(image: Any) -> np.ndarray:
    """An image as the course's networks take it.

    Args:
        image: uint8 (28, 28), or float (28, 28) or (28, 28, 1) in [0, 1].

    Returns:
        float32 (28, 28, 1) in [0, 1].

    Raises:
        CourseError: where it is something else.
    """
    grey = as_shares(image)
    if grey.shape != spec.INPUT_SHAPE[:2] or not (grey.min() >= 0 and grey.max() <= 1):
        raise CourseError(
            say(
                "The image has shape {shape} and values from {least:g} to {most:g}. Give one of "
                "28×28 pixels, uint8, or float from 0 to 1.",
                shape=np.shape(image),
                least=grey.min(),
                most=grey.max(),
            )
        )
    return grey[..., np.newaxis].astype(np.float32)
