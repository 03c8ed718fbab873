"""What of a saved notebook runs, in which order, and where each exercise is checked.

The student's order counts, as in the notebook itself, and what is defined when an exercise's check
comes is what is judged. An answer is found by its `grade_id`; where that was lost, by the cell's
id, else by its definition; so it is where its own cell is still empty. Of two cells of one exercise
all that is not idle runs: JupyterLab's split and copy keep the metadata. Where that is a guess, the
verdict says so. What the lesson gave and the student deleted is put back, and cells that only
illustrate are left out unless the student changed them or uses a name that they bind.
"""

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from mnist_course import course
from mnist_course.core.exercise import CHECK_SUFFIX, INVALID, Exercise, Verdict
from mnist_course.core.language import say
from mnist_course.saved import cells as notebooks
from mnist_course.saved import names, wording
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
        defines: the exercises whose name this code of the student's binds.
    """

    role: str
    cell: Cell
    exercise: str = ""
    changed: bool = False
    runs: bool = True
    names: bool = False
    defines: frozenset[str] = frozenset()

    @property
    def students(self) -> bool:
        """Whether it is code of the student's that runs."""
        return self.runs and (
            self.role in (SOLUTION, ADDED) or (self.role == GIVEN and self.changed)
        )


@dataclass(frozen=True)
class Plan:
    """What runs of a notebook.

    Attributes:
        steps: in order; of each exercise one check, behind all parts of its solution.
        faults: exercise → why it cannot be judged.
        notes: exercise → how its answer was found, where that is a guess.
        attempted: the exercises that hold something else than the stub.
        unmade: artefact → that its cell's last run failed; of use where the file is judged as it
            was handed in.
    """

    steps: tuple[Step, ...]
    faults: dict[str, Verdict] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    attempted: frozenset[str] = frozenset()
    unmade: dict[str, str] = field(default_factory=dict)


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
    """Where the answer to one exercise is: places of cells, in order; `last` ends it.

    `lost` where it does not stand in the exercise's own cell.
    """

    parts: tuple[int, ...]
    joined: str = ""
    note: str = ""
    changed: bool = False
    lost: bool = False

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
    theirs = [
        number
        for number, cell in enumerate(cells)
        if cell.code
        and not is_check[number]
        and (number not in given or cell.source != released[given[number]].source)
    ]
    definers = {one: [n for n in theirs if one in names.bound(cells[n].source)] for one in ids}
    for one in exercises:
        stub = stubs[one.id].source if one.id in stubs else ""
        found = _answer(one, cells, given, ids, stub, definers[one.id], is_check)
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
    steps = [
        replace(step, defines=names.bound(step.cell.source) & ids) if step.students else step
        for step in steps
    ]
    for name, found in answers.items():
        if found.lost:
            steps = _before_its_users(name, steps)
    steps = _with_illustrations(steps, {one.id for one in exercises if one.artefact})
    notes = {one.id: answers[one.id].note for one in exercises if one.id in answers}
    for one in exercises:
        if one.id in answers and not one.artefact and not notes[one.id]:
            notes[one.id] = _in_force(one, steps)
    return Plan(
        tuple(steps),
        faults,
        {one: note for one, note in notes.items() if note},
        frozenset(one for one, found in answers.items() if found.changed),
        {
            one.id: wording.made_before(one, cells[part].error, cells[part].source)
            for one in exercises
            if one.artefact and one.id in answers
            for part in answers[one.id].parts
            if cells[part].error
        },
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
    definers: list[int],
    is_check: list[str],
) -> _Answer | Verdict:
    own = [n for n, cell in enumerate(cells) if cell.grade_id == exercise.id]
    places, note = own, ""
    if not places:
        places = [
            n
            for n, cell in enumerate(cells)
            if cell.id == exercise.id and cell.code and cell.grade_id not in ids and n not in given
        ]
        note = _note(exercise, say("its cell's id")) if places else ""
    code = [n for n in places if cells[n].code]
    busy = [n for n in code if not _idle(cells[n].source, stub)]
    lost = False
    if not busy and not exercise.artefact:
        busy = _defined_elsewhere(exercise, cells, stub, definers, is_check)
        lost = bool(busy)
        if lost:
            note = wording.elsewhere(exercise) if places else _note(exercise, say("its definition"))
    if not busy and not places:
        return _fault(
            "missing-cell",
            say("The cell of `{exercise}` is missing from the notebook.", exercise=exercise.id),
            "If you have deleted it, undo (Edit, Undo Cell Operation) or take it from a "
            "fresh notebook: move yours away and run `mnist-course start`.",
        )
    if not busy and not code:
        kind = cells[places[0]].kind or "nameless"
        return _fault(
            "not-code",
            say(
                "The cell of `{exercise}` is a {kind} cell, so it does not run.",
                exercise=exercise.id,
                kind=kind,
            ),
            "Select it, press Esc, then Y, which makes it a code cell again.",
        )
    if any(CONFLICT.search(cells[n].source) for n in busy):
        return wording.conflict(exercise)
    parts = tuple(busy or code[:1])
    joined = "" if lost else _joined([cells[n].source for n in parts])
    return _Answer(parts, joined, note, bool(busy), lost)


