"""Errors of Keras and Python in words: each common one has a cause, and no text is believed."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from mnist_course import course
from mnist_course.core.exercise import CRASHED
from mnist_course.judging.keras_errors import MEANINGS, meaning

L = keras.layers
SHAPE = (28, 28, 1)


def of(*layers):
    return lambda: keras.Sequential([keras.Input(SHAPE), *(make() for make in layers)])


def imported(line):
    return lambda: exec(line)


class Forward(keras.Model):
    """`forward` in place of `call`."""

    def forward(self, x):
        return x


CRASHES = [
    ("four blocks", "no-room-left", of(*[lambda: L.Conv2D(32, 3), L.MaxPooling2D] * 4)),
    ("pools of three", "no-room-left", of(*[lambda: L.MaxPooling2D(3)] * 5)),
    ("a stride of three", "no-room-left", of(*[lambda: L.Conv2D(32, 3, 3), L.MaxPooling2D] * 3)),
    ("no channel", "missing-channel", lambda: keras.Sequential(
        [keras.Input((28, 28)), L.Conv2D(32, 3)])),
    ("a convolution after Flatten", "convolution-after-flatten", of(
        L.Flatten, lambda: L.Conv2D(32, 3))),
    ("the number of images", "batch-in-input-shape", lambda: keras.Sequential(
        [keras.Input((60_000, *SHAPE)), L.Conv2D(32, 3), L.MaxPooling2D()])),
    ("three numbers for Input", "input-shape-not-a-tuple", lambda: keras.Input(28, 28, 1)),
    ("no list", "layers-not-in-a-list", lambda: keras.Sequential(
        keras.Input(SHAPE), L.Conv2D(32, 3), L.MaxPooling2D(), L.Flatten())),
    ("one layer, no list", "layers-not-in-a-list", lambda: keras.Sequential(L.Dense(10))),
    ("no parentheses", "layer-not-made", lambda: keras.Sequential(
        [keras.Input(SHAPE), L.Flatten])),
    ("an optimizer without parentheses", "optimizer-not-made", lambda: of(L.Flatten)().compile(
        optimizer=keras.optimizers.Adam)),
    ("the activation by position", "activation-by-position", of(lambda: L.Conv2D(32, 3, "relu"))),
    ("Relu", "unknown-activation", of(lambda: L.Conv2D(32, 3, activation="Relu"))),
    ("no kernel size", "wrong-kernel-size", of(lambda: L.Conv2D(32, activation="relu"))),
    ("three kernel sizes", "wrong-kernel-size", of(lambda: L.Conv2D(32, (3, 3, 1)))),
    ("a layer for its output", "layer-for-its-output", lambda: L.MaxPooling2D()(L.Conv2D(32, 3))),
    ("a function of TensorFlow", "tensorflow-function", lambda: tf.nn.relu(keras.Input(SHAPE))),
    ("PyTorch's name for call", "no-call", lambda: Forward()(np.zeros((1, *SHAPE)))),
    ("add on add", "returned-none", lambda: keras.Sequential().add(L.Dense(1)).add(L.Dense(2))),
    ("one name twice", "same-name-twice", of(*[lambda: L.Conv2D(2, 3, name="conv")] * 2)),
    ("border_mode", "old-name", of(lambda: L.Conv2D(32, 3, border_mode="valid"))),
    ("init", "old-name", of(L.Flatten, lambda: L.Dense(64, init="uniform"))),
    ("lr", "old-name", lambda: keras.optimizers.Adam(lr=0.001)),
    ("legacy", "old-name", lambda: tf.keras.optimizers.legacy.Adam()),
    ("np_utils", "old-name", imported("from keras.utils import np_utils")),
    ("keras.utils.np_utils", "old-name", imported("import keras.utils.np_utils")),
    ("layers.convolutional", "old-name", imported("from keras.layers.convolutional import Conv2D")),
    ("advanced_activations", "old-name", imported(
        "from keras.layers.advanced_activations import LeakyReLU")),
    ("predict_classes", "old-name", lambda: of(L.Flatten)().predict_classes(None)),
    ("image_dim_ordering", "old-name", lambda: keras.backend.set_image_dim_ordering("tf")),
    ("scikit-learn", "missing-package", imported("import sklearn_that_is_not_here")),
    ("an argument that is none", "unknown-argument", of(lambda: L.Conv2D(32, 3, kernel=3))),
    ("a small letter", "misspelled-name", lambda: L.Maxpooling2D(2)),
    ("of another library", "misspelled-name", imported("from keras.layers import Conv2d")),
    ("sequential", "misspelled-name", lambda: keras.sequential([])),
    ("not imported", "name-not-imported", lambda: Conv2D(32, 3)),  # noqa: F821
    ("Model not imported", "name-not-imported", lambda: Sequential()),  # noqa: F821
]  # fmt: skip


@pytest.mark.parametrize(("name", "cause", "build"), CRASHES, ids=[name for name, *_ in CRASHES])
def test_a_common_error_is_told_in_words(name, cause, build):
    verdict = course.examine(course.exercise("build_model"), build, np.random.default_rng(0))
    assert (verdict.status, verdict.cause) == (CRASHED, cause), verdict.message
    assert len(verdict.message) <= 400
    assert verdict.next_step
    assert "{" not in verdict.message.split("`")[0]


def test_what_a_name_was_meant_to_be_is_suggested():
    crash = {
        "type": "AttributeError",
        "message": "module 'keras.layers' has no attribute 'MaxPool'",
    }
    assert "MaxPool" in meaning(crash | {"line": "", "number": 0}).next_step
    nothing = {"type": "NameError", "message": "name 'x_train' is not defined"}
    assert meaning(nothing) is None


def test_another_error_keeps_its_own_words_and_is_short():
    def build():
        raise ValueError("something of mine " + 500 * "x")

    verdict = course.examine(course.exercise("build_model"), build, np.random.default_rng(0))
    assert verdict.cause == "crashed"
    assert "ValueError: something of mine" in verdict.message
    assert len(verdict.message) <= 400


@pytest.mark.parametrize(
    "text",
    [
        "{0.__class__}", "{", "}", "{1}", "\x1b[31m",
        "Cannot convert '" + 900 * "9" + "' to a shape",
        "Unrecognized keyword arguments passed to {x}: {'{y}'", "name '{0}' is not defined",
        "No module named '{sys}'", 5 * "No module named 'a", None, 3,
    ],
)  # fmt: skip
def test_text_of_an_error_is_never_a_format(text):
    error = {"type": "NameError", "message": "x", "whole": text, "line": "{", "number": 1}
    known = meaning(error)
    assert known is None or (known.message.isprintable() and len(known.message) < 300)


def test_a_class_without_call_is_told_so_before_it_is_called():
    verdict = course.examine(course.exercise("build_model"), Forward, np.random.default_rng(0))
    assert verdict.cause == "no-call"
    assert "`call`" in verdict.message


def test_a_callback_of_tensorboard_is_told_in_words():
    def train(model, images, labels):
        raise TBNotInstalledError("TensorBoard is not installed, missing implementation for x")

    class TBNotInstalledError(ImportError):
        """As TensorFlow calls it, which raises it only where that package is missing."""

    verdict = course.examine(course.exercise("train"), train, np.random.default_rng(0))
    assert (verdict.status, verdict.cause) == (CRASHED, "missing-package")
    assert "TensorBoard" in verdict.message


@pytest.mark.parametrize("exercise", ["accuracy", "hold_out", "build_model"])
def test_a_package_that_is_not_here_is_named(exercise):
    def answer(*arguments):
        from a_package_that_is_not_here.metrics import accuracy_score

        return accuracy_score(*arguments)

    verdict = course.examine(course.exercise(exercise), answer, np.random.default_rng(0))
    assert (verdict.status, verdict.cause) == (CRASHED, "missing-package")
    assert "a_package_that_is_not_here" in verdict.message


def test_the_causes_are_told_in_different_words():
    told = {(one.message, one.next_step) for one in MEANINGS}
    assert len(told) == len(MEANINGS)
