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
_MOST = 15
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
        hardest=_hardest(records, marks),
        causes=_causes(records, (FAILED, PARTIAL)),
        faults=_causes(records, _TROUBLED),
        stuck=_stuck(records, marks),
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


def _hardest(records: list[Graded], marks: Marks) -> list[dict[str, Any]]:
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
    means = {place: mean(shares) for place, shares in earned.items()}
    hard = sorted((value, place) for place, value in means.items() if value < 1)
    return [
        {
            "id": place[1],
            "lesson": place[0],
            "share": f"{value:.0%}",
            "outcomes": [
                (*_sign(status), outcomes[place][status])
                for status in STATUSES
                if outcomes[place][status]
            ],
        }
        for value, place in hard
    ]


def _causes(records: list[Graded], statuses: tuple[str, ...]) -> list[dict[str, Any]]:
    counts: Counter[tuple[str, str]] = Counter()
    examples: dict[tuple[str, str], Result] = {}
    for record in records:
        for found in record.results:
            cause = found.verdict.cause
            if not cause or found.status not in statuses:
                continue
            counts[found.exercise, cause] += 1
            examples.setdefault((found.exercise, cause), found)
    ordered = sorted(counts, key=lambda place: (-counts[place], place))[:_MOST]
    return [
        {
            "count": counts[place],
            "exercise": place[0],
            "cause": place[1].replace("-", " "),
            "message": _words(examples[place].message),
            "next_step": _words(examples[place].verdict.next_step),
        }
        for place in ordered
    ]


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
            "where": [
                (*_sign(found.status), found.exercise)
                for found in record.results
                if found.status != PASSED
            ],
        }
        for *_, record, mark in sorted(stuck, key=lambda one: one[:3])
    ]


def _words(message: str) -> Any:
    return render.trusted(panel.inline(readable(message)))


def _sign(status: str) -> tuple[str, str]:
    sign, words = panel.SIGNS[status]
    return sign, words.lower()
