"""In Chromium: no script of a submission runs in feedback, overview, or nbgrader's pages."""

import argparse
import json
import os
import subprocess
import sys
import time
import urllib.request

import pytest

from autograder.commands import feedback as command
from autograder.core.names import student_key
from autograder.pages import feedback, overview
from mnist_course.core.exercise import Verdict
from support import gradedclass, hostilenotebook
from support.browsers import CHROMIUM
from support.gradedclass import LESSON
from support.ports import free_port

playwright = pytest.importorskip("playwright.sync_api")

pytestmark = [pytest.mark.browser, pytest.mark.long]


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    out = tmp_path_factory.mktemp("class")
    right = gradedclass.verdicts_on(gradedclass.right_answers())
    lost = Verdict(
        *("crashed", hostilenotebook.MARKUP, hostilenotebook.MARKUP, "crashed"),
        called=hostilenotebook.MARKUP,
        details=hostilenotebook.MARKUP,
    )
    verdicts = right | {"describe": lost}
    gradedclass.record(out, "anna", right)
    gradedclass.record(out, hostilenotebook.NAME, verdicts, hostilenotebook.notebook())
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    command.run(parser.parse_args([str(out)]))
    return out


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def test_overview_shows_whole_words_in_a_narrow_window(browser, tmp_path):
    long = Verdict(
        *("failed", "Not `from_logits=True` here."),
        *('Write `loss="sparse_categorical_crossentropy"`.', "logits-expected"),
    )
    verdicts = dict.fromkeys(gradedclass.right_answers(), long)
    students = ["meyer", "Annegret Müller-Lüdenscheidt 4711", "x" * 80]
    records = [gradedclass.graded(student, verdicts) for student in students]
    marks = {(one.key, LESSON): gradedclass.mark(one) for one in records}
    (tmp_path / "overview.html").write_text(overview.page(records, marks), "utf-8")
    page = browser.new_page(viewport={"width": 1000, "height": 800})
    page.goto((tmp_path / "overview.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 1000
    for words in ("meyer", "first_of_each", 'loss="sparse_categorical_crossentropy"'):
        found = page.get_by_text(words, exact=True).first
        assert found.evaluate("e => e.getClientRects().length") == 1, words
    assert "`" not in page.inner_text("body")
    page.close()


@pytest.fixture
def page(browser):
    """A page that reaches this machine only, and notes every dialog and every download."""
    page = browser.new_page(color_scheme="dark")
    page.dialogs = []
    page.asked = []
    page.on("dialog", lambda dialog: (page.dialogs.append(dialog.message), dialog.dismiss()))

    def allow(route):
        page.asked.append(route.request.url)
        local = route.request.url.startswith(("file:", "data:", "http://127.0.0.1"))
        route.continue_() if local else route.abort()

    page.route("**/*", allow)
    yield page
    page.close()


def nothing_ran(page):
    assert page.dialogs == []
    assert page.evaluate("window.pwned") is None
    assert "pwned" not in page.title()
    assert page.locator("iframe").count() == 0
    dangerous = page.evaluate(
        """() => [...document.querySelectorAll('main *, #notebook *')].filter(one =>
        one.tagName === 'SCRIPT' && one.textContent.includes('pwned') ||
        [...one.attributes].some(a => a.name.startsWith('on') && a.value.includes('pwned') ||
        /^\\s*javascript:/i.test(a.value))).length"""
    )
    assert dangerous == 0


def test_the_attack_would_run_if_nothing_stopped_it(page):
    page.set_content(f"<main>{hostilenotebook.MARKUP}</main>")
    with pytest.raises(AssertionError):
        nothing_ran(page)
    assert page.evaluate("window.pwned") == 1


def test_feedback_and_overview(out, page):
    target = feedback.path(out, student_key(hostilenotebook.NAME), LESSON)
    for file in (target, out / overview.FILE):
        page.goto(file.as_uri())
        nothing_ran(page)
        assert hostilenotebook.NAME in page.inner_text("main")
        assert [url for url in page.asked if not url.startswith("data:")] == [file.as_uri()]
        page.asked.clear()


def test_feedback_is_readable_in_light_and_dark_and_on_a_phone(out, browser):
    target = feedback.path(out, "anna", LESSON)
    for scheme in ("light", "dark"):
        page = browser.new_page(color_scheme=scheme, viewport={"width": 360, "height": 700})
        page.goto(target.as_uri())
        colours = page.evaluate(
            "() => [getComputedStyle(document.body).color, "
            "getComputedStyle(document.body).backgroundColor]"
        )
        dark, light = "rgb(31, 35, 40)", "rgb(230, 237, 243)"
        assert colours[0] == (dark if scheme == "light" else light)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert page.locator("img:not([alt]), svg:not([aria-label])").count() == 0
        assert page.locator("h1").count() == 1
        page.close()


@pytest.fixture(scope="module")
def formgrader(out, tmp_path_factory):
    port = free_port()
    home = tmp_path_factory.mktemp("home")
    command = [sys.executable, "-m", "jupyter", "server", "--no-browser", "--allow-root"]
    command += [f"--port={port}", "--ip=127.0.0.1", "--IdentityProvider.token="]
    environment = {**os.environ, "HOME": str(home), "JUPYTER_CONFIG_DIR": str(home)}
    log = (home / "log").open("wb")
    server = subprocess.Popen(command, cwd=out, env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}/formgrader"
    try:
        for _ in range(240):
            try:
                urllib.request.urlopen(f"{address}/api/assignments", timeout=5).read()
                break
            except OSError:
                assert server.poll() is None, (home / "log").read_text("utf-8")
                time.sleep(0.5)
        yield address
    finally:
        server.terminate()
        server.wait()
        log.close()


def test_formgrader_shows_the_class(formgrader, page):
    page.goto(f"{formgrader}/manage_submissions/{LESSON}")
    page.wait_for_selector("text=anna")
    table = page.inner_text("#main-table")
    assert "10 / 10" in table
    assert table.count("graded") == 2


def test_formgrader_marks_by_hand(formgrader, page, out):
    from autograder.gradebook import reading

    submission = next(one for one in submissions(formgrader) if one["student"] == "anna")
    page.goto(f"{formgrader}/submissions/{submission['id']}/")
    page.wait_for_function("document.querySelector('#describe-check').placeholder !== ''")
    with page.expect_response(lambda answer: "/api/grade/" in answer.url and answer.ok):
        page.fill("#describe-check", "1.5")
        page.locator("#describe-check").blur()
    with page.expect_response(lambda answer: "/api/comment/" in answer.url and answer.ok):
        page.fill("#describe-comment", "Well found.")
        page.locator("#describe-comment").blur()
    assert reading.mark(out, "anna", LESSON).exercises["describe"] == (1.5, 3.0, "Well found.")


def test_no_script_of_a_submission_runs_in_formgrader(formgrader, page):
    for one in submissions(formgrader):
        for path in (f"submissions/{one['id']}/", f"manage_students/{one['student']}"):
            page.goto(f"{formgrader}/{path}", wait_until="domcontentloaded")
            page.wait_for_timeout(1000)
            nothing_ran(page)
    for path in ("manage_students", f"gradebook/{LESSON}/{LESSON}"):
        page.goto(f"{formgrader}/{path}", wait_until="domcontentloaded")
        page.wait_for_timeout(1000)
        nothing_ran(page)


def submissions(formgrader):
    address = f"{formgrader}/api/submitted_notebooks/{LESSON}/{LESSON}"
    return json.load(urllib.request.urlopen(address, timeout=60))
