"""What a lesson's prose says of the other lessons, true of the course as it is."""

import re

from mnist_course import course
from mnist_course.core.errors import CourseError
from mnist_course.core.exercise import Lesson

_NEXT = re.compile(r"^\*\*Next:\*\*.*?(?=\n\n|\Z)", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(\.\./(\w+)/[^)]*\)")
_MENTION = re.compile(
    r"\blessons?\s+(?P<first>\d+)(?P<others>(?:\s*(?:,|and|or|to)\s+\d+)*)", re.IGNORECASE
)
_END = "**Next:** whatever you are curious about. Thank you for working through the course."


def last_words(prose: str, lesson: Lesson) -> str:
    """The prose, with another paragraph **Next:** where another lesson follows than it says."""
    lessons = course.lessons()
    place = lessons.index(lesson) + 1
    following = lessons[place] if place < len(lessons) else None

    def paragraph(match: re.Match[str]) -> str:
        leads_to = _LINK.findall(match[0])
        begins_with_a_link = match[0].startswith("**Next:** [")
        if following is None:
            fits = not begins_with_a_link and not _absent(leads_to)
            return match[0] if fits else _END
        if begins_with_a_link and leads_to[0] == following.id and not _absent(leads_to):
            return match[0]
        link = f"../{following.id}/{following.id}.ipynb"
        return f"**Next:** [{following.number} · {following.title}]({link}). {following.goal}"

    return _NEXT.sub(paragraph, prose)


def see_mentions(text: str, where: str) -> None:
    """Refuse a text that speaks of a lesson which is not in the course, or links to it.

    Args:
        text: prose or code.
        where: it stands, for the message.

    Raises:
        CourseError: with the words.
    """
    present = {one.number for one in course.lessons()}
    for match in _MENTION.finditer(text):
        missing = set(map(int, re.findall(r"\d+", match[0]))) - present
        if missing:
            number = min(missing)
            shown = " ".join(match[0].split())
            raise CourseError(
                f"{where} says '{shown}', but lesson {number} is not in the course. Put what is "
                f"said of it between {{{{#{number}}}}} and {{{{/{number}}}}}."
            )
    for absent in _absent(_LINK.findall(text)):
        raise CourseError(f"{where} links to {absent}, which is not in the course.")


def _absent(lesson_ids: list[str]) -> list[str]:
    present = {one.id for one in course.lessons()}
    return [one for one in lesson_ids if one not in present]
