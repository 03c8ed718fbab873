"""`network(model)`: a model drawn with its shapes and parameter counts."""

from typing import Any

from mnist_course.judging import network
from mnist_course.judging.network.alignment import SAME, align


class NetworkDrawing:
    """A drawing in plain HTML, so that it also stays in a saved page; made by `network`.

    Attributes:
        html: the drawing, with its difference from the specification folded below it.
        text: the same as text.
    """

    def __init__(self, html: str, text: str):
        self.html, self.text = html, text

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": self.text}


def network(model: Any, reference: Any = None) -> NetworkDrawing:
    """Draw a model; beside the reference, on demand.

    Args:
        model: any Keras model.
        reference: the model to compare with; by default the network of the specification.
    """
    observed = network.observe(model)
    try:
        found = network.read_network(observed)
        wanted = _wanted(reference)
    except network.Unreadable as error:
        return NetworkDrawing(network.figure_html(observed), f"{error} {error.next_step}")
    if all(step.mark == SAME for step in align(found.units, wanted.units)):
        outcome = "No layer differs"
    else:
        outcome = "Some layers differ"
    other = "specification" if reference is None else "reference"
    html = (
        f'<div class="mc-drawing" style="max-width:60rem">{network.figure_html(found)}'
        f'<details><summary style="cursor:pointer">Compare with the {other}</summary>'
        f"<p>{outcome}.</p>{network.figure_html(found, wanted, other)}</details></div>"
    )
    return NetworkDrawing(html, network.listing(found))


def _wanted(reference: Any) -> network.Network:
    if reference is None:
        return network.specified()
    return network.read_network(network.observe(reference))
