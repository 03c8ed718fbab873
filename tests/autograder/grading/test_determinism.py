"""The same submissions get the same marks, whoever else is in the class and how busy it is."""

import csv
import io
import multiprocessing
import os
from collections import Counter
from pathlib import Path

import pytest

from autograder.grading import classroom, pool
from autograder.grading.pool import Setup
from autograder.grading.run import Options
from autograder.records.journal import Journal
from autograder.sandbox import wall
from autograder.sandbox.limits import MIB, Limits
from support.hostile.broken import BROKEN
from support.hostile.dishonest import CHEATS
from support.hostile.submissions import LESSON, RIGHT, notebook

pytestmark = [pytest.mark.sandbox, pytest.mark.slow, pytest.mark.usefixtures("need_sandbox")]

LIMITS = Limits(
    cell_seconds=6.0, probe_seconds=8.0, total_seconds=60.0, memory=1024 * MIB, output=8 * MIB
)
SEED = 17

RANDOM = {"fork bomb"}
"""Which of its own processes gets how far is chance; it earns nothing by any of them."""


def handed_in(folder: Path, count: int) -> list[tuple[str, str]]:
    """A class: every third honest, the others dishonest and broken, from all over the corpora."""
    cheats = [
        (notebook({**RIGHT, "scale": c.scale}, c.before, c.after, c.change), c.files)
        for c in CHEATS
    ]
    broken = [(b.content, b.files) for b in BROKEN if b.name not in RANDOM]
    wrong = "def scale(images):\n    return images / 256"
    honest = [(notebook(RIGHT), {}), (notebook({**RIGHT, "scale": wrong}), {}), (notebook(), {})]
    kinds = (honest, cheats, broken)
    for number in range(count):
        kind = kinds[number % 3]
        # Spread over the corpus, whatever the size of the class.
        content, files = kind[(number // 3) * max(1, 3 * len(kind) // count) % len(kind)]
        place = folder / f"student{number:02}" / LESSON
        place.mkdir(parents=True)
        for name, data in {**files, f"{LESSON}.ipynb": content}.items():
            if data is not None:
                (place / name).write_bytes(data)
    return [(f"student{number:02}", LESSON) for number in range(count)]


def graded(folder: Path, keys: list[tuple[str, str]], out: Path) -> bytes:
    """What `grades.csv` says of them."""
    with Journal(out) as journal:
        journal.begin(SEED, wall.BUBBLEWRAP)
        classroom.grade_class(
            submitted=folder,
            keys=keys,
            journal=journal,
            setup=Setup(Options(SEED), wall.BUBBLEWRAP, limits=LIMITS),
            jobs=2,
            resume=False,
            progress=lambda graded: None,
            record=lambda out, graded: True,
            grade=pool.grade_all,
        )
    return (out / "grades.csv").read_bytes()


def differences(first: bytes, other: bytes) -> list[tuple[bytes, bytes]]:
    return [pair for pair in zip(first.splitlines(), other.splitlines()) if pair[0] != pair[1]]


def honest_of(grades: bytes) -> Counter[tuple[str, ...]]:
    """Of the honest, beside whom the others were graded: how many have which statuses."""
    found: dict[str, tuple[str, ...]] = {}
    for row in csv.DictReader(io.StringIO(grades.decode())):
        if int(row["student"].removeprefix("student")) % 3 == 0:
            found[row["student"]] = (*found.get(row["student"], ()), row["status"])
    return Counter(found.values())


def busy() -> None:
    while True:
        pass


@pytest.fixture
def loaded():
    """Twice as many processes that only compute as there are processors."""
    context = multiprocessing.get_context("spawn")
    others = [context.Process(target=busy, daemon=True) for _ in range(2 * (os.cpu_count() or 1))]
    for one in others:
        one.start()
    yield
    for one in others:
        one.kill()
        one.join()


@pytest.mark.long
def test_a_small_class_twice(tmp_path):
    keys = handed_in(tmp_path / "submitted", 12)
    first, second = (
        graded(tmp_path / "submitted", order, tmp_path / f"out{number}")
        for number, order in enumerate((keys, keys[::-1]))
    )
    assert first.count(b"\n") > 12 * 4
    assert not differences(first, second)


TIMES = 5


@pytest.mark.nightly
def test_a_class_of_60_the_last_time_on_a_busy_machine(tmp_path, request):
    keys = handed_in(tmp_path / "submitted", 60)
    first = graded(tmp_path / "submitted", keys, tmp_path / "out0")
    assert honest_of(first) == {
        ("passed",) * 4: 7,
        ("failed", "passed", "failed", "passed"): 7,
        ("not_attempted",) * 4: 6,
    }
    for number in range(1, TIMES):
        if number == TIMES - 1:
            request.getfixturevalue("loaded")
        again = graded(tmp_path / "submitted", keys, tmp_path / f"out{number}")
        assert not differences(first, again)
        assert first == again
