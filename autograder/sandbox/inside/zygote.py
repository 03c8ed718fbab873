"""The warm process: imports TensorFlow and Keras once, and forks for every submission.

It runs inside bubblewrap and never runs student code itself. For each request it forks a
supervisor, which enters new namespaces, forks the submission's kernel as process 1 of them,
watches what that uses, and ends everything when the grader hangs up.

    zygote ── supervisor (one a submission) ── kernel, process 1 of its own world ── …
"""

import gc
import json
import os
import signal
import socket
import sys


def main(control_fd: int) -> None:
    """Warm up, say so, then serve requests until the grader hangs up."""
    control = socket.socket(fileno=control_fd)
    from inside import kernel, supervisor

    kernel.warm()
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    control.send(b"ready")
    while True:
        message, handles, _, _ = socket.recv_fds(control, 65536, 2)
        if not message:
            return
        if os.fork() == 0:
            control.close()
            supervisor.run(json.loads(message), *(socket.socket(fileno=h) for h in handles))
        for handle in handles:
            os.close(handle)


if __name__ == "__main__":
    main(int(sys.argv[1]))
