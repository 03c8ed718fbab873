"""The few Linux calls that Python 3.11 lacks: namespaces, mounts, capabilities, prctl."""

import ctypes
import os
import platform

NEWNS = 0x00020000
NEWCGROUP = 0x02000000
NEWUTS = 0x04000000
NEWIPC = 0x08000000
NEWUSER = 0x10000000
NEWPID = 0x20000000
NEWNET = 0x40000000

RDONLY, NOSUID, NODEV, NOEXEC, REMOUNT, BIND, REC, PRIVATE = (
    *(1, 2, 4, 8, 32),
    *(4096, 16384, 1 << 18),
)

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_PR_CAPBSET_DROP = 24
_PR_SET_CHILD_SUBREAPER = 36
_PR_SET_NO_NEW_PRIVS = 38
_CAPABILITY_VERSION_3 = 0x20080522
_JOIN_SESSION_KEYRING = 1

KEYCTL = {"x86_64": 250, "aarch64": 219}
"""Machine → the number of keyctl(2), for which the C library has no function."""

_libc = ctypes.CDLL(None, use_errno=True)


def _checked(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def unshare(flags: int) -> None:
    """Leave the namespaces named by `flags` for new ones (unshare(2))."""
    _checked(_libc.unshare(ctypes.c_int(flags)), "unshare")


def mount(source: str, target: str, kind: str, flags: int = 0, options: str = "") -> None:
    """mount(2)."""
    _checked(
        _libc.mount(
            source.encode(),
            target.encode(),
            kind.encode(),
            ctypes.c_ulong(flags),
            options.encode(),
        ),
        f"mount {kind or source} on {target}",
    )


def die_with_parent(signal_number: int) -> None:
    """Receive `signal_number` when the thread that forked this process ends (prctl(2))."""
    _checked(_libc.prctl(_PR_SET_PDEATHSIG, signal_number, 0, 0, 0), "prctl")


def adopt_orphans() -> None:
    """Be the parent of all descendants whose own parent ends (prctl(2))."""
    _checked(_libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), "prctl")


def new_session_keyring() -> None:
    """Leave the session's keys behind for a new, empty keyring (keyctl(2)).

    Keyrings know no namespace. Where the call is refused to everybody, as in most containers,
    there is nothing to leave.
    """
    if platform.machine() in KEYCTL:
        number = ctypes.c_long(KEYCTL[platform.machine()])
        _libc.syscall(number, ctypes.c_long(_JOIN_SESSION_KEYRING), None)


def no_new_privileges() -> None:
    """Let no set-uid program or file capability raise this process's rights (prctl(2))."""
    _checked(_libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl")


def not_dumpable() -> None:
    """Close /proc/self/mem and ptrace to processes of the same user (prctl(2))."""
    _checked(_libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0), "prctl")


def drop_capabilities() -> None:
    """Give up every capability for good (capabilities(7))."""
    for capability in range(64):
        if _libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0) != 0:
            break
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    none = (ctypes.c_uint32 * 6)()
    _checked(_libc.capset(header, none), "capset")


def map_user(inside: int, uid: int, gid: int) -> None:
    """In a new user namespace, be `inside` where the outer one has `uid` and `gid`."""
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", f"{inside} {uid} 1")
    _write("/proc/self/gid_map", f"{inside} {gid} 1")


def _write(path: str, text: str) -> None:
    with open(path, "w", encoding="ascii") as file:
        file.write(text)
