"""Which cells of a lesson its exercises need: the self-check leaves the others out.

Most of a lesson's cells draw something and are never used again. Of the cells that the student
has not changed, only those run whose names something that runs refers to.
"""

import ast
import symtable
from collections.abc import Sequence

_EVERYTHING = {"eval", "exec", "globals", "vars", "locals", "get_ipython", "__import__"}
"""Who uses these may refer to any name."""

_ALWAYS = {"begin"}
"""What prepares the data and Keras, rather than a name."""


def needed(sources: Sequence[str], optional: Sequence[bool]) -> list[bool]:
    """Which cells must run.

    Args:
        sources: the cells' sources, in order.
        optional: for each, whether it may be left out where no other cell needs it.

    Returns:
        For each cell, whether it must run.
    """
    cells = [_names(source) for source in sources]
    run = [
        not may_be_left_out or cell is None or bool(cell[0] & _ALWAYS)
        for cell, may_be_left_out in zip(cells, optional)
    ]
    used: set[str] = set()
    for cell, runs, source in zip(cells, run, sources):
        if runs and cell is None:
            if _has_magics(source):
                return [True] * len(sources)
        elif runs:
            used |= cell[0]
    # A function may use what a later cell binds, so it takes several rounds, not one backwards.
    while True:
        if used & _EVERYTHING:
            return [True] * len(sources)
        more = [i for i, cell in enumerate(cells) if not run[i] and cell[1] & used]
        if not more:
            return run
        for i in more:
            run[i] = True
            used |= cells[i][0]


def _names(source: str) -> tuple[set[str], set[str]] | None:
    """The global names that a cell refers to, and those that it binds or changes in place.

    None for what is not plain Python.
    """
    try:
        table = symtable.symtable(source, "cell", "exec")
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return None
    used, bound = set(), set()
    tables = [table]
    while tables:
        one = tables.pop()
        tables.extend(one.get_children())
        for symbol in one.get_symbols():
            if one is not table and not symbol.is_global():
                continue
            if symbol.is_referenced():
                used.add(symbol.get_name())
            if symbol.is_assigned() or symbol.is_imported():
                bound.add(symbol.get_name())
    for node in ast.walk(tree):
        if isinstance(node, (ast.Subscript, ast.Attribute)) and not isinstance(node.ctx, ast.Load):
            bound.add(_base(node))
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            # `names.append(x)` changes `names`.
            bound.add(_base(node.value.func) if isinstance(node.value.func, ast.Attribute) else "")
        elif isinstance(node, ast.ImportFrom) and any(one.name == "*" for one in node.names):
            return None
    return used, bound


def _base(node: ast.expr) -> str:
    while isinstance(node, (ast.Subscript, ast.Attribute)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _has_magics(source: str) -> bool:
    return any(line.lstrip().startswith(("%", "!", "?")) for line in source.splitlines())
