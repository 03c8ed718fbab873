"""Lessons 1 and 2 in German: whatever their students are told, they are told in German."""

import gettext
import subprocess
import sys

import numpy as np
import pytest

from autograder.authoring import build, catalogues, filling, translated
from mnist_course import course, predictions
from mnist_course.core import language
from mnist_course.core.exercise import STATUSES, Verdict
from mnist_course.display import panel
from mnist_course.notebook import guidance
from mnist_course.saved import wording
from mnist_course.selfcheck import run
from mnist_course.widgets.pad import drawing_pad
from mnist_course.workspace import progress
from support.beginners import PERHAPS, WRONG, defined
from support.gradedclass import right_answers
from support.theircourse import REPOSITORY

LESSON = "01_loading"
LESSONS = (LESSON, "02_preprocessing")
NOTEBOOK = {
    "x_train": np.arange(10 * 28 * 28, dtype=np.uint32).astype(np.uint8).reshape(10, 28, 28),
    "y_train": np.arange(10, dtype=np.uint8),
}
CACHED = (
    course.lessons,
    course.lesson,
    course.exercise,
    course.answer,
    predictions.by_id,
    predictions.of_lesson,
)


class Missing(gettext.NullTranslations):
    """What was said that the German catalogue has no translation of."""

    def __init__(self, known):
        super().__init__()
        self._known, self.texts = known, set()

    def gettext(self, message):
        # What is filled already is in German, and asked for once more.
        if message in self._known:
            self.texts.add(message)
        return message


@pytest.fixture(scope="module")
def missing():
    po = catalogues.path(REPOSITORY, "de")
    messages = [one for one in catalogues.read(po, "de") if one.id and not one.context]
    known = {one.id for one in messages if isinstance(one.id, str)}
    found = Missing(known)
    language._catalogue("de").add_fallback(found)
    yield found
    language._catalogue.cache_clear()


@pytest.fixture
def german(monkeypatch, missing):
    monkeypatch.setenv(language.VARIABLE, "de")
    _forget()
    # What the other lessons say, which need not be in German.
    course.lessons()
    missing.texts.clear()
    yield missing
    monkeypatch.undo()
    _forget()


def _forget():
    for cached in CACHED:
        cached.cache_clear()


def exercises():
    return [exercise for one in LESSONS for exercise in course.lesson(one).exercises]


def everything_said_of(exercise, verdict: Verdict) -> None:
    panel.html(exercise, verdict, below=guidance.html(exercise, verdict))
    panel.text(exercise, verdict)


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_master_is_formatted_as_it_is_built(german, lesson):
    path = translated.path(build.master(REPOSITORY, lesson), "de")
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "format", "--diff", "--stdin-filename", "x.py", "-"],
        input=filling.code(path.read_text("utf-8"), course.lesson(lesson)),
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=REPOSITORY,
    )
    assert done.returncode == 0, done.stdout


def test_every_misconception_is_told_in_german(german):
    for exercise in exercises():
        for one in course.answer(exercise.id).misconceptions:
            verdict = course.examine(exercise, one.wrong, np.random.default_rng(3))
            assert verdict.cause == one.cause
            assert verdict.message != one.message
            assert verdict.next_step != one.next_step
            everything_said_of(exercise, verdict)
    assert german.texts == set()


@pytest.mark.parametrize(
    "wrong",
    [
        lambda *a: None,
        lambda *a: 3,
        lambda *a: "text",
        lambda *a: [1, 2],
        lambda *a: (np.zeros(3), 2),
        lambda *a: {"count": 1},
        lambda *a: {1, 2},
        lambda *a: object(),
        lambda *a: np.zeros((10, 2)),
        lambda *a: np.zeros(10, bool),
        lambda *a: np.zeros(10),
        lambda *a: a[0] if a else 0,
        lambda *a: 1 / 0,
        lambda *a: __import__("no_such_package"),
        lambda *a: a[0].fill(0),
        lambda *a: (_ for _ in ()).throw(NotImplementedError),
        lambda: ((np.zeros((2, 2)), np.zeros(2)), (np.zeros((2, 2)), np.zeros(2))),
    ],
)
def test_whatever_comes_back_is_told_in_german(german, wrong):
    for exercise in exercises():
        everything_said_of(exercise, course.examine(exercise, wrong, np.random.default_rng(3)))
    assert german.texts == set()


