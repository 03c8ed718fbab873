"""What kind of thing came back, in its own name: a tuple is no list, and a set no dictionary."""

import ast
import re

from mnist_course.core.plain import Data
from mnist_course.core.showing import after_article, with_article
from mnist_course.judging.habits.look import Diagnosis, Look

_SEVERAL = re.compile(r"^(tuple|list) of (\d{1,9})$")
_NOT_AN = re.compile(r", not (an array|a dictionary|one number)\.")
_FOREIGN = {
    "set": "Braces with single values make a set, which has no order. For a dictionary write "
    '`{"name": value, …}`; for an array, `np.array([…])`.',
    "generator": "Round brackets around a `for` make a generator, which has worked out nothing "
    "yet. Write `np.array([… for …])`.",
    "zip": "Make a list of it: `list(zip(…))`.",
    "map": "Make an array of it: `np.array(list(map(…)))`.",
    "dict_values": "Return the dictionary itself, or `np.array(list(….values()))`.",
    "dict_keys": "Return the dictionary itself, or a list of its keys.",
    "function": "Call it, with its arguments in brackets.",
}


def several_values(look: Look) -> Diagnosis | None:
    """A tuple or list where one array, dictionary or number was asked for."""
    found = _SEVERAL.match(look.returned)
    wanted = _NOT_AN.search(look.verdict.message)
    if look.verdict.cause != "wrong-type" or not found or not wanted:
        return None
    if not look.verdict.message.startswith(f"The answer is {with_article(look.value)}"):
        return None
    kind, count = found[1], int(found[2])
    return Diagnosis(
        "wrong-type",
        f"The answer is a {kind} of {count}, not {wanted[1]}."
        + (" A comma between values makes a tuple." if kind == "tuple" else ""),
        _instead(look, kind, wanted[1]),
        whole=True,
    )


def _instead(look: Look, kind: str, wanted: str) -> str:
    if wanted == "a dictionary":
        return 'Give each value its name: `{"name": value, …}`.'
    if wanted == "one number":
        return "Return the one number that is asked for."
    if _returns_shape(look):
        return "That is the shape; return the array that has it, such as `….reshape(…)` gives it."
    if kind == "tuple":
        return (
            "Return one array. Where one step goes on from the other, give the second what the "
            "first returns."
        )
    return "`np.array(…)` makes an array of a list."


def _returns_shape(look: Look) -> bool:
    returned = [one.value for one in look.nodes if isinstance(one, ast.Return) and one.value]
    return any(
        isinstance(one, ast.Attribute) and one.attr == "shape"
        for value in returned
        for one in (value, getattr(value, "left", None))
    )


def foreign(look: Look) -> Diagnosis | None:
    """A set, a generator and the like."""
    if look.error is None or look.error.get("kind") != "foreign":
        return None
    kind = look.error["message"].partition(" ")[2]
    if kind not in _FOREIGN:
        return None
    return Diagnosis(
        "wrong-type",
        f"`{look.exercise.id}` returned {after_article(kind)}, which is not what was asked for.",
        _FOREIGN[kind],
        whole=True,
    )


def numbers_as_text(look: Look) -> Diagnosis | None:
    """Numbers in quotation marks."""
    if look.error or not _all_text(look.value):
        return None
    return Diagnosis(
        "numbers-as-text",
        "What came back is text, such as the code holds between quotation marks, and no numbers.",
        "Leave the quotation marks out, or convert: `int(…)`.",
        whole=True,
    )


def _all_text(value: Data) -> bool:
    if isinstance(value, str):
        return value.strip(" ()[],.-").replace(",", "").replace(" ", "").isdigit()
    return isinstance(value, list) and bool(value) and all(map(_all_text, value))
