"""What lateness costs: nbgrader's plugin, as the class's own configuration names it.

Where that names none, `course.toml` decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mnist_course.core import course_file
from mnist_course.core.errors import CourseError

CONFIG = "nbgrader_config.py"
_NBGRADERS = "LateSubmissionPlugin"


@dataclass(frozen=True)
class Late:
    """A late submission.

    Attributes:
        key: the student's name in the gradebook.
        score: without a penalty.
        seconds: how late it is.
    """

    key: str
    score: float
    seconds: float


def of(out: Path, late: Sequence[Late]) -> list[float | None]:
    """What lateness costs each, no more than its score; None where the plugin gives none.

    As nbgrader's `AssignLatePenalties`, which opens the database anew for each.

    Raises:
        CourseError: where the configuration or the plugin fails: no mark goes out without it.
    """
    if not late:
        return []
    step = _step(out)
    try:
        step.init_plugin()
        ask = step.plugin_inst.late_submission_penalty
        given = [ask(one.key, one.score, one.seconds) for one in late]
        return [
            None if penalty is None else min(max(penalty, 0), one.score)
            for penalty, one in zip(given, late)
        ]
    except Exception as error:
        raise _fault(out, error) from None


def try_once(out: Path) -> None:
    """Ask the plugin about made-up late work, before anything is graded.

    Raises:
        CourseError: where it fails, or gives no number.
    """
    try:
        step = _step(out)
        step.init_plugin()
        for seconds in (1.0, 90_000.0):
            penalty = step.plugin_inst.late_submission_penalty("a-student", 10.0, seconds)
            if penalty is not None and not isinstance(penalty, (int, float)):
                raise TypeError(f"it gave {type(penalty).__name__}, expected a number or None")
    except CourseError:
        raise
    except Exception as error:
        raise _fault(out, error) from None


def _step(out: Path) -> Any:
    from nbgrader.preprocessors import AssignLatePenalties
    from traitlets.config import Config
    from traitlets.config.loader import ConfigFileNotFound, PyFileConfigLoader

    try:
        config = PyFileConfigLoader(CONFIG, path=str(out)).load_config()
    except ConfigFileNotFound:
        config = Config()
    except Exception as error:
        raise CourseError(f"{out / CONFIG} cannot be read: {error}. Mend or delete it.") from None
    late = course_file.read().late
    if late.percent_a_day and "AssignLatePenalties" not in config and _NBGRADERS not in config:
        config.AssignLatePenalties.plugin_class = "autograder.late_work.PercentADay"
        config.PercentADay.percent = float(late.percent_a_day)
        config.PercentADay.grace_minutes = float(late.grace_minutes)
        config.PercentADay.most = float(late.most)
    try:
        step = AssignLatePenalties(config=config)
    except Exception as error:
        raise _fault(out, error) from None
    step.log.setLevel("ERROR")
    return step


def _fault(out: Path, error: Exception) -> CourseError:
    words = " ".join(f"{type(error).__name__}: {error}".split())[:200]
    return CourseError(
        f"The rule for late work in {out / CONFIG} failed with {words}. Mend it, then grade again "
        "with --resume; nothing is lost."
    )
