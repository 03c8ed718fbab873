"""`mnist-autograder new exercise|lesson NAME`."""

import argparse

from mnist_course import course
from mnist_course.core import course_file
from mnist_course.core.errors import CourseError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("what", choices=("exercise", "lesson"), help="what to begin")
    parser.add_argument(
        "name", metavar="NAME", help="of the function, such as mean_image; of a lesson, 10_colours"
    )
    parser.add_argument("--lesson", metavar="L", help="of an exercise: the lesson that it ends")


def run(arguments: argparse.Namespace) -> int:
    """Write what it needs, and say what to do with it."""
    # Here, since it needs the packages of an author.
    from autograder.authoring import beginning

    folder = course_file.folder()
    if arguments.what == "lesson":
        if arguments.lesson:
            raise CourseError("--lesson goes with `new exercise`.")
        written = beginning.lesson(folder, arguments.name)
    else:
        if not arguments.lesson:
            raise CourseError("Name the exercise's lesson: --lesson 02.")
        written = beginning.exercise(folder, arguments.name, course.lesson(arguments.lesson))
    for path in written:
        print(f"wrote {path}")
    print("Each is whole: make it yours. `mnist-autograder build` makes the notebooks, proved.")
    return 0
