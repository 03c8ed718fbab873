"""What became of an answer's cell, in the words of the notebook, the self-check and the grader.

A verdict where there is nothing to judge; a note, before a verdict's message, where the judged
function may not be the one that the student sees.
"""

import re
from dataclasses import replace
from pathlib import Path

from mnist_course.core import own_code
from mnist_course.core.exercise import CRASHED, INVALID, NOT_ATTEMPTED, Exercise, Verdict
from mnist_course.core.language import say, sentence
from mnist_course.core.short import cut
from mnist_course.saved.cells import CONFLICT

_PLACE = re.compile(r" \([^()]{0,200}, line (\d{1,9})\)$")
_LONGEST = 300
_MEND = sentence("Python could not define the function. Mend that line, run the cell, and save.")
_MODELS = (".keras", ".h5", ".hdf5")

ASKS = "StdinNotImplementedError"
"""The error of `input()` where nobody answers."""

INPUT = sentence(
    "`input()` was called: while a notebook is checked nobody answers, so the code stops there."
)

INPUT_LATER = sentence(
    "It calls `input()`: when pytest or grading run the notebook nobody answers, so the code stops "
    "there."
)


def noted(verdict: Verdict, *notes: str) -> Verdict:
    """The verdict, with what is to be known about its answer first."""
    return replace(verdict, message=" ".join([*map(say, filter(None, notes)), verdict.message]))


def asked(verdict: Verdict, error: str = "") -> bool:
    """Whether code stopped since it called `input()`.

    Args:
        verdict: on the code.
        error: type of an error that a cell above it stopped with.
    """
    return verdict.status == CRASHED and (error == ASKS or ASKS in verdict.message)


def cell_stopped(exercise: Exercise, error: str, source: str) -> Verdict:
    """The cell that should define the function did not.

    Args:
        exercise: whose cell it is.
        error: 'SyntaxError: invalid syntax (1234.py, line 1)'.
        source: the cell's text.
    """
    if CONFLICT.search(source):
        return conflict(exercise)
    reason, next_step = _told(error)
    return Verdict(
        CRASHED,
        say(
            "The cell of `{exercise}` stopped with {with_line}{reason}",
            exercise=exercise.id,
            with_line=_with_line(error, source),
            reason=reason,
        ),
        next_step or _MEND,
        "crashed",
    )


def stopped_beside(exercise: Exercise, error: str, source: str) -> str:
    """A note: a cell that defines the function failed, and there is one all the same."""
    reason, _ = _told(error)
    return say(
        "A cell that defines `{exercise}` stopped with {with_line}",
        exercise=exercise.id,
        with_line=_with_line(error, source),
    ) + (reason or say(" What was checked is the function that was defined before."))


def _told(error: str) -> tuple[str, str]:
    # Not at the top: lessons begin with this module, and no judge is there where they are graded.
    from mnist_course.judging.habits import cell_errors

    return cell_errors.told(error)


def line_of(error: str) -> int:
    """The line that an error names: 3 of '… (1234.py, line 3)', 0 where it names none."""
    found = _PLACE.search(error)
    return int(found[1]) if found else 0


def made_before(exercise: Exercise, error: str, source: str) -> str:
    """A note: the cell that makes the artefact failed, and there is a file all the same."""
    return say(
        "The cell of `{exercise}` stopped with {with_line} What was checked is the file "
        "`{artefact}` that lies there, perhaps of an earlier run.",
        exercise=exercise.id,
        with_line=_with_line(error, source),
        artefact=exercise.artefact,
    )


def made_by_another(exercise: Exercise) -> str:
    """A note: the cell that makes the artefact is not what it was when it ran."""
    return say(
        "The cell of `{exercise}` in the saved notebook is not the one that ran; what was "
        "checked is the file `{artefact}` of before. If you have changed the cell since, "
        "run it, then this check again.",
        exercise=exercise.id,
        artefact=exercise.artefact,
    )


