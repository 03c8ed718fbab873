"""`mnist-course start`: the data in place, the lessons up to date, JupyterLab open."""

import argparse
import sys
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from mnist_course.core import systems
from mnist_course.core.command_line import whole_number
from mnist_course.core.errors import CourseError
from mnist_course.core.language import say

if TYPE_CHECKING:
    from mnist_course.workspace import delivery

_MOST_PLACES = 3
"""Folders that are named in one line."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "dir",
        nargs="?",
        type=Path,
        metavar="DIR",
        help="the folder of lessons; by default the one you are in, else ./mnist-lessons",
    )
    parser.add_argument("--no-browser", action="store_true", help="print the address instead")
    parser.add_argument(
        "--prepare-only", action="store_true", help="make or update the lessons, and open nothing"
    )
    parser.add_argument(
        "--port", type=whole_number(1, 65535), metavar="N", help="JupyterLab's port"
    )


def run(arguments: argparse.Namespace) -> int:
    """Make or update the workspace, then run JupyterLab until it is ended.

    Inside a JupyterHub a server runs already: it is told where to find the lessons there.

    Raises:
        CourseError: where the workspace, the data or JupyterLab cannot be made ready, and where
            somebody at a terminal who has lessons elsewhere would get new ones unasked.
    """
    from mnist_course import course, data
    from mnist_course.commands import jupyterlab
    from mnist_course.workspace import counting, delivery, known, progress

    root = delivery.place(arguments.dir)
    if arguments.dir is None and not root.exists() and not arguments.prepare_only:
        _tell_elsewhere(known.workspaces(), root)
    provided = data.provide()
    if provided and (told := provided.told()):
        print(told)
    _tell_changes(root, delivery.prepare(root))
    for line in counting.astray(root):
        print(line)
    lesson = progress.first_unfinished(progress.load(root)) or course.released()[-1]
    if arguments.prepare_only:
        return 0
    known.remember(root)
    if (page := jupyterlab.page_in_hub(root, lesson.id)) is not None:
        print(page)
        if arguments.port is not None:
            print(
                say(
                    "--port {port} does nothing here: the hub's server has its own.",
                    port=arguments.port,
                )
            )
        return 0
    if (address := jupyterlab.running(root, lesson.id)) is not None:
        print(say("JupyterLab runs for these lessons already: {address}", address=address))
        if arguments.port not in (None, urlsplit(address).port):
            print(
                say(
                    "It keeps its port. For --port {port}, end it first: Ctrl-C where it was "
                    "started.",
                    port=arguments.port,
                )
            )
        if not arguments.no_browser and systems.has_display():
            webbrowser.open(address)
        return 0
    return jupyterlab.serve(root, lesson.id, arguments.port, not arguments.no_browser)


def _tell_elsewhere(others: list[Path], new: Path) -> None:
    if not others:
        return
    places = [str(one) for one in others[:_MOST_PLACES]]
    if len(others) > _MOST_PLACES:
        places.append(say("{number} more", number=len(others) - _MOST_PLACES))
    already = say("You have lessons already, in {places}", places=say(" and ").join(places))
    # Who typed this in a wrong folder can choose; a script has nobody to ask.
    if sys.stdin is None or not sys.stdin.isatty():
        print(say("{already}; here you get new ones.", already=already))
        return
    raise CourseError(
        say(
            "{already}. To go on there: `mnist-course start {typed}`. For new ones here: "
            "`mnist-course start {new}`.",
            already=already,
            typed=systems.typed(others[0]),
            new=new.name,
        )
    )


def _tell_changes(root: Path, changes: "list[delivery.Change]") -> None:
    from mnist_course.workspace import delivery

    told = [change for change in changes if change.action != delivery.CURRENT]
    added = [change for change in told if change.action == delivery.ADDED]
    if len(added) == len(changes):
        print(say("Your lessons are in {root}.", root=root))
        return
    for change in told:
        if change.action != delivery.KEPT or change.beside:
            print(change)
