"""Brackets: a method that is not called, and round ones for square ones."""

import ast
import re

from mnist_course.core.language import say
from mnist_course.judging.habits.look import Diagnosis, Look, base, called, written

_METHODS = {
    "all", "any", "argmax", "argmin", "argsort", "astype", "copy", "cumsum", "dot", "flatten",
    "item", "max", "mean", "min", "nonzero", "prod", "ravel", "reshape", "round", "squeeze",
    "std", "sum", "swapaxes", "tolist", "transpose", "var", "numpy", "predict", "evaluate",
}  # fmt: skip
_OF_FUNCTION = re.compile(r"builtin_function_or_method|'method'|'function'|method-wrapper")
_NOT_CALLABLE = re.compile(r"'([\w.]{1,60})' object is not callable")


def not_called(look: Look) -> Diagnosis | None:
    """`images.max` where `images.max()` is meant."""
    # What is returned or taken as a number, or in a list, a dictionary, a sum, a comparison.
    if (
        look.error
        and look.error["kind"] != "foreign"
        and not _OF_FUNCTION.search(look.error["message"])
    ):
        return None
    foreign = look.error is not None and look.error["kind"] == "foreign"
    nodes = look.failing if look.error and not foreign else look.nodes
    for node in nodes:
        for method in _taken_for_values(node):
            if not isinstance(method, ast.Attribute) or method.attr not in _METHODS:
                continue
            if written(method.value) in ("np", "numpy", "math", "keras", "tf"):
                continue
            return Diagnosis(
                "not-called",
                say(
                    "`{method}` without brackets is the method itself, not what it gives.",
                    method=written(method),
                ),
                say("Call it: `{method}()`.", method=written(method)),
            )
    return None


def _taken_for_values(node: ast.AST) -> list[ast.expr]:
    """What is returned, stands in a dictionary, or is reckoned with."""
    if isinstance(node, ast.Return):
        return [node.value] if node.value else []
    if isinstance(node, ast.Dict):
        return node.values
    if isinstance(node, ast.BinOp):
        return [node.left, node.right]
    if isinstance(node, ast.Compare):
        return [node.left, *node.comparators]
    if isinstance(node, ast.Call) and called(node) in ("int", "float", "round"):
        return node.args
    return []


def square_for_round(look: Look) -> Diagnosis | None:
    """`np.zeros[10]`."""
    if not look.says("is not subscriptable") or not _OF_FUNCTION.search(
        look.error["message"] if look.error else ""
    ):
        return None
    for node in look.failing:
        if isinstance(node, ast.Subscript) and isinstance(node.value, (ast.Name, ast.Attribute)):
            name = written(node.value)
            return Diagnosis(
                "brackets",
                say(
                    "`{name}` is a function, and is called with round brackets; square ones "
                    "take an entry out of an array.",
                    name=name,
                ),
                say("Write `{name}(…)`.", name=name),
            )
    return None


def round_for_square(look: Look) -> Diagnosis | None:
    """`image(0, 0)`, `images.shape(0)`, `2(x + 1)`."""
    found = _NOT_CALLABLE.search(look.error["message"]) if look.error else None
    if not found:
        return None
    kind = found[1].rpartition(".")[2]
    for node in look.failing:
        if not isinstance(node, ast.Call):
            continue
        name = written(node.func)
        if kind in ("int", "float"):
            return Diagnosis(
                "brackets",
                say(
                    "In `{code}`, a number stands right before a bracket, which calls it.",
                    code=written(node),
                ),
                "Put the `*` between them, if they are to be multiplied.",
                certain=False,
            )
        things = ("ndarray", "tuple", "list", "dict", "EagerTensor")
        if kind in things and base(node.func) in look.own:
            return Diagnosis(
                "brackets",
                say(
                    "`{name}` is no function: round brackets call one, square ones take an "
                    "entry out.",
                    name=name,
                ),
                say("Write `{name}[…]`.", name=name)
                if node.args
                else say(
                    "Write `{name}` without brackets, or `{name}[…]` for one entry.",
                    name=name,
                ),
            )
    return None
