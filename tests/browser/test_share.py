"""The shared page in Chromium, from a file: computed as by Keras, drawn on by finger and key."""

import base64
import itertools
import re

import keras
import numpy as np
import pytest
from PIL import Image

from mnist_course import data, spec
from mnist_course.display import png
from mnist_course.drawing import center_drawing, stroke
from mnist_course.share import network, page
from support import trained
from support.lesson_nine import IMAGES, NETWORKS, conv, graph, stack
from support.lesson_nine import trained as with_odd_weights

L = keras.layers
TOLERANCE = 1e-4
SIZE = 280
SEVEN = [(0.25, 0.22), (0.72, 0.2), (0.55, 0.5), (0.42, 0.85)]
EXAMINE = "(images) => images.map((image) => [...digits.compute(Float32Array.from(image)).output])"
READ = """(drawings) => drawings.map((text) => {
    const bytes = Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
    const { image, reading } = digits.read(bytes, SIZE, SIZE);
    return [[...image], reading.probabilities];
})""".replace("SIZE", str(SIZE))

MORE = {
    **{f"the activation {name}": stack(lambda name=name: conv(activation=name))
       for name in ("exponential", "hard_shrink", "hard_sigmoid", "hard_tanh", "log_softmax",
                    "sigmoid", "soft_shrink", "softmax", "softsign", "sparse_plus", "sparsemax",
                    "squareplus", "tanh_shrink")},
    "UnitNormalization of maps": stack(conv, lambda: L.UnitNormalization(axis=(1, 2))),
    "Softmax over rows": stack(conv, lambda: L.Softmax(axis=1)),
    "Softmax over two axes": stack(conv, lambda: L.Softmax(axis=(1, 3))),
    "Resizing, nearest": stack(lambda: L.Resizing(19, 33, interpolation="nearest"), conv),
    "CenterCrop of what is too small": stack(lambda: L.CenterCrop(30, 24), conv),
    "Dense on maps": stack(conv, lambda: L.Dense(7, activation="relu")),
    "Normalization, undone": stack(
        lambda: L.Normalization(mean=0.13, variance=0.09, invert=True), conv),
    "ReLU with everything": stack(
        conv, lambda: L.ReLU(max_value=2.0, negative_slope=0.2, threshold=0.3)),
    "BatchNormalization that only scales": stack(conv, lambda: L.BatchNormalization(center=False)),
    "BatchNormalization that only shifts": stack(conv, lambda: L.BatchNormalization(scale=False)),
    "LayerNormalization by variance": stack(conv, lambda: L.LayerNormalization(rms_scaling=True)),
    "odd windows": stack(lambda: L.Conv2D(5, (3, 5), strides=(2, 3), padding="same"),
                         lambda: L.MaxPooling2D((3, 2), strides=(2, 1), padding="same")),
    "Concatenate by rows": graph(lambda x: L.Concatenate(axis=1)([conv()(x), conv()(x)])),
    "Add of maps and of one number each": graph(
        lambda x: L.Add()([conv()(x), L.GlobalAveragePooling2D()(conv()(x))])),
    "a layer used twice": graph(lambda x: (lambda again: again(again(x)))(conv(1))),
}  # fmt: skip


@pytest.fixture(scope="module")
def students(tmp_path_factory):
    """A student's network, and its page."""
    folder = tmp_path_factory.mktemp("shared")
    trained.save(folder / "digits.keras")
    return keras.models.load_model(folder / "digits.keras"), shared(folder, "digits")


def shared(folder, name):
    made = page.html(network.read(folder / f"{name}.keras"))
    return page.save(made, folder / f"{name}.html")


@pytest.fixture
def opened(browser):
    """Open a page as a file, on a screen; it asks the network for nothing and reports no error."""
    contexts = []

    def open_file(path, **screen):
        contexts.append(browser.new_context(**screen))
        opened = contexts[-1].new_page()
        asked, errors = [], []
        opened.on("request", lambda request: asked.append(request.url))
        opened.on("pageerror", lambda error: errors.append(str(error)))
        opened.on("console", lambda line: errors.append(line.text))
        opened.goto(path.as_uri())
        assert not errors and asked == [path.as_uri()]
        return opened

    yield open_file
    for context in contexts:
        context.close()


