"""`mnist-course`: what students type.

Only the standard library and the specification are imported here; each command imports what
it needs, so that `--help` answers at once.
"""

import argparse
import os
import sys
from pathlib import Path

from mnist_course import __version__, spec
from mnist_course.core.errors import CourseError

DONE, SOMETHING_FAILED, COULD_NOT_RUN, INTERRUPTED = 0, 1, 2, 130

_TRACEBACK = "MNIST_COURSE_TRACEBACK"


def main(arguments: list[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: the command line without the program's name; by default `sys.argv`'s.

    Returns:
        The exit status: 0 done; 1 done, and something in it failed; 2 it could not run.
    """
    _tolerant_output()
    try:
        chosen = parser().parse_args(arguments)
        status = chosen.run(chosen)
        sys.stdout.flush()
        return status
    except CourseError as error:
        return _say(str(error))
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader, such as `head`, has seen enough. Python would complain again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as error:
        if os.environ.get(_TRACEBACK):
            raise
        return _say(
            f"An error of the course's own ({type(error).__name__}: {_one_line(error)}). "
            f"Please report it, with what {_TRACEBACK}=1 shows when you run it again."
        )


def _say(line: str) -> int:
    print(f"mnist-course: {line}", file=sys.stderr)
    return COULD_NOT_RUN


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())[:300]


def _tolerant_output() -> None:
    """Let a terminal that cannot show ✓ show ? in its place, and not stop."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with the arguments in one line."""

    def error(self, message: str) -> None:
        self.exit(COULD_NOT_RUN, f"{self.prog}: {message}. See `{self.prog} --help`.\n")


def parser() -> argparse.ArgumentParser:
    """All commands and their arguments."""
    top = _Parser(
        prog="mnist-course",
        description="Handwritten digits with a convolutional network: lessons with checks.",
        epilog="Start with: mnist-course start",
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = top.add_subparsers(metavar="COMMAND", required=True, parser_class=_Parser)

    def command(name: str, run, help_text: str) -> argparse.ArgumentParser:
        one = commands.add_parser(
            name, help=help_text, description=help_text[0].upper() + help_text[1:] + "."
        )
        one.set_defaults(run=run)
        return one

    start = command("start", _start, "make or update your lessons, and open JupyterLab")
    start.add_argument(
        "dir",
        nargs="?",
        type=Path,
        metavar="DIR",
        help="the folder of lessons; by default the one you are in, else ./mnist-lessons",
    )
    start.add_argument("--no-browser", action="store_true", help="print the address instead")
    start.add_argument("--port", type=_port, metavar="N", help="JupyterLab's port")

    check = command("check", _check, "check your saved notebooks, as `pytest` does in their folder")
    check.add_argument(
        "names",
        nargs="*",
        metavar="LESSON … DIR",
        help="lessons such as 02, by default all; last, the folder of lessons",
    )

    watch = command("watch", _watch, "check a lesson again whenever it is saved")
    watch.add_argument(
        "names",
        nargs="*",
        metavar="LESSON DIR",
        help="a lesson, by default every one that is saved; last, the folder of lessons",
    )

    progress = command("progress", _progress, "show what is done and what is next")
    progress.add_argument("dir", nargs="?", type=Path, metavar="DIR", help="the folder of lessons")

    command("doctor", _doctor, "say whether this machine is ready, and how to mend it")

    train = command("train", _train, "train the course's network on the real data")
    train.add_argument(
        "--epochs", type=_positive, default=spec.EPOCHS, metavar="N", help="default: %(default)s"
    )
    train.add_argument(
        "--batch-size",
        type=_positive,
        default=spec.BATCH_SIZE,
        metavar="N",
        help="default: %(default)s",
    )
    train.add_argument("--seed", type=_seed, default=0, metavar="N", help="default: %(default)s")
    train.add_argument(
        "--out",
        type=Path,
        default=Path("digits.keras"),
        metavar="FILE",
        help="the trained model, *.keras; its learning curve is saved beside it; "
        "default: %(default)s",
    )
    train.add_argument(
        "--overwrite", action="store_true", help="replace FILE and its curve where they exist"
    )
    return top


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number") from None


def _positive(text: str) -> int:
    number = _whole(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{number} is too small, the least is 1")
    return number


def _seed(text: str) -> int:
    number = _whole(text)
    if not 0 <= number < 2**32:
        raise argparse.ArgumentTypeError(f"{number} is not between 0 and {2**32 - 1}")
    return number


def _port(text: str) -> int:
    number = _whole(text)
    if not 1 <= number <= 65535:
        raise argparse.ArgumentTypeError(f"{number} is not between 1 and 65535")
    return number


def _start(chosen: argparse.Namespace) -> int:
    from mnist_course.commands import start

    return start.start(chosen.dir, chosen.port, not chosen.no_browser)


def _check(chosen: argparse.Namespace) -> int:
    from mnist_course.workspace import delivery

    lessons, root = delivery.lessons_and_root(chosen.names)
    from mnist_course.selfcheck import pytest_plugin

    return pytest_plugin.run(root, lessons)


def _watch(chosen: argparse.Namespace) -> int:
    from mnist_course.workspace import delivery

    lessons, root = delivery.lessons_and_root(chosen.names)
    from mnist_course.selfcheck import watch

    return watch.run(root, lessons)


def _progress(chosen: argparse.Namespace) -> int:
    from mnist_course.workspace import delivery, progress

    print(progress.course_text(progress.load(delivery.find(chosen.dir))))
    return DONE


def _doctor(chosen: argparse.Namespace) -> int:
    from mnist_course.commands import doctor

    return doctor.run()


def _train(chosen: argparse.Namespace) -> int:
    from mnist_course.commands import train

    return train.run(chosen.epochs, chosen.batch_size, chosen.seed, chosen.out, chosen.overwrite)
