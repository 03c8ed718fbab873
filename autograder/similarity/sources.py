"""The answers of a graded class, what the lessons gave, and the course's own sources."""

from pathlib import Path

from autograder.records import graded_notebooks, same_weights, verdicts
from mnist_course import course
from mnist_course.core import course_file
from mnist_course.core.errors import CourseError
from mnist_course.core.exercise import Lesson
from mnist_course.judging.provenance import fingerprint
from mnist_course.model import reference_weights
from mnist_course.saved import cells, plan


def answers(out: Path) -> dict[str, dict[str, str]]:
    """Exercise → student → the source that was graded, without untouched stubs.

    Raises:
        CourseError: where `out` holds no graded class.
    """
    names = verdicts.students(out)
    if not names:
        raise CourseError(f"{out} holds no graded class. Run `mnist-autograder grade` first.")
    found: dict[str, dict[str, str]] = {}
    for lesson in course.lessons():
        stubs = {cell.grade_id: cell.source.strip() for cell in plan.released(lesson.id)}
        for key, student in names.items():
            for exercise, source in graded_notebooks.answers(out, key, lesson.id).items():
                if source.strip() not in ("", stubs.get(exercise)):
                    found.setdefault(exercise, {})[student] = source
    return found


def same_models(out: Path) -> dict[str, list[list[str]]]:
    """Exercise → groups of those who handed in the very same trained network, sorted.

    The weights that come with the course take part.
    """
    handed_in = (
        (graded.student, result) for graded in verdicts.all_of(out) for result in graded.results
    )
    shipped = fingerprint(reference_weights())
    found: dict[str, list[list[str]]] = {}
    for (exercise, print_), names in same_weights.owners(handed_in).items():
        group = names + (["the course's own weights"] if print_ == shipped else [])
        if len(group) > 1:
            found.setdefault(exercise, []).append(group)
    return {exercise: sorted(some) for exercise, some in found.items()}


def given(lesson: Lesson) -> str:
    """All code that the lesson itself contains."""
    return "\n\n".join(cell.source for cell in plan.released(lesson.id) if cell.code)


def own(exercise_id: str) -> dict[str, str]:
    """The course's sources from which an answer could have been pasted, by name."""
    found = {}
    package = Path(course.__file__).parent
    for path in sorted(package.glob("*.py")):
        found[f"mnist_course/{path.name}"] = path.read_text("utf-8")
    answer = course.answer_file(exercise_id)
    found[f"mnist_course/answers/{answer.name}"] = answer.read_text("utf-8")
    lesson = course.lesson_of(exercise_id)
    master = course_file.folder() / "solutions" / lesson.id / f"{lesson.id}.ipynb"
    if master.is_file():
        for cell in cells.read(master.read_bytes(), master.name):
            if cell.grade_id == exercise_id:
                found["the course's solution"] = cell.source
    return found
