"""`network(model)`: a model drawn with its shapes and parameter counts."""

from typing import Any

from mnist_course.core.language import say, sentence
from mnist_course.judging import network as architecture
from mnist_course.judging.network.alignment import SAME, align
from mnist_course.probes.networks import observe


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
    observed = observe(model)
    try:
        found = architecture.read_network(observed)
        wanted = _wanted(reference)
    except architecture.Unreadable as error:
        return NetworkDrawing(architecture.figure_html(observed), f"{error} {error.next_step}")
    if all(step.mark == SAME for step in align(found.units, wanted.units)):
        outcome = say("No layer differs")
    else:
        outcome = say("Some layers differ")
    other = sentence("specification") if reference is None else sentence("reference")
    compare = say("Compare with the {other}", other=say(other))
    html = (
        f'<div class="mc-drawing" style="max-width:60rem">{architecture.figure_html(found)}'
        f'<details><summary style="cursor:pointer">{compare}</summary>'
        f"<p>{outcome}.</p>{architecture.figure_html(found, wanted, other)}</details></div>"
    )
    return NetworkDrawing(html, architecture.listing(found))


def _wanted(reference: Any) -> architecture.Network:
    if reference is None:
        return architecture.specified()
    return architecture.read_network(observe(reference))
