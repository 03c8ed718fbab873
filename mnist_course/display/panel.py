"""The verdict on an exercise, as a panel for a notebook and as text for a terminal."""

import itertools
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
from mnist_course.core.language import attribute, say, sentence
from mnist_course.display import png

SIGNS: dict[str, tuple[str, str]] = {
    PASSED: ("✓", sentence("Right")),
    PARTIAL: ("◐", sentence("Partly right")),
    FAILED: ("✗", sentence("Not yet")),
    NOT_ATTEMPTED: ("○", sentence("Not attempted")),
    CRASHED: ("⚠", sentence("Stopped with an error")),
    TIMED_OUT: ("⏱", sentence("Out of time")),
    OVER_LIMIT: ("⚠", sentence("Over a limit")),
    INVALID: ("⚠", sentence("Cannot be read")),
    NOT_GRADED: ("?", sentence("Not graded")),
}
"""A sign and words in English for each status; colour only repeats them."""

_COLOURS: dict[str, str] = {PASSED: "#1a7f37", PARTIAL: "#9a6700", NOT_ATTEMPTED: "#6e7781"}
_OTHER_COLOUR = "#cf222e"

_STRESSED = re.compile(r"(?<!\S)\*(\w[^*]*)\*(?!\w)")

_MARKED = re.compile(r"(&gt;[^&\n]{1,40}&lt;)")
"""What `core.marking` marks, escaped."""

_COLUMNS, _GAP = 96, 4
"""Characters of two tables beside each other, and between them."""

_IN_FORCE = sentence("The function in force, from the cell that last defined it:")

_CALLED, _YOURS, _EXPECTED = sentence("called"), sentence("yours"), sentence("expected")

_HIGHEST, _WIDEST = 112, 300
"""Screen pixels that a picture may take."""

_TICKS = 4
"""Into so many parts the numbers along an edge cut it."""

_COMPARABLE = 4
"""How many times as wide as another a range may be for both to have one scale of grey."""

_STYLE = """<style>
.mc-panel{border:1px solid var(--jp-border-color1,#8884);border-left:.4rem solid var(--mc-mark);
border-radius:4px;padding:.6rem .9rem;margin:.4rem 0;max-width:60rem;line-height:1.45;
font-family:var(--jp-ui-font-family,system-ui,sans-serif);font-size:.95rem;
color:var(--jp-ui-font-color1,inherit)}
.mc-panel h4{margin:0 0 .3rem;font-size:1.05rem}.mc-panel p{margin:.3rem 0}
.mc-panel dl{display:flex;flex-wrap:wrap;gap:.15rem 2rem;margin:.4rem 0}
.mc-panel dl div{display:grid;grid-template-columns:4.6rem 1fr;gap:.8rem;flex:1 0 100%;min-width:0}
.mc-panel .mc-beside .mc-yours,.mc-panel .mc-beside .mc-expected{display:block;flex:0 1 auto}
.mc-panel dt{opacity:.8}.mc-panel dd{margin:0;overflow-wrap:anywhere;min-width:0}
.mc-panel dd pre{margin:0;padding:0;background:none}
.mc-panel mark{background:#ffd33d66;color:inherit;font-weight:bold}
.mc-panel code,.mc-panel pre{font-family:var(--jp-code-font-family,monospace);font-size:.88rem}
.mc-panel pre{overflow-x:auto;white-space:pre;margin:.4rem 0}
.mc-panel details{margin:.25rem 0 .25rem .2rem}.mc-panel summary{cursor:pointer}
.mc-panel figure{display:inline-grid;grid-template-columns:max-content max-content;
vertical-align:top;margin:.3rem 1.2rem .3rem 0}
.mc-panel figcaption,.mc-panel figure small,.mc-panel .mc-columns,
.mc-panel figure img{grid-column:2}
.mc-panel figure img{image-rendering:pixelated;outline:1px solid #8888;display:block;
max-width:none}
.mc-panel figure small{opacity:.8}
.mc-panel .mc-columns,.mc-panel .mc-rows{position:relative;font-size:.7rem;opacity:.8}
.mc-panel .mc-columns{height:1.1em}.mc-panel .mc-rows{width:1.7em;grid-column:1;grid-row:3}
.mc-panel .mc-columns i,.mc-panel .mc-rows i{position:absolute;font-style:normal;line-height:1}
.mc-panel .mc-columns i{transform:translateX(-50%)}
.mc-panel .mc-rows i{right:.4em;transform:translateY(-50%)}
</style>"""


def signed(status: str) -> tuple[str, str]:
    """A status's sign, and its words in the course's language."""
    sign, words = SIGNS[status]
    return sign, say(words)


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
    sign, words = signed(verdict.status)
    colour = _COLOURS.get(verdict.status, _OTHER_COLOUR)
    label = say("Check of {exercise}: {words}", exercise=exercise.id, words=words)
    parts = [
        _STYLE,
        f'<div class="mc-panel" role="group"{attribute()} style="--mc-mark:{colour}" '
        f'data-mc-session="{escape(session)}" '
        f'aria-label="{escape(label)}">',
        f'<h4><span aria-hidden="true">{sign}</span> {escape(words)}: '
        f"<code>{escape(exercise.id)}</code></h4>",
        f"<p>{inline(verdict.message)}</p>",
        f"<p>{say(_IN_FORCE)}</p><pre>{escape(verdict.checked)}</pre>" if verdict.checked else "",
        _facts(verdict),
        _figures(verdict.pictures),
        verdict.figure or (f"<pre>{escape(verdict.details)}</pre>" if verdict.details else ""),
        f"<p><strong>{say('Next:')}</strong> {inline(verdict.next_step)}</p>"
        if verdict.next_step
        else "",
        _hints(exercise) if hints and not verdict.ok else "",
        below,
        "</div>",
    ]
    return "".join(parts)


