"""Answers in a file that does not count are told of."""

import json
import shutil
import socket

import pytest

from mnist_course.workspace import counting
from support.frontend import FrontEnd

LESSON = "02_preprocessing"
COPY = f"{LESSON}-Copy1.ipynb"


@pytest.fixture
def copied(student):
    """A student who answered `scale` in both files, and everything else in the copy."""
    own = student.notebook(LESSON)
    student.solve(LESSON)
    shutil.copy(own, own.with_name(COPY))
    stubs = {one: student.stub(one) for one in ("add_channel", "prepare", "hold_out")}
    student.solve(LESSON, **stubs)
    return student


def test_answers_in_a_copy_are_named_with_the_file_that_counts(copied):
    (line,) = counting.astray(copied.root)
    assert line.startswith(f"{LESSON}: `add_channel`, `prepare`, `hold_out` stand in {COPY}, ")
    assert f"not in {LESSON}.ipynb, the file that counts" in line


def test_a_copy_that_holds_nothing_more_is_no_matter(copied):
    own = copied.notebook(LESSON)
    shutil.copy(own, own.with_name(COPY))
    (own.parent / "mine.ipynb").write_text("no notebook", "utf-8")
    (own.parent / "notes.ipynb").write_text(json.dumps({"nbformat": 4, "cells": []}), "utf-8")
    assert not counting.astray(copied.root)


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    [
        ("progress",),
        pytest.param(("check", "2"), marks=pytest.mark.long),
        ("start", ".", "--port"),
    ],
    ids=lambda one: one[0],
)
def test_the_commands_say_it(copied, command):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        # So that `start` ends when all else is done.
        port = [str(taken.getsockname()[1])] if command[-1] == "--port" else []
        said = copied.run("mnist_course", *command, *port)
    assert f"stand in {COPY}" in said.stdout, said.stdout + said.stderr


@pytest.mark.slow
@pytest.mark.parametrize(("name", "told"), [(COPY, True), (f"{LESSON}.ipynb", False)])
def test_the_panel_of_a_copy_says_it_first(copied, kernels, name, told):
    path = copied.notebook(LESSON).with_name(name)
    kernel = kernels.start(path.parent, keras=False)
    front_end = FrontEnd(kernel)
    front_end.run(f"import os\nos.environ['JPY_SESSION_NAME'] = {str(path)!r}")
    front_end.run('from mnist_course import begin, check\nbegin("2")')
    source = "def scale(images):\n    return (images / 255).astype('float32')"
    front_end.run(source, "scale")
    verdict = front_end.run('check("scale")').verdict
    kernels.end(kernel)
    assert verdict.status == "passed"
    assert verdict.message.startswith(f"This is {COPY}; what counts") is told
