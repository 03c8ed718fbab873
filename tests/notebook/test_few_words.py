"""What a notebook does not say: tracebacks of the course's own, and TensorFlow's warnings."""

import os
import subprocess
import sys

import pytest

INTERRUPTED = """
import signal
from IPython.core.interactiveshell import InteractiveShell

notebook = InteractiveShell()
notebook.run_cell("import signal; from mnist_course import data")
signal.signal(signal.SIGVTALRM, signal.default_int_handler)
# Reading takes several times these seconds of the processor, however busy the machine is.
notebook.run_cell("signal.setitimer(signal.ITIMER_VIRTUAL, 0.05); digits = data.load()")
notebook.run_cell("print(data.load()[0][0].shape)")
"""

MANY_NETWORKS = """
from mnist_course.core import quiet
quiet.import_keras()
import keras
from mnist_course import check

def feature_maps(model, image):
    made = [
        keras.Model(model.inputs, one.output).predict(image[None], verbose=0)[0]
        for one in model.layers
    ]
    return [one for one in made if one.ndim == 3][::2]

check("feature_maps")
"""


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONUTF8": "1"},
        timeout=120,
    )


@pytest.mark.skipif(os.name != "posix", reason="interrupts by a timer")
def test_an_interrupt_while_the_data_are_read_is_one_line():
    shown = run(INTERRUPTED)
    assert shown.stdout.splitlines() == [
        "Interrupted while the data were read. Run the cell again.",
        "(60000, 28, 28)",
    ]
    assert shown.stderr == ""


@pytest.mark.long
def test_a_check_of_many_networks_has_no_warnings_of_tensorflow():
    shown = run(MANY_NETWORKS)
    assert shown.stdout.startswith("✓ feature_maps")
    assert shown.stderr == ""
