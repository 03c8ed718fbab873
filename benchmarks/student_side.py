"""How quick the student's side is, and what its parts cost.

    python benchmarks/student_side.py [--repeat 3] [--part commands]

Prints wall and processor time (the best of the repeats, so that a busy machine disturbs less)
of the import, the commands, the first cells, a save while `watch` runs, the checks (medians), the
self-check of each lesson with and without the warm process, and of what several steps a call
and oneDNN save in a training run (`--part training`).
"""

import argparse
import contextlib
import io
import json
import multiprocessing
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

SOLUTIONS = Path(__file__).parent.parent / "solutions"
STEPS = 400
CHECKS = 5
WARMING_SECONDS = 15
PARTS = (
    "commands",
    "first-cells",
    "kernels",
    "watch",
    "self-check",
    "beside",
    "checks",
    "pad",
    "training",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--part", choices=PARTS)
    chosen = parser.parse_args()
    if chosen.part == "training":
        for switch in ("0", "1"):
            training(chosen.repeat, switch)
        return
    with tempfile.TemporaryDirectory() as folder:
        root = solved_workspace(Path(folder) / "lessons")
        if chosen.part in (None, "commands"):
            commands(root, chosen.repeat)
        if chosen.part in (None, "first-cells"):
            first_cells(root, chosen.repeat)
        if chosen.part in (None, "kernels"):
            kernels(root, chosen.repeat)
        if chosen.part in (None, "watch"):
            watching(root, chosen.repeat)
        if chosen.part in (None, "self-check"):
            self_checks(root, chosen.repeat)
        if chosen.part in (None, "beside"):
            beside_jupyterlab(root, chosen.repeat)
        if chosen.part in (None, "checks"):
            checks(root)
        if chosen.part in (None, "pad"):
            drawing_pad(chosen.repeat)
        os.chdir("/")


def commands(root: Path, repeat: int) -> None:
    """Imports and commands, beside the bare interpreter."""
    python = [sys.executable]
    line("python -c pass", repeat, command([*python, "-c", "pass"]))
    line("import mnist_course", repeat, command([*python, "-c", "import mnist_course"]))
    line("mnist-course --help", repeat, command([*python, "-m", "mnist_course", "--help"]))
    progress = [*python, "-m", "mnist_course", "progress", str(root)]
    line("mnist-course progress", repeat, command(progress))
    line("import keras", repeat, command([*python, "-c", "import keras"]))
    for what, until in (("jupyter lab alone", _lab_alone), ("mnist-course start", _started)):
        times = []
        for _ in range(repeat):
            begin = time.perf_counter()
            with until(root):
                times.append(time.perf_counter() - begin)
        print(f"{what + ': until it is ready':<46} {min(times):7.3f} s", flush=True)


@contextlib.contextmanager
def _started(root: Path) -> Iterator[None]:
    """Enter once `mnist-course start` says that JupyterLab is ready."""
    start = [sys.executable, "-m", "mnist_course", "start", str(root), "--no-browser"]
    environment = os.environ | {"PYTHONUTF8": "1"}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(start, env=environment, encoding="utf-8", **pipes) as running:
        for text in running.stdout:
            if text.startswith("JupyterLab is"):
                break
        yield
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=60)


