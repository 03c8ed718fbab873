"""Build the notebooks from the masters.

`solutions/<id>/<id>.py`, in jupytext's percent format, are the only lesson files that a
person edits; `filling` says what in them the course decides. Beside them stand those in other
languages, see `translated`. From each come
`solutions/<id>/<id>.ipynb`, nbgrader's source version with solutions and checks, and
`lessons/<id>/<id>.ipynb`, what nbgrader makes of it for students.
"""

import copy
import hashlib
import re
from pathlib import Path

import jupytext
import nbformat
from nbformat import NotebookNode
from nbgrader.preprocessors import ClearOutput, ClearSolutions, ComputeChecksums, LockCells

from autograder.authoring import filling, following, translated
from autograder.authoring.stub import STUB
from mnist_course.core import course_file, language
from mnist_course.core.errors import CourseError
from mnist_course.core.exercise import Lesson
from mnist_course.saved.cells import ILLUSTRATION

SHIPPED = Path(__file__).resolve().parents[2]
"""The checkout, whose masters serve a course that has none of its own."""

SOLUTIONS = "solutions"
"""Beside `course.toml`, what holds the masters."""

_KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
_SHOWS = re.compile(r"^show\(", re.MULTILINE)


def source_notebook(master: str, lesson: Lesson) -> NotebookNode:
    """nbgrader's source version of a lesson.

    Args:
        master: the text of the percent-format master.
        lesson: the lesson that it belongs to.

    Raises:
        CourseError: where the master's exercises are not the lesson's, in its order.
    """
    notebook = jupytext.reads(master, fmt="py:percent")
    exercises = {exercise.id: exercise for exercise in lesson.exercises}
    found = [c.metadata["exercise"] for c in notebook.cells if "exercise" in c.metadata]
    if found != list(exercises):
        raise CourseError(
            f"The master of {lesson.id} has the exercises {found}, the course expects "
            f'{list(exercises)}. Mend the cells\' exercise="…", or {course_file.FILE}.'
        )
    cells = []
    for cell in notebook.cells:
        exercise = exercises.get(cell.metadata.get("exercise"))
        tags = cell.metadata.get("tags")
        cell.metadata = NotebookNode({"tags": tags} if tags else {})
        if _draws(cell):
            cell.metadata["jupyter"] = {"source_hidden": True}
        if cell.cell_type == "markdown":
            cell.source = following.last_words(filling.prose(cell.source, lesson), lesson)
        else:
            cell.source = filling.code(cell.source, lesson)
        following.see_mentions(cell.source, f"The master of {lesson.id}")
        cells.append(cell)
        if exercise is None:
            continue
        cell.metadata["nbgrader"] = _nbgrader(exercise.id, solution=True)
        test = nbformat.v4.new_code_cell(f'check("{exercise.id}")')
        test.metadata["nbgrader"] = _nbgrader(exercise.check_id, points=exercise.points)
        cells.append(test)
    notebook.cells = cells
    _name_cells(notebook)
    notebook.metadata = NotebookNode(
        kernelspec=_KERNEL,
        language_info={"name": "python"},
        mnist_course={"lesson": lesson.id},
    )
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return notebook


def _draws(cell: NotebookNode) -> bool:
    """Whether a cell draws a figure: its text and its alternative text say what will be seen.

    Such cells are folded, so that a reader who is to predict something does not meet the answer.
    """
    tags = cell.metadata.get("tags", [])
    return cell.cell_type == "code" and ILLUSTRATION in tags and bool(_SHOWS.search(cell.source))


def _nbgrader(grade_id: str, solution: bool = False, points: int | None = None) -> NotebookNode:
    fields = {
        "grade": points is not None,
        "grade_id": grade_id,
        "locked": points is not None,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    if points is not None:
        fields["points"] = points
        fields["cell_type"] = "code"
    return NotebookNode(fields)


def _name_cells(notebook: NotebookNode) -> None:
    """Give each cell an id made from its content, so that a rebuild is byte-identical."""
    seen: dict[str, int] = {}
    for cell in notebook.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        name = grade_id or hashlib.sha256(cell.source.encode()).hexdigest()[:8]
        seen[name] = seen.get(name, 0) + 1
        cell.id = name if seen[name] == 1 else f"{name}-{seen[name]}"


def release_notebook(source: NotebookNode) -> NotebookNode:
    """The students' version: stubs for solutions, checks locked, as nbgrader makes it."""
    notebook = copy.deepcopy(source)
    steps = (
        LockCells(),
        ClearSolutions(code_stub={"python": STUB}),
        ClearOutput(),
        ComputeChecksums(),
    )
    for step in steps:
        notebook, _ = step.preprocess(notebook, {})
    return notebook


def as_text(notebook: NotebookNode) -> str:
    """The bytes of a notebook file, validated."""
    nbformat.validate(notebook)
    return nbformat.writes(notebook, indent=1) + "\n"


def master(folder: Path, lesson_id: str) -> Path:
    """The master of a lesson: the course's own, else the one that ships.

    Args:
        folder: the course's.
        lesson_id: whose.

    Raises:
        CourseError: where there is neither.
    """
    for place in (folder, SHIPPED):
        found = place / SOLUTIONS / lesson_id / f"{lesson_id}.py"
        if found.is_file():
            return found
    wanted = folder / SOLUTIONS / lesson_id / f"{lesson_id}.py"
    raise CourseError(
        f"There is no master {wanted}. `mnist-autograder new lesson {lesson_id}` begins one; to "
        f"leave the lesson out, take it from {course_file.FILE}."
    )


def translation(folder: Path, lesson_id: str) -> Path | None:
    """The master of a lesson in the course's language, where that has one of its own.

    Raises:
        CourseError: where there is no master at all, or no such language.
    """
    spoken = language.chosen()
    found = translated.path(master(folder, lesson_id), spoken)
    return found if spoken != language.ENGLISH and found.is_file() else None


def build(folder: Path, lesson: Lesson) -> dict[Path, str]:
    """The files of one lesson, by path, not yet written; in the course's language, else English.

    Args:
        folder: the course's, with `solutions` and `lessons` in it.
        lesson: which.

    Raises:
        CourseError: where the master is missing or does not fit the lesson, or its translation
            does not fit the master.
    """
    english = master(folder, lesson.id).read_text("utf-8")
    own = translation(folder, lesson.id)
    text = own.read_text("utf-8") if own else english
    if own:
        translated.see_that_it_fits(text, english, lesson, own.name)
    with language.speaking(language.chosen() if own else language.ENGLISH):
        source = source_notebook(text, lesson)
    name = f"{lesson.id}.ipynb"
    return {
        folder / SOLUTIONS / lesson.id / name: as_text(source),
        folder / "lessons" / lesson.id / name: as_text(release_notebook(source)),
    }
