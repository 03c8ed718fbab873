"""Lesson 09: right answers in other spellings; networks within the budget, and without."""

import numpy as np
import pytest

from mnist_course import course, spec
from mnist_course.answers.augment import found_shifts
from mnist_course.answers.better_model import better_verdict
from mnist_course.core.exercise import FAILED, INVALID, PARTIAL, PASSED, Verdict
from mnist_course.core.exercise import passed as right
from mnist_course.course import examine
from mnist_course.model import build, reference
from support.sampling import sampled

AUGMENT = course.exercise("augment")
BETTER_MODEL = course.exercise("better_model")
FEATURE_MAPS = course.exercise("feature_maps")


def status(exercise, function, seed=0):
    return examine(exercise, function, np.random.default_rng(seed)).status


# feature_maps --------------------------------------------------------------------------


def with_several_outputs(model, image):
    import keras

    outputs = [layer.output for layer in model.layers if isinstance(layer, keras.layers.Conv2D)]
    maps = keras.Model(model.inputs, outputs).predict(image[None], verbose=0)
    return [one[0] for one in maps]


def by_name(model, image):
    values, found = image[None], ()
    for layer in model.layers:
        values = layer(values)
        if "conv" in layer.name:
            found += (values[0],)
    return found


def prefix_by_prefix(model, image):
    import keras

    return [
        keras.Sequential(model.layers[: place + 1])(image[None]).numpy()[0] for place in (0, 2, 4)
    ]


@pytest.mark.parametrize("spelling", [with_several_outputs, by_name, prefix_by_prefix])
def test_feature_maps_in_other_spellings(spelling):
    for seed in range(2):
        assert status(FEATURE_MAPS, spelling, seed) == PASSED


# augment -------------------------------------------------------------------------------


def in_a_loop(images, rng):
    result = np.zeros_like(images)
    for place, image in enumerate(images):
        down, right = rng.integers(-2, 3, 2)
        result[place] = np.roll(np.roll(image, down, 0), right, 1)
    return result


def cut_from_a_larger_field(images, rng):
    framed = np.pad(images, ((0, 0), (2, 2), (2, 2), (0, 0)))
    starts = rng.integers(0, 5, (len(images), 2))
    return np.array([f[y : y + 28, x : x + 28] for f, (y, x) in zip(framed, starts)])


def by_choice(images, rng):
    down = rng.choice([-2, -1, 0, 1, 2], len(images))
    right = rng.choice(5, len(images)) - 2
    rows = (np.arange(28) - down[:, None]) % 28
    columns = (np.arange(28) - right[:, None]) % 28
    return images[np.arange(len(images))[:, None, None], rows[:, :, None], columns[:, None]]


def by_rounding(images, rng):
    shifts = np.rint(rng.uniform(-2, 2, (len(images), 2))).astype(int)
    return np.stack([np.roll(image, shift, (0, 1)) for image, shift in zip(images, shifts)])


AUGMENT_SPELLINGS = [in_a_loop, cut_from_a_larger_field, by_choice, by_rounding]


@pytest.mark.long
@pytest.mark.parametrize("spelling", AUGMENT_SPELLINGS)
def test_augment_in_other_spellings_whatever_the_digits(spelling):
    for seed in range(5, 55):
        verdict = examine(AUGMENT, spelling, np.random.default_rng(seed))
        assert verdict.status == PASSED, f"seed {seed}: {verdict}"


def shifted_by(draw):
    def function(images, rng):
        shifts = draw(rng, len(images))
        return np.stack([np.roll(image, shift, (0, 1)) for image, shift in zip(images, shifts)])

    return function


