"""Judge an observed model: the right network, or the first thing that is not."""

from dataclasses import replace

import numpy as np

from mnist_course import spec
from mnist_course.core.course_file import taught
from mnist_course.core.exercise import FAILED, INVALID, Verdict, failed, passed
from mnist_course.core.language import say, sentence
from mnist_course.core.plain import Data
from mnist_course.judging.network.alignment import align
from mnist_course.judging.network.causes import Difference, differ
from mnist_course.judging.network.figure import figure_html
from mnist_course.judging.network.network import Network, Unreadable
from mnist_course.judging.network.reading import read_network
from mnist_course.judging.network.specification import specified
from mnist_course.judging.network.text import side_by_side
from mnist_course.judging.network.weights import weights_of
from mnist_course.judging.network.words import differences

_AGREE = {"rtol": 1e-3, "atol": 1e-4}
_NO_MODEL_FILE = frozenset(
    (
        "missing-file",
        "damaged-file",
        "not-a-keras-file",
        "foreign-archive",
        "too-large",
        "hdf5-link",
        "hdf5-filter",
        "hdf5-type",
    )
)
_ROUGHLY = {"rtol": 0.05, "atol": 0.05}
"""For networks that compute with 16 bits, of which bfloat16 keeps 8 for the digits."""


_NOTES = (
    (
        "built",
        False,
        sentence(
            " Without `keras.Input` it has no weights yet: Keras makes them when it sees images."
        ),
    ),
    (
        "followed",
        True,
        say(
            " A class of your own cannot be read back from a file: {in_lesson_6}, build it as a "
            "`keras.Sequential`.",
            in_lesson_6=taught("06_training", say("in lesson 6"), say("to save it")),
        ),
    ),
)
"""What is observed of a right network, and worth knowing."""


def judge_model(observed: Data, images: np.ndarray | None = None) -> Verdict:
    """Whether an observed model is the network of the specification.

    Args:
        observed: from `observe` or `saved_model.read`; not trusted.
        images: those given to `observe`; the recorded outputs must be what the reference model
            computes from the same weights. None to compare the structure alone.

    Returns:
        A verdict with a `cause` for the first difference, both networks side by side in
        `details` and a drawing in `figure`.
    """
    try:
        network = read_network(observed, spec.INPUT_SHAPE)
        verdict = judge_network(network)
        if verdict.ok and images is not None and observed.get("built") is True:
            verdict = _judge_numbers(network, observed, images) or verdict
    except Unreadable as error:
        return unreadable(error)
    notes = "".join(note for name, is_so, note in _NOTES if observed.get(name) is is_so)
    return replace(verdict, message=verdict.message + notes) if verdict.ok else verdict


def unreadable(error: Unreadable) -> Verdict:
    """The verdict on a network that cannot be read: invalid where the file itself is at fault."""
    status = INVALID if error.cause in _NO_MODEL_FILE else FAILED
    return Verdict(status, str(error), error.next_step, error.cause)


def judge_network(network: Network) -> Verdict:
    """Compare a network in canonical form with the specification."""
    wanted = specified()
    steps = align(network.units, wanted.units)
    found = differences(network, wanted, steps)
    shown = {
        "details": side_by_side(network, wanted, steps),
        "figure": figure_html(network, wanted),
    }
    if not found:
        return passed(
            say(
                "This is the network: {units} layers, {parameters:,} parameters.",
                units=len(wanted.units),
                parameters=wanted.parameters,
            ),
            **shown,
        )
    return replace(_failed(found[0], len(found) - 1), **shown)


def _judge_numbers(network: Network, observed: Data, images: np.ndarray) -> Verdict | None:
    """None where the recorded outputs are the reference's with the same weights."""
    from mnist_course.judging.accuracy import predict

    weights = weights_of(network, observed)
    outputs = observed.get("outputs")
    expected = predict(weights, images)
    exact = all("16" not in str(unit.fields.get("dtype")) for unit in network.units)
    if (
        type(outputs) is np.ndarray
        and outputs.dtype.kind == "f"
        and outputs.shape == expected.shape
        and np.allclose(outputs, expected, **(_AGREE if exact else _ROUGHLY))
    ):
        return None
    return _failed(differ("different-numbers"))


def _failed(difference: Difference, more: int = 0) -> Verdict:
    also = {0: "", 1: say(" There is one more difference.")}
    message = difference.message + also.get(
        more, say(" There are {more} more differences.", more=more)
    )
    return failed(difference.cause, message, difference.next_step)
