"""The text that an answer is written in: read and parsed within limits, never run.

A judge that has found an answer wrong looks at it for the reason. In a notebook and in pytest the
text is that of the cell which defined the function; the grader has it from the submission.
"""

import ast
import contextlib
import inspect
import json
import linecache
import os
import re
import types
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

LONGEST = 50_000
"""Characters of a cell that is parsed. No answer is longer; a parser takes memory for each."""

_MOST_NAMES = 2_000
_OF_IPYTHON = {"In", "Out", "exit", "quit", "get_ipython", "open"}


@dataclass(frozen=True)
class Code:
    """An answer's text, and what stands beside it.

    Attributes:
        source: of the cell that defines the function; '' where it is not known.
        known: the names that the notebook has.
        variables: those of them that stand for data, not for a module, a function or a class.
    """

    source: str = ""
    known: frozenset[str] = frozenset()
    variables: frozenset[str] = frozenset()

    def packed(self) -> bytes:
        """For `unpacked`, in another process."""
        text = [self.source[: LONGEST + 1], *map(_some, (self.known, self.variables))]
        return json.dumps(text).encode()


NO_CODE = Code()


def unpacked(raw: bytes) -> Code:
    """What `Code.packed` gave."""
    source, known, variables = json.loads(raw)
    return Code(source, frozenset(known), frozenset(variables))


def parsed(source: str) -> ast.Module | None:
    """The cell as Python, None where it is none or too long."""
    if len(source) > LONGEST:
        return None
    try:
        with unwarned():
            return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


@contextlib.contextmanager
def unwarned() -> Iterator[None]:
    """Read Python that others wrote without what the parser has to say of it.

    It warns of `'\\d'` and `is 1` each time. Who wrote that is told where it runs, and where
    warnings are errors it must be read all the same.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def lines(source: str) -> list[str]:
    """A cell's lines as Python counts them: a form feed or U+2028 in a text ends none."""
    return re.split(r"\r\n|\r|\n", source)


def definition(tree: ast.Module, name: str) -> ast.FunctionDef | None:
    """The last function of that name that a cell defines; a lambda is put as a function."""
    for node in reversed(tree.body):
        if isinstance(node, ast.FunctionDef) and node.name == name:
            return node
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Lambda)
            and any(isinstance(one, ast.Name) and one.id == name for one in node.targets)
        ):
            returned = ast.copy_location(ast.Return(node.value.body), node.value.body)
            function = ast.FunctionDef(name, node.value.args, [returned], [])
            return ast.copy_location(function, node)
    return None


def of(function: Callable[..., Any], name: str) -> Code:
    """The code of a function that a cell of this kernel has defined under `name`.

    None of one that comes from a file: the grader would see no more of it than its import.
    """
    try:
        function = inspect.unwrap(function)
        code, space = function.__code__, function.__globals__
    except (AttributeError, ValueError):
        return NO_CODE
    if not isinstance(code, types.CodeType) or os.path.exists(code.co_filename):
        return NO_CODE
    source = "".join(linecache.getlines(code.co_filename))
    tree = parsed(source)
    found = tree and definition(tree, name)
    if not found or code.co_firstlineno not in (found.lineno, _first_line(found)):
        return NO_CODE
    names = {one for one in space if not one.startswith("_")} - _OF_IPYTHON
    kinds = (types.ModuleType, types.FunctionType, types.BuiltinFunctionType, type)
    variables = {one for one in names if not isinstance(space[one], kinds)}
    return Code(source, frozenset(names), frozenset(variables))


def _first_line(function: ast.FunctionDef) -> int:
    return min([function.lineno, *(one.lineno for one in function.decorator_list)])


def _some(names: frozenset[str]) -> list[str]:
    return sorted(name for name in names if len(name) <= 80)[:_MOST_NAMES]