@contextlib.contextmanager
def _lab_alone(root: Path) -> Iterator[None]:
    """Enter once JupyterLab, as anybody starts it, answers on its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    start = [sys.executable, "-m", "jupyterlab", "--no-browser", f"--ServerApp.port={port}"]
    start += ["--allow-root", "--IdentityProvider.token=a"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(start, cwd=root, **quiet) as running:
        while running.poll() is None:
            with (
                contextlib.suppress(OSError),
                urllib.request.urlopen(f"http://127.0.0.1:{port}/api/status?token=a", timeout=5),
            ):
                break
            time.sleep(0.05)
        yield
        running.terminate()


def beside_jupyterlab(root: Path, repeat: int) -> None:
    """The commands of the self-check while JupyterLab runs, whose warm process serves them too."""
    from mnist_course import course

    with _started(root):
        # The warm process imports Keras while JupyterLab starts; a student reads by then.
        time.sleep(WARMING_SECONDS)
        for lesson in course.lessons():
            check = [sys.executable, "-m", "mnist_course", "check", lesson.id]
            line(f"{lesson.id}: mnist-course check, beside", repeat, command(check, root))
            pytest = [sys.executable, "-m", "pytest", "-q", lesson.id]
            line(f"{lesson.id}: pytest, beside", repeat, command(pytest, root))


def first_cells(root: Path, repeat: int) -> None:
    """The first code cell of each lesson, in a Python that has imported nothing."""
    from mnist_course import course
    from mnist_course.workspace import delivery

    for lesson in course.lessons():
        notebook = json.loads(delivery.notebook(root, lesson.id).read_text("utf-8"))
        sources = ("".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code")
        work = command([sys.executable, "-c", next(sources)], root / lesson.id)
        line(f"{lesson.id}: first cell", repeat, work)


def kernels(root: Path, repeat: int) -> None:
    """A notebook is opened, and its first cell run: with Jupyter's kernels and with forks."""
    import psutil
    from jupyter_client import KernelManager
    from jupyter_client.provisioning import KernelProvisionerFactory

    from mnist_course import course
    from mnist_course.kernels import warm
    from mnist_course.workspace import delivery

    process = warm.WarmProcess(keras=True)
    process.fork(["--version"], root, os.environ, 300).kill()
    os.environ[warm.SOCKET] = str(process.socket)
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
    for lesson in course.lessons():
        notebook = json.loads(delivery.notebook(root, lesson.id).read_text("utf-8"))
        source = next("".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code")
        for kind, provisioner in (("fresh", "local-provisioner"), ("forked", warm.PROVISIONER)):
            KernelProvisionerFactory.instance().default_provisioner_name = provisioner
            opened, ran = [], []
            for _ in range(repeat):
                begin = time.perf_counter()
                manager = KernelManager(kernel_name="python3")
                manager.start_kernel(cwd=str(root / lesson.id))
                client = manager.blocking_client()
                client.start_channels()
                client.wait_for_ready(timeout=120)
                opened.append(time.perf_counter() - begin)
                begin = time.perf_counter()
                client.execute_interactive(source, timeout=120, output_hook=lambda message: None)
                ran.append(time.perf_counter() - begin)
                client.stop_channels()
                manager.shutdown_kernel(now=True)
            what = f"{lesson.id}, {kind} kernel"
            print(
                f"{what:<46} ready {min(opened):5.2f} s   first cell {min(ran):5.2f} s", flush=True
            )
    memory = psutil.Process(process.pid).memory_full_info()
    own, resident = memory.uss / 2**20, memory.rss / 2**20
    print(f"the warm process: {resident:.0f} MiB resident, {own:.0f} MiB of them its own")
    process.close()


def watching(root: Path, repeat: int) -> None:
    """From a save to the last verdict, as `watch` does it, polling included."""
    from mnist_course import course
    from mnist_course.selfcheck import watch
    from mnist_course.selfcheck.kernels import Kernels
    from mnist_course.selfcheck.run import check_notebook
    from mnist_course.workspace import delivery

    with Kernels() as kernels:
        for lesson in course.lessons():
            path = delivery.notebook(root, lesson.id)
            list(check_notebook(path, lesson, kernels, ahead=True))
            saves, times = watch.Saves([path]), []
            for _ in range(repeat):
                # The student thinks, and the next kernel gets ready.
                time.sleep(2)
                os.utime(path)
                begin = time.perf_counter()
                while not saves.new():
                    time.sleep(watch.POLL_SECONDS)
                list(check_notebook(path, lesson, kernels, ahead=True))
                times.append(time.perf_counter() - begin)
            print(f"{lesson.id + ': save to verdict':<46} {min(times):7.2f} s", flush=True)


def line(what: str, repeat: int, work: Callable[[], None]) -> None:
    """Print the best wall time of some work, and its children's processor time."""
    walls, processors = [], []
    for _ in range(repeat):
        before, begin = os.times(), time.perf_counter()
        work()
        after = os.times()
        walls.append(time.perf_counter() - begin)
        processors.append(
            after.children_user
            + after.children_system
            - before.children_user
            - before.children_system
        )
    print(f"{what:<46} {min(walls):7.3f} s   processor {min(processors):6.2f} s", flush=True)


def command(arguments: list[str], folder: Path | None = None) -> Callable[[], None]:
    """Work that runs a command."""
    environment = os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONUTF8": "1"}

    def work() -> None:
        subprocess.run(
            arguments, cwd=folder, env=environment, capture_output=True, check=True, timeout=900
        )

    return work


def solved_workspace(root: Path) -> Path:
    """A workspace with the masters' solutions, and the model that lesson 06 would train."""
    import numpy as np

    from mnist_course import course, model
    from mnist_course.core import quiet
    from mnist_course.workspace import delivery

    quiet.import_keras()
    delivery.prepare(root)
    rng = np.random.default_rng(0)
    for lesson in course.lessons():
        target = delivery.notebook(root, lesson.id)
        shutil.copy(SOLUTIONS / lesson.id / target.name, target)
        for exercise in lesson.exercises:
            if exercise.artefact == "digits.keras":
                network = model.reference()
                # As its own training would, each student has weights a little different.
                network.set_weights(
                    [w * rng.normal(1, 0.04, w.shape) for w in network.get_weights()]
                )
                network.save(target.parent / exercise.artefact)
    return root


def self_checks(root: Path, repeat: int) -> None:
    """The self-check of each lesson: with pytest, from the warm process, in a fresh kernel."""
    from mnist_course import course
    from mnist_course.selfcheck.kernels import Kernels
    from mnist_course.selfcheck.run import check_notebook
    from mnist_course.workspace import delivery

    for lesson in course.lessons():
        pytest = [sys.executable, "-m", "pytest", "-q", lesson.id]
        line(f"{lesson.id}: pytest", 1, command(pytest, root))
    totals = {}
    for fork in (True, False):
        with Kernels(fork=fork) as kernels:
            for lesson in course.lessons():
                path = delivery.notebook(root, lesson.id)
                if fork:
                    # The warm process is there from the notebook before; the kernel is not.
                    list(check_notebook(path, lesson, kernels))
                times = []
                for _ in range(repeat if fork else 1):
                    begin = time.perf_counter()
                    verdicts = [verdict for _, verdict in check_notebook(path, lesson, kernels)]
                    times.append(time.perf_counter() - begin)
                totals[fork, lesson.id] = min(times)
                passed = sum(verdict.ok for verdict in verdicts)
                kind = "forked from a warm process" if fork else "in a fresh kernel"
                print(
                    f"{lesson.id + ': ' + kind:<46} {min(times):7.2f} s   "
                    f"{passed} of {len(verdicts)} passed",
                    flush=True,
                )
    for lesson in course.lessons():
        ratio = totals[False, lesson.id] / totals[True, lesson.id]
        print(f"{lesson.id + ': fresh over forked':<46} {ratio:7.2f} ×")


def checks(root: Path) -> None:
    """Each exercise's check on its solution, in a warm process: medians, the slowest last."""
    from mnist_course import course
    from mnist_course.core import quiet
    from mnist_course.notebook.check import verdict_on
    from mnist_course.saved.plan import SOLUTION
    from mnist_course.selfcheck.run import planned
    from mnist_course.workspace import delivery

    os.environ["MPLBACKEND"] = "Agg"
    quiet.import_keras()
    seconds = {}
    for lesson in course.lessons():
        path = delivery.notebook(root, lesson.id)
        os.chdir(path.parent)
        namespace: dict = {}
        for step in planned(path, lesson).steps:
            exercise = course.exercise(step.exercise) if step.exercise else None
            if step.role == SOLUTION and exercise and not exercise.artefact:
                exec(step.cell.source, namespace)
                subject = namespace[exercise.id]
                times = []
                verdict_on(exercise, subject)
                for _ in range(CHECKS):
                    begin, processor = time.perf_counter(), time.process_time()
                    verdict = verdict_on(exercise, subject)
                    wall = time.perf_counter() - begin
                    times.append((wall, time.process_time() - processor))
                seconds[exercise.id] = (verdict.status, *map(statistics.median, zip(*times)))
            elif exercise is None:
                # Only the imports matter here; cells that draw or use widgets may fail.
                with (
                    contextlib.suppress(Exception),
                    contextlib.redirect_stdout(io.StringIO()),
                ):
                    exec(step.cell.source, namespace)
    for name, (status, wall, processor) in sorted(seconds.items(), key=lambda one: one[1][1]):
        what = f"check({name!r}): {status}"
        print(f"{what:<46} {wall:7.3f} s   processor {processor:7.3f} s", flush=True)


def drawing_pad(repeat: int) -> None:
    """From a drawing that arrives to the answer that goes back: a hand feels more than 50 ms."""
    from mnist_course import model
    from mnist_course.core import quiet
    from mnist_course.widgets import pad, reading

    quiet.import_keras()
    reader, drawing = reading.Reader(model.reference()), pad.example_drawing()
    pad.reply(reader, drawing)
    line("an answer of the drawing pad", 5 * repeat, lambda: pad.reply(reader, drawing))


def training(repeat: int, switch: str) -> None:
    """The same training with TensorFlow's switch for oneDNN set, in a process of its own."""
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=_train, args=(repeat, switch))
    process.start()
    process.join()


