"""The class on one HTML page: distribution, hardest exercises, misconceptions, who is stuck."""

from collections import Counter
from collections.abc import Iterable, Mapping
from statistics import mean, median
from typing import Any
from urllib.parse import quote

from autograder.core.text import number, readable
from autograder.pages import render
from autograder.records.marks import Mark
from autograder.records.results import Graded, Result
from mnist_course.core.exercise import (
    CRASHED,
    FAILED,
    INVALID,
    NOT_GRADED,
    OVER_LIMIT,
    PARTIAL,
    PASSED,
    STATUSES,
    TIMED_OUT,
)
from mnist_course.display import charts, panel

FILE = "overview.html"

_TROUBLED = (CRASHED, TIMED_OUT, OVER_LIMIT, INVALID)
_WRONG = (FAILED, PARTIAL, CRASHED)
_MOST = 25
"""Rows of a table that are seen at once; the others unfold."""

_BINS = 10

Marks = Mapping[tuple[str, str], Mark]
"""By student's name in the gradebook and lesson."""


def page(records: Iterable[Graded], marks: Marks) -> str:
    """The page; it carries names, so it is for the instructor alone."""
    records = [one for one in records if (one.key, one.lesson) in marks]
    shares: dict[str, list[float]] = {}
    for record in records:
        mark = marks[record.key, record.lesson]
        if not mark.unfinished:
            shares.setdefault(record.lesson, []).append(_share(mark.total, mark.max_score))
    return render.render(
        "overview.html.j2",
        students=len({record.key for record in records}),
        submissions=len(records),
        unprotected=sum(record.sandbox == "none" for record in records),
        waiting=sum(marks[record.key, record.lesson].unfinished for record in records),
        lessons=[_lesson(lesson, shares[lesson]) for lesson in sorted(shares)],
        exercises=_exercises(records, marks),
        misconceptions=_misconceptions(records),
        faults=_faults(records),
        stuck=_stuck(records, marks),
        most=_MOST,
    )


def _share(points: float, most: float) -> float:
    return points / most if most else 0.0


def _lesson(lesson: str, shares: list[float]) -> dict[str, Any]:
    return {
        "id": lesson,
        "count": len(shares),
        "mean": f"{mean(shares):.0%}",
        "median": f"{median(shares):.0%}",
        "full": sum(share >= 1 for share in shares),
        "chart": render.trusted(_histogram(lesson, shares)),
    }


def _histogram(lesson: str, shares: list[float]) -> str:
    counts = [0] * _BINS
    for share in shares:
        counts[min(_BINS - 1, max(0, int(share * _BINS + 1e-9)))] += 1
    words = ", ".join(
        f"{place * 10} to {place * 10 + 10} %: {count}"
        for place, count in enumerate(counts)
        if count
    )
    return charts.columns(counts, "0 %", "100 %", f"{lesson}: {words}")


def _exercises(records: list[Graded], marks: Marks) -> list[dict[str, Any]]:
    """Every exercise, the hardest first."""
    earned: dict[tuple[str, str], list[float]] = {}
    outcomes: dict[tuple[str, str], Counter[str]] = {}
    for record in records:
        mark = marks[record.key, record.lesson]
        for found in record.results:
            place = (record.lesson, found.exercise)
            outcomes.setdefault(place, Counter())[found.status] += 1
            if found.status != NOT_GRADED and found.exercise in mark.exercises:
                score, most, _ = mark.exercises[found.exercise]
                earned.setdefault(place, []).append(_share(score, most))
    means = {place: mean(earned.get(place, [0.0])) for place in outcomes}
    return [
        {
            "id": place[1],
            "lesson": place[0],
            "share": f"{means[place]:.0%}" if place in earned else "",
            "outcomes": [
                (*_sign(status), outcomes[place][status])
                for status in STATUSES
                if outcomes[place][status]
            ],
        }
        for place in sorted(outcomes, key=lambda place: (means[place], place))
    ]


def _is_fault(found: Result) -> bool:
    """Whether there was nothing to judge; a crash whose cause is known is a misconception."""
    if found.status in (INVALID, TIMED_OUT, OVER_LIMIT):
        return True
    return found.status == CRASHED and found.verdict.cause == CRASHED


def _misconceptions(records: list[Graded]) -> list[dict[str, Any]]:
    students: dict[tuple[str, str], dict[str, Result]] = {}
    for record in records:
        for found in record.results:
            if found.status in _WRONG and found.verdict.cause and not _is_fault(found):
                place = found.exercise, found.verdict.cause
                students.setdefault(place, {}).setdefault(record.key, found)
    return [
        {"exercise": place[0], **_cause(students[place], place[1])}
        for place in sorted(students, key=lambda place: (-len(students[place]), place))
    ]


def _faults(records: list[Graded]) -> list[dict[str, Any]]:
    """What a file lacks concerns all exercises of a lesson: it is said once, and where."""
    students: dict[tuple[str, str], dict[str, Result]] = {}
    where: dict[tuple[str, str], set[str]] = {}
    for record in records:
        faults = [found for found in record.results if _is_fault(found)]
        for found in faults:
            cause = found.verdict.cause or found.status
            whole = len(faults) == len(record.results) > 1
            part = record.lesson if whole else found.exercise
            place = (cause, "") if found.status == INVALID else (cause, part)
            students.setdefault(place, {}).setdefault(record.key, found)
            where.setdefault(place, set()).add(part)
    return [
        {"where": sorted(where[place]), **_cause(students[place], place[0])}
        for place in sorted(students, key=lambda place: (-len(students[place]), place))
    ]


def _cause(students: dict[str, Result], cause: str) -> dict[str, Any]:
    example = next(iter(students.values()))
    return {
        "count": len(students),
        "cause": cause.replace("-", " ").replace("_", " "),
        "message": _words(example.message),
        "next_step": _words(example.verdict.next_step),
    }


def _stuck(records: list[Graded], marks: Marks) -> list[dict[str, Any]]:
    stuck = []
    for record in records:
        mark = marks[record.key, record.lesson]
        share = _share(mark.score, mark.max_score)
        troubled = any(found.status in _TROUBLED for found in record.results)
        if mark.unfinished or not (share < 0.5 or troubled):
            continue
        stuck.append((share, record.student, record.lesson, record, mark))
    return [
        {
            "student": readable(record.student),
            "link": quote(f"feedback/{record.key}/{record.lesson}/{record.lesson}.html"),
            "lesson": record.lesson,
            "points": number(mark.total),
            "max_points": number(mark.max_score),
            "where": _where(record),
        }
        for *_, record, mark in sorted(stuck, key=lambda one: one[:3])
    ]


def _where(record: Graded) -> list[tuple[str, str, list[str]]]:
    """Sign, words and exercises of each outcome that is not right."""
    named: dict[str, list[str]] = {}
    for found in record.results:
        if found.status != PASSED:
            named.setdefault(found.status, []).append(found.exercise)
    return [(*_sign(status), ids) for status, ids in named.items()]


def _words(message: str) -> Any:
    return render.trusted(panel.inline(readable(message)))


def _sign(status: str) -> tuple[str, str]:
    sign, words = panel.SIGNS[status]
    return sign, words.lower()
