"""Sums, maxima and rounding of arrays: by Python's own functions, or without an axis kept."""

import ast
import re

from mnist_course.core.language import say
from mnist_course.judging.habits.look import (
    FUNCTIONS,
    LOOPS,
    Diagnosis,
    Look,
    builtin_called,
    called,
    number,
    written,
)

_OF_NUMPY = {"max": "np.maximum", "min": "np.minimum"}
_REDUCING = {"max", "amax", "min", "amin", "sum", "mean"}
_ROUNDS = (*LOOPS, *FUNCTIONS, ast.ListComp, ast.GeneratorExp, ast.SetComp, ast.DictComp)
_LARGEST = {"max", "amax"}
_ONE_NUMBER = re.compile(r"only (?:length-1|0-dimensional) arrays can be converted")
_NO_NUMBER = re.compile(r"setting an array element with a sequence|inhomogeneous")


def builtin_function(look: Look) -> Diagnosis | None:
    """A function of Python's own was given an array, and could not take it."""
    if look.error is None:
        return None
    message = look.error["message"]
    names = {name: node for node in look.failing if (name := builtin_called(look, node))}
    if "sum" in names and (_NO_NUMBER.search(message) or _ONE_NUMBER.search(message)):
        return Diagnosis(
            "builtin-sum",
            "Python's own `sum` adds up the rows of a table, and gives a row, no number.",
            say("Sum all entries with NumPy: `{method}`.", method=_method(names["sum"], "sum")),
        )
    if "round" in names and "__round__" in message:
        return Diagnosis(
            "builtin-round",
            "Python's own `round` takes one number, no array.",
            say(
                "Round all entries with NumPy: `{method}`.",
                method=_method(names["round"], "round"),
            ),
        )
    if "truth value of an array" in message:
        return _truth(look, names)
    if _ONE_NUMBER.search(message):
        return _one_number(look, names)
    return None


def _truth(look: Look, names: dict[str, ast.AST]) -> Diagnosis | None:
    for name, entrywise in _OF_NUMPY.items():
        node = names.get(name)
        if isinstance(node, ast.Call):
            several = len(node.args) > 1
            with_numpy = f"{entrywise}(…, …)" if several else _method(node, name)
            what = (
                say("whole arrays with each other")
                if several
                else say("whole rows with each other")
            )
            return Diagnosis(
                f"builtin-{name}",
                say(
                    "Python's own `{name}` compares {what}, and cannot say which is larger.",
                    name=name,
                    what=what,
                ),
                say("Let NumPy compare the entries: `{with_numpy}`.", with_numpy=with_numpy),
            )
    if any(isinstance(node, (ast.BoolOp, ast.If, ast.IfExp, ast.While)) for node in look.failing):
        return Diagnosis(
            "truth-of-array",
            "`if`, `and` and `or` ask one question, and a whole array was compared here, which "
            "gives many answers.",
            "Ask for each entry: `np.where(…, …, …)`, or `&` and `|` with brackets around both "
            "sides.",
        )
    return None


def _one_number(look: Look, names: dict[str, ast.AST]) -> Diagnosis | None:
    for node in look.failing:
        function = node.func if isinstance(node, ast.Call) else None
        if isinstance(function, ast.Attribute) and written(function.value) == "math":
            name = called(node)
            return Diagnosis(
                "math-on-array",
                say("`math.{name}` takes one number, no array.", name=name),
                say("`np.{name}` takes all entries at once.", name=name),
            )
    name = next((one for one in ("int", "float") if one in names), "")
    if not name:
        return None
    return Diagnosis(
        "converted-array",
        say(
            "`{name}(…)` makes a number of one number; here it was given an array of several.",
            name=name,
        ),
        say(
            "Take one entry first, by its index or with a sum, or convert all of them: "
            '`.astype("{name}")`.',
            name=name,
        ),
    )


