"""Judge how a function trains a model.

The judge checks the batches that were noted (which images, how many, how often), and works out
the weights that exactly these batches lead to: they must be the ones that the model has in the
end.
"""

from typing import Any

import numpy as np

from mnist_course import spec
from mnist_course.core.exercise import Verdict, failed, passed
from mnist_course.core.language import say, say_of
from mnist_course.core.plain import Data
from mnist_course.probes.trainings import MARKS, RATE

_MOST_HELD_OUT = 0.31
_CLOSE = {"rtol": 1e-3, "atol": 1e-4}


def judge_training(inputs: Data, observed: Data) -> Verdict:
    """Whether the training was that of the course: 6 epochs, batches of 35, the given images.

    Args:
        inputs: from `trainings.fresh_inputs`.
        observed: from `trainings.observe_training`; not trusted.
    """
    noted = observed.get("steps")
    steps = [step for step in noted if isinstance(step, dict)] if isinstance(noted, list) else []
    trained = [step for step in steps if step.get("kind") == "train"]
    kind = _returned(observed).get("kind")
    by_hand = observed.get("fits") == 0
    if observed.get("recompiled") is True:
        return failed(
            "recompiled",
            "The function compiles the model again. It came compiled, with the optimizer that the "
            "caller chose.",
            "Leave `compile` out of `train`; only call `fit`.",
        )
    if by_hand and (trained or _has_changed(inputs, observed)):
        return failed(
            "trained-by-hand",
            "The model was trained without `fit`: by `train_on_batch`, or by steps of its own. "
            "The exercise asks for `fit`, and for the History that it returns.",
            say(
                "Write `return model.fit(images, labels, epochs={epochs}, "
                "batch_size={batch_size})`; it makes the batches itself.",
                epochs=spec.EPOCHS,
                batch_size=spec.BATCH_SIZE,
            ),
        )
    if not trained:
        return _nothing_trained(kind)
    # Each step of the judgement relies on those before it.
    return (
        _judge_rate(trained)
        or _judge_images(inputs, trained)
        or _judge_validation(inputs, steps, trained)
        or _judge_batches(trained)
        or _judge_epochs(inputs, observed, steps, trained)
        or _judge_given(inputs, observed, trained)
        or _judge_returned(observed, kind)
        or _judge_weights(inputs, observed, trained)
        or _judge_callbacks(observed)
        or passed(
            say(
                "{epochs} epochs with batches of {batch_size}, on the images that were given.",
                epochs=spec.EPOCHS,
                batch_size=spec.BATCH_SIZE,
            )
        )
    )


def _judge_rate(trained: list[dict[str, Any]]) -> Verdict | None:
    rate = trained[0].get("rate")
    if isinstance(rate, float) and np.isclose(rate, RATE, rtol=1e-4):
        return None
    return failed(
        "changed-rate",
        "The function changes the optimizer's learning rate. The model came compiled, with the "
        "rate that the caller chose.",
        "Leave the optimizer as it is; only call `fit`.",
    )


def _judge_callbacks(observed: Data) -> Verdict | None:
    if observed.get("callbacks") != 0:
        return None
    return failed(
        "callbacks-dropped",
        "`train` was given a callback, and `fit` never called it.",
        "Hand it on: `model.fit(…, callbacks=callbacks)`.",
    )


def _returned(observed: Data) -> dict[str, Any]:
    value = observed["calls"][0]["value"]
    return value if isinstance(value, dict) else {}


def _has_changed(inputs: Data, observed: Data) -> bool:
    """Whether the model's weights are others than in the beginning."""
    weights = observed.get("weights")
    if not isinstance(weights, list) or not weights:
        return False
    return not _close(weights[0], inputs["kernel"])


