"""Frames between the grader and the sandbox: a JSON head, and a payload of bytes.

The grader reads frames that student code may have written, so every length is capped before
anything is allocated, and every wait has a deadline.
"""

import select
import socket
import struct
import time
from json import dumps, loads  # by name: student code may bind the module's anew
from typing import Any

_LENGTHS = struct.Struct(">II")
_CREDENTIALS = struct.Struct("3i")
MAX_HEAD = 64 * 1024
MAX_PAYLOAD = 256 * 2**20
MAX_FILE = 64 * 2**20
"""A file that the submission wrote and the grader reads."""

Frame = tuple[dict[str, Any], bytes]


class Closed(Exception):
    """The other side is gone."""


class Malformed(Exception):
    """What arrived is not a frame."""


class Late(Exception):
    """Nothing arrived before the deadline."""


class Channel:
    """One end of a connected stream socket that carries frames.

    Args:
        sock: the socket.
        max_payload: bytes of a frame's payload, at most.
        one_writer: read only what the process wrote that was the first to write. A socket
            goes on to all that its owner forks; the system says who wrote (unix(7)).
    """

    def __init__(
        self, sock: socket.socket, max_payload: int = MAX_PAYLOAD, one_writer: bool = False
    ):
        self.sock = sock
        self.max_payload = max_payload
        self._buffer = bytearray()
        self._one_writer = one_writer
        self._writer = 0
        if one_writer:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)

    def send(self, head: dict[str, Any], payload: bytes = b"", deadline: float = 0) -> None:
        """Send one frame.

        Args:
            head: JSON data, at most `MAX_HEAD` bytes.
            payload: bytes.
            deadline: on `time.monotonic`; 0 waits for ever.

        Raises:
            Closed, Late: as the names say.
        """
        text = dumps(head).encode()
        data = memoryview(_LENGTHS.pack(len(text), len(payload)) + text + payload)
        try:
            while data:
                _wait(self.sock, deadline, write=True)
                flags = socket.MSG_DONTWAIT | socket.MSG_NOSIGNAL
                try:
                    data = data[self.sock.send(data, flags) :]
                except BlockingIOError:
                    continue
        except OSError as error:
            raise Closed(str(error)) from None

    def receive(self, deadline: float = 0) -> Frame:
        """The next frame.

        A frame that is late stays where it is: the next call goes on with it.

        Raises:
            Closed, Malformed, Late: as the names say.
        """
        self._fill(_LENGTHS.size, deadline)
        head_length, length = _LENGTHS.unpack(self._buffer[: _LENGTHS.size])
        if head_length > MAX_HEAD or length > self.max_payload:
            raise Malformed(f"a frame of {head_length + length:,} bytes")
        start = _LENGTHS.size + head_length
        self._fill(start + length, deadline)
        text = bytes(self._buffer[_LENGTHS.size : start])
        payload = bytes(self._buffer[start : start + length])
        del self._buffer[: start + length]
        try:
            head = loads(text)
        except (ValueError, RecursionError):
            raise Malformed("a head that is not JSON") from None
        if not isinstance(head, dict):
            raise Malformed("a head that is not an object")
        return head, payload

    def _fill(self, count: int, deadline: float) -> None:
        while len(self._buffer) < count:
            _wait(self.sock, deadline)
            missing = count - len(self._buffer)
            try:
                # No more than is missing: what waits must show in a poll of the socket.
                part, notes, _, _ = self.sock.recvmsg(
                    min(missing, 2**20),
                    socket.CMSG_SPACE(_CREDENTIALS.size) if self._one_writer else 0,
                    socket.MSG_DONTWAIT,
                )
            except BlockingIOError:
                continue
            except OSError as error:
                raise Closed(str(error)) from None
            if not part:
                raise Closed("end of stream")
            if not self._one_writer or self._is_the_writers(notes):
                self._buffer += part

    def _is_the_writers(self, notes: list[tuple[int, int, bytes]]) -> bool:
        for level, kind, data in notes:
            if (level, kind) == (socket.SOL_SOCKET, socket.SCM_CREDENTIALS):
                pid = _CREDENTIALS.unpack(data)[0]
                self._writer = self._writer or pid
                return pid == self._writer
        return False

    def has_room(self) -> bool:
        """Whether a frame can be sent now, or the other side is gone."""
        poll = select.poll()
        poll.register(self.sock, select.POLLOUT)
        return bool(poll.poll(0))

    def close(self) -> None:
        """Hang up."""
        self.sock.close()


def _wait(sock: socket.socket, deadline: float, write: bool = False) -> None:
    if sock.fileno() < 0:
        raise Closed("hung up")
    remaining = None
    if deadline:
        remaining = deadline - time.monotonic()
        if remaining <= 0:
            raise Late
    poll = select.poll()
    poll.register(sock, select.POLLOUT if write else select.POLLIN)
    if not poll.poll(None if remaining is None else remaining * 1000):
        raise Late
