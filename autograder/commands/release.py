"""`mnist-autograder release OUT [--lesson L …] [--colab ADDRESS] [--solutions [--graded G]]`."""

import argparse
import tomllib
from datetime import date
from pathlib import Path

from autograder.authoring import release, solved
from autograder.platforms import returning
from mnist_course import course
from mnist_course.core import course_file, files, versions
from mnist_course.core.errors import CourseError

_REPOSITORY = Path(__file__).resolve().parents[2]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "out", metavar="OUT", type=Path, help="folder to make; OUT.zip is put beside it"
    )
    parser.add_argument(
        "--lesson",
        metavar="L",
        action="append",
        default=[],
        help="the lessons that are open so far; repeatable; default: those that course.toml has "
        "released",
    )
    parser.add_argument(
        "--colab",
        metavar="ADDRESS",
        default="",
        help="also notebooks for Google Colab, which install the course from this address",
    )
    parser.add_argument(
        "--solutions",
        action="store_true",
        help="after the deadline: the solutions, a notebook a lesson, and nothing else",
    )
    parser.add_argument(
        "--graded",
        metavar="GRADED",
        type=Path,
        help="with --solutions: a graded class; each student's own code stands beside them",
    )


def run(arguments: argparse.Namespace) -> int:
    """Make the bundle, or the notebooks of solutions, and say where they are."""
    lessons = [course.lesson(name).id for name in arguments.lesson]
    content = course_file.folder()
    if arguments.solutions and arguments.colab:
        raise CourseError("--colab goes with the students' bundle, not with --solutions.")
    if arguments.solutions:
        return _solutions(arguments, lessons or [lesson.id for lesson in course.lessons()])
    if arguments.graded:
        raise CourseError("--graded goes with --solutions: an ordinary release shows no answers.")
    lessons = lessons or _open_by_now()
    archive = release.make(arguments.out, _REPOSITORY, lessons, arguments.colab, content)
    size = archive.stat().st_size / 1e6
    print(f"The students' bundle: {arguments.out} and {archive.name} ({size:.0f} MB).")
    print("It was searched for solutions, weights and instructors' files; there are none.")
    if archives := sorted(release.own_archives()):
        names = ", ".join(one.rpartition("/")[2] for one in archives)
        print(f"Taken for data, since they lie among the course's helpers: {names}.")
    if arguments.colab:
        print(f"For Google Colab: {arguments.out / 'colab'}, installed from {arguments.colab}.")
    _freeze(arguments.out / versions.FILE)
    install = f"pip install -c {versions.FILE} -e"
    print(f'In it: `{install} . && mnist-course start`; `{install} ".[test]" && pytest`.')
    return 0


def _open_by_now() -> list[str]:
    """The lessons whose day has come; says which wait.

    Raises:
        CourseError: where all of them wait.
    """
    today = date.today()
    waiting = [one for one in course.lessons() if one.released and one.released > today]
    for one in waiting:
        print(f"Not yet: {one.id} is released on {one.released}.")
    if len(waiting) == len(course.lessons()):
        raise CourseError("No lesson is released yet. Name those to release with --lesson.")
    return [one.id for one in course.lessons() if one not in waiting]


def _freeze(students: Path) -> None:
    """Keep the versions of this release, and those that grading needs, to compare with later."""
    kept = _REPOSITORY / versions.FILE
    changed = [
        f"{one.name} {one.tested} → {one.here}"
        for one in versions.differences(versions.pinned(kept))
    ]
    if changed:
        print(f"Other versions than in the last release: {', '.join(changed)}.")
    project = tomllib.loads((_REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    tested = versions.closure(
        [*project["dependencies"], *project["optional-dependencies"]["cluster"]]
    )
    try:
        files.write(kept, versions.text(tested))
    except OSError as error:
        raise CourseError(f"{kept} cannot be written: {error.strerror}.") from None
    print(
        f"{students} has the versions of {len(versions.pinned(students))} packages, {kept} those "
        f"of {len(tested)}, which grading needs."
    )


def _solutions(arguments: argparse.Namespace, lessons: list[str]) -> int:
    out, graded = arguments.out, arguments.graded
    archive = solved.make(out, course_file.folder(), lessons, graded, returning.pack)
    print(f"The SOLUTIONS of {', '.join(lessons)}: {out} and {archive.name}.")
    if graded:
        count = sum(1 for _ in (out / "students").glob("*/*"))
        print(f"{count:,} notebooks with the student's own beside them: {out / 'students'}")
        print(f"Archives to give these back, one a lesson: {out / 'archives'}")
    print("Whoever has them has the answers: give them out when these lessons are closed.")
    return 0
