"""Hints that are opened in a notebook are counted, where there is a page to listen in."""

import contextlib
import os
import secrets
from typing import Any

SESSION = secrets.token_hex(8)
"""Marks this kernel's panels, so that two open notebooks do not count each other's hints."""

_counter: Any = None


def count_when_opened() -> None:
    """From now on, count the hints that are opened in this kernel's notebook.

    Waits until the running cell is done, since the widget machinery takes a moment to import.
    Kernels that no Jupyter server started, such as the self-check's, have no page to listen in.
    """
    import asyncio

    if "JPY_SESSION_NAME" not in os.environ:
        return
    with contextlib.suppress(RuntimeError):
        asyncio.get_running_loop().call_later(0.05, _start_counter)


def _start_counter() -> None:
    global _counter
    if _counter is None:
        from mnist_course.widgets.hint_counter import HintCounter

        _counter = HintCounter(SESSION)
