"""Show matplotlib figures with the alternative text that they owe their readers."""

from collections.abc import Sequence
from html import escape
from typing import Any

import numpy as np

from mnist_course.core.language import say
from mnist_course.display import dark, png

_NARROWEST = 640
"""Screen pixels below which a wide figure is no smaller any more: the page scrolls it instead."""

_STYLE = """<style>
.mc-figure{overflow-x:auto;max-width:100%}.mc-figure img{max-width:100%}
.mc-figure .mc-on-dark{display:none}
body[data-jp-theme-light="false"] .mc-figure .mc-on-dark{display:inline}
body[data-jp-theme-light="false"] .mc-figure .mc-on-light{display:none}
</style>"""


def show(figure: Any, description: str) -> None:
    """Show a matplotlib figure with alternative text, light or dark as the page is, and close it.

    Args:
        figure: a `matplotlib.figure.Figure`.
        description: what the picture shows, in a sentence or two.
    """
    from IPython.display import publish_display_data

    light = png.of_figure(figure)
    wide = png.width(light) > _NARROWEST
    dark.darken(figure)
    images = "".join(
        f'<img class="mc-on-{name}" alt="{escape(description)}" '
        f'style="min-width:{_NARROWEST if wide else 0}px" src="{png.address(picture)}">'
        for name, picture in (("light", light), ("dark", png.of_figure(figure)))
    )
    # What scrolls must be within reach of the keyboard.
    within = f' tabindex="0" role="group" aria-label="{say("Figure")}"' if wide else ""
    publish_display_data(
        {
            "text/html": f'{_STYLE}<div class="mc-figure"{within}>{images}</div>',
            "text/plain": say("[figure: {description}]", description=description),
        }
    )


def table_of(
    axes: Any,
    values: Any,
    title: str,
    window: Sequence[int] | None = None,
    size: int = 3,
    white: float | None = None,
) -> None:
    """Draw numbers as a table of grey fields.

    Args:
        axes: of matplotlib, to draw on.
        values: (h, w); nan stays empty.
        title: above the table.
        window: row and column of the top left field of a frame; None for no frame.
        size: how many fields the frame is high and wide.
        white: which number is white; by default the largest.
    """
    from matplotlib.patches import Rectangle

    values = np.asarray(values)
    white = white or np.nanmax(np.abs(values))
    black = -white if (values < 0).any() or np.isnan(values).any() else 0
    axes.imshow(values, cmap="gray", vmin=black, vmax=white)
    for (row, column), value in np.ndenumerate(values):
        colour = "black" if value > (black + white) / 2 - 0.1 else "white"
        if np.isfinite(value):
            text = f"{value:g}".replace("-", "−")
            axes.text(column, row, text, ha="center", va="center", fontsize=12, color=colour)
    if window:
        corner = (window[1] - 0.5, window[0] - 0.5)
        axes.add_patch(
            Rectangle(corner, size, size, fill=False, edgecolor="tab:orange", linewidth=4)
        )
    axes.set_title(title)
    axes.set_xticks([])
    axes.set_yticks([])
