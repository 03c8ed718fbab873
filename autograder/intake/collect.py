"""From downloads to `SUBMITTED/<student>/<lesson>/`: what counts, what was guessed, what was left.

Nothing is dropped in silence: each file of a download becomes one row that says what came of it.
"""

import json
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from autograder.core.names import student_key
from autograder.intake import archives, platforms, recognise
from autograder.intake.archives import CHECKPOINTS, File, Refused
from autograder.intake.attempts import rank, that_does_not_count
from autograder.intake.platforms import Origin, Reader
from autograder.intake.roster import Roster
from autograder.intake.table import Row
from mnist_course.core.errors import CourseError

_HELPERS = (".py", ".txt", ".csv", ".json", ".png", ".jpg", ".jpeg", ".npy", ".npz")
_JUDGED = (".ipynb", ".keras")
_PLATFORMS_OWN = {"index.html", "onlinetext.html", platforms.METADATA, "grades.csv"}


@dataclass(frozen=True)
class Handed:
    """One file of a student that counts for something.

    Attributes:
        file: as it lay in the download.
        origin: whose it is, with the roster's id as `student` where that has one.
        platform: what its download was read as.
        lesson: its id.
        target: what it is called in the submission's folder.
        how: by what it was recognised, '' where there was nothing to guess.
        worked_on: exercises that hold an answer; 0 for a saved model.
        listed: whether the student is on the roster; True without a roster.
        in_place: whether it lies where `grade` looks for it.
    """

    file: File
    origin: Origin
    platform: str
    lesson: str
    target: str
    how: str = ""
    worked_on: int = 0
    listed: bool = True
    in_place: bool = False


@dataclass(frozen=True)
class Gathered:
    """What downloads hold."""

    handed: list[Handed]
    rows: list[Row]
    platform: dict[str, str]


def wanted(name: str) -> bool:
    """Whether a file may be part of a submission, by its name."""
    lower = name.lower()
    return may_be_judged(name) or lower.endswith(_HELPERS) or lower == platforms.METADATA


def is_judged(name: str) -> bool:
    """Whether a file may earn points, by its name: a notebook or a saved model."""
    # A browser can put .txt behind the name.
    return any(ending in name.lower() for ending in _JUDGED)


def may_be_judged(name: str) -> bool:
    """Whether a look into a file is needed to know that: a browser can change or drop an ending."""
    return is_judged(name) or name.lower().endswith(".json") or not PurePosixPath(name).suffix


def gather(
    downloads: Iterable[Path], platform: str, roster: Roster | None, before: Iterable[Row] = ()
) -> Gathered:
    """Read downloads and recognise what is in them; writes nothing.

    Args:
        downloads: folders or archives.
        platform: one of `platforms.PLATFORMS`, or 'auto'.
        roster: the class; None without one.
        before: what earlier runs said of their files.

    Raises:
        CourseError: where there is no such file or folder.
    """
    handed: list[Handed] = []
    rows: list[Row] = []
    used: dict[str, str] = {}
    earlier = {(row.platform, row.student): row.platform_id for row in before if row.platform_id}
    for download in downloads:
        if not download.exists():
            raise CourseError(f"There is no {download}. Name the platform's download or a folder.")
        found: list[File] = []
        refused: list[Refused] = []
        for one in archives.files_in(download, wanted):
            if isinstance(one, Refused):
                refused.append(one)
            else:
                found.append(one)
        kind, known = _platform(platform, found, rows)
        used[str(download)] = kind
        reader = platforms.reader(kind, known)
        numbers = {who: number for (of, who), number in earlier.items() if of == kind}
        paths = [*(one.path for one in found), *(one.path for one in refused)]
        reader = platforms.told_apart(reader, kind, paths, numbers)
        for one in refused:
            origin, _ = _joined(reader(one.path), roster)
            rows.append(row_of(one.path, origin, kind, reason=one.reason))
        more, left = recognised(found, reader, kind, roster)
        handed += more
        rows += left
    return Gathered(handed, rows, used)


def _platform(platform: str, found: list[File], rows: list[Row]) -> tuple[str, dict[str, Origin]]:
    telling = [
        file.path for file in found if is_judged(file.name) or file.name == platforms.METADATA
    ]
    kind = platforms.detect(telling) if platform == "auto" else platform
    known: dict[str, Origin] = {}
    for file in found:
        if file.name == platforms.METADATA:
            try:
                known |= platforms.gradescope_metadata(file.content)
            except ValueError as error:
                rows.append(Row(str(file.path), reason=f"cannot be read: {error}"))
        elif kind == platforms.BLACKBOARD and file.path.suffix == ".txt":
            known |= platforms.blackboard_text(file.content)
    return kind, known


