"""The supervisor of one submission: makes its namespaces, watches its use, ends it."""

import contextlib
import os
import re
import resource
import select
import signal
import socket
import sys
import tempfile
import time
import traceback
from typing import Any

from inside import linux
from inside.wire import Channel, Closed, Late

HOME = "/student"
WORK = f"{HOME}/work"
INSIDE_UID = 1000
_TICK = 0.05
_PAGE = os.sysconf("SC_PAGESIZE")


def run(limits: dict[str, Any], job: socket.socket, life: socket.socket) -> None:
    """Fork the kernel and supervise it; never returns.

    Args:
        limits: `memory`, `disk`, `file`, `output` in bytes; `tasks` (threads count too),
            `processes`, `cpu_seconds`; `isolate`, False for a kernel that only has limits.
        job: the kernel's socket.
        life: the supervisor's own; the submission ends when the grader closes it.
    """
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    channel = Channel(life)
    try:
        linux.die_with_parent(signal.SIGKILL)
        if limits["isolate"]:
            uid, gid = os.getuid(), os.getgid()
            linux.unshare(linux.NEWUSER | linux.NEWPID | linux.NEWNET | linux.NEWIPC | linux.NEWUTS)
            linux.map_user(INSIDE_UID, uid, gid)
        output, written = os.pipe()
        pid = os.fork()
        if pid == 0:
            _become_kernel(limits, job, written)
        os.close(written)
        job.close()
        _watch(pid, output, channel, limits)
    except BaseException as error:
        _report(channel, {"failure": f"{type(error).__name__}: {error}"})
    finally:
        os._exit(0)


def _become_kernel(limits: dict[str, Any], job: socket.socket, output: int) -> None:
    try:
        linux.die_with_parent(signal.SIGKILL)
        os.setsid()
        # The supervisor must get its turn whatever the submission does.
        os.nice(5)
        if limits["isolate"]:
            _private_file_system(limits)
        else:
            os.chdir(tempfile.mkdtemp())
        _only_these_handles(job.fileno(), output)
        _limit(limits)
        linux.no_new_privileges()
        linux.drop_capabilities()
        from inside import kernel
    except BaseException as error:
        _report(Channel(job), {"failure": f"{type(error).__name__}: {error}"})
        os._exit(70)
    try:
        kernel.serve(Channel(job))
    except BaseException:
        traceback.print_exc(file=sys.__stderr__)
        os._exit(1)
    os._exit(0)


def _private_file_system(limits: dict[str, Any]) -> None:
    linux.unshare(linux.NEWNS)
    linux.mount("none", "/", "", linux.REC | linux.PRIVATE)
    nothing_special = linux.NOSUID | linux.NODEV
    size = f"size={limits['disk']},nr_inodes=20000,mode=0755"
    linux.mount("tmpfs", HOME, "tmpfs", nothing_special, size)
    for folder in ("work", ".tmp", ".shm", ".keras/datasets"):
        os.makedirs(f"{HOME}/{folder}")
    _cover("/dev/shm", f"{HOME}/.shm")
    _cover("/tmp", f"{HOME}/.tmp")
    linux.mount("devpts", "/dev/pts", "devpts", linux.NOSUID, "newinstance,ptmxmode=0666")
    linux.mount("proc", "/proc", "proc", nothing_special | linux.NOEXEC)
    # No namespaces within: less of the system's kernel for hostile code to reach.
    with open("/proc/sys/user/max_user_namespaces", "w", encoding="ascii") as file:
        file.write("0")
    os.symlink("/sandbox/mnist.npz", f"{HOME}/.keras/datasets/mnist.npz")
    os.chdir(WORK)


def _cover(place: str, private: str) -> None:
    """Put an empty folder over one that all share; Python may be mounted beneath it."""
    kept = [(os.open(path, os.O_PATH), path) for path in _mounted_beneath(place)]
    linux.mount(private, place, "", linux.BIND)
    for handle, path in kept:
        os.makedirs(path)
        linux.mount(f"/proc/self/fd/{handle}", path, "", linux.BIND | linux.REC)
        os.close(handle)


def _mounted_beneath(place: str) -> list[str]:
    found: list[str] = []
    with open("/proc/self/mountinfo", encoding="utf-8", errors="surrogateescape") as file:
        mounted = sorted(re.sub(r"\\(\d{3})", _octal, line.split()[4]) for line in file)
    for path in mounted:
        if path.startswith(f"{place}/") and not any(path.startswith(f"{top}/") for top in found):
            found.append(path)
    return found


def _octal(escape: re.Match[str]) -> str:
    return chr(int(escape[1], 8))


def _only_these_handles(job: int, output: int) -> None:
    null = os.open("/dev/null", os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    first = 3
    for handle in sorted({job}):
        os.closerange(first, handle)
        first = handle + 1
    os.closerange(first, 65536)


def _limit(limits: dict[str, Any]) -> None:
    def at_most(what: int, value: int) -> None:
        _, hard = resource.getrlimit(what)
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(what, (value, value))

    at_most(resource.RLIMIT_CORE, 0)
    at_most(resource.RLIMIT_FSIZE, limits["file"])
    if limits["isolate"]:  # without a namespace it would count all of the user's processes
        at_most(resource.RLIMIT_NPROC, limits["tasks"])
    at_most(resource.RLIMIT_NOFILE, 1024)
    at_most(resource.RLIMIT_CPU, limits["cpu_seconds"])
    at_most(resource.RLIMIT_DATA, _data_bytes() + limits["memory"])
    with open("/proc/self/oom_score_adj", "w", encoding="ascii") as file:
        file.write("1000")


def _data_bytes() -> int:
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[5]) * _PAGE


