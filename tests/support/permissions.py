"""Root, who may read everything, as somebody who may not."""

import contextlib
import ctypes
import os
from collections.abc import Iterator

_VERSION_3 = 0x20080522
_DAC_OVERRIDE, _DAC_READ_SEARCH = 1, 2


@contextlib.contextmanager
def obeyed() -> Iterator[None]:
    """Within the block, this thread may read and write only what the files' modes allow it."""
    if os.geteuid() != 0:
        yield
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(_VERSION_3, 0)
    # Effective, permitted, inheritable; then the same for capabilities from 32 on.
    capabilities = (ctypes.c_uint32 * 6)()
    assert libc.capget(header, capabilities) == 0
    before = capabilities[0]
    capabilities[0] &= ~(1 << _DAC_OVERRIDE | 1 << _DAC_READ_SEARCH)
    assert libc.capset(header, capabilities) == 0
    try:
        yield
    finally:
        capabilities[0] = before
        assert libc.capset(header, capabilities) == 0
