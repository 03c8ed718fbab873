"""What has run in this kernel, as far as it concerns exercises.

IPython tells when a cell begins and ends. Of each run that could define an exercise's function its
source, its error and the names that it bound are kept; JupyterLab and VS Code give the cell's id.
"""

import time
from dataclasses import dataclass, field
from typing import Any

from mnist_course import course
from mnist_course.core.errors import named
from mnist_course.notebook import front_end
from mnist_course.saved import names


@dataclass(frozen=True)
class Run:
    """One run of one cell.

    Attributes:
        cell: its id, '' where the front end gives none.
        source: what ran.
        at: when it began, in seconds since the epoch.
        error: what it stopped with, 'SyntaxError: invalid syntax (1234.py, line 1)'; '' if nothing.
        bound: the exercises whose name it bound.
    """

    cell: str
    source: str
    at: float
    error: str = ""
    bound: frozenset[str] = frozenset()


@dataclass
class _Open:
    """A run that has not ended, and what the exercises' names stood for when it began."""

    cell: str
    source: str
    at: float
    before: dict[str, Any] = field(default_factory=dict)


class Runs:
    """The runs in one shell, the latest last."""

    def __init__(self, shell: Any) -> None:
        self._shell = shell
        self._names = [
            one.id for lesson in course.lessons() for one in lesson.exercises if not one.artefact
        ]
        self._artefacts = {
            one.id for lesson in course.lessons() for one in lesson.exercises if one.artefact
        }
        self._done: list[Run] = []
        self._open: list[_Open] = []
        shell.events.register("pre_run_cell", self._begins)
        shell.events.register("post_run_cell", self._ends)

    def of(self, exercise_id: str) -> list[Run]:
        """The runs that bound an exercise's name, should have, or were of a cell that has."""
        runs = [*self._done, *(self._closed(one, "", ended=False) for one in self._open)]
        cells = {run.cell for run in runs if run.cell and exercise_id in run.bound}
        return [
            run
            for run in runs
            if exercise_id in run.bound
            or run.cell in {exercise_id, *cells}
            or exercise_id in names.bound(run.source)
        ]

    def making(self, exercise_id: str) -> Run | None:
        """The last run of the cell that makes an artefact."""
        return next((run for run in reversed(self._done) if run.cell == exercise_id), None)

    def here(self) -> str:
        """The id of the cell that runs now, '' where it is not known."""
        return self._open[-1].cell if self._open else ""

    def _begins(self, info: Any) -> None:
        namespace = self._shell.user_ns
        before = {name: namespace[name] for name in self._names if name in namespace}
        cell = getattr(info, "cell_id", None) or ""
        self._open.append(_Open(str(cell), str(info.raw_cell), time.time(), before))

    def _ends(self, result: Any) -> None:
        if not self._open:
            # The cell in which this began to look.
            return
        error = result.error_before_exec or result.error_in_exec
        run = self._closed(self._open.pop(), named(error) if error is not None else "")
        known = run.cell and any(one.cell == run.cell for one in self._done)
        known = known or run.cell in self._artefacts
        if known or any(name in run.bound or name in run.source for name in self._names):
            self._done.append(run)

    def _closed(self, run: _Open, error: str, ended: bool = True) -> Run:
        namespace = self._shell.user_ns
        bound = frozenset(
            name
            for name in self._names
            if name in namespace
            and (name not in run.before or namespace[name] is not run.before[name])
        )
        if ended and not error:
            # An import that is run again binds the very same function.
            bound |= names.bound(run.source) & namespace.keys() & set(self._names)
        return Run(run.cell, run.source, run.at, error, bound)


_runs: Runs | None = None


def watched() -> Runs | None:
    """The runs in this notebook's kernel, from the first call on; None outside of one."""
    global _runs
    shell = front_end.shell()
    if _runs is None and shell is not None:
        _runs = Runs(shell)
    return _runs
