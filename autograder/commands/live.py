"""Live progress of a grading run: names, counts, time left."""

import sys
import time
from typing import Any

from autograder.core.text import line
from autograder.records.results import Graded


class Live:
    """A progress bar on a terminal, else one line a submission; on stderr.

    Args:
        total: how many submissions there are.
    """

    def __init__(self, total: int):
        self._total = total
        self._done = 0
        self._started = 0.0
        self._bar: Any = None

    def __enter__(self) -> "Live":
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import (
                BarColumn,
                MofNCompleteColumn,
                Progress,
                TextColumn,
                TimeRemainingColumn,
            )

            columns = (
                BarColumn(),
                MofNCompleteColumn(),
                TimeRemainingColumn(),
                TextColumn("{task.description}", markup=False),
            )
            self._bar = Progress(*columns, console=Console(stderr=True))
            self._bar.start()
            self._bar.add_task("starting the sandbox and TensorFlow", total=self._total)
        else:
            print(
                f"Submissions: {self._total:,}. Starting the sandbox and TensorFlow …",
                file=sys.stderr,
                flush=True,
            )
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def advance(self, graded: Graded) -> None:
        """One more is graded."""
        self._done += 1
        # The first waits until all is started, which says nothing of those that follow.
        self._started = self._started or time.monotonic() - graded.seconds
        most = sum(result.max_points for result in graded.results)
        text = f"{line(graded.student)} {graded.lesson}: {graded.points:g} of {most}"
        if self._bar is not None:
            self._bar.update(self._bar.task_ids[0], advance=1, description=text)
            return
        left = (time.monotonic() - self._started) / self._done * (self._total - self._done)
        print(
            f"[{self._done:,}/{self._total:,}, about {left:.0f} s left] {text}",
            file=sys.stderr,
            flush=True,
        )
