"""`return`: inside a loop, missing, below the stub's `raise`, of what is None."""

import ast

from mnist_course.core.language import say
from mnist_course.judging.habits.look import LOOPS, Diagnosis, Look, called, shallow, written

_IN_PLACE = {
    "append", "at", "clear", "compile", "copyto", "extend", "fill", "fill_diagonal", "insert",
    "print", "put", "put_along_axis", "remove", "reverse", "shuffle", "sort", "summary", "update",
}  # fmt: skip
"""Functions and methods that return None, since they change what they are given, or print it."""


def below_the_stub(look: Look) -> Diagnosis | None:
    """Code was written, and the stub's `raise` was left."""
    if look.verdict.cause != "not-attempted" or not _is_begun(look.function.body):
        return None
    return Diagnosis(
        "stub-left",
        say(
            "There is code in `{exercise}`, but the line `raise NotImplementedError` still "
            "stands in it: the function ends there.",
            exercise=look.exercise.id,
        ),
        "Delete the line `raise NotImplementedError`, run the cell, then this check again.",
        whole=True,
    )


def _is_begun(body: list[ast.stmt]) -> bool:
    own = [one for one in body if not _says_nothing(one)]
    return any(isinstance(one, ast.Raise) for one in own) and len(own) > 1


def _says_nothing(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Pass) or (
        isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    )


def in_a_loop(look: Look) -> Diagnosis | None:
    """A loop ends in its first round, whatever happens."""
    for node in shallow(look.function.body):
        if not isinstance(node, LOOPS):
            continue
        found = _leaves(node.body)
        inner = list(shallow(node.body))
        if found and not any(isinstance(one, (ast.Continue, ast.Yield)) for one in inner):
            return Diagnosis(
                "return-in-loop",
                say(
                    "The `return` in line {line} stands inside the loop of line {loop}, which "
                    "so ends in its first round.",
                    line=found.lineno,
                    loop=node.lineno,
                ),
                "Move that `return` to the left, until it stands below the loop and not in it.",
            )
    return None


def _leaves(body: list[ast.stmt]) -> ast.Return | None:
    """The `return` that these statements always come to."""
    for statement in body:
        if isinstance(statement, ast.Return):
            return statement
        if isinstance(statement, ast.If) and statement.orelse:
            both = _leaves(statement.body), _leaves(statement.orelse)
            if all(both):
                return both[1]
    return None


def of_nothing(look: Look) -> Diagnosis | None:
    """None came back: how."""
    if look.returned != "NoneType" or look.error:
        return None
    body = list(shallow(look.function.body))
    returns = [one for one in body if isinstance(one, ast.Return)]
    values = [one for one in returns if one.value is not None]
    if not values:
        return _never(look, returns)
    last = values[-1].value
    assert last is not None
    if isinstance(last, ast.Name):
        given = [one for one in body if isinstance(one, ast.Assign) and _binds(one, last.id)]
        last = given[-1].value if given else last
    if called(last) in _IN_PLACE:
        prints = called(last) == "print"
        return Diagnosis(
            "returned-none",
            say(
                "`{last}` gives back None: it {what}, and returns nothing.",
                last=written(last),
                what=say("prints") if prints else say("changes what it is given"),
            ),
            "Return the value itself, in place of `print`."
            if prints
            else "Call it on a line of its own, and return what it has changed on the next.",
        )
    if _leaves(look.function.body):
        return None
    return Diagnosis(
        "returned-none",
        "There is a `return`, but this call came to the function's end without reaching one.",
        "Look at the conditions that your `return` stands under: what is returned where none of "
        "them holds?",
    )


def _never(look: Look, returns: list[ast.Return]) -> Diagnosis:
    if returns:
        return Diagnosis(
            "returned-none",
            say("The `return` in line {line} has nothing behind it.", line=returns[-1].lineno),
            "Write behind it what the function is to give back.",
        )
    last = look.function.body[-1]
    while isinstance(last, (*LOOPS, ast.If, ast.With)) and last.body:
        last = last.body[-1]
    if isinstance(last, ast.Expr) and called(last.value) == "print":
        return Diagnosis(
            "printed",
            "It prints its result: that shows it, and gives nothing back.",
            say(
                "Write `return {code}` in place of the `print`.",
                code=written(last.value.args[0]),
            )
            if isinstance(last.value, ast.Call) and last.value.args
            else "Write `return …` in place of the `print`.",
        )
    targets = last.targets if isinstance(last, ast.Assign) else [getattr(last, "target", None)]
    target = targets[0] if isinstance(last, (ast.Assign, ast.AugAssign)) else None
    if isinstance(target, ast.Subscript):
        target = target.value
    if isinstance(target, ast.Name) and target.id == look.exercise.id:
        return Diagnosis(
            "no-return",
            say(
                "There is no `return`: to assign to `{target}` inside of the function gives "
                "nothing back.",
                target=target.id,
            ),
            "Write `return` where the name and the `=` stand.",
        )
    if isinstance(target, ast.Name):
        return Diagnosis(
            "no-return",
            say(
                "There is no `return` in it: `{target}` is worked out, and forgotten.",
                target=written(target),
            ),
            say("End the function with `return {target}`.", target=written(target)),
        )
    return Diagnosis(
        "no-return",
        "There is no `return` in it.",
        "End the function with `return …`, and what it is to give back.",
    )


def _binds(statement: ast.Assign, name: str) -> bool:
    return any(isinstance(one, ast.Name) and one.id == name for one in statement.targets)
