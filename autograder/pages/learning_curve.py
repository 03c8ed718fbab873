"""The learning curve of a student's training, read from what the notebook showed.

The training itself is not run again unless `--retrain` is given, so these are the numbers that
the student's own notebook reports. They are read as numbers, and nothing is judged by them.
"""

import json
import math
import re
from html import escape

from autograder.grading.assemble import text

Curve = dict[str, list[float]]
"""Metric name, such as 'accuracy' or 'val_loss' → one value an epoch."""

NAMES = ("accuracy", "val_accuracy", "loss", "val_loss")
_MOST_EPOCHS = 200
_MOST_TEXT = 500_000
_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _TOP = 330, 150, 44, 24, 10

_EPOCH = re.compile(r"Epoch (\d{1,3})/(\d{1,3})\b")
_METRIC = re.compile(r"\b((?:val_)?(?:accuracy|loss)): (\d{1,6}(?:\.\d{1,12})?(?:e-?\d{1,2})?)")
_TABLE = re.compile(r'<table><tr><th scope="col">epoch</th>(.*?)</tr>(.*?)</table>', re.DOTALL)
_HEAD = re.compile(r'<th scope="col">([a-z ]{1,30})</th>')
_ROW = re.compile(r'<tr><th scope="row">\d{1,3}</th>(.*?)</tr>', re.DOTALL)
_CELL = re.compile(r"<td>(\d{1,6}(?:\.\d{1,6})?)( %)?</td>")


def learning_curve(notebook: bytes | None, exercise: str) -> Curve:
    """The learning curve that the output of an exercise's cell shows.

    Args:
        notebook: the student's, as handed in; of any content.
        exercise: the id of an exercise that trains.

    Returns:
        The curve; empty where the output shows none.
    """
    shown = _shown(notebook, exercise)
    return _from_table(shown) or _from_text(shown)


def _shown(notebook: bytes | None, exercise: str) -> str:
    try:
        cells = json.loads(notebook or b"{}")["cells"]
        for cell in cells:
            if cell["metadata"].get("nbgrader", {}).get("grade_id") != exercise:
                continue
            parts = []
            for output in cell.get("outputs", []):
                data = output.get("data", {})
                parts += [text(output.get("text")), text(data.get("text/html"))]
            return "\n".join(parts)[-_MOST_TEXT:]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass
    return ""


def _from_text(shown: str) -> Curve:
    """From Keras's own progress lines: the last numbers before the next epoch begins."""
    curve: Curve = {}
    pieces = _EPOCH.split(shown)[3::3]
    for piece in pieces[:_MOST_EPOCHS]:
        for name, value in dict(_METRIC.findall(piece)).items():
            curve.setdefault(name, []).append(float(value))
    return _sound(curve)


def _from_table(shown: str) -> Curve:
    """From the table of the course's own training display; of several, the last."""
    tables = _TABLE.findall(shown)
    if not tables:
        return {}
    head, body = tables[-1]
    names = [name.replace("validation ", "val_") for name in _HEAD.findall(head)]
    curve: Curve = {}
    for row in _ROW.findall(body)[:_MOST_EPOCHS]:
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


def draw(curve: Curve) -> str:
    """The curve as HTML: one chart for the accuracy and one for the loss, with a description."""
    return "".join(_chart(curve, name) for name in ("accuracy", "loss"))


def _chart(curve: Curve, name: str) -> str:
    fit, held = curve.get(name, []), curve.get(f"val_{name}", [])
    if not fit:
        return ""
    values = fit + held
    low, high = (math.floor(min(values) * 20) / 20, 1.0) if name == "accuracy" else (0, max(values))
    span = (high - low) or 1.0
    wide, tall = _WIDTH - _LEFT - 12, _HEIGHT - _TOP - _BOTTOM

    def place(number: int, value: float) -> tuple[float, float]:
        x = _LEFT + wide * (number / max(len(fit) - 1, 1))
        return round(x, 1), round(_TOP + tall * (1 - (value - low) / span), 1)

    parts = []
    for value in (low, (low + high) / 2, high):
        y = place(0, value)[1]
        label = f"{value:.0%}" if name == "accuracy" else f"{value:.2g}"
        parts.append(f'<path class="grid" d="M{_LEFT} {y}H{_WIDTH - 12}"/>')
        parts.append(f'<text x="{_LEFT - 5}" y="{y + 4}" text-anchor="end">{label}</text>')
    for number in range(0, len(fit), -(-len(fit) // 10)):
        x = place(number, low)[0]
        label = f'y="{_HEIGHT - 8}" text-anchor="middle">{number + 1}'
        parts.append(f'<text x="{x}" {label}</text>')
    for column, line, point in ((fit, "fit", _dot), (held, "val", _box)):
        places = [place(number, value) for number, value in enumerate(column)]
        if len(places) > 1:
            path = "L".join(f"{x} {y}" for x, y in places)
            parts.append(f'<path class="{line}" d="M{path}"/>')
        parts += [point(x, y) for x, y in places]
    caption = f"Your {name} by epoch, as your notebook shows it: line and dots, training"
    caption += "; dashes and squares, validation" if held else ""
    words = f"Training {name} by epoch: {_listed(fit)}."
    words += f" Validation: {_listed(held)}." if held else ""
    return (
        f'<figure><svg role="img" aria-label="{escape(words)}" width="{_WIDTH}" '
        f'height="{_HEIGHT}" viewBox="0 0 {_WIDTH} {_HEIGHT}">{"".join(parts)}</svg>'
        f"<figcaption>{caption}</figcaption></figure>"
    )


def _dot(x: float, y: float) -> str:
    return f'<circle class="dot" cx="{x}" cy="{y}" r="3.5"/>'


def _box(x: float, y: float) -> str:
    return f'<rect class="box" x="{x - 3.5:.1f}" y="{y - 3.5:.1f}" width="7" height="7"/>'


def _listed(values: list[float]) -> str:
    return ", ".join(f"{value:.3g}" for value in values)
