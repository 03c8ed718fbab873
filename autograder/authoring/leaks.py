"""Find solutions in files for students, by content.

A master's solution counts as found where its statements stand one after the other in a file,
whatever the comments, the spacing and the quotes; in a notebook's cells, in Python files, in
fenced code of prose, and inside archives.
"""

import ast
import io
import json
import re
import textwrap
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.authoring import filling
from mnist_course.core.own_code import unwarned

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"

_SMALLEST = 12
"""Solutions of fewer syntax nodes, such as `return len(values)`, occur by chance."""

_WEIGHTS = (".keras", ".h5", ".hdf5", ".weights", ".ckpt", ".pb", ".tflite", ".onnx", ".pkl", ".pt")
_ARCHIVES = (".zip", ".whl", ".npz", ".keras")
_FENCE = re.compile(r"^```[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
_DEEPEST = 3


@dataclass(frozen=True)
class Solution:
    """One solution: where it comes from, and its statements in a normal form."""

    place: str
    statements: tuple[str, ...]


def solutions(masters: Path) -> list[Solution]:
    """The solution blocks of all masters that are large enough to be told apart."""
    found = []
    for master in sorted(masters.glob("*/*.py")):
        blocks = master.read_text("utf-8").split(BEGIN)[1:]
        for number, block in enumerate(blocks, 1):
            block = filling.code(block.partition(END)[0])
            source = textwrap.dedent(block.lstrip("\n")).strip()
            body = _body(source)
            if body and sum(1 for node in body for _ in ast.walk(node)) >= _SMALLEST:
                found.append(Solution(f"{master.stem}, solution {number}", _normal(body)))
    return found


def leaks(folder: Path, masters: list[Solution], allowed_weights: frozenset[str]) -> list[str]:
    """What in `folder` students must not get, one line each.

    Args:
        folder: the files to look at.
        masters: from `solutions`.
        allowed_weights: paths of `.npz` and weight files that belong there.
    """
    found = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found.append(f"{name} is a symbolic link")
        elif path.is_file():
            found += _leaks_in(name, path.read_bytes(), masters, allowed_weights, 0)
    return found


def _leaks_in(
    name: str, content: bytes, masters: list[Solution], allowed: frozenset[str], depth: int
) -> Iterator[str]:
    lower = name.lower()
    if lower.endswith((*_WEIGHTS, ".npz")) and name not in allowed:
        yield f"{name} may hold weights"
    if content.startswith(b"PK") and depth < _DEEPEST and lower.endswith(_ARCHIVES):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                held = {one.filename: archive.read(one) for one in archive.infolist()}
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError):
            yield f"{name} is an archive that cannot be read"
            return
        for inner, data in held.items():
            if not (lower.endswith(".npz") and inner.endswith(".npy")):
                yield from _leaks_in(f"{name}/{inner}", data, masters, allowed, depth + 1)
        return
    if b"autograder" in content and lower.endswith(".py") and _imports_autograder(content):
        yield f"{name} imports autograder"
    if BEGIN.encode() in content:
        yield f"{name} holds a marked solution"
    for bodies in _code(lower, content):
        for solution in masters:
            if any(_follows(solution.statements, body) for body in bodies):
                yield f"{name} holds {solution.place}"


def _code(name: str, content: bytes) -> Iterator[list[tuple[str, ...]]]:
    """For each piece of Python in a file: every body of statements in it, in normal form."""
    text = content.decode("utf-8", "replace")
    if name.endswith((".py", ".pyi")):
        pieces = [text]
    elif name.endswith(".ipynb"):
        cells = json.loads(text).get("cells", [])
        sources = [(cell["cell_type"], "".join(cell["source"])) for cell in cells]
        pieces = [source for kind, source in sources if kind == "code"]
        pieces += [code for kind, source in sources if kind != "code" for code in _fenced(source)]
    elif name.endswith((".md", ".rst", ".txt", ".html")):
        pieces = _fenced(text)
    else:
        return
    for piece in pieces:
        body = _body(piece)
        if body:
            yield list(_bodies(body))


def _fenced(text: str) -> list[str]:
    return [textwrap.dedent(code) for code in _FENCE.findall(text)]


def _body(source: str) -> list[ast.stmt]:
    """The statements of a cell or of a function's inside; [] where it is no Python."""
    plain = "\n".join(
        "pass" if line.lstrip().startswith(("%", "!")) else line for line in source.splitlines()
    )
    try:
        with unwarned():
            return ast.parse(plain).body
    except (SyntaxError, ValueError):
        return []


def _bodies(body: list[ast.stmt]) -> Iterator[tuple[str, ...]]:
    yield _normal(body)
    for statement in body:
        for node in ast.walk(statement):
            for field in ("body", "orelse", "finalbody"):
                inner = getattr(node, field, None)
                if isinstance(inner, list) and inner and isinstance(inner[0], ast.stmt):
                    yield _normal(inner)


def _normal(body: list[ast.stmt]) -> tuple[str, ...]:
    return tuple(
        ast.dump(one)
        for one in body
        if not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))
    )


def _follows(wanted: tuple[str, ...], body: tuple[str, ...]) -> bool:
    size = len(wanted)
    return any(body[i : i + size] == wanted for i in range(len(body) - size + 1))


def _imports_autograder(content: bytes) -> bool:
    for statement in _body(content.decode("utf-8", "replace")):
        for node in ast.walk(statement):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            if any(name.partition(".")[0] == "autograder" for name in names):
                return True
    return False
