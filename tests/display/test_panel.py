"""The panel: what it says, its hints and their count, the way back, the lesson's progress."""

import base64
import contextlib
import io
import os
import re
import threading
import time
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest
from PIL import Image

from mnist_course import course
from mnist_course.core.errors import CourseError
from mnist_course.core.exercise import (
    FAILED,
    PASSED,
    STATUSES,
    TIMED_OUT,
    Picture,
    Verdict,
    failed,
    passed,
)
from mnist_course.display import panel
from mnist_course.notebook import guidance
from mnist_course.notebook.check import CheckFailed, check, verdict_on
from mnist_course.workspace import opened_hints, progress

SCALE = course.exercise("scale")
WRONG = failed(
    "divided-by-256",
    "The brightest pixel is 0.996, <not> 1; see `max()`.",
    "Divide by 255.",
    called="scale([[0, 255]])",
    returned="[[0, 0.996]]",
    expected="[[0, 1]]",
)


class Outline(HTMLParser):
    """Tags with their depth, and the text of a page."""

    def __init__(self, page: str):
        super().__init__()
        self.open, self.tags, self.words = [], [], []
        self.feed(page)
        assert not self.open, f"never closed: {self.open}"

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes), list(self.open)))
        if tag not in ("img", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)

    def all(self, tag):
        return [(attributes, above) for name, attributes, above in self.tags if name == tag]


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    (tmp_path / progress.FOLDER).mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_panel_says_everything_and_lets_no_markup_through():
    page = panel.html(SCALE, WRONG)
    text = "".join(Outline(page).words)
    for words in ("Not yet", "scale", "0.996, <not> 1", "Divide by 255.", "scale([[0, 255]])"):
        assert words in text
    assert "<not>" not in page
    assert "<code>max()</code>" in page


@pytest.mark.parametrize("status", STATUSES)
def test_each_status_has_words_and_a_sign_of_its_own_name(status):
    verdict = Verdict(status, "Something was seen.")
    sign, words = panel.SIGNS[status]
    outline = Outline(panel.html(SCALE, verdict))
    attributes, _ = outline.all("div")[0]
    assert attributes["role"] == "group"
    assert words in attributes["aria-label"]
    assert words in "".join(outline.words)
    assert panel.line(SCALE, verdict) == f"{sign} scale: {words}. Something was seen."
    assert len({words for _, words in panel.SIGNS.values()}) == len(STATUSES)


def test_hints_open_one_after_the_other_and_only_where_they_help():
    hint_tags = Outline(panel.html(SCALE, WRONG)).all("details")
    assert [a["data-number"] for a, _ in hint_tags] == [
        str(n) for n in range(1, len(SCALE.hints) + 1)
    ]
    # Each lies inside the one before, so it cannot be opened first.
    assert [above.count("details") for _, above in hint_tags] == list(range(len(SCALE.hints)))
    assert "open" not in hint_tags[0][0]
    assert not Outline(panel.html(SCALE, WRONG, hints=False)).all("details")
    assert not Outline(panel.html(SCALE, passed("Right."))).all("details")


def test_pictures_have_alternative_text():
    verdict = replace(WRONG, pictures=(Picture("yours", np.eye(4)), Picture("mine", np.eye(3))))
    images = Outline(panel.html(SCALE, verdict)).all("img")
    assert [a["alt"].split(":")[0] for a, _ in images] == ["yours", "mine"]
    assert "4 by 4 values 0 to 1; black is 0, white is 1" in images[0][0]["alt"]


def test_a_picture_without_pixels_is_left_out():
    empty = tuple(Picture("empty", np.ones(shape)) for shape in ((0, 0), (0, 4), (4, 0)))
    verdict = replace(WRONG, pictures=(*empty, Picture("mine", np.eye(3))))
    images = Outline(panel.html(SCALE, verdict)).all("img")
    assert [a["alt"].split(":")[0] for a, _ in images] == ["mine"]
    assert not Outline(panel.html(SCALE, replace(WRONG, pictures=empty))).all("img")


