"""The inputs of one check, whatever the seed, tell the right answer from every known wrong one."""

import importlib
import json
import math
from pathlib import Path

import numpy as np
import pytest

from mnist_course import course
from support.mutation import inputs_of
from support.spellings import COSTLY, SPELLINGS

_NEAR_MISSES = json.loads(
    (Path(__file__).parents[1] / "support" / "near_misses.json").read_text("utf-8")
)


def wrong_functions(exercise_id: str) -> dict:
    """Every misconception and every near miss of an exercise, by name."""
    answer = course.answer(exercise_id)
    known = {one.cause: one.wrong for one in answer.misconceptions}
    more = {"keras": importlib.import_module("keras")} if exercise_id in COSTLY else {}
    for case in _NEAR_MISSES:
        if case["exercise"] == exercise_id:
            namespace: dict = {"np": np, "math": math, **more}
            exec(case["source"], namespace)
            known[case["name"]] = namespace[exercise_id]
    return known


def check(exercise_id: str, seeds: range) -> None:
    exercise, answer = course.exercise(exercise_id), course.answer(exercise_id)
    wrong = wrong_functions(exercise_id)
    assert wrong
    with np.errstate(all="ignore"):
        for seed, inputs in zip(seeds, inputs_of(exercise_id, seeds)):
            accepted = [
                name
                for name, function in wrong.items()
                if answer.judge(inputs, exercise.probe(function, inputs)).ok
            ]
            assert not accepted, f"seed {seed}"


@pytest.mark.parametrize("exercise_id", SPELLINGS)
@pytest.mark.filterwarnings("ignore")
def test_known_wrong_answers_differ_from_the_right_one(exercise_id):
    check(exercise_id, range(3))


@pytest.mark.long
@pytest.mark.parametrize("exercise_id", SPELLINGS)
@pytest.mark.filterwarnings("ignore")
def test_known_wrong_answers_differ_from_the_right_one_whatever_the_seed(exercise_id):
    check(exercise_id, range(3, 40))


@pytest.mark.nightly
@pytest.mark.parametrize("exercise_id", [*SPELLINGS, *COSTLY])
@pytest.mark.filterwarnings("ignore")
def test_so_they_do_with_200_seeds(exercise_id):
    check(exercise_id, range(200))
