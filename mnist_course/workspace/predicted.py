"""What was predicted and what came of it: kept in the workspace, never graded."""

import contextlib
import json
import math
from dataclasses import dataclass
from pathlib import Path

from mnist_course import predictions
from mnist_course.core import files
from mnist_course.core.errors import CourseError
from mnist_course.core.guess import Guess, Prediction
from mnist_course.workspace import progress

_FILE = "predictions.json"


@dataclass(frozen=True)
class Predicted:
    """One prediction of a student's; None where nothing was entered, or nothing has come yet."""

    guess: Guess | None = None
    came: Guess | None = None


def load(root: Path | None) -> dict[str, Predicted]:
    """What was kept, by the prediction's id; {} outside of a workspace.

    A file that cannot be read counts as empty, and what is no guess is left out, such as one at
    what was asked otherwise in an earlier version.
    """
    if root is None:
        return {}
    try:
        raw = json.loads((root / progress.FOLDER / _FILE).read_text("utf-8"))
        return {
            asked.id: Predicted(asked.read(kept.get("guess")), _value(kept.get("came")))
            for one, kept in raw["predictions"].items()
            if (asked := _asked(one)) is not None
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def record(
    prediction_id: str,
    guess: Guess | None = None,
    came: Guess | None = None,
    start: Path | None = None,
) -> None:
    """Keep a guess, or what came of it; outside of a workspace, do nothing.

    Raises:
        CourseError: where there is no such prediction.
    """
    predictions.by_id(prediction_id)
    root = progress.workspace(start)
    if root is None:
        return
    path = root / progress.FOLDER / _FILE
    # What is kept is a courtesy: a full disk must not disturb the lesson.
    with contextlib.suppress(OSError), files.locked(path):
        kept = load(root)
        before = kept.get(prediction_id, Predicted())
        kept[prediction_id] = Predicted(
            before.guess if guess is None else guess, before.came if came is None else came
        )
        content = {one: vars(found) for one, found in kept.items()}
        files.write(path, json.dumps({"predictions": content}, indent=1))


def _asked(prediction_id: str) -> Prediction | None:
    try:
        return predictions.by_id(prediction_id)
    except CourseError:
        return None


def _value(raw: object) -> Guess | None:
    if isinstance(raw, str):
        return raw
    if isinstance(raw, (int, float)) and not isinstance(raw, bool) and math.isfinite(raw):
        return float(raw)
    return None
