"""What the course does for later lessons is not an answer to the exercise that asks for it."""

import numpy as np
import pytest

from autograder.grading import trusted
from mnist_course import course
from mnist_course.core.plain import pack
from mnist_course.course import examine

HELPERS = {
    "load_digits": "from mnist_course.data import load as load_digits",
    "prepare": "from mnist_course.data import as_input as prepare",
    "convolve": "from mnist_course.widgets.sliding import slide as convolve",
    "build_model": "from mnist_course.model import build as build_model",
    "compile_model": "from mnist_course.model import compile_model",
    "center_drawing": "from mnist_course.drawing import center_drawing",
}
OTHERS = {
    "load_digits": "from mnist_course.data import prepared as load_digits",
    "scale": (
        "from mnist_course import data\n"
        "def scale(images):\n    return data.as_input(images)[..., 0]"
    ),
    "build_model": "from mnist_course.model import reference as build_model",
    "prepare": (
        "from mnist_course import data\ndef prepare(images):\n    return data.as_input(images)"
    ),
    "compile_model": (
        "from mnist_course import model as m\n"
        "def compile_model(model):\n    return getattr(m.compile_model, '__wrapped__', "
        "m.compile_model)(model)"
    ),
}
IMPORTS = [*HELPERS.items(), *OTHERS.items()]


@pytest.mark.sandbox
@pytest.mark.slow
@pytest.mark.parametrize(("exercise", "source"), IMPORTS)
def test_a_helper_says_in_grading_that_this_is_the_students_to_write(warm, exercise, source):
    job = warm.job()
    try:
        job.cell(source, 20)
        one = course.exercise(exercise)
        inputs = pack(course.answer(exercise).inputs(np.random.default_rng(1)))
        verdict = trusted.judge(one, inputs, job.probe(exercise, inputs, 60).data)
    finally:
        job.close()
    assert verdict.score == 0
    assert "yours to write" in verdict.message


@pytest.mark.parametrize(("exercise", "source"), IMPORTS)
def test_and_in_the_notebook_and_its_self_check(exercise, source):
    names: dict = {}
    exec(source, names)
    verdict = examine(course.exercise(exercise), names[exercise], np.random.default_rng(1))
    assert verdict.score == 0
    assert "yours to write" in verdict.message


def test_a_later_lesson_goes_on_using_it():
    """Compiling is probed on a model, whoever built it; a build of the course's is fine there."""
    from mnist_course.model import build, compile_model

    assert compile_model(build()).optimizer is not None

    def prepared_again(model):
        build()
        model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
        return model

    one = course.exercise("compile_model")
    assert examine(one, prepared_again, np.random.default_rng(1)).score == 1
