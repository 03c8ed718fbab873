"""Every notebook keeps the form that students rely on."""

import ast
import builtins
import itertools
import json
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import nbformat
import pytest

from autograder.authoring.build import build
from mnist_course import course
from support.masters import filled_master

REPOSITORY = Path(__file__).resolve().parents[2]
LESSONS = course.lessons()
LINK = re.compile(r"\]\(([^)\s]+?)\)+")
HEADING = re.compile(r"^#+ +(.+?)\s*$", re.MULTILINE)


def by_id(lesson):
    return lesson.id


def notebooks(lesson):
    name = f"{lesson.id}.ipynb"
    return [
        nbformat.read(REPOSITORY / folder / lesson.id / name, as_version=4)
        for folder in ("solutions", "lessons")
    ]


def released(lesson):
    return notebooks(lesson)[1]


def prose(notebook):
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


every_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=by_id)


@every_lesson
def test_the_notebooks_are_what_the_master_says(lesson):
    for path, text in build(REPOSITORY, lesson).items():
        shown = path.relative_to(REPOSITORY)
        assert path.read_bytes() == text.encode(), (
            f"{shown} is stale: run `mnist-autograder build {lesson.id}`"
        )


@every_lesson
def test_a_master_is_formatted_as_it_is_built(lesson):
    """ruff leaves masters alone, whose placeholders are longer than what stands for them."""
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "format", "--diff", "--stdin-filename", "x.py", "-"],
        input=filled_master(lesson.id),
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=REPOSITORY,
    )
    assert done.returncode == 0, done.stdout


@every_lesson
def test_no_notebook_carries_outputs_or_traces_of_a_run(lesson):
    for notebook in notebooks(lesson):
        for cell in notebook.cells:
            assert not cell.get("attachments")
            if cell.cell_type == "code":
                assert cell.outputs == []
                assert cell.execution_count is None
        assert set(notebook.metadata) <= {"kernelspec", "language_info", "mnist_course"}
        assert set(notebook.metadata.language_info) == {"name"}


@every_lesson
def test_a_lesson_begins_with_its_goal_its_time_and_what_it_needs(lesson):
    source = released(lesson).cells[0].source
    opening = source.split("\n")[0] + "\n" + " ".join(source.split())
    number = int(lesson.id[:2])
    assert opening.startswith(f"# {number} · {lesson.title.split('·')[-1].strip()}\n")
    assert "**You will** " in opening
    assert f"**Time** about {lesson.minutes} minutes" in opening
    assert "**You need** " in opening


@every_lesson
def test_a_lesson_ends_with_a_recap_questions_and_what_is_next(lesson):
    text = prose(released(lesson))
    parts = ["## Recap", "**Ask yourself.**", "<details><summary>Answers</summary>", "</details>"]
    ending = text[text.index("## Recap") :]
    places = [ending.find(part) for part in [*parts, "**Left out.**"]]
    assert -1 not in places, f"missing: {parts[places.index(-1)]}"
    assert places == sorted(places)
    assert text.count("<details") == text.count("</details>")
    following = LESSONS[LESSONS.index(lesson) + 1 :]
    if following:
        following_link = text[text.rindex("**Next:**") :]
        assert f"(../{following[0].id}/{following[0].id}.ipynb)" in following_link


@every_lesson
def test_sections_are_numbered_and_headings_do_not_skip_a_level(lesson):
    text = re.sub(r"```.*?```", "", prose(released(lesson)), flags=re.DOTALL)
    headings = re.findall(r"^(#+) +(.+)$", text, re.MULTILINE)
    levels = [len(marks) for marks, _ in headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels))
    numbers = [match[1] for marks, title in headings if (match := re.match(r"(\d\.\d+) ", title))]
    assert numbers == [f"{int(lesson.id[:2])}.{n}" for n in range(1, len(numbers) + 1)]
    assert len(numbers) >= 2


