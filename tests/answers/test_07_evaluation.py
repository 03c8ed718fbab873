"""Lesson 07: right answers in other spellings, and what the judges must not let pass."""

import numpy as np
import pytest

from mnist_course import course
from mnist_course.core.exercise import FAILED, PASSED
from mnist_course.core.plain import pack, unpack
from mnist_course.course import examine
from mnist_course.judging import shuffled
from mnist_course.probes import trained_models

CONFUSION_MATRIX = course.exercise("confusion_matrix")
MOST_CONFUSED = course.exercise("most_confused")
ACCURACY = course.exercise("accuracy")
EVALUATE = course.exercise("evaluate")


def status(exercise, function, seed=0):
    return examine(exercise, function, np.random.default_rng(seed)).status


# evaluate: other spellings ---------------------------------------------------------


def list_of_keras(model, images, labels):
    return model.evaluate(images, labels, verbose=0)


def from_a_dictionary(model, images, labels):
    result = model.evaluate(images, labels, batch_size=10, verbose=0, return_dict=True)
    return result["loss"], result["accuracy"]


def by_hand(model, images, labels):
    probabilities = model.predict(images, verbose=0)
    own = probabilities[np.arange(len(labels)), labels]
    return np.mean(-np.log(own)), np.mean(probabilities.argmax(axis=1) == labels)


def called_directly(model, images, labels):
    probabilities = np.asarray(model(images))
    own = probabilities[np.arange(len(labels)), labels]
    return float(-np.log(own).mean()), float((probabilities.argmax(1) == labels).mean())


@pytest.mark.parametrize("spelling", [list_of_keras, from_a_dictionary, by_hand, called_directly])
def test_evaluate_in_other_spellings(spelling):
    for seed in range(2):
        assert status(EVALUATE, spelling, seed) == PASSED


def test_evaluate_hard_coded_fails_whatever_the_numbers():
    verdict = examine(EVALUATE, lambda *_: (0.05, 0.984), np.random.default_rng(0))
    assert verdict.status == FAILED
    assert verdict.score == 0


def test_evaluate_on_training_images_stops_early_and_says_so():
    images = np.zeros((60_000, 28, 28, 1), np.float32)
    labels = np.zeros(60_000, np.uint8)
    verdict = examine(
        EVALUATE,
        lambda model, *_: model.evaluate(images, labels, verbose=0),
        np.random.default_rng(0),
    )
    assert verdict.cause == "other-data-graded"
    assert "practice questions" in verdict.message


# The model of the check ------------------------------------------------------------


def test_both_sides_of_the_model_agree():
    order = shuffled.draw(np.random.default_rng(3))
    images, labels = shuffled.test_split()
    images, labels = images[:16, ..., np.newaxis].astype(np.float32) / 255, labels[:16]
    model, notes = trained_models.keras_model(order)
    judged = shuffled.Shuffled(order)
    assert np.allclose(model.predict(images, verbose=0), judged.predict(images), atol=1e-5)
    assert np.allclose(model.evaluate(images, labels, verbose=0), judged.evaluate(images, labels),
                       rtol=1e-3)  # fmt: skip
    assert [one["shape"] for one in notes.seen] == [[16, 28, 28, 1]] * 2


def test_a_shuffled_model_reads_as_the_reference_under_other_names():
    order = shuffled.draw(np.random.default_rng(4))
    images, _ = shuffled.test_split()
    images = images[:16, ..., np.newaxis].astype(np.float32) / 255
    renamed = shuffled.Shuffled(order).predict(images)
    assert np.allclose(renamed, shuffled.Shuffled().predict(images)[:, order[-1]], atol=1e-5)
    assert order[-1] != sorted(order[-1])


def test_a_model_that_a_student_changed_does_not_spoil_the_next_check():
    def takes_a_layer_away(model, images, labels):
        model.pop()
        return 0.0, 0.0

    assert status(EVALUATE, takes_a_layer_away) == FAILED
    assert status(EVALUATE, list_of_keras) == PASSED


def test_the_judge_needs_no_keras():
    inputs = course.answer("evaluate").inputs(np.random.default_rng(5))
    observed = EVALUATE.probe(list_of_keras, inputs)
    carried = unpack(pack(inputs)), unpack(pack(observed))
    assert course.answer("evaluate").judge(*carried).status == PASSED


# accuracy ----------------------------------------------------------------------------


def in_a_loop(probabilities, labels):
    right = 0
    for row, label in zip(probabilities, labels):
        right += int(np.argmax(row)) == label
    return right / len(labels)


@pytest.mark.parametrize(
    "spelling",
    [
        in_a_loop,
        lambda p, y: np.mean(np.argmax(p, axis=-1) == y),
        lambda p, y: np.count_nonzero(p.argmax(1) == y) / y.size,
        lambda p, y: np.float32((p.argmax(axis=1) == y).sum() / len(y)),
    ],
)
def test_accuracy_in_other_spellings(spelling):
    for seed in range(5):
        assert status(ACCURACY, spelling, seed) == PASSED


# confusion_matrix ----------------------------------------------------------------------


def added_at(labels, predictions):
    matrix = np.zeros((10, 10))
    np.add.at(matrix, (labels, predictions), 1)
    return matrix


@pytest.mark.parametrize(
    "spelling",
    [
        added_at,
        lambda y, p: np.stack([np.bincount(p[y == digit], minlength=10) for digit in range(10)]),
        lambda y, p: np.histogram2d(y, p, bins=10, range=[[0, 10], [0, 10]])[0],
        lambda y, p: np.eye(10, dtype=int)[y].T @ np.eye(10, dtype=int)[p],
    ],
)  # fmt: skip
def test_confusion_matrix_in_other_spellings(spelling):
    for seed in range(5):
        assert status(CONFUSION_MATRIX, spelling, seed) == PASSED


# most_confused -------------------------------------------------------------------------


def searched(matrix):
    best = (0, 1)
    for i in range(10):
        for j in range(10):
            if i != j and matrix[i, j] > matrix[best]:
                best = (i, j)
    return best


def without_the_diagonal(matrix):
    masked = np.where(np.eye(10, dtype=bool), -1, matrix)
    return divmod(int(masked.argmax()), 10)


def sorted_entries(matrix):
    entries = [(matrix[i, j], i, j) for i in range(10) for j in range(10) if i != j]
    return list(max(entries)[1:])


@pytest.mark.parametrize("spelling", [searched, without_the_diagonal, sorted_entries])
def test_most_confused_in_other_spellings(spelling):
    for seed in range(5):
        assert status(MOST_CONFUSED, spelling, seed) == PASSED


def test_most_confused_must_not_change_the_matrix():
    def in_place(matrix):
        np.fill_diagonal(matrix, 0)
        return searched(matrix)

    verdict = examine(MOST_CONFUSED, in_place, np.random.default_rng(0))
    assert verdict.cause == "changed-input"
