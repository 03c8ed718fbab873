"""Data as Python to paste, and two values beside each other: exact, short, whatever they hold."""

import numpy as np
import pytest

from mnist_course.core import marking, pasting
from mnist_course.core.plain import plain

RNG = np.random.default_rng(0)

PASTED = [
    None, True, 3, -7, 0.1, 1e300, float("inf"), -float("inf"), "same", "a'\n\"b", [1, [2, "x"]],
    {"accuracy": [0.5, 0.25], "loss": []}, np.array([3, 3, 7]), np.array([1.0, 2.0]),
    np.array([0.1, 1e-9, 1e20, -0.0]), np.array([0.1, 3e-7, 5.0], np.float32), np.array(5, "i1"),
    np.array([True, False]), np.array([[1, 2], [3, 4]], np.uint8), np.array([np.nan, -np.inf]),
    np.zeros((0, 3), np.uint8), np.zeros((1, 28, 28), np.uint8), np.zeros(300), np.full(300, -0.0),
    np.full(300, 3), np.full((130, 4), 0.1, np.float32), np.arange(40_000, dtype=np.uint16),
    np.arange(24).reshape(4, 2, 3), np.arange(5, 29, dtype=np.uint8).reshape(4, 2, 3),
    np.repeat([7, 3], [40_000, 300]).astype(np.uint8), np.full(300, 3).astype(bool),
    np.resize(np.array([0.2, 0.3, 0.5]), (130, 3)), np.resize(np.arange(7), 200),
    np.arange(250, 262).astype(np.uint8),
    RNG.normal(size=(2, 5)), RNG.normal(size=(4, 5)).astype(np.float32), np.arange(99) % 100,
    RNG.normal(size=3).astype(np.float16),
]  # fmt: skip


def same(one, other) -> bool:
    if isinstance(other, np.ndarray) and not other.ndim:
        # An array without axes stands for the NumPy number in it.
        other = other[()]
    if isinstance(other, np.ndarray):
        return (
            isinstance(one, np.ndarray)
            and (one.dtype, one.shape) == (other.dtype, other.shape)
            and one.tobytes() == np.ascontiguousarray(other).tobytes()
        )
    return type(one) is type(other) and one == other


@pytest.mark.parametrize("value", PASTED, ids=lambda value: repr(value)[:30])
def test_what_is_pasted_is_the_same_again(value):
    text = pasting.expression(value)
    assert text
    assert same(eval(text, {"np": np}), value), text
    call = pasting.call("same(value)", [value])
    assert same(eval(call, {"np": np, "same": lambda value: value}), value), call
    lines = call.splitlines()
    assert len(lines) <= pasting.LINES
    assert max(map(len, lines)) <= pasting.WIDTH


@pytest.mark.parametrize(
    "value",
    [
        *(RNG.normal(size=200), RNG.integers(0, 9, (130, 3)), "x" * 99, [[[[[[[1]]]]]]]),
        *({"a": "x" * 99}, list(range(99)), np.array(["text"]), object()),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_too_long_to_paste_has_no_text(value):
    assert pasting.expression(value) == ""
    assert pasting.call("same(value)", [1, value]) == ""


def test_a_call_that_fits_stands_on_one_line_and_another_on_several():
    assert pasting.call("f(a, b)", [np.array([1, 2]), 3]) == "f(np.array([1, 2]), 3)"
    table = np.arange(1, 31).reshape(5, 6) ** 2
    assert pasting.call("f(a, b)", [table, 3]).splitlines()[:3] == [
        "f(",
        "    np.array([[1, 4, 9, 16, 25, 36],",
        "              [49, 64, 81, 100, 121, 144],",
    ]


def both(value, right, place):
    return marking.both(value, right, place, ("", ""))


def test_the_first_wrong_place_is_marked_in_both():
    yours, expected = both(np.array([0, 5, 2]), np.array([0, 1, 2]), (1,))
    assert yours == "int64 array (3,) [0, >5<, 2]"
    assert expected == "int64 array (3,) [0, >1<, 2]"
    yours, _ = both(np.array([[0, 15], [2, 3]]), np.eye(2), (0, 1))
    assert yours == "int64 array (2, 2)\n[[ 0, >15<],\n [ 2,   3 ]]"
    assert both({"a": 1, "b": 3}, {"a": 1, "b": 2}, ("b",))[0] == "{'a': 1, 'b': >3<}"
    assert both([[np.arange(2)], 1], [[np.ones(2)], 1], (0, 0, 0))[0] == "(([>0<, 1],), 1)"


def test_digits_are_as_many_as_tell_the_two_apart():
    yours, expected = both(np.array([0.123456789]), np.array([0.123456]), (0,))
    assert (yours[-12:], expected[-12:]) == ("[>0.123457<]", "[>0.123456<]")


def test_of_what_is_large_the_place_and_what_is_near_is_shown():
    large = np.arange(900).reshape(30, 30)
    yours, expected = both(large, -large, (3, 10))
    assert "row [3]: […, 96, 97, 98, 99, >100<, 101, 102, 103, 104, …]" in yours
    assert ">-100<" in expected


HOSTILE = [
    None, 10**18, -0.0, float("nan"), "x\n" * 9_999, [], {}, [[]] * 9_999, {"k" * 999: {"": []}},
    np.zeros((0, 3)), np.zeros((3, 0)), np.full((6, 9), np.nan), np.full((999, 999), 1e308),
    np.array(["\x1b[31m", "a\nb"]), np.array("x"), np.zeros((1,) * 30), np.zeros((2,) * 7),
    np.array([2**64 - 1], np.uint64), plain([[[[[[[[[[1]]]]]]]]]]), {"a": float("inf"), "b": "\n"},
]  # fmt: skip


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: repr(value)[:20])
@pytest.mark.parametrize("place", [None, (), (0,), (0, 0), (5, 5), ("k", 0), (0, "k")], ids=str)
def test_whatever_came_back_is_shown_within_bounds(value, place):
    for right in (np.zeros((2, 2)), [1, np.zeros(3)], {"a": 1}, 0.5, value):
        for text in both(value, right, place):
            assert len(text) <= 900
            assert text.count("\n") <= 10
            assert "\x1b" not in text
