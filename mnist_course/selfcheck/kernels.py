"""Kernels for the self-check: forked from a warm process where that is safe, else started fresh.

A process that has imported everything forks them: the one of an open JupyterLab, else one of
their own. Where that cannot be, each is started anew.
"""

import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from mnist_course.core.language import say
from mnist_course.kernels import warm

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

    def __init__(self, fork: bool = warm.SAFE) -> None:
        self._warm: warm.WarmProcess | None = None
        # Their sockets' paths must be short: Unix allows about a hundred bytes.
        self._sockets = Path(tempfile.mkdtemp(prefix="mnist-"))
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
        for place in warm.running():
            with contextlib.suppress(OSError, warm.Unavailable, KernelFailed):
                return _ForkedKernel(partial(warm.fork, place), self._sockets, folder)
        try:
            if self._warm and keras and not self._warm.keras:
                self._warm.close()
                self._warm = None
            if self._warm is None:
                self._warm = warm.WarmProcess(keras)
            return _ForkedKernel(self._warm.fork, self._sockets, folder)
        except (OSError, warm.Unavailable, KernelFailed):
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
        shutil.rmtree(self._sockets, ignore_errors=True)


def environment() -> dict[str, str]:
    """What a kernel of the self-check finds in its environment: no windows, no chatter."""
    return os.environ | {"MPLBACKEND": "Agg", "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONUTF8": "1"}


class _ForkedKernel:
    def __init__(self, fork: Callable[..., warm.Fork], sockets: Path, folder: Path) -> None:
        from jupyter_client import BlockingKernelClient
        from jupyter_client.connect import write_connection_file

        name = secrets.token_hex(4)
        connection = sockets / f"{name}.json"
        write_connection_file(
            str(connection),
            ip=str(sockets / name),
            transport="ipc",
            key=secrets.token_hex(32).encode(),
        )
        arguments = ["-f", str(connection)]
        self._fork = fork(arguments, folder, environment(), _WARM_SECONDS)
        self.client = BlockingKernelClient(connection_file=str(connection))
        self.client.load_connection_file()
        _connect(self)

    def alive(self) -> bool:
        return self._fork.poll() is None

    def interrupt(self) -> None:
        self._fork.send_signal(signal.SIGINT)

    def kill(self) -> None:
        self._fork.kill()
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
                raise KernelFailed(say("The kernel did not start.")) from None
