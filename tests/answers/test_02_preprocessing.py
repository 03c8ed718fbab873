"""Lesson 02: right answers in other spellings pass, and the bespoke judges say what happened."""

import math

import numpy as np
import pytest

from mnist_course import course
from mnist_course.core.exercise import CRASHED, FAILED, PASSED, Exercise, Verdict
from mnist_course.course import examine
from mnist_course.probes.calls import call_each

SCALE = course.exercise("scale")
ADD_CHANNEL = course.exercise("add_channel")
PREPARE = course.exercise("prepare")
HOLD_OUT = course.exercise("hold_out")

SEEDS = range(5)


def verdict_of(exercise: Exercise, function, seed: int = 0) -> Verdict:
    return examine(exercise, function, np.random.default_rng(seed))


def scale_in_a_loop(images):
    scaled = np.empty(images.shape, "float32")
    for place, value in np.ndenumerate(images):
        scaled[place] = int(value) / 255
    return scaled


def channel_by_loop(images):
    return np.stack([np.dstack([image]) for image in images])


def hold_out_by_lists(images, labels, fraction):
    held = int(len(images) * fraction + 0.5)
    kept = len(images) - held
    fit = [np.array([part[i] for i in range(kept)]) for part in (images, labels)]
    held_out = [np.array([part[i] for i in range(kept, kept + held)]) for part in (images, labels)]
    return [fit, held_out]


def hold_out_by_split(images, labels, fraction):
    border = round(len(images) * (1 - fraction))
    x_fit, x_val = np.split(images, [border])
    y_fit, y_val = np.split(labels, [border])
    return (x_fit, y_fit), (x_val, y_val)


def hold_out_by_place(images, labels, fraction):
    held = np.arange(len(images)) >= len(images) - np.rint(fraction * images.shape[0])
    return (images[~held], labels[~held]), (images[held], labels[held])


SPELLINGS = [
    (SCALE, lambda images: (images / 255).astype(np.float32)),
    (SCALE, lambda images: images * np.float32(1 / 255)),
    (SCALE, lambda images: np.divide(images, 255.0, dtype="float32")),
    (SCALE, scale_in_a_loop),
    (ADD_CHANNEL, lambda images: np.expand_dims(images, -1)),
    (ADD_CHANNEL, lambda images: images.reshape((*images.shape, 1))),
    (ADD_CHANNEL, lambda images: np.moveaxis(images[None], 0, -1)),
    (ADD_CHANNEL, channel_by_loop),
    (PREPARE, lambda images: np.expand_dims(images, 3).astype("float32") / 255.0),
    (PREPARE, lambda images: (images / 255).astype("float32").reshape(*images.shape, 1)),
    (PREPARE, lambda images: channel_by_loop(scale_in_a_loop(images))),
    (HOLD_OUT, hold_out_by_lists),
    (HOLD_OUT, hold_out_by_split),
    (HOLD_OUT, hold_out_by_place),
]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("exercise", "function"), SPELLINGS)
def test_right_answers_in_other_spellings_pass(exercise, function, seed):
    verdict = verdict_of(exercise, function, seed)
    assert verdict.status == PASSED, verdict.message


@pytest.mark.parametrize("rounding", [math.floor, math.ceil])
def test_what_is_held_out_is_rounded_as_the_text_says(rounding):
    def hold_out(images, labels, fraction):
        border = len(images) - rounding(len(images) * fraction)
        return (images[:border], labels[:border]), (images[border:], labels[border:])

    for seed in range(40):
        assert verdict_of(HOLD_OUT, hold_out, seed).cause in ("rounded-up", "rounded-down")


def test_whoever_cuts_from_the_end_is_told_of_the_end_of_nothing():
    def hold_out(images, labels, fraction):
        held = round(len(images) * fraction)
        return (images[:-held], labels[:-held]), (images[-held:], labels[-held:])

    assert verdict_of(HOLD_OUT, hold_out).cause == "nothing-left"


@pytest.mark.parametrize(
    ("function", "cause"),
    [
        (lambda images: images / 256, "divided-by-256"),
        (lambda images: images / 255 / 255, "scaled-twice"),
        (lambda images: (images // 255).astype("float32"), "grey-lost"),
        (lambda images: (images / 255).astype("uint8"), "grey-lost"),
    ],
)
def test_a_wrong_value_is_named_whatever_its_dtype(function, cause):
    assert verdict_of(SCALE, function).cause == cause


def test_dividing_bytes_in_place_is_explained_with_the_error_itself():
    def scale(images):
        images /= 255
        return images

    verdict = verdict_of(SCALE, scale)
    assert (verdict.status, verdict.cause) == (CRASHED, "in-place-division")
    assert "UFuncTypeError" in verdict.message
    assert "images /= 255" in verdict.message


def test_a_reshape_to_a_fixed_count_is_explained():
    verdict = verdict_of(ADD_CHANNEL, lambda images: images.reshape(60_000, 28, 28, 1))
    assert (verdict.status, verdict.cause) == (CRASHED, "sizes-hard-coded")
    assert "cannot reshape" in verdict.message


def test_any_shuffling_is_named_not_only_the_one_on_record():
    def shuffled(images, labels, fraction):
        order = np.random.default_rng(99).permutation(len(images))
        return hold_out_by_split(images[order], labels[order], fraction)

    def torn(images, labels, fraction):
        order = np.random.default_rng(99).permutation(len(images))
        return hold_out_by_split(images[order], labels, fraction)

    def as_scikit_learn(images, labels, fraction):
        (x_fit, y_fit), (x_val, y_val) = shuffled(images, labels, fraction)
        return x_fit, x_val, y_fit, y_val

    assert verdict_of(HOLD_OUT, shuffled).cause == "shuffled"
    assert verdict_of(HOLD_OUT, torn).cause == "labels-torn-off"
    assert verdict_of(HOLD_OUT, as_scikit_learn).cause == "four-arrays"


def test_every_other_image_held_out_is_not_right():
    def alternate(images, labels, fraction):
        held = np.zeros(len(images), bool)
        held[:: round(1 / fraction)] = True
        return (images[~held], labels[~held]), (images[held], labels[held])

    verdict = verdict_of(HOLD_OUT, alternate)
    assert verdict.status == FAILED


HOSTILE = [
    None,
    7,
    "text",
    [],
    [[], []],
    [[1, 2], [3, 4]],
    [[np.zeros(3), np.zeros(3)], [np.zeros(3), np.zeros(3)]],
    [[np.zeros((3, 0, 0)), np.zeros(3)]] * 2,
    [[np.array([["a"]]), np.array(["b"])]] * 2,
    [np.zeros((0, 0)), "x", None, {}],
    np.full((2, 2), np.nan),
    {"a": [np.zeros(2)]},
]


@pytest.mark.parametrize("exercise", [SCALE, ADD_CHANNEL, PREPARE, HOLD_OUT])
@pytest.mark.parametrize("value", HOSTILE, ids=repr)
def test_judges_bear_hostile_values(exercise, value):
    inputs = course.answer(exercise.id).inputs(np.random.default_rng(0))
    observed = call_each(lambda *_: value, inputs)
    verdict = course.answer(exercise.id).judge(inputs, observed)
    assert verdict.status == FAILED
    assert verdict.message
    assert verdict.next_step
