"""What came of a submission, as the grader hands it on, and as JSON keeps it.

One form for all: what a worker sends back, what waits in `OUT/journal/` for the gradebook, the
rows of `OUT/journal.jsonl`, and `OUT/verdicts/`.
"""

import base64
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.core.names import student_key
from mnist_course.core.exercise import Picture, Verdict
from mnist_course.core.plain import Data, pack, unpack

_SHORT = 100
"""Characters of a call that stands in a table's row."""

Curve = dict[str, list[float]]
"""Metric name, such as 'accuracy' or 'val_loss' → one value an epoch."""


@dataclass(frozen=True)
class Result:
    """What one exercise earned.

    Attributes:
        exercise: its id.
        points: None where it was not graded.
        max_points: what a right answer earns.
        verdict: what the judge says; read from a journal's row, its status and message only.
    """

    exercise: str
    points: float | None
    max_points: int
    verdict: Verdict

    @property
    def status(self) -> str:
        return self.verdict.status

    @property
    def message(self) -> str:
        return self.verdict.message

    def row(self) -> dict[str, Any]:
        """What `grades.csv` says of it, and the fingerprint of trained weights."""
        row = {
            "exercise": self.exercise,
            "status": self.status,
            "points": self.points,
            "max_points": self.max_points,
            "message": _in_one_line(self.verdict),
        }
        mark = self.verdict.fingerprint
        return row | {"fingerprint": mark} if mark else row

    def in_short(self) -> "Result":
        """As much of it as its row says."""
        return Result.from_dict(self.row())

    def as_dict(self) -> dict[str, Any]:
        """JSON data, pictures included."""
        return {
            **self.row(),
            "verdict": self.verdict.as_dict(),
            "pictures": _packed(self.verdict.pictures),
        }

    @classmethod
    def from_dict(cls, raw: dict[str, Any]) -> "Result":
        """From what `as_dict` or `row` gave.

        Raises:
            ValueError, KeyError, TypeError: where it is neither.
        """
        said = {"status": raw["status"], "message": raw["message"], **raw.get("verdict", {})}
        said.setdefault("fingerprint", raw.get("fingerprint", ""))
        verdict = Verdict.from_dict(said | {"pictures": _unpacked(raw.get("pictures", ""))})
        return cls(raw["exercise"], raw["points"], int(raw["max_points"]), verdict)


@dataclass(frozen=True)
class Graded:
    """A graded submission.

    Attributes:
        student: as the folder in SUBMITTED is called.
        lesson: its id.
        digest, timestamp: of the submission; '' where there is none.
        sandbox: 'bubblewrap' or 'none'.
        results: one an exercise, in course order; in short once they are among `files`.
        curves: exercise that trains → its learning curve, as the student's notebook showed it.
        secret: nbgrader's, of the submission; '' where there is none.
        notebook: nbformat 4, as executed; {} once it is among `files`.
        files: all that is written of it, by kind, from `pages.rendered.render`; {} until then.
        seconds: wall time altogether; `timings` says where it went.
    """

    student: str
    lesson: str
    digest: str
    sandbox: str
    results: tuple[Result, ...]
    timestamp: str = ""
    curves: dict[str, Curve] = field(default_factory=dict)
    secret: str = ""
    notebook: dict[str, Any] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    timings: dict[str, float] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The student's name in the gradebook."""
        return student_key(self.student)

    @property
    def points(self) -> float:
        return sum(result.points or 0.0 for result in self.results)

    def as_dict(self) -> dict[str, Any]:
        """JSON data, pictures included."""
        return {
            **{name: getattr(self, name) for name in self.__dataclass_fields__},
            "results": [result.as_dict() for result in self.results],
        }

    @classmethod
    def from_dict(cls, raw: dict[str, Any]) -> "Graded":
        """From what `as_dict` gave, whole or without the fields that have a default.

        Raises:
            ValueError, KeyError, TypeError: where it is something else.
        """
        fields = dict(raw)
        # Version 1.0 kept them as 'found'.
        results = fields.pop("found", None) or fields.pop("results")
        return cls(**fields, results=tuple(map(Result.from_dict, results)))


def _in_one_line(verdict: Verdict) -> str:
    """The message, and the call that shows it where that is short."""
    called = verdict.called
    says_with_what = any(letter.isdigit() for letter in called)
    if verdict.ok or not says_with_what or "\n" in called or len(called) > _SHORT:
        return verdict.message
    return f"{verdict.message} Seen with `{called}`."


def _packed(pictures: tuple[Picture, ...]) -> str:
    if not pictures:
        return ""
    data: list[Data] = [
        {"caption": one.caption, "pixels": np.asarray(one.pixels)} for one in pictures
    ]
    return base64.b64encode(pack(data)).decode("ascii")


def _unpacked(text: str) -> tuple[Picture, ...]:
    if not text:
        return ()
    data: Any = unpack(base64.b64decode(text))
    return tuple(Picture(one["caption"], one["pixels"]) for one in data)