def _nothing_trained(kind: Any) -> Verdict:
    if kind == "History":
        return failed(
            "trained-another-model",
            "The model that was passed in has not been trained; another one has.",
            "Call `fit` on the argument `model`.",
        )
    return failed(
        "not-trained",
        "The model has not been trained: it saw no batch.",
        "Call `model.fit(images, labels, …)` and return what it returns.",
    )


def _places(inputs: Data, step: dict[str, Any]) -> np.ndarray | None:
    """Which of the given images a batch held; None where it held others."""
    marks, means = step.get("marks"), step.get("means")
    if not _are_numbers(marks) or not _are_numbers(means):
        return None
    images = inputs["images"]
    places = np.rint(marks.astype(np.float64) * MARKS).astype(np.int64) - 1
    if len(places) != step.get("size") or len(means) != len(places):
        return None
    if not len(places) or places.min() < 0 or places.max() >= len(images):
        return None
    true = images.reshape(len(images), -1)
    exact = np.allclose(marks, true[places, 0], atol=1e-6)
    return places if exact and np.allclose(means, true.mean(axis=1)[places], atol=1e-4) else None


def _are_numbers(value: Any) -> bool:
    return isinstance(value, np.ndarray) and value.ndim == 1 and value.dtype.kind in "iuf"


def _judge_images(inputs: Data, trained: list[dict[str, Any]]) -> Verdict | None:
    known = float(inputs["images"].mean())
    for step in trained:
        places = _places(inputs, step)
        if places is None:
            means = step.get("means")
            mean = float(np.mean(means)) if _are_numbers(means) and len(means) else 0.0
            if abs(mean * spec.BRIGHTEST - known) < 0.05:
                return failed(
                    "scaled-again",
                    "The function scales the images, which come scaled already: the brightest "
                    "pixel becomes 0.0039.",
                    "Pass the images to `fit` as they are.",
                )
            return failed(
                "trained-on-other-images",
                "The model was trained on images other than those that were passed in.",
                "Use the arguments `images` and `labels`, not variables of the notebook.",
            )
        labels = step.get("labels")
        usable = isinstance(labels, np.ndarray) and labels.size
        if not usable or labels.shape[:1] != places.shape:
            return failed(
                "wrong-labels",
                "The model was trained without the labels that were passed in.",
                "Call `model.fit(images, labels, …)`.",
            )
        if not np.array_equal(labels.reshape(len(places), -1)[:, 0], inputs["labels"][places]):
            return failed(
                "wrong-labels",
                "Images and labels do not go together: some images came with another's label.",
                "Pass both as they are; if you shuffle, shuffle both in the same order.",
            )
        if step.get("weighted") is not False:
            return failed(
                "weighted-images",
                "Some images count more than others (`sample_weight` or `class_weight`).",
                "Leave the weights out: each image counts once.",
            )
    return None


def _seen(inputs: Data, steps: list[dict[str, Any]]) -> np.ndarray:
    """How many times each image was seen."""
    counts = np.zeros(len(inputs["images"]), np.int64)
    for step in steps:
        places = _places(inputs, step)
        if places is not None:
            np.add.at(counts, places, 1)
    return counts


def _judge_validation(
    inputs: Data, steps: list[dict[str, Any]], trained: list[dict[str, Any]]
) -> Verdict | None:
    tested = [step for step in steps if step.get("kind") == "test"]
    if any(_places(inputs, step) is None for step in tested):
        return failed(
            "validated-on-other-images",
            "The training was validated on images that were not passed in, such as the test "
            "images. Choosing by them makes the final test worthless.",
            "Save the test images for the end. `validation_split=0.1` holds back some of the "
            "training images.",
        )
    # What `evaluate` measures before or after the training chooses nothing.
    validated = [step for step in tested if step.get("evaluation") == 0]
    if ((_seen(inputs, validated) > 0) & (_seen(inputs, trained) > 0)).any():
        return failed(
            "validated-on-training-images",
            "The training was validated on the very images it trains on, which flatters it.",
            "Leave `validation_data` out, or use `validation_split=0.1`.",
        )
    return None


