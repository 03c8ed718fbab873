"""Slightly wrong functions, made from right ones by one change each.

The changes are slips that people make: one too many or too few, `//` for `/`, `<` for `<=`, the
other axis, a term or an argument left out, only the first images, numbers too narrow.
"""

import ast
import builtins
import copy
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

_OTHER_NAMES = {
    "min": ("max",),
    "max": ("min",),
    "minimum": ("maximum",),
    "maximum": ("minimum",),
    "argmax": ("argmin",),
    "argmin": ("argmax",),
    "floor": ("ceil", "round"),
    "ceil": ("floor", "round"),
    "round": ("floor", "ceil"),
    "mean": ("sum",),
    "sum": ("mean",),
    "zeros": ("ones",),
    "log": ("log2", "log1p"),
    "exp": ("exp2", "expm1"),
}
_OTHER_STRINGS = {
    "float32": ("float16", "float64"),
    "int": ("np.uint8", "np.int16"),
    "int64": ("int8",),
    "adam": ("sgd", "nadam"),
    "sparse_categorical_crossentropy": ("categorical_crossentropy", "mse"),
    "accuracy": ("binary_accuracy",),
    "relu": ("sigmoid", "linear"),
    "softmax": ("sigmoid", "linear"),
    "valid": ("same",),
}
_OTHER_COMPARISONS: dict[type, tuple[type, ...]] = {
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
}
_OTHER_OPERATORS: dict[type, tuple[type, ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Add, ast.Div),
    ast.Div: (ast.FloorDiv, ast.Mult),
    ast.FloorDiv: (ast.Div,),
    ast.Mod: (ast.FloorDiv,),
}
_OF_OBJECTS = ("load_digits", "build_model", "compile_model", "train")
"""Functions that return no array and no number, so that there is nothing to make narrower."""

_RESULTS = ("np.uint8", "np.int16", "np.float16")
"""Types too narrow for what most functions return."""


_NO_WRAPPERS = ("range", "zeros", "len", "enumerate", "int", "float", "item")
"""Calls that are not left out: a NumPy number is as right as Python's."""


@dataclass(frozen=True)
class Mutant:
    """A changed function: what was changed, in words, and the whole source."""

    change: str
    source: str


def mutants(source: str, name: str) -> list[Mutant]:
    """The mutants of the function `name` in a source, each different from the others.

    Raises:
        ValueError: where the source has a `while`, since its mutants need not end.
    """
    tree = ast.parse(source)
    if any(isinstance(node, ast.While) for node in ast.walk(_function(tree, name))):
        raise ValueError(f"{name} has a while loop; a mutant of it may never end")
    _without_docstrings(tree)
    found: dict[str, Mutant] = {}
    seen: Counter[str] = Counter()
    original = ast.unparse(tree)
    for change, changed in (*_changed_nodes(tree, name), *_changed_functions(tree, name)):
        text = ast.unparse(ast.fix_missing_locations(changed))
        if text != original and text not in found:
            seen[change] += 1
            told = f"{change} ({seen[change]})" if seen[change] > 1 else change
            found[text] = Mutant(told, text)
    return list(found.values())


def _without_docstrings(tree: ast.Module) -> None:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:]


def _changed_nodes(tree: ast.Module, name: str) -> Iterator[tuple[str, ast.Module]]:
    for place, node in enumerate(ast.walk(_function(tree, name))):
        for number, _ in enumerate(_alternatives(node)):
            copied = copy.deepcopy(tree)
            function = _function(copied, name)
            old = next(n for i, n in enumerate(ast.walk(function)) if i == place)
            new = _alternatives(old)[number]
            before = ast.unparse(old)
            changed = _Replace(old, new).visit(copied)
            yield f"{before} → {ast.unparse(ast.fix_missing_locations(new))}", changed


class _Replace(ast.NodeTransformer):
    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        return self.new if node is self.old else self.generic_visit(node)


