"""JupyterLab for a student: started, waited for, ended."""

import contextlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from importlib.metadata import entry_points
from pathlib import Path
from typing import IO
from urllib.parse import quote

from mnist_course.core import files, systems
from mnist_course.core.errors import CourseError
from mnist_course.core.language import say, sentence
from mnist_course.kernels import warm
from mnist_course.workspace import progress

FIRST_PORT = 8888
"""Jupyter's own default."""

_READY_SECONDS = 90.0


def serve(root: Path, lesson_id: str, port: int | None, browser: bool) -> int:
    """Run JupyterLab, open at a lesson, until it is ended.

    Args:
        root: the workspace.
        lesson_id: the lesson.
        port: None for the first free one from Jupyter's own on.
        browser: whether to open one, where there is a display.

    Raises:
        CourseError: where JupyterLab cannot be started, or ends by itself.
    """
    chosen = _free_port(port)
    token = secrets.token_urlsafe(24)
    page = f"/lab/tree/{lesson_id}/{lesson_id}.ipynb"
    opens = browser and systems.has_display()
    log = root / progress.FOLDER / "jupyterlab.log"
    address = f"http://localhost:{chosen}{page}?token={token}"
    with contextlib.ExitStack() as ending:
        try:
            # Jupyter's messages are for those who look for a fault; a student needs the address.
            with log.open("wb") as messages:
                kernels = _warm_process(messages)
                if kernels:
                    ending.callback(kernels.close)
                process = _jupyterlab(root, chosen, token, page, opens, messages, kernels)
        except OSError as error:
            raise CourseError(say("JupyterLab cannot be started: {error}.", error=error)) from None
        ending.callback(_end, process)
        try:
            _wait_until_ready(process, chosen, token, log)
            told = sentence("JupyterLab is open: {address}")
            if not opens:
                told = sentence("JupyterLab is ready: {address}")
            print(say(told, address=address))
            print(say("Ctrl-C here ends it."), flush=True)
            status = process.wait()
        except KeyboardInterrupt:
            print(say("\nJupyterLab has ended. What you saved is in {root}.", root=root))
            return 0
    if status not in (0, -signal.SIGTERM):
        raise CourseError(
            say(
                "JupyterLab ended by itself with status {status}; see {log}.",
                status=status,
                log=log,
            )
        )
    return 0


def page_in_hub(root: Path, lesson_id: str) -> str | None:
    """Where a lesson is in the JupyterHub whose server this runs in; None outside of one.

    JupyterHub tells its servers by variables, and they their kernels and terminals:
    https://jupyterhub.readthedocs.io/en/stable/reference/spawners.html
    """
    prefix = os.environ.get("JUPYTERHUB_SERVICE_PREFIX")
    if not prefix:
        return None
    notebook = root / lesson_id / f"{lesson_id}.ipynb"
    served = Path(os.environ.get("JUPYTERHUB_ROOT_DIR") or "~").expanduser().resolve()
    if not notebook.is_relative_to(served):
        return say(
            "You are in a JupyterHub, which serves {served}: the lessons must lie in it.",
            served=served,
        )
    page = quote(f"{prefix}lab/tree/{notebook.relative_to(served).as_posix()}")
    hub = os.environ.get("JUPYTERHUB_PUBLIC_URL", "").removesuffix(prefix)
    return say(
        "You are in a JupyterHub, so no second server starts. Open: {hub}{page}",
        hub=hub,
        page=page,
    )


def running(root: Path, lesson_id: str) -> str | None:
    """The address of a lesson in a server that runs on the workspace already; None without one.

    Jupyter keeps a file on each server that a user has started, for this user alone to read.
    """
    from jupyter_core.paths import jupyter_runtime_dir

    # Jupyter's own way to list them is its server, whose import takes seconds.
    if not any(Path(jupyter_runtime_dir()).glob("jpserver-*.json")):
        return None
    from jupyter_server.serverapp import list_running_servers

    try:
        servers = list(list_running_servers())
    except (OSError, ValueError, KeyError):
        # Half a file, as a crash leaves it: then another server is started.
        return None
    for server in servers:
        try:
            same = Path(server["root_dir"]).resolve() == root.resolve()
            address = f"{server['url']}lab/tree/{lesson_id}/{lesson_id}.ipynb"
            token = server["token"]
        except (KeyError, TypeError, OSError):
            # A file of another version of Jupyter.
            continue
        if same:
            return f"{address}?token={token}" if token else address
    return None


