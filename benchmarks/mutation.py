"""How many slightly wrong functions each exercise's check refuses.

    python benchmarks/mutation.py [SEEDS] [EXERCISE …]

A mutant counts as refused where the checks of all seeds refuse it. What `tests/support` lists as
right or harmless is left out of the score. Exercises with networks take minutes a seed.
"""

import sys
import warnings
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from mnist_course import data
from support.mutation import accepted, inputs_of, mutants_of
from support.spellings import ALL


def main(seeds: int, exercises: list[str]) -> None:
    warnings.filterwarnings("ignore")
    np.seterr(all="ignore")
    data.provide()
    print(f"{'exercise':26}{'mutants':>9}{'harmless':>10}{'refused':>9}{'score':>9}")
    refused_of_all = wrong_of_all = 0
    for exercise_id in exercises:
        inputs = inputs_of(exercise_id, range(seeds))
        found = mutants_of(exercise_id)
        wrong = [mutant for mutant in found if not mutant.harmless]
        refused = sum(not any(accepted(exercise_id, m.source, inputs)) for m in wrong)
        refused_of_all, wrong_of_all = refused_of_all + refused, wrong_of_all + len(wrong)
        harmless = len(found) - len(wrong)
        share = refused / len(wrong)
        print(f"{exercise_id:26}{len(found):9}{harmless:10}{refused:9}{share:9.1%}", flush=True)
    print(f"{'all':26}{'':19}{refused_of_all:9}{refused_of_all / wrong_of_all:9.1%}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5, sys.argv[2:] or list(ALL))
