"""The course's main job, from the data to a digit read.

Load → prepare → build → compile → train → evaluate → predict: `mnist-course train` and the
benchmark over seeds both run it.
"""

import contextlib
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mnist_course import data, model, spec
from mnist_course.core import files, quiet
from mnist_course.core.errors import CourseError
from mnist_course.core.language import say
from mnist_course.display import png
from mnist_course.judging import mistakes

if TYPE_CHECKING:
    import keras

STEPS_PER_CALL = 16
"""Batches that TensorFlow trains on before it returns to Python. The result is the same as
with 1; the way back and forth costs about a fifth of the time of a network this small."""


@dataclass(frozen=True)
class Fitted:
    """A network and how it was trained.

    Attributes:
        model: the trained model.
        history: 'loss' and 'accuracy' on the training images, one value an epoch.
        seconds: how long the training took.
        complete: False where Ctrl-C ended it early.
    """

    model: "keras.Model"
    history: dict[str, list[float]]
    seconds: float
    complete: bool


@dataclass(frozen=True)
class Results:
    """What a trained network does with the test images.

    Attributes:
        loss, accuracy: on all of them.
        digit, probability: what it reads on test image `spec.PREDICTED_TEST_IMAGE`.
        label: what a person read there.
    """

    loss: float
    accuracy: float
    digit: int
    probability: float
    label: int


def fit(epochs: int, batch_size: int, seed: int, callbacks: Sequence[Any] = ()) -> Fitted:
    """Load, prepare, build, compile and train.

    Args:
        epochs, batch_size: of the training, both at least 1.
        seed: of the weights and the order of the images.
        callbacks: Keras callbacks, such as a display.

    Raises:
        CourseError: where the package's data are missing or damaged.
    """
    (x_train, y_train), _ = data.prepared()
    quiet.import_keras()
    import keras

    keras.utils.set_random_seed(seed)
    network = model.compile_model(model.build())
    network.steps_per_execution = STEPS_PER_CALL
    history = keras.callbacks.History()
    begin = time.perf_counter()
    try:
        network.fit(
            x_train,
            y_train,
            epochs=epochs,
            batch_size=batch_size,
            verbose=0,
            callbacks=[history, *callbacks],
        )
        # A display that catches the interrupt stops the training in place of it.
        complete = not network.stop_training
    except KeyboardInterrupt:
        complete = False
    seconds = time.perf_counter() - begin
    # From here on it is as any other model: how it was trained is not part of it.
    network.steps_per_execution = 1
    figures = {name: [float(v) for v in values] for name, values in history.history.items()}
    return Fitted(network, figures, seconds, complete)


def assess(network: "keras.Model") -> Results:
    """Evaluate on the test images, and predict the one that the published run predicts."""
    x_test, y_test = data.test_split()
    x_test, place = data.as_input(x_test), spec.PREDICTED_TEST_IMAGE
    loss, accuracy = network.evaluate(x_test, y_test, batch_size=500, verbose=0)
    probabilities = network.predict(x_test[place : place + 1], verbose=0)[0]
    digit = int(probabilities.argmax())
    return Results(
        float(loss), float(accuracy), digit, float(probabilities[digit]), int(y_test[place])
    )


def report(results: Results) -> str:
    """The results in words."""
    against = say("reached") if results.accuracy >= spec.TARGET_ACCURACY else say("not reached")
    return say(
        "Test accuracy {accuracy:.2%}, loss {loss:.4f}; the target of {target_accuracy:.1%} "
        "is {against}.\nTest image {predicted_test_image}: the network reads {read} "
        "({probability:.1%} sure); it is labelled {label}.",
        accuracy=results.accuracy,
        loss=results.loss,
        target_accuracy=spec.TARGET_ACCURACY,
        against=against,
        predicted_test_image=spec.PREDICTED_TEST_IMAGE,
        read=mistakes.called(results.digit),
        probability=results.probability,
        label=spec.DATA.classes[results.label],
    )


def refuse_unwritable(out: Path, curve: Path, overwrite: bool) -> None:
    """Find out before minutes of training whether the results can be saved.

    Raises:
        CourseError: where they cannot.
    """
    if out.suffix != ".keras":
        raise CourseError(
            say("{out} does not end in .keras, the format in which Keras saves models.", out=out)
        )
    if not out.parent.is_dir():
        raise CourseError(
            say(
                "There is no folder {parent}. Make it, or name another with --out.",
                parent=out.parent,
            )
        )
    for path in (out, curve):
        if path.is_dir():
            raise CourseError(say("{path} is a folder. Name a file with --out.", path=path))
        if path.exists() and not overwrite:
            raise CourseError(
                say(
                    "{path} exists. Name another file with --out, or replace it with --overwrite.",
                    path=path,
                )
            )
    try:
        with tempfile.TemporaryFile(dir=out.parent):
            pass
    except OSError as error:
        raise CourseError(
            say(
                "The folder {folder} cannot be written: {reason}. Name another with --out.",
                folder=out.parent.absolute(),
                reason=error.strerror or error,
            )
        ) from None


def save(fitted: Fitted, out: Path) -> None:
    """Save the model, whole or not at all.

    Raises:
        CourseError: where the folder cannot be written any more.
    """
    with _told(out), files.replacing(out, suffix=out.suffix) as new:
        fitted.model.save(new)


def save_curve(fitted: Fitted, results: Results, path: Path) -> None:
    """Draw loss and accuracy over the epochs, with the test images' beside them, as PNG.

    Raises:
        CourseError: where the folder cannot be written any more.
    """
    # Figures of their own canvas: nothing here touches pyplot's state or opens a window.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 3.6), layout="constrained")
    FigureCanvasAgg(figure)
    for axes, name, tested, scale in zip(
        figure.subplots(1, 2), ("accuracy", "loss"), (results.accuracy, results.loss), (100, 1)
    ):
        values = [scale * value for value in fitted.history.get(name, [])]
        axes.plot(range(1, len(values) + 1), values, "o-", label=say("training images"))
        axes.axhline(
            scale * tested, color="C1", linestyle="--", label=say("test images, at the end")
        )
        axes.set(xlabel="epoch", ylabel=f"{name}, %" if scale == 100 else name)
        axes.xaxis.get_major_locator().set_params(integer=True)
        axes.set_xlim(0.5, max(len(values), 2) + 0.5)
        axes.grid(alpha=0.3)
        axes.legend()
    figure.suptitle(
        say("Learning curve: {accuracy:.2%} on the test images", accuracy=results.accuracy)
    )
    with _told(path):
        files.write(path, png.of_figure(figure, dpi=120))


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    """What keeps `path` from being written, in one line."""
    try:
        yield
    except OSError as error:
        raise CourseError(
            say("{path} cannot be written: {reason}.", path=path, reason=error.strerror or error)
        ) from None
