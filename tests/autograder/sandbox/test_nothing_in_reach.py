"""Nothing that student code can call in the sandbox is the answer to an exercise.

Artefacts are not searched for: weights that come with the course are told by what they are.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from autograder.grading import trusted
from autograder.sandbox import wall
from autograder.sandbox.limits import Limits
from autograder.sandbox.warm_process import Ran, Warm
from mnist_course import course
from mnist_course.core.exercise import Exercise, Lesson, Verdict
from mnist_course.core.plain import unpack
from mnist_course.probes import trained_models
from mnist_course.probes.calls import call_each
from support import reach
from support.masters import solution

pytestmark = [pytest.mark.sandbox, pytest.mark.slow]

SEED = 8

PATIENT = Limits(total_seconds=12 * 3600.0)
"""A search is no submission: one kernel tries all of a lesson."""

SEVERAL_RIGHT = ("hold_out", "center_drawing", "most_confused")
"""Of these, several different answers to one call are right."""

_AT_ONCE = 32
_SECONDS = 200.0
_SET_UP = """
import json
import reach
from mnist_course.core.plain import pack, unpack
_found = reach.found({name: value for name, value in globals().items() if name[:1] != "_"})
print(json.dumps(len(_found)))
"""
_BEGIN = """
from math import inf, nan
_search = reach.Search({exercise!r}, unpack(open("asked", "rb").read()), _found, {expected})
print(json.dumps([name for name, _ in _search.callables]))
"""
_TRY = """
with open("observed", "wb") as _file:
    _file.write(pack(_search.tried({chunk})))
"""
_WAYS = """
print(json.dumps([way[2] for way in _search.kept[{number}]]))
"""
_TAKE = """
{exercise} = _search.candidate({number}, {way})
print(json.dumps(0))
"""
_HANDED_BACK = """
print(json.dumps(_search.handed_back()))
"""
_DISMISS = """
_search.dismiss({numbers})
print(json.dumps(_search.counted()))
"""


@dataclass
class Reached:
    """What was tried as the answer to one exercise.

    Attributes:
        callables: how many there are to call.
        called: how many ways of calling them gave a value.
        tried: how many different results of these, of the right kind and size, were judged.
        probed: how many were right, or not yet wrong, in the first call, and were called in all.
        solved: those that earn anything in all of it.
    """

    callables: int = 0
    called: int = 0
    tried: int = 0
    probed: int = 0
    solved: list[str] = field(default_factory=list)


ENDING: set[str] = set()
"""What ended the kernel when it was called, which no answer does: it is not tried again."""


class Kernel:
    """A kernel in which a lesson's own cells have run; another one where it was lost."""

    def __init__(self, warm, lesson, more: str = ""):
        self.warm, self.lesson, self.more = warm, lesson, more
        self.start()

    def start(self) -> None:
        self.job = self.warm.job()
        notebook = json.loads(course.lesson_notebook(self.lesson.id).read_text("utf-8"))
        for cell in notebook["cells"]:
            about = cell["metadata"]
            if cell["cell_type"] == "code" and not {"nbgrader", "tags"} & set(about):
                # Those that need an exercise's function stop at the empty one.
                self.job.cell("".join(cell["source"]), 120)
        with open(reach.__file__, "rb") as file:
            self.job.put("reach.py", file.read())
        self.callables = self.say(self.more + _SET_UP)

    def say(self, source: str):
        """The JSON that a cell prints last; None where the kernel did not survive it."""
        ran = self.job.cell(source, _SECONDS)
        if ran.fate or not self.job.alive:
            return None
        assert not ran.error, ran.error
        return json.loads(printed(ran).strip().splitlines()[-1])


