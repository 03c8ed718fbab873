"""Which of a lesson's own example cells the student's code needs, and what of them.

Lessons are full of figures and experiments between the exercises. They take most of a
notebook's time and earn nothing, so of an example that the student left as it was only those
statements run that bind a name, or may change one, that code which does run refers to.
Wherever that cannot be told from the source, everything runs. Self-check and grading both use it.
"""

import ast
import builtins
import re
import symtable
from collections.abc import Sequence
from dataclasses import dataclass

_DYNAMIC = frozenset(
    {
        "globals",
        "locals",
        "vars",
        "eval",
        "exec",
        "dir",
        "get_ipython",
        "compile",
        "open",
        "__import__",
    }
)
"""Names through which code reaches others that its source does not mention."""

_MAGIC = re.compile(r"(?m)^\s*[%!?]|=\s*[%!]|\?\s*$")
_BUILTINS = frozenset(dir(builtins))

_DEFERRING = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)

_Place = tuple[int, int]
"""A cell, and a statement in it."""


@dataclass(frozen=True)
class _Names:
    """The names of a statement or a cell.

    Attributes:
        used: it refers to them.
        bound: it assigns, defines or imports them.
        touched: it may change what they stand for.
        imported: those that it imports.
        defers: whether code in it may run later: a function or a class.
        opaque: whether the source does not tell, as with magics.
    """

    used: frozenset[str] = frozenset()
    bound: frozenset[str] = frozenset()
    touched: frozenset[str] = frozenset()
    imported: frozenset[str] = frozenset()
    defers: bool = False
    opaque: bool = False


def needed(
    sources: Sequence[str], optional: Sequence[bool], always: frozenset[str] = frozenset()
) -> list[str | None]:
    """What to run of each cell.

    Args:
        sources: the cells' sources, in order.
        optional: for each, whether what no other cell needs of it may be left out.
        always: what refers to one of these names runs all the same.

    Returns:
        For each cell the source to run, of an optional one the statements that are needed;
        None where nothing is.
    """
    cells = [_statements(one) if may else [one] for one, may in zip(sources, optional)]
    parts = {(n, k): part for n, cell in enumerate(cells) for k, part in enumerate(cell)}
    names = {place: _names(part) for place, part in parts.items()}
    examples = {place for place in parts if optional[place[0]] and not names[place].used & always}
    running = _running(names, examples)
    chosen: list[str | None] = []
    for n, cell in enumerate(cells):
        kept = [part for k, part in enumerate(cell) if (n, k) in running]
        # A cell of which all runs keeps its comments and line numbers.
        whole = kept and len(kept) == len(cell)
        chosen.append(sources[n] if whole else "\n".join(kept) if kept else None)
    return chosen


def _statements(source: str) -> list[str]:
    try:
        tree = ast.parse(source)
        if any(isinstance(node, ast.Global) for node in ast.walk(tree)):
            return [source]  # a call further down may bind what the function declares
        return [ast.unparse(statement) for statement in tree.body]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return [source]


def _running(names: dict[_Place, _Names], examples: set[_Place]) -> set[_Place]:
    running = set(names) - examples
    if any(names[place].opaque for place in running):
        return set(names)
    bound = {name for one in names.values() for name in one.bound - one.imported}
    # A module is not changed by a call of its functions; a variable may be.
    modules = {name for one in names.values() for name in one.imported} - bound
    waiting = sorted(running)
    while waiting:
        place = waiting.pop()
        wants = names[place]
        # An example runs once, so only what comes before it matters to it; a student's code,
        # and a function, may be called again later.
        later = place not in examples or wants.defers
        for candidate in sorted(examples - running):
            one = names[candidate]
            if not (later or candidate < place):
                continue
            if one.opaque or wants.used & (one.bound | (one.touched - modules)):
                running.add(candidate)
                waiting.append(candidate)
    return running


def _names(source: str) -> _Names:
    try:
        tree = ast.parse(source)
        table = symtable.symtable(source, "cell", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        # What is no Python at all stops at once and needs nothing; magics may need anything.
        return _Names(opaque=bool(_MAGIC.search(source)))
    used, bound, imported = _globals(table)
    touched: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            # What is called upon, or handed to a call, may be changed by it.
            touched |= _base(node.func) if isinstance(node.func, ast.Attribute) else set()
            touched |= {name for part in node.args for name in _base(part)}
            touched |= {name for part in node.keywords for name in _base(part.value)}
        elif isinstance(node, (ast.Attribute, ast.Subscript)) and isinstance(
            node.ctx, (ast.Store, ast.Del)
        ):
            touched |= _base(node)
    defers = any(isinstance(node, _DEFERRING) for node in ast.walk(tree))
    stars = any(isinstance(node, ast.alias) and node.name == "*" for node in ast.walk(tree))
    return _Names(
        *map(frozenset, (used, bound, (touched & used) - _BUILTINS, imported)),
        defers=defers,
        opaque=stars or bool(used & _DYNAMIC),
    )


def _globals(table: symtable.SymbolTable) -> tuple[set[str], set[str], set[str]]:
    """The global names that a scope, and those inside it, use, bind and import."""
    used: set[str] = set()
    bound: set[str] = set()
    imported: set[str] = set()
    top = table.get_type() == "module"
    for symbol in table.get_symbols():
        if not (top or symbol.is_global()):
            continue
        name = symbol.get_name()
        if symbol.is_referenced():
            used.add(name)
        if symbol.is_assigned() or symbol.is_namespace():
            bound.add(name)
        if symbol.is_imported():
            imported.add(name)
            bound.add(name)
    for inner in table.get_children():
        for mine, theirs in zip((used, bound, imported), _globals(inner)):
            mine |= theirs
    return used, bound, imported


def _base(node: ast.AST) -> set[str]:
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Starred)):
        node = node.value
    return {node.id} if isinstance(node, ast.Name) else set()
