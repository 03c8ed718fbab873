"""Judges: compare what a student's function returned with what is right.

Everything here reads `observed` as data from a hostile source: any shape, any type.
"""

import copy
import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from mnist_course.core import marking, pasting
from mnist_course.core.exercise import (
    CRASHED,
    FAILED,
    NOT_ATTEMPTED,
    PARTIAL,
    Judge,
    Misconception,
    Verdict,
    failed,
    passed,
)
from mnist_course.core.language import say, sentence
from mnist_course.core.plain import Data, NotPlain, describe_type, plain
from mnist_course.core.showing import argument_names, function_name, show, with_article
from mnist_course.judging import exhibits
from mnist_course.probes.calls import FOREIGN, STUB


@dataclass(frozen=True)
class Tolerance:
    """How exactly an answer must agree.

    Attributes:
        relative, absolute: for numbers, as in `numpy.allclose`.
        dtype: 'exact' for the same dtype, 'kind' for any float where a float is expected
            (any integer for an integer), 'any' for any numeric type.
    """

    relative: float = 1e-5
    absolute: float = 1e-6
    dtype: str = "kind"


NO_ARRAY = sentence("{where} is {value}, not an array.")
NO_NUMBER = sentence("{where} is {value}, not one number.")
NO_DICTIONARY = sentence("{where} is {value}, not a dictionary.")

_ONE_VALUE = sentence("Work out that one value by hand, and compare each step with your code.")
_EXAMPLE = sentence("Work the example out by hand, and compare each step with your code.")

_PASTED = {
    _ONE_VALUE: sentence(
        "Paste the call into an empty cell, work out that one value by hand, and compare each "
        "step with your code."
    ),
    _EXAMPLE: sentence(
        "Paste the call into an empty cell, work the example out by hand, and compare each step "
        "with your code."
    ),
}
"""What to do first where there is a call to paste."""

_NUMBER = re.compile(r"-?\d+")

_A_TYPE = re.compile(r"a (\w+)")

_SAME = Tolerance(relative=0, absolute=0, dtype="exact")


@dataclass(frozen=True)
class Difference:
    """The first way in which a value differs from the expected one.

    Attributes:
        cause, message, next_step: as a verdict's.
        place: where in the value it is; None where it is the whole.
    """

    cause: str
    message: str
    next_step: str
    place: marking.Place | None = None


@dataclass(frozen=True, eq=False)
class _WrongCall:
    """A call that went wrong: it gave trouble, or a value that differs from the right one."""

    number: int
    arguments: list[Data]
    record: Data
    trouble: Verdict | None = None
    difference: Difference | None = None
    right: Data = None
    right_type: str = ""

    @property
    def value(self) -> Data:
        return self.record["value"]

    @property
    def kind(self) -> tuple[str, ...]:
        """Equal for calls that gave the same trouble, whatever the sizes in an error's words."""
        error = self.record["error"] or {}
        parts = [str(error.get(part, "")) for part in ("type", "number", "inside", "message")]
        return (self.trouble.cause if self.trouble else "", *parts[:-1], _NUMBER.sub("", parts[-1]))


