"""A lesson's own cell that needs an exercise which is not finished says so, and stops nothing.

A traceback into the course's figures helps nobody, and an error keeps 'Run All' from what comes
below. Only what the lesson gave and the student left as it was is treated so, and only while the
exercise it uses has not passed its check; where programs run a notebook, errors stay errors.
"""

import sys
import traceback
from types import TracebackType
from typing import Any

from mnist_course.core.errors import CourseError, named
from mnist_course.core.exercise import PASSED, Lesson
from mnist_course.core.language import say
from mnist_course.display import panel
from mnist_course.notebook import front_end
from mnist_course.saved import names, plan
from mnist_course.workspace import progress


class Waiting:
    """What of one lesson waits for which exercise, in one shell."""

    def __init__(self, shell: Any, lesson: Lesson) -> None:
        self._shell = shell
        self._exercises = [one.id for one in lesson.exercises if not one.artefact]
        trained = {one.id for one in lesson.exercises if one.artefact}
        try:
            cells = [cell for cell in plan.released(lesson.id) if cell.code]
        except CourseError:
            cells = []
        self._given = {cell.source for cell in cells if not cell.grade_id}
        self._stubs = {cell.source: cell.grade_id for cell in cells if cell.grade_id in trained}
        self._running = ""
        self._waited = False
        self._missing: dict[str, str] = {}

    def watch(self) -> None:
        """From now on, look at every cell that runs."""
        self._shell.events.register("pre_run_cell", self._begins)
        self._shell.events.register("post_run_cell", self._ends)
        self._shell.set_custom_exc((Exception,), self._stopped)

    def _begins(self, info: Any) -> None:
        self._running, self._waited = str(info.raw_cell), False

    def _ends(self, result: Any) -> None:
        if self._waited:
            # JupyterLab runs the cells below only where this one had no error.
            result.error_in_exec = None
            return
        for name in names.bound(self._running) if result.success else ():
            self._missing.pop(name, None)

    def _stopped(
        self,
        shell: Any,
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
        tb_offset: int | None = None,
    ) -> None:
        exercise = self._awaited(error, trace)
        if not exercise:
            shell.showtraceback((kind, error, trace), tb_offset=tb_offset)
            return
        self._waited = True
        # Also what it has bound: such a list may be half full.
        self._missing |= dict.fromkeys(names.bound(self._running), exercise)
        reason = ""
        if not isinstance(error, (NotImplementedError, NameError)):
            reason = say(" It stopped with {error}", error=named(error))
        _say(
            say(
                "This cell waits for your `{exercise}`.{reason}",
                exercise=exercise,
                reason=reason,
            )
        )
        _forget_half_drawn_figures()

    def _awaited(self, error: BaseException, trace: TracebackType | None) -> str:
        """The exercise that the running cell waits for; '' where it is another error."""
        if not front_end.somebody_looks():
            return ""
        if self._running in self._stubs and isinstance(error, NotImplementedError):
            return self._stubs[self._running]
        if self._running not in self._given:
            return ""
        if isinstance(error, NameError) and error.name in self._missing:
            return self._missing[error.name]
        used = [one for one in self._exercises if one in names.used(self._running)]
        passed = progress.load(progress.workspace())
        open_ones = [one for one in used if passed.get(one) != PASSED]
        if isinstance(error, NameError):
            return error.name if error.name in open_ones else ""
        half_made = names.used(self._running) - names.bound(self._running)
        if incomplete := sorted(half_made & self._missing.keys()):
            return self._missing[incomplete[0]]
        called = [frame.name for frame in traceback.extract_tb(trace)]
        unfinished = [one for one in self._exercises if one in called]
        if isinstance(error, NotImplementedError) and unfinished:
            return unfinished[-1]
        return open_ones[0] if open_ones else ""


def _forget_half_drawn_figures() -> None:
    """Otherwise IPython shows empty axes below the words. Those of earlier cells are closed."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.close("all")


def _say(words: str) -> None:
    from IPython.display import publish_display_data

    page = f"<p><span aria-hidden='true'>○</span> {panel.inline(words)}</p>"
    publish_display_data({"text/html": page, "text/plain": words})


_watched: list[Waiting] = []


def watch(lesson: Lesson) -> None:
    """Begin to watch in this notebook's kernel, once; elsewhere do nothing."""
    shell = front_end.shell()
    if shell is not None and not _watched:
        _watched.append(Waiting(shell, lesson))
        _watched[0].watch()