def drawings(count):
    """As people draw, and some that lie just between two places of the frame."""
    rng = np.random.default_rng(0)
    for number in range(count):
        thickness = rng.uniform(14, 30)
        if number % 5 == 0:
            x, y = rng.integers(40, 240, 2)
            points = np.array([(y, 60), (y, 220)] if number % 2 else [(40, x), (240, x)])
            yield stroke(points, SIZE, 20)
        else:
            yield stroke(rng.uniform(20, 260, (rng.integers(2, 7), 2)), SIZE, thickness)


def text(bytes_):
    return base64.b64encode(bytes_.tobytes()).decode()


def test_500_images_and_50_drawings_are_read_as_keras_reads_them(opened, students):
    keras_model, path = students
    screen = opened(path)
    images = data.as_input(data.test_split()[0][:500])
    got = screen.evaluate(EXAMINE, images.reshape(500, -1).tolist())
    np.testing.assert_allclose(got, keras_model.predict(images, verbose=0), atol=TOLERANCE)

    drawn = list(drawings(50))
    framed = np.stack([center_drawing(one) for one in drawn])
    read = screen.evaluate(READ, [text(one) for one in drawn])
    seen = np.array([image for image, _ in read]).reshape(framed.shape)
    np.testing.assert_allclose(seen, framed, atol=1e-5)
    shares = [probabilities for _, probabilities in read]
    np.testing.assert_allclose(shares, keras_model.predict(framed, verbose=0), atol=TOLERANCE)


@pytest.mark.nightly
def test_every_layer_of_lesson_nine_is_computed_as_keras_does(opened, tmp_path):
    different = []
    for name, make in {**NETWORKS, **MORE}.items():
        keras_model = with_odd_weights(make)
        keras_model.save(tmp_path / "one.keras")
        screen = opened(shared(tmp_path, "one"))
        got = np.array(screen.evaluate(EXAMINE, IMAGES.reshape(len(IMAGES), -1).tolist()), float)
        expected = keras_model.predict(IMAGES, verbose=0)
        # Weights at random make large numbers, of which float32 keeps seven digits.
        error = np.abs(got - expected).max() / max(1, np.abs(expected).max())
        if not error < TOLERANCE / 5:
            different.append(f"{name}: {error}")
        screen.context.close()
    assert not different


def test_a_network_that_ends_in_scores_shows_their_softmax(opened, tmp_path):
    keras_model = keras.Sequential([keras.Input(spec.INPUT_SHAPE), L.Flatten(), L.Dense(10)])
    keras_model.save(tmp_path / "scores.keras")
    screen = opened(shared(tmp_path, "scores"))
    drawing = next(drawings(1))
    probabilities = screen.evaluate(READ, [text(drawing)])[0][1]
    scores = keras_model.predict(center_drawing(drawing)[None], verbose=0)[0]
    np.testing.assert_allclose(probabilities, keras.ops.softmax(scores), atol=TOLERANCE)
    assert screen.get_by_text("the bars show their softmax").is_visible()
    assert screen.get_by_text("it has no feature maps").is_visible()


def by_finger(screen, points):
    sheet = screen.locator(".mc-sheet").bounding_box()
    places = [
        {
            "x": sheet["x"] + (x0 + (x1 - x0) * n / 8) * sheet["width"],
            "y": sheet["y"] + (y0 + (y1 - y0) * n / 8) * sheet["height"],
        }
        for (x0, y0), (x1, y1) in itertools.pairwise(points)
        for n in range(9)
    ]
    session = screen.context.new_cdp_session(screen)
    for kind, point in [("touchStart", places[0]), *[("touchMove", one) for one in places]]:
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    "screen_size", [PHONE, {"viewport": {"width": 900, "height": 900}}], ids=["phone", "desk"]
)
def test_nothing_bars_the_way_and_nothing_is_cut_off(opened, students, axe, theme, screen_size):
    screen = opened(students[1], color_scheme=theme, **screen_size)
    if "has_touch" in screen_size:
        by_finger(screen, SEVEN)
    screen.locator("summary").click()
    wide = screen.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0
    axe(screen, "html")


