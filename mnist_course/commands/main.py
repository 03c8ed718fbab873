"""`mnist-course`: what students type."""

import sys
from collections.abc import Sequence

from mnist_course.core import command_line

PROGRAM = command_line.Program(
    name="mnist-course",
    description="Handwritten digits with a convolutional network: lessons with checks.",
    epilog="Start with: mnist-course start",
    commands={
        "start": (
            "mnist_course.commands.start",
            "make or update your lessons, and open JupyterLab",
        ),
        "check": (
            "mnist_course.commands.check",
            "check your saved notebooks, as `pytest` does in their folder",
        ),
        "watch": ("mnist_course.commands.watch", "check a lesson again whenever it is saved"),
        "progress": ("mnist_course.commands.progress", "show what is done and what is next"),
        "doctor": (
            "mnist_course.commands.doctor",
            "say whether this machine is ready, and how to mend it",
        ),
        "train": ("mnist_course.commands.train", "train the course's network on the real data"),
    },
)


def main(words: Sequence[str] | None = None) -> int:
    """Run the command that was typed; see `command_line.run`."""
    return command_line.run(PROGRAM, words)


if __name__ == "__main__":
    sys.exit(main())