def _method(node: ast.AST, name: str) -> str:
    """`sum(x)` as NumPy's own: `np.sum(x)`."""
    if not isinstance(node, ast.Call) or not node.args:
        return f"np.{name}(…)"
    return f"np.{name}({written(node.args[0])})"


def python_sum(look: Look) -> Diagnosis | None:
    """`sum` of what may be a table: not of a row, as in a loop over rows."""
    repeated = {id(n) for one in look.nodes if isinstance(one, _ROUNDS) for n in ast.walk(one)}
    for node in look.nodes:
        if builtin_called(look, node) != "sum" or not isinstance(node, ast.Call):
            continue
        if len(node.args) != 1 or not isinstance(node.args[0], (ast.Name, ast.BinOp)):
            continue
        if id(node) in repeated:
            continue
        return Diagnosis(
            "builtin-sum",
            say(
                "`{code}` is Python's own `sum`, which adds up along the first axis only.",
                code=written(node),
            ),
            "Use NumPy's, and say along which axis: `.sum(axis=…)`.",
            certain=False,
        )
    return None


def axis_lost(look: Look) -> Diagnosis | None:
    """`x - x.max(axis=1)`: one number for each row, which does not fit beside the rows."""
    assigned = {
        one.targets[0].id: one.value
        for one in look.nodes
        if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name)
    }
    for node in look.failing if look.error else look.nodes:
        if not isinstance(node, ast.BinOp):
            continue
        right = node.right
        reduced = assigned.get(right.id, right) if isinstance(right, ast.Name) else right
        if _reduced(reduced) == written(node.left, 200):
            return Diagnosis(
                "keepdims-forgotten",
                say(
                    "In {quoted}, `{reduced}` has one number for each row, but no axis for the "
                    "columns, so it does not stand beside its rows.",
                    quoted=look.quoted(node),
                    reduced=written(reduced),
                ),
                "Keep the axis: `keepdims=True`.",
            )
    return None


def _reduced(node: ast.AST) -> str:
    """What is reduced along the axis of columns, and loses it; '' where it is something else."""
    if called(node) not in _REDUCING or not isinstance(node, ast.Call):
        return ""
    named = {one.arg: one.value for one in node.keywords}
    function = isinstance(node.func, ast.Attribute) and written(node.func.value) in ("np", "numpy")
    rest = node.args[1:] if function else node.args
    if set(named) - {"axis"} or number(named.get("axis") or (rest[0] if rest else None)) not in (
        1,
        -1,
    ):
        return ""
    if function:
        return written(node.args[0], 200) if node.args else ""
    return written(node.func.value, 200) if isinstance(node.func, ast.Attribute) else ""


def largest_for_place(look: Look) -> Diagnosis | None:
    """`max` where `argmax` is meant."""
    for node in look.nodes:
        largest = _compared(node) or _predicted(node)
        if largest is not None:
            return Diagnosis(
                "max-for-argmax",
                say(
                    "`{largest}` is how large the largest is, a probability; which digit it "
                    "belongs to is told by `argmax`.",
                    largest=written(largest),
                ),
                "Write `argmax` in place of `max`.",
            )
    return None


def _compared(node: ast.AST) -> ast.expr | None:
    """A maximum that is compared with labels."""
    if not isinstance(node, ast.Compare) or not isinstance(node.ops[0], ast.Eq):
        return None
    sides = [node.left, *node.comparators]
    if not any(isinstance(one, ast.Name) and "label" in one.id for one in sides):
        return None
    return next((one for one in sides if called(one) in _LARGEST), None)


def _predicted(node: ast.AST) -> ast.expr | None:
    """A maximum of what the model predicts that is taken for a whole number."""
    whole = called(node) in ("int", "round")
    if not whole or not isinstance(node, ast.Call) or not node.args:
        return None
    inner = node.args[0]
    return inner if called(inner) in _LARGEST and ".predict(" in written(inner, 400) else None
