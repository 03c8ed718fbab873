"""Jupyter's own kernel manager, with kernels from the warm process."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from mnist_course.kernels import warm
from mnist_course.selfcheck.kernels import Kernels

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not warm.SAFE, reason="kernels are forked on Linux only"),
]

WHO = "import os; print(os.getppid(), os.getcwd(), end='')"


def warmed(keras=False, shared=False):
    """A warm process that has imported what it imports, on however busy a machine."""
    process = warm.WarmProcess(keras, shared=shared)
    process.fork(["--version"], Path.home(), os.environ, 120).kill()
    return process


@pytest.fixture(scope="module")
def process():
    started = warmed()
    yield started
    started.close()


@pytest.fixture
def jupyter(process, monkeypatch):
    """A Jupyter server's environment, as `mnist-course start` makes it."""
    monkeypatch.setenv(warm.SOCKET, str(process.socket))
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "1")
    return process


class Kernel:
    """A kernel of Jupyter's manager, and a front end's view of it."""

    def __init__(self, folder, **environment):
        from jupyter_client import KernelManager
        from jupyter_client.provisioning import KernelProvisionerFactory

        # Read once in a process, from the variable that `start` sets.
        KernelProvisionerFactory.instance().default_provisioner_name = warm.PROVISIONER
        self.manager = KernelManager(kernel_name="python3")
        self.manager.start_kernel(cwd=str(folder), env=os.environ | environment)
        self.client = self.manager.blocking_client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)

    def run(self, code):
        """What a cell prints, or the name of its error."""
        printed = []

        def shown(message):
            if message["msg_type"] == "stream":
                printed.append(message["content"]["text"])

        reply = self.client.execute_interactive(code, timeout=60, output_hook=shown)
        return "".join(printed) if reply["content"]["status"] == "ok" else reply["content"]["ename"]

    @property
    def forked(self):
        return isinstance(self.manager.provisioner.process, warm.Fork)

    @property
    def pid(self):
        return self.manager.provisioner.pid

    def restart(self):
        self.manager.restart_kernel()
        self.client.wait_for_ready(timeout=60)

    def close(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


@contextmanager
def kernel(folder, **environment):
    started = Kernel(folder, **environment)
    try:
        yield started
    finally:
        started.close()


def comes(condition):
    """Whether something comes true within a busy machine's time."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.05)
    return False


def ends(pid):
    return comes(
        lambda: not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    )


def test_kernels_are_forks_each_in_its_own_folder_with_its_own_numbers(jupyter, tmp_path):
    with kernel(tmp_path) as first, kernel(Path.home(), SAID="this") as second:
        assert first.run(WHO) == f"{jupyter.pid} {tmp_path}"
        assert second.run(WHO) == f"{jupyter.pid} {Path.home()}"
        assert second.run("print(os.environ['SAID'], end='')") == "this"
        draw = "import numpy as np, random; print(np.random.rand(), random.random())"
        assert first.run(draw) != second.run(draw)
        first.run("x = 1")
        assert second.run("x") == "NameError"
        assert first.run("import sys; print('' in sys.path, end='')") == "True"
        backend = "import matplotlib; print('inline' in matplotlib.get_backend(), end='')"
        assert first.run(backend) == "True"


def test_restart_interrupt_and_shutdown_are_as_usual(jupyter, tmp_path):
    with kernel(tmp_path) as started:
        assert started.run("import atexit; atexit.register(open, 'ended', 'w'); x = 1") == ""
        before = started.pid
        started.restart()
        assert started.forked
        assert started.pid != before
        assert (tmp_path / "ended").exists(), "exit handlers did not run"
        assert started.run("x") == "NameError"
        threading.Timer(0.5, started.manager.interrupt_kernel).start()
        assert started.run("import time; time.sleep(30)") == "KeyboardInterrupt"
        assert started.run("print(1, end='')") == "1"
        pid = started.pid
    assert ends(pid)


def test_a_kernel_that_dies_is_seen_to_be_dead(jupyter, tmp_path):
    with kernel(tmp_path) as started:
        assert started.manager.is_alive()
        os.kill(started.pid, signal.SIGKILL)
        assert comes(lambda: not started.manager.is_alive())


def test_a_kernel_ends_with_whoever_asked_for_it(jupyter, tmp_path):
    command = f"""
import os, sys
from pathlib import Path
from mnist_course.kernels import warm
fork = warm.fork(Path({str(jupyter.socket)!r}), ["-f", {str(tmp_path / "k.json")!r}],
                 Path({str(tmp_path)!r}), dict(os.environ), 30)
print(fork.pid, flush=True)
os._exit(0)
"""
    said = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True)
    assert ends(int(said.stdout)), said.stderr


def test_a_kernel_is_killed_also_before_it_leads_a_group():
    # As a fork is in its first moment.
    with subprocess.Popen(["sleep", "60"]) as process:
        line, other = socket.socketpair()
        threading.Thread(target=warm.Fork(process.pid, line).kill, daemon=True).start()
        try:
            assert process.wait(10) == -signal.SIGKILL
        finally:
            process.kill()
            other.close()


@pytest.mark.parametrize("name", ["KERAS_BACKEND", "PYTHONPATH"])
def test_a_variable_that_decides_at_import_makes_a_fresh_kernel(name, jupyter, tmp_path):
    with kernel(tmp_path, **{name: "torch"}) as started:
        assert not started.forked
        assert started.run(f"import os; print(os.environ[{name!r}], end='')") == "torch"


def test_other_kernels_than_this_pythons_are_left_to_jupyter(jupyter, tmp_path):
    from mnist_course.kernels import provisioner

    for command in (["R", "-e", "x"], [sys.executable, "-m", "other"], ["/bin/python3", "-m"]):
        assert provisioner._forked([*command], {"cwd": str(tmp_path)}) is None


def test_without_a_warm_process_a_kernel_starts_afresh_without_a_word(
    process, tmp_path, monkeypatch, capfd
):
    alone = warmed()
    monkeypatch.setenv(warm.SOCKET, str(alone.socket))
    with kernel(tmp_path) as started:
        assert started.forked
        os.kill(alone.pid, signal.SIGKILL)
        assert ends(alone.pid)
        assert started.run("print('goes on', end='')") == "goes on"
        started.restart()
        assert not started.forked
        assert started.run("print('fresh', end='')") == "fresh"
    alone.close()
    assert "Error" not in "".join(capfd.readouterr())


def test_after_an_installation_kernels_have_what_was_installed(tmp_path, monkeypatch):
    packages = tmp_path / "packages"
    packages.mkdir()
    monkeypatch.setenv("PYTHONPATH", str(packages))
    process = warmed()
    monkeypatch.setenv(warm.SOCKET, str(process.socket))
    with kernel(tmp_path) as started:
        assert started.forked
        assert started.run("import lately") == "ModuleNotFoundError"
        (packages / "lately.py").write_text("version = 2")
        started.restart()
        assert not started.forked, "forked with what was imported before the installation"
        assert started.run("import lately; print(lately.version, end='')") == "2"
        # The same process has imported anew: the next kernel is quick again.
        started.restart()
        assert started.forked
        assert started.run("import os; print(os.getppid(), end='')") == str(process.pid)
    process.close()
    assert ends(process.pid)


def test_the_self_check_finds_it_and_no_other_environments(process, monkeypatch, tmp_path):
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path))
    assert not list(warm.running())
    shared = warmed(shared=True)
    assert list(warm.running()) == [shared.socket]
    monkeypatch.setattr(sys, "prefix", "/elsewhere")
    assert not list(warm.running())
    monkeypatch.undo()
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path))
    shared.close()
    assert not list(warm.running())
    (tmp_path / "mnist-course-warm-1.json").write_text("[" * 10)
    assert not list(warm.running())


def test_the_self_check_goes_on_to_the_next_where_one_has_been_killed(tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path))
    killed = warmed(shared=True)
    (notice,) = tmp_path.iterdir()
    notice.rename(tmp_path / "mnist-course-warm-0.json")
    os.kill(killed.pid, signal.SIGKILL)
    lives = warmed(shared=True)
    assert list(warm.running()) == [killed.socket, lives.socket]
    with Kernels() as kernels:
        kernels.start(tmp_path, keras=False)
        assert psutil.Process(lives.pid).children()
    lives.close()
    killed.close()


@pytest.mark.long
def test_keras_is_there_at_once_and_trains(tmp_path, monkeypatch):
    process = warmed(keras=True)
    monkeypatch.setenv(warm.SOCKET, str(process.socket))
    with kernel(tmp_path) as started:
        assert started.forked
        assert started.run("import sys; print('keras' in sys.modules, end='')") == "True"
        assert (
            started.run(
                "import numpy as np, keras\n"
                "model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])\n"
                "model.compile('adam', 'mse')\n"
                "history = model.fit(np.ones((64, 4)), np.ones(64), epochs=2, verbose=0)\n"
                "print(len(history.history['loss']), end='')"
            )
            == "2"
        )
    process.close()