def by_value(
    signature: str,
    expected: Callable[..., Any],
    misconceptions: Sequence[Misconception] = (),
    tolerance: Tolerance = Tolerance(),
    praise: str = sentence("Right."),
    paste: exhibits.Paste = pasting.call,
) -> Judge:
    """A judge that compares each call's value with `expected(*arguments)`.

    Of the calls that go wrong in the same way the verdict shows the smallest.

    Args:
        signature: 'scale(images)', to name the arguments.
        expected: gives the right answer.
        misconceptions: named wrong answers, looked at before a general difference.
        tolerance: how exactly the values must agree.
        praise: what a right answer is told.
        paste: writes a call as Python to paste.
    """

    def share(inputs: Data, observed: Data) -> float:
        """The share of a dictionary's keys that are right in every case."""
        right_keys: dict[str, bool] = {}
        for arguments, record in zip(inputs["cases"], observed["calls"]):
            right, value = plain(expected(*copy.deepcopy(arguments))), record["value"]
            if not isinstance(right, dict) or not isinstance(value, dict):
                return 0.0
            for key, wanted in right.items():
                agrees = key in value and compare(value[key], wanted, tolerance) is None
                right_keys[key] = right_keys.get(key, True) and agrees
        return sum(right_keys.values()) / len(right_keys)

    def wrong_call(number: int, arguments: list[Data], record: Data) -> _WrongCall | None:
        verdict = trouble(signature, arguments, record, paste)
        if verdict:
            return _WrongCall(number, arguments, record, replace(verdict, shown=number))
        answer = expected(*copy.deepcopy(arguments))
        right = plain(answer)
        difference = compare(record["value"], right, tolerance)
        if difference is None:
            return None
        kind = describe_type(answer)
        return _WrongCall(number, arguments, record, None, difference, right, kind)

    def judge(inputs: Data, observed: Data) -> Verdict:
        calls = map(wrong_call, itertools.count(), inputs["cases"], observed["calls"])
        found = (one for one in calls if one is not None)
        wrong = list(itertools.islice(found, 1))
        if wrong and any(paste(signature, case) for case in inputs["cases"]):
            wrong += found
        if not wrong and len(observed["calls"]) < len(inputs["cases"]):
            return failed("no-answer", "Some calls gave no answer.", "Run the cell again.")
        if not wrong:
            return passed(praise)
        if wrong[0].trouble:
            alike = [one for one in wrong if one.kind == wrong[0].kind]
            return exhibits.by_size(signature, alike, paste)[0].trouble or wrong[0].trouble
        return worded([one for one in wrong if not one.trouble], share(inputs, observed))

    def recognised(call: _WrongCall) -> Misconception | None:
        return _recognise(misconceptions, call.arguments, call.value, call.right, tolerance)

    def to_paste(call: _WrongCall) -> str:
        return paste(signature, call.arguments)

    def worded(wrong: list[_WrongCall], score: float) -> Verdict:
        """The first call decides what is said; of those that show it, the smallest is shown.

        In small calls several mistakes look alike.
        """
        named = recognised(wrong[0])
        others = [one for one in wrong[1:] if named and _is_example(named, one, tolerance)]
        examples = [*wrong[:1], *others] if named else []
        if len(wrong) > 1 and not any(map(to_paste, examples)) and any(map(to_paste, wrong)):
            # A mistake of which no small call is an example was another one, alike by chance.
            named, examples = None, []
        is_unchanged = not named and _unchanged(signature, wrong[0]) is not None
        if is_unchanged:
            examples = [one for one in wrong if _unchanged(signature, one)]
        shown = exhibits.clearest(
            exhibits.by_size(signature, examples or wrong, paste),
            lambda one: _is_telling(one, tolerance),
            lambda one: recognised(one) is named,
        )
        assert shown.difference is not None, "it gave a value, and a wrong one"
        difference = (is_unchanged and _unchanged(signature, shown)) or shown.difference
        reason = named or _with_line(difference, to_paste(shown))
        returned, right = marking.both(
            shown.value,
            shown.right,
            shown.difference.place,
            (shown.record.get("type", ""), shown.right_type),
        )
        return Verdict(
            PARTIAL if score else FAILED,
            # Not a difference's message: that quotes what came back, braces and all.
            _fill(named.message, shown.record, shown.right) if named else reason.message,
            reason.next_step,
            reason.cause,
            score=score,
            called=exhibits.call(signature, shown.arguments, paste),
            returned=returned,
            expected=right,
            shown=shown.number,
        )

    return judge


