"""Judge how a model was compiled, by the properties of the compilation.

Names, classes, instances and functions that mean the same are the same.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from mnist_course import spec
from mnist_course.core.exercise import Verdict, failed, passed
from mnist_course.core.language import say, sentence
from mnist_course.core.number_words import words
from mnist_course.core.plain import Data

_ROUNDING = 1e-6
"""Keras keeps a rate as float32, in which 0.0001 is a little less."""

_LARGEST_EPSILON = 1e-3
"""Adam's epsilon up to which its steps are Adam's; 1.0 makes them those of plain descent."""

_CLIPPING = ("clipnorm", "clipvalue", "global_clipnorm")
_LEAST_CLIPPING = 1.0
"""The course's gradients are smaller, so clipping from here on changes nothing."""

_BETAS = {"beta_1": (0.8, 0.95), "beta_2": (0.98, 0.9999)}
_ACCURACY_CLOSE = 1e-5
_LOSS_CLOSE = {"rtol": 1e-3, "atol": 1e-4}


@dataclass(frozen=True)
class Truth:
    """What a right compilation reports for the probe's batch.

    Attributes:
        loss: mean sparse categorical cross-entropy.
        accuracy: the share of right answers.
    """

    loss: float
    accuracy: float


def truth(probabilities: np.ndarray, labels: np.ndarray) -> Truth:
    """The right loss and accuracy.

    Args:
        probabilities: float (n, 10), rows that sum to 1.
        labels: integers (n,).
    """
    chosen = probabilities[np.arange(len(labels)), labels].astype(np.float64)
    # Keras keeps probabilities this far from 0 and 1 (`keras.config.epsilon`).
    return Truth(
        loss=float(-np.log(np.clip(chosen, 1e-7, 1 - 1e-7)).mean()),
        accuracy=float((probabilities.argmax(axis=1) == labels).mean()),
    )


def judge_compilation(observed: Data, right: Truth | None = None) -> Verdict:
    """Whether an observed compilation is that of the course.

    Args:
        observed: from `compilation_probe.observe_compilation`; not trusted.
        right: what the batch must have given; None to judge the configuration alone.
    """
    if not isinstance(observed, dict) or observed.get("compiled") is not True:
        return failed(
            "not-compiled",
            "The model is not compiled.",
            "Call `model.compile(optimizer=…, loss=…, metrics=[…])`, then return the model.",
        )
    for judge in (_judge_loss, _judge_optimizer, _judge_metrics):
        verdict = judge(observed)
        if verdict:
            return verdict
    if right is not None:
        verdict = _judge_reported(observed, right)
        if verdict:
            return verdict
    return passed("Adam, sparse categorical cross-entropy, accuracy: compiled as the course does.")


def _entries(observed: Data, key: str) -> list[dict[str, Any]]:
    entries = observed.get(key)
    if not isinstance(entries, list):
        return []
    return [entry for entry in entries if isinstance(entry, dict)]


def _key(entry: dict[str, Any]) -> str:
    """'SparseCategoricalCrossentropy' and 'sparse_categorical_crossentropy' are one name."""
    return str(entry.get("name")).lower().replace("_", "")


def _settings(entry: dict[str, Any]) -> dict[str, Any]:
    settings = entry.get("settings")
    return settings if isinstance(settings, dict) else {}


_WRONG_LOSSES = {
    "categoricalcrossentropy": (
        "categorical-loss",
        sentence(
            "categorical_crossentropy expects one-hot labels, ten numbers each. These labels are "
            "integers, 0 to 9."
        ),
    ),
    "binarycrossentropy": (
        "binary-loss",
        sentence("binary_crossentropy is for yes-or-no questions. Here one digit of ten is right."),
    ),
    "mse": (
        "regression-loss",
        sentence(
            "The mean squared error measures a distance between numbers, but digit 3 is no "
            "closer to digit 4 than to digit 8."
        ),
    ),
}
for _name in ("meansquarederror", "mae", "meanabsoluteerror", "huber", "logcosh"):
    _WRONG_LOSSES[_name] = _WRONG_LOSSES["mse"]
_USE_LOSS = say('Write `loss="{loss}"`.', loss=spec.LOSS)


