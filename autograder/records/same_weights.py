"""Who handed in the same trained weights. It proves nothing: the same seed makes them equal too."""

from collections.abc import Iterable

from autograder.records.results import Result


def owners(handed_in: Iterable[tuple[str, Result]]) -> dict[tuple[str, str], list[str]]:
    """(exercise, fingerprint) → the students who handed it in, sorted.

    Args:
        handed_in: (student, result), of any exercises.
    """
    found: dict[tuple[str, str], set[str]] = {}
    for student, result in handed_in:
        if result.verdict.fingerprint:
            key = result.exercise, result.verdict.fingerprint
            found.setdefault(key, set()).add(student)
    return {key: sorted(names) for key, names in sorted(found.items())}