def _judge_batches(trained: list[dict[str, Any]]) -> Verdict | None:
    sizes = [int(step["size"]) for step in trained]
    if max(sizes) == spec.BATCH_SIZE:
        return None
    default = say(" That is Keras's default.") if max(sizes) == 32 else ""
    return failed(
        "wrong-batch-size",
        say(
            "The batches hold {size} images; {batch_size} are asked for.{default}",
            size=max(sizes),
            batch_size=spec.BATCH_SIZE,
            default=default,
        ),
        say(
            "Write `batch_size={batch_size}`. A `tf.data.Dataset` is batched by "
            "`.batch({batch_size})`.",
            batch_size=spec.BATCH_SIZE,
        ),
    )


def _judge_epochs(
    inputs: Data,
    observed: Data,
    steps: list[dict[str, Any]],
    trained: list[dict[str, Any]],
) -> Verdict | None:
    seen = _seen(inputs, trained)
    epochs = int(seen.max())
    if observed.get("fits") == 2 and epochs == 2 * spec.EPOCHS:
        return failed(
            "trained-again",
            say(
                "The model was trained twice: `fit` was called two times, {epochs} epochs in "
                "all. A second `fit` goes on where the first stopped.",
                epochs=epochs,
            ),
            "Call `fit` once and return what it returns.",
        )
    if epochs != spec.EPOCHS:
        return _other_epochs(epochs, observed.get("asked") == spec.EPOCHS)
    held = seen == 0
    if held.any() and not any(np.array_equal(held, part) for part in _tested(inputs, steps)):
        return failed(
            "not-all-images",
            say(
                "{left_out:,} of the {all:,} images were not used.",
                left_out=int(held.sum()),
                all=len(held),
            ),
            "Train on all images; a last batch that is not full belongs too "
            "(`drop_remainder=False`).",
        )
    if held.mean() > _MOST_HELD_OUT:
        return failed(
            "too-much-held-out",
            say("{share:.0%} of the images were held back for validation.", share=held.mean()),
            "A tenth is enough: `validation_split=0.1`.",
        )
    if (seen[~held] != spec.EPOCHS).any():
        return failed(
            "not-all-images",
            "Some images were used less often than others: in each epoch every image comes once.",
            "Let `fit` do the batches; a last batch that is not full belongs too.",
        )
    return None


def _judge_given(inputs: Data, observed: Data, trained: list[dict[str, Any]]) -> Verdict | None:
    """Whether many images are used like the few of which each step was noted."""
    given = observed.get("given")
    held_out = bool((_seen(inputs, trained) == 0).any())
    least = (1 - _MOST_HELD_OUT) * spec.TRAIN_COUNT if held_out else spec.TRAIN_COUNT
    if type(given) is not int or given >= least:
        return None
    return failed(
        "not-all-images",
        say(
            "Of {count:,} images `fit` is given {given:,}.",
            count=spec.TRAIN_COUNT,
            given=given,
        ),
        "Hand `images` and `labels` on whole: fewer are quicker, and teach the network less.",
    )


def _tested(inputs: Data, steps: list[dict[str, Any]]) -> list[np.ndarray]:
    """Which images were tested: within `fit`, and by each call of `evaluate`."""
    groups: dict[int, list[dict[str, Any]]] = {}
    for step in steps:
        evaluation = step.get("evaluation")
        if step.get("kind") == "test" and type(evaluation) is int:
            groups.setdefault(evaluation, []).append(step)
    return [_seen(inputs, group) > 0 for group in groups.values()]


