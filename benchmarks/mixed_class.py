"""The nine lessons of a class: right, wrong, broken and dishonest submissions together.

python benchmarks/mixed_class.py --students 30 --artefacts FOLDER
"""

import argparse
import csv
import json
import shutil
import statistics
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

import classes
import measuring


def main() -> None:
    """Grade the class and print where the time went, lesson by lesson."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=30)
    parser.add_argument("--artefacts", type=Path)
    parser.add_argument("--lesson", action="append", default=[])
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="benchmark-"))
    lessons = tuple(arguments.lesson) or classes.LESSONS
    try:
        submitted = classes.make(
            folder / "submitted",
            lessons,
            arguments.students,
            classes.MIXTURE,
            arguments.artefacts,
        )
        command = measuring.autograder("grade", str(submitted), "--out", str(folder / "out"))
        measured = measuring.run([*command, "--seed", "1"], folder, folder / "log", True)
        count = arguments.students * len(lessons)
        print(
            f"{count} submissions: {measured.wall:.0f} s wall, {measured.cpu:.0f} s CPU, "
            f"{measured.wall / count:.2f} s wall and {measured.cpu / count:.2f} s CPU each; "
            f"exit status {measured.status}"
        )
        _by_lesson(folder / "out")
        for role in ("coordinator", "workers", "warm", "judges"):
            print(f"peak of the {role}: {measured.peak(role):.0f} MiB")
        print(measuring.load())
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _by_lesson(out: Path) -> None:
    seconds: dict[str, list[float]] = defaultdict(list)
    parts: dict[str, Counter] = defaultdict(Counter)
    for line in (out / "journal.jsonl").read_text().splitlines():
        event = json.loads(line)
        if event["event"] == "graded":
            seconds[event["lesson"]].append(event["seconds"])
            parts[event["lesson"]].update(event["timings"])
    kinds = ("fork", "cells", "probes", "judging", "replay")
    measuring.table(
        ("lesson", "submissions", "median s", *(f"{kind} s" for kind in kinds)),
        [
            (
                *(lesson, len(found), statistics.median(found)),
                *(parts[lesson][kind] / len(found) for kind in kinds),
            )
            for lesson, found in sorted(seconds.items())
        ],
    )
    with (out / "grades.csv").open(newline="", encoding="utf-8") as file:
        print("statuses:", dict(Counter(row["status"] for row in csv.DictReader(file))))


if __name__ == "__main__":
    main()
