"""Copies of the kernel, signals and broken foundations: what a student breaks is the student's."""

import numpy as np
import pytest

from autograder.grading.run import Options, grade_submission
from mnist_course.core.plain import pack
from support.hostile.submissions import EXERCISES, RIGHT, notebook, submission
from support.running import text_of
from support.sampling import sampled

pytestmark = [pytest.mark.sandbox, pytest.mark.slow]

SEED = 15
INPUTS = pack({"cases": [[np.zeros((2, 28, 28), np.uint8)] for _ in range(6)]})

FORKS = {
    "in the cell": "import os\nos.fork()",
    "three times": "import os\nfor _ in range(3): os.fork()",
    "in a thread": (
        "import os, threading\nt = threading.Thread(target=os.fork)\nt.start(); t.join()"
    ),
    "past Python": "import ctypes\nctypes.CDLL(None).syscall(57)",
    "past Python, and exits": (
        "import ctypes, sys\nif ctypes.CDLL(None).syscall(57) == 0:\n    sys.exit(0)"
    ),
    "and raises": "import os\nif os.fork() == 0:\n    raise KeyboardInterrupt",
    "and lets a generator end": ("import os\nclass End:\n    def __del__(self): os.fork()\nEnd()"),
}


@pytest.mark.parametrize("source", sampled(list(FORKS.values()), 3))
def test_a_copy_of_the_kernel_never_answers_for_it(job, source):
    job.cell(source, 20)
    for number in range(8):
        ran = job.cell(f"import os\nprint(os.getpid(), {number})", 20)
        assert (ran.fate, ran.error) == ("", None)
        assert text_of(ran).endswith(f"1 {number}\n")


def test_copies_made_in_each_call_do_not_multiply(job):
    job.cell("import os\ndef scale(images):\n    os.fork()\n    return images", 20)
    ran = job.probe("scale", INPUTS, 20)
    assert (ran.fate, ran.error) == ("", None)


def test_what_another_process_writes_on_the_channel_is_not_read(job):
    """A copy made without Python's knowledge keeps the socket, and writes answers to all."""
    job.cell(
        "import ctypes, os, json, struct, time\n"
        "if ctypes.CDLL(None).syscall(57) == 0:\n"
        "    for number in range(1, 9):\n"
        "        head = json.dumps({'done': number, 'error': None, 'missing': True}).encode()\n"
        "        for handle in range(3, 64):\n"
        "            try: os.write(handle, struct.pack('>II', len(head), 0) + head)\n"
        "            except OSError: pass\n"
        "    os._exit(0)\n"
        "time.sleep(0.5)",
        20,
    )
    ran = job.cell("print('mine')", 20)
    assert (ran.fate, ran.missing, text_of(ran)) == ("", False, "mine\n")


_READER = (
    "import ctypes, os, time\n"
    "libc = ctypes.CDLL(None)\n"
    "def steal():\n"
    "    while True:\n"
    "        for handle in range(3, 64):\n"
    "            libc.recv(handle, ctypes.create_string_buffer(65536), 65536, 0x40)\n"
    "        time.sleep(0.01)\n"
)
THIEVES = {
    "as fork does": "if libc.syscall(57) == 0: steal()",
    "as clone does": "if libc.syscall(56, 17, 0, 0, 0, 0) == 0: steal()",
    "with the kernel's own handles": "if libc.syscall(56, 17 | 0x400, 0, 0, 0, 0) == 0: steal()",
    "in a session of its own": "if libc.syscall(57) == 0:\n    os.setsid()\n    steal()",
    "that hides": "if libc.syscall(57) == 0:\n    time.sleep(1)\n    steal()",
    "one after the other": (
        "if libc.syscall(57) == 0:\n"
        "    for _ in range(99):\n        time.sleep(0.01)\n        libc.syscall(57)\n    steal()"
    ),
}
"""Copies made without Python's knowledge, which keep the socket and take what comes."""


@pytest.mark.parametrize("source", sampled(list(THIEVES.values()), 3))
def test_no_other_process_takes_a_request_from_the_channel(job, source):
    ran = job.cell(_READER + source, 20)
    if ran.fate:
        assert ran.fate == "over_limit"
        return
    for number in range(4):
        ran = job.cell(f"import os\nprint(os.getpid(), {number})", 20)
        assert (ran.fate, ran.error, text_of(ran)) == ("", None, f"1 {number}\n")


def test_programs_that_the_kernel_starts_do_not_inherit_the_channel(job):
    ran = job.cell("import os\nos.system('ls -l /proc/self/fd >&2')", 20)
    shown = text_of(ran)
    for _ in range(50):
        if "fd" in shown or "->" in shown:
            break
        shown += text_of(job.cell("import time; time.sleep(0.1)", 20))
    assert "->" in shown
    assert "socket:" not in shown


