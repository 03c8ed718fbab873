"""The warm process, seen from those who want a kernel of it: started, found, asked, ended."""

import contextlib
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from mnist_course.core import systems

SAFE = systems.may_fork_with_tensorflow()
"""Whether kernels are forked here."""

PROVISIONER = "mnist-course"
"""The name of `kernels.provisioner` among Jupyter's."""

SOCKET = "MNIST_COURSE_WARM"
"""The variable in which a Jupyter server finds the socket of its warm process."""

_END_SECONDS = 5.0


class Unavailable(Exception):
    """There is no kernel to be had of the warm process; the message says why."""


class Fork:
    """A kernel of the warm process, as `subprocess.Popen` would show it; it is not our child.

    Args:
        pid: its process number; it leads a group of its own.
        line: the connection to it. It ends when this is closed.

    Raises:
        ProcessLookupError: where it has ended already.
    """

    stdin = stdout = stderr = None

    def __init__(self, pid: int, line: socket.socket) -> None:
        self.pid, self._line = pid, line
        # A handle, since a process number is given anew when its process has ended.
        self._handle: int | None = os.pidfd_open(pid)

    def poll(self) -> int | None:
        """None while it runs, else 0: only its parent is told its status."""
        if self._handle is not None:
            if not select.select([self._handle], [], [], 0)[0]:
                return None
            self._release()
        return 0

    def wait(self) -> int:
        """Until it has ended."""
        if self._handle is not None:
            select.select([self._handle], [], [])
            self._release()
        return 0

    def send_signal(self, number: int) -> None:
        """To the process alone; no error where it has ended."""
        if self._handle is not None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._handle, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it and what it has started."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)
            # It leads no group yet where it was forked a moment ago.
            self.send_signal(signal.SIGKILL)
            self.wait()

    def _release(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._line.close()
            self._handle = None


class WarmProcess:
    """A warm process of one's own; it ends when this is closed, or when its owner ends.

    Args:
        keras: whether it imports Keras.
        output: where it, and what its kernels write past Jupyter, is written; None: nowhere.
        shared: whether others of this user may find it (`running`).

    Raises:
        Unavailable: where it cannot be started.
    """

    def __init__(self, keras: bool, output: IO[bytes] | None = None, shared: bool = False) -> None:
        self.keras = keras
        # Its sockets' paths must be short: Unix allows about a hundred bytes.
        self.folder = Path(tempfile.mkdtemp(prefix="mnist-"))
        self.socket = self.folder / "warm"
        module = ["-m", "mnist_course.kernels.fork_server"]
        try:
            self._process = subprocess.Popen(
                [sys.executable, *module, str(self.socket), *(["--keras"] if keras else [])],
                stdin=subprocess.PIPE,
                stdout=output or subprocess.DEVNULL,
                stderr=output or subprocess.DEVNULL,
                # Empty: a file there that is named like a module would be taken for it.
                cwd=self.folder,
                start_new_session=True,
            )
        except OSError as error:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise Unavailable(f"The warm process cannot be started: {error}.") from None
        self._notice = _announce(self.socket, self._process.pid) if shared else None

    @property
    def pid(self) -> int:
        return self._process.pid

    def fork(
        self,
        arguments: Sequence[str],
        folder: Path,
        environment: Mapping[str, str],
        seconds: float,
    ) -> Fork:
        """As the function `fork`, also while the process has not opened its socket yet.

        Raises:
            Unavailable: where it ends, refuses or does not answer in time.
        """
        while self._process.poll() is None:
            if self.socket.exists():
                with contextlib.suppress(ConnectionRefusedError):
                    return fork(self.socket, arguments, folder, environment, seconds)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=0.02)
        raise Unavailable("The warm process has ended.")

    def close(self) -> None:
        """End it; its kernels go on."""
        self._process.terminate()
        try:
            self._process.wait(timeout=_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        assert self._process.stdin, "it is a pipe"
        self._process.stdin.close()
        if self._notice:
            self._notice.unlink(missing_ok=True)
        shutil.rmtree(self.folder, ignore_errors=True)


def fork(
    place: Path,
    arguments: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    seconds: float,
) -> Fork:
    """Ask the warm process at a socket for a kernel.

    Args:
        place: its socket.
        arguments: of `ipykernel_launcher`.
        folder: the kernel's current folder.
        environment: its whole environment.
        seconds: how long to wait for the answer; the process may still be importing.

    Raises:
        ConnectionRefusedError: where nobody listens.
        Unavailable: where it ends, refuses or does not answer in time.
    """
    request = {
        "arguments": list(arguments),
        "folder": str(folder),
        "environment": dict(environment),
    }
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        line.settimeout(seconds)
        line.connect(str(place))
        line.sendall(json.dumps(request).encode() + b"\n")
        with line.makefile("rb") as lines:
            answer: dict[str, Any] = json.loads(lines.readline() or b"{}")
        if "pid" in answer:
            return Fork(int(answer["pid"]), line)
    except ConnectionRefusedError:
        line.close()
        raise
    except (OSError, ValueError) as error:
        line.close()
        raise Unavailable(f"The warm process does not answer: {error}.") from None
    line.close()
    raise Unavailable(f"The warm process refuses: {answer.get('refused', 'it has ended')}.")


def running() -> Iterator[Path]:
    """The sockets of the warm processes with Keras that somebody of this user runs.

    They are of this very Python: another environment has other packages. One that was killed may
    be among them, and answers no more.
    """
    for notice in sorted(_notices().glob("mnist-course-warm-*.json")):
        try:
            told = json.loads(notice.read_text(encoding="utf-8"))
            place = Path(told["socket"])
            ours = told["python"] == _python() and place.stat().st_uid == os.getuid()
        except (OSError, ValueError, LookupError, TypeError):
            continue
        if ours:
            yield place


def _announce(place: Path, pid: int) -> Path:
    notice = _notices() / f"mnist-course-warm-{pid}.json"
    with contextlib.suppress(OSError):
        notice.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        notice.write_text(json.dumps({"socket": str(place), "python": _python()}), encoding="utf-8")
    return notice


def _notices() -> Path:
    from jupyter_core.paths import jupyter_runtime_dir

    return Path(jupyter_runtime_dir())


def _python() -> list[str]:
    import mnist_course

    return [sys.prefix, mnist_course.__file__]
