"""What differs between Linux, macOS and Windows: every branch, on whichever this is."""

import os
import subprocess
import sys
from pathlib import Path, PureWindowsPath

import pytest

from mnist_course.core import systems

HERE = sys.platform


@pytest.mark.parametrize(
    ("system", "path", "typed"),
    [
        ("linux", "/home/ana/lessons", "/home/ana/lessons"),
        ("darwin", "/Users/ana/my lessons", "'/Users/ana/my lessons'"),
        ("linux", "/home/ana's", "'/home/ana'\"'\"'s'"),
        ("win32", r"C:\Users\ana\lessons", r"C:\Users\ana\lessons"),
        ("win32", r"C:\Users\Ana Maria\lessons", r'"C:\Users\Ana Maria\lessons"'),
    ],
)
def test_a_path_is_quoted_as_the_shell_reads_it(system, path, typed):
    assert (
        systems.typed(PureWindowsPath(path) if system == "win32" else Path(path), system) == typed
    )


@pytest.mark.parametrize(
    ("system", "environment", "opens"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("linux", {"BROWSER": "w3m"}, True),
        ("darwin", {}, True),
        ("darwin", {"SSH_CONNECTION": "10.0.0.1 50000 10.0.0.2 22"}, False),
        ("win32", {}, True),
        ("win32", {"SSH_CONNECTION": "10.0.0.1 50000 10.0.0.2 22", "BROWSER": "x"}, True),
    ],
)
def test_a_browser_opens_where_somebody_sees_it(system, environment, opens):
    assert systems.has_display(system, environment) == opens


def test_a_child_has_a_group_of_its_own():
    child = subprocess.Popen(
        [sys.executable, "-c", "import os; print(os.getpgid(0) if hasattr(os, 'getpgid') else 0)"],
        stdout=subprocess.PIPE,
        **systems.own_group(),
    )
    said = int(child.communicate(timeout=60)[0])
    assert said in (child.pid, 0)
    # Microsoft's documentation, 'Process Creation Flags'.
    assert systems.own_group("win32") == {"creationflags": 0x200}
    assert systems.own_group("darwin") == {"start_new_session": True}
    if HERE == "win32":
        assert systems.own_group()["creationflags"] == subprocess.CREATE_NEW_PROCESS_GROUP


def test_the_rest_is_as_the_systems_are():
    systems_ = ("linux", "darwin", "win32")
    assert [systems.shares_ports(one) for one in systems_] == [False, False, True]
    assert [systems.may_fork_with_tensorflow(one) for one in systems_] == [True, False, False]
    assert systems.is_administrator(None) is False
    assert systems.is_administrator(lambda: 0)
    assert not systems.is_administrator(lambda: 1000)
    if hasattr(os, "geteuid"):
        assert systems.is_administrator() == (os.geteuid() == 0)


class Scanner:
    """A virus scanner on Windows: has the file open for the first tries."""

    def __init__(self, tries: int) -> None:
        self.left = tries

    def __call__(self, source: Path, target: Path) -> None:
        if self.left:
            self.left -= 1
            raise PermissionError(13, "The process cannot access the file", str(target))
        os.replace(source, target)


def test_a_file_that_is_open_is_replaced_a_moment_later(tmp_path):
    old, new = tmp_path / "progress.json", tmp_path / "new"
    old.write_text("old")
    new.write_text("new")
    # Where a refusal means that the folder is not ours, it is told at once.
    with pytest.raises(PermissionError):
        systems.replace(new, old, "linux", Scanner(1))
    assert old.read_text() == "old"
    systems.replace(new, old, "win32", Scanner(3))
    assert (old.read_text(), new.exists()) == ("new", False)


def test_it_is_not_tried_for_ever(tmp_path, monkeypatch):
    monkeypatch.setattr(systems, "_REPLACE_SECONDS", 0.2)
    scanner = Scanner(10**6)
    with pytest.raises(PermissionError):
        systems.replace(tmp_path / "a", tmp_path / "b", "win32", scanner)
    assert scanner.left < 10**6 - 1
