"""Who runs this notebook: a person in front of it, or a program."""

import os
import sys
from typing import Any


def shell() -> Any | None:
    """IPython's shell, where this is a notebook's kernel."""
    if "IPython" not in sys.modules:
        return None
    from IPython import get_ipython

    found = get_ipython()
    return found if found is not None and hasattr(found, "kernel") else None


def somebody_looks() -> bool:
    """Whether a person runs the cell that is running, and so sees what it shows.

    A front end with somebody before it lets a cell ask for input. Programs that execute notebooks
    (nbclient, and with it nbconvert, papermill, nbgrader's autograde and Validate) do not, and the
    only thing that they notice of a cell is whether it raised.
    """
    found = shell()
    if found is None or "NBGRADER_EXECUTION" in os.environ:
        return False
    request = found.kernel.get_parent("shell")
    return bool(request and request.get("content", {}).get("allow_stdin"))
