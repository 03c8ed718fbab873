"""MNIST offline: where Keras looks, whatever lies there."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import mnist_course
from mnist_course import data
from mnist_course.core import course_file
from mnist_course.core.errors import CourseError


@pytest.fixture
def keras_home(tmp_path, monkeypatch) -> Path:
    home = tmp_path / "keras"
    monkeypatch.setenv("KERAS_HOME", str(home))
    return home


def test_the_packaged_file_is_the_one_that_keras_expects():
    assert data.checksum(data.packaged_file()) == data.SHA256


def test_the_arrays_have_mnists_shapes_and_types():
    (x_train, y_train), (x_test, y_test) = data.load()
    assert [a.shape for a in (x_train, y_train, x_test, y_test)] == [
        (60000, 28, 28),
        (60000,),
        (10000, 28, 28),
        (10000,),
    ]
    assert {a.dtype for a in (x_train, y_train, x_test, y_test)} == {np.dtype("uint8")}


def test_changing_the_arrays_does_not_change_the_next_ones():
    (x_train, _), _ = data.load()
    x_train[:] = 0
    assert data.load()[0][0].max() == 255
    images, labels = data.test_split()
    labels[:] = 11
    images[:] = 0
    assert data.test_split()[1].max() == 9


def test_prepared_arrays_fit_the_model():
    (x_train, _), (x_test, y_test) = data.prepared()
    assert x_train.shape == (60000, 28, 28, 1)
    assert x_test.dtype == np.float32
    assert (x_test.min(), x_test.max()) == (0.0, 1.0)
    np.testing.assert_array_equal(y_test, data.test_split()[1])


def test_provide_installs_once_and_then_finds(keras_home):
    first = data.provide()
    assert (first.action, first.kept) == ("installed", None)
    assert first.path == keras_home / "datasets" / "mnist.npz"
    assert data.provide().action == "found"
    assert [one.name for one in first.path.parent.iterdir()] == ["mnist.npz"]


@pytest.mark.parametrize("damage", [b"", b"not MNIST", None, "folder", "dangling"])
def test_a_damaged_or_foreign_file_is_kept_and_replaced(keras_home, damage):
    target = keras_home / "datasets" / "mnist.npz"
    target.parent.mkdir(parents=True)
    if damage is None:
        whole = data.packaged_file().read_bytes()
        target.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    elif damage == "folder":
        target.mkdir()
    elif damage == "dangling":
        target.symlink_to("nowhere")
    else:
        target.write_bytes(damage)
    provided = data.provide()
    assert provided.action == "replaced"
    assert data.checksum(target) == data.SHA256
    assert os.path.lexists(provided.kept)
    if isinstance(damage, bytes):
        assert provided.kept.read_bytes() == damage


def test_a_second_damaged_file_does_not_replace_the_first(keras_home):
    kept = []
    for damage in (b"one", b"two"):
        data.provide()
        data.keras_file().write_bytes(damage)
        kept.append(data.provide().kept)
    assert [path.read_bytes() for path in kept] == [b"one", b"two"]


def test_a_folder_that_cannot_be_made_is_one_clear_line(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "file"))
    with pytest.raises(CourseError, match="cannot be put into") as error:
        data.provide()
    assert "\n" not in str(error.value)


@pytest.mark.long
def test_keras_is_content_with_what_provide_installs_and_needs_no_network(keras_home):
    code = """
from mnist_course import data
from mnist_course.core import course_file
data.provide()
import keras
(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
print(x_train.shape, y_test.shape)
"""
    # A proxy that nobody answers at is as good as no network.
    nowhere = dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), "http://127.0.0.1:9")
    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | nowhere, capture_output=True, text=True
    )
    assert done.stdout.split("\n")[-2:] == ["(60000, 28, 28) (10000,)", ""], done.stderr
    assert str(keras_home / "datasets" / "mnist.npz") == str(data.keras_file())


@pytest.mark.parametrize("state", ["missing", "damaged"])
def test_a_package_without_its_data_says_so_in_one_line(tmp_path, state):
    package = tmp_path / "mnist_course"
    shutil.copytree(
        Path(mnist_course.__file__).parent,
        package,
        ignore=shutil.ignore_patterns("mnist.npz", "__pycache__"),
    )
    shutil.copy(course_file.folder() / course_file.FILE, tmp_path)
    if state == "damaged":
        (package / "assets" / "mnist.npz").write_bytes(b"PK")
    done = subprocess.run(
        [sys.executable, "-m", "mnist_course", "train", "--out", "model.keras"],
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert f"mnist.npz is {state}" in done.stderr
    assert done.stdout == ""
