"""`mnist-course watch`: check a lesson again whenever it is saved.

A kernel with everything imported stands ready for the next save, so that the verdict comes
within two seconds where nothing is trained.
"""

import time
from collections.abc import Iterable
from pathlib import Path

from mnist_course import course
from mnist_course.core.exercise import NOT_ATTEMPTED, Exercise, Lesson, Verdict
from mnist_course.core.language import say, sentence
from mnist_course.display import panel
from mnist_course.selfcheck.kernels import Kernels
from mnist_course.selfcheck.run import check_notebook
from mnist_course.workspace import delivery

POLL_SECONDS = 0.2
"""Between two looks at the files' times; a file counts as saved when it rests for one."""


def run(root: Path, lessons: list[str]) -> int:
    """Watch until Ctrl-C.

    Args:
        root: the workspace.
        lessons: the ids to watch; a single one is checked at once, too.

    Returns:
        The exit status, 0.
    """
    watched = {delivery.notebook(root, one): course.lesson(one) for one in lessons}
    with Kernels() as kernels:
        try:
            if len(watched) == 1:
                for path, lesson in watched.items():
                    check_now(path, lesson, kernels)
            print(
                say(
                    "Watching {names}. Save a notebook; Ctrl-C ends.",
                    names=_names(watched.values()),
                ),
                flush=True,
            )
            saves = Saves(watched)
            while True:
                for path in saves.new():
                    check_now(path, watched[path], kernels)
                time.sleep(POLL_SECONDS)
        except KeyboardInterrupt:
            print()
            return 0


class Saves:
    """Tells which of some files have been saved since it was last asked."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._known = {path: _stamp(path) for path in paths}
        self._seen = dict(self._known)

    def new(self) -> list[Path]:
        """The files whose content has changed, and has been at rest since the last call."""
        found = []
        for path, known in self._known.items():
            stamp = _stamp(path)
            if stamp and stamp != known and stamp == self._seen[path]:
                self._known[path] = stamp
                found.append(path)
            self._seen[path] = stamp
        return found


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def check_now(path: Path, lesson: Lesson, kernels: Kernels) -> None:
    """Check a lesson and print each verdict as it comes."""
    print(f"\n{time.strftime('%H:%M:%S')}  {lesson.id}", flush=True)
    begin = time.monotonic()
    verdicts: list[Verdict] = []
    for exercise, verdict in check_notebook(path, lesson, kernels, ahead=True):
        # Only the first that is not right yet is told in full: one thing at a time.
        first = not any(_is_wrong(one) for one in verdicts)
        print(_shown(exercise, verdict, first), flush=True)
        verdicts.append(verdict)
        if len(verdicts) == len(lesson.exercises):
            passed = sum(one.ok for one in verdicts)
            told = sentence("{passed} of {all} visible checks passed ({took:.1f} s).")
            if passed == len(verdicts):
                told = sentence("All visible checks passed ({took:.1f} s).")
            took = time.monotonic() - begin
            print(say(told, passed=passed, all=len(verdicts), took=took), flush=True)


def _is_wrong(verdict: Verdict) -> bool:
    return not verdict.ok and verdict.status != NOT_ATTEMPTED


def _shown(exercise: Exercise, verdict: Verdict, in_full: bool) -> str:
    if _is_wrong(verdict) and in_full:
        return "  " + panel.text(exercise, verdict).replace("\n", "\n    ")
    sign, words = panel.signed(verdict.status)
    return f"  {sign} {exercise.id}: {words}"


def _names(lessons: Iterable[Lesson]) -> str:
    return ", ".join(lesson.id for lesson in lessons)
