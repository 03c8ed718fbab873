"""Lesson 04: the shapes without the answer given away, and what a right network is told."""

import json
import random

import keras
import numpy as np
import pytest

from mnist_course import course
from mnist_course.core.exercise import FAILED
from support.corpus.right_models import Block, Subclass, body, sequential, unbuilt

RIGHT = [(26, 26, 32), (13, 13, 32), (11, 11, 32), (5, 5, 32), (3, 3, 32), (1, 1, 32),
         (32,), (64,), (10,)]  # fmt: skip


def examined(exercise, answer):
    return course.examine(course.exercise(exercise), lambda: answer, np.random.default_rng(0))


@pytest.mark.parametrize(
    "answer",
    [
        RIGHT,
        tuple(RIGHT),
        [list(shape) for shape in RIGHT],
        [tuple(map(np.int64, shape)) for shape in RIGHT],
        [np.array(shape) for shape in RIGHT],
        [tuple(layer.output.shape[1:]) for layer in sequential(body()).layers],
    ],
    ids=["tuples", "a tuple of tuples", "lists", "NumPy's numbers", "arrays", "asked of Keras"],
)
def test_right_shapes_pass(answer):
    assert examined("trace_shapes", answer).ok


WRONG = [
    ("the last one wrong", "wrong-shape", [*RIGHT[:-1], (9,)]),
    ("the first one wrong", "wrong-shape", [(27, 27, 32), *RIGHT[1:]]),
    ("one short", "wrong-length", RIGHT[:-1]),
    ("text", "text-for-shapes", [str(shape) for shape in RIGHT]),
    ("decimal numbers", "decimal-numbers", [tuple(map(float, shape)) for shape in RIGHT]),
    ("one channel", "channels-kept", [(26, 26, 1), (13, 13, 1), (11, 11, 1), (5, 5, 1), (3, 3, 1),
                                      (1, 1, 1), (1,), (64,), (10,)]),
    ("a dictionary", "wrong-type", {"conv": (26, 26, 32)}),
    ("a number", "wrong-type", 26),
    ("one string", "wrong-type", str(RIGHT)),
    ("a table", "wrong-type", np.zeros((9, 3), int)),
    ("nothing in it", "wrong-length", []),
    ("empty entries", "wrong-shape", [()] * 9),
    ("no entries", "wrong-shape", [None] * 9),
]  # fmt: skip


@pytest.mark.parametrize(("name", "cause", "answer"), WRONG, ids=[name for name, *_ in WRONG])
def test_wrong_shapes_are_named_without_the_right_ones(name, cause, answer):
    verdict = examined("trace_shapes", answer)
    assert (verdict.status, verdict.cause) == (FAILED, cause), verdict
    assert not verdict.expected
    assert verdict.next_step


def test_no_words_on_wrong_shapes_give_an_entry_away():
    """Whatever is wrong: an entry that the student did not write is nowhere in the verdict."""
    rng = random.Random(0)
    answers = [one.wrong() for one in course.answer("trace_shapes").misconceptions]
    for _ in range(200):
        answer = list(RIGHT)
        for place in rng.sample(range(9), rng.randint(1, 4)):
            answer[place] = tuple(n + rng.choice([-1, 1]) for n in answer[place])
        answers.append(answer)
    for answer in answers:
        verdict = examined("trace_shapes", answer)
        told = json.dumps([verdict.message, verdict.next_step, verdict.expected, verdict.details])
        for shape, given in zip(RIGHT, answer, strict=False):
            numbers = "(" + ", ".join(map(str, shape)) + ("," if len(shape) == 1 else "") + ")"
            assert numbers not in told or given == shape


def test_a_network_without_input_passes_and_is_told_that_it_has_no_weights():
    verdict = examined("build_model", unbuilt())
    assert verdict.ok
    assert "no weights yet" in verdict.message
    assert "no weights yet" not in examined("build_model", sequential(body())).message


def test_a_class_of_ones_own_passes_and_is_told_what_a_file_keeps():
    for model in (Subclass(), keras.Sequential([Block(), Block(), Block(), *body()[6:]])):
        verdict = examined("build_model", model)
        assert verdict.ok
        assert "lesson 6" in verdict.message
