"""Answers that are alike, on one HTML page: groups, then pairs side by side."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape

from autograder.core.text import readable
from autograder.pages import render
from autograder.similarity.alike import Pair

MOST_PAIRS = 40
"""Pairs that are shown of one exercise; the page says how many there are."""


@dataclass(frozen=True)
class Found:
    """What was found of one exercise.

    Attributes:
        exercise, lesson: their ids.
        compared: how many answers.
        pairs: the most telling first.
        groups: students who hang together.
        texts: whose → the source that was compared.
        same_models: groups of those whose trained networks are the same, number for number.
    """

    exercise: str
    lesson: str
    compared: int
    pairs: list[Pair]
    groups: list[list[str]]
    texts: Mapping[str, str]
    same_models: list[list[str]] = field(default_factory=list)


def page(found: list[Found]) -> str:
    """The page; exercises in which nothing is alike are named in one line."""
    return render.render(
        "similar.html.j2",
        exercises=[_exercise(one) for one in found if one.pairs or one.same_models],
        quiet=[one.exercise for one in found if not (one.pairs or one.same_models)],
    )


def _exercise(one: Found) -> dict:
    return {
        "id": one.exercise,
        "lesson": one.lesson,
        "compared": one.compared,
        "groups": [", ".join(map(readable, group)) for group in one.groups],
        "same_models": [", ".join(map(readable, group)) for group in one.same_models],
        "count": len(one.pairs),
        "pairs": [_pair(pair, one.texts) for pair in one.pairs[:MOST_PAIRS]],
    }


def _pair(pair: Pair, texts: Mapping[str, str]) -> dict:
    return {
        "names": [readable(pair.first), readable(pair.second)],
        "share": f"{pair.share:.0%}",
        "weight": f"{pair.weight:.0f}",
        "sides": [
            render.trusted(marked(texts[name], marks))
            for name, marks in zip((pair.first, pair.second), pair.marks)
        ],
    }


def marked(text: str, marks: tuple[tuple[int, int], ...], around: int = 1_500) -> str:
    """Text as HTML, `<mark>` around the shared places; of a long text only what is near them."""
    start, end = 0, len(text)
    if marks and len(text) > 3 * around:
        start = max(0, text.rfind("\n", 0, max(marks[0][0] - 200, 0)) + 1)
        end = min(len(text), marks[0][0] + 2 * around)
    parts, place = [], start
    for first, last in sorted(marks):
        first, last = max(first, place), min(last, end)
        if first < last:
            parts.append(escape(readable(text[place:first])))
            parts.append(f"<mark>{escape(readable(text[first:last]))}</mark>")
            place = last
    parts.append(escape(readable(text[place:end])))
    return ("…\n" if start else "") + "".join(parts) + ("\n…" if end < len(text) else "")
