"""The command line: answers at once, and says what is wrong in one line."""

import argparse
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from mnist_course import spec
from mnist_course.commands import main, train
from support.ports import free_port

COMMANDS = ("start", "check", "watch", "progress", "share", "doctor", "train")


def run(*arguments: str, **more) -> subprocess.CompletedProcess[str]:
    more.setdefault("env", os.environ | {"PYTHONUTF8": "1"})
    return subprocess.run(
        [sys.executable, "-m", "mnist_course", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        **more,
    )


CODE = """
import sys
from mnist_course.commands.main import main
try:
    main(WORDS)
except SystemExit:
    print({"tensorflow", "keras", "numpy", "matplotlib", "IPython", "rich"} & set(sys.modules))
"""


def test_help_imports_nothing_heavy():
    for words in [["--help"], *([name, "--help"] for name in COMMANDS)]:
        code = CODE.replace("WORDS", repr(words))
        shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout
        assert shown.strip().endswith("set()")


def test_help_names_every_command():
    shown = run("--help").stdout
    assert all(re.search(rf"^    {name} ", shown, re.MULTILINE) for name in COMMANDS)


def test_help_is_quick():
    def processor_seconds() -> float:
        before = os.times()
        run("--help")
        after = os.times()
        return (after.children_user + after.children_system) - (
            before.children_user + before.children_system
        )

    # Processor time of the best of five, for a machine that is busy with other things.
    assert min(processor_seconds() for _ in range(5)) < 0.2


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name, capsys):
    with pytest.raises(SystemExit) as stopped:
        main.main([name, "--help"])
    assert stopped.value.code == 0
    assert f"mnist-course {name}" in capsys.readouterr().out


def test_training_defaults_are_the_specifications():
    parser = argparse.ArgumentParser()
    train.add_arguments(parser)
    chosen = parser.parse_args([])
    assert (chosen.epochs, chosen.batch_size) == (spec.EPOCHS, spec.BATCH_SIZE)
    assert (chosen.seed, str(chosen.out)) == (0, "digits.keras")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "COMMAND"),
        (["dance"], "invalid choice"),
        (["start", "--port", "0"], "not between 1 and 65535"),
        (["start", "--port", "x"], "not a whole number"),
        (["check", "99_nothing"], "no lesson '99_nothing'"),
        (["check"], "no lessons here"),
        (["watch"], "no lessons here"),
        (["progress"], "no lessons here"),
        (["progress", "nowhere"], "no folder nowhere"),
        (["progress", "."], "not a folder of lessons"),
        (["train", "--epochs", "0"], "the least is 1"),
        (["train", "--batch-size", "-3"], "the least is 1"),
        (["train", "--batch-size", "1.5"], "not a whole number"),
        (["train", "--seed", "-1"], "not between"),
        (["train", "--out", "model.h5"], ".keras"),
        (["train", "--out", "nowhere/model.keras"], "no folder nowhere"),
        (["train", "--out", "there.keras"], "exists"),
        (["train", "--out", "folder.keras"], "is a folder"),
    ],
)
def test_bad_input_is_one_line_and_status_2(arguments, message, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there.keras").write_text("somebody's model")
    (tmp_path / "folder.keras").mkdir()
    try:
        status = main.main(arguments)
    except SystemExit as stopped:
        status = stopped.code
    shown = capsys.readouterr()
    assert status == 2
    assert message in shown.err
    assert shown.err.count("\n") == 1
    assert shown.out == ""
    assert (tmp_path / "there.keras").read_text() == "somebody's model"


def test_progress_shows_what_is_next_and_survives_a_closed_pipe(student):
    shown = run("progress", str(student.root))
    assert shown.returncode == 0
    assert "Next: 01_loading" in shown.stdout
    reader = subprocess.Popen(
        [sys.executable, "-m", "mnist_course", "progress", str(student.root)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    reader.stdout.close()
    assert reader.stderr.read() == b""
    assert reader.wait() == 0


def test_a_terminal_without_our_signs_still_works(student):
    shown = subprocess.run(
        [sys.executable, "-m", "mnist_course", "progress", str(student.root)],
        env=os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
        capture_output=True,
    )
    assert shown.returncode == 0
    assert b"? 01_loading" in shown.stdout


def test_start_refuses_a_port_in_use(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = run("start", "x", "--port", str(taken.getsockname()[1]), cwd=tmp_path)
    assert done.returncode == 2
    assert "is in use" in done.stderr


def test_start_can_prepare_only(tmp_path):
    done = run("start", "x", "--prepare-only", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"Your lessons are in {tmp_path / 'x'}.\n"
    assert (tmp_path / "x" / "01_loading" / "01_loading.ipynb").exists()


def test_start_in_a_hub_starts_no_second_server(tmp_path):
    hub = {"JUPYTERHUB_SERVICE_PREFIX": "/user/ana/", "JUPYTERHUB_ROOT_DIR": str(tmp_path)}
    environment = os.environ | {"PYTHONUTF8": "1"} | hub
    done = run("start", "my lessons", cwd=tmp_path, env=environment)
    assert (done.returncode, done.stderr) == (0, "")
    page = "/user/ana/lab/tree/my%20lessons/01_loading/01_loading.ipynb"
    assert done.stdout.splitlines()[-1].endswith(f"Open: {page}")
    environment["JUPYTERHUB_ROOT_DIR"] = str(tmp_path / "elsewhere")
    done = run("start", "my lessons", "--port", "8900", cwd=tmp_path, env=environment)
    assert "must lie in it" in done.stdout
    assert "--port 8900 does nothing here" in done.stdout


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="sends SIGINT")
def test_start_serves_the_first_unfinished_lesson_and_ends_quietly(student):
    port = free_port()
    progress = {
        "exercises": dict.fromkeys(
            ("load_digits", "describe", "count_labels", "first_of_each"), "passed"
        )
    }
    (student.root / ".mnist-course" / "progress.json").write_text(json.dumps(progress))
    lab = subprocess.Popen(
        [sys.executable, "-m", "mnist_course", "start", "--no-browser", "--port", str(port)],
        cwd=student.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        address = ""
        until = time.monotonic() + 90
        while "http" not in address and time.monotonic() < until:
            address = lab.stdout.readline()
        assert (
            f"http://localhost:{port}/lab/tree/02_preprocessing/02_preprocessing.ipynb" in address
        )
        token = address.strip().partition("token=")[2]
        contents = f"http://localhost:{port}/api/contents/02_preprocessing?token={token}"
        with urllib.request.urlopen(contents, timeout=30) as answer:
            names = [one["name"] for one in json.load(answer)["content"]]
        assert names == ["02_preprocessing.ipynb"]
    finally:
        lab.send_signal(signal.SIGINT)
        _, errors = lab.communicate(timeout=60)
    assert lab.returncode == 0
    assert errors == ""
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


@pytest.mark.slow
def test_doctor_looks_at_everything_and_finds_a_damaged_file(tmp_path):
    home = tmp_path / "keras"
    (home / "datasets").mkdir(parents=True)
    (home / "datasets" / "mnist.npz").write_text("not MNIST")
    done = run(
        "doctor", cwd=tmp_path, env=os.environ | {"KERAS_HOME": str(home), "PYTHONUTF8": "1"}
    )
    assert done.returncode == 1
    for what in ("Python", "packages", "Keras", "disk", "memory", "Jupyter's kernel", "sandbox"):
        assert re.search(rf"^[✓○✗] .*{what}", done.stdout, re.MULTILINE), what
    assert "✗ data for Keras (fault)" in done.stdout
    assert "→ `mnist-course start` keeps it under another name" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
