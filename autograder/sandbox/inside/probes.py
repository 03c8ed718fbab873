"""The probes of all exercises, and nothing from which an answer could be taken.

A notebook's own check has the right answers beside it, in `mnist_course.exercises`. Here they
are taken out of memory before any student code runs, and the folder is hidden, so that
`from mnist_course.exercises … import …` gives no answer. Copying an answer's source text into
a notebook beforehand is still possible, as it is from any book.
"""

import functools
import gc
import importlib
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

PACKAGE = "mnist_course.exercises"

_probes: dict[str, tuple[Callable[[Any, Any], Any], bool]] = {}


def take() -> None:
    """Load every probe, then forget judges, inputs and right answers."""
    from mnist_course import course

    exercises = [exercise for lesson in course.lessons() for exercise in lesson.exercises]
    for exercise in exercises:
        _probes[exercise.id] = exercise.probe, bool(exercise.artefact)
    modules = {n: m for n, m in sys.modules.items() if n.startswith(PACKAGE + ".")}
    kept = _mentioned([probe for probe, _ in _probes.values()], list(modules.values()))
    for exercise in exercises:
        for name in ("judge", "inputs", "probe"):
            object.__setattr__(exercise, name, _elsewhere)
        object.__setattr__(exercise, "misconceptions", ())
    for name, module in modules.items():
        for entry in [e for e in vars(module) if not e.startswith("__") and e not in kept]:
            delattr(module, entry)
        del sys.modules[name]
    sys.modules[PACKAGE].__dict__.clear()
    del sys.modules[PACKAGE]
    importlib.import_module("mnist_course.notebook.check").check = _check
    gc.collect()


def folder() -> str:
    """Where the exercises' source is, to be hidden."""
    import mnist_course

    return str(Path(mnist_course.__file__).parent / "exercises")


def probe(exercise: str) -> tuple[Callable[[Any, Any], Any], bool]:
    """The probe of an exercise, and whether it looks at a file."""
    return _probes[exercise]


def _elsewhere(*_: Any) -> Any:
    raise RuntimeError("While a submission is graded, it is judged outside of its kernel.")


def _check(exercise_id: str, subject: Any = None) -> None:
    """What `check` is while a submission is graded."""
    print(f"{exercise_id}: judged by the grader.")


def _mentioned(roots: list[Any], modules: list[types.ModuleType]) -> set[str]:
    """All names that the roots' code, and the code that it reaches, mentions."""
    names: set[str] = set()
    codes = [code for root in roots for code in _codes(root)]
    seen: set[types.CodeType] = set()
    while codes:
        code = codes.pop()
        if code in seen:
            continue
        seen.add(code)
        codes += [const for const in code.co_consts if isinstance(const, types.CodeType)]
        for name in set(code.co_names) - names:
            names.add(name)
            for module in modules:
                codes += _codes(vars(module).get(name))
    return names


def _codes(value: Any) -> list[types.CodeType]:
    value = getattr(value, "__wrapped__", value)
    if isinstance(value, functools.partial):
        value = value.func
    if isinstance(value, type) and value.__module__.startswith(PACKAGE):
        return [code for member in vars(value).values() for code in _codes(member)]
    value = getattr(value, "__func__", value)
    found = [value.__code__] if isinstance(value, types.FunctionType) else []
    for cell in getattr(value, "__closure__", None) or ():
        if isinstance(cell.cell_contents, types.FunctionType):
            found += _codes(cell.cell_contents)
    return found
