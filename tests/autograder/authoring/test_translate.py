"""Translations: of sentences, of lessons, and the tool that says what is missing."""

import re

import pytest

from autograder.authoring import build, catalogues, sentences, translated
from mnist_course import course
from mnist_course.core import command_line
from mnist_course.core.errors import CourseError
from mnist_course.core.language import GUESS
from support.theircourse import REPOSITORY

LESSON = "01_loading"


@pytest.fixture(scope="module")
def found():
    return sentences.collected(REPOSITORY)


@pytest.fixture(scope="module")
def german(found):
    po = catalogues.path(REPOSITORY, "de")
    return catalogues.updated(catalogues.read(po, "de"), found)


def masters():
    english = build.master(REPOSITORY, LESSON)
    return translated.path(english, "de").read_text("utf-8"), english.read_text("utf-8")


def test_the_catalogue_is_up_to_date_and_its_places_are_the_english_ones(german):
    po = catalogues.path(REPOSITORY, "de")
    assert catalogues.as_po(german) == po.read_text("utf-8"), "run `mnist-autograder translate`"
    assert catalogues.serves(po.with_suffix(".mo").read_bytes(), german)
    assert catalogues.faults(german) == []


def test_a_translation_guesses_where_the_english_sentence_does(german):
    perhaps = german.get("erhaps", context=GUESS).string
    for message in german:
        if isinstance(message.id, str) and message.string and not message.context and message.id:
            assert ("erhaps" in message.id) == (perhaps in message.string), message.id


def test_sentences_are_found_in_code_on_pages_in_widgets_and_in_the_course(found):
    texts = {one.text for one in found}
    assert "Count the different labels: `len(np.unique(labels))`." in texts
    assert "Hint {number} of {all}" in texts
    assert "What to do next" in texts
    assert "Draw a digit here" in texts
    assert "Loading the digits" in texts
    assert len(texts) > 2000


def test_no_sentence_is_put_together_where_a_translation_could_not_be_found(tmp_path):
    assert sentences.put_together(REPOSITORY) == []
    (tmp_path / "mnist_course").mkdir()
    module = tmp_path / "mnist_course" / "one.py"
    module.write_text('failed("cause", f"There are {count} of them.", f"`{code}`")\n', "utf-8")
    assert sentences.put_together(tmp_path) == ["mnist_course/one.py:1"]


def test_what_is_translated_stays_and_what_has_changed_is_fuzzy(german, found):
    before = catalogues.reread(catalogues.as_po(german).encode(), "de")
    old = "Ten counts, one a digit, also for digits that do not occur."
    new = old.replace("one a digit", "one for each digit")
    changed = [
        sentences.Sentence(new, "", "", one.file) if one.text == old else one for one in found
    ]
    after = catalogues.updated(before, changed)
    assert [one.text for one in catalogues.fuzzy(after)] == [new]
    assert after.get("Not yet").string == "Noch nicht"
    assert b"Zehn Anzahlen" not in catalogues.as_mo(after), "until somebody has looked at it"


def test_other_places_in_a_translation_are_told(german):
    catalogue = catalogues.reread(catalogues.as_po(german).encode(), "de")
    catalogue.get("Hint {number} of {all}").string = "Hinweis {nummer}"
    assert catalogues.faults(catalogue) == [
        "'Hinweis {nummer}' has other {…} than 'Hint {number} of {all}'"
    ]


def test_the_lessons_that_ship_fit_and_are_up_to_date():
    found = sorted((REPOSITORY / "solutions").glob("*/*.*.py"))
    assert len(found) == 2
    for path in found:
        lesson = course.lesson(path.parent.name)
        mine = path.read_text("utf-8")
        english = build.master(REPOSITORY, lesson.id).read_text("utf-8")
        translated.see_that_it_fits(mine, english, lesson, path.name)
        assert translated.outdated(mine, english) == []


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("minlength=10)", "minlength=9)", "its code is not the English master's"),
        ('predict("paper")', 'predict("papier")', "its code is not"),
        ('exercise="describe"', 'exercise="beschreibe"', "its exercise is not"),
        ("{{lesson.minutes}}", "40", "{{lesson.minutes}} does not stand in it as often"),
        ('# %% tags=["illustration"] of="', '# %% of="', "its tags is not"),
        ("{counts.argmax()}", "{counts.max()}", "its code is not"),
        ("# ## 1.2 Vier", "# ### 1.2 Vier", "its headings or links are not"),
        ("../02_preprocessing/", "../03_convolution/", "its headings or links are not"),
    ],
)
def test_a_translation_that_is_another_lesson_is_refused(before, after, said):
    mine, english = masters()
    assert before in mine
    with pytest.raises(CourseError) as caught:
        translated.see_that_it_fits(
            mine.replace(before, after, 1), english, course.lesson(LESSON), "01_loading.de.py"
        )
    assert re.match(r"01_loading\.de\.py: cell \d+, '", str(caught.value))
    assert said in str(caught.value)


def test_a_cell_left_out_is_told():
    mine, english = masters()
    at = mine.rindex("# %%")
    with pytest.raises(CourseError, match="has 30 cells, the English master 31"):
        translated.see_that_it_fits(mine[:at], english, course.lesson(LESSON), "01_loading.de.py")


def test_the_cells_whose_english_text_has_changed_are_told_with_what_to_write():
    mine, english = masters()
    changed = english.replace("Around 1990, banks", "About 1990, banks")
    [cell] = translated.outdated(mine, changed)
    assert cell.line == 1
    settled = re.sub(r'of="\w+"', f'of="{cell.digest}"', mine, count=1)
    assert translated.outdated(settled, changed) == []


def test_a_begun_translation_fits_and_is_up_to_date():
    _, english = masters()
    begun = translated.begun(english)
    translated.see_that_it_fits(begun, english, course.lesson(LESSON), "01_loading.fr.py")
    assert translated.outdated(begun, english) == []


PROGRAM = command_line.Program("mnist-autograder", "", "autograder.commands", {"translate": "do"})


def test_the_command_says_what_there_is_and_what_is_missing(capsys):
    assert command_line.run(PROGRAM, ["translate", "--check"]) == 0
    said = capsys.readouterr().out
    assert re.search(r"de: [\d,]+ of [\d,]+ sentences", said)
    assert "de: 2 of 9 lessons\n  not translated: 03_convolution, " in said
    assert re.search(r"    line \d+: .* \(mnist_course/", said)


def test_no_language_is_one_line(capsys):
    assert command_line.run(PROGRAM, ["translate", "--language", "xx-yy-zz", "--check"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_lesson_is_begun_once(capsys):
    words = ["translate", "--language", "de", "--begin", "01"]
    assert command_line.run(PROGRAM, words) == 2
    assert "01_loading.de.py is there already" in capsys.readouterr().err
