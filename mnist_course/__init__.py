"""mnist-course: graded lessons on handwritten-digit recognition with a convolutional network.

What lessons import:

    from mnist_course import begin, check, compare, predict

`begin(lesson)` starts a lesson, `check(exercise)` checks an exercise, `predict(id)` asks for a
prediction and `compare(id)` shows what came of it. Importing the package
is quick and does not import TensorFlow.
"""

import importlib
from typing import Any

__version__ = "1.0.0"

__all__ = ["__version__", "begin", "check", "compare", "predict", "prepared_digits"]

_HOMES = {
    "begin": ("mnist_course.notebook.begin", "begin"),
    "check": ("mnist_course.notebook.check", "check"),
    "compare": ("mnist_course.notebook.predictions", "compare"),
    "predict": ("mnist_course.notebook.predictions", "predict"),
    "prepared_digits": ("mnist_course.data", "prepared"),
}


def __getattr__(name: str) -> Any:
    # On first use: they need NumPy, and commands should not.
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, attribute = _HOMES[name]
    return getattr(importlib.import_module(module), attribute)
