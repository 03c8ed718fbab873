"""Lesson 06: steps and epochs, the training itself, and the trained model."""

import math
from dataclasses import replace
from typing import Any

import numpy as np

from mnist_course.probes import saved_models
from mnist_course import spec
from mnist_course.judging.accuracy import judge_learning
from mnist_course.judging.network import (
    Unreadable,
    judge_model,
    read_network,
    unreadable,
    weights_of,
)
from mnist_course.core.exercise import Exercise, Lesson, Misconception, Verdict
from mnist_course.exercises.fitting import TRAIN
from mnist_course.judging.explaining import explaining
from mnist_course.judging.comparison import by_value
from mnist_course.core.plain import Data
from mnist_course.probes.calls import call, call_each

# steps_per_epoch --------------------------------------------------------------


def _steps_inputs(rng: np.random.Generator) -> Data:
    size, times = (int(n) for n in rng.integers(20, 60, 2))
    most = int(rng.integers(size // 2 + 1, size))
    few = int(rng.integers(2, 19))
    return {
        "cases": [
            [size * times + most, size],
            [spec.TRAIN_COUNT, spec.BATCH_SIZE],
            [size * times, size],
            [few, size],
        ]
    }


_STEPS_WRONG = (
    Misconception(
        "rounded-to-nearest",
        lambda count, batch_size: round(count / batch_size),
        "`round` goes down when less than half a batch is left.",
        "Round up always: `math.ceil`.",
    ),
    Misconception(
        "rounded-down",
        lambda count, batch_size: count // batch_size,
        "The last batch, which is not full, was left out.",
        "Those images are trained on too: round up. `math.ceil` or `-(-a // b)` does it.",
    ),
    Misconception(
        "not-rounded",
        lambda count, batch_size: count / batch_size,
        "{value} is not a whole number of steps.",
        "A batch that is not full is a step too: round up.",
    ),
    Misconception(
        "one-too-many",
        lambda count, batch_size: count // batch_size + 1,
        "Where the images fill the batches exactly, this counts one step too many.",
        "Round up instead of adding 1: `math.ceil(count / batch_size)`.",
    ),
    Misconception(
        "all-epochs",
        lambda count, batch_size: spec.EPOCHS * math.ceil(count / batch_size),
        "These are the steps of all six epochs.",
        "Count the steps of one epoch, one pass over the images.",
    ),
    Misconception(
        "upside-down",
        lambda count, batch_size: math.ceil(batch_size / count),
        "The division is upside down.",
        "Divide the number of images by the size of a batch.",
    ),
)

STEPS_PER_EPOCH = Exercise(
    id="steps_per_epoch",
    points=2,
    minutes=5,
    asks="Say how many batches, and so how many steps, one epoch takes.",
    signature="steps_per_epoch(count, batch_size)",
    hints=(
        "In one epoch each image is used once. How many batches does that make?",
        "70 images in batches of 35 are 2 steps; 71 images are 3, the last with one image.",
        "Divide and round up, to an int: `math.ceil`.",
        "`return math.ceil(count / batch_size)`; `-(-count // batch_size)` is the same.",
    ),
    inputs=_steps_inputs,
    probe=call_each,
    judge=by_value(
        "steps_per_epoch(count, batch_size)",
        lambda count, batch_size: math.ceil(count / batch_size),
        _STEPS_WRONG,
        praise=f"Right: {math.ceil(spec.TRAIN_COUNT / spec.BATCH_SIZE):,} steps for the "
        f"{spec.TRAIN_COUNT:,} training images.",
    ),
    misconceptions=_STEPS_WRONG,
)

# best_epoch -------------------------------------------------------------------


def _history(rng: np.random.Generator, best: int, validated: bool) -> dict[str, list[float]]:
    """Six epochs in which each wrong way to choose one gives another answer."""
    # Neither the last epoch nor the one before the best, which counting from 0 would name.
    others = [epoch for epoch in range(spec.EPOCHS - 1) if epoch not in (best, best - 1)]
    practised, cheapest, worst = rng.permutation(others)[:3]
    decisive = _values(rng, best, worst)
    losses = 1.2 - _values(rng, cheapest, worst)
    if not validated:
        return {"accuracy": decisive.tolist(), "loss": losses.tolist()}
    accuracy = _values(rng, practised, worst)
    return {
        "accuracy": accuracy.tolist(),
        "loss": (1.2 - accuracy).tolist(),
        "val_accuracy": decisive.tolist(),
        "val_loss": losses.tolist(),
    }


def _values(rng: np.random.Generator, highest: int, lowest: int) -> np.ndarray:
    values = rng.uniform(0.95, 0.96, spec.EPOCHS)
    values[highest], values[lowest] = rng.uniform(0.97, 0.98), rng.uniform(0.93, 0.94)
    return values


def _best_inputs(rng: np.random.Generator) -> Data:
    first, second = (int(n) for n in rng.choice(np.arange(1, spec.EPOCHS - 1), 2, replace=False))
    return {
        "cases": [
            [_history(rng, first, True)],
            [_history(rng, second, False)],
            [_history(rng, 0, True)],
        ]
    }


def _best_probe(function: Any, inputs: Data) -> Data:
    import keras

    calls = []
    for (measured,) in inputs["cases"]:
        history = keras.callbacks.History()
        history.history = {name: list(values) for name, values in measured.items()}
        history.epoch = list(range(spec.EPOCHS))
        calls.append(call(function, [history]))
        if calls[-1]["error"]:
            break
    return {"calls": calls}


def _measured(history: Any) -> dict[str, list[float]]:
    """The dictionary in a History; the judge passes that itself."""
    return getattr(history, "history", history)


def _column(history: Any) -> list[float]:
    measured = _measured(history)
    return measured.get("val_accuracy", measured["accuracy"])


_BEST_WRONG = (
    Misconception(
        "counted-from-zero",
        lambda history: int(np.argmax(_column(history))),
        "{value} is the place in the list, which counts from 0.",
        "Add 1: the first epoch is epoch 1.",
    ),
    Misconception(
        "validation-ignored",
        lambda history: int(np.argmax(_measured(history)["accuracy"])) + 1,
        "The training accuracy decides here, which rises even while a network only memorises.",
        "Use `val_accuracy` where the history has it, and `accuracy` only where it has not.",
    ),
    Misconception(
        "accuracy-for-epoch",
        lambda history: max(_column(history)),
        "{value} is the highest accuracy; the question is in which epoch it was reached.",
        "`np.argmax`, or `list.index`, gives the place of the highest value.",
    ),
    Misconception(
        "worst-epoch",
        lambda history: int(np.argmin(_column(history))) + 1,
        "This is the epoch with the lowest accuracy.",
        "Accuracy should be high: take the maximum. The minimum is for losses.",
    ),
    Misconception(
        "last-epoch",
        lambda history: len(_column(history)),
        "This is the last epoch, which need not be the best.",
        "Look for the highest value in the list.",
    ),
    Misconception(
        "lowest-loss",
        lambda history: (
            int(np.argmin(_measured(history).get("val_loss", _measured(history)["loss"]))) + 1
        ),
        "This is the epoch with the lowest loss; it need not have the highest accuracy.",
        "Take the maximum of the accuracies.",
    ),
)


def _subscripted(history: Any) -> Any:
    if isinstance(history, dict):
        raise TypeError("a History is not a dictionary")
    return history["accuracy"]


def _old_key(history: Any) -> Any:
    return int(np.argmax(_measured(history)["acc"])) + 1


def _always_validated(history: Any) -> Any:
    return int(np.argmax(_measured(history)["val_accuracy"])) + 1


_BEST_ERRORS = {
    "not subscriptable": Misconception(
        "history-not-a-dictionary",
        _subscripted,
        "A History object is not the dictionary itself.",
        'The dictionary is its attribute: `history.history["accuracy"]`.',
    ),
    "'acc'": Misconception(
        "old-key",
        _old_key,
        "The keys follow the metric's name.",
        'Here it is "accuracy". `history.history.keys()` lists them.',
    ),
    "'val_accuracy'": Misconception(
        "no-validation",
        _always_validated,
        "Without validation data the history has no val_accuracy.",
        'Ask first: `if "val_accuracy" in history.history`, or use `.get`.',
    ),
}

BEST_EPOCH = Exercise(
    id="best_epoch",
    points=3,
    minutes=10,
    asks="Find the epoch, counted from 1, with the highest validation accuracy.",
    signature="best_epoch(history)",
    hints=(
        "`history.history` is a dictionary of lists, with one value an epoch.",
        'The key is "val_accuracy"; where the training had no validation it is missing, and '
        '"accuracy" takes its place.',
        "`np.argmax(values)` is the place of the highest value, counted from 0.",
        '`measured = history.history`, then `measured.get("val_accuracy", measured["accuracy"])`, '
        "and `int(np.argmax(…)) + 1` of that.",
    ),
    inputs=_best_inputs,
    probe=_best_probe,
    judge=explaining(
        by_value(
            "best_epoch(history)",
            lambda history: int(np.argmax(_column(history))) + 1,
            _BEST_WRONG,
            praise="Right: the best epoch by what the network has not trained on.",
        ),
        _BEST_ERRORS,
    ),
    misconceptions=(*_BEST_WRONG, *_BEST_ERRORS.values()),
)

# trained_model ----------------------------------------------------------------


def _trained_inputs(rng: np.random.Generator) -> Data:
    return {"seed": int(rng.integers(2**31))}


def _trained_judge(inputs: Data, observed: Data) -> Verdict:
    verdict = judge_model(observed)
    if not verdict.ok:
        return verdict
    try:
        weights = weights_of(read_network(observed, spec.INPUT_SHAPE), observed)
    except Unreadable as error:
        return unreadable(error)
    learned, _ = judge_learning(weights, np.random.default_rng(inputs["seed"]))
    message = f"{learned.message} {verdict.message}" if learned.ok else learned.message
    return replace(learned, message=f"{message}{_effort(observed.get('steps'))}")


def _effort(steps: Any) -> str:
    """How long the model was trained, where that is not as the course does it."""
    planned = spec.EPOCHS * math.ceil(spec.TRAIN_COUNT / spec.BATCH_SIZE)
    if type(steps) is not int or not 1.5 * planned < steps < 10**9:
        return ""
    return (
        f" It was trained for {steps:,} steps, where six epochs are {planned:,}: was `fit` run "
        "again on a trained model?"
    )


TRAINED_MODEL = Exercise(
    id="trained_model",
    points=10,
    minutes=15,
    asks="Build, compile and train the network on the training images, and save it as "
    "digits.keras.",
    signature="trained_model",
    hints=(
        "You know every step: the nine layers of lesson 4 in a Sequential, the compilation of "
        "lesson 5, and your own `train`.",
        "Begin with a new model each time you run the cell, or the training goes on from where "
        "it was. Use the training images alone.",
        "Train on float32 images (60000, 28, 28, 1) from 0 to 1, and save after the training: "
        '`model.save("digits.keras")`.',
        "`model = keras.Sequential([…])`, `model.compile(…)`, `history = train(model, x_train, "
        'y_train)`, then `model.save("digits.keras")`. It takes two to five minutes.',
    ),
    inputs=_trained_inputs,
    probe=lambda path, inputs: saved_models.read(path),
    judge=_trained_judge,
    artefact="digits.keras",
    time_limit=120.0,
)

LESSON = Lesson(
    id="06_training",
    title="Training",
    minutes=75,
    goal="Train the network, read what its history says, and save it.",
    exercises=(STEPS_PER_EPOCH, TRAIN, BEST_EPOCH, TRAINED_MODEL),
)