def _judge_loss(observed: Data) -> Verdict | None:
    losses = _entries(observed, "loss")
    if not losses:
        return failed("missing-loss", "No loss is given, so there is nothing to learn.", _USE_LOSS)
    entry = losses[0]
    key = _key(entry)
    if key in _WRONG_LOSSES and entry.get("home") == "keras":
        cause, message = _WRONG_LOSSES[key]
        return failed(cause, message, _USE_LOSS)
    if key != spec.LOSS.replace("_", "") or entry.get("home") != "keras" or len(losses) > 1:
        return failed(
            "wrong-loss",
            say(
                "The loss is {name}; for integer labels and a softmax it is sparse categorical "
                "cross-entropy.",
                name=ascii(entry.get("name"))[1:-1][:60],
            ),
            _USE_LOSS,
        )
    settings = _settings(entry)
    if settings.get("from_logits") is True:
        return failed(
            "from-logits",
            "`from_logits=True` says that the outputs are raw scores, but the model's last layer "
            "has already applied the softmax.",
            "Leave `from_logits` out.",
        )
    if settings.get("ignore_class") is not None:
        return failed(
            "ignored-class",
            say(
                "`ignore_class={ignore_class}` leaves one digit out of the training.",
                ignore_class=settings["ignore_class"],
            ),
            "Leave `ignore_class` out.",
        )
    if settings.get("reduction", "sum_over_batch_size") not in (
        "sum_over_batch_size",
        "auto",
        "mean",
        "mean_with_sample_weight",
    ):
        return failed(
            "wrong-reduction",
            say(
                "The losses of a batch are reduced by {reduction!a}; the mean is wanted.",
                reduction=settings["reduction"],
            ),
            "Leave `reduction` out.",
        )
    return None


def _judge_optimizer(observed: Data) -> Verdict | None:
    optimizer = observed.get("optimizer")
    optimizer = optimizer if isinstance(optimizer, dict) else {}
    name = ascii(optimizer.get("name"))[1:-1][:60]
    if name.lower() != spec.OPTIMIZER or optimizer.get("home") != "keras":
        return failed(
            "wrong-optimizer",
            say("The optimizer is {name}; the course trains with Adam.", name=name),
            'Write `optimizer="adam"`.'
            + (
                " It is also the one argument with a default, which is rmsprop."
                if name == "RMSprop"
                else ""
            ),
        )
    rate = optimizer.get("rate")
    low, high = spec.LEAST_LEARNING_RATE, spec.LARGEST_LEARNING_RATE
    if not isinstance(rate, float) or not (low * (1 - _ROUNDING) <= rate <= high * (1 + _ROUNDING)):
        shown = f"{rate:g}" if isinstance(rate, float) else say("not a number")
        large = isinstance(rate, float) and rate > high
        return failed(
            "learning-rate-too-large" if large else "learning-rate-too-small",
            say("The learning rate is {shown}. ", shown=shown)
            + (
                "With such steps the loss jumps about or grows."
                if large
                else say(
                    "With such steps {epochs} epochs do not get far.",
                    epochs=words(spec.EPOCHS),
                )
            ),
            say(
                "Try {learning_rate:g}, which is Adam's default.",
                learning_rate=spec.LEARNING_RATE,
            ),
        )
    least = optimizer.get("least_rate")
    if not isinstance(least, float) or least < low * (1 - _ROUNDING):
        shown = f"{least:g}" if isinstance(least, float) else "nothing"
        return failed(
            "learning-rate-too-small",
            say(
                "The learning rate falls to {shown} within the first of {epochs} epochs. With "
                "such steps the training stands still.",
                shown=shown,
                epochs=spec.EPOCHS,
            ),
            say(
                "Use no schedule: {learning_rate:g} all along, which is Adam's default.",
                learning_rate=spec.LEARNING_RATE,
            ),
        )
    settings = _settings(optimizer)
    for beta, (least, most) in _BETAS.items():
        value = settings.get(beta, least)
        if not isinstance(value, float) or not least <= value <= most:
            return failed(
                "unusual-optimizer-setting",
                say(
                    "`{beta}` is {value}, far from Adam's default.",
                    beta=beta,
                    value=ascii(value)[:20],
                ),
                say("Leave `{beta}` out.", beta=beta),
            )
    if settings.get("weight_decay"):
        return failed(
            "weight-decay",
            "`weight_decay` pulls all weights towards 0, which the course's training does not.",
            "Leave `weight_decay` out.",
        )
    return _judge_steps(settings)


def _judge_steps(settings: dict[str, Any]) -> Verdict | None:
    """Settings under which the steps are not Adam's any more."""
    epsilon = settings.get("epsilon", 0.0)
    if not isinstance(epsilon, (int, float)) or not 0 <= epsilon <= _LARGEST_EPSILON:
        return failed(
            "unusual-optimizer-setting",
            say(
                "`epsilon` is {value}. It only keeps Adam from dividing by 0; so large, it "
                "makes every step tiny.",
                value=ascii(epsilon)[:20],
            ),
            "Leave `epsilon` out.",
        )
    for name in _CLIPPING:
        limit = settings.get(name)
        if limit is not None and not (isinstance(limit, (int, float)) and limit >= _LEAST_CLIPPING):
            return failed(
                "clipped-gradients",
                say(
                    "`{name}={value}` cuts the gradients off, so the steps are no longer Adam's.",
                    name=name,
                    value=ascii(limit)[:20],
                ),
                say("Leave `{name}` out.", name=name),
            )
    if settings.get("use_ema"):
        return failed(
            "averaged-weights",
            "`use_ema=True` replaces the weights by an average over the steps so far.",
            "Leave `use_ema` out.",
        )
    if settings.get("gradient_accumulation_steps"):
        return failed(
            "accumulated-gradients",
            "`gradient_accumulation_steps` makes one step of several batches.",
            "Leave `gradient_accumulation_steps` out.",
        )
    return None


