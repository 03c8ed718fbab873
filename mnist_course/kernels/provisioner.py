"""Jupyter's kernels, from the warm process where there is one.

Jupyter starts each kernel through a provisioner. `mnist-course start` names this one as the
default, and in `warm.SOCKET` where the warm process listens. Where that has none to give, or the
kernel is not this Python's, it starts a fresh one as Jupyter does by itself.
"""

import asyncio
import os
import sys
from pathlib import Path
from typing import Any, cast

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import LocalProvisioner

from mnist_course.kernels import warm

_PATIENCE_SECONDS = 10.0
"""A fresh kernel would need about this long until it has imported Keras on a cold disk."""


class WarmProvisioner(LocalProvisioner):
    """Forks a kernel, or launches a fresh one."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """As Jupyter's own, with a fork of the warm process where that is possible."""
        forked = await asyncio.to_thread(_forked, cmd, kwargs)
        if forked is None:
            return await super().launch_kernel(cmd, **kwargs)
        # As far as Jupyter asks, it is a `Popen`.
        self.process = cast(Any, forked)
        self.pid = self.pgid = forked.pid
        self.cwd = kwargs.get("cwd", Path.cwd())
        return self.connection_info


def _forked(command: list[str], launch: dict[str, Any]) -> warm.Fork | None:
    place = os.environ.get(warm.SOCKET)
    if not place or not warm.SAFE or command[1:3] != ["-m", "ipykernel_launcher"]:
        return None
    if os.path.abspath(command[0]) != sys.executable:
        return None
    environment = {**(launch.get("env") or os.environ)}
    environment.pop(warm.SOCKET, None)
    folder = Path(launch.get("cwd") or Path.cwd())
    try:
        return warm.fork(Path(place), command[3:], folder, environment, _PATIENCE_SECONDS)
    except (warm.Unavailable, OSError):
        # Whatever keeps the warm process from working, a fresh kernel works.
        return None
