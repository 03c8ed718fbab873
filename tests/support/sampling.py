"""Wide corpora: a sample in each run of the tests, the rest among what is long."""

from collections.abc import Sequence
from typing import Any

import pytest


def sampled(cases: Sequence[Any], every: int) -> list[Any]:
    """The cases as parameters, all but each `every`-th marked as long.

    A case that is a tuple stands for several arguments, as in `pytest.mark.parametrize`.
    """
    return [
        pytest.param(
            *(case if isinstance(case, tuple) else (case,)),
            marks=() if number % every == 0 else (pytest.mark.long,),
        )
        for number, case in enumerate(cases)
    ]
