"""`begin("01_loading")`: the first cell of every lesson."""

import sys

from mnist_course import course, data
from mnist_course.core import quiet
from mnist_course.notebook import runs, waiting
from mnist_course.workspace import progress


def begin(lesson_id: str) -> None:
    """Get ready for a lesson: the data where Keras looks, a quiet TensorFlow, the lesson's card.

    Args:
        lesson_id: such as '01_loading'.

    Raises:
        CourseError: where there is no such lesson, or the data cannot be put in place.
    """
    runs.watched()
    lesson = course.lesson(lesson_id)
    waiting.watch(lesson)
    provided = data.provide()
    if provided and (told := provided.told()):
        print(told)
    if lesson.uses_keras:
        quiet.import_keras()
    if "IPython" in sys.modules:
        from IPython.display import HTML, display

        display(HTML(progress.lesson_card(lesson)))
