"""Where the networks that lessons save are looked for: the same for all who look."""

import pytest

from mnist_course.workspace import artefacts, progress


@pytest.fixture
def lessons(tmp_path):
    """Lessons in a folder that is no workspace."""
    folder = tmp_path / "lessons"
    for name in ("06_training", "07_evaluation", "09_beyond"):
        (folder / name).mkdir(parents=True)
    return folder


def test_the_lessons_folder_is_found_beside_this_one_and_in_the_workspace(lessons, monkeypatch):
    saved = lessons / "06_training" / "digits.keras"
    monkeypatch.chdir(lessons / "07_evaluation")
    here = lessons / "07_evaluation" / "digits.keras"
    assert artefacts.places("digits.keras") == [here, saved]
    (lessons / progress.FOLDER).mkdir()
    for start in (lessons, lessons / "07_evaluation"):
        assert artefacts.places("digits.keras", start) == [start / "digits.keras", saved]
    deeper = lessons / "07_evaluation" / "mine"
    assert artefacts.places("digits.keras", deeper)[1:] == [saved]


def test_a_workspace_of_the_usual_name_is_looked_into_from_above(lessons):
    (lessons / progress.FOLDER).mkdir()
    usual = lessons.rename(lessons.with_name("mnist-lessons"))
    found = artefacts.places("beyond.keras", usual.parent)
    assert found == [usual.parent / "beyond.keras", usual / "09_beyond" / "beyond.keras"]


def test_no_place_is_named_twice_nor_one_that_is_not_there(lessons, tmp_path):
    home = lessons / "06_training"
    assert artefacts.places("digits.keras", home) == [home / "digits.keras"]
    assert artefacts.places("digits.keras", tmp_path) == [tmp_path / "digits.keras"]
    assert artefacts.places("other.keras", home) == [home / "other.keras"]


def test_the_nearest_is_found(lessons):
    here = lessons / "07_evaluation"
    assert artefacts.find("digits.keras", here) is None
    far, near = lessons / "06_training" / "digits.keras", here / "digits.keras"
    for place in (far, near):
        place.touch()
        assert artefacts.find("digits.keras", here) == place
