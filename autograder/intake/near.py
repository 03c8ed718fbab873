"""What `grade` finds in SUBMITTED: what lies in its place, what nearly does, and what is not used.

A folder that is not as `collect` or nbgrader makes it is read by `collect`'s own recogniser, so a
notebook counts by what is in it, whatever it and its folders are called. Each file that may earn
points and does not count is named.
"""

import difflib
import functools
import os
import unicodedata
from collections.abc import Iterator
from dataclasses import astuple, dataclass, field, replace
from pathlib import Path, PurePosixPath

from autograder.core import text, times
from autograder.intake import archives, collect, recognise, submission
from autograder.intake.archives import File, Refused
from autograder.intake.collect import Handed
from autograder.intake.platforms import FOLDER, Origin
from autograder.intake.submission import TIMESTAMP, Submission
from autograder.intake.table import GUESSED, NOT_USED, TABLE
from mnist_course import course
from mnist_course.core import files
from mnist_course.core.errors import CourseError

FILE = "intake.csv"
_HEADER = ("file", "student", "lesson", "outcome", "reason")

Key = tuple[str, str]


@dataclass(frozen=True)
class Note:
    """What became of a file that does not lie where it belongs, or could not be used.

    Attributes:
        file: its path in SUBMITTED.
        student, lesson: where it counts, or would; '' where that is not known.
        outcome: `GUESSED` or `NOT_USED`.
        reason: in words.
    """

    file: str
    student: str = ""
    lesson: str = ""
    outcome: str = NOT_USED
    reason: str = ""


@dataclass
class Found:
    """What there is to grade.

    Attributes:
        keys: (student, lesson), sorted by student, in course order.
        notes: on all that does not simply lie in its place; `read` adds to them.
        closed: students into whose folder nobody can look.
    """

    keys: list[Key] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    _astray: set[str] = field(default_factory=set)
    _last: tuple[str, dict[str, list[Handed]]] = ("", {})

    def read(self, submitted: Path, student: str, lesson: str) -> Submission:
        """One submission: what lies in its place, and over it what was taken from elsewhere."""
        taken = self._taken(submitted, student).get(lesson, []) if student in self._astray else []
        read = _with(taken, submitted, student, lesson) if taken else None
        read = read or submission.read(submitted, student, lesson)
        where = PurePosixPath(student, lesson)
        if read.timestamp and times.read(read.timestamp) is None:
            reason = f"'{read.timestamp}' is no certain time, expected such as {times.EXPECTED}"
            reason += "; it counts as handed in without a time"
            self.notes.append(Note(str(where / TIMESTAMP), student, lesson, NOT_USED, reason))
        if not taken and (other := _other_lesson(read.notebook or b"", lesson)):
            reason = f"lies in the place of {lesson}, and is the notebook of {other}"
            file = str(where / f"{lesson}.ipynb")
            self.notes.append(Note(file, student, lesson, NOT_USED, reason))
        return read

    def unplaced(self) -> list[Note]:
        """Files that may earn points, of somebody of whom nothing is graded."""
        known = {student for student, _ in self.keys}
        return [
            note
            for note in self.notes
            if note.outcome == NOT_USED
            and note.student not in known
            and (collect.is_judged(note.file) or archives.is_archive(note.file))
        ]

    def save(self, out: Path) -> None:
        """Write `OUT/intake.csv`; without anything to say, there is none.

        Raises:
            OSError: where it cannot be written.
        """
        if self.notes:
            rows = sorted(map(astuple, self.notes))
            files.write(out / FILE, text.table([_HEADER, *rows]), parents=True)
        else:
            (out / FILE).unlink(missing_ok=True)

    def _taken(self, submitted: Path, student: str) -> dict[str, list[Handed]]:
        # Read again, not kept: a class's archives may be larger than memory. One student at a time.
        if self._last[0] != student:
            chosen, _, _ = _sorted_out(submitted, student)
            self._last = student, _by_lesson(chosen)
        return self._last[1]


