"""The cells of a saved notebook, whatever it holds; outputs and attachments are left behind.

Nothing here raises on a hostile notebook except `Unreadable`, and all of it takes time in
proportion to the notebook's size.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

from mnist_course.core.language import say

MAX_BYTES = 64 * 2**20
"""Bytes of a file, its outputs included: figures make some very large."""

MAX_SOURCE = 4 * 2**20
"""Characters of all sources together."""

MAX_CELLS = 2_000

MAX_PARTS = 2_000_000
"""Brackets, braces and commas of a file, outside of its texts: an empty list is three bytes there,
and seventy here."""

_AT_ONCE = 2**14
"""Bytes whose texts are left out together: the pieces of more would take memory themselves."""

FORMATS = (3, 4)
"""The major versions of the notebook format that are read."""

ILLUSTRATION = "illustration"
"""The tag of a cell that only shows something, in the lesson as it was delivered."""

CONFLICT = re.compile(r"^(?:<{7} |>{7} |={7}$)", re.MULTILINE)
"""A line that a merge leaves where two versions differ."""


_LONGEST_ERROR = 1_000
"""Characters of an error's name, and of its message."""


class Unreadable(Exception):
    """A file that is no notebook.

    Attributes:
        cause: a stable name for the reason.
        message, next_step: for the student, each in a sentence.
    """

    def __init__(self, cause: str, message: str, next_step: str) -> None:
        super().__init__(say(message))
        self.cause = cause
        self.message = say(message)
        self.next_step = say(next_step)


@dataclass(frozen=True)
class Cell:
    """One cell; a field that the notebook does not have, or not as text, is ''.

    Attributes:
        kind: 'code', 'markdown' or another.
        source: its text.
        grade_id: nbgrader's name for it.
        id: nbformat's.
        locked: whether nbgrader keeps students from changing it.
        illustrates: whether it is tagged as one that only illustrates.
        error: what its last run stopped with, by its outputs: 'NameError: …'; '' if nothing.
    """

    kind: str
    source: str
    grade_id: str = ""
    id: str = ""
    locked: bool = False
    illustrates: bool = False
    error: str = ""

    @property
    def code(self) -> bool:
        return self.kind == "code"


def read(content: bytes, name: str) -> list[Cell]:
    """The cells of a notebook of format 3 or 4.

    Args:
        content: the file's bytes.
        name: what the file is called, for messages.

    Raises:
        Unreadable: where it is no notebook, or too large.
    """
    if len(content) > MAX_BYTES:
        raise Unreadable(
            "too-large",
            say(
                "{name} has {size:,} bytes; {max_bytes:,} are allowed.",
                name=name,
                size=len(content),
                max_bytes=MAX_BYTES,
            ),
            "Clear its outputs (Edit, Clear Outputs of All Cells), and save it again.",
        )
    if has_too_many_parts(content):
        raise Unreadable(
            "too-large",
            say(
                "{name} has more than {max_parts:,} brackets, braces and commas, which is too "
                "much to be read.",
                name=name,
                max_parts=MAX_PARTS,
            ),
            "Clear its outputs (Edit, Clear Outputs of All Cells), and save it again.",
        )
    notebook = _json(content, name)
    version = notebook.get("nbformat")
    if version not in FORMATS or isinstance(version, bool):
        raise Unreadable(
            "wrong-format",
            say(
                "{name} is of notebook format {version}; format 4 was expected.",
                name=name,
                version=str(version)[:20],
            ),
            "Open it in JupyterLab and save it there, which brings it to the present format.",
        )
    raw = notebook.get("cells") if version == 4 else _of_version_3(notebook)
    if not isinstance(raw, list):
        raise _no_notebook(name, say("{name} has no readable cells.", name=name))
    if raw and not any(isinstance(one, dict) for one in raw):
        raise _no_notebook(name, say("{name} has no readable cells.", name=name))
    if len(raw) > MAX_CELLS:
        raise Unreadable(
            "too-large",
            say(
                "{name} has {count:,} cells; {max_cells:,} are allowed.",
                name=name,
                count=len(raw),
                max_cells=MAX_CELLS,
            ),
            "Delete the cells that are not needed, and save it again.",
        )
    cells = [cell(one) for one in raw if isinstance(one, dict)]
    size = sum(len(one.source) for one in cells)
    if size > MAX_SOURCE:
        raise Unreadable(
            "too-large",
            say(
                "The cells of {name} hold {size:,} characters; {max_source:,} are allowed.",
                name=name,
                size=size,
                max_source=MAX_SOURCE,
            ),
            "Delete what is not part of your answers, and save it again.",
        )
    return cells


