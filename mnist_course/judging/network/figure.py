"""Draw a network, or two side by side, as one SVG picture with a text alternative.

Every difference is marked with a sign and a word; colour only repeats them. The picture takes
its colours from the page, so it fits a light and a dark theme.
"""

import html

from mnist_course.core.language import say
from mnist_course.core.plain import Data
from mnist_course.judging.network.alignment import MISSING, SAME, Step, align
from mnist_course.judging.network.network import INPUT, Network, Unreadable
from mnist_course.judging.network.reading import read_network
from mnist_course.judging.network.text import (
    SIGNS,
    WORDS,
    listing,
    show_shape,
    show_unit,
    side_by_side,
)

_ROW, _BOX, _WIDTH, _MARK, _EDGE, _MARGIN = 46, 34, 330, 96, 26, 8
_MOST_ROWS = 80

_STYLE = (
    ".mc-net{max-width:100%;height:auto;color:inherit;font-family:system-ui,sans-serif}"
    ".mc-net text{fill:currentColor;font-size:13px}.mc-net .mc-small{font-size:11px}"
    ".mc-net rect{fill:currentColor;fill-opacity:.06;stroke:currentColor;stroke-opacity:.45}"
    ".mc-net .mc-off rect{stroke:#d9480f;stroke-opacity:1;stroke-width:2}"
    ".mc-net .mc-off .mc-sign{fill:#d9480f;font-weight:700}"
    ".mc-net path{fill:none;stroke:currentColor;stroke-opacity:.55;stroke-width:1.5}"
)


def figure_html(
    network: Network | Data, reference: Network | None = None, named: str = "specification"
) -> str:
    """The drawing of a network, beside a reference where one is given.

    Args:
        network: in canonical form, or what `observe` gave.
        reference: drawn to the right of it, with the differences marked between the two.
        named: what the reference is.

    Returns:
        HTML with one inline SVG. All text from outside is escaped. For a network that cannot be
        read, a paragraph that says so.
    """
    if not isinstance(network, Network):
        try:
            network = read_network(network)
        except Unreadable as error:
            return f"<p>{html.escape(str(error))}</p>"
    if reference is None:
        steps = [Step(SAME, index, None) for index in range(len(network.units))]
    else:
        steps = align(network.units, reference.units)
    if len(steps) > _MOST_ROWS:
        return f"<pre>{html.escape(_text(network, reference, steps, named))}</pre>"
    return _svg(network, reference, steps, named)


def _text(network: Network, reference: Network | None, steps: list[Step], named: str) -> str:
    return side_by_side(network, reference, steps, named) if reference else listing(network)


def _svg(network: Network, reference: Network | None, steps: list[Step], named: str) -> str:
    left = _MARGIN + _edge_room(network)
    right = left + _WIDTH + _MARK
    width = (right + _WIDTH if reference else left + _WIDTH) + _MARGIN
    height = (len(steps) + 2) * _ROW + _MARGIN
    parts = [_heading(left, "yours" if reference else "", network)]
    if reference:
        parts.append(_heading(right, named, reference))
    parts.append(_input(left, network))
    if reference:
        parts.append(_input(right, reference))
        if network.inputs[:1] != reference.inputs[:1]:
            parts.append(_sign(left, _ROW, "≠", "differs"))
    places: dict[int, int] = {}
    for row, step in enumerate(steps):
        y = (row + 2) * _ROW
        boxes = ""
        if step.found is not None:
            places[step.found] = y
            boxes += _box(left, y, network, step.found)
        if reference and step.wanted is not None:
            boxes += _box(right, y, reference, step.wanted)
        if step.mark != SAME:
            boxes += _sign(left, y, SIGNS[step.mark], WORDS[step.mark])
            if step.mark == MISSING:
                boxes += _gap(left, y)
            boxes = f'<g class="mc-off">{boxes}</g>'
        parts.append(boxes)
    parts.append(_edges(network, places, left))
    title = say("Your network beside the {named}", named=named) if reference else say("The network")
    text = _text(network, reference, steps, named)
    return (
        f'<svg class="mc-net" role="img" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" xmlns="http://www.w3.org/2000/svg"><title>{title}</title>'
        f"<desc>{html.escape(text)}</desc><style>{_STYLE}</style>{''.join(parts)}</svg>"
    )


def _heading(x: int, words: str, network: Network) -> str:
    count = network.parameters
    total = say("parameters not known") if count is None else f"{count:,} parameters"
    return f'<text x="{x}" y="{_ROW - 22}">{f"{words}: " if words else ""}{total}</text>'


def _input(x: int, network: Network) -> str:
    shapes = ", ".join(show_shape(shape) for shape in network.inputs) or "?"
    return _rectangle(x, _ROW, "Input", f"{shapes}")


def _box(x: int, y: int, network: Network, index: int) -> str:
    unit = network.units[index]
    count = "?" if unit.parameters is None else f"{unit.parameters:,}"
    return _rectangle(x, y, show_unit(unit), f"{show_shape(unit.shape)} · {count} parameters")


def _rectangle(x: int, y: int, label: str, note: str) -> str:
    label = label if len(label) <= 40 else label[:39] + "…"
    return (
        f'<rect x="{x}" y="{y}" width="{_WIDTH}" height="{_BOX}" rx="6"/>'
        f'<text x="{x + 10}" y="{y + 15}">{html.escape(label)}</text>'
        f'<text class="mc-small" x="{x + 10}" y="{y + 29}">{html.escape(note)}</text>'
    )


def _gap(x: int, y: int) -> str:
    return (
        f'<rect x="{x}" y="{y}" width="{_WIDTH}" height="{_BOX}" rx="6" '
        'fill="none" stroke-dasharray="5 4"/>'
    )


def _sign(left: int, y: int, sign: str, word: str) -> str:
    x = left + _WIDTH + _MARK // 2
    return (
        f'<text class="mc-sign" x="{x}" y="{y + 15}" text-anchor="middle">{sign}</text>'
        f'<text class="mc-small" x="{x}" y="{y + 29}" text-anchor="middle">{word}</text>'
    )


def _edge_room(network: Network) -> int:
    return 0 if network.is_chain else 3 * _EDGE


def _edges(network: Network, places: dict[int, int], left: int) -> str:
    """Lines from each unit to those that take its output; longer ones swing out to the left."""
    paths = []
    for index, unit in enumerate(network.units):
        for source in unit.sources:
            if index not in places or (source >= 0 and source not in places):
                continue
            y = places[index]
            start = (_ROW if source <= INPUT else places[source]) + _BOX
            if source == index - 1:
                x = left + 24
                paths.append(f'<path d="M{x} {start}V{y}"/>')
            else:
                out = left - min(3, 1 + (index - max(source, 0)) // 4) * _EDGE
                paths.append(
                    f'<path d="M{left} {start - _BOX // 2}C{out} {start - _BOX // 2} '
                    f'{out} {y + _BOX // 2} {left} {y + _BOX // 2}"/>'
                )
    return "".join(paths)
