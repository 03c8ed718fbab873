"""What hints give as code is run: it stands in an answer below, and that answer is right."""

import ast
import re

import numpy as np
import pytest

from mnist_course import course
from mnist_course.core.exercise import PASSED
from mnist_course.course import examine

ANSWERS = {
    "load_digits": ["def f():\n    return keras.datasets.mnist.load_data()"],
    "count_labels": [
        "def f(labels):\n    same = (labels == 3).sum()\n    shorter = np.bincount(labels)\n"
        "    return np.bincount(labels, minlength=10)"
    ],
    "first_of_each": [
        "def f(images, labels):\n    any_three = np.argmax(labels == 3)\n"
        "    return np.stack([images[np.argmax(labels == digit)] for digit in range(10)])"
    ],
    "scale": ["def f(images):\n    return (images / 255).astype('float32')"],
    "add_channel": ["def f(images):\n    return images[..., np.newaxis]"],
    "prepare": [
        "def f(images):\n    return images[..., np.newaxis].astype('float32') / 255",
        "def scale(images):\n    return (images / 255).astype('float32')\n"
        "def add_channel(images):\n    return images[..., np.newaxis]\n"
        "def f(images):\n    return add_channel(scale(images))",
    ],
    "hold_out": [
        "def f(images, labels, fraction):\n    held = round(len(images) * fraction)\n"
        "    border = len(images) - held\n"
        "    return (images[:border], labels[:border]), (images[border:], labels[border:])"
    ],
    "output_size": [
        "def f(size, kernel, stride=1, padding='valid'):\n"
        "    if padding == 'same':\n        return -(-size // stride)\n"
        "    return (size - kernel) // stride + 1"
    ],
    "convolve": [
        "def f(image, kernel):\n    height = image.shape[0] - kernel.shape[0] + 1\n"
        "    width = image.shape[1] - kernel.shape[1] + 1\n"
        "    result = np.zeros((height, width))\n    for i in range(height):\n"
        "        for j in range(width):\n"
        "            window = image[i : i + kernel.shape[0], j : j + kernel.shape[1]]\n"
        "            result[i, j] = (window * kernel).sum()\n    return result"
    ],
    "relu": [
        "def f(values):\n    return np.maximum(values, 0)",
        "def f(values):\n    return np.where(values > 0, values, 0)",
    ],
    "max_pool": [
        "def f(image, size=2):\n    rows = image.shape[0] // size\n"
        "    columns = image.shape[1] // size\n    result = np.zeros((rows, columns))\n"
        "    for i in range(rows):\n        for j in range(columns):\n"
        "            block = image[i * size :, j * size :][:size, :size]\n"
        "            assert block.max() == block[0:].max()\n"
        "            result[i, j] = "
        "image[i * size : (i + 1) * size, j * size : (j + 1) * size].max()\n"
        "    return result"
    ],
    "count_parameters": [
        "def f(kernel, in_channels, filters):\n"
        "    return (kernel * kernel * in_channels + 1) * filters"
    ],
    "build_model": [
        "from keras.layers import Conv2D, Dense, Flatten, MaxPooling2D\n"
        "def f():\n    blocks = []\n    for _ in range(3):\n"
        "        blocks += [Conv2D(32, 3, activation='relu'), MaxPooling2D(2)]\n"
        "    model = keras.Sequential([keras.Input((28, 28, 1)), *blocks, Flatten(),\n"
        "        Dense(64, activation='relu'), Dense(10, activation='softmax')])\n"
        "    assert model.count_params() == 21_578\n    return model"
    ],
    "softmax": [
        "def f(logits):\n    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))\n"
        "    return shifted / shifted.sum(axis=1, keepdims=True)"
    ],
    "cross_entropy": [
        "def f(probabilities, labels):\n"
        "    chosen = probabilities[np.arange(len(labels)), labels]\n"
        "    return float(-np.mean(np.log(chosen)))"
    ],
    "compile_model": [
        "def f(model):\n    model.compile(optimizer='adam',"
        " loss='sparse_categorical_crossentropy', metrics=['accuracy'])\n    return model"
    ],
    "steps_per_epoch": [
        "def f(count, batch_size):\n    return math.ceil(count / batch_size)",
        "def f(count, batch_size):\n    return -(-count // batch_size)",
    ],
    "gradient": [
        "def f(inputs, probabilities, label):\n    error = probabilities.copy()\n"
        "    error[label] -= 1\n    return inputs[:, np.newaxis] * error",
        "def f(inputs, probabilities, label):\n    error = probabilities.copy()\n"
        "    error[label] -= 1\n    return np.outer(inputs, error)",
    ],
    "train": [
        "def f(model, images, labels, callbacks=None):\n"
        "    return model.fit(images, labels, epochs=6, batch_size=35, callbacks=callbacks)"
    ],
    "best_epoch": [
        "def f(history):\n    measured = history.history\n"
        "    values = measured.get('val_accuracy', measured['accuracy'])\n"
        "    return int(np.argmax(values)) + 1"
    ],
    "evaluate": [
        "def f(model, images, labels):\n"
        "    loss, accuracy = model.evaluate(images, labels, verbose=0)\n    return loss, accuracy",
        "def f(model, images, labels):\n    return tuple(model.evaluate(images, labels))",
    ],
    "accuracy": [
        "def f(probabilities, labels):\n    answers = probabilities.argmax(axis=1)\n"
        "    return np.mean(answers == labels)"
    ],
    "confusion_matrix": [
        "def f(labels, predictions):\n    matrix = np.zeros((10, 10), int)\n"
        "    for true, predicted in zip(labels, predictions):\n"
        "        matrix[true, predicted] += 1\n    return matrix"
    ],
    "most_confused": [
        "def f(matrix):\n    mistakes = matrix.copy()\n    np.fill_diagonal(mistakes, 0)\n"
        "    return np.unravel_index(mistakes.argmax(), mistakes.shape)"
    ],
    "predict_digit": [
        "def f(model, image):\n    if image.dtype == np.uint8:\n"
        "        image = image[..., np.newaxis] / 255\n"
        "    return int(np.argmax(model.predict(image[np.newaxis], verbose=0)[0]))"
    ],
    "predict_with_confidence": [
        "def f(model, image):\n    if image.dtype == np.uint8:\n"
        "        image = image[..., np.newaxis] / 255\n"
        "    probabilities = model.predict(image[np.newaxis], verbose=0)[0]\n"
        "    return int(probabilities.argmax()), float(probabilities.max())"
    ],
    "center_drawing": [
        "from PIL import Image\ndef f(drawing):\n"
        "    framed = np.zeros((28, 28), np.float32)\n"
        "    if not drawing.any():\n        return framed[..., np.newaxis]\n"
        "    rows = np.flatnonzero(drawing.any(axis=1))\n"
        "    columns = np.flatnonzero(drawing.any(axis=0))\n"
        "    ink = drawing[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]\n"
        "    height = max(1, round(ink.shape[0] * 20 / max(ink.shape)))\n"
        "    width = max(1, round(ink.shape[1] * 20 / max(ink.shape)))\n"
        "    small = np.asarray(Image.fromarray(ink).resize((width, height)))\n"
        "    mass = small.sum()\n"
        "    centre_row = (small.sum(axis=1) * np.arange(small.shape[0])).sum() / mass\n"
        "    centre_column = (small.sum(axis=0) * np.arange(small.shape[1])).sum() / mass\n"
        "    top = round(14 - centre_row)\n    left = round(14 - centre_column)\n"
        "    top = min(max(top, 0), 28 - height)\n    left = min(max(left, 0), 28 - width)\n"
        "    framed[top:top + height, left:left + width] = small / 255\n"
        "    return framed[..., np.newaxis]"
    ],
    "feature_maps": [
        "def f(model, image):\n    maps = []\n    values = image[np.newaxis]\n"
        "    for layer in model.layers:\n        values = layer(values)\n"
        "        if isinstance(layer, keras.layers.Conv2D): maps.append(np.asarray(values)[0])\n"
        "    return maps",
        "def f(model, image):\n"
        "    kinds = [one for one in model.layers if isinstance(one, keras.layers.Conv2D)]\n"
        "    outputs = [one.output for one in kinds]\n"
        "    found = keras.Model(model.inputs, outputs)(image[np.newaxis])\n"
        "    return [np.asarray(one)[0] for one in found]",
    ],
    "augment": [
        "def f(images, rng):\n    shifts = rng.integers(-2, 3, size=(len(images), 2))\n"
        "    return np.stack([np.roll(image, tuple(shift), axis=(0, 1))"
        " for image, shift in zip(images, shifts)])",
        "def f(images, rng):\n    moved = []\n"
        "    for image in images:\n        down, right = rng.integers(-2, 3, size=2)\n"
        "        moved.append(np.roll(image, (down, right), axis=(0, 1)))\n"
        "    return np.stack(moved)",
        "def f(images, rng):\n"
        "    framed = np.pad(images, ((0, 0), (2, 2), (2, 2), (0, 0)))\n"
        "    shifts = rng.integers(-2, 3, size=(len(images), 2))\n"
        "    return np.stack([one[2 - down:30 - down, 2 - right:30 - right]"
        " for one, (down, right) in zip(framed, shifts)])",
    ],
}
"""Exercise → right answers made of its hints, as a student puts them together."""

