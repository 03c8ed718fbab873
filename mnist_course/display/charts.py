"""Small charts as SVG: a metric over epochs, and columns. Colours come from the page's style.

A page styles `mc-grid`, `mc-fit` and `mc-dot` (training), `mc-val` and `mc-box` (validation),
and `mc-column`.
"""

import math
from collections.abc import Sequence
from html import escape

from mnist_course.core.language import say

Points = Sequence[tuple[float, float]]
"""(epochs gone by, value), in order."""

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 330, 150, 44, 8, 10, 24
_MOST_LABELS = 10

_COLUMN, _TALLEST, _EDGE = 24, 34, 10
_BASE = _TALLEST + 14


def over_epochs(
    metric: str, line: Points, ends: Points, held: Points, epochs: int, caption: str
) -> str:
    """One metric over a training, as a `<figure>`; '' where there is nothing to draw.

    Args:
        metric: its name; one with 'acc' in it is a share, shown in percent.
        line: on the training images, as often as it was measured.
        ends: the same after each complete epoch; these get dots.
        held: on the validation images after each epoch; dashes and squares.
        epochs: how many the axis shows.
        caption: text below the chart.
    """
    values = [value for _, value in [*ends, *held, *line]]
    if not values:
        return ""
    is_share = "acc" in metric
    if is_share:
        # Fifths, so that the middle of the axis is a whole number of percent too.
        low, middle, high = (least := int(5 * min(values)) / 5), (least + 1) / 2, 1.0
    else:
        # A loss falls by factors: on a linear axis all but the first steps lie on the ground.
        values = [value for value in values if value > 0] or [1.0]
        low, high = min(values) / 1.2, max(values) * 1.2
        middle = math.sqrt(low * high)
    wide, tall = _WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM

    def place(epoch: float, value: float) -> tuple[float, float]:
        up = value - low if is_share else math.log(max(value, low) / low)
        span = high - low if is_share else math.log(high / low)
        return (
            round(_LEFT + wide * epoch / max(epochs, 1), 1),
            round(_TOP + tall * (1 - up / (span or 1.0)), 1),
        )

    parts = []
    for value in (low, middle, high):
        y = place(0, value)[1]
        label = f"{100 * value:.0f} %" if is_share else f"{value:.2g}"
        parts.append(f'<path class="mc-grid" d="M{_LEFT} {y}H{_WIDTH - _RIGHT}"/>')
        parts.append(_label(_LEFT - 5, y + 4, label, "end"))
    for number in range(0, epochs + 1, max(1, -(-epochs // _MOST_LABELS))):
        parts.append(_label(place(number, low)[0], _HEIGHT - 8, str(number), "middle"))
    inside = [place(x, value) for x, value in line]
    squares = [place(x, value) for x, value in held]
    parts += [_line("mc-fit", inside), _line("mc-val", squares)]
    for x, y in (place(x, value) for x, value in ends):
        parts.append(f'<circle class="mc-dot" cx="{x}" cy="{y}" r="3.5"/>')
    for x, y in squares:
        box = f'x="{x - 3.5:.1f}" y="{y - 3.5:.1f}" width="7" height="7"'
        parts.append(f'<rect class="mc-box" {box}/>')
    words = say(
        "Training {metric} by epoch: {ends}.",
        metric=metric,
        ends=_listed(ends) or say("none is complete yet"),
    )
    words += f" Validation: {_listed(held)}." if held else ""
    picture = _svg(_WIDTH, _HEIGHT, parts, words)
    return f"<figure>{picture}<figcaption>{escape(caption)}</figcaption></figure>"


def columns(counts: Sequence[int], first: str, last: str, words: str) -> str:
    """Columns side by side, each with its count above it, as SVG.

    Args:
        counts: whole numbers from 0 on, one of them more than 0.
        first, last: labels at the two ends of the axis.
        words: the alternative text.
    """
    right = _EDGE + _COLUMN * len(counts)
    parts = [f'<path class="mc-grid" d="M{_EDGE} {_BASE}H{right}"/>']
    for place, count in enumerate(counts):
        tall = round(_TALLEST * count / max(counts), 1)
        x = _EDGE + place * _COLUMN
        size = f'width="{_COLUMN - 4}" height="{tall}"'
        parts.append(f'<rect class="mc-column" x="{x}" y="{_BASE - tall:.1f}" {size}/>')
        if count:
            parts.append(_label(x + _COLUMN / 2 - 2, _BASE - 4 - tall, str(count), "middle"))
    parts.append(_label(_EDGE, _BASE + 14, first, "start") + _label(right, _BASE + 14, last, "end"))
    return _svg(right + _EDGE, _BASE + 16, parts, words)


def _svg(width: float, height: float, parts: Sequence[str], words: str) -> str:
    return (
        f'<svg role="img" aria-label="{escape(words)}" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}">{"".join(parts)}</svg>'
    )


def _label(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _line(kind: str, points: Points) -> str:
    if len(points) < 2:
        return ""
    return f'<path class="{kind}" d="M{"L".join(f"{x} {y}" for x, y in points)}"/>'


def _listed(points: Points) -> str:
    return ", ".join(f"{value:.3g}" for _, value in points)
