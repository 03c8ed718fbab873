"""Whatever plain data comes out of the sandbox: every judge gives a verdict, none stops."""

import numpy as np
import pytest
from hypothesis import given

from autograder.grading import trusted
from mnist_course import course
from mnist_course.core.exercise import FAILED, NOT_GRADED, PASSED, Verdict, passed
from mnist_course.core.plain import pack, unpack
from mnist_course.probes.calls import call
from support.anydata import changed
from support.fuzzing import fuzzed
from support.masters import solution
from support.rawpack import forged
from support.sampling import sampled

EXERCISES = [exercise for lesson in course.lessons() for exercise in lesson.exercises]
RECORD = {"value": 1, "type": "int", "error": None, "changed": [], "printed": ""}
EXAMPLES, EXAMPLES_OF_A_MODEL = 25, 2


@pytest.fixture(scope="module")
def model_file(digits, tmp_path_factory):
    path = tmp_path_factory.mktemp("artefact") / "digits.keras"
    path.write_bytes(digits)
    return path


@pytest.mark.slow
@pytest.mark.parametrize("exercise", sampled(EXERCISES, 4), ids=lambda exercise: exercise.id)
def test_a_judge_never_stops(exercise, model_file):
    packed = pack(course.answer(exercise.id).inputs(np.random.default_rng(0)))
    subject = model_file if exercise.artefact else solution(exercise)
    observed = unpack(pack(exercise.probe(subject, unpack(packed))))
    if not exercise.artefact:
        assert trusted.judge(exercise, packed, pack(observed)).ok
    examples = EXAMPLES_OF_A_MODEL if exercise.artefact else EXAMPLES

    @fuzzed(examples, shrinks=False)
    @given(changed(observed))
    def judged(data):
        verdict = trusted.judge(exercise, packed, forged(data))
        assert verdict.status != NOT_GRADED, verdict.message
        assert verdict.message

    judged()


def test_a_judge_that_stops_is_not_held_against_the_student():
    def stops(inputs, observed):
        raise KeyError("forgotten")

    for judge, found in (
        (stops, "the judge of `scale` stopped with KeyError: 'forgotten'"),
        (lambda inputs, observed: None, "the judge of `scale` gave no verdict"),
        (lambda inputs, observed: Verdict("splendid", "yes", score=1), "gave no verdict"),
    ):
        exercise = course.exercise("scale")
        packed = trusted.inputs(1, "digest", "02_preprocessing", "scale")
        calls = {
            "calls": [{"value": 1, "type": "int", "error": None, "changed": [], "printed": ""}]
        }
        verdict = trusted.judged_by(judge, exercise, packed, pack(calls))
        assert verdict.status == NOT_GRADED
        assert found in verdict.message
        assert trusted.points(verdict, exercise.points) == 0


def test_what_no_probe_writes_is_the_students_affair_and_reaches_no_judge():
    exercise = course.exercise("scale")
    packed = trusted.inputs(1, "digest", "02_preprocessing", "scale")
    error = {"type": "E", "message": "m", "line": "", "number": 0, "inside": ""}
    right = [{"calls": [RECORD]}, {"calls": [{**RECORD, "error": error, "seen": [1]}]}]
    wrong = [
        *({"calls": []}, {"calls": {}}, {"calls": [None]}, [], None, "calls"),
        *({"calls": [{k: v for k, v in RECORD.items() if k != one}]} for one in RECORD),
        *({"calls": [{**RECORD, "changed": bad}]} for bad in (None, ["x"], [-1], [True], 3)),
        *({"calls": [{**RECORD, "error": bad}]} for bad in (3, {}, {**error, "number": "1"})),
        {"calls": [RECORD, {**RECORD, "type": 3}]},
    ]
    for data in right:
        assert trusted.judged_by(_content, exercise, packed, pack(data)).status == PASSED, data
    for data in wrong:
        verdict = trusted.judged_by(_content, exercise, packed, pack(data))
        assert (verdict.status, verdict.cause) == (FAILED, trusted.UNREADABLE), data


def _content(inputs, observed) -> Verdict:
    return passed("yes")


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.id)
def test_a_number_of_400_digits_is_judged_as_any_other(exercise):
    packed = pack(course.answer(exercise.id).inputs(np.random.default_rng(0)))
    answers = (10**400, -(10**400), [10**400], {"count": 10**400}, "9" * 400)
    for value in answers:
        calls = [{**RECORD, "value": value}] * 60
        verdict = trusted.judge(exercise, packed, forged({"calls": calls}))
        assert verdict.status != NOT_GRADED, verdict.message
        assert trusted.points(verdict, exercise.points) == 0
        record = call(lambda value=value: value, [])
        probed = pack({"calls": [record]})
        verdict = trusted.judge(exercise, packed, probed)
        assert verdict.status != NOT_GRADED, verdict.message


def test_a_number_of_400_digits_is_named_in_words():
    packed = pack(course.answer("output_size").inputs(np.random.default_rng(0)))
    observed = pack({"calls": [call(lambda: 10**400, [])]})
    verdict = trusted.judge(course.exercise("output_size"), packed, observed)
    assert verdict.status == FAILED
    assert "a whole number of about 401 digits" in verdict.message