SAID_ONLY = {"np.exp(1000)", "(x_train, y_train), (x_test, y_test)", "min()", "max()", "argmax()"}
SAID_ONLY |= {"sum(axis=1, keepdims=True)", "argmax(axis=1)", "[..., np.newaxis]", "[0]"}
"""Pieces of hints that are no code to run: what overflows, a method without its array."""

SLOW = {"load_digits", "build_model", "compile_model", "train", "evaluate", "predict_digit",
        "predict_with_confidence", "feature_maps"}  # fmt: skip


def pieces(exercise) -> list[ast.AST]:
    """The hints' code that does something, as syntax."""
    found = []
    for text in re.findall(r"`([^`]+)`", " ".join(exercise.hints)):
        try:
            body = ast.parse(text).body
        except SyntaxError:
            continue  # it has an '…' in it, or is the head of a loop
        (only,) = body if len(body) == 1 else (None,)
        if text in SAID_ONLY or only is None:
            continue
        node = only.value if isinstance(only, ast.Expr) else only
        keyword = isinstance(only, ast.Assign) and isinstance(only.value, ast.Constant)
        if not keyword and not isinstance(node, (ast.Name, ast.Attribute, ast.Constant)):
            found.append(node)
    return found


@pytest.mark.parametrize("exercise_id", ANSWERS)
def test_every_piece_of_code_in_a_hint_stands_in_an_answer(exercise_id):
    have = {
        _text(node)
        for source in ANSWERS[exercise_id]
        for node in ast.walk(ast.parse(source))
        if isinstance(node, (ast.stmt, ast.expr))
    }
    missing = [_text(one) for one in pieces(course.exercise(exercise_id)) if _text(one) not in have]
    assert not missing


def _text(node: ast.AST) -> str:
    return ast.unparse(node)


def test_only_exercises_without_code_in_their_hints_have_no_answer_here():
    functions = [e for lesson in course.lessons() for e in lesson.exercises if not e.artefact]
    assert [one.id for one in functions if one.id not in ANSWERS and pieces(one)] == []


@pytest.mark.parametrize(
    ("exercise_id", "source"),
    [
        pytest.param(one, source, id=f"{one}-{n}", marks=(pytest.mark.long,) if one in SLOW else ())
        for one, sources in ANSWERS.items()
        for n, source in enumerate(sources)
    ],
)
def test_the_answer_that_hints_make_is_right(exercise_id, source):
    exercise = course.exercise(exercise_id)
    prelude = "import math\nimport numpy as np\n"
    if exercise_id in SLOW:
        prelude += "import keras\n"
    namespace: dict = {}
    exec(prelude + source, namespace)
    for seed in range(3):
        verdict = examine(exercise, namespace["f"], np.random.default_rng(seed))
        assert verdict.status == PASSED, verdict
        if exercise_id in SLOW:
            break
