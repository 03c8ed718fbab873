"""Draw on the pad as a student does: by mouse, by keyboard, wrongly framed."""

import itertools

import pytest

PAD = ".mc-widget[aria-label^='Draw a digit']"
STUDENTS_FRAMING = """
import numpy as np
from PIL import Image

raise_in_drawing = False

def center_drawing(drawing):
    if raise_in_drawing:
        raise ValueError("no ink to be found")
    rows, columns = np.nonzero(drawing)
    ink = drawing[rows.min():rows.max() + 1, columns.min():columns.max() + 1]
    scale = 20 / max(ink.shape)
    size = (max(1, round(ink.shape[1] * scale)), max(1, round(ink.shape[0] * scale)))
    small = np.asarray(Image.fromarray(ink).resize(size, Image.BOX), np.float32) / 255
    y, x = (np.indices(small.shape) * small).sum(axis=(1, 2)) / small.sum()
    framed = np.zeros((28, 28, 1), np.float32)
    top, left = (min(max(round(13.5 - c), 0), 28 - n) for c, n in zip((y, x), small.shape))
    framed[top:top + small.shape[0], left:left + small.shape[1], 0] = small
    return framed
"""


@pytest.fixture(scope="module")
def pad(lab):
    """A pad in a notebook, on the course's trained model."""
    notebook = lab.notebook(
        "pad.ipynb",
        STUDENTS_FRAMING,
        "from mnist_course import model, widgets\nnetwork = model.reference()",
        "widgets.drawing_pad(network, center_drawing)",
    )
    lab.open(notebook)
    lab.run_all()
    lab.page.wait_for_selector(PAD)
    return lab.page.locator(PAD)


def draw(page, pad, *points):
    """Draw a line through points given as shares of the sheet's sides."""
    sheet = pad.locator(".mc-sheet")
    sheet.scroll_into_view_if_needed()
    box = sheet.bounding_box()
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=12)
    page.mouse.up()


def wait_for_answer(page, digit):
    page.wait_for_function(
        """([selector, digit]) =>
            document.querySelector(selector + " .mc-answer").textContent === digit""",
        arg=[PAD, digit],
    )


SEVEN = [(0.25, 0.22), (0.72, 0.2), (0.55, 0.5), (0.42, 0.85)]
ONE = [(0.5, 0.15), (0.5, 0.85)]


@pytest.fixture(autouse=True)
def empty(pad):
    yield
    clear = pad.get_by_role("button", name="Clear")
    if clear.is_enabled():
        clear.click()
    for box in pad.get_by_role("checkbox").all():
        box.uncheck()


def test_a_seven_drawn_by_mouse_is_read(lab, pad):
    draw(lab.page, pad, *SEVEN)
    wait_for_answer(lab.page, "7")
    lab.picture("drawing-pad-light", pad)
    assert "The network reads 7" in pad.get_by_text("The network reads").first.inner_text()
    assert "white ink on black" in pad.get_by_role("img").get_attribute("aria-label")


def test_the_answer_comes_at_once(lab, pad):
    draw(lab.page, pad, *SEVEN)
    wait_for_answer(lab.page, "7")
    times = []
    for shift in (0.0, 0.02, 0.04, 0.06, 0.08, 0.1):
        draw(lab.page, pad, (0.1 + shift, 0.9), (0.12 + shift, 0.92))
        lab.page.wait_for_timeout(300)
        times.append(float(pad.get_attribute("data-milliseconds")))
    # From the stroke to the bars and back, kernel and browser and all; the least, since the
    # others measure what else the machine is doing.
    assert min(times) < 150, times


