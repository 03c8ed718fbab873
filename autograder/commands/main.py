"""`mnist-autograder`: what instructors type."""

import sys
from collections.abc import Sequence

from mnist_course.core import command_line

PROGRAM = command_line.Program(
    name="mnist-autograder",
    description="Grade mnist-course submissions safely.",
    interrupted="stopped. `--resume` goes on from here.",
    commands={
        "release": ("autograder.commands.release", "make the students' bundle"),
        "collect": ("autograder.commands.collect", "take in a platform's download"),
        "grade": ("autograder.commands.grade", "grade a class"),
        "feedback": ("autograder.commands.feedback", "write HTML feedback for each student"),
        "export": ("autograder.commands.export", "write the marks for a learning platform"),
        "similar": ("autograder.commands.similar", "show which answers are alike"),
        "extend": ("autograder.commands.extend", "give one student a later due date"),
        "drop": ("autograder.commands.drop", "let an exercise count no longer"),
        "demo": (
            "autograder.commands.demo",
            "make a small class, grade it and show the result",
        ),
        "build": ("autograder.commands.build", "build the notebooks from the masters"),
    },
)


def main(words: Sequence[str] | None = None) -> int:
    """Run the command that was typed; see `command_line.run`."""
    return command_line.run(PROGRAM, words)


if __name__ == "__main__":
    sys.exit(main())
