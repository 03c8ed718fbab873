"""One reader for self-check and grading: what runs, what is judged, what is a fault."""

import copy
import json
import time
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.intake import recognise
from mnist_course import course
from mnist_course.saved import cells, names, plan
from mnist_course.saved.plan import ADDED, CHECK, GIVEN, SOLUTION
from support.hostile.submissions import RIGHT, cell_of, code, notebook, place_of

LESSON = course.lesson("02_preprocessing")
NAMES = [exercise.id for exercise in LESSON.exercises]


def released() -> list[cells.Cell]:
    return cells.read(course.lesson_notebook(LESSON.id).read_bytes(), "released")


def planned(content: bytes) -> plan.Plan:
    return plan.make(cells.read(content, "02.ipynb"), released(), LESSON.exercises)


def changed(edit) -> plan.Plan:
    return planned(notebook(RIGHT, change=edit))


def run(made: plan.Plan) -> dict:
    """What is defined when each exercise's check comes."""
    namespace: dict = {}
    seen = {}
    for step in made.steps:
        if step.role == CHECK:
            seen[step.exercise] = namespace.get(step.exercise)
        elif step.runs and step.role in (SOLUTION, ADDED):
            exec("import numpy as np\n" + step.cell.source, namespace)
    return seen


def test_of_an_untouched_notebook_the_illustrations_are_left_out():
    made = planned(course.lesson_notebook(LESSON.id).read_bytes())
    assert [step.exercise for step in made.steps if step.role == CHECK] == NAMES
    assert not made.attempted
    assert not made.faults
    left_out = [step for step in made.steps if step.cell.code and not step.runs]
    assert left_out
    assert all(step.cell.illustrates for step in left_out)


def test_an_illustration_that_the_student_changed_runs():
    def edit(cells_):
        cell = next(c for c in cells_["cells"] if c["metadata"].get("tags"))
        cell["source"] = "mine = 1"

    content = json.loads(course.lesson_notebook(LESSON.id).read_text("utf-8"))
    edit(content)
    made = planned(json.dumps(content).encode())
    (step,) = [step for step in made.steps if step.cell.source == "mine = 1"]
    assert step.runs
    assert step.changed


def test_a_students_tag_keeps_nothing_from_running():
    def edit(nb):
        nb["cells"].append(code("x = 1", "mine") | {"metadata": {"tags": ["illustration"]}})
        cell_of(nb, "scale")["metadata"]["tags"] = ["illustration"]

    made = changed(edit)
    assert all(step.runs for step in made.steps if step.role in (SOLUTION, ADDED))


def test_only_sources_are_taken_from_the_student():
    def edit(nb):
        for cell in nb["cells"]:
            cell["metadata"]["tags"] = ["skip-execution"]
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x"}]
            cell["attachments"] = {"a": {}}

    made = changed(edit)
    assert [s.cell.source for s in made.steps if s.role == SOLUTION] == list(RIGHT.values())


def test_added_cells_stay_behind_the_cell_that_they_followed():
    def edit(nb):
        nb["cells"].insert(place_of(nb, "prepare") + 1, code("one = 1", "one"))
        nb["cells"].insert(place_of(nb, "prepare") + 2, code("two = 2", "two"))

    steps = changed(edit).steps
    place = next(i for i, step in enumerate(steps) if step.exercise == "prepare")
    assert [step.cell.source for step in steps[place + 1 : place + 3]] == ["one = 1", "two = 2"]
    assert steps[place + 3].role == CHECK


def test_checks_are_the_lessons_whatever_the_student_made_of_them():
    def edit(nb):
        cell_of(nb, "scale-check")["source"] = "print('mine')"

    step = next(step for step in changed(edit).steps if step.role == CHECK)
    assert step.cell.source == 'check("scale")'


def test_what_the_lesson_gave_and_the_student_deleted_is_put_back_before_what_follows():
    content = json.loads(course.lesson_notebook(LESSON.id).read_text("utf-8"))
    gone = next(cell for cell in content["cells"] if "".join(cell["source"]).startswith("import"))
    content["cells"].remove(gone)
    made = planned(json.dumps(content).encode())
    source = "".join(gone["source"])
    place = next(i for i, step in enumerate(made.steps) if step.cell.source == source)
    assert made.steps[place].role == GIVEN
    assert made.steps[place].runs
    first = next(i for i, step in enumerate(made.steps) if step.role == SOLUTION)
    assert place < first


