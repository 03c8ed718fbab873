"""trained_model, of lesson 06: inputs, the right answer, and the misconceptions."""

import math
from dataclasses import replace
from typing import Any

import numpy as np

from mnist_course import spec
from mnist_course.core.exercise import FAILED, Answer, Verdict
from mnist_course.core.language import say
from mnist_course.core.number_words import words
from mnist_course.core.plain import Data
from mnist_course.judging.accuracy import judge_learning
from mnist_course.judging.network import (
    Unreadable,
    judge_model,
    read_network,
    unreadable,
    weights_of,
)
from mnist_course.judging.provenance import REFERENCE_WEIGHTS, fingerprint, is_reference


def _trained_inputs(rng: np.random.Generator) -> Data:
    return {"seed": int(rng.integers(2**31))}


def _trained_judge(inputs: Data, observed: Data) -> Verdict:
    verdict = judge_model(observed)
    if not verdict.ok:
        return verdict
    try:
        weights = weights_of(read_network(observed, spec.INPUT_SHAPE), observed)
    except Unreadable as error:
        return unreadable(error)
    learned, _ = judge_learning(weights, np.random.default_rng(inputs["seed"]))
    message = f"{learned.message} {verdict.message}" if learned.ok else learned.message
    learned = replace(
        learned,
        message=f"{message}{_effort(observed.get('steps'))}",
        fingerprint=fingerprint(weights),
    )
    return _not_trained(learned) if learned.ok and is_reference(weights) else learned


def _not_trained(learned: Verdict) -> Verdict:
    """The verdict on weights that come with the course; `grade` may give points for them."""
    return replace(
        learned,
        status=FAILED,
        message="The file holds the trained weights that come with the course, or nearly. They "
        "read the test images well, but it is your own training that this exercise asks for.",
        next_step="Build a new model in the exercise's cell, train it, and save that one. It takes "
        "two to five minutes.",
        cause=REFERENCE_WEIGHTS,
        score=0.0,
    )


def _effort(steps: Any) -> str:
    """How long the model was trained, where that is not as the course does it."""
    planned = spec.EPOCHS * math.ceil(spec.TRAIN_COUNT / spec.BATCH_SIZE)
    if type(steps) is not int or not 1.5 * planned < steps < 10**9:
        return ""
    return say(
        " It was trained for {steps:,} steps, where {epochs} epochs are {planned:,}: was "
        "`fit` run again on a trained model?",
        steps=steps,
        epochs=words(spec.EPOCHS),
        planned=planned,
    )


ANSWER = Answer(
    inputs=_trained_inputs,
    judge=_trained_judge,
)
