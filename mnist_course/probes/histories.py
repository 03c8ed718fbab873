"""Observe a function that reads a Keras History."""

from typing import Any

from mnist_course.core.plain import Data
from mnist_course.probes.calls import call


def observe_best_epoch(function: Any, inputs: Data) -> Data:
    import keras

    calls = []
    cases: Any = inputs["cases"]
    for (measured,) in cases:
        history = keras.callbacks.History()
        history.history = {name: list(values) for name, values in measured.items()}
        history.epoch = list(range(len(next(iter(measured.values())))))
        calls.append(call(function, [history]))
        if calls[-1]["error"]:
            break
    return {"calls": calls}
