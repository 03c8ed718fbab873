"""`mnist-course`: what students type."""

import sys
from collections.abc import Sequence

from mnist_course.core import command_line

PROGRAM = command_line.Program(
    name="mnist-course",
    description="Handwritten digits with a convolutional network: lessons with checks.",
    epilog="Start with: mnist-course start",
    package="mnist_course.commands",
    commands={
        "start": "make or update your lessons, and open JupyterLab",
        "check": "check your saved notebooks, as `pytest` does in their folder",
        "watch": "check a lesson again whenever it is saved",
        "progress": "show what is done and what is next",
        "share": "make one HTML page of your trained network, which reads drawings anywhere",
        "doctor": "say whether this machine is ready, and how to mend it",
        "train": "train the course's network on the real data",
    },
)


def main(words: Sequence[str] | None = None) -> int:
    """Run the command that was typed; see `command_line.run`."""
    return command_line.run(PROGRAM, words)


if __name__ == "__main__":
    sys.exit(main())
