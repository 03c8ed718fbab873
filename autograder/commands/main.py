"""`mnist-autograder`: what instructors type."""

import sys
from collections.abc import Sequence

from mnist_course.core import command_line

PROGRAM = command_line.Program(
    name="mnist-autograder",
    description="Grade mnist-course submissions safely.",
    interrupted="stopped. `--resume` goes on from here.",
    package="autograder.commands",
    commands={
        "release": "make the students' bundle",
        "collect": "take in a platform's download",
        "grade": "grade a class",
        "feedback": "write HTML feedback for each student",
        "export": "write the marks for a learning platform",
        "gradescope": "make an autograder for Gradescope",
        "similar": "show which answers are alike",
        "extend": "give one student a later due date",
        "drop": "let an exercise count no longer",
        "demo": "make a small class, grade it and show the result",
        "build": "build the notebooks from the masters, and prove them",
        "translate": "say what of the lessons and sentences is not translated, and begin it",
        "new": "begin an exercise or a lesson of your own",
        "site": "make the course as web pages",
    },
)


def main(words: Sequence[str] | None = None) -> int:
    """Run the command that was typed; see `command_line.run`."""
    return command_line.run(PROGRAM, words)


if __name__ == "__main__":
    sys.exit(main())
