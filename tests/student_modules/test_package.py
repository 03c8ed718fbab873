"""The package's own names, as lessons import them."""

import subprocess
import sys


def in_python(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()


def test_begin_and_check_are_functions_however_often_and_in_which_order_they_are_imported():
    code = """
import mnist_course.notebook.check
from mnist_course import begin, check
from mnist_course import begin, check, prepared_digits
from mnist_course.notebook.check import VERDICT_MIME
print([callable(one) and one.__name__ for one in (begin, check, prepared_digits)])
"""
    assert in_python(code) == "['begin', 'check', 'prepared']"


def test_the_import_is_light():
    heavy = "{'tensorflow', 'keras', 'numpy', 'matplotlib', 'IPython'}"
    assert in_python(f"import sys, mnist_course; print({heavy} & set(sys.modules))") == "set()"