def _twin(source: str, before: bool = False):
    def edit(nb):
        twin = copy.deepcopy(cell_of(nb, "scale")) | {"id": "twin", "source": source}
        nb["cells"].insert(place_of(nb, "scale") + (0 if before else 1), twin)

    return edit


STUB = "".join(next(cell.source for cell in released() if cell.grade_id == "scale"))
WRONG = "def scale(images):\n    return images"
TWINS = {
    "an empty second cell": _twin(""),
    "an old version in comments": _twin("# def scale(images): return images / 256", before=True),
    "the stub above": _twin(STUB, before=True),
    "the stub below": _twin(STUB),
    "an identical copy": _twin(RIGHT["scale"]),
    "a wrong one above": _twin(WRONG, before=True),
    "a line that tries it": _twin("scale(np.zeros((2, 2, 2), np.uint8)).max()"),
}


@pytest.mark.parametrize("which", TWINS)
def test_a_twin_is_no_fault_where_one_definition_is_in_force(which):
    made = changed(TWINS[which])
    assert not made.faults
    assert run(made)["scale"](np_bytes()).max() == 1.0
    assert [step.exercise for step in made.steps if step.role == CHECK] == NAMES
    assert sum(step.names for step in made.steps if step.exercise == "scale") == 2


def np_bytes():
    import numpy as np

    return np.full((1, 2, 2), 255, np.uint8)


def test_what_is_defined_when_the_check_comes_is_what_is_judged():
    assert run(changed(_twin(WRONG)))["scale"](np_bytes()).max() == 255


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("TOP = 255", 'def scale(images):\n    return (images / TOP).astype("float32")'),
        ("def scale(images):\n    top = 255", '    return (images / top).astype("float32")'),
    ],
    ids=["statements", "a function cut in two"],
)
def test_the_parts_of_a_split_answer_run_in_order(first, second):
    def edit(nb):
        cell_of(nb, "scale")["source"] = first
        twin = copy.deepcopy(cell_of(nb, "scale")) | {"id": "half", "source": second}
        nb["cells"].insert(place_of(nb, "scale") + 1, twin)

    made = changed(edit)
    assert not made.faults
    assert run(made)["scale"](np_bytes()).max() == 1.0
    assert run(made)["prepare"](np_bytes()).shape == (1, 2, 2, 1)


def _no_marks(nb):
    for cell in nb["cells"]:
        cell["metadata"] = {}


def _typed_anew(nb):
    _no_marks(nb)
    for number, cell in enumerate(nb["cells"]):
        cell["id"] = f"fresh{number}"


def _merged(nb):
    own = cell_of(nb, "scale")
    other = cell_of(nb, "add_channel")
    own["source"] += "\n\n" + other["source"]
    nb["cells"].remove(other)


LOST = {"marks": (_no_marks, NAMES), "marks and ids": (_typed_anew, NAMES)}
LOST["merged"] = (_merged, [])


@pytest.mark.parametrize("which", ["marks", "marks and ids"])
def test_an_answer_is_found_without_its_marks_and_that_is_said(which):
    edit, names = LOST[which]
    made = changed(edit)
    assert not made.faults
    assert sorted(made.notes) == sorted(names)
    assert all("was found by" in note for note in made.notes.values())
    assert all(run(made).values())
    assert [step.exercise for step in made.steps if step.role == CHECK] == NAMES


def test_what_was_merged_into_another_exercises_cell_counts_there_too():
    made = changed(_merged)
    assert list(made.notes) == ["add_channel"]
    assert not made.faults
    assert run(made)["add_channel"](np_bytes()).shape == (1, 2, 2, 1)


def _elsewhere(source=RIGHT["scale"], at="prepare", own=None):
    """The answer in a cell of the student's own, the exercise's cell as `own`, by default empty."""

    def edit(nb):
        cell_of(nb, "scale")["source"] = STUB if own is None else own
        nb["cells"].insert(place_of(nb, at) + 1, code(source, "mine"))

    return edit


def test_an_untouched_cell_does_not_hide_the_answer_in_another():
    made = changed(_elsewhere())
    assert "scale" in made.attempted
    assert made.notes["scale"].startswith("What was checked is the `scale` that another cell")
    assert run(made)["scale"](np_bytes()).max() == 1.0


def test_a_stub_elsewhere_is_no_answer():
    made = changed(_elsewhere(STUB))
    assert "scale" not in made.attempted
    assert not made.notes


