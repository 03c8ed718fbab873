"""What each exercise asks, a file an exercise: id, hints, and which probe looks at it.

A course's own exercises, which `core.course_rooms` finds, are modules of this room too.
"""

from mnist_course.core import course_rooms

__path__.extend(map(str, course_rooms.rooms(course_rooms.EXERCISES)))
