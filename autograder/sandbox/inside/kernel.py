"""The submission's kernel: a real ipykernel, spoken to through one socket.

It is IPython's own kernel and shell (magics, `!`, display, widgets, input transformers), with
frames on a socket in place of ZeroMQ: nothing to start, so it is ready as soon as it is forked.
Everything here shares a process with student code, and is believed by nobody.
"""

import asyncio
import io
import json
import os
import signal
import sys
import time
import warnings
from typing import Any

from inside.wire import Channel, Closed

_FLUSH_AT = 8192
_PROBE_BYTES = 128 * 2**20
_FILE_BYTES = 64 * 2**20

_kernel: Any = None


def warm() -> None:
    """Import all that lessons use and make the kernel; runs no TensorFlow operation."""
    global _kernel
    import h5py  # noqa: F401
    import keras
    import matplotlib.pyplot  # noqa: F401
    import tensorflow

    keras.datasets.mnist, keras.Sequential, tensorflow.__version__  # noqa: B018
    from inside import probes

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
            self.channel.send({"out": kind}, json.dumps(content, default=repr).encode())


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
    sys.stdout, sys.stderr = _Stream("stdout", 1), _Stream("stderr", 2)
    asyncio.set_event_loop(asyncio.new_event_loop())
    _out.channel, _out.owner = channel, os.getpid()
    _kernel._forward_input(False)
    obey = {"file": _file, "cell": _cell, "probe": _probe, "read": _read}
    channel.send({"ready": True})
    while True:
        try:
            head, payload = channel.receive()
        except Closed:
            return
        reply, answer = _answer(obey[head["do"]], head, payload)
        sys.stdout.flush()
        sys.stderr.flush()
        channel.send({"done": head["id"], **reply}, answer)


def _answer(act: Any, head: dict[str, Any], payload: bytes) -> tuple[dict[str, Any], bytes]:
    try:
        try:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            return act(head, payload)
        finally:
            # An interrupt that comes too late must not end the kernel.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
    except KeyboardInterrupt:
        return {"error": {"type": "KeyboardInterrupt", "message": ""}}, b""
    except Exception as error:
        from mnist_course.probes.calls import describe_error

        return {"error": describe_error(error)}, b""


def _file(head: dict[str, Any], payload: bytes) -> tuple[dict[str, Any], bytes]:
    path = os.path.join(os.getcwd(), head["path"])
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(payload)
    return {}, b""


def _read(head: dict[str, Any], _: bytes) -> tuple[dict[str, Any], bytes]:
    with open(head["path"], "rb") as file:
        data = file.read(_FILE_BYTES + 1)
    if len(data) > _FILE_BYTES:
        raise ValueError(f"{head['path']} is over {_FILE_BYTES:,} bytes")
    return {}, data


def _cell(head: dict[str, Any], payload: bytes) -> tuple[dict[str, Any], bytes]:
    result = _kernel.shell.run_cell(payload.decode("utf-8", "replace"), store_history=True)
    error = result.error_before_exec or result.error_in_exec
    if error is None:
        return {"error": None}, b""
    from mnist_course.probes.calls import describe_error

    return {"error": describe_error(error)}, b""


def _probe(head: dict[str, Any], payload: bytes) -> tuple[dict[str, Any], bytes]:
    from inside import probes
    from mnist_course.core.plain import pack, unpack

    probe, on_file = probes.probe(head["exercise"])
    if on_file:
        subject: Any = head["path"]
    else:
        subject = _kernel.shell.user_ns.get(head["exercise"])
        if not callable(subject):
            return {"missing": True}, b""
    started = time.perf_counter()
    observed = pack(probe(subject, unpack(payload)))
    if len(observed) > _PROBE_BYTES:
        raise ValueError(f"the answer is {len(observed):,} bytes long")
    return {"seconds": time.perf_counter() - started}, observed