def _watch(pid: int, output: int, channel: Channel, limits: dict[str, Any]) -> None:
    handle = os.pidfd_open(pid)
    poll = select.poll()
    for number in (channel.sock.fileno(), output, handle):
        poll.register(number, select.POLLIN)
    shown = 0
    next_look = time.monotonic() + _TICK
    while True:
        ready = {number for number, _ in poll.poll(_TICK * 1000)}
        if handle in ready:
            break
        if channel.sock.fileno() in ready and not _obey(channel, pid):
            _end(pid, limits)
            os.waitpid(pid, 0)
            return
        if output in ready:
            text = os.read(output, 65536)
            if not text:
                poll.unregister(output)
            elif shown < limits["output"]:
                _report(channel, {"stream": "stderr"}, text)
            shown += len(text)
        over = "output" if shown > limits["output"] else ""
        if not over and time.monotonic() >= next_look:
            over = _excess(pid, limits)
            next_look = time.monotonic() + _TICK
        if over:
            _report(channel, {"over": over})
            break
    _end(pid, limits)
    _, status = os.waitpid(pid, 0)
    _report(channel, {"exit": os.waitstatus_to_exitcode(status)})


def _end(pid: int, limits: dict[str, Any]) -> None:
    if not limits["isolate"]:
        with contextlib.suppress(OSError):
            os.killpg(pid, signal.SIGKILL)
    with contextlib.suppress(OSError):
        os.kill(pid, signal.SIGKILL)


def _obey(channel: Channel, pid: int) -> bool:
    """Do what the grader asks; False when it is gone."""
    try:
        head, _ = channel.receive(time.monotonic() + 1)
    except (Closed, Late):
        return False
    if head.get("do") == "interrupt":
        os.kill(pid, signal.SIGINT)
    elif head.get("do") == "waited":
        _report(channel, {"waited": _waited(pid)})
    return True


def _waited(pid: int) -> float:
    """Seconds that a thread of the kernel was ready to run while the machine was busy."""
    waits = [0]
    with contextlib.suppress(OSError):
        for task in os.listdir(f"/proc/{pid}/task"):
            with (
                contextlib.suppress(OSError, IndexError, ValueError),
                open(f"/proc/{pid}/task/{task}/schedstat", encoding="ascii") as file,
            ):
                waits.append(int(file.read().split()[1]))
    return max(waits) / 1e9


def _report(channel: Channel, head: dict[str, Any], payload: bytes = b"") -> None:
    try:
        channel.send(head, payload, time.monotonic() + 5)
    except (Closed, Late):
        os._exit(0)


def _excess(pid: int, limits: dict[str, Any]) -> str:
    """Which limit the submission is over: 'memory', 'processes', 'disk', or ''."""
    processes = _processes(pid, limits["isolate"])
    tasks = sum(threads for _, threads in processes)
    if len(processes) > limits["processes"] or tasks > limits["tasks"] * 0.9:
        return "processes"
    # Resident pages count those shared with the zygote once for each process; look closer.
    for measure in (_resident, _proportional):
        if sum(measure(name) for name, _ in processes) <= limits["memory"]:
            return ""
    return "memory"


def _processes(pid: int, isolated: bool) -> list[tuple[str, int]]:
    """(process id, threads) of all that share the kernel's process namespace or group."""
    kind, place = ("NSpid", "ns/pid") if isolated else ("NSpgid", "")
    found = []
    with contextlib.suppress(OSError):
        space = os.readlink(f"/proc/{pid}/{place}") if isolated else ""
        for name in filter(str.isdigit, os.listdir("/proc")):
            with contextlib.suppress(OSError):
                status = _status(name)
                ids = status.get(kind, "").split()
                # An earlier submission's processes may still be ending, in another namespace.
                if isolated and (len(ids) < 2 or os.readlink(f"/proc/{name}/{place}") != space):
                    continue
                if not isolated and ids[-1:] != [str(pid)]:
                    continue
                found.append((name, int(status.get("Threads", "1"))))
    return found


def _status(pid: str) -> dict[str, str]:
    with open(f"/proc/{pid}/status", encoding="utf-8", errors="replace") as file:
        return dict(line.rstrip("\n").split(":", 1) for line in file if ":" in line)


def _resident(pid: str) -> int:
    try:
        with open(f"/proc/{pid}/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * _PAGE
    except (OSError, IndexError, ValueError):
        return 0


def _proportional(pid: str) -> int:
    try:
        with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
            for line in file:
                if line.startswith("Pss:"):
                    return int(line.split()[1]) * 1024
    except (OSError, IndexError, ValueError):
        pass
    return 0
