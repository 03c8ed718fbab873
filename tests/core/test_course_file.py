"""`course.toml` is read whole or refused in one line that says where."""

import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from mnist_course.core import course_file
from mnist_course.core.errors import CourseError

SHIPPED_AT = Path(__file__).resolve().parents[2] / "course.toml"
SHIPPED = SHIPPED_AT.read_text("utf-8")
DATA = """[data]
name = 'Mine'
one = 'thing'
file = 'a.npz'
train = 5_000
test = 2_000
classes = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j']
licence = 'none'"""
SECOND = '[[lessons]]\nid = "02_preprocessing"'


def written(tmp_path, *changes: tuple[str, str]) -> Path:
    text = SHIPPED
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after, 1)
    path = tmp_path / "course.toml"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            "scale = { points = 2",
            "scale = { points = 0",
            "course.toml: [exercises.scale] points = 0: expected a whole number from 1 to 10,000.",
        ),
        (
            "scale = { points = 2",
            "scale = { points = -1",
            "course.toml: [exercises.scale] points = -1: expected a whole number from 1 to 10,000.",
        ),
        ("scale = { points = 2", "scale = { points = true", "[exercises.scale] points = True: "),
        ("scale = { points = 2", "scale = { points = 2.5", "[exercises.scale] points = 2.5: "),
        (
            "scale = { points = 2",
            "scale = { pionts = 2",
            "[exercises.scale] pionts: unknown;",
        ),
        (
            "scale = { points = 2, minutes = 6 }",
            "scale = 2",
            "[exercises.scale] = 2: expected {",
        ),
        ("scale = { points = 2, minutes = 6 }\n", "", "'scale' has no points. Add scale = {"),
        (
            "scale = { points = 2,",
            "scale = { ",
            ": [exercises.scale] points is missing.",
        ),
        ("epochs = 6", "epoch = 6", "course.toml: [training] epoch: unknown; known are epochs, ba"),
        (
            "epochs = 6",
            "epochs = 1",
            "[training] epochs = 1: expected a whole number from 2",
        ),
        ("epochs = 6", "epochs = '6'", "[training] epochs = '6': expected a whole number"),
        (
            "test_accuracy = 0.97",
            "test_accuracy = 97",
            "[targets] test_accuracy = 97: expected a",
        ),
        ('attempts = "latest"', 'attempts = "best"', "'best': expected 'latest' or 'first'."),
        ("most = 100", "most = nan", "[grading.late] most = nan: expected a number from 0 to 100."),
        ("[grading.late]", "[grading.later]", "there is no table [grading.late]."),
        (
            "name = ",
            "nmae = ",
            "course.toml: nmae: unknown; known are name, own, providers, language,",
        ),
        ("name = ", "providers = 'mine'\nname = ", "providers = 'mine': expected names of entry"),
        ("name = ", "providers = []\nname = ", "providers = []: expected names of entry points,"),
        ("name = ", "providers = ['a', 'a']\nname = ", "providers = ['a', 'a']: 'a' stands there"),
        ("name = ", "providers = ['a b']\nname = ", "'a b' cannot be the name of an entry point."),
        (
            "test_accuracy = 0.97",
            "test_accuracy = 0.97\npartial = 0.98",
            "course.toml: [targets] partial = 0.98: expected less than test_accuracy.",
        ),
        ("[training]", "[data]\nname = 'Mine'\n[training]", "course.toml: [data] one is missing."),
        *(
            (
                "[training]",
                f"{DATA.replace(before, after)}\n[training]",
                f"course.toml: [data] {said}",
            )
            for before, after, said in (
                ("train = 5_000", "train = 50", "train = 50: expected a whole number from 1,000"),
                ("'a.npz'", "'../a.npz'", "file = '../a.npz': expected the name of a file among "),
                (", 'j']", "]", "classes = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']: expec"),
                ("'j'", "'i'", "classes = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'i']: 'i"),
                ("'j'", "''", "classes = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', '']: expec"),
            )
        ),
        (SECOND, SECOND.replace("02_pre", "01_pre"), "01_preprocessing has the number of 01_loadi"),
        (SECOND, '[[lessons]]\nid = "01_loading"', "[[lessons]] 01_loading stands there twice."),
        (SECOND, '[[lessons]]\nid = "two"', "[[lessons]] two id = 'two': expected two digits and"),
        (SECOND, SECOND + "\nrelaesed = 2026-10-05", "02_preprocessing relaesed: unknown; known"),
        (SECOND, SECOND + "\nreleased = 'soon'", "released = 'soon': expected a day without"),
        (SECOND, SECOND + "\nreleased = 2026-13-01", "released = 2026-13-01: there is no such day"),
        (SECOND, SECOND + "\ndue = 2026-10-05", "due = 2026-10-05: expected a day and a time"),
        ('["scale", "add', '["scale", "relu", "add', "'relu' stands in 02_preprocessing already."),
        (
            '["scale", "add',
            '["scale", "scale", "add',
            "'scale' stands in 02_preprocessing",
        ),
        ('["scale", "add', '["sc ale", "add', "'sc ale' cannot be the name of a function."),
        ("[exercises]", "[exercises", "course.toml is not TOML: "),
    ],
)
def test_what_is_wrong_is_one_line_with_its_place(tmp_path, before, after, said):
    with pytest.raises(CourseError) as caught:
        course_file.load(written(tmp_path, (before, after)))
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_none(tmp_path):
    for content in (b"\xff\xfe", b"a = " + b"[" * 100_000, b"", b"lessons = 3"):
        (tmp_path / "course.toml").write_bytes(content)
        with pytest.raises(CourseError, match=r"course\.toml") as caught:
            course_file.load(tmp_path / "course.toml")
        assert "\n" not in str(caught.value)
    with pytest.raises(CourseError, match="cannot be read: No such file"):
        course_file.load(tmp_path / "elsewhere.toml")


