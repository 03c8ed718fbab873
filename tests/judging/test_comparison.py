"""Comparing with what is right: what came back is quoted, and never read as anything else."""

import tracemalloc

import numpy as np
import pytest

from mnist_course.core.exercise import FAILED, Misconception
from mnist_course.judging.comparison import by_value, compare
from mnist_course.probes.calls import call_each

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


def shown(function, cases, expected=lambda values: values * 2, misconceptions=()):
    inputs = {"cases": [[case] for case in cases]}
    judge = by_value("double(values)", expected, misconceptions)
    return judge(inputs, call_each(function, inputs))


@pytest.mark.parametrize(
    "right",
    [7, 0.5, "7", True, None, [1, 2, 3], [np.ones(2)], {"a": 1}, np.arange(3), np.ones((2, 2))],
)
def test_of_a_long_array_no_list_is_made_before_its_length_is_right(right):
    long = np.zeros(500_000, np.uint8)
    tracemalloc.start()
    try:
        assert compare(long, right) is not None
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


SIZES = [np.arange(50) ** 2, np.array([5, 1]), np.arange(9) ** 2, np.full(300, 3)]


def test_the_smallest_case_that_fails_is_shown():
    verdict = shown(lambda values: values + 1, SIZES)
    assert verdict.called == "double(np.array([5, 1]))"
    assert verdict.returned == "int64 array (2,) [>6<, 2]"
    assert verdict.expected == "int64 array (2,) [>10<, 2]"
    verdict = shown(lambda values: np.where(values > 10, 0, values * 2), SIZES)
    assert verdict.called == "double(np.array([0, 1, 4, 9, 16, 25, 36, 49, 64]))"
    verdict = shown(lambda values: values * 2 if len(values) < 256 else values, SIZES)
    assert verdict.called == "double(np.full(300, 3))"


def test_the_smallest_case_on_which_code_stops_is_shown():
    def stops(values):
        return values[900]

    assert shown(stops, SIZES).called == "double(np.array([5, 1]))"
    assert "IndexError" in shown(stops, SIZES).message
    changing = shown(lambda values: values.fill(0), SIZES)
    assert (changing.cause, changing.called) == ("changed-input", "double(np.array([5, 1]))")


def test_what_the_first_case_tells_is_shown_by_a_case_that_tells_it_too():
    squared = Misconception("squared", lambda values: values**2, "Squared.", "Double.")
    kept = Misconception("kept", lambda values: values, "Kept.", "Double.")
    # The square of 1 is 1: there the two look alike.
    cases = [np.arange(50), np.array([1]), np.array([3, 5])]
    verdict = shown(lambda values: values**2, cases, misconceptions=(kept, squared))
    assert (verdict.cause, verdict.called) == ("squared", "double(np.array([3, 5]))")


def test_a_mistake_that_small_cases_deny_is_not_claimed():
    other = Misconception("other", lambda values: values + 7, "Seven.", "Double.")
    cases = [np.random.default_rng(0).normal(size=99), np.array([3, 5])]
    verdict = shown(
        lambda values: values + (7 if len(values) > 9 else 1), cases, misconceptions=[other]
    )
    assert (verdict.cause, verdict.called) == ("wrong-values", "double(np.array([3, 5]))")
