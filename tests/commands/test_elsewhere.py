"""`start` in a folder without lessons, for a student who has some elsewhere."""

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from mnist_course.workspace import known, progress

pty = pytest.importorskip("pty", reason="needs a terminal")


@pytest.fixture
def jupyter(tmp_path, monkeypatch) -> Path:
    """A student's data folder of Jupyter; a server in a hub keeps `start` from running one."""
    folder = tmp_path / "jupyter"
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(folder))
    monkeypatch.setenv("JUPYTERHUB_SERVICE_PREFIX", "/user/ana/")
    return folder


def start(here: Path, *words: str, terminal: bool = False) -> subprocess.CompletedProcess[str]:
    here.mkdir(exist_ok=True)
    ours, theirs = pty.openpty()
    try:
        return subprocess.run(
            [sys.executable, "-m", "mnist_course", "start", *words],
            cwd=here,
            stdin=theirs if terminal else subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
        )
    finally:
        os.close(ours)
        os.close(theirs)


def test_in_a_wrong_folder_start_says_where_the_lessons_are(jupyter, tmp_path):
    home, downloads = tmp_path / "ana's home", tmp_path / "Downloads"
    first = start(home, terminal=True)
    assert first.returncode == 0, first.stderr
    lessons = home / "mnist-lessons"
    assert first.stdout.startswith(f"Your lessons are in {lessons}.\n")

    astray = start(downloads, terminal=True)
    assert astray.returncode == 2
    assert (astray.stdout, astray.stderr.count("\n")) == ("", 1)
    assert f"You have lessons already, in {lessons}." in astray.stderr
    assert not any(downloads.iterdir())
    # What it says to type does what it says.
    there, new = astray.stderr.split("`mnist-course start ")[1:]
    assert shlex.split(there.split("`")[0]) == [str(lessons)]
    assert start(downloads, new.split("`")[0], terminal=True).returncode == 0
    assert progress.workspace(downloads / "mnist-lessons") == downloads / "mnist-lessons"

    # With lessons here, the others are no matter.
    again = start(downloads, terminal=True)
    assert (again.returncode, again.stderr) == (0, "")
    assert "already" not in again.stdout
    assert known.workspaces() == [downloads / "mnist-lessons", lessons]


def test_a_script_gets_what_it_asks_for(jupyter, tmp_path):
    start(tmp_path / "a")
    done = start(tmp_path / "b")
    assert done.returncode == 0, done.stderr
    assert str(tmp_path / "a" / "mnist-lessons") in done.stdout
    # Who only prepares is told nothing, and what was prepared is not yet somebody's lessons.
    done = start(tmp_path / "c", "--prepare-only", terminal=True)
    assert (done.returncode, done.stdout.count("\n")) == (0, 1)
    assert [one.parent.name for one in known.workspaces()] == ["b", "a"]


def test_the_list_is_short_and_forgives(jupyter, tmp_path):
    for number in range(known.MOST + 3):
        root = tmp_path / str(number)
        (root / progress.FOLDER).mkdir(parents=True)
        known.remember(root)
    assert [one.name for one in known.workspaces()] == [str(n) for n in range(12, 2, -1)]
    (tmp_path / "12").rename(tmp_path / "moved")
    assert known.workspaces()[0].name == "11"
    known.remember(tmp_path / "7")
    assert [one.name for one in known.workspaces()][:2] == ["7", "11"]

    (kept,) = jupyter.rglob("*.json")
    assert str(tmp_path / "12") not in kept.read_text("utf-8")
    damaged = ("", "[", "[]", "null", '{"workspaces": 3}', '{"workspaces": null}', "[" * 10**5)
    for text in (*damaged, json.dumps({"workspaces": [3, None, "", "\0", "relative", "~"]})):
        kept.write_text(text, "utf-8")
        assert known.workspaces() == [], text
        known.remember(tmp_path / "7")
        assert known.workspaces() == [tmp_path / "7"], text
    kept.write_bytes(b"\xff\xfe")
    assert known.workspaces() == []

    kept.unlink()
    kept.parent.rename(kept.parent.with_name("other"))
    kept.parent.write_text("a file in the way")
    known.remember(tmp_path / "7")
    assert known.workspaces() == []


def test_check_and_progress_say_it_too(jupyter, tmp_path):
    start(tmp_path / "a")
    done = subprocess.run(
        [sys.executable, "-m", "mnist_course", "progress"],
        cwd=jupyter,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert f"Change to {tmp_path / 'a' / 'mnist-lessons'}, or name it." in done.stderr
