"""What reads a submission outside of the sandbox, on random bytes and on honest ones that were
changed: it reads, or says in words why not, and takes no longer than there is to read.

`MNIST_FUZZ=nightly` makes a night of it.
"""

import copy
import json
import time

import nbformat
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from autograder.grading import learning_curve
from autograder.pages import harmless
from autograder.sandbox.outputs import Collector
from mnist_course import course
from mnist_course.saved import cells, plan
from support.fuzzing import fuzzed
from support.hostile.submissions import LESSON, RIGHT, code, notebook

HONEST = notebook(RIGHT, before="print('added')")
EXERCISES = course.lesson(LESSON).exercises
RELEASED = course.lesson_notebook(LESSON)

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
anything = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    *("cells", "metadata", "nbgrader", "grade_id", "source", "cell_type", "id"),
                    *("outputs", "data", "text", "text/html", "text/plain", "image/png", "name"),
                    *("output_type", "traceback", "transient", "display_id", "nbformat", "wait"),
                ]
            )
            | st.text(max_size=5),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@st.composite
def damaged(draw, honest: bytes) -> bytes:
    """Honest bytes, cut, or with some of them changed, repeated or put in."""
    raw = bytearray(honest)
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(raw) - 1))
        how = draw(st.sampled_from(("flip", "insert", "cut", "repeat")))
        if how == "flip":
            raw[place] ^= draw(st.integers(1, 255))
        elif how == "insert":
            raw[place:place] = draw(st.binary(min_size=1, max_size=20))
        elif how == "cut" and place:
            del raw[place:]
        else:
            raw[place:place] = raw[place : place + 200]
    return bytes(raw)


@st.composite
def rebuilt(draw, honest: bytes) -> bytes:
    """An honest notebook in which a few places hold something else."""
    data = json.loads(honest)
    for _ in range(draw(st.integers(1, 3))):
        place = data
        for _ in range(draw(st.integers(1, 5))):
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            if not keys:
                break
            key = draw(st.sampled_from(keys))
            if not isinstance(place[key], dict | list) or not draw(st.integers(0, 3)):
                place[key] = draw(anything)
                break
            place = place[key]
    return json.dumps(data).encode("utf-8", "surrogatepass")


notebooks = (
    st.binary(max_size=300)
    | damaged(HONEST)
    | rebuilt(HONEST)
    | anything.map(lambda data: json.dumps(data).encode("utf-8", "surrogatepass"))
)


def planned(raw: bytes) -> plan.Plan | None:
    """The plan of a notebook; None where it was refused in words."""
    released = cells.read(RELEASED.read_bytes(), RELEASED.name)
    try:
        return plan.make(cells.read(raw, f"{LESSON}.ipynb"), released, EXERCISES)
    except cells.Unreadable as error:
        said = error.cause, error.message, error.next_step
    assert all(said)
    return None


@fuzzed(100)
@given(notebooks)
def test_the_notebook_reader(raw):
    made = planned(raw)
    if made is not None:
        assert all(isinstance(step.cell.source, str) for step in made.steps)
        json.dumps([step.cell.source for step in made.steps]).encode()
        assert set(made.faults) <= {exercise.id for exercise in EXERCISES}


@fuzzed(100)
@given(notebooks)
def test_the_learning_curve(raw):
    curve = learning_curve.read(raw, "scale")
    assert all(isinstance(value, float) for values in curve.values() for value in values)


_RELEASED = nbformat.reads(RELEASED.read_text("utf-8"), as_version=4)


@fuzzed(50)
@example(b'{"cells": true}')
@given(rebuilt(HONEST) | anything.map(lambda data: json.dumps(data).encode()))
def test_the_autograded_notebook(raw):
    made = harmless.harmless(json.loads(raw), copy.deepcopy(_RELEASED))
    nbformat.validate(made)
    nbformat.writes(made).encode()


