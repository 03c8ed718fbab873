"""What a class is graded in, and how what comes of it is recorded: together, once, in order."""

from pathlib import Path

import psutil
import pytest

from autograder.grading import classroom, pool
from autograder.grading.classroom import Recording
from autograder.grading.pool import Setup
from autograder.grading.run import Options, not_graded
from autograder.records.journal import Journal
from autograder.sandbox import wall
from mnist_course import course
from support.hostile.submissions import RIGHT, notebook, submission


@pytest.fixture
def journal(tmp_path):
    with Journal(tmp_path) as one:
        yield one


class Gradebook:
    """Takes what it is given, or not."""

    def __init__(self, refuses: str = ""):
        self.batches: list[list[str]] = []
        self._refuses = refuses

    def record(self, out: Path, batch) -> bool:
        self.batches.append([one.student for one in batch])
        return self._refuses not in self.batches[-1]


def graded(journal: Journal, student: str):
    one = not_graded(submission(b"{", student), "no reason.", "none")
    journal.graded(one, False)
    return one


def test_what_comes_at_once_is_recorded_together(journal):
    book = Gradebook()
    recording = Recording(journal, book.record)
    for number in range(200):
        recording.take(graded(journal, f"s{number}"))
    recording.finish()
    assert [one for batch in book.batches for one in batch] == [f"s{n}" for n in range(200)]
    assert len(book.batches) < 20
    assert all(entry.recorded for entry in journal.entries.values())
    assert not list(journal.out.glob("journal/*.json"))


def test_what_comes_slowly_is_recorded_as_it_comes(journal, monkeypatch):
    monkeypatch.setattr(classroom, "_RECORD_EVERY", 0.0)
    book = Gradebook()
    recording = Recording(journal, book.record)
    for student in ("ada", "ben"):
        recording.take(graded(journal, student))
        assert journal.entries[student, "02_preprocessing"].recorded
    assert book.batches == [["ada"], ["ben"]]


def test_one_that_cannot_be_recorded_holds_no_other(journal):
    book = Gradebook(refuses="ben")
    recording = Recording(journal, book.record)
    for student in ("ada", "ben", "cem", "dua"):
        recording.take(graded(journal, student))
    recording.finish()
    recording.again()
    waiting = [student for (student, _), entry in journal.entries.items() if not entry.recorded]
    assert waiting == ["ben"]
    with_files = [one.student for one in journal.waiting()]
    assert with_files == ["ben"]


def test_the_lessons_that_may_take_longest_come_first():
    lessons = [lesson.id for lesson in course.lessons()]
    keys = [(student, lesson) for student in ("ada", "ben") for lesson in lessons]
    ordered = classroom.longest_first(keys)
    assert sorted(ordered) == sorted(keys)
    assert [lesson for _, lesson in ordered[:4]] == ["09_beyond"] * 2 + ["06_training"] * 2
    assert [student for student, _ in ordered[:2]] == ["ada", "ben"]


@pytest.mark.long
@pytest.mark.sandbox
@pytest.mark.usefixtures("need_sandbox")
def test_workers_share_the_warm_process_and_the_judge_server():
    class_ = [submission(notebook(RIGHT), f"s{number}") for number in range(6)]
    seen: dict[str, set[int]] = {"spawn_main": set(), "zygote": set(), "judge_server": set()}
    statuses = []
    before = psutil.Process().children()
    for _, one in pool.grade_all(class_, Setup(Options(1), wall.BUBBLEWRAP), 2):
        statuses += [result.status for result in one.results]
        for child in set(psutil.Process().children()) - set(before):
            command = " ".join(child.cmdline())
            for name, found in seen.items():
                found |= {child.pid} if name in command else set()
    assert statuses == ["passed"] * 4 * len(class_)
    assert {name: len(found) for name, found in seen.items()} == {
        "spawn_main": 2,
        "zygote": 1,
        "judge_server": 1,
    }
    assert not [pid for found in seen.values() for pid in found if psutil.pid_exists(pid)]
