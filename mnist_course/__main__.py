"""`python -m mnist_course`, where the `mnist-course` command is not on the path."""

import sys

from mnist_course.commands.main import main

if __name__ == "__main__":
    sys.exit(main())
