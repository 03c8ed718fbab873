"""`mnist-autograder`: release, grade, feedback, export, demo."""

import argparse
import importlib
import sys
from collections.abc import Sequence

from mnist_course.core.errors import CourseError

COMMANDS = {
    "release": ("autograder.commands.release", "make the students' bundle"),
    "collect": ("autograder.commands.collect", "take in a platform's download"),
    "grade": ("autograder.commands.grade", "grade a class"),
    "feedback": ("autograder.commands.feedback", "write HTML feedback for each student"),
    "export": ("autograder.commands.export", "write the marks for a learning platform"),
    "similar": ("autograder.commands.similar", "show which answers are alike"),
    "extend": ("autograder.commands.extend", "give one student a later due date"),
    "drop": ("autograder.commands.drop", "let an exercise count no longer"),
    "demo": ("autograder.commands.demo", "make a small class, grade it and show the result"),
    "build": ("autograder.authoring.build", "build the notebooks from the masters"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        arguments: the command line's words, without the program.

    Returns:
        0 done; 1 done, and something in it failed; 2 it could not run.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    parser = argparse.ArgumentParser(
        prog="mnist-autograder", description="Grade mnist-course submissions safely."
    )
    commands = parser.add_subparsers(metavar="COMMAND", dest="command")
    wanted = next((word for word in words if not word.startswith("-")), "")
    run = None
    for name, (module, text) in COMMANDS.items():
        command = commands.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
        if name == wanted:
            loaded = importlib.import_module(module)
            loaded.add_arguments(command)
            run = loaded.run
    try:
        parsed = parser.parse_args(words)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 2
    if run is None:
        parser.print_help(sys.stderr)
        return 2
    try:
        return run(parsed)
    except CourseError as error:
        print(f"mnist-autograder: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("mnist-autograder: stopped. `--resume` goes on from here.", file=sys.stderr)
        return 2
    except BrokenPipeError:
        return 2


if __name__ == "__main__":
    sys.exit(main())
