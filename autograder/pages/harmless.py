"""The autograded notebook: what the student wrote and what it showed, made harmless.

nbgrader's form grader and feedback render Markdown, HTML, SVG, LaTeX and JavaScript of a
notebook in the instructor's browser. So of a submission only source code, text and checked
pixel images are kept as what they are; everything else is shown as text.
"""

import base64
import binascii
import copy
import re
import sys
from typing import Any

# With it jsonschema, which nbformat imports, builds a grammar of web addresses for two seconds, in
# each worker. The schema of notebooks has no use for one.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

import nbformat  # noqa: E402
from nbformat import NotebookNode  # noqa: E402

MAX_CELLS = 500
MAX_OUTPUTS = 2_000
"""Outputs of the whole notebook: nbformat takes its time to check each."""
MAX_TEXT = 200_000
MAX_IMAGE = 4 * 2**20

_CUT = f"… the rest was left out: the notebook has over {MAX_OUTPUTS:,} outputs.\n"

_SIGNATURES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
_OWN_FIGURE = re.compile(
    r'(?:<style>[^<>]*</style><div class="mc-figure"[^<>]*><img class="mc-on-light"|<img)'
    r' alt="[^"<>]*" style="[^"<>]*" src="data:image/png;base64,([A-Za-z0-9+/=]+)">.*',
    re.DOTALL,
)
"""A figure of the course's own, as it is shown now and as version 1.0 showed it; the light one."""

_REPR = re.compile(r"<[\w.]+ object>")


def harmless(notebook: Any, released: NotebookNode) -> NotebookNode:
    """The notebook as run, with nothing in it that a page could execute.

    Args:
        notebook: a notebook of format 4 from the sandbox, of any content.
        released: the instructor's copy of the lesson. All metadata come from it, and its
            cells with a `grade_id` that are missing from `notebook` are added at the end.

    Returns:
        A valid notebook with every `grade_id` of `released` exactly once.
    """
    known = {_grade_id(cell): cell for cell in released.cells if _grade_id(cell)}
    prose = {cell.source for cell in released.cells if cell.cell_type == "markdown"}
    cells: list[NotebookNode] = []
    used: set[str] = set()
    shown = 0
    for raw in _cells(notebook):
        grade_id = _grade_id(raw)
        template = known.get(grade_id) if grade_id not in used else None
        if template is not None:
            used.add(grade_id)
        cells.append(_cell(raw, template, prose, len(cells), MAX_OUTPUTS - shown))
        shown += len(cells[-1].get("outputs", ()))
    for grade_id, template in known.items():
        if grade_id not in used:
            cells.append(_missing(template, len(cells)))
    result = nbformat.v4.new_notebook(cells=cells, metadata=copy.deepcopy(released.metadata))
    result.nbformat, result.nbformat_minor = 4, 5
    nbformat.validate(result)
    return result


def _cells(notebook: Any) -> list[dict]:
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list):
        return []
    return [cell for cell in cells if isinstance(cell, dict)][:MAX_CELLS]


def _grade_id(cell: Any) -> str:
    metadata = cell.get("metadata")
    fields = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = fields.get("grade_id") if isinstance(fields, dict) else None
    return grade_id if isinstance(grade_id, str) else ""


def _cell(
    raw: dict, template: NotebookNode | None, prose: set[str], number: int, room: int
) -> NotebookNode:
    source = _text(raw.get("source"))
    kind = template.cell_type if template is not None else raw.get("cell_type")
    if kind == "code":
        cell = _new("code", source)
        outputs = raw.get("outputs")
        outputs = outputs if isinstance(outputs, list) else []
        kept = (_output(one) for one in outputs[: max(0, room)])
        cell.outputs = [output for output in kept if output is not None]
        if len(outputs) > max(0, room):
            cell.outputs.append(nbformat.v4.new_output("stream", name="stderr", text=_CUT))
        count = raw.get("execution_count")
        cell.execution_count = count if type(count) is int and count >= 0 else None
    else:
        trusted = kind == "markdown" and source in prose
        cell = _new("markdown", source if trusted else as_shown(source))
    if template is not None:
        cell.metadata["nbgrader"] = copy.deepcopy(template.metadata["nbgrader"])
        if cell.metadata["nbgrader"].get("locked"):
            cell.source = template.source
    cell.id = f"cell-{number}"
    return cell