def _defined_elsewhere(
    exercise: Exercise,
    cells: Sequence[Cell],
    stub: str,
    definers: list[int],
    is_check: list[str],
) -> list[int]:
    """The cell that defines the function in place of its own; none, or one."""
    found = [n for n in definers if not _idle(cells[n].source, stub)]
    check = next((n for n, checked in enumerate(is_check) if checked == exercise.id), len(cells))
    return [n for n in found if n < check][-1:] or found[-1:]


def _note(exercise: Exercise, by: str) -> str:
    return say(
        "The answer to `{exercise}` was found by {by}, since the notebook has lost "
        "nbgrader's marks on it.",
        exercise=exercise.id,
        by=by,
    )


def _fault(cause: str, message: str, next_step: str) -> Verdict:
    return Verdict(INVALID, message, next_step, cause)


def _idle(source: str, stub: str) -> bool:
    """Whether a cell holds nothing: the stub, comments, bare strings, or space."""
    return names.essence(source) in ("", names.essence(stub))


def _joined(sources: list[str]) -> str:
    """The parts as one source, where they are Python only together: a function cut in two."""
    if len(sources) < 2 or all(map(names.parsed, sources)):
        return ""
    whole = "\n".join(sources)
    return whole if names.parsed(whole) else ""


def _before_its_users(exercise: str, steps: list[Step]) -> list[Step]:
    """The steps, with an answer that is not in its own cell above the first that uses it.

    It stays where it is if it needs what is defined in between.
    """
    own = [n for n, step in enumerate(steps) if step.students and exercise in step.defines][-1:]
    if not own:
        return steps
    place, answer = own[0], steps[own[0]]
    needs = names.used(answer.cell.source)
    for number, step in enumerate(steps[:place]):
        if step.role != CHECK and step.runs and exercise in names.used(step.cell.source):
            between = steps[number:place]
            if any(needs & names.bound(one.cell.source) for one in between if one.runs):
                return steps
            return [*steps[:number], answer, *between, *steps[place + 1 :]]
    return steps


def _with_illustrations(steps: list[Step], trains: set[str]) -> list[Step]:
    """The steps, with those illustrations run whose names the student's code uses.

    Args:
        steps: all of them.
        trains: the exercises whose cell makes a file.
    """
    left_out = {
        number: names.bound(step.cell.source)
        for number, step in enumerate(steps)
        if step.role == GIVEN and step.cell.code and not step.runs
    }
    provided: set[str] = set()
    wanted: set[str] = set()
    for step in steps:
        if step.students:
            needs = names.used(step.cell.source)
            # A cell that trains makes its own model and history, and is seldom run at all.
            wanted |= needs - names.bound(step.cell.source) if step.exercise in trains else needs
        elif step.role == GIVEN and step.runs:
            provided |= names.bound(step.cell.source)
    running: set[int] = set()
    while True:
        more = [
            number
            for number, binds in left_out.items()
            if number not in running and binds & wanted - provided
        ]
        if not more:
            break
        running.update(more)
        for number in more:
            wanted |= names.used(steps[number].cell.source)
    return [
        replace(step, runs=True) if number in running else step for number, step in enumerate(steps)
    ]


def _in_force(exercise: Exercise, steps: Sequence[Step]) -> str:
    """What is to be said of the cells that define an exercise's function above its check."""
    own: list[bool] = []
    texts: set[str] = set()
    for step in steps:
        if step.role == CHECK and step.exercise == exercise.id:
            break
        if exercise.id in step.defines:
            own.append(step.role == SOLUTION and step.exercise == exercise.id)
            texts.add(names.essence(step.cell.source))
    if len(texts) > 1:
        return wording.several(exercise)
    return wording.elsewhere(exercise) if own and not any(own) else ""


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
