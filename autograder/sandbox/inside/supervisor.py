"""The supervisor of one submission: makes its namespaces, watches its use, ends it."""

import contextlib
import os
import re
import resource
import select
import signal
import socket
import stat
import sys
import tempfile
import time
import traceback
from typing import Any

from inside import linux, seccomp
from inside.usage import DATA, Usage, children, statm
from inside.wire import Channel, Closed, Late

HOME = "/student"
WORK = f"{HOME}/work"
INSIDE_UID = 1000
_UNSHARED = ("keys", "key-users", "timer_list", "sched_debug", "kcore", "latency_stats")
_TICK = 0.05
_SETTLE, _UNSETTLED = 0.3, 5.0
"""Seconds for which a kernel's company must lie still, and for which that is waited for."""


class _Gone(Exception):
    """The grader hung up."""


def run(limits: dict[str, Any], job: socket.socket, life: socket.socket) -> None:
    """Fork the kernel and supervise it; never returns, and leaves nothing running.

    Args:
        limits: `memory`, `disk`, `file`, `output` in bytes; `tasks` (threads count too),
            `processes`, `cpu_seconds`; `isolate`, False for a kernel that only has limits.
        job: the kernel's socket.
        life: the supervisor's own; the submission ends when the grader closes it.
    """
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    channel = Channel(life)
    pid = 0
    try:
        linux.die_with_parent(signal.SIGKILL)
        linux.new_session_keyring()
        if limits["isolate"]:
            uid, gid = os.getuid(), os.getgid()
            linux.unshare(linux.NEWUSER | linux.NEWPID | linux.NEWNET | linux.NEWIPC | linux.NEWUTS)
            linux.map_user(INSIDE_UID, uid, gid)
        else:
            linux.adopt_orphans()
        output, written = os.pipe()
        pid = os.fork()
        if pid == 0:
            _become_kernel(limits, job, written)
        os.close(written)
        usage = Usage(pid, limits, os.fstat(job.fileno()).st_ino)
        job.close()
        _watch(pid, output, channel, limits["output"], usage)
        _report(channel, {"exit": _end(pid)})
        pid = 0
    except _Gone:
        pass
    except BaseException as error:
        with contextlib.suppress(_Gone):
            _report(channel, {"failure": f"{type(error).__name__}: {error}"})
    finally:
        if pid:
            _end(pid)
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
        seccomp.enter()
        from inside import kernel
    except BaseException as error:
        with contextlib.suppress(_Gone):
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
    # What the system says here of all that run on it, and no namespace hides.
    for name in _UNSHARED:
        if os.path.exists(f"/proc/{name}"):
            linux.mount("/dev/null", f"/proc/{name}", "", linux.BIND)
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
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            os.makedirs(path)
        else:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            open(path, "xb").close()
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
    at_most(resource.RLIMIT_DATA, statm("self", DATA) + limits["memory"])
    with open("/proc/self/oom_score_adj", "w", encoding="ascii") as file:
        file.write("1000")


def _watch(pid: int, output: int, channel: Channel, most: int, usage: Usage) -> None:
    """Until the kernel ends or is to be ended: over a limit, or no longer wanted."""
    handle = os.pidfd_open(pid)
    usage.begin()
    poll = select.poll()
    for number in (channel.sock.fileno(), output, handle):
        poll.register(number, select.POLLIN)
    shown = 0
    next_look = time.monotonic() + _TICK
    while True:
        ready = {number for number, _ in poll.poll(_TICK * 1000)}
        if handle in ready:
            return
        if channel.sock.fileno() in ready:
            _obey(channel, pid, usage)
        if output in ready and not channel.has_room():
            # The grader is at something else: who writes waits, and is still looked at.
            time.sleep(_TICK)
        elif output in ready:
            text = os.read(output, 65536)
            if not text:
                poll.unregister(output)
            elif shown < most:
                _report(channel, {"stream": "stderr"}, text)
            shown += len(text)
        over = "output" if shown > most else ""
        if not over and time.monotonic() >= next_look:
            over = usage.excess()
            next_look = time.monotonic() + _TICK
        if over:
            _report(channel, {"over": over})
            return


def _obey(channel: Channel, pid: int, usage: Usage) -> None:
    """Do what the grader asks."""
    try:
        head, _ = channel.receive(time.monotonic() + 1)
    except (Closed, Late):
        raise _Gone from None
    if head.get("do") == "interrupt":
        os.kill(pid, signal.SIGINT)
    elif head.get("do") == "waited":
        over = usage.excess()
        _report(channel, {"waited": usage.waited(), "over": over})
    elif head.get("do") == "settle":
        others, over = _settled(usage)
        waited = usage.waited()
        usage.begin()
        _report(channel, {"settle": sorted(others), "over": over, "waited": waited})


def _settled(usage: Usage) -> tuple[set[str], str]:
    """The kernel's company, once it neither changes nor works, and a limit that it is over.

    A copy that was made past Python keeps the channel, and could take the next request: what still
    holds it then is ended, and only the kernel is left to read.
    """
    others = usage.others()
    still = time.monotonic() + _SETTLE
    until = time.monotonic() + _UNSETTLED
    while others and time.monotonic() < min(still, until) and not usage.excess():
        time.sleep(_TICK)
        now = usage.others()
        if now != others:
            still = time.monotonic() + _SETTLE
        others = now
    until = time.monotonic() + _UNSETTLED
    while not (over := usage.excess()) and (holders := usage.holders(others)):
        if time.monotonic() >= until:
            return set(others), "copies"
        for one in holders:
            with contextlib.suppress(OSError):
                os.kill(int(one), signal.SIGKILL)
        time.sleep(_TICK)
        others = usage.others()
    return set(others), over


def _end(pid: int) -> int:
    """Kill and reap the kernel and all that it started; the kernel's exit code."""
    code = -signal.SIGKILL
    while True:
        # Process 1 of a namespace takes all of it along. Without one, what the kernel started
        # becomes the supervisor's own as its parents end.
        for child in children(os.getpid()):
            with contextlib.suppress(OSError):
                os.kill(child, signal.SIGKILL)
        try:
            ended, status = os.waitpid(-1, 0)
        except ChildProcessError:
            return code
        if ended == pid:
            code = os.waitstatus_to_exitcode(status)


def _report(channel: Channel, head: dict[str, Any], payload: bytes = b"") -> None:
    try:
        channel.send(head, payload, time.monotonic() + 5)
    except (Closed, Late):
        raise _Gone from None
