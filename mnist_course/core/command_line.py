"""What both command lines share: commands by name, and whatever stops one in one line.

Only the standard library is imported here, and of the commands only the one that was typed, so
that `--help` answers at once.
"""

import argparse
import importlib
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from mnist_course import __version__
from mnist_course.core import course_file, files
from mnist_course.core.errors import CourseError, named
from mnist_course.core.language import say

DONE, SOMETHING_FAILED, COULD_NOT_RUN, INTERRUPTED = 0, 1, 2, 130

_COURSE = "--course"
_TRACEBACK = "MNIST_COURSE_TRACEBACK"


@dataclass(frozen=True)
class Program:
    """A program and its commands.

    Attributes:
        name: as it is typed.
        description, epilog: for its help.
        package: holds a module of the same name for each command, with `add_arguments(parser)`
            and `run(arguments)`, which returns the exit status.
        commands: name → what it does.
        interrupted: what to say after Ctrl-C; '' for nothing.
    """

    name: str
    description: str
    package: str
    commands: Mapping[str, str]
    epilog: str = ""
    interrupted: str = ""


def run(program: Program, words: Sequence[str] | None = None) -> int:
    """Run the command that was typed.

    Args:
        program: whose.
        words: the command line without the program's name; by default `sys.argv`'s.

    Returns:
        The exit status: 0 done; 1 done, and something in it failed; 2 it could not run; 130 it
        was interrupted.

    Raises:
        SystemExit: from `argparse`, for `--help` and for wrong arguments.
    """
    _tolerant_output()
    words = list(sys.argv[1:] if words is None else words)
    try:
        words = _with_its_course(words)
        arguments = _parser(program, words).parse_args(words)
        status = arguments.run(arguments)
        sys.stdout.flush()
        return status
    except CourseError as error:
        return _say(program, str(error))
    except KeyboardInterrupt:
        if program.interrupted:
            _say(program, say(program.interrupted))
        return INTERRUPTED
    except BrokenPipeError:
        # The reader, such as `head`, has seen enough. Python would complain again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as error:
        if os.environ.get(_TRACEBACK):
            raise
        if isinstance(error, PermissionError) and error.filename:
            return _say(program, f"{files.denied(Path(os.fsdecode(error.filename)))}.")
        return _say(
            program,
            say(
                "An error of the course's own ({error}). Please report it, with what {variable}=1 "
                "shows when you run it again.",
                error=named(error),
                variable=_TRACEBACK,
            ),
        )


def whole_number(least: int, most: int | None = None) -> Callable[[str], int]:
    """For `add_argument(type=…)`: a whole number from `least` to `most`."""

    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            raise argparse.ArgumentTypeError(
                say("{given!r} is not a whole number", given=text)
            ) from None
        if most is None and number < least:
            raise argparse.ArgumentTypeError(
                say("{number} is too small, the least is {least}", number=number, least=least)
            )
        if most is not None and not least <= number <= most:
            raise argparse.ArgumentTypeError(
                say(
                    "{number} is not between {least} and {most}",
                    number=number,
                    least=least,
                    most=most,
                )
            )
        return number

    return read


def _with_its_course(words: list[str]) -> list[str]:
    """Take the course that `--course` names, before a command is imported and reads it."""
    early = _Parser(prog="", add_help=False, allow_abbrev=False)
    early.add_argument(_COURSE, type=Path)
    if not any(word.partition("=")[0] == _COURSE for word in words):
        return words
    found, others = early.parse_known_args(words)
    course_file.choose(found.course)
    return others


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with the arguments in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(COULD_NOT_RUN, f"{self.prog}: {message}. See `{self.prog} --help`.\n")


def _parser(program: Program, words: Sequence[str]) -> argparse.ArgumentParser:
    top = _Parser(
        prog=program.name,
        description=say(program.description),
        epilog=say(program.epilog),
        allow_abbrev=False,
    )
    top.add_argument(
        _COURSE,
        metavar="DIR",
        help=say("the folder of another course.toml; so does the variable MNIST_COURSE"),
    )
    top.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands: Any = top.add_subparsers(metavar="COMMAND", required=True, parser_class=_Parser)
    typed = next((word for word in words if not word.startswith("-")), "")
    for name, text in program.commands.items():
        text = say(text)
        about = f"{text[0].upper()}{text[1:]}."
        parser = commands.add_parser(name, help=text, description=about)
        if name == typed:
            command = importlib.import_module(f"{program.package}.{name}")
            command.add_arguments(parser)
            parser.set_defaults(run=command.run)
    return top


def _tolerant_output() -> None:
    """Let a terminal that cannot show ✓ show ? in its place, and not stop."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _say(program: Program, line: str) -> int:
    print(f"{program.name}: {line}", file=sys.stderr)
    return COULD_NOT_RUN