def test_an_answer_found_elsewhere_runs_before_what_uses_it():
    made = changed(_elsewhere())
    assert run(made)["prepare"](np_bytes()).shape == (1, 2, 2, 1)
    place = next(n for n, step in enumerate(made.steps) if "scale" in step.defines)
    used = next(n for n, step in enumerate(made.steps) if "prepare" in step.defines)
    assert place < used


def test_an_answer_found_elsewhere_stays_below_what_it_needs():
    def edit(nb):
        _elsewhere("def scale(images):\n    return images / np.float32(TOP)", "hold_out")(nb)
        nb["cells"].insert(place_of(nb, "hold_out") + 1, code("TOP = 255", "top"))

    made = changed(edit)
    sources = [step.cell.source for step in made.steps]
    top = sources.index("TOP = 255")
    assert "scale" in made.steps[top + 1].defines
    assert run(made)["scale"](np_bytes()).max() == 1.0


@pytest.mark.parametrize(
    "source", ["'to do'", '"""\ndef scale(images): ...\n"""', "# later", "..."]
)
def test_a_string_or_a_comment_is_no_answer(source):
    assert "scale" not in changed(lambda nb: cell_of(nb, "scale").update(source=source)).attempted
    made = changed(_twin(source))
    assert not made.notes
    assert sum(step.role == SOLUTION and step.exercise == "scale" for step in made.steps) == 1


def test_a_stub_with_other_words_in_it_is_still_the_stub():
    source = STUB.replace('"""Return', '"""I must return').replace("# your code", "# my code")
    assert source != STUB
    assert "scale" not in changed(lambda nb: cell_of(nb, "scale").update(source=source)).attempted


@pytest.mark.parametrize(
    ("where", "noted"), [("scale", True), ("hold_out", False)], ids=["above", "below its check"]
)
def test_a_second_definition_above_the_check_is_said(where, noted):
    made = changed(_elsewhere(WRONG, where, own=RIGHT["scale"]))
    assert ("scale" in made.notes) is noted
    assert all(note.startswith("More than one cell defines") for note in made.notes.values())


def test_an_illustration_runs_where_the_students_code_uses_its_names():
    content = json.loads(course.lesson_notebook(LESSON.id).read_text("utf-8"))
    shown = [
        cell
        for cell in content["cells"]
        if "illustration" in cell["metadata"].get("tags", [])
        and names.bound("".join(cell["source"]))
    ]
    first, second = shown[0], shown[1]

    def running(source: str) -> list[str]:
        cell_of(content, "hold_out")["source"] = source
        made = planned(json.dumps(content).encode())
        return [step.cell.source for step in made.steps if step.cell.illustrates and step.runs]

    lesson = {cell.id: cell for cell in released()}
    binds = sorted(
        names.bound(lesson[first["id"]].source) - names.bound(lesson[second["id"]].source)
    )
    assert binds, "the first illustration defines something of its own"
    assert not running("def hold_out(images, labels, fraction):\n    return images")
    assert lesson[first["id"]].source in running(f"print({binds[0]})")
    inner = f"def hold_out(images, labels, fraction):\n    return {binds[0]}"
    assert lesson[first["id"]].source in running(inner)
    argument = f"def hold_out(images, labels, {binds[0]}):\n    return {binds[0]}"
    assert not running(argument)


FAULTS = {
    "missing-cell": lambda nb: nb["cells"].remove(cell_of(nb, "scale")),
    "not-code": lambda nb: cell_of(nb, "scale").update(cell_type="markdown"),
    "merge-conflict": lambda nb: cell_of(nb, "scale").update(
        source=f"<<<<<<< HEAD\n{RIGHT['scale']}\n=======\n{WRONG}\n>>>>>>> theirs"
    ),
}


@pytest.mark.parametrize("cause", FAULTS)
def test_a_fault_concerns_its_exercise_alone(cause):
    made = changed(FAULTS[cause])
    assert {name: verdict.cause for name, verdict in made.faults.items()} == {"scale": cause}
    assert sorted(step.exercise for step in made.steps if step.role == CHECK) == sorted(NAMES)


def test_a_merge_conflict_in_the_file_is_named():
    with pytest.raises(cells.Unreadable) as error:
        cells.read(b'{\n<<<<<<< HEAD\n"a": 1\n=======\n"a": 2\n>>>>>>> theirs\n}', "x.ipynb")
    assert error.value.cause == "merge-conflict"


