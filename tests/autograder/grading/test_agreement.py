"""The notebook, the self-check and the grader say the same of one answer, whatever became of it.

Each situation is a history of runs in a real kernel, told to it as JupyterLab does, and the
notebook as it was saved in the end.
"""

import json
import os
from dataclasses import dataclass, field

import pytest

from autograder.grading.run import Options, grade_submission
from autograder.intake.submission import Submission, digest
from mnist_course import course
from mnist_course.selfcheck.run import SelfCheck
from support.frontend import FrontEnd
from support.hostile.submissions import LESSON, RIGHT, cell_of, code, notebook, place_of

SCALE = RIGHT["scale"]
WRONG = "def scale(images):\n    return (images / 256).astype('float32')"
BROKEN = "def scale(images):\n    return (images/255.astype('float32')"
STUB = "def scale(images):\n    raise NotImplementedError  # your code here"
STOPPED = "The cell of `scale` stopped with "
SEVERAL = "More than one cell defines `scale`; what was checked is the one that ran last."
ELSEWHERE = "What was checked is the `scale` that another cell than its own defines."


@dataclass(frozen=True)
class Situation:
    """What was run before the check, and what the notebook holds.

    Attributes:
        runs: source and cell, in order.
        status: of all three verdicts.
        says: how all three begin, where something is to be said first.
        own: what the exercise's own cell holds in the end; by default its last run.
        added: more cells below it, id and source.
        marked: whether these have the exercise's marks, as JupyterLab's copies do.
    """

    runs: list[tuple[str, str]]
    status: str
    says: str = ""
    own: str | None = None
    added: list[tuple[str, str]] = field(default_factory=list)
    marked: bool = False


SITUATIONS = {
    "right": Situation([(SCALE, "scale")], "passed"),
    "wrong, then right": Situation([(WRONG, "scale"), (SCALE, "scale")], "passed"),
    "not begun": Situation([(STUB, "scale")], "not_attempted"),
    "right, then a SyntaxError": Situation(
        [(SCALE, "scale"), (BROKEN, "scale")], "crashed", STOPPED + "SyntaxError"
    ),
    "wrong, then a SyntaxError": Situation(
        [(WRONG, "scale"), (BROKEN, "scale")], "crashed", STOPPED + "SyntaxError"
    ),
    "right, then a NameError above the function": Situation(
        [(SCALE, "scale"), (f"top = tp\n{SCALE}", "scale")],
        "crashed",
        STOPPED + "NameError: name 'tp' is not defined.",
    ),
    "a NameError below the function": Situation(
        [(f"{SCALE}\nscale(tp)", "scale")],
        "passed",
        "A cell that defines `scale` stopped with NameError: name 'tp' is not defined.",
    ),
    "a SyntaxError, then right": Situation([(BROKEN, "scale"), (SCALE, "scale")], "passed"),
    "the function renamed": Situation(
        [(SCALE, "scale"), (SCALE.replace("def scale", "def scaled"), "scale")],
        "invalid",
        "The cell of `scale` does not define a function called `scale`.",
    ),
    "the cell emptied": Situation(
        [(SCALE, "scale"), ("# to do", "scale")],
        "not_attempted",
        "There is no function called `scale` yet.",
    ),
    "the name used for a value": Situation(
        [(SCALE, "scale"), (f"{SCALE}\nscale = 255", "scale")],
        "invalid",
        "The cell of `scale` does not define a function called `scale`",
    ),
    "a copy that is wrong": Situation(
        [(SCALE, "scale"), (WRONG, "copy")],
        "failed",
        SEVERAL,
        own=SCALE,
        added=[("copy", WRONG)],
        marked=True,
    ),
    "answered in a copy": Situation(
        [(STUB, "scale"), (SCALE, "copy")],
        "passed",
        own=STUB,
        added=[("copy", SCALE)],
        marked=True,
    ),
    "answered in another cell": Situation(
        [(SCALE, "mine")], "passed", ELSEWHERE, own=STUB, added=[("mine", SCALE)]
    ),
    "defined again in another cell": Situation(
        [(SCALE, "scale"), (WRONG, "mine")],
        "failed",
        SEVERAL,
        own=SCALE,
        added=[("mine", WRONG)],
    ),
    "another cell fails to define it again": Situation(
        [(SCALE, "scale"), (BROKEN, "mine")],
        "passed",
        "A cell that defines `scale` stopped with SyntaxError",
        own=SCALE,
        added=[("mine", BROKEN)],
    ),
    "a merge conflict": Situation(
        [(f"<<<<<<< HEAD\n{SCALE}\n=======\n{WRONG}\n>>>>>>> theirs", "scale")],
        "invalid",
        "The cell of `scale` holds a merge conflict",
    ),
    "a question in the function": Situation(
        [("def scale(images):\n    return images / float(input())", "scale")],
        "crashed",
        "`input()` was called",
    ),
}
QUICK = ["right, then a SyntaxError", "answered in another cell", "defined again in another cell"]


