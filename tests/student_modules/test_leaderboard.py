"""The leaderboard of a student's own attempts."""

import json
from dataclasses import asdict

import pytest

from mnist_course import leaderboard
from mnist_course.leaderboard import Attempt
from mnist_course.model import build, reference
from mnist_course.workspace import progress


@pytest.fixture
def workspace(tmp_path):
    (tmp_path / progress.FOLDER).mkdir()
    lesson = tmp_path / "09_beyond"
    lesson.mkdir()
    return lesson


GOOD = Attempt("good", 61_378, 300.0, 0.994, 0.991, "2026-01-01T10:00:00")
LARGE = Attempt("large", 600_000, 900.0, 0.996, 0.994, "2026-01-01T11:00:00")
STIFF = Attempt("stiff", 21_578, 45.0, 0.985, 0.9, "2026-01-01T12:00:00")


@pytest.mark.slow
def test_an_attempt_is_measured_kept_and_shown(workspace, capsys):
    first = leaderboard.enter(reference(), 123.4, "the course's", workspace)
    shown = capsys.readouterr().out
    assert first.parameters == 21_578
    assert first.accuracy > 0.97
    assert first.moved_accuracy < first.accuracy - 0.02
    assert not first.reaches
    for words in ("the course's", "21,578", "2.1 min", f"{first.accuracy:.2%}", "not yet"):
        assert words in shown
    second = leaderboard.enter(build(), 1.0, start=workspace)
    assert second.name == "attempt 2"
    assert second.accuracy < 0.5
    assert leaderboard.load(workspace) == [first, second]
    # The same cell run once more is not another attempt.
    again = leaderboard.enter(reference(), 60.0, "the course's", workspace)
    assert leaderboard.load(workspace) == [second, again]


@pytest.mark.long
@pytest.mark.parametrize(
    ("damaged", "left"),
    [
        (json.dumps({"attempts": [asdict(GOOD), {"name": "of a later version"}]}), [GOOD]),
        ("{ cut short", []),
        ("[]", []),
        ('{"attempts": 3}', []),
        ("[" * 100_000, []),
    ],
)
def test_a_damaged_leaderboard_is_kept_aside(workspace, capsys, damaged, left):
    folder = workspace.parent / progress.FOLDER
    for number in (1, 2):
        (folder / "leaderboard.json").write_text(damaged)
        entered = leaderboard.enter(build(), 1.0, f"mine {number}", workspace)
        assert f"leaderboard.damaged-{number}.json" in capsys.readouterr().out
        assert (folder / f"leaderboard.damaged-{number}.json").read_text() == damaged
        assert leaderboard.load(workspace) == [*left, entered]
    leaderboard.enter(build(), 1.0, "one more", workspace)
    assert "damaged" not in capsys.readouterr().out


def test_those_that_reach_both_targets_come_first():
    names = [one.name for one in leaderboard.best_first([STIFF, LARGE, GOOD])]
    assert names == ["good", "large", "stiff"]
    text = leaderboard.text([STIFF, LARGE, GOOD])
    assert [line.split()[0] for line in text.splitlines()[1:]] == names
    assert "over budget" in text.splitlines()[2]


def test_the_table_escapes_names_and_says_everything_in_words():
    table = leaderboard.table([Attempt("<script>x</script>", 10, 5, 0.5, 0.4, "")])
    assert "<script>" not in table
    assert "&lt;script&gt;" in table
    for words in ("caption", 'scope="col"', "5 s", "50.00%", "40.00%", "not yet"):
        assert words in table


def test_the_plot_has_every_attempt_and_a_description():
    import matplotlib.pyplot as plt

    figure = leaderboard.plot([GOOD, STIFF])
    axes = figure.axes[0]
    points = [collection.get_offsets().tolist() for collection in axes.collections]
    assert points[0] == [[61_378, pytest.approx(99.4)], [21_578, pytest.approx(98.5)]]
    assert points[1] == [[61_378, pytest.approx(99.1)], [21_578, pytest.approx(90.0)]]
    plt.close(figure)
    described = leaderboard.describe([GOOD, STIFF])
    assert "good: 61,378 parameters, 99.4% as they are, 99.1% moved" in described
    assert leaderboard.describe([])


def test_outside_of_a_workspace_there_is_none(tmp_path):
    assert leaderboard.load(tmp_path) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no json",
        "[]",
        '{"attempts": 3}',
        '{"attempts": [1, {"name": "x"}]}',
        json.dumps({"attempts": [{**GOOD.__dict__, "parameters": "many"}]}),
        json.dumps({"attempts": [{**GOOD.__dict__, "accuracy": True}]}),
        '{"attempts": [{"name": "x", "parameters": 1, "seconds": NaN, "accuracy": 1, '
        '"moved_accuracy": 1, "when": ""}]}',
    ],
)
def test_a_damaged_file_counts_as_empty(workspace, text):
    path = workspace.parent / progress.FOLDER / "leaderboard.json"
    path.write_text(text, "utf-8")
    assert leaderboard.load(workspace) == []


def test_what_makes_sense_in_a_damaged_file_stays(workspace):
    path = workspace.parent / progress.FOLDER / "leaderboard.json"
    path.write_text(json.dumps({"attempts": [GOOD.__dict__, {"name": 3}, STIFF.__dict__]}), "utf-8")
    assert leaderboard.load(workspace) == [GOOD, STIFF]
