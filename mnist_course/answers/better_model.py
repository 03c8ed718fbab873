"""better_model, of lesson 09: inputs, the right answer, and the misconceptions."""

from dataclasses import replace
from typing import Any

import numpy as np

from mnist_course import data, spec
from mnist_course.augmentation import Moves
from mnist_course.core.exercise import (
    PARTIAL,
    Answer,
    Verdict,
    passed,
)
from mnist_course.core.language import say
from mnist_course.core.plain import Data
from mnist_course.judging import sequential
from mnist_course.judging.sequential import Decided

_ONE_TARGET = 0.6


def _better_inputs(rng: np.random.Generator) -> Data:
    return {"seed": int(rng.integers(2**31))}


def _better_judge(inputs: Data, observed: Data) -> Verdict:
    # TensorFlow is needed from here on only, and by this exercise alone.
    from mnist_course.judging import accuracy, network
    from mnist_course.judging.provenance import fingerprint

    try:
        rebuilt = network.rebuild(observed)
    except network.Unreadable as error:
        return network.unreadable(error)
    rng = np.random.default_rng(inputs["seed"])
    learned, on_test = accuracy.judge_learning(rebuilt, rng, spec.BEYOND_ACCURACY)
    if learned.score == 0 and learned.cause != "below-target":
        return learned
    on_moved = _moved(rebuilt, rng)
    parameters = rebuilt.model.count_params()
    verdict = better_verdict(
        learned, on_test.accuracy, on_moved.accuracy, parameters, on_moved.read
    )
    return replace(
        verdict,
        figure=learned.figure,
        pictures=learned.pictures,
        fingerprint=fingerprint(rebuilt.model.get_weights()),
    )


def _moved(rebuilt: Any, rng: np.random.Generator) -> Decided:
    """How well it reads moved images, of which no more are read than are needed to be certain."""
    from mnist_course.judging import accuracy

    images, labels = data.test_split()
    moves = Moves.drawn(len(images), rng)

    def mistakes(part: np.ndarray) -> int:
        moved = moves[part].of(data.as_input(images[part]))
        return accuracy.measure(rebuilt, moved, labels[part]).mistakes

    allowed = sum(
        1 - wrong / len(images) >= spec.BEYOND_MOVED_ACCURACY for wrong in range(len(images))
    )
    return sequential.decide(mistakes, len(images), allowed - 1, rng)


def better_verdict(
    learned: Verdict,
    on_test: float,
    on_moved: float,
    parameters: int,
    read: int = spec.TEST_COUNT,
) -> Verdict:
    """The verdict on a network within the budget.

    Args:
        learned: what `accuracy.judge_learning` says of it.
        on_test, on_moved: shares of right answers, 0 to 1, on the test images as they are and
            shifted and turned.
        parameters: how many it has.
        read: how many were read shifted and turned, fewer than all where that was certain.
    """
    moved = say("{on_moved:.2%} of them", on_moved=on_moved)
    if read < spec.TEST_COUNT:
        moved = say(
            "{on_moved:.1%} of {read:,} of them, enough to be certain,",
            on_moved=on_moved,
            read=read,
        )
    facts = say(
        "{parameters:,} parameters; {on_test:.2%} of the test images (target "
        "{target:.1%}); {moved} shifted and turned (target "
        "{moved_target:.1%}).",
        parameters=parameters,
        on_test=on_test,
        target=spec.BEYOND_ACCURACY,
        moved=moved,
        moved_target=spec.BEYOND_MOVED_ACCURACY,
    )
    reached = on_test >= spec.BEYOND_ACCURACY, on_moved >= spec.BEYOND_MOVED_ACCURACY
    if all(reached) and learned.ok:
        return passed(say("Both targets are reached: {facts}", facts=facts))
    if reached[0]:
        return Verdict(
            PARTIAL,
            say("The first target is reached, the second is not: {facts}", facts=facts),
            "Train with images that are moved anew in each epoch, shifted and turned, as the "
            "lesson's `MovingDigits` does.",
            cause="loses-moved-digits",
            score=_ONE_TARGET,
        )
    if reached[1]:
        return Verdict(
            PARTIAL,
            say("The second target is reached, the first is not: {facts}", facts=facts),
            "Nearly there. Give it a few more epochs with a falling learning rate, or more filters "
            "in the later layers.",
            cause="below-target",
            score=_ONE_TARGET,
        )
    return replace(
        learned,
        message=say("Neither target is reached yet: {facts}", facts=facts),
        next_step="Look at the training accuracy first. If it is low too, train longer or add "
        "filters; if it is high, the network needs moved images and dropout.",
        cause="below-both-targets",
        score=min(learned.score, _ONE_TARGET / 2),
    )


ANSWER = Answer(
    inputs=_better_inputs,
    judge=_better_judge,
)