def test_dates_are_read(tmp_path):
    path = written(
        tmp_path,
        (SECOND, SECOND + "\nreleased = 2026-10-05\ndue = 2026-10-12T18:00:00+02:00"),
    )
    lesson = course_file.load(path).lessons[1]
    assert lesson.released == date(2026, 10, 5)
    assert lesson.due is not None
    assert lesson.due.utctimetuple()[3] == 16
    local = written(tmp_path, (SECOND, SECOND + "\ndue = 2026-10-12T18:00:00"))
    due = course_file.load(local).lessons[1].due
    assert due is not None
    assert (due.hour, due.tzinfo is None) == (18, False)


def test_what_there_is_not_is_said_by_every_command_without_a_traceback(tmp_path):
    """An exercise without a module, a folder without the file, a file with a fault."""
    cases = [
        (
            written(
                tmp_path,
                ('["scale", "add', '["rescale", "add'),
                ("scale = {", "rescale = {"),
            ).parent,
            "02_preprocessing exercises: there is no exercise 'rescale'",
        ),
        (tmp_path / "nowhere", "There is no "),
    ]
    for folder, said in cases:
        for program, *words in (
            ("mnist_course", "start", "--prepare-only", str(tmp_path / "lessons")),
            ("autograder.commands.main", "build"),
        ):
            done = subprocess.run(
                [sys.executable, "-m", program, *words, "--course", str(folder)],
                capture_output=True,
                text=True,
                cwd=tmp_path,
            )
            assert (done.returncode, done.stdout) == (2, "")
            assert said in done.stderr
            assert done.stderr.count("\n") == 1


def test_the_guides_example_is_a_course(tmp_path):
    guide = (SHIPPED_AT.parent / "docs" / "make-it-yours.md").read_text("utf-8")
    (example,) = re.findall(r"```toml\n(name = .*?)```", guide, re.DOTALL)
    (tmp_path / "course.toml").write_text(example, "utf-8")
    read = course_file.load(tmp_path / "course.toml")
    assert [one.id for one in read.lessons] == ["02_preprocessing", "06_training"]
    # And its table names every key that can stand there.
    for key in (
        "name",
        "own",
        "providers",
        "partial",
        "epochs",
        "attempts",
        "most",
        "released",
        "due",
        "seconds",
    ):
        assert f"`{key}`" in guide


def test_numbers_stand_there_alone():
    """What the file says is said by no Python: there the names stand."""
    package = course_file.PACKAGE
    for path in (package / "exercises").glob("*.py"):
        assert not re.search(r"\b(points|minutes|time_limit)=\d", path.read_text("utf-8")), path
    spec = (package / "spec.py").read_text("utf-8")
    assert not re.search(
        r"(?m)^(EPOCHS|BATCH_SIZE|TARGET_\w+|BEYOND_(?!VALUES|WORK)\w+) = \d", spec
    )
