"""The last page in Chromium: saves the network's page, has no barriers, prints."""

import numpy as np
import pytest

from mnist_course import data, last_page
from mnist_course.share import network
from mnist_course.share import page as shared_page
from mnist_course.workspace import progress
from support import trained


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """A last page in a workspace with a trained network, and the page of that network."""
    root = tmp_path_factory.mktemp("workspace")
    for folder in (progress.FOLDER, "06_training"):
        (root / folder).mkdir()
    trained.save(root / "06_training" / "digits.keras")
    answers = data.test_split()[1].astype(int)
    answers[:7] += 1
    reading = last_page.Reading(
        True, 0.98, answers % 10, np.random.default_rng(0).random((3, 3, 8))
    )
    path = root / "my-mnist.html"
    path.write_text(last_page.html(reading, "Ada", None, root), "utf-8")
    return path, shared_page.html(network.read(root / "06_training" / "digits.keras"))


def test_a_click_saves_the_networks_page(browser, written):
    path, shared = written
    context = browser.new_context(accept_downloads=True)
    page = context.new_page()
    page.goto(path.as_uri())
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save the network of lesson 6").click()
    assert saved.value.suggested_filename == "digits.html"
    assert saved.value.path().read_bytes() == shared.encode()
    context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 900])
def test_nothing_bars_the_way(browser, written, axe, theme, width):
    context = browser.new_context(color_scheme=theme, viewport={"width": width, "height": 844})
    page = context.new_page()
    page.goto(written[0].as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    axe(page, "html")
    context.close()


def test_on_paper_it_is_black_on_white_without_what_one_clicks(browser, written):
    context = browser.new_context(color_scheme="dark", viewport={"width": 672, "height": 1000})
    page = context.new_page()
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(written[0].as_uri())
    assert not page.get_by_role("link").first.is_visible()
    assert page.get_by_role("heading", name="What you learned").is_visible()
    inverted = page.locator("img.ink").first.evaluate("node => getComputedStyle(node).filter")
    assert inverted == "invert(1)"
    assert page.evaluate("document.documentElement.scrollWidth") <= 672
    context.close()
