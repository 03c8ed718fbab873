"""What is predicted is kept, compared with what came, and never in anybody's way."""

import json
import subprocess
import sys

import pytest

from mnist_course import predictions
from mnist_course.workspace import predicted, progress
from support.frontend import FrontEnd

LESSON = "02_preprocessing"
IMPORT = "from mnist_course import compare, predict"


@pytest.fixture
def kernel(student, kernels):
    started = kernels.start(student.root / LESSON, keras=False)
    yield started
    kernels.end(started)


def test_a_guess_is_kept_and_stands_beside_what_came(kernel, student):
    page = FrontEnd(kernel)
    page.run(IMPORT)
    asked = page.run('predict("best_guesser")')
    assert 'type="range"' in asked.html
    assert 'aria-label="Of 100 questions the best guesser answers rightly"' in asked.html
    assert "<legend>" in asked.html
    assert "Kept: 15 %." in page.run('predict("best_guesser", 15)').text
    said = page.run('compare("best_guesser", 21.4)').text
    assert "Of 100 questions the best guesser answers rightly 21 %. You predicted 15 %." in said
    kept = predicted.load(student.root)["best_guesser"]
    assert (kept.guess, kept.came) == (15.0, 21.4)
    # Another day, another kernel: the form holds what was entered, and says what came.
    assert "You predicted 15 %" in page.run("predict('best_guesser')").text
    assert page.run('predict("divides", "/")').status == "ok"
    assert "as you predicted" in page.run('compare("divides")').text


def test_what_is_no_answer_or_not_entered_stops_nothing(kernel, student):
    page = FrontEnd(kernel)
    page.run(IMPORT)
    wrong = page.run('predict("divides", "both!")')
    assert wrong.status == "ok"
    assert "'both!' is no answer to this" in wrong.text
    nothing = page.run('compare("divides")')
    assert (nothing.status, nothing.error) == ("ok", "")
    assert "You had entered no prediction." in nothing.text
    assert predicted.load(student.root)["divides"].guess is None


def test_a_program_that_runs_the_notebook_leaves_no_trace(kernel, student):
    program = FrontEnd(kernel, person=False)
    program.run(IMPORT)
    assert program.run('predict("divides", "//")').status == "ok"
    assert "You predicted //" in program.run('compare("divides")').text
    assert predicted.load(student.root) == {}


def test_without_a_notebook_it_is_words(tmp_path):
    code = f'{IMPORT}\npredict("paper")\npredict("paper", "255")\ncompare("paper")'
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert said == [
        "The paper is 0 / 255? Enter it with predict(\"paper\", '0').",
        "The paper is 0 / 255? Enter it with predict(\"paper\", '0'). Kept: 255.",
        "The paper is 0. You predicted 255.",
    ]


def test_where_submissions_are_graded_it_does_nothing():
    hidden = "import mnist_course.course as c; c.has_answers = lambda: False\n"
    code = f'{hidden}{IMPORT}\npredict("paper", "no such")\ncompare("no such", object())'
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


def test_a_damaged_file_costs_only_what_was_in_it(student):
    file = student.root / progress.FOLDER / "predictions.json"
    for text in ("{", "[]", '{"predictions": {"divides": 3, "paper": {"guess": "0"}}}'):
        file.write_text(text)
        assert predicted.load(student.root) == {}
    file.write_text(
        '{"predictions": {"paper": {"guess": "0", "came": [1]}, "gone": {"guess": "1"}}}'
    )
    assert predicted.load(student.root) == {"paper": predicted.Predicted("0")}
    predicted.record("divides", came="/", start=student.root)
    assert set(json.loads(file.read_text())["predictions"]) == {"paper", "divides"}
    # What was chosen among words where a number is asked for now, and the other way round.
    file.write_text(
        '{"predictions": {"best_guesser": {"guess": "few", "came": 21}, "divides": {"guess": 3}}}'
    )
    assert predicted.load(student.root) == {
        "best_guesser": predicted.Predicted(came=21.0),
        "divides": predicted.Predicted(),
    }


def test_the_questions_are_whole():
    everything = [one for name in predictions.LESSONS for one in predictions.of_lesson(name)]
    names = [one.id for one in everything]
    assert len(names) == len(set(names))
    for one in everything:
        assert not one.options or len(set(one.options)) == len(one.options) >= 2, one.id
        assert (one.least is None) == (one.most is None), one.id
        if one.options and one.came is not None:
            assert one.came in one.options, one.id
        assert one.read("what?") is None, one.id
    assert predictions.by_id("best_guesser").read("12,5 %") == 12.5
