"""The versions with which the course was tested: written by a release, compared with later.

The file is one of pip's constraints files: https://pip.pypa.io/en/stable/user_guide/#constraints-files.
It holds names and versions, no addresses and no hashes, and only of what the course needs.
"""

import importlib.metadata
import platform
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

FILE = "constraints.txt"
"""In the folder from which the course is installed."""

_PIN = re.compile(r"([A-Za-z0-9][\w.-]*)==([\w.!]+)")


@dataclass(frozen=True)
class Difference:
    """A package of which another version is here than the one that was tested.

    Attributes:
        name: of the package.
        tested, here: its versions.
    """

    name: str
    tested: str
    here: str

    def __str__(self) -> str:
        return f"{self.name} {self.here} (tested: {self.tested})"


def closure(requirements: Iterable[str]) -> dict[str, str]:
    """What these requirements need, and what that needs in turn, as it is installed here.

    Args:
        requirements: as a package's metadata have them, such as `keras>=3.12; extra == "x"`.

    Returns:
        Name → version, sorted. What is not needed on this machine, or not installed, is left out.
    """
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    found: dict[str, str] = {}
    seen: set[tuple[str, str]] = set()
    waiting = [(Requirement(text), "") for text in requirements]
    while waiting:
        wanted, extra = waiting.pop()
        name = canonicalize_name(wanted.name)
        if wanted.marker and not wanted.marker.evaluate({"extra": extra}):
            continue
        if (version := _installed(name)) is None:
            continue
        found[name] = version
        for one in {"", *wanted.extras}:
            if (name, one) not in seen:
                seen.add((name, one))
                inner = importlib.metadata.requires(name) or []
                waiting.extend((Requirement(text), one) for text in inner)
    return dict(sorted(found.items()))


def text(tested: Mapping[str, str]) -> str:
    """The file that says so."""
    where = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    pins = "".join(f"{name}=={version}\n" for name, version in tested.items())
    return f"# The versions with which this course was tested: {where}.\n{pins}"


def pinned(path: Path | None = None) -> dict[str, str]:
    """Name → version, as a file says it; {} where there is none.

    Args:
        path: the file; None for the one of this installation.

    Raises:
        OSError: where it cannot be read.
        ValueError: where it is no text in UTF-8.
    """
    path = path or _of_this_installation()
    if not path.is_file():
        return {}
    pins = (_PIN.fullmatch(line.strip()) for line in path.read_text("utf-8").splitlines())
    return {pin[1]: pin[2] for pin in pins if pin}


def differences(tested: Mapping[str, str]) -> list[Difference]:
    """Where this environment has another version; what it does not have at all is left out."""
    here = {name: _installed(name) for name in tested}
    return [
        Difference(name, version, found)
        for name, version in tested.items()
        if (found := here[name]) and found != version
    ]


def _installed(name: str) -> str | None:
    from packaging.version import Version

    try:
        # Without what a builder appended, such as '+cpu': registries have no such version.
        return Version(importlib.metadata.version(name)).public
    except importlib.metadata.PackageNotFoundError:
        return None


def _of_this_installation() -> Path:
    package = Path(__file__).resolve().parents[1]
    inside = package / FILE
    return inside if inside.is_file() else package.parent / FILE
