"""pytest in a workspace: every exercise of a lesson notebook is one test item.

    $ pytest                              every lesson
    $ pytest 02_preprocessing -k scale    one exercise
    $ pytest -n 2                         in parallel, with pytest-xdist

An exercise that is not attempted is skipped, one that is wrong fails; so the exit status is 1
only where something is wrong. With `--strict-lessons` a lesson that was not begun fails too. Every
pytest run loads this module, hence it imports nothing of the course before it meets a lesson.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from mnist_course.core.exercise import Exercise, Lesson, Verdict
    from mnist_course.selfcheck.kernels import Kernels
    from mnist_course.selfcheck.run import SelfCheck

_LESSON = re.compile(r"\d\d_[a-z]+")
_MARKER = ".mnist-course"
_STRICT = "--strict-lessons"
_PASSED = "passed"
_NOT_ATTEMPTED = "not_attempted"


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--strict` is pytest's own, for its markers."""
    group = parser.getgroup("mnist-course")
    group.addoption(_STRICT, action="store_true", help="a lesson that was not begun fails")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A lesson's notebook, `<id>/<id>.ipynb` in a workspace; nothing else."""
    if file_path.suffix != ".ipynb" or not _LESSON.fullmatch(file_path.stem):
        return None
    folder = file_path.parent
    if folder.name != file_path.stem or not (folder.parent / _MARKER).is_dir():
        return None
    return Notebook.from_parent(parent, path=file_path)


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Let pytest-xdist keep each notebook's exercises in one process, unless told otherwise."""
    if (
        (config.rootpath / _MARKER).is_dir()
        and getattr(config.option, "numprocesses", None)
        and getattr(config.option, "dist", None) == "no"
    ):
        config.option.dist = "loadfile"


class CheckNotPassed(Exception):
    """An exercise's check did not pass; carries what its panel says."""


class Notebook(pytest.File):
    """A lesson's notebook; its kernel starts when the first of its exercises is run."""

    _run: SelfCheck | None = None

    @property
    def lesson(self) -> Lesson:
        from mnist_course import course

        return course.lesson(self.path.stem)

    def collect(self) -> Iterator[pytest.Item]:
        from mnist_course.core.errors import CourseError

        try:
            exercises = self.lesson.exercises
        except CourseError:
            # A folder of the student's own that is named like a lesson.
            return
        for exercise in exercises:
            yield Check.from_parent(self, name=exercise.id, exercise=exercise)

    def verdict(self, exercise: Exercise) -> Verdict:
        """The verdict on one exercise, from the notebook's one run."""
        if self._run is None:
            from mnist_course.selfcheck.run import SelfCheck

            wanted = {one.id for one in self._wanted()}
            self._run = SelfCheck(self.path, self.lesson, _kernels(self.config), wanted)
        return self._run.verdict(exercise)

    def untouched(self) -> bool:
        """Whether none of the exercises that are checked was attempted."""
        return all(self.verdict(one).status == _NOT_ATTEMPTED for one in self._wanted())

    def _wanted(self) -> list[Exercise]:
        items = self.session.items
        return [one.exercise for one in items if isinstance(one, Check) and one.path == self.path]

    def teardown(self) -> None:
        if self._run is not None:
            self._run.close()
            self._run = None


class Check(pytest.Item):
    """The check of one exercise."""

    parent: Notebook

    def __init__(self, *, exercise: Exercise, **more: Any) -> None:
        super().__init__(**more)
        self.exercise = exercise

    def runtest(self) -> None:
        from mnist_course.display import panel

        verdict = self.parent.verdict(self.exercise)
        # xdist carries plain values alone between processes, no enum.
        self.user_properties.append(("mnist_course", str(verdict.status)))
        self.user_properties.append(("mnist_lesson", self.parent.path.stem))
        if verdict.status == _NOT_ATTEMPTED:
            from mnist_course.core.language import say

            if self.config.getoption(_STRICT) and self.parent.untouched():
                raise CheckNotPassed(say("{lesson} was not begun.", lesson=self.parent.path.stem))
            pytest.skip(say("not attempted. {next_step}", next_step=verdict.next_step))
        if verdict.status != _PASSED:
            raise CheckNotPassed(panel.text(self.exercise, verdict))

    def repr_failure(self, excinfo: pytest.ExceptionInfo, style: Any = None) -> Any:
        if isinstance(excinfo.value, CheckNotPassed):
            return str(excinfo.value)
        return super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        return self.path, None, f"{self.parent.path.stem}: {self.exercise.id}"


_KERNELS = pytest.StashKey["Kernels"]()


def _kernels(config: pytest.Config) -> Kernels:
    if _KERNELS not in config.stash:
        from mnist_course.selfcheck.kernels import Kernels

        config.stash[_KERNELS] = Kernels()
    return config.stash[_KERNELS]


def pytest_unconfigure(config: pytest.Config) -> None:
    kernels = config.stash.get(_KERNELS, None)
    if kernels is not None:
        kernels.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many checks passed, where there were any, and which lessons were not begun."""
    checks = [
        dict(report.user_properties)
        for reports in terminalreporter.stats.values()
        for report in reports
        if getattr(report, "when", None) == "call"
    ]
    checks = [one for one in checks if "mnist_course" in one]
    if checks:
        from mnist_course.core.language import say

        terminalreporter.write_sep("=", say("lessons"))
        terminalreporter.write_line(summary([one["mnist_course"] for one in checks]))
        begun = {one["mnist_lesson"] for one in checks if one["mnist_course"] != _NOT_ATTEMPTED}
        untouched = sorted({one["mnist_lesson"] for one in checks} - begun)
        if untouched:
            terminalreporter.write_line(
                say("Not begun: {untouched}.", untouched=", ".join(untouched))
            )


def summary(statuses: list[str]) -> str:
    """'3 of 4 visible checks passed, 1 is not attempted yet.'"""
    from mnist_course.core.language import say

    passed = statuses.count(_PASSED)
    if passed == len(statuses):
        return (
            say("All {passed} visible checks passed.", passed=passed)
            if passed > 1
            else say("The visible check passed.")
        )
    parts = [say("{passed} of {all} visible checks passed", passed=passed, all=len(statuses))]
    missing = statuses.count(_NOT_ATTEMPTED)
    if missing:
        parts.append(say("{missing} not attempted yet", missing=missing))
    wrong = len(statuses) - passed - missing
    if wrong:
        parts.append(say("{wrong} to mend", wrong=wrong))
    return ", ".join(parts) + "."


def run(root: Path, lessons: list[str], strict: bool = False) -> int:
    """`mnist-course check`: pytest over these lessons of a workspace, in this process.

    Args:
        root: the workspace.
        lessons: their ids.
        strict: whether a lesson that was not begun fails.

    Returns:
        The exit status: 0 where nothing is wrong, 1 where something is, 2 where pytest could
        not run, 130 after Ctrl-C.
    """
    files = [str(root / lesson / f"{lesson}.ipynb") for lesson in lessons]
    # This package is imported already, of which pytest would warn.
    quiet = "-Wignore::pytest.PytestAssertRewriteWarning"
    more = [quiet, _STRICT] if strict else [quiet]
    status = pytest.main([f"--rootdir={root}", "-c", str(root / "pytest.ini"), *more, *files])
    if status == pytest.ExitCode.INTERRUPTED:
        return 130
    return min(int(status), 2)
