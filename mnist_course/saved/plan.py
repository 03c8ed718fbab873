"""What of a saved notebook runs, in which order, and where each exercise is checked.

The student's order counts, as in the notebook itself, and what is defined when an exercise's check
comes is what is judged. An answer is found by its `grade_id`; where that was lost, by the cell's
id, else by its definition, and then the verdict says so. Of two cells of one exercise all that is
not idle runs: JupyterLab's split and copy keep the metadata. What the lesson gave and the student
deleted is put back, and cells that only illustrate are left out unless the student changed them.
"""

import ast
import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from mnist_course import course
from mnist_course.core.exercise import CHECK_SUFFIX, INVALID, Exercise, Verdict
from mnist_course.saved import cells as notebooks
from mnist_course.saved.cells import CONFLICT, Cell

GIVEN = "given"
ADDED = "added"
SOLUTION = "solution"
CHECK = "check"

_CHECK_CALL = re.compile(r"""^check\(\s*["'](\w{1,60})["']\s*\)\s*$""")


@dataclass(frozen=True)
class Step:
    """One cell, or the place where an exercise is checked.

    Attributes:
        role: `GIVEN` by the lesson, `ADDED` by the student, a `SOLUTION`, or a `CHECK`.
        cell: the student's, or the lesson's where that counts; of a check, the lesson's.
        exercise: of a solution or a check, its id.
        changed: whether it is not as the lesson gave it.
        runs: whether it is code that runs.
        names: whether it bears the exercise's `grade_id` in what is handed on.
    """

    role: str
    cell: Cell
    exercise: str = ""
    changed: bool = False
    runs: bool = True
    names: bool = False


@dataclass(frozen=True)
class Plan:
    """What runs of a notebook.

    Attributes:
        steps: in order; of each exercise one check, behind all parts of its solution.
        faults: exercise → why it cannot be judged.
        notes: exercise → how its answer was found, where that is a guess.
        attempted: the exercises that hold something else than the stub.
    """

    steps: tuple[Step, ...]
    faults: dict[str, Verdict] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    attempted: frozenset[str] = frozenset()


def noted(verdict: Verdict, note: str) -> Verdict:
    """The verdict, with how its answer was found."""
    return replace(verdict, message=f"{verdict.message} {note}") if note else verdict


@functools.cache
def released(lesson_id: str) -> tuple[Cell, ...]:
    """The cells of a lesson as delivered.

    Raises:
        CourseError: where there is no such notebook.
    """
    path = course.lesson_notebook(lesson_id)
    return tuple(notebooks.read(path.read_bytes(), path.name))


def nothing(fault: Verdict, exercises: Sequence[Exercise]) -> Plan:
    """The plan of what cannot be read: nothing runs, and no exercise can be judged."""
    return Plan((), {exercise.id: fault for exercise in exercises})


@dataclass(frozen=True)
class _Answer:
    """Where the answer to one exercise is: places of cells, in order; `last` ends it."""

    parts: tuple[int, ...]
    joined: str = ""
    note: str = ""
    changed: bool = False

    @property
    def last(self) -> int:
        return self.parts[-1]


def make(cells: Sequence[Cell], released: Sequence[Cell], exercises: Sequence[Exercise]) -> Plan:
    """The plan of a notebook.

    Args:
        cells: the student's.
        released: the lesson's, as delivered.
        exercises: the lesson's, in its order.
    """
    stubs = {cell.grade_id: cell for cell in released if cell.grade_id}
    checks = {one.check_id: one.id for one in exercises}
    ids = {one.id for one in exercises}
    is_check = [_checked(cell, checks) for cell in cells]
    given = _given(cells, released, ids | set(checks))
    answers: dict[str, _Answer] = {}
    faults: dict[str, Verdict] = {}
    for one in exercises:
        stub = stubs[one.id].source if one.id in stubs else ""
        found = _answer(one, cells, given, ids, stub)
        if isinstance(found, Verdict):
            faults[one.id] = found
        else:
            answers[one.id] = found
    places = {one: _check_place(one, found, is_check) for one, found in answers.items()}
    solves: dict[int, str] = {}
    for name, found in answers.items():
        for part in found.parts:
            # Two answers may share a cell: where cells were merged, one of them has the name.
            if part not in solves or cells[part].grade_id == name:
                solves[part] = name
    steps: list[Step] = []
    waiting = _Missing(released, set(given.values()), ids | set(checks))
    for number, cell in enumerate(cells):
        if number in given:
            steps += waiting.before(given[number])
        if number in solves:
            solved = solves[number]
            steps += _solution(solved, answers[solved], number, cell)
        elif number in given:
            steps.append(_from_lesson(cell, released[given[number]]))
        elif not is_check[number] and cell.grade_id not in ids:
            steps.append(Step(ADDED, cell, changed=True, runs=cell.code))
        elif cell.grade_id in ids and cell.code:
            # An idle twin: kept to be seen, of no effect.
            steps.append(Step(ADDED, cell, changed=True, runs=False))
        steps += [_check(one, stubs) for one, place in places.items() if place == number]
    steps += waiting.rest()
    steps += [_check(one.id, stubs) for one in exercises if one.id in faults]
    return Plan(
        tuple(steps),
        faults,
        {one: found.note for one, found in answers.items() if found.note},
        frozenset(one for one, found in answers.items() if found.changed),
    )


def _checked(cell: Cell, checks: dict[str, str]) -> str:
    """The exercise that a cell checks, ''."""
    if cell.grade_id in checks:
        return checks[cell.grade_id]
    if cell.id in checks:
        return checks[cell.id]
    called = _CHECK_CALL.match(cell.source.strip()[:200]) if cell.code else None
    return called[1] if called and called[1] in checks.values() else ""


