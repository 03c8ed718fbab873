"""`start` where a server runs on the same lessons already."""

import json
import os

from mnist_course.workspace import delivery


def test_no_second_server_is_started_for_the_same_lessons(student, tmp_path, monkeypatch):
    runtime = tmp_path / "runtime"
    runtime.mkdir()
    # As Jupyter writes it of each server that runs; the process is this one.
    about = {
        "pid": os.getpid(),
        "url": "http://localhost:8899/",
        "token": "abc",
        "root_dir": str(student.root),
    }
    (runtime / f"jpserver-{os.getpid()}.json").write_text(json.dumps(about))
    (runtime / "jpserver-1.json").write_text(json.dumps({"pid": os.getpid()}))
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(runtime))
    done = student.run("mnist_course", "start", "--no-browser")
    assert done.returncode == 0, done.stderr
    assert (
        "JupyterLab runs for these lessons already: http://localhost:8899/lab/tree/" in done.stdout
    )
    assert "?token=abc" in done.stdout
    for port, said in (("8899", False), ("8900", True)):
        again = student.run("mnist_course", "start", "--no-browser", "--port", port)
        assert again.returncode == 0, again.stderr
        assert ("For --port 8900, end it first" in again.stdout) == said
    assert not (student.root / delivery.progress.FOLDER / "jupyterlab.log").exists()
