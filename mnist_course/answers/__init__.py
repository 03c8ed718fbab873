"""Inputs, right answers, misconceptions: a file an exercise. Never where student code is graded.

A course's own answers, which `core.course_rooms` finds, are modules of this room too.
"""

from mnist_course.core import course_rooms

__path__.extend(map(str, course_rooms.rooms(course_rooms.ANSWERS)))
