"""What a student has done, kept in the workspace and never graded."""

import contextlib
import json
import sys
from html import escape
from pathlib import Path

from mnist_course import course
from mnist_course.core import files
from mnist_course.core.exercise import (
    NOT_ATTEMPTED,
    PARTIAL,
    PASSED,
    STATUSES,
    Exercise,
    Lesson,
    Verdict,
)
from mnist_course.core.language import attribute, say
from mnist_course.display.panel import SIGNS, signed

FOLDER = ".mnist-course"
"""The folder that marks a workspace."""

_FILE = "progress.json"
_BAR = 10
_CARD = (
    "border:1px solid var(--jp-border-color1,#8884);border-radius:4px;padding:.6rem .9rem;"
    "max-width:60rem"
)


def workspace(start: Path | None = None) -> Path | None:
    """The workspace that `start`, by default the current folder, lies in; None outside of one."""
    here = (start or Path.cwd()).resolve()
    return next((one for one in (here, *here.parents) if (one / FOLDER).is_dir()), None)


def load(root: Path | None) -> dict[str, str]:
    """The last status of each exercise that was checked, by exercise id.

    A file that cannot be read counts as empty: it only costs the marks on the card.
    """
    if root is None:
        return {}
    try:
        raw = json.loads((root / FOLDER / _FILE).read_text("utf-8"))
        return {str(k): v for k, v in raw["exercises"].items() if v in STATUSES}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def record(exercise: Exercise, verdict: Verdict, start: Path | None = None) -> None:
    """Remember the status of a check; outside of a workspace, do nothing."""
    root = workspace(start)
    if root is None:
        return
    path = root / FOLDER / _FILE
    # A full disk or a read-only folder must not spoil the check itself.
    with contextlib.suppress(OSError), files.locked(path):
        statuses = load(root)
        if verdict.cause == "missing" and exercise.id in statuses:
            # The cell has not been run yet in this session; what was known still holds.
            return
        statuses[exercise.id] = verdict.status
        files.write(path, json.dumps({"exercises": statuses}, indent=1))


def first_unfinished(statuses: dict[str, str]) -> Lesson | None:
    """The first released lesson with an exercise that has not passed; None where all have."""
    for lesson in course.released():
        if any(statuses.get(exercise.id) != PASSED for exercise in lesson.exercises):
            return lesson
    return None


def passed_count(lesson: Lesson, statuses: dict[str, str]) -> int:
    """How many of a lesson's exercises have passed."""
    return sum(statuses.get(exercise.id) == PASSED for exercise in lesson.exercises)


def earned_points(lesson: Lesson, statuses: dict[str, str]) -> int:
    """The points of a lesson's exercises that have passed."""
    return sum(e.points for e in lesson.exercises if statuses.get(e.id) == PASSED)


def course_text(statuses: dict[str, str]) -> str:
    """The whole course for a terminal: each lesson, its exercises and points, what is next."""
    lines = [_summary(statuses), ""]
    width = max(len(lesson.id) for lesson in course.lessons())
    for lesson in course.lessons():
        done, of = passed_count(lesson, statuses), len(lesson.exercises)
        bar = ("█" * round(_BAR * done / of)).ljust(_BAR, "░")
        lines.append(
            f"{_lesson_sign(lesson, statuses)} {lesson.id:<{width}}  {bar}  "
            + say(
                "{done} of {of}  {earned:>2} of {points} points",
                done=done,
                of=of,
                earned=earned_points(lesson, statuses),
                points=lesson.points,
            )
        )
    unfinished = first_unfinished(statuses)
    if unfinished is None:
        return "\n".join([*lines, "", say("Every exercise has passed its visible check.")])
    lines += [
        "",
        say(
            "Next: {lesson}, {title} (about {minutes} minutes)",
            lesson=unfinished.id,
            title=unfinished.title,
            minutes=unfinished.minutes,
        ),
    ]
    for exercise in unfinished.exercises:
        sign, words = _status(exercise, statuses)
        lines.append(f"  {sign} {exercise.id}: {words}")
    return "\n".join(lines)


