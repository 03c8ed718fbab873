"""A real JupyterLab, as `mnist-course start` runs it."""

import json
import signal
import subprocess
import sys
import time
import urllib.request

import psutil
import pytest

from mnist_course.kernels import warm
from support.ports import free_port

pytestmark = [
    pytest.mark.slow,
    pytest.mark.long,
    pytest.mark.skipif(not warm.SAFE, reason="kernels are forked on Linux only"),
]


def warm_processes(of):
    return [
        one for one in of.children() if any("kernels.fork_server" in part for part in one.cmdline())
    ]


def test_its_kernels_are_forks_and_nothing_is_left_of_it(student):
    port = free_port()
    lab = subprocess.Popen(
        [sys.executable, "-m", "mnist_course", "start", "--no-browser", "--port", str(port)],
        cwd=student.root,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        line = ""
        while "token=" not in line:
            line = lab.stdout.readline()
            assert line, "ended"
        token = line.strip().partition("token=")[2]
        asked = urllib.request.Request(
            f"http://localhost:{port}/api/kernels?token={token}",
            data=json.dumps({"name": "python3"}).encode(),
        )
        kernels = []
        for _ in range(2):
            with urllib.request.urlopen(asked, timeout=120) as answer:
                kernels.append(json.load(answer)["id"])
        (process,) = warm_processes(psutil.Process(lab.pid))
        until = time.monotonic() + 60
        while len(process.children()) < 2 and time.monotonic() < until:
            time.sleep(0.1)
        forks = process.children()
        assert len(forks) == 2
        assert any(warm.running())
        checked = student.run("mnist_course", "check", "2")
        assert checked.returncode == 0, checked.stdout + checked.stderr
    finally:
        everything = psutil.Process(lab.pid).children(recursive=True)
        lab.send_signal(signal.SIGINT)
        lab.communicate(timeout=60)
    assert lab.returncode == 0
    _, left = psutil.wait_procs(everything, timeout=30)
    assert left == []
