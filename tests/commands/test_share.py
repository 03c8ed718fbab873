"""`mnist-course share`: which model, where the page goes, and what is never replaced."""

import subprocess
import sys

import pytest

from mnist_course.commands import main
from mnist_course.workspace import progress
from support import trained


@pytest.fixture(scope="module")
def model_file(tmp_path_factory):
    return trained.save(tmp_path_factory.mktemp("model") / "digits.keras")


@pytest.fixture
def workspace(tmp_path, model_file, monkeypatch):
    """A workspace in which lesson 6 has saved its network; the current folder is lesson 9's."""
    for folder in (progress.FOLDER, "06_training", "09_beyond"):
        (tmp_path / folder).mkdir()
    (tmp_path / "06_training" / "digits.keras").write_bytes(model_file)
    monkeypatch.chdir(tmp_path / "09_beyond")
    return tmp_path


def refused(words, capsys):
    """The one line that a refused command says."""
    assert main.main(["share", *map(str, words)]) == 2
    said = capsys.readouterr()
    assert not said.out and said.err.count("\n") == 1
    return said.err


def test_the_network_of_lesson_six_is_found_and_the_page_lies_here(workspace, capsys):
    assert main.main(["share"]) == 0
    page = workspace / "09_beyond" / "digits.html"
    assert str(page) in capsys.readouterr().out
    assert page.read_text("utf-8").startswith("<!doctype html>")


def test_beyond_is_looked_for_in_its_lesson(workspace, model_file, monkeypatch, capsys):
    monkeypatch.chdir(workspace)
    assert "Lesson 9 saves it" in refused(["beyond.keras"], capsys)
    (workspace / "09_beyond" / "beyond.keras").write_bytes(model_file)
    assert main.main(["share", "beyond.keras", "--out", "mine.htm"]) == 0
    assert (workspace / "mine.htm").is_file()


def test_an_earlier_page_is_replaced_and_nothing_else(workspace, capsys):
    page = workspace / "page.html"
    assert main.main(["share", "--out", str(page)]) == 0
    first = page.read_bytes()
    assert main.main(["share", "--out", str(page)]) == 0
    assert page.read_bytes() == first
    capsys.readouterr()
    page.write_text("<html>my own diary</html>", "utf-8")
    assert "exists and is no page of this command" in refused(["--out", page], capsys)
    assert page.read_text("utf-8") == "<html>my own diary</html>"


def test_what_is_wrong_with_the_arguments_is_one_line(workspace, capsys):
    own = workspace / "06_training" / "digits.keras"
    before = own.read_bytes()
    for words, said in (
        (["--out", own], "does not end in .html"),
        (["--out", workspace / "missing" / "page.html"], "There is no folder"),
        (["--out", workspace], "does not end in .html"),
        (["--out", "~no-such-user/page.html"], "There is no home folder"),
        ([workspace], "is a folder"),
        (["network.keras"], "There is no file network.keras"),
    ):
        assert said in refused(words, capsys)
    assert own.read_bytes() == before


def test_outside_of_a_workspace_it_says_where_to_go(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert "run this in the folder of your lessons" in refused([], capsys)


def test_neither_keras_nor_jupyter_is_imported(workspace):
    code = (
        "import sys; from mnist_course.commands.main import main; main(['share']);"
        "print({'tensorflow', 'keras', 'anywidget', 'IPython'} & set(sys.modules))"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert shown.stdout.endswith("set()\n"), shown
    assert not shown.stderr
