"""Grey levels and PNG, once for all pages."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from mnist_course.display import png


def read(raw):
    return np.asarray(Image.open(io.BytesIO(raw)))


def test_the_least_is_black_and_the_greatest_white():
    assert png.grey([[-1.0, 0.0, 1.0]]).tolist() == [[0, 127, 255]]


def test_black_and_white_can_be_given():
    assert png.grey([[-9.0, 0.25, 9.0]], 0, 1).tolist() == [[0, 63, 255]]


def test_one_value_is_black():
    assert png.grey(np.full((2, 2), 3.5)).tolist() == [[0, 0], [0, 0]]


def test_what_is_no_number_counts_as_0():
    assert png.grey([[np.nan, 1.0]]).tolist() == [[0, 255]]


@pytest.mark.parametrize("shape", [(3, 5), (3, 5, 3)])
def test_pixels_come_back_as_they_were(shape):
    pixels = np.arange(np.prod(shape), dtype=np.uint8).reshape(shape)
    assert (read(png.of_pixels(pixels)) == pixels).all()
    # Also where they are a view of something larger.
    assert (read(png.of_pixels(np.repeat(pixels, 2, axis=1)[:, ::2])) == pixels).all()


def test_an_address_holds_the_whole_picture():
    kind, _, data = png.address(b"\x89PNG").partition(",")
    assert kind == "data:image/png;base64"
    assert base64.b64decode(data) == b"\x89PNG"


def test_a_figure_is_drawn_and_pyplot_lets_go_of_it():
    from matplotlib.figure import Figure

    assert read(png.of_figure(Figure(figsize=(2, 1)), dpi=50)).ndim == 3
    import matplotlib.pyplot as plt

    figure = plt.figure()
    assert read(png.of_figure(figure)).size
    assert figure.number not in plt.get_fignums()
