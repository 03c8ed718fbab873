"""Which Keras saved a submitted model."""

import zipfile

import keras
import pytest

from autograder.intake import keras_version
from autograder.intake.submission import Submission


def of(**files: bytes) -> set[str]:
    named = {f"{name}.keras": content for name, content in files.items()}
    return keras_version.of(Submission("ana", "06_training", named))


def test_a_saved_model_names_its_keras(digits):
    assert of(digits=digits) == {keras.__version__}
    other = digits.replace(keras.__version__.encode(), b"3.12.7", 1)
    assert of(digits=digits, again=other) == {keras.__version__, "3.12.7"}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b'"keras_version": "3.1"',
        b'PK\x03\x04metadata.json{"keras_version": "\x1b[31m"}',
        b'PK\x03\x04metadata.json{"keras_version": "' + b"3" * 10**6,
    ],
)
def test_what_names_none_is_passed_over(content):
    assert of(digits=content) == set()


def test_what_was_packed_again_is_passed_over(digits, tmp_path):
    (tmp_path / "a.keras").write_bytes(digits)
    with (
        zipfile.ZipFile(tmp_path / "a.keras") as given,
        zipfile.ZipFile(tmp_path / "b.keras", "w", zipfile.ZIP_DEFLATED) as packed,
    ):
        for name in given.namelist():
            packed.writestr(name, given.read(name))
    assert of(digits=(tmp_path / "b.keras").read_bytes()) == set()