def _changed_functions(tree: ast.Module, name: str) -> Iterator[tuple[str, ast.Module]]:
    """Statements put in front, and results made narrower or rounder."""
    function = _function(tree, name)
    arguments = function.args.args
    lines = []
    for argument, default in zip(reversed(arguments), reversed(function.args.defaults)):
        lines.append(f"{argument.arg} = {ast.unparse(default)}")
    names = [argument.arg for argument in arguments if argument.arg != "model"]
    if names:
        first = names[0]
        lines += [f"{first} = {first}[:100]", f"{first} = {first}[:-1]", f"{first}.flat[-1] = 1"]
        both = [a.arg for a in arguments if a.arg in ("images", "probabilities", "labels")]
        if len(both) == 2:
            lines += [f"{both[0]}, {both[1]} = {both[0]}[{cut}], {both[1]}[{cut}]"
                      for cut in (":100", ":-1", "1:")]  # fmt: skip
    for line in lines:
        copied = copy.deepcopy(tree)
        _function(copied, name).body.insert(0, ast.parse(line).body[0])
        yield f"first {line}", copied
    if name in _OF_OBJECTS:
        return
    wraps = [f"np.asarray({{}}).astype({dtype})" for dtype in _RESULTS]
    wraps += ["np.round({}, 2)", "np.clip({}, 0, 1)", "np.clip({}, -9, 9)", "-({})"]
    for wrap in wraps:
        copied = copy.deepcopy(tree)
        for node in ast.walk(_function(copied, name)):
            if isinstance(node, ast.Return) and node.value is not None:
                node.value = ast.parse(wrap.format(ast.unparse(node.value)), mode="eval").body
        yield f"return {wrap.format('…')}", copied


def _function(tree: ast.Module, name: str) -> ast.FunctionDef:
    return next(n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name == name)


def _alternatives(node: ast.AST) -> list[ast.AST]:
    """What could stand in a node's place; new nodes at each call."""
    if isinstance(node, ast.Constant):
        return _other_constants(node.value)
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        kinds = _OTHER_COMPARISONS.get(type(node.ops[0]), ())
        return [ast.Compare(node.left, [kind()], node.comparators) for kind in kinds]
    if isinstance(node, ast.BinOp):
        kinds = _OTHER_OPERATORS.get(type(node.op), ())
        return [
            *(ast.BinOp(node.left, kind(), node.right) for kind in kinds),
            *(node.left, node.right),
        ]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.Not, ast.Invert)):
        return [node.operand]
    if isinstance(node, ast.BoolOp):
        return [*node.values, ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(),
                                         node.values)]  # fmt: skip
    if isinstance(node, ast.IfExp):
        return [node.body, node.orelse]
    if isinstance(node, ast.If):
        return [ast.If(ast.UnaryOp(ast.Not(), node.test), node.body, node.orelse), ast.Pass()]
    if isinstance(node, ast.Slice) and node.step is None:
        return _other_slices(node)
    if isinstance(node, ast.Call):
        return _other_calls(node)
    if isinstance(node, ast.Tuple) and len(node.elts) > 1:
        *first, one, other = node.elts
        return [ast.Tuple([*first, other, one], node.ctx)]
    if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add):
        return [ast.Assign([node.target], node.value, lineno=0), ast.Pass()]
    return []


def _other_constants(value: object) -> list[ast.AST]:
    if isinstance(value, bool):
        return [ast.Constant(not value)]
    if isinstance(value, int):
        return [ast.Constant(value + 1), ast.Constant(value - 1)]
    if isinstance(value, float):
        return [ast.Constant(value + 1), ast.Constant(value * 2)]
    if isinstance(value, str):
        return [ast.Constant(other) for other in _OTHER_STRINGS.get(value, ())]
    return []


def _other_slices(node: ast.Slice) -> list[ast.AST]:
    one = ast.Constant(1)
    later = ast.BinOp(node.lower, ast.Add(), one) if node.lower else one
    earlier = ast.BinOp(node.upper, ast.Sub(), one) if node.upper else ast.Constant(-1)
    return [ast.Slice(later, node.upper, None), ast.Slice(node.lower, earlier, None)]


def _other_calls(node: ast.Call) -> list[ast.AST]:
    function = node.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    found: list[ast.AST] = []
    for other in _OTHER_NAMES.get(name, ()):
        renamed: ast.expr = (
            ast.Attribute(function.value, other, ast.Load())
            if isinstance(function, ast.Attribute)
            else ast.parse(other if hasattr(builtins, other) else f"np.{other}", mode="eval").body
        )
        found.append(ast.Call(renamed, node.args, node.keywords))
    for left_out in node.keywords:
        kept = [one for one in node.keywords if one is not left_out]
        found.append(ast.Call(function, node.args, kept))
    if name == "argmax" and len(node.args) == 1 and not node.keywords:
        values = ast.unparse(node.args[0])
        last = f"len({values}) - 1 - np.argmax(np.asarray({values})[::-1])"
        found.append(ast.parse(last, mode="eval").body)
    # What a call was for, left out: int(x), np.log(x), x.copy(), x.astype(…).
    if isinstance(function, ast.Attribute) and name in ("copy", "astype", "reshape", "ravel"):
        found.append(function.value)
    elif len(node.args) >= 1 and name not in _NO_WRAPPERS:
        found.append(node.args[0])
    return found
