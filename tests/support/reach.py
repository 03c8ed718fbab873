"""All that student code can call of the course, tried as the answer to an exercise.

This file is run as a student's cell in the sandbox, so it imports nothing of the tests. `found`
lists what there is to call; a `Search` tries it on an exercise's own arguments.
"""

import contextlib
import copy
import dataclasses
import functools
import importlib
import inspect
import io
import itertools
import math
import pkgutil
import re
import signal
import sys
import time
import types

import numpy as np

_SECONDS = 1.0
"""How long one call may take."""

_SECONDS_EACH, _MOST_LATE = 0.5, 1
"""How much processor time the calls of one function may take, and how many may take too long."""

_LARGE = 1_000_000
"""Bytes. No right answer in a check is nearly as large; what is larger is left out."""

_COMPARED = 64
"""How many numbers of a first value are compared with the right ones, roughly."""

_CONTAINERS = (list, tuple, set, frozenset)
_DEPTH = 4
_MOST_PARTS = 12
_NOT_IMPORTED = ("__main__",)
_SPECIAL = ("__call__", "__getitem__", "__iter__")
"""Methods between underscores that a class may compute in; the others are Python's machinery."""


class _TooLong(BaseException):
    """Not an `Exception`, so that what is called does not catch it."""


# What there is to call ------------------------------------------------------------


def modules():
    """The package and all of its modules that can be imported here."""
    import mnist_course

    found_modules = [mnist_course]
    for one in pkgutil.walk_packages(mnist_course.__path__, "mnist_course.", onerror=str):
        if one.name.rpartition(".")[2] not in _NOT_IMPORTED:
            with contextlib.suppress(Exception):
                found_modules.append(importlib.import_module(one.name))
    return found_modules


def found(lesson_names):
    """Name → callable, of the package and of what the lesson's own cells define.

    Functions, classes, methods, properties, what decorators wrap, and whatever of these lies in
    containers and instances. What has to be dug out of a closure is not among them: that is like
    copying the helper's text.
    """
    seen, listed = {}, {}
    for module in modules():
        for name, value in list(vars(module).items()):
            if not name.startswith("__") or callable(value):
                _walk(f"{module.__name__}.{name}", value, seen, listed, _DEPTH)
    for name, value in lesson_names.items():
        _walk(name, value, seen, listed, _DEPTH)
    return listed


def _of_the_course(value):
    home = getattr(value, "__module__", None)
    return isinstance(home, str) and home.startswith(("mnist_course", "__main__"))


def _holds_alone(value):
    """Whether it only holds what it is made of: an error, a data class."""
    if not isinstance(value, type):
        return False
    return issubclass(value, BaseException) or dataclasses.is_dataclass(value)


def _walk(name, value, seen, listed, depth):
    if id(value) in seen or isinstance(value, types.ModuleType):
        return
    seen[id(value)] = value
    own = _of_the_course(value) or _of_the_course(type(value))
    if callable(value) and own and not _holds_alone(value):
        listed[name] = value
    if depth == 0:
        return
    if isinstance(value, type):
        if own and not issubclass(value, BaseException):
            _walk_class(name, value, seen, listed, depth)
        return
    if isinstance(value, functools.partial):
        _walk(f"{name}.func", value.func, seen, listed, depth - 1)
    if own and hasattr(value, "__wrapped__"):
        _walk(f"{name}.__wrapped__", value.__wrapped__, seen, listed, depth - 1)
    if isinstance(value, (dict, types.MappingProxyType)):
        parts = [(f"{name}[{key!r}]", part) for key, part in value.items()]
    elif isinstance(value, _CONTAINERS):
        parts = [(f"{name}[{number}]", part) for number, part in enumerate(value)]
    elif own and not inspect.isroutine(value):
        parts = [(f"{name}.{key}", part) for key, part in getattr(value, "__dict__", {}).items()]
        parts += [
            (f"{name}.{key}", getattr(value, key))
            for key in dir(type(value))
            if inspect.isroutine(getattr(type(value), key)) and not key.startswith("__")
        ]
    else:
        return
    for told, part in parts:
        _walk(told, part, seen, listed, depth - 1)


