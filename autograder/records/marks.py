"""The marks of one student in one lesson, as the gradebook has them now."""

from dataclasses import dataclass

from autograder.records.results import Graded
from mnist_course.core.exercise import NOT_ATTEMPTED

NO_RESPONSE = "No response."
"""nbgrader's comment on an exercise that was left empty."""


@dataclass(frozen=True)
class Mark:
    """Marks, with what a person and a late submission did to them.

    Attributes:
        key: the student's name in the gradebook.
        lesson: its id.
        score: manual marks and extra credit included, the penalty not yet taken off.
        penalty: for late submission.
        max_score: of the lesson.
        unfinished: whether an exercise still waits for a mark.
        exercises: exercise id → (score, maximum, comment).
    """

    key: str
    lesson: str
    score: float
    penalty: float
    max_score: float
    unfinished: bool
    exercises: dict[str, tuple[float, float, str]]

    @property
    def total(self) -> float:
        return max(0.0, self.score - self.penalty)


def as_graded(graded: Graded) -> Mark:
    """The marks of a submission where no person, no due date and no later lesson changes them."""
    return Mark(
        key=graded.key,
        lesson=graded.lesson,
        score=graded.points,
        penalty=0.0,
        max_score=float(sum(one.max_points for one in graded.results)),
        unfinished=any(one.points is None for one in graded.results),
        exercises={
            one.exercise: (
                one.points or 0.0,
                float(one.max_points),
                NO_RESPONSE if one.status == NOT_ATTEMPTED else "",
            )
            for one in graded.results
        },
    )
