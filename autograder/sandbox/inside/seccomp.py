"""System calls that no lesson needs and that reach past the submission's own namespaces.

Memory that belongs to no process (memfd, System V) would be counted by no limit; keyrings and
virtual sockets have no namespace; another process's memory and handles are what a copy of the
kernel would need to answer in its name.
"""

import ctypes
import errno
import platform
import socket
import struct

from inside import linux

# Numbers from the kernel's tables, (x86_64, aarch64): arch/x86/entry/syscalls/syscall_64.tbl and
# include/uapi/asm-generic/unistd.h.
_DENIED = {
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "semget": (64, 190),
    "msgget": (68, 186),
    "mq_open": (240, 180),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (linux.KEYCTL["x86_64"], linux.KEYCTL["aarch64"]),
    "vmsplice": (278, 75),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "userfaultfd": (323, 282),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "pidfd_getfd": (438, 438),
    "kcmp": (312, 272),
    "mount": (165, 40),
    "umount2": (166, 39),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "setns": (308, 268),
    "unshare": (272, 97),
    "open_by_handle_at": (304, 265),
    "quotactl": (179, 60),
}
_SOCKET = (41, 198)
_FAMILIES = (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK)
_MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
"""Machine → which of the numbers above, and its AUDIT_ARCH (linux/audit.h)."""

_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16
_X32 = 0x40000000
_PR_SET_SECCOMP, _FILTER = 22, 2


def program(machine: str) -> bytes:
    """The filter for a machine, b'' for one whose numbers are not known here.

    A classic BPF program over `struct seccomp_data` (seccomp(2)): what is named above fails with
    EPERM, sockets of other families with EAFNOSUPPORT, another architecture's calls too.
    """
    if machine not in _MACHINES:
        return b""
    which, architecture = _MACHINES[machine]
    denied = _ERRNO | errno.EPERM
    rules = [
        _rule(_LOAD, _ARCHITECTURE),
        _rule(_EQUAL, architecture, 1, 0),
        _rule(_RETURN, denied),
        _rule(_LOAD, _NUMBER),
        _rule(_AT_LEAST, _X32, 0, 1),
        _rule(_RETURN, denied),
    ]
    for numbers in _DENIED.values():
        rules += [_rule(_EQUAL, numbers[which], 0, 1), _rule(_RETURN, denied)]
    rules += [
        _rule(_EQUAL, _SOCKET[which], 1, 0),
        _rule(_RETURN, _ALLOW),
        _rule(_LOAD, _FIRST_ARGUMENT),
    ]
    for family in _FAMILIES:
        rules += [_rule(_EQUAL, family, 0, 1), _rule(_RETURN, _ALLOW)]
    return b"".join([*rules, _rule(_RETURN, _ERRNO | errno.EAFNOSUPPORT)])


def enter() -> None:
    """Put the filter on this process and all that it starts; `no_new_privileges` comes first.

    A system without filters, or a machine that is not known here, goes without.

    Raises:
        OSError: where the filter is refused.
    """
    rules = program(platform.machine())
    if not rules:
        return
    held = ctypes.create_string_buffer(rules, len(rules))
    header = struct.pack("HxxxxxxP", len(rules) // 8, ctypes.addressof(held))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_SECCOMP, _FILTER, ctypes.c_char_p(header), 0, 0) != 0:
        number = ctypes.get_errno()
        if number != errno.EINVAL:
            raise OSError(number, "seccomp")


def _rule(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("HBBI", code, if_true, if_false, value)
