"""Which names a cell's text binds and uses; the cell is never run.

What is no Python, or too long to be worth a parser's memory, is looked at line by line. Takes time
in proportion to the text, and raises nothing.
"""

import ast
import re
import symtable

from mnist_course.core.own_code import LONGEST, parsed, unwarned

_IDENTIFIER = re.compile(r"[^\W\d]\w*")
_BINDING = re.compile(
    r"^(?:(?:async )?def |class )([^\W\d]\w*)|^([^\W\d]\w*)[ \t]*(?::[^=\n]*)?=(?!=)", re.MULTILINE
)


def bound(source: str) -> frozenset[str]:
    """The names that the cell binds when it runs: definitions, assignments, imports, loops."""
    table = _table(source)
    if table is None:
        return frozenset(one or other for one, other in _BINDING.findall(source))
    return frozenset(
        symbol.get_name()
        for symbol in table.get_symbols()
        if symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace()
    )


def variables(source: str) -> frozenset[str]:
    """Of the names that the cell binds, those that stand for no import, function or class."""
    table = _table(source)
    return frozenset(
        symbol.get_name()
        for symbol in (table.get_symbols() if table else ())
        if symbol.is_assigned() and not symbol.is_imported() and not symbol.is_namespace()
    )


def used(source: str) -> frozenset[str]:
    """The names that the cell, or a function of it, takes from the notebook."""
    table = _table(source)
    if table is None:
        return frozenset(_IDENTIFIER.findall(source))
    found = {one.get_name() for one in table.get_symbols() if one.is_referenced()}
    tables = list(table.get_children())
    while tables:
        inner = tables.pop()
        found.update(
            one.get_name() for one in inner.get_symbols() if one.is_global() and one.is_referenced()
        )
        tables += inner.get_children()
    return frozenset(found)


def essence(source: str) -> str:
    """What the cell does, without comments, bare strings and layout: '' where it does nothing."""
    tree = parsed(source)
    if tree is None:
        lines = (line.strip() for line in source.splitlines())
        return "\n".join(line for line in lines if line and not line.startswith("#"))
    try:
        tree.body = [one for one in tree.body if not _says_only(one)]
        for one in tree.body:
            if isinstance(one, ast.FunctionDef):
                one.body = [inner for inner in one.body if not _says_only(inner)]
        return "\n".join(map(ast.dump, tree.body))
    except RecursionError:
        return source.strip()


def _says_only(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Pass) or (
        isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    )


def _table(source: str) -> symtable.SymbolTable | None:
    if len(source) > LONGEST:
        return None
    try:
        with unwarned():
            return symtable.symtable(source, "cell", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