def _walk_class(name, value, seen, listed, depth):
    instance = None
    with contextlib.suppress(BaseException), _quiet():
        instance = value()
    for key, attribute in list(vars(value).items()):
        told = f"{name}.{key}"
        if key.startswith("__") and key not in _SPECIAL:
            continue
        if isinstance(attribute, (staticmethod, classmethod)):
            _walk(told, attribute.__func__, seen, listed, depth - 1)
            attribute = getattr(value, key)
        elif isinstance(attribute, property):
            attribute = attribute.fget
        if inspect.isroutine(attribute) or isinstance(attribute, type):
            _walk(told, attribute, seen, listed, depth - 1)
        if instance is not None and not key.startswith("__"):
            with contextlib.suppress(BaseException):
                bound = getattr(instance, key)
                if inspect.ismethod(bound):
                    listed[f"{name}().{key}"] = bound


# Simple ways to call it -----------------------------------------------------------


def _everywhere(change):
    return lambda values: [change(v) if isinstance(v, np.ndarray) else v for v in values]


BEFORE = {
    "": list,
    "float32 ": _everywhere(lambda values: values.astype(np.float32)),
    "[..., None] ": _everywhere(lambda values: values[..., np.newaxis]),
    "[None] ": _everywhere(lambda values: values[np.newaxis]),
    "[None, ..., None] ": _everywhere(lambda values: values[np.newaxis, ..., np.newaxis]),
}
"""What may be done to the arguments."""

_IN_PLACE = "the first argument"

AFTER = {
    "": lambda value, given: value,
    "[0]": lambda value, given: value[0],
    "[-1]": lambda value, given: value[-1],
    "[..., 0]": lambda value, given: value[..., 0],
    "[..., None]": lambda value, given: np.asarray(value)[..., np.newaxis],
    "asarray": lambda value, given: np.asarray(value),
    "float32": lambda value, given: np.asarray(value).astype(np.float32),
    "int": lambda value, given: int(value),
    "+ 1": lambda value, given: value + 1,
    "list": lambda value, given: list(value),
    "tuple": lambda value, given: tuple(value),
    _IN_PLACE: lambda value, given: given[0],
    **{
        f"part {place}": lambda value, given, place=place: _parts(value)[place]
        for place in range(_MOST_PARTS)
    },
}
"""What may be done to what comes back."""

_ALL_OF_IT = ("[..., 0]", "[..., None]", "asarray", "float32", "+ 1", "list")
"""What of these makes something as large of something large."""


def _parts(value):
    """The values of a dictionary, of an instance's fields, or of a tuple after its first."""
    if isinstance(value, dict):
        return list(value.values())
    if isinstance(value, tuple):
        return value[1:]
    return list(vars(value).values())


def _constants():
    """What lessons have at hand to fill an argument with that the exercise does not give."""
    from mnist_course import spec

    numbers = [0, 1, 2, 3, 10, spec.BRIGHTEST, spec.IMAGE_HEIGHT, spec.INPUT_SHAPE, spec.LAYERS]
    return [*numbers, True, "valid", "same", 0.5, np.random.default_rng(0)]


def _fillings(function, orders):
    """Orders of arguments that the function can be called with, filled with constants."""
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        yield from ((order, ()) for order in orders)
        return
    wanted = sum(
        one.default is one.empty and one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD)
        for one in signature.parameters.values()
    )
    for order in orders:
        missing = wanted - len(order)
        more = [()] if missing <= 0 else [(c,) for c in _constants()] if missing == 1 else []
        for constants in more:
            with contextlib.suppress(TypeError):
                signature.bind(*order, *constants)
                yield order, constants


@contextlib.contextmanager
def _quiet():
    kept = sys.stdout, sys.stderr
    sys.stdout = sys.stderr = io.StringIO()
    try:
        yield
    finally:
        sys.stdout, sys.stderr = kept


