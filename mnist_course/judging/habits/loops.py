"""Adding up in loops: `=` and `=+` for `+=`, and what NumPy adds only once."""

import ast

from mnist_course.core.language import say
from mnist_course.core.showing import argument_names
from mnist_course.judging.habits.look import (
    Diagnosis,
    Look,
    base,
    loaded,
    number,
    shallow,
    stored,
    written,
)


def turned_plus(look: Look) -> Diagnosis | None:
    """`=+` for `+=`."""
    for node in look.nodes:
        if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.UnaryOp):
            continue
        sign = "+" if isinstance(node.value.op, ast.UAdd) else "-"
        line = look.lines[node.value.lineno - 1].encode()
        at = node.value.col_offset
        spaced = line[at + 1 : at + 2] == b" " and line[at - 2 : at - 1] == b" "
        if line[at - 1 : at] == b"=" and (sign == "+" or spaced):
            return Diagnosis(
                "turned-plus",
                say(
                    "In {quoted}, `={sign}` is no `{sign}=`: it puts the new value there, with "
                    "a {word} before it.",
                    quoted=look.quoted(node),
                    sign=sign,
                    word=say("plus") if sign == "+" else say("minus"),
                ),
                say("Write `{sign}=`, the sign first.", sign=sign),
            )
    return None


def overwritten(look: Look) -> Diagnosis | None:
    """A loop puts each round's value in the same place, and reads none of them."""
    after = [(name.id, name.lineno) for name in look.loads]
    for loop in shallow(look.function.body):
        if not isinstance(loop, ast.For):
            continue
        inner = list(shallow(loop.body))
        if any(isinstance(one, (ast.Break, ast.Continue, ast.Return)) for one in inner):
            continue
        varying = stored([*ast.walk(loop.target), *inner])
        for statement in loop.body:
            if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
                continue
            target = statement.targets[0]
            name = base(target) if isinstance(target, (ast.Name, ast.Subscript)) else ""
            others = varying - {name}
            if not name or not loaded(statement.value) & others:
                continue
            if isinstance(target, ast.Subscript) and loaded(target.slice) & others:
                continue
            uses = [one for one in inner if isinstance(one, ast.Name) and one.id == name]
            if len(uses) != 1 or not any(
                one == name and at > (loop.end_lineno or 0) for one, at in after
            ):
                # It is read, or set, within the loop as well.
                continue
            return Diagnosis(
                "overwritten-in-loop",
                say(
                    "In {quoted}, each round of the loop puts a new value in the same place, so "
                    "that only the last one stays.",
                    quoted=look.quoted(statement),
                ),
                "Gather them all: `+=` for a sum, with a 0 above the loop; `max(…)` of the old and "
                "the new for a maximum.",
            )
    return None


def ones(look: Look) -> Diagnosis | None:
    """`counts[label] = 1`, where what comes again should count again."""
    for loop in shallow(look.function.body):
        if not isinstance(loop, ast.For) or not _goes_through(look, loop.iter):
            continue
        for node in shallow(loop.body):
            if not isinstance(node, ast.Assign) or number(node.value) != 1:
                continue
            target = node.targets[0]
            index = loaded(target.slice) if isinstance(target, ast.Subscript) else set()
            if index and index <= stored(list(ast.walk(loop.target))):
                return Diagnosis(
                    "repeats-lost",
                    say(
                        "In {quoted}, a 1 is put there, however often that comes.",
                        quoted=look.quoted(node),
                    ),
                    say("Add it: `{target} += 1`.", target=written(target)),
                )
    return None


def _goes_through(look: Look, sequence: ast.expr) -> bool:
    """Whether a loop goes through arguments, without numbers beside them."""
    if isinstance(sequence, ast.Call):
        zipped = isinstance(sequence.func, ast.Name) and sequence.func.id == "zip"
        return zipped and all(_goes_through(look, one) for one in sequence.args)
    return isinstance(sequence, ast.Name) and sequence.id in look.parameters


def added_once(look: Look) -> Diagnosis | None:
    """`counts[labels] += 1` with whole arrays."""
    for node in look.nodes:
        if not isinstance(node, ast.AugAssign) or not isinstance(node.target, ast.Subscript):
            continue
        index = node.target.slice
        places = index.elts if isinstance(index, ast.Tuple) else [index]
        names = {one.id for one in places if isinstance(one, ast.Name)}
        if len(names) == len(places) and names <= _arrays(look) - _looped(look):
            return Diagnosis(
                "repeats-lost",
                say(
                    "In {quoted}, NumPy adds once for each place, however often the place comes.",
                    quoted=look.quoted(node),
                ),
                say(
                    "Write `np.add.at({array}, {places}, 1)`, or add in a loop.",
                    array=written(node.target.value),
                    places=_bracketed(index),
                ),
            )
    return None


def _arrays(look: Look) -> frozenset[str]:
    """The arguments that hold several values: the exercise calls one label `label`."""
    asked = argument_names(look.exercise.signature)
    return frozenset(own for own, name in zip(look.parameters, asked) if name.endswith("s"))


def _bracketed(index: ast.expr) -> str:
    return f"({written(index).strip('()')})" if isinstance(index, ast.Tuple) else written(index)


def _looped(look: Look) -> frozenset[str]:
    """The names that loops bind."""
    targets = [one.target for one in look.nodes if isinstance(one, ast.For)]
    return stored([node for target in targets for node in ast.walk(target)])
