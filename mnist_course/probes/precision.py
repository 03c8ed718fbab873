"""Models of the course, in the course's own precision."""

import contextlib
from collections.abc import Iterator


@contextlib.contextmanager
def single_precision() -> Iterator[None]:
    """What is made within computes in float32, whatever a notebook has set for its own models.

    A notebook that calls `keras.mixed_precision.set_global_policy("mixed_float16")` would
    otherwise round the model that a probe hands to its functions, and wrap its optimizer.
    """
    import keras

    policy = keras.config.dtype_policy()
    keras.config.set_dtype_policy("float32")
    try:
        yield
    finally:
        keras.config.set_dtype_policy(policy)
