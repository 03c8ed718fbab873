"""What kind of thing came back, in its own name: a tuple is no list, and a set no dictionary."""

import ast
import re

from mnist_course.core.language import say, sentence
from mnist_course.core.plain import Data
from mnist_course.core.showing import after_article, with_article
from mnist_course.judging import comparison
from mnist_course.judging.habits.look import Diagnosis, Look

_SEVERAL = re.compile(r"^(tuple|list) of (\d{1,9})$")
_ARRAY, _DICTIONARY, _NUMBER = "array", "dictionary", "number"
_ASKED = {
    _ARRAY: comparison.NO_ARRAY,
    _DICTIONARY: comparison.NO_DICTIONARY,
    _NUMBER: comparison.NO_NUMBER,
}
_NO = {
    _ARRAY: sentence("The answer is {kind}, not an array."),
    _DICTIONARY: sentence("The answer is {kind}, not a dictionary."),
    _NUMBER: sentence("The answer is {kind}, not one number."),
}
_FOREIGN = {
    "set": sentence(
        "Braces with single values make a set, which has no order. For a dictionary write "
        '`{"name": value, …}`; for an array, `np.array([…])`.'
    ),
    "generator": sentence(
        "Round brackets around a `for` make a generator, which has worked out nothing "
        "yet. Write `np.array([… for …])`."
    ),
    "zip": sentence("Make a list of it: `list(zip(…))`."),
    "map": sentence("Make an array of it: `np.array(list(map(…)))`."),
    "dict_values": sentence("Return the dictionary itself, or `np.array(list(….values()))`."),
    "dict_keys": sentence("Return the dictionary itself, or a list of its keys."),
    "function": sentence("Call it, with its arguments in brackets."),
}


def several_values(look: Look) -> Diagnosis | None:
    """A tuple or list where one array, dictionary or number was asked for."""
    found = _SEVERAL.match(look.returned)
    if look.verdict.cause != "wrong-type" or not found:
        return None
    said = {"where": say("The answer"), "value": with_article(look.value)}
    told = (one for one in _ASKED if look.verdict.message == say(_ASKED[one], **said))
    wanted = next(told, None)
    if wanted is None:
        return None
    kind = found[1]
    return Diagnosis(
        "wrong-type",
        say(_NO[wanted], kind=after_article(look.returned))
        + (say(" A comma between values makes a tuple.") if kind == "tuple" else ""),
        _instead(look, kind, wanted),
        whole=True,
    )


def _instead(look: Look, kind: str, wanted: str) -> str:
    if wanted == _DICTIONARY:
        return say('Give each value its name: `{"name": value, …}`.')
    if wanted == _NUMBER:
        return say("Return the one number that is asked for.")
    if _returns_shape(look):
        return say(
            "That is the shape; return the array that has it, such as `….reshape(…)` gives it."
        )
    if kind == "tuple":
        return say(
            "Return one array. Where one step goes on from the other, give the second what the "
            "first returns."
        )
    return say("`np.array(…)` makes an array of a list.")


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
        say(
            "`{exercise}` returned {kind}, which is not what was asked for.",
            exercise=look.exercise.id,
            kind=after_article(kind),
        ),
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
