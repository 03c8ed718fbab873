"""Moodle's grading worksheet in the languages that it comes in, read back as Moodle reads it."""

import csv
import io
from decimal import Decimal

import pytest

from autograder.platforms import worksheet
from autograder.platforms.exports import Wish
from autograder.platforms.marks import Class, Row, Scale
from mnist_course.core.errors import CourseError

LESSON = "02_preprocessing"

# Moodle's own words: recordid, hiddenuser (with or without a space), gradenoun, maxgrade and
# lastmodifiedgrade of mod_assign's and the core's language packs, and their decimal mark.
LANGUAGES = {
    "en": ("Identifier", "Participant ", "Grade", "Maximum Grade", "Last modified (grade)", "."),
    "de": ("ID", "Teilnehmer/in", "Bewertung", "Bestwertung", "Zuletzt geändert (Bewertung)", ","),
    "fr": ("Identifiant", "Participant", "Note", "Note maximale", "Dernière modification (note)",
           ","),
    "es": ("Identificador", "Participante ", "Calificación", "Calificación máxima",
           "Última modificación (calificación)", ","),
    "ja": ("ID", "参加者", "評点", "最大評点", "最終更新日時 (評定)", "."),
    "nl": ("Identificatie", "Deelnemer ", "Cijfer", "Hoogste cijfer",
           "Laatst gewijzigd (beoordeling)", ","),
    "one whose words are not known": ("Zzz", "Yyy ", "Xxx", "Www", "Vvv (xxx)", "."),
}  # fmt: skip


def sheet(language: str, rows, delimiter=",", **more) -> str:
    """As mod/assign/gradingtable.php writes it: (number, full name, e-mail, grade) a row."""
    identifier, word, grade, most, modified, mark = LANGUAGES[language]
    maximum = more.get("maximum", "10.00").replace(".", mark)
    buffer = io.StringIO()
    lines = csv.writer(buffer, delimiter=delimiter, lineterminator="\n")
    heading = [identifier, "Name of them", "Mail", "State", grade, most, "May change", modified]
    lines.writerow([*heading, "Comments"])
    for number, name, mail, old in rows:
        lines.writerow(
            [f"{word}{number}", name, mail, "Handed in, 2 days late", old, maximum, "Yes", "-", ""]
        )
    return "\ufeff" + buffer.getvalue()


def moodle_reads(text: str, language: str, delimiter=",") -> dict[str, str]:
    """As importgradeslib.php: columns by their names in this language, the number behind the word;
    then unformat_float, which takes the language's decimal mark; an empty grade is passed over."""
    identifier, word, grade, _, modified, mark = LANGUAGES[language]
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff")), delimiter=delimiter))
    assert all(modified in row for row in rows)
    return {
        row[identifier][len(word) :]: row[grade].replace(mark, ".") for row in rows if row[grade]
    }


def klass(**marks: float | None) -> Class:
    about = {
        "anna": {"name": "Anna Ö", "email": "a@x.example"},
        "ben": {"name": "Jane Doe", "email": "b@x.example"},
        "cora": {"name": "Jane Doe", "email": "c@x.example"},
    }
    rows = [
        Row(who, totals={} if mark is None else {LESSON: mark}, **about.get(who, {}))
        for who, mark in marks.items()
    ]
    return Class(tuple(rows), {LESSON: 10.0})


def fill(tmp_path, text, marks, numbers=None, scale=None):
    path = tmp_path / "sheet.csv"
    path.write_text(text, "utf-8")
    wish = Wish("identifier", scale=scale or Scale())
    return worksheet.filled_in(path, LESSON, marks, wish, numbers or {})


