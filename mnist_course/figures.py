"""Show matplotlib figures with the alternative text that they owe their readers."""

from html import escape
from typing import Any

from mnist_course.display import png


def show(figure: Any, description: str) -> None:
    """Show a matplotlib figure with alternative text, and close it.

    Args:
        figure: a `matplotlib.figure.Figure`.
        description: what the picture shows, in a sentence or two.
    """
    from IPython.display import publish_display_data

    publish_display_data(
        {
            "text/html": f'<img alt="{escape(description)}" style="max-width:100%" '
            f'src="{png.address(png.of_figure(figure))}">',
            "text/plain": f"[figure: {description}]",
        }
    )