def greys(verdict):
    """The grey values of a panel's pictures, by caption."""
    images = Outline(panel.html(SCALE, verdict)).all("img")
    return {
        attributes["alt"].split(":")[0]: np.asarray(
            Image.open(io.BytesIO(base64.b64decode(attributes["src"].partition(",")[2])))
        )
        for attributes, _ in images
    }


def test_a_wrong_brightness_shows_beside_the_right_one():
    ramp = np.linspace(0, 1, 16).reshape(4, 4)
    shown = greys(replace(WRONG, pictures=(Picture("yours", ramp / 2), Picture("expected", ramp))))
    assert shown["yours"].max() == 127
    assert shown["expected"].max() == 255
    pictures = (Picture("yours", ramp / 2), Picture("expected", ramp))
    assert "values 0 to 0.5" in panel.html(SCALE, replace(WRONG, pictures=pictures))
    # Also where nothing but one value came back: grey, not black.
    half = np.full((4, 4), 0.5)
    shown = greys(replace(WRONG, pictures=(Picture("yours", half), Picture("expected", ramp))))
    assert (shown["yours"] == 127).all()


def test_unlike_ranges_have_scales_of_their_own_and_say_so():
    ramp = np.linspace(0, 1, 16).reshape(4, 4)
    pictures = (Picture("drawn", ramp * 255), Picture("yours", ramp), Picture("expected", ramp))
    page = panel.html(SCALE, replace(WRONG, pictures=pictures))
    assert all(one.max() == 255 for one in greys(replace(WRONG, pictures=pictures)).values())
    assert "values 0 to 255, on its own scale" in page
    assert "black is 0, white is 1" in page


def test_a_message_may_stress_a_word():
    assert "<em>whether</em> they" in panel.html(SCALE, failed("c", "Only *whether* they are.", ""))
    assert "2 * 3 * 4" in panel.html(SCALE, failed("c", "It is 2 * 3 * 4.", ""))


def test_the_text_for_terminals_says_the_same():
    text = panel.text(SCALE, WRONG)
    for words in ("✗ scale: Not yet", "0.996", "[[0, 0.996]]", "[[0, 1]]", "Next: Divide by 255."):
        assert words in text


def test_the_count_of_hints_stays_in_the_workspace_and_never_goes_down(workspace):
    opened_hints.record("scale", 2)
    opened_hints.record("scale", 1)
    opened_hints.record("prepare", 1)
    assert opened_hints.load(workspace) == {"scale": 2, "prepare": 1}
    assert (workspace / progress.FOLDER / "hints.json").is_file()
    opened_hints.record("scale", 99)
    opened_hints.record("scale", 0)
    assert opened_hints.load(workspace) == {"scale": 2, "prepare": 1}
    with pytest.raises(CourseError):
        opened_hints.record("no-such-exercise", 1)


def test_a_damaged_count_is_begun_anew(workspace):
    file = workspace / progress.FOLDER / "hints.json"
    file.write_text("{not json")
    opened_hints.record("scale", 1)
    assert opened_hints.load(workspace) == {"scale": 1}


def test_outside_of_a_workspace_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    opened_hints.record("scale", 1)
    assert not list(tmp_path.iterdir())


def test_below_a_wrong_answer_stands_the_way_back_to_its_section(workspace):
    page = guidance.html(SCALE, WRONG)
    (attributes, _), *_ = Outline(page).all("a")
    assert attributes["href"].startswith("02_preprocessing.ipynb#2.")
    assert "Read again" in page
    assert "Read again" not in guidance.html(SCALE, passed("Right."))


def test_the_progress_of_the_lesson_counts_what_has_passed(workspace):
    lesson = course.lesson_of("scale")
    assert f"0 of {len(lesson.exercises)} exercises" in guidance.html(SCALE, WRONG)
    progress.record(SCALE, passed("Right."))
    page = guidance.html(SCALE, passed("Right."))
    assert f"1 of {len(lesson.exercises)} exercises" in page
    assert "Next: <code>add_channel</code>" in page
    for exercise in lesson.exercises:
        progress.record(exercise, passed("Right."))
    page = guidance.html(SCALE, passed("Right."))
    assert "All its visible checks have passed" in page
    assert re.search(r'href="\.\./03_convolution/03_convolution\.ipynb"', page)


