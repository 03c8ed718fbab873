"""Watch a training run: curves in a notebook, a bar in a terminal, lines elsewhere.

model.fit(images, labels, epochs=6, callbacks=[TrainingDisplay()], verbose=0)
"""

import shutil
import signal
import sys
import threading
import time
from contextlib import suppress
from dataclasses import replace
from typing import Any, TextIO

import keras

from mnist_course.core.language import say
from mnist_course.display import curves
from mnist_course.display.curves import DONE, RUNNING, STOPPED, Run

INTERVAL = 0.5
"""Seconds between two refreshes."""

SHARE = 0.005
"""The most of the training time that refreshes may take; slower ones come less often."""


class TrainingDisplay(keras.callbacks.Callback):
    """A Keras callback that shows loss, accuracy and the time left, in place.

    An interrupt (the stop button, Ctrl-C) ends the training after the current step: what was
    trained stays in the model, and `fit` returns the history so far. A second one interrupts
    at once, as usual. Use it with `verbose=0`, or Keras prints its own bar as well.
    """

    def __init__(self) -> None:
        super().__init__()
        self._view: _Notebook | _Bar | _Lines = _Lines(sys.stdout)
        self._run = Run(0, None)
        self._finished: list[dict[str, float]] = []
        self._trace: list[tuple[float, dict[str, float]]] = []
        self._began = self._next = 0.0
        self._batch = 0
        self._previous: Any = None
        self.seconds_spent = 0.0
        """Seconds that the display itself took in the last run."""

    def on_train_begin(self, logs: dict | None = None) -> None:
        self._finished, self._trace = [], []
        self.seconds_spent = 0.0
        self._began = time.perf_counter()
        self._next = self._began + INTERVAL
        self._run = Run(
            self.params.get("epochs") or 1,
            self.params.get("steps"),
            finished=self._finished,
            trace=self._trace,
        )
        self._view = _choose_view()
        self._watch_interrupts()
        self._show()

    # Only the beginning of a batch: with `on_train_batch_end`, Keras would give up handing its
    # callbacks to another thread, and every step would wait for its loss.
    def on_train_batch_begin(self, batch: int, logs: dict | None = None) -> None:
        self._batch = batch
        if time.perf_counter() < self._next:
            return
        started = time.perf_counter()
        steps = self._run.steps
        self._run = replace(self._run, step=batch)
        metrics = self._metrics_so_far() if batch else {}
        if metrics and steps:
            self._trace.append((self._run.epoch + batch / steps, metrics))
        self._show(started)

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        started = time.perf_counter()
        metrics = {name: float(value) for name, value in (logs or {}).items()}
        # Keras counts an epoch that was cut short as one; here it is not complete.
        if self._run.state == STOPPED and self._batch + 1 < (self._run.steps or 0):
            return
        self._finished.append(metrics)
        self._trace.append((epoch + 1.0, metrics))
        self._run = replace(self._run, epoch=epoch + 1, step=0)
        self._show(started)

    def on_train_end(self, logs: dict | None = None) -> None:
        self._release_interrupts()
        started = time.perf_counter()
        if self._run.state == RUNNING:
            # An early stop is an end too: the epochs are those that were trained.
            self._run = replace(self._run, state=DONE, epochs=max(1, self._run.epoch))
        self._show(started)

    def _show(self, started: float | None = None) -> None:
        started = time.perf_counter() if started is None else started
        self._run = replace(self._run, seconds=started - self._began)
        self._view.show(self._run)
        now = time.perf_counter()
        self.seconds_spent += now - started
        self._next = now + max(INTERVAL, (now - started) / SHARE)

    def _metrics_so_far(self) -> dict[str, float]:
        result = {}
        for name, value in self.model.get_metrics_result().items():
            with suppress(TypeError, ValueError):
                result[name] = float(value)
        return result

    def _watch_interrupts(self) -> None:
        if threading.current_thread() is threading.main_thread():
            self._previous = signal.signal(signal.SIGINT, self._interrupted)

    def _release_interrupts(self) -> None:
        if self._previous is not None and signal.getsignal(signal.SIGINT) == self._interrupted:
            signal.signal(signal.SIGINT, self._previous)
        self._previous = None

    def _interrupted(self, number: int, frame: Any) -> None:
        previous = self._previous
        self._release_interrupts()
        if not self._is_fitting(frame):
            # The training ended with an error, which tells no callback.
            if callable(previous):
                previous(number, frame)
            return
        self.model.stop_training = True
        self._run = replace(self._run, state=STOPPED, step=self._batch + 1)

    def _is_fitting(self, frame: Any) -> bool:
        while frame is not None:
            if frame.f_code.co_name == "fit" and frame.f_locals.get("self") is self.model:
                return True
            frame = frame.f_back
        return False


def _choose_view() -> "_Notebook | _Bar | _Lines":
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is not None and hasattr(shell, "kernel"):
        return _Notebook()
    return _Bar(sys.stdout) if sys.stdout.isatty() else _Lines(sys.stdout)


class _Notebook:
    """Curves that are updated in place."""

    def __init__(self) -> None:
        self._handle: Any = None

    def show(self, run: Run) -> None:
        from IPython.display import display

        bundle = {
            "text/html": curves.html(run),
            "text/plain": curves.sentence(run),
        }
        if self._handle is None:
            self._handle = display(bundle, raw=True, display_id=True)
        else:
            self._handle.update(bundle, raw=True)


class _Bar:
    """A bar on one line of a terminal, and a line for each epoch above it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._lines = _Lines(stream)
        self._written = 0

    def show(self, run: Run) -> None:
        self._write("")
        self._lines.show(run)
        if run.state == RUNNING:
            room = shutil.get_terminal_size().columns - 1
            self._write(f"{self._bar(run.share)} {curves.sentence(run)}"[:room])

    def _bar(self, share: float, width: int = 24) -> str:
        full = round(share * width)
        encoding = (self._stream.encoding or "ascii").lower()
        marks = ("━", "─") if encoding.startswith("utf") else ("#", "-")
        return marks[0] * full + marks[1] * (width - full)

    def _write(self, text: str) -> None:
        self._stream.write("\r" + text.ljust(self._written))
        if not text:
            self._stream.write("\r")
        self._stream.flush()
        self._written = len(text)


class _Lines:
    """A line for each epoch, for logs and for pytest."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._shown = 0
        self._said = False

    def show(self, run: Run) -> None:
        for number in range(self._shown, len(run.finished)):
            numbers = ", ".join(curves.words(run.finished[number]))
            left = run.seconds_left
            tail = ""
            if left is not None and number + 1 < run.epochs:
                tail = say(" (about {time} left)", time=curves.time(left))
            self._print(
                say(
                    "Epoch {number} of {epochs}: {numbers}{tail}",
                    number=number + 1,
                    epochs=run.epochs,
                    numbers=numbers,
                    tail=tail,
                )
            )
        self._shown = len(run.finished)
        if run.state == STOPPED and not self._said:
            self._said = True
            self._print(curves.sentence(run))

    def _print(self, text: str) -> None:
        encoding = getattr(self._stream, "encoding", None) or "utf-8"
        print(text.encode(encoding, "replace").decode(encoding), file=self._stream, flush=True)
