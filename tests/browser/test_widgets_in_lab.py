"""The widgets in JupyterLab: moved by keyboard, in both themes, enlarged, without barriers."""

import numpy as np
import pytest

from mnist_course import data

EDGE = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
WIDGETS = {
    "sliding": "A kernel slides over an image",
    "features": "Feature maps of each convolution layer",
    "confusion": "Confusion matrix",
    "pad": "Draw a digit",
    "why": "Which pixels decided",
    "steps": "Small steps",
    "refusing": "Things that are no digits",
    "map": "A map of digits",
}


def widget(page, name):
    return page.locator(f".mc-widget[aria-label^='{WIDGETS[name]}']")


@pytest.fixture(scope="module")
def page(lab):
    notebook = lab.notebook(
        "widgets.ipynb",
        "import numpy as np\n"
        "from mnist_course import data, model, widgets\n"
        "network = model.reference()\n"
        "images, labels = data.test_split()\n"
        "images, labels = images[:2000], labels[:2000]\n"
        f"edge = np.array({EDGE.tolist()})",
        "widgets.sliding_kernel(images[0], edge)",
        "widgets.feature_maps(network, images[0])",
        "probabilities = network.predict(data.as_input(images), verbose=0)\n"
        "widgets.confusion_explorer(labels, probabilities, images)",
        "widgets.network(network)",
        "widgets.why(network, images[4])",
        "widgets.small_steps(network, images[0], 3)",
        "widgets.refusing(network, probabilities, labels)",
        "widgets.digit_map(network, data.as_input(images), labels)",
        "from mnist_course.widgets.reading import shrink\nwidgets.drawing_pad(network, shrink)",
    )
    lab.open(notebook)
    lab.run_all()
    for name in WIDGETS:
        widget(lab.page, name).wait_for(state="attached")
    return lab.page


def reach_by_tab(page, start, role, name):
    """Press Tab from `start` until the control is focused."""
    start.focus()
    for _ in range(40):
        focused = page.evaluate(
            "[document.activeElement.getAttribute('aria-label')"
            " ?? document.activeElement.labels?.[0]?.textContent.trim()"
            " ?? document.activeElement.textContent.trim(),"
            " document.activeElement.type ?? document.activeElement.getAttribute('role')]"
        )
        if focused[0].startswith(name) and focused[1] == role:
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab does not reach {role} {name!r}")


def test_the_kernel_moves_by_keyboard_and_shows_its_numbers(page):
    sliding = widget(page, "sliding")
    sliding.scroll_into_view_if_needed()
    row = sliding.get_by_role("slider", name="row")
    row.press("Home")
    assert row.get_attribute("aria-valuetext").startswith("row 0, sum")
    for _ in range(7):
        page.keyboard.press("ArrowRight")
    sliding.get_by_role("slider", name="column").press("Home")
    for _ in range(6):
        page.keyboard.press("ArrowUp")
    total = sliding.locator(".mc-total").inner_text()
    image = data.test_split()[0][0].astype(int)
    expected = (image[7:10, 6:9] * EDGE).sum()
    assert expected != 0
    assert total == f"Row 7, column 6: the products add up to {expected}."


def test_feature_maps_change_by_keyboard(page):
    features = widget(page, "features")
    features.scroll_into_view_if_needed()
    slider = features.get_by_role("slider", name="map")
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert "Map 3 of 32" in features.get_by_role("status").first.inner_text()
    features.get_by_role("group", name="Layer").get_by_role("button").nth(2).press("Enter")
    assert "3×3" in features.locator("button[aria-pressed=true]").first.inner_text()
    assert "Map 3 of 32" in features.get_by_role("status").first.inner_text()


def test_the_digits_behind_a_cell_are_shown_by_key_and_by_click(page):
    confusion = widget(page, "confusion")
    confusion.scroll_into_view_if_needed()
    assert "mistakes" in confusion.get_by_role("status").inner_text()
    last = widget(page, "features").locator("input[type=range]").last
    reach_by_tab(page, last, "button", "true 0, read")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert confusion.get_by_role("status").inner_text().startswith("True 1, read correctly: ")
    assert confusion.locator(".mc-gallery li").count() == 40
    wrong = confusion.locator(".mc-wrong:not(:text-is('0'))").first
    count = int(wrong.inner_text())
    wrong.click()
    assert confusion.locator(".mc-gallery li").count() == count
    assert "read as" in confusion.locator(".mc-gallery li").first.inner_text()


