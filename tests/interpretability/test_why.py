"""Which pixels decided, small steps to another digit, and where a value comes from."""

import numpy as np
import pytest

from mnist_course import data, lent, model
from mnist_course.core.errors import CourseError
from mnist_course.interpretability import adversarial, attribution, parts, receptive_field

SEVEN = 0
"""Test image 0 is a 7."""


@pytest.fixture(scope="module")
def network():
    from mnist_course.core import quiet

    quiet.import_keras()
    return model.reference()


@pytest.fixture(scope="module")
def images():
    return data.as_input(data.test_split()[0][:64])


def as_double(network):
    """The same network in double precision, in which a slope can be measured by small steps."""
    import keras

    twice = keras.Sequential.from_config(network.get_config())
    config = twice.get_config()
    for layer in config["layers"]:
        layer["config"]["dtype"] = "float64"
    twice = keras.Sequential.from_config(config)
    twice.set_weights([one.astype(np.float64) for one in network.get_weights()])
    return twice


def test_the_slope_of_a_score_is_its_finite_difference(network, images):
    # On equal pixels the maximum of a pool has a kink, where a slope is one-sided.
    image = 0.9 * images[4] + np.random.default_rng(0).uniform(0, 0.1, (28, 28, 1))
    found = attribution.saliency(network, image)
    assert found.shape == (28, 28, 10)
    exact = parts.scores_of(as_double(network))
    step = 1e-6
    places = [(9, 19), (14, 19), (17, 12), (20, 20), (13, 13)]
    around = np.repeat(image[None], 2 * len(places), axis=0)
    for number, (row, column) in enumerate(places):
        around[2 * number, row, column] += step
        around[2 * number + 1, row, column] -= step
    scores = np.asarray(exact(around))
    measured = (scores[::2] - scores[1::2]) / (2 * step)
    np.testing.assert_allclose([found[place] for place in places], measured, atol=2e-4)
    assert np.abs(measured).max() > 0.5


def test_scores_and_probabilities_belong_together(network, images):
    scores = np.asarray(parts.scores_of(network)(images))
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares = powers / powers.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(shares, network.predict(images, verbose=0), atol=1e-5)


@pytest.mark.parametrize("end", ["layer", "activation", "sigmoid"])
def test_other_ends_have_scores_too(end, images):
    import keras

    ends = {
        "layer": [keras.layers.Dense(10), keras.layers.Softmax()],
        "activation": [keras.layers.Dense(10), keras.layers.Activation("softmax")],
        "sigmoid": [keras.layers.Dense(10, activation="sigmoid")],
    }
    keras.utils.set_random_seed(1)
    small = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Flatten(), *ends[end]])
    scores = np.asarray(parts.scores_of(small)(images))
    said = small.predict(images, verbose=0)
    assert (scores.argmax(axis=1) == said.argmax(axis=1)).all()
    shift = scores - np.log(said)
    np.testing.assert_allclose(shift - shift[:, :1], 0, atol=1e-4)
    assert parts.hidden_values(small, images).shape == (64, 784)


def test_a_cover_at_each_place_is_one_reading_each(network, images):
    found = attribution.covered(network, images[SEVEN], size=5)
    assert found.shape == (28, 28, 10)
    for row, column in [(0, 0), (8, 12), (27, 27), (20, 14)]:
        image = images[SEVEN].copy()
        for down in range(-2, 3):
            for right in range(-2, 3):
                if 0 <= row + down < 28 and 0 <= column + right < 28:
                    image[row + down, column + right] = 0
        np.testing.assert_allclose(
            found[row, column], lent.probabilities(image[None])[0], atol=1e-5
        )
    # In the black corner there is nothing to cover.
    np.testing.assert_allclose(found[0, 0], lent.probabilities(images[:1])[0], atol=1e-5)
    assert found[..., 7].min() < 0.9


def test_small_steps_turn_the_seven_into_a_three(network, images):
    ways = adversarial.steps_towards(network, images[SEVEN], step=0.02, steps=10)
    assert ways.shape == (10, 11, 28, 28, 1)
    np.testing.assert_array_equal(ways[3, 0], images[SEVEN])
    assert ways.min() >= 0 and ways.max() <= 1
    for number in range(11):
        moved = np.abs(ways[:, number] - images[SEVEN])
        assert moved.max() <= 0.02 * number + 1e-6
    said = lent.probabilities(ways[3])
    assert said[0].argmax() == 7
    assert said[-1].argmax() == 3 and said[-1, 3] > 0.9
    # As far at random does nothing: it is the direction that counts.
    rng = np.random.default_rng(0)
    noise = 0.2 * rng.choice([-1.0, 1.0], size=(20, 28, 28, 1))
    by_chance = lent.probabilities(np.clip(images[SEVEN] + noise, 0, 1))
    assert (by_chance.argmax(axis=1) == 3).mean() < 0.5


def test_the_first_step_goes_down_the_slope_of_the_loss(network, images):
    ways = adversarial.steps_towards(network, images[SEVEN], step=0.001, steps=1)
    exact = parts.scores_of(as_double(network))

    def loss(image, target):
        scores = np.asarray(exact(image[None].astype(np.float64)))[0]
        return np.log(np.exp(scores - scores.max()).sum()) + scores.max() - scores[target]

    for target in (1, 3, 9):
        assert loss(ways[target, 1], target) < loss(ways[target, 0], target)


def test_a_model_of_something_else_is_said_in_a_line(images):
    import keras

    with pytest.raises(CourseError, match="Give a Keras model"):
        attribution.saliency("digits.keras", images[0])
    other = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Flatten()])
    with pytest.raises(CourseError, match=r"maps .* expected one from \(None, 28, 28, 1\)"):
        adversarial.steps_towards(other, images[0])


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("stride", [1, 2])
def test_a_value_changes_only_with_the_pixels_it_comes_from(padding, stride):
    import keras

    keras.utils.set_random_seed(0)
    layers = [
        keras.layers.Conv2D(2, 3, strides=stride, padding=padding),
        keras.layers.AveragePooling2D(2, padding=padding),
        keras.layers.Conv2D(2, 3, padding=padding),
    ]
    network = keras.Sequential([keras.Input((28, 28, 1)), *layers])
    size = network.output_shape[1]
    for row, column in {(0, 0), (size // 2, size - 1), (size - 1, 1)}:
        spans = [(row, row + 1), (column, column + 1)]
        for layer in reversed(layers):
            for axis in (0, 1):
                length = layer.input.shape[axis + 1]
                window = receptive_field.window_of(layer, length, axis)
                spans[axis] = receptive_field.seen_by(spans[axis], window, length)
        slope = parts.slopes(
            lambda pixels, row=row, column=column: keras.ops.sum(network(pixels)[:, row, column]),
            np.ones((1, 28, 28, 1), np.float32),
        )[0, ..., 0]
        rows, columns = np.nonzero(slope)
        assert (rows.min(), rows.max() + 1) == spans[0]
        assert (columns.min(), columns.max() + 1) == spans[1]


def test_where_values_come_from_anywhere_there_is_no_window():
    import keras

    assert receptive_field.window_of(keras.layers.Dense(3), 28, 0) is None
    assert receptive_field.window_of(keras.layers.ReLU(), 28, 0) == receptive_field.Window(1, 1, 0)
