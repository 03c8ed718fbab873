"""Drawings are framed as MNIST frames its digits."""

import numpy as np
import pytest

from mnist_course import data, spec
from mnist_course.answers.drawings import box, centre
from mnist_course.drawing import center_drawing, sample_drawing, stroke
from mnist_course.judging.shuffled import Shuffled


def test_a_drawing_comes_to_the_middle_in_its_box():
    framed = center_drawing(sample_drawing())
    assert framed.shape == (28, 28, 1)
    assert framed.dtype == np.float32
    assert 0 <= framed.min() < 0.01
    assert 0.9 < framed.max() <= 1
    top, bottom, left, right = box(framed[..., 0])
    assert bottom - top + 1 == spec.DRAWING_BOX
    assert right - left + 1 < spec.DRAWING_BOX
    assert np.abs(np.array(centre(framed[..., 0])) - 14).max() <= 0.5


@pytest.mark.parametrize("size", [100, 280, 400])
@pytest.mark.parametrize("place", [(0.1, 0.1), (0.3, 0.5), (0.5, 0.2)])
def test_size_and_place_of_the_drawing_do_not_matter(size, place):
    points = np.array([[0.0, 0.0], [0.0, 0.25], [0.4, 0.1]])
    framed = center_drawing(stroke((points + place) * size, size, size / 20))
    again = center_drawing(stroke((points + 0.25) * 280, 280, 14))
    assert np.corrcoef(framed.ravel(), again.ravel())[0, 1] > 0.9


def test_mnists_own_digits_stay_as_they_are():
    images, _ = data.test_split()
    for image in images[:50]:
        assert np.corrcoef(center_drawing(image).ravel(), image.ravel())[0, 1] > 0.98


def test_framing_is_what_lets_the_network_read_a_drawing():
    model = Shuffled()
    framed = center_drawing(sample_drawing())
    shrunk = sample_drawing().reshape(28, 10, 28, 10).mean(axis=(1, 3))[..., None] / 255
    answers = model.predict(np.stack([framed, shrunk.astype(np.float32), 1 - framed])).argmax(1)
    assert answers[0] == 2
    assert answers[1] != 2
    assert answers[2] != 2


def test_a_blank_sheet_gives_a_blank_image():
    framed = center_drawing(np.zeros((50, 70), np.uint8))
    assert framed.shape == (28, 28, 1)
    assert framed.dtype == np.float32
    assert not framed.any()


def test_a_speck_and_a_line_are_framed_too():
    speck = np.zeros((60, 60), np.uint8)
    speck[3, 4] = 255
    line = np.zeros((60, 60), np.uint8)
    line[10:50, 5] = 255
    for drawing in (speck, line):
        framed = center_drawing(drawing)
        assert np.isfinite(framed).all()
        assert framed.max() == 1


def test_a_very_uneven_drawing_stays_inside():
    drawing = np.zeros((100, 100), np.uint8)
    drawing[:, 0] = 1
    drawing[:4, :] = 255
    framed = center_drawing(drawing)
    assert framed[..., 0].sum() == pytest.approx(framed.sum())
    top, bottom, _, _ = box(framed[..., 0] > 0)
    assert bottom - top + 1 == spec.DRAWING_BOX


def test_the_drawing_is_not_changed_and_colour_is_refused():
    drawing = sample_drawing(64)
    before = drawing.copy()
    center_drawing(drawing)
    assert np.array_equal(drawing, before)
    with pytest.raises(ValueError, match="expected"):
        center_drawing(np.zeros((28, 28, 3), np.uint8))
