"""Below a verdict in a notebook: where to read again, how far the lesson is, what is next."""

from html import escape

from mnist_course import course
from mnist_course.core.exercise import PASSED, Exercise, Lesson, Verdict
from mnist_course.core.language import say
from mnist_course.notebook.sections import section_of
from mnist_course.workspace import progress


def html(exercise: Exercise, verdict: Verdict) -> str:
    """The lines below a verdict, as HTML; progress only inside a workspace."""
    root = progress.workspace()
    statuses = progress.load(root)
    parts = []
    section = section_of(exercise.id)
    if section and not verdict.ok:
        parts.append(
            f'<p>{say("Read again:")} <a href="{escape(section.link)}">'
            f"{escape(section.title)}</a></p>"
        )
    if root is not None:
        parts.append(_progress(course.lesson_of(exercise.id), statuses, verdict.ok))
    return "".join(parts)


def _progress(lesson: Lesson, statuses: dict[str, str], passed: bool) -> str:
    done, of = progress.passed_count(lesson, statuses), len(lesson.exercises)
    words = say("{done} of {of} exercises of this lesson.", done=done, of=of)
    return (
        f'<p class="mc-progress"><progress value="{done}" max="{of}" aria-hidden="true">'
        f"</progress> {words} {_next(lesson, statuses) if passed else ''}</p>"
    )


def _next(lesson: Lesson, statuses: dict[str, str]) -> str:
    left = [one.id for one in lesson.exercises if statuses.get(one.id) != PASSED]
    if left:
        return f"{say('Next:')} <code>{escape(left[0])}</code>."
    lessons = course.lessons()
    place = lessons.index(lesson) + 1
    if place == len(lessons) or lessons[place] not in course.released():
        return say("All its visible checks have passed.")
    following = lessons[place]
    return (
        f"{say('All its visible checks have passed.')} {say('Next:')} "
        f'<a href="../{following.id}/{following.id}.ipynb">{escape(following.title)}</a>.'
    )
