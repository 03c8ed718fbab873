"""The reference model, and accuracy as it is measured."""

import numpy as np
import pytest

from mnist_course import data, model, spec
from mnist_course.core.exercise import PARTIAL
from mnist_course.judging import accuracy
from mnist_course.judging.network import judge_model
from mnist_course.probes.networks import observe
from support.sampling import sampled


@pytest.fixture(scope="module")
def weights():
    return model.reference_weights()


@pytest.fixture(scope="module")
def judged(weights):
    return accuracy.judge_learning(weights, np.random.default_rng(0))


def test_the_reference_is_the_specification():
    reference = model.reference()
    assert judge_model(observe(reference)).ok
    assert reference.compiled
    assert type(reference.optimizer).__name__.lower() == spec.OPTIMIZER
    assert float(reference.optimizer.learning_rate) == pytest.approx(spec.LEARNING_RATE)


def test_the_reference_reads_what_the_published_model_reads(judged):
    verdict, measured = judged
    assert verdict.ok
    assert measured.accuracy == pytest.approx(spec.PUBLISHED_ACCURACY, abs=0.004)
    assert measured.accuracy >= spec.TARGET_ACCURACY
    assert 0.03 < measured.loss < 0.08
    assert measured.answers.sum() == spec.TEST_COUNT


@pytest.mark.long
def test_what_is_measured_is_what_keras_measures(weights, judged):
    x_test, y_test = data.test_split()
    reference = model.reference()
    loss, share = reference.evaluate(data.as_input(x_test), y_test, batch_size=500, verbose=0)
    assert judged[1].accuracy == pytest.approx(share, abs=1e-6)
    assert judged[1].loss == pytest.approx(loss, rel=1e-3)


def spoiled(change):
    def make(weights):
        copies = [array.copy() for array in weights]
        return change(copies) or copies

    return make


def constant(arrays):
    arrays[-2][:] = 0
    arrays[-1][:] = np.eye(10)[4] * 3


def mixed_up(arrays):
    arrays[-2][:], arrays[-1][:] = np.roll(arrays[-2], 3, axis=1), np.roll(arrays[-1], 3)


def overflowed(arrays):
    # In the last layer: before it, ReLU makes of NaN a 0 on some processors.
    arrays[-1][3] = np.nan


def for_unscaled_images(arrays):
    arrays[0] /= spec.BRIGHTEST


def for_images_scaled_twice(arrays):
    arrays[0] *= spec.BRIGHTEST


def for_inverted_images(arrays):
    # A kernel that sees 1 − x as the old one saw x; away from the border that is the same.
    arrays[1] += arrays[0].sum(axis=(0, 1, 2))
    arrays[0] *= -1


def blurred(arrays):
    rng = np.random.default_rng(1)
    arrays[-2] += rng.normal(0, 0.2, arrays[-2].shape).astype(np.float32)


@pytest.mark.parametrize(
    ("cause", "change"),
    sampled(
        [
            ("constant-prediction", constant),
            ("untrained", mixed_up),
            ("nan-outputs", overflowed),
            ("trained-on-unscaled-images", for_unscaled_images),
            ("trained-on-images-scaled-twice", for_images_scaled_twice),
            ("trained-on-inverted-images", for_inverted_images),
        ],
        6,
    ),
)
def test_a_network_that_did_not_learn_is_named(weights, cause, change):
    verdict, _ = accuracy.judge_learning(spoiled(change)(weights), np.random.default_rng(0))
    assert verdict.cause == cause, verdict.message
    assert verdict.score == 0
    assert verdict.next_step


@pytest.mark.long
def test_nearly_reaching_the_target_earns_a_part(weights):
    verdict, measured = accuracy.judge_learning(spoiled(blurred)(weights), np.random.default_rng(0))
    assert spec.PARTIAL_ACCURACY <= measured.accuracy < spec.TARGET_ACCURACY
    assert (verdict.status, verdict.cause) == (PARTIAL, "below-target")
    assert 0 < verdict.score < 1


@pytest.mark.long
def test_the_test_images_learned_by_heart_are_noticed():
    """Trained on the test images alone, as a cheat would, until it is above the target."""
    import keras

    keras.utils.set_random_seed(1)
    cheat = model.compile_model(model.build())
    # As far as nine epochs of the course's own training, in half the time.
    cheat.optimizer.learning_rate = 0.002
    x_test, y_test = data.test_split()
    cheat.fit(data.as_input(x_test), y_test, epochs=8, batch_size=70, verbose=0)
    verdict, measured = accuracy.judge_learning(cheat.get_weights(), np.random.default_rng(3))
    assert measured.accuracy > spec.TARGET_ACCURACY
    assert verdict.cause == "learned-the-test-images"
    assert verdict.score == 0


def test_probabilities_are_those_of_keras_whatever_the_number_of_images(weights):
    x_test, _ = data.test_split()
    reference = model.reference()
    for count in (1, 4, 499, 1_001):
        images = data.as_input(x_test[:count])
        expected = reference.predict(images, verbose=0)
        np.testing.assert_allclose(accuracy.predict(weights, images), expected, atol=1e-5)


def test_the_network_is_traced_once_whatever_the_weights_and_images(weights, monkeypatch):
    x_test, y_test = data.test_split()
    images = data.as_input(x_test)
    accuracy.measure(weights, images[:700], y_test[:700])
    traced = []
    network, _ = accuracy._network()
    original = type(network).call
    monkeypatch.setattr(
        type(network), "call", lambda *a, **k: traced.append(1) or original(*a, **k)
    )
    for count in (1, 4, 700, 1_200):
        accuracy.measure([2 * one for one in weights], images[:count], y_test[:count])
    assert not traced
