"""What an exercise asked when it was graded, so that a lesson changed since then is noticed."""

import functools
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.core.text import some
from autograder.records import journal
from autograder.records.journal import Entry, Key
from mnist_course import course
from mnist_course.core import course_file
from mnist_course.core.errors import CourseError
from mnist_course.saved import plan

_SHOWN = 20
"""Names in one line."""

Asked = dict[str, str]
"""Exercise → a digest of its points, its stub and how it is judged."""

_BY_NUMBERS = ("train", "augment")
"""The functions whose judges go by numbers of `course.toml`, as those of saved files all do."""


@functools.cache
def now(lesson_id: str) -> Asked:
    """What a lesson's exercises ask as they are now; code that exercises share does not count.

    Raises:
        CourseError: where the course has no such lesson.
    """
    lesson = course.lesson(lesson_id)
    stubs = {cell.grade_id: cell.source for cell in plan.released(lesson_id)}
    numbers = course_file.judged_numbers()
    found = {}
    for one in lesson.exercises:
        judged = course.answer_file(one.id).read_bytes()
        text = f"{one.points}\0{stubs.get(one.id, '')}\0".encode() + judged
        # Where they are as they ship, the digest stays what it was before there was such a file.
        if (one.artefact or one.id in _BY_NUMBERS) and numbers != course_file.SHIPPED_NUMBERS:
            text += numbers.encode()
        found[one.id] = hashlib.sha256(text).hexdigest()[:16]
    return found


@dataclass(frozen=True)
class Changed:
    """A lesson that is not what some were graded by.

    Attributes:
        lesson: its id.
        exercises: those that are new, gone, or judged otherwise; none where the lesson is gone.
        students: whose marks are of the earlier lesson.
    """

    lesson: str
    exercises: list[str]
    students: list[str]

    @property
    def words(self) -> str:
        """What that means, in one line."""
        whose = f"Marks of the earlier version ({len(self.students):,}): "
        whose += f"{some(self.students, _SHOWN)}."
        if not self.exercises:
            return f"{self.lesson} is no lesson of the course any more. {whose}"
        return (
            f"{self.lesson} has changed since some were graded ({', '.join(self.exercises)}). "
            f"{whose} Run `grade` again with --resume to bring them up; marks by hand stay."
        )


def changed_since(out: Path, lessons: Sequence[str] = ()) -> list[Changed]:
    """The lessons that changed since some in OUT were graded; only these, or all."""
    found = changed(journal.read(out).entries)
    return [one for one in found if not lessons or one.lesson in lessons]


def changed(entries: dict[Key, Entry]) -> list[Changed]:
    """The lessons that changed since some of the latest gradings."""
    exercises: dict[str, set[str]] = {}
    students: dict[str, list[str]] = {}
    for (student, lesson), entry in sorted(entries.items()):
        try:
            differ = since(entry, lesson)
        except CourseError:  # a lesson that the course no longer has
            exercises.setdefault(lesson, set())
            students.setdefault(lesson, []).append(student)
            continue
        if differ:
            exercises.setdefault(lesson, set()).update(differ)
            students.setdefault(lesson, []).append(student)
    return [Changed(one, sorted(exercises[one]), students[one]) for one in sorted(exercises)]


def since(entry: Entry, lesson: str) -> set[str]:
    """The exercises that are new, gone, or judged otherwise since a grading.

    Raises:
        CourseError: where the course no longer has the lesson.
    """
    asked = now(lesson)
    if entry.asked:
        names = {*entry.asked, *asked}
        return {name for name in names if entry.asked.get(name) != asked.get(name)}
    # Graded by a version that did not keep it.
    return {result.exercise for result in entry.results} ^ set(asked)