def _train(repeat: int, switch: str) -> None:
    """The same training steps with one and with several steps a call, in turns."""
    from mnist_course import data, model, spec
    from mnist_course.commands import pipeline
    from mnist_course.core import quiet

    os.environ["TF_ENABLE_ONEDNN_OPTS"] = switch
    quiet.import_keras()
    images, labels = (array[: STEPS * spec.BATCH_SIZE] for array in data.prepared()[0])
    networks = {}
    for steps in (1, pipeline.STEPS_PER_CALL):
        networks[steps] = model.compile_model(model.build())
        networks[steps].steps_per_execution = steps
    times: dict[int, list[tuple[float, float]]] = {steps: [] for steps in networks}
    for turn in range(repeat + 1):
        for steps, network in networks.items():
            begin, processor = time.perf_counter(), time.process_time()
            network.fit(images, labels, batch_size=spec.BATCH_SIZE, verbose=0)
            if turn:
                # The first turn traces the graph.
                wall = time.perf_counter() - begin
                times[steps].append((wall, time.process_time() - processor))
    for steps, found in times.items():
        wall, processor = (statistics.median(column) for column in zip(*found))
        print(
            f"oneDNN {switch}, {STEPS} steps, {steps} a call: median {wall:.2f} s, "
            f"processor {processor:.2f} s ({1000 * processor / STEPS:.1f} ms a step)"
        )


if __name__ == "__main__":
    main()