def find(submitted: Path, lessons: list[str], students: list[str]) -> Found:
    """Look through SUBMITTED.

    Args:
        submitted: nbgrader's `submitted` folder, or what somebody takes for it.
        lessons: the lessons to look for.
        students: only these; all where empty.

    Raises:
        CourseError: where one of `students` has no folder.
    """
    names = sorted(name for name in os.listdir(submitted) if not name.startswith("."))
    names = _asked(names, students, submitted)
    found = Found()
    if not names:
        return found
    found.closed = submission.closed(submitted, names)
    keys = set(submission.found(submitted, lessons, names))
    for name in names:
        path = submitted / name
        if path.is_symlink() or name == TABLE or archives.is_litter(PurePosixPath(name)):
            continue
        if not path.is_dir():
            found.notes.append(Note(name, reason=_NO_FOLDER))
        elif not _tidy(path):
            if name.casefold() in _places():
                found.notes += [
                    Note(file, reason=_SWAPPED)
                    for file in _judged_in(path, PurePosixPath(name), [])
                ]
                continue
            chosen, notes, lost = _sorted_out(submitted, name)
            found._astray.add(name)
            for lesson, taken in _by_lesson(chosen).items():
                if lesson in lessons and any(collect.is_judged(one.target) for one in taken):
                    keys.add((name, lesson))
                    found.notes += [_taken_note(name, one) for one in taken]
            found.notes += [note for note in notes if note.lesson in ("", *lessons)] + lost
    found.notes += _twins(names)
    order = {lesson: place for place, lesson in enumerate(lessons)}
    found.keys = sorted(keys, key=lambda key: (key[0], order[key[1]]))
    return found


_NO_FOLDER = "lies outside of any student's folder; `mnist-autograder collect` makes the folders"
_SWAPPED = (
    "lies in a folder called as a lesson, where a student's was expected: "
    "<student>/<lesson>/<lesson>.ipynb"
)


def _asked(names: list[str], students: list[str], submitted: Path) -> list[str]:
    """The folders of the students who are asked for, whichever Unicode form either is in."""
    forms: dict[str, list[str]] = {}
    for name in names:
        forms.setdefault(_form(name), []).append(name)
    chosen: list[str] = []
    for student in students:
        if _form(student) not in forms:
            near = difflib.get_close_matches(_form(student), forms, 1)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise CourseError(f"--student {student}: {submitted} has no such folder.{hint}")
        chosen += [student] if student in names else forms[_form(student)]
    return sorted(set(chosen)) if students else names


