"""Grade a class: find what to grade, grade it, record it as it comes."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from autograder.grading.pool import Setup, grade_all
from autograder.intake import keras_version, submission
from autograder.intake.submission import Submission
from autograder.records import asked, grades, same_weights
from autograder.records.asked import Changed
from autograder.records.journal import Journal, Key
from autograder.records.results import Graded
from mnist_course import course
from mnist_course.core.exercise import NOT_GRADED

_GRADES_EVERY = 10.0
_GRADES_SHARE = 50
"""Between two times `grades.csv` is written, so many times as long goes by as writing it takes."""

_RECORD_EVERY = 1.0
_MOST_TOGETHER = 64

Grade = Callable[[Iterable[Submission], Setup, int], Iterator[tuple[Submission, Graded]]]

Read = Callable[[Path, str, str], Submission]
"""The submission of (SUBMITTED, student, lesson)."""

Record = Callable[[Path, Sequence[Graded]], bool]
"""Brings what is graded into the gradebook of OUT; False where that must be done again later."""


class Recording:
    """Brings what is graded into the gradebook, together what comes within a second.

    What comes more slowly is recorded at once. Until then the journal has it.

    Args:
        journal: of the OUT folder.
        record: what is done with it.
    """

    def __init__(self, journal: Journal, record: Record):
        self._journal = journal
        self._record = record
        self._batch: list[Graded] = []
        self._last = 0.0

    def take(self, graded: Graded) -> None:
        """One more, which the journal has."""
        self._batch.append(graded)
        if time.monotonic() - self._last > _RECORD_EVERY or len(self._batch) >= _MOST_TOGETHER:
            self.finish()

    def finish(self) -> None:
        """Record those that have not been yet."""
        batch, self._batch = self._batch, []
        if batch:
            self._journal.sync()
            if self._record(self._journal.out, batch):
                self._journal.all_recorded((one.student, one.lesson) for one in batch)
        self._last = time.monotonic()

    def again(self) -> None:
        """Record, each by itself, what the gradebook could not take or a crash left waiting."""
        for graded in self._journal.waiting():
            self._batch.append(graded)
            self.finish()


@dataclass
class Outcome:
    """What a run did.

    Attributes:
        graded: how many submissions were graded now.
        kept: how many were done before.
        unrecorded: (student, lesson) that the gradebook could not take.
        statuses: how many exercises ended in each status, of this run.
        not_graded: (student, lesson, exercise, reason) where the grader itself failed.
        alike: (exercise, students) whose trained weights are equal, in all that has been graded.
        changed: lessons that are not what some marks in OUT were given by.
        again: lesson → the exercises that changed, and who was graded again for that, of those whom
            `resume` would else have kept.
        keras: version of Keras → who handed in a model that it saved, of this run.
    """

    graded: int = 0
    kept: int = 0
    unrecorded: list[Key] = field(default_factory=list)
    statuses: dict[str, int] = field(default_factory=dict)
    not_graded: list[tuple[str, str, str, str]] = field(default_factory=list)
    alike: list[tuple[str, list[str]]] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    again: dict[str, tuple[set[str], list[str]]] = field(default_factory=dict)
    keras: dict[str, set[str]] = field(default_factory=dict)


def grade_class(
    submitted: Path,
    keys: list[Key],
    journal: Journal,
    setup: Setup,
    jobs: int,
    resume: bool,
    progress: Callable[[Graded], None],
    record: Record,
    grade: Grade = grade_all,
    read: Read = submission.read,
) -> Outcome:
    """Grade the submissions named by `keys` and record them as they come.

    Args:
        submitted: nbgrader's `submitted` folder.
        keys: (student, lesson) of what to grade.
        journal: of the OUT folder; this process is the only one that writes there.
        setup: how to grade.
        jobs: how many at a time.
        resume: leave out what the journal has, where its lesson is still what it was.
        progress: called after each.
        record: what else is done with them; called in this process alone.
        grade: the pool or the cluster.
        read: how a submission is read.

    Raises:
        OSError: where the disk is full; what was recorded stays, `resume` does the rest.
    """
    outcome = Outcome()
    recording = Recording(journal, record)
    recording.again()

    def todo() -> Iterator[Submission]:
        for student, lesson in longest_first(keys):
            one = read(submitted, student, lesson)
            if resume and journal.is_done(one, setup.options.retrain):
                differ = asked.since(journal.entries[student, lesson], lesson)
                if not differ:
                    outcome.kept += 1
                    continue
                exercises, students = outcome.again.setdefault(lesson, (set(), []))
                exercises.update(differ)
                students.append(student)
            yield one

    due = time.monotonic() + _GRADES_EVERY
    try:
        for handed_in, graded in grade(todo(), setup, jobs):
            journal.graded(graded, setup.options.retrain, asked.now(graded.lesson))
            recording.take(graded)
            outcome.graded += 1
            for version in keras_version.of(handed_in):
                outcome.keras.setdefault(version, set()).add(graded.student)
            for result in graded.results:
                outcome.statuses[result.status] = outcome.statuses.get(result.status, 0) + 1
                if result.status == NOT_GRADED:
                    where = graded.student, graded.lesson, result.exercise
                    outcome.not_graded.append((*where, result.message))
            progress(graded)
            if (began := time.monotonic()) > due:
                grades.write(journal.out, journal.entries)
                spent = time.monotonic() - began
                due = began + max(_GRADES_EVERY, _GRADES_SHARE * spent)
        recording.finish()
        recording.again()
    finally:
        grades.write(journal.out, journal.entries)
    outcome.changed = asked.changed(journal.entries)
    outcome.unrecorded = [key for key, entry in journal.entries.items() if not entry.recorded]
    outcome.alike = _alike(journal)
    return outcome


def longest_first(keys: Sequence[Key]) -> list[Key]:
    """The lessons that may take longest first, so that none is left over while workers wait."""
    seconds = {one.id: max(each.time_limit for each in one.exercises) for one in course.lessons()}
    return sorted(keys, key=lambda key: -seconds[key[1]])


def _alike(journal: Journal) -> list[tuple[str, list[str]]]:
    handed_in = (
        (student, result)
        for (student, _), entry in journal.entries.items()
        for result in entry.results
    )
    shared = same_weights.owners(handed_in)
    return [(exercise, names) for (exercise, _), names in shared.items() if len(names) > 1]
