"""Where a course's own exercises, answers and helpers lie: in folders, and in installed packages.

They lie beside `course.toml`, in the folder that its `own` names, or in packages that offer them
by an entry point and that its `providers` names. A package `garment_exercises` with the folders
`exercises` and `answers` declares it so:

    [project.entry-points."mnist_course.exercises"]
    garments = "garment_exercises"

In a students' bundle, and where a submission runs, all of them lie together already.
"""

import functools
import hashlib
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from mnist_course.core import course_file
from mnist_course.core.course_file import ANSWERS, EXERCISES, FILE, PACKAGE
from mnist_course.core.errors import CourseError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "mnist_course.exercises"
"""Of the entry points by which packages offer exercises."""

HELPERS = "helpers"
"""Modules and data that a course's own lessons, questions and answers import or read."""

ROOMS = (EXERCISES, ANSWERS, HELPERS)

_PLACES = re.compile(
    r"""^(own|providers)\s*=\s*(\[[^\]]*\]|"[^"\n]*"|'[^'\n]*')[^\n]*\n?""", re.MULTILINE
)


@functools.cache
def packages() -> tuple[Path, ...]:
    """The folders of the installed packages that `providers` names, in its order.

    Raises:
        CourseError: where one is not installed, not once, or has no exercises; in one line.
    """
    return tuple(_package(name) for name in course_file.read().providers)


def _package(name: str) -> Path:
    # Here, since it takes longer than all else that `--help` imports.
    import importlib.metadata
    import importlib.util

    where = f"{FILE}: providers: {name!r}"
    offered = importlib.metadata.entry_points(group=GROUP)
    found = {(one.value, _distribution(one)) for one in offered if one.name == name}
    if not found:
        others = ", ".join(sorted({one.name for one in offered})) or "none"
        raise CourseError(
            f"{where} is offered by no installed package (offered: {others}). Install the one "
            "that brings it, or take it from the list."
        )
    if len(found) > 1:
        both = " and ".join(sorted(distribution for _, distribution in found))
        raise CourseError(f"{where} is offered by {both}. Uninstall one of them.")
    value, distribution = found.pop()
    try:
        spec = importlib.util.find_spec(value)
    except (ImportError, ValueError, AttributeError):
        spec = None
    places = list(spec.submodule_search_locations or ()) if spec else []
    if len(places) != 1 or not (Path(places[0]) / EXERCISES).is_dir():
        raise CourseError(
            f"{where}: {distribution} names {value!r}, which is no installed package with a "
            f"folder {EXERCISES}."
        )
    return Path(places[0])


def _distribution(offered: "EntryPoint") -> str:
    return offered.dist.name if offered.dist else offered.value


@functools.cache
def places() -> tuple[Path, ...]:
    """The folders that may hold rooms of the course's own.

    Raises:
        CourseError: where `own` names no folder, or see `packages`.
    """
    here = course_file.folder()
    named = (here / course_file.read().own).resolve()
    if not named.is_dir():
        raise CourseError(f"{FILE}: own = {course_file.read().own!r}: there is no folder {named}.")
    return tuple(dict.fromkeys((here, named, *packages())))


def rooms(room: str) -> list[Path]:
    """The folders of a course's own exercises, answers or helpers.

    Args:
        room: one of `ROOMS`.

    Raises:
        CourseError: where two of them, or one and the course's package, have a file of the same
            name; and see `places`.
    """
    found = [one / room for one in places() if (one / room).is_dir()]
    found = [one for one in found if one != PACKAGE / room]
    homes = {path.name: path for path in _entries(PACKAGE / room, room)}
    for folder in found:
        for path in _entries(folder, room):
            if other := homes.get(path.name):
                raise CourseError(f"{path}: there is {other} already. Rename one of them.")
            homes[path.name] = path
    return found


def entries(room: str) -> list[Path]:
    """What lies in a course's own rooms: modules, and of helpers whatever else, folders too.

    Raises:
        CourseError: see `rooms`.
    """
    return [path for folder in rooms(room) for path in _entries(folder, room)]


def _entries(folder: Path, room: str) -> list[Path]:
    found = folder.glob("*" if room == HELPERS else "*.py")
    return sorted(
        path for path in found if not path.name.startswith((".", "__")) and path.suffix != ".pyc"
    )


def files(room: str) -> Iterator[tuple[Path, str]]:
    """Each file of a course's own rooms, and its place in the room, with slashes.

    Raises:
        CourseError: see `rooms`.
    """
    for entry in entries(room):
        if not entry.is_dir():
            yield entry, entry.name
            continue
        for path in sorted(entry.rglob("*")):
            inside = path.relative_to(entry.parent)
            hidden = any(part.startswith(".") or part == "__pycache__" for part in inside.parts)
            if path.is_file() and not hidden:
                yield path, inside.as_posix()


def home(room: str) -> Path:
    """The folder for a new module of the course's own; it need not be there yet.

    Raises:
        CourseError: see `places`.
    """
    own = [one / room for one in places() if one not in packages()]
    return next((one for one in own if one.is_dir()), own[-1])


def helper(name: str) -> Path:
    """A file among the course's helpers.

    Raises:
        CourseError: where there is none of this name.
    """
    for folder in (*rooms(HELPERS), PACKAGE / HELPERS):
        if (folder / name).is_file():
            return folder / name
    raise CourseError(f"There is no {name} among the course's helpers, {home(HELPERS)}.")


def settled() -> str:
    """The course's file for a place where all of its own rooms lie together.

    Raises:
        CourseError: where what it says of their places cannot be taken out.
    """
    text = (course_file.folder() / FILE).read_text("utf-8")
    head, first_table, tables = text.partition("\n[")
    made = _PLACES.sub("", head) + first_table + tables
    wanted = tomllib.loads(text)
    for key in ("own", "providers"):
        wanted.pop(key, None)
    if tomllib.loads(made) != wanted:
        raise CourseError(
            f'{FILE}: write own and providers as plain as this: own = "mine", providers = '
            '["garments"].'
        )
    return made


def digest() -> str:
    """Changes with the file and with the course's own rooms: who grades elsewhere compares it.

    Raises:
        CourseError: where they cannot be read.
    """
    found = hashlib.sha256((course_file.folder() / FILE).read_bytes())
    for room in ROOMS:
        for path, place in sorted(files(room), key=lambda one: one[1]):
            found.update(place.rpartition("/")[2].encode() + path.read_bytes())
    return found.hexdigest()[:16]
