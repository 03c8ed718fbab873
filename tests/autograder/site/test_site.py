"""The site as it is read: offline, without solutions, in Chromium."""

import re
import shutil
from pathlib import Path

import nbformat
import pytest

from autograder.commands.main import main
from autograder.site import sources
from mnist_course import course
from mnist_course.core import course_file
from mnist_course.core.errors import CourseError
from support.browsers import CHROMIUM

REPOSITORY = Path(__file__).resolve().parents[3]
LESSON = "01_loading"
FORMULAS = "05_compilation"

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """The pages of one lesson, run; made by the command."""
    out = tmp_path_factory.mktemp("site") / "pages"
    assert main(["site", str(out), "--lesson", LESSON]) == 0
    return out


@pytest.fixture(scope="module")
def unrun(tmp_path_factory) -> Path:
    """The pages of all lessons, none of which was run."""
    folder = tmp_path_factory.mktemp("unrun")
    lessons = course.lessons()
    run = {
        one.id: nbformat.read(REPOSITORY / "solutions" / one.id / f"{one.id}.ipynb", 4)
        for one in lessons
    }
    sources.write(folder / "sources", REPOSITORY, lessons, run)
    sources.build(folder / "sources", folder / "pages")
    return folder / "pages"


def test_a_lesson_has_its_figures_and_no_solution(site):
    page = (site / "lessons" / LESSON / f"{LESSON}.html").read_text("utf-8")
    pictures = re.findall(r"<img [^>]*>", page)
    assert len(pictures) > 3
    assert all(re.search(r'alt="[^"]{10,}"', one) for one in pictures)
    assert page.count("your code here") == len(course.lesson(LESSON).exercises)
    assert "Right" not in page


def test_nothing_is_loaded_from_elsewhere(site, unrun):
    for path in [*site.rglob("*.html"), *unrun.rglob("*.html")]:
        text = path.read_text("utf-8")
        loaded = re.findall(
            r"""<(?:script|img|link|iframe)\b[^>]*?(?:src|href)=["']([^"']*)""", text
        )
        assert not [one for one in loaded if re.match(r"(https?:)?//", one)], path


def test_all_lessons_and_guides_are_there_and_formulas_are_drawn(unrun):
    index = (unrun / "index.html").read_text("utf-8")
    for lesson in course.lessons():
        assert f'href="lessons/{lesson.id}/{lesson.id}.html"' in index
    for guide in (sources.STUDENTS, sources.INSTRUCTORS, *sources.MORE):
        assert (unrun / guide).with_suffix(".html").is_file()
    formulas = (unrun / "lessons" / FORMULAS / f"{FORMULAS}.html").read_text("utf-8")
    assert "<mfrac>" in formulas
    assert "$$" not in formulas
    assert "reference_weights" not in (unrun / "reference.html").read_text("utf-8")
    assert "TrainingDisplay" in (unrun / "reference.html").read_text("utf-8")


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM, reason="no Chromium: install Debian's `chromium`")
def test_it_is_searched_and_read_without_a_server(site):
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = chromium.new_page(viewport={"width": 900, "height": 900}, color_scheme="dark")
        asked = []
        page.on("request", lambda one: asked.append(one.url))
        page.goto(f"{site.as_uri()}/search.html?q=writers")
        page.wait_for_selector("#search-results li a")
        page.click("#search-results li a")
        page.wait_for_selector("h1")
        assert "Loading the digits" in page.inner_text("h1")
        assert (
            page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgb(255, 255, 255)"
        )
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 900
        assert all(one.startswith(("file:", "data:")) for one in asked)
        chromium.close()


def test_what_stands_in_the_way_is_said_and_stays(tmp_path, capsys):
    (tmp_path / "notes.txt").write_text("mine", "utf-8")
    assert main(["site", str(tmp_path)]) == 2
    assert f"{tmp_path} is not empty" in capsys.readouterr().err
    assert (tmp_path / "notes.txt").read_text("utf-8") == "mine"


def test_a_lesson_that_stops_is_named_and_nothing_is_left(tmp_path, monkeypatch):
    copy = tmp_path / "course"
    shutil.copytree(REPOSITORY / "solutions" / LESSON, copy / "solutions" / LESSON)
    shutil.copytree(REPOSITORY / "lessons", copy / "lessons")
    shutil.copy(REPOSITORY / course_file.FILE, copy)
    monkeypatch.setenv(course_file.VARIABLE, str(copy))
    path = copy / "solutions" / LESSON / f"{LESSON}.ipynb"
    notebook = nbformat.read(path, 4)
    notebook.cells.insert(0, nbformat.v4.new_code_cell("1 / 0"))
    nbformat.write(notebook, path)
    with pytest.raises(CourseError, match=f"{LESSON} stopped"):
        sources.make(tmp_path / "pages", REPOSITORY, [course.lesson(LESSON)])
    assert sorted(one.name for one in tmp_path.iterdir()) == ["course"]