@every_lesson
def test_every_exercise_is_announced_where_it_stands(lesson):
    cells = released(lesson).cells
    for exercise in lesson.exercises:
        at = next(
            n
            for n, cell in enumerate(cells)
            if cell.metadata.get("nbgrader", {}).get("grade_id") == exercise.id
        )
        before = [cell.source for cell in cells[:at] if cell.cell_type == "markdown"][-1]
        card = f"### Exercise `{exercise.id}` · {exercise.points} points"
        assert card in before
        assert f"{exercise.minutes} minutes" in before
        # The check follows the exercise at once.
        assert cells[at + 1].source == f'check("{exercise.id}")'


@every_lesson
def test_links_resolve(lesson):
    folder = REPOSITORY / "lessons" / lesson.id
    for target in LINK.findall(prose(released(lesson))):
        if target.startswith("https://"):
            continue
        path, _, fragment = target.partition("#")
        assert "://" not in path, f"{target}: only https"
        file = folder / unquote(path) if path else folder / f"{lesson.id}.ipynb"
        assert file.is_file(), f"{target} leads nowhere"
        if fragment:
            cells = json.loads(file.read_text("utf-8"))["cells"]
            text = "\n".join("".join(one["source"]) for one in cells)
            names = {title.replace(" ", "-") for title in HEADING.findall(text)}
            assert unquote(fragment) in names, f"{target} leads to no heading"


class Names(ast.NodeVisitor):
    """The names that a cell uses before it has defined them itself, and those it defines."""

    def __init__(self):
        self.defined, self.used = set(), set()

    def visit_Name(self, node):
        if isinstance(node.ctx, ast.Load):
            self.used.add(node.id)
        else:
            self.defined.add(node.id)

    def visit_arg(self, node):
        self.defined.add(node.arg)

    def visit_alias(self, node):
        self.defined.add((node.asname or node.name).split(".")[0])

    def visit_FunctionDef(self, node):
        self.defined.add(node.name)
        self.generic_visit(node)

    visit_ClassDef = visit_FunctionDef  # noqa: N815

    def visit_ExceptHandler(self, node):
        self.defined.add(node.name)
        self.generic_visit(node)


@every_lesson
def test_no_cell_needs_what_only_a_later_cell_defines(lesson):
    for notebook in notebooks(lesson):
        known = set(dir(builtins)) | {"display", "get_ipython"}
        for cell in notebook.cells:
            if cell.cell_type != "code":
                continue
            names = Names()
            names.visit(ast.parse(cell.source))
            unknown = names.used - known - names.defined
            assert not unknown, f"{sorted(unknown)} in the cell:\n{cell.source}"
            known |= names.defined


@every_lesson
def test_the_first_code_begins_the_lesson(lesson):
    first = next(cell for cell in released(lesson).cells if cell.cell_type == "code")
    assert f'begin("{lesson.id}")' in first.source


@every_lesson
def test_every_figure_has_alternative_text(lesson):
    """Figures go through `show(figure, "what it shows")`; pictures in prose have a text too."""
    for notebook in notebooks(lesson):
        for cell in notebook.cells:
            if cell.cell_type == "markdown":
                assert "![](" not in cell.source
                assert not re.search(r"<img(?![^>]*\balt=\"[^\"]+\")", cell.source)
                continue
            tree = ast.parse(cell.source)
            calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
            draws = any(_called(call) in ("subplots", "figure") for call in calls)
            shown = [call for call in calls if _called(call) == "show"]
            assert draws <= bool(shown), f"a figure without show(figure, …):\n{cell.source}"
            for call in shown:
                words = "".join(
                    node.value
                    for argument in [*call.args[1:], *[k.value for k in call.keywords]]
                    for node in ast.walk(argument)
                    if isinstance(node, ast.Constant) and isinstance(node.value, str)
                )
                assert len(words) >= 30, f"say what the figure shows:\n{cell.source}"


def _called(call):
    target = call.func
    return target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", "")


@every_lesson
def test_every_exercise_leads_back_to_its_section(lesson):
    from mnist_course.notebook.sections import section_of

    headings = {title.replace("`", "") for title in HEADING.findall(prose(released(lesson)))}
    for exercise in lesson.exercises:
        section = section_of(exercise.id)
        assert section.title in headings
        file, fragment = section.link.split("#")
        assert file == f"{lesson.id}.ipynb"
        assert unquote(fragment) == section.title.replace(" ", "-")
