"""Grading on a Dask cluster: a real scheduler, two real workers, one of which is killed."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time

import pytest

from autograder.grading import cluster, judge_server
from autograder.grading.pool import Setup
from autograder.grading.run import Options
from autograder.sandbox import wall
from autograder.sandbox.limits import Limits
from mnist_course.core.errors import CourseError
from support.hostile.submissions import RIGHT, notebook, submission

pytest.importorskip("distributed")


def test_no_scheduler_is_said_in_one_line():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(CourseError, match="No Dask scheduler answers"):
        cluster.grader(f"tcp://127.0.0.1:{port}", timeout=2)


def test_a_worker_with_another_course_refuses():
    """Without a sandbox, since it does not come so far."""
    setup = Setup(Options(1), wall.NONE, course="another")
    graded = cluster.grade_here(submission(notebook(RIGHT)), setup)
    assert {one.status for one in graded.results} == {"not_graded"}
    assert "another course.toml" in graded.results[0].verdict.message


@pytest.fixture
def dask(need_sandbox, tmp_path):
    """The address of a scheduler with two single-threaded workers, and the workers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": tmp_path}
    command = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--no-dashboard"]
    scheduler = subprocess.Popen(
        [*command, "--host", "127.0.0.1", "--port", str(port), "--no-show"], **quiet
    )
    command = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1"]
    command += ["--no-nanny", "--no-dashboard", "--memory-limit", "0"]
    workers = [subprocess.Popen(command, **quiet) for _ in range(2)]
    yield address, workers
    for process in (*workers, scheduler):
        with contextlib.suppress(OSError):
            process.kill()
        process.wait()


@pytest.mark.sandbox
@pytest.mark.long
def test_a_killed_worker_costs_only_a_retry(dask):
    address, workers = dask
    contents = [notebook(RIGHT), notebook(), b"{"] * 3
    class_ = [submission(content, f"s{number}") for number, content in enumerate(contents)]
    grade_all = cluster.grader(address, timeout=60)
    deadline = time.monotonic() + 60
    while cluster.workers_at(address) < 2 and time.monotonic() < deadline:
        time.sleep(0.2)
    results = {}
    for one, graded in grade_all(class_, Setup(Options(3), wall.BUBBLEWRAP), 1):
        assert one.student not in results
        results[one.student] = [result.status for result in graded.results]
        if len(results) == 2:
            os.kill(workers[0].pid, signal.SIGKILL)
    expected = [["passed"] * 4, ["not_attempted"] * 4, ["invalid"] * 4] * 3
    assert results == {f"s{number}": statuses for number, statuses in enumerate(expected)}


QUICK = Setup(
    Options(3),
    wall.NONE,
    limits=Limits(total_seconds=0, probe_seconds=0),
    judging=judge_server.Limits(seconds=0, artefact_seconds=0),
    starting=10.0,
)
"""In which a submission can hold a worker for ten seconds, and so the second of two for twenty."""


@pytest.mark.sandbox
@pytest.mark.parametrize(
    ("setup", "patience"),
    [
        pytest.param(Setup(Options(3), wall.NONE), 20, marks=pytest.mark.nightly, id="as given"),
        pytest.param(QUICK, None, marks=pytest.mark.long, id="as long as it can take"),
    ],
)
def test_a_worker_that_stops_does_not_hold_the_class(dask, setup, patience):
    address, workers = dask
    grade_all = cluster.grader(address, timeout=60, patience=patience)
    while cluster.workers_at(address) < 2:
        time.sleep(0.2)
    class_ = [submission(b"{", f"s{number}") for number in range(6)]
    os.kill(workers[0].pid, signal.SIGSTOP)
    found = {one.student: graded for one, graded in grade_all(class_, setup, 1)}
    assert set(found) == {one.student for one in class_}
    results = [graded.results[0] for graded in found.values()]
    assert {result.status for result in results} <= {"invalid", "not_graded"}
    assert any(result.status == "invalid" for result in results)
    late = [result.message for result in results if result.status == "not_graded"]
    assert late
    assert all("no worker answered within 20 seconds" in message for message in late)