def _given(cells: Sequence[Cell], released: Sequence[Cell], own: set[str]) -> dict[int, int]:
    """Place of a student's cell → place of the lesson's cell that it is; each serves once."""
    matched: dict[int, int] = {}
    free = {place: cell for place, cell in enumerate(released) if cell.grade_id not in own}
    by_id = {(cell.kind, cell.id): place for place, cell in free.items() if cell.id}
    for number, cell in enumerate(cells):
        place = by_id.get((cell.kind, cell.id), -1)
        if place in free and cell.grade_id not in own:
            matched[number] = place
            del free[place]
    by_source: dict[tuple[str, str], list[int]] = {}
    for place, cell in free.items():
        by_source.setdefault((cell.kind, cell.source), []).append(place)
    for number, cell in enumerate(cells):
        places = by_source.get((cell.kind, cell.source))
        if places and number not in matched and cell.grade_id not in own:
            matched[number] = places.pop(0)
    return matched


def _answer(
    exercise: Exercise,
    cells: Sequence[Cell],
    given: dict[int, int],
    ids: set[str],
    stub: str,
) -> _Answer | Verdict:
    places = [n for n, cell in enumerate(cells) if cell.grade_id == exercise.id]
    note = ""
    if not places:
        places = [
            n
            for n, cell in enumerate(cells)
            if cell.id == exercise.id and cell.code and cell.grade_id not in ids and n not in given
        ]
        note = _note(exercise, "its cell's id") if places else ""
    if not places and not exercise.artefact:
        defines = re.compile(rf"^def {exercise.id}\(", re.MULTILINE)
        places = [n for n, cell in enumerate(cells) if cell.code and defines.search(cell.source)][
            -1:
        ]
        note = _note(exercise, "its definition") if places else ""
    if not places:
        return _fault(
            "missing-cell",
            f"The cell of `{exercise.id}` is missing from the notebook.",
            "If you have deleted it, undo (Edit, Undo Cell Operation) or take it from a "
            "fresh notebook: move yours away and run `mnist-course start`.",
        )
    code = [n for n in places if cells[n].code]
    if not code:
        kind = cells[places[0]].kind or "nameless"
        return _fault(
            "not-code",
            f"The cell of `{exercise.id}` is a {kind} cell, so it does not run.",
            "Select it, press Esc, then Y, which makes it a code cell again.",
        )
    busy = [n for n in code if not _idle(cells[n].source, stub)]
    if any(CONFLICT.search(cells[n].source) for n in busy):
        return _fault(
            "merge-conflict",
            f"The cell of `{exercise.id}` holds a merge conflict: lines with `<<<<<<<`, `=======` "
            "and `>>>>>>>`.",
            "Keep one of the two versions between these lines, and delete the lines themselves.",
        )
    parts = tuple(busy or code[:1])
    return _Answer(parts, _joined([cells[n].source for n in parts]), note, bool(busy))


def _note(exercise: Exercise, by: str) -> str:
    return (
        f"(The answer to `{exercise.id}` was found by {by}, since the notebook has lost nbgrader's "
        "marks on it.)"
    )


def _fault(cause: str, message: str, next_step: str) -> Verdict:
    return Verdict(INVALID, message, next_step, cause)


def _idle(source: str, stub: str) -> bool:
    """Whether a cell holds nothing: the stub, comments, or space."""
    text = source.strip()
    return text == stub.strip() or all(
        line.lstrip().startswith("#") for line in text.splitlines() if line.strip()
    )


def _joined(sources: list[str]) -> str:
    """The parts as one source, where they are Python only together: a function cut in two."""
    if len(sources) < 2 or all(map(_parses, sources)):
        return ""
    whole = "\n".join(sources)
    return whole if _parses(whole) else ""


def _parses(source: str) -> bool:
    try:
        ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _check_place(exercise: str, found: _Answer, is_check: list[str]) -> int:
    """Behind which of the student's cells the exercise is checked."""
    own = [n for n, checked in enumerate(is_check) if checked == exercise and n > found.last]
    return own[-1] if own else found.last


def _solution(exercise: str, found: _Answer, number: int, cell: Cell) -> list[Step]:
    if found.joined:
        if number != found.last:
            return []
        cell = replace(cell, source=found.joined)
    return [
        Step(
            SOLUTION,
            cell,
            exercise,
            found.changed,
            names=number == found.parts[0] or bool(found.joined),
        )
    ]


def _from_lesson(cell: Cell, original: Cell) -> Step:
    changed = cell.source != original.source and not original.locked
    source = original.source if original.locked else cell.source
    runs = original.code and (changed or not original.illustrates)
    return Step(GIVEN, replace(original, source=source), changed=changed, runs=runs)


def _check(exercise: str, stubs: dict[str, Cell]) -> Step:
    cell = stubs.get(f"{exercise}{CHECK_SUFFIX}") or Cell("code", f'check("{exercise}")')
    return Step(CHECK, cell, exercise, names=True)


class _Missing:
    """The lesson's own code that the student's notebook lacks, to be put back in its place."""

    def __init__(self, released: Sequence[Cell], matched: set[int], own: set[str]) -> None:
        self._left = [
            (place, cell)
            for place, cell in enumerate(released)
            if place not in matched
            and cell.code
            and cell.grade_id not in own
            and not cell.illustrates
        ]

    def before(self, place: int) -> list[Step]:
        """Those that come before a place of the lesson."""
        now = [cell for at, cell in self._left if at < place]
        self._left = [(at, cell) for at, cell in self._left if at >= place]
        return [Step(GIVEN, cell) for cell in now]

    def rest(self) -> list[Step]:
        """Those that are left at the end."""
        return [Step(GIVEN, cell) for _, cell in self._left]
