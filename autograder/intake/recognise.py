"""What a file is, by its content: which lesson's notebook, or which saved model.

Students rename notebooks, and platforms do. What is inside stays: the lesson in the metadata, the
exercises' ids, `begin("02_preprocessing")`, and at last the functions that the lesson asks for.
"""

import io
import json
import re
import zipfile
from dataclasses import dataclass
from typing import Any

from mnist_course import course
from mnist_course.saved import cells, plan
from mnist_course.saved.cells import Cell

SOLUTIONS = "solutions"
"""In a notebook's metadata of the course: it holds the solutions, given out after a deadline."""

_BEGIN = re.compile(r"""\bbegin\(\s*["']([\w]{1,40})["']""")
_DEF = re.compile(r"^def (\w{1,60})\(", re.MULTILINE)


@dataclass(frozen=True)
class Notebook:
    """A notebook that belongs to a lesson.

    Attributes:
        lesson: its id.
        how: by what it was recognised; '' where its own metadata say so.
        worked_on: how many exercises hold something else than the stub.
    """

    lesson: str
    how: str
    worked_on: int


def looks_like_notebook(content: bytes) -> bool:
    """Whether a file is a notebook, whatever it is called; `notebook` says which."""
    start = content[:1000].lstrip(b"\xef\xbb\xbf \t\r\n")
    return start.startswith(b"{") and b'"cells"' in content and b'"nbformat"' in content


def notebook(content: bytes) -> Notebook | str:
    """The lesson of a notebook, or why there is none, in words."""
    if cells.has_too_many_parts(content):
        return "has too many brackets, braces and commas to be read; clear its outputs"
    try:
        raw = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return "is not UTF-8 text"
    except (ValueError, RecursionError):
        return "is not valid JSON; it may be cut short, or hold a merge conflict"
    found = raw.get("cells") if isinstance(raw, dict) else None
    if not isinstance(found, list):
        return "is JSON, but no notebook of format 4"
    if _about(raw).get(SOLUTIONS):
        return "is the course's own notebook of solutions, as given out after the deadline"
    code = [cells.cell(one) for one in found if isinstance(one, dict)]
    code = [cell for cell in code if cell.code]
    lesson, how = _lesson(raw, code)
    if not lesson:
        return "belongs to no lesson of the course"
    return Notebook(lesson, how, _worked_on(lesson, code))


def _lesson(raw: dict[str, Any], code: list[Cell]) -> tuple[str, str]:
    ids = {lesson.id for lesson in course.lessons()}
    own = _votes({cell.grade_id for cell in code})
    said = _about(raw).get("lesson")
    if isinstance(said, str) and said in ids and own in (said, ""):
        return said, ""
    if own:
        return own, "by the ids of its exercises"
    for cell in code:
        for name in _BEGIN.findall(cell.source):
            if name in ids:
                return name, f'by `begin("{name}")`'
    own = _votes({cell.id for cell in code})
    if own:
        return own, "by the ids of its cells"
    own = _votes({name for cell in code for name in _DEF.findall(cell.source)})
    return (own, "by the functions in it") if own else ("", "")


def _about(raw: dict[str, Any]) -> dict[str, Any]:
    """What a notebook's metadata say of the course."""
    metadata = raw.get("metadata")
    about = metadata.get("mnist_course") if isinstance(metadata, dict) else None
    return about if isinstance(about, dict) else {}


def _votes(names: set[str]) -> str:
    """The lesson of which most exercises are named; '' where none is, or two are level."""
    counts = sorted(
        (
            (sum(one.id in names for one in lesson.exercises), lesson.id)
            for lesson in course.lessons()
        ),
        reverse=True,
    )
    (most, lesson), (second, _) = [*counts, (0, "")][:2]
    return lesson if most > second else ""


def _worked_on(lesson_id: str, code: list[Cell]) -> int:
    stubs = {cell.grade_id: cell.source.strip() for cell in plan.released(lesson_id)}
    worked = set()
    for exercise in course.lesson(lesson_id).exercises:
        for cell in code:
            names = (cell.grade_id, cell.id, *_DEF.findall(cell.source))
            source = cell.source.strip()
            if exercise.id in names and source and source != stubs.get(exercise.id):
                worked.add(exercise.id)
    return len(worked)


def is_saved_model(content: bytes) -> bool:
    """Whether a file is a Keras 3 archive, whatever it is called."""
    if not content.startswith(b"PK"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = {name.rpartition("/")[2] for name in archive.namelist()}
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return False
    return {"config.json", "metadata.json"} <= names


def artefacts() -> dict[str, str]:
    """The lesson that each artefact's file belongs to, by the file's name."""
    return {
        exercise.artefact: lesson.id
        for lesson in course.lessons()
        for exercise in lesson.exercises
        if exercise.artefact
    }


def artefact(name: str, lessons: set[str]) -> tuple[str, str, str] | str:
    """Which artefact a saved model is: its lesson, its right name, and by what; or why it is none.

    Args:
        name: the file's.
        lessons: those of which the same student has handed in a notebook beside it.
    """
    known = artefacts()
    stem = name.lower()
    for right, lesson in known.items():
        if right.removesuffix(".keras") in stem:
            how = "" if name == right else f"taken as {right}, by its name"
            return lesson, right, how
    possible = [(right, lesson) for right, lesson in known.items() if lesson in lessons]
    if len(possible) == 1:
        right, lesson = possible[0]
        return lesson, right, f"taken as {right}, the only file that its lesson needs"
    if not known:
        return "is a saved model, and no lesson of the course asks for one"
    return "is a saved model, but not which one: call it " + " or ".join(known)
