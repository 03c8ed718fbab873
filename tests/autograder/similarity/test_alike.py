"""Copies are found, and what everybody writes is not."""

import ast
import json
import os
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.commands import main
from autograder.records import verdicts
from autograder.records.results import Result
from autograder.similarity import alike, page, sources
from mnist_course import course, drawing
from mnist_course.core.exercise import passed
from mnist_course.judging.provenance import fingerprint
from mnist_course.model import reference_weights
from support import gradedclass
from support.masters import solution

LONG = """def convolve(image, kernel):
    rows = image.shape[0] - kernel.shape[0] + 1
    columns = image.shape[1] - kernel.shape[1] + 1
    result = np.zeros((rows, columns))
    for row in range(rows):
        for column in range(columns):
            window = image[row:row + kernel.shape[0], column:column + kernel.shape[1]]
            result[row, column] = np.sum(window * kernel)
    return result
"""

RENAMED = """def convolve(image, kernel):
    # my own work
    a = image.shape[0]-kernel.shape[0]+1
    b = image.shape[1]-kernel.shape[1]+1

    out = np.zeros((a, b))
    for i in range(a):
        for j in range(b):
            w = image[i:i+kernel.shape[0], j:j+kernel.shape[1]]
            out[i, j] = np.sum(w*kernel)
    return out
"""

OTHERS = [
    """def convolve(image, kernel):
    from numpy.lib.stride_tricks import sliding_window_view
    return np.einsum("ijkl,kl->ij", sliding_window_view(image, kernel.shape), kernel)
""",
    """def convolve(image, kernel):
    h, w = kernel.shape
    down, across = range(len(image) - h + 1), range(image.shape[1] - w + 1)
    return np.array([[float((image[i:i+h, j:j+w] * kernel).sum()) for j in across] for i in down])
""",
    """def convolve(image, kernel):
    total = 0
    kh, kw = kernel.shape
    H, W = image.shape
    for y in range(kh):
        for x in range(kw):
            total = total + kernel[y, x] * image[y:H-kh+1+y, x:W-kw+1+x]
    return total
""",
]


def a_class() -> dict[str, str]:
    noise = random.Random(3)
    answers = {f"other{i}": OTHERS[i % 3] + f"# {noise.random()}" for i in range(3)}
    return {**answers, "anna": LONG, "ben": RENAMED, "chris": "def convolve(i, k):\n    return i\n"}


def test_a_renamed_and_reformatted_copy_is_the_first_pair():
    found = alike.pairs(a_class(), sources.given(course.lesson("03_convolution")), {})
    assert [{pair.first, pair.second} for pair in found] == [{"anna", "ben"}]
    assert found[0].share > 0.9
    assert alike.groups(found) == [["anna", "ben"]]


def test_what_everybody_writes_does_not_count():
    same = 'def scale(images):\n    return (images / 255).astype("float32")\n'
    answers = {f"student{i}": same for i in range(30)}
    assert alike.pairs(answers, "", {}) == []


def test_what_the_lesson_gave_does_not_count():
    answers = {"anna": LONG, "ben": LONG, **dict(enumerate(OTHERS))}
    assert alike.pairs({str(k): v for k, v in answers.items()}, LONG, {}) == []


@pytest.mark.parametrize("more", [0, 1_000])
def test_of_an_answer_the_beginning_is_compared(more):
    """Whatever stands before it; a comment is no code, and counts as characters."""
    copied = LONG.replace("def convolve(image, kernel):\n", "")
    begun = "def convolve(image, kernel):\n"
    room = alike.LONGEST - len(begun) - len(copied) + more
    answers = {**a_class(), "ben": f"{begun}    #{' ' * (room - 6)}\n{copied}"}
    found = {frozenset((one.first, one.second)) for one in alike.pairs(answers, "", {})}
    assert ({"anna", "ben"} in found) is not more


def test_an_answer_pasted_from_the_courses_sources_shows():
    text = Path(drawing.__file__).read_text("utf-8")
    functions = {one.name: one for one in ast.parse(text).body if isinstance(one, ast.FunctionDef)}
    pasted = str(ast.get_source_segment(text, functions["center_drawing"]))
    answers = {"anna": pasted, **{f"other{i}": OTHERS[i] for i in range(3)}}
    found = alike.pairs(answers, "", sources.own("center_drawing"))
    assert ("anna", "mnist_course/drawing.py") in {(pair.first, pair.second) for pair in found}
    assert callable(solution(course.exercise("center_drawing")))


def test_the_page_escapes_all_text_and_accuses_nobody():
    texts = {"<b>anna</b>": "<script>alert(1)</script>", "ben": "x"}
    pair = alike.Pair("<b>anna</b>", "ben", 1.0, 20.0, (((0, 8),), ()))
    made = page.page([page.Found("scale", "02_preprocessing", 2, [pair], [list(texts)], texts)])
    assert "<script>alert" not in made
    assert "<b>anna" not in made
    assert "Alike is not copied" in made
    assert "<mark>&lt;script&gt;</mark>" in made


def test_the_same_trained_network_is_found_by_its_numbers(tmp_path, capsys):
    right = gradedclass.verdicts_on(gradedclass.right_answers())
    shipped = fingerprint(reference_weights())
    handed = {"anna": "one", "ben": "two", "chris": "one", "dora": shipped}
    for student, weights in handed.items():
        trained = Result("trained_model", 8.0, 8.0, passed("Right.", fingerprint=weights))
        graded = gradedclass.graded(student, right)
        verdicts.save(tmp_path, replace(graded, lesson="06_training", results=(trained,)))
    groups = [["anna", "chris"], ["dora", "the course's own weights"]]
    assert sources.same_models(tmp_path) == {"trained_model": groups}
    assert main.main(["similar", str(tmp_path)]) == 0
    assert "The same trained network: anna, chris" in capsys.readouterr().out
    assert "number for number: anna, chris" in (tmp_path / "similar.html").read_text("utf-8")


_ONE_RUN = """
import json, sys
from autograder.similarity import alike, page
answers = json.loads(open(sys.argv[1]).read())
found = alike.pairs(answers, "", {})
print(len(found), page.page([page.Found("convolve", "03", len(answers), found, [], answers)]))
"""


def test_each_run_finds_the_same(tmp_path):
    """Python salts the hashes of texts anew in each process."""
    (tmp_path / "answers.json").write_text(json.dumps(_half_alike()), "utf-8")
    shown = [
        subprocess.run(
            [sys.executable, "-c", _ONE_RUN, str(tmp_path / "answers.json")],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    ]
    assert int(shown[0].split()[0]) > 0
    assert shown[0] == shown[1] == shown[2]


def _half_alike() -> dict[str, str]:
    """Answers in twos, of which the second has kept some of the lines of the first."""
    choose = random.Random(4)

    def line() -> str:
        terms = [f"{choose.choice('+-*/%')} {choose.randint(10, 99)}" for _ in range(4)]
        return f"    total = image {' '.join(terms)}"

    answers = {}
    for number in range(12):
        first = [line() for _ in range(10)]
        second = [line() if choose.random() < 0.25 else one for one in first]
        for name, body in (("first", first), ("second", second)):
            answers[f"{name}{number}"] = "\n".join(["def convolve(image, kernel):", *body])
    return answers
