"""compile_model, of lesson 05: inputs, the right answer, and the misconceptions."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from mnist_course import spec
from mnist_course.core.exercise import Answer, Misconception, Verdict, failed
from mnist_course.core.language import say
from mnist_course.core.plain import Data
from mnist_course.exercises.compile_model import EXERCISE
from mnist_course.judging import adam
from mnist_course.judging.comparison import trouble
from mnist_course.judging.compilations import judge_compilation, truth
from mnist_course.judging.explaining import explaining
from mnist_course.judging.keras_errors import telling
from mnist_course.judging.network import judge_model
from mnist_course.probes.compilations import STEP, doubtful_weights

_IMAGES = 2 * STEP


def _compile_inputs(rng: np.random.Generator) -> Data:
    from mnist_course.data import as_input, test_split

    images, labels = test_split()
    places = np.sort(rng.choice(spec.TEST_COUNT, _IMAGES, replace=False))
    shown = labels[places].astype(np.int64)
    # Every third label is wrong, so that the accuracy of the batch is like no other number.
    shown[::3] = (shown[::3] + rng.integers(1, spec.CLASSES, len(shown[::3]))) % spec.CLASSES
    return {"images": as_input(images[places]), "labels": shown}


def _compile_judge(inputs: Data, observed: Data) -> Verdict:
    from mnist_course.judging.accuracy import predict

    record = observed["calls"][0]
    verdict = trouble(EXERCISE.signature, [], record)
    if verdict:
        return verdict
    value = record["value"] if isinstance(record["value"], dict) else {}
    if value.get("same") is not True:
        return failed(
            "another-model",
            say(
                "compile_model returned something other than the model it was given: {kind}.",
                kind=str(value.get("kind"))[:60],
            ),
            "Compile the argument `model` and return it: `return model`.",
        )
    if not judge_model(value.get("model")).ok or value.get("kept") is not True:
        return failed(
            "changed-model",
            "The model's layers or weights changed; compiling should leave them alone.",
            "Only call `model.compile(…)`. Training comes in the next lesson.",
        )
    probabilities = predict(doubtful_weights(), inputs["images"])
    verdict = judge_compilation(value.get("compilation"), truth(probabilities, inputs["labels"]))
    if verdict.ok:
        verdict = _judge_step(inputs, value) or verdict
    return replace(verdict, called=EXERCISE.signature)


def _judge_step(inputs: Data, value: Data) -> Verdict | None:
    """Whether a step of training moved all weights as Adam does."""
    optimizer = value["compilation"]["optimizer"]
    weights = doubtful_weights()
    slopes = adam.gradients(weights, inputs["images"][:STEP], inputs["labels"][:STEP])
    rate, epsilon = optimizer["rate"], optimizer["settings"].get("epsilon", 0.0)
    stepped = value.get("stepped")
    if adam.is_first_step(weights, stepped, slopes, rate, epsilon):
        return None
    if isinstance(stepped, list) and len(stepped) == len(weights):
        still = sum(map(np.array_equal, weights, stepped))
        if still:
            return failed(
                "frozen-weights",
                say(
                    "After one step of training, {unmoved} of the {weights} arrays of weights are "
                    "what they were: something keeps them from learning.",
                    unmoved=still,
                    weights=len(weights),
                ),
                "Leave `trainable` and the learning rate alone; only call `model.compile(…)`.",
            )
    return failed(
        "other-steps",
        "One step of training does not move the weights as Adam does with this learning rate.",
        say('Write `optimizer="{optimizer}"`, with nothing more.', optimizer=spec.OPTIMIZER),
    )


def _compiling(**changes: Any) -> Callable[[Any], Any]:
    """A compilation with a mistake in it; a change to None leaves the argument out."""

    def wrong(model: Any) -> Any:
        right = {"optimizer": spec.OPTIMIZER, "loss": spec.LOSS, "metrics": [spec.METRIC]}
        made = {k: v() if callable(v) else v for k, v in {**right, **changes}.items()}
        model.compile(**{k: v for k, v in made.items() if v is not None})
        return model

    return wrong


def _adam(**settings: Any) -> Callable[[], Any]:
    def make() -> Any:
        import keras

        return keras.optimizers.Adam(**settings)

    return make


def _from_logits() -> Any:
    import keras

    return keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def _by_position(model: Any) -> Any:
    model.compile(spec.OPTIMIZER, spec.LOSS, [spec.METRIC])
    return model


def _nothing_returned(model: Any) -> Any:
    return model.compile(optimizer=spec.OPTIMIZER, loss=spec.LOSS, metrics=[spec.METRIC])


def _another(model: Any) -> Any:
    from mnist_course.model import build, compile_model

    return compile_model(build())


_COMPILE_WRONG = (
    Misconception("returned-none", _nothing_returned),
    Misconception("another-model", _another),
    Misconception("not-compiled", lambda model: model),
    Misconception("categorical-loss", _compiling(loss="categorical_crossentropy")),
    Misconception("binary-loss", _compiling(loss="binary_crossentropy")),
    Misconception("regression-loss", _compiling(loss="mse")),
    Misconception("missing-loss", _compiling(loss=None)),
    Misconception("from-logits", _compiling(loss=_from_logits)),
    Misconception("binary-accuracy", _compiling(metrics=["binary_accuracy"])),
    Misconception("categorical-accuracy", _compiling(metrics=["categorical_accuracy"])),
    Misconception("missing-metric", _compiling(metrics=None)),
    Misconception("metrics-by-position", _by_position),
    Misconception("wrong-optimizer", _compiling(optimizer="sgd")),
    Misconception("learning-rate-too-large", _compiling(optimizer=_adam(learning_rate=1.0))),
    Misconception("learning-rate-too-small", _compiling(optimizer=_adam(learning_rate=1e-6))),
)


_METRICS_NO_LIST = Misconception(
    "metrics-not-a-list",
    _compiling(metrics="accuracy"),
    "The metrics are not in a list.",
    say('Put it into a list: `metrics=["{metric}"]`.', metric=spec.METRIC),
)


ANSWER = Answer(
    inputs=_compile_inputs,
    judge=explaining(
        telling(_compile_judge),
        {"Expected `metrics` argument to be a list": _METRICS_NO_LIST},
    ),
    misconceptions=(*_COMPILE_WRONG, _METRICS_NO_LIST),
)
