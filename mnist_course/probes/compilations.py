"""Observe how a model is compiled, as plain data, where the student's model is."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from mnist_course import spec
from mnist_course.core.errors import named
from mnist_course.core.plain import Data, describe_type
from mnist_course.probes.calls import call
from mnist_course.probes.networks import observe
from mnist_course.probes.precision import single_precision

STEP = 32
"""How many of the images a step of training is taken with."""

_DOUBT = np.float32(0.2)

_LOOKS = 15
"""At how many steps of an epoch a schedule's rate is looked at."""


def doubtful_weights() -> list[np.ndarray]:
    """The trained weights, but less sure of each answer: extreme losses are hard to compare."""
    from mnist_course.model import reference_weights

    *weights, kernel, bias = reference_weights()
    return [*weights, kernel * _DOUBT, bias * _DOUBT]


def observe_compiling(function: Any, inputs: Data) -> Data:
    """Give a function a model with trained weights, and observe what it made of it."""
    from mnist_course.model import build

    with single_precision():
        model = build()
    model.set_weights(doubtful_weights())
    before = model.get_weights()

    def look(returned: Any) -> Data:
        observed: dict[str, Data] = {"same": returned is model, "kind": describe_type(returned)}
        if returned is model:
            after = model.get_weights()
            observed["kept"] = len(before) == len(after) and all(map(np.array_equal, before, after))
            observed["model"] = observe(model)
            # A batch and a step: to trace a graph for them would take longer.
            model.run_eagerly = True
            images, labels = inputs["images"], inputs["labels"]
            observed["compilation"] = observe_compilation(model, images, labels)
            observed["stepped"] = _one_step(model, images[:STEP], labels[:STEP])
        return observed

    return {"calls": [call(function, [model], look)]}


def _one_step(model: Any, images: np.ndarray, labels: np.ndarray) -> list[np.ndarray]:
    """The weights after one step of training, which `fit` would take; [] where there is none."""
    import keras

    try:
        tensors = keras.ops.convert_to_tensor(images), keras.ops.convert_to_tensor(labels)
        model.train_step(tensors)
        return [np.asarray(array) for array in model.get_weights()]
    except Exception:
        # What is wrong with the compilation, if anything, was noted before.
        return []


def observe_compilation(
    model: Any, images: np.ndarray | None = None, labels: np.ndarray | None = None
) -> dict[str, Data]:
    """What the judge needs to know of a compilation; never raises.

    Args:
        model: a Keras model.
        images, labels: a batch; where given, the loss and the metrics that the model reports
            for it are recorded. That resets the metrics and changes nothing else.

    Returns:
        A dict with `compiled`, `optimizer` (dict of `name`, `home`, `settings`, and of `rate` and
        `least_rate`, the largest and the smallest in the first epoch), `loss` and `metrics` (lists
        of dicts of `name`, `home`, `settings`), `loss_weights`, `reported` (what `evaluate` gave)
        and `trouble` (its error, or '').
    """
    record: dict[str, Data] = {
        "compiled": False,
        "optimizer": None,
        "loss": [],
        "metrics": [],
        "loss_weights": "",
        "reported": {},
        "trouble": "",
    }
    try:
        record["compiled"] = bool(model.compiled)
        if not record["compiled"]:
            return record
        given = model._compile_config.config if model._compile_config is not None else {}
        record["optimizer"] = _optimizer(model.optimizer)
        record["loss"] = list(map(_named, _flat(given.get("loss"))))
        metrics = [*_flat(given.get("metrics")), *_flat(given.get("weighted_metrics"))]
        record["metrics"] = list(map(_named, metrics))
        weights = given.get("loss_weights")
        record["loss_weights"] = "" if weights is None else repr(weights)[:200]
        if images is not None:
            # As `evaluate`, without the pipeline that takes longer than the batch.
            reported = model.test_on_batch(images, labels, return_dict=True)
            record["reported"] = {str(k)[:60]: float(v) for k, v in reported.items()}
    except Exception as error:
        record["trouble"] = named(error, 200)
    return record


def _flat(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        for part in value:
            yield from _flat(part)
    elif value is not None:
        yield value


def _named(value: Any) -> dict[str, Data]:
    """A loss or a metric: its name, where it comes from, and its settings."""
    if isinstance(value, str):
        return {"name": value[:80], "home": "keras", "settings": {}}
    kind = value if isinstance(value, type) or hasattr(value, "__name__") else type(value)
    settings: dict[str, Data] = {}
    config = getattr(value, "get_config", None)
    if callable(config) and not isinstance(value, type):
        settings = {str(k)[:40]: _simple(v) for k, v in config().items()}
    return {
        "name": str(getattr(kind, "__name__", kind))[:80],
        "home": _home(kind),
        "settings": settings,
    }


def _home(kind: Any) -> str:
    """'keras' for what Keras itself exports, else the module."""
    import keras

    name = getattr(kind, "__name__", "")
    for module in (keras.losses, keras.metrics, keras.optimizers):
        if getattr(module, name, None) is kind:
            return "keras"
    return str(getattr(kind, "__module__", ""))[:80]


def _optimizer(optimizer: Any) -> dict[str, Data]:
    import keras

    # Scaling the loss, and the gradients back, leaves the inner optimizer's steps as they are.
    if type(optimizer) is keras.optimizers.LossScaleOptimizer:
        optimizer = optimizer.inner_optimizer
    rates = _rates(optimizer)
    return {
        "name": type(optimizer).__name__[:80],
        "home": _home(type(optimizer)),
        "rate": max(rates),
        "least_rate": min(rates),
        "settings": {str(k)[:40]: _simple(v) for k, v in optimizer.get_config().items()},
    }


def _rates(optimizer: Any) -> list[float]:
    """The learning rate; of a schedule those at some steps of the first epoch."""
    rate = optimizer._learning_rate
    if not callable(rate):
        return [float(np.asarray(rate))]
    steps = -(-spec.TRAIN_COUNT // spec.BATCH_SIZE)
    places = np.linspace(0, steps, _LOOKS, dtype=int).tolist()
    return [float(np.asarray(rate(step))) for step in places]


def _simple(value: Any) -> Data:
    return value if type(value) in (bool, int, float, str, type(None)) else repr(value)[:80]
