"""Mutants of an exercise's right answers, and whether its judge accepts them."""

import contextlib
import functools
import importlib
import io
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mnist_course import course
from mnist_course.core.plain import Data
from support.harmless_mutants import HARMLESS
from support.masters import master_source
from support.mutants import mutants
from support.spellings import ALL, COSTLY

_MEMORY = 2**31
"""Bytes that a mutant may ask for: some scale by the square of what they should."""

_SPELLINGS = 3
"""Of the master's answer and so many less one others, mutants are made."""


@dataclass(frozen=True)
class Candidate:
    """A mutant of one spelling of an exercise's right answer."""

    exercise_id: str
    spelling: str
    change: str
    source: str

    @property
    def name(self) -> str:
        return f"{self.spelling}: {self.change}"

    @property
    def keys(self) -> tuple[str, str]:
        """What it is called in the list of the harmless."""
        return self.name, f"*: {self.change}"

    @property
    def harmless(self) -> bool:
        return any(key in HARMLESS.get(self.exercise_id, {}) for key in self.keys)


@functools.cache
def mutants_of(exercise_id: str) -> tuple[Candidate, ...]:
    master = master_source(course.exercise(exercise_id))
    sources = list(({"master": master} | ALL[exercise_id]).items())[:_SPELLINGS]
    return tuple(
        Candidate(exercise_id, spelling, mutant.change, mutant.source)
        for spelling, source in sources
        for mutant in mutants(source, exercise_id)
    )


def inputs_of(exercise_id: str, seeds: Iterable[int]) -> list[Data]:
    return [course.answer(exercise_id).inputs(np.random.default_rng(seed)) for seed in seeds]


def accepted(exercise_id: str, source: str, inputs: Iterable[Data]) -> list[bool]:
    """Whether each check accepts the function that the source defines."""
    namespace: dict = {"np": np, "math": math}
    exercise, answer = course.exercise(exercise_id), course.answer(exercise_id)
    if exercise_id in COSTLY or "keras" in source:
        importlib.import_module("keras")  # which asks for more than that
    with contextlib.redirect_stdout(io.StringIO()), _bounded_memory():
        exec(source, namespace)
        function = namespace[exercise_id]
        return [answer.judge(one, exercise.probe(function, one)).ok for one in inputs]


@contextlib.contextmanager
def _bounded_memory() -> Iterator[None]:
    """What is too large is a MemoryError, not the machine's last byte; where Linux tells."""
    pages = Path("/proc/self/statm")
    if not pages.exists():
        yield
        return
    import resource

    used = int(pages.read_text("ascii").split()[0]) * resource.getpagesize()
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (used + _MEMORY, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)
