"""`mnist-course watch`: a verdict soon after every save."""

import os
import queue
import signal
import subprocess
import sys
import threading
import time

import pytest

from mnist_course.selfcheck.watch import Saves
from support.students import cell_of

LESSON = "02_preprocessing"


def test_a_save_is_told_once_and_when_the_file_is_at_rest(tmp_path):
    path, other = tmp_path / "a", tmp_path / "b"
    path.write_text("1")
    saves = Saves([path, other])
    assert saves.new() == []
    path.write_text("22")
    assert saves.new() == []
    path.write_text("333")
    assert saves.new() == []
    assert saves.new() == [path]
    assert saves.new() == []
    path.unlink()
    assert saves.new() == []
    assert saves.new() == []
    other.write_text("new")
    assert [saves.new(), saves.new()] == [[], [other]]


class Watching:
    """A running `mnist-course watch` and the lines that it prints."""

    def __init__(self, folder) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "mnist_course", "watch", "02"],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            env=os.environ | {"PYTHONUTF8": "1"},
        )
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in self.process.stdout:
            self._lines.put(line.rstrip())

    def until(self, words: str, seconds: float = 120) -> list[str]:
        seen: list[str] = []
        until = time.monotonic() + seconds
        while not (seen and words in seen[-1]):
            seen.append(self._lines.get(timeout=max(0.1, until - time.monotonic())))
        return seen


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="sends SIGINT")
def test_every_save_is_checked_and_ctrl_c_ends_it(student):
    student.solve(LESSON)
    watching = Watching(student.root)
    try:
        assert "All visible checks passed" in "\n".join(watching.until("visible checks passed"))
        watching.until("Watching 02_preprocessing")

        def spoil(cells):
            cell_of(cells, "scale")["source"] = "def scale(images):\n    return images / 256"
            cell_of(cells, "hold_out")["source"] = student.stub("hold_out")

        student.change(LESSON, spoil)
        shown = "\n".join(watching.until("visible checks passed"))
        assert "✗ scale: Not yet" in shown
        assert "Next: " in shown
        assert "✓ add_channel: Right" in shown
        assert "○ hold_out: Not attempted" in shown

        student.notebook(LESSON).write_text("half a notebo")
        assert "it is not JSON" in "\n".join(watching.until("visible checks passed"))

        student.solve(LESSON)
        assert "All visible checks passed" in watching.until("visible checks passed")[-1]
    finally:
        watching.process.send_signal(signal.SIGINT)
        status = watching.process.wait(timeout=30)
    assert status == 0
