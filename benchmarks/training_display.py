"""What the training display costs: the share of the training time that it takes.

    python benchmarks/training_display.py [--images 60000] [--epochs 1] [--rounds 3]

Trains the course's network in a real notebook kernel and in a plain process, in turn without
and with the display. Two figures: the share of the time spent inside the display's own code, and
how much more processor time the runs with it took; neighbours on the machine disturb the
second one, and elapsed time much more.
"""

import argparse
import json
import statistics
import subprocess
import sys

TRAIN = """
import json, time
from mnist_course import data, model
from mnist_course.core import quiet
quiet.import_keras()
import keras
from mnist_course.training_display import TrainingDisplay

(images, labels), _ = data.prepared()
images, labels = images[:{images}], labels[:{images}]
network = model.compile_model(model.build())
network.fit(images[:700], labels[:700], batch_size=35, verbose=0)
rounds = []
for _ in range({rounds}):
    times = {{}}
    for name in ("without", "with"):
        display = TrainingDisplay()
        began, used = time.perf_counter(), time.process_time()
        network.fit(
            images, labels, epochs={epochs}, batch_size=35, verbose=0,
            callbacks=[display] if name == "with" else [],
        )
        times[name] = time.process_time() - used
        times["seconds"] = time.perf_counter() - began
    times["inside"] = display.seconds_spent
    rounds.append(times)
print("RESULT", json.dumps(rounds))
"""


def in_process(code: str) -> str:
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return ran.stdout


def in_notebook(code: str) -> str:
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    NotebookClient(notebook, timeout=3600, kernel_name="python3").execute()
    return "".join(
        output.text
        for output in notebook.cells[0].outputs
        if output.output_type == "stream" and output.name == "stdout"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--images", type=int, default=60_000)
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    code = TRAIN.format(**vars(arguments))
    for place, run in (("terminal", in_process), ("notebook", in_notebook)):
        line = next(one for one in run(code).splitlines() if one.startswith("RESULT"))
        rounds = json.loads(line.removeprefix("RESULT"))
        inside = statistics.median(one["inside"] / one["seconds"] for one in rounds)
        apart = statistics.median(one["with"] / one["without"] - 1 for one in rounds)
        seconds = statistics.median(one["seconds"] for one in rounds)
        print(
            f"{place}: {inside:.2%} of {seconds:.1f} s inside the display; "
            f"{apart:+.1%} processor time beside runs without it (median of {len(rounds)})"
        )


if __name__ == "__main__":
    main()
