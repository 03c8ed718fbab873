"""No dishonest submission gains a mark, changes another's, or reaches the host."""

import json

import pytest

from autograder.grading.run import Options, grade_submission
from autograder.intake.submission import Submission, digest
from mnist_course import course
from mnist_course.core.exercise import STATUSES
from support.hostile.artefacts import ARTEFACTS, Artefact
from support.hostile.dishonest import CHEATS, Cheat
from support.hostile.submissions import EXERCISES, RIGHT, notebook, submission
from support.sampling import sampled

pytestmark = [pytest.mark.sandbox, pytest.mark.slow]

SEED = 20


def marks(graded) -> dict[str, float]:
    return {result.exercise: result.points for result in graded.results}


def test_the_corpus_is_large_enough():
    assert len(CHEATS) >= 90
    assert len({cheat.name for cheat in CHEATS}) == len(CHEATS)


def test_an_honest_one_earns_full_marks(warm):
    graded = grade_submission(submission(notebook(RIGHT)), Options(SEED), warm)
    assert [result.status for result in graded.results] == ["passed"] * len(EXERCISES)


@pytest.mark.parametrize("cheat", sampled(CHEATS, 8), ids=lambda cheat: cheat.name)
def test_a_cheat_gains_nothing(warm, cheat: Cheat):
    answers = {"scale": cheat.scale, "add_channel": RIGHT["add_channel"]}
    content = notebook(answers, cheat.before, cheat.after, cheat.change)
    graded = grade_submission(submission(content, "mallory", cheat.files), Options(SEED), warm)
    assert all(result.status in STATUSES for result in graded.results)
    assert all(result.status != "not_graded" for result in graded.results)
    assert set(marks(graded)) == set(EXERCISES)
    for exercise, points in marks(graded).items():
        assert points <= cheat.honest[exercise], (exercise, graded.results)
    if cheat.shows:
        shown = json.dumps([cell.get("outputs") for cell in graded.notebook["cells"]])
        assert json.dumps(cheat.shows)[1:-1] not in shown


@pytest.mark.parametrize("artefact", ARTEFACTS, ids=lambda artefact: artefact.name)
@pytest.mark.parametrize("exercise", ["trained_model", "better_model"])
@pytest.mark.long
def test_a_file_that_is_no_trained_network_gains_nothing(
    roomy, digits, tmp_path, exercise, artefact: Artefact
):
    lesson = course.lesson_of(exercise).id
    files = {
        f"{lesson}.ipynb": course.lesson_notebook(lesson).read_bytes(),
        course.exercise(exercise).artefact: artefact.make(digits, tmp_path),
    }
    one = Submission("mallory", lesson, files, (), digest(files, []))
    graded = grade_submission(one, Options(SEED), roomy)
    found = {result.exercise: result for result in graded.results}
    result = found.pop(exercise)
    assert (result.status, result.points) == (artefact.status, 0), result.message
    assert result.verdict.cause == (artefact.cause or result.verdict.cause)
    assert {other.status for other in found.values()} == {"not_attempted"}


def test_after_all_of_them_the_honest_one_is_marked_as_before(warm):
    graded = grade_submission(submission(notebook(RIGHT)), Options(SEED), warm)
    assert [result.status for result in graded.results] == ["passed"] * len(EXERCISES)
