"""gradient, of lesson 06: inputs, the right answer, and the misconceptions."""

from dataclasses import replace

import numpy as np

from mnist_course import spec
from mnist_course.answers.softmax import softmax
from mnist_course.core.exercise import Answer, Misconception, Verdict
from mnist_course.core.language import say
from mnist_course.core.plain import Data
from mnist_course.judging.comparison import Tolerance, by_value

# Whoever goes by logarithms or by TensorFlow's tape comes this close in float32.
TOLERANCE = Tolerance(relative=1e-4, absolute=1e-5)


def _gradient_inputs(rng: np.random.Generator) -> Data:
    # As many inputs as outputs, and few: what multiplies them one by one comes back as well, and
    # all of it can be worked out by hand. The largest probability is neither at the label nor one
    # place before it.
    small = np.round(rng.uniform([1, -3, 0.1], [3, -1.1, 0.9]), 1)
    likely = rng.integers(45, 65) / 100
    signs = rng.uniform(0.5, 3, 4) * [0, -1, 1, -1]
    # What ReLU leaves of 64 values, and one of the labels, as a network and MNIST give them.
    hidden = np.maximum(rng.normal(0, 1, spec.DENSE_UNITS), 0).astype(np.float32)
    sure = rng.uniform(1e-4, 3e-4, (2, 3))
    right, wrong = rng.permutation(3)[:2]
    sure[:, right] = 1 - np.delete(sure, right, axis=1).sum(axis=1)
    # Many inputs, the first one large, and an unlikely label: large slopes.
    many, unsure = np.append(rng.uniform(20, 30), rng.normal(0, 5, 109)), _probabilities(rng, 4)
    return {
        "cases": [
            [small, np.array([likely, 0.7 - likely, 0.3]).round(2), 2],
            [rng.permutation(signs), _probabilities(rng, 3), 0],
            [rng.normal(0, 2, 2), _probabilities(rng, 5), np.array(2)],
            [rng.normal(0, 2, 1), _probabilities(rng, 4), np.array(3)],
            [
                hidden,
                _probabilities(rng, spec.CLASSES).astype(np.float32),
                np.array(rng.integers(spec.CLASSES), np.uint8),
            ],
            # Sure and wrong, then sure and right.
            [rng.normal(0, 3, 4), sure[0], int(wrong)],
            [rng.normal(0, 3, 4).astype(np.float32), sure[1].astype(np.float32), int(right)],
            [many, unsure, int(unsure.argmin())],
            # As many, in numbers that repeat themselves, so that they can be written down.
            [np.resize([0.5, -1.5, 2.0], 110), np.array([0.5, 0.3, 0.2]), int(rng.integers(3))],
            [rng.normal(0, 2, 3), _probabilities(rng, 2), int(rng.integers(2))],
        ]
    }


def _probabilities(rng: np.random.Generator, count: int) -> np.ndarray:
    return softmax(rng.normal(0, 1.5, (1, count)))[0]


def _target(probabilities: np.ndarray, label: int) -> np.ndarray:
    return np.eye(len(probabilities))[label]


def _error(probabilities: np.ndarray, label: int) -> np.ndarray:
    return probabilities - _target(probabilities, label)


def _gradient(inputs: np.ndarray, probabilities: np.ndarray, label: int) -> np.ndarray:
    return np.outer(inputs, _error(probabilities, label))


def _label_alone(p: np.ndarray, label: int) -> np.ndarray:
    return _target(p, label) * _error(p, label)


