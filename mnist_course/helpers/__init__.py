"""Modules and data that a course brings for its own lessons; the one that ships has none.

What lies in a course's own folder `helpers` is of this room: `from mnist_course.helpers import
garments`. Lessons, questions and answers may use it, also where a submission runs.
"""

from mnist_course.core import course_rooms

__path__.extend(map(str, course_rooms.rooms(course_rooms.HELPERS)))
