"""Compare the architecture check with checks as they are commonly written.

    python benchmarks/architecture_check.py

Prints two tables: how many wrong networks of the corpus each check lets through and how many
right ones it refuses, and how long the check and the measurement of accuracy take, beside the
target. Most of its time, about a minute, goes into building the models.
"""

import os
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

# As `quiet.import_keras` does for the course.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

import keras
import numpy as np

from mnist_course import data, model
from mnist_course.judging import accuracy
from mnist_course.judging.network import judge_model
from mnist_course.probes.networks import observe
from support.corpus.right_models import RIGHT_MODELS, body, sequential
from support.corpus.wrong_models import wrong_models

IMAGES = np.random.default_rng(0).random((4, 28, 28, 1), dtype=np.float32)
REFERENCE = model.build()


def same_summary(student: Any) -> bool:
    """Compare the rows that `model.summary()` prints, without the names."""
    return _summary(student) == _summary(REFERENCE)


def _summary(student: Any) -> list[tuple[str, str, int]]:
    return [
        (type(one).__name__, str(one.output.shape), one.count_params())
        for one in student.layers
        if not isinstance(one, keras.layers.InputLayer)
    ]


def zipped(student: Any) -> bool:
    """Walk both lists of layers in step, and compare class and output shape."""
    return all(
        type(theirs).__name__ == type(ours).__name__ and theirs.output.shape == ours.output.shape
        for theirs, ours in zip(student.layers, REFERENCE.layers)
    )


def counted(student: Any) -> bool:
    """Compare the number of parameters and the output's shape."""
    return (
        student.count_params() == REFERENCE.count_params()
        and student.output_shape == REFERENCE.output_shape
    )


def configured(student: Any) -> bool:
    """Compare the layers' configurations, their names taken out."""

    def fields(network: Any) -> list[Any]:
        configs = [(type(one).__name__, one.get_config()) for one in network.layers]
        return [(kind, {k: v for k, v in c.items() if k != "name"}) for kind, c in configs]

    return fields(student) == fields(REFERENCE)


def canonical(student: Any) -> bool:
    """The check of this course."""
    return judge_model(observe(student, IMAGES), IMAGES).ok


CHECKS: list[tuple[str, Callable[[Any], bool]]] = [
    ("rows of the summary", same_summary),
    ("two lists zipped", zipped),
    ("parameter counts", counted),
    ("configurations", configured),
    ("this course", canonical),
]


def main() -> None:
    warnings.simplefilter("ignore")
    right = [make() for _, make in RIGHT_MODELS]
    wrong = [made for _, _, make in wrong_models() if (made := _buildable(make)) is not None]
    print(f"| check | wrong let through, of {len(wrong)} | right refused, of {len(right)} |")
    print("| --- | --- | --- |")
    for name, check in CHECKS:
        let_through = sum(_accepts(check, one) for one in wrong)
        refused = sum(not _accepts(check, one) for one in right)
        print(f"| {name} | {let_through} | {refused} |", flush=True)
    print()
    print("| what | median ms | fastest ms | processor ms | target ms |")
    print("| --- | --- | --- | --- | --- |")
    student = sequential(body())
    observed = observe(student)
    _row("read the model", lambda: observe(student), "")
    _row("canonical form and comparison", lambda: judge_model(observed), "")
    _row("both together", lambda: judge_model(observe(student)), "20")
    x_test, y_test = data.test_split()
    images, weights = data.as_input(x_test), model.reference_weights()
    _row("accuracy on 10,000 images", lambda: accuracy.measure(weights, images, y_test), "1,500", 5)


def _buildable(make: Callable[[], Any]) -> Any:
    """The model, or None where Keras refuses it or it is no model at all."""
    try:
        made = make()
    except ValueError:
        return None
    return made if isinstance(made, keras.Model) else None


def _accepts(check: Callable[[Any], bool], student: Any) -> bool:
    # A check that raises marks the submission as wrong, as pytest and nbgrader do.
    try:
        return check(student)
    except Exception:
        return False


def _row(name: str, work: Callable[[], Any], target: str, times: int = 30) -> None:
    work()
    walls, processors = [], []
    for _ in range(times):
        start, processor = time.perf_counter(), time.process_time()
        work()
        walls.append((time.perf_counter() - start) * 1000)
        processors.append((time.process_time() - processor) * 1000)
    print(
        f"| {name} | {np.median(walls):,.1f} | {min(walls):,.1f} | {np.median(processors):,.1f} "
        f"| {target} |",
        flush=True,
    )


if __name__ == "__main__":
    main()
