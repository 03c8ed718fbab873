"""Keep TensorFlow's start-up chatter away from students."""

import contextlib
import logging
import os
import sys
import tempfile
from collections.abc import Iterator


def environment(threads: int) -> dict[str, str]:
    """Variables with which TensorFlow is quiet, and keeps to the processor and to its threads."""
    return {
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "CUDA_VISIBLE_DEVICES": "-1",
        "OMP_NUM_THREADS": str(threads),
        "TF_NUM_INTRAOP_THREADS": str(threads),
        "TF_NUM_INTEROP_THREADS": str(threads),
    }


def import_keras() -> None:
    """Import TensorFlow and Keras without what they write to the terminal while they start.

    Raises:
        ImportError: as the import itself would, after what was written has been shown.
    """
    # 3 also hides the error that TensorFlow logs on every machine without a GPU, at its first
    # operation. What goes wrong in earnest raises an exception.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    # TensorFlow uses oneDNN by itself on some processors only. On the others too, the course's
    # network takes half the processor time with it. Results differ by rounding.
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
    with silent_stderr():
        import keras  # noqa: F401
    logging.getLogger("tensorflow").addFilter(_tells)


def _tells(record: logging.LogRecord) -> bool:
    """Whether a warning concerns a student: that a check made many networks does not."""
    return "retracing" not in str(record.msg)


@contextlib.contextmanager
def silent_stderr() -> Iterator[None]:
    """Hold back what is written to file descriptor 2, and show it only if the block raises.

    TensorFlow's C++ side writes there before its own log level can be set.
    """
    try:
        saved = os.dup(2)
    except OSError:
        yield
        return
    with tempfile.TemporaryFile() as held:
        sys.stderr.flush()
        os.dup2(held.fileno(), 2)
        try:
            yield
        except BaseException:
            os.dup2(saved, 2)
            held.seek(0)
            sys.stderr.write(held.read().decode(errors="replace"))
            raise
        finally:
            os.dup2(saved, 2)
            os.close(saved)
