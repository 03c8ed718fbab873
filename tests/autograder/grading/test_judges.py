"""Judges in a process of their own: what an answer can cost is its own marks, and nothing else."""

import os
import signal
import sys
import threading
import time
from pathlib import Path

import numpy as np
import psutil
import pytest

from autograder.grading import judges, trusted, wording
from autograder.grading.judge_server import Limits
from mnist_course import course
from mnist_course.core.exercise import CRASHED, FAILED, NOT_GRADED, OVER_LIMIT, PASSED, Verdict
from mnist_course.core.own_code import Code
from mnist_course.core.plain import pack, unpack

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="grading is for Linux"),
]

SCALE = course.exercise("scale")
TRAINED = course.exercise("trained_model")


@pytest.fixture(scope="module")
def scaled() -> tuple[bytes, bytes]:
    """Inputs of `scale`, and what a right answer makes of them."""
    packed = trusted.inputs(1, "digest", "02_preprocessing", "scale")
    seen = SCALE.probe(lambda images: (images / 255).astype("float32"), unpack(packed))
    return packed, pack(seen)


@pytest.fixture(scope="module")
def trained(digits, tmp_path_factory) -> tuple[bytes, bytes]:
    """The same of a trained network."""
    path = tmp_path_factory.mktemp("artefact") / "digits.keras"
    path.write_bytes(digits)
    packed = trusted.inputs(1, "digest", "06_training", "trained_model")
    return packed, pack(TRAINED.probe(path, unpack(packed)))


def judged_by(limits: Limits):
    judge = judges.Judges(1, limits)
    yield judge
    judge.close()


@pytest.fixture(scope="module")
def started():
    """A judge and its server, of which others may be running too."""
    before = servers()
    for judge in judged_by(Limits()):
        judge.start()
        yield judge, new_server(before)


@pytest.fixture(scope="module")
def judge(started):
    return started[0]


@pytest.fixture(scope="module")
def server(started) -> int:
    return started[1]


@pytest.fixture(scope="module")
def hurried():
    """A judge with next to no memory and no time for a trained network."""
    yield from judged_by(Limits(memory=64 * 2**20, artefact_seconds=0))


def enlarged(observed: bytes, value) -> bytes:
    first, *others = unpack(observed)["calls"]
    return pack({"calls": [{**first, "value": value}, *others]})


def over(verdict: Verdict) -> bool:
    said = verdict.status, verdict.cause, trusted.points(verdict, 4)
    return said == (OVER_LIMIT, wording.TOO_MUCH, 0)


@pytest.mark.long
def test_a_verdict_is_the_one_that_is_given_here(judge, scaled, trained):
    for exercise, (inputs, observed) in ((SCALE, scaled), (TRAINED, trained)):
        there = judge.judge(exercise, inputs, observed)
        here = trusted.judge(exercise, inputs, observed)
        assert there.status == PASSED
        assert there.as_dict() == here.as_dict()
        assert [one.caption for one in there.pictures] == [one.caption for one in here.pictures]
        for one, other in zip(there.pictures, here.pictures):
            assert np.array_equal(one.pixels, other.pixels)


@pytest.mark.parametrize(
    "returned",
    [
        "images ^ 2",
        "(" * 20_000 + "images" + ")" * 20_000,
        "-" * 40_000 + "images",
        "images" + ".T" * 20_000,
        "+".join(["images"] * 7_000),
        "images" + "  # more" * 10_000,
    ],
    ids=["a habit", "brackets", "signs", "a chain", "a sum", "too long"],
)
def test_what_an_answer_is_written_like_costs_it_no_more_than_its_words(judge, scaled, returned):
    packed, right = scaled
    wrong = pack(SCALE.probe(lambda images: images / 7, unpack(packed)))
    code = Code(f"def scale(images):\n    return {returned}")
    verdict = judge.judge(SCALE, packed, wrong, code)
    assert (verdict.status, trusted.points(verdict, 4)) == (FAILED, 0)
    assert (verdict.cause == "caret-for-power") is ("^" in returned)
    assert judge.judge(SCALE, packed, right, code).status == PASSED


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (MemoryError(), OVER_LIMIT),
        (RuntimeError("can't start new thread"), OVER_LIMIT),
        (OSError(11, "Resource temporarily unavailable"), OVER_LIMIT),
        (SystemError("<ufunc 'add'> returned NULL without setting an exception"), OVER_LIMIT),
        (SystemError("bad argument to internal function"), CRASHED),
        (RuntimeError("no thread is left"), CRASHED),
    ],
    ids=str,
)
def test_an_error_that_a_limit_causes_is_told_as_that(scaled, error, status):
    def scale(images):
        raise error

    packed, _ = scaled
    verdict = trusted.judge(SCALE, packed, pack(SCALE.probe(scale, unpack(packed))))
    assert verdict.status == status


def test_what_takes_too_much_memory_costs_itself_alone(hurried, scaled):
    inputs, observed = scaled
    assert hurried.judge(SCALE, inputs, observed).ok
    assert over(hurried.judge(SCALE, inputs, enlarged(observed, np.zeros(60 * 2**20, np.uint8))))
    assert hurried.judge(SCALE, inputs, observed).ok


def test_what_takes_too_much_time_costs_itself_alone(hurried, scaled, trained):
    assert over(hurried.judge(TRAINED, *trained))
    assert hurried.judge(SCALE, *scaled).ok


def test_a_judge_that_is_killed_is_replaced_and_asked_no_second_time(judge, server, scaled):
    assert judge.judge(SCALE, *scaled).ok
    (process,) = children(server)
    os.kill(process, signal.SIGSTOP)
    threading.Timer(0.3, os.kill, (process, signal.SIGKILL)).start()
    assert over(judge.judge(SCALE, *scaled))
    assert judge.judge(SCALE, *scaled).ok


def test_nothing_is_left_of_it(scaled):
    before = set(servers())
    judge = judges.Judges()
    assert judge.judge(SCALE, *scaled).ok
    (server,) = set(servers()) - before
    (process,) = children(server)
    judge.close()
    deadline = time.monotonic() + 10
    while (alive(server) or alive(process)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not alive(server) and not alive(process)


def test_a_server_that_does_not_start_is_the_graders_fault(scaled, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    judge = judges.Judges(1, Limits(start_seconds=10))
    verdict = judge.judge(SCALE, *scaled)
    assert (verdict.status, verdict.cause) == (NOT_GRADED, "grader-failed")
    assert "the judge did not start" in verdict.message


def servers() -> list[int]:
    return [pid for pid in children(os.getpid()) if b"judge_server" in command(pid)]


def new_server(before: list[int]) -> int:
    """The server that has come. On a busy machine a process has no command line for a moment."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        for pid in servers():
            if pid not in before:
                return pid
        time.sleep(0.01)
    raise AssertionError("no server has come")


def children(parent: int) -> list[int]:
    return sorted(child.pid for child in psutil.Process(parent).children())


def command(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def alive(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False
