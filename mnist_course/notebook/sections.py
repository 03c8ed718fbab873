"""Where in its lesson an exercise is explained."""

import functools
import json
import re
from dataclasses import dataclass
from urllib.parse import quote

from mnist_course import course
from mnist_course.core.errors import CourseError

_HEADING = re.compile(r"^## +(.+?)\s*$", re.MULTILINE)
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Section:
    """A section of a lesson.

    Attributes:
        title: its heading, such as '1.4 Facts before pictures'.
        link: to it, from the lesson's own notebook, as JupyterLab names headings.
    """

    title: str
    link: str


@functools.cache
def section_of(exercise_id: str) -> Section | None:
    """The section that an exercise stands in; None where the notebook does not tell.

    Raises:
        CourseError: where there is no such exercise.
    """
    lesson = course.lesson_of(exercise_id)
    try:
        notebook = json.loads(course.lesson_notebook(lesson.id).read_text("utf-8"))
        title = _title_above(notebook["cells"], exercise_id)
    except (CourseError, OSError, ValueError, KeyError, TypeError):
        return None
    if title is None:
        return None
    plain = title.replace("`", "")
    return Section(plain, f"{lesson.id}.ipynb#{quote(plain.replace(' ', '-'))}")


def _title_above(cells: list[dict], exercise_id: str) -> str | None:
    title = None
    for cell in cells:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == exercise_id:
            return title
        if cell["cell_type"] == "markdown":
            source = cell["source"]
            text = source if isinstance(source, str) else "".join(source)
            title = ([title, *_HEADING.findall(_FENCE.sub("", text))])[-1]
    return None
