"""Memory that belongs to no process, keys, time that was not lost, and ends that were dodged."""

import os
import signal
import subprocess
import sys
import time

import pytest

from autograder.sandbox import wall
from autograder.sandbox.inside.usage import Usage
from support.running import is_running, text_of
from support.sampling import sampled

pytestmark = [pytest.mark.sandbox, pytest.mark.slow]

LIBC = "import ctypes, os\nlibc = ctypes.CDLL(None, use_errno=True)\n"


@pytest.mark.parametrize("kind", [wall.BUBBLEWRAP, wall.NONE])
@pytest.mark.long
def test_a_flood_that_clears_its_parent_death_signal_ends_with_its_submission(request, kind):
    """The supervisor must not leave by a way on which it kills nobody: it did, mostly."""
    from autograder.sandbox.warm_process import Warm

    request.getfixturevalue("need_sandbox")
    warm = Warm(kind)
    try:
        for number in range(4):
            mark = f"flood-{kind}-{number}"
            job = warm.job()
            job.cell(
                f"{LIBC}import subprocess\nlibc.prctl(1, 0, 0, 0, 0)\n"
                "code = 'import os\\nwhile True: os.write(1, b\"x\" * 60000)'\n"
                f"os.set_inheritable(1, True)\n"
                f"p = subprocess.Popen([{mark!r}, '-c', code], executable={sys.executable!r},"
                " start_new_session=True)\n"
                "while True: os.write(1, b'x' * 60000)",
                0.4,
            )
            job.close()
            deadline = time.monotonic() + 10
            while is_running(mark) and time.monotonic() < deadline:
                time.sleep(0.05)
            assert not is_running(mark), number
    finally:
        warm.close()


REFUSED = {
    "memfd_create": "libc.memfd_create(b'x', 0)",
    "shmget": "libc.shmget(0, 1 << 20, 0o1600)",
    "msgget": "libc.msgget(0, 0o1600)",
    "semget": "libc.semget(0, 9, 0o1600)",
    "io_uring_setup": "libc.syscall(425, 8, ctypes.create_string_buffer(120))",
    "userfaultfd": "libc.syscall(323, 1)",
    "vmsplice": "libc.vmsplice(os.pipe()[1], None, 0, 0)",
    "keyctl": "libc.syscall(250, 0, -3, 0)",
    "add_key": "libc.syscall(248, b'user', b'left', b'secret', 6, -4)",
    "request_key": "libc.syscall(249, b'user', b'left', None, 0)",
    "ptrace": "libc.ptrace(0, 0, 0, 0)",
    "process_vm_readv": "libc.process_vm_readv(1, None, 0, None, 0, 0)",
    "AF_VSOCK": "libc.socket(40, 1, 0)",
    "AF_ALG": "libc.socket(38, 5, 0)",
    "AF_PACKET": "libc.socket(17, 3, 0)",
}


@pytest.mark.parametrize("call", sampled(list(REFUSED.values()), 4))
def test_what_no_lesson_needs_of_the_system_is_refused(job, call):
    ran = job.cell(f"{LIBC}print({call}, ctypes.get_errno())", 20)
    answer, number = text_of(ran).split()
    assert (answer, number in ("1", "97")) == ("-1", True)


def test_what_lessons_and_their_libraries_need_is_not(job):
    ran = job.cell(
        "import asyncio, multiprocessing, socket, subprocess, tempfile, threading, urllib.request\n"
        "import numpy as np, keras, concurrent.futures as f\n"
        "socket.socketpair(); socket.socket(); socket.socket(socket.AF_INET6)\n"
        "lock = multiprocessing.Lock()\n"
        "with f.ProcessPoolExecutor(2) as pool: print(sum(pool.map(abs, [-1, -2])))\n"
        "model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])\n"
        "model.compile('adam', 'mse', jit_compile=True)\n"
        "model.fit(np.ones((8, 3)), np.ones((8, 2)), verbose=0)\n"
        "print(subprocess.run(['echo', 'said'], capture_output=True, text=True).stdout)",
        60,
    )
    assert (ran.fate, ran.error) == ("", None)
    assert text_of(ran).split() == ["3", "said"]


HOARDS = {
    "sockets": (
        "import os, socket, time\nfor _ in range(12):\n    if os.fork() == 0: break\n"
        "kept = [socket.socketpair() for _ in range(480)]\ntime.sleep(5)"
    ),
    "page tables": (
        "import mmap, time\nkept = []\nfor _ in range(3):\n"
        "    one = mmap.mmap(-1, 1 << 38, flags=0x4022, prot=mmap.PROT_READ)\n"
        "    one.madvise(mmap.MADV_NOHUGEPAGE)\n    kept.append(one)\n"
        "    for place in range(0, 1 << 38, 1 << 21): one[place]\ntime.sleep(5)"
    ),
}
"""Memory of the system's own: what may wait in sockets, tables of mappings that are empty."""


@pytest.mark.parametrize("source", HOARDS.values(), ids=HOARDS)
@pytest.mark.long
def test_memory_of_the_systems_own_is_counted(job, source):
    assert job.cell(source, 30).fate == "over_limit"


def test_its_own_processes_earn_it_no_time():
    """They wait for one another: what the machine kept from it is what it did not use itself."""
    spins = "import os\nos.setpgid(0, 0)\nfor _ in range(3): os.fork()\nwhile True: pass"
    first = subprocess.Popen([sys.executable, "-S", "-c", spins])
    try:
        time.sleep(0.3)
        usage = Usage(first.pid, {"isolate": False, "processes": 64, "tasks": 512, "memory": 2**40})
        usage.excess()
        used, started = usage.used(), time.monotonic()
        usage.begin()
        for _ in range(10):
            time.sleep(0.1)
            usage.excess()
        granted, used = usage.waited(), usage.used() - used
        assert granted + used < time.monotonic() - started + 0.2 or granted == 0
    finally:
        os.killpg(first.pid, signal.SIGKILL)
        first.wait()


@pytest.mark.long
def test_a_busy_machine_earns_it_time(job):
    others = [
        subprocess.Popen([sys.executable, "-S", "-c", "while True: pass"], start_new_session=True)
        for _ in range(8)
    ]
    try:
        ran = job.cell("while True: pass", 3)
        works = "import time\nwhile time.process_time() < begun + 1: pass"
        in_time = job.cell(f"import time\nbegun = time.process_time()\n{works}", 60)
    finally:
        for one in others:
            one.kill()
            one.wait()
    assert ran.fate == "timed_out"
    assert ran.waited > 1
    assert in_time.fate == ""
    assert in_time.waited > 1


def test_its_supervisor_begins_with_an_empty_keyring():
    """Keyrings know no namespace: a submission read what the session of the grader held."""
    program = (
        "import ctypes, platform\n"
        "from autograder.sandbox.inside import linux\n"
        "libc, number = ctypes.CDLL(None), linux.KEYCTL[platform.machine()]\n"
        "def ring(): return libc.syscall(number, 0, -3, 0)\n"
        "before = ring()\nlinux.new_session_keyring()\nprint(before, ring())"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    before, after = map(int, done.stdout.split())
    if before == after == -1:
        pytest.skip("nobody has keyrings here")
    assert after not in (-1, before)
