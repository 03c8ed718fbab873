"""The last page: complete, one file, safe, and the student's own."""

import base64
import json
import re
from html.parser import HTMLParser

import numpy as np
import pytest

from mnist_course import course, last_page, leaderboard, model, predictions
from mnist_course.core.errors import CourseError
from mnist_course.drawing import sample_drawing
from mnist_course.last_page import Reading, html
from mnist_course.leaderboard import Attempt
from mnist_course.share import network
from mnist_course.share import page as shared_page
from mnist_course.workspace import kept_drawing, predicted, progress
from support import trained


class Page(HTMLParser):
    """The tags of a page, and whether they are balanced."""

    VOID = ("img", "meta", "br", "link", "input")

    def __init__(self, page):
        super().__init__()
        self.open, self.tags = [], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.fixture
def workspace(tmp_path):
    folder = tmp_path / progress.FOLDER
    folder.mkdir()
    passed = {one.id: "passed" for one in course.lesson("07").exercises}
    (folder / "progress.json").write_text(json.dumps({"exercises": passed}), "utf-8")
    attempt = Attempt("my <b>best</b>", 61_378, 300.0, 0.994, 0.991, "")
    (folder / "leaderboard.json").write_text(json.dumps({"attempts": [attempt.__dict__]}), "utf-8")
    lesson = tmp_path / "09_beyond"
    lesson.mkdir()
    return lesson


@pytest.fixture
def reading():
    from mnist_course import data

    predictions = data.test_split()[1].astype(int)
    predictions[:7] += 1
    return Reading(True, 0.9873, predictions % 10, np.random.default_rng(0).normal(size=(3, 3, 32)))


def test_the_page_holds_what_was_learned_reached_and_made(workspace, reading):
    page = html(reading, "Ada <i>L</i>", sample_drawing(), workspace)
    parsed = Page(page)
    assert parsed.open == []
    for words in (
        "Reading digits, by Ada &lt;i&gt;L&lt;/i&gt;",
        "98.73% of the 10,000 test images read rightly by your network",
        f"{len(course.lesson('07').exercises)} of ",
        f"{course.lesson('07').points} of ",
        "my &lt;b&gt;best&lt;/b&gt;",
        "A digit drawn by you",
        "What you learned",
        "Where to go next",
        *(one.learned.split("'")[0] for one in course.lessons()),
    ):
        assert words in page, words
    assert "<b>best" not in page
    assert page.count("✓ done") == 1
    assert all(one.learned for one in course.lessons())


def test_the_page_is_one_file_that_needs_nothing_else(workspace, reading):
    page = html(reading, "", None, workspace)
    parsed = Page(page)
    assert not [tag for tag, _ in parsed.tags if tag in ("script", "link", "iframe")]
    for _, attributes in parsed.tags:
        for name in ("src", "href"):
            assert attributes.get(name, "data:").startswith("data:")
    assert not re.search(r"url\(|@import|https?://", page)


def test_the_drawing_that_was_kept_on_the_pad_is_shown(workspace, reading):
    assert kept_drawing.load(workspace) is None
    assert "Kept for your last page" in kept_drawing.keep(sample_drawing(), workspace)
    assert "A digit drawn by you" in html(reading, "", None, workspace)
    # What lies in its place and is no picture costs the drawing alone.
    (workspace.parent / progress.FOLDER / "drawing.png").write_bytes(b"\x89PNG\r\n\x1a\n no")
    assert kept_drawing.load(workspace) is None


def test_a_drawing_outside_of_a_workspace_is_said_not_to_be_kept(tmp_path):
    assert "not kept" in kept_drawing.keep(sample_drawing(), tmp_path)
    assert not list(tmp_path.iterdir())


def test_every_attempt_is_there_the_best_first(workspace, reading):
    attempts = [
        Attempt(f"number {place}", 9_000, 60.0, 0.9 + place / 1_000, 0.9, "") for place in range(40)
    ]
    text = json.dumps({"attempts": [one.__dict__ for one in attempts]})
    (workspace.parent / progress.FOLDER / "leaderboard.json").write_text(text, "utf-8")
    page = html(reading, "", None, workspace)
    places = [page.index(f"<td>number {place}</td>") for place in range(40)]
    assert places == sorted(places, reverse=True)


def test_the_students_networks_are_links_that_save_their_pages(workspace, reading):
    assert "to take home" not in html(reading, "", None, workspace)
    own = workspace.parent / "06_training"
    own.mkdir()
    trained.save(own / "digits.keras")
    (workspace / "beyond.keras").write_bytes(b"<b>no model</b>")
    page = html(reading, "", None, workspace)
    links = [one for tag, one in Page(page).tags if tag == "a"]
    assert [one["download"] for one in links] == ["digits.html"]
    kind, _, content = links[0]["href"].partition(",")
    assert kind == "data:text/html;charset=utf-8;base64"
    shared = shared_page.html(network.read(own / "digits.keras"))
    assert base64.b64decode(content) == shared.encode()
    assert "The network of lesson 9 is not here as a page." in page


def test_every_picture_has_a_text_and_both_themes_are_served(workspace, reading):
    page = html(reading, "", sample_drawing(), workspace)
    pictures = [attributes for tag, attributes in Page(page).tags if tag == "img"]
    assert len(pictures) == 5
    assert all(len(attributes["alt"]) > 15 for attributes in pictures)
    assert "color-scheme:light dark" in page
    assert '<html lang="en">' in page


def test_a_page_at_the_very_beginning_is_whole_as_well(tmp_path, reading):
    page = html(reading, "", None, tmp_path)
    assert Page(page).open == []
    assert "Your own networks" not in page
    assert "0 of " in page


@pytest.mark.long
@pytest.mark.slow
def test_saving_reads_the_students_network(workspace, capsys):
    own = workspace.parent / "06_training"
    own.mkdir()
    model.reference().save(own / "digits.keras")
    path = last_page.save(workspace / "page.html", "Ada", start=workspace)
    assert str(path) in capsys.readouterr().out
    page = path.read_text("utf-8")
    assert "98.40% of the 10,000 test images read rightly by your network" in page
    assert page.count("<img") == 4


@pytest.mark.slow
def test_a_folder_that_cannot_be_written_gets_one_line(tmp_path):
    with pytest.raises(CourseError, match="cannot be written"):
        last_page.save(tmp_path / "missing" / "page.html", start=tmp_path)


def test_the_leaderboards_picture_is_on_the_page(workspace, reading):
    page = html(reading, "", None, workspace)
    assert leaderboard.describe(leaderboard.load(workspace)).split(":")[0][:20] in page


def test_what_was_predicted_stands_beside_what_came(workspace, reading):
    assert "What you predicted" not in html(reading, "", None, workspace)
    first, second = predictions.of_lesson("beyond")[:2]
    predicted.record(first.id, guess="both", came=first.came, start=workspace)
    predicted.record(second.id, guess=97.0, start=workspace)
    page = html(reading, "", None, workspace)
    assert Page(page).open == []
    table = page[page.index("What you predicted") :]
    assert table.index("<td>both</td>") < table.index(f"<td>{first.came}".replace("'", "&#x27;"))
    assert f"<td>97 %</td><td>not run yet (usual: {second.usual})</td>" in table
