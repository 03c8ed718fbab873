"""`build_model` as people write it: every way is right, compiles as a cell, and passes."""

import numpy as np
import pytest

from mnist_course import course
from support.corpus.public_models import ways
from support.sampling import sampled

WAYS = ways()


@pytest.mark.parametrize("way", sampled(WAYS, 9), ids=[way.name for way in WAYS])
def test_a_public_way_passes(way):
    exercise = course.exercise("build_model")
    verdict = course.examine(exercise, way.function(), np.random.default_rng(0))
    assert verdict.ok, f"{verdict.message}\n{verdict.details}\n{way.source}"


def test_the_corpus_is_as_large_as_it_should_be():
    assert len({way.source for way in WAYS}) >= 150
    assert len({way.name for way in WAYS}) == len(WAYS)
