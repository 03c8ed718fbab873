"""`check("scale")`: the verdict on an exercise, in a notebook."""

import _thread
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from mnist_course import course
from mnist_course.core.errors import CourseError, named
from mnist_course.core.exercise import NOT_ATTEMPTED, NOT_GRADED, TIMED_OUT, Exercise, Verdict
from mnist_course.display import panel
from mnist_course.notebook import front_end, guidance, hints
from mnist_course.workspace import progress

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
    if subject is None:
        namespace = sys._getframe(1).f_globals
        subject = Path(exercise.artefact) if exercise.artefact else namespace.get(exercise_id)
    if not course.has_answers():
        print(f"{exercise_id}: judged by the grader.")
        return
    verdict = verdict_on(exercise, subject)
    progress.record(exercise, verdict)
    show(exercise, verdict)
    if not verdict.ok and not front_end.somebody_looks():
        raise CheckFailed(panel.line(exercise, verdict))


def verdict_on(exercise: Exercise, subject: Any, rng: np.random.Generator | None = None) -> Verdict:
    """Judge `subject`, a function or an artefact's path, within the exercise's time."""
    if subject is None:
        return Verdict(
            NOT_ATTEMPTED,
            f"There is no function called `{exercise.id}` yet.",
            f"Run the cell that defines `{exercise.signature}`, then this check again.",
            cause="missing",
        )
    if not exercise.artefact and not callable(subject):
        return Verdict(
            "failed",
            f"`{exercise.id}` is {type(subject).__name__} here, not a function.",
            f"A later line may have reused the name. Run the cell that defines "
            f"`{exercise.signature}` again.",
            cause="not-a-function",
        )
    try:
        with _time_limit(exercise.time_limit):
            return course.examine(exercise, subject, rng or np.random.default_rng())
    except TimeoutError:
        return Verdict(
            TIMED_OUT,
            f"`{exercise.id}` did not finish within {exercise.time_limit:g} seconds.",
            "Look for a loop that never ends, or work on whole arrays in place of single pixels.",
            cause="timed-out",
        )
    except CourseError as error:
        return Verdict(NOT_GRADED, str(error), "Mend that, then run this check again.", "course")
    except Exception as error:
        # A fault of ours must not look like one of the student's.
        return Verdict(
            NOT_GRADED,
            f"The check of `{exercise.id}` itself failed with {named(error)}",
            "This is not your mistake. Please report it, with the code of your function.",
            cause="check-failed",
        )


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

