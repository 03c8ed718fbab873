"""Run Python as an ordinary user, who sees this machine as one that was set up for all."""

import subprocess
import sys
from pathlib import Path

USER = 12345
_REPOSITORY = Path(__file__).resolve().parents[2]

_BECOME = """
import os, sys
from pathlib import Path
from inside import linux

places, user, program = {places!r}, {user}, {program!r}
linux.unshare(linux.NEWNS)
linux.mount("none", "/", "", linux.REC | linux.PRIVATE)
handles = [os.open(place, os.O_PATH) for place in places]
# Python, its packages and the repository may lie where only this account can go.
for place in places:
    for folder in reversed(Path(place).parents):
        if not os.path.isdir(folder):
            break
        if not os.stat(folder).st_mode & 1:
            linux.mount("tmpfs", str(folder), "tmpfs", 0, "mode=0755")
            break
for handle, place in zip(handles, places):
    os.makedirs(place, exist_ok=True)
    linux.mount(f"/proc/self/fd/{{handle}}", place, "", linux.BIND | linux.REC)
os.setgroups([])
os.setresgid(user, user, user)
os.setresuid(user, user, user)
os.chdir({repository!r})
os.environ["HOME"] = "/"
os.execv(sys.executable, [sys.executable, "-c", program])
"""


def run(program: str, seconds: float) -> subprocess.CompletedProcess[str]:
    """What a Python program says when somebody who is not root runs it; needs root."""
    script = _BECOME.format(
        places=sorted({sys.base_prefix, sys.prefix, str(_REPOSITORY)}),
        user=USER,
        program=program,
        repository=str(_REPOSITORY),
    )
    library = f"import sys; sys.path.insert(0, {str(_REPOSITORY / 'autograder' / 'sandbox')!r})\n"
    return subprocess.run(
        [sys.executable, "-c", library + script],
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
