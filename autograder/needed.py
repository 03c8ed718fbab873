"""Which of the lesson's own example cells the student's code needs.

Lessons are full of figures and experiments between the exercises. They take most of a
notebook's time and earn nothing, so an example that the student left as it was runs only if
code that does run refers to a name that it binds or may change. Wherever that cannot be told
from the source, it runs.
"""

import ast
import builtins
import symtable
from dataclasses import dataclass

from autograder.assemble import Cell

_DYNAMIC = frozenset(
    {"globals", "locals", "vars", "eval", "exec", "dir", "get_ipython", "compile", "open"}
)
"""Names through which code reaches others that its source does not mention."""


_BUILTINS = frozenset(dir(builtins))

_Place = tuple[int, int]
"""A cell, and a statement in it."""


@dataclass(frozen=True)
class _Names:
    """The names of a cell.

    Attributes:
        used: it refers to them.
        bound: it assigns, defines or imports them.
        touched: it may change what they stand for.
        imported: those that it imports.
        opaque: whether the source does not tell, as with magics.
    """

    used: frozenset[str] = frozenset()
    bound: frozenset[str] = frozenset()
    touched: frozenset[str] = frozenset()
    imported: frozenset[str] = frozenset()
    opaque: bool = False


def needed(cells: list[Cell], without: frozenset[str] = frozenset()) -> dict[int, str]:
    """What to run: the place of each code cell that runs, and its source.

    Of the lesson's own examples these are the statements that are needed, of all others the
    source as it is.

    Args:
        cells: the assembled notebook.
        without: exercises whose cells do not run, since a file is judged in their place.
    """
    code = {
        n: cell
        for n, cell in enumerate(cells)
        if cell.code and cell.role != "check" and cell.exercise not in without
    }
    parts = {
        (n, k): part
        for n, cell in code.items()
        for k, part in enumerate(_statements(cell) if _is_example(cell) else [cell.source])
    }
    examples = {place for place in parts if _is_example(code[place[0]])}
    names = {place: _names(part) for place, part in parts.items()}
    running = _running(names, examples)
    return {
        n: "\n".join(part for place, part in parts.items() if place[0] == n and place in running)
        for n in code
        if any(place[0] == n for place in running)
    }


def _is_example(cell: Cell) -> bool:
    return cell.role == "instructor" and not cell.changed


def _statements(cell: Cell) -> list[str]:
    try:
        return [ast.unparse(statement) for statement in ast.parse(cell.source).body]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return [cell.source]


def _running(names: dict[_Place, _Names], examples: set[_Place]) -> set[_Place]:
    running = set(names) - examples
    if any(names[place].opaque for place in running):
        return set(names)
    bound = {name for one in names.values() for name in one.bound - one.imported}
    # A module is not changed by a call of its functions; a variable may be.
    modules = {name for one in names.values() for name in one.imported} - bound
    waiting = [(place, True) for place in running]
    while waiting:
        place, student = waiting.pop()
        used = names[place].used
        for candidate in sorted(examples - running):
            one = names[candidate]
            # An example runs once, so only what comes before it matters; a student's function
            # is called again later.
            if not (student or candidate < place):
                continue
            if one.opaque or used & (one.bound | (one.touched - modules)):
                running.add(candidate)
                waiting.append((candidate, False))
    return running


def _names(source: str) -> _Names:
    try:
        tree = ast.parse(source)
        table = symtable.symtable(source, "cell", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return _Names(opaque=True)
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
    stars = any(isinstance(node, ast.alias) and node.name == "*" for node in ast.walk(tree))
    return _Names(
        *map(frozenset, (used, bound, (touched & used) - _BUILTINS, imported)),
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
