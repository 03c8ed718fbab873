"""Comparing with what is right: what came back is quoted, and never read as anything else."""

import pytest

from mnist_course.core.exercise import FAILED, Misconception
from mnist_course.judging.comparison import by_value

FORMATS = ["{value.x}", "{right:>20000000}", "{value!r:>20000000}", "{right}"]


def record(value) -> dict:
    called = {"value": value, "type": "str", "error": None, "changed": [], "printed": ""}
    return {"calls": [called]}


@pytest.mark.parametrize("text", FORMATS)
@pytest.mark.parametrize("within", [lambda text: text, lambda text: [text]])
def test_a_students_text_is_no_format(text, within):
    judge = by_value("digit(image)", lambda image: within("7"))
    verdict = judge({"cases": [[1]]}, record(within(text)))
    assert verdict.status == FAILED
    assert text in verdict.message


def test_a_misconceptions_words_are_filled():
    wrong = Misconception("too-small", lambda image: 6, "It is {value}, not {right}.", "Add 1.")
    verdict = by_value("digit(image)", lambda image: 7, [wrong])({"cases": [[1]]}, record(6))
    assert verdict.message == "It is 6, not 7."
