"""What `mnist-course doctor` looks at: is this machine ready, and if not, how to mend it."""

import importlib
import importlib.metadata
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mnist_course import data, spec
from mnist_course.core import versions
from mnist_course.core.data_set import MNIST
from mnist_course.core.errors import CourseError, named
from mnist_course.core.language import say, sentence
from mnist_course.workspace import delivery, progress

FINE, NOTE, FAULT = "fine", "note", "fault"

_SIGNS = {FINE: "✓", NOTE: "○", FAULT: "✗"}

DISK_BYTES = 500 * 2**20
"""For models, plots and notebooks with their outputs."""

MEMORY_BYTES = 3 * 2**29
"""Lesson 06 needs 1.2 GB while it trains (measured)."""

_IMPORT_SECONDS = 180


@dataclass(frozen=True)
class Finding:
    """What the doctor says of one thing.

    Attributes:
        state: `FINE`, `NOTE` (works without it) or `FAULT`.
        what: the thing.
        found: what was found.
        mend: how to mend it; '' where there is nothing to mend.
    """

    state: str
    what: str
    found: str
    mend: str = ""

    def __str__(self) -> str:
        words = "" if self.state == FINE else f" ({say(self.state)})"
        mend = f"\n    → {say(self.mend)}" if self.mend else ""
        return f"{_SIGNS[self.state]} {say(self.what)}{words}: {say(self.found)}{mend}"


def findings() -> Iterator[Finding]:
    """Look at everything; what goes wrong with looking is a fault too."""
    for examine in EXAMINATIONS:
        try:
            yield from examine()
        except (CourseError, OSError, ValueError) as error:
            yield Finding(FAULT, examine.__name__.replace("_", " "), str(error))


def python() -> Iterator[Finding]:
    """Python's version against the package's requirement."""
    from packaging.specifiers import SpecifierSet

    wanted = importlib.metadata.metadata("mnist-course")["Requires-Python"]
    found = platform.python_version()
    if SpecifierSet(wanted).contains(found, prereleases=True):
        yield Finding(FINE, "Python", found)
    else:
        yield Finding(
            FAULT,
            "Python",
            say("{found}, but the course needs {wanted}", found=found, wanted=wanted),
            "Make a virtual environment with a Python of that range, and install there.",
        )


NO_WHEEL = {
    ("Darwin", "x86_64"): sentence("a Mac with an Intel processor"),
    ("Windows", "ARM64"): sentence("Windows on Arm"),
}
"""(system, machine) for which there is no TensorFlow of the versions that the course needs."""


def machine() -> Iterator[Finding]:
    """Whether TensorFlow exists for this kind of machine, before pip says that it does not."""
    found = platform.system(), platform.machine()
    if found in NO_WHEEL:
        yield Finding(
            FAULT,
            "machine",
            say(
                "{machine}, for which there is no TensorFlow as new as the course needs",
                machine=say(NO_WHEEL[found]),
            ),
            "Work on another computer, in a container, or in the browser: on a JupyterHub, in "
            "GitHub Codespaces or in Google Colab. "
            "On a Mac with an Apple processor, take a Python made for it (arm64), not for Intel.",
        )
    else:
        yield Finding(FINE, "machine", " ".join(found))


def packages() -> Iterator[Finding]:
    """Each required package's version against the range that the course is tested with."""
    from packaging.requirements import Requirement

    fine = 0
    for text in importlib.metadata.requires("mnist-course") or []:
        wanted = Requirement(text)
        if wanted.marker and not wanted.marker.evaluate({"extra": ""}):
            continue
        try:
            found = importlib.metadata.version(wanted.name)
        except importlib.metadata.PackageNotFoundError:
            found = ""
        if found and wanted.specifier.contains(found, prereleases=True):
            fine += 1
            continue
        command = f'python -m pip install "{wanted.name}{wanted.specifier}"'
        yield Finding(
            FAULT,
            wanted.name,
            say(
                "{found}, but the course needs {specifier}",
                found=found or say("not installed"),
                specifier=wanted.specifier,
            ),
            command,
        )
    yield Finding(FINE, "packages", say("{fine} in the versions that the course needs", fine=fine))