def _within(function, *arguments):
    """What comes back, within the time that a call may take; raises whatever there is to raise."""

    def late(*_):
        raise _TooLong

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, _SECONDS)
    try:
        with _quiet():
            return function(*arguments)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


class Captured(Exception):
    """Ends a probe that has shown enough."""


def arguments_of(exercise_id, inputs):
    """The arguments of the probe's first call: fresh ones each time."""
    from mnist_course import course

    taken = []

    def capture(*arguments):
        taken.append(arguments)
        raise Captured

    course.exercise(exercise_id).probe(capture, inputs)
    return taken[0]


_SLOW_ALONE: set[str] = set()
"""What takes too long without arguments, whichever exercise it is tried for."""


def outline(value, decided):
    """What an answer's first value is, as far as a wrong one can be told by it at once.

    Args:
        value: that a right answer gave, as a probe notes it.
        decided: whether its numbers are the only right ones, but for rounding.

    Returns:
        'numbers', how many, and the first of them; 'text'; 'table' for a dictionary; None where
        anything may be right.
    """
    if isinstance(value, str):
        return ["text"]
    if isinstance(value, dict):
        return ["table"]
    count = _count(value)
    return None if count is None else ["numbers", count, _first_numbers(value) if decided else []]


def _count(value):
    """How many numbers an array, a number, or a sequence of these holds; None for anything else."""
    if isinstance(value, _CONTAINERS):
        counts = [_count(part) for part in value]
        return None if None in counts else sum(counts)
    if hasattr(value, "shape") and hasattr(value, "dtype"):
        return math.prod(value.shape)
    return 1 if isinstance(value, (int, float)) else None


def _first_numbers(value):
    if isinstance(value, _CONTAINERS):
        return list(itertools.chain(*map(_first_numbers, value)))[:_COMPARED]
    return np.ravel(value)[:_COMPARED].astype(float).tolist()


def _may_be(value, expected):
    if expected is None:
        return True
    kind, *facts = expected
    if kind == "text":
        return isinstance(value, str)
    if kind == "table":
        return isinstance(value, dict)
    count, numbers = facts
    return _count(value) == count and (
        not numbers or np.allclose(_first_numbers(value), numbers, 0.01, 0.01, equal_nan=True)
    )


