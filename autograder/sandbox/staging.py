"""As root: give up root, and still see the files that the sandbox needs.

Run as a script. It mounts the named folders once more in a private mount namespace, where an
ordinary user can reach them even if they lie in root's home, becomes an ordinary user, and
turns into bubblewrap. So a submission never runs as root, not even inside a namespace.
"""

import json
import os
import sys
from typing import Any

NOBODY = 65534


def main(spec: dict) -> None:
    """Stage, drop root and execute.

    Args:
        spec: `bind`, pairs (source, place in the sandbox); `before` and `after`, the command
            line around them; `stage`, an empty folder; `wheel`, the folder of packages that
            bubblewrap comes from, '' for the system's own.
    """
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    from inside import linux

    bind, wheel = spec["bind"], spec["wheel"]
    program = spec["before"][0]
    try:
        linux.unshare(linux.NEWNS)
        linux.mount("none", "/", "", linux.REC | linux.PRIVATE)
        staged = _stage(linux, [*bind, *([[wheel, ""]] if wheel else [])], spec["stage"])
        if wheel:
            place, _ = staged.pop()
            program = os.path.join(place, os.path.relpath(program, wheel))
    except OSError:
        staged = bind
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
    arguments = [word for source, place in staged for word in ("--ro-bind", source, place)]
    command = [*spec["before"], *arguments, *spec["after"]]
    os.execvpe(program, command, {"PATH": "/usr/bin:/bin"})


def _stage(linux: Any, bind: list[list[str]], stage: str) -> list[list[str]]:
    handles = [os.open(source, os.O_PATH) for source, _ in bind]
    linux.mount("tmpfs", stage, "tmpfs", linux.NOSUID | linux.NODEV, "size=1m,mode=0755")
    staged = []
    for number, (handle, (source, place)) in enumerate(zip(handles, bind)):
        target = f"{stage}/{number}"
        if os.path.isdir(source):
            os.mkdir(target)
        else:
            open(target, "wb").close()
        linux.mount(f"/proc/self/fd/{handle}", target, "", linux.BIND | linux.REC)
        os.close(handle)
        staged.append([target, place])
    return staged


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
