"""What a wrong answer's code tells of the reason: named where it is the reason, and only there."""

import ast
import inspect

import numpy as np
import pytest

from mnist_course import course
from mnist_course.core import own_code
from mnist_course.core.exercise import CRASHED, FAILED, NOT_ATTEMPTED, PASSED, Verdict
from mnist_course.core.own_code import Code
from mnist_course.judging.habits import telling
from mnist_course.judging.habits.look import look
from mnist_course.saved import wording
from support.beginners import INNOCENT, OTHERWISE, PERHAPS, WRONG, defined
from support.corpus import compilations, public_models, right_models, trainings
from support.masters import master_source, solution
from support.sampling import sampled
from support.spellings import SPELLINGS

PARTS = 6
"""Of each corpus: one in each run of the tests, the others among what is long."""

NOTEBOOK = {
    "x_train": np.arange(10 * 28 * 28, dtype=np.uint32).astype(np.uint8).reshape(10, 28, 28),
    "y_train": np.arange(10, dtype=np.uint8),
    "threshold": 0.5,
    "NOUGHT": 0,
    "scale": lambda images: images / 255,
    "add_channel": lambda images: images[..., None],
}


def verdict_on(exercise_id: str, source: str, seed: int = 0) -> Verdict:
    function = defined(exercise_id, source, **NOTEBOOK)
    with np.errstate(all="ignore"):
        return course.examine(course.exercise(exercise_id), function, np.random.default_rng(seed))


def label(case: tuple[str, str, str]) -> str:
    return f"{case[0]}: {case[1]}"


@pytest.mark.parametrize("part", sampled(range(PARTS), PARTS))
def test_each_habit_is_named(part):
    missed = []
    for case in WRONG[part::PARTS]:
        exercise, cause, source = case
        for seed in range(part, 4):
            verdict = verdict_on(exercise, source, seed)
            if verdict.status == PASSED or verdict.cause != cause or not verdict.next_step:
                missed.append(f"{label(case)}\n{source}\n{verdict}")
                break
    assert not missed, "\n\n".join(missed)


def test_each_habit_is_named_in_two_exercises_at_least():
    exercises: dict[str, set[str]] = {}
    for exercise, cause, _ in WRONG:
        exercises.setdefault(cause, set()).add(exercise)
    alone = {cause for cause, where in exercises.items() if len(where) < 2}
    # Rows whose axis was lost, and entries that come again, occur in these two alone.
    assert not alone


@pytest.mark.parametrize("case", PERHAPS, ids=label)
def test_where_the_cause_is_uncertain_it_says_perhaps(case):
    exercise, word, source = case
    verdict = verdict_on(exercise, source)
    assert verdict.status in (FAILED, CRASHED, "partial")
    assert "Perhaps this is why" in verdict.message, verdict.message
    assert word in verdict.message


def test_where_some_calls_stop_and_later_ones_do_not_the_code_is_looked_at_all_the_same():
    source = (
        "def relu(values):\n    reslt = np.maximum(values, 0)\n"
        "    if values.size > 50:\n        return result\n    return reslt\n"
    )
    verdict = verdict_on("relu", source)
    assert (verdict.status, verdict.cause) == (CRASHED, "unknown-name")
    assert "Did you mean `reslt`?" in verdict.message


def test_the_call_that_is_shown_is_looked_at_and_no_other():
    text, number = "str(count // size)", "count // size - 7"
    for large, small, cause in ((text, number, "wrong-value"), (number, text, "numbers-as-text")):
        source = (
            f"def steps_per_epoch(count, size):\n    return {large} if count > 100 else {small}\n"
        )
        verdict = verdict_on("steps_per_epoch", source)
        assert verdict.called == "steps_per_epoch(6, 54)"
        assert verdict.cause == cause


