"""Lesson 03: right answers in other spellings pass, and common errors are explained."""

import math

import numpy as np
import pytest

from mnist_course import course
from mnist_course.core.exercise import CRASHED, FAILED, PASSED, Exercise, Verdict
from mnist_course.course import examine
from mnist_course.probes.calls import call_each

CONVOLVE = course.exercise("convolve")
COUNT_PARAMETERS = course.exercise("count_parameters")
OUTPUT_SIZE = course.exercise("output_size")
MAX_POOL = course.exercise("max_pool")
RELU = course.exercise("relu")


def verdict_of(exercise: Exercise, function, seed: int = 0) -> Verdict:
    return examine(exercise, function, np.random.default_rng(seed))


def output_size_by_ceil(size, kernel, stride=1, padding="valid"):
    if padding == "valid":
        return math.ceil((size - kernel + 1) / stride)
    return int(np.ceil(size / stride))


def output_size_by_walking(size, kernel, stride=1, padding="valid"):
    count = place = 0
    while place + (kernel if padding == "valid" else 1) <= size:
        count, place = count + 1, place + stride
    return count


def output_size_in_numpy(size, kernel, stride=1, padding="valid"):
    if padding == "same":
        return np.int64((size + stride - 1) // stride)
    return np.int64(np.floor((size - kernel) / stride) + 1)


def convolve_in_four_loops(image, kernel):
    rows, columns = image.shape[0] - len(kernel) + 1, image.shape[1] - len(kernel[0]) + 1
    result = [[0.0] * columns for _ in range(rows)]
    for i in range(rows):
        for j in range(columns):
            for a in range(len(kernel)):
                for b in range(len(kernel[0])):
                    result[i][j] += float(image[i + a, j + b]) * float(kernel[a, b])
    return np.array(result)


def convolve_by_shifting(image, kernel):
    rows, columns = np.array(image.shape) - kernel.shape + 1
    result = np.zeros((rows, columns), "float32")
    for (a, b), weight in np.ndenumerate(kernel):
        result += weight * image[a : a + rows, b : b + columns]
    return result


def convolve_by_tensordot(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.tensordot(windows, kernel, axes=2)


def convolve_by_fourier(image, kernel):
    flipped = np.fft.rfft2(kernel[::-1, ::-1], image.shape)
    whole = np.fft.irfft2(np.fft.rfft2(image) * flipped, image.shape)
    return whole[len(kernel) - 1 :, len(kernel[0]) - 1 :]


def convolve_in_keras(image, kernel):
    import keras

    images = image.astype("float32")[None, :, :, None]
    weights = kernel.astype("float32")[:, :, None, None]
    return keras.ops.conv(images, weights, padding="valid")[0, :, :, 0]


def relu_by_mask(values):
    result = values.copy()
    result[result < 0] = 0
    return result


def pool_by_reshape(image, size=2):
    rows, columns = image.shape[0] // size, image.shape[1] // size
    kept = image[: rows * size, : columns * size]
    return kept.reshape(rows, size, columns, size).max(axis=(1, 3))


def pool_by_lists(image, size=2):
    rows = range(0, image.shape[0] - size + 1, size)
    columns = range(0, image.shape[1] - size + 1, size)
    blocks = [[image[i : i + size, j : j + size] for j in columns] for i in rows]
    return np.array([[max(block.flatten().tolist()) for block in row] for row in blocks])


def pool_by_strides(image, size=2):
    rows, columns = image.shape[0] // size * size, image.shape[1] // size * size
    every = [image[i:rows:size, j:columns:size] for i in range(size) for j in range(size)]
    return np.max(every, axis=0).astype("float64")


SPELLINGS = [
    (OUTPUT_SIZE, output_size_by_ceil),
    (OUTPUT_SIZE, output_size_by_walking),
    (OUTPUT_SIZE, output_size_in_numpy),
    (CONVOLVE, convolve_in_four_loops),
    (CONVOLVE, convolve_by_shifting),
    (CONVOLVE, convolve_by_tensordot),
    (CONVOLVE, convolve_by_fourier),
    (RELU, relu_by_mask),
    (RELU, lambda values: np.where(values > 0, values, 0.0)),
    (RELU, lambda values: values * (values > 0)),
    (RELU, lambda values: np.clip(values, 0, None).astype("float64")),
    (MAX_POOL, pool_by_reshape),
    (MAX_POOL, pool_by_lists),
    (MAX_POOL, pool_by_strides),
    (COUNT_PARAMETERS, lambda kernel, channels, filters: (kernel**2 * channels + 1) * filters),
    (COUNT_PARAMETERS, lambda k, c, f: sum(k * k * c + 1 for _ in range(f))),
    (COUNT_PARAMETERS, lambda k, c, f: np.prod([k, k, c, f]) + np.int32(f)),
]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("exercise", "function"), SPELLINGS)
def test_right_answers_in_other_spellings_pass(exercise, function, seed):
    verdict = verdict_of(exercise, function, seed)
    assert verdict.status == PASSED, verdict.message


@pytest.mark.slow
def test_convolve_is_what_keras_computes():
    verdict = verdict_of(CONVOLVE, convolve_in_keras)
    assert verdict.status == PASSED, verdict.message


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_the_sizes_are_those_of_keras(seed):
    import keras

    def from_keras(size, kernel, stride=1, padding="valid"):
        layer = keras.layers.Conv2D(1, kernel, stride, padding)
        return layer.compute_output_shape((1, size, size, 1))[1]

    assert verdict_of(OUTPUT_SIZE, from_keras, seed).status == PASSED


@pytest.mark.parametrize(
    ("exercise", "function", "cause", "error"),
    [
        (RELU, lambda values: max(0, values), "python-max", "ValueError"),
        (RELU, lambda values: values if values > 0 else 0, "python-max", "ValueError"),
        (
            MAX_POOL,
            lambda image, size=2: image.reshape(
                image.shape[0] // size, size, image.shape[1] // size, size
            ).max(axis=(1, 3)),
            "edge-not-dropped",
            "cannot reshape",
        ),
        (
            CONVOLVE,
            lambda image, kernel: np.array([(image[i : i + 3, :3] * kernel).sum() for i in (0, 6)]),
            "window-size-fixed",
            "broadcast",
        ),
    ],
)
def test_common_errors_are_explained_with_the_error_itself(exercise, function, cause, error):
    verdict = verdict_of(exercise, function)
    assert (verdict.status, verdict.cause) == (CRASHED, cause)
    assert error in verdict.message


def test_other_errors_are_not_explained_away():
    verdict = verdict_of(RELU, lambda values: values.relu())
    assert (verdict.status, verdict.cause) == (CRASHED, "crashed")
    assert "AttributeError" in verdict.message


def test_changing_the_values_in_place_is_seen():
    def relu(values):
        values[values < 0] = 0
        return values

    assert verdict_of(RELU, relu).cause == "changed-input"


@pytest.mark.parametrize("exercise", [OUTPUT_SIZE, COUNT_PARAMETERS])
@pytest.mark.parametrize("wrong_by", [1, -1, 0.5])
def test_near_misses_fail(exercise, wrong_by):
    right = dict(SPELLINGS)[exercise]
    assert verdict_of(exercise, lambda *given: right(*given) + wrong_by).status == FAILED


@pytest.mark.parametrize("exercise", [CONVOLVE, RELU, MAX_POOL])
@pytest.mark.parametrize(
    "value",
    [np.full((6, 9), np.nan), np.full((6, 9), 1e308), np.array([["a"]]), np.zeros((0, 0)), [[1]]],
    ids=repr,
)
def test_judges_bear_hostile_values(exercise, value):
    inputs = course.answer(exercise.id).inputs(np.random.default_rng(0))
    verdict = course.answer(exercise.id).judge(inputs, call_each(lambda *_: value, inputs))
    assert verdict.status == FAILED
    assert verdict.message
    assert verdict.next_step
