"""Measure commands: wall time, CPU time of all that they start, and memory over time."""

import contextlib
import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil

_ACCOUNTING = Path("/sys/fs/cgroup/cpuacct")


@dataclass
class Measured:
    """What a command took.

    Attributes:
        wall: seconds.
        cpu: seconds of all processes that it started; NaN where the system cannot tell.
        status: exit status.
        memory: (seconds, {role: resident bytes}) over time; roles are 'coordinator',
            'workers', 'warm' and 'judges' (the largest of each; kernels are 'warm' too).
    """

    wall: float = 0.0
    cpu: float = float("nan")
    status: int = 0
    memory: list[tuple[float, dict[str, int]]] = field(default_factory=list)

    def peak(self, role: str) -> float:
        """The role's largest resident size, MiB."""
        return max((sizes.get(role, 0) for _, sizes in self.memory), default=0) / 2**20


def tell(what: str) -> None:
    """Say on stderr how far it is; the tables go to stdout."""
    print(what, file=sys.stderr, flush=True)


def run(command: list[str], cwd: Path, log: Path, watch_memory: bool = False) -> Measured:
    """Run a command to its end; its output goes to `log`."""
    measured = Measured()
    group = _group()
    started = time.monotonic()
    with log.open("ab") as output:
        # nbgrader looks for its own helper programs on the path.
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
        process = subprocess.Popen(
            command, cwd=cwd, stdout=output, stderr=output, env={**os.environ, "PATH": path}
        )
        if group:
            (group / "cgroup.procs").write_text(str(process.pid))
        stop = threading.Event()
        if watch_memory:
            arguments = (process.pid, started, stop, measured.memory)
            threading.Thread(target=_watch, args=arguments, daemon=True).start()
        measured.status = process.wait()
        stop.set()
    measured.wall = time.monotonic() - started
    if group:
        measured.cpu = int((group / "cpuacct.usage").read_text()) / 1e9
        with contextlib.suppress(OSError):
            group.rmdir()
    return measured


def _group() -> Path | None:
    # A control group also counts what ended without being waited for.
    group = _ACCOUNTING / f"benchmark-{os.getpid()}-{time.monotonic_ns()}"
    with contextlib.suppress(OSError):
        group.mkdir()
        return group
    return None


def _watch(pid: int, started: float, stop: threading.Event, found: list) -> None:
    while not stop.wait(2.0):
        sizes: dict[str, int] = {}
        with contextlib.suppress(psutil.Error):
            root = psutil.Process(pid)
            sizes["coordinator"] = root.memory_info().rss
            for child in root.children(recursive=True):
                with contextlib.suppress(psutil.Error):
                    words = " ".join(child.cmdline())
                    if "spawn_main" in words:
                        role = "workers"
                    elif "zygote" in words:
                        role = "warm"
                    elif "judge_server" in words:
                        role = "judges"
                    else:
                        continue
                    sizes[role] = max(sizes.get(role, 0), child.memory_info().rss)
            found.append((time.monotonic() - started, sizes))


def autograder(*arguments: str) -> list[str]:
    """The command line of `mnist-autograder`."""
    return [sys.executable, "-m", "autograder.commands.main", *arguments]


def load() -> str:
    """The machine's load, to be shown beside figures."""
    one, five, _ = os.getloadavg()
    return f"{os.cpu_count()} cores, load {one:.1f} (1 min), {five:.1f} (5 min) at the end"


def table(header: tuple[str, ...], rows: list[tuple]) -> None:
    """Print a table."""
    texts = [tuple(_text(value) for value in row) for row in (header, *rows)]
    widths = [max(map(len, column)) for column in zip(*texts)]
    for row in texts:
        print("  ".join(text.ljust(width) for text, width in zip(row, widths)).rstrip())


def _text(value: object) -> str:
    return f"{value:.2f}" if isinstance(value, float) else str(value)
