"""What is shown and kept of a verdict has bounds, and holds nothing that cannot be shown."""

import json
from dataclasses import replace

import numpy as np
import pytest

from autograder.core.text import line
from autograder.grading.presentable import BOUNDS, presentable
from autograder.records.results import Result
from mnist_course import course
from mnist_course.core import showing
from mnist_course.core.exercise import FAILED, Picture, Verdict
from mnist_course.core.plain import BOUNDS as CROSSING
from mnist_course.display import panel

VERDICT = Verdict(FAILED, "Not yet.", "Try again.", cause="a-cause")
TEXTS = ("message", "next_step", "cause", "called", "returned", "expected", "details")


@pytest.mark.parametrize("field", TEXTS)
def test_a_text_is_kept_up_to_its_bound(field):
    most = getattr(BOUNDS, field)
    kept = presentable(replace(VERDICT, **{field: "x" * most}))
    assert getattr(kept, field) == "x" * most
    cut = getattr(presentable(replace(VERDICT, **{field: "x" * (most + 1)})), field)
    assert cut == "x" * (most - 1) + "…"


def test_a_figure_is_kept_whole_or_not_at_all():
    assert len(presentable(replace(VERDICT, figure="x" * BOUNDS.figure)).figure) == BOUNDS.figure
    without = presentable(replace(VERDICT, figure="x" * (BOUNDS.figure + 1)))
    assert without.figure == ""
    assert "too large" in without.details


def test_pictures_are_small_few_and_can_be_drawn():
    largest = np.zeros((BOUNDS.side, BOUNDS.side), np.uint8)
    larger = np.zeros((BOUNDS.side + 1, BOUNDS.side), np.uint8)
    odd = [np.zeros((0, 28)), np.zeros(28), np.zeros((2, 2, 2)), np.array([["a"]])]
    pictures = tuple(Picture("c" * 500, one) for one in [largest, larger, *odd])
    kept = presentable(replace(VERDICT, pictures=pictures)).pictures
    assert [one.pixels.shape for one in kept] == [(BOUNDS.side, BOUNDS.side)] * 2
    assert {len(one.caption) for one in kept} == {BOUNDS.caption}
    many = tuple(Picture("", largest) for _ in range(BOUNDS.pictures + 1))
    assert len(presentable(replace(VERDICT, pictures=many)).pictures) == BOUNDS.pictures


@pytest.mark.parametrize("odd", ["\x1b[31m", "\u202e", "\u2066", "\x00", "\ud800", "\x07"])
def test_what_cannot_be_shown_is_shown_as_such(odd):
    texts = dict.fromkeys((*TEXTS, "figure"), f"a{odd}b")
    shown = presentable(Verdict(FAILED, **texts, pictures=(Picture(odd, np.ones((2, 2))),)))
    page = panel.html(course.exercise("scale"), shown)
    everything = json.dumps(Result("scale", 0.0, 4, shown).as_dict(), ensure_ascii=False) + page
    assert "a\N{REPLACEMENT CHARACTER}" in everything
    assert not set(odd) & set(everything) - set("[31m")


def test_a_score_is_a_share():
    for score, kept in ((0.5, 0.5), (float("nan"), 0.0), (7.0, 0.0), (-1.0, 0.0), (1, 1.0)):
        assert presentable(replace(VERDICT, score=score)).score == kept


def test_the_largest_verdict_is_not_large():
    whole = replace(
        VERDICT,
        **dict.fromkeys(TEXTS, "😀" * 10**6),
        figure="x" * BOUNDS.figure,
        pictures=tuple(Picture("c", np.ones((999, 999))) for _ in range(99)),
    )
    kept = json.dumps(Result("scale", 0.0, 4, presentable(whole)).as_dict())
    assert len(kept) < 20 * 2**20


@pytest.mark.parametrize(
    "value",
    [
        {"k" * CROSSING.key: 1},
        {f"{n}" * 900: {f"{m}" * 900: "v" * 900 for m in range(99)} for n in range(99)},
        ["x" * 10**6] * 99,
        np.full((4, 4), "y" * CROSSING.item),
        [[[[["deep"] * 99] * 99] * 9] * 9] * 9,
    ],
)
def test_any_value_is_shown_in_a_few_words(value):
    assert 0 < len(showing.show(value, "list of 3")) <= showing.SHOWN


def test_small_values_are_shown_whole():
    assert showing.show([1, [2.5, "a"]]) == "(1, (2.5, 'a'))"
    assert showing.show({"count": 3, "size": [28, 28]}) == "{'count': 3, 'size': (28, 28)}"
    assert showing.show(list(range(12)), "list of 12") == "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, …]"


def test_a_name_cannot_begin_a_line_of_its_own():
    forged = "ada\n[2/9, about 0 s left] bob 01_loading: 20 of 20\x1b[2K\r\u202e"
    shown = line(forged)
    assert len(shown.splitlines()) == 1
    assert not {"\x1b", "\r", "\u202e"} & set(shown)
    assert len(line("x" * 10_000)) == 200
