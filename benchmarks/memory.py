"""How much memory TensorFlow takes by itself, and what the grader's processes take beyond that.

    python benchmarks/memory.py --artefacts FOLDER

Peaks of resident bytes; what forked processes share is counted in each. FOLDER holds
`digits.keras` and `beyond.keras`.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

import classes
import measuring
import psutil

_BARE = """
import os, sys
import keras, numpy as np
print(int(open("/proc/self/statm").read().split()[1]) * os.sysconf("SC_PAGESIZE"))
model = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Conv2D(32, 3),
                          keras.layers.Flatten(), keras.layers.Dense(10)])
model.predict(np.zeros((32, 28, 28, 1), "float32"), verbose=0)
print(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1])
"""


def main() -> None:
    """Measure each process and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--artefacts", type=Path, required=True)
    arguments = parser.parse_args()
    from autograder.grading import judges, trusted
    from autograder.sandbox.warm_process import Warm
    from mnist_course import course
    from mnist_course.core.plain import pack, unpack

    bare = subprocess.run(
        [sys.executable, "-c", _BARE],
        env={**os.environ, **judges.environment(1)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    alone = int(bare[1]) / 1024
    rows = [("bare: keras imported", int(bare[0]) / 2**20), ("bare: and one predict", alone)]

    warm = Warm("bubblewrap")
    job = warm.job()
    rows.append(("warm process", largest("zygote")))
    for lesson in ("04_architecture",):
        for source in sources(lesson):
            job.cell(source, 60)
    rows.append(("warm process or its kernel of lesson 4, the larger", largest("zygote")))
    job.close()
    warm.close()

    judge = judges.Judges()
    judge.start()
    for name, exercise_id in (("digits.keras", "trained_model"), ("beyond.keras", "better_model")):
        exercise = course.exercise(exercise_id)
        inputs = trusted.inputs(1, "x", "x", exercise_id)
        observed = exercise.probe(arguments.artefacts / name, unpack(inputs))
        judge.judge(exercise, inputs, pack(observed))
        rows.append((f"judge server or judge after {name}, the larger", largest("judge_server")))
    judge.close()
    measuring.table(
        ("process", "MiB", "beyond TensorFlow alone"),
        [(name, round(size), round(size - alone)) for name, size in rows],
    )
    print(measuring.load())


def sources(lesson: str) -> list[str]:
    """The cells that a lesson's exercises need."""
    from mnist_course import course
    from mnist_course.saved import cells, plan

    made = plan.make(
        cells.read(classes.solution(lesson), lesson),
        plan.released(lesson),
        course.lesson(lesson).exercises,
    )
    return [one.cell.source for one in made.steps if one.runs and one.role != plan.CHECK]


def largest(name: str) -> float:
    """The largest peak of this process's descendants that have `name` in their command, MiB."""
    found = [0.0]
    for child in psutil.Process().children(recursive=True):
        if name in " ".join(child.cmdline()) and "bwrap" not in child.name():
            lines = Path(f"/proc/{child.pid}/status").read_text().splitlines()
            peak = next((one for one in lines if one.startswith("VmHWM")), "VmHWM: 0 kB")
            found.append(int(peak.split()[1]) / 1024)
    return max(found)


if __name__ == "__main__":
    main()