BROKEN = {
    "modules emptied": "import sys\nsys.modules.clear()",
    "path emptied": "import sys\nsys.path.clear()\nsys.meta_path.clear()\nsys.path_hooks.clear()",
    "modules of the course taken out": (
        "import sys\nfor name in list(sys.modules):\n"
        "    if name.startswith(('mnist_course', 'inside', 'numpy')): del sys.modules[name]"
    ),
    "builtins taken out": "import builtins\ndel builtins.len, builtins.getattr, builtins.type",
    "builtins that lie": (
        "import builtins\nbuiltins.isinstance = lambda *_: False\n"
        "builtins.len = lambda _: 1\nbuiltins.open = builtins.print = None"
    ),
    "no streams": "import sys\nsys.stdout = sys.stderr = sys.stdin = None",
    "a low recursion limit": (
        "import inspect, sys\nsys.setrecursionlimit(len(inspect.stack(0)) + 9)"
    ),
    "a trace that raises": (
        "import sys\ndef trace(*_): raise ValueError('traced')\n"
        "import threading\nthreading.settrace(trace)\nsys.settrace(trace)"
    ),
    "a profile that raises": (
        "import sys\ndef trace(*_): raise ValueError('traced')\nsys.setprofile(trace)"
    ),
    "a timer that raises": (
        "import signal\ndef ring(*_): raise KeyError('rung')\n"
        "for name, timer in (('ALRM', 0), ('VTALRM', 1), ('PROF', 2)):\n"
        "    signal.signal(getattr(signal, 'SIG' + name), ring)\n"
        "    signal.setitimer(timer, 0.002, 0.002)"
    ),
    "a thread that signals": (
        # It spares the answers themselves: in these it would be the student's own doing.
        "import signal, os, threading, time\ndef ring(_, frame):\n    while frame:\n"
        f"        if frame.f_code.co_name in {EXERCISES}: return\n        frame = frame.f_back\n"
        "    raise KeyError('rung')\nsignal.signal(signal.SIGUSR1, ring)\n"
        "def send():\n    while True:\n        os.kill(os.getpid(), signal.SIGUSR1)\n"
        "        time.sleep(0.01)\n"
        "threading.Thread(target=send, daemon=True).start()"
    ),
    "a writer of JSON": "import json\njson.dumps = json.loads = lambda *a, **k: '{\"done\": 1}'",
    "an alarm that ends": "import signal\nsignal.setitimer(signal.ITIMER_REAL, 0.3)",
}
"""What a cell breaks, with nothing wrong in the exercises: each must be judged as it is."""


@pytest.mark.parametrize("source", sampled(list(BROKEN.values()), 4))
def test_what_one_cell_broke_costs_no_other(warm, source):
    graded = grade_submission(submission(notebook(RIGHT, before=source)), Options(SEED), warm)
    assert [result.status for result in graded.results] == ["passed"] * len(EXERCISES), [
        (result.status, result.message) for result in graded.results
    ]


BOMBS = {
    "while it is called": "    while True:\n        try: os.fork()\n        except OSError: pass",
    "in sessions of their own": (
        "    while True:\n        try:\n            if os.fork() == 0: os.setsid()\n"
        "        except OSError: pass"
    ),
    "past Python": (
        "    import ctypes\n    libc = ctypes.CDLL(None)\n    while True: libc.syscall(57)"
    ),
    "that swells after it": (
        "    if os.fork() == 0:\n        while True:\n            try: os.fork()\n"
        "            except OSError: pass\n    return images"
    ),
    "of threads": (
        "    import threading\n    while True:\n        try:\n"
        "            threading.Thread(target=time.sleep, args=(99,)).start()\n"
        "        except RuntimeError: pass"
    ),
    "that never ends": (
        "    for _ in range(9):\n        if os.fork() == 0:\n            while True: pass\n"
        "    return images"
    ),
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
@pytest.mark.long
def test_a_fork_bomb_is_one_exercises_own(warm, bomb):
    """The function forks; what comes after it is judged in a kernel without its copies."""
    prepare = "def prepare(images):\n    return (images[..., None] / 255).astype('float32')"
    scale = f"import os, time\ndef scale(images):\n{bomb}"
    content = notebook({**RIGHT, "scale": scale, "prepare": prepare})
    graded = grade_submission(submission(content), Options(SEED), warm)
    statuses = [result.status for result in graded.results]
    messages = [result.message for result in graded.results]
    assert statuses[0] in ("over_limit", "failed"), messages
    assert statuses[1:] == ["passed"] * 3, messages


def test_a_bomb_in_a_cell_is_that_cells_own(job):
    """It goes on behind a cell that has ended: the cell is over the limit, not the next one."""
    ran = job.cell(
        "import os\nif os.fork() == 0:\n    while True:\n"
        "        try: os.fork()\n        except OSError: pass",
        20,
    )
    assert ran.fate == "over_limit"


def test_a_pool_of_processes_lives_from_cell_to_cell(job):
    job.cell("import multiprocessing\npool = multiprocessing.Pool(3)", 20)
    ran = job.cell("print(pool.map(abs, [-1, -2, -3]))", 20)
    assert text_of(ran) == "[1, 2, 3]\n"
