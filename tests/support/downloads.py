"""Downloads as learning platforms write them, made of real notebooks."""

import io
import json
import tarfile
import zipfile
from pathlib import Path

from mnist_course import course

ROOT = Path(__file__).resolve().parents[2]


def solved(lesson: str) -> bytes:
    """The solved notebook of a lesson."""
    return (ROOT / "solutions" / lesson / f"{lesson}.ipynb").read_bytes()


def untouched(lesson: str) -> bytes:
    """The notebook as students get it."""
    return course.lesson_notebook(lesson).read_bytes()


def changed(lesson: str, edit) -> bytes:
    """A solved notebook after `edit(notebook)`."""
    notebook = json.loads(solved(lesson))
    edit(notebook)
    return json.dumps(notebook).encode()


def saved_model() -> bytes:
    """The least that tells a Keras archive: its two descriptions."""
    return zipped({"metadata.json": b"{}", "config.json": b"{}", "model.weights.h5": b"\x89HDF"})


def zipped(files: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP archive of files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def tarred(files: dict[str, bytes], mode: str = "w:gz") -> bytes:
    """A tar archive of files."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


def folder(where: Path, files: dict[str, bytes]) -> Path:
    """A folder of files."""
    for name, content in files.items():
        path = where / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return where
