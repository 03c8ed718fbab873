"""Commands as somebody else: real accounts, who share a group and nothing more."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GROUP = 61_000
"""A group of this machine to which nobody belongs."""

_HOME = ("KERAS_HOME", "JUPYTER_DATA_DIR", "MNIST_COURSE_TRACEBACK", "PYTHONPATH")
"""What in the environment is root's own."""


@dataclass(frozen=True)
class Account:
    """An account of its own, with a umask, in the group or in none."""

    uid: int
    umask: int
    groups: str = f"--groups={GROUP}"

    def run(self, code: str, *words: object) -> subprocess.CompletedProcess[str]:
        """Python code, with `words` as its arguments; it finds `support`."""
        become = ["setpriv", f"--reuid={self.uid}", f"--regid={self.uid}", self.groups]
        own = f"import os; os.umask({self.umask})\n"
        environment = {name: value for name, value in os.environ.items() if name not in _HOME}
        return subprocess.run(
            [*_opened(), *become, sys.executable, "-c", f"{own}{code}", *map(str, words)],
            capture_output=True,
            text=True,
            timeout=900,
            cwd="/",
            env={**environment, "HOME": "/nonexistent", "PYTHONPATH": str(ROOT / "tests")},
        )

    def command(self, *words: object) -> subprocess.CompletedProcess[str]:
        """`mnist-autograder` with `words`."""
        code = "import sys; from autograder.commands.main import main; sys.exit(main(sys.argv[1:]))"
        return self.run(code, *words)


ANNA = Account(61_001, 0o022)
BEN = Account(61_002, 0o077)
STRANGER = Account(61_003, 0o022, "--clear-groups")


def _opened() -> list[str]:
    """Words of bubblewrap by which the interpreter and the course can be reached by everybody,
    where they lie in a folder that only root may enter; none where they do not."""
    needed = sorted({ROOT, Path(sys.prefix), Path(sys.base_prefix)})
    closed = [
        next(above for above in reversed((path, *path.parents)) if not _open(above))
        for path in needed
        if not all(map(_open, (path, *path.parents)))
    ]
    if not closed:
        return []
    words = ["bwrap", "--dev-bind", "/", "/"]
    for folder in sorted(set(closed)):
        words += ["--tmpfs", str(folder)]
    between = {
        above for path in needed for above in path.parents if set(closed) & set(above.parents)
    }
    for folder in sorted(between):
        words += ["--perms", "0755", "--dir", str(folder)]
    for path in needed:
        words += ["--dev-bind", str(path), str(path)]
    return [*words, "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", "--"]


def _open(folder: Path) -> bool:
    return folder.stat().st_mode & 0o005 == 0o005


def need_accounts() -> None:
    """Skip where nobody can become somebody else."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        pytest.skip("to become other accounts one must be root, on Linux")
    missing = [name for name in ("setpriv", "bwrap") if not shutil.which(name)]
    if missing:
        pytest.skip(f"other accounts need {missing[0]}")


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that everybody may enter, which pytest's own is not."""
    need_accounts()
    with tempfile.TemporaryDirectory(prefix="accounts-") as folder:
        os.chmod(folder, 0o755)
        yield Path(folder)


def shared(folder: Path, mode: int = 0o2775) -> Path:
    """A folder of Anna's, as the guide sets it up for a group."""
    folder.mkdir()
    os.chown(folder, ANNA.uid, GROUP)
    folder.chmod(mode)
    return folder
