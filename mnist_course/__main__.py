"""`python -m mnist_course`, where the `mnist-course` command is not on the path."""

import sys

from mnist_course.cli import main

if __name__ == "__main__":
    sys.exit(main())