def tested_versions() -> Iterator[Finding]:
    """Each package against the version that the instructor tested, where a release says it."""
    tested = versions.pinned()
    differ = versions.differences(tested)
    if differ:
        yield Finding(
            NOTE,
            "tested versions",
            say(
                "{differ} of {tested} packages differ: {which}",
                differ=len(differ),
                tested=len(tested),
                which=", ".join(map(str, differ)),
            ),
            say(
                "Where something fails: `python -m pip install -c {file} -e .` in the folder "
                "from which you installed the course.",
                file=versions.FILE,
            ),
        )
    elif tested:
        yield Finding(FINE, "tested versions", "the same as your instructor's")


def keras() -> Iterator[Finding]:
    """Whether Keras can be imported, and runs on TensorFlow."""
    code = "import keras; print(keras.__version__, keras.backend.backend())"
    try:
        done = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_IMPORT_SECONDS,
            env=os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3"},
        )
    except subprocess.TimeoutExpired:
        yield Finding(
            FAULT,
            "Keras",
            say(
                "its import took more than {import_seconds} seconds",
                import_seconds=_IMPORT_SECONDS,
            ),
            "Close other programs and try again; a virus scanner may be reading TensorFlow.",
        )
        return
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or [f"status {done.returncode}"])[-1]
        yield Finding(
            FAULT,
            "Keras",
            say("its import failed: {last}", last=last),
            "python -m pip install --force-reinstall tensorflow keras. TensorFlow needs a 64-bit "
            "processor with AVX, and on Windows the Visual C++ redistributable.",
        )
        return
    version, backend = done.stdout.split()[-2:]
    if backend != "tensorflow":
        yield Finding(
            FAULT,
            "Keras",
            say(
                "{version} runs on {backend}; the lessons expect tensorflow",
                version=version,
                backend=backend,
            ),
            say(
                "Remove KERAS_BACKEND from your environment, or set it to tensorflow; and "
                "`backend` in {parent} likewise.",
                parent=data.keras_file().parent.parent / "keras.json",
            ),
        )
        return
    yield Finding(FINE, "Keras", say("{version} on {backend}", version=version, backend=backend))


def images() -> Iterator[Finding]:
    """The course's data file, and of MNIST the one where Keras looks."""
    if spec.DATA != MNIST:
        data.warm()
        yield Finding(FINE, "data", say("{name}, as the course says", name=spec.DATA.name))
        return
    data.packaged_file()
    yield Finding(FINE, "data in the package", "the checksum is Keras's own")
    path = data.keras_file()
    if not path.exists():
        yield Finding(
            NOTE,
            "data for Keras",
            say("not in {path} yet", path=path),
            "`mnist-course start` puts them there.",
        )
    elif not path.is_file() or data.checksum(path) != data.SHA256:
        yield Finding(
            FAULT,
            "data for Keras",
            say("{path} is damaged, or something else", path=path),
            "`mnist-course start` keeps it under another name and puts the right one there.",
        )
    else:
        yield Finding(FINE, "data for Keras", str(path))


def folders() -> Iterator[Finding]:
    """Whether the folders that the course writes to can be written."""
    from jupyter_core.paths import jupyter_runtime_dir

    lessons = progress.workspace() or progress.workspace(Path.cwd() / delivery.DEFAULT_NAME)
    for what, path, mend in (
        (
            "lessons",
            lessons or Path.cwd(),
            say("Change to a folder of your own, or name one: `mnist-course start DIR`."),
        ),
        ("data", data.keras_file().parent, say("Set KERAS_HOME to a folder of your own.")),
        (
            "Jupyter",
            Path(jupyter_runtime_dir()),
            say("Set JUPYTER_RUNTIME_DIR to one of your own."),
        ),
    ):
        problem = _write_problem(path)
        if problem:
            yield Finding(FAULT, say("folder for {what}", what=what), f"{path}: {problem}", mend)
        else:
            yield Finding(
                FINE, say("folder for {what}", what=what), say("{path} can be written", path=path)
            )


