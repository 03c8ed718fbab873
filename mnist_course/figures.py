"""Show matplotlib figures with the alternative text that they owe their readers."""

import base64
import io
from html import escape
from typing import Any


def show(figure: Any, description: str) -> None:
    """Show a matplotlib figure with alternative text, and close it.

    Args:
        figure: a `matplotlib.figure.Figure`.
        description: what the picture shows, in a sentence or two.
    """
    import matplotlib.pyplot as plt
    from IPython.display import publish_display_data

    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=96, bbox_inches="tight")
    plt.close(figure)
    encoded = base64.b64encode(buffer.getvalue()).decode("ascii")
    publish_display_data(
        {
            "text/html": f'<img alt="{escape(description)}" style="max-width:100%" '
            f'src="data:image/png;base64,{encoded}">',
            "text/plain": f"[figure: {description}]",
        }
    )
