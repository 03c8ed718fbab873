"""The images that the course is about; and MNIST for Keras, offline.

The package carries Keras's own `mnist.npz`, byte for byte; `provide` puts it where an
unmodified `keras.datasets.mnist.load_data()` looks, so no machine has to download it.
Licence and origin: `assets/LICENSE.md`.
"""

import functools
import hashlib
import os
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mnist_course import spec
from mnist_course.core import course_rooms, files
from mnist_course.core.data_set import MNIST
from mnist_course.core.errors import CourseError, named
from mnist_course.core.language import say
from mnist_course.core.own_work import does

SHA256 = "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1"
"""Of the file, as in the source of `keras.datasets.mnist`."""

_NAMES = ("x_train", "y_train", "x_test", "y_test")

Split = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Provided:
    """Where Keras's copy is, and what was done.

    Attributes:
        path: the file that Keras reads.
        action: 'found', 'installed' or 'replaced'.
        kept: where a damaged or foreign file was moved to; None where there was none.
    """

    path: Path
    action: str
    kept: Path | None = None

    def told(self) -> str:
        """What whoever had another file there should know; '' where there was none."""
        if self.kept is None:
            return ""
        return say(
            "{path} was not MNIST's file. It is now {kept}, beside it.",
            path=self.path,
            kept=self.kept.name,
        )


def packaged_file() -> Path:
    """The package's own `mnist.npz`, its checksum verified.

    Raises:
        CourseError: where it is missing or damaged.
    """
    path = Path(__file__).parent / "assets" / MNIST.file
    if not path.is_file():
        raise CourseError(
            say(
                "The package's data file {path} is missing. Install mnist-course again.",
                path=path,
            )
        )
    found = checksum(path)
    if found != SHA256:
        raise CourseError(
            say(
                "The package's data file {path} is damaged (SHA-256 {found}…, expected "
                "{sha256}…). Install mnist-course again.",
                path=path,
                found=found[:12],
                sha256=SHA256[:12],
            )
        )
    return path


class Interrupted(KeyboardInterrupt):
    """An interrupt while the data were read; a notebook shows its message and no traceback."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


def checksum(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def keras_file() -> Path:
    """Where Keras looks for the data, found as Keras 3 finds it (`keras.config`, `get_file`)."""
    home = os.environ.get("KERAS_HOME")
    if home is None:
        user = os.path.expanduser("~")
        home = os.path.join(user if os.access(user, os.W_OK) else "/tmp", ".keras")
    base = Path(os.path.expanduser(home)).absolute()
    # A folder that is not there yet will be made; Keras itself falls back for one of those too.
    existing = next(one for one in (base, *base.parents) if one.exists())
    if not os.access(existing, os.W_OK):
        base = Path("/tmp" if os.path.isdir("/tmp") else tempfile.gettempdir(), ".keras")
    return base / "datasets" / "mnist.npz"


def provide() -> Provided | None:
    """Put the data where `keras.datasets.mnist.load_data()` looks.

    Not where the course has data of its own, of which Keras knows nothing: None then. A file
    there that is not MNIST is kept under another name beside it.

    Raises:
        CourseError: where the package's file is unusable or the folder cannot be written.
    """
    if spec.DATA != MNIST:
        return None
    target = keras_file()
    try:
        if target.is_file() and checksum(target) == SHA256:
            return Provided(target, "found")
        source = packaged_file()
        target.parent.mkdir(parents=True, exist_ok=True)
        kept = _set_aside(target) if os.path.lexists(target) else None
        with files.replacing(target) as new:
            shutil.copyfile(source, new)
    except OSError as error:
        raise CourseError(
            say(
                "The data cannot be put into {parent}: {reason}. Make the folder writable, or "
                "set KERAS_HOME to one that is.",
                parent=target.parent,
                reason=error.strerror or error,
            )
        ) from None
    return Provided(target, "replaced" if kept else "installed", kept)


def _set_aside(path: Path) -> Path:
    stamp = time.strftime("%Y%m%d-%H%M%S")
    kept = path.with_name(f"{path.name}.not-mnist-{stamp}")
    number = 1
    while os.path.lexists(kept):
        number += 1
        kept = path.with_name(f"{path.name}.not-mnist-{stamp}-{number}")
    path.rename(kept)
    return kept


@does("load_digits")
def load() -> tuple[Split, Split]:
    """The course's data as Keras returns those of MNIST.

    Returns:
        `((x_train, y_train), (x_test, y_test))`, uint8: images (60000, 28, 28) and
        (10000, 28, 28) with 0 as black and 255 as white, labels (60000,) and (10000,). Of data
        of a course's own, as many as `spec.DATA` says.

    Raises:
        CourseError: where the file is missing or damaged, or not as the course says.
    """
    arrays = _arrays()
    return (
        (arrays["x_train"].copy(), arrays["y_train"].copy()),
        (arrays["x_test"].copy(), arrays["y_test"].copy()),
    )


@does("load_digits")
@functools.cache
def _arrays() -> dict[str, np.ndarray]:
    # Unpacking takes a third of a second, and the checks ask again and again. What leaves this
    # module is a copy: students may change their arrays.
    try:
        if spec.DATA != MNIST:
            return _own_arrays(course_rooms.helper(spec.DATA.file))
        with np.load(packaged_file(), allow_pickle=False) as arrays:
            return {name: arrays[name] for name in _NAMES}
    except KeyboardInterrupt:
        raise Interrupted(
            say("Interrupted while the data were read. Run the cell again.")
        ) from None


def _own_arrays(path: Path) -> dict[str, np.ndarray]:
    """A course's own data, seen to be what its file says: nothing has summed them up before."""
    try:
        with np.load(path, allow_pickle=False) as archive:
            found = {name: archive[name] for name in _NAMES}
    # Whatever a damaged archive may raise.
    except Exception as error:
        wanted = ", ".join(_NAMES)
        raise CourseError(f"{path} cannot be read as {wanted}: {named(error)}.") from None
    for split, count in (("train", spec.TRAIN_COUNT), ("test", spec.TEST_COUNT)):
        size = (count, spec.IMAGE_HEIGHT, spec.IMAGE_WIDTH)
        for name, shape in ((f"x_{split}", size), (f"y_{split}", size[:1])):
            array = found[name]
            if array.shape != shape or array.dtype != np.uint8:
                raise CourseError(
                    f"{path}: {name} is {array.dtype} {array.shape}, the course's [data] expects "
                    f"uint8 {shape}."
                )
        if (largest := found[f"y_{split}"].max()) >= spec.CLASSES:
            raise CourseError(
                f"{path}: y_{split} has the label {largest}, the course's [data] has names for 0 "
                f"to {spec.CLASSES - 1}."
            )
    return found


def warm() -> None:
    """Read the data now, for a process that is about to fork."""
    _arrays()


def test_split() -> Split:
    """The test images and labels alone, as `load` returns them."""
    arrays = _arrays()
    return arrays["x_test"].copy(), arrays["y_test"].copy()


def prepared() -> tuple[Split, Split]:
    """The data as the course's model takes them.

    Returns:
        As `load`, but with images float32 (n, 28, 28, 1) in [0, 1].
    """
    (x_train, y_train), (x_test, y_test) = load()
    return (as_input(x_train), y_train), (as_input(x_test), y_test)


@does("prepare", "scale")
def as_input(images: np.ndarray) -> np.ndarray:
    """uint8 (n, 28, 28) images as the model's input: float32 (n, 28, 28, 1) in [0, 1]."""
    return np.divide(images[..., np.newaxis], spec.BRIGHTEST, dtype=np.float32)