_ACCURACY = frozenset(("accuracy", "acc", "sparsecategoricalaccuracy"))
_USE_METRIC = say('Write `metrics=["{metric}"]`.', metric=spec.METRIC)


def _judge_metrics(observed: Data) -> Verdict | None:
    if observed.get("loss_weights"):
        metric = any(word in str(observed["loss_weights"]) for word in ("acc", "Acc", "ccuracy"))
        if metric:
            return failed(
                "metrics-by-position",
                "The metrics went into `loss_weights`, which is the third argument of `compile`.",
                say('Name the argument: `metrics=["{metric}"]`.', metric=spec.METRIC),
            )
        return failed(
            "loss-weights",
            "`loss_weights` is for models with several outputs; this one has a single loss.",
            "Leave `loss_weights` out.",
        )
    metrics = _entries(observed, "metrics")
    found = [_key(entry) for entry in metrics if entry.get("home") == "keras"]
    classes = [_is_accuracy_class(entry) for entry in metrics]
    if any(key in _ACCURACY and not odd for key, odd in zip(map(_key, metrics), classes)):
        own = [e for e in metrics if _key(e) in _ACCURACY and e.get("home") == "keras"]
        if own:
            return None
    if "binaryaccuracy" in found:
        return failed(
            "binary-accuracy",
            "binary_accuracy counts each of the ten outputs on its own, so an image that is read "
            "wrongly still counts as mostly right: it shows 97.6 % where 87.7 % is true.",
            _USE_METRIC,
        )
    if "categoricalaccuracy" in found:
        return failed(
            "categorical-accuracy",
            "categorical_accuracy expects one-hot labels; these labels are integers.",
            _USE_METRIC,
        )
    if any(classes):
        return failed(
            "accuracy-class",
            "keras.metrics.Accuracy compares the ten probabilities themselves with the label, not "
            "the most probable digit.",
            say(
                "{use_metric} As a string it becomes the accuracy that fits the labels.",
                use_metric=_USE_METRIC,
            ),
        )
    if not metrics:
        return failed(
            "missing-metric",
            "No metric is given, so training shows the loss alone.",
            _USE_METRIC,
        )
    names = ", ".join(ascii(entry.get("name"))[1:-1][:40] for entry in metrics[:3])
    return failed(
        "wrong-metric",
        say("The metrics are {names}; none of them is the accuracy.", names=names),
        _USE_METRIC,
    )


def _is_accuracy_class(entry: dict[str, Any]) -> bool:
    """`keras.metrics.Accuracy`, unlike the string 'accuracy'."""
    return entry.get("name") == "Accuracy" and entry.get("home") == "keras"


def _judge_reported(observed: Data, right: Truth) -> Verdict | None:
    reported = observed.get("reported")
    reported = reported if isinstance(reported, dict) else {}
    trouble = observed.get("trouble")
    if trouble or not reported:
        return failed(
            "cannot-evaluate",
            say(
                "The compiled model cannot be evaluated: {reason}.",
                reason=ascii(str(trouble))[1:-1][:200],
            ),
            say(
                'Compile with `loss="{loss}"` and `metrics=["{metric}"]`.',
                loss=spec.LOSS,
                metric=spec.METRIC,
            ),
        )
    values = {key: value for key, value in reported.items() if isinstance(value, float)}
    loss = values.pop("loss", float("nan"))
    if not np.isclose(loss, right.loss, **_LOSS_CLOSE):
        return failed(
            "wrong-loss-value",
            say(
                "The compiled model reports a loss of {loss:.4f} for a batch where {right:.4f} "
                "is right.",
                loss=loss,
                right=right.loss,
            ),
            _USE_LOSS,
        )
    close: Callable[[float], bool] = lambda v: abs(v - right.accuracy) < _ACCURACY_CLOSE  # noqa: E731
    if not any(map(close, values.values())):
        return failed(
            "wrong-metric-value",
            say(
                "No metric of the compiled model shows the accuracy of a batch, {accuracy:.4f}.",
                accuracy=right.accuracy,
            ),
            _USE_METRIC,
        )
    return None
