"""Judges that say what a well-known Python error means for the exercise at hand."""

from collections.abc import Mapping
from dataclasses import replace

from mnist_course.core.exercise import CRASHED, Judge, Misconception, Verdict
from mnist_course.core.language import say
from mnist_course.core.plain import Data


def explaining(judge: Judge, errors: Mapping[str, Misconception]) -> Judge:
    """A judge that adds to an error's text why it came about.

    Args:
        judge: gives the verdict, also where the student's code raised.
        errors: from a piece of the error's message to the misconception behind it, whose
            message, next step and cause then stand in the verdict.
    """

    def judge_and_explain(inputs: Data, observed: Data) -> Verdict:
        verdict = judge(inputs, observed)
        if verdict.status != CRASHED:
            return verdict
        for piece, misconception in errors.items():
            if piece in verdict.message:
                return replace(
                    verdict,
                    message=f"{say(misconception.message)} {verdict.message}",
                    next_step=misconception.next_step,
                    cause=misconception.cause,
                )
        return verdict

    return judge_and_explain
