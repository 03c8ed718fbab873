"""A matplotlib figure on a dark page: light letters and lines, the pictures in it as they are."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PAPER = "#111111"
INK = "#e0e0e0"

_DARK = 0.2
"""How bright a colour may be, from 0 to 1, and still count as ink."""


def darken(figure: "Figure") -> None:
    """Turn what is black on white to light on dark. Images and what is written on them stay."""
    figure.set_facecolor(PAPER)
    for text in (*figure.texts, *([figure._suptitle] if figure._suptitle else [])):  # type: ignore[attr-defined]
        _lighten(text)
    for legend in figure.legends:
        _legend(legend)
    for axes in figure.axes:
        _axes(axes)


def _axes(axes: "Axes") -> None:
    from matplotlib.text import Text

    axes.set_facecolor(PAPER)
    if not axes.images:
        for artist in (*axes.lines, *axes.texts, *axes.patches, *axes.collections):
            _lighten(artist)
    legend = axes.get_legend()
    if legend is not None:
        _legend(legend)
    for spine in axes.spines.values():
        spine.set_edgecolor(INK)
    axes.tick_params(which="both", color=INK)
    around = [axes.title, axes.xaxis, axes.yaxis]
    for artist in around:
        for text in artist.findobj(Text):
            _lighten(text)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_tick_params(which="both", labelcolor=INK)


def _legend(legend: "Artist") -> None:
    from matplotlib.text import Text

    legend.get_frame().set(facecolor=PAPER, edgecolor="#888888")  # type: ignore[attr-defined]
    for text in legend.findobj(Text):
        _lighten(text)


def _lighten(artist: "Artist") -> None:
    """Give an artist light ink where its own is dark."""
    from matplotlib.colors import to_rgb

    arrow = getattr(artist, "arrow_patch", None)
    if arrow is not None:
        arrow.set_color(INK)
    for part in ("color", "edgecolor", "markerfacecolor", "markeredgecolor"):
        get, put = getattr(artist, f"get_{part}", None), getattr(artist, f"set_{part}", None)
        if get is None or put is None:
            continue
        try:
            shades = to_rgb(get())
        except (ValueError, TypeError):
            # A colour for each part, or none at all.
            continue
        if max(shades) <= _DARK:
            put(INK)