def elsewhere(exercise: Exercise) -> str:
    """A note: the function comes from another cell than the exercise's own."""
    return say(
        "What was checked is the `{exercise}` that another cell than its own defines.",
        exercise=exercise.id,
    )


def several(exercise: Exercise) -> str:
    """A note: more than one cell defines the function."""
    return say(
        "More than one cell defines `{exercise}`; what was checked is the one that ran last.",
        exercise=exercise.id,
    )


def edited(exercise: Exercise) -> str:
    """A note: the saved notebook is newer than what was run."""
    return say(
        "The cell of `{exercise}` in the saved notebook is not the one that ran: if you "
        "have changed it since, run it, then this check again.",
        exercise=exercise.id,
    )


def conflict(exercise: Exercise) -> Verdict:
    """The cell holds what a merge left."""
    return Verdict(
        INVALID,
        say(
            "The cell of `{exercise}` holds a merge conflict: lines with `<<<<<<<`, `=======` "
            "and `>>>>>>>`.",
            exercise=exercise.id,
        ),
        "Keep one of the two versions between these lines, and delete the lines themselves.",
        "merge-conflict",
    )


def not_begun(exercise: Exercise) -> Verdict:
    """There is no function, and nothing that could be one."""
    return Verdict(
        NOT_ATTEMPTED,
        say("There is no function called `{exercise}` yet.", exercise=exercise.id),
        say(
            "Run the cell that defines `{signature}`, then this check again.",
            signature=exercise.signature,
        ),
        "missing",
    )


def no_artefact(exercise: Exercise, folder: Path) -> Verdict:
    """The file that is judged has not been made; models of another name that lie there are named.

    Args:
        exercise: one with an artefact.
        folder: of the notebook.
    """
    found = _models(folder)
    there = say(" There is {found}.", found=", ".join(f"`{one}`" for one in found)) if found else ""
    return Verdict(
        NOT_ATTEMPTED,
        say(
            "There is no file `{artefact}` beside the notebook yet.{there}",
            artefact=exercise.artefact,
            there=there,
        ),
        say(
            "Run the cell of `{exercise}` in the notebook: it trains and saves the model, by "
            '`model.save("{artefact}")`. The check does not train.',
            exercise=exercise.id,
            artefact=exercise.artefact,
        ),
        "no-artefact",
    )


def _models(folder: Path) -> list[str]:
    """Saved models beside a notebook and one folder below, three at most."""
    try:
        found = [
            path.relative_to(folder).as_posix()
            for pattern in ("*", "*/*")
            for path in sorted(folder.glob(pattern))
            if path.suffix in _MODELS and path.is_file()
        ]
    except OSError:
        return []
    told = [one for one in found if one.isprintable() and "`" not in one and one[0] != "."]
    return [cut(one, _LONGEST) for one in told[:3]]


def no_function(exercise: Exercise, found: str = "") -> Verdict:
    """The cell ran, and the name stands for no function; `found` says what for, where it does."""
    what = say(": that name is {found} here", found=found) if found else ""
    return Verdict(
        INVALID,
        say(
            "The cell of `{exercise}` does not define a function called `{exercise}`{what}.",
            exercise=exercise.id,
            what=what,
        ),
        say(
            "Keep the line `def {signature}:` in its cell, and the name for the function.",
            signature=exercise.signature,
        ),
        "missing-function",
    )


def _with_line(error: str, source: str) -> str:
    """Name the student's line where the error says only its number: '… (1234.py, line 3)'."""
    error = error.strip().split("\n")[0]
    found = _PLACE.search(error)
    if not found:
        return f"{cut(error, _LONGEST)}."
    lines, number = own_code.lines(source), int(found[1])
    shown = f": `{lines[number - 1].strip()[:_LONGEST]}`" if 0 < number <= len(lines) else ""
    return say(
        "{error} in line {number}{shown}.",
        error=error[: found.start()][:_LONGEST],
        number=number,
        shown=shown,
    )
