"""Masters in another language: the English one's cells, with their prose in that language.

`solutions/<id>/<id>.de.py` stands beside `<id>.py`. Its cells are the same, one by one: the same
code, but for comments, docstrings and the words in figures; the same exercises, headings and
links; the same places in braces. Each says in `of="…"` of which English text it is the
translation, so that it is known when that has changed.
"""

import ast
import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import jupytext
from nbformat import NotebookNode

from autograder.authoring import filling
from mnist_course.core.errors import CourseError
from mnist_course.core.exercise import Lesson
from mnist_course.judging.habits.look import called

_OF = "of"
_PLACE = re.compile(r"\{\{[^{}]+\}\}")
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_LEVEL = re.compile(r"^#+(?= )", re.MULTILINE)
_LINK = re.compile(r"\]\(([^)\s]+)")
_WORDED = {
    *("annotate", "bar_label", "legend", "print", "set_title", "set_xlabel", "set_ylabel"),
    *("show", "suptitle", "text", "title", "xlabel", "ylabel"),
}
"""Calls whose texts a reader sees."""


@dataclass(frozen=True)
class Outdated:
    """A cell whose English text is another one than when it was translated.

    Attributes:
        line: of the cell's head, in the translated master.
        digest: what its `of` should be once the translation is right again.
    """

    line: int
    digest: str


def path(master: Path, language: str) -> Path:
    """Where the translation of a master lies, `01_loading.de.py`, whether there is one or not."""
    return master.with_name(f"{master.stem}.{language}.py")


def cells(text: str) -> list[NotebookNode]:
    """The cells of a master's text."""
    return jupytext.reads(text, fmt="py:percent").cells


def begun(text: str) -> str:
    """A translation's beginning: the English master, each cell with its digest."""
    digests = iter(cells(text))
    return re.sub(r"(?m)^# %%.*$", lambda head: f'{head[0]} of="{digest(next(digests))}"', text)


def digest(cell: NotebookNode) -> str:
    """What changes with a cell's text."""
    return hashlib.sha256(cell.source.encode()).hexdigest()[:8]


def outdated(text: str, original: str) -> list[Outdated]:
    """The cells of a translation whose English text has changed since.

    Args:
        text: the translated master's.
        original: the English one's, of the same form (see `see_that_it_fits`).
    """
    heads = [n for n, line in enumerate(text.splitlines(), 1) if line.startswith("# %%")]
    pairs = zip(heads, cells(text), cells(original))
    return [
        Outdated(line, digest(english))
        for line, cell, english in pairs
        if cell.metadata.get(_OF) != digest(english)
    ]


def see_that_it_fits(text: str, original: str, lesson: Lesson, name: str) -> None:
    """Refuse a translation that is another lesson than the English one.

    Args:
        text, original: the translated master and the English one.
        lesson: theirs.
        name: the translated master's, for the message.

    Raises:
        CourseError: with the first cell that differs in more than words.
    """
    mine, theirs = cells(text), cells(original)
    for number, (cell, english) in enumerate(zip(mine, theirs), 1):
        for found in _differences(cell, english, lesson):
            raise CourseError(
                f"{name}: cell {number}, {_first_line(cell)!r}: {found} the English master's. "
                "Only its words may be others."
            )
    if len(mine) != len(theirs):
        raise CourseError(
            f"{name} has {len(mine)} cells, the English master {len(theirs)}. Translate cell by "
            "cell."
        )


def _differences(cell: NotebookNode, english: NotebookNode, lesson: Lesson) -> Iterator[str]:
    if cell.cell_type != english.cell_type:
        yield f"it is a {cell.cell_type} cell, and so not"
        return
    for what in ("exercise", "tags"):
        if cell.metadata.get(what) != english.metadata.get(what):
            yield f"its {what} is not"
    places = [Counter(_PLACE.findall(one.source)) for one in (cell, english)]
    if cell.cell_type == "markdown" and places[0] != places[1]:
        odd = next(iter((places[0] - places[1]) + (places[1] - places[0])))
        yield f"{odd} does not stand in it as often as in"
    if cell.cell_type == "markdown" and _outline(cell) != _outline(english):
        yield "its headings or links are not"
    if cell.cell_type == "code" and _form(cell, lesson) != _form(english, lesson):
        yield "its code is not"


def _outline(cell: NotebookNode) -> list[str]:
    """The levels of the headings in a cell's prose, and where its links lead."""
    prose = _FENCE.sub("", cell.source)
    return _LEVEL.findall(prose) + _LINK.findall(prose)


def _form(cell: NotebookNode, lesson: Lesson) -> str:
    """A cell's code without what a translation may change."""
    try:
        tree = ast.parse(filling.code(cell.source, lesson))
    except SyntaxError:
        return cell.source
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and ast.get_docstring(node):
            node.body[0] = ast.Pass()
    if not cell.metadata.get("exercise"):
        draws = any(called(node) == "show" for node in ast.walk(tree))
        tree = _WithoutWords(draws).visit(tree)
    return ast.dump(tree)


class _WithoutWords(ast.NodeTransformer):
    """Takes out the texts that a reader sees, not the values that stand in them.

    These are what is given to a call of `_WORDED`, and in a cell that draws also what stands in
    tuples and lists, of which titles are taken.
    """

    def __init__(self, draws: bool) -> None:
        self._draws = draws

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if called(node) in _WORDED:
            node.args = [_Wordless().visit(one) for one in node.args]
        for keyword in node.keywords:
            if keyword.arg in ("label", "title"):
                keyword.value = _Wordless().visit(keyword.value)
        return self.generic_visit(node)

    def visit_Tuple(self, node: ast.Tuple) -> ast.AST:
        return self._texts(node)

    def visit_List(self, node: ast.List) -> ast.AST:
        return self._texts(node)

    def _texts(self, node: ast.Tuple | ast.List) -> ast.AST:
        if self._draws:
            node.elts = [
                ast.Constant("") if isinstance(getattr(one, "value", None), str) else one
                for one in node.elts
            ]
        return self.generic_visit(node)


class _Wordless(ast.NodeTransformer):
    """Empties every text, and keeps of an f-string its values."""

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        return ast.Constant("") if isinstance(node.value, str) else node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        values = [one for one in node.values if isinstance(one, ast.FormattedValue)]
        return ast.JoinedStr(sorted(values, key=ast.dump))


def _first_line(cell: NotebookNode) -> str:
    return cell.source.strip().partition("\n")[0][:60]
