"""What a new exercise or lesson needs, written so that it passes its own checks as it is."""

import re
from pathlib import Path

from autograder.authoring import build
from mnist_course.core import course_file, course_rooms, files
from mnist_course.core.errors import CourseError
from mnist_course.core.exercise import Lesson

_TEMPLATES = Path(__file__).parent / "templates" / "new"
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_LESSON = re.compile(r"\d\d_[a-z][a-z0-9_]*")
_RECAP = re.compile(r"\n*^# %% \[markdown\]\n# ## Recap", re.MULTILINE)
_POINTS, _MINUTES = 2, 10


def exercise(folder: Path, name: str, lesson: Lesson) -> list[Path]:
    """Write a new exercise at the end of a lesson.

    Args:
        folder: the course's.
        name: the function's, and the exercise's id.
        lesson: whose it is.

    Returns:
        What was written.

    Raises:
        CourseError: where there is such an exercise, or the name cannot be a function's.
    """
    modules = _modules(folder, name)
    source = build.master(folder, lesson.id)
    text = source.read_text("utf-8")
    recap = _RECAP.search(text)
    at = recap.start() if recap else len(text.rstrip())
    master = folder / build.SOLUTIONS / lesson.id / f"{lesson.id}.py"
    content = f"{text[:at].rstrip()}\n{_cell(name)}\n{text[at:].lstrip()}".rstrip() + "\n"
    return _write(folder, {**modules, master: content}, _with_exercise(folder, name, lesson.id))


def lesson(folder: Path, name: str) -> list[Path]:
    """Write a new lesson with one exercise, behind all others.

    Args:
        folder: the course's.
        name: such as '10_colours'; the exercise is called as what stands behind the number.

    Returns:
        What was written.

    Raises:
        CourseError: where there is such a lesson or exercise, or the name is no lesson's.
    """
    if not _LESSON.fullmatch(name):
        raise CourseError(f"{name!r} cannot be a lesson. Two digits and a name: 10_colours.")
    master = folder / build.SOLUTIONS / name / f"{name}.py"
    if master.exists():
        raise CourseError(f"{master} is there already. Choose another name.")
    number, function = name.split("_", 1)
    title = function.replace("_", " ").capitalize()
    text = (_TEMPLATES / "lesson.py.txt").read_text("utf-8")
    for mark, value in (
        ("NUMBER", str(int(number))),
        ("TITLE", title),
        ("LESSON", name),
        ("CELL\n", f"{_cell(function)}\n"),
    ):
        text = text.replace(mark, value)
    entry = (_TEMPLATES / "entry.toml.txt").read_text("utf-8")
    for mark, value in (("LESSON", name), ("TITLE", title), ("EXERCISE", function)):
        entry = entry.replace(mark, value)
    before = (folder / course_file.FILE).read_text("utf-8")
    at = before.rindex("[[lessons]]")
    end = re.search(r"^(#[^\n]*\n)*\[(?!\[lessons\]\])", before[at + 2 :], re.MULTILINE)
    at = at + 2 + end.start() if end else len(before)
    after = f"{before[:at].rstrip()}\n\n{entry}\n{before[at:]}"
    return _write(folder, {**_modules(folder, function), master: text}, _points(after, function))


def _modules(folder: Path, name: str) -> dict[Path, str]:
    if not _NAME.fullmatch(name):
        raise CourseError(f"{name!r} cannot be an exercise: a function's name in small letters.")
    found = {}
    for room, template in (
        (course_file.EXERCISES, "exercise.py.txt"),
        (course_file.ANSWERS, "answer.py.txt"),
    ):
        place = course_rooms.home(room)
        text = (_TEMPLATES / template).read_text("utf-8").replace("{{name}}", name)
        found[place.resolve() / f"{name}.py"] = text
        for taken in (*course_rooms.rooms(room), course_file.PACKAGE / room):
            if (taken / f"{name}.py").exists():
                raise CourseError(f"There is an exercise {name} already: {taken / f'{name}.py'}.")
    return found


def _cell(name: str) -> str:
    return (_TEMPLATES / "cell.py.txt").read_text("utf-8").replace("NAME", name)


def _with_exercise(folder: Path, name: str, lesson_id: str) -> str:
    """The course's file with an exercise more in a lesson's list; all else as it was."""
    text = (folder / course_file.FILE).read_text("utf-8")
    block = re.compile(
        rf'(\[\[lessons\]\](?:(?!\n\[).)*?id\s*=\s*["\']{lesson_id}["\'](?:(?!\n\[).)*?'
        r"\bexercises\s*=\s*\[)(.*?)(,?\s*\])",
        re.DOTALL,
    )
    found = block.search(text)
    if not found:
        raise CourseError(
            f"{course_file.FILE}: the exercises of {lesson_id} are not written as a list there. "
            f"Add {name!r} to them yourself."
        )
    return _points(f'{text[: found.end(2)]}, "{name}"{text[found.start(3) :]}', name)


def _points(text: str, name: str) -> str:
    head = re.search(r"^\[exercises\][^\n]*\n", text, re.MULTILINE)
    if not head:
        return f"{text.rstrip()}\n\n[exercises.{name}]\npoints = {_POINTS}\nminutes = {_MINUTES}\n"
    following = re.search(r"^\[", text[head.end() :], re.MULTILINE)
    at = head.end() + following.start() if following else len(text)
    line = f"{name} = {{ points = {_POINTS}, minutes = {_MINUTES} }}\n"
    behind = f"\n{text[at:]}" if following else ""
    return f"{text[:at].rstrip()}\n{line}{behind}"


def _write(folder: Path, made: dict[Path, str], course_text: str) -> list[Path]:
    """All of it or nothing: the course's file is tried before any is written."""
    course_file.parse(course_text)
    try:
        for path, text in made.items():
            files.write(path, text, parents=True)
        files.write(folder / course_file.FILE, course_text)
    except OSError as error:
        raise CourseError(f"{error.filename} cannot be written: {error.strerror}.") from None
    return [*made, folder / course_file.FILE]