def recognised(
    found: list[File], read: Reader, kind: str, roster: Roster | None
) -> tuple[list[Handed], list[Row]]:
    """What files are, and a row on each that is nothing.

    Args:
        found: the files of one download.
        read: whose a file is.
        kind: the platform that it is from.
        roster: the class; None without one.
    """
    handed: list[Handed] = []
    rows: list[Row] = []
    models: list[tuple[File, Origin, bool]] = []
    helpers: list[tuple[File, Origin]] = []
    for file, origin, how in _owned(found, read, kind, rows):
        origin, listed = _joined(origin, roster)
        if origin is None:
            rows.append(Row(str(file.path), reason="lies outside of any student's folder"))
            continue
        if file.path.suffix.lower() == ".ipynb" or recognise.looks_like_notebook(file.content):
            seen = recognise.notebook(file.content)
            if isinstance(seen, str):
                rows.append(row_of(file.path, origin, kind, reason=seen))
                continue
            how = "; ".join(filter(None, (how, seen.how)))
            target = f"{seen.lesson}.ipynb"
            handed.append(
                Handed(file, origin, kind, seen.lesson, target, how, seen.worked_on, listed)
            )
        elif recognise.is_saved_model(file.content):
            models.append((file, origin, listed))
        else:
            helpers.append((file, origin))
    handed = list(_without_copies(handed))
    lessons: dict[str, set[str]] = defaultdict(set)
    for one in handed:
        lessons[one.origin.student].add(one.lesson)
    for file, origin, listed in models:
        which = recognise.artefact(_original(file.name, kind), lessons[origin.student])
        if isinstance(which, str):
            rows.append(row_of(file.path, origin, kind, reason=which))
        else:
            lesson, target, how = which
            handed.append(Handed(file, origin, kind, lesson, target, how, listed=listed))
    beside = {(one.origin.student, one.file.path.parent): one for one in handed}
    for file, origin in helpers:
        near = beside.get((origin.student, file.path.parent))
        if near is None or kind in (platforms.CANVAS, platforms.BLACKBOARD):
            rows.append(row_of(file.path, origin, kind, reason=archives.OTHER))
        else:
            handed.append(Handed(file, origin, kind, near.lesson, file.name, listed=near.listed))
    return handed, rows


def _owned(
    found: list[File], read: Reader, kind: str, rows: list[Row]
) -> Iterator[tuple[File, Origin | None, str]]:
    """Each file with whose it is, once for each partner, and by what that was guessed."""
    for file in found:
        if file.name.lower() in _PLATFORMS_OWN and kind != platforms.FOLDER:
            rows.append(Row(str(file.path), reason=f"is {kind}'s own"))
            continue
        origin = read(file.path)
        if origin is None:
            how = f"whose it is: by its folder, since it is not named as {kind} names files"
            yield file, platforms.folder(file.path), how
        else:
            yield file, origin, ""
            for partner in origin.partners:
                yield file, partner, f"handed in together with {origin.name or origin.student}"


def _without_copies(handed: list[Handed]) -> Iterator[Handed]:
    """Notebooks without Jupyter's checkpoints of them; with these where there is nothing else."""
    own = {
        (one.origin.student, one.lesson) for one in handed if CHECKPOINTS not in one.file.path.parts
    }
    for one in handed:
        if CHECKPOINTS not in one.file.path.parts:
            yield one
        elif (one.origin.student, one.lesson) not in own:
            how = "; ".join(
                filter(None, (one.how, "Jupyter's checkpoint, since there is no other"))
            )
            yield replace(one, how=how)


def _joined(origin: Origin | None, roster: Roster | None) -> tuple[Origin | None, bool]:
    """Whose a file is, with what the roster knows; and whether that is on it, True without one."""
    if origin is None:
        return None, True
    origin = replace(origin, student=unicodedata.normalize("NFC", origin.student))
    person = roster.find(*_names(origin)) if roster else None
    if person:
        origin = replace(origin, student=person.id, name=person.full_name)
        origin = replace(origin, email=person.email or origin.email)
    return origin, roster is None or person is not None


def _names(origin: Origin) -> tuple[str, ...]:
    return origin.student, origin.email, origin.platform_id, origin.name


def _original(name: str, kind: str) -> str:
    """The file's name without what a platform put before it."""
    return platforms.own_name(name) if kind in (platforms.CANVAS, platforms.BLACKBOARD) else name


def row_of(path: PurePosixPath, origin: Origin | None, kind: str, **more: str) -> Row:
    """A row of the table on one file."""
    if origin is None:
        return Row(str(path), platform=kind, **more)
    about = {
        "student": student_key(origin.student),
        "platform": kind,
        "platform_id": origin.platform_id,
        "name": origin.name,
        "email": origin.email,
        "submitted": f"{origin.submitted:%Y-%m-%d %H:%M:%S}" if origin.submitted else "",
        "attempt": json.dumps(list(origin.attempt)),
    }
    return Row(str(path), **about | more)


def choose(handed: list[Handed]) -> tuple[list[Handed], list[tuple[Handed, str]]]:
    """Of each student's files of one lesson and name, the one that counts.

    The latest attempt counts, or the first where `course.toml` says so. Within one attempt, of two
    notebooks the one that was worked on; where that does not tell, the one with the right name, and
    `how` says so.

    Returns:
        Those that count; and the others, each with the reason.
    """
    groups: dict[tuple[str, str, str], list[Handed]] = defaultdict(list)
    for one in handed:
        groups[one.origin.student, one.lesson, one.target].append(one)
    chosen: list[Handed] = []
    apart: list[tuple[Handed, str]] = []
    for group in groups.values():
        best, others, doubt = _best(group)
        chosen.append(replace(best, how="; ".join(filter(None, (best.how, doubt)))))
        apart += [(other, _why_not(other, best)) for other in others]
    return chosen, apart


def _best(group: list[Handed]) -> tuple[Handed, list[Handed], str]:
    def order(one: Handed) -> tuple:
        right_name = one.file.name == one.target
        attempt = rank(one.origin.attempt)
        return (attempt, one.worked_on, one.in_place, right_name, str(one.file.path))

    *others, best = sorted(group, key=order)
    level = [
        one
        for one in others
        if one.origin.attempt == best.origin.attempt
        and one.worked_on == best.worked_on
        and one.file.content != best.file.content
    ]
    doubt = f"two candidates: {level[-1].file.name} is kept apart" if level else ""
    return best, others, doubt


def _why_not(other: Handed, best: Handed) -> str:
    if other.file.content == best.file.content:
        return f"is the same as {best.file.name}"
    if other.origin.attempt != best.origin.attempt:
        return that_does_not_count()
    if other.worked_on < best.worked_on:
        return f"has fewer answers than {best.file.name}"
    return f"is another notebook of the same lesson; {best.file.name} was taken"
