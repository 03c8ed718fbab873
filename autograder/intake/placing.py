"""Put what was collected in place; what lies there already is never overwritten without a copy."""

import json
from datetime import UTC, datetime, tzinfo
from pathlib import Path, PurePosixPath

from autograder.core.names import student_key
from autograder.intake import table
from autograder.intake.attempts import rank, that_counts, that_does_not_count
from autograder.intake.collect import Handed, row_of
from autograder.intake.platforms import Origin
from autograder.intake.roster import Roster
from autograder.intake.table import GUESSED, KEPT, MISSING, NOT_USED, UNCHANGED, USED, Row
from mnist_course.core import files

EARLIER = ".earlier"
"""Attempts that do not count are kept below this folder, which `grade` does not read."""


def write(
    chosen: list[Handed], apart: list[tuple[Handed, str]], out: Path, zone: tzinfo | None
) -> list[Row]:
    """Put what counts in place, and what does not beside it; what is there already stays.

    Args:
        chosen, apart: from `choose`.
        out: the `submitted` folder.
        zone: in which the platform's times are; None for this machine's.

    Returns:
        One row a file.

    Raises:
        OSError: where `out` cannot be written.
    """
    before = {
        (row.student, row.lesson, _target(row)): row for row in table.load(out) if row.student
    }
    rows: list[Row] = []
    for one in chosen:
        key = student_key(one.origin.student)
        place = out / key / one.lesson / one.target
        known = before.get((key, one.lesson, one.target))
        outcome, reason = _put(one, place, known, out, key)
        reason = "; ".join(filter(None, (reason, one.how, _late(one))))
        if not one.listed:
            reason = "; ".join(filter(None, (reason, "not on the roster")))
        if outcome == USED and one.how:
            outcome = GUESSED
        if outcome in (USED, GUESSED) and one.target.endswith(".ipynb") and one.origin.submitted:
            stamp = _utc(one.origin.submitted, zone)
            files.write(
                place.parent / "timestamp.txt", f"{stamp:%Y-%m-%d %H:%M:%S.%f} UTC\n", parents=True
            )
        rows.append(_row(one, key, outcome, reason))
    for one, reason in apart:
        key = student_key(one.origin.student)
        _apart(out, key, one.lesson, one.file.name, one.origin, one.file.content)
        rows.append(_row(one, key, KEPT, reason))
    return rows


def _row(one: Handed, key: str, outcome: str, reason: str) -> Row:
    about = {"student": key, "lesson": one.lesson, "outcome": outcome, "reason": reason}
    return row_of(one.file.path, one.origin, one.platform, **about)


def _target(row: Row) -> str:
    path = PurePosixPath(row.file)
    return f"{row.lesson}.ipynb" if path.suffix.lower() == ".ipynb" else path.name


def _put(one: Handed, place: Path, known: Row | None, out: Path, key: str) -> tuple[str, str]:
    if not place.exists():
        files.write(place, one.file.content, parents=True)
        return USED, ""
    old = place.read_bytes()
    if old == one.file.content:
        return UNCHANGED, "lies there already"
    attempt = tuple(json.loads(known.attempt)) if known else ()
    if known and one.origin.attempt and rank(one.origin.attempt) > rank(attempt):
        there = Origin(key, attempt=attempt)
        _apart(out, key, one.lesson, place.name, there, old)
        files.write(place, one.file.content, parents=True)
        return USED, f"{that_counts()}; the one before is kept apart"
    _apart(out, key, one.lesson, one.file.name, one.origin, one.file.content)
    why = (
        that_does_not_count() if known and one.origin.attempt else "another file lies there already"
    )
    return KEPT, f"{why}; remove {place} to take this one"


def _apart(out: Path, key: str, lesson: str, name: str, origin: Origin, content: bytes) -> None:
    folder = out / EARLIER / key / lesson / ("-".join(f"{n:g}" for n in origin.attempt) or "other")
    path, number = folder / name, 1
    while path.exists() and path.read_bytes() != content:
        number += 1
        path = folder / f"{Path(name).stem}-{number}{Path(name).suffix}"
    files.write(path, content, parents=True)


def _late(one: Handed) -> str:
    return "late, says the platform" if one.origin.late else ""


def _utc(local: datetime, zone: tzinfo | None) -> datetime:
    if local.tzinfo is None and zone is not None:
        local = local.replace(tzinfo=zone)
    return local.astimezone(UTC)


def without_submission(rows: list[Row], roster: Roster) -> list[Row]:
    """A row for each person on the roster of whom nothing was found."""
    there = {row.student for row in rows if row.outcome != NOT_USED}
    tried = {row.student for row in rows if row.file}
    missing = []
    for person in roster.people:
        key = student_key(person.id)
        if key not in there:
            reason = "nothing that can be used" if key in tried else "nothing handed in"
            about = {"name": person.full_name, "email": person.email}
            missing.append(Row("", key, "", MISSING, f"on the roster, {reason}", **about))
    return missing
