"""The warm process of the self-check: imports everything once, and forks a kernel on request.

Starting a kernel and importing TensorFlow for each notebook takes seconds; a fork of a process
that has done both takes a fraction of one. Keras works in the fork as long as its parent has
run no operation. Run as
`python -m mnist_course.selfcheck.fork_server [--keras]`; it reads a line of JSON for
each kernel, answers with a line, and ends with all its kernels when its input ends.
"""

import contextlib
import gc
import importlib
import json
import os
import signal
import sys
from typing import TextIO


def main(arguments: list[str]) -> None:
    """Warm up, say so, then fork a kernel for each request until the input ends."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    requests = os.fdopen(os.dup(0), "r", encoding="utf-8")
    _silence()
    _warm("--keras" in arguments)
    gc.collect()
    gc.freeze()
    # The system takes ended kernels away by itself, so that whoever asks sees them gone.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    _answer(answers, {"ready": True})
    kernels = []
    for line in requests:
        request = json.loads(line)
        kernel = os.fork()
        if kernel == 0:
            answers.close()
            requests.close()
            _be_kernel(request)
        kernels.append(kernel)
        _answer(answers, {"pid": kernel})
    for kernel in filter(_is_ours, kernels):
        with contextlib.suppress(OSError):
            os.killpg(kernel, signal.SIGKILL)


def _is_ours(kernel: int) -> bool:
    """Whether the process is still our child, and not a later one that was given its number."""
    try:
        with open(f"/proc/{kernel}/stat", encoding="ascii", errors="replace") as file:
            return int(file.read().rpartition(")")[2].split()[1]) == os.getpid()
    except OSError:
        return False


def _answer(answers: TextIO, data: dict) -> None:
    answers.write(json.dumps(data) + "\n")
    answers.flush()


def _silence() -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)


def _warm(keras: bool) -> None:
    for name in ("ipykernel.kernelapp", "ipykernel.zmqshell", "matplotlib.pyplot"):
        importlib.import_module(name)
    importlib.import_module("mnist_course.notebook.check")
    from mnist_course import course, data
    from mnist_course.core import quiet

    course.lessons()
    data.warm()
    if keras:
        quiet.import_keras()


def _be_kernel(request: dict) -> None:
    try:
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.chdir(request["folder"])
        os.environ["JPY_PARENT_PID"] = str(os.getppid())
        import numpy as np
        from ipykernel.kernelapp import IPKernelApp

        # Else every fork would draw the same numbers.
        np.random.seed()
        sys.argv = ["ipykernel_launcher", "-f", request["connection"]]
        IPKernelApp.launch_instance(sys.argv[1:])
    finally:
        os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
