"""The notebook that is graded: the instructor's, with the source of the student's cells.

Of the student's notebook only cell sources are taken: solution cells by their `grade_id`,
the instructor's own ungraded cells by cell id or by unchanged text, and cells that the student
added, which stay behind the cell that they followed. Tags, metadata, outputs and attachments
stay behind. Nothing here raises on a hostile notebook except `Unreadable`.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from mnist_course.selfcheck.needed import needed

MAX_NOTEBOOK = 32 * 2**20
MAX_CELLS = 2000


class Unreadable(Exception):
    """The student's notebook is no notebook; the message says why."""


@dataclass
class Cell:
    """One cell of the notebook that is graded.

    Attributes:
        raw: the nbformat cell, the instructor's where it has one; its source is what runs.
        role: 'solution', 'check', 'instructor' or 'extra'.
        exercise: the exercise of a solution or check cell, else ''.
        problem: why the student's solution cell cannot be graded, else ''.
        changed: whether the student changed the source.
    """

    raw: dict[str, Any]
    role: str
    exercise: str = ""
    problem: str = ""
    changed: bool = False

    @property
    def source(self) -> str:
        return self.raw["source"]

    @property
    def code(self) -> bool:
        return self.raw["cell_type"] == "code"


@dataclass
class _Theirs:
    kind: str
    source: str
    grade_id: str
    cell_id: str
    used: bool = field(default=False)


def assemble(
    instructor: dict[str, Any], submitted: bytes | None, exercises: list[str]
) -> list[Cell]:
    """The cells to grade, in the instructor's order.

    Args:
        instructor: the lesson's notebook, nbformat 4.
        submitted: the bytes of the student's.
        exercises: the ids of the lesson's exercises.

    Raises:
        Unreadable: where `submitted` is missing or not a notebook.
    """
    theirs = _parse(submitted)
    known = _Matcher(theirs)
    cells = [_cell(raw, known, exercises) for raw in instructor["cells"]]
    placed: list[Cell] = []
    for cell, match in cells:
        placed.append(cell)
        cell.raw["_match"] = match
    return _with_extras(placed, theirs)


def _cell(
    raw: dict[str, Any], known: "_Matcher", exercises: list[str]
) -> tuple[Cell, _Theirs | None]:
    raw = {
        "cell_type": raw["cell_type"],
        "id": raw.get("id", ""),
        "metadata": raw.get("metadata", {}),
        "source": text(raw["source"]),
    }
    grading = raw["metadata"].get("nbgrader", {})
    grade_id = grading.get("grade_id", "")
    if grading.get("solution") and grade_id in exercises:
        return _solution(raw, grade_id, known)
    if grade_id.removesuffix("-check") in exercises and grade_id.endswith("-check"):
        return Cell(raw, "check", grade_id.removesuffix("-check")), known.by_grade_id(grade_id)
    match = known.by_cell(raw)
    cell = Cell(raw, "instructor")
    if match and match.kind == raw["cell_type"] and not grading.get("locked"):
        cell.changed = match.source != raw["source"]
        raw["source"] = match.source
    return cell, match


def _solution(raw: dict[str, Any], exercise: str, known: "_Matcher") -> tuple[Cell, _Theirs | None]:
    cell = Cell(raw, "solution", exercise)
    matches = known.all_by_grade_id(exercise)
    sources = {match.source for match in matches}
    if not matches:
        cell.problem = (
            f"The cell of `{exercise}` is missing from the notebook. It was deleted, merged into "
            "another cell, or lost its nbgrader metadata."
        )
        return cell, None
    if all(match.kind != "code" for match in matches):
        cell.problem = f"The cell of `{exercise}` was turned into a {matches[0].kind} cell."
    elif len(sources) > 1:
        cell.problem = (
            f"There are {len(matches)} different cells of `{exercise}`, so it is not clear which "
            "one is the answer."
        )
    if not cell.problem:
        cell.changed = matches[0].source.strip() != raw["source"].strip()
        raw["source"] = matches[0].source
    return cell, matches[0]


class _Matcher:
    """Finds the student's copy of an instructor's cell; each copy serves once."""

    def __init__(self, theirs: list[_Theirs]):
        self._theirs = theirs

    def all_by_grade_id(self, grade_id: str) -> list[_Theirs]:
        matches = [cell for cell in self._theirs if cell.grade_id == grade_id]
        for match in matches:
            match.used = True
        return matches

    def by_grade_id(self, grade_id: str) -> _Theirs | None:
        return next(iter(self.all_by_grade_id(grade_id)), None)

    def by_cell(self, raw: dict[str, Any]) -> _Theirs | None:
        free = [cell for cell in self._theirs if not cell.used and not cell.grade_id]
        match = next((cell for cell in free if raw["id"] and cell.cell_id == raw["id"]), None)
        if match is None:
            match = next((cell for cell in free if cell.source == raw["source"]), None)
        if match:
            match.used = True
        return match