def test_a_weight_that_is_changed_changes_the_map_at_once(page):
    sliding = widget(page, "sliding")
    sliding.scroll_into_view_if_needed()
    total = sliding.locator(".mc-total")
    sliding.get_by_role("slider", name="row").fill("7")
    sliding.get_by_role("slider", name="column").fill("6")
    before = total.inner_text()
    pixel = lambda: sliding.locator("canvas").nth(1).evaluate("one => one.toDataURL()")  # noqa: E731
    picture = pixel()
    weight = sliding.get_by_label("Weight in row 1, column 1", exact=True)
    weight.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("-2.5")
    image = data.test_split()[0][0].astype(int)
    kernel = EDGE.astype(float)
    kernel[1, 1] = -2.5
    expected = (image[7:10, 6:9] * kernel).sum()
    assert expected != (image[7:10, 6:9] * EDGE).sum()
    said = total.inner_text().replace("−", "-")
    assert float(said.rpartition(" ")[2].rstrip(".")) == pytest.approx(expected, abs=0.5)
    assert pixel() != picture
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    assert weight.get_attribute("aria-invalid") == "true"
    sliding.get_by_role("button", name="Reset the kernel").click()
    assert total.inner_text() == before and pixel() == picture
    assert weight.input_value() == "0"


def test_a_place_of_a_map_shows_the_pixels_it_comes_from(page):
    features = widget(page, "features")
    features.scroll_into_view_if_needed()
    features.get_by_role("group", name="Layer").get_by_role("button").nth(2).click()
    large = features.locator(".mc-large")
    box = large.bounding_box()
    large.click(position={"x": box["width"] / 2, "y": box["height"] / 2})
    origin = features.get_by_role("status").last
    assert "at row 1, column 1 comes from rows 2 to 7 and columns 2 to 7" in origin.inner_text()
    assert origin.inner_text().endswith(
        "rows 4 to 21 and columns 4 to 21 of the image: 18 by 18 pixels."
    )
    features.get_by_role("slider", name="row").press("Home")
    assert "rows 0 to 17 and columns 4 to 21 of the image" in origin.inner_text()


def test_covering_is_moved_and_another_digit_asked_about_by_keyboard(page):
    why = widget(page, "why")
    why.scroll_into_view_if_needed()
    status = why.get_by_role("status")
    assert "of a 4 it is" in status.inner_text()
    why.get_by_role("slider", name="row").press("Home")
    assert "row 0" in status.inner_text() and "still reads 4" in status.inner_text()
    why.get_by_role("button", name="9", exact=True).press("Enter")
    assert "of a 9 it is" in status.inner_text()


def test_steps_turn_a_seven_into_a_three(page):
    steps = widget(page, "steps")
    steps.scroll_into_view_if_needed()
    status = steps.get_by_role("status")
    slider = steps.get_by_role("slider")
    slider.press("Home")
    assert "It reads 7" in status.inner_text()
    for _ in range(9):
        page.keyboard.press("ArrowRight")
    assert status.inner_text().startswith(
        "After 9 steps of 0.02, no pixel differs by more than 0.18"
    )
    assert "It reads 3" in status.inner_text()


def test_a_threshold_refuses(page):
    refusing = widget(page, "refusing")
    refusing.scroll_into_view_if_needed()
    status = refusing.get_by_role("status")
    slider = refusing.get_by_role("slider")
    slider.press("Home")
    answered = refusing.locator("li strong", has_text="Answered.")
    everything = answered.count()
    assert f"still reads {everything}" in status.inner_text()
    page.keyboard.press("End")
    assert answered.count() < everything
    assert f"still reads {answered.count()}" in status.inner_text()


def test_the_map_is_read_by_pointer_and_by_keyboard(page):
    whole = widget(page, "map")
    whole.scroll_into_view_if_needed()
    status = whole.get_by_role("status")
    labels = data.test_split()[1]
    target = whole.locator("svg text").nth(1500)
    box = target.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_timeout(200)
    said = status.inner_text()
    number = int(said.split()[1].rstrip(":"))
    assert f"a {labels[number]}," in said
    whole.get_by_role("application").focus()
    page.keyboard.press("ArrowLeft")
    assert status.inner_text() != said
    whole.get_by_role("button", name="misread").click()
    assert "read as a" in status.inner_text()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_bars_the_way(lab, page, theme, axe):
    lab.theme(theme)
    for name in WIDGETS:
        one = widget(page, name)
        one.scroll_into_view_if_needed()
        lab.picture(f"{name}-{theme}", one)
    drawing = page.locator(".mc-drawing")
    drawing.scroll_into_view_if_needed()
    drawing.locator("summary").click()
    lab.picture(f"network-{theme}", drawing)
    drawing.locator("summary").click()
    axe(page, ".mc-widget", ".mc-drawing")
    # A lesson's sections are headings of the second level: none is left out between.
    assert page.locator(".mc-widget h3").count()
    assert not page.locator(".mc-widget :is(h1, h2, h4, h5, h6)").count()


def test_play_is_not_offered_where_stillness_is_preferred(lab, page):
    page.emulate_media(reduced_motion="reduce")
    notebook = lab.notebook(
        "still.ipynb",
        "import numpy as np\nfrom mnist_course import widgets\n"
        "widgets.sliding_kernel(np.eye(8), np.eye(3))",
    )
    lab.open(notebook)
    lab.run_all()
    sliding = page.locator(".mc-widget[aria-label^='A kernel']")
    sliding.wait_for()
    assert sliding.get_by_role("button", name="Next position").is_visible()
    assert sliding.get_by_role("button", name="Play").count() == 0
    page.emulate_media(reduced_motion="no-preference")
