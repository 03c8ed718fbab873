"""The course's solutions as notebooks, for after the deadline; beside a student's own on demand.

A notebook holds a lesson's exercises with their solutions, which run. It has neither `begin` nor
checks, so it counts as nobody's progress, and its metadata say what it is, so `collect` knows it.
"""

import json
import os
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from html import escape
from pathlib import Path
from typing import Any

from autograder.authoring import leaks, packing
from autograder.core.text import readable
from autograder.intake.recognise import SOLUTIONS
from autograder.records import graded_notebooks, verdicts
from autograder.records.results import Graded, Result
from mnist_course import course
from mnist_course.core.errors import CourseError
from mnist_course.core.exercise import Lesson
from mnist_course.display import panel
from mnist_course.saved.cells import ILLUSTRATION

ENDING = "-solutions.ipynb"

_MARKS = (leaks.BEGIN, leaks.END)

Pack = Callable[[Path, list[Graded], Path, str, Callable[[Graded], bytes]], object]
"""Writes an archive a lesson, in the names that platforms take back: as `returning.pack`."""

_LONGEST = 20_000
"""Characters of a student's cell that are shown."""


def make(
    out: Path, repository: Path, lessons: Sequence[str], graded: Path | None, pack: Pack
) -> Path:
    """Make `out` with a notebook a lesson, and an archive of these beside it.

    With a graded class also `out/students/<student>/`, where each notebook shows what that student
    handed in beside the solution, and `out/archives/`, one archive a lesson to give these back.

    Args:
        out: a folder that does not exist yet, or is empty.
        repository: the folder of the course, with the solutions.
        lessons: which, by their ids.
        graded: the folder of a graded class; None for the solutions alone.
        pack: makes the archives.

    Returns:
        The archive.

    Raises:
        CourseError: where `out` is not empty, a solution is missing, or nothing was graded; nothing
            is then left behind.
    """
    out = out.resolve()
    archive = out.with_name(f"{out.name}.zip")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise CourseError(f"{out} is not empty. Name a folder that does not exist yet.")
    if archive.exists():
        raise CourseError(f"{archive} exists already. Move it away, or name another folder.")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=".release-") as place:
            folder, packed = Path(place) / out.name, Path(place) / archive.name
            folder.mkdir()
            with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as whole:
                for lesson in lessons:
                    content = _written(_notebook(course.lesson(lesson), repository))
                    (folder / f"{lesson}{ENDING}").write_bytes(content)
                    packing.add(whole, f"{out.name}/{lesson}{ENDING}", content)
            if graded:
                _for_students(folder, repository, lessons, graded, pack)
            if out.exists():
                out.rmdir()
            os.replace(folder, out)
            os.replace(packed, archive)
    except OSError as error:
        raise CourseError(f"{error.filename or out} cannot be written: {error.strerror}.") from None
    return archive


def _for_students(
    folder: Path, repository: Path, lessons: Sequence[str], graded: Path, pack: Pack
) -> None:
    ones = [one for one in verdicts.all_of(graded) if one.lesson in lessons]
    if not ones:
        raise CourseError(f"{graded} holds no graded submission of {', '.join(lessons)}.")

    def path(one: Graded) -> Path:
        return folder / "students" / one.key / f"{one.lesson}{ENDING}"

    for one in ones:
        handed_in = graded_notebooks.answers(graded, one.key, one.lesson)
        path(one).parent.mkdir(parents=True, exist_ok=True)
        notebook = _notebook(course.lesson(one.lesson), repository, one, handed_in)
        path(one).write_bytes(_written(notebook))
    pack(graded, ones, folder / "archives", ENDING, lambda one: path(one).read_bytes())


