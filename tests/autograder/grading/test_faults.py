"""Killed workers and coordinators, a locked database, a full disk: nothing lost, nothing double."""

import contextlib
import csv
import errno
import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from autograder.commands import main
from autograder.core import text
from autograder.gradebook import database, recorder
from autograder.grading import classroom, pool
from autograder.grading.pool import Setup
from autograder.grading.run import Options, grade_submission, not_graded
from autograder.intake.submission import read
from autograder.records import grades
from autograder.records.journal import Journal
from autograder.records.results import Graded
from autograder.sandbox import wall
from autograder.sandbox.limits import Limits
from autograder.sandbox.warm_process import Warm
from support.hostile.submissions import EXERCISES, LESSON, RIGHT, notebook, submission

SEED = 11
STUDENTS = tuple(f"student{number}" for number in range(5))


@pytest.fixture
def submitted(tmp_path):
    """A class of five: right, stub, cut short, wrong, and an infinite loop."""
    wrong = {**RIGHT, "scale": "def scale(images):\n    return images / 256"}
    contents = (
        notebook(RIGHT),
        notebook(),
        notebook(RIGHT)[:999],
        notebook(wrong),
        notebook({**RIGHT, "hold_out": "def hold_out(*_):\n    import os\n    os._exit(1)"}),
    )
    folder = tmp_path / "submitted"
    for student, content in zip(STUDENTS, contents):
        hand_in(folder, student, content)
    return folder


def hand_in(folder: Path, student: str, content: bytes) -> None:
    place = folder / student / LESSON
    place.mkdir(parents=True, exist_ok=True)
    (place / f"{LESSON}.ipynb").write_bytes(content)


def setup() -> Setup:
    return Setup(Options(SEED), wall.BUBBLEWRAP, limits=Limits())


def unread(submissions, setup, jobs):
    """Grades without a kernel: what is handed in here is no notebook."""
    warm = Warm(wall.BUBBLEWRAP)
    for one in submissions:
        yield one, grade_submission(one, setup.options, warm)


def grade(submitted: Path, out: Path, resume: bool = False, how=unread) -> classroom.Outcome:
    keys = [(student, LESSON) for student in sorted(os.listdir(submitted))]
    with Journal(out) as journal:
        journal.begin(SEED, wall.BUBBLEWRAP)
        return classroom.grade_class(
            submitted=submitted,
            keys=keys,
            journal=journal,
            setup=setup(),
            jobs=1,
            resume=resume,
            progress=lambda graded: None,
            record=recorder.record_if_possible,
            grade=how,
        )


def events(out: Path, kind: str) -> list[dict]:
    lines = (out / "journal.jsonl").read_text().splitlines()
    found = []
    for line in lines:
        with contextlib.suppress(ValueError):
            found.append(json.loads(line))
    return [event for event in found if event["event"] == kind]


