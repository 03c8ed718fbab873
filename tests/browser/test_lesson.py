"""A student's way through a lesson: wrong, a hint, right, and the Validate button."""

import json
import time

import pytest

from mnist_course import course
from mnist_course.workspace import delivery, progress

WRONG = """
def load_digits():
    (x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
    return (x_test, y_test), (x_train, y_train)
"""
RIGHT = """
def load_digits():
    return keras.datasets.mnist.load_data()
"""
LESSON = "01_loading"


@pytest.fixture(scope="module")
def page(lab):
    delivery.prepare(lab.root)
    lab.open(lab.root / LESSON / f"{LESSON}.ipynb")
    return lab.page


def cell_of(lab, grade_id):
    """The place of a cell in the notebook that is open."""
    return lab.page.evaluate(
        """(id) => window.jupyterapp.shell.currentWidget.content.widgets.findIndex(
            (cell) => cell.model.getMetadata("nbgrader")?.grade_id === id)""",
        grade_id,
    )


def run(lab, place):
    """Select a cell and run it with Shift+Enter, as a student does."""
    cell = lab.page.locator(".jp-Notebook .jp-Cell").nth(place)
    cell.scroll_into_view_if_needed()
    cell.locator(".jp-InputPrompt").click()
    lab.page.keyboard.press("Shift+Enter")
    lab.page.wait_for_timeout(200)
    lab.wait_until_idle()
    return cell


def write(lab, grade_id, source):
    """Replace the text of a cell by typing."""
    place = cell_of(lab, grade_id)
    cell = lab.page.locator(".jp-Notebook .jp-Cell").nth(place)
    cell.scroll_into_view_if_needed()
    cell.locator(".cm-content").click()
    lab.page.keyboard.press("Control+a")
    lab.page.keyboard.insert_text(source.strip())
    return run(lab, place)


def check(lab, exercise_id):
    cell = run(lab, cell_of(lab, f"{exercise_id}-check"))
    panel = cell.locator(".mc-panel")
    panel.wait_for()
    return panel


@pytest.fixture(scope="module")
def begun(lab, page):
    """The lesson with its first cells run."""
    for place in range(cell_of(lab, "load_digits")):
        if (
            lab.page.evaluate(
                "(n) => window.jupyterapp.shell.currentWidget.content.widgets[n].model.type", place
            )
            == "code"
        ):
            run(lab, place)
    return lab


def test_the_lesson_begins_with_its_card(begun, page):
    card = page.locator(".mc-card")
    assert "0 of 4" in card.inner_text() or "not attempted" in card.inner_text()
    begun.picture("lesson-card", card)


def test_an_untouched_exercise_is_not_attempted(begun):
    run(begun, cell_of(begun, "load_digits"))
    assert "Not attempted" in check(begun, "load_digits").inner_text()


def test_a_wrong_answer_gets_a_message_hints_and_the_way_back(begun, page, axe):
    write(begun, "load_digits", WRONG)
    panel = check(begun, "load_digits")
    text = panel.inner_text()
    assert "Not yet" in text
    assert "Next:" in text
    assert "0 of 4 exercises" in text
    first, second = (panel.get_by_text(f"Hint {n} of") for n in (1, 2))
    assert not second.is_visible()
    # By keyboard: focus, Enter.
    first.focus()
    page.keyboard.press("Enter")
    second.wait_for()
    second.focus()
    page.keyboard.press("Enter")
    for theme in ("light", "dark"):
        begun.theme(theme)
        begun.picture(f"panel-wrong-{theme}", panel)
        axe(page, ".mc-panel")
    begun.theme("light")
    counted = begun.root / progress.FOLDER / "hints.json"
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and _opened(counted) != {"load_digits": 2}:
        page.wait_for_timeout(200)
    assert _opened(counted) == {"load_digits": 2}
    link = panel.get_by_role("link", name="1.2 ")
    link.click()
    page.wait_for_timeout(1500)
    heading = page.get_by_role("heading", name="1.2 Four arrays").first
    box = heading.bounding_box()
    assert box is not None
    assert 0 <= box["y"] < page.viewport_size["height"]


def _opened(file):
    return json.loads(file.read_text())["opened"] if file.is_file() else {}


