"""The sentences that students see, where they stand in the code.

Most stand as constants in what is made of them, such as `Misconception(cause, wrong, message,
next_step)`, and are translated where that is shown. The others go through `core.language`, on
pages and in widgets through functions of the same names.
"""

import ast
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import jinja2.ext

from autograder.authoring import following
from mnist_course.core import course_file, language
from mnist_course.judging.habits.look import called

_ROOMS = (
    "mnist_course",
    *("autograder/authoring", "autograder/grading", "autograder/pages", "autograder/sandbox"),
)
_PAGES = "autograder/pages/templates"
_SCRIPTS = ("mnist_course/share/static", "mnist_course/widgets/static")

_PLACES: dict[str, tuple[int | str, ...]] = {
    "say": (0,),
    "sentence": (0,),
    "by_value": ("praise",),
    "replace": ("message", "next_step"),
    "add_argument": ("help",),
    "failed": (1, 2),
    "passed": (0,),
    "_fault": (1, 2),
    "_problem": (1, 2),
    "Diagnosis": (1, 2),
    "Difference": (1, 2),
    "Exercise": ("asks", "hints"),
    "Finding": (1, 2, 3),
    "Meaning": (2, 3),
    "Misconception": (2, 3),
    "Picture": (0,),
    "Prediction": ("asks", "options", "came", "unit", "usual", "otherwise"),
    "Program": ("description", "epilog", "commands", "interrupted"),
    "Rejected": (1, 2),
    "Unreadable": (1, 2),
    "Verdict": (1, 2),
    "Weights": (1,),
    "Words": (0, 1),
}
"""In which arguments of which calls sentences stand, by place or by name."""

_CONTEXTS = {
    "DECIMAL": language.DECIMAL,
    "THOUSANDS": language.THOUSANDS,
    "PERCENT": language.PERCENT,
    "GUESS": language.GUESS,
    "LESSON": following.LESSON,
    "BETWEEN": following.BETWEEN,
}


@dataclass(frozen=True)
class Sentence:
    """A sentence, in English.

    Attributes:
        text: with its places in braces.
        many: the same of several things; '' where it counts none.
        context: what it is, where it is a sign; '' for a sentence.
        file: where it stands, relative to the checkout.
    """

    text: str
    many: str
    context: str
    file: str


def collected(checkout: Path) -> list[Sentence]:
    """All of them, by file, in their order there; one that stands twice comes twice."""
    found: list[Sentence] = []
    for where, tree in _modules(checkout):
        found += _in_python(tree, where)
    for path in sorted((checkout / _PAGES).glob("*.j2")):
        where = path.relative_to(checkout).as_posix()
        found += _on_page(path.read_text("utf-8"), where)
    for path in sorted(one for room in _SCRIPTS for one in (checkout / room).glob("*.js")):
        where = path.relative_to(checkout).as_posix()
        found += [
            Sentence(text, "", "", where)
            for text in language.told_in_javascript(path.read_text("utf-8"))
        ]
    return [*found, *_of_the_course(checkout / course_file.FILE)]


def put_together(checkout: Path) -> list[str]:
    """Where an f-string stands in a sentence's place: no translation can be found for that."""
    found = []
    for where, tree in _modules(checkout):
        for call in ast.walk(tree):
            if isinstance(call, ast.Call):
                given = [_argument(call, place) for place in _PLACES.get(called(call), ())]
                found += [f"{where}:{call.lineno}" for one in given if _has_words(one)]
    return found


def _modules(checkout: Path) -> Iterator[tuple[str, ast.Module]]:
    """The modules of the rooms in which sentences stand, by their places in the checkout."""
    for room in _ROOMS:
        for path in sorted((checkout / room).rglob("*.py")):
            yield path.relative_to(checkout).as_posix(), ast.parse(path.read_text("utf-8"))


def _has_words(node: ast.expr | None) -> bool:
    """Whether this is an f-string that says something beside code and values."""
    if not isinstance(node, ast.JoinedStr):
        return False
    plain = [str(one.value) for one in node.values if isinstance(one, ast.Constant)]
    return bool(re.search(r"[a-z]{2}", re.sub(r"`[^`]*`", "", "\0".join(plain))))


def _in_python(tree: ast.Module, file: str) -> Iterator[Sentence]:
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda one: (one.lineno, one.col_offset)):
        name = called(call)
        if name == "say_of":
            one, many = map(ast.literal_eval, call.args[1:3])
            yield Sentence(one, many, "", file)
        elif name == "sign" and call.args:
            named = getattr(call.args[0], "attr", getattr(call.args[0], "id", ""))
            if named in _CONTEXTS:
                yield Sentence(ast.literal_eval(call.args[1]), "", _CONTEXTS[named], file)
        for place in _PLACES.get(name, ()):
            for text in _texts(_argument(call, place)):
                yield Sentence(text, "", "", file)


def _argument(call: ast.Call, place: int | str) -> ast.expr | None:
    if isinstance(place, str):
        return next((one.value for one in call.keywords if one.arg == place), None)
    return call.args[place] if place < len(call.args) else None


def _texts(node: ast.expr | None) -> Iterator[str]:
    """The texts that an argument can be; one that is put together by an f-string is none."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        if any(one.isalpha() for one in node.value):
            yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)
    elif isinstance(node, (ast.Tuple, ast.List)):
        for one in node.elts:
            yield from _texts(one)
    elif isinstance(node, ast.Dict):
        for value in node.values:
            yield from _texts(value)


def _on_page(template: str, file: str) -> Iterator[Sentence]:
    tree = jinja2.Environment().parse(template)
    for _, _, said in jinja2.ext.extract_from_ast(tree, ("say",)):
        text = said[0] if isinstance(said, tuple) else said
        if text:
            yield Sentence(text, "", "", file)


def _of_the_course(path: Path) -> Iterator[Sentence]:
    lessons = tomllib.loads(path.read_text("utf-8"))["lessons"]
    for lesson in lessons:
        for name in ("title", "goal", "learned"):
            if lesson.get(name):
                yield Sentence(lesson[name], "", "", path.name)
