"""The files in a download: a folder, an archive, archives inside of it; nothing goes to disk.

A name in an archive is only ever read as a label, so no name can lead out of a folder. Sizes are
limited by what is really read, not by what an archive says of itself.
"""

import io
import os
import stat
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO

MAX_FILE = 64 * 2**20
"""Bytes of one file; a notebook's outputs count."""

MAX_NOTEBOOK = 256 * 2**20
"""Bytes of one notebook: figures in its outputs make some very large."""

MAX_TOTAL = 2 * 2**30
"""Bytes that are read of one download altogether."""

MAX_FILES = 100_000
MAX_DEPTH = 4
"""Archives inside archives."""

OTHER = "is neither a notebook nor a saved model"

_LONGEST = 150
"""Bytes of a name; file systems take 255, and a number or an ending may come behind it."""

_UTF8 = 0x800
"""The bit by which a member of a ZIP archive says so of its name (APPNOTE 4.4.4)."""

_UNREAD = (".rar", ".7z", ".zipx", ".sitx")
PACKED = "is an archive of a kind that is not read; unpack it, or ask for a ZIP file"

CHECKPOINTS = ".ipynb_checkpoints"
_LITTER = {"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini", CHECKPOINTS, ".git"}
_LITTER |= {"__pycache__", ".pytest_cache", ".mnist-course", ".venv", "venv", "node_modules"}
_ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")


@dataclass(frozen=True)
class File:
    """One file of a download.

    Attributes:
        path: where it lies, an archive's own name included: 'lab.zip/Jane Doe_17_…/work.ipynb'.
        content: its bytes.
        modified: what the archive or the folder says, without a time zone; None where it does not.
    """

    path: PurePosixPath
    content: bytes = field(repr=False)
    modified: datetime | None = None

    @property
    def name(self) -> str:
        return self.path.name


@dataclass(frozen=True)
class Refused:
    """What was left out, and why, in words."""

    path: PurePosixPath
    reason: str


@dataclass
class _Reading:
    """One download's reading: what is wanted of it, and how much more may be read."""

    wanted: Callable[[str], bool]
    files: int = field(default_factory=lambda: MAX_FILES)
    total: int = field(default_factory=lambda: MAX_TOTAL)

    def takes(self, label: PurePosixPath) -> bool:
        """Whether a file's content is needed."""
        return is_archive(label.name) or self.wanted(label.name)

    def count(self) -> None:
        """One file more."""
        self.files -= 1
        if self.files < 0:
            raise _Spent(f"has more than the {MAX_FILES:,} files that are read of a download")


class _Spent(Exception):
    """The download is larger than is read of any."""


def files_in(download: Path, wanted: Callable[[str], bool]) -> Iterator[File | Refused]:
    """Every file of a download that is wanted, and what was refused.

    Args:
        download: a folder, or a `.zip` or `.tar` archive of any compression.
        wanted: whether a file's content is needed, by its name.
    """
    reading = _Reading(wanted)
    top = PurePosixPath(download.name)
    try:
        if download.is_dir():
            yield from _in_folder(download, top, reading)
        else:
            with download.open("rb") as file:
                yield from _in_archive(file, top, reading, 1)
    except _Spent as spent:
        yield Refused(top, str(spent))
    except OSError as error:
        yield Refused(top, f"cannot be read: {error.strerror or error}")


def is_archive(name: str) -> bool:
    return name.lower().endswith(_ARCHIVES)


def is_litter(path: PurePosixPath) -> bool:
    """Whether an operating system or a program left it there, and nobody handed it in."""
    return any(part in _LITTER or part.startswith("._") for part in path.parts)


def _skipped(path: PurePosixPath) -> bool:
    """Whether nobody needs to hear of a file. Of Jupyter's own copy of a notebook they do, where a
    student has handed in nothing else."""
    if CHECKPOINTS not in path.parts:
        return is_litter(path)
    plain = (part for part in path.parts if part != CHECKPOINTS)
    return path.suffix.lower() != ".ipynb" or is_litter(PurePosixPath(*plain))


def _in_folder(folder: Path, top: PurePosixPath, reading: _Reading) -> Iterator[File | Refused]:
    closed: list[OSError] = []
    for directory, names, files in os.walk(folder, onerror=closed.append):
        names[:] = sorted(name for name in names if name == CHECKPOINTS or name not in _LITTER)
        for name in sorted(files):
            path = Path(directory, name)
            label = top / path.relative_to(folder).as_posix()
            if _skipped(label):
                continue
            reading.count()
            try:
                status = path.lstat()
                if not stat.S_ISREG(status.st_mode):
                    yield Refused(label, "is no ordinary file; links are not followed")
                    continue
                modified = datetime.fromtimestamp(status.st_mtime)
                with path.open("rb") as file:
                    yield from _one(file, label, modified, reading, 0)
            except OSError as error:
                yield Refused(label, f"cannot be read: {error.strerror or error}")
    for one in closed:
        below = os.path.relpath(one.filename, folder)
        yield Refused(top / below, f"is a folder that cannot be read: {one.strerror or one}")


