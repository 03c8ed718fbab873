"""HTML feedback, a page a student and lesson."""

from pathlib import Path
from typing import Any

from autograder.core.text import number, readable
from autograder.pages import learning_curve, render
from autograder.records import graded_notebooks
from autograder.records.marks import NO_RESPONSE, Mark
from autograder.records.results import Curve, Graded, Result
from mnist_course import course
from mnist_course.core import files, language
from mnist_course.core.exercise import PASSED
from mnist_course.core.language import say
from mnist_course.display import panel

_LONGEST = 20_000
"""Characters of one cell that are shown."""

Panels = dict[str, str]
"""Exercise → its verdict as HTML."""


def panels(graded: Graded) -> Panels:
    """The verdicts as in the notebook, with hints and pictures."""
    return {
        result.exercise: panel.html(course.exercise(result.exercise), result.verdict)
        for result in graded.results
    }


def page(graded: Graded, mark: Mark, shown: Panels, code: dict[str, str]) -> str:
    """The page: marks, verdicts, the student's code, hints, pictures, comments.

    Args:
        graded: what came of the submission.
        mark: the marks as the gradebook has them now, manual ones and the penalty included.
        shown: from `panels`.
        code: from `graded_notebooks.answers`.
    """
    return render.render(
        "feedback.html.j2",
        lesson=course.lesson(graded.lesson),
        student=readable(graded.student),
        total=number(mark.total),
        score=number(mark.score),
        penalty=number(mark.penalty) if mark.penalty else "",
        max_points=number(mark.max_score),
        waiting=mark.unfinished,
        items=[
            {
                **_item(result, mark, graded.curves.get(result.exercise, {})),
                "panel": render.trusted(shown[result.exercise]),
                "code": readable(code.get(result.exercise, "").strip()[:_LONGEST]),
            }
            for result in graded.results
        ],
        language=language.chosen(),
        unfinished_ids=[one.exercise for one in graded.results if one.status != PASSED],
    )


def _item(result: Result, mark: Mark, curve: Curve) -> dict[str, Any]:
    exercise = course.exercise(result.exercise)
    score, most, comment = mark.exercises.get(result.exercise, (0.0, result.max_points, ""))
    sign, words = panel.signed(result.status)
    dropped = not most
    by_hand = not dropped and score != (result.points or 0.0)
    if by_hand:
        # What a person decided must not stand beside 'Not yet'.
        sign, words = "✎", say("Marked by your instructor")
    return {
        "id": exercise.id,
        "asks": exercise.asks,
        "sign": sign,
        "words": words,
        "points": number(score),
        "max_points": number(most),
        "by_hand": by_hand,
        "dropped": dropped,
        "comment": "" if comment == NO_RESPONSE else readable(comment),
        "figures": [render.trusted(learning_curve.draw(curve))] if curve else [],
    }


def path(out: Path, key: str, lesson_id: str) -> Path:
    """Where a page lies, in nbgrader's layout."""
    return out / "feedback" / key / lesson_id / f"{lesson_id}.html"


def write(out: Path, graded: Graded, mark: Mark) -> None:
    """Write one page in one step, with the code of the notebook that is kept."""
    target = path(out, graded.key, graded.lesson)
    code = graded_notebooks.answers(out, graded.key, graded.lesson)
    files.write(target, page(graded, mark, panels(graded), code), parents=True)
