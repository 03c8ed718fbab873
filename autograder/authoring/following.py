"""What a lesson's prose says of the other lessons, true of the course as it is."""

import re

from mnist_course import course
from mnist_course.core.errors import CourseError
from mnist_course.core.exercise import Lesson
from mnist_course.core.language import say, sign

_LINK = re.compile(r"\]\(\.\./(\w+)/[^)]*\)")
LESSON, BETWEEN = "a pattern: lesson, lessons", "a pattern: between the numbers of lessons"


def last_words(prose: str, lesson: Lesson) -> str:
    """The prose, with another paragraph **Next:** where another lesson follows than it says."""
    lessons = course.lessons()
    place = lessons.index(lesson) + 1
    begin = f"**{say('Next:')}**"
    following = lessons[place] if place < len(lessons) else None

    def paragraph(match: re.Match[str]) -> str:
        leads_to = _LINK.findall(match[0])
        begins_with_a_link = match[0].startswith(f"{begin} [")
        if following is None:
            fits = not begins_with_a_link and not _absent(leads_to)
            end = say("whatever you are curious about. Thank you for working through the course.")
            return match[0] if fits else f"{begin} {end}"
        if begins_with_a_link and leads_to[0] == following.id and not _absent(leads_to):
            return match[0]
        link = f"../{following.id}/{following.id}.ipynb"
        return f"{begin} [{following.number} · {following.title}]({link}). {following.goal}"

    pattern = rf"^{re.escape(begin)}.*?(?=\n\n|\Z)"
    return re.sub(pattern, paragraph, prose, flags=re.MULTILINE | re.DOTALL)


def see_mentions(text: str, where: str) -> None:
    """Refuse a text that speaks of a lesson which is not in the course, or links to it.

    Args:
        text: prose or code.
        where: it stands, for the message.

    Raises:
        CourseError: with the words.
    """
    present = {one.number for one in course.lessons()}
    lesson, between = sign(LESSON, "lessons?"), sign(BETWEEN, "and|or|to")
    mention = rf"\b(?:{lesson})\s+\d+(?:\s*(?:,|{between})\s+\d+)*"
    for match in re.finditer(mention, text, re.IGNORECASE):
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