def rows(out: Path) -> list[dict]:
    with (out / "grades.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def unreadable(tmp_path):
    """A class whose submissions are no notebooks, so that grading them takes no kernel."""
    folder = tmp_path / "submitted"
    for student in STUDENTS:
        hand_in(folder, student, b"{")
    return folder


class TestJournal:
    def test_what_is_done_is_not_done_again(self, unreadable, tmp_path):
        out = tmp_path / "out"
        assert grade(unreadable, out).graded == 5
        assert grade(unreadable, out, resume=True).graded == 0
        assert grade(unreadable, out, resume=True).kept == 5
        assert len(events(out, "graded")) == 5

    def test_a_newer_submission_replaces_and_history_stays(self, unreadable, tmp_path):
        out = tmp_path / "out"
        grade(unreadable, out)
        hand_in(unreadable, STUDENTS[0], b"[]")
        assert grade(unreadable, out, resume=True).graded == 1
        digests = [e["digest"] for e in events(out, "graded") if e["student"] == STUDENTS[0]]
        assert len(set(digests)) == 2
        assert len(rows(out)) == 5 * len(EXERCISES)

    def test_a_line_cut_short_costs_only_that_line(self, unreadable, tmp_path):
        out = tmp_path / "out"
        grade(unreadable, out)
        whole = (out / "journal.jsonl").read_bytes()
        lines = whole.splitlines(keepends=True)
        last = next(i for i, line in enumerate(lines) if b'"graded"' in line)
        (out / "journal.jsonl").write_bytes(b"".join(lines[:last]) + lines[last][:40])
        outcome = grade(unreadable, out, resume=True)
        assert outcome.graded == 5
        assert outcome.unrecorded == []
        assert len(rows(out)) == 5 * len(EXERCISES)

    def test_every_cut_leaves_a_journal_that_resumes(self, unreadable, tmp_path):
        out = tmp_path / "out"
        grade(unreadable, out)
        before = rows(out)
        whole = (out / "journal.jsonl").read_bytes()
        for cut in range(0, len(whole), max(1, len(whole) // 12)):
            (out / "journal.jsonl").write_bytes(whole[:cut])
            grade(unreadable, out, resume=True)
            assert rows(out) == before

    def test_not_graded_is_graded_again(self, unreadable, tmp_path):
        def failing(submissions, setup, jobs):
            for one in submissions:
                yield one, not_graded(one, "its worker died 3 times.", setup.sandbox)

        out = tmp_path / "out"
        outcome = grade(unreadable, out, how=failing)
        assert {where[:2] for where in outcome.not_graded} == {(one, LESSON) for one in STUDENTS}
        assert all("its worker died" in reason for *_, reason in outcome.not_graded)
        assert {row["status"] for row in rows(out)} == {"not_graded"}
        assert {row["points"] for row in rows(out)} == {""}
        assert grade(unreadable, out, resume=True).graded == 5
        assert {row["status"] for row in rows(out)} == {"invalid"}

    def test_what_could_not_be_graded_is_named(self, unreadable, tmp_path, monkeypatch, capsys):
        def failing(submissions, setup, jobs):
            for one in submissions:
                yield one, not_graded(one, "no memory \x1b[31m.", setup.sandbox)

        monkeypatch.setattr(pool, "grade_all", failing)
        out = tmp_path / "out"
        command = ["grade", str(unreadable), "--out", str(out), "--sandbox", "none"]
        assert main.main(command) == 1
        shown = capsys.readouterr().out
        assert "run again with --resume" in shown
        assert f"{STUDENTS[0]} · {LESSON} · scale: The grader failed" in shown
        assert "\x1b" not in shown

    def test_only_one_process_at_a_time(self, tmp_path):
        from mnist_course.core.errors import CourseError

        with Journal(tmp_path), pytest.raises(CourseError, match="Another"):
            Journal(tmp_path)

    def test_what_the_gradebook_has_not_taken_is_recorded_on_resume(self, unreadable, tmp_path):
        out = tmp_path / "out"
        warm = Warm(wall.BUBBLEWRAP)
        with Journal(out) as journal:
            # As if killed between the two steps.
            one = read(unreadable, STUDENTS[0], LESSON)
            journal.graded(grade_submission(one, Options(SEED), warm), False)
        outcome = grade(unreadable, out, resume=True)
        assert outcome.graded == 4
        assert outcome.unrecorded == []
        counts = Counter(event["student"] for event in events(out, "recorded"))
        assert counts == dict.fromkeys(STUDENTS, 1)


def test_a_full_disk_stops_it_and_loses_nothing(unreadable, tmp_path):
    out = tmp_path / "out"
    grade(unreadable, out)
    before = (out / "journal.jsonl").read_bytes(), (out / "grades.csv").read_bytes()
    one = read(unreadable, STUDENTS[0], LESSON)
    graded = grade_submission(one, Options(SEED), Warm(wall.BUBBLEWRAP))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    with Journal(out) as journal:
        # No file may grow: the kernel refuses the write as it does on a full disk.
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(before[0]) + 20, hard))
        try:
            with pytest.raises(OSError) as caught:  # noqa: PT011
                journal.graded(graded, False)
            with contextlib.suppress(OSError):
                grades.write(out, journal.entries)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert caught.value.errno == errno.EFBIG
    assert ((out / "journal.jsonl").read_bytes(), (out / "grades.csv").read_bytes()) == before
    assert grade(unreadable, out, resume=True).kept == 5


@pytest.mark.long
def test_a_locked_database_only_delays_the_record(unreadable, tmp_path, monkeypatch):
    out = tmp_path / "out"
    grade(unreadable, out)
    hand_in(unreadable, STUDENTS[1], b"[1]")
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.2)
    locker = sqlite3.connect(out / "gradebook.db")
    locker.execute("BEGIN EXCLUSIVE")
    try:
        outcome = grade(unreadable, out, resume=True)
        assert outcome.unrecorded == [(STUDENTS[1], LESSON)]
    finally:
        locker.close()
    outcome = grade(unreadable, out, resume=True)
    assert (outcome.graded, outcome.kept, outcome.unrecorded) == (0, 5, [])


