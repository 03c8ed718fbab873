"""The shared page: one file that loads nothing; what it cannot carry is one line."""

import base64
import io
import re
import zipfile

import keras
import numpy as np
import pytest

from mnist_course import spec
from mnist_course.core.errors import CourseError
from mnist_course.judging.network import rebuilding
from mnist_course.judging.network.policy import MERGES
from mnist_course.share import network, page, steps
from support import trained
from support.lesson_nine import SHAPE, conv, graph, stack

L = keras.layers


@pytest.fixture(scope="module")
def digits(tmp_path_factory):
    folder = tmp_path_factory.mktemp("share")
    trained.save(folder / "digits.keras")
    return folder / "digits.keras"


def test_the_page_is_one_file_that_loads_nothing(digits):
    made = page.html(network.read(digits))
    assert len(made.encode()) < 200_000
    assert "21,578" in made and "Conv2D(32, 3×3, ReLU)" in made
    assert "default-src 'none'" in made
    assert not re.search(r"""https?:|\b(?:src|href)=|@import|url\(|\bimport\b|\bexport\b""", made)
    assert made.count("<script") == made.count("</script>") == 2
    assert '<html lang="en">' in made and "<title>" in made


def refused(path):
    with pytest.raises(CourseError) as error:
        page.html(network.read(path))
    said = str(error.value)
    assert "\n" not in said and len(said) < 700
    return said


def test_what_a_page_cannot_carry_is_one_line(tmp_path):
    path = tmp_path / "mine.keras"
    for said, make in {
        "LSTM": stack(lambda: L.Reshape((28, 28)), lambda: L.LSTM(8, return_sequences=True),
                      lambda: L.Reshape((28, 8, 1))),
        "should take one image of 28×28×1": lambda: keras.Sequential(
            [keras.Input((28, 28)), L.Flatten(), L.Dense(10)]),
        "should give 10 numbers": lambda: keras.Sequential(
            [keras.Input(SHAPE), L.Flatten(), L.Dense(9)]),
        f"{network.MOST_PARAMETERS:,} are allowed": lambda: keras.Sequential(
            [keras.Input(SHAPE), L.Flatten(), L.Dense(250), L.Dense(10)]),
        "4,000,000 are allowed": graph(lambda x: L.UpSampling2D(80)(x)),
        'interpolation="bicubic"': stack(lambda: L.Resizing(20, 20, interpolation="bicubic"), conv),
        "antialias=True": stack(lambda: L.Resizing(20, 20, antialias=True), conv),
    }.items():  # fmt: skip
        make().save(path)
        line = refused(path)
        assert line.startswith(f"{path} cannot become a page") and said in line, line


def test_a_damaged_or_foreign_file_is_one_line(digits, tmp_path):
    whole = digits.read_bytes()
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("config.json", b" " * 80_000_000)
        archive.writestr("model.weights.h5", b"")
    nested = io.BytesIO()
    with zipfile.ZipFile(nested, "w") as archive:
        archive.writestr("config.json", "[" * 100_000)
        archive.writestr("model.weights.h5", b"\x89HDF")
    path = tmp_path / "digits.keras"
    half, changed = whole[: len(whole) // 2], whole.replace(b"Conv2D", b"Lambda")
    for content in (b"", half, b"\x80\x04pickle", b"\x89HDF\r\n", b"no model", changed,
                    bomb.getvalue(), nested.getvalue()):  # fmt: skip
        path.write_bytes(content)
        assert refused(path)
    old = tmp_path / "digits.h5"
    old.write_bytes(b"\x89HDF\r\n")
    assert 'save it as `model.save("digits.keras")`' in refused(old)


def test_the_largest_network_that_is_carried_keeps_within_the_largest_page(tmp_path):
    units = network.MOST_PARAMETERS // (784 + 1 + 10 + 1)
    keras.Sequential(
        [keras.Input(SHAPE), L.Flatten(), L.Dense(units), L.Dense(10, activation="softmax")]
    ).save(tmp_path / "large.keras")
    made = page.html(network.read(tmp_path / "large.keras"))
    assert 900_000 < len(made.encode()) <= page.LARGEST_PAGE


def test_every_layer_and_function_that_lesson_nine_allows_is_known():
    known = {*steps._TRANSLATIONS, *steps._NOTHING, *MERGES, "Concatenate"}
    assert known == rebuilding.ALLOWED
    script = page._asset("network.js")
    functions = script[script.index("const functions") : script.index("const merges")]
    operations = script[script.index("const operations") :]
    for name in rebuilding._ACTIVATIONS - {"linear"}:
        name = steps._SAME.get(name, name)
        there = operations if name in steps._ALONG else functions
        assert re.search(rf"^  {name}[:,(]", there, re.MULTILINE), name


def test_the_frames_numbers_are_the_specifications():
    script = page._asset("framing.js")
    assert f"const SIDE = {spec.IMAGE_HEIGHT};" in script
    assert f"const BOX = {spec.DRAWING_BOX};" in script
    assert f"/ {spec.BRIGHTEST}," in script


def test_weights_are_carried_once_and_as_they_are(digits):
    carried = network.read(digits)
    model = keras.models.load_model(digits, compile=False)
    numbers = np.frombuffer(base64.b64decode(carried.data["numbers"]), "<f4")
    expected = np.concatenate([one.ravel() for one in model.get_weights()])
    np.testing.assert_array_equal(np.sort(numbers), np.sort(expected))
