"""One lesson, stock `nbgrader autograde` against `mnist-autograder grade`, sandbox on.

    python benchmarks/grading.py 04_architecture --count 40 --peer-count 4
    python benchmarks/grading.py 06_training --artefacts FOLDER --count 40 --retrain-count 4 \
        --peer-count 1

Stock nbgrader grades one after the other, at a pace that does not depend on the count, so a
few submissions are enough for it; it trains where the notebook does. Ours judges the file that
was handed in, and with `--retrain-count` is also run with `--retrain`, against the same peer.
`FOLDER` holds `digits.keras`.
"""

import argparse
import csv
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

import classes
import measuring

_CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "benchmark"
c.ExecutePreprocessor.timeout = 3600
c.Execute.timeout = 3600
"""


def stock(folder: Path, lesson: str, count: int, artefacts: Path | None) -> measuring.Measured:
    """Grade `count` submissions with nbgrader as it is."""
    course = folder / "stock"
    (course / "source" / lesson).mkdir(parents=True)
    (course / "nbgrader_config.py").write_text(_CONFIG)
    (course / "source" / lesson / f"{lesson}.ipynb").write_bytes(classes.solution(lesson))
    nbgrader = [sys.executable, "-m", "nbgrader"]
    log = folder / "stock.log"
    made = measuring.run([*nbgrader, "generate_assignment", lesson], course, log)
    if made.status:
        sys.exit(f"nbgrader generate_assignment failed:\n{log.read_text()[-2000:]}")
    classes.make(course / "submitted", (lesson,), count, artefacts=artefacts)
    return measuring.run([*nbgrader, "autograde", lesson], course, log)


def ours(
    folder: Path, lesson: str, count: int, artefacts: Path | None, retrain: bool, jobs: int | None
) -> measuring.Measured:
    """Grade `count` submissions with mnist-autograder."""
    submitted = classes.make(folder / "submitted", (lesson,), count, artefacts=artefacts)
    command = measuring.autograder("grade", str(submitted), "--out", str(folder / "out"))
    command += ["--lesson", lesson, "--seed", "1"]
    command += ["--retrain"] * retrain
    command += ["--jobs", str(jobs)] * bool(jobs)
    shutil.rmtree(folder / "out", ignore_errors=True)
    return measuring.run(command, folder, folder / "ours.log", watch_memory=True)


def _tell_statuses(grades: Path) -> None:
    with grades.open(newline="", encoding="utf-8") as file:
        measuring.tell(f"statuses: {dict(Counter(row['status'] for row in csv.DictReader(file)))}")


def main() -> None:
    """Run them and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lesson", nargs="?", default="04_architecture")
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--peer-count", type=int, default=4, help="0 leaves nbgrader out")
    parser.add_argument("--artefacts", type=Path)
    parser.add_argument("--retrain-count", type=int, default=0)
    parser.add_argument("--jobs", type=int)
    arguments = parser.parse_args()
    lesson, artefacts = arguments.lesson, arguments.artefacts
    folder = Path(tempfile.mkdtemp(prefix="benchmark-"))
    try:
        rows = []
        if arguments.peer_count:
            measuring.tell(f"nbgrader autograde, {arguments.peer_count} submissions")
            peer = stock(folder, lesson, arguments.peer_count, artefacts)
            rows.append(("nbgrader autograde", arguments.peer_count, peer))
        for retrain, count in ((False, arguments.count), (True, arguments.retrain_count)):
            if count:
                name = "mnist-autograder grade" + " --retrain" * retrain
                measuring.tell(f"{name}, {count} submissions")
                found = ours(folder, lesson, count, artefacts, retrain, arguments.jobs)
                rows.append((name, count, found))
                _tell_statuses(folder / "out" / "grades.csv")
        print(lesson)
        roles = ("coordinator", "workers", "warm", "judges")
        measuring.table(
            (
                *("what", "submissions", "wall s", "wall s each", "CPU s each", "status"),
                *(f"peak MiB of {role}" for role in roles),
            ),
            [
                (
                    *(name, count, m.wall, m.wall / count, m.cpu / count, m.status),
                    *(round(m.peak(role)) or "" for role in roles),
                )
                for name, count, m in rows
            ],
        )
        if arguments.peer_count:
            (_, peers, peer), *others = rows
            for name, count, mine in others:
                print(
                    f"{name}: {peer.wall / peers / (mine.wall / count):.1f} times the throughput, "
                    f"{peer.cpu / peers / (mine.cpu / count):.1f} times less CPU"
                )
        print(measuring.load())
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
