"""What stops a command of either program: one line, and the status that says which kind it was."""

import sys
import types

import pytest

from mnist_course.core import command_line
from mnist_course.core.command_line import Program, whole_number
from mnist_course.core.errors import CourseError, first_line, named


@pytest.fixture
def program(monkeypatch):
    """A program whose command `do` does what the test says."""

    def made(run, **more) -> Program:
        module = types.ModuleType("a_program.do")
        module.add_arguments = lambda parser: parser.add_argument("--count", type=whole_number(1))
        module.run = run
        monkeypatch.setitem(sys.modules, module.__name__, module)
        # There is no module of the other one.
        commands = {"do": "do it", "other": "do something else"}
        return Program("prog", "A program.", "a_program", commands, **more)

    return made


def raising(error):
    def run(arguments):
        raise error

    return run


def test_the_commands_status_is_the_programs(program):
    assert command_line.run(program(lambda arguments: arguments.count), ["do", "--count", "7"]) == 7


def test_help_tells_of_every_command_and_imports_none(program, capsys):
    with pytest.raises(SystemExit) as stopped:
        command_line.run(program(None), ["--help"])
    assert stopped.value.code == 0
    shown = capsys.readouterr().out
    assert "do it" in shown
    assert "do something else" in shown


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "COMMAND"),
        (["dance"], "invalid choice"),
        (["do", "--count", "0"], "the least is 1"),
        (["do", "--count", "x"], "not a whole number"),
        (["do", "--cou", "1", "more"], "unrecognized"),
    ],
)
def test_wrong_arguments_are_one_line_and_status_2(program, words, message, capsys):
    with pytest.raises(SystemExit) as stopped:
        command_line.run(program(lambda arguments: 0), words)
    shown = capsys.readouterr()
    assert (stopped.value.code, shown.out, shown.err.count("\n")) == (2, "", 1)
    assert message in shown.err


def test_what_a_user_can_mend_is_one_line_and_status_2(program, capsys):
    assert command_line.run(program(raising(CourseError("No such file. Make it."))), ["do"]) == 2
    assert capsys.readouterr().err == "prog: No such file. Make it.\n"


def test_a_fault_of_ours_is_one_line_too(program, capsys, monkeypatch):
    broken = program(raising(ZeroDivisionError("by zero\nand more")))
    assert command_line.run(broken, ["do"]) == 2
    shown = capsys.readouterr().err
    assert shown.count("\n") == 1
    assert "ZeroDivisionError: by zero" in shown
    assert "MNIST_COURSE_TRACEBACK=1" in shown
    monkeypatch.setenv("MNIST_COURSE_TRACEBACK", "1")
    with pytest.raises(ZeroDivisionError):
        command_line.run(broken, ["do"])


def test_ctrl_c_has_the_status_that_shells_know(program, capsys):
    assert command_line.run(program(raising(KeyboardInterrupt())), ["do"]) == 130
    assert capsys.readouterr().err == ""
    told = program(raising(KeyboardInterrupt()), interrupted="stopped; go on with --resume.")
    assert command_line.run(told, ["do"]) == 130
    assert capsys.readouterr().err == "prog: stopped; go on with --resume.\n"


def test_a_range_is_told():
    with pytest.raises(Exception, match="70000 is not between 1 and 65535"):
        whole_number(1, 65535)("70000")
    assert whole_number(1, 65535)("65535") == 65535


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (ValueError("  one\ntwo"), "ValueError: one"),
        (ValueError(""), "ValueError"),
        (ValueError("\n \n"), "ValueError"),
        (KeyError("acc"), "KeyError: 'acc'"),
    ],
)
def test_an_error_is_named_in_one_line(error, line):
    assert named(error) == line


def test_a_long_line_is_cut():
    assert first_line(ValueError("x" * 400), 10) == "x" * 9 + "…"
