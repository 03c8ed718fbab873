"""Weights that come with the course are known again, also changed a little; others are not."""

from dataclasses import replace

import numpy as np
import pytest

from mnist_course import course, data, model
from mnist_course.core.exercise import FAILED, PASSED
from mnist_course.judging.provenance import NEAR, distance, fingerprint, is_reference
from mnist_course.probes import trained_models
from support.trained import noisy, own_weights


@pytest.fixture(scope="module")
def reference():
    return model.reference_weights()


def shuffled(weights):
    rng = np.random.default_rng(3)
    order = [rng.permutation(w.shape[-1]) for w in weights[:-2:2]]
    return trained_models.weights([*order, np.arange(10)])


def rescaled(weights):
    """Each filter of the first layer twice as strong, the next layer half as much."""
    copies = [w.copy() for w in weights]
    copies[0] *= 2
    copies[1] *= 2
    copies[2] /= 2
    return copies


def moved_logits(weights):
    copies = [w.copy() for w in weights]
    copies[-1] += 5
    copies[-2] += 0.3
    return copies


ALIKE = {
    "the same": lambda w: w,
    "rounded to 16 bits": lambda w: [a.astype(np.float16).astype(np.float32) for a in w],
    "a little noise": lambda w: noisy(w, 0.005),
    "filters in another order": shuffled,
    "another order and noise": lambda w: noisy(shuffled(w), 0.005),
    "factors moved between layers": rescaled,
    "all logits raised": moved_logits,
}


@pytest.mark.parametrize("change", ALIKE.values(), ids=ALIKE)
def test_the_reference_is_known_again(reference, change):
    assert is_reference(change(reference))


@pytest.mark.parametrize("share", [0.05, 0.5])
def test_much_noise_makes_other_weights(reference, share):
    assert not is_reference(noisy(reference, share))


def test_untrained_weights_are_not_the_reference(reference):
    fresh = model.build().get_weights()
    assert distance(fresh, reference) > 1
    assert not is_reference([np.zeros_like(w) for w in reference])


@pytest.mark.long
def test_a_hundred_steps_of_training_make_other_weights(reference):
    """What a student's own further training changes is far above the limit."""
    (images, labels), _ = data.load()
    network = model.reference()
    network.fit(data.as_input(images[:3500]), labels[:3500], batch_size=35, verbose=0)
    assert distance(network.get_weights(), reference) > 2 * NEAR


def test_fingerprints_tell_weights_apart(reference):
    assert fingerprint(reference) == fingerprint([w.copy() for w in reference])
    assert fingerprint(reference) != fingerprint(noisy(reference, 1e-4))


def verdict_on(weights, folder):
    network = model.build()
    network.set_weights(weights)
    network.save(folder / "digits.keras")
    exercise = course.exercise("trained_model")
    return course.examine(exercise, folder / "digits.keras", np.random.default_rng(0))


def test_the_reference_in_a_file_earns_nothing_and_is_named(reference, tmp_path):
    verdict = verdict_on(shuffled(reference), tmp_path)
    assert (verdict.status, verdict.cause, verdict.score) == (FAILED, "reference-weights", 0.0)
    assert "come with the course" in verdict.message
    assert verdict.next_step
    assert verdict.fingerprint


def test_weights_of_ones_own_pass(tmp_path):
    verdict = verdict_on(own_weights(), tmp_path)
    assert verdict.status == PASSED, verdict.message


@pytest.mark.long
def test_the_fingerprint_goes_with_a_row_of_the_journal(tmp_path):
    from autograder.records.results import Result

    verdict = verdict_on(own_weights(), tmp_path)
    row = Result("trained_model", 10.0, 10, verdict).row()
    assert Result.from_dict(row).verdict.fingerprint == verdict.fingerprint
    without = Result("scale", 2.0, 2, replace(verdict, fingerprint=""))
    assert "fingerprint" not in without.row()
