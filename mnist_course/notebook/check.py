"""`check("scale")`: the verdict on an exercise, in a notebook."""

import _thread
import builtins
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from mnist_course import course
from mnist_course.core.errors import CourseError, named
from mnist_course.core.exercise import NOT_GRADED, TIMED_OUT, Exercise, Verdict
from mnist_course.core.language import say
from mnist_course.core.plain import describe_type
from mnist_course.display import panel
from mnist_course.notebook import document, front_end, guidance, hints, runs, sight
from mnist_course.saved import wording
from mnist_course.workspace import counting, progress

VERDICT_MIME = "application/vnd.mnist-course.verdict+json"
"""The verdict as data beside the panel; the self-check reads it from a notebook's outputs."""


class CheckFailed(AssertionError):
    """An exercise's check did not pass; its message is the verdict in one line."""

    def _render_traceback_(self) -> list[str]:
        # IPython shows these lines in place of a traceback into this package.
        return [str(self)]


def check(exercise_id: str, subject: Any = None) -> None:
    """Check one exercise, show the verdict, and raise if it is not right and nobody looks.

    To a person in JupyterLab the panel says it all, and an error would keep 'Run All' from what
    comes below. What runs notebooks by itself, as nbgrader's Validate does, sees errors alone.

    Args:
        exercise_id: the exercise's name, such as 'scale'.
        subject: the function; by default the one of that name where `check` is called.

    Raises:
        CheckFailed: where the exercise is not right yet, so that nbgrader and scripts see it too.
        CourseError: where there is no such exercise.
    """
    exercise = course.exercise(exercise_id)
    namespace = sys._getframe(1).f_globals
    if not course.has_answers():
        print(say("{exercise_id}: judged by the grader.", exercise_id=exercise_id))
        return
    if subject is None:
        verdict = _as_seen(exercise, _subject(exercise, namespace))
    else:
        verdict = verdict_on(exercise, subject)
    _tell(exercise, verdict)


def check_as_saved(exercise_id: str) -> None:
    """`check` for the self-check, which knows by itself in which order the cells ran."""
    exercise = course.exercise(exercise_id)
    _tell(exercise, verdict_on(exercise, _subject(exercise, sys._getframe(1).f_globals)))


def _subject(exercise: Exercise, namespace: dict[str, Any]) -> Any:
    return Path(exercise.artefact) if exercise.artefact else namespace.get(exercise.id)


def _as_seen(exercise: Exercise, subject: Any) -> Verdict:
    """The verdict on what the exercise's name stands for, if that is what the student sees."""
    watched = runs.watched()
    if watched is None:
        return verdict_on(exercise, subject)
    saved = document.saved()
    if exercise.artefact:
        verdict = verdict_on(exercise, subject)
        note = sight.of_artefact(exercise, watched.making(exercise.id), saved)
        return wording.noted(verdict, note if subject.is_file() else "")
    seen = sight.of(exercise, subject, watched.of(exercise.id), saved, watched.here())
    here = counting.not_counted(saved.path, course.lesson_of(exercise.id)) if saved else ""
    verdict = seen.instead or verdict_on(exercise, subject)
    asked = wording.INPUT if wording.asked(verdict) else ""
    return replace(wording.noted(verdict, here, asked, *seen.notes), checked=seen.code)


def _tell(exercise: Exercise, verdict: Verdict) -> None:
    progress.record(exercise, verdict)
    show(exercise, verdict)
    if not verdict.ok and not front_end.somebody_looks():
        raise CheckFailed(panel.line(exercise, verdict))


def verdict_on(exercise: Exercise, subject: Any, rng: np.random.Generator | None = None) -> Verdict:
    """Judge `subject`, a function or an artefact's path, within the exercise's time."""
    if subject is None:
        return wording.not_begun(exercise)
    if not exercise.artefact and not callable(subject):
        return wording.no_function(exercise, describe_type(subject))
    if isinstance(subject, Path) and not os.path.lexists(subject):
        return wording.no_artefact(exercise, Path(subject).absolute().parent)
    try:
        with _time_limit(exercise.time_limit), _nobody_answers():
            return course.examine(exercise, subject, rng or np.random.default_rng())
    except TimeoutError:
        return Verdict(
            TIMED_OUT,
            say(
                "`{exercise}` did not finish within {time_limit:g} seconds.",
                exercise=exercise.id,
                time_limit=exercise.time_limit,
            ),
            "Look for a loop that never ends, or work on whole arrays in place of single pixels.",
            cause="timed-out",
        )
    except CourseError as error:
        return Verdict(NOT_GRADED, str(error), "Mend that, then run this check again.", "course")
    except Exception as error:
        # A fault of ours must not look like one of the student's.
        return Verdict(
            NOT_GRADED,
            say(
                "The check of `{exercise}` itself failed with {error}",
                exercise=exercise.id,
                error=named(error),
            ),
            "This is not your mistake. Please report it, with the code of your function.",
            cause="check-failed",
        )


@contextmanager
def _nobody_answers() -> Iterator[None]:
    """`input()` in a student's function fails, as where pytest and grading call it."""
    if "IPython" not in sys.modules:
        yield
        return
    from IPython.core.error import StdinNotImplementedError

    def refuse(prompt: object = "") -> str:
        raise StdinNotImplementedError("input was called, and nobody answers here")

    asks, builtins.input = builtins.input, refuse
    try:
        yield
    finally:
        builtins.input = asks


@contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Interrupt the main thread's Python code after `seconds`; elsewhere, no limit."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    expired = threading.Event()

    def interrupt() -> None:
        expired.set()
        _interrupt_main()

    timer = threading.Timer(seconds, interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    except KeyboardInterrupt:
        if expired.is_set():
            raise TimeoutError from None
        raise
    finally:
        timer.cancel()
    # Code that makes something else of an interrupt, as the training display does, was late too.
    if expired.is_set():
        raise TimeoutError


def _interrupt_main() -> None:
    """As Ctrl-C does: by a signal where there are signals, since only that ends a `time.sleep`."""
    main = threading.main_thread().ident
    if main and hasattr(signal, "pthread_kill") and callable(signal.getsignal(signal.SIGINT)):
        signal.pthread_kill(main, signal.SIGINT)
    else:
        _thread.interrupt_main()


def show(exercise: Exercise, verdict: Verdict) -> None:
    """Show the verdict: as a panel in a notebook, else as text."""
    words = panel.text(exercise, verdict)
    if front_end.shell() is None:
        print(words)
        return
    from IPython.display import publish_display_data

    page = panel.html(
        exercise, verdict, below=guidance.html(exercise, verdict), session=hints.SESSION
    )
    publish_display_data(
        {
            "text/html": page,
            "text/plain": words,
            VERDICT_MIME: {"exercise": exercise.id, **verdict.as_dict()},
        }
    )
    if not verdict.ok:
        hints.count_when_opened()
