"""Probes: call a student's function and record, as plain data, what it did."""

import contextlib
import copy
import io
import linecache
import os
import sysconfig
import traceback
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np

from mnist_course.core.errors import first_line
from mnist_course.core.plain import DESCRIBED, Data, NotPlain, describe_type, plain
from mnist_course.core.short import NAME, type_name

PRINTED = 2_000
"""Characters of what a call prints that are kept."""

_LIBRARY_FOLDERS = tuple(
    {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    | {str(Path(__file__).parents[1])}
)


STUB, FOREIGN, ENDED = "stub", "foreign", "ended"
"""Kinds of errors: the empty exercise's own, a value that is no plain data, and an end that the
probe itself made to a call that has shown enough."""


surroundings: Callable[[], contextlib.AbstractContextManager[Any]] = contextlib.nullcontext
"""What is put around each call of a student's function; the grader's kernel has something."""


class Ended(Exception):
    """Raised by a probe, inside of the student's call, to end it."""


class _Capped(io.StringIO):
    """Keeps the first characters of a flood and drops the rest."""

    def write(self, text: str) -> int:
        room = PRINTED - self.tell()
        if room > 0:
            super().write(text[:room])
        return len(text)


def call(
    function: Callable[..., Any],
    arguments: list[Any],
    observe: Callable[[Any], Data] = plain,
) -> dict[str, Data]:
    """Call `function(*arguments)` and record what happened.

    Args:
        function: the student's.
        arguments: passed by position; what the function changes in them is noticed.
        observe: turns what came back into plain data.

    Returns:
        A dict with `value` (plain data, None where there is none), `type` (in words),
        `error` (None, or a dict with `type`, `kind`, `message`, `line`, `number`), `changed`
        (positions of arguments that the function changed in place) and `printed`.
    """
    before = copy.deepcopy({i: a for i, a in enumerate(arguments) if _can_compare(a)})
    printed = _Capped()
    record: dict[str, Data] = {"value": None, "type": "nothing", "error": None}
    try:
        with contextlib.redirect_stdout(printed):
            returned = _returned(function, arguments)
            record["type"] = describe_type(returned)
            record["value"] = observe(returned)
    except NotPlain as error:
        record["error"] = {
            "type": "NotPlain",
            "kind": FOREIGN,
            "message": first_line(error),
            "line": "",
            "number": 0,
        }
    except Exception as error:
        record["error"] = describe_error(error)
    except SystemExit as error:
        record["error"] = describe_error(error)
    record["changed"] = [i for i, argument in before.items() if not _same(argument, arguments[i])]
    record["printed"] = printed.getvalue()
    return record


def _returned(function: Callable[..., Any], arguments: list[Any]) -> Any:
    here = os.getpid()
    try:
        with surroundings():
            return function(*arguments)
    finally:
        if os.getpid() != here:
            # A copy of this process that the function forked: only one may go on from here.
            os._exit(0)


def call_each(function: Callable[..., Any], inputs: Data) -> Data:
    """The usual probe: call the function once for each of `inputs['cases']`.

    An argument that is an array without axes is passed as the NumPy number in it, which plain
    data cannot hold otherwise. Also after one that failed: the judge shows the smallest on which
    it does.
    """
    calls = [
        call(function, [_number(argument) for argument in copy.deepcopy(case)])
        for case in inputs["cases"]
    ]
    return {"calls": calls}


def _number(argument: Data) -> Any:
    return argument[()] if isinstance(argument, np.ndarray) and not argument.ndim else argument


def until_error(records: Iterable[dict[str, Data]]) -> Data:
    """An observation of calls, one after the other; none is made after one that failed."""
    calls = []
    for record in records:
        calls.append(record)
        if record["error"]:
            break
    return {"calls": calls}


def holds_records(observed: Data) -> bool:
    """Whether an observation has `calls` as `call` records them: one or more, every field there.

    A judge may rely on that; what each `value` holds is for the judge to find out.
    """
    calls = observed.get("calls") if isinstance(observed, dict) else None
    return isinstance(calls, list) and bool(calls) and all(map(_is_record, calls))


def _is_record(record: Data) -> bool:
    if not isinstance(record, dict) or not {"value", "error"} <= set(record):
        return False
    error, changed = record["error"], record.get("changed")
    if error is not None and not _is_error(error):
        return False
    if not isinstance(changed, list) or not all(type(i) is int and i >= 0 for i in changed):
        return False
    return _is_text(record.get("type"), DESCRIBED) and isinstance(record.get("printed"), str)


def _is_text(value: Data, longest: int) -> bool:
    return isinstance(value, str) and len(value) <= longest


def _is_error(error: Data) -> bool:
    texts = ("message", "line")
    return (
        isinstance(error, dict)
        and _is_text(error.get("type"), NAME)
        and all(isinstance(error.get(name), str) for name in texts)
        and isinstance(error.get("inside", ""), str)
        and isinstance(error.get("kind", ""), str)
        and type(error.get("number")) is int
    )


def _kind(
    error: BaseException, frames: traceback.StackSummary, own: list[traceback.FrameSummary]
) -> str:
    """What an error of a known kind is, by where it comes from and not by its name alone."""
    if isinstance(error, Ended):
        return ENDED
    # NumPy raises this error too, for what it cannot do: only the stub's own is the stub's.
    if isinstance(error, NotImplementedError) and own and frames[-1] is own[-1]:
        line = (own[-1].line or "").strip()
        return STUB if not line or line.startswith("raise NotImplementedError") else ""
    return ""


def describe_error(error: BaseException) -> dict[str, Data]:
    """An error as plain data, with the student's own line that led to it.

    `inside` names the student's other function that raised it, '' where it is the called one.
    """
    frames = traceback.extract_tb(error.__traceback__)
    own = [f for f in frames if not f.filename.startswith(_LIBRARY_FOLDERS)]
    described: dict[str, Data] = {
        "type": type_name(type(error)),
        "kind": _kind(error, frames, own),
        "message": first_line(error),
        "line": "",
        "number": 0,
        "inside": own[-1].name if len(own) > 1 else "",
    }
    if own:
        linecache.checkcache(own[-1].filename)
        described["line"] = (own[-1].line or "").strip()
        described["number"] = own[-1].lineno or 0
    return described


def _can_compare(value: Any) -> bool:
    return isinstance(value, (np.ndarray, list, dict, int, float, str, tuple))


def _same(before: Any, after: Any) -> bool:
    if isinstance(before, np.ndarray):
        return (
            before.shape == after.shape
            and before.dtype == after.dtype
            and np.array_equal(before, after, equal_nan=before.dtype.kind == "f")
        )
    if isinstance(before, (list, tuple)):
        return len(before) == len(after) and all(map(_same, before, after))
    if isinstance(before, dict):
        return before.keys() == after.keys() and all(_same(before[k], after[k]) for k in before)
    return before == after
