"""The verdict on an exercise, as a panel for a notebook and as text for a terminal."""

import re
from collections.abc import Sequence
from html import escape

import numpy as np

from mnist_course.core.exercise import (
    CRASHED,
    FAILED,
    INVALID,
    NOT_ATTEMPTED,
    NOT_GRADED,
    OVER_LIMIT,
    PARTIAL,
    PASSED,
    TIMED_OUT,
    Exercise,
    Picture,
    Verdict,
)
from mnist_course.display import png

SIGNS: dict[str, tuple[str, str]] = {
    PASSED: ("✓", "Right"),
    PARTIAL: ("◐", "Partly right"),
    FAILED: ("✗", "Not yet"),
    NOT_ATTEMPTED: ("○", "Not attempted"),
    CRASHED: ("⚠", "Stopped with an error"),
    TIMED_OUT: ("⏱", "Out of time"),
    OVER_LIMIT: ("⚠", "Over a limit"),
    INVALID: ("⚠", "Cannot be read"),
    NOT_GRADED: ("?", "Not graded"),
}
"""A sign and words for each status; colour only repeats them."""

_COLOURS: dict[str, str] = {PASSED: "#1a7f37", PARTIAL: "#9a6700", NOT_ATTEMPTED: "#6e7781"}
_OTHER_COLOUR = "#cf222e"

_STRESSED = re.compile(r"(?<!\S)\*(\w[^*]*)\*(?!\w)")

_IN_FORCE = "The function in force, from the cell that last defined it:"

_HIGHEST, _WIDEST = 112, 560
"""Screen pixels that a picture may take; a row of ten digits is wide."""

_COMPARABLE = 4
"""How many times as wide as another a range may be for both to have one scale of grey."""

_STYLE = """<style>
.mc-panel{border:1px solid var(--jp-border-color1,#8884);border-left:.4rem solid var(--mc-mark);
border-radius:4px;padding:.6rem .9rem;margin:.4rem 0;max-width:60rem;line-height:1.45;
font-family:var(--jp-ui-font-family,system-ui,sans-serif);font-size:.95rem;
color:var(--jp-ui-font-color1,inherit)}
.mc-panel h4{margin:0 0 .3rem;font-size:1.05rem}.mc-panel p{margin:.3rem 0}
.mc-panel dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem .8rem;margin:.4rem 0}
.mc-panel dt{opacity:.8}.mc-panel dd{margin:0;overflow-wrap:anywhere}
.mc-panel code,.mc-panel pre{font-family:var(--jp-code-font-family,monospace);font-size:.88rem}
.mc-panel pre{overflow-x:auto;white-space:pre;margin:.4rem 0}
.mc-panel details{margin:.25rem 0 .25rem .2rem}.mc-panel summary{cursor:pointer}
.mc-panel figure{display:inline-block;margin:.3rem 1rem .3rem 0;text-align:center}
.mc-panel figure img{image-rendering:pixelated;border:1px solid #8888;display:block;
margin:auto;max-width:100%;height:auto}.mc-panel figcaption small{opacity:.8}
</style>"""


def html(
    exercise: Exercise, verdict: Verdict, hints: bool = True, below: str = "", session: str = ""
) -> str:
    """The panel as HTML that needs no script.

    Args:
        exercise: what was checked.
        verdict: the outcome; all of its text is escaped, except `figure`, which is ours.
        hints: whether to offer the exercise's hints, each folded inside the one before.
        below: more HTML of ours, for the foot of the panel.
        session: marks the panel for whoever counts the hints that are opened in it.
    """
    sign, words = SIGNS[verdict.status]
    colour = _COLOURS.get(verdict.status, _OTHER_COLOUR)
    parts = [
        _STYLE,
        f'<div class="mc-panel" role="group" style="--mc-mark:{colour}" '
        f'data-mc-session="{escape(session)}" '
        f'aria-label="Check of {escape(exercise.id)}: {escape(words)}">',
        f'<h4><span aria-hidden="true">{sign}</span> {escape(words)}: '
        f"<code>{escape(exercise.id)}</code></h4>",
        f"<p>{inline(verdict.message)}</p>",
        f"<p>{_IN_FORCE}</p><pre>{escape(verdict.checked)}</pre>" if verdict.checked else "",
        _facts(verdict),
        _figures(verdict.pictures),
        verdict.figure or (f"<pre>{escape(verdict.details)}</pre>" if verdict.details else ""),
        f"<p><strong>Next:</strong> {inline(verdict.next_step)}</p>" if verdict.next_step else "",
        _hints(exercise) if hints and not verdict.ok else "",
        below,
        "</div>",
    ]
    return "".join(parts)


