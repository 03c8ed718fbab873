"""Frames from the sandbox: of one that is longer than it may be, nothing is read."""

import contextlib
import socket
import struct
import threading
import time

import pytest

from autograder.sandbox.inside.wire import MAX_HEAD, MAX_PAYLOAD, Channel, Closed, Malformed
from autograder.sandbox.limits import Limits
from autograder.sandbox.outputs import MESSAGE
from autograder.sandbox.warm_process import Job


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


@pytest.mark.parametrize(("more", "fate"), [(0, ""), (1, "over_limit")])
def test_all_that_a_submission_shows_up_to_its_bound(more, fate):
    """A kernel that only writes frames: ten messages, as many as may be, and its answer."""
    with contextlib.ExitStack() as closing:
        kernel, ours, supervisor, life = (
            Channel(closing.enter_context(contextlib.closing(one)))
            for one in (*socket.socketpair(), *socket.socketpair())
        )
        for number in range(10):
            text = b"x" * (1_000 - MESSAGE + (more if number == 9 else 0))
            kernel.send({"out": "stream"}, text)
        kernel.send({"done": 1})
        job = Job(ours, life, Limits(output=10_000))

        def supervise():
            with contextlib.suppress(Closed):
                supervisor.receive(soon())
                supervisor.send({"settle": [], "waited": 0.0, "over": ""})

        supervising = threading.Thread(target=supervise)
        supervising.start()
        ran = job.cell("", 20)
        job.close()
        supervising.join()
    assert ran.fate == fate
