"""Every prediction has something to enter, and no cell gives its answer away before it runs."""

import ast
import re
from pathlib import Path

import nbformat
import pytest

from mnist_course import course, predictions

REPOSITORY = Path(__file__).resolve().parents[2]

COMES = {
    "paper": (r"white on black", r"\bblack\b"),
    "most_frequent": (r"6,?742",),
    "wrapped_part": (r"middle .{0,40}(?:black|wrapped)",),
    "bytes_learn": (r"leaps? up", r"overshoot"),
    "megabytes": (r"\b188\b",),
    "divided_twice": (r"0\.0039",),
    "best_guesser": (r"\b2[12] ?%",),
    "sorted_labels": (r"(?:but|mostly) 9s",),
    "window_sum": (r"[-−]27\b",),
    "outline": (r"outline, bright", r"E: outline"),
    "spark": (r"180°",),
    "edge_detectors": (r"dark on one side", r"show borders of"),
    "dense_factor": (r"\b157\b",),
    "logit_step": (r"2\.718 between",),
    "tenth_loss": (r"2\.30[23]",),
    "binary": (r"\b90(?:\.0)? ?%",),
    "third_place": (r"loss_weights",),
    "changes": (r"10,?290",),
    "turns": (r"validation loss (?:is lowest|rises)",),
    "always_no": (r"\b91\.?\d? ?%",),
    "which_digit": (r"answer\s+is `1`",),
    "inverted": (r"17\.6",),
    "moved": (r"\b9[345](?:\.\d)? ?%",),
}
"""What would give an answer away, where it can be told by its words or numbers."""


def calls(cell, name):
    if cell.cell_type != "code":
        return []
    return [
        node.args[0].value
        for node in ast.walk(ast.parse(cell.source))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == name
    ]


def folded(cell):
    return cell.metadata.get("jupyter", {}).get("source_hidden", False)


@pytest.fixture(params=course.lessons(), ids=lambda lesson: lesson.id)
def lesson(request):
    return request.param


@pytest.fixture
def cells(lesson):
    path = REPOSITORY / "lessons" / lesson.id / f"{lesson.id}.ipynb"
    return nbformat.read(path, as_version=4).cells


def test_every_predict_has_something_to_enter(cells):
    for place, cell in enumerate(cells):
        if cell.cell_type == "markdown" and re.search(r"\*\*Predict", cell.source):
            code = next(one for one in cells[place:] if one.cell_type == "code")
            assert calls(code, "predict"), cell.source[-300:]
            assert "illustration" in code.metadata["tags"]
            asked = re.findall(r"\*\*Predict", cell.source)
            assert len(asked) == 1, "one cell, one prediction"


def test_each_is_asked_once_then_compared_once(lesson, cells):
    name = lesson.id.partition("_")[2]
    expected = [one.id for one in predictions.of_lesson(name)]
    events = [
        (kind, one)
        for cell in cells
        for kind in ("predict", "compare")
        for one in calls(cell, kind)
    ]
    assert [one for kind, one in events if kind == "predict"] == expected
    for one in expected:
        assert [kind for kind, other in events if other == one] == ["predict", "compare"], one
    for cell in cells:
        for one in calls(cell, "compare"):
            assert "illustration" in cell.metadata["tags"], one


def test_what_draws_is_folded_under_a_title(cells):
    for cell in cells:
        shows = bool(calls_of_show(cell))
        assert folded(cell) == shows, cell.source[:200]
        if shows:
            # JupyterLab shows the first line of a folded cell.
            assert cell.source.startswith("# Figure: "), cell.source[:80]
            assert len(cell.source.split("\n")[0]) < 90


def calls_of_show(cell):
    if cell.cell_type != "code" or not cell.source:
        return []
    return [
        node
        for node in ast.walk(ast.parse(cell.source))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "show"
    ]


def test_no_answer_is_in_view_before_it_is_run(cells):
    for place, cell in enumerate(cells):
        for one in calls(cell, "compare"):
            came = predictions.by_id(one).came
            patterns = [*COMES.get(one, ())]
            if isinstance(came, str) and len(came) > 8:
                patterns.append(re.escape(came))
            seen = [other for other in cells[: place + 1] if not folded(other)]
            asked = next(n for n, other in enumerate(seen) if one in calls(other, "predict"))
            for pattern in patterns:
                for other in seen if one in COMES else seen[asked:]:
                    text = re.sub(r"\s+", " ", other.source)
                    found = re.search(pattern, text)
                    assert not found, f"{one}: {found[0]!r} in:\n{other.source[:400]}"