KINDS = (
    *("stream", "error", "display_data", "execute_result", "update_display_data"),
    *("clear_output", "comm_open", ""),
)
MESSAGES = {
    "stream": {"name": "stdout", "text": "seen"},
    "error": {"ename": "E", "evalue": "v", "traceback": ["line"]},
    "display_data": {"data": {"text/plain": "x"}, "transient": {"display_id": "a"}},
}
LIMIT = 10_000


@fuzzed(200)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(KINDS) | st.text(max_size=5),
            st.binary(max_size=40)
            | anything.map(lambda data: json.dumps(data).encode("utf-8", "surrogatepass"))
            | st.sampled_from([json.dumps(one).encode() for one in MESSAGES.values()])
            | damaged(json.dumps(MESSAGES["display_data"]).encode()),
        ),
        max_size=30,
    )
)
def test_the_output_reader(messages):
    collector = Collector(LIMIT)
    for kind, payload in messages:
        collector.add(kind, payload)
        collector.raw(payload)
    outputs = collector.outputs
    kept = {"cells": [{**code("1"), "outputs": outputs}]}
    harmless.harmless(kept, copy.deepcopy(_RELEASED))
    assert len(json.dumps(outputs)) < 20 * LIMIT


def table(inside: str) -> str:
    return f'<table><tr><th scope="col">epoch</th>{inside}'


HOSTILE_OUTPUTS = {
    "tables": table("") * 1_600,
    "rows": table("<tr>" * 15_000),
    "row heads": table('</tr><tr><th scope="row">1</th>' * 2_000),
    "cells": table("<td>" * 15_000),
    "open cells": table(("</tr>" + "<td>1") * 7_000),
    "heads": table('<th scope="col">' * 4_000),
    "words": table('<th scope="col">' + "a " * 20_000),
    "brackets": "<" * 60_000,
    "comments": "<!--" * 15_000,
    "declarations": "<![CDATA[" * 7_000,
    "epochs": "Epoch 1/2" * 6_000,
    "digits": "accuracy: " + "1" * 60_000,
    "exponents": "loss: 1e" * 8_000,
    "prefixes": "val_" * 15_000,
    "space": " " * 60_000,
}


@pytest.mark.parametrize("kind", HOSTILE_OUTPUTS)
def test_a_hostile_output_takes_no_time(kind):
    """60 kB of it stopped the coordinator for over a minute."""
    shown = HOSTILE_OUTPUTS[kind]
    outputs = [{"data": {"text/html": shown}}, {"text": shown}]
    cell = {"metadata": {"nbgrader": {"grade_id": "scale"}}, "outputs": outputs}
    raw = json.dumps({"cells": [cell]}).encode()
    learning_curve.read(raw, "scale")
    started = time.process_time()
    learning_curve.read(raw, "scale")
    assert time.process_time() - started < 0.05


HOSTILE_SOURCES = {
    "lines": "a\n" * 1_000_000,
    "bracket and lines": "(" + "\n" * 80_000,
    "brackets": "(" * 1_000_000,
    "spaces": " " * 1_000_000 + "x",
    "comments": "#\n" * 1_000_000,
    "definitions": "def scale(" * 200_000,
    "conflicts": "<<<<<<\n" * 300_000,
    "strings": "'''" * 600_000,
}


@pytest.mark.parametrize("kind", HOSTILE_SOURCES)
def test_a_hostile_source_is_read_in_seconds(kind):
    """A few MB of it took minutes and gigabytes. In two parts, which are read once as one."""

    def twice(nb):
        place = next(i for i, cell in enumerate(nb["cells"]) if cell.get("id") == "scale")
        nb["cells"].insert(place, copy.deepcopy(nb["cells"][place]))
        nb["cells"][place]["source"] += "\n# and so on"

    raw = notebook({"scale": HOSTILE_SOURCES[kind]}, change=twice)
    started = time.process_time()
    planned(raw)
    assert time.process_time() - started < 20
