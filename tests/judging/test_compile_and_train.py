"""Compilation and training over the corpus, through the exercises that ask for them."""

import keras
import numpy as np
import pytest

from mnist_course import course
from mnist_course.core.plain import pack, unpack
from mnist_course.course import exercise
from mnist_course.judging import adam
from support.corpus.compilations import RIGHT_COMPILATIONS, WRONG_COMPILATIONS
from support.corpus.trainings import RIGHT_TRAININGS, WRONG_TRAININGS
from support.sampling import sampled
from support.spellings import ALL

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


def test_the_corpora_are_as_large_as_they_should_be():
    compilations = len(RIGHT_COMPILATIONS) + len(WRONG_COMPILATIONS) + len(ALL["compile_model"])
    trainings = len(RIGHT_TRAININGS) + len(WRONG_TRAININGS) + len(ALL["train"])
    predicting = ("evaluate", "predict_digit", "predict_with_confidence", "feature_maps")
    assert compilations >= 80
    assert trainings >= 75
    assert sum(len(ALL[exercise]) for exercise in predicting) >= 50


FROZEN = {
    "the model": lambda model: setattr(model, "trainable", False),
    "a layer": lambda model: setattr(model.layers[0], "trainable", False),
}


def schedule(*rates):
    steps = [200 * (number + 1) for number in range(len(rates) - 1)]
    return keras.optimizers.schedules.PiecewiseConstantDecay(steps, list(rates))


@pytest.mark.parametrize("rates", [(1e-3, 0.0), (1e-3, 1.0, 1e-3), (1e-3, 1e-6, 1e-3)], ids=str)
def test_a_schedule_is_followed_through_the_first_epoch(rates):
    def compile_model(model):
        adam = keras.optimizers.Adam(schedule(*rates))
        model.compile(adam, "sparse_categorical_crossentropy", metrics=["accuracy"])
        return model

    verdict = verdict_on("compile_model", compile_model)
    assert verdict.cause.startswith("learning-rate-too-"), verdict.message


@pytest.mark.parametrize("freeze", FROZEN.values(), ids=FROZEN)
def test_a_model_that_cannot_learn_is_refused(freeze):
    def compile_model(model):
        RIGHT_COMPILATIONS[0][1](model)
        freeze(model)
        return model

    verdict = verdict_on("compile_model", compile_model)
    assert not verdict.ok
    assert verdict.next_step


def test_a_step_is_that_of_adam():
    rng = np.random.default_rng(0)
    before = [rng.normal(size=(5, 4)).astype(np.float32), rng.normal(size=3).astype(np.float32)]
    slopes = [rng.normal(size=one.shape) for one in before]
    after = [one - 1e-3 * np.sign(slope) for one, slope in zip(before, slopes)]
    assert adam.is_first_step(before, after, slopes, 1e-3, 1e-7)
    half = [one - 5e-4 * np.sign(slope) for one, slope in zip(before, slopes)]
    backwards = [one + 1e-3 * np.sign(slope) for one, slope in zip(before, slopes)]
    plain = [one - 1e-3 * slope for one, slope in zip(before, slopes)]
    one_still = [after[0], before[1]]
    for wrong in (half, backwards, plain, before, one_still, after[:1], "weights", [None, None]):
        assert not adam.is_first_step(before, wrong, slopes, 1e-3, 1e-7)


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
