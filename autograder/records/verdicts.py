"""What was found in each submission: `OUT/verdicts/<student>/<lesson>.json`.

nbgrader's database has room for marks and comments only. The verdicts, from which feedback
and the overview are made at any later time, are kept here.
"""

import base64
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from autograder.records import files
from autograder.records.names import student_key
from mnist_course.core.errors import CourseError
from mnist_course.core.exercise import Picture, Verdict
from mnist_course.core.plain import pack, unpack

FOLDER = "verdicts"


@dataclass(frozen=True)
class Found:
    """The verdict on one exercise.

    Attributes:
        exercise, status, message: as in `grades.csv`.
        points: None where it was not graded.
        max_points: what a right answer earns.
        verdict: with its pictures.
    """

    exercise: str
    status: str
    points: float | None
    max_points: float
    message: str
    verdict: Verdict


@dataclass(frozen=True)
class Record:
    """What was found in one submission.

    Attributes:
        student: as the folder in SUBMITTED is called.
        lesson: its id.
        digest, timestamp: of the submission; '' where there is none.
        sandbox: 'bubblewrap' or 'none'.
        found: one for each exercise, in course order.
        curves: exercise that trains → metric → one value an epoch, as the notebook showed them.
    """

    student: str
    lesson: str
    digest: str
    timestamp: str
    sandbox: str
    found: tuple[Found, ...]
    curves: dict[str, dict[str, list[float]]] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The student's name in the gradebook."""
        return student_key(self.student)


def path(out: Path, key: str, lesson: str) -> Path:
    return out / FOLDER / key / f"{lesson}.json"


def save(out: Path, record: Record) -> None:
    """Write one record in one step."""
    raw = asdict(record)
    for item, found in zip(raw["found"], record.found):
        item["verdict"] = found.verdict.as_dict()
        item["pictures"] = _pack(found.verdict.pictures)
    text = json.dumps(raw, indent=1, ensure_ascii=True)
    files.write(path(out, record.key, record.lesson), text + "\n")


def load(out: Path, key: str, lesson: str) -> Record:
    """Read one record.

    Raises:
        CourseError: where there is none, or it cannot be read.
    """
    file = path(out, key, lesson)
    try:
        raw = json.loads(file.read_text("utf-8"))
        found = tuple(_found(item) for item in raw.pop("found"))
        return Record(found=found, **raw)
    except FileNotFoundError:
        raise CourseError(
            f"{lesson} of {key} has not been graded in {out}. Run `mnist-autograder grade`."
        ) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CourseError(
            f"{file} cannot be read ({type(error).__name__}). Delete it, then grade that "
            "submission again."
        ) from None


def all_of(out: Path) -> Iterator[Record]:
    """Every record, sorted by student and lesson.

    Raises:
        CourseError: where `out` holds no graded class.
    """
    found = sorted((out / FOLDER).glob("*/*.json"))
    if not found:
        raise CourseError(
            f"{out} holds no graded class. Run `mnist-autograder grade SUBMITTED --out {out}` "
            "first."
        )
    for file in found:
        yield load(out, file.parent.name, file.stem)


def students(out: Path) -> dict[str, str]:
    """The student ids as they were handed in, by their names in the gradebook."""
    firsts = {file.parent.name: file for file in (out / FOLDER).glob("*/*.json")}
    return {key: load(out, key, file.stem).student for key, file in sorted(firsts.items())}


def _found(item: dict[str, Any]) -> Found:
    verdict = item.pop("verdict") | {"pictures": _unpack(item.pop("pictures"))}
    return Found(verdict=Verdict.from_dict(verdict), **item)


def _pack(pictures: tuple[Picture, ...]) -> str:
    if not pictures:
        return ""
    data = [{"caption": one.caption, "pixels": np.asarray(one.pixels)} for one in pictures]
    return base64.b64encode(pack(data)).decode("ascii")


def _unpack(text: str) -> tuple[Picture, ...]:
    if not text:
        return ()
    return tuple(Picture(one["caption"], one["pixels"]) for one in unpack(base64.b64decode(text)))
