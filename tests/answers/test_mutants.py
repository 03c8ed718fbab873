"""Slightly wrong functions are refused by every check, but for those listed with a reason."""

import ast

import numpy as np
import pytest

from mnist_course import course
from support.harmless_mutants import HARMLESS
from support.mutation import accepted, inputs_of, mutants_of
from support.sampling import sampled
from support.spellings import ALL, COSTLY, SPELLINGS

EACH = 8
"""In each run one mutant of so many is tried; all of them are among what is long."""

EACH_COSTLY = 16
"""Of those whose check takes longer, so many less are tried among what is long; all at night."""

FEWEST = 12
"""Spellings of an exercise's right answer, beside the master's own."""


def named(spellings: dict[str, dict[str, str]]) -> list[tuple[str, str]]:
    return [(one, name) for one, known in spellings.items() for name in known]


def check(exercise_id: str, seeds: range, every: int) -> None:
    inputs = inputs_of(exercise_id, seeds)
    tried = mutants_of(exercise_id)[::every]
    with np.errstate(all="ignore"):
        verdicts = {mutant.name: accepted(exercise_id, mutant.source, inputs) for mutant in tried}
    harmless = {mutant.name for mutant in tried if mutant.harmless}
    assert {name for name, ok in verdicts.items() if any(ok)} - harmless == set()
    assert {name for name in harmless if not all(verdicts[name])} == set()


@pytest.mark.parametrize("exercise_id", SPELLINGS)
@pytest.mark.filterwarnings("ignore")
def test_mutants_are_refused(exercise_id):
    check(exercise_id, range(1), EACH)


@pytest.mark.long
@pytest.mark.parametrize("exercise_id", SPELLINGS)
@pytest.mark.filterwarnings("ignore")
def test_all_mutants_are_refused(exercise_id):
    check(exercise_id, range(5), 1)


@pytest.mark.long
@pytest.mark.parametrize("exercise_id", COSTLY)
@pytest.mark.filterwarnings("ignore")
def test_mutants_of_what_takes_longer_are_refused(exercise_id):
    check(exercise_id, range(1), EACH_COSTLY)


@pytest.mark.nightly
@pytest.mark.parametrize("exercise_id", [*SPELLINGS, *COSTLY])
@pytest.mark.filterwarnings("ignore")
def test_all_mutants_are_refused_whatever_the_inputs(exercise_id):
    check(exercise_id, range(20), 1)


@pytest.mark.parametrize("exercise_id", ALL)
def test_what_is_listed_as_harmless_is_a_mutant(exercise_id):
    found = mutants_of(exercise_id)
    listed = HARMLESS.get(exercise_id, {})
    used = {key for mutant in found for key in mutant.keys if key in listed}
    assert used == set(listed)
    assert all(listed.values())
    assert len(listed) < len(found) / 3


def test_each_exercise_has_spellings():
    asked = {one.id for lesson in course.lessons() for one in lesson.exercises if not one.artefact}
    assert set(ALL) == asked
    for exercise_id, known in ALL.items():
        assert len({ast.unparse(ast.parse(source)) for source in known.values()}) >= FEWEST, (
            exercise_id
        )


def check_spelling(exercise_id: str, spelling: str, seeds: range) -> None:
    source = ALL[exercise_id][spelling]
    assert all(accepted(exercise_id, source, inputs_of(exercise_id, seeds)))


@pytest.mark.parametrize(("exercise_id", "spelling"), named(SPELLINGS))
def test_right_spellings_are_accepted(exercise_id, spelling):
    check_spelling(exercise_id, spelling, range(3))


@pytest.mark.long
@pytest.mark.parametrize(("exercise_id", "spelling"), named(SPELLINGS))
def test_right_spellings_are_accepted_with_other_inputs(exercise_id, spelling):
    check_spelling(exercise_id, spelling, range(3, 9))


@pytest.mark.slow
@pytest.mark.parametrize(("exercise_id", "spelling"), sampled(named(COSTLY), 15))
def test_right_spellings_of_what_takes_longer_are_accepted(exercise_id, spelling):
    check_spelling(exercise_id, spelling, range(1))


@pytest.mark.nightly
@pytest.mark.parametrize(("exercise_id", "spelling"), named(ALL))
def test_right_spellings_are_accepted_whatever_the_inputs(exercise_id, spelling):
    check_spelling(exercise_id, spelling, range(50))


def test_a_loop_that_need_not_end_is_not_taken():
    from support.mutants import mutants

    with pytest.raises(ValueError, match="while"):
        mutants("def f(n):\n    while n:\n        n -= 1\n", "f")


def test_mutants_differ_from_each_other_and_from_the_source():
    from support.mutants import mutants

    made = mutants("def f(a, b=1):\n    return max(a // 2, b) + 1\n", "f")
    assert len({mutant.source for mutant in made}) == len(made)
    assert len({mutant.change for mutant in made}) == len(made)
    changes = {mutant.change for mutant in made}
    assert {"a // 2 → a / 2", "max(a // 2, b) → min(a // 2, b)", "first b = 1"} <= changes
