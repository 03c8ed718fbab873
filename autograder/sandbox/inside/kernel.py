"""The submission's kernel: a real ipykernel, spoken to through one socket.

It is IPython's own kernel and shell (magics, `!`, display, widgets, input transformers), with
frames on a socket in place of ZeroMQ: nothing to start, so it is ready as soon as it is forked.
Everything here shares a process with student code, and is believed by nobody.
"""

import asyncio
import functools
import importlib
import io
import os
import sys
import time
import warnings
from json import dumps  # by name: student code may bind the module's anew
from typing import Any

from inside.ground import Ground
from inside.wire import MAX_FILE, Channel, Closed

_FLUSH_AT = 8192

_LESSONS_IMPORT = (
    "augmentation",
    "drawing",
    "figures",
    "interpretability",
    "last_page",
    "leaderboard",
    "lent",
    "model",
    "notebook.begin",
    "notebook.check",
    "notebook.predictions",
    "recorded",
    "student_model",
    "training_display",
    "widgets",
)
"""Of the course's modules."""

_kernel: Any = None


def warm() -> None:
    """Import and read all that lessons use, and make the kernel; runs no TensorFlow operation."""
    global _kernel
    import h5py  # noqa: F401
    import keras
    import matplotlib.pyplot  # noqa: F401
    import tensorflow

    keras.datasets.mnist, keras.Sequential, tensorflow.__version__  # noqa: B018
    for name in _LESSONS_IMPORT:
        importlib.import_module(f"mnist_course.{name}")
    from inside import probes
    from mnist_course import data

    data.warm()
    probes.load()
    _kernel = _make_kernel()


def _make_kernel() -> Any:
    from ipykernel.ipkernel import IPythonKernel
    from ipykernel.zmqshell import ZMQInteractiveShell
    from jupyter_client.session import Session
    from traitlets.config import Config

    class Shell(ZMQInteractiveShell):
        """Without an application around it, which `%matplotlib` would look for."""

        def enable_gui(self, gui=None):
            self.active_eventloop = gui

    class WireSession(Session):
        """Sends what the kernel publishes down the wire."""

        def send(self, stream, msg_or_type, content=None, parent=None, ident=None, **_):  # type: ignore[override]
            message = msg_or_type
            if isinstance(message, str):
                message = {"header": {"msg_type": message}, "content": content or {}}
            _out.publish(message["header"]["msg_type"], message["content"])

    config = Config()
    config.HistoryManager.enabled = False
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        kernel = IPythonKernel.instance(
            session=WireSession(), config=config, iopub_socket="wire", shell_class=Shell
        )
        # A fork must not share the loop's handles.
        loop.close()
        asyncio.set_event_loop(None)
    return kernel


class _Out:
    """Where the kernel's messages go once there is a channel."""

    channel: Channel | None = None
    owner = 0

    def here(self) -> bool:
        """Whether this is the kernel itself, not a process that it forked."""
        return os.getpid() == self.owner

    def publish(self, kind: str, content: dict[str, Any]) -> None:
        if self.channel is None or not self.here():
            return
        if kind in (
            "stream",
            "display_data",
            "update_display_data",
            "execute_result",
            "error",
            "clear_output",
        ):
            self.channel.send({"out": kind}, dumps(content, default=repr).encode())


_out = _Out()


class _Stream(io.TextIOBase):
    """sys.stdout or sys.stderr of the notebook."""

    encoding = "UTF-8"

    def __init__(self, name: str, handle: int):
        self.name = name
        self._handle = handle
        self._parts: list[str] = []
        self._size = 0

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._handle

    def isatty(self) -> bool:
        return False

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if not _out.here():
            os.write(self._handle, text.encode("utf-8", "replace"))
            return len(text)
        self._parts.append(text)
        self._size += len(text)
        if self._size >= _FLUSH_AT:
            self.flush()
        return len(text)

    def flush(self) -> None:
        if self._parts and _out.here():
            text, self._parts, self._size = "".join(self._parts), [], 0
            for start in range(0, len(text), 2**20):
                _out.publish("stream", {"name": self.name, "text": text[start : start + 2**20]})


def serve(channel: Channel) -> None:
    """Obey the grader until it hangs up."""
    # As in Jupyter, modules beside the notebook can be imported; this folder's cannot.
    sys.path[0] = ""
    shown = sys.stdout, sys.stderr = _Stream("stdout", 1), _Stream("stderr", 2)
    asyncio.set_event_loop(asyncio.new_event_loop())
    _out.channel, _out.owner = channel, os.getpid()
    os.set_inheritable(channel.sock.fileno(), False)
    os.register_at_fork(after_in_child=_become_copy)
    _kernel._forward_input(False)
    from mnist_course.probes import calls

    ground = Ground()
    calls.surroundings = ground.lent
    obey = {
        "file": _file,
        "cell": functools.partial(_cell, ground),
        "probe": _probe,
        "read": _read,
    }
    channel.send({"ready": True})
    while True:
        try:
            head, payload = channel.receive()
        except Closed:
            return
        reply, answer = _answer(ground, obey[head["do"]], head, payload)
        for stream in shown:
            stream.flush()
        channel.send({"done": head["id"], **reply}, answer)


def _become_copy() -> None:
    """In a process that student code forked: the channel is the kernel's alone."""
    # Five hundred of them must leave the kernel and its supervisor their turn.
    os.nice(20)
    if _out.channel is not None:
        _out.channel.close()
        _out.channel = None


def _answer(
    ground: Ground, act: Any, head: dict[str, Any], payload: bytes
) -> tuple[dict[str, Any], bytes]:
    try:
        try:
            ground.open()
            return act(head, payload)
        finally:
            ground.close()
    except BaseException as error:
        # An interrupt, an error of the student's that came too late, or a file that is too large.
        return {"error": _described(error)}, b""


def _described(error: BaseException) -> Any:
    from mnist_course.probes.calls import describe_error

    return describe_error(error)


def _file(head: dict[str, Any], payload: bytes) -> tuple[dict[str, Any], bytes]:
    path = os.path.join(os.getcwd(), head["path"])
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(payload)
    return {}, b""


def _read(head: dict[str, Any], _: bytes) -> tuple[dict[str, Any], bytes]:
    with open(head["path"], "rb") as file:
        data = file.read(MAX_FILE + 1)
    if len(data) > MAX_FILE:
        raise ValueError(f"{head['path']} is over {MAX_FILE:,} bytes")
    return {}, data


def _cell(ground: Ground, head: dict[str, Any], payload: bytes) -> tuple[dict[str, Any], bytes]:
    with ground.lent():
        result = _kernel.shell.run_cell(payload.decode("utf-8", "replace"), store_history=True)
    error = result.error_before_exec or result.error_in_exec
    return {"error": None if error is None else _described(error)}, b""


def _probe(head: dict[str, Any], payload: bytes) -> tuple[dict[str, Any], bytes]:
    from inside import probes
    from mnist_course.core import own_work
    from mnist_course.core.plain import BOUNDS, pack, unpack

    probe, on_file = probes.probe(head["exercise"])
    if on_file:
        subject: Any = head["path"]
    else:
        subject = _kernel.shell.user_ns.get(head["exercise"])
        if not callable(subject):
            return {"missing": True}, b""
    started = time.perf_counter()
    with own_work.looking_at(head["exercise"]):
        observed = pack(probe(subject, unpack(payload)), BOUNDS.answer)
    return {"seconds": time.perf_counter() - started}, observed
