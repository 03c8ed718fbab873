"""Inputs, right answers, misconceptions: a file an exercise. Never where student code is graded.

A course's own answers, in its folder `answers`, are modules of this room too.
"""

from mnist_course.core import course_file

if own := course_file.own(course_file.ANSWERS):
    __path__.append(str(own))
