"""The text of an exercise's function in a saved notebook, and the names that stand beside it."""

import functools
from collections.abc import Mapping

from mnist_course.core import own_code
from mnist_course.core.own_code import Code
from mnist_course.saved import names
from mnist_course.saved.plan import CHECK, Step


def of(exercise: str, steps: tuple[Step, ...], stopped: Mapping[str, int]) -> Code:
    """The code of the function that is in force where an exercise is checked.

    Args:
        exercise: its id.
        steps: the notebook's, all of which ran.
        stopped: source of a cell → the line that it stopped at, 0 where that is not known.
    """
    source = ""
    known: set[str] = set()
    variables: set[str] = set()
    for step, (bound, data) in zip(steps, _names(steps)):
        if step.role == CHECK:
            if step.exercise == exercise:
                break
            continue
        if not step.runs or not step.cell.code:
            continue
        known |= bound
        variables = (variables - bound) | data
        if exercise in step.defines and _defined(exercise, step.cell.source, stopped):
            source = step.cell.source
    return Code(source, frozenset(known), frozenset(variables))


@functools.lru_cache(maxsize=1)
def _names(steps: tuple[Step, ...]) -> list[tuple[frozenset[str], frozenset[str]]]:
    """What each step binds, and what of it is data. Once for all exercises of a notebook: one of
    the largest that are read takes ten seconds."""
    nothing: frozenset[str] = frozenset()
    return [
        (names.bound(one.cell.source), names.variables(one.cell.source))
        if one.runs and one.cell.code
        else (nothing, nothing)
        for one in steps
    ]


def _defined(exercise: str, source: str, stopped: Mapping[str, int]) -> bool:
    """Whether a cell came as far as the end of its definition: IPython runs it piece by piece."""
    if source not in stopped:
        return True
    tree = own_code.parsed(source)
    found = own_code.definition(tree, exercise) if tree else None
    return found is not None and (found.end_lineno or 0) < stopped[source]
