"""Compilation and training over the corpus, through the exercises that ask for them."""

import keras
import numpy as np
import pytest

from mnist_course import course
from mnist_course.core.plain import pack, unpack
from mnist_course.course import exercise
from support.corpus.compilations import RIGHT_COMPILATIONS, WRONG_COMPILATIONS
from support.corpus.trainings import RIGHT_TRAININGS, WRONG_TRAININGS
from support.sampling import sampled

pytestmark = pytest.mark.slow


def verdict_on(exercise_id, function):
    task = exercise(exercise_id)
    inputs = course.answer(task.id).inputs(np.random.default_rng(5))
    return course.answer(task.id).judge(
        inputs, unpack(pack(task.probe(function, unpack(pack(inputs)))))
    )


def ids(cases):
    return [case[0] for case in cases]


@pytest.mark.parametrize(
    ("name", "function"), sampled(RIGHT_COMPILATIONS, 8), ids=ids(RIGHT_COMPILATIONS)
)
def test_a_right_compilation_is_accepted(name, function):
    verdict = verdict_on("compile_model", function)
    assert verdict.ok, verdict.message


@pytest.mark.parametrize(
    ("name", "cause", "function"), sampled(WRONG_COMPILATIONS, 8), ids=ids(WRONG_COMPILATIONS)
)
def test_a_wrong_compilation_is_named(name, cause, function):
    verdict = verdict_on("compile_model", function)
    assert (verdict.cause, verdict.score) == (cause, 0), verdict.message
    assert verdict.next_step


@pytest.mark.parametrize(
    ("name", "function"), sampled(RIGHT_TRAININGS, 8), ids=ids(RIGHT_TRAININGS)
)
def test_a_right_training_is_accepted(name, function):
    verdict = verdict_on("train", function)
    assert verdict.ok, f"{verdict.cause}: {verdict.message}"


@pytest.mark.parametrize(
    ("name", "cause", "function"), sampled(WRONG_TRAININGS, 8), ids=ids(WRONG_TRAININGS)
)
def test_a_wrong_training_is_named(name, cause, function):
    verdict = verdict_on("train", function)
    assert (verdict.cause, verdict.score) == (cause, 0), verdict.message
    assert verdict.next_step


@pytest.fixture(params=["mixed_float16", "mixed_bfloat16"])
def policy(request):
    """What a notebook may set for all that is made after."""
    keras.mixed_precision.set_global_policy(request.param)
    yield request.param
    keras.mixed_precision.set_global_policy("float32")


def test_the_precision_of_the_notebook_changes_no_verdict(policy):
    assert verdict_on("compile_model", RIGHT_COMPILATIONS[0][1]).ok
    assert verdict_on("train", RIGHT_TRAININGS[0][1]).ok
    assert keras.config.dtype_policy().name == policy
