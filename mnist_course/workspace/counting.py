"""Which file of a lesson counts, and what was answered in another one."""

from pathlib import Path

from mnist_course import course
from mnist_course.core.exercise import Lesson
from mnist_course.core.language import say
from mnist_course.saved import cells, plan
from mnist_course.workspace import progress


def astray(root: Path) -> list[str]:
    """A line for each notebook with answers that the lesson's own, which is handed in, lacks."""
    lines = []
    for lesson in course.lessons():
        own = root / lesson.id / f"{lesson.id}.ipynb"
        others = sorted(one for one in own.parent.glob("*.ipynb") if one != own)
        if not others:
            continue
        counted = _answered(own, lesson)
        for other in others:
            more = _answered(other, lesson) - counted
            lines += _line(lesson, other, [one.id for one in lesson.exercises if one.id in more])
    return lines


def not_counted(notebook: Path, lesson: Lesson) -> str:
    """What is to be said where a lesson is worked on in another file; '' where it is its own."""
    root = progress.workspace(notebook.parent)
    own = f"{lesson.id}.ipynb"
    if root is None or notebook.name == own:
        return ""
    return say(
        "This is {notebook}; what counts, and is handed in, is {own}.",
        notebook=notebook.name,
        own=own,
    )


def _line(lesson: Lesson, other: Path, answered: list[str]) -> list[str]:
    if not answered:
        return []
    names = ", ".join(f"`{one}`" for one in answered)
    return [
        say(
            "{lesson}: {names} stand in {other}, not in {lesson}.ipynb, the file that counts. "
            "Copy them over and save it.",
            lesson=lesson.id,
            names=names,
            other=other.name,
        )
    ]


def _answered(path: Path, lesson: Lesson) -> frozenset[str]:
    try:
        own = cells.read(path.read_bytes(), path.name)
    except (OSError, cells.Unreadable):
        return frozenset()
    return plan.make(own, plan.released(lesson.id), lesson.exercises).attempted
