"""`mnist-course doctor`: is this machine ready, and if not, how to mend it."""

import argparse

from mnist_course.core.language import say, say_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command has none."""


def run(arguments: argparse.Namespace) -> int:
    """Look at everything and print each finding as it comes; 1 where something must be mended."""
    from mnist_course.commands import examinations

    faults = 0
    for finding in examinations.findings():
        print(finding, flush=True)
        faults += finding.state == examinations.FAULT
    print()
    if faults:
        print(
            say_of(
                faults,
                "{number} thing needs mending (✗ above).",
                "{number} things need mending (✗ above).",
            )
        )
        return 1
    print(say("This machine is ready. Begin with `mnist-course start`."))
    return 0