def test_a_name_whose_cell_did_not_come_so_far_is_not_told_to_be_misspelt():
    exercise = course.exercise("scale")
    inputs = course.answer("scale").inputs(np.random.default_rng(0))
    source = "def scale(images):\n    return images / TOP\n"
    observed = exercise.probe(defined("scale", source), inputs)
    verdict = course.judged(exercise, inputs, observed, Code(source, frozenset({"TOP"})))
    assert verdict.cause == "unknown-name"
    assert "A cell of the notebook gives `TOP` a value" in verdict.message


@pytest.mark.parametrize("mark", ["\x0c", "\u2028", "\x85"])
def test_the_line_that_is_quoted_is_pythons(mark):
    source = f"def scale(images):\n    note = 'a{mark}b'\n    images = 1\n    return images / 255\n"
    assert "In line 3, `images = 1`" in verdict_on("scale", source).message
    stopped = "SyntaxError: invalid syntax (1234.py, line 3)"
    said = wording.cell_stopped(course.exercise("scale"), stopped, source).message
    assert "`images = 1`" in said


@pytest.mark.parametrize("part", sampled(range(PARTS), PARTS))
def test_no_message_is_longer_than_a_student_reads(part):
    for exercise, _, source in [*WRONG, *PERHAPS, *OTHERWISE][part::PARTS]:
        message = verdict_on(exercise, source).message
        assert len(message) <= telling.LONGEST, message
        assert message.count("`") % 2 == 0, message
        assert message.isprintable()


@pytest.mark.parametrize("part", sampled(range(PARTS), PARTS))
def test_what_is_wrong_for_another_reason_is_accused_of_no_habit(part):
    accused = []
    for case in OTHERWISE[part::PARTS]:
        exercise, _, source = case
        function = defined(exercise, source, **NOTEBOOK)
        code = own_code.of(function, exercise)
        assert code.source
        for seed in range(1 + bool(part)):
            with np.errstate(all="ignore"):
                told = verdict_on(exercise, source, seed)
                # The same without its code.
                silent = course.examine(
                    course.exercise(exercise),
                    lambda *a, f=function: f(*a),
                    np.random.default_rng(seed),
                )
            assert told.status != PASSED, label(case)
            if told.as_dict() != silent.as_dict():
                accused.append(f"{label(case)}: {told.message}")
    assert len(OTHERWISE) >= 40
    assert not accused, "\n".join(accused)


@pytest.mark.parametrize("part", sampled(range(PARTS), PARTS))
def test_right_answers_that_look_like_a_habit_pass(part):
    for case in INNOCENT[part::PARTS]:
        exercise, _, source = case
        for seed in range(1 + part):
            assert verdict_on(exercise, source, seed).status == PASSED, label(case)


def accusations(exercise_id: str, source: str) -> list[str]:
    """The habits that a right answer would be certainly accused of, if it were wrong."""
    exercise = course.exercise(exercise_id)
    tree = own_code.parsed(source)
    variables = frozenset({"x_train", "y_train", "x_test", "y_test", "image", "model", "threshold"})
    code = Code(source, variables | {"np", "keras", "math"}, variables)
    function = tree and own_code.definition(tree, exercise_id)
    assert function is not None, source
    fine = {"error": None, "type": "float64 array (3,)", "value": np.zeros(3)}
    named = []
    wrong = Verdict(FAILED, "3 of 3 values differ.", "Compare.", "wrong-values")
    records = [(wrong, fine, telling.HABITS[FAILED])]
    crashed = Verdict(CRASHED, "Your code stopped.", "Read.", "crashed")
    last = function.end_lineno or len(source.splitlines())
    for number in range(function.lineno, last + 1):
        error = {"type": "ValueError", "kind": "", "line": "", "number": number, "inside": ""}
        error["message"] = "operands could not be broadcast together with shapes (7,6) (7,)"
        records.append((crashed, {**fine, "error": error}, telling.HABITS[CRASHED]))
    empty = Verdict(NOT_ATTEMPTED, "It is empty.", "Write.", "not-attempted")
    records.append((empty, fine, telling.HABITS[NOT_ATTEMPTED]))
    for verdict, record, habits in records:
        seen = look(exercise, verdict, record, code)
        if seen is None:
            continue
        found = [habit(seen) for habit in habits]
        named += [one.message for one in found if one is not None and one.certain]
    return named


