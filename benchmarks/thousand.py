"""Many submissions: time linear in their number, memory flat.

python benchmarks/thousand.py --count 1000
"""

import argparse
import json
import shutil
import tempfile
from datetime import datetime
from pathlib import Path

import classes
import measuring


def bare(lesson: str) -> bytes:
    """The solution without the lesson's own examples: what the grader itself costs."""
    notebook = json.loads(classes.solution(lesson))
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code" and "nbgrader" not in cell["metadata"]:
            cell["source"] = "import numpy as np\nimport keras"
    return json.dumps(notebook).encode()


def main() -> None:
    """Grade them and print the curves."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--lesson", default="02_preprocessing")
    parser.add_argument("--jobs", type=int, default=2)
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="benchmark-"))
    try:
        submitted = classes.make(
            folder / "submitted", (arguments.lesson,), arguments.count, (bare,)
        )
        command = measuring.autograder("grade", str(submitted), "--out", str(folder / "out"))
        command += ["--seed", "1", "--jobs", str(arguments.jobs)]
        measured = measuring.run(command, folder, folder / "log", True)
        done = _finished(folder / "out")
        print(
            f"{len(done)} submissions in {measured.wall:.0f} s wall, {measured.cpu:.0f} s CPU "
            f"({measured.cpu / max(1, len(done)):.2f} s each)"
        )
        rows = []
        for tenth in range(1, 11):
            number = len(done) * tenth // 10
            at = (done[number - 1] - done[0]).total_seconds()
            moment = measured.wall * tenth / 10
            sizes = min(measured.memory, key=lambda one: abs(one[0] - moment))[1]
            mib = [sizes.get(role, 0) / 2**20 for role in ("coordinator", "workers", "warm")]
            rows.append((number, at, *mib))
        measuring.table(
            ("submissions", "seconds", "coordinator MiB", "worker MiB", "warm MiB"), rows
        )
        print(measuring.load())
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _finished(out: Path) -> list[datetime]:
    events = map(json.loads, (out / "journal.jsonl").read_text().splitlines())
    return [datetime.fromisoformat(e["at"]) for e in events if e["event"] == "graded"]


if __name__ == "__main__":
    main()
