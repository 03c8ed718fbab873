"""Broken submissions of lesson 02: each ends in its own status, and the batch completes."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from support.hostile.submissions import LESSON, RIGHT, Notebook, cell_of, code, notebook, place_of


@dataclass(frozen=True)
class Broken:
    """One broken submission.

    Attributes:
        name: what is wrong with it.
        content: the notebook's bytes; None for no notebook.
        statuses: exercise → status; 'passed' where it is not named.
        everything: the status of all exercises; '' for `statuses`.
        files: what lies beside the notebook.
        student: the student's folder.
    """

    name: str
    content: bytes | None
    statuses: dict[str, str] = field(default_factory=dict)
    everything: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    student: str = "grace"


def _right(change: Callable[[Notebook], None] | None = None, **more: str) -> bytes:
    before, after = more.pop("before", ""), more.pop("after", "")
    return notebook({**RIGHT, **more}, before, after, change)


def _source(body: str, **more: str) -> bytes:
    """All right but `scale`, whose body is given."""
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    prepare = "def prepare(images):\n    return (images[..., None] / 255).astype('float32')"
    return _right(scale=f"def scale(images):\n{lines}", prepare=prepare, **more)


def _delete(nb: Notebook) -> None:
    del nb["cells"][place_of(nb, "scale")]


def _merge(nb: Notebook) -> None:
    cell_of(nb, "scale")["source"] += "\n\n" + cell_of(nb, "add_channel")["source"]
    del nb["cells"][place_of(nb, "add_channel")]


def _twice_the_same(nb: Notebook) -> None:
    place = place_of(nb, "scale")
    nb["cells"].insert(place, json.loads(json.dumps(nb["cells"][place])))


def _twice_different(nb: Notebook) -> None:
    _twice_the_same(nb)
    cell_of(nb, "scale")["source"] = "def scale(images):\n    return None"


def _wrong_one_in_force(nb: Notebook) -> None:
    copied = json.loads(json.dumps(cell_of(nb, "scale")))
    copied["source"] = "def scale(images):\n    return None"
    nb["cells"].insert(place_of(nb, "scale") + 1, copied)


def _reversed(nb: Notebook) -> None:
    nb["cells"].reverse()


def _to_markdown(nb: Notebook) -> None:
    cell = cell_of(nb, "scale")
    cell["cell_type"] = "markdown"
    del cell["outputs"], cell["execution_count"]


def _to_raw(nb: Notebook) -> None:
    _to_markdown(nb)
    cell_of(nb, "scale")["cell_type"] = "raw"


def _no_metadata(nb: Notebook) -> None:
    for cell in nb["cells"]:
        cell["metadata"] = {}


def _odd_types(nb: Notebook) -> None:
    nb["cells"] += [None, 42, [], {}, {"cell_type": 7, "source": 7, "metadata": 7}]
    nb["cells"] += [{"cell_type": "code", "source": [1, "x = 1\n", None], "metadata": None}]
    nb["metadata"] = "none"


def _source_lists(nb: Notebook) -> None:
    for cell in nb["cells"]:
        cell["source"] = "".join(cell["source"]).splitlines(keepends=True)


def _no_cell_ids(nb: Notebook) -> None:
    for cell in nb["cells"]:
        cell.pop("id", None)
    nb["nbformat_minor"] = 4


def _version(number: object) -> Callable[[Notebook], None]:
    def change(nb: Notebook) -> None:
        nb["nbformat"] = number

    return change


def _as_version_3() -> bytes:
    nb = json.loads(_right())
    for cell in nb["cells"]:
        if cell["cell_type"] == "code":
            cell["input"] = cell.pop("source")
            cell["language"] = "python"
    sheet = {"cells": nb["cells"], "metadata": {}}
    return json.dumps(
        {"metadata": {"name": ""}, "nbformat": 3, "nbformat_minor": 0, "worksheets": [sheet]}
    ).encode()


def _many_cells(nb: Notebook) -> None:
    nb["cells"] += [code("1", f"many-{n}") for n in range(5000)]


_DEAD = {"scale": "crashed"}
_LATE = {"scale": "timed_out"}
_OVER = {"scale": "over_limit"}
_FULL_DISK = "f = open('x', 'wb')\nwhile True: f.write(b'x' * 2**20)"

BROKEN = (
    Broken("right, for comparison", _right()),
    Broken("truncated JSON", _right()[:2000], everything="invalid"),
    Broken("empty file", b"", everything="invalid"),
    Broken("no notebook", None, everything="invalid"),
    Broken("another file name", None, files={"copy of it.ipynb": _right()}, everything="invalid"),
    Broken("JSON, but no notebook", b"[1, 2]", everything="invalid"),
    Broken("no cells", b'{"nbformat": 4, "cells": 7}', everything="invalid"),
    Broken("version 99", _right(_version(99)), everything="invalid"),
    Broken("version is a text", _right(_version("4")), everything="invalid"),
    Broken("version 3", _as_version_3()),
    Broken("not UTF-8", "{'ü': 1}".encode("latin-1"), everything="invalid"),
    Broken("UTF-16", _right().decode().encode("utf-16"), everything="invalid"),
    Broken("UTF-8 with a byte-order mark", b"\xef\xbb\xbf" + _right()),
    Broken("a binary file", bytes(range(256)) * 64, everything="invalid"),
    Broken("nested without end", b"[" * 200_000, everything="invalid"),
    Broken("a number without end", b'{"nbformat": ' + b"4" * 10_000 + b"}", everything="invalid"),
    Broken("five thousand cells", _right(_many_cells), everything="invalid"),
    Broken("cells of odd types", _right(_odd_types)),
    Broken("sources as lists", _right(_source_lists)),
    Broken("no cell ids", _right(_no_cell_ids)),
    Broken("cell deleted", _right(_delete), {"scale": "invalid", "prepare": "crashed"}),
    Broken("cells merged", _right(_merge)),
    Broken("cell duplicated", _right(_twice_the_same)),
    Broken(
        "cell duplicated, the wrong one in force",
        _right(_wrong_one_in_force),
        {"scale": "failed", "prepare": "crashed"},
    ),
    Broken("cell duplicated and changed", _right(_twice_different)),
    Broken("cells reversed", _right(_reversed), {"prepare": "crashed"}),
    Broken("cell made Markdown", _right(_to_markdown), {"scale": "invalid", "prepare": "crashed"}),
    Broken("cell made raw", _right(_to_raw), {"scale": "invalid", "prepare": "crashed"}),
    Broken("all metadata lost", _right(_no_metadata)),
    Broken("a syntax error", _right(scale="def scale(images:\n"), {**_DEAD, "prepare": "crashed"}),
    Broken("an exception", _source("raise ValueError('no')"), _DEAD),
    Broken(
        "another name",
        _right(scale="def skale(images): pass", prepare="x = 1"),
        {"scale": "invalid", "prepare": "invalid"},
    ),
    Broken(
        "not a function",
        _right(scale="scale = 3", prepare="prepare = None"),
        {"scale": "invalid", "prepare": "invalid"},
    ),
    Broken("infinite loop", _source("while True: pass"), _LATE),
    Broken(
        "infinite loop that ignores interrupts",
        _source(
            "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n"
            "while True:\n    try:\n        while True: pass\n    except BaseException: pass"
        ),
        _LATE,
    ),
    Broken("sleeps", _source("import time\ntime.sleep(3600)"), _LATE),
    Broken(
        "infinite loop outside of a function",
        _right(scale=RIGHT["scale"] + "\nwhile True: pass"),
        {"scale": "timed_out", "prepare": "passed"},
    ),
    Broken("infinite loop in an added cell", _right(before="while True: pass")),
    Broken(
        "a deadlock",
        _source("import threading\nl = threading.Lock()\nl.acquire()\nl.acquire()"),
        _LATE,
    ),
    Broken("output without end", _right(after="while True: print('x' * 10**6)")),
    Broken(
        "100 MB of output",
        _right(scale=RIGHT["scale"] + "\nprint('x' * 10**8)"),
        {"scale": "over_limit", "prepare": "crashed"},
    ),
    Broken(
        "100 MB of output from the function",
        _source("import os\nfor _ in range(1000): os.write(1, b'x' * 10**5)\nreturn images"),
        _OVER,
    ),
    Broken("memory bomb", _source("x = np.ones(10**10)\nreturn x"), _OVER),
    Broken(
        "memory bomb bit by bit",
        _source("x = []\nwhile True: x.append(np.ones(10**7))"),
        _OVER,
    ),
    Broken(
        "shared memory bomb",
        _source("import mmap\nm = mmap.mmap(-1, 1 << 34)\nwhile True: m.write(b'x' * (1 << 20))"),
        _OVER,
    ),
    Broken("disk bomb", _source(_FULL_DISK), _OVER),
    Broken(
        "disk bomb in a cell",
        _right(before="f = open('x', 'wb')\nwhile True: f.write(b'x' * 2**20)"),
    ),
    Broken(
        "fork bomb",
        _source("import os\nwhile True:\n    try: os.fork()\n    except OSError: pass"),
        _OVER,
    ),
    Broken("kernel ends itself", _source("import os\nos._exit(3)"), _DEAD),
    Broken("segmentation fault", _source("import ctypes\nctypes.string_at(0)"), _DEAD),
    Broken("input()", _right(scale=RIGHT["scale"] + "\nname = input('name?')")),
    Broken("input() in the function", _source("return input()"), _DEAD),
    Broken("quit()", _right(after="quit()")),
    Broken("magics and shell commands", _right(before="%matplotlib inline\n%time 1\n!ls")),
    Broken("an unknown magic", _right(before="%nosuchmagic\n!nosuchcommand")),
    Broken("cell magics", _right(before="%%bash\nexit 3")),
    Broken("names with spaces and quotes", _right(), student='O\'Brien "the" <b>né</b> =1+1'),
    Broken("a name like a path", _right(), student="..%2F..%2Fetc; rm -rf"),
    Broken(
        "odd files beside the notebook",
        _right(),
        files={"a b'c\".txt": b"x", "-rf": b"x", "ünï.txt": b"x", f"{LESSON}.ipynb~": b"x"},
    ),
    Broken(
        "helper functions in added cells",
        _right(
            before="def helper(images): return images / 255",
            scale="def scale(images):\n    return helper(images).astype('float32')",
        ),
    ),
    Broken(
        "warnings on stderr",
        _right(
            before="import sys, warnings\nwarnings.warn('old')\nprint('careful', file=sys.stderr)\n"
            "import os; os.write(2, b'W0000 native warning')",
        ),
    ),
    Broken("an error in an added cell", _right(before="1 / 0", after="undefined")),
    Broken("the stub as it was", notebook(), everything="not_attempted"),
)
