"""Training runs that were recorded once, so that nobody has to wait for them."""

import json
from functools import cache
from pathlib import Path

from mnist_course import spec
from mnist_course.core.data_set import MNIST
from mnist_course.core.errors import CourseError
from mnist_course.core.language import say

_FILE = Path(__file__).parent / "assets" / "recorded.json"


def overfitting() -> dict[str, list[float]]:
    """What a History holds of 40 epochs on 200 images: `loss`, `accuracy`, and both with `val_`.

    Raises:
        CourseError: where the package's file cannot be read.
    """
    return {key: list(values) for key, values in _runs()["overfitting"].items() if key != "about"}


def test_accuracies() -> list[float]:
    """The test accuracy of the course's training with the seeds 0, 1, 2, …

    Raises:
        CourseError: where the package's file cannot be read.
    """
    return list(_runs()["seeds"]["test_accuracy"])


def holds() -> bool:
    """Whether the course trains as it did when these runs were recorded."""
    return spec.DATA == MNIST and epochs_and_batch() == (spec.EPOCHS, spec.BATCH_SIZE)


def epochs_and_batch() -> tuple[int, int]:
    """The epochs and the batch size of the course's training when these runs were recorded.

    Raises:
        CourseError: where the package's file cannot be read.
    """
    seeds = _runs()["seeds"]
    return seeds["epochs"], seeds["batch_size"]


@cache
def _runs() -> dict[str, dict]:
    try:
        return json.loads(_FILE.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise CourseError(
            say(
                "The package's file {file} cannot be read ({name}). Install mnist-course again.",
                file=_FILE,
                name=type(error).__name__,
            )
        ) from None