def trouble(
    signature: str, arguments: list[Data], record: Data, paste: exhibits.Paste = pasting.call
) -> Verdict | None:
    """The verdict where a call gave no value to judge, or changed its input; else None."""
    if not record["error"] and not record["changed"] and record["type"] != "NoneType":
        return None
    called = exhibits.call(signature, arguments, paste)
    error = record["error"]
    if error and error.get("kind") == STUB and error.get("inside"):
        return Verdict(
            CRASHED,
            say(
                "{function} called `{inside}`, which is still an empty exercise.",
                function=function_name(signature),
                inside=error["inside"],
            ),
            say(
                "Finish `{inside}` first, run its cell, then this check again.",
                inside=error["inside"],
            ),
            cause="needs-another-exercise",
            called=called,
        )
    if error and error.get("kind") == STUB:
        return Verdict(
            NOT_ATTEMPTED,
            say("{function} is still the empty exercise.", function=function_name(signature)),
            "Write your code in place of the line `raise NotImplementedError`, run the cell, "
            "then run this check again.",
            cause="not-attempted",
        )
    if error and error.get("kind") == FOREIGN:
        return failed(
            "wrong-type",
            say(
                "{function} returned {message}, which is not an answer to check.",
                function=function_name(signature),
                message=_foreign(error["message"]),
            ),
            "Return numbers or arrays, as the exercise says.",
            called=called,
        )
    if error:
        package = _missing_package(error)
        if package:
            return Verdict(
                CRASHED,
                say(
                    "This computer has no package called {package}. The course does not need it.",
                    package=package,
                ),
                "Use Keras and NumPy, which are here already.",
                cause="missing-package",
                called=called,
            )
        where = (
            say(" in line {number}: `{line}`", number=error["number"], line=error["line"])
            if error["line"]
            else ""
        )
        return Verdict(
            CRASHED,
            say(
                "Your code stopped with {type}: {message}{where}",
                type=error["type"],
                message=error["message"],
                where=where,
            ),
            "Read the last line of the error first: it names what went wrong. "
            "Then look at the line of yours that it points to.",
            cause="crashed",
            called=called,
        )
    if record["changed"]:
        names = argument_names(signature)
        which = ", ".join(names[i] if i < len(names) else f"#{i + 1}" for i in record["changed"])
        return failed(
            "changed-input",
            say(
                "{function} changed its input `{which}` in place.",
                function=function_name(signature),
                which=which,
            ),
            "Compute a new array (`a = a / 2`) instead of changing the one you were given "
            "(`a /= 2`, `a[...] = …`): the caller still needs it.",
            called=called,
        )
    return failed(
        "returned-none",
        say("{function} returned None, that is, nothing.", function=function_name(signature)),
        "End the function with `return …`. Printing a value is not returning it.",
        called=called,
    )


def _foreign(message: str) -> str:
    """What came back that is no answer, as `plain` says it: 'a generator'."""
    found = _A_TYPE.fullmatch(message)
    return say("a {name}", name=found[1]) if found else message


def _missing_package(error: Data) -> str:
    """The package that could not be imported, '' where it is another error.

    A part of Keras that is missing was taken out or renamed, which is another matter.
    """
    found = re.match(r"No module named '(\w{1,40})", error["message"])
    if error["type"] != "ModuleNotFoundError" or not found or found[1] in ("keras", "tensorflow"):
        return ""
    return found[1]


def compare(
    value: Data, right: Data, tolerance: Tolerance = Tolerance(), where: str = ""
) -> Difference | None:
    """The first difference between a value and the right one, or None.

    Args:
        value, right: what is compared.
        tolerance: how exactly they must agree.
        where: what the value is called; by default the answer.
    """
    where = where or say("The answer")
    if isinstance(right, np.ndarray) and right.ndim:
        return _compare_array(value, right, tolerance, where)
    if isinstance(right, bool):
        if value is right:
            return None
        return Difference(
            "wrong-value",
            say("{where} is {value}.", where=where, value=show(value)),
            say("It should be {right}.", right=right),
        )
    if isinstance(right, (int, float, np.ndarray)):
        return _compare_number(value, right, tolerance, where)
    if isinstance(right, list):
        return _compare_list(value, right, tolerance, where)
    if isinstance(right, dict):
        return _compare_dict(value, right, tolerance, where)
    if type(value) is type(right) and value == right:
        return None
    return Difference(
        "wrong-value",
        say(
            "{where} is {value}, not {right}.",
            where=where,
            value=show(value),
            right=show(right),
        ),
        "Compare the two.",
    )


