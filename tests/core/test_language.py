"""The language in which students are spoken to."""

import gettext

import pytest

from mnist_course.core import language
from mnist_course.core.errors import CourseError
from mnist_course.core.exercise import Verdict
from mnist_course.core.language import numeral, say, say_of
from mnist_course.core.number_words import words


@pytest.fixture
def german(monkeypatch):
    monkeypatch.setenv(language.VARIABLE, "de")


def test_in_english_a_sentence_is_what_stands_in_the_code():
    assert say("Not yet") == "Not yet"
    assert say("{all:,} of them, `{code!r}`", all=60000, code="a") == "60,000 of them, `'a'`"
    assert say_of(1, "{number} epoch", "{number} epochs") == "1 epoch"
    assert say("braces of its own: {1: 2}") == "braces of its own: {1: 2}"


def test_in_another_language_it_is_the_catalogues(german):
    assert say("Not yet") == "Noch nicht"
    assert say("Hint {number} of {all}", number=1, all=3) == "Hinweis 1 von 3"
    assert say_of(1, "{number:,} point", "{number:,} points") == "1 Punkt"
    assert say_of(2, "{number:,} point", "{number:,} points") == "2 Punkte"


def test_what_is_not_translated_is_said_in_english(german):
    assert say("No catalogue has {this}.", this="this") == "No catalogue has this."


def test_numbers_are_written_as_the_language_has_them_but_not_in_code(german):
    said = say(
        "{share:.1%} of {count:,}, `{code:.1f}`, {plain}",
        share=0.981,
        count=60000,
        code=0.5,
        plain=1.5,
    )
    assert said == "98,1 % of 60.000, `0.5`, 1.5"
    assert numeral("1,234.5") == "1.234,5"
    assert words(12) == "zwölf" and words(13) == "13"


def test_a_verdicts_words_are_in_the_language_whoever_makes_it(german):
    verdict = Verdict("failed", "The first image of each digit, in order.", "Compare the two.")
    assert verdict.message == "Das erste Bild jeder Ziffer, in ihrer Reihenfolge."
    assert Verdict.from_dict(verdict.as_dict()) == verdict


def test_what_only_calls_itself_a_verdict_is_taken_as_it_is(german):
    assert Verdict.from_dict({"status": "failed", "message": [1], "next_step": None}).message == [1]


def test_another_language_is_spoken_for_a_while(german):
    with language.speaking("en"):
        assert say("Not yet") == "Not yet"
    assert say("Not yet") == "Noch nicht"


def test_an_unknown_language_is_one_line_with_those_that_there_are(monkeypatch):
    monkeypatch.setenv(language.VARIABLE, "tlh")
    with pytest.raises(CourseError, match=r"^There is no language 'tlh', .* are: en, de\.$"):
        say("Not yet")


def test_what_is_read_at_run_time_needs_nothing_but_the_standard_library():
    path = language.LOCALE / "de" / "LC_MESSAGES" / f"{language.DOMAIN}.mo"
    assert gettext.GNUTranslations(path.open("rb")).gettext("Not yet") == "Noch nicht"
