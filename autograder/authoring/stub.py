"""What stands in a student's notebook in place of a solution."""

from mnist_course.core.language import say

STUB = f"raise NotImplementedError  # {say('your code here, in place of this line')}"