def _compare_array(
    value: Data, right: np.ndarray, tolerance: Tolerance, where: str
) -> Difference | None:
    if not isinstance(value, np.ndarray):
        return Difference(
            "wrong-type",
            say(NO_ARRAY, where=where, value=with_article(value)),
            "Return a NumPy array; `np.array(…)` makes one of a list.",
        )
    if not right.size and not value.size:
        # Nothing is nothing, whichever axes a function kept of it.
        return None
    if value.shape != right.shape:
        return Difference(
            "wrong-shape",
            say(
                "{where} has shape {shape}, expected {right}.",
                where=where,
                shape=value.shape,
                right=right.shape,
            ),
            "Print `.shape` of each array on the way, and find the step where it goes astray.",
        )
    if not _dtype_fits(value.dtype, right.dtype, tolerance.dtype):
        return Difference(
            "wrong-dtype",
            say(
                "{where} has dtype {dtype}, expected {right}.",
                where=where,
                dtype=value.dtype,
                right=right.dtype,
            ),
            _other_dtype(value, right),
        )
    close = _close(value, right, tolerance)
    if close.all():
        return None
    index = tuple(int(i) for i in np.argwhere(~close)[0])
    return Difference(
        "wrong-values",
        say(
            "{wrong:,} of {all:,} values differ; the first at {index}: {found} where {right} "
            "is right.",
            wrong=int((~close).sum()),
            all=close.size,
            index=list(index),
            found=show(value[index].item()),
            right=show(right[index].item()),
        ),
        _ONE_VALUE,
        index,
    )


def _other_dtype(value: np.ndarray, right: np.ndarray) -> str:
    """How to come by the right dtype, without the loss of anything."""
    whole = right.dtype.kind in "iu" and value.dtype.kind == "f"
    if whole and not np.array_equal(value, np.trunc(value)):
        return say(
            "Find the step that makes fractions of whole numbers, such as `/`, and leave it out."
        )
    return say('Convert it: `.astype("{dtype}")`.', dtype=right.dtype)


def _compare_number(value: Data, right: Any, tolerance: Tolerance, where: str) -> Difference | None:
    number = value.item() if isinstance(value, np.ndarray) and value.ndim == 0 else value
    if isinstance(number, bool) or not isinstance(number, (int, float)):
        return Difference(
            "wrong-type",
            say(NO_NUMBER, where=where, value=with_article(value)),
            say("Return a single whole number.")
            if isinstance(right, int)
            else say("Return a single number."),
        )
    if isinstance(right, int) and not isinstance(number, int):
        return Difference(
            "not-an-integer",
            say("{where} is {number!r}, a decimal number.", where=where, number=number),
            "Return a whole number: `int(…)`, or divide with `//`.",
        )
    if bool(np.all(_close(np.asarray(number), np.asarray(right), tolerance))):
        return None
    return Difference(
        "wrong-value",
        say(
            "{where} is {number}, expected {right}.",
            where=where,
            number=show(number),
            right=show(right),
        ),
        _EXAMPLE,
    )


def _compare_list(
    value: Data, right: list[Data], tolerance: Tolerance, where: str
) -> Difference | None:
    array = value if isinstance(value, np.ndarray) and value.ndim else None
    if not isinstance(value, list) and (array is None or _holds_arrays(right)):
        return Difference(
            "wrong-type",
            say(
                "{where} is {value}; {right} values were expected.",
                where=where,
                value=with_article(value),
                right=len(right),
            ),
            "Return them together: `return a, b`.",
        )
    if len(value) != len(right):
        return Difference(
            "wrong-length",
            say(
                "{where} has {count} entries, expected {right}.",
                where=where,
                count=len(value),
                right=len(right),
            ),
            "Compare what came back with what was expected, entry by entry.",
        )
    if array is not None:
        # Only now: of an array of any length, no list is made before its length is right.
        value = array.tolist() if array.ndim == 1 else list(array)
    for i, (item, wanted) in enumerate(zip(value, right)):
        difference = compare(item, wanted, tolerance, f"{where}[{i}]")
        if difference:
            return replace(difference, place=(i, *(difference.place or ())))
    return None


def _compare_dict(
    value: Data, right: dict[str, Data], tolerance: Tolerance, where: str
) -> Difference | None:
    if not isinstance(value, dict):
        return Difference(
            "wrong-type",
            say(NO_DICTIONARY, where=where, value=with_article(value)),
            'Return a dictionary: `{"name": value, …}`.',
        )
    missing = [key for key in right if key not in value]
    if missing:
        return Difference(
            "missing-keys",
            say("{where} has no {missing}.", where=where, missing=", ".join(map(repr, missing))),
            say("Its keys should be {right}.", right=", ".join(map(repr, right))),
        )
    for key, wanted in right.items():
        difference = compare(value[key], wanted, tolerance, f"{where}[{key!r}]")
        if difference:
            return replace(difference, place=(key, *(difference.place or ())))
    return None


