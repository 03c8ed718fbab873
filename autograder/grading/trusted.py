"""The trusted side: fresh inputs for each exercise, and the verdict on what was observed.

The seed of the grading run and everything derived from it stay in this process; only the
inputs of an exercise are sent into the sandbox, when it is probed.
"""

import hashlib
from typing import Any

import numpy as np

from autograder.grading import wording
from autograder.grading.presentable import presentable
from mnist_course import course
from mnist_course.core.errors import named
from mnist_course.core.exercise import (
    CRASHED,
    FAILED,
    INVALID,
    NOT_ATTEMPTED,
    PARTIAL,
    PASSED,
    TIMED_OUT,
    Exercise,
    Judge,
    Verdict,
    failed,
)
from mnist_course.core.own_code import NO_CODE, Code
from mnist_course.core.plain import BOUNDS, Data, TooLarge, pack, unpack
from mnist_course.probes.calls import holds_records

_JUDGED = (PASSED, PARTIAL, FAILED, NOT_ATTEMPTED, CRASHED, TIMED_OUT, INVALID)

UNREADABLE = "unreadable-answer"
"""The `cause` of a verdict where what the sandbox sent is not what a probe writes."""


def random_generator(seed: int, digest: str, lesson: str, exercise: str) -> np.random.Generator:
    """The generator of an exercise's inputs, for one submission.

    The submission's digest is mixed in, so that what feedback shows of one submission's inputs
    is of no use to the next one, nor to a friend's.
    """
    text = f"{seed}/{digest}/{lesson}/{exercise}".encode()
    return np.random.default_rng(int.from_bytes(hashlib.sha256(text).digest(), "big"))


def inputs(seed: int, digest: str, lesson: str, exercise_id: str) -> bytes:
    """The packed inputs of an exercise, for the submission with that digest."""
    return pack(
        course.answer(exercise_id).inputs(random_generator(seed, digest, lesson, exercise_id))
    )


def judge(
    exercise: Exercise, packed_inputs: bytes, observed: bytes, code: Code = NO_CODE
) -> Verdict:
    """The verdict on an observation from the sandbox; `code` only helps to word it.

    Fails closed: what cannot be read as an observation earns nothing, and neither does what takes
    more memory than there is. A judge that stops with another error, or gives no verdict, is the
    grader's fault: `not_graded`, which earns nothing either, but is not held against the student.
    """

    def judge_and_tell(inputs: Data, observed: Data) -> Verdict:
        return course.judged(exercise, inputs, observed, code)

    return judged_by(judge_and_tell, exercise, packed_inputs, observed)


def judged_by(judge: Judge, exercise: Exercise, packed_inputs: bytes, observed: bytes) -> Verdict:
    """The same, with the exercise's judge given."""
    try:
        data = unpack(observed, BOUNDS.answer)
    except TooLarge as error:
        return wording.larger(exercise.id, str(error))
    except MemoryError:
        return wording.too_much(exercise.id)
    except (ValueError, RecursionError) as error:
        return presentable(_unreadable(f"It is no plain data: {error}"))
    if not exercise.artefact and not holds_records(data):
        return _unreadable("It is not what a call of the function gives.")
    try:
        verdict = judge(unpack(packed_inputs), data)
        if not isinstance(verdict, Verdict) or verdict.status not in _JUDGED:
            return wording.grader_failed(f"the judge of `{exercise.id}` gave no verdict.")
        if verdict.status == CRASHED and (raised := _error_in(data)) and wording.is_limit(raised):
            verdict = wording.stopped(exercise, raised)
        return presentable(verdict)
    except Exception as error:
        if type(error).__name__ in wording.NO_MEMORY:
            return wording.too_much(exercise.id)
        reason = f"the judge of `{exercise.id}` stopped with {named(error)}"
        return presentable(wording.grader_failed(reason))


def _unreadable(reason: str) -> Verdict:
    return failed(
        UNREADABLE,
        "The answer came back in a form that cannot be judged.",
        "Return exactly what the exercise asks for. If the notebook's own check passes, "
        "show this message to your instructor.",
        details=reason,
    )


def _error_in(observed: Data) -> dict[str, Any] | None:
    """The error that a call in an observation ended with, if any."""
    if not isinstance(observed, dict) or not holds_records(observed):
        return None
    error = next((call["error"] for call in observed["calls"] if call["error"]), None)
    return {**error, "line": ""} if error else None


def points(verdict: Verdict, max_points: int) -> float:
    """What a verdict earns: all only when passed, a share only when partly right."""
    if verdict.status == PASSED:
        return float(max_points)
    if verdict.status == PARTIAL and 0 < verdict.score < 1:
        return round(max_points * float(verdict.score), 2)
    return 0.0
