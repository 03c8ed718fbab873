"""One lesson, stock `nbgrader autograde` against `mnist-autograder grade`, sandbox on.

    python benchmarks/grading.py 04_architecture --count 40 --peer-count 4
    python benchmarks/grading.py 06_training --artefacts FOLDER [--retrain]

Stock nbgrader grades one after the other, at a pace that does not depend on the count, so a
few submissions are enough for it.
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
    return measuring.run(command, folder, folder / "ours.log", watch_memory=True)


def main() -> None:
    """Run both and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lesson", nargs="?", default="04_architecture")
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--peer-count", type=int, default=4, help="0 leaves nbgrader out")
    parser.add_argument("--artefacts", type=Path)
    parser.add_argument("--retrain", action="store_true")
    parser.add_argument("--jobs", type=int)
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="benchmark-"))
    try:
        rows = []
        if arguments.peer_count:
            peer = stock(folder, arguments.lesson, arguments.peer_count, arguments.artefacts)
            rows.append(("nbgrader autograde", arguments.peer_count, peer))
        mine = ours(
            *(folder, arguments.lesson, arguments.count, arguments.artefacts),
            *(arguments.retrain, arguments.jobs),
        )
        rows.append(("mnist-autograder grade", arguments.count, mine))
        print(f"{arguments.lesson}, {'retrained' if arguments.retrain else 'not retrained'}")
        measuring.table(
            ("what", "submissions", "wall s", "wall s each", "CPU s each", "status"),
            [
                (name, count, m.wall, m.wall / count, m.cpu / count, m.status)
                for name, count, m in rows
            ],
        )
        if len(rows) == 2:
            (_, count, peer), (_, own, mine) = rows
            print(f"throughput: {peer.wall / count / (mine.wall / own):.1f} times")
            print(f"CPU: {peer.cpu / count / (mine.cpu / own):.1f} times less")
        roles = ("coordinator", "workers", "warm")
        print("peak MiB:", ", ".join(f"{role} {mine.peak(role):.0f}" for role in roles))
        with (folder / "out" / "grades.csv").open(newline="", encoding="utf-8") as file:
            print("statuses:", dict(Counter(row["status"] for row in csv.DictReader(file))))
        print(measuring.load())
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