def _form(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def _twins(names: list[str]) -> list[Note]:
    seen: dict[str, str] = {}
    notes = []
    for name in names:
        twin = seen.setdefault(_form(name), name)
        if twin != name:
            reason = "looks like another folder's name, differs in its Unicode form only"
            reason += "; they count as two students"
            notes.append(Note(name, name, "", GUESSED, reason))
    return notes


@functools.cache
def _places() -> dict[str, set[str]]:
    """The folder of each lesson, and the files that earn points there."""
    artefacts = set(recognise.artefacts())
    return {lesson.id: {f"{lesson.id}.ipynb", *artefacts} for lesson in course.lessons()}


def _tidy(folder: Path) -> bool:
    """Whether all that may earn points lies in its place, and nothing else may be hidden."""
    closed: list[str] = []
    astray = [path for path in _judged_in(folder, PurePosixPath(), closed) if not _in_place(path)]
    # The student's folder and a lesson's are graded as they are, which says that they are closed.
    hidden = [path for path in closed if path not in (".", *_places())]
    return not astray and not hidden


def _in_place(path: str | PurePosixPath) -> bool:
    *above, name = PurePosixPath(path).parts
    return len(above) == 1 and name in _places().get(above[0], ())


def _judged_in(folder: Path, below: PurePosixPath, closed: list[str]) -> Iterator[str]:
    def note(error: OSError) -> None:
        closed.append(Path(error.filename).relative_to(folder).as_posix())

    for directory, inner, names in os.walk(folder, onerror=note):
        here = below / Path(directory).relative_to(folder).as_posix()
        inner[:] = [name for name in inner if not archives.is_litter(PurePosixPath(name))]
        for name in names:
            may_earn = collect.may_be_judged(name) or archives.is_archive(name)
            if may_earn and not archives.is_litter(PurePosixPath(name)):
                yield str(here / name)


def _sorted_out(submitted: Path, student: str) -> tuple[list[Handed], list[Note], list[Note]]:
    """Of one student's folder: what is taken from elsewhere than its place, and what is not."""
    read: list[File] = []
    lost: list[Note] = []
    for one in archives.files_in(submitted / student, collect.wanted):
        if isinstance(one, File):
            read.append(one)
        elif not _helps(one):
            lost.append(Note(str(one.path), student, reason=one.reason))
    origin = Origin(student)
    handed, rows = collect.recognised(read, lambda _: origin, FOLDER, None)
    chosen, apart = collect.choose([_placed(one) for one in handed if not _elsewhere(one)])
    moved = [one for one in chosen if not one.in_place]
    filled = {one.lesson for one in moved if one.target == f"{one.lesson}.ipynb"}
    lost += [
        Note(row.file, student, row.lesson, NOT_USED, row.reason)
        for row in rows
        if collect.is_judged(row.file) and _is_lost(_below(row.file), filled)
    ]
    left = [
        Note(str(one.file.path), student, one.lesson, NOT_USED, reason)
        for one, reason in apart
        if collect.is_judged(one.target)
    ]
    return moved, left, lost


def _below(path: str | PurePosixPath) -> PurePosixPath:
    """A file's path below the student's folder."""
    return PurePosixPath(*PurePosixPath(path).parts[1:])


def _is_lost(below: PurePosixPath, filled: set[str]) -> bool:
    """Whether what nothing was made of is not even graded, which would say why, in its place."""
    return not _in_place(below) or below.parts[0] in filled


def _helps(refused: Refused) -> bool:
    """Whether a file that was not read earns no points, so that nothing is lost with it."""
    return refused.reason == archives.OTHER


def _elsewhere(one: Handed) -> bool:
    """Whether a file is in its place for a lesson that only uses it: 07 and 08 take a model."""
    below = _below(one.file.path)
    return _in_place(below) and below.parts[0] != one.lesson


def _placed(one: Handed) -> Handed:
    below = _below(one.file.path)
    return replace(one, in_place=below == PurePosixPath(one.lesson, one.target))


def _by_lesson(chosen: list[Handed]) -> dict[str, list[Handed]]:
    lessons: dict[str, list[Handed]] = {}
    for one in chosen:
        lessons.setdefault(one.lesson, []).append(one)
    return lessons


def _taken_note(student: str, one: Handed) -> Note:
    reason = "; ".join(filter(None, (f"taken as {student}/{one.lesson}/{one.target}", one.how)))
    return Note(str(one.file.path), student, one.lesson, GUESSED, reason)


def _with(taken: list[Handed], submitted: Path, student: str, lesson: str) -> Submission:
    """A submission with what was taken from elsewhere in its place."""
    folder = submitted / student / lesson
    there = folder.is_dir() and not folder.is_symlink()
    old = submission.read(submitted, student, lesson) if there else None
    content, refused = (dict(old.files), list(old.refused)) if old else ({}, [])
    stamp = old.timestamp if old else ""
    for one in taken:
        below = _below(one.file.path)
        if below.parts[0] == lesson:
            content.pop(str(PurePosixPath(*below.parts[1:])), None)
    for one in taken:
        size = len(one.file.content)
        if one.target == TIMESTAMP:
            stamp = times.text_of(one.file.content[: submission.MAX_STAMP])
        elif size > submission.MAX_FILE:
            refused.append(f"{one.file.path} is too large: {size:,} bytes.")
        else:
            content[one.target] = one.file.content
    digest = submission.digest(content, refused)
    return Submission(student, lesson, content, tuple(refused), digest, stamp)


def _other_lesson(notebook: bytes, lesson: str) -> str:
    """The lesson that a notebook in this one's place belongs to, where it is another."""
    if not notebook or lesson.encode() in notebook:
        return ""
    seen = recognise.notebook(notebook)
    return seen.lesson if not isinstance(seen, str) and seen.lesson != lesson else ""
