"""Signs that mean something else in Python than on paper."""

import ast

from mnist_course.core.language import say
from mnist_course.judging.habits.look import Diagnosis, Look, called, number, written


def caret(look: Look) -> Diagnosis | None:
    """`^` for `**`."""
    for node in look.nodes:
        operator = getattr(node, "op", None)
        if not isinstance(operator, ast.BitXor):
            continue
        power = node.right if isinstance(node, ast.BinOp) else getattr(node, "value", None)
        below = node.left if isinstance(node, ast.BinOp) else None
        while isinstance(power, ast.BinOp):
            # `k ^ 2 * c` is read as `k ^ (2 * c)`.
            power = power.left
        exponent = number(power)
        if (exponent is not None and abs(exponent) >= 2) or number(below) in (2, 10):
            return Diagnosis(
                "caret-for-power",
                say(
                    "In {quoted}, `^` is no power: it compares two numbers bit by bit.",
                    quoted=look.quoted(node),
                ),
                "Write `**` for a power.",
            )
    return None


def matrix_product(look: Look) -> Diagnosis | None:
    """`@` where the entries should be multiplied one by one."""
    if look.error:
        fits = look.says("does not have enough dimensions") or look.says("for @:")
        found = next((node for node in look.failing if fits and _is_product(node)), None)
    else:
        summed = (one for node in look.nodes if (one := _summed(node)))
        found = next((node for node in summed if _is_product(node)), None)
    if found is None:
        return None
    return Diagnosis(
        "matrix-product",
        say(
            "In {quoted}, `@` (as `dot` and `matmul`) is the matrix product: rows times "
            "columns, added up.",
            quoted=look.quoted(found),
        ),
        "Write `*` to multiply entry by entry.",
    )


def _is_product(node: ast.AST) -> bool:
    return (isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult)) or (
        called(node) in ("dot", "matmul")
    )


def _summed(node: ast.AST) -> ast.AST | None:
    """The product of two windows that is summed up here: no one wants the sum of a matrix
    product."""
    if called(node) != "sum" or not isinstance(node, ast.Call) or node.keywords:
        return None
    inside = node.func.value if isinstance(node.func, ast.Attribute) else None
    if isinstance(inside, ast.Name) and len(node.args) == 1:
        inside = node.args[0]
    if inside is None or not _is_product(inside):
        return None
    text = written(inside, 200)
    return None if "ravel" in text or "flatten" in text or "reshape" in text else inside
