"""A saved model as what a page needs to compute it: data for JSON, read without Keras."""

import base64
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mnist_course import spec
from mnist_course.core.course_file import taught
from mnist_course.core.errors import CourseError
from mnist_course.core.language import say
from mnist_course.judging.network import Network, Unreadable, allowed
from mnist_course.judging.network.policy import ONLY_IN_TRAINING
from mnist_course.judging.network.text import show_shape, show_unit
from mnist_course.judging.network.weights import weights_by_unit
from mnist_course.probes import saved_models
from mnist_course.share.steps import CONVOLUTIONS, Steps

LARGEST_PAGE = 1_000_000
"""Bytes of a page, so that it can be sent by mail or messenger and opens at once on a phone."""

_ALL_BUT_WEIGHTS = 100_000
_CHARACTERS = 16 / 3
"""What one weight takes: four bytes, of which base64 makes four characters for every three."""

MOST_PARAMETERS = int((LARGEST_PAGE - _ALL_BUT_WEIGHTS) / _CHARACTERS)

_OLD_FORMATS = (".h5", ".hdf5")


@dataclass(frozen=True)
class Carried:
    """A network as a page carries it.

    Attributes:
        parameters: how many it has.
        layers: of each layer, what it is, what it gives and how many parameters it has, as text.
        data: what `static/network.js` computes from; numbers, lists and known words alone.
    """

    parameters: int
    layers: tuple[tuple[str, str, str], ...]
    data: dict[str, Any]


def read(path: Path) -> Carried:
    """The network in a `.keras` file; nothing in the file is run.

    Raises:
        CourseError: where a page cannot carry it, with what was found and what to do.
    """
    if path.suffix.lower() in _OLD_FORMATS:
        raise CourseError(
            say(
                "{path} is in Keras's old format. Load it with `keras.models.load_model`, and "
                'save it as `model.save("{stem}.keras")`.',
                path=path,
                stem=path.stem,
            )
        )
    try:
        observed = saved_models.read(path)
        network = allowed(observed, MOST_PARAMETERS)
        made = Steps(network, weights_by_unit(network, observed))
    except Unreadable as error:
        raise CourseError(
            say(
                "{path} cannot become a page, which carries the networks that {lesson_9} can "
                "grade. {error} {next_step}",
                path=path,
                lesson_9=taught("09_beyond", say("lesson 9"), say("the course")),
                error=error,
                next_step=error.next_step,
            )
        ) from None
    names = [unit.kind for unit in network.units if unit.kind in CONVOLUTIONS]
    return Carried(
        parameters=network.parameters or 0,
        layers=_layers(network),
        data={
            "input": list(spec.INPUT_SHAPE),
            "steps": made.steps,
            "last": made.last,
            "scores": made.scores,
            "maps": [
                {"name": f"convolution {number}", "kind": kind, "step": step}
                for number, (kind, step) in enumerate(zip(names, made.maps), 1)
            ],
            "numbers": base64.b64encode(made.numbers().tobytes()).decode("ascii"),
        },
    )


def _layers(network: Network) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (
            show_unit(unit),
            "as it came" if unit.kind in ONLY_IN_TRAINING else show_shape(unit.shape),
            f"{unit.parameters or 0:,}",
        )
        for unit in network.units
    )
