"""The student's own network where it can be read, else the course's."""

import numpy as np
import pytest

from mnist_course import model
from mnist_course.student_model import find, load_model
from mnist_course.workspace import progress


@pytest.fixture(scope="module")
def network():
    return model.reference()


@pytest.fixture
def lesson(tmp_path):
    """A notebook's folder in a workspace, with lesson 06's beside it."""
    (tmp_path / progress.FOLDER).mkdir()
    for name in ("06_training", "07_evaluation"):
        (tmp_path / name).mkdir()
    return tmp_path / "07_evaluation"


def test_without_a_file_it_is_the_courses(lesson, capsys):
    loaded = load_model(lesson)
    assert loaded.count_params() == 21_578
    assert "the course's own" in capsys.readouterr().out


@pytest.mark.parametrize("place", ["../06_training/digits.keras", "digits.keras"])
def test_the_students_own_is_found(lesson, network, place, capsys):
    path = (lesson / place).resolve()
    network.save(path)
    loaded = load_model(lesson)
    assert "your own network" in capsys.readouterr().out
    assert find(lesson).path == path
    assert all(map(np.array_equal, loaded.get_weights(), network.get_weights()))
    # Compiled, so that `evaluate` gives loss and accuracy.
    images = np.zeros((2, 28, 28, 1), np.float32)
    assert len(loaded.evaluate(images, np.array([0, 1]), verbose=0)) == 2


@pytest.mark.long
def test_one_that_was_saved_uncompiled_is_compiled(lesson):
    plain = model.build()
    plain.save(lesson / "digits.keras")
    images = np.zeros((2, 28, 28, 1), np.float32)
    assert len(find(lesson).model.evaluate(images, np.array([0, 1]), verbose=0)) == 2


def test_a_file_that_cannot_be_read_is_named_and_passed_over(lesson, network):
    (lesson / "digits.keras").write_bytes(b"no model")
    network.save(lesson.parent / "06_training" / "digits.keras")
    found = find(lesson)
    assert found.path == lesson.parent / "06_training" / "digits.keras"
    assert "digits.keras cannot be used" in str(found)


def test_a_network_of_another_shape_is_passed_over(lesson):
    import keras

    other = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
    other.save(lesson / "digits.keras")
    found = find(lesson)
    assert found.path is None
    assert found.model.output_shape == (None, 10)
    assert "(None, 4)" in str(found)