def test_outputs_do_not_count_and_sources_do():
    fat = [{"output_type": "stream", "name": "stdout", "text": "x" * (42 * 2**20)}]
    content = notebook(RIGHT, change=lambda nb: cell_of(nb, "scale").update(outputs=fat))
    assert planned(content).attempted == set(NAMES)
    with pytest.raises(cells.Unreadable, match="characters"):
        cells.read(notebook({"scale": "#" * (cells.MAX_SOURCE + 1)}), "x.ipynb")
    with pytest.raises(cells.Unreadable, match="bytes"):
        cells.read(b" " * (cells.MAX_BYTES + 1), "x.ipynb")
    many = [code("", str(number)) for number in range(cells.MAX_CELLS + 1)]
    with pytest.raises(cells.Unreadable, match="cells"):
        cells.read(json.dumps({"nbformat": 4, "cells": many}).encode(), "x.ipynb")


def test_a_notebook_at_its_bounds_is_read():
    source = "#" * cells.MAX_SOURCE
    (one,) = cells.read(json.dumps({"nbformat": 4, "cells": [code(source)]}).encode(), "x.ipynb")
    assert one.source == source
    many = [code("", str(number)) for number in range(cells.MAX_CELLS)]
    content = json.dumps({"nbformat": 4, "cells": many}).encode()
    assert len(cells.read(content, "x.ipynb")) == cells.MAX_CELLS
    assert len(cells.read(content.ljust(cells.MAX_BYTES), "x.ipynb")) == cells.MAX_CELLS


@pytest.mark.parametrize("part", ["[],", "{},", "1,"])
def test_small_files_that_become_large_are_not_read(part):
    head, tail = '{"nbformat": 4, "cells": [], "x": [', "0]}"
    each = sum(map(part.count, "[{,"))
    room = cells.MAX_PARTS - sum(map((head + tail).count, "[{,"))
    most = head + part * (room // each) + tail
    assert cells.read(most.encode(), "x.ipynb") == []
    more = (head + part * (room // each + 1) + tail).encode()
    tracemalloc.start()
    with pytest.raises(cells.Unreadable, match="brackets"):
        cells.read(more, "x.ipynb")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2**20
    assert "too many brackets" in str(recognise.notebook(more))


@pytest.mark.parametrize("shown", ["1,", '\\",[', "\\\\,{", "a" * 9 + '\\"' + "," * 999])
def test_what_a_text_holds_are_no_parts(shown):
    """A table of two million commas was refused where it was shown, and so were its cells."""
    text = '"' + shown * (2 * cells.MAX_PARTS // len(shown)) + '"'
    head, tail = '{"nbformat": 4, "cells": [], "x": [', "0]}"
    assert cells.read((head + text + "," + tail).encode(), "x.ipynb") == []
    each = text + "," + "[]," * (cells.MAX_PARTS // 2)
    with pytest.raises(cells.Unreadable, match="brackets"):
        cells.read((head + each + tail).encode(), "x.ipynb")


@pytest.mark.parametrize(
    "source", ["(" * 80_000, "(" + "\n" * 80_000, "a\n" * 10**5, "check(" + "'" * 10**5]
)
def test_reading_takes_time_in_proportion_to_the_size(source):
    began = time.process_time()
    twin = _twin(source)
    planned(notebook({**RIGHT, "scale": source}, change=twin))
    # A quadratic pass over so much takes minutes; this bound is a hundred times what it takes.
    assert time.process_time() - began < 30


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["cells", "cell_type", "source", "metadata", "nbgrader", "grade_id", "id", "tags"]
            )
            | st.text(max_size=5),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200) | st.lists(_JSON, max_size=6))
def test_any_file_is_read_or_refused(content):
    if not isinstance(content, bytes):
        content = json.dumps({"nbformat": 4, "cells": content}).encode()
    try:
        made = planned(content)
    except cells.Unreadable as refused:
        made = None
        said = refused.message
    if made is None:
        assert said
        assert "\n" not in said
    else:
        assert sorted(step.exercise for step in made.steps if step.role == CHECK) == sorted(NAMES)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_an_honest_notebook_with_any_field_changed_is_read_or_refused(data):
    raw = json.loads(notebook(RIGHT))
    for _ in range(data.draw(st.integers(1, 4))):
        cell = data.draw(st.sampled_from(raw["cells"]))
        if isinstance(cell, dict):
            cell[data.draw(st.sampled_from(sorted(cell)))] = data.draw(_JSON)
    made = planned(json.dumps(raw).encode())
    assert sorted(step.exercise for step in made.steps if step.role == CHECK) == sorted(NAMES)
