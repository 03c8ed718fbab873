"""Whatever plain data comes out of the sandbox: every judge gives a verdict, none stops."""

import dataclasses

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from autograder.grading import trusted
from mnist_course import course
from mnist_course.core.exercise import FAILED, NOT_GRADED, PASSED, Verdict, passed
from mnist_course.core.plain import pack, unpack
from support.anydata import changed
from support.masters import solution

EXERCISES = [exercise for lesson in course.lessons() for exercise in lesson.exercises]
RECORD = {"value": 1, "type": "int", "error": None, "changed": [], "printed": ""}
EXAMPLES, EXAMPLES_OF_A_MODEL = 25, 2


@pytest.fixture(scope="module")
def model_file(digits, tmp_path_factory):
    path = tmp_path_factory.mktemp("artefact") / "digits.keras"
    path.write_bytes(digits)
    return path


@pytest.mark.slow
@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.id)
def test_a_judge_never_stops(exercise, model_file):
    packed = pack(course.answer(exercise.id).inputs(np.random.default_rng(0)))
    subject = model_file if exercise.artefact else solution(exercise)
    observed = unpack(pack(exercise.probe(subject, unpack(packed))))
    if not exercise.artefact:
        assert trusted.judge(exercise, packed, pack(observed)).ok
    examples = EXAMPLES_OF_A_MODEL if exercise.artefact else EXAMPLES
    every = settings(
        max_examples=examples,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )

    @every
    @given(changed(observed))
    def judged(data):
        verdict = trusted.judge(exercise, packed, _packed(data))
        assert verdict.status != NOT_GRADED, verdict.message
        assert verdict.message

    judged()


def _packed(data) -> bytes:
    try:
        return pack(data)
    except ValueError:  # a number with more digits than Python writes
        return b""


def test_a_judge_that_stops_is_not_held_against_the_student(monkeypatch):
    def stops(inputs, observed):
        raise KeyError("forgotten")

    for judge, found in (
        (stops, "the judge of `scale` stopped with KeyError: 'forgotten'"),
        (lambda inputs, observed: None, "the judge of `scale` gave no verdict"),
        (lambda inputs, observed: Verdict("splendid", "yes", score=1), "gave no verdict"),
    ):
        exercise = course.exercise("scale")
        packed = trusted.inputs(1, "digest", "02_preprocessing", "scale")
        faulty = dataclasses.replace(course.answer("scale"), judge=judge)
        monkeypatch.setattr(course, "answer", lambda _, faulty=faulty: faulty)
        calls = {
            "calls": [{"value": 1, "type": "int", "error": None, "changed": [], "printed": ""}]
        }
        verdict = trusted.judge(exercise, packed, pack(calls))
        assert verdict.status == NOT_GRADED
        assert found in verdict.message
        assert trusted.points(verdict, exercise.points) == 0
        monkeypatch.undo()


def test_what_no_probe_writes_is_the_students_affair_and_reaches_no_judge(monkeypatch):
    exercise = course.exercise("scale")
    packed = trusted.inputs(1, "digest", "02_preprocessing", "scale")
    kind = dataclasses.replace(course.answer("scale"), judge=lambda *_: passed("yes"))
    monkeypatch.setattr(course, "answer", lambda _: kind)
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
        assert trusted.judge(exercise, packed, pack(data)).status == PASSED, data
    for data in wrong:
        verdict = trusted.judge(exercise, packed, pack(data))
        assert (verdict.status, verdict.cause) == (FAILED, trusted.UNREADABLE), data