def _in_archive(
    file: IO[bytes], top: PurePosixPath, reading: _Reading, depth: int
) -> Iterator[File | Refused]:
    if depth > MAX_DEPTH:
        yield Refused(top, f"archives are nested more than {MAX_DEPTH} deep")
        return
    try:
        # By its beginning: a tar archive that ends with a saved model ends as a ZIP archive does.
        begins = file.read(2)
        file.seek(0)
        if begins == b"PK" or (not tarfile.is_tarfile(file) and zipfile.is_zipfile(file)):
            file.seek(0)
            yield from _in_zip(file, top, reading, depth)
        else:
            file.seek(0)
            yield from _in_tar(file, top, reading, depth)
    except _Spent:
        raise
    except Exception as error:  # decompressors have errors of their own, such as zlib.error
        yield Refused(top, f"is a damaged or protected archive ({_words(error)})")


def _in_zip(
    file: IO[bytes], top: PurePosixPath, reading: _Reading, depth: int
) -> Iterator[File | Refused]:
    with zipfile.ZipFile(file) as archive:
        members = archive.infolist()
        if len(members) > reading.files:
            raise _Spent(f"has {len(members):,} files; at most {MAX_FILES:,} are read")
        for member in members:
            label = top / _label(_name(member))
            if member.is_dir() or _skipped(label):
                continue
            reading.count()
            if stat.S_ISLNK(member.external_attr >> 16):
                yield Refused(label, "is a link, which is not followed")
                continue
            modified = None
            with suppress(ValueError):
                modified = datetime(*member.date_time)
            # Before it is opened, which a member with a password refuses.
            if not reading.takes(label):
                yield Refused(label, _why_not(label))
                continue
            try:
                with archive.open(member) as inner:
                    yield from _one(inner, label, modified, reading, depth)
            except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, ValueError) as error:
                yield Refused(label, f"cannot be unpacked ({_words(error)})")


def _in_tar(
    file: IO[bytes], top: PurePosixPath, reading: _Reading, depth: int
) -> Iterator[File | Refused]:
    with tarfile.open(fileobj=file, mode="r:*") as archive:
        for member in archive:
            label = top / _label(member.name)
            if member.isdir() or _skipped(label):
                continue
            reading.count()
            if not member.isfile():
                yield Refused(label, "is no ordinary file; links are not followed")
                continue
            inner = archive.extractfile(member)
            if inner is not None:
                modified = None
                with suppress(ValueError, OverflowError, OSError):
                    modified = datetime.fromtimestamp(member.mtime)
                yield from _one(inner, label, modified, reading, depth)


def _one(
    file: IO[bytes],
    label: PurePosixPath,
    modified: datetime | None,
    reading: _Reading,
    depth: int,
) -> Iterator[File | Refused]:
    if not reading.takes(label):
        yield Refused(label, _why_not(label))
        return
    packed = is_archive(label.name)
    most = MAX_NOTEBOOK if packed or label.suffix.lower() == ".ipynb" else MAX_FILE
    content = file.read(min(most, reading.total) + 1)
    if len(content) > reading.total:
        raise _Spent(f"unpacks to more than the {MAX_TOTAL:,} bytes that are read of a download")
    if len(content) > most:
        yield Refused(label, f"is larger than the {most:,} bytes allowed")
        return
    reading.total -= len(content)
    if packed and not _is_model(content):
        yield from _in_archive(io.BytesIO(content), label, reading, depth + 1)
    else:
        yield File(label, content, modified)


def _why_not(label: PurePosixPath) -> str:
    return PACKED if label.name.lower().endswith(_UNREAD) else OTHER


def _is_model(content: bytes) -> bool:
    """Whether an archive is a model as Keras saves it: some programs call that a ZIP file."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {"config.json", "metadata.json"} <= set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return False


def _name(member: zipfile.ZipInfo) -> str:
    """A member's name; macOS writes UTF-8 and does not say so, which reads as box drawings."""
    if member.flag_bits & _UTF8:
        return member.filename
    with suppress(UnicodeError):
        return member.orig_filename.encode("cp437").decode("utf-8")
    return member.orig_filename


def _label(name: str) -> PurePosixPath:
    """An archive's name for a file as a relative path without '..', whatever it says."""
    parts = [
        _part(part)
        for part in name.replace("\\", "/").split("/")
        if part not in ("", ".", "..") and not part.endswith(":")
    ]
    return PurePosixPath("/".join(parts) or "nameless")


def _part(name: str) -> str:
    """One part of a path that every file system takes."""
    clean = name.replace("\0", "_").encode("utf-8", "replace")
    if len(clean) <= _LONGEST:
        return clean.decode("utf-8")
    ending = PurePosixPath(clean.decode("utf-8")).suffix[:20]
    return clean[:_LONGEST].decode("utf-8", "ignore").removesuffix(ending) + ending


def _words(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:120]
