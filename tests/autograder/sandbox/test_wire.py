"""Frames from the sandbox: of one that is longer than it may be, nothing is read."""

import contextlib
import socket
import struct
import time

import pytest

from autograder.sandbox.inside.wire import MAX_HEAD, MAX_PAYLOAD, Channel, Malformed


@pytest.fixture
def ends():
    """What a submission can write to, and the grader's channel."""
    theirs, ours = socket.socketpair()
    with contextlib.closing(theirs), contextlib.closing(ours):
        yield theirs, Channel(ours)


def begun(head: int, payload: int) -> bytes:
    """The beginning of a frame that says how long it is."""
    return struct.pack(">II", head, payload)


def soon() -> float:
    return time.monotonic() + 20


def test_a_head_up_to_its_bound(ends):
    theirs, channel = ends
    head = b'{"x":"' + b"x" * (MAX_HEAD - 8) + b'"}'
    theirs.sendall(begun(MAX_HEAD, 3) + head + b"end")
    assert channel.receive(soon()) == ({"x": "x" * (MAX_HEAD - 8)}, b"end")
    theirs.sendall(begun(MAX_HEAD + 1, 0))
    with pytest.raises(Malformed):
        channel.receive(soon())


def test_a_payload_up_to_its_bound():
    theirs, ours = socket.socketpair()
    with contextlib.closing(theirs), contextlib.closing(ours):
        channel = Channel(ours, max_payload=1_000)
        theirs.sendall(begun(2, 1_000) + b"{}" + bytes(1_000))
        assert channel.receive(soon()) == ({}, bytes(1_000))
        theirs.sendall(begun(2, 1_001))
        with pytest.raises(Malformed, match="1,003 bytes"):
            channel.receive(soon())


def test_more_than_any_frame_may_hold_is_refused_by_its_first_bytes(ends):
    theirs, channel = ends
    assert channel.max_payload == MAX_PAYLOAD
    theirs.sendall(begun(2, MAX_PAYLOAD + 1))
    with pytest.raises(Malformed):
        channel.receive(soon())


@pytest.mark.parametrize("head", [b"[]", b"{", b"[" * 60_000], ids=["a list", "half", "deep"])
def test_a_head_that_is_no_object_is_refused(ends, head):
    theirs, channel = ends
    theirs.sendall(begun(len(head), 0) + head)
    with pytest.raises(Malformed):
        channel.receive(soon())
