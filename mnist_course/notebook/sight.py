"""Whether the function that a check finds is the one that the student sees.

A kernel keeps what an earlier run of a cell defined, however the cell has changed since. So before
a function is judged, the runs of the cells that define it are looked at, and the notebook's file
where it is newer than they are.
"""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from mnist_course import course
from mnist_course.core import own_code
from mnist_course.core.exercise import Exercise, Verdict
from mnist_course.notebook.document import Document
from mnist_course.notebook.runs import Run
from mnist_course.saved import names, plan, wording

_MOST_LINES = 20


@dataclass(frozen=True)
class Sight:
    """What is to be said before an exercise's function is judged.

    Attributes:
        instead: the verdict, where what is in force is not what the student sees.
        notes: else, where it may not be.
        code: the function in force, if there is something to say; '' where there is none.
    """

    instead: Verdict | None = None
    notes: tuple[str, ...] = ()
    code: str = ""


def of(
    exercise: Exercise, subject: Any, runs: Sequence[Run], document: Document | None, here: str
) -> Sight:
    """Look at what was run before `subject`, the exercise's function, is judged.

    Args:
        exercise: a function's.
        subject: what its name stands for; None where it stands for nothing.
        runs: those of the cells that define it, in order.
        document: the notebook as saved.
        here: the id of the cell that the check stands in, '' where it is not known.
    """
    binding = next((run for run in reversed(runs) if exercise.id in run.bound), None)
    last = _last(exercise, runs, binding)
    if subject is None or binding is None:
        # Cells that failed before there was a function to be seen.
        failed = last if last and last.error else None
        return Sight(
            wording.cell_stopped(exercise, failed.error, failed.source) if failed else None
        )
    assert last is not None, "it is the binding run, or one after it"
    same = not last.cell or not binding.cell or last.cell == binding.cell
    code = _code(subject, binding)
    if last is not binding and same:
        if last.error:
            return Sight(wording.cell_stopped(exercise, last.error, last.source), code=code)
        empty = not names.essence(last.source)
        gone = wording.not_begun(exercise) if empty else wording.no_function(exercise)
        return Sight(gone, code=code)
    notes = []
    if last.error:
        notes.append(wording.stopped_beside(exercise, last.error, last.source))
    else:
        notes.append(_place(exercise, binding, runs, document, here))
    if document and document.at > binding.at and _differs(binding, document):
        notes.append(wording.edited(exercise))
    if "input" in names.used(binding.source):
        notes.append(wording.INPUT_LATER)
    notes = [note for note in notes if note]
    return Sight(notes=tuple(notes), code=code if notes else "")


def of_artefact(exercise: Exercise, last: Run | None, document: Document | None) -> str:
    """What is to be said before an artefact's file is judged; '' where it is what the cell makes.

    Args:
        exercise: an artefact's.
        last: the last run of its cell in this kernel.
        document: the notebook as saved.
    """
    cell = document.cell(exercise.id) if document else None
    if last is None:
        return wording.made_before(exercise, cell.error, cell.source) if cell and cell.error else ""
    if last.error:
        return wording.made_before(exercise, last.error, last.source)
    if document and document.at > last.at and _differs(last, document):
        return wording.made_by_another(exercise)
    return ""


def _last(exercise: Exercise, runs: Sequence[Run], binding: Run | None) -> Run | None:
    """The last run that defined the function, or that should have."""
    for run in reversed(runs):
        if run is binding or exercise.id in names.bound(run.source):
            return run
        if binding is None or (run.cell and run.cell == binding.cell):
            return run
    return None


def _place(
    exercise: Exercise, binding: Run, runs: Sequence[Run], document: Document | None, here: str
) -> str:
    """What is to be said of the cell that the function comes from; '' where it is its own."""
    if not binding.cell:
        return ""
    texts = {binding.cell: binding.source}
    own = {exercise.id}
    saved = document.cells if document else ()
    if document:
        own |= {one.id for one in saved if one.grade_id == exercise.id}
        places = [n for n, one in enumerate(saved) if here and one.id == here]
        above = saved[: places[0]] if places else saved
        for one in above:
            if one.code and one.id and exercise.id in names.bound(one.source):
                texts.setdefault(one.id, one.source)
    for run in runs:
        known = document is not None and run.at < document.at
        if run.cell and exercise.id in run.bound and not known:
            texts[run.cell] = run.source
    if len({names.essence(text) for text in texts.values()} - {_stub(exercise)}) > 1:
        return wording.several(exercise)
    has_own = any(one.id in own for one in saved) or any(run.cell == exercise.id for run in runs)
    return wording.elsewhere(exercise) if has_own and binding.cell not in own else ""


def _stub(exercise: Exercise) -> str:
    """What the exercise's cell does as it was delivered."""
    lesson = course.lesson_of(exercise.id)
    given = (cell.source for cell in plan.released(lesson.id) if cell.grade_id == exercise.id)
    return names.essence(next(given, ""))


def _differs(run: Run, document: Document) -> bool:
    """Whether the file, saved after the run, holds another text in the cell that ran."""
    cell = document.cell(run.cell)
    return cell is not None and cell.source.strip() != run.source.strip()


def _code(subject: Callable[..., Any], run: Run) -> str:
    """The source of the function in force, its first lines where it is long."""
    try:
        with own_code.unwarned():
            source = inspect.getsource(subject)
    except (OSError, TypeError):
        source = run.source
    lines = source.rstrip().splitlines()
    cut = lines[:_MOST_LINES] + (["…"] if len(lines) > _MOST_LINES else [])
    return "\n".join(cut)