def right_sources() -> list[tuple[str, str]]:
    """All right answers whose text the tests have."""
    sources = [
        (exercise, source) for exercise, known in SPELLINGS.items() for source in known.values()
    ]
    sources += [(exercise, source) for exercise, _, source in INNOCENT]
    for lesson in course.lessons():
        for one in lesson.exercises:
            if not one.artefact:
                sources.append((one.id, master_source(one)))
    return sources + in_corpora()


def in_corpora() -> list[tuple[str, str]]:
    """The right functions of the corpora, each under the name of its exercise."""
    trained = {getattr(one[1], "__name__", "") for one in trainings.RIGHT_TRAININGS}
    compiled = {getattr(one[1], "__name__", "") for one in compilations.RIGHT_COMPILATIONS}
    where = [
        ("build_model", right_models, None, 0),
        ("build_model", public_models, None, 0),
        ("train", trainings, trained, 3),
        ("compile_model", compilations, compiled, 1),
    ]
    found = []
    for exercise, module, right, arguments in where:
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if not isinstance(node, ast.FunctionDef) or len(node.args.args) != arguments:
                continue
            if right is None or node.name in right:
                node.name = exercise
                found.append((exercise, ast.unparse(node)))
    return found


def test_no_right_answer_would_be_accused():
    sources = right_sources()
    assert len(sources) >= 100
    accused = {}
    for exercise, source in sources:
        named = accusations(exercise, source)
        if named:
            accused[source] = named
    assert not accused


HOSTILE = {
    "deep brackets": "def scale(images):\n    return " + "(" * 5_000 + "images" + ")" * 5_000,
    "a long sum": "def scale(images):\n    return " + "+".join(["images"] * 4_000),
    "a long chain": "def scale(images):\n    return images" + ".T" * 4_000,
    "many signs": "def scale(images):\n    return " + "-" * 4_000 + "images",
    "very long": "def scale(images):\n    return images" + "\n# more" * 20_000,
    "a null byte": "def scale(images):\n    return images\0",
    "surrogates": "def scale(images):\n    return '\udc80', images ^ 2",
    "many loops": "def scale(images):\n"
    + "".join(f"{'  ' * (n + 1)}for i{n} in images:\n" for n in range(19))
    + "  " * 20
    + "out = i0\n  return out",
    "no function": "scale = 3",
    "another name": "def scaled(images):\n    return images ^ 2",
    "backticks": "def scale(images):\n    return images ^ 2, '```' * 90",
    "braces": "def scale(images):\n    return images ^ 2, '{value.__class__}'",
}


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE.keys())
def test_no_source_costs_an_answer_more_than_its_words(source):
    exercise = course.exercise("scale")
    inputs = course.answer("scale").inputs(np.random.default_rng(0))
    observed = exercise.probe(lambda images: images / 7, inputs)
    plain = course.judged(exercise, inputs, observed, own_code.NO_CODE)
    told = course.judged(exercise, inputs, observed, Code(source))
    assert (told.status, told.score) == (plain.status, plain.score) == (FAILED, 0.0)
    assert len(told.message) <= telling.LONGEST
    assert told.message.isprintable()


@pytest.mark.parametrize(
    "exercise",
    [
        e
        for lesson in course.lessons()
        for e in lesson.exercises
        if not e.artefact and e.id in SPELLINGS
    ],
    ids=lambda e: e.id,
)
def test_the_code_decides_nothing(exercise):
    """A right answer is right, whatever text is said to be its own."""
    answer = course.answer(exercise.id)
    inputs = answer.inputs(np.random.default_rng(3))
    observed = exercise.probe(solution(exercise), inputs)
    for _, _, source in WRONG[::9]:
        renamed = ast.parse(source)
        renamed.body[0].name = exercise.id
        assert course.judged(exercise, inputs, observed, Code(ast.unparse(renamed))).ok
