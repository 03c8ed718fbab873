"""`sliding_kernel(image, kernel)`: a kernel on its way over an image, with its numbers."""

from typing import Any

import numpy as np
import traitlets

from mnist_course.core.errors import CourseError
from mnist_course.core.language import say, sentence
from mnist_course.core.own_work import does
from mnist_course.display.png import grey
from mnist_course.widgets.base import Widget, as_grey_image, figure, picture
from mnist_course.widgets.scripts import module

LARGEST_IMAGE = 128
LARGEST_KERNEL = 7


class SlidingKernel(Widget):
    """The kernel and its image; made by `sliding_kernel`.

    Attributes:
        row, column: where the kernel's upper left corner lies, counted from 0.
        kernel: as it was given.
        weights: as it was changed in the widget.
    """

    _esm = module("sliding")

    description = sentence("A kernel on its way over an image, with the numbers of its position")

    image: traitlets.List = traitlets.List().tag(sync=True)
    kernel: traitlets.List = traitlets.List().tag(sync=True)
    weights: traitlets.List = traitlets.List().tag(sync=True)
    row = traitlets.Int().tag(sync=True)
    column = traitlets.Int().tag(sync=True)

    def __init__(self, image: np.ndarray, kernel: np.ndarray):
        self._image, self._kernel = image, kernel
        self._output = slide(image, kernel)
        strongest = np.unravel_index(np.argmax(self._output), self._output.shape)
        super().__init__(
            image=image.tolist(),
            kernel=kernel.tolist(),
            weights=kernel.tolist(),
            row=int(strongest[0]),
            column=int(strongest[1]),
        )

    def still(self) -> str:
        size = self._kernel.shape[0]
        row, column = self.row, self.column
        window = self._image[row : row + size, column : column + self._kernel.shape[1]]
        scale = max(1, 224 // max(self._image.shape))
        height, width = self._image.shape
        shape = say("{height} by {width} pixels", height=height, width=width)
        return (
            figure(
                picture(grey(self._image), say("The image, {shape}", shape=shape), scale),
                say("the image"),
            )
            + _table(window, say("pixels at row {row}, column {column}", row=row, column=column))
            + _table(self._kernel, say("the kernel"))
            + _table(
                window * self._kernel,
                say("products; their sum is {output:g}", output=self._output[row, column]),
            )
            + figure(
                picture(
                    grey(self._output),
                    say(
                        "The output, {height} by {width} sums from {least:g} to {most:g}; bright "
                        "where the kernel fits",
                        height=self._output.shape[0],
                        width=self._output.shape[1],
                        least=self._output.min(),
                        most=self._output.max(),
                    ),
                    scale,
                ),
                say("the output"),
            )
        )


def sliding_kernel(image: Any, kernel: Any) -> SlidingKernel:
    """Slide a kernel over an image, see what it multiplies and adds, and change its weights.

    Args:
        image: (h, w) or (h, w, 1), such as `x_test[0]`; at most 128 pixels a side.
        kernel: (k, k) weights; at most 7×7, and not larger than the image. It is not flipped,
            as in `Conv2D`.

    Raises:
        CourseError: where one of them is something else.
    """
    pixels, weights = as_grey_image(image), as_grey_image(kernel, "kernel")
    if max(pixels.shape) > LARGEST_IMAGE:
        raise CourseError(
            say(
                "The image is {height}×{width}; at most {largest_image} pixels a side can be "
                "shown. Cut out a part.",
                height=pixels.shape[0],
                width=pixels.shape[1],
                largest_image=LARGEST_IMAGE,
            )
        )
    if max(weights.shape) > LARGEST_KERNEL or any(
        k > n for k, n in zip(weights.shape, pixels.shape)
    ):
        raise CourseError(
            say(
                "The kernel is {height}×{width}. Give one of at most "
                "{largest_kernel}×{largest_kernel}, not larger than the image.",
                height=weights.shape[0],
                width=weights.shape[1],
                largest_kernel=LARGEST_KERNEL,
            )
        )
    if not (np.isfinite(pixels).all() and np.isfinite(weights).all()):
        raise CourseError(
            say("The image or the kernel has values that are no numbers (nan or inf).")
        )
    return SlidingKernel(pixels, weights)


@does("convolve")
def slide(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """The sums at every position: 2-D cross-correlation, 'valid', stride 1."""
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.einsum("ijkl,kl->ij", windows, kernel)


def _table(values: np.ndarray, caption: str) -> str:
    rows = "".join(
        "<tr>"
        + "".join(f"<td style='text-align:right'>{value + 0.0:.3g}</td>" for value in line)
        + "</tr>"
        for line in values
    )
    return figure(f"<table>{rows}</table>", caption)