OTHER_SHIFTS = {
    "some-shifts-missing": lambda rng, n: np.clip(np.rint(rng.normal(0, 1, (n, 2))), -2, 2).astype(
        int
    ),
    "axes-linked": lambda rng, n: np.where(
        rng.random((n, 1)) < 0.4, rng.integers(-2, 3, (n, 1)), rng.integers(-2, 3, (n, 2))
    ),
    "some-never-move": lambda rng, n: rng.integers(-2, 3, (n, 2)) * (np.arange(n) > 0)[:, None],
    "shared-shifts": lambda rng, n: np.tile(rng.integers(-2, 3, (n // 2 + 1, 2)), (2, 1))[:n],
}


@pytest.mark.parametrize(("cause", "draw"), OTHER_SHIFTS.items(), ids=OTHER_SHIFTS)
def test_shifts_that_chance_would_not_give_are_noticed(cause, draw):
    for seed in range(3):
        verdict = examine(AUGMENT, shifted_by(draw), np.random.default_rng(seed))
        assert verdict.cause == cause, verdict


def test_another_dtype_is_told_where_it_comes_from():
    def in_float64(images, rng):
        moved = np.zeros(images.shape)
        for place, shift in enumerate(rng.integers(-2, 3, (len(images), 2))):
            moved[place] = np.roll(images[place], shift, (0, 1))
        return moved

    verdict = examine(AUGMENT, in_float64, np.random.default_rng(0))
    assert verdict.cause == "wrong-dtype"
    assert "zeros_like" in verdict.next_step


@pytest.mark.parametrize("spelling", AUGMENT_SPELLINGS)
def test_augment_in_other_spellings(spelling):
    for seed in range(5):
        verdict = examine(AUGMENT, spelling, np.random.default_rng(seed))
        assert verdict.status == PASSED, verdict


def test_shifts_are_found():
    images = np.zeros((3, 28, 28, 1), np.float32)
    images[:, 10:15, 11] = 1
    moved = np.stack([np.roll(images[0], (1, -2), (0, 1)), images[1], images[2] * 0.5])
    assert found_shifts(images, moved).tolist() == [[1, -2], [0, 0], [99, 99]]


@pytest.mark.parametrize("value", sampled([np.nan, np.inf, 0.0], 3))
def test_hostile_images_get_words(value):
    verdict = examine(
        AUGMENT, lambda images, rng: np.full_like(images, value), np.random.default_rng(0)
    )
    assert verdict.status == FAILED
    assert verdict.cause == "not-a-shift"


# better_model --------------------------------------------------------------------------


def saved(model, folder, name="beyond.keras"):
    path = folder / name
    model.save(path)
    return path


def test_a_missing_file_says_so(tmp_path):
    verdict = examine(BETTER_MODEL, tmp_path / "beyond.keras", np.random.default_rng(0))
    assert (verdict.status, verdict.cause) == (INVALID, "missing-file")
    assert verdict.score == 0


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04 cut off"])
def test_an_unreadable_file_is_invalid_and_says_so(tmp_path, content):
    path = tmp_path / "beyond.keras"
    path.write_bytes(content)
    verdict = examine(BETTER_MODEL, path, np.random.default_rng(0))
    assert verdict.status == INVALID
    assert verdict.score == 0
    assert verdict.message and verdict.next_step


def test_too_many_parameters_fail(tmp_path):
    import keras

    large = keras.Sequential(
        [keras.Input((28, 28, 1)), keras.layers.Flatten(), keras.layers.Dense(128),
         keras.layers.Dense(10, activation="softmax")]
    )  # fmt: skip
    assert large.count_params() > spec.BEYOND_PARAMETERS
    verdict = examine(BETTER_MODEL, saved(large, tmp_path), np.random.default_rng(0))
    assert verdict.cause == "too-many-parameters"
    assert verdict.score == 0


@pytest.mark.long
@pytest.mark.slow
def test_the_courses_own_network_reaches_neither_target(tmp_path):
    verdict = examine(BETTER_MODEL, saved(reference(), tmp_path), np.random.default_rng(0))
    assert verdict.status == PARTIAL
    assert verdict.cause == "below-both-targets"
    assert 0 < verdict.score < 0.5
    assert "21,578 parameters" in verdict.message


@pytest.mark.long
@pytest.mark.slow
def test_an_untrained_network_earns_nothing(tmp_path):
    verdict = examine(BETTER_MODEL, saved(build(), tmp_path), np.random.default_rng(0))
    assert verdict.status == FAILED
    assert verdict.score == 0


BELOW = Verdict(PARTIAL, "below", "train on", cause="below-target", score=0.5)


@pytest.mark.parametrize(
    ("learned", "on_test", "on_moved", "status", "cause"),
    [
        (right("learned"), 0.9941, 0.992, PASSED, ""),
        (right("learned"), 0.99, 0.98, PASSED, ""),
        (right("learned"), 0.991, 0.9799, PARTIAL, "loses-moved-digits"),
        (BELOW, 0.9899, 0.981, PARTIAL, "below-target"),
        (BELOW, 0.9899, 0.97, PARTIAL, "below-both-targets"),
        (Verdict(FAILED, "below", "train", cause="below-target"), 0.5, 0.4, FAILED,
         "below-both-targets"),
    ],
)  # fmt: skip
def test_each_target_earns_its_part(learned, on_test, on_moved, status, cause):
    verdict = better_verdict(learned, on_test, on_moved, 61_378)
    assert verdict.cause == cause
    assert (verdict.score == 1) == (status == PASSED)
    if status == FAILED:
        assert verdict.score == 0
