"""What each exercise asks, a file an exercise: id, hints, and which probe looks at it.

A course's own exercises, in its folder `exercises`, are modules of this room too.
"""

from mnist_course.core import course_file

if own := course_file.own(course_file.EXERCISES):
    __path__.append(str(own))