@pytest.mark.sandbox
@pytest.mark.slow
@pytest.mark.usefixtures("need_sandbox")
class TestKilled:
    def test_a_killed_worker_costs_a_retry(self, submitted):
        source = [read(submitted, student, LESSON) for student in STUDENTS]
        results: list[Graded] = []
        for _, graded in pool.grade_all(source, setup(), 1):
            results.append(graded)
            if len(results) == 1:
                for child in _children(os.getpid()):
                    os.kill(child, signal.SIGKILL)
        assert sorted(graded.student for graded in results) == sorted(STUDENTS)
        found = {graded.student: [r.status for r in graded.results] for graded in results}
        assert found == {
            STUDENTS[0]: ["passed"] * 4,
            STUDENTS[1]: ["not_attempted"] * 4,
            STUDENTS[2]: ["invalid"] * 4,
            STUDENTS[3]: ["failed", "passed", "failed", "passed"],
            STUDENTS[4]: ["passed", "passed", "passed", "crashed"],
        }

    @pytest.mark.long
    def test_a_killed_coordinator_resumes_to_the_same_marks(self, submitted, tmp_path):
        from nbgrader.api import Gradebook

        out, undisturbed = tmp_path / "out", tmp_path / "undisturbed"
        command = [sys.executable, "-m", "autograder.commands.main", "grade", str(submitted)]
        command += ["--seed", str(SEED), "--jobs", "1", "--lesson", LESSON, "--out"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        for kills in (1, 3):
            process = subprocess.Popen([*command, str(out), "--resume"], **quiet)
            deadline = time.monotonic() + 240
            while time.monotonic() < deadline and process.poll() is None:
                with contextlib.suppress(OSError):
                    if len(events(out, "graded")) >= kills:
                        break
                time.sleep(0.05)
            process.send_signal(signal.SIGKILL)
            process.wait()
        assert subprocess.run([*command, str(out), "--resume"], **quiet).returncode == 1
        assert subprocess.run([*command, str(undisturbed)], **quiet).returncode == 1
        assert (out / "grades.csv").read_bytes() == (undisturbed / "grades.csv").read_bytes()
        counts = Counter(event["student"] for event in events(out, "graded"))
        assert counts == dict.fromkeys(STUDENTS, 1)
        with Gradebook(f"sqlite:///{out / 'gradebook.db'}") as book:
            assert len(book.assignment_submissions(LESSON)) == len(STUDENTS)

    def test_nothing_of_a_killed_grader_lives_on(self, submitted, tmp_path):
        command = [sys.executable, "-m", "autograder.commands.main", "grade", str(submitted)]
        command += ["--jobs", "1", "--lesson", LESSON, "--out", str(tmp_path / "out")]
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        deadline = time.monotonic() + 120
        descendants: set[int] = set()
        while time.monotonic() < deadline and len(descendants) < 4:
            descendants |= _descendants(process.pid)
            time.sleep(0.05)
        assert len(descendants) >= 4
        process.kill()
        process.wait()
        deadline = time.monotonic() + 60
        while _alive(descendants) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert not _alive(descendants)


def _children(pid: int) -> list[int]:
    """Its child processes that grade."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in task.read_text().split():
                command = Path(f"/proc/{child}/cmdline").read_bytes()
                if b"spawn_main" in command or b"zygote" in command or b"bwrap" in command:
                    found.append(int(child))
    return found


def _descendants(pid: int) -> set[int]:
    found: set[int] = set()
    for child in _children(pid):
        found |= {child} | _descendants(child)
    return found


def _alive(pids: set[int]) -> set[int]:
    living = set()
    for pid in pids:
        with contextlib.suppress(OSError):
            if "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text():
                living.add(pid)
    return living


def test_grades_hold_no_formula_and_no_control_character():
    assert text.cell("=1+1") == "'=1+1"
    assert text.cell("@x") == "'@x"
    assert text.cell("-2") == "'-2"
    assert text.cell("ada \x1b[31m") == "ada �[31m"
    assert text.cell("\udcff") == "�"


def test_a_graded_submission_survives_json():
    one = submission(b"{", "grace")
    graded = grade_submission(one, Options(1), Warm(wall.BUBBLEWRAP))
    again = Graded.from_dict(json.loads(json.dumps(graded.as_dict())))
    assert again == graded
