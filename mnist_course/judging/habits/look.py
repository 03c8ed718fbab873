"""A look at a wrong answer: its code as a tree, and what became of it."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mnist_course.core import own_code
from mnist_course.core.exercise import Exercise, Verdict
from mnist_course.core.language import say
from mnist_course.core.own_code import Code
from mnist_course.core.plain import Data
from mnist_course.core.short import printable
from mnist_course.core.showing import argument_names

MOST_NODES = 5_000
"""Of a cell that is looked at: what follows takes time in proportion to the square of them."""

_LONGEST_LINE = 60

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
LOOPS = (ast.For, ast.AsyncFor, ast.While)


@dataclass(frozen=True)
class Diagnosis:
    """What the code tells of the reason.

    Attributes:
        cause: a stable name for it.
        message: what stands there, and what comes of it: one or two short sentences.
        next_step: one thing to try.
        certain: whether that is wrong whatever else is; else it is put as a perhaps.
        whole: whether the message says all, so that the verdict's own is left out.
    """

    cause: str
    message: str
    next_step: str
    certain: bool = True
    whole: bool = False


@dataclass(frozen=True)
class Look:
    """A wrong answer.

    Attributes:
        exercise: what was asked.
        code: the cell's text and what stands beside it.
        function: the definition that was judged.
        verdict: what the judge says of it.
        error: what the call that is shown stopped with, as `calls.describe_error` gives it; None
            where it did not.
        returned: the type of what it returned, in words.
        value: what it returned.
    """

    exercise: Exercise
    code: Code
    function: ast.FunctionDef
    verdict: Verdict
    error: dict[str, Any] | None = None
    returned: str = ""
    value: Data = None

    @cached_property
    def lines(self) -> list[str]:
        """The cell's."""
        return own_code.lines(self.code.source)

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """The names of the function's arguments, as many as the exercise has."""
        taken = self.function.args
        names = [one.arg for one in (*taken.posonlyargs, *taken.args)]
        return tuple(names[: len(argument_names(self.exercise.signature))])

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """All of the function's body, inner functions too."""
        return [node for one in self.function.body for node in ast.walk(one)]

    @cached_property
    def loads(self) -> list[ast.Name]:
        """Where a name's value is used."""
        return [n for n in self.nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)]

    @cached_property
    def own(self) -> frozenset[str]:
        """The function's own names: its arguments, and what it assigns."""
        arguments = [n.arg for n in ast.walk(self.function.args) if isinstance(n, ast.arg)]
        return frozenset(arguments) | stored(self.nodes)

    @cached_property
    def failing(self) -> list[ast.AST]:
        """What stands in the line that the error came from."""
        number = self.error["number"] if self.error else 0
        return [node for node in self.nodes if _spans(node, number)]

    @cached_property
    def looks_at_names(self) -> bool:
        """Whether the function may use names that do not stand in it."""
        return any(name.id in ("locals", "vars", "eval", "exec") for name in self.loads)

    def says(self, pattern: str) -> bool:
        """Whether the error's text holds `pattern`."""
        return self.error is not None and pattern in self.error["message"]

    def quoted(self, node: ast.AST) -> str:
        """The line that a node begins in, with its number: 'line 3, `x =+ 1`'.

        'that line' where the verdict shows it already, since the error came from there.
        """
        number = getattr(node, "lineno", 0)
        if self.error and self.error["number"] == number:
            return say("that line")
        line = self.lines[number - 1] if 0 < number <= len(self.lines) else ""
        return say("line {number}, `{line}`", number=number, line=short(line))


def look(
    exercise: Exercise, verdict: Verdict, record: dict[str, Any] | None, code: Code
) -> Look | None:
    """A look at a wrong answer; None where its code cannot be read.

    Args:
        exercise: what was asked.
        verdict: on the answer.
        record: the call that is shown, as `calls.call` gives it; None where there is none.
        code: its text.
    """
    tree = own_code.parsed(code.source)
    if tree is None or sum(1 for _ in ast.walk(tree)) > MOST_NODES:
        return None
    function = own_code.definition(tree, exercise.id)
    if function is None:
        return None
    record = record or {}
    of_call = record.get("error"), record.get("type", ""), record.get("value")
    return Look(exercise, code, function, verdict, *of_call)


def short(text: str, longest: int = _LONGEST_LINE) -> str:
    """A piece of code, fit to stand between backticks."""
    return printable(" ".join(text.split()).replace("`", "'"), longest)


def written(node: ast.AST, longest: int = 40) -> str:
    """A piece of the tree as code."""
    return short(ast.unparse(node), longest)


def stored(nodes: list[ast.AST]) -> frozenset[str]:
    """The names that these assign."""
    names = {n.id for n in nodes if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
    defined = {n.name for n in nodes if isinstance(n, (ast.FunctionDef, ast.ClassDef))}
    imported = {
        (one.asname or one.name).partition(".")[0]
        for n in nodes
        if isinstance(n, (ast.Import, ast.ImportFrom))
        for one in n.names
    }
    inner = {n.arg for n in nodes if isinstance(n, ast.arg)}
    caught = {n.name for n in nodes if isinstance(n, ast.ExceptHandler) and n.name}
    return frozenset(names | defined | imported | inner | caught)


def loaded(node: ast.AST) -> set[str]:
    """The names whose value is used within `node`."""
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}


def shallow(statements: list[ast.stmt]) -> Iterator[ast.AST]:
    """All nodes of these statements, but none of functions and classes that they define."""
    waiting: list[ast.AST] = list(reversed(statements))
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            waiting.extend(reversed(list(ast.iter_child_nodes(node))))


def base(node: ast.AST) -> str:
    """The name that `a[…]`, `a.b` and `a` begin with, '' where there is none."""
    while isinstance(node, (ast.Subscript, ast.Attribute)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def called(node: ast.AST) -> str:
    """The last name of what is called: 'max' of `max(…)`, `np.max(…)` and `a.max(…)`."""
    if not isinstance(node, ast.Call):
        return ""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def builtin_called(look: Look, node: ast.AST) -> str:
    """The name of the function of Python's own that is called here, ''."""
    plain = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    name = called(node) if plain else ""
    return "" if name in look.own | look.code.known else name


def number(node: ast.AST | None) -> int | float | None:
    """The number that is written here, None where it is something else."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = number(node.operand)
        return None if inner is None else -inner
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        return node.value
    return None


Habit = Callable[[Look], Diagnosis | None]


def _spans(node: ast.AST, number: int) -> bool:
    first = getattr(node, "lineno", 0)
    if isinstance(node, ast.stmt) and hasattr(node, "body"):
        # Of a loop or a condition, its head.
        return first == number
    return bool(first) and first <= number <= (getattr(node, "end_lineno", None) or first)
