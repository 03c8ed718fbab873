"""What stands in a student's notebook in place of a solution."""

STUB = "raise NotImplementedError  # your code here, in place of this line"
