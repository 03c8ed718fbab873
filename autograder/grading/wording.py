"""Verdicts of the grader itself, where there is no answer to judge."""

from dataclasses import replace
from typing import Any

from autograder.intake.submission import Submission
from autograder.sandbox.warm_process import Ran
from mnist_course.core.exercise import (
    CRASHED,
    INVALID,
    NOT_GRADED,
    OVER_LIMIT,
    TIMED_OUT,
    Exercise,
    Status,
    Verdict,
)
from mnist_course.core.language import say, sentence
from mnist_course.saved import wording
from mnist_course.saved.cells import Unreadable

NO_NOTEBOOK = sentence("There is no notebook of this lesson in the submission.")

HAND_IN_AGAIN = sentence(
    "Fetch the lesson's notebook anew, copy your code into its cells, and hand it in again."
)


def invalid(problem: Unreadable, submission: Submission) -> Verdict:
    """The notebook cannot be graded."""
    message = " ".join([problem.message, *submission.refused[:3]])
    return Verdict(INVALID, message, problem.next_step, problem.cause)


def grader_failed(reason: str) -> Verdict:
    """Not graded; `--resume` does it again."""
    return Verdict(
        NOT_GRADED, say("The grader failed here: {reason}", reason=reason), cause="grader-failed"
    )


TOO_MUCH = "too-much-to-judge"
"""The `cause` of a verdict where an answer took the judge beyond its limits."""


def too_much(exercise: str, what: str = sentence("took more memory or time to look at")) -> Verdict:
    """The answer was more than a judge can look at within its limits."""
    return Verdict(
        OVER_LIMIT,
        say(
            "The answer of `{exercise}` {what} than an answer may.",
            exercise=exercise,
            what=say(what),
        ),
        "Return what the exercise asks for and no more: look for arrays, lists or a network that "
        "grew far larger than the lesson's.",
        cause=TOO_MUCH,
    )


def larger(exercise: str, details: str) -> Verdict:
    """The answer does not fit through the bound on what may come back."""
    return replace(too_much(exercise, sentence("is larger")), details=details)


def no_artefact(exercise: Exercise) -> Verdict:
    """The file that is judged was not handed in."""
    return Verdict(
        INVALID,
        say("The file {artefact} is missing.", artefact=exercise.artefact),
        say(
            "Run the cell of `{exercise}` to the end: it saves {artefact} beside the notebook. "
            "Hand in that file too.",
            exercise=exercise.id,
            artefact=exercise.artefact,
        ),
        cause="missing-artefact",
    )


_NEXT = {
    TIMED_OUT: sentence(
        "Look for a loop that never ends, or work on whole arrays in place of pixels."
    ),
    OVER_LIMIT: sentence(
        "Look for a loop that prints, allocates, writes or starts processes without end."
    ),
    CRASHED: sentence(
        "Restart the kernel and run all cells in order; find the cell at which it dies."
    ),
}


def fate(exercise: Exercise, ran: Ran) -> Verdict:
    """The kernel did not answer: out of time, over a limit, or dead."""
    message = say(
        "`{exercise}` did not come to an answer. {reason}",
        exercise=exercise.id,
        reason=say(ran.reason),
    )
    status = Status(ran.fate)
    return Verdict(status, message, _NEXT[status], cause=ran.fate.replace("_", "-"))


def cell_stopped(exercise: Exercise, error: dict[str, Any], source: str) -> Verdict:
    """The cell that should define the function did not."""
    if error["type"] == "KeyboardInterrupt" or is_limit(error):
        return stopped(exercise, error)
    return wording.cell_stopped(exercise, said(error), source)


def said(error: dict[str, Any]) -> str:
    """An error's type and message."""
    return f"{error['type']}: {error['message']}"


def stopped(exercise: Exercise, error: dict[str, Any]) -> Verdict:
    """The student's code raised an error outside of a call that the judge sees."""
    where = (
        say(" in line {number}: `{line}`", number=error["number"], line=error["line"])
        if error["line"]
        else ""
    )
    message = say(
        "Your code stopped with {type}: {message}{where}",
        type=error["type"],
        message=error["message"],
        where=where,
    )
    if error["type"] == "KeyboardInterrupt":
        return fate(exercise, Ran(fate=TIMED_OUT, reason=sentence("It was interrupted.")))
    status = OVER_LIMIT if is_limit(error) else CRASHED
    return Verdict(status, message, _NEXT[status], cause=status.replace("_", "-"))


NO_MEMORY = ("MemoryError", "_ArrayMemoryError", "ResourceExhaustedError")
"""What Python, NumPy and TensorFlow call the want of it."""


def is_limit(error: dict[str, Any]) -> bool:
    """Whether an error says that a limit of the sandbox was reached."""
    if error["type"] in NO_MEMORY:
        return True
    text = error["message"]
    if error["type"] == "SystemError":
        # C code that was given no memory and did not say so.
        return text.endswith("without setting an exception")
    return text.startswith(("[Errno 28]", "[Errno 27]", "[Errno 11]", "can't start new thread"))
