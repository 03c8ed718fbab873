"""Every right spelling of the verification corpus gets full marks from the real grader.

All of them run in sandboxed kernels, are probed there and judged outside. A kernel serves all
spellings of an exercise; some are handed in as whole notebooks too, each with its own kernel.
"""

import inspect
import json

import pytest

from autograder.grading import trusted
from autograder.grading.run import Options, grade_submission
from autograder.intake.submission import Submission, digest
from mnist_course import course
from support.corpus import compilations, right_models, trainings
from support.sampling import sampled

pytestmark = [pytest.mark.sandbox, pytest.mark.slow]

SEED = 4

_ANSWERS = {
    "build_model": "def build_model():\n{noise}    return dict(RIGHT_MODELS)[{name!r}]()",
    "compile_model": (
        "def compile_model(model):\n{noise}    return dict(RIGHT_COMPILATIONS)[{name!r}](model)"
    ),
    "train": (
        "def train(model, images, labels):\n"
        "{noise}    return dict(RIGHT_TRAININGS)[{name!r}](model, images, labels)"
    ),
}

_NOISE = """

def noise():
    import logging, os, sys, warnings

    print("W tensorflow: a warning of its own", file=sys.stderr)
    warnings.warn("Do not pass an `input_shape` argument to a layer.", stacklevel=2)
    logging.getLogger("keras").warning("a line of a log")
    os.write(2, b"WARNING: All log messages before absl::InitializeLog() is called\\n")


noise()
"""


CORPUS = {
    "build_model": (right_models, right_models.RIGHT_MODELS),
    "compile_model": (compilations, compilations.RIGHT_COMPILATIONS),
    "train": (trainings, trainings.RIGHT_TRAININGS),
}
SPELLINGS = [(exercise, name) for exercise, (_, all_) in CORPUS.items() for name, _ in all_]
WHOLE = [
    ("build_model", "input_shape argument"),
    ("build_model", "blocks of one's own, not built yet"),
    ("compile_model", "an optimizer of tf.keras"),
    ("train", "batches of one's own"),
]


def answer(exercise: str, name: str, noisy: bool) -> str:
    return _ANSWERS[exercise].format(name=name, noise="    noise()\n" if noisy else "")


def says_on_stderr(outputs: list) -> bool:
    return any(output.get("name") == "stderr" for output in outputs)


@pytest.fixture(scope="module")
def kernels(roomy):
    """A kernel for each exercise, in which a student's cell has run: the corpus's own source."""
    jobs = {}
    for exercise, (module, _) in CORPUS.items():
        jobs[exercise] = roomy.job()
        ran = jobs[exercise].cell(inspect.getsource(module) + _NOISE, 60)
        assert not ran.error
        assert says_on_stderr(ran.outputs)
    yield jobs
    for job in jobs.values():
        job.close()


@pytest.mark.parametrize(("exercise", "name"), sampled(SPELLINGS, 8), ids=str)
def test_it_is_right_for_the_grader(kernels, exercise, name):
    defined = kernels[exercise].cell(answer(exercise, name, noisy=True), 60)
    assert not defined.error
    asked = trusted.inputs(SEED, name, course.lesson_of(exercise).id, exercise)
    ran = kernels[exercise].probe(exercise, asked, 120)
    assert (ran.error, ran.fate) == (None, "")
    assert says_on_stderr(ran.outputs)
    verdict = trusted.judge(course.exercise(exercise), asked, ran.data)
    assert verdict.ok, verdict.message


@pytest.mark.parametrize(("exercise", "name"), sampled(WHOLE, len(WHOLE)), ids=str)
def test_it_earns_full_marks_in_a_notebook(roomy, exercise, name):
    lesson = course.lesson_of(exercise).id
    notebook = json.loads(course.lesson_notebook(lesson).read_text("utf-8"))
    source = inspect.getsource(CORPUS[exercise][0])
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == exercise:
            cell["source"] = f"{source}{_NOISE}\n\n{answer(exercise, name, noisy=True)}"
    files = {f"{lesson}.ipynb": json.dumps(notebook).encode()}
    one = Submission("ada", lesson, files, (), digest(files, []))
    graded = grade_submission(one, Options(SEED), roomy)
    result = next(result for result in graded.results if result.exercise == exercise)
    assert (result.status, result.points) == ("passed", result.max_points), result.message
    assert says_on_stderr(
        next(c for c in graded.notebook["cells"] if c["id"] == exercise)["outputs"]
    )


def test_the_corpus_is_whole():
    assert [len(all_) for _, all_ in CORPUS.values()] == [54, 23, 20]