def has_too_many_parts(content: bytes) -> bool:
    """Whether JSON of this kind would fill the memory; told without reading it."""
    if _parts(content) <= MAX_PARTS:
        return False
    # A page or a table that is shown is one text, however many commas it has.
    parts, in_text, left = 0, 0, b""
    for start in range(0, len(content), _AT_ONCE):
        chunk = left + content[start : start + _AT_ONCE]
        whole = len(chunk) - (len(chunk) - len(chunk.rstrip(b"\\"))) % 2
        chunk, left = chunk[:whole], chunk[whole:]
        pieces = chunk.replace(b"\\\\", b"").replace(b'\\"', b"").split(b'"')
        parts += _parts(b"".join(pieces[in_text::2]))
        in_text = (in_text + len(pieces) - 1) % 2
        if parts > MAX_PARTS:
            return True
    return False


def _parts(content: bytes) -> int:
    return sum(map(content.count, (b"[", b"{", b",")))


def _json(content: bytes, name: str) -> dict[str, Any]:
    try:
        notebook = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Unreadable(
            "not-json",
            say("{name} is not a notebook: it is not UTF-8 text.", name=name),
            _afresh(name),
        ) from None
    except RecursionError:
        raise Unreadable(
            "not-json", say("{name} is not a notebook: nested too deep.", name=name), _afresh(name)
        ) from None
    except ValueError as error:
        if b"<<<<<<< " in content and b">>>>>>> " in content:
            raise Unreadable(
                "merge-conflict",
                say(
                    "{name} holds a merge conflict: lines with `<<<<<<<` and `>>>>>>>`, which "
                    "are not JSON.",
                    name=name,
                ),
                "Take one of the two versions whole (`git checkout --ours` or `--theirs`), and "
                "open it in JupyterLab to see that it is the right one.",
            ) from None
        where = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise Unreadable(
            "not-json",
            say("{name} is not a notebook: it is not JSON{where}.", name=name, where=where),
            _afresh(name),
        ) from None
    if not isinstance(notebook, dict) or "nbformat" not in notebook:
        raise _no_notebook(name, say("{name} is JSON, but not a notebook.", name=name))
    return notebook


def _no_notebook(name: str, message: str) -> Unreadable:
    return Unreadable("not-a-notebook", message, _afresh(name))


def _afresh(name: str) -> str:
    return say(
        "Move {name} out of the folder and run `mnist-course start`: it puts a fresh one "
        "there. Then copy your functions over.",
        name=name,
    )


def _of_version_3(notebook: dict[str, Any]) -> Any:
    sheets = notebook.get("worksheets")
    if not isinstance(sheets, list):
        return None
    inner = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)]
    return [cell for cells in inner if isinstance(cells, list) for cell in cells]


def cell(raw: dict[str, Any]) -> Cell:
    """One cell of format 4, or of format 3."""
    metadata = raw.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    marks = metadata.get("nbgrader")
    marks = marks if isinstance(marks, dict) else {}
    tags = metadata.get("tags")
    return Cell(
        kind=_text(raw.get("cell_type")),
        source=text(raw.get("source", raw.get("input"))),
        grade_id=_text(marks.get("grade_id")),
        id=_text(raw.get("id")),
        locked=marks.get("locked") is True,
        illustrates=isinstance(tags, list) and ILLUSTRATION in tags,
        error=_error(raw.get("outputs")),
    )


def _error(outputs: Any) -> str:
    for one in outputs if isinstance(outputs, list) else ():
        if isinstance(one, dict) and one.get("output_type") in ("error", "pyerr"):
            name, said = (text(one.get(part))[:_LONGEST_ERROR] for part in ("ename", "evalue"))
            return f"{name}: {said}" if said else name
    return ""


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def text(value: Any) -> str:
    """A cell's source as one string, whichever way nbformat stores it."""
    if isinstance(value, list):
        value = "".join(line for line in value if isinstance(line, str))
    return _text(value).encode("utf-8", "replace").decode()