def _notebook(
    lesson: Lesson,
    repository: Path,
    graded: Graded | None = None,
    handed_in: dict[str, str] | None = None,
) -> list[dict[str, Any]]:
    """The cells of one lesson's notebook; with a student's code beside the solutions."""
    results = {result.exercise: result for result in graded.results} if graded else {}
    yours = f" and what {escape(readable(graded.student), quote=False)} handed in" if graded else ""
    words = (
        f"# {lesson.title}: the solutions\n\n"
        f"**This notebook holds the course's solutions to lesson {lesson.id}{yours}.** It is for "
        "after the deadline: please do not pass it on, since the next class has the same "
        "exercises. There is more than one right way to write most of them."
    )
    cells = [_markdown(words)]
    exercises = {exercise.id: exercise for exercise in lesson.exercises}
    for source, name in _code(repository, lesson.id):
        if name in exercises:
            about = exercises[name]
            points = "1 point" if about.points == 1 else f"{about.points} points"
            cells.append(_markdown(f"## `{about.id}` · {points}\n\n{about.asks}"))
            if name in results:
                mine = readable((handed_in or {}).get(name, "").strip()[:_LONGEST])
                cells.append(_markdown(_beside(mine, source, results[name])))
        cells.append(_cell("code", source) | {"execution_count": None, "outputs": []})
    for number, cell in enumerate(cells):
        cell["id"] = f"solution-{number}"
    return cells


def _code(repository: Path, lesson_id: str) -> list[tuple[str, str]]:
    """The source of each cell that a solution needs or is, with the exercise's id, else ''."""
    path = repository / "solutions" / lesson_id / f"{lesson_id}.ipynb"
    try:
        cells = json.loads(path.read_text("utf-8"))["cells"]
    except FileNotFoundError:
        raise CourseError(f"{path} is missing. Run `mnist-autograder build`.") from None
    found = []
    for cell in cells:
        about, source = cell["metadata"], "".join(cell["source"])
        fields = about.get("nbgrader", {})
        given = not fields and ILLUSTRATION not in about.get("tags", ())
        if cell["cell_type"] != "code" or "begin(" in source:
            continue
        if given or fields.get("solution"):
            lines = [line for line in source.splitlines() if line.strip() not in _MARKS]
            found.append(("\n".join(lines), fields.get("grade_id", "")))
    return found


def _beside(mine: str, ours: str, result: Result) -> str:
    """Two texts side by side as one block of HTML, what differs marked; and the verdict."""
    sign, words = panel.signed(result.status)
    verdict = f"**Yours: {sign} {words}.** {panel.inline(readable(result.message))}"
    if not mine:
        return f"{verdict}\n\nOf yours there is no code here."
    left, right = mine.splitlines(), ours.splitlines()
    matcher = SequenceMatcher(None, [a.rstrip() for a in left], [b.rstrip() for b in right], False)
    same = matcher.get_matching_blocks()
    kept = {one.a + k for one in same for k in range(one.size)}
    found = {one.b + k for one in same for k in range(one.size)}
    # A comment is seen, and is no difference.
    kept |= {place for place, line in enumerate(left) if _says_nothing(line)}
    found |= {place for place, line in enumerate(right) if _says_nothing(line)}
    if len(kept) == len(left) and len(found) == len(right):
        return f"{verdict}\n\nYours and the course's are the same."
    return (
        f"{verdict}\n\nMarked with ▸ is what differs.\n\n"
        f"<table><tr><th>Yours</th><th>The course's</th></tr><tr>{_column(left, kept)}"
        f"{_column(right, found)}</tr></table>"
    )


def _says_nothing(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")


def _column(lines: list[str], same: set[int]) -> str:
    # A blank line would end the block of HTML, so that the code would be read as Markdown.
    shown = "&#10;".join(
        f"  {escape(line)}" if number in same else f"<mark>▸ {escape(line)}</mark>"
        for number, line in enumerate(lines)
    )
    return f'<td style="text-align:left;vertical-align:top"><pre>{shown}</pre></td>'


def _markdown(text: str) -> dict[str, Any]:
    return _cell("markdown", text)


def _cell(kind: str, source: str) -> dict[str, Any]:
    return {"cell_type": kind, "metadata": {}, "source": source.splitlines(keepends=True)}


def _written(cells: list[dict[str, Any]]) -> bytes:
    about = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "mnist_course": {SOLUTIONS: True},
    }
    notebook = {"cells": cells, "metadata": about, "nbformat": 4, "nbformat_minor": 5}
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()
