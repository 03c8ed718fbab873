"""Arguments that are not looked at, or changed in place."""

import ast

from mnist_course.core.language import say
from mnist_course.judging.habits.look import Diagnosis, Look, base, called, loaded, short, written

_CHANGING_METHODS = {"fill", "itemset", "partition", "put", "resize", "sort"}
_CHANGING_FUNCTIONS = {"at", "copyto", "fill_diagonal", "place", "put", "putmask", "shuffle"}
_VIEWS = {"reshape", "ravel", "squeeze", "view", "transpose", "asarray"}


def notebooks_variable(look: Look) -> Diagnosis | None:
    """A variable of the notebook in place of the argument."""
    unused = _unused(look)
    name = next((one for one in look.loads if _is_notebooks(look, one.id)), None)
    if name is None or (look.error and name not in look.failing):
        return None
    shown = short(name.id)
    if unused:
        return Diagnosis(
            "notebooks-variable",
            say(
                "In {quoted}, `{shown}` is a variable of the notebook; what the function was "
                "given is called `{unused}`, and is not looked at.",
                quoted=look.quoted(name),
                shown=shown,
                unused=unused[0],
            ),
            say("Write `{unused}` in place of `{shown}`.", unused=unused[0], shown=shown),
        )
    return Diagnosis(
        "notebooks-variable",
        say(
            "In {quoted}, `{shown}` is a variable of the notebook, the same whatever the "
            "function is given.",
            quoted=look.quoted(name),
            shown=shown,
        ),
        "Use the function's arguments alone.",
        certain=False,
    )


def _is_notebooks(look: Look, name: str) -> bool:
    return name in look.code.variables and name not in look.own and not name.isupper()


def unused(look: Look) -> Diagnosis | None:
    """An argument that is never used, or gets another value first."""
    found = _unused(look)
    if not found:
        return None
    name = found[0]
    for statement in look.function.body:
        if _assigns(statement, name):
            return Diagnosis(
                "argument-replaced",
                say(
                    "In {quoted}, `{name}` gets another value before anyone has looked at the "
                    "one that the function was given.",
                    quoted=look.quoted(statement),
                    name=name,
                ),
                "Delete that line: the argument has its value already.",
            )
    return Diagnosis(
        "argument-unused",
        say("The argument `{name}` is never used, so the answer cannot depend on it.", name=name),
        say("Where does `{name}` come in? Read the exercise's text once more.", name=name),
    )


def _unused(look: Look) -> list[str]:
    """The arguments whose value is never used; none where a `raise` may still be the stub's."""
    if look.looks_at_names or any(isinstance(node, ast.Raise) for node in look.nodes):
        return []
    return [name for name in look.parameters if _is_dead(look, name)]


def _is_dead(look: Look, name: str) -> bool:
    for statement in look.function.body:
        if _assigns(statement, name):
            return True
        if any(isinstance(n, ast.Name) and n.id == name for n in ast.walk(statement)):
            return False
    return True


def _assigns(statement: ast.stmt, name: str) -> bool:
    """Whether a statement gives `name` another value, without a look at the one it has."""
    if not isinstance(statement, ast.Assign) or name in loaded(statement.value):
        return False
    return any(isinstance(one, ast.Name) and one.id == name for one in statement.targets)


def changed_in_place(look: Look) -> Diagnosis | None:
    """The line that changes what the function was given."""
    if look.verdict.cause != "changed-input":
        return None
    same = dict.fromkeys(look.parameters, "")
    for node in look.nodes:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            origin = _origin(node.value)
            if origin in same:
                same[node.targets[0].id] = look.quoted(node)
    for node in look.nodes:
        name = _changed(node)
        if name not in same:
            continue
        alias = (
            say(" {line}, makes no copy.", line=same[name][:1].upper() + same[name][1:])
            if same[name]
            else ""
        )
        return Diagnosis(
            "changed-input",
            say("That is {quoted}.{alias}", quoted=look.quoted(node), alias=alias),
            say(
                "Work on a copy: `{name} = {code}.copy()` above that line.",
                name=name,
                code=written(ast.Name(name)),
            )
            if not alias
            else "Take a copy there, with `.copy()`.",
        )
    return None


def _origin(value: ast.expr) -> str:
    """The name of an array that this is, or a view of; ''."""
    if isinstance(value, ast.Name):
        return value.id
    if isinstance(value, ast.Subscript):
        return base(value)
    if isinstance(value, ast.Call) and called(value) in _VIEWS:
        inner = value.func.value if isinstance(value.func, ast.Attribute) else None
        if inner is not None and base(inner) in ("np", "numpy") and value.args:
            inner = value.args[0]
        return base(inner) if inner is not None else ""
    return ""


def _changed(node: ast.AST) -> str:
    """The name whose array is changed here, ''."""
    if isinstance(node, ast.AugAssign):
        return base(node.target)
    if isinstance(node, ast.Assign):
        return next((base(one) for one in node.targets if isinstance(one, ast.Subscript)), "")
    if not isinstance(node, ast.Call):
        return ""
    for one in node.keywords:
        if one.arg == "out":
            return base(one.value)
    if called(node) in _CHANGING_FUNCTIONS and node.args:
        return base(node.args[0])
    if called(node) in _CHANGING_METHODS and isinstance(node.func, ast.Attribute):
        return base(node.func.value)
    return ""
