"""Kernels for the self-check: forked from a warm process where that is safe, else started fresh.

On Linux a process that has imported everything forks them (`warm`). macOS and Windows start
each one anew: the first's numerical libraries do not survive a fork, the second has none.
"""

import contextlib
import json
import os
import secrets
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Protocol

_START_SECONDS = 60.0
_WARM_SECONDS = 300.0


class KernelFailed(Exception):
    """No kernel could be started; the message says why."""


class Kernel(Protocol):
    """A running kernel and the client that speaks to it."""

    client: Any

    def alive(self) -> bool: ...

    def interrupt(self) -> None: ...

    def kill(self) -> None: ...


class Kernels:
    """Starts kernels, and ends all of them when it is closed.

    Args:
        fork: whether to fork them from a warm process.
    """

    def __init__(self, fork: bool = sys.platform == "linux") -> None:
        self._warm: _WarmProcess | None = None
        self._running: list[Kernel] = []
        self._spare: tuple[Path, bool, Kernel] | None = None
        self._can_fork = fork

    def __enter__(self) -> "Kernels":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self, folder: Path, keras: bool) -> Kernel:
        """A kernel that runs in `folder` and is ready for its first cell.

        Args:
            folder: its current folder.
            keras: whether Keras is to be imported already.

        Raises:
            KernelFailed: where none answers.
        """
        spare, self._spare = self._spare, None
        if spare:
            if spare[:2] == (folder, keras) and spare[2].alive():
                return spare[2]
            self.end(spare[2])
        kernel = self._forked(folder, keras) if self._can_fork else None
        if kernel is None:
            kernel = _FreshKernel(folder, keras)
        self._running.append(kernel)
        return kernel

    def prepare(self, folder: Path, keras: bool) -> None:
        """Have a kernel ready for the next `start` with these arguments."""
        if self._spare is None or self._spare[:2] != (folder, keras):
            self._spare = (folder, keras, self.start(folder, keras))

    def end(self, kernel: Kernel) -> None:
        """End one kernel."""
        kernel.kill()
        if kernel in self._running:
            self._running.remove(kernel)

    def _forked(self, folder: Path, keras: bool) -> "Kernel | None":
        try:
            if self._warm and keras and not self._warm.keras:
                self._warm.close()
                self._warm = None
            if self._warm is None:
                self._warm = _WarmProcess(keras)
            return _ForkedKernel(self._warm, folder)
        except (OSError, ValueError, KernelFailed):
            # Whatever keeps the warm process from working, a fresh kernel may still work.
            self._can_fork = False
            return None

    def close(self) -> None:
        """End every kernel."""
        for kernel in self._running:
            kernel.kill()
        self._running.clear()
        self._spare = None
        if self._warm:
            self._warm.close()
            self._warm = None


def environment() -> dict[str, str]:
    """What a kernel of the self-check finds in its environment: no windows, no chatter."""
    return os.environ | {"MPLBACKEND": "Agg", "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONUTF8": "1"}


class _WarmProcess:
    def __init__(self, keras: bool) -> None:
        self.keras = keras
        # Its sockets' paths must be short: Unix allows about a hundred bytes.
        self.folder = Path(tempfile.mkdtemp(prefix="mnist-"))
        self._process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "mnist_course.selfcheck.fork_server",
                *(["--keras"] if keras else []),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment(),
            start_new_session=True,
        )
        assert self._process.stdin and self._process.stdout, "both are pipes"
        self._requests, self._answers = self._process.stdin, self._process.stdout
        try:
            self._read(_WARM_SECONDS)
        except KernelFailed:
            self.close()
            raise

    def fork(self, connection: Path, folder: Path) -> int:
        request = {"connection": str(connection), "folder": str(folder)}
        self._requests.write(json.dumps(request).encode() + b"\n")
        self._requests.flush()
        return self._read(_START_SECONDS)["pid"]

    def _read(self, seconds: float) -> dict:
        readable, _, _ = select.select([self._answers], [], [], seconds)
        line = self._answers.readline() if readable else b""
        if not line:
            raise KernelFailed("The warm process did not answer.")
        return json.loads(line)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._requests.close()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._answers.close()
        shutil.rmtree(self.folder, ignore_errors=True)


class _ForkedKernel:
    def __init__(self, warm: _WarmProcess, folder: Path) -> None:
        from jupyter_client import BlockingKernelClient
        from jupyter_client.connect import write_connection_file

        name = secrets.token_hex(4)
        connection = warm.folder / f"{name}.json"
        write_connection_file(
            str(connection),
            ip=str(warm.folder / name),
            transport="ipc",
            key=secrets.token_hex(32).encode(),
        )
        self._pid = warm.fork(connection, folder)
        self.client = BlockingKernelClient(connection_file=str(connection))
        self.client.load_connection_file()
        _connect(self)

    def alive(self) -> bool:
        try:
            os.kill(self._pid, 0)
        except ProcessLookupError:
            return False
        return True

    def interrupt(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGINT)

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._pid, signal.SIGKILL)
        self.client.stop_channels()


class _FreshKernel:
    def __init__(self, folder: Path, keras: bool) -> None:
        from jupyter_client import KernelManager
        from jupyter_client.kernelspec import KernelSpec

        class OwnPython(KernelManager):
            """Runs this very Python, whatever kernels the user has installed."""

            kernel_spec = KernelSpec(
                argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
                display_name="Python",
                language="python",
            )

        self._manager = OwnPython()
        nothing = subprocess.DEVNULL
        self._manager.start_kernel(
            cwd=str(folder), env=environment(), stdout=nothing, stderr=nothing
        )
        self.client = self._manager.blocking_client()
        _connect(self)
        if keras:
            # Outside of any cell's time: the first import can take long on a cold disk.
            self.client.execute_interactive(
                "from mnist_course.core import quiet; quiet.import_keras(); del quiet",
                timeout=_WARM_SECONDS,
                store_history=False,
                allow_stdin=False,
                output_hook=lambda message: None,
            )

    def alive(self) -> bool:
        return self._manager.is_alive()

    def interrupt(self) -> None:
        self._manager.interrupt_kernel()

    def kill(self) -> None:
        self.client.stop_channels()
        with contextlib.suppress(RuntimeError, OSError):
            self._manager.shutdown_kernel(now=True)


def _connect(kernel: Kernel) -> None:
    kernel.client.start_channels()
    until = time.monotonic() + _START_SECONDS
    while True:
        try:
            kernel.client.wait_for_ready(timeout=2)
            return
        except RuntimeError:
            if not kernel.alive() or time.monotonic() > until:
                kernel.kill()
                raise KernelFailed("The kernel did not start.") from None
