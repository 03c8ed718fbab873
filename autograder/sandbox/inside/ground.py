"""What the kernel's own code stands on, taken before a submission runs and put back after it.

A student's cell may empty `sys.modules`, redefine builtins or leave a timer running. That is the
student's affair while their code runs, and must not strike the grader's code after it, nor
the exercises that follow. Names that student code can take away are bound here beforehand.
"""

import builtins
import contextlib
import faulthandler
import os
import signal
import sys
from collections.abc import Iterator
from typing import Any

_TIMERS = (signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF)
_IMPORTING = ("path", "meta_path", "path_hooks")

_Anything = BaseException
_handler, _handle, _set_timer = signal.getsignal, signal.signal, signal.setitimer
_ignored, _interrupted = signal.SIG_IGN, signal.default_int_handler
_own_builtins, _own_modules, _sys = vars(builtins), sys.modules, sys
_pid, _exit = os.getpid, os._exit


class Ground:
    """The state of the interpreter before any student code ran; make it in the kernel itself."""

    def __init__(self) -> None:
        self._owner = _pid()
        self._builtins = dict(_own_builtins)
        self._modules = dict(_own_modules)
        self._importing = {name: list(getattr(sys, name)) for name in _IMPORTING}
        self._streams = {name: getattr(sys, name) for name in ("stdin", "stdout", "stderr")}
        self._depth = sys.getrecursionlimit()
        self._signals = [
            number
            for number in signal.valid_signals()
            if number not in (signal.SIGKILL, signal.SIGSTOP, signal.SIGINT)
        ]
        self._on_interrupt: Any = signal.SIG_IGN
        # The student's handlers, while the grader's code runs.
        self._kept: dict[int, Any] = {}

    def open(self) -> None:
        """From here on an interrupt reaches the kernel."""
        self._on_interrupt = _interrupted
        _handle(signal.SIGINT, _interrupted)

    def close(self) -> None:
        """From here on none does: one that comes too late must not end the kernel."""
        self._on_interrupt = _ignored
        self.take_back()

    @contextlib.contextmanager
    def lent(self) -> Iterator[None]:
        """While student code runs: with its own signal handlers."""
        kept, self._kept = self._kept, {}
        for number, handler in kept.items():
            _handle(number, handler)
        try:
            yield
        finally:
            self.take_back()

    def take_back(self) -> None:
        """After student code ran; a copy of the kernel that comes back this far ends here."""
        if _pid() != self._owner:
            _exit(0)
        while True:
            # A signal of the student's that is under way still raises, in here, until it is off.
            try:
                _own_builtins.update(self._builtins)
                self._quiet()
                self._mend()
                return
            except _Anything:
                continue

    def _quiet(self) -> None:
        for timer in _TIMERS:
            _set_timer(timer, 0)
        faulthandler.cancel_dump_traceback_later()
        for number in self._signals:
            handler = _handler(number)
            if callable(handler):
                _handle(number, _ignored)
                self._kept[number] = handler
        _handle(signal.SIGINT, self._on_interrupt)

    def _mend(self) -> None:
        _sys.settrace(None)
        _sys.setprofile(None)
        _sys.setrecursionlimit(self._depth)
        _sys.modules = _own_modules
        for name, module in self._modules.items():
            if name not in _own_modules:
                _own_modules[name] = module
        for name, stream in self._streams.items():
            if getattr(_sys, name, None) is None:
                setattr(_sys, name, stream)
        for name, entries in self._importing.items():
            now = getattr(_sys, name, None)
            kept = now if isinstance(now, list) else []
            kept += [entry for entry in entries if entry not in kept]
            setattr(_sys, name, kept)