def text(exercise: Exercise, verdict: Verdict) -> str:
    """The same for a terminal: several lines, without hints."""
    sign, words = signed(verdict.status)
    lines = [f"{sign} {exercise.id}: {words}", verdict.message]
    if verdict.checked:
        lines += [say(_IN_FORCE), verdict.checked]
    lines += _fact_lines(verdict)
    if verdict.details:
        lines.append(verdict.details)
    if verdict.next_step:
        lines.append(f"{say('Next:')} {verdict.next_step}")
    return "\n".join(lines)


def line(exercise: Exercise, verdict: Verdict) -> str:
    """The verdict in one line."""
    sign, words = signed(verdict.status)
    return f"{sign} {exercise.id}: {words}. {verdict.message}"


def _labelled(verdict: Verdict) -> list[tuple[str, str]]:
    pairs = (
        (_CALLED, verdict.called),
        (_YOURS, verdict.returned),
        (_EXPECTED, verdict.expected),
    )
    return [(label, value) for label, value in pairs if value]


def _fact_lines(verdict: Verdict) -> list[str]:
    """The call and both values for a terminal; two tables beside each other, if there is room."""
    tables = [value.splitlines() for value in (verdict.returned, verdict.expected)]
    wide = max(map(len, tables[0]), default=0) + _GAP
    if all(len(table) > 2 for table in tables) and wide + max(map(len, tables[1])) <= _COLUMNS:
        heads = [f"{say(_YOURS)}:", f"{say(_EXPECTED)}:"]
        both = itertools.zip_longest([heads[0], *tables[0]], [heads[1], *tables[1]], fillvalue="")
        beside = [f"  {one.ljust(wide)}{other}".rstrip() for one, other in both]
        return _labelled_lines(_CALLED, verdict.called) + beside
    return [line for pair in _labelled(verdict) for line in _labelled_lines(*pair)]


def _labelled_lines(label: str, value: str) -> list[str]:
    label = f"{say(label)}:"
    if "\n" not in value:
        return [f"  {label:<10} {value}"] if value else []
    return [f"  {label}", *(f"    {line}" for line in value.splitlines())]


def _facts(verdict: Verdict) -> str:
    values = [verdict.returned, verdict.expected]
    beside = " mc-beside" if all("\n" in value for value in values) else ""
    rows = "".join(
        f'<div class="mc-{label}"><dt>{say(label)}</dt>'
        f"<dd>{_fact(value, label != _CALLED)}</dd></div>"
        for label, value in _labelled(verdict)
    )
    return f'<dl class="mc-facts{beside}">{rows}</dl>' if rows else ""


def _fact(value: str, marked: bool) -> str:
    written = escape(value)
    if marked:
        written = _MARKED.sub(r"<mark>\1</mark>", written)
    return f"<pre>{written}</pre>" if "\n" in value else f"<code>{written}</code>"


def _hints(exercise: Exercise) -> str:
    folded = ""
    for number in range(len(exercise.hints), 0, -1):
        folded = (
            f'<details class="mc-hint" data-exercise="{escape(exercise.id)}" '
            f'data-number="{number}"><summary>'
            f"{say('Hint {number} of {all}', number=number, all=len(exercise.hints))}</summary>"
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
    return say("values {low:.4g} to {high:.4g}", low=low, high=high) + (
        "" if alike else say(", on its own scale")
    )


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
    least, most = _range(picture)
    values = say("values {low:.4g} to {high:.4g}", low=least, high=most)
    alternative = say(
        "{caption}: {rows} by {columns} {values}; black is {low:.4g}, white is {high:.4g}",
        caption=picture.caption,
        rows=rows,
        columns=columns,
        values=values,
        low=low,
        high=high,
    )
    return (
        f"<figure><figcaption>{escape(picture.caption)}</figcaption>"
        f'<div class="mc-columns" aria-hidden="true">{_numbers("left", columns, scale)}</div>'
        f'<div class="mc-rows" aria-hidden="true">{_numbers("top", rows, scale)}</div>'
        f'<img alt="{escape(alternative)}" width="{columns * scale}" '
        f'height="{rows * scale}" src="{png.address(png.of_pixels(shown))}">'
        + (f"<small>{note}</small>" if note else "")
        + "</figure>"
    )


def _numbers(edge: str, count: int, scale: int) -> str:
    """The numbers of some rows or columns, the first and the last among them."""
    step = -(-count // _TICKS)
    places = [place for place in range(0, count - 1, step) if count - 1 - place > step / 2]
    return "".join(
        f'<i style="{edge}:{(place + 0.5) * scale:g}px">{place}</i>'
        for place in [*places, count - 1]
    )
