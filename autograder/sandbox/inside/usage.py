"""What a submission uses, all its processes together, as its supervisor sees it in /proc."""

import contextlib
import os
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

SIZE, RESIDENT, DATA = 0, 1, 5
"""Columns of /proc/PID/statm (proc(5)): address space, what is in memory of it, data and stack."""

_PAGE = os.sysconf("SC_PAGESIZE")
_CLOCK = os.sysconf("SC_CLK_TCK")
_SOCKET_BYTES = 2 * 212_992
"""What one socket may hold for its peer where the system does not say (socket(7))."""


@dataclass(frozen=True)
class _Process:
    pid: str
    threads: int
    tables: int
    """Bytes of its page tables."""


class Usage:
    """Looks at one submission.

    Args:
        pid: its kernel, process 1 of its own namespace or leader of its group.
        limits: `memory` in bytes, `processes`, `tasks` (threads count too); `isolate`.
        channel: the inode of the kernel's socket, by which it is asked and answers.
    """

    def __init__(self, pid: int, limits: dict[str, Any], channel: int = 0):
        self._pid = str(pid)
        self._limits = limits
        self._channel = f"socket:[{channel}]"
        # Of each process but the kernel, the last that was seen of it: those that ended count.
        self._spent: dict[str, float] = {}
        self._before: dict[str, tuple[float, float]] = {}
        self._spent_before = 0.0
        self._not_before = 0.0

    def excess(self) -> str:
        """Which limit the submission is over: 'memory', 'processes', or ''."""
        processes = self._processes()
        if self._too_many(processes):
            return "processes"
        for one in processes:
            if one.pid != self._pid:
                self._spent[one.pid] = max(_cpu(one.pid), self._spent.get(one.pid, 0.0))
        unseen = sum(one.tables for one in processes) + self._sockets()
        # Resident pages count those shared with the zygote once for each process.
        if unseen + sum(_resident(one.pid) for one in processes) <= self._limits["memory"]:
            return ""
        return self._closer(processes, unseen)

    def _closer(self, processes: list[_Process], memory: int) -> str:
        """The same by proportional pages: true, but slow, and forks wait while it is looked at."""
        started = time.monotonic()
        if started < self._not_before:
            return ""
        for one in processes:
            memory += _proportional(one.pid)
            if memory > self._limits["memory"]:
                return "memory"
            if self._too_many(self._processes()):
                return "processes"
        self._not_before = time.monotonic() + (time.monotonic() - started)
        return ""

    def _too_many(self, processes: list[_Process]) -> bool:
        tasks = sum(one.threads for one in processes)
        return len(processes) > self._limits["processes"] or tasks > self._limits["tasks"] * 0.9

    def others(self) -> dict[str, float]:
        """Its processes but for the kernel, and how much processor time each has used."""
        pids = [one.pid for one in self._processes() if one.pid != self._pid]
        return {pid: _cpu(pid) for pid in pids}

    def holders(self, pids: Iterable[str]) -> list[str]:
        """Those of the processes that have the kernel's channel open."""
        return [pid for pid in pids if self._channel in _open_in(pid)]

    def begin(self) -> None:
        """From here on `waited` counts."""
        self._before, self._spent_before = self._threads(), self.used()

    def waited(self) -> float:
        """Seconds for which others than the submission kept the kernel from running.

        A thread that was ready to run and had to wait may have waited for the submission's own
        threads and processes: what these used of the processor is taken off.
        """
        used = self.used() - self._spent_before
        waits = [0.0]
        for name, (ran, waited) in self._threads().items():
            ran_before, waited_before = self._before.get(name, (0.0, 0.0))
            ran, waited = ran - ran_before, waited - waited_before
            waits.append(waited - max(0.0, used - ran))
        return max(waits)

    def used(self) -> float:
        """Seconds of processor time, of all its processes."""
        return _cpu(self._pid) + sum(self._spent.values())

    def _threads(self) -> dict[str, tuple[float, float]]:
        """Each thread of the kernel: how long it ran, how long it waited for a processor."""
        found = {}
        with contextlib.suppress(OSError):
            for task in os.listdir(f"/proc/{self._pid}/task"):
                with contextlib.suppress(OSError, IndexError, ValueError):
                    ran, waited, _ = _text(f"{self._pid}/task/{task}/schedstat").split()
                    found[task] = int(ran) / 1e9, int(waited) / 1e9
        return found

    def _processes(self) -> list[_Process]:
        """All that share the kernel's process namespace or group and have not ended.

        One more than may be is as many as it tells: a fork bomb leaves little time to look.
        """
        isolated = self._limits["isolate"]
        found: list[_Process] = []
        with contextlib.suppress(OSError):
            space = os.readlink(f"/proc/{self._pid}/ns/pid") if isolated else ""
            for name in filter(str.isdigit, os.listdir("/proc")):
                if len(found) > self._limits["processes"]:
                    break
                with contextlib.suppress(OSError):
                    # An earlier submission's may still be ending, in another namespace.
                    if isolated and os.readlink(f"/proc/{name}/ns/pid") != space:
                        continue
                    status = _status(name)
                    if status.get("State", "").strip().startswith(("Z", "X")):
                        continue
                    if not isolated and status.get("NSpgid", "").split()[-1:] != [self._pid]:
                        continue
                    tables = int(status.get("VmPTE", "0").split()[0]) * 1024
                    found.append(_Process(name, int(status.get("Threads", "1")), tables))
        return found

    def _sockets(self) -> int:
        """Bytes that wait in sockets, at most; they belong to no process."""
        if not self._limits["isolate"]:
            return 0  # it would count all of the machine's
        with contextlib.suppress(OSError, IndexError, ValueError):
            used = int(_text(f"{self._pid}/net/sockstat").split()[2])
            return used * _socket_bytes()
        return 0