def saved(situation: Situation) -> bytes:
    """The student's notebook, as it lies in the folder in the end."""
    own = situation.own
    if own is None:
        own = next(source for source, cell in reversed(situation.runs) if cell == "scale")

    def edit(nb):
        mark = cell_of(nb, "scale")["metadata"] if situation.marked else {}
        place = place_of(nb, "scale") + 1
        nb["cells"][place:place] = [
            code(source, cell) | {"metadata": mark} for cell, source in situation.added
        ]

    return notebook({**RIGHT, "scale": own}, change=edit)


def in_the_notebook(situation: Situation, student, kernels, content: bytes):
    path = student.notebook(LESSON)
    path.write_bytes(content)
    kernel = kernels.start(path.parent, keras=False)
    front_end = FrontEnd(kernel)
    front_end.run(f"import os\nos.environ['JPY_SESSION_NAME'] = {str(path)!r}")
    front_end.run('import numpy as np\nfrom mnist_course import begin, check\nbegin("02")', "b")
    for source, cell in situation.runs:
        front_end.run(source, cell)
    shown = front_end.run('check("scale")', "scale-check")
    kernels.end(kernel)
    assert shown.status == "ok"
    return shown


def in_the_self_check(student, kernels):
    lesson = course.lesson(LESSON)
    run = SelfCheck(student.notebook(LESSON), lesson, kernels, {"scale"})
    verdict = run.verdict(course.exercise("scale"))
    run.close()
    return verdict


def in_grading(roomy, content: bytes):
    files = {f"{LESSON}.ipynb": content}
    one = Submission("ada", LESSON, files, (), digest(files, []))
    graded = grade_submission(one, Options(5), roomy)
    return next(one for one in graded.results if one.exercise == "scale")


@pytest.mark.sandbox
@pytest.mark.slow
@pytest.mark.parametrize(
    "which",
    [one if one in QUICK else pytest.param(one, marks=pytest.mark.long) for one in SITUATIONS],
)
def test_notebook_self_check_and_grader_agree(which, student, kernels, roomy):
    situation = SITUATIONS[which]
    content = saved(situation)
    shown = in_the_notebook(situation, student, kernels, content)
    checked = in_the_self_check(student, kernels)
    graded = in_grading(roomy, content)
    said = [shown.verdict.message, checked.message, graded.message]
    assert [shown.verdict.status, checked.status, graded.status] == [situation.status] * 3, said
    assert all(one.startswith(situation.says) for one in said), said
    if not situation.says and situation.status == "passed":
        assert not shown.verdict.checked, "no alarm"
        assert not any("cell" in one for one in said), said


UNREADABLE = {
    "no JSON": b"# my notes",
    "a merge conflict": b'{\n<<<<<<< HEAD\n"a": 1\n=======\n"a": 2\n>>>>>>> theirs\n}',
    "another format": b'{"nbformat": 2, "worksheets": []}',
}


@pytest.mark.sandbox
@pytest.mark.slow
@pytest.mark.parametrize("which", UNREADABLE)
def test_what_cannot_be_read_is_told_alike_with_the_same_next_step(which, student, kernels, roomy):
    student.notebook(LESSON).write_bytes(UNREADABLE[which])
    checked = in_the_self_check(student, kernels)
    graded = in_grading(roomy, UNREADABLE[which])
    assert checked.next_step
    assert (checked.status, checked.message, checked.next_step) == (
        graded.status,
        graded.message,
        graded.verdict.next_step,
    )


