"""Networks of lesson 09: every listed layer is computed as Keras does, and nothing too large."""

import json
import re

import keras
import numpy as np
import pytest

from mnist_course import course, leaderboard
from mnist_course.core.errors import CourseError
from mnist_course.core.exercise import FAILED
from mnist_course.judging import accuracy
from mnist_course.judging.network import Unreadable, rebuild
from mnist_course.judging.network.policy import RANDOM
from mnist_course.judging.network.rebuilding import ALLOWED
from mnist_course.probes import saved_models
from mnist_course.probes.networks import observe
from support.lesson_nine import IMAGES, NETWORKS, SHAPE, conv, graph, stack, trained
from support.masters import REPOSITORY
from support.sampling import sampled

L = keras.layers


@pytest.mark.slow
@pytest.mark.parametrize("make", sampled(list(NETWORKS.values()), 5), ids=NETWORKS)
def test_a_saved_network_computes_as_keras_does(make, tmp_path):
    model = trained(make)
    model.save(tmp_path / "beyond.keras")
    again = rebuild(saved_models.read(tmp_path / "beyond.keras")).model
    expected = model.predict(IMAGES, verbose=0)
    np.testing.assert_allclose(np.asarray(again(IMAGES)), expected, rtol=1e-4, atol=1e-5)


def test_the_lesson_lists_the_layers_that_it_reads():
    text = (REPOSITORY / "solutions" / "09_beyond" / "09_beyond.py").read_text("utf-8")
    listed = text[text.index("The layers that it knows") : text.index("</details>")]
    words = set(re.findall(r"\w+", listed))
    # Keras's Random… layers are listed by that word.
    assert {kind for kind in ALLOWED if not kind.startswith("Random")} <= words
    assert all(hasattr(L, kind) for kind in words if kind[:1].isupper() and kind[-2:] == "2D")
    assert {kind for kind in dir(L) if kind.startswith("Random")} - {"RandomCrop"} <= RANDOM


REFUSED = {
    "layer-not-allowed": stack(
        lambda: L.Reshape((28, 28)), lambda: L.LSTM(8, return_sequences=True),
        lambda: L.Reshape((28, 8, 1))),
    "activation-not-allowed": stack(lambda: conv(activation=lambda x: x**2)),
    "too-many-parameters": lambda: keras.Sequential(
        [keras.Input(SHAPE), L.Flatten(), L.Dense(200), L.Dense(10)]),
    "too-much-work": graph(lambda x: L.UpSampling2D(80)(x)),
    "wrong-input-shape": lambda: keras.Sequential(
        [keras.Input((28, 28)), L.Flatten(), L.Dense(10)]),
    "wrong-classes": lambda: keras.Sequential([keras.Input(SHAPE), L.Flatten(), L.Dense(9)]),
    "integer-input": lambda: keras.Sequential(
        [keras.Input(SHAPE, dtype="uint8"), L.Rescaling(1 / 255), L.Flatten(), L.Dense(10)]),
    "always-training": graph(lambda x: L.Dropout(0.5)(conv()(x), training=True)),
}  # fmt: skip


@pytest.mark.parametrize(("cause", "make"), REFUSED.items(), ids=REFUSED)
def test_a_network_that_cannot_be_graded_is_refused_before_training(cause, make, capsys):
    model = make()
    with pytest.raises(Unreadable) as refused:
        rebuild(observe(model))
    assert refused.value.cause == cause
    with pytest.raises(CourseError) as told:
        leaderboard.can_be_graded(model)
    assert len(str(told.value)) <= 400
    assert not capsys.readouterr().out


def test_a_class_of_ones_own_is_refused_before_training():
    class Own(keras.Model):
        def __init__(self):
            super().__init__()
            self.flat, self.out = L.Flatten(), L.Dense(10)

        def call(self, x):
            return self.out(self.flat(x))

    with pytest.raises(CourseError, match="class of your own"):
        leaderboard.can_be_graded(Own())


def test_a_network_that_can_be_graded_is_told_its_parameters(capsys):
    model = stack(conv, L.BatchNormalization, L.ReLU)()
    leaderboard.can_be_graded(model)
    assert f"{model.count_params():,} parameters" in capsys.readouterr().out


