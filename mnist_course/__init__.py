"""mnist-course: graded lessons on handwritten-digit recognition with a convolutional network.

What lessons import:

    from mnist_course import begin, check

`begin(lesson)` starts a lesson, `check(exercise)` checks an exercise. Importing the package
is quick and does not import TensorFlow.
"""

__version__ = "1.0.0"

__all__ = ["__version__", "begin", "check", "prepared_digits"]


def __getattr__(name: str):
    # Imported on first use: these need NumPy, and the command line should start at once.
    if name == "check":
        from mnist_course.check import check

        return check
    if name == "begin":
        from mnist_course.begin import begin

        return begin
    if name == "prepared_digits":
        from mnist_course.data import prepared

        return prepared
    raise AttributeError(f"module 'mnist_course' has no attribute {name!r}")
