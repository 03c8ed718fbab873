"""When not to believe a network: calibration, refusing, things that are no digits, the map."""

import math

import numpy as np
import pytest

from mnist_course import data, lent
from mnist_course.interpretability import calibration, no_digits, projection


def shares(*largest):
    """Probabilities of two digits, the first the larger."""
    return np.array([[one, 1 - one] for one in largest], np.float32)


def test_bins_count_what_falls_into_them():
    said = shares(0.55, 0.6, 0.8, 0.95, 0.95, 1.0)
    bins = calibration.reliability(said, np.array([0, 1, 0, 0, 1, 0]), bins=10)
    assert [one.count for one in bins] == [0, 0, 0, 0, 0, 2, 0, 1, 0, 3]
    assert (bins[5].low, bins[5].high) == (0.5, 0.6)
    assert bins[5].right == 0.5 and bins[5].sure == pytest.approx(0.575)
    assert bins[9].right == pytest.approx(2 / 3) and bins[9].sure == pytest.approx(2.9 / 3)
    assert math.isnan(bins[0].right)


def test_a_network_that_is_right_as_often_as_it_is_sure_lies_on_the_diagonal():
    rng = np.random.default_rng(0)
    sure = rng.uniform(0.5, 1, 40_000)
    labels = (rng.random(40_000) > sure).astype(int)
    for one in calibration.reliability(shares(*sure), labels):
        if one.count:
            assert one.right == pytest.approx(one.sure, abs=0.02)


def test_refusing_counts_what_is_answered_and_what_of_it_is_wrong():
    said = shares(0.6, 0.9, 0.7, 0.99)
    labels = np.array([1, 0, 0, 1])
    assert calibration.refuse(said, labels, 0) == calibration.Refusals(4, 2, 0)
    assert calibration.refuse(said, labels, 0.8) == calibration.Refusals(2, 1, 2)
    assert calibration.refuse(said, labels, 1) == calibration.Refusals(0, 0, 4)


def test_the_lent_network_is_nearly_as_often_right_as_it_is_sure():
    images, labels = data.test_split()
    said = lent.probabilities(data.as_input(images[:300]))
    surest = calibration.reliability(said, labels[:300])[-1]
    assert surest.count > 260 and surest.right > 0.97
    all_answered = calibration.refuse(said, labels[:300], 0)
    some = calibration.refuse(said, labels[:300], 0.95)
    assert some.wrong < all_answered.wrong and some.answered + some.refused == 300


def test_strangers_are_pictures_of_the_right_kind_and_all_different():
    made = no_digits.strangers()
    assert len({one.name for one in made}) == len(made) >= 16
    for one in made:
        assert one.image.shape == (28, 28, 1) and one.image.dtype == np.float32
        assert one.image.min() >= 0 and one.image.max() <= 1
        assert one.image.any() or one.name == "an empty sheet"
    assert len({one.image.tobytes() for one in made}) == len(made)
    again = no_digits.strangers()
    assert all((a.image == b.image).all() for a, b in zip(made, again))


def test_the_network_is_sure_of_some_strangers():
    images = np.stack([one.image for one in no_digits.strangers()])
    sure = lent.probabilities(images).max(axis=1)
    assert sure.max() > 0.99 and sure.min() < 0.6


def test_the_plane_is_that_of_the_greatest_spread():
    rng = np.random.default_rng(3)
    directions = np.linalg.qr(rng.normal(size=(6, 6)))[0]
    spread = np.array([5.0, 3, 0.1, 0.1, 0.1, 0.1])
    points = (rng.normal(size=(5000, 6)) * spread) @ directions.T + 100
    found = projection.principal_plane(points)
    assert found.places.std(axis=0) == pytest.approx([5, 3], rel=0.05)
    assert found.places.mean(axis=0) == pytest.approx([0, 0], abs=1e-6)
    assert found.share == pytest.approx(34 / 34.04, abs=1e-3)
    turned = np.abs(np.corrcoef(found.places[:, 0], (points - 100) @ directions[:, 0])[0, 1])
    assert turned > 0.999


def test_points_that_are_all_the_same_lie_at_one_place():
    found = projection.principal_plane(np.ones((4, 3)))
    assert found.share == 1.0
    np.testing.assert_allclose(found.places, 0)
