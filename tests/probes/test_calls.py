"""What a call did, as a judge gets to know it."""

import os
import subprocess
import sys

import pytest

from mnist_course.core.plain import DESCRIBED
from mnist_course.core.short import NAME
from mnist_course.probes.calls import PRINTED, call, holds_records


def test_the_argument_that_was_changed_is_named_by_its_place():
    def changes(_, kept, changed, *_others):
        changed.append(3)

    # A function is no value that can be compared, and still takes a place.
    assert call(changes, [print, [1], [2]])["changed"] == [2]
    assert call(changes, [[1], print, [2], print])["changed"] == [2]
    assert call(lambda *_: 1, [print, [1]])["changed"] == []


def test_of_an_error_s_class_no_more_is_told_than_a_line_holds():
    def stops():
        raise type("E" * 10**6, (Exception,), {})("no")

    error = call(stops, [])["error"]
    assert len(error["type"]) == NAME
    assert error["message"] == "no"
    assert len(call(lambda: type("V" * 10**6, (), {}), [])["error"]["message"]) <= NAME + 20


@pytest.mark.parametrize(("place", "longest"), [("type", DESCRIBED), ("error", NAME)])
def test_a_record_with_a_longer_name_is_none_that_a_call_makes(place, longest):
    def record(length):
        made = call(lambda: {}["x"], [])
        if place == "error":
            return {**made, "error": {**made["error"], "type": "E" * length}}
        return {**made, "type": "E" * length}

    assert holds_records({"calls": [record(longest)]})
    assert not holds_records({"calls": [record(longest + 1)]})


def test_of_what_a_call_prints_the_beginning_is_kept():
    for number in (PRINTED, PRINTED + 1, 10**6):
        assert call(lambda n: print("x" * n, end=""), [number])["printed"] == "x" * PRINTED


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no forks here")
def test_of_the_copies_that_a_call_makes_none_comes_back():
    program = (
        "import os\nfrom mnist_course.probes.calls import call\n"
        "call(lambda: (os.fork(), os.fork()), [])\nos.write(1, b'back ')"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=60)
    assert done.stdout == b"back "