class Search:
    """What is tried as the answer to one exercise.

    Args:
        exercise_id: the exercise's.
        inputs: of one check.
        callables: from `found`.
        expected: the `outline` of what is right for the first call.
    """

    def __init__(self, exercise_id, inputs, callables, expected=None):
        self.exercise_id, self.inputs, self.expected = exercise_id, inputs, expected
        self.callables = list(callables.items())
        self.called = 0
        self.kept = []
        self._hash_of = {}
        self._dismissed = set()
        self._hashes = []
        self._handed_back = []
        self._given = None
        self._untouched = True

    def fresh(self):
        """The arguments: arrays that nothing has been done to; a model is the same for a while."""
        if self._given is None:
            self._given = arguments_of(self.exercise_id, self.inputs)
        plain = (np.ndarray, int, float, str)
        return [copy.copy(one) if isinstance(one, plain) else one for one in self._given]

    def tried(self, numbers):
        """Try the callables of these numbers, and pack what the probe sees of their first calls.

        Each number is printed beforehand: what is tried may end the process. What gives nothing,
        an error, or what was dismissed before is left out. Ways that give the same are kept
        together, since it may be the second call that tells them apart.
        """
        from mnist_course.core.plain import pack

        self.kept = []
        places, observed = {}, []
        for number in numbers:
            print(number, flush=True)
            self._given = self._given if self._untouched else None
            self._untouched = True
            for way, value, key in self._ways(*self.callables[number]):
                if self._hash_of.get(key) in self._dismissed:
                    continue
                seen = pack(self._first(value))
                known = self._hash_of[key] = hash(seen)
                if known in self._dismissed or len(seen) >= _LARGE:
                    continue
                if known not in places:
                    places[known] = len(observed)
                    observed.append(np.frombuffer(seen, np.uint8))
                    self.kept.append([])
                ways = self.kept[places[known]]
                if way[:2] not in [other[:2] for other in ways]:
                    ways.append(way)
        self._hashes = list(places)
        return observed

    def counted(self):
        """How many calls gave a value since this was asked last."""
        called, self.called = self.called, 0
        return called

    def dismiss(self, places):
        """Leave out from now on what gives the same in its first call as these observations."""
        self._dismissed |= {self._hashes[place] for place in places}

    def _ways(self, name, function):
        places = range(len(self.fresh()))
        orders = [o for n in range(len(places) + 1) for o in itertools.permutations(places, n)]
        began, late = time.process_time(), 0
        for before in BEFORE:
            for order, constants in _fillings(function, orders):
                if late >= _MOST_LATE or time.process_time() - began > _SECONDS_EACH:
                    return
                if before and not self._matters(order):
                    continue
                alone = not order and not constants
                if alone and name in _SLOW_ALONE:
                    continue
                called = functools.partial(_called, function, order, constants, BEFORE[before])
                given = self.fresh()
                try:
                    value = _within(called, *given)
                except _TooLong:
                    late += 1
                    if alone:
                        _SLOW_ALONE.add(name)
                    continue
                except BaseException:
                    continue
                self._untouched = False
                self.called += 1
                for after, changed, key in self._changed(value, given):
                    told = f"{name}{order}{constants} {before}{after}"
                    taken = functools.partial(_taken, order, BEFORE[before])
                    yield (name, after, told, called, taken, AFTER[after]), changed, key

    def _matters(self, order):
        given = self.fresh()
        return any(isinstance(given[place], np.ndarray) for place in order)

    def _changed(self, value, given):
        found = set()
        for after, change in AFTER.items():
            if (after == _IN_PLACE) != (value is None):
                continue
            if after in _ALL_OF_IT and _size(value) > _LARGE:
                continue
            try:
                changed = _within(change, value, given)
                key = _key(changed) if _may_be(changed, self.expected) else None
            except BaseException:
                continue
            if changed is not None and key is not None and key not in found:
                found.add(key)
                yield after, changed, key

    def _first(self, value):
        """What the probe notes of a function whose first call gives this value."""
        from mnist_course import course

        values = iter([value])

        def once(*_):
            for one in values:
                return one
            raise Captured

        return course.exercise(self.exercise_id).probe(once, self.inputs)

    def candidate(self, number, way):
        """The function to be probed: one of those that gave the same in their first call."""
        *_, called, taken, change = self.kept[number][way]
        self._handed_back = []

        def function(*given):
            arguments = {_key(one) for one in taken(*map(copy.copy, given))}
            value = called(*given)
            changed = change(value, given)
            self._handed_back.append(bool({_key(value), _key(changed)} & arguments))
            return changed

        return function

    def handed_back(self):
        """Whether each call gave an argument as it was, alone or in something that held it.

        The answer is then what was done around it.
        """
        return all(self._handed_back)


def _taken(order, change, *given):
    return change([given[place] for place in order])


def _called(function, order, constants, change, *given):
    return function(*_taken(order, change, *given), *constants)


def _key(value):
    """Equal for values that a probe cannot tell apart."""
    from mnist_course.core.plain import NotPlain, pack, plain

    if _size(value) > _LARGE:
        return _outline(value)
    try:
        return hash(pack(plain(value)))
    except NotPlain:
        if hasattr(value, "layers"):
            return object()
        return type(value), re.sub(r"0x\w+", "", repr(value)[:500])


def _size(value):
    if isinstance(value, np.ndarray):
        return value.nbytes
    return sum(map(_size, value)) if isinstance(value, (list, tuple)) else 0


def _outline(value):
    if isinstance(value, np.ndarray):
        return f"{value.dtype}{value.shape}"
    return f"{type(value)}{list(map(_outline, value))}" if isinstance(value, (list, tuple)) else ""