def _with_extras(cells: list[Cell], theirs: list[_Theirs]) -> list[Cell]:
    behind: dict[int, list[Cell]] = {}
    anchor = 0
    for number, cell in enumerate(theirs):
        if cell.used:
            anchor = id(cell)
        elif cell.kind == "code" and cell.source.strip():
            behind.setdefault(anchor, []).append(_extra(cell, number))
    result = behind.pop(0, [])
    for cell in cells:
        result.append(cell)
        result.extend(behind.pop(id(cell.raw.pop("_match")), []))
    # Behind a second copy of a cell: no instructor's cell has it as its match.
    for rest in behind.values():
        result.extend(rest)
    return result


def _extra(cell: _Theirs, number: int) -> Cell:
    raw = {"cell_type": "code", "id": f"added-{number}", "metadata": {}, "source": cell.source}
    return Cell(raw, "extra", changed=True)


def _parse(submitted: bytes | None) -> list[_Theirs]:
    if submitted is None:
        raise Unreadable("There is no notebook of this lesson in the submission.")
    if len(submitted) > MAX_NOTEBOOK:
        raise Unreadable(f"The notebook is {len(submitted):,} bytes; {MAX_NOTEBOOK:,} are allowed.")
    try:
        notebook = json.loads(submitted.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Unreadable("The notebook is not UTF-8 text.") from None
    except (ValueError, RecursionError):
        raise Unreadable("The notebook is not valid JSON; the file may be cut short.") from None
    if not isinstance(notebook, dict):
        raise Unreadable("The file is JSON, but no notebook.")
    version = notebook.get("nbformat")
    if version not in (3, 4) or isinstance(version, bool):
        raise Unreadable(f"The notebook's format is version {str(version)[:20]}, not 4.")
    cells = _cells(notebook) if version == 4 else _cells_of_version_3(notebook)
    if not isinstance(cells, list):
        raise Unreadable("The file is JSON, but holds no cells.")
    if len(cells) > MAX_CELLS:
        raise Unreadable(f"The notebook has {len(cells):,} cells; {MAX_CELLS:,} are allowed.")
    return [_theirs(cell) for cell in cells if isinstance(cell, dict)]


def _cells(notebook: dict[str, Any]) -> Any:
    return notebook.get("cells")


def _cells_of_version_3(notebook: dict[str, Any]) -> Any:
    sheets = notebook.get("worksheets")
    if not isinstance(sheets, list):
        return None
    cells = []
    for sheet in sheets:
        inner = sheet.get("cells") if isinstance(sheet, dict) else None
        cells.extend(inner if isinstance(inner, list) else [])
    for cell in cells:
        if isinstance(cell, dict) and "input" in cell:
            cell["source"] = cell.pop("input")
    return cells


def _theirs(cell: dict[str, Any]) -> _Theirs:
    metadata = cell.get("metadata")
    grading = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = grading.get("grade_id") if isinstance(grading, dict) else None
    return _Theirs(
        kind=cell.get("cell_type") if isinstance(cell.get("cell_type"), str) else "",
        source=text(cell.get("source")),
        grade_id=grade_id if isinstance(grade_id, str) else "",
        cell_id=cell.get("id") if isinstance(cell.get("id"), str) else "",
    )


def text(source: Any) -> str:
    """A cell's source as one string, whichever way nbformat stores it."""
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    if not isinstance(source, str):
        return ""
    return source.encode("utf-8", "replace").decode()


def running(cells: list[Cell], without: Collection[str]) -> dict[int, str]:
    """The place of each cell that runs, and what of it.

    Args:
        cells: of the whole notebook.
        without: exercises whose solution does not run.
    """
    code = [
        number
        for number, cell in enumerate(cells)
        if cell.code and cell.role != "check" and cell.exercise not in without
    ]
    chosen = [cells[number] for number in code]
    examples = [cell.role == "instructor" and not cell.changed for cell in chosen]
    sources = needed([cell.source for cell in chosen], examples)
    return {number: source for number, source in zip(code, sources) if source is not None}