def test_the_right_answer_gets_the_panel_and_moves_the_progress(begun, axe):
    write(begun, "load_digits", RIGHT)
    panel = check(begun, "load_digits")
    text = panel.inner_text()
    assert "Right" in text
    assert "1 of 4 exercises" in text
    assert "Hint" not in text
    begun.picture("panel-right", panel)
    axe(begun.page, ".mc-panel")
    assert progress.load(begun.root)["load_digits"] == "passed"


def test_at_200_percent_the_panel_needs_no_sideways_scrolling(begun, page):
    write(begun, "load_digits", WRONG)
    panel = check(begun, "load_digits")
    # Zooming to 200 % halves the width that a page has.
    before = page.viewport_size
    page.set_viewport_size({"width": before["width"] // 2, "height": before["height"] // 2})
    page.wait_for_timeout(500)
    wide = panel.evaluate("node => node.scrollWidth - node.clientWidth")
    begun.picture("panel-zoomed", panel)
    page.set_viewport_size(before)
    assert wide <= 1


def run_solved(lab, lesson):
    """Put the solutions into the open lesson, restart it, run all of it; the HTML that it shows."""
    source = course.notebooks_folder().parent / "solutions" / lesson / f"{lesson}.ipynb"
    for cell in json.loads(source.read_text("utf-8"))["cells"]:
        grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if grade_id and cell["metadata"]["nbgrader"]["solution"]:
            lab.page.evaluate(
                """([n, source]) => window.jupyterapp.shell.currentWidget.content.widgets[n]
                    .model.sharedModel.setSource(source)""",
                [cell_of(lab, grade_id), "".join(cell["source"])],
            )
    lab.command_in_background("notebook:restart-run-all")
    lab.page.locator(".jp-Dialog .jp-mod-accept").click()
    lab.page.wait_for_function(
        """() => window.jupyterapp.shell.currentWidget.content.widgets
            .filter((cell) => cell.model.type === "code")
            .at(-1).model.executionCount""",
        timeout=180_000,
    )
    lab.wait_until_idle()
    outputs = lab.page.evaluate(
        """() => window.jupyterapp.shell.currentWidget.content.widgets
            .filter((cell) => cell.model.type === "code")
            .flatMap((cell) => cell.model.outputs.toJSON())"""
    )
    assert not [one for one in outputs if one["output_type"] == "error"]
    return ["".join(one["data"].get("text/html", "")) for one in outputs if "data" in one]


def test_a_whole_lesson_runs_from_top_to_bottom(begun, page):
    """With the solutions in their cells, as a student would have them at the end."""
    pages = run_solved(begun, LESSON)
    exercises = course.lesson(LESSON).exercises
    assert progress.load(begun.root) == {one.id: "passed" for one in exercises}
    assert sum(f"{len(exercises)} of {len(exercises)} exercises" in one for one in pages)
    begun.picture("lesson-run")


def validate(lab, page, name):
    """Save, press nbgrader's Validate, and return what its dialog says."""
    lab.command("docmanager:save")
    page.get_by_role("button", name="Validate").click()
    dialog = page.locator(".jp-Dialog")
    dialog.wait_for(timeout=180_000)
    page.wait_for_timeout(500)
    lab.picture(name, dialog)
    words = dialog.inner_text()
    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    return words


def test_nbgraders_validate_button_agrees(begun, page):
    assert "passes all the tests" in validate(begun, page, "validate-right")
    write(begun, "load_digits", WRONG)
    words = validate(begun, page, "validate-wrong")
    assert "failed" in words
    # Its message is the panel's, in a line, and no traceback.
    assert "load_digits: Not yet. The first pair holds the test data" in words


@pytest.mark.parametrize(
    ("lesson", "widget"),
    [("03_convolution", "A kernel slides over an image"), ("08_prediction", "Draw a digit")],
)
def test_a_lesson_with_a_widget_runs_from_top_to_bottom(begun, page, lesson, widget):
    begun.open(begun.root / lesson / f"{lesson}.ipynb")
    run_solved(begun, lesson)
    passed = progress.load(begun.root)
    assert {passed[one.id] for one in course.lesson(lesson).exercises} == {"passed"}
    page.locator(f".mc-widget[aria-label^='{widget}']").wait_for(state="attached")
