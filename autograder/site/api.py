"""Which functions and classes of the course the lessons import: what its reference describes."""

import ast
import importlib
import importlib.util
import inspect
from collections.abc import Iterable

import mnist_course

_PACKAGE = mnist_course.__name__


def imported(sources: Iterable[str]) -> dict[str, list[str]]:
    """Module → the names that lessons import from it, both sorted; a whole module has none.

    Args:
        sources: of code cells.
    """
    found: dict[str, set[str]] = {}
    for source in sources:
        for node in ast.walk(_parsed(source)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(_PACKAGE):
                _note(found, str(node.module), [one.name for one in node.names])
    return {module: sorted(names) for module, names in sorted(found.items())}


def _note(found: dict[str, set[str]], module: str, names: list[str]) -> None:
    for name in names:
        whole = f"{module}.{name}"
        if not (module == _PACKAGE and name in mnist_course.__all__) and _is_module(whole):
            found.setdefault(whole, set())
        else:
            found.setdefault(module, set()).add(name)


def _is_module(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        # What it stands in is no package.
        return False


def _parsed(source: str) -> ast.Module:
    lines = [line for line in source.splitlines() if not line.lstrip().startswith(("%", "!"))]
    try:
        return ast.parse("\n".join(lines))
    except SyntaxError:
        return ast.Module([], [])


def page(modules: dict[str, list[str]]) -> str:
    """The reference, in MyST Markdown."""
    parts = ["# What the lessons import", ""]
    for module, names in modules.items():
        home = importlib.import_module(module)
        parts += [f"## {module}", "", "```{eval-rst}"]
        if not names:
            parts += [f".. automodule:: {module}", "   :members:"]
        for name in names:
            kind = "class" if inspect.isclass(getattr(home, name)) else "function"
            parts += [f".. auto{kind}:: {module}.{name}"]
        parts += ["```", ""]
    return "\n".join(parts)
