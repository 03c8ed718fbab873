"""Lesson 06: what is told of `gradient` beyond its misconceptions."""

import numpy as np
import pytest

from mnist_course.core.exercise import CRASHED, FAILED
from mnist_course.course import examine, exercise

GRADIENT = exercise("gradient")


def in_place(inputs, probabilities, label):
    probabilities[label] -= 1
    return np.outer(inputs, probabilities)


def ten_neurons(inputs, probabilities, label):
    return np.outer(inputs, probabilities - np.eye(10)[label])


def ten_columns(inputs, probabilities, label):
    error = probabilities - np.eye(len(probabilities))[label]
    slopes = np.zeros((len(inputs), 10))
    for i in range(len(inputs)):
        for j in range(10):
            slopes[i, j] = inputs[i] * error[j]
    return slopes


def product_of_matrices(inputs, probabilities, label):
    return inputs[:, np.newaxis] @ (probabilities - np.eye(len(probabilities))[label])


def broken_elsewhere(inputs, probabilities, label):
    return np.outer(inputs, probabilities - one_hot[label])  # noqa: F821


TOLD = [
    (in_place, FAILED, "`error = probabilities.copy()`"),
    (ten_neurons, CRASHED, "not always 10"),
    (ten_columns, CRASHED, "not always 10"),
    (product_of_matrices, CRASHED, "`np.outer`"),
    (broken_elsewhere, CRASHED, "Read the last line"),
]


def test_the_next_step_is_about_copies_and_sizes_where_these_are_the_matter():
    for function, status, step in TOLD:
        verdict = examine(GRADIENT, function, np.random.default_rng(0))
        assert (verdict.status, step in verdict.next_step) == (status, True), (function, verdict)


def test_a_label_is_also_a_number_of_numpy_as_in_the_data():
    seen = set()

    def looking(inputs, probabilities, label):
        seen.add(type(label))
        return np.outer(inputs, probabilities - np.eye(len(probabilities))[label])

    assert examine(GRADIENT, looking, np.random.default_rng(0)).ok
    assert seen == {int, np.int64, np.uint8}


@pytest.mark.long
def test_the_right_answer_is_what_keras_computes_for_the_compiled_network():
    import keras
    import tensorflow as tf

    from mnist_course.model import build, compile_model
    from support.masters import solution

    keras.utils.set_random_seed(0)
    model = compile_model(build())
    before_last = keras.Model(model.inputs, model.layers[-2].output)
    images = np.random.default_rng(0).random((4, 28, 28, 1), np.float32)
    for label in (0, 4, 9):
        with tf.GradientTape() as tape:
            said = model(images)
            loss = model.compute_loss(y=np.full(4, label), y_pred=said)
        by_keras = np.asarray(tape.gradient(loss, model.layers[-1].kernel))
        seen = np.asarray(before_last([images]))
        each = [solution(GRADIENT)(x, p, label) for x, p in zip(seen, np.asarray(said))]
        np.testing.assert_allclose(np.mean(each, axis=0), by_keras, rtol=1e-4, atol=1e-6)
