"""What an error means that a cell stopped with before it had defined its function."""

import re

from mnist_course.core.language import say

_AT_THE_MARGIN = "'return' outside function"
_NO_BODY = re.compile(r"expected an indented block after function definition")
_TABS = re.compile(r"^(TabError|IndentationError): (?!expected an indented block)")
_ASSIGNED = re.compile(r"Maybe you meant '==' or ':=' instead of '='")


def told(error: str) -> tuple[str, str]:
    """What is to be said of it, with a space before, and the next step; '' where nothing is.

    Args:
        error: 'SyntaxError: invalid syntax (1234.py, line 1)'.
    """
    if _AT_THE_MARGIN in error:
        return (
            say(" That `return` stands at the margin, and so below the function, not in it."),
            say("Move it to the right, as far as the function's other lines; then run the cell."),
        )
    if _NO_BODY.search(error):
        return (
            say(" The lines of a function stand to the right of its `def`."),
            say("Move them four spaces to the right, all as far as each other; then run the cell."),
        )
    if _TABS.match(error):
        return (
            say(" The lines of one block begin equally far from the margin."),
            say("Line them up: four spaces for each step, and no tabs; then run the cell."),
        )
    if _ASSIGNED.search(error):
        return (
            say(" One `=` gives a name a value, and two ask whether things are equal."),
            say("Write `==` to compare; then run the cell."),
        )
    return "", ""