def _holds_arrays(items: list[Data]) -> bool:
    return any(isinstance(item, (np.ndarray, dict)) for item in items)


def _close(value: np.ndarray, right: np.ndarray, tolerance: Tolerance) -> np.ndarray:
    if value.dtype.kind == "U" or right.dtype.kind == "U":
        return value == right
    if right.dtype.kind in "biu" and value.dtype.kind in "biu":
        return value == right
    return np.isclose(
        value.astype(np.float64),
        right.astype(np.float64),
        rtol=tolerance.relative,
        atol=tolerance.absolute,
        # No right answer has a NaN, but known wrong ones do, by which they are recognised.
        equal_nan=True,
    )


def _dtype_fits(dtype: np.dtype, right: np.dtype, policy: str) -> bool:
    if policy == "exact":
        return dtype == right
    if policy == "any":
        return dtype.kind in "biuf"
    return dtype.kind == right.kind or (dtype.kind in "iu" and right.kind in "iu")


def _unchanged(signature: str, call: _WrongCall) -> Difference | None:
    """Where a function returned an array that it was given: its steps' results went nowhere."""
    value = call.value
    if not isinstance(value, np.ndarray) or not value.ndim:
        return None
    for name, argument in zip(argument_names(signature), call.arguments):
        if isinstance(argument, np.ndarray) and compare(value, argument, _SAME) is None:
            return Difference(
                "unchanged",
                say(
                    "{function} returned `{name}` as it came in, unchanged.",
                    function=function_name(signature),
                    name=name,
                ),
                "Each step gives a new array; the old one stays as it was. Keep the new one under "
                "a name, and return it.",
            )
    return None


def _recognise(
    misconceptions: Sequence[Misconception],
    arguments: list[Data],
    value: Data,
    right: Data,
    tolerance: Tolerance,
) -> Misconception | None:
    wrongs = []
    for misconception in misconceptions:
        try:
            wrongs.append((misconception, plain(misconception.wrong(*copy.deepcopy(arguments)))))
        except (NotPlain, ValueError, TypeError, IndexError, ArithmeticError):
            continue
    exact = Tolerance(tolerance.relative, tolerance.absolute, "exact")
    for misconception, wrong in wrongs:
        if compare(value, wrong, exact) is None:
            return misconception
    # A wrong value in another dtype has the same cause, unless the dtype was all that was wrong.
    loose = Tolerance(tolerance.relative, tolerance.absolute, "any")
    for misconception, wrong in wrongs:
        if compare(value, wrong, loose) is None and compare(wrong, right, loose) is not None:
            return misconception
    return None


def _is_example(known: Misconception, call: _WrongCall, tolerance: Tolerance) -> bool:
    """Whether a call's value is the one that a known mistake gives."""
    return _recognise([known], call.arguments, call.value, call.right, tolerance) is known


def _is_telling(call: _WrongCall, tolerance: Tolerance) -> bool:
    """Whether a call shows more than another dtype."""
    loose = replace(tolerance, dtype="any")
    return compare(call.value, call.right, loose) is not None


def _with_line(difference: Difference, line: str) -> Difference:
    """The same, with what to do first where there is a line to paste."""
    if not line or difference.next_step not in _PASTED:
        return difference
    return replace(difference, next_step=_PASTED[difference.next_step])


def _fill(message: str, record: Data, right: Data) -> str:
    """Fill {value}, {shape}, {dtype}, {min}, {max} and {right} from what was returned."""
    value = record["value"]
    facts: dict[str, Any] = {"value": show(value), "right": show(right)}
    if isinstance(value, np.ndarray):
        facts |= {"shape": value.shape, "dtype": value.dtype}
        if value.size and value.dtype.kind in "biuf":
            facts |= {"min": show(value.min().item()), "max": show(value.max().item())}
    try:
        return say(message).format(**facts)
    except (KeyError, IndexError, ValueError):
        return say(message)
