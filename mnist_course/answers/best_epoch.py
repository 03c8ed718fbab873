"""best_epoch, of lesson 06: inputs, the right answer, and the misconceptions."""

from typing import Any

import numpy as np

from mnist_course.core import pasting
from mnist_course.core.exercise import Answer, Misconception
from mnist_course.core.plain import Data
from mnist_course.core.showing import function_name
from mnist_course.judging.comparison import by_value
from mnist_course.judging.explaining import explaining

_EPOCHS = 6
"""Of a made-up history, however long the course trains."""


def _history(rng: np.random.Generator, best: int, validated: bool) -> dict[str, list[float]]:
    """A few epochs in which each wrong way to choose one gives another answer."""
    # Neither the last epoch nor the one before the best, which counting from 0 would name.
    others = [epoch for epoch in range(_EPOCHS - 1) if epoch not in (best, best - 1)]
    practised, cheapest, worst = rng.permutation(others)[:3]
    decisive = _values(rng, best, worst)
    losses = (1.2 - _values(rng, cheapest, worst)).round(4)
    if not validated:
        return {"accuracy": decisive.tolist(), "loss": losses.tolist()}
    accuracy = _values(rng, practised, worst)
    return {
        "accuracy": accuracy.tolist(),
        "loss": (1.2 - accuracy).round(4).tolist(),
        "val_accuracy": decisive.tolist(),
        "val_loss": losses.tolist(),
    }


def _values(rng: np.random.Generator, highest: int, lowest: int) -> np.ndarray:
    values = rng.uniform(0.95, 0.96, _EPOCHS)
    values[highest], values[lowest] = rng.uniform(0.97, 0.98), rng.uniform(0.93, 0.94)
    return values.round(4)


def _best_inputs(rng: np.random.Generator) -> Data:
    first, second = (int(n) for n in rng.choice(np.arange(1, _EPOCHS - 1), 2, replace=False))
    return {
        "cases": [
            [_history(rng, first, True)],
            [_history(rng, second, False)],
            [_history(rng, 0, True)],
            *_other_lengths(rng),
        ]
    }


def _other_lengths(rng: np.random.Generator) -> list[Data]:
    """Histories of other lengths, best at the end, and ties: the earlier one counts."""
    cases: list[Data] = []
    for count, place in ((1, 0), (2, 1), (12, 11), (12, 9), (30, 29), (9, 0)):
        values = rng.uniform(0.90, 0.95, count).round(4)
        values[place] = round(rng.uniform(0.97, 0.98), 4)
        cases.append([{"accuracy": values.tolist(), "loss": _from_one(values)}])
    tied = rng.uniform(0.90, 0.95, 7).round(4)
    tied[[2, 4, 6]] = 0.975
    rising = np.linspace(0.9, 0.99, 7).round(4)
    cases.append([{"accuracy": tied.tolist(), "loss": _from_one(rising)}])
    validated = {"val_accuracy": tied.tolist(), "val_loss": _from_one(rising)}
    cases.append([{"accuracy": rising.tolist(), "loss": _from_one(rising)} | validated])
    # Best by less than what two digits show.
    near = rng.uniform(0.90, 0.95, 5).round(4)
    near[[1, 3]] = 0.9712, 0.9716
    cases.append([{"accuracy": near.tolist(), "loss": _from_one(near)}])
    # More epochs, in numbers that are short enough to be looked through.
    long = np.append(rng.permutation(np.arange(80, 88)), 95) / 100
    cases.append([{"accuracy": long.tolist(), "loss": _from_one(long)}])
    return cases


def _from_one(values: np.ndarray) -> list[float]:
    """Losses that fall where these rise."""
    return (1 - values).round(4).tolist()


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


def _paste(signature: str, arguments: list[Data]) -> str:
    """A History to be made first, with one line for each of its lists."""
    measured: Any = arguments[0]
    lists = [f"    {name!r}: {pasting.expression(values)}," for name, values in measured.items()]
    if max(map(len, lists)) > pasting.WIDTH:
        return ""
    made = ["history = keras.callbacks.History()", "history.history = {", *lists, "}"]
    return "\n".join([*made, f"{function_name(signature)}(history)"])


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


ANSWER = Answer(
    inputs=_best_inputs,
    judge=explaining(
        by_value(
            "best_epoch(history)",
            lambda history: int(np.argmax(_column(history))) + 1,
            _BEST_WRONG,
            praise="Right: the best epoch by what the network has not trained on.",
            paste=_paste,
        ),
        _BEST_ERRORS,
    ),
    misconceptions=(*_BEST_WRONG, *_BEST_ERRORS.values()),
)
