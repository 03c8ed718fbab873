"""How long the fuzz tests go on: `MNIST_FUZZ=nightly pytest -k "fuzz or any_data or plain"`."""

import os

from hypothesis import HealthCheck, Phase, settings

_NIGHTLY = os.environ.get("MNIST_FUZZ") == "nightly"
_A_NIGHTS_WORTH = 250


def fuzzed(examples: int = 200, shrinks: bool = True) -> settings:
    """Settings for one fuzz test.

    Args:
        examples: how many each run of the tests tries, always the same ones; a nightly run tries
            250 times as many, and others each night.
        shrinks: whether a failure is made smaller before it is shown.
    """
    phases = list(Phase) if shrinks else [Phase.generate]
    return settings(
        max_examples=examples * (_A_NIGHTS_WORTH if _NIGHTLY else 1),
        derandomize=not _NIGHTLY,
        deadline=None,
        database=None,
        phases=[phase for phase in phases if phase is not Phase.reuse],
        suppress_health_check=list(HealthCheck),
    )