def written(layers, size=(28, 28, 1)):
    """An observation with a configuration of one's own making."""
    given = {"batch_shape": [None, *size], "dtype": "float32", "name": "in"}
    first = {"module": "keras.layers", "class_name": "InputLayer", "registered_name": None,
             "config": given}  # fmt: skip
    entities = [
        {"module": "keras.layers", "class_name": kind, "registered_name": None,
         "config": {"name": f"l{number}", **config}}
        for number, (kind, config) in enumerate(layers)
    ]  # fmt: skip
    config = {"name": "m", "layers": [first, *entities]}
    return {
        "origin": "file", "problem": None, "weights": [], "outputs": None, "built": True,
        "config": json.dumps({"module": "keras", "class_name": "Sequential", "config": config,
                              "registered_name": None}),
    }  # fmt: skip


HUGE = {
    "a branch of 500 million numbers": [("UpSampling2D", {"size": [1000, 1000]})],
    "margins": [("ZeroPadding2D", {"padding": [10**6, 10**6]})],
    "maps that grow again and again": [("UpSampling2D", {"size": [2**20, 2**20]})] * 60,
    "many maps of a million": [("UpSampling2D", {"size": [6, 6]}), *[("ReLU", {})] * 150],
    "pooling over everything, everywhere": [
        ("UpSampling2D", {"size": [20, 20]}),
        ("AveragePooling2D", {"pool_size": [560, 560], "strides": [1, 1], "padding": "same"}),
    ],
    "a large picture": [("Resizing", {"height": 10**5, "width": 10**5})],
    "a reshape": [("Reshape", {"target_shape": [10**9, 10**9]})],
    "a wide layer": [("Flatten", {}), ("Dense", {"units": 2**30, "activation": "relu"})],
    "no filters": [("Conv2D", {"filters": 0, "kernel_size": [3, 3]})],
    "fewer than none": [("Conv2D", {"filters": -5, "kernel_size": [3, 3]})],
    "a number of 400 digits": [("Dense", {"units": 10**400})],
    "a size of 400 digits": [("UpSampling2D", {"size": 10**400})],
    "a slope of 400 digits": [("LeakyReLU", {"negative_slope": 10**400})],
    "no numbers": [("BatchNormalization", {"epsilon": float("nan")})],
    "infinity": [("Rescaling", {"scale": float("inf")})],
    "text": [("Dropout", {"rate": "much"}), ("Dense", {"units": "ten"})],
}


@pytest.mark.parametrize("layers", HUGE.values(), ids=HUGE)
def test_what_is_too_large_or_no_number_is_refused_before_anything_is_made(layers, monkeypatch):
    end = [("GlobalMaxPooling2D", {}), ("Dense", {"units": 10})]
    # Nothing of Keras may be called: it would be too late to ask how large it is.
    monkeypatch.setattr(keras, "Input", lambda *_, **__: pytest.fail("something was made"))
    exercise = course.exercise("better_model")
    inputs = {"seed": 0}
    verdict = course.answer(exercise.id).judge(inputs, written([*layers, *end]))
    assert verdict.status == FAILED, verdict
    assert verdict.cause not in ("", "below-target")
    assert len(verdict.message) <= 400 and verdict.message.isprintable()


def test_a_network_with_large_maps_is_measured_in_small_batches():
    model = stack(lambda: L.UpSampling2D(5), lambda: L.ReLU(), lambda: L.MaxPooling2D(5))()
    rebuilt = rebuild(observe(model))
    largest = []
    original = rebuilt.model.call
    rebuilt.model.call = lambda x, *a, **k: largest.append(x.shape[0]) or original(x, *a, **k)
    images = np.zeros((7, *SHAPE), np.float32)
    assert accuracy.measure(rebuilt, images, np.zeros(7, int)).digits.shape == (7,)
    assert rebuilt.values > 3 * 140 * 140 - 140 * 140
    assert accuracy.batch_size(rebuilt) * rebuilt.values <= 70_000_000


def test_settings_that_only_tensorflow_refuses_are_a_verdict():
    observed = written(
        [("ZeroPadding2D", {"padding": -1}), ("GlobalMaxPooling2D", {}), ("Dense", {"units": 10})]
    )
    observed["weights"] = [
        {"path": "l2", "arrays": [np.zeros((1, 10), "f4"), np.zeros(10, "f4")]},
    ]
    with pytest.raises(Unreadable) as refused:
        rebuild(observed)
    assert refused.value.cause == "impossible-layer"
