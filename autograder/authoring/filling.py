"""What stands in a master in place of what the course decides.

| in a master | in the lesson |
| --- | --- |
| `{{spec.EPOCHS}}`, `{{spec.EPOCHS + 1}}` | a number of the specification, or what it comes to |
| `{{spec.TRAIN_COUNT:,}}`, `{{spec.TARGET_ACCURACY:.1%}}` | the same, as Python's `format` has it |
| `{{2 * spec.EPOCHS:words}}` | in words, up to ninety-nine: 'twelve' |
| `{{lesson.minutes}}`, `{{lesson.points}}`, `{{lesson.goal}}` | of this lesson |
| `{{exercise.scale}}` | the exercise's heading |
| `{{course.name}}`, `{{course.lessons:words}}` | the course's name, how many lessons it has |
| `{{#8}} … {{/8}}` | what is said only where lesson 8 is in the course |
| `{{^8}} … {{/8}}` | what is said only where it is not |
| `{{#recorded}} … {{/recorded}}` | what holds only of the training that was recorded |
| `{{#mnist}} … {{/mnist}}` | what holds only of a course on MNIST |
| `{{data.name}}`, `{{data.licence}}` | of the images that the course is about |
"""

import ast
import operator
import re
from collections.abc import Callable
from typing import Any

from mnist_course import course, recorded, spec
from mnist_course.core import course_file
from mnist_course.core.data_set import MNIST
from mnist_course.core.errors import CourseError
from mnist_course.core.exercise import Exercise, Lesson
from mnist_course.core.language import numeral, say, say_of
from mnist_course.core.number_words import words

_PLACEHOLDER = re.compile(r"\{\{([\w.+*/() -]*\b[a-z]+\.\w+[\w.+*/() -]*)(?::([^}]*))?\}\}")
_SECTION = re.compile(r"\{\{([#^])(\w+)\}\}(.*?)\{\{/\2\}\}", re.DOTALL)
_STRAY = re.compile(r"\{\{[#^/]\w+\}\}")
_OPERATORS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
}
_RECORDED, _MNIST = "recorded", "mnist"
_ABOUT_A_LESSON = ("minutes", "points", "goal")
_ABOUT_DATA = ("name", "licence")


def prose(text: str, lesson: Lesson) -> str:
    """A cell of prose, filled.

    Raises:
        CourseError: where it refers to what there is not.
    """
    # A space before the sign, as the rest of the prose has it.
    filled = _filled(text, lesson, numeral)
    return filled.replace("\0%", "\N{NO-BREAK SPACE}%").replace("\0", "")


def code(text: str, lesson: Lesson | None = None) -> str:
    """Code, filled; without a lesson, what is said of lessons and exercises cannot be.

    Raises:
        CourseError: where it refers to what there is not.
    """
    return _filled(text, lesson).replace("\0", "")


def card(exercise: Exercise) -> str:
    """An exercise's heading."""
    dots = "●" * exercise.difficulty + "○" * (3 - exercise.difficulty)
    points = say_of(exercise.points, "{number:,} point", "{number:,} points")
    minutes = say_of(exercise.minutes, "{number:,} minute", "{number:,} minutes")
    return f"{say('Exercise')} `{exercise.id}` · {points} · {minutes} · {dots}"


def _filled(text: str, lesson: Lesson | None, numeral: Callable[[str], str] = str) -> str:
    where = f"The master of {lesson.id}" if lesson else "A text of the course"
    present = {str(one.number) for one in course.lessons()}
    if recorded.holds():
        present.add(_RECORDED)
    if spec.DATA == MNIST:
        present.add(_MNIST)

    def section(match: re.Match[str]) -> str:
        sign, wanted, inner = match.groups()
        return inner if (wanted in present) == (sign == "#") else ""

    def value(match: re.Match[str]) -> str:
        expression, form = match.groups()
        try:
            found = _value(ast.parse(expression.strip(), mode="eval").body, lesson)
            return _formatted(found, form or "", numeral)
        except (SyntaxError, LookupError, AttributeError, TypeError, ValueError, StopIteration):
            raise CourseError(f"{where} refers to {match[0]}, which there is not.") from None

    # A section may stand in another one.
    while (shorter := _SECTION.sub(section, text)) != text:
        text = shorter
    if stray := _STRAY.search(text):
        raise CourseError(f"{where} has {stray[0]} without its other end.")
    return _PLACEHOLDER.sub(value, text)


def _formatted(value: Any, form: str, numeral: Callable[[str], str]) -> str:
    if form.lower() == "words":
        said = words(value)
        return said.capitalize() if form == "Words" else said
    written = format(value, form)
    return (numeral(written) if form else written).replace("%", "\0%")


def _value(node: ast.expr, lesson: Lesson | None) -> Any:
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return node.value
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_value(node.operand, lesson)
    if isinstance(node, ast.BinOp):
        combine = _OPERATORS[type(node.op)]
        return combine(_value(node.left, lesson), _value(node.right, lesson))
    if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
        raise LookupError
    source, name = node.value.id, node.attr
    if source == "spec":
        return getattr(spec, name)
    if source == "course":
        about = {"name": course_file.read().name, "lessons": len(course.lessons())}
        return about[name]
    if source == "data" and name in _ABOUT_DATA:
        return getattr(spec.DATA, name)
    if source == "lesson" and name in _ABOUT_A_LESSON and lesson:
        return getattr(lesson, name)
    if source == "exercise" and lesson:
        return next(card(one) for one in lesson.exercises if one.id == name)
    raise LookupError
