"""The marks of one student in one lesson, as the gradebook has them now."""

from dataclasses import dataclass


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
