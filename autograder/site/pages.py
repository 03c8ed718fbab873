"""What a page of the site shows of a lesson or of a guide."""

import copy
import posixpath
import re
from collections.abc import Collection

from nbformat import NotebookNode

WIDGET = "application/vnd.jupyter.widget-view+json"
"""Needs a kernel; each of the course's widgets has a still figure too."""

_BEGINS = re.compile(r"^begin\(", re.MULTILINE)
_ASKS, _TELLS = re.compile(r"^predict\(", re.MULTILINE), re.compile(r"^compare\(", re.MULTILINE)
_LINK = re.compile(r"(?<!!)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)")
_ELSEWHERE = ("#", "http://", "https://", "mailto:")


def lesson(released: NotebookNode, run: NotebookNode) -> NotebookNode:
    """A lesson as its students get it, with the figures that the solutions make.

    No solution, no verdict and nobody's progress is in it. Code that students find folded is
    folded here too, and so is what answers a prediction.

    Args:
        released: the students' version.
        run: the solved version with its outputs; cells have the same ids.
    """
    outputs = {cell.id: cell.get("outputs", []) for cell in run.cells}
    made = copy.deepcopy(released)
    asked = False
    for cell in made.cells:
        if cell.cell_type != "code":
            continue
        tags = set(cell.metadata.get("tags", []))
        if cell.metadata.get("jupyter", {}).get("source_hidden"):
            tags.add("hide-input")
        asks = bool(_ASKS.search(cell.source))
        asked = asked or asks
        if not (asks or _BEGINS.search(cell.source) or "nbgrader" in cell.metadata):
            cell.outputs = [_still(one) for one in outputs.get(cell.id, [])]
            if asked and cell.outputs:
                tags.add("hide-output")
        if _TELLS.search(cell.source):
            asked = False
        cell.metadata["tags"] = sorted(tags)
    return made


def _still(output: NotebookNode) -> NotebookNode:
    shown = copy.deepcopy(output)
    data = shown.get("data", {})
    if len(data) > 1:
        data.pop(WIDGET, None)
    return shown


def guide(text: str, place: str, pages: Collection[str]) -> str:
    """A text in Markdown whose links to files that are no pages have become their names.

    Args:
        text: of the guide.
        place: where it stands, such as 'autograder/README.md'.
        pages: where the site's other texts, notebooks and pictures stand.
    """
    folder = posixpath.dirname(place)

    def link(match: re.Match[str]) -> str:
        words, target = match.groups()
        path = posixpath.normpath(posixpath.join(folder, target.partition("#")[0]))
        known = target.startswith(_ELSEWHERE) or path in pages
        return match[0] if known else words

    return _LINK.sub(link, text)