_GRADIENT_WRONG = (
    Misconception(
        "sign-flipped",
        lambda x, p, y: -_gradient(x, p, y),
        "Every sign is the other way round: this is the way downhill.",
        "The slope points uphill; the optimizer subtracts it. Take p − t, not t − p.",
    ),
    Misconception(
        "label-forgotten",
        lambda x, p, y: np.outer(x, p),
        "These are the inputs times the probabilities; the label had no part in it.",
        "What matters is p − t. Take 1 away from the label's probability first.",
    ),
    Misconception(
        "only-the-label",
        lambda x, p, y: np.outer(x, _target(p, y)),
        "These are the inputs in the label's column, and the probabilities had no part in it.",
        "What matters is p − t, in every column.",
    ),
    Misconception(
        "slope-of-the-biases",
        lambda x, p, y: _error(p, y),
        "This is p − t, one number for each neuron: the slope for its bias. A weight's slope "
        "depends on its input too.",
        "Multiply each input by each of these numbers: `np.outer`, or two loops.",
    ),
    Misconception(
        "transposed",
        lambda x, p, y: np.outer(_error(p, y), x),
        "The numbers are right, but rows and columns are swapped: there is one row for each "
        "neuron.",
        "One row for each input: the inputs come first in `np.outer`, or turn the table with `.T`.",
    ),
    Misconception(
        "one-by-one",
        lambda x, p, y: x * _error(p, y),
        "Input 0 was multiplied by neuron 0's number, input 1 by neuron 1's, and so on. But each "
        "input has a weight to every neuron.",
        "Make the inputs a column, `inputs[:, np.newaxis]`, or take `np.outer` or two loops.",
    ),
    Misconception(
        "added-up",
        lambda x, p, y: float(x @ _error(p, y)),
        "The products were added up to one number.",
        "Each weight has its own slope: keep every product, as `np.outer` does.",
    ),
    Misconception(
        "divided",
        lambda x, p, y: _gradient(x, p, y) / len(x),
        # The first inputs and outputs are as many, so that these cannot be told apart.
        "Every value is divided by the number of inputs, or of neurons.",
        "This is one image's loss, and nothing is averaged: leave the division out.",
    ),
    Misconception(
        "softmax-again",
        lambda x, p, y: _gradient(x, softmax(p[np.newaxis])[0], y),
        "Softmax was applied to the probabilities once more.",
        "They have been through softmax: use them as they are.",
    ),
    Misconception(
        "inputs-ignored",
        lambda x, p, y: np.tile(_error(p, y), (len(x), 1)),
        "All rows are the same: the inputs had no part in it.",
        "Multiply row i by input i: a weight behind a large input changes more.",
    ),
    Misconception(
        "label-column-alone",
        lambda x, p, y: np.outer(x, _label_alone(p, y)),
        "Only the label's column has slopes. But softmax divides by the sum of all, so every "
        "neuron's weights change the label's probability.",
        "Elsewhere t is 0, so p − t is p, not 0.",
    ),
    Misconception(
        "label-column-missing",
        lambda x, p, y: np.outer(x, p - p * _target(p, y)),
        "The label's column is 0, as if p − t were 0 there.",
        "At the label t is 1, so p − t is p − 1.",
    ),
    Misconception(
        "slope-for-the-probability",
        lambda x, p, y: np.outer(x, -_target(p, y) / p),
        "−1/p is the slope for the label's probability. From a weight to that probability the "
        "way leads through softmax, which makes every neuron matter.",
        "Multiply by the slope of softmax too. What comes of it is short: p − t.",
    ),
    Misconception(
        "the-loss",
        lambda x, p, y: float(-np.log(p[y])),
        "This is the loss. Asked for is its slope: how it changes with each weight.",
        "One number for each weight: an input times a neuron's p − t.",
    ),
    Misconception(
        "squared-error",
        lambda x, p, y: 2 * _gradient(x, p, y),
        "Every value is twice too large: 2 (p − t) is the slope of a square.",
        "The cross-entropy's slope has no 2 in it.",
    ),
    Misconception(
        "squared-error-through-softmax",
        lambda x, p, y: np.outer(x, _error(p, y) * p * (1 - p)),
        "p − t was multiplied by p (1 − p) as well.",
        "That factor cancels with the −1/p of the logarithm: with the cross-entropy, p − t is all.",
    ),
    Misconception(
        "signs-lost",
        lambda x, p, y: np.outer(x, np.abs(_error(p, y))),
        "The label's column has the other sign: there, 1 − p was taken.",
        "p − t is p − 1 at the label, which is negative.",
    ),
    Misconception(
        "largest-for-the-label",
        lambda x, p, y: _gradient(x, p, int(p.argmax())),
        "1 was taken away at the largest probability, and the label was not used.",
        "Take it away at the label, whether the network is right or not.",
    ),
    Misconception(
        "counted-from-1",
        lambda x, p, y: _gradient(x, p, y - 1),
        "1 was taken away one place before the label.",
        "Labels count from 0: `error[label] -= 1`.",
    ),
    Misconception(
        "set-for-subtracted",
        lambda x, p, y: np.outer(x, np.where(_target(p, y) == 1, -1, p)),
        "At the label stands −1, and its probability had no part in it.",
        "Take 1 away from what is there: `error[label] -= 1`.",
    ),
    Misconception(
        "one-minus-all",
        lambda x, p, y: np.outer(x, 1 - p),
        "1 − p was taken for every neuron, and the label had no part in it.",
        "Take p − t: t is 1 at the label alone, and 0 elsewhere.",
    ),
    Misconception(
        "one-from-all",
        lambda x, p, y: np.outer(x, p - 1),
        "1 was taken away from every probability, and the label had no part in it.",
        "Take it away at the label alone: `error[label] -= 1`.",
    ),
    Misconception(
        "label-as-a-number",
        lambda x, p, y: np.outer(x, p - y),
        "The label itself was subtracted from all the probabilities. It is a place, not an amount.",
        "Subtract 1, and only at that place.",
    ),
)

_compare = by_value(
    "gradient(inputs, probabilities, label)",
    _gradient,
    _GRADIENT_WRONG,
    TOLERANCE,
    praise="Right: what came in, times what was said minus what should have been said.",
)


_OTHER_SIZES = ("shape", "mismatch", "out of bounds")
"""What errors of NumPy and of TensorFlow say where sizes do not fit."""


def _judge(inputs: Data, observed: Data) -> Verdict:
    verdict = _compare(inputs, observed)
    if verdict.cause == "changed-input":
        return replace(
            verdict,
            next_step="The caller still needs that array. Make a copy first, "
            "`error = probabilities.copy()`, and change the copy.",
        )
    errors = [record["error"]["message"] for record in observed["calls"] if record["error"]]
    if verdict.cause == "crashed" and any(word in errors[0] for word in _OTHER_SIZES):
        return replace(
            verdict,
            next_step=say(
                "Sizes do not fit. Neurons are as many as `probabilities` is long, not "
                "always {classes}, and inputs as many as `inputs` is long. For each input "
                "with each neuron, take `np.outer`, a column of inputs, or two loops.",
                classes=spec.CLASSES,
            ),
        )
    return verdict


ANSWER = Answer(
    inputs=_gradient_inputs,
    judge=_judge,
    misconceptions=_GRADIENT_WRONG,
)