def _free_port(wanted: int | None) -> int:
    if wanted is not None:
        if not _is_free(wanted):
            raise CourseError(
                say(
                    "Port {wanted} is in use, or not yours to use. Name another with --port, or "
                    "leave --port out.",
                    wanted=wanted,
                )
            )
        return wanted
    for port in range(FIRST_PORT, FIRST_PORT + 100):
        if _is_free(port):
            if port != FIRST_PORT:
                print(
                    say(
                        "Port {first_port} is in use; JupyterLab gets {port}.",
                        first_port=FIRST_PORT,
                        port=port,
                    )
                )
            return port
    raise CourseError(
        say(
            "The ports from {first_port} on are all in use. Name one with --port.",
            first_port=FIRST_PORT,
        )
    )


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        if not systems.shares_ports():
            # Else a port that JupyterLab has just left counts as taken for a minute.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _warm_process(messages: IO[bytes]) -> warm.WarmProcess | None:
    """What notebooks' kernels are forked from; None where that cannot be."""
    installed = entry_points(group="jupyter_client.kernel_provisioners", name=warm.PROVISIONER)
    if not warm.SAFE or not installed:
        return None
    with contextlib.suppress(warm.Unavailable):
        return warm.WarmProcess(keras=True, output=messages, shared=True)
    return None


def _jupyterlab(
    root: Path,
    port: int,
    token: str,
    page: str,
    browser: bool,
    messages: IO[bytes],
    kernels: warm.WarmProcess | None,
) -> subprocess.Popen[bytes]:
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        "--log-level=WARN",
        f"--ServerApp.root_dir={root}",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        f"--LabApp.default_url={page}",
        # The course works offline: nothing is fetched, also not news of updates.
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]
    if not browser:
        command.append("--no-browser")
    if systems.is_administrator():
        command.append("--allow-root")
    # The token goes through the environment: other users can read a command line. And this
    # Python's own kernel comes before one that a user's settings may name.
    environment = os.environ | {
        "JUPYTER_TOKEN": token,
        "JUPYTER_PREFER_ENV_PATH": "1",
        "JUPYTER_CONFIG_PATH": os.pathsep.join(
            filter(None, (str(_no_question(root)), os.environ.get("JUPYTER_CONFIG_PATH")))
        ),
    }
    if kernels:
        environment["JUPYTER_DEFAULT_PROVISIONER_NAME"] = warm.PROVISIONER
        environment[warm.SOCKET] = str(kernels.socket)
    # A group of its own keeps Ctrl-C from reaching Jupyter too, which would ask 'Shut down?'.
    return subprocess.Popen(
        command,
        cwd=root,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=messages,
        stderr=messages,
        **systems.own_group(),
    )


def _no_question(root: Path) -> Path:
    """Settings in which JupyterLab does not ask at first whether it may fetch news.

    It asks even where no news could be fetched (JupyterLab 4.6); only the extension's name
    turns the question off.
    """
    folder = root / progress.FOLDER / "jupyter"
    page = folder / "labconfig" / "page_config.json"
    off = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}
    with contextlib.suppress(OSError):
        page.parent.mkdir(parents=True, exist_ok=True)
        files.write(page, json.dumps(off))
    return folder


def _wait_until_ready(process: subprocess.Popen[bytes], port: int, token: str, log: Path) -> None:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/status", headers={"Authorization": f"token {token}"}
    )
    # A proxy from the environment must not see requests to this machine.
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    until = time.monotonic() + _READY_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise CourseError(
                say(
                    "JupyterLab ended before it was ready; {log} may tell why, and "
                    "`mnist-course doctor` looks for the usual reasons.",
                    log=log,
                )
            )
        with (
            contextlib.suppress(OSError, urllib.error.URLError, ValueError),
            direct.open(request, timeout=5) as answer,
        ):
            json.load(answer)
            return
        time.sleep(0.2)
    raise CourseError(
        say(
            "JupyterLab did not answer within {ready_seconds:g} seconds.",
            ready_seconds=_READY_SECONDS,
        )
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(timeout=15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
