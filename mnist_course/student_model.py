"""The network that a lesson works with: the student's own, else the course's.

Lesson 06 saves the student's network as `digits.keras`. Lessons 07 to 09 use it where it can
be read, so that everyone sees the mistakes of their own network, and nobody has to wait for it.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mnist_course import model, spec
from mnist_course.core.course_file import taught
from mnist_course.core.errors import first_line
from mnist_course.core.language import say
from mnist_course.workspace import artefacts

if TYPE_CHECKING:
    import keras

FILE = "digits.keras"


@dataclass(frozen=True)
class Found:
    """A network and where it comes from.

    Attributes:
        model: takes float32 images (n, 28, 28, 1) in [0, 1], gives (n, 10); compiled.
        path: the student's file; None where it is the course's own network.
        passed_over: why a file was not used, one line each.
    """

    model: "keras.Model"
    path: Path | None
    passed_over: tuple[str, ...] = ()

    def __str__(self) -> str:
        lines = [f"{reason}." for reason in self.passed_over]
        if self.path is not None:
            lines.append(say("This is your own network, from {path}.", path=self.path))
        else:
            lines.append(
                say("This is the course's own trained network.")
                + taught(
                    "06_training",
                    say(" Yours takes its place once lesson 6 has saved it as {file}.", file=FILE),
                )
            )
        return "\n".join(lines)


def load_model(start: Path | None = None) -> "keras.Model":
    """The student's network if there is one, else the course's; prints which it is.

    Args:
        start: the folder of the notebook, by default the current one.

    Returns:
        A compiled Keras model from float32 images (n, 28, 28, 1) to probabilities (n, 10).

    Raises:
        CourseError: where the course's own weights are needed and cannot be read.
    """
    found = find(start)
    print(found)
    return found.model


def find(start: Path | None = None) -> Found:
    """As `load_model`, without printing, and with the place the network comes from."""
    passed_over: list[str] = []
    for path in artefacts.places(FILE, start):
        if not path.is_file():
            continue
        try:
            return Found(_read(path), path, tuple(passed_over))
        except Exception as error:
            # Keras raises many types for a damaged or foreign file; each means: use another.
            reason = first_line(error, 200) or type(error).__name__
            passed_over.append(
                say("{path} cannot be used ({reason})", path=path, reason=reason.rstrip("."))
            )
    return Found(model.reference(), None, tuple(passed_over))


def _read(path: Path) -> "keras.Model":
    import keras

    loaded = keras.models.load_model(path, compile=False)
    shapes = loaded.input_shape, loaded.output_shape
    if shapes != ((None, *spec.INPUT_SHAPE), (None, spec.CLASSES)):
        raise ValueError(f"it maps {shapes[0]} to {shapes[1]}")
    return model.compile_model(loaded)
