"""Errors that reach a user, as one clear line each."""

from mnist_course.core.short import cut, type_name


class CourseError(Exception):
    """What was found, what was expected and what to do, in one line.

    Commands print it to stderr and exit with status 2.
    """

    def _render_traceback_(self) -> list[str]:
        # In a notebook, IPython shows this line in place of a traceback into this package.
        return [str(self)]


def first_line(error: BaseException, longest: int = 300) -> str:
    """What an error says, in one line of at most `longest` characters; '' where it is silent."""
    lines = str(error).strip().splitlines()
    return cut(lines[0].strip() if lines else "", longest)


def named(error: BaseException, longest: int = 300) -> str:
    """An error's type and what it says: 'ValueError: no such shape'."""
    line = first_line(error, longest)
    kind = type_name(type(error))
    return f"{kind}: {line}" if line else kind
