"""A cluster that is not here, simulated with the parts that were measured here.

    python benchmarks/simulation.py OUT --recording 6

OUT is the folder of a graded class: how long its submissions took, as its journal says, is drawn
from again and again, the longest lesson first. RECORDING is what one takes the coordinator, in
milliseconds, as `overhead.py` prints it. Workers take a submission as soon as they are free, and
what they graded waits in line for its course's coordinator. The times of the journal are of
workers that share a machine, as those of a cluster do.
"""

import argparse
import heapq
import json
from dataclasses import dataclass
from pathlib import Path

import measuring
import numpy as np

STARTING = 10.0
"""Seconds until a worker has imported all that it needs."""

ASKING = 0.001
"""Seconds that Dask's scheduler takes for a task."""

TRAFFIC = 110 * 1024 * 8 / 1e9
"""Seconds of a submission and its result on a network of 1 Gbit/s."""

CASES = ((100_000, 1, 50), (100_000, 10, 50), (1_000_000, 100, 50), (1_000_000, 100, 500))
"""Submissions, courses, machines."""

CORES = 8


@dataclass(frozen=True)
class Simulated:
    """What came of it.

    Attributes:
        minutes: until all is recorded.
        grading: until all is graded.
        workers: the share of their time that workers grade.
        coordinator: the share of its time that a coordinator records.
        waiting: how many results waited for one coordinator, at most.
    """

    minutes: float
    grading: float
    workers: float
    coordinator: float
    waiting: int


def simulate(seconds: np.ndarray, workers: int, each: float) -> Simulated:
    """One course: `seconds` of each submission in the order in which they are given out."""
    free = [STARTING] * workers
    arrivals = []
    scheduler = 0.0
    for one in seconds:
        # The scheduler gives out one after the other, to whoever is free first.
        scheduler = max(scheduler, heapq.heappop(free)) + ASKING
        heapq.heappush(free, scheduler + one)
        arrivals.append(scheduler + one + TRAFFIC)
    arrivals.sort()
    ends, end = [], 0.0
    for arrival in arrivals:
        end = max(end, arrival) + max(each, TRAFFIC)
        ends.append(end)
    behind = np.arange(len(ends)) - np.searchsorted(ends, arrivals)
    return Simulated(
        minutes=end / 60,
        grading=arrivals[-1] / 60,
        workers=float(seconds.sum()) / workers / arrivals[-1],
        coordinator=len(ends) * each / end,
        waiting=int(behind.max()),
    )


def graded(out: Path) -> list[float]:
    """How long each submission of a class took, the longest lesson first."""
    lessons: dict[str, list[float]] = {}
    for line in (out / "journal.jsonl").read_text("utf-8").splitlines():
        event = json.loads(line)
        if event["event"] == "graded":
            lessons.setdefault(event["lesson"], []).append(event["seconds"])
    longest = sorted(lessons.values(), key=np.mean, reverse=True)
    return [one for found in longest for one in found]


def main() -> None:
    """Simulate each case and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--recording", type=float, default=6.0, help="milliseconds")
    parser.add_argument("--before", type=float, default=61.0, help="what it took earlier")
    arguments = parser.parse_args()
    times = graded(arguments.out)
    rows = []
    for milliseconds in (arguments.before, arguments.recording):
        for submissions, courses, machines in CASES:
            # Every course has its share of the workers, and all are alike.
            workers = machines * CORES // courses
            count = submissions // courses
            of_one = np.asarray(times)[np.arange(count) * len(times) // count]
            found = simulate(of_one, workers, milliseconds / 1000)
            rows.append(
                (
                    *(f"{submissions:,}", courses, f"{machines} x {CORES}", milliseconds),
                    *(found.grading, found.minutes, f"{found.workers:.0%}"),
                    *(f"{found.coordinator:.0%}", f"{found.waiting:,}"),
                )
            )
    measuring.table(
        (
            *("submissions", "courses", "cores", "recording, ms", "graded, min"),
            *("recorded, min", "workers busy", "coordinator busy", "most waiting"),
        ),
        rows,
    )
    print(f"from {len(times)} submissions of {np.mean(times):.2f} s on average")


if __name__ == "__main__":
    main()