def test_on_a_phone_a_finger_draws_and_does_not_scroll(opened, students):
    screen = opened(students[1], **PHONE)
    sheets = screen.locator(".maps-sheet")
    before = [one.evaluate("node => node.toDataURL()") for one in sheets.all()]
    by_finger(screen, SEVEN)
    screen.locator(".mc-answer", has_text="7").wait_for()
    assert screen.evaluate("window.scrollY") == 0
    # What it reads is in view, without scrolling.
    answer = screen.locator(".mc-answer").bounding_box()
    assert answer["y"] + answer["height"] < PHONE["viewport"]["height"]
    after = [one.evaluate("node => node.toDataURL()") for one in sheets.all()]
    assert len(after) == 3 and all(one != other for one, other in zip(before, after))
    top = screen.locator(".mc-top")
    assert top.locator("span").first.inner_text() == "7" and "%" in top.inner_text()


def test_by_keyboard_a_one_is_drawn_told_and_cleared(opened, students):
    screen = opened(students[1])
    screen.locator(".mc-sheet").focus()
    for key in [*["ArrowUp"] * 9, "Space", *["ArrowDown"] * 18, "Space"]:
        screen.keyboard.press(key)
    screen.get_by_role("status").get_by_text("The network reads 1").wait_for()
    for _ in range(2):
        screen.keyboard.press("Tab")
    assert screen.evaluate("document.activeElement.textContent") == "Clear"
    screen.keyboard.press("Enter")
    screen.get_by_role("status").get_by_text("The pad is empty.").wait_for()


def test_a_map_is_chosen_by_slider_and_by_touch(opened, students):
    screen = opened(students[1])
    first = screen.locator("#maps section").first
    slider = first.get_by_role("slider", name="map")
    slider.focus()
    screen.keyboard.press("ArrowRight")
    assert first.locator("p", has_text="Map 2 of 32").is_visible()
    box = first.locator(".maps-sheet").bounding_box()
    first.locator(".maps-sheet").click(position={"x": box["width"] - 5, "y": box["height"] - 5})
    assert slider.input_value() == "32"


def photo(image, rng, ink_on_paper):
    """An image of MNIST as someone photographs it: somewhere on a sheet, with shadow and noise."""
    height, width, side = 900, 700, 420
    sheet = np.zeros((height, width))
    top, left = rng.integers(40, height - side - 40), rng.integers(40, width - side - 40)
    large = Image.fromarray(image).resize((side, side), Image.Resampling.BICUBIC)
    sheet[top : top + side, left : left + side] = np.asarray(large) / 255
    down, across = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
    light = 170 + 40 * (rng.uniform(-1, 1) * down + rng.uniform(-1, 1) * across)
    values = light * (1 - 0.7 * sheet) if ink_on_paper else 40 + 180 * sheet + 30 * across
    return png.of_pixels((values + rng.normal(0, 5, values.shape)).clip(0, 255).astype(np.uint8))


def test_photos_of_digits_are_read_whatever_the_light(opened, students):
    screen = opened(students[1])
    images, labels = data.test_split()
    rng, read = np.random.default_rng(0), []
    chooser = screen.get_by_label("Photo")
    for number in range(12):
        content = photo(images[number], rng, number % 2 == 0)
        screen.get_by_role("button", name="Undo").evaluate("node => node.click()")
        chooser.set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": content})
        screen.locator(".mc-answer", has_text=re.compile(r"\d")).wait_for()
        read.append(int(screen.locator(".mc-answer").inner_text()))
    assert (np.array(read) == labels[:12]).sum() >= 11

    blank = png.of_pixels(np.full((300, 300), 200, np.uint8))
    for content, said in ((b"no picture", "is no picture"), (blank, "No ink can be made out")):
        chooser.set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": content})
        screen.get_by_role("status").get_by_text(said).wait_for()
