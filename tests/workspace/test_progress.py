"""What a student has done: kept safely, shown in terminal and notebook."""

import re
import subprocess
import sys
import time

import pytest

from mnist_course import course
from mnist_course.core.exercise import Verdict
from mnist_course.core.files import locked, write
from mnist_course.workspace import progress
from support import permissions


def record(student, name: str, status: str, cause: str = "") -> None:
    verdict = Verdict(status, "", cause=cause)
    progress.record(course.exercise(name), verdict, student.notebook("01_loading").parent)


def test_the_last_status_counts(student):
    record(student, "scale", "failed")
    record(student, "scale", "passed")
    record(student, "describe", "partial")
    assert student.progress() == {"scale": "passed", "describe": "partial"}


def test_a_cell_that_was_not_run_yet_does_not_undo_what_was_done(student):
    record(student, "scale", "passed")
    record(student, "scale", "not_attempted", "missing")
    assert student.progress() == {"scale": "passed"}
    record(student, "scale", "not_attempted", "not-attempted")
    assert student.progress() == {"scale": "not_attempted"}


def test_outside_of_a_workspace_nothing_is_kept(tmp_path):
    progress.record(course.exercise("scale"), Verdict("passed", ""), tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"exercises": 3}', '{"exercises": {"scale": "brilliant"}}']
)
def test_a_damaged_file_counts_as_nothing_done(student, content):
    (student.root / ".mnist-course" / "progress.json").write_text(content)
    assert student.progress() == {}
    record(student, "scale", "passed")
    assert student.progress() == {"scale": "passed"}


def test_processes_that_record_at_once_lose_nothing(student):
    code = """
import sys
import time
from mnist_course import course
from mnist_course.workspace import progress
from mnist_course.core.exercise import Verdict
for name in sys.argv[1:]:
    progress.record(course.exercise(name), Verdict("passed", ""))
"""
    names = [exercise.id for lesson in course.lessons() for exercise in lesson.exercises]
    both = [
        subprocess.Popen([sys.executable, "-c", code, *part], cwd=student.root)
        for part in (names[::2], names[1::2])
    ]
    assert [one.wait() for one in both] == [0, 0]
    assert student.progress() == dict.fromkeys(names, "passed")


def test_a_lock_that_a_crash_left_behind_holds_nobody_up(tmp_path):
    (tmp_path / "file.lock").touch()
    started = time.monotonic()
    with locked(tmp_path / "file", patience=60):
        assert time.monotonic() - started < 30


def test_a_lock_that_another_process_keeps_only_delays(tmp_path):
    code = """
import sys, time
from pathlib import Path
from mnist_course.core.files import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(600)
"""
    command = [sys.executable, "-c", code, str(tmp_path / "file")]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as other:
        try:
            other.stdout.readline()
            started = time.monotonic()
            with locked(tmp_path / "file", patience=0.3):
                assert time.monotonic() - started >= 0.3
        finally:
            other.kill()


def test_where_no_lock_can_be_had_the_work_is_done_all_the_same(tmp_path):
    (tmp_path / "folder").write_text("a file where a folder should be")
    ran = []
    with locked(tmp_path / "folder" / "file", patience=0.1):
        ran.append(True)
    assert ran


def test_a_workspace_that_may_only_be_read_is_not_waited_for(tmp_path):
    """Nobody will ever hold a lock there: each check waited two seconds for one."""
    tmp_path.chmod(0o500)
    began = time.monotonic()
    with permissions.obeyed(), locked(tmp_path / "file"):
        waited = time.monotonic() - began
    tmp_path.chmod(0o700)
    assert waited < 0.5


def test_a_file_is_written_whole_or_not_at_all(tmp_path):
    write(tmp_path / "a", "grün\n")
    assert (tmp_path / "a").read_bytes() == "grün\n".encode()
    with pytest.raises(OSError, match="directory"):
        write(tmp_path / "no" / "a", "x")
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="directory"):
        write(tmp_path / "folder", "x")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a", "folder"]


def test_the_text_counts_lessons_exercises_and_points_and_names_what_is_next():
    first = course.lessons()[0]
    statuses = {exercise.id: "passed" for exercise in first.exercises} | {"scale": "failed"}
    text = progress.course_text(statuses)
    total = sum(len(lesson.exercises) for lesson in course.lessons())
    assert f"1 of {len(course.lessons())} lessons, 4 of {total} exercises" in text
    assert f"{first.points} of {first.points} points" in text
    assert "✓ 01_loading" in text
    assert "◐ 02_preprocessing" in text
    assert "○ 03_convolution" in text
    assert "Next: 02_preprocessing" in text
    assert "✗ scale: not yet" in text


def test_when_everything_has_passed_it_says_so():
    statuses = {
        exercise.id: "passed" for lesson in course.lessons() for exercise in lesson.exercises
    }
    assert progress.first_unfinished(statuses) is None
    text = progress.course_text(statuses)
    assert "Every exercise has passed its visible check." in text
    assert "Next:" not in text


def test_the_card_has_a_labelled_bar_and_a_link_for_each_lesson(student):
    card = progress.course_card({"scale": "passed"})
    for lesson in course.lessons():
        assert f'href="../{lesson.id}/{lesson.id}.ipynb"' in card
    bars = re.findall(r'<progress value="(\d)" max="\d" aria-label="([^"]+)"', card)
    assert len(bars) == len(course.lessons())
    second = course.lessons()[1]
    assert bars[1] == ("1", f"{second.title}: 1 of {len(second.exercises)} exercises")
