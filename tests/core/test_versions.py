"""The versions that were tested: read with care, compared with what is here."""

import importlib.metadata

import pytest

from mnist_course.core import versions


def test_a_closure_follows_extras_and_markers():
    plain = versions.closure(["distributed"])
    assert {"distributed", "dask", "cloudpickle"} <= plain.keys()
    # Of `dask[array]`, NumPy; dask itself needs none.
    assert "numpy" not in versions.closure(["dask"])
    assert "numpy" in versions.closure(["dask[array]"])
    assert versions.closure(["numpy; sys_platform == 'nowhere'", "no-such-package-9"]) == {}


def test_what_is_written_is_read_back(tmp_path):
    closure = versions.closure(["keras"])
    (tmp_path / versions.FILE).write_text(versions.text(closure), "utf-8")
    assert versions.pinned(tmp_path / versions.FILE) == closure
    assert versions.differences(closure) == []


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("", {}),
        (
            "# keras==1\n\n keras==3.1 \r\nnumpy>=2\nx @ https://example.org/x.whl\n",
            {"keras": "3.1"},
        ),
        ("-r other.txt\nkeras==3.1 --hash=sha256:0\n", {}),
    ],
)
def test_what_is_no_pin_is_passed_over(tmp_path, written, read):
    (tmp_path / "x.txt").write_text(written, "utf-8")
    assert versions.pinned(tmp_path / "x.txt") == read


def test_only_what_is_here_in_another_version_differs():
    here = importlib.metadata.version("keras")
    (one,) = versions.differences({"keras": "3.0.1", "no-such-package-9": "1", "h5py": "0"})[:1]
    assert str(one) == f"keras {here} (tested: 3.0.1)"
    assert versions.differences({"no-such-package-9": "1"}) == []
