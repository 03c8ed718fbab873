"""The learning curve of a student's training, read from what the notebook showed.

The training itself is not run again unless `--retrain` is given, so these are the numbers that
the student's own notebook reports. They are read as numbers, and nothing is judged by them.
"""

import json
import math
import re

from autograder.records.results import Curve
from mnist_course.saved.cells import MAX_BYTES, has_too_many_parts, text

NAMES = ("accuracy", "val_accuracy", "loss", "val_loss")
MOST_EPOCHS = 200
MOST_TEXT = 500_000
"""Characters of what a cell shows, from its end, in which a curve is looked for."""

_EPOCH = re.compile(r"Epoch (\d{1,3})/(\d{1,3})\b")
_METRIC = re.compile(r"\b((?:val_)?(?:accuracy|loss)): (\d{1,6}(?:\.\d{1,12})?(?:e-?\d{1,2})?)")
_TABLE = '<table><tr><th scope="col">epoch</th>'
_HEAD = re.compile(r'<th scope="col">([a-z ]{1,30})</th>')
_CELL = re.compile(r"<td>(\d{1,6}(?:\.\d{1,6})?)( %)?</td>")


def read(notebook: bytes | None, exercise: str) -> Curve:
    """The learning curve that the output of an exercise's cell shows.

    Args:
        notebook: the student's, as handed in; of any content.
        exercise: the id of an exercise that trains.

    Returns:
        The curve; empty where the output shows none.
    """
    if notebook is None or len(notebook) > MAX_BYTES or has_too_many_parts(notebook):
        return {}
    shown = _shown(notebook, exercise)
    return _from_table(shown) or _from_text(shown)


def _shown(notebook: bytes, exercise: str) -> str:
    try:
        cells = json.loads(notebook)["cells"]
        for cell in cells:
            if cell["metadata"].get("nbgrader", {}).get("grade_id") != exercise:
                continue
            parts = []
            for output in cell.get("outputs", []):
                data = output.get("data", {})
                parts += [text(output.get("text")), text(data.get("text/html"))]
            return "\n".join(parts)[-MOST_TEXT:]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass
    return ""


def _from_text(shown: str) -> Curve:
    """From Keras's own progress lines: the last numbers before the next epoch begins."""
    curve: Curve = {}
    pieces = _EPOCH.split(shown)[3::3]
    for piece in pieces[:MOST_EPOCHS]:
        for name, value in dict(_METRIC.findall(piece)).items():
            curve.setdefault(name, []).append(float(value))
    return _sound(curve)


def _from_table(shown: str) -> Curve:
    """From the table of the course's own training display; of several, the last.

    Searched without regular expressions that try one end after the other: what is shown is of
    anybody's making, and reading it must not take for ever.
    """
    *before, table = shown.split(_TABLE)
    if not before:
        return {}
    head, *rows = table.partition("</table>")[0].split("</tr>")
    names = [name.replace("validation ", "val_") for name in _HEAD.findall(head)]
    curve: Curve = {}
    for row in rows[:MOST_EPOCHS]:
        for name, (value, percent) in zip(names, _CELL.findall(row)):
            curve.setdefault(name, []).append(float(value) / (100 if percent else 1))
    return _sound(curve)


def _sound(curve: Curve) -> Curve:
    """Only whole columns of finite values of known metrics; accuracies are shares."""
    epochs = max(map(len, curve.values()), default=0)
    if not epochs:
        return {}
    return {
        name: curve[name]
        for name in NAMES
        if len(curve.get(name, [])) == epochs
        and all(math.isfinite(v) for v in curve[name])
        and ("accuracy" not in name or max(curve[name]) <= 1)
    }
