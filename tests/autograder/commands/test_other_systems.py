"""`mnist-autograder` where there is no Linux: one clear line, and what can be done is done."""

import os
import subprocess
import sys

import pytest

from autograder.grading import pool

CODE = """
import os, sys, sysconfig
sysconfig.get_config_vars()  # this system's, before it is called by another name
# Not there on Windows; the last two not on macOS either.
for name in MISSING:
    sys.modules[name] = None
if hasattr(os, "sched_getaffinity"):
    del os.sched_getaffinity
from autograder.commands import main
sys.platform = PLATFORM
sys.exit(main.main(WORDS))
"""
MISSING = {"win32": ["fcntl", "resource"], "darwin": []}


def run(platform: str, *words: str) -> subprocess.CompletedProcess[str]:
    code = CODE.replace("MISSING", repr(MISSING[platform]))
    code = code.replace("PLATFORM", repr(platform)).replace("WORDS", repr(list(words)))
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)


@pytest.mark.slow
@pytest.mark.parametrize("platform", MISSING)
def test_grading_says_in_one_line_that_it_needs_linux(platform, tmp_path):
    for words in (["grade", str(tmp_path), "--out", str(tmp_path / "out")], ["demo", "demo"]):
        done = run(platform, *words)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
        assert "Grading needs Linux" in done.stderr
        assert "WSL 2" in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
@pytest.mark.parametrize("platform", MISSING)
@pytest.mark.parametrize("command", ["feedback", "export", "similar"])
def test_what_needs_no_linux_works_on(platform, command, tmp_path):
    done = run(platform, command, str(tmp_path))
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert f"{tmp_path} holds no " in done.stderr


def test_jobs_are_counted_where_no_affinity_can_be_asked(monkeypatch):
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    assert pool.default_jobs() >= 1
    assert pool.threads_for(10**6) == 1
