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


_ALONE = "def prepare(images):\n    return (images[..., None] / 255).astype('float32')"
"""`prepare` that needs no other function."""


def _source(body: str, **more: str) -> bytes:
    """All right but `scale`, whose body is given."""
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    return _right(scale=f"def scale(images):\n{lines}", prepare=_ALONE, **more)


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


def _nul(nb: Notebook) -> None:
    cell_of(nb, "scale")["source"] += "\n# \x00"


def _half_a_character(nb: Notebook) -> None:
    cell_of(nb, "scale")["source"] += "\n# \udcff \ud800"


def _turned_round(nb: Notebook) -> None:
    cell_of(nb, "scale")["source"] += "\n# \u202e \x1b[2K \u200b"


def _wide_table(nb: Notebook) -> None:
    table = [{"output_type": "stream", "name": "stdout", "text": "1," * 2_100_000}]
    cell_of(nb, "scale")["outputs"] = table


def _too_many_parts(nb: Notebook) -> None:
    cell_of(nb, "scale")["outputs"] = [{"data": {"x+json": [[]] * 1_000_001}}]


def _deep_metadata(nb: Notebook) -> None:
    inner: dict = {}
    for _ in range(200):
        inner = {"tags": [inner], "nbgrader": inner}
        inner.pop("nbgrader")
    nb["metadata"] = inner
    cell_of(nb, "scale")["outputs"] = [{"output_type": "error", "traceback": [inner]}]


def _twice_the_key() -> bytes:
    return _right().replace(b'"nbformat": 4', b'"nbformat": 3, "nbformat": 4')


_DEAD = {"scale": "crashed"}
_WRONG = {"scale": "failed"}
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
    # What was found later: copies, signals, foundations taken away, answers without pixels.
    Broken("an answer without pixels", _source("return images[:0, :0, :0]"), _WRONG),
    Broken("an empty answer", _source("return np.zeros((0, 28, 28), 'float32')"), _WRONG),
    Broken("a number of 400 digits", _source("return 10**400"), _WRONG),
    Broken("a generator", _source("yield images"), _WRONG),
    Broken(
        "an answer that is not there yet",
        _right(scale="async def scale(images):\n    return images / 255", prepare=_ALONE),
        _WRONG,
    ),
    Broken("itself", _source("return scale"), _WRONG),
    Broken("a key of ten million letters", _source("return {'k' * 10**7: 1}"), _OVER),
    Broken("a copy of the kernel", _right(before="import os\nos.fork()")),
    Broken(
        "a copy of the kernel in a thread",
        _right(
            before="import os, threading\nt = threading.Thread(target=os.fork)\nt.start(); t.join()"
        ),
    ),
    Broken(
        "a copy in every call",
        _source("import os\nos.fork()\nreturn (images / 255).astype('float32')"),
    ),
    Broken(
        "a copy made past Python", _right(before="import ctypes\nctypes.CDLL(None).syscall(57)")
    ),
    Broken("modules emptied", _right(before="import sys\nsys.modules.clear()")),
    Broken("path emptied", _right(before="import sys\nsys.path.clear()\nsys.meta_path.clear()")),
    Broken("builtins taken out", _right(before="import builtins\ndel builtins.len, builtins.type")),
    Broken(
        "a timer that raises",
        _right(
            before="import signal\ndef ring(*_): raise KeyError('rung')\n"
            "signal.signal(signal.SIGALRM, ring)\nsignal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)"
        ),
    ),
    Broken(
        "a low recursion limit",
        _right(before="import inspect, sys\nsys.setrecursionlimit(len(inspect.stack(0)) + 9)"),
    ),
    Broken(
        "a trace that raises",
        _right(before="import sys\ndef trace(*_): raise ValueError('traced')\nsys.settrace(trace)"),
    ),
    Broken("no streams", _right(before="import sys\nsys.stdout = sys.stderr = sys.stdin = None")),
    Broken("handles closed", _right(before="import os\nos.closerange(0, 3)")),
    Broken("every handle closed", _right(before="import os\nos.closerange(0, 999)")),
    Broken(
        "no more handles",
        _right(before="import resource\nresource.setrlimit(resource.RLIMIT_NOFILE, (0, 1024))"),
    ),
    Broken("another folder", _right(before="import os\nos.chdir('/')\nos.environ.clear()")),
    Broken("its folder taken away", _right(before="import os, shutil\nshutil.rmtree(os.getcwd())")),
    Broken(
        "a thousand outputs",
        _right(before="from IPython.display import display\nfor n in range(1000): display(n)"),
    ),
    Broken("an interrupt of its own", _source("raise KeyboardInterrupt"), _LATE),
    Broken(
        "an error of its own kind",
        _source("class Own(BaseException): pass\nraise Own('no')"),
        _DEAD,
    ),
    Broken(
        "an error without words",
        _source("class Mute(Exception):\n    def __str__(self): raise self\nraise Mute"),
        _DEAD,
    ),
    Broken(
        "an error of three million letters", _source("raise ValueError('no\\n' * 10**6)"), _DEAD
    ),
    Broken(
        "an error within an error without end",
        _source("one = ValueError(1)\none.__cause__ = one.__context__ = one\nraise one"),
        _DEAD,
    ),
    Broken(
        "warnings are errors",
        _right(before="import warnings\nwarnings.simplefilter('error')\nnp.seterr(all='raise')"),
    ),
    Broken("a character that is none", _right(_nul), {"scale": "crashed", "prepare": "crashed"}),
    Broken("half a character", _right(_half_a_character)),
    Broken("characters that are not seen", _right(_turned_round)),
    Broken("a table of millions of commas", _right(_wide_table)),
    Broken("millions of lists", _right(_too_many_parts), everything="invalid"),
    Broken("metadata nested deep", _right(_deep_metadata)),
    Broken("a key that is there twice", _twice_the_key()),
    Broken(
        "a bracket and thousands of lines", _right(scale="(" + "\n" * 80_000, prepare=_ALONE), _DEAD
    ),
    Broken("a name of two lines", _right(), student="eve\n[1 of 1] ada: 11 of 11\x1b[2K"),
    Broken(
        "a billion images that take no room",
        _source(
            "none = np.zeros(1, 'float32')\n"
            "return np.lib.stride_tricks.as_strided(none, (10**9, 28, 28), (0, 0, 0))"
        ),
        _OVER,
    ),
    Broken(
        "an error whose name is a million letters",
        _source("raise type('E' * 10**6, (Exception,), {})"),
        _DEAD,
    ),
)