def test_right_answers_are_praised_in_german(german):
    for exercise in course.lesson(LESSON).exercises:
        answer = right_answers()[exercise.id]
        verdict = course.examine(exercise, answer, np.random.default_rng(3))
        assert verdict.ok
        everything_said_of(exercise, verdict)
    assert german.texts == set()


def test_the_swapped_pairs_of_load_digits_are_told_in_german(german):
    (a, b), (c, d) = right_answers()["load_digits"]()
    exercise = course.exercise("load_digits")
    wrong = [
        ((c, d), (a, b)),
        ((a, c), (b, d)),
        ((b, a), (d, c)),
        ((a / 255, b), (c, d)),
        ((a[::-1], b), (c, d)),
        (a, b, c, d),
        ((a[:5], b), (c, d)),
    ]
    for value in wrong:
        verdict = course.examine(exercise, lambda value=value: value, np.random.default_rng(3))
        assert not verdict.ok
        everything_said_of(exercise, verdict)
    assert german.texts == set()


def test_the_panel_is_in_german(german):
    exercise = course.exercise("count_labels")
    wrong = course.answer("count_labels").misconceptions[1].wrong
    shown = panel.text(exercise, course.examine(exercise, wrong, np.random.default_rng(3)))
    assert shown.startswith("✗ count_labels: Noch nicht\nDie Anzahlen haben die Form (")
    assert "\n  Aufruf:" in shown and "\n  deins:" in shown and "\n  erwartet:" in shown
    assert "\nWeiter: Verlange zehn Plätze" in shown
    page = panel.html(exercise, Verdict("failed", "x", cause="y"))
    assert 'lang="de"' in page and "Hinweis 1 von 3" in page
    assert "Gesucht sind zehn Zahlen, die erste für die Ziffer 0" in page


def test_what_stands_around_a_lesson_is_in_german(german):
    lesson = course.lesson(LESSON)
    card = progress.lesson_card(lesson)
    assert "Die Ziffern laden" in card and "ungefähr 40 Minuten · 10 Punkte" in card
    progress.course_text({})
    progress.course_card({})
    for one in (*predictions.of_lesson("loading"), *predictions.of_lesson("preprocessing")):
        one.compared(one.came or 6742.0, one.came or 6000.0)
        one.compared(None, one.came or 6742.0)
    exercise = lesson.exercises[0]
    for status in STATUSES:
        panel.line(exercise, Verdict(status, ""))
    for verdict in (
        wording.not_begun(exercise),
        wording.no_function(exercise, "x"),
        wording.conflict(exercise),
        wording.cell_stopped(exercise, "SyntaxError: invalid syntax (1.py, line 1)", "def f("),
        wording.noted(wording.not_begun(exercise), wording.INPUT, wording.elsewhere(exercise)),
        run.cell_trouble(exercise, "", run.Outcome("timed out"), 5),
        run.check_trouble(exercise, run.Outcome("died")),
    ):
        everything_said_of(exercise, verdict)
    pad = drawing_pad()
    assert pad.words["Clear"] == "Leeren"
    assert "Eine von Hand gezeichnete 7" in pad.still()
    assert german.texts == set()


@pytest.mark.long
def test_what_the_code_of_beginners_tells_is_the_same_in_german(german):
    asked = {one.id for one in exercises()}
    cases = [case for case in [*WRONG, *PERHAPS] if case[0] in asked]
    assert len(cases) >= 20
    for exercise_id, cause, source in cases:
        exercise, function = course.exercise(exercise_id), defined(exercise_id, source, **NOTEBOOK)
        with np.errstate(all="ignore"):
            verdict = course.examine(exercise, function, np.random.default_rng(1))
        everything_said_of(exercise, verdict)
        if (exercise_id, cause, source) in WRONG:
            assert verdict.cause == cause, source
    assert german.texts == set()