def search(kernel: Kernel, exercise: Exercise) -> Reached:
    """Try all in a few chunks; judge what came of the first calls, then what is left in earnest."""
    asked = trusted.inputs(SEED, "reach", kernel.lesson.id, exercise.id)
    told = Reached(kernel.callables)
    expected = expectation(exercise, asked)
    left = list(range(kernel.callables))
    names: list[str] = []
    while left:
        if not names:
            kernel.job.put("asked", asked)
            names = kernel.say(_BEGIN.format(exercise=exercise.id, expected=expected))
            assert names, "the kernel was lost where nothing was tried"
            left = [number for number in left if names[number] not in ENDING]
        chunk, left = left[:_AT_ONCE], left[_AT_ONCE:]
        ran = kernel.job.cell(_TRY.format(chunk=chunk), _SECONDS)
        assert not ran.error, ran.error
        if kernel.job.alive and not ran.fate:
            fetched = kernel.job.fetch("observed")
            assert not fetched.error, fetched.error
            observed = unpack(fetched.data)
            told.tried += len(observed)
            verdicts = [trusted.judge(exercise, asked, seen.tobytes()) for seen in observed]
            open_still = [number for number, one in enumerate(verdicts) if undecided(one)]
            wrong = sorted(set(range(len(observed))) - set(open_still))
            told.called += kernel.say(_DISMISS.format(numbers=wrong)) or 0
            for number in open_still:
                told.solved += probe_all(kernel, exercise, asked, number, told)
        else:
            # The last number that was printed is of what ended it; the others are tried again.
            ending = int(printed(ran).split()[-1])
            ENDING.add(names[ending])
            left = [number for number in chunk if number != ending] + left
        if not kernel.job.alive:
            kernel.start()
            names = []
    return told


def expectation(exercise: Exercise, asked: bytes) -> list | None:
    """The outline of what the master's answer gives first, where a probe notes values as they are.

    What has other numbers or none is wrong without being judged. An example: text for an array.
    """
    if exercise.probe not in (call_each, trained_models.probe):
        return None
    calls = exercise.probe(solution(exercise), unpack(asked))["calls"]
    return reach.outline(calls[0]["value"], exercise.id not in SEVERAL_RIGHT)


def probe_all(
    kernel: Kernel, exercise: Exercise, asked: bytes, number: int, told: Reached
) -> Iterator[str]:
    """Yield the names of the ways that earn anything in a whole check."""
    names = kernel.say(_WAYS.format(number=number)) if kernel.job.alive else None
    for way, name in enumerate(names or []):
        if not kernel.job.alive:
            return
        told.probed += 1
        kernel.say(_TAKE.format(exercise=exercise.id, number=number, way=way))
        answer = kernel.job.probe(exercise.id, asked, 60).data
        if trusted.judge(exercise, asked, answer).score and not kernel.say(_HANDED_BACK):
            yield name


def undecided(verdict: Verdict) -> bool:
    """Whether a verdict on a first call alone leaves it open what the others would bring."""
    return verdict.score > 0 or reach.Captured.__name__ in f"{verdict.message} {verdict.called}"


def printed(ran: Ran) -> str:
    return "".join(one.get("text", "") for one in ran.outputs if one.get("name") == "stdout")


@pytest.fixture(scope="module")
def patient(need_sandbox):
    process = Warm(wall.BUBBLEWRAP, limits=PATIENT)
    yield process
    process.close()


@pytest.mark.nightly
@pytest.mark.parametrize("lesson", course.lessons(), ids=lambda lesson: lesson.id)
def test_no_callable_in_reach_is_an_answer(patient, lesson):
    nothing_solves(patient, lesson, [one for one in lesson.exercises if not one.artefact])


@pytest.mark.nightly
def test_no_callable_in_reach_is_the_shortest_answer(roomy):
    """Most of what a course has by the way is like it."""
    nothing_solves(roomy, course.lesson("02"), [course.exercise("add_channel")])


def nothing_solves(roomy, lesson: Lesson, exercises: list[Exercise]) -> None:
    kernel = Kernel(roomy, lesson)
    try:
        found = {one.id: search(kernel, one) for one in exercises}
    finally:
        kernel.job.close()
    for exercise_id, told in found.items():
        print(f"{exercise_id}: {told}")
        assert told.callables > 400
        assert told.called > 400
    assert {exercise_id: told.solved for exercise_id, told in found.items() if told.solved} == {}


@pytest.mark.long
def test_the_search_finds_what_there_is_to_find(roomy):
    """One helper that is not closed, hidden in a dictionary, wanting its axes and its argument."""
    hidden = (
        "import numpy as np\nfrom mnist_course import spec\n"
        "tools = {'made': {'ready': lambda images, most: "
        "[np.divide(images, most, dtype=np.float32)]}}\n"
    )
    kernel = Kernel(roomy, course.lesson("02"), hidden)
    try:
        names = kernel.say("print(json.dumps(list(_found)))")
        kernel.say("_found = {k: v for k, v in _found.items() if k.startswith('tools')}\nprint(0)")
        assert 0 < len(names) < 10_000
        kernel.callables = 1
        told = search(kernel, course.exercise("prepare"))
    finally:
        kernel.job.close()
    assert "tools['made']['ready']" in told.solved[0]
