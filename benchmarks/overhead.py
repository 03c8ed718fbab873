"""Where the time of one submission goes, against the floor.

The floor: the notebook's own cells in a bare Python that has everything imported, forked for
each run, without a sandbox, probes or judges. It is shown for every cell of the notebook, and
for those alone that its exercises need, which are the ones that the autograder runs.

    python benchmarks/overhead.py 04_architecture --rounds 5
"""

import argparse
import contextlib
import io
import os
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import classes
import measuring

TOGETHER = 64
ROUNDS = 5

sys.path.insert(0, str(classes.ROOT))


def floor(lesson: str, rounds: int, only_needed: bool) -> list[float]:
    """Seconds of the cells alone, for each round."""
    from autograder.grading import judges
    from mnist_course import course, data
    from mnist_course.core import quiet
    from mnist_course.saved import cells, plan

    os.environ.update(judges.environment(1))
    os.environ["MPLBACKEND"] = "agg"
    quiet.import_keras()
    data.warm()
    import matplotlib.pyplot as plt

    exercises = course.lesson(lesson).exercises
    skip = {exercise.id for exercise in exercises if exercise.artefact}
    released = cells.read(classes.released(lesson), lesson)
    made = plan.make(cells.read(classes.solution(lesson), lesson), released, exercises)
    sources = [
        step.cell.source
        for step in made.steps
        if step.cell.code
        and step.role != plan.CHECK
        and step.exercise not in skip
        and (step.runs or not only_needed)
    ]
    found = []
    for number in range(rounds):
        measuring.tell(
            f"{'needed' if only_needed else 'all'} cells alone, {number + 1} of {rounds}"
        )
        reading, writing = os.pipe()
        if os.fork() == 0:
            os.chdir(tempfile.mkdtemp())
            started = time.monotonic()
            names: dict = {"__name__": "__main__"}
            with contextlib.redirect_stdout(io.StringIO()):
                for source in sources:
                    with contextlib.suppress(Exception):
                        exec(compile(source, "cell", "exec"), names)
                    for number in plt.get_fignums():
                        plt.figure(number).savefig(io.BytesIO(), bbox_inches="tight")
                    plt.close("all")
            os.write(writing, f"{time.monotonic() - started}".encode())
            os._exit(0)
        os.wait()
        found.append(float(os.read(reading, 100)))
        os.close(reading)
        os.close(writing)
    return found


def graded(lesson: str, rounds: int):
    """What each part took, for each round but the first; and the last submission, rendered."""
    from autograder.grading.judges import Judges
    from autograder.grading.run import Options, grade_submission
    from autograder.intake.submission import Submission
    from autograder.pages import rendered
    from autograder.sandbox.warm_process import Warm

    warm, judges = Warm("bubblewrap"), Judges()
    found = []
    one = Submission("ada", lesson, {f"{lesson}.ipynb": classes.solution(lesson)}, (), "x")
    for number in range(rounds + 1):
        measuring.tell(f"submission {number + 1} of {rounds + 1}")
        started = time.monotonic()
        result = grade_submission(one, Options(1), warm, judges.judge)
        parts = {"all": time.monotonic() - started, **timings_of(result)}
        started = time.monotonic()
        ready = rendered.render(result)
        found.append({**parts, "rendering": time.monotonic() - started})
    warm.close()
    judges.close()
    return found[1:], ready


def timings_of(graded) -> dict[str, float]:
    """Where a submission's time went, in seconds, the rest named 'other'."""
    known = dict(graded.timings)
    return {**known, "other": max(0.0, graded.seconds - sum(known.values()))}


def recorded(ready, together: int) -> tuple[float, float]:
    """What keeping and recording takes the coordinator a submission: seconds, and of them CPU.

    Args:
        ready: a graded submission, as a worker sends it.
        together: how many are recorded at once.
    """
    from autograder.gradebook import recorder
    from autograder.records import asked
    from autograder.records.journal import Journal

    with (
        tempfile.TemporaryDirectory(prefix="benchmark-") as folder,
        Journal(Path(folder)) as journal,
    ):
        for number in range(ROUNDS + 1):
            if number == 1:  # the first has made the database and compiled the queries
                wall, cpu = time.monotonic(), time.process_time()
            batch = [replace(ready, student=f"s{number}-{n}") for n in range(together)]
            for one in batch:
                journal.graded(one, False, asked.now(one.lesson))
            journal.sync()
            recorder.record_all(journal.out, batch)
            journal.all_recorded((one.student, one.lesson) for one in batch)
        count = ROUNDS * together
        return (time.monotonic() - wall) / count, (time.process_time() - cpu) / count


def main() -> None:
    """Measure both and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lesson", nargs="?", default="04_architecture")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    # First, while this process has run no operation of TensorFlow: after that, its forks hang.
    bare, least = (
        statistics.median(floor(arguments.lesson, arguments.rounds, only_needed))
        for only_needed in (False, True)
    )
    parts, ready = graded(arguments.lesson, arguments.rounds)
    kinds = ["fork", "cells", "probes", "judging", "replay", "other", "all", "rendering"]
    medians = {k: statistics.median(one.get(k, 0.0) for one in parts) for k in kinds}
    rows = [(kind, f"{medians[kind]:.4f}") for kind in kinds]
    for together in (1, TOGETHER):
        wall, cpu = recorded(ready, together)
        rows += [
            (f"recording, {together} together, each", f"{wall:.4f}"),
            ("  of it processor time", f"{cpu:.4f}"),
        ]
    rows += [("floor, all cells", bare), ("over that floor", medians["all"] - bare)]
    rows += [("floor, needed cells", least), ("over that floor", medians["all"] - least)]
    measuring.table((arguments.lesson, "median s"), rows)
    print(measuring.load())


if __name__ == "__main__":
    main()