def test_outside_of_a_workspace_there_is_no_progress(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "exercises of this lesson" not in guidance.html(SCALE, WRONG)


def _hasty(exercise_id="scale"):
    return replace(course.exercise(exercise_id), time_limit=0.3)


def test_an_endless_answer_is_stopped():
    def endless(images):
        while True:
            time.sleep(0.01)

    assert verdict_on(_hasty(), endless).status == TIMED_OUT


def test_an_answer_that_swallows_the_interrupt_was_late_all_the_same():
    def stubborn(images):
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait(0.4)
        return np.asarray(images / 255, np.float32)

    assert verdict_on(_hasty(), stubborn).status == TIMED_OUT


@pytest.mark.skipif(os.name != "posix", reason="Windows cannot interrupt a sleep")
def test_a_sleep_is_cut_short_by_the_time_limit():
    began = time.monotonic()
    assert verdict_on(_hasty(), lambda images: time.sleep(4)).status == TIMED_OUT
    assert time.monotonic() - began < 3


def test_check_prints_the_verdict_and_raises_where_it_is_wrong(workspace, capsys):
    with pytest.raises(CheckFailed, match="scale: Not yet"):
        check("scale", lambda images: np.asarray(images / 256, np.float32))
    assert "Next:" in capsys.readouterr().out
    assert progress.load(workspace)["scale"] == FAILED
    check("scale", lambda images: np.asarray(images / 255, np.float32))
    assert progress.load(workspace)["scale"] == PASSED


def test_a_marked_place_is_marked_in_words_and_in_colour():
    shown = replace(
        WRONG, called="f(np.array([3]) > 2 < 4)", returned="[0, >5<]", expected="[[1],\n [>2<]]"
    )
    page = Outline(panel.html(SCALE, shown))
    assert len(page.all("mark")) == 2
    text = "".join(page.words)
    assert ">5<" in text and ">2<" in text
    assert "yours:     [0, >5<]" in panel.text(SCALE, shown)


def test_two_tables_stand_beside_each_other_where_there_is_room():
    table = "int64 array (2, 2)\n[[0, 1],\n [2, 3]]"
    beside = panel.text(SCALE, replace(WRONG, returned=table, expected=table)).splitlines()
    assert "   [2, 3]]               [2, 3]]" in beside
    wide = "\n".join([table, " " * 70 + "."])
    below = panel.text(SCALE, replace(WRONG, returned=wide, expected=wide)).splitlines()
    assert below.count("     [2, 3]]") == 2


def test_pictures_have_their_captions_above_and_the_numbers_of_rows_and_columns():
    verdict = replace(WRONG, pictures=(Picture("yours", np.eye(28)),))
    page = panel.html(SCALE, verdict)
    assert page.index("<figcaption>yours") < page.index("<img")
    for edge in ("left", "top"):
        numbers = re.findall(rf'<i style="{edge}:([0-9.]+)px">(\d+)</i>', page)
        assert [int(number) for _, number in numbers] == [0, 7, 14, 21, 27]
        assert float(numbers[-1][0]) == 27.5 * 4
    tiny = panel.html(SCALE, replace(WRONG, pictures=(Picture("one", np.ones((1, 2))),)))
    assert re.findall(r">(\d+)</i>", tiny) == ["0", "1", "0"]


def test_its_style_is_for_panels_alone():
    """Any other part of a page, such as a widget, may use the same names."""
    rules = re.sub(r"</?style>", "", panel._STYLE).split("}")
    selectors = [one for rule in rules for one in rule.partition("{")[0].split(",") if one.strip()]
    assert selectors
    assert all(one.strip().startswith(".mc-panel") for one in selectors), selectors
