"""Errors that reach a user, as one clear line each."""


class CourseError(Exception):
    """What was found, what was expected and what to do, in one line.

    Commands print it to stderr and exit with status 2.
    """

    def _render_traceback_(self) -> list[str]:
        # In a notebook, IPython shows this line in place of a traceback into this package.
        return [str(self)]