def _new(kind: str, source: str) -> NotebookNode:
    # nbformat's own functions check each cell; the notebook is checked once, when it is whole.
    return NotebookNode(cell_type=kind, metadata=NotebookNode(), source=source)


def _missing(template: NotebookNode, number: int) -> NotebookNode:
    cell = copy.deepcopy(template)
    cell.id = f"cell-{number}"
    if cell.cell_type == "code" and not cell.metadata["nbgrader"].get("grade"):
        cell.source = "# This cell was missing from the submission."
    return cell


def as_shown(text: str) -> str:
    """Markdown that shows `text` letter for letter, whatever it holds."""
    encoded = "".join(c if c.isalnum() or c == " " else f"&#{ord(c)};" for c in text)
    return f'<pre style="white-space:pre-wrap">{encoded}</pre>'


def _text(value: Any, limit: int = MAX_TEXT) -> str:
    if isinstance(value, list):
        value = "".join(part for part in value if isinstance(part, str))
    if not isinstance(value, str):
        return ""
    value = value.encode("utf-8", "replace").decode("utf-8").replace("\x00", "\ufffd")
    return value if len(value) <= limit else value[:limit] + "\n… (cut)"


def _output(raw: Any) -> NotebookNode | None:
    if not isinstance(raw, dict):
        return None
    kind = raw.get("output_type")
    if kind == "stream":
        name = raw.get("name") if raw.get("name") in ("stdout", "stderr") else "stdout"
        return nbformat.v4.new_output("stream", name=name, text=_text(raw.get("text")))
    if kind == "error":
        lines = raw.get("traceback")
        return nbformat.v4.new_output(
            "error",
            ename=_text(raw.get("ename"), 200),
            evalue=_text(raw.get("evalue"), 2000),
            traceback=[_text(line) for line in lines][:200] if isinstance(lines, list) else [],
        )
    if kind in ("display_data", "execute_result"):
        data = _bundle(raw.get("data"))
        return nbformat.v4.new_output("display_data", data=data) if data else None
    return None


def _bundle(data: Any) -> dict[str, str]:
    if not isinstance(data, dict):
        return {}
    kept = {}
    for kind, signature in _SIGNATURES.items():
        image = _image(data.get(kind), signature)
        if image:
            kept[kind] = image
    html = _text(data.get("text/html"), MAX_IMAGE)
    figure = _OWN_FIGURE.fullmatch(html)
    image = _image(figure[1], _SIGNATURES["image/png"]) if figure else ""
    if image:
        kept.setdefault("image/png", image)
    plain = _text(data.get("text/plain"))
    if not plain or _REPR.fullmatch(plain.strip()):
        others = [str(name) for name in data if name not in ("text/plain", *_SIGNATURES)]
        plain = _text(html) or f"[output not shown: {', '.join(others)[:200] or 'empty'}]"
    kept["text/plain"] = plain
    return kept


def _image(value: Any, signature: bytes) -> str:
    """Base64 of an image that begins as its type does; '' for anything else."""
    if isinstance(value, list):
        value = "".join(part for part in value if isinstance(part, str))
    if not isinstance(value, str) or len(value) > MAX_IMAGE:
        return ""
    try:
        content = base64.b64decode("".join(value.split()), validate=True)
    except (binascii.Error, ValueError):
        return ""
    return base64.b64encode(content).decode("ascii") if content.startswith(signature) else ""


def panel_output(html: str, text: str) -> NotebookNode:
    """An output of our own: the verdict's panel."""
    return nbformat.v4.new_output("display_data", data={"text/html": html, "text/plain": text})
