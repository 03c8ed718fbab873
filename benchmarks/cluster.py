"""Dask: two single-threaded workers against one, and a model of a large cluster on paper.

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
    from autograder.grading import cluster
    from autograder.grading.pool import Setup
    from autograder.grading.run import Options
    from autograder.intake.submission import read

    made = folder / f"submitted{workers}"
    submitted = classes.make(made, lessons, students, artefacts=artefacts)
    class_ = [
        read(submitted, student.name, lesson)
        for student in sorted(submitted.iterdir())
        for lesson in lessons
    ]
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
        list(cluster.grader(address, 60)(class_[: len(lessons)] * workers, setup, 1))
        grade = cluster.grader(address, 60)
        started = time.monotonic()
        results = list(grade(class_, setup, 1))
        wall = time.monotonic() - started
    started = time.monotonic()
    for _, result in results:
        recorder.record(folder / f"out{workers}", result)
    recording = time.monotonic() - started
    size = sum(len(pickle.dumps(pair)) for pair in results)
    return wall / count, recording / count, size / count


def main() -> None:
    """Measure both, print the ratio and the model."""
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
        machines, cores, total = 50, 8, 100_000
        grading = total * one / (machines * cores) / 60
        print(
            f"on paper, {total:,} submissions on {machines} machines of {cores} cores: grading "
            f"{grading:.0f} min, recording by one coordinator {total * recording / 60:.0f} min, "
            f"its network {total * size / 125e6 / 60:.1f} min at 1 Gbit/s. "
            f"{'The coordinator' if total * recording / 60 > grading else 'The workers'} "
            "saturates first."
        )
        print(measuring.load())
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
