"""The warm process: imports everything once, and forks a kernel on request.

Starting a kernel and importing TensorFlow for each notebook takes seconds; a fork of a process
that has done both takes a fraction of one. Keras works in the fork as long as its parent has
run no operation. Run as `python -m mnist_course.kernels.fork_server SOCKET [--keras]`. It
listens at a Unix socket, reads a line of JSON from each connection, answers with a line, and ends
when its input ends. What is asked for while it still imports waits. A kernel ends when whoever
asked for it closes the connection, or has ended.
"""

import argparse
import contextlib
import gc
import importlib
import json
import os
import random
import select
import signal
import socket
import sys
import threading
from pathlib import Path

from mnist_course.core import course_file

_REQUEST_SECONDS = 5.0
_MAX_REQUEST = 1 << 20
"""Bytes: a command line and an environment."""

_DECISIVE = ("CUDA_", "KERAS_", "LD_", "MKL_", "OMP_", "OPENBLAS_", "PYTHON", "TF_", "XLA_")
"""Variables that decide while modules are imported, and so cannot be changed in a fork."""

_INDIFFERENT = {
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONUNBUFFERED",
    "PYTHONUTF8",
    "TF_CPP_MIN_LOG_LEVEL",
    "TF_ENABLE_ONEDNN_OPTS",
}
"""Those among them that make no difference to a kernel, or that the course sets itself."""


def main(arguments: list[str]) -> None:
    """Warm up and fork a kernel for each request, until the input ends."""
    parser = argparse.ArgumentParser()
    parser.add_argument("socket", type=Path)
    parser.add_argument("--keras", action="store_true")
    parser.add_argument("--listener", type=int, help="the number of the socket, open already")
    asked = parser.parse_args(arguments)
    if asked.listener is not None:
        listener = socket.socket(fileno=asked.listener)
    else:
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listener.bind(str(asked.socket))
        listener.listen(64)
    # `-m` puts the current folder there; a notebook's kernel has its own.
    if sys.path[0] == os.getcwd():
        del sys.path[0]
    decisive = _decisive(dict(os.environ))
    _warm(asked.keras)
    stamp = _stamp()
    gc.collect()
    gc.freeze()
    # The system takes ended kernels away by itself, so that whoever asks sees them gone.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        readable, _, _ = select.select([0, listener.fileno()], [], [])
        if 0 in readable:
            asked.socket.unlink(missing_ok=True)
            return
        connection, _ = listener.accept()
        request = _read(connection)
        if request is None:
            connection.close()
        elif _stamp() != stamp:
            _answer(connection, {"refused": "packages have changed since they were imported"})
            _start_again(asked, listener)
        elif _decisive(request["environment"]) != decisive:
            _answer(connection, {"refused": "the environment differs"})
        elif kernel := os.fork():
            _answer(connection, {"pid": kernel})
        else:
            listener.close()
            break
    # Outside of the loop, so that a kernel ends as a process does: with its exit handlers.
    _be_kernel(request, connection)


def _warm(keras: bool) -> None:
    for name in ("ipykernel.kernelapp", "ipykernel.zmqshell", "matplotlib.pyplot"):
        importlib.import_module(name)
    importlib.import_module("mnist_course.notebook.check")
    from mnist_course import course, data
    from mnist_course.core import quiet

    course.lessons()
    data.warm()
    if keras:
        importlib.import_module("mnist_course.widgets")
        quiet.import_keras()


def _stamp() -> list[int]:
    """Changes when a package is installed, updated or removed, or the course itself is edited."""
    import mnist_course

    course = Path(mnist_course.__file__).parent
    own = course_file.folder() / course_file.FILE
    places = [*map(Path, sys.path), own, *course.rglob("*.py")]
    stamp = []
    for place in places:
        with contextlib.suppress(OSError):
            stamp.append(place.stat().st_mtime_ns)
    return stamp


def _decisive(environment: dict[str, str]) -> dict[str, str]:
    return {
        name: value
        for name, value in environment.items()
        if name == course_file.VARIABLE or (name.startswith(_DECISIVE) and name not in _INDIFFERENT)
    }


def _read(connection: socket.socket) -> dict | None:
    connection.settimeout(_REQUEST_SECONDS)
    try:
        with connection.makefile("rb") as lines:
            request = json.loads(lines.readline(_MAX_REQUEST))
            return {key: request[key] for key in ("arguments", "folder", "environment")}
    except (OSError, ValueError, LookupError, TypeError):
        return None


def _answer(connection: socket.socket, data: dict) -> None:
    with connection, contextlib.suppress(OSError):
        connection.sendall(json.dumps(data).encode() + b"\n")


def _start_again(asked: argparse.Namespace, listener: socket.socket) -> None:
    """Import anew, in the same process: its number, its input and its socket stay."""
    os.set_inheritable(listener.fileno(), True)
    command = [sys.executable, "-m", "mnist_course.kernels.fork_server", str(asked.socket)]
    keras = ["--keras"] if asked.keras else []
    os.execv(sys.executable, [*command, *keras, "--listener", str(listener.fileno())])


def _be_kernel(request: dict, asker: socket.socket) -> None:
    os.setsid()
    threading.Thread(target=_end_with, args=(asker,), daemon=True).start()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    # Its parent is not who asked for it, and may end before.
    os.environ.pop("JPY_PARENT_PID", None)
    import matplotlib
    import numpy as np
    from ipykernel.kernelapp import IPKernelApp

    # Else every fork would draw the same numbers.
    np.random.seed()
    random.seed()
    # matplotlib read these when it was imported.
    matplotlib.rcParams["backend"] = (
        os.environ.get("MPLBACKEND") or "module://matplotlib_inline.backend_inline"
    )
    sys.argv = ["ipykernel_launcher", *request["arguments"]]
    IPKernelApp.launch_instance(request["arguments"])


def _end_with(asker: socket.socket) -> None:
    asker.settimeout(None)
    with contextlib.suppress(OSError):
        while asker.recv(1):
            pass
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    main(sys.argv[1:])
