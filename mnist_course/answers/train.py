"""train, of lesson 06: inputs, the right answer, and the misconceptions."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from mnist_course import spec
from mnist_course.core.exercise import Answer, Misconception, Verdict
from mnist_course.core.plain import Data
from mnist_course.exercises.train import EXERCISE
from mnist_course.judging.comparison import trouble
from mnist_course.judging.keras_errors import telling
from mnist_course.judging.trainings import judge_training
from mnist_course.probes.calls import ENDED
from mnist_course.probes.trainings import fresh_inputs


def _train_judge(inputs: Data, observed: Data) -> Verdict:
    record = observed["calls"][0]
    error = record["error"]
    # The probe itself ends a training that goes on for too long.
    if not (error and error.get("kind") == ENDED):
        verdict = trouble(EXERCISE.signature, [], record)
        if verdict:
            return verdict
    return replace(judge_training(inputs, observed), called=EXERCISE.signature)


def _fitting(**changes: Any) -> Callable[[Any, Any, Any], Any]:
    """A training with a mistake in it; a change to None leaves the argument out."""

    def wrong(model: Any, images: Any, labels: Any) -> Any:
        named = {"epochs": spec.EPOCHS, "batch_size": spec.BATCH_SIZE, "verbose": 0, **changes}
        return model.fit(images, labels, **{k: v for k, v in named.items() if v is not None})

    return wrong


def _nothing_returned(model: Any, images: Any, labels: Any) -> None:
    _fitting()(model, images, labels)


def _returned_dict(model: Any, images: Any, labels: Any) -> Any:
    return _fitting()(model, images, labels).history


def _returned_model(model: Any, images: Any, labels: Any) -> Any:
    _fitting()(model, images, labels)
    return model


def _twice(model: Any, images: Any, labels: Any) -> Any:
    _fitting()(model, images, labels)
    return _fitting()(model, images, labels)


def _one_by_one(model: Any, images: Any, labels: Any) -> Any:
    return [_fitting(epochs=1)(model, images, labels) for _ in range(spec.EPOCHS)][-1]


def _another_model(model: Any, images: Any, labels: Any) -> Any:
    import keras

    own = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")])
    own.compile("adam", spec.LOSS)
    return _fitting()(own, images, labels)


def _scaled(model: Any, images: Any, labels: Any) -> Any:
    return _fitting()(model, images / spec.BRIGHTEST, labels)


def _test_images(model: Any, images: Any, labels: Any) -> Any:
    from mnist_course.data import as_input, test_split

    x_test, y_test = (part[:70] for part in test_split())
    return _fitting(validation_data=(as_input(x_test), y_test))(model, images, labels)


def _other_images(model: Any, images: Any, labels: Any) -> Any:
    from mnist_course.data import as_input, test_split

    x_test, y_test = (part[:70] for part in test_split())
    return _fitting()(model, as_input(x_test), y_test)


def _on_itself(model: Any, images: Any, labels: Any) -> Any:
    return _fitting(validation_data=(images, labels))(model, images, labels)


def _some_images(model: Any, images: Any, labels: Any) -> Any:
    return _fitting()(model, images[:10_000], labels[:10_000])


def _recompiled(model: Any, images: Any, labels: Any) -> Any:
    model.compile("adam", spec.LOSS, metrics=[spec.METRIC])
    return _fitting()(model, images, labels)


_TRAIN_WRONG = (
    Misconception("returned-none", _nothing_returned),
    Misconception("wrong-epochs", _fitting(epochs=None)),
    Misconception("wrong-batch-size", _fitting(batch_size=None)),
    Misconception("returned-dict", _returned_dict),
    Misconception("returned-model", _returned_model),
    Misconception("trained-again", _twice),
    Misconception("partial-history", _one_by_one),
    Misconception("trained-another-model", _another_model),
    Misconception("scaled-again", _scaled),
    Misconception("validated-on-other-images", _test_images),
    Misconception("trained-on-other-images", _other_images),
    Misconception("validated-on-training-images", _on_itself),
    Misconception("recompiled", _recompiled),
    Misconception("not-all-images", _some_images),
)


ANSWER = Answer(
    inputs=fresh_inputs,
    judge=telling(_train_judge),
    misconceptions=_TRAIN_WRONG,
)