def test_a_one_is_drawn_by_keyboard_and_undone(lab, pad):
    page, sheet = lab.page, pad.locator(".mc-sheet")
    sheet.focus()
    for _ in range(9):
        page.keyboard.press("ArrowUp")
    page.keyboard.press("Space")
    assert "Pen down" in pad.get_by_role("status").inner_text()
    for _ in range(18):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    wait_for_answer(page, "1")
    lab.picture("drawing-pad-keyboard", pad)
    page.keyboard.press("Backspace")
    wait_for_answer(page, "–")
    # The keys stayed in the pad: the notebook's own shortcuts did not move the cell.
    assert page.evaluate("document.activeElement.className").startswith("mc-sheet")


def test_a_seven_drawn_by_finger_is_read(lab, pad):
    box = pad.locator(".mc-sheet").bounding_box()
    points = [
        {"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]}
        for (x0, y0), (x1, y1) in itertools.pairwise(SEVEN)
        for x, y in [(x0 + (x1 - x0) * n / 8, y0 + (y1 - y0) * n / 8) for n in range(9)]
    ]
    session = lab.page.context.new_cdp_session(lab.page)
    for kind, point in [("touchStart", points[0]), *[("touchMove", one) for one in points]]:
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    wait_for_answer(lab.page, "7")


def test_undo_takes_one_stroke_and_clear_all(lab, pad):
    draw(lab.page, pad, *ONE)
    wait_for_answer(lab.page, "1")
    draw(lab.page, pad, (0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.1, 0.9), (0.1, 0.1))
    pad.get_by_role("button", name="Undo").click()
    wait_for_answer(lab.page, "1")
    pad.get_by_role("button", name="Clear").click()
    wait_for_answer(lab.page, "–")
    assert pad.get_by_role("button", name="Undo").is_disabled()


def test_a_drawing_is_kept_for_the_last_page(lab, pad):
    kept = lab.root / ".mnist-course" / "drawing.png"
    draw(lab.page, pad, *SEVEN)
    pad.get_by_role("button", name="Keep").click()
    pad.get_by_role("status").get_by_text("Kept for your last page").wait_for()
    assert kept.read_bytes().startswith(b"\x89PNG")
    kept.unlink()


def test_inverted_and_not_centred_say_why_the_network_fails(lab, pad):
    # Small, in a corner: in MNIST's frame it is read, where it stands it is not.
    draw(lab.page, pad, *[(0.06 + 0.35 * x, 0.06 + 0.35 * y) for x, y in SEVEN])
    lab.page.wait_for_timeout(500)
    pad.get_by_role("checkbox", name="not centred").check()
    why = pad.locator(".mc-notice").first
    why.filter(has_text="In MNIST the centre is always near").wait_for()
    pad.get_by_role("checkbox", name="inverted").check()
    why.filter(has_text="the network learned white ink on black").wait_for()
    assert "dark ink on white" in pad.get_by_role("img").first.get_attribute("aria-label")
    lab.picture("drawing-pad-inverted", pad)
    lab.theme("dark")
    lab.picture("drawing-pad-inverted-dark", pad)
    lab.theme("light")


def test_at_200_percent_nothing_is_cut_off(lab, pad, axe):
    page, before = lab.page, lab.page.viewport_size
    page.set_viewport_size({"width": before["width"] // 2, "height": before["height"] // 2})
    page.wait_for_timeout(500)
    wide = pad.evaluate("node => node.scrollWidth - node.clientWidth")
    lab.picture("drawing-pad-zoomed", pad)
    axe(page, PAD)
    page.set_viewport_size(before)
    assert wide <= 1


def test_a_mistake_in_center_drawing_is_a_line_in_the_pad(lab, pad):
    lab.page.evaluate(
        """async () => {
            const panel = window.jupyterapp.shell.currentWidget;
            const kernel = panel.sessionContext.session.kernel;
            await kernel.requestExecute({ code: "raise_in_drawing = True" }).done;
        }"""
    )
    draw(lab.page, pad, *SEVEN)
    alert = pad.get_by_role("alert")
    alert.get_by_text("stopped with ValueError: no ink to be found.").wait_for()
    wait_for_answer(lab.page, "7")
    lab.picture("drawing-pad-mistake", pad)
