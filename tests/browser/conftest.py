"""A real JupyterLab and a real Chromium, shared by all browser tests."""

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from mnist_course import data
from support.browsers import CHROMIUM
from support.ports import free_port

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

SCREENSHOTS = Path(__file__).parents[2] / "screenshots"
START_SECONDS = 90
RUN_SECONDS = 180
THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if "nightly" not in item.keywords:
                item.add_marker(pytest.mark.long)
            if not CHROMIUM:
                item.add_marker(pytest.mark.skip("no Chromium: install Debian's `chromium`"))


class Lab:
    """A running JupyterLab, and the page that shows it."""

    def __init__(self, url: str, token: str, root: Path, page):
        self.url, self.token, self.root, self.page = url, token, root, page

    def open(self, notebook: Path) -> None:
        """Open a notebook of the root folder and wait until its kernel is ready."""
        relative = notebook.relative_to(self.root).as_posix()
        self.page.goto(f"{self.url}/lab/tree/{relative}?token={self.token}&reset")
        self.page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=START_SECONDS * 1000)
        self.wait_until_idle()

    def run_all(self) -> None:
        """Run all cells, and wait until the kernel is idle again."""
        self.command("notebook:run-all-cells")
        self.page.wait_for_timeout(300)
        self.wait_until_idle()

    def command(self, name: str, **arguments) -> None:
        self.page.evaluate(
            "([name, args]) => window.jupyterapp.commands.execute(name, args)", [name, arguments]
        )

    def command_in_background(self, name: str) -> None:
        """Start a command that ends only after a dialog was answered."""
        self.page.evaluate("(name) => void window.jupyterapp.commands.execute(name)", name)

    def wait_until_idle(self) -> None:
        self.page.wait_for_function(
            """() => {
                const panel = window.jupyterapp.shell.currentWidget;
                const session = panel?.sessionContext;
                if (session?.session?.kernel?.status !== "idle") return false;
                return !panel.content.widgets.some((cell) => cell.inputArea?.promptNode
                    ?.textContent.includes("*"));
            }""",
            timeout=RUN_SECONDS * 1000,
        )

    def theme(self, name: str) -> None:
        """Switch to the 'light' or the 'dark' theme."""
        self.command("apputils:change-theme", theme=THEMES[name])
        light = "true" if name == "light" else "false"
        self.page.wait_for_selector(f'body[data-jp-theme-light="{light}"]', state="attached")

    def picture(self, name: str, target=None) -> None:
        """Keep a screenshot of the page or of one element."""
        SCREENSHOTS.mkdir(exist_ok=True)
        (target or self.page).screenshot(path=SCREENSHOTS / f"{name}.png")

    def notebook(self, name: str, *sources: str) -> Path:
        """Write a notebook of code cells into the root folder."""
        path = self.root / name
        cells = [nbformat.v4.new_code_cell(source) for source in sources]
        metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=metadata), path)
        return path

    def stop_kernels(self) -> None:
        request = urllib.request.Request(
            f"{self.url}/api/sessions", headers={"Authorization": f"token {self.token}"}
        )
        for session in json.load(urllib.request.urlopen(request)):
            urllib.request.urlopen(
                urllib.request.Request(
                    f"{self.url}/api/sessions/{session['id']}",
                    method="DELETE",
                    headers=request.headers,
                )
            )


# One a module: two drivers at once, as with another folder's tests, are not to be had.
@pytest.fixture(scope="module")
def browser() -> Iterator:
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str, Path]]:
    """A JupyterLab on an empty workspace, with a home of its own: (url, token, root)."""
    home = tmp_path_factory.mktemp("home")
    root = tmp_path_factory.mktemp("workspace")
    (root / ".mnist-course").mkdir()
    keras_home = home / ".keras"
    (keras_home / "datasets").mkdir(parents=True)
    shutil.copyfile(data.packaged_file(), keras_home / "datasets" / "mnist.npz")
    port, token = free_port(), "test"
    url = f"http://127.0.0.1:{port}"
    environment = os.environ | {
        "HOME": str(home),
        "KERAS_HOME": str(keras_home),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
    }
    settings = home / "settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    (settings / "notification.jupyterlab-settings").write_text(
        '{"fetchNews": "false", "checkForUpdates": false}'
    )
    log = (home / "jupyter.log").open("wb")
    command = [
        *(sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root"),
        *(f"--port={port}", "--ServerApp.port_retries=0", "--ServerApp.ip=127.0.0.1"),
        *(f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={root}"),
        *("--LabApp.expose_app_in_browser=True", "--LabApp.news_url="),
    ]
    process = subprocess.Popen(
        command, env=environment, cwd=root, stdout=log, stderr=subprocess.STDOUT
    )
    try:
        _wait_for(f"{url}/api/status?token={token}", process, home / "jupyter.log")
        yield url, token, root
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        log.close()


def _wait_for(url: str, process: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    pytest.fail(f"JupyterLab did not start:\n{log.read_text()[-3000:]}")


@pytest.fixture(scope="module")
def lab(browser, server) -> Iterator[Lab]:
    """One page for the tests of a module; its kernels end with it."""
    context = browser.new_context(viewport={"width": 1360, "height": 1300})
    page = context.new_page()
    page.set_default_timeout(20_000)
    lab = Lab(*server, page)
    yield lab
    lab.stop_kernels()
    context.close()


@pytest.fixture(scope="session")
def axe():
    """Run axe-core over parts of a page; fail on any finding of moderate impact or worse."""
    sync = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed"
    )

    def run(page, *selectors: str) -> None:
        found = sync.Axe().run(page, context={"include": [[one] for one in selectors]})
        serious = [
            f"{one['id']} ({one['impact']}): {one['help']}\n"
            + "\n".join(
                f"    {node['html'][:160]}\n    {node['failureSummary']}"
                for node in one["nodes"][:3]
            )
            for one in found.response["violations"]
            if one["impact"] in ("moderate", "serious", "critical")
        ]
        assert not serious, "\n".join(serious)

    return run