def statm(pid: str, column: int) -> int:
    """Bytes of a process's memory.

    Raises:
        OSError: where there is no such process.
    """
    return int(_text(f"{pid}/statm").split()[column]) * _PAGE


def children(pid: int) -> list[int]:
    """The processes whose parent a process is."""
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError, IndexError, ValueError):
            if int(_fields(name)[1]) == pid:
                found.append(int(name))
    return found


def _open_in(pid: str) -> set[str]:
    """What a process has open, as /proc/PID/fd has it (proc(5))."""
    found = set()
    with contextlib.suppress(OSError):
        for name in os.listdir(f"/proc/{pid}/fd"):
            with contextlib.suppress(OSError):
                found.add(os.readlink(f"/proc/{pid}/fd/{name}"))
    return found


def _socket_bytes() -> int:
    with contextlib.suppress(OSError, ValueError):
        return 2 * int(_text("sys/net/core/wmem_max"))
    return _SOCKET_BYTES


def _text(path: str) -> str:
    with open(f"/proc/{path}", encoding="utf-8", errors="replace") as file:
        return file.read()


def _status(pid: str) -> dict[str, str]:
    lines = _text(f"{pid}/status").splitlines()
    return dict(line.split(":", 1) for line in lines if ":" in line)


def _cpu(pid: str) -> float:
    """Seconds of processor time of a process and of its children that ended."""
    with contextlib.suppress(OSError, IndexError, ValueError):
        return sum(map(int, _fields(pid)[11:15])) / _CLOCK
    return 0.0


def _fields(pid: str) -> list[str]:
    """What /proc/PID/stat has behind the program's name, which may hold anything (proc(5))."""
    return _text(f"{pid}/stat").rpartition(")")[2].split()


def _resident(pid: str) -> int:
    with contextlib.suppress(OSError, IndexError, ValueError):
        return statm(pid, RESIDENT)
    return 0


def _proportional(pid: str) -> int:
    with contextlib.suppress(OSError, IndexError, ValueError):
        for line in _text(f"{pid}/smaps_rollup").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0
