"""Dask: two single-threaded workers against one.

python benchmarks/cluster.py --students 8 --artefacts FOLDER
"""

import argparse
import contextlib
import pickle
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import classes
import measuring

sys.path.insert(0, str(classes.ROOT))


_TOGETHER = 64
"""How many are recorded at once where they come fast."""


@contextlib.contextmanager
def dask(workers: int, folder: Path):
    """The address of a scheduler with that many single-threaded workers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
    command = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--no-dashboard"]
    command += ["--host", "127.0.0.1", "--port", str(port), "--no-show"]
    running = [subprocess.Popen(command, **quiet)]
    command = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1"]
    command += ["--no-nanny", "--no-dashboard", "--memory-limit", "0"]
    running += [subprocess.Popen(command, **quiet) for _ in range(workers)]
    try:
        yield address
    finally:
        for process in running:
            process.kill()
            process.wait()


def graded_on(
    workers: int, students: int, lessons: tuple[str, ...], artefacts: Path | None, folder: Path
) -> tuple[float, float, float]:
    """Seconds, seconds of recording, and bytes, of a submission; all is warm."""
    from autograder.gradebook import recorder
    from autograder.grading import classroom, cluster
    from autograder.grading.pool import Setup
    from autograder.grading.run import Options
    from autograder.intake.submission import read

    made = folder / f"submitted{workers}"
    submitted = classes.make(made, lessons, students, artefacts=artefacts)
    keys = [(one.name, lesson) for one in sorted(submitted.iterdir()) for lesson in lessons]
    class_ = [read(submitted, *key) for key in classroom.longest_first(keys)]
    count = len(class_)
    setup = Setup(Options(1), "bubblewrap")
    with dask(workers, folder) as address:
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            with contextlib.suppress(Exception):
                if cluster.workers_at(address) == workers:
                    break
            time.sleep(0.5)
        # Once without the clock: every worker starts its warm process and builds its judges.
        list(cluster.grader(address, 60)(class_[::students] * workers, setup, 1))
        grade = cluster.grader(address, 60)
        started = time.monotonic()
        results = list(grade(class_, setup, 1))
        wall = time.monotonic() - started
    started = time.monotonic()
    for first in range(0, count, _TOGETHER):
        batch = [result for _, result in results[first : first + _TOGETHER]]
        recorder.record_all(folder / f"out{workers}", batch)
    recording = time.monotonic() - started
    size = sum(len(pickle.dumps(pair)) for pair in results)
    return wall / count, recording / count, size / count


def main() -> None:
    """Measure both and print the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=8)
    parser.add_argument("--lesson", action="append", default=[], help="default: all nine")
    parser.add_argument("--artefacts", type=Path)
    arguments = parser.parse_args()
    lessons = tuple(arguments.lesson) or classes.LESSONS
    class_ = arguments.students, lessons, arguments.artefacts
    folder = Path(tempfile.mkdtemp(prefix="benchmark-"))
    try:
        one, _, _ = graded_on(1, *class_, folder)
        two, recording, size = graded_on(2, *class_, folder)
        measuring.table(("workers", "s a submission"), [(1, one), (2, two), ("ratio", one / two)])
        print(f"recording: {recording * 1000:.0f} ms, traffic: {size / 1024:.0f} KiB a submission")
        print(measuring.load())
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
