"""Sizes: written into the code, or height and width in the wrong order."""

import ast

from mnist_course import spec
from mnist_course.core.language import say
from mnist_course.judging.habits.look import Diagnosis, Look, called, written

_SIDE = spec.INPUT_SHAPE[0]
_MNIST = {_SIDE, _SIDE * _SIDE, spec.TRAIN_COUNT, spec.TEST_COUNT}
_COUNTS = {spec.TRAIN_COUNT, spec.TEST_COUNT}
_TOLD: dict[str, set[int]] = {
    "describe": {*_MNIST, spec.CLASSES},
    "count_labels": _COUNTS,
    "first_of_each": _MNIST,
    "scale": _MNIST,
    "add_channel": _MNIST,
    "prepare": _MNIST,
    "hold_out": _MNIST,
    "output_size": _MNIST,
    "convolve": _MNIST,
    "relu": _MNIST,
    "max_pool": _MNIST,
    "count_parameters": _MNIST,
    "softmax": {*_MNIST, spec.CLASSES},
    "cross_entropy": _COUNTS,
    "steps_per_epoch": {*_COUNTS, spec.BATCH_SIZE},
    "train": _COUNTS,
    "evaluate": _COUNTS,
    "accuracy": _COUNTS,
    "confusion_matrix": _COUNTS,
    "augment": _COUNTS,
}
"""For each exercise the numbers that its arguments tell, and code should ask them for."""

_DOES_NOT_FIT = ("out of bounds", "broadcast", "reshape", "inhomogeneous", "dimension")
"""In the errors that come of a wrong size."""

_HIGH = ("h", "height", "rows", "n_rows", "nrows")
_WIDE = ("w", "width", "cols", "columns", "n_cols", "ncols")
_TURNING = {"transpose", "swapaxes"}


def hard_coded(look: Look) -> Diagnosis | None:
    """A size of MNIST's where the argument's should stand."""
    if look.error and not any(map(look.says, _DOES_NOT_FIT)):
        return None
    told = _TOLD.get(look.exercise.id, set())
    for node in look.nodes:
        if isinstance(node, ast.Constant) and type(node.value) is int and node.value in told:
            return Diagnosis(
                "size-hard-coded",
                say(
                    "In {quoted}, {number:,} is written into the code, and here another size was "
                    "given.",
                    quoted=look.quoted(node),
                    number=node.value,
                ),
                "Ask the arguments: `len(…)`, `….shape`.",
            )
    return None


def swapped_sides(look: Look) -> Diagnosis | None:
    """`w, h = image.shape`, and the like."""
    for node in look.nodes:
        named = _unpacked(node)
        if named is None:
            continue
        target, source = named
        order = _order(target)
        if not isinstance(source, ast.Attribute) or source.attr != "shape":
            continue
        if order == "wide first":
            return Diagnosis(
                "sides-swapped",
                say(
                    "In {quoted}, the width comes before the height: an array's shape has the "
                    "rows first.",
                    quoted=look.quoted(node),
                ),
                "Write the height first, then the width.",
                certain=False,
            )
        if order == "high first" and _turned(look, node, target, source.value):
            return Diagnosis(
                "sides-swapped",
                say(
                    "In {quoted}, the shape is that of an array which was transposed: its rows "
                    "are the other's columns.",
                    quoted=look.quoted(node),
                ),
                "Take the shape before, of the array as it came.",
                certain=False,
            )
    return _resized(look)


def _resized(look: Look) -> Diagnosis | None:
    for node in look.nodes:
        if called(node) != "resize" or not isinstance(node, ast.Call) or not node.args:
            continue
        of_numpy = isinstance(node.func, ast.Attribute) and written(node.func.value) == "np"
        if of_numpy or _order(node.args[0]) != "high first":
            continue
        return Diagnosis(
            "sides-swapped",
            say(
                "In {quoted}, the height comes before the width: PIL's `resize` takes the "
                "width first, other than an array's shape.",
                quoted=look.quoted(node),
            ),
            say(
                "Write `resize(({width}, {height}))`.",
                width=written(_entries(node.args[0])[1]),
                height=written(_entries(node.args[0])[0]),
            ),
            certain=False,
        )
    return None


def _unpacked(node: ast.AST) -> tuple[ast.expr, ast.expr] | None:
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple):
        return node.targets[0], node.value
    return None


def _entries(node: ast.expr) -> list[ast.expr]:
    return node.elts if isinstance(node, (ast.Tuple, ast.List)) else []


def _order(node: ast.expr) -> str:
    """'high first' or 'wide first', by the names of two sides; '' where they do not tell."""
    names = [one.id.lower() for one in _entries(node) if isinstance(one, ast.Name)]
    sides = [("h" if one in _HIGH else "w") for one in names if one in (*_HIGH, *_WIDE)]
    return {"hw": "high first", "wh": "wide first"}.get("".join(sides), "")


def _turned(look: Look, node: ast.AST, target: ast.expr, array: ast.expr) -> bool:
    """Whether the shape that is unpacked is one in which the columns come before the rows."""
    if isinstance(array, ast.Name):
        before = [
            one.value
            for one in look.nodes
            if isinstance(one, ast.Assign)
            and written(one.targets[0]) == array.id
            and one.lineno < getattr(node, "lineno", 0)
        ]
        # Turned twice is as it was; what a loop or a branch makes of it, nobody knows.
        turning = [one for one in before if _exchanges(one)]
        if not before or turning != [before[-1]]:
            return False
        array = before[-1]
    names = [one.id.lower() if isinstance(one, ast.Name) else "" for one in _entries(target)]
    axes = _axes(array, len(names))
    if axes is None:
        return False
    high, wide = (next(i for i, one in enumerate(names) if one in kind) for kind in (_HIGH, _WIDE))
    return axes[high] > axes[wide]


def _axes(node: ast.expr, count: int) -> list[int] | None:
    """Which axis each one was before an exchange; None where that is not told."""
    backwards = list(reversed(range(count)))
    if isinstance(node, ast.Attribute) and node.attr == "T":
        return backwards
    if called(node) not in _TURNING or not isinstance(node, ast.Call):
        return None
    of_numpy = isinstance(node.func, ast.Attribute) and written(node.func.value) == "np"
    given = [*node.args[of_numpy:], *(one.value for one in node.keywords)]
    if len(given) == 1 and _entries(given[0]):
        given = _entries(given[0])
    try:
        numbers = [int(ast.literal_eval(one)) for one in given]
        axes = [range(count)[one] for one in numbers]
    except (ValueError, TypeError, IndexError):
        return None
    if called(node) == "transpose":
        return (axes or backwards) if sorted(axes or backwards) == sorted(backwards) else None
    if len(axes) != 2:
        return None
    order = list(range(count))
    order[axes[0]], order[axes[1]] = order[axes[1]], order[axes[0]]
    return order


def _exchanges(node: ast.expr) -> bool:
    return called(node) in _TURNING or (isinstance(node, ast.Attribute) and node.attr == "T")