@pytest.mark.slow
@pytest.mark.parametrize("cells", [("scale", "scale"), ("", "")], ids=["with ids", "without"])
def test_after_a_failed_edit_the_panel_says_so_and_shows_what_is_in_force(student, kernels, cells):
    situation = Situation([(SCALE, cells[0]), (BROKEN, cells[1])], "crashed", own=BROKEN)
    shown = in_the_notebook(situation, student, kernels, saved(situation))
    assert "Right" not in shown.html
    assert "SyntaxError" in shown.html
    assert "return (images/255.astype('float32')" in shown.html
    assert shown.verdict.checked == SCALE
    assert student.progress()["scale"] == "crashed"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("own", "age", "said"),
    [(WRONG, 0, True), (WRONG, 3600, False), (SCALE + "\n", 0, False)],
    ids=["saved since", "autosave lags", "unchanged"],
)
def test_an_edit_that_was_saved_and_not_run_is_a_note(student, kernels, own, age, said):
    path = student.notebook(LESSON)
    content = saved(Situation([(SCALE, "scale")], "passed", own=own))
    path.write_bytes(content)
    kernel = kernels.start(path.parent, keras=False)
    front_end = FrontEnd(kernel)
    front_end.run(f"import os\nos.environ['JPY_SESSION_NAME'] = {str(path)!r}")
    front_end.run('import numpy as np\nfrom mnist_course import begin, check\nbegin("02")', "b")
    front_end.run(SCALE, "scale")
    path.write_bytes(content)
    at = path.stat().st_mtime - age
    os.utime(path, (at, at))
    verdict = front_end.run('check("scale")', "scale-check").verdict
    kernels.end(kernel)
    assert verdict.status == "passed"
    assert ("in the saved notebook is not the one that ran" in verdict.message) is said
    assert bool(verdict.checked) is said


MAKING = "06_training"
FAILED_AGAIN = {
    "output_type": "error",
    "ename": "NameError",
    "evalue": "name 'fitt' is not defined",
}
MADE_BEFORE = (
    "The cell of `trained_model` stopped with NameError: name 'fitt' is not defined. What was "
    "checked is the file `digits.keras` that lies there, perhaps of an earlier run."
)


def with_making_cell(source: str, *outputs: dict) -> bytes:
    content = json.loads(course.lesson_notebook(MAKING).read_bytes())
    cell = next(one for one in content["cells"] if one["id"] == "trained_model")
    cell |= {"source": source, "outputs": [{"traceback": [], **one} for one in outputs]}
    return json.dumps(content).encode()


def checked_after(runs: list[str], content: bytes, student, kernels):
    """The notebook's verdict on `digits.keras`, after some runs of the cell that makes it."""
    path = student.notebook(MAKING)
    kernel = kernels.start(path.parent, keras=False)
    front_end = FrontEnd(kernel)
    front_end.run(f"import os\nos.environ['JPY_SESSION_NAME'] = {str(path)!r}")
    front_end.run('from mnist_course import begin, check\nbegin("06")', "b")
    for source in runs:
        front_end.run(source, "trained_model")
    path.write_bytes(content)
    verdict = front_end.run('check("trained_model")', "trained_model-check").verdict
    kernels.end(kernel)
    return verdict


@pytest.mark.sandbox
@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("failed", [True, False])
def test_a_file_of_an_earlier_run_is_judged_and_that_is_said_alike(failed, student, kernels, roomy):
    lesson = course.lesson(MAKING)
    source = "fitt()" if failed else "fit = 1"
    content = with_making_cell(source, *([FAILED_AGAIN] if failed else []))
    file = student.notebook(MAKING).parent / "digits.keras"
    file.write_bytes(b"no model")
    shown = [
        checked_after([source], content, student, kernels),
        # In a kernel that was started again, the notebook's file knows.
        checked_after([], content, student, kernels),
    ]
    run = SelfCheck(student.notebook(MAKING), lesson, kernels, {"trained_model"})
    shown.append(run.verdict(course.exercise("trained_model")))
    run.close()
    files = {f"{MAKING}.ipynb": content, "digits.keras": b"no model"}
    one = Submission("ada", MAKING, files, (), digest(files, []))
    graded = grade_submission(one, Options(5), roomy).results
    shown.append(next(one.verdict for one in graded if one.exercise == "trained_model"))
    assert {one.status for one in shown} == {shown[0].status}
    said = [one.message for one in shown]
    assert [one.startswith(MADE_BEFORE) for one in said] == [failed] * 4, said
    assert [one.removeprefix(MADE_BEFORE) for one in said] == [
        said[0].removeprefix(MADE_BEFORE)
    ] * 4
    file.unlink()
    assert MADE_BEFORE not in checked_after([source], content, student, kernels).message


@pytest.mark.slow
def test_a_cell_that_was_edited_after_it_made_the_file_is_a_note(student, kernels):
    (student.notebook(MAKING).parent / "digits.keras").write_bytes(b"no model")
    verdict = checked_after(["fit = 1"], with_making_cell("fit = 2"), student, kernels)
    assert verdict.message.startswith("The cell of `trained_model` in the saved notebook is not")
    assert "the file `digits.keras` of before" in verdict.message
