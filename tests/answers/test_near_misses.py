"""What is nearly right is refused, whatever the inputs."""

import json
import math
from pathlib import Path

import numpy as np
import pytest

from mnist_course import course

CASES = json.loads((Path(__file__).parents[1] / "support" / "near_misses.json").read_text("utf-8"))
"""`scale` with black below 0.003 is not among them: no byte but 0 becomes as small as that."""

SLOW = {"train", "compile_model", "augment", "evaluate", "center_drawing", "feature_maps"}
SLOW |= {"predict_digit", "predict_with_confidence"}


def refused(case: dict, seeds: range) -> None:
    import keras

    namespace = {"np": np, "math": math, "keras": keras}
    exec(case["source"], namespace)
    exercise = course.exercise(case["exercise"])
    for seed in seeds:
        verdict = course.examine(exercise, namespace[case["exercise"]], np.random.default_rng(seed))
        assert not verdict.ok, f"seed {seed}"
        assert verdict.message
        assert verdict.next_step


def name(case: dict) -> str:
    return f"{case['exercise']}: {case['name']}"


@pytest.mark.parametrize("case", CASES, ids=name)
def test_a_near_miss_is_refused(case):
    refused(case, range(1 if case["exercise"] in SLOW else 2))


@pytest.mark.long
@pytest.mark.parametrize("case", CASES, ids=name)
def test_a_near_miss_is_refused_with_other_inputs(case):
    refused(case, range(1, 3) if case["exercise"] in SLOW else range(2, 10))


@pytest.mark.nightly
@pytest.mark.parametrize("case", CASES, ids=name)
def test_a_near_miss_is_refused_by_every_check(case):
    refused(case, range(3, 20) if case["exercise"] in SLOW else range(10, 200))
