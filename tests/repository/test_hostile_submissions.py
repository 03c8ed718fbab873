"""What holds each finding, and where each bound stands: the document names only what is there."""

import ast
import functools
import re
from pathlib import Path

import pytest

from autograder.grading import judge_server, presentable
from autograder.sandbox import limits
from mnist_course.core.plain import BOUNDS
from mnist_course.probes import saved_models

REPOSITORY = Path(__file__).resolve().parents[2]
TEXT = (REPOSITORY / "docs" / "hostile-submissions.md").read_text("utf-8")

TESTS = re.findall(r"`(tests/[\w/]+\.py)((?:::\w+)+)`(?: \((long|nightly)\))?", TEXT)
CONSTANTS = re.findall(r"^\| [^|]+ \| ([^|]+) \| `([a-z_.\d]+):(\w+)` \|", TEXT, re.MULTILINE)
FINDINGS = 21


@functools.cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def found(path: str, names: list[str]) -> ast.AST | None:
    """A function, a method or a class, without running the file."""
    node: ast.AST | None = parsed(REPOSITORY / path)
    for name in names:
        inside = (one for one in ast.iter_child_nodes(node) if getattr(one, "name", "") == name)
        node = next(inside, None)
        if node is None:
            break
    return node


def constant(module: str, name: str) -> ast.AST | None:
    """What a module binds to a name, or the class of that name."""
    for node in parsed(REPOSITORY / f"{module.replace('.', '/')}.py").body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if any(isinstance(one, ast.Name) and one.id == name for one in targets):
            return node.value
        if isinstance(node, ast.ClassDef) and node.name == name:
            return node
    return None


def number(value: ast.AST) -> int | None:
    """The number that an expression such as `64 * 2**20` stands for."""
    allowed = (ast.Constant, ast.BinOp, ast.operator)
    if not all(isinstance(node, allowed) for node in ast.walk(value)):
        return None
    return eval(compile(ast.Expression(value), "", "eval"), {})


def spellings(value: int) -> set[str]:
    """How a table can say it."""
    units = {"KiB": 2**10, "MiB": 2**20, "GiB": 2**30}
    whole = {f"{value // unit} {name}" for name, unit in units.items() if value % unit == 0}
    return {f"{value:,}", *whole}


def test_there_is_something_to_look_at():
    assert len(TESTS) > 80
    assert len(CONSTANTS) > 30
    # None is spelt in a way that was passed over.
    assert len(TESTS) == TEXT.count("`tests/") - TEXT.count("`tests/support/")
    assert len(CONSTANTS) == len(TEXT.partition("## Bounds")[2].strip().splitlines()) - 5


def test_every_finding_has_its_row():
    numbers = [int(one) for one in re.findall(r"^\| (\d+) \|", TEXT, re.MULTILINE)]
    assert numbers == list(range(1, FINDINGS + 1))


@pytest.mark.parametrize(("path", "names", "when"), sorted(set(TESTS)))
def test_every_test_is_there_and_runs_when_the_document_says(path, names, when):
    test = found(path, names.split("::")[1:])
    assert isinstance(test, ast.FunctionDef), f"{path}{names} is not there"
    marks = " ".join(map(ast.unparse, test.decorator_list))
    # Of several cases some may be nightly beside.
    later = [one for one in ("long", "nightly") if f"mark.{one}" in marks]
    assert when in later if when else not later


@pytest.mark.parametrize(("bound", "module", "name"), CONSTANTS)
def test_every_bound_is_there_and_has_its_number(bound, module, name):
    value = constant(module, name)
    assert value is not None, f"{module} has no {name}"
    size = number(value)
    if size is not None:
        assert [one for one in spellings(size) if one in bound], f"{name} is {size:,}"


def test_bounds_that_stand_together_have_their_numbers():
    mib = 2**20
    saved, shown, judges = saved_models.Limits(), presentable.BOUNDS, judge_server.Limits()
    submission = limits.Limits()
    for said in (
        f"| {submission.kept_output // mib} MiB; {submission.output // mib} MiB |",
        f"| {BOUNDS.nodes:,}; {BOUNDS.depth}; {BOUNDS.key:,}; {BOUNDS.text:,}; {BOUNDS.item:,}; "
        f"{BOUNDS.skeleton // mib} MiB; 64 bits |",
        f"| **Answers**: bytes | {BOUNDS.answer // mib} MiB |",
        f"| {BOUNDS.directory // mib} MiB |",
        f"| {judges.memory // 2**30} GiB; {judges.seconds} s, {judges.artefact_seconds} s |",
        f"| {saved.file_bytes // mib} MiB; {saved.unpacked_bytes // mib} MiB; "
        f"{saved.config_bytes // mib} MiB; {saved.members}; {saved.weights:,} |",
        f"| {shown.message:,}; {shown.details:,}; {shown.figure:,} characters |",
        f"| {shown.pictures}, of {shown.side} × {shown.side} |",
    ):
        assert said in TEXT
