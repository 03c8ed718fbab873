"""Commands as somebody else: real accounts, who share a group and nothing more."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

GROUP = 61_000
"""A group of this machine to which nobody belongs."""


@dataclass(frozen=True)
class Account:
    """An account that may write what its user or its group may, and read all, as the tests are."""

    uid: int
    umask: int
    groups: str = f"--groups={GROUP}"

    def run(self, code: str, *words: object) -> subprocess.CompletedProcess[str]:
        """Python code, with `words` as its arguments."""
        become = ["setpriv", f"--reuid={self.uid}", f"--regid={self.uid}", self.groups]
        # The interpreter and the course may lie where only root looks. What may be written is
        # not affected, and a test looks at who may read.
        become += ["--inh-caps=-all,+dac_read_search", "--ambient-caps=-all,+dac_read_search"]
        become += ["--bounding-set=-all,+dac_read_search", "--securebits=+no_setuid_fixup"]
        return subprocess.run(
            [*become, sys.executable, "-c", code, *map(str, words)],
            capture_output=True,
            text=True,
            umask=self.umask,
            timeout=300,
            env={**os.environ, "HOME": "/nonexistent", "MNIST_COURSE_TRACEBACK": ""},
        )

    def command(self, *words: object) -> subprocess.CompletedProcess[str]:
        """`mnist-autograder` with `words`."""
        code = "import sys; from autograder.commands.main import main; sys.exit(main(sys.argv[1:]))"
        return self.run(code, *words)


ANNA = Account(61_001, 0o022)
BEN = Account(61_002, 0o077)
STRANGER = Account(61_003, 0o022, "--clear-groups")


def need_accounts() -> None:
    """Skip where nobody can become somebody else."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0 or not shutil.which("setpriv"):
        pytest.skip("to become other accounts one must be root, on Linux with setpriv")


def shared(folder: Path, mode: int = 0o2775) -> Path:
    """A folder of Anna's, as the guide sets it up for a group."""
    folder.mkdir()
    os.chown(folder, ANNA.uid, GROUP)
    folder.chmod(mode)
    return folder