ROWS = [(5, "Anna Ö", "a@x.example", ""), (6, "Cora C", "c@x.example", ""), (7, "No One", "", "")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_is_filled_in_and_read_back(language, tmp_path):
    text = sheet(language, ROWS)
    made = fill(tmp_path, text, klass(anna=7.5, cora=3.0))
    assert moodle_reads(made.content, language) == {"5": "7.5", "6": "3"}
    assert (made.rows, made.count, made.left, made.above) == (3, 2, [], [])
    # All else is as Moodle wrote it.
    mine, theirs = (list(csv.reader(io.StringIO(one))) for one in (made.content, text[1:]))
    assert [row[:4] + row[5:] for row in mine] == [row[:4] + row[5:] for row in theirs]


@pytest.mark.parametrize("language", LANGUAGES)
def test_grades_that_are_there_and_were_not_sent_stay(language, tmp_path):
    mark = LANGUAGES[language][-1]
    rows = [(5, "Anna Ö", "a@x.example", f"3{mark}00"), (6, "Cora C", "", f"4{mark}00")]
    made = fill(tmp_path, sheet(language, rows), klass(anna=7.5))
    assert moodle_reads(made.content, language) == {"5": "7.5", "6": "4.00"}


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_what_a_spreadsheet_made_of_the_separator_stays(delimiter, tmp_path):
    made = fill(tmp_path, sheet("de", ROWS, delimiter), klass(anna=7.5))
    assert moodle_reads(made.content, "de", delimiter) == {"5": "7.5"}


def test_above_the_maximum_is_said_whatever_its_decimal_mark(tmp_path):
    made = fill(tmp_path, sheet("de", ROWS, maximum="8.50"), klass(anna=8.75, cora=8.5))
    assert made.above == ["anna"]
    made = fill(tmp_path, sheet("de", ROWS), klass(anna=7.26), scale=Scale(step=Decimal("0.5")))
    assert moodle_reads(made.content, "de") == {"5": "7.5"}


def test_the_participants_number_says_who_it_is_where_names_are_the_same(tmp_path):
    twins = [(6, "Jane Doe", "", ""), (7, "Jane Doe", "", "")]
    marks = klass(ben=2.0, cora=9.0)
    made = fill(tmp_path, sheet("de", twins), marks, {"6": "cora", "7": "ben"})
    assert moodle_reads(made.content, "de") == {"6": "9", "7": "2"}


@pytest.mark.parametrize("marks", [{"ben": 2.0, "cora": 9.0}, {"ben": 2.0}])
def test_nobody_gets_a_mark_by_a_name_that_two_have(marks, tmp_path):
    """Two in the class, or two in the worksheet of whom one handed in."""
    twins = [(6, "Jane Doe", "", ""), (7, "Jane Doe", "", "")]
    made = fill(tmp_path, sheet("en", twins), klass(**marks))
    assert moodle_reads(made.content, "en") == {}
    assert made.left == sorted(marks)
    by_mail = [(6, "Jane Doe", "c@x.example", ""), (7, "Jane Doe", "b@x.example", "")]
    made = fill(tmp_path, sheet("en", by_mail), klass(**marks))
    assert moodle_reads(made.content, "en")["7"] == "2"
    assert made.left == []


def test_an_id_that_is_only_a_number_is_not_taken_for_anothers_participant(tmp_path):
    marks = Class((Row("7", totals={LESSON: 4.0}),), {LESSON: 10.0})
    made = fill(tmp_path, sheet("en", ROWS), marks, {"5": "7"})
    assert moodle_reads(made.content, "en") == {"5": "4"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a,b\n1,2\n",
        "Name,Bewertung,Bestwertung\nAnna,,10\n",
        "ID,Name,Zzz,Yyy,Xxx\nParticipant 1,Anna,,10,20\nParticipant 2,Ben,,10,20\n",
    ],
)
def test_what_is_not_for_certain_a_worksheet_is_refused_in_one_line(text, tmp_path):
    with pytest.raises(CourseError, match="with Moodle set to English") as error:
        fill(tmp_path, text, klass(anna=7.5))
    assert "\n" not in str(error.value)