def _write_problem(path: Path) -> str:
    existing = next(one for one in (path, *path.parents) if one.exists())
    try:
        with tempfile.TemporaryFile(dir=existing) as file:
            file.write(b"0")
    except OSError as error:
        return error.strerror or str(error)
    return ""


def disk() -> Iterator[Finding]:
    """Free space where the lessons are or will be."""
    free = shutil.disk_usage(Path.cwd()).free
    if free < DISK_BYTES:
        yield Finding(
            FAULT,
            "disk",
            say(
                "{free:,.0f} MB free; {disk_bytes:,.0f} MB are needed",
                free=free / 2**20,
                disk_bytes=DISK_BYTES / 2**20,
            ),
            "Make room, or use a folder on another disk.",
        )
    else:
        yield Finding(FINE, "disk", say("{free:,.1f} GB free", free=free / 2**30))


def memory() -> Iterator[Finding]:
    """Memory that is free for a training run."""
    import psutil

    free = psutil.virtual_memory().available
    if free < MEMORY_BYTES:
        yield Finding(
            FAULT,
            "memory",
            say(
                "{free:.1f} GB available; training takes {memory_bytes:.1f} GB",
                free=free / 2**30,
                memory_bytes=MEMORY_BYTES / 2**30,
            ),
            "Close other programs and notebooks (in JupyterLab: Kernel, Shut Down All Kernels).",
        )
    else:
        yield Finding(FINE, "memory", say("{free:.1f} GB available", free=free / 2**30))


def jupyter() -> Iterator[Finding]:
    """Whether JupyterLab's kernel starts, and is this Python with the course in it."""
    from jupyter_client import KernelManager

    # As `mnist-course start` sets it: this environment's kernel before the user's own.
    os.environ.setdefault("JUPYTER_PREFER_ENV_PATH", "1")
    manager = KernelManager(kernel_name="python3")
    shown: list[str] = []
    try:
        manager.start_kernel(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        client = manager.blocking_client()
        client.start_channels()
        client.wait_for_ready(timeout=60)
        client.execute_interactive(
            "import mnist_course, sys; print(sys.executable)",
            timeout=60,
            allow_stdin=False,
            output_hook=lambda message: shown.append(
                message["content"].get("text") or message["content"].get("evalue") or ""
            ),
        )
        client.stop_channels()
    except Exception as error:
        shown = [named(error)]
    finally:
        if manager.has_kernel:
            manager.shutdown_kernel(now=True)
    answer = "".join(shown).strip()
    if answer and Path(answer) == Path(sys.executable):
        yield Finding(FINE, "Jupyter's kernel", "starts, with this Python")
        return
    command = f"{sys.executable} -m ipykernel install --sys-prefix"
    yield Finding(
        FAULT,
        "Jupyter's kernel",
        say(
            "is not this Python with the course in it: {said}",
            said=answer or say("it said nothing"),
        ),
        command,
    )


def sandbox() -> Iterator[Finding]:
    """What grading needs, tried as `mnist-autograder grade` tries it; nothing for students."""
    if importlib.util.find_spec("autograder") is None:
        return
    what = say("sandbox for grading")
    only = say("Only instructors need it.")
    if not sys.platform.startswith("linux"):
        yield Finding(
            NOTE,
            what,
            say("none on {system}", system=platform.system()),
            say("{only} Grade on Linux.", only=only),
        )
        return
    wall = importlib.import_module("autograder.sandbox.wall")
    try:
        wall.check()
    except wall.NoSandbox as error:
        yield Finding(NOTE, what, str(error), only)
        return
    yield Finding(FINE, what, "bubblewrap and user namespaces work")


EXAMINATIONS = (
    python,
    machine,
    packages,
    tested_versions,
    keras,
    images,
    folders,
    disk,
    memory,
    jupyter,
    sandbox,
)
