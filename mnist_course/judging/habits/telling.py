"""A wrong verdict, with what the answer's code tells of the reason added to it."""

import re
from dataclasses import replace
from typing import Any

from mnist_course.core import language
from mnist_course.core.exercise import CRASHED, FAILED, NOT_ATTEMPTED, PARTIAL, Exercise, Verdict
from mnist_course.core.language import say
from mnist_course.core.own_code import Code
from mnist_course.core.plain import Data
from mnist_course.core.short import cut
from mnist_course.judging.habits import (
    arguments,
    calls,
    kinds,
    loops,
    names,
    operators,
    reductions,
    returning,
    sizes,
)
from mnist_course.judging.habits.look import Diagnosis, Habit, Look, look

LONGEST = 400
"""Characters of a message with a diagnosis: nobody reads more."""

HABITS: dict[str, tuple[Habit, ...]] = {
    NOT_ATTEMPTED: (returning.below_the_stub,),
    CRASHED: (
        kinds.foreign,
        names.not_defined,
        names.no_value_yet,
        names.no_attribute,
        calls.not_called,
        calls.square_for_round,
        calls.round_for_square,
        operators.caret,
        reductions.builtin_function,
        reductions.axis_lost,
        operators.matrix_product,
        sizes.hard_coded,
        arguments.notebooks_variable,
        sizes.swapped_sides,
    ),
    FAILED: (
        kinds.foreign,
        arguments.changed_in_place,
        returning.of_nothing,
        returning.in_a_loop,
        loops.turned_plus,
        arguments.notebooks_variable,
        arguments.unused,
        operators.caret,
        operators.matrix_product,
        calls.not_called,
        reductions.largest_for_place,
        reductions.axis_lost,
        loops.added_once,
        loops.ones,
        loops.overwritten,
        sizes.hard_coded,
        kinds.several_values,
        kinds.numbers_as_text,
        sizes.swapped_sides,
        reductions.python_sum,
    ),
}
"""By the verdict's status, the surest first."""

_GENERAL = {
    "changed-input", "crashed", "missing-keys", "no-answer", "not-an-integer", "not-attempted",
    "returned-none", "unchanged", "wrong-dtype", "wrong-length", "wrong-shape", "wrong-type",
    "wrong-value", "wrong-values",
}  # fmt: skip
"""The causes that name no reason."""

_SENTENCE = re.compile(r"(?<=[.!?]) (?=[A-ZÀ-Þ`])")


def told(verdict: Verdict, exercise: Exercise, observed: Data, code: Code) -> Verdict:
    """The verdict on a wrong answer, with the reason where its code tells one.

    Args:
        verdict: the judge's.
        exercise: what was asked.
        observed: what the probe saw; not trusted.
        code: the answer's text; not trusted.
    """
    try:
        seen = look(exercise, verdict, _telling_call(verdict, observed), code)
        diagnosis = seen and diagnosed(seen)
    except Exception:
        # Whatever the code is like, what it is told of itself must not cost it more.
        return verdict
    return _joined(verdict, diagnosis) if diagnosis else verdict


def diagnosed(seen: Look) -> Diagnosis | None:
    """The surest reason that there is to tell, None where the judge's own words say more."""
    status = FAILED if seen.verdict.status == PARTIAL else seen.verdict.status
    guesses = _guesses(seen.verdict)
    general = seen.verdict.cause in _GENERAL
    perhaps = None
    for habit in HABITS.get(status, ()):
        found = habit(seen)
        if found and found.certain and (general or guesses):
            return found
        if found and perhaps is None and (general or (guesses and status == CRASHED)):
            perhaps = found
    return perhaps


def _telling_call(verdict: Verdict, observed: Data) -> dict[str, Any] | None:
    """The call that is shown; where no one call is, the first that stopped, else the first."""
    calls = observed.get("calls") if isinstance(observed, dict) else None
    if not isinstance(calls, list) or not calls:
        return None
    if verdict.shown is not None:
        return calls[verdict.shown]
    return next((one for one in calls if one["error"]), calls[0])


def _guesses(verdict: Verdict) -> bool:
    return _is_guess(verdict.message)


def _is_guess(text: str) -> bool:
    """Whether it says 'perhaps', in the course's language or where that has none, in English."""
    return "erhaps" in text or language.sign(language.GUESS, "erhaps") in text


def _joined(verdict: Verdict, diagnosis: Diagnosis) -> Verdict:
    own = [] if diagnosis.whole else _SENTENCE.split(verdict.message)
    facts = " ".join(one for one in own if not _is_guess(one))
    told = say(diagnosis.message)
    reason = told if diagnosis.certain else _as_guess(told)
    # A message that ends with a line of code, or with Python's words, has no full stop.
    facts += "" if not facts or facts[-1] in ".!?…" else "."
    room = LONGEST - len(reason) - 1
    message = f"{_cut(facts, room)} {reason}" if facts and room > 0 else reason
    return replace(
        verdict,
        message=cut(message, LONGEST),
        next_step=diagnosis.next_step,
        cause=diagnosis.cause if diagnosis.certain else verdict.cause,
    )


def _cut(text: str, longest: int) -> str:
    """As `cut`, but no piece of code is begun that does not end."""
    text = cut(text, longest)
    return f"{text[: text.rindex('`')].rstrip(' :')}…" if text.count("`") % 2 else text


def _as_guess(message: str) -> str:
    if language.chosen() == language.ENGLISH:
        # Other languages go on with a capital letter after a colon, or have it for nouns.
        message = message[:1].lower() + message[1:]
    return say("Perhaps this is why: {reason}", reason=message)
