"""Names that Python does not find: what may have been meant."""

import builtins
import difflib
import re
from collections.abc import Iterable

import numpy as np

from mnist_course.core.language import say
from mnist_course.judging.habits.look import Diagnosis, Look, short

_NOT_DEFINED = re.compile(r"name '(\w{1,80})' is not defined")
_NO_VALUE_YET = re.compile(r"local variable '(\w{1,80})'")
_NO_ATTRIBUTE = re.compile(
    r"^(?:'([\w.]{1,80})' object|module '([\w.]{1,80})') has no attribute '(\w{1,80})'"
)
_ABBREVIATIONS = {
    "np": "import numpy as np",
    "numpy": "import numpy",
    "plt": "import matplotlib.pyplot as plt",
    "keras": "import keras",
    "tf": "import tensorflow as tf",
    "math": "import math",
    "Image": "from PIL import Image",
}
_FROM_ELSEWHERE = {"true": "True", "false": "False", "null": "None", "none": "None", "nil": "None"}
_PUBLIC = tuple(name for name in dir(builtins) if name.islower() and not name.startswith("_"))
_KINDS = {"numpy": np, "numpy.ndarray": np.ndarray, "list": list, "tuple": tuple, "dict": dict}


def not_defined(look: Look) -> Diagnosis | None:
    """A NameError: a slip of the pen, another's name, an import that is missing."""
    found = look.error and _NOT_DEFINED.search(look.error["message"])
    if not found or look.error is None or look.error["type"] != "NameError":
        return None
    name = short(found[1], 40)
    if name in _ABBREVIATIONS:
        return Diagnosis(
            "unknown-name",
            say("The notebook does not know `{name}`.", name=name),
            say(
                "Run the cell at the notebook's top once more, or write `{abbreviations}` "
                "above the function.",
                abbreviations=_ABBREVIATIONS[name],
            ),
        )
    if name in look.code.known:
        return Diagnosis(
            "unknown-name",
            say(
                "A cell of the notebook gives `{name}` a value, but did not come so far.", name=name
            ),
            say(
                "See what stopped that cell; or give `{name}` its value inside of the function.",
                name=name,
            ),
        )
    like = _FROM_ELSEWHERE.get(name) or _like(name, look.own - {name}, look.code.known, _PUBLIC)
    if like:
        return Diagnosis(
            "unknown-name",
            say("Did you mean `{like}`?", like=like),
            say("Write `{like}` there.", like=like),
        )
    if look.parameters:
        given = ", ".join(f"`{one}`" for one in look.parameters)
        return Diagnosis(
            "unknown-name",
            say(
                "The function does not know `{name}`: it was given {given}.",
                name=name,
                given=given,
            ),
            say(
                "Use what it was given, or give `{name}` a value first, inside of the function.",
                name=name,
            ),
        )
    return None


def no_value_yet(look: Look) -> Diagnosis | None:
    """An UnboundLocalError."""
    if look.error is None or look.error["type"] != "UnboundLocalError":
        return None
    found = _NO_VALUE_YET.search(look.error["message"])
    if not found:
        return None
    name = short(found[1], 40)
    return Diagnosis(
        "no-value-yet",
        say(
            "`{name}` is assigned in the function, so it is the function's own, and has no "
            "value yet in that line.",
            name=name,
        ),
        "Give it one above that line, such as a 0 or an array of zeros; or does the assignment "
        "stand under a condition that did not hold?",
    )


def no_attribute(look: Look) -> Diagnosis | None:
    """An AttributeError of an array, a list, or of NumPy."""
    if look.error is None or look.error["type"] != "AttributeError":
        return None
    found = _NO_ATTRIBUTE.search(look.error["message"])
    if not found:
        return None
    kind, name = found[1] or found[2], short(found[3], 40)
    if kind not in _KINDS:
        return None
    like = _like(name, [one for one in dir(_KINDS[kind]) if not one.startswith("_")])
    before = "np" if kind == "numpy" else "…"
    if like:
        meant = f"{before}.{like}"
        return Diagnosis(
            "unknown-name",
            say("Did you mean `{meant}`?", meant=meant),
            say("Write `{meant}` there.", meant=meant),
        )
    if kind == "numpy.ndarray" and hasattr(np, name):
        return Diagnosis(
            "unknown-name",
            say("`{name}` is a function of NumPy, and no method of arrays.", name=name),
            say("Write `np.{name}(…)`, with the array in the brackets.", name=name),
        )
    if kind in ("list", "tuple") and hasattr(np.ndarray, name):
        return Diagnosis(
            "unknown-name",
            say("This is a {kind}, and only an array has `.{name}`.", kind=kind, name=name),
            "Make an array of it first: `np.array(…)`.",
        )
    return None


def _like(name: str, *groups: Iterable[str]) -> str:
    """The most similar name, of the first group that has a similar one; ''."""
    small = name.lower()
    for group in groups:
        names = {one.lower(): one for one in sorted(group)}
        # `convolve2d` is no slip of the pen for `convolve`.
        names = {key: one for key, one in names.items() if abs(len(key) - len(small)) <= 1}
        near = difflib.get_close_matches(small, names, n=1, cutoff=0.75)
        if near:
            return short(names[near[0]], 40)
    return ""
