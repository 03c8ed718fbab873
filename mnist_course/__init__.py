"""mnist-course: graded lessons on handwritten-digit recognition with a convolutional network.

What lessons import:

    from mnist_course import begin, check

`begin(lesson)` starts a lesson, `check(exercise)` checks an exercise. Importing the package
is quick and does not import TensorFlow.
"""

import sys
import types

__version__ = "1.0.0"

__all__ = ["__version__", "begin", "check", "prepared_digits"]


class _Package(types.ModuleType):
    """The package's functions, imported on first use: they need NumPy, and commands should not.

    They are properties because importing the modules `mnist_course.notebook.begin` and
    `mnist_course.notebook.check` sets attributes of these names, which would hide the functions.
    """

    @property
    def begin(self):
        from mnist_course.notebook.begin import begin

        return begin

    @begin.setter
    def begin(self, module) -> None:
        pass

    @property
    def check(self):
        from mnist_course.notebook.check import check

        return check

    @check.setter
    def check(self, module) -> None:
        pass

    @property
    def prepared_digits(self):
        from mnist_course.data import prepared

        return prepared


sys.modules[__name__].__class__ = _Package