def text(exercise: Exercise, verdict: Verdict) -> str:
    """The same for a terminal: several lines, without hints."""
    sign, words = SIGNS[verdict.status]
    lines = [f"{sign} {exercise.id}: {words}", verdict.message]
    if verdict.checked:
        lines += [_IN_FORCE, verdict.checked]
    for label, value in _labelled(verdict):
        lines.append(f"  {label + ':':<10} {value}")
    if verdict.details:
        lines.append(verdict.details)
    if verdict.next_step:
        lines.append(f"Next: {verdict.next_step}")
    return "\n".join(lines)


def line(exercise: Exercise, verdict: Verdict) -> str:
    """The verdict in one line."""
    sign, words = SIGNS[verdict.status]
    return f"{sign} {exercise.id}: {words}. {verdict.message}"


def _labelled(verdict: Verdict) -> list[tuple[str, str]]:
    pairs = (
        ("called", verdict.called),
        ("returned", verdict.returned),
        ("expected", verdict.expected),
    )
    return [(label, value) for label, value in pairs if value]


def _facts(verdict: Verdict) -> str:
    rows = "".join(
        f"<dt>{label}</dt><dd><code>{escape(value)}</code></dd>"
        for label, value in _labelled(verdict)
    )
    return f"<dl>{rows}</dl>" if rows else ""


def _hints(exercise: Exercise) -> str:
    folded = ""
    for number in range(len(exercise.hints), 0, -1):
        folded = (
            f'<details class="mc-hint" data-exercise="{escape(exercise.id)}" '
            f'data-number="{number}"><summary>Hint {number} of {len(exercise.hints)}</summary>'
            f"<p>{inline(exercise.hints[number - 1])}</p>{folded}</details>"
        )
    return folded


def inline(message: str) -> str:
    """Escaped text in which `code` is set as code, and *stress* as stress."""
    pieces = escape(message, quote=False).split("`")
    if len(pieces) % 2 == 0:
        return "`".join(pieces)
    return "".join(
        f"<code>{piece}</code>" if i % 2 else _STRESSED.sub(r"<em>\1</em>", piece)
        for i, piece in enumerate(pieces)
    )


def _figures(pictures: Sequence[Picture]) -> str:
    """Pictures side by side, on one scale of grey where their values are comparable.

    One without pixels is left out; the verdict's words say that it has none.
    """
    pictures = [picture for picture in pictures if picture.pixels.size]
    ranges = [_range(picture) for picture in pictures]
    scales = _scales(ranges)
    alike = len(set(scales)) == 1
    return "".join(
        _figure(picture, *scale, "" if _fills(seen, scale) and alike else _values(seen, alike))
        for picture, seen, scale in zip(pictures, ranges, scales)
    )


def _fills(seen: tuple[float, float], scale: tuple[float, float]) -> bool:
    """Whether a picture's values reach from black to white, or nearly."""
    return seen[1] - seen[0] >= 0.9 * (scale[1] - scale[0])


def _values(seen: tuple[float, float], alike: bool) -> str:
    low, high = seen
    return f"values {low:.4g} to {high:.4g}" + ("" if alike else ", on its own scale")


def _range(picture: Picture) -> tuple[float, float]:
    values = np.nan_to_num(picture.pixels.astype(np.float64))
    return float(values.min()), float(values.max())


def _scales(ranges: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The values shown as black and white, for each picture.

    A shared scale is what makes a wrong brightness visible. But 0 to 1 beside 0 to 255 would be
    plain black, so ranges that are too unlike get scales of their own.
    """
    spans = [high - low for low, high in ranges]
    order = sorted(range(len(ranges)), key=spans.__getitem__)
    groups: list[list[int]] = []
    for i in order:
        if groups and spans[i] <= _COMPARABLE * spans[groups[-1][0]]:
            groups[-1].append(i)
        else:
            groups.append([i])
    if len(groups) > 1 and not spans[groups[0][0]]:
        # A picture of one value has no scale of its own; the next one's shows what it is.
        groups = [groups[0] + groups[1], *groups[2:]]
    scales = dict.fromkeys(order, (0.0, 0.0))
    for group in groups:
        shared = (min(ranges[i][0] for i in group), max(ranges[i][1] for i in group))
        scales.update(dict.fromkeys(group, shared))
    return [scales[i] for i in range(len(ranges))]


def _figure(picture: Picture, low: float, high: float, note: str) -> str:
    """One picture, with `low` as black and `high` as white, and a note below its caption."""
    rows, columns = picture.pixels.shape
    scale = max(1, min(16, _HIGHEST // rows, _WIDEST // columns))
    shown = png.grey(picture.pixels, low, high)
    values = "values {:.4g} to {:.4g}".format(*_range(picture))
    alternative = (
        f"{picture.caption}: {rows} by {columns} {values}; black is {low:.4g}, white is {high:.4g}"
    )
    return (
        f'<figure><img alt="{escape(alternative)}" width="{columns * scale}" '
        f'height="{rows * scale}" src="{png.address(png.of_pixels(shown))}">'
        f"<figcaption>{escape(picture.caption)}"
        + (f"<br><small>{note}</small>" if note else "")
        + "</figcaption></figure>"
    )
