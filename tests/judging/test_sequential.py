"""Reading until it is certain gives the verdict that reading all would give."""

from math import comb

import numpy as np
import pytest

from mnist_course import spec
from mnist_course.judging import sequential

COUNT, ALLOWED = spec.TEST_COUNT, 200


def decided(wrong: np.ndarray, allowed: int, seed: int) -> sequential.Decided:
    """What comes of images of which these are misread; each is read once at most."""
    read: list[int] = []

    def mistakes(part: np.ndarray) -> int:
        read.extend(part.tolist())
        return int(wrong[part].sum())

    found = sequential.decide(mistakes, len(wrong), allowed, np.random.default_rng(seed))
    assert len(set(read)) == len(read) == found.read
    assert found.wrong == wrong[read].sum()
    return found


def misread(count: int, of: int = COUNT) -> np.ndarray:
    return np.arange(of) < count


@pytest.mark.parametrize("count", [0, 60, 93, 150, 190, 199, 200, 201, 202, 210, 260, 400, COUNT])
def test_the_verdict_is_that_of_all_images(count):
    for seed in range(5):
        assert decided(misread(count), ALLOWED, seed).few == (count <= ALLOWED)


@pytest.mark.parametrize(("count", "most"), [(60, 2_500), (93, 4_000), (400, 2_500), (COUNT, 500)])
def test_far_from_the_target_few_are_read(count, most):
    assert np.mean([decided(misread(count), ALLOWED, seed).read for seed in range(10)]) <= most


@pytest.mark.parametrize("count", [199, 200, 201])
def test_at_the_target_all_are_read(count):
    assert decided(misread(count), ALLOWED, 0).read > 0.9 * COUNT


@pytest.mark.parametrize(("of", "allowed"), [(1, 0), (1, 1), (7, 3), (500, 0), (501, 499)])
def test_few_images_or_none_allowed(of, allowed):
    for count in {0, allowed, min(allowed + 1, of), of}:
        assert decided(misread(count, of), allowed, 1).few == (count <= allowed)


def test_the_probabilities_are_those_of_drawing_without_replacement():
    for count, bad, drawn in ((50, 7, 20), (30, 10, 25), (12, 12, 5), (9, 0, 4)):
        for most in range(-1, drawn + 1):
            ways = sum(
                comb(bad, k) * comb(count - bad, drawn - k)
                for k in range(min(most, bad) + 1)
                if drawn - k <= count - bad
            )
            found = sequential._at_most(most, count, bad, drawn)
            assert found == pytest.approx(ways / comb(count, drawn), abs=1e-9)


def test_the_accuracy_is_of_what_was_read():
    found = decided(misread(60), ALLOWED, 3)
    assert found.accuracy == pytest.approx(1 - found.wrong / found.read)
    assert found.accuracy >= spec.BEYOND_MOVED_ACCURACY
