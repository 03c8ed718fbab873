"""How much of a download is read: up to each bound, and no byte, file or archive beyond it."""

import io
import tarfile
import zipfile

import pytest

from autograder.intake import archives


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def tarred(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


@pytest.fixture(params=[zipped, tarred], ids=["zip", "tar"])
def read(request, tmp_path):
    """Reads files from a download of either kind: (names that were read, reasons)."""

    def reading(files: dict[str, bytes]) -> tuple[list[str], list[str]]:
        path = tmp_path / f"download.{'zip' if request.param is zipped else 'tar'}"
        path.write_bytes(request.param(files))
        found = list(archives.files_in(path, lambda name: True))
        taken = [one.name for one in found if isinstance(one, archives.File)]
        return taken, [one.reason for one in found if isinstance(one, archives.Refused)]

    return reading


def test_one_file(read, monkeypatch):
    monkeypatch.setattr(archives, "MAX_FILE", 1_000)
    assert read({"a.keras": bytes(1_000)}) == (["a.keras"], [])
    assert read({"a.keras": bytes(1_001)}) == ([], ["is larger than the 1,000 bytes allowed"])


def test_one_notebook(read, monkeypatch):
    monkeypatch.setattr(archives, "MAX_NOTEBOOK", 1_000)
    assert read({"a.ipynb": b" " * 1_000}) == (["a.ipynb"], [])
    assert read({"a.ipynb": b" " * 1_001}) == ([], ["is larger than the 1,000 bytes allowed"])


def test_all_files_together(read, monkeypatch):
    monkeypatch.setattr(archives, "MAX_TOTAL", 1_000)
    assert read({"a.py": bytes(600), "b.py": bytes(400)}) == (["a.py", "b.py"], [])
    taken, reasons = read({"a.py": bytes(600), "b.py": bytes(401)})
    assert taken == ["a.py"]
    assert "unpacks to more than the 1,000 bytes" in reasons[0]


def test_their_number(read, monkeypatch):
    monkeypatch.setattr(archives, "MAX_FILES", 3)
    assert len(read({f"{n}.py": b"" for n in range(3)})[0]) == 3
    _, reasons = read({f"{n}.py": b"" for n in range(4)})
    assert len(reasons) == 1
    assert "3" in reasons[0]


@pytest.mark.parametrize("more", [0, 1])
def test_archives_inside_archives(read, more):
    content = {"a.py": b"0"}
    # The download itself is the first.
    for _ in range(archives.MAX_DEPTH - 1 + more):
        content = {"inner.zip": zipped(content)}
    taken, reasons = read(content)
    if more:
        assert taken == []
        assert "nested more than" in reasons[0]
    else:
        assert (taken, reasons) == (["a.py"], [])