def _other_epochs(epochs: int, as_asked: bool) -> Verdict:
    """The verdict on a training that is too short or too long, perhaps though `epochs` is right."""
    told = say_of(
        epochs,
        "The training took {number} epoch; {wanted} are asked for.",
        "The training took {number} epochs; {wanted} are asked for.",
        wanted=spec.EPOCHS,
    )
    if as_asked and epochs < spec.EPOCHS:
        return failed(
            "stopped-early",
            say(
                "{told} `epochs={epochs}` stands there, but something ended it sooner or began "
                "it later: perhaps `EarlyStopping`, `initial_epoch` or `steps_per_epoch`.",
                told=told,
                epochs=spec.EPOCHS,
            ),
            "Leave that out: this training goes through all its epochs.",
        )
    if as_asked:
        return failed(
            "images-repeated",
            say(
                "{told} `epochs={epochs}` stands there, but each epoch shows the images more "
                "than once: perhaps the dataset is repeated.",
                told=told,
                epochs=spec.EPOCHS,
            ),
            "Leave `.repeat()` out: `fit` begins anew in each epoch.",
        )
    only = say(" That is Keras's default.") if epochs == 1 else ""
    return failed("wrong-epochs", told + only, say("Write `epochs={epochs}`.", epochs=spec.EPOCHS))


def _judge_returned(observed: Data, kind: Any) -> Verdict | None:
    advice = say("Return what `fit` returns: `return model.fit(…)`.")
    if kind == "model":
        return failed("returned-model", "The function returned the model.", advice)
    if kind != "History":
        name = ascii(str(kind))[1:-1][:60]
        if name.startswith("dict"):
            return failed(
                "returned-dict",
                "The function returned the dictionary `history.history`; the whole History is "
                "asked for.",
                advice,
            )
        return failed(
            "wrong-type", say("The function returned {name}, not the History.", name=name), advice
        )
    epochs = _returned(observed).get("epochs")
    if epochs != spec.EPOCHS:
        return failed(
            "partial-history",
            say(
                "The History covers {epochs} of the {wanted} epochs.",
                epochs=epochs,
                wanted=spec.EPOCHS,
            ),
            say("Call `fit` once, with `epochs={epochs}`, not once an epoch.", epochs=spec.EPOCHS),
        )
    return None


def _judge_weights(inputs: Data, observed: Data, trained: list[dict[str, Any]]) -> Verdict | None:
    """The weights in the end must be those that the noted batches lead to."""
    weights = observed.get("weights")
    if isinstance(weights, list) and len(weights) == 2:
        for kernel, bias in _trajectory(inputs, trained):
            if _close(weights[0], kernel) and _close(weights[1], bias):
                return None
    return failed(
        "different-training",
        "The model's weights are not those that these batches lead to.",
        "Let `model.fit` do the whole training, and leave the weights to it.",
    )


def _trajectory(inputs: Data, trained: list[dict[str, Any]]) -> list[tuple[np.ndarray, np.ndarray]]:
    """Stochastic gradient descent on a softmax regression: the weights after each epoch."""
    flat = inputs["images"].reshape(len(inputs["images"]), -1).astype(np.float64)
    targets = np.eye(spec.CLASSES)[inputs["labels"]]
    kernel, bias = inputs["kernel"].astype(np.float64), np.zeros(spec.CLASSES)
    ends = []
    for number, step in enumerate(trained, 1):
        places = _places(inputs, step)
        logits = flat[places] @ kernel + bias
        logits -= logits.max(axis=1, keepdims=True)
        probabilities = np.exp(logits)
        probabilities /= probabilities.sum(axis=1, keepdims=True)
        error = (probabilities - targets[places]) / len(places)
        rate = step.get("rate")
        rate = rate if isinstance(rate, float) and 0 < rate < 1 else RATE
        kernel = kernel - rate * flat[places].T @ error
        bias = bias - rate * error.sum(axis=0)
        if number % (len(trained) // spec.EPOCHS) == 0:
            ends.append((kernel, bias))
    return ends


def _close(value: Any, right: np.ndarray) -> bool:
    return (
        type(value) is np.ndarray
        and value.dtype.kind == "f"
        and value.shape == right.shape
        and np.allclose(value, right, **_CLOSE)
    )
