"""A prediction entered in JupyterLab, by mouse and by keyboard, reaches the workspace."""

import time

import pytest

from mnist_course.workspace import predicted


@pytest.fixture(scope="module")
def page(lab):
    path = lab.notebook(
        "predicting.ipynb",
        "from mnist_course import compare, predict",
        'predict("paper")',
        'predict("best_guesser")',
        'predict("wraps")',
        'compare("paper")',
        'compare("best_guesser", 22)',
    )
    lab.open(path)
    lab.run_all()
    lab.page.wait_for_selector("body.mc-listened", state="attached")
    return lab.page


def until(lab, expected):
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        kept = {one: found.guess for one, found in predicted.load(lab.root).items() if found.guess}
        if kept == expected:
            return
        lab.page.wait_for_timeout(200)
    assert kept == expected


def test_a_choice_a_slider_and_a_number_are_kept(lab, page, axe):
    form = page.get_by_role("group", name="Your prediction: The paper is")
    form.get_by_label("255").check()
    until(lab, {"paper": "255"})
    # What has come already is said beside the choice.
    form.get_by_text("The paper is 0. You predicted 255.").wait_for()
    slider = page.get_by_role("slider")
    slider.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
        value = float(slider.input_value())
    until(lab, {"paper": "255", "best_guesser": value})
    # The arrows moved the slider and no cell.
    assert slider.evaluate("node => node === document.activeElement")
    number = page.get_by_role("spinbutton", name="250 + 10")
    number.click()
    page.keyboard.type("4")
    until(lab, {"paper": "255", "best_guesser": value, "wraps": 4.0})
    lab.run_all()
    assert f"You predicted {value:.0f} %" in page.locator(".mc-came").last.inner_text()
    assert not page.locator(".mc-by-code").first.is_visible()
    for theme in ("light", "dark"):
        lab.theme(theme)
        lab.picture(f"predictions-{theme}")
        axe(page, ".mc-predict", ".mc-came")
    lab.theme("light")
