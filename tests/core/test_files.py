"""Files that several accounts write: who may go on with what another one made."""

import stat

import pytest

from support.accounts import ANNA, BEN, GROUP, STRANGER, place, shared

__all__ = ["place"]

WRITE = """
import sys
from pathlib import Path
from mnist_course.core import files
files.write(Path(sys.argv[1]), "words", parents=True)
"""


def modes(folder):
    """Path below the folder → its mode and group."""
    return {
        path.relative_to(folder).as_posix(): (oct(path.stat().st_mode)[-4:], path.stat().st_gid)
        for path in folder.rglob("*")
    }


def test_in_a_shared_folder_the_group_may_write_all_whatever_the_umask(place):
    out = shared(place / "out")
    for who, name in ((BEN, "a/b/ben.txt"), (ANNA, "a/anna.txt"), (ANNA, "a/b/ben.txt")):
        done = who.run(WRITE, out / name)
        assert done.returncode == 0, done.stderr
    assert modes(out) == {
        "a": ("2770", GROUP),
        "a/b": ("2770", GROUP),
        "a/anna.txt": ("0664", GROUP),
        "a/b/ben.txt": ("0664", GROUP),
    }


@pytest.mark.parametrize(("who", "mode"), [(ANNA, "0644"), (BEN, "0600")])
def test_elsewhere_the_umask_decides(place, who, mode):
    out = shared(place / "out", 0o777)
    assert who.run(WRITE, out / "file.txt").returncode == 0
    assert modes(out) == {"file.txt": (mode, who.uid)}


def test_nobody_else_may_and_the_file_is_named_not_what_it_is_called_until_it_is_whole(place):
    out = shared(place / "out")
    assert ANNA.run(WRITE, out / "file.txt").returncode == 0
    done = STRANGER.run(WRITE, out / "file.txt")
    assert f"Permission denied: '{out / 'file.txt'}'" in done.stderr
    assert (out / "file.txt").read_text() == "words"
    assert [path.name for path in out.iterdir()] == ["file.txt"]
    assert stat.S_IMODE(out.stat().st_mode) == 0o2775