def _summary(statuses: dict[str, str]) -> str:
    lessons = course.lessons()
    finished = sum(passed_count(one, statuses) == len(one.exercises) for one in lessons)
    exercises = sum(passed_count(one, statuses) for one in lessons)
    points = sum(earned_points(one, statuses) for one in lessons)
    return say(
        "{finished} of {lessons} lessons, {passed} of {exercises} exercises, {earned} of {points} "
        "points",
        finished=finished,
        lessons=len(lessons),
        passed=exercises,
        exercises=sum(len(one.exercises) for one in lessons),
        earned=points,
        points=sum(one.points for one in lessons),
    )


def _lesson_sign(lesson: Lesson, statuses: dict[str, str]) -> str:
    if passed_count(lesson, statuses) == len(lesson.exercises):
        return SIGNS[PASSED][0]
    begun = any(
        statuses.get(exercise.id, NOT_ATTEMPTED) != NOT_ATTEMPTED for exercise in lesson.exercises
    )
    return SIGNS[PARTIAL][0] if begun else SIGNS[NOT_ATTEMPTED][0]


def show() -> None:
    """Show the progress of the whole course: as a card in a notebook, else as text."""
    statuses = load(workspace())
    if "IPython" not in sys.modules:
        print(course_text(statuses))
        return
    from IPython.display import publish_display_data

    publish_display_data({"text/html": course_card(statuses), "text/plain": course_text(statuses)})


def course_card(statuses: dict[str, str]) -> str:
    """The whole course as HTML: a bar and a link for each lesson."""
    rows = "".join(_lesson_row(lesson, statuses) for lesson in course.lessons())
    return (
        f'<div class="mc-card"{attribute()} style="{_CARD}">'
        f"<strong>{say('The course so far:')}</strong> {_summary(statuses)}"
        f'<ul style="list-style:none;margin:.4rem 0 0;padding:0">{rows}</ul></div>'
    )


def _lesson_row(lesson: Lesson, statuses: dict[str, str]) -> str:
    done, of = passed_count(lesson, statuses), len(lesson.exercises)
    told = say("{done} of {of} exercises", done=done, of=of)
    points = say(
        "{points} of {all} points", points=earned_points(lesson, statuses), all=lesson.points
    )
    return (
        f'<li><span aria-hidden="true">{_lesson_sign(lesson, statuses)}</span> '
        f'<progress value="{done}" max="{of}" aria-label="{escape(lesson.title)}: '
        f'{told}"></progress> '
        f'<a href="../{lesson.id}/{lesson.id}.ipynb">{escape(lesson.title)}</a>: '
        f"{told}, {points}</li>"
    )


def lesson_card(lesson: Lesson) -> str:
    """The lesson's goal, time and exercises, with a sign for each, as HTML."""
    statuses = load(workspace())
    rows = "".join(_row(exercise, statuses) for exercise in lesson.exercises)
    return (
        f'<div class="mc-card"{attribute()} style="{_CARD}">'
        f"<strong>{escape(lesson.title)}</strong> · "
        + say(
            "about {minutes} minutes · {points} points",
            minutes=lesson.minutes,
            points=lesson.points,
        )
        + f"<br>{escape(lesson.goal)}"
        f'<ul style="list-style:none;margin:.4rem 0;padding:0">{rows}</ul>'
        f"{say('The course so far:')} {_summary(statuses)}</div>"
    )


def _row(exercise: Exercise, statuses: dict[str, str]) -> str:
    sign, words = _status(exercise, statuses)
    about = say(
        "({points} points, {minutes} minutes)", points=exercise.points, minutes=exercise.minutes
    )
    return (
        f'<li><span aria-hidden="true">{sign}</span> <code>{exercise.id}</code> '
        f"{about}: {words}</li>"
    )


def _status(exercise: Exercise, statuses: dict[str, str]) -> tuple[str, str]:
    sign, words = signed(statuses.get(exercise.id, NOT_ATTEMPTED))
    return sign, words.lower()
