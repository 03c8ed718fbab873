"""What students type where there is no Linux, as far as it can be tried on one.

The system goes by another name, and what only Unix has is not there. A path is still Linux's, and
so is what starts a process; the workflow in .github/ runs all tests on the systems themselves.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CODE = """
import os, signal, socket, sys, sysconfig
# This system's, before it is called by another name.
import urllib.request
sysconfig.get_config_vars()
from mnist_course.core import files  # filelock chooses its lock by the name
import filelock
for name in MISSING_MODULES:
    sys.modules[name] = None
for module, names in ((os, MISSING_IN_OS), (signal, MISSING_SIGNALS), (socket, ["AF_UNIX"])):
    for name in names:
        if hasattr(module, name):
            delattr(module, name)
sys.platform = PLATFORM
from mnist_course.commands.main import main
sys.exit(main(WORDS))
"""
WINDOWS = {
    "MISSING_MODULES": ["fcntl", "grp", "pwd", "pty", "resource", "termios"],
    "MISSING_IN_OS": ["fork", "geteuid", "getuid", "killpg", "pidfd_open", "setsid"],
    "MISSING_SIGNALS": ["SIGKILL", "SIGHUP", "SIGUSR1", "pthread_kill", "pidfd_send_signal"],
}
MACOS = {"MISSING_MODULES": [], "MISSING_IN_OS": ["pidfd_open"], "MISSING_SIGNALS": []}


def run(platform: str, *words: str, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    code = CODE.replace("PLATFORM", repr(platform)).replace("WORDS", repr(list(words)))
    for name, value in (WINDOWS if platform == "win32" else MACOS).items():
        code = code.replace(name, repr(value))
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=cwd,
        env={**os.environ, **env},
        capture_output=True,
        timeout=120,
        text=True,
        encoding=env.get("PYTHONIOENCODING", "utf-8"),
    )


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_the_workspace_and_its_progress(platform, tmp_path):
    # A console of Windows' first code pages has no ✓.
    console = {"PYTHONIOENCODING": "cp1252"} if platform == "win32" else {}
    made = run(platform, "start", "--prepare-only", "my lessons", cwd=tmp_path, **console)
    assert (made.returncode, made.stderr) == (0, ""), made.stderr
    lessons = tmp_path / "my lessons"
    assert made.stdout == f"Your lessons are in {lessons}.\n"
    notebook = lessons / "01_loading" / "01_loading.ipynb"
    notebook.write_text(notebook.read_text("utf-8").replace("Loading", "My loading"), "utf-8")
    mine = notebook.read_bytes()
    again = run(platform, "start", "--prepare-only", "my lessons", cwd=tmp_path, **console)
    assert (again.returncode, again.stderr) == (0, "")
    assert notebook.read_bytes() == mine
    shown = run(platform, "progress", cwd=lessons, **console)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout.startswith("0 of 9 lessons")


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_start_in_a_hub_or_where_none_can_open_a_window(platform, tmp_path):
    hub = {"JUPYTERHUB_SERVICE_PREFIX": "/user/ana/", "JUPYTERHUB_ROOT_DIR": str(tmp_path)}
    done = run(platform, "start", "lessons", cwd=tmp_path, **hub)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Open: /user/ana/lab/tree/lessons/01_loading/01_loading.ipynb" in done.stdout
