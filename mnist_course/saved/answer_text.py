"""The text of an exercise's function in a saved notebook, and the names that stand beside it."""

from collections.abc import Sequence

from mnist_course.core.own_code import Code
from mnist_course.saved import names
from mnist_course.saved.plan import CHECK, Step


def of(exercise: str, steps: Sequence[Step]) -> Code:
    """The code of the function that is in force where an exercise is checked.

    Args:
        exercise: its id.
        steps: the notebook's, all of which ran.
    """
    source = ""
    known: set[str] = set()
    variables: set[str] = set()
    for step in steps:
        if step.role == CHECK:
            if step.exercise == exercise:
                break
            continue
        if not step.runs or not step.cell.code:
            continue
        bound = names.bound(step.cell.source)
        known |= bound
        variables = (variables - bound) | names.variables(step.cell.source)
        if exercise in step.defines:
            source = step.cell.source
    return Code(source, frozenset(known), frozenset(variables))
