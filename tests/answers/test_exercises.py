"""Every exercise: its solution passes, its stub does not, its misconceptions are named."""

import numpy as np
import pytest

from mnist_course import course
from mnist_course.core.exercise import NOT_ATTEMPTED, PASSED, Exercise, Misconception
from mnist_course.core.plain import pack, unpack
from mnist_course.course import examine
from mnist_course.notebook.check import verdict_on
from support.masters import solution, written_out
from support.sampling import sampled

EXERCISES = [exercise for lesson in course.lessons() for exercise in lesson.exercises]
FUNCTIONS = [exercise for exercise in EXERCISES if not exercise.artefact]
MISCONCEPTIONS = [(e, m) for e in EXERCISES for m in course.answer(e.id).misconceptions]

FOREIGN = [
    None, 0, -1.5, "", "text", [], [[]], {}, (), True, object(), np.array([object()]), np.nan,
    np.zeros((0, 3)), np.zeros((2, 2, 2, 2)), np.array("x"), lambda: 1, [None] * 3, {"a": {}},
]  # fmt: skip


# A check of these runs a network, or reads the whole data set.
COSTLY = {"load_digits", "build_model", "compile_model", "train", "evaluate", "predict_digit",
          "predict_with_confidence", "center_drawing", "augment"}  # fmt: skip


def name(value: Exercise | Misconception) -> str:
    return getattr(value, "cause", None) or value.id


@pytest.mark.parametrize("exercise", FUNCTIONS, ids=name)
def test_the_solution_passes_whatever_the_inputs(exercise):
    function = solution(exercise)
    for seed in range(2 if exercise.id in COSTLY else 30):
        verdict = examine(exercise, function, np.random.default_rng(seed))
        assert verdict.status == PASSED, f"seed {seed}: {verdict}"
        assert verdict.score == 1.0


@pytest.mark.parametrize("exercise", FUNCTIONS, ids=name)
def test_the_stub_is_not_attempted(exercise):
    def stub(*arguments):
        raise NotImplementedError

    verdict = examine(exercise, stub, np.random.default_rng(0))
    assert verdict.status == NOT_ATTEMPTED
    assert verdict.score == 0


@pytest.mark.parametrize("exercise", FUNCTIONS, ids=name)
@pytest.mark.parametrize("answer", FOREIGN, ids=lambda answer: type(answer).__name__)
def test_a_foreign_answer_fails_with_words(exercise, answer):
    verdict = verdict_on(exercise, lambda *arguments: answer, np.random.default_rng(0))
    assert verdict.status not in (PASSED, NOT_ATTEMPTED)
    assert verdict.score < 1
    assert verdict.message
    assert verdict.next_step
    assert verdict.cause


@pytest.mark.parametrize("exercise", FUNCTIONS, ids=name)
def test_an_error_is_told_with_the_students_line(exercise):
    def crash(*arguments):
        return 1 / len([])

    verdict = examine(exercise, crash, np.random.default_rng(0))
    assert verdict.status == "crashed"
    assert "ZeroDivisionError" in verdict.message
    assert "return 1 / len([])" in verdict.message


def test_an_answer_that_calls_an_empty_exercise_is_told_which():
    def scale(images):
        raise NotImplementedError

    def prepare(images):
        return scale(images)[..., None]

    verdict = examine(course.exercise("prepare"), prepare, np.random.default_rng(0))
    assert verdict.status == "crashed"
    assert verdict.cause == "needs-another-exercise"
    assert "`scale`" in verdict.message


@pytest.mark.parametrize(("exercise", "misconception"), sampled(MISCONCEPTIONS, 4), ids=name)
@pytest.mark.parametrize("seed", sampled(range(2), 2))
def test_each_misconception_gets_its_own_message(exercise, misconception, seed):
    verdict = examine(exercise, written_out(misconception.wrong), np.random.default_rng(seed))
    assert verdict.cause == misconception.cause, verdict
    assert verdict.score < 1
    assert verdict.next_step == (misconception.next_step or verdict.next_step) != ""


@pytest.mark.parametrize("exercise", EXERCISES, ids=name)
def test_hints_are_at_least_three_and_all_different(exercise):
    assert len(exercise.hints) >= 3
    assert len(set(exercise.hints)) == len(exercise.hints)
    assert all(hint.strip() for hint in exercise.hints)


@pytest.mark.parametrize("exercise", EXERCISES, ids=name)
def test_an_exercises_causes_are_distinct(exercise):
    causes = [misconception.cause for misconception in course.answer(exercise.id).misconceptions]
    assert len(set(causes)) == len(causes)


@pytest.mark.parametrize("exercise", EXERCISES, ids=name)
def test_inputs_are_plain_data_and_depend_on_the_seed(exercise):
    first, again, other = (
        course.answer(exercise.id).inputs(np.random.default_rng(seed)) for seed in (1, 1, 2)
    )
    assert pack(first) == pack(again)
    assert pack(unpack(pack(first))) == pack(first)
    if exercise.signature.partition("(")[2] != ")":
        assert pack(first) != pack(other)
