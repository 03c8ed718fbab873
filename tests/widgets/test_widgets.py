"""The widgets' Python side: what they compute, their still figures, their messages."""

import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from mnist_course import data, model, spec, widgets
from mnist_course.core.errors import CourseError
from mnist_course.widgets import confusion, features, pad, reading, sliding
from mnist_course.workspace import kept_drawing, progress

STATIC = Path(widgets.__file__).parent / "static"
EDGE = np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])


@pytest.fixture(scope="module")
def network():
    from mnist_course.core import quiet

    quiet.import_keras()
    return model.reference()


@pytest.fixture(scope="module")
def digits():
    images, labels = data.test_split()
    return images[:600], labels[:600]


@pytest.fixture(scope="module")
def probabilities(network, digits):
    return network.predict(data.as_input(digits[0]), verbose=0)


class Pictures(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.alternatives = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "img":
            self.alternatives.append(attributes.get("alt", ""))
        if attributes.get("role") == "img":
            self.alternatives.append(attributes.get("aria-label", "") or "svg with a title")


def bundle(widget):
    shown = widget._repr_mimebundle_()
    return shown[0] if isinstance(shown, tuple) else shown


@pytest.fixture(scope="module")
def shown(network, digits, probabilities):
    images, labels = digits
    return {
        "sliding_kernel": bundle(widgets.sliding_kernel(images[0], EDGE)),
        "feature_maps": bundle(widgets.feature_maps(network, images[0])),
        "confusion_explorer": bundle(widgets.confusion_explorer(labels, probabilities, images)),
        "drawing_pad": bundle(widgets.drawing_pad(network)),
        "network": bundle(widgets.network(network)),
        "refusing": bundle(widgets.refusing(network, probabilities, labels)),
        "why": bundle(widgets.why(network, images[4])),
        "small_steps": bundle(widgets.small_steps(network, images[0], target=3)),
        "digit_map": bundle(widgets.digit_map(network, data.as_input(images), labels)),
    }


@pytest.mark.parametrize("name", widgets.__all__)
def test_where_widgets_cannot_run_there_is_a_figure_with_alternative_text(shown, name):
    page = shown[name]["text/html"]
    assert "<script" not in page
    alternatives = Pictures(page).alternatives
    assert alternatives
    assert all(len(words) >= 15 for words in alternatives), alternatives
    assert shown[name]["text/plain"]


@pytest.mark.parametrize("name", [one for one in widgets.__all__ if one != "network"])
def test_in_jupyterlab_there_is_a_widget(shown, name):
    assert "application/vnd.jupyter.widget-view+json" in shown[name]


def test_an_exported_page_shows_the_still_figure(network, digits):
    import nbformat
    from nbconvert import HTMLExporter

    output = nbformat.v4.new_output(
        "display_data", data=bundle(widgets.sliding_kernel(digits[0][0], EDGE))
    )
    cell = nbformat.v4.new_code_cell("widget", outputs=[output])
    page, _ = HTMLExporter().from_notebook_node(nbformat.v4.new_notebook(cells=[cell]))
    assert "The output, 26 by 26 sums from" in page
    assert "model_id" not in page


def test_nothing_is_fetched_from_a_network():
    for file in STATIC.iterdir():
        text = file.read_text("utf-8")
        assert "//cdn" not in text
        assert "http" not in text, file.name
        assert "import(" not in text and "\nimport " not in text, file.name


def test_importing_the_names_is_cheap():
    code = (
        "import sys, mnist_course.widgets; "
        "sys.exit(any(m in sys.modules for m in ('anywidget', 'ipywidgets', 'keras')))"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
    with pytest.raises(AttributeError):
        widgets.no_such_widget  # noqa: B018


# The drawing pad ------------------------------------------------------------


def test_a_drawn_seven_is_read_and_described(network):
    answer, image = pad.reply(reading.Reader(network), pad.example_drawing())
    assert answer["digit"] == 7
    assert answer["sentence"].startswith("The network reads 7, ")
    assert answer["trouble"] == answer["why"] == ""
    assert "white ink on black" in answer["seen"]
    assert len(image) == 28 * 28
    assert sum(answer["probabilities"]) == pytest.approx(1, abs=1e-3)


def test_inverted_and_not_centred_show_something_else_and_say_why(network):
    reader, drawing = reading.Reader(network), pad.example_drawing()
    corner = np.zeros_like(drawing)
    corner[:140, :140] = drawing[::2, ::2]
    plain, plain_image = pad.reply(reader, corner)
    inverted, inverted_image = pad.reply(reader, corner, inverted=True)
    np.testing.assert_allclose(
        np.frombuffer(inverted_image, np.uint8),
        255 - np.frombuffer(plain_image, np.uint8).astype(int),
        atol=1,
    )
    assert "white ink on black" in inverted["why"]
    assert "dark ink on white" in inverted["seen"]
    uncentred, image = pad.reply(reader, corner, centred=False)
    seen = np.frombuffer(image, np.uint8).reshape(28, 28)
    assert seen[:14, :14].any() and not seen[15:, :].any() and not seen[:, 15:].any()
    assert f"{spec.DRAWING_BOX}×{spec.DRAWING_BOX}" in uncentred["why"]
    assert f"reads {plain['digit']}" in uncentred["why"]


def test_an_empty_pad_is_no_digit(network):
    answer, _ = pad.reply(reading.Reader(network), np.zeros((280, 280), np.uint8))
    assert answer["digit"] is None
    assert answer["sentence"] == "Draw a digit."


def framing_error(drawing):
    raise KeyError("row\nsecond line")


def unwritten(drawing):
    raise NotImplementedError


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (framing_error, "stopped with KeyError: "),
        (unwritten, "is not written yet."),
        (lambda drawing: None, "returned nothing."),
        (lambda drawing: np.zeros((28, 28), np.float32), "float32 of shape (28, 28)."),
        (lambda drawing: np.full((28, 28, 1), 200.0), "values from 200 to 200."),
        (lambda drawing: np.full((28, 28, 1), np.nan), "no numbers (nan)."),
        (lambda drawing: "seven", "of shape ()."),
    ],
)
def test_a_mistake_in_the_students_function_is_one_line(network, function, words):
    answer, _ = pad.reply(reading.Reader(network, function), pad.example_drawing())
    assert answer["trouble"].startswith("Your `center_drawing` ")
    assert words in answer["trouble"]
    assert "\n" not in answer["trouble"]
    # The course's own framing steps in, so that the pad still works.
    assert answer["digit"] == 7


def test_the_students_function_is_used_and_cannot_change_the_drawing(network):
    def spoil(drawing):
        drawing[:] = 0
        return np.zeros((28, 28, 1), np.float32)

    drawing = pad.example_drawing().copy()
    answer, image = pad.reply(reading.Reader(network, spoil), drawing)
    assert not any(image)
    assert drawing.any()
    assert answer["trouble"] == ""


def test_the_pad_follows_a_model_that_learns(network):
    import keras

    copy = keras.models.clone_model(network)
    reader = reading.Reader(copy)
    drawing = pad.example_drawing()
    before = reader.read(drawing).probabilities
    copy.set_weights(network.get_weights())
    np.testing.assert_allclose(
        reader.read(drawing).probabilities,
        reading.Reader(network).read(drawing).probabilities,
        atol=1e-5,
    )
    assert abs(before - reader.read(drawing).probabilities).max() > 0.1


@pytest.mark.parametrize("wrong", ["a path.keras", None])
def test_what_is_no_model_is_refused_in_a_line(network, wrong):
    with pytest.raises(CourseError, match="not a Keras model"):
        widgets.drawing_pad(wrong)


def test_a_model_for_other_images_is_refused_in_a_line(network):
    import keras

    for layers in (
        [keras.Input((5,)), keras.layers.Dense(10)],
        [keras.Input((28, 28, 1)), keras.layers.Flatten(), keras.layers.Dense(9)],
    ):
        with pytest.raises(CourseError) as caught:
            widgets.drawing_pad(keras.Sequential(layers))
        assert "\n" not in str(caught.value)


# The sliding kernel ---------------------------------------------------------


def test_the_output_is_what_conv2d_computes(network, digits):
    weights, biases = network.layers[0].get_weights()
    image = digits[0][3] / 255
    maps = features.outputs(network, image)[0].values
    for number in (0, 17):
        own = sliding.slide(image, weights[:, :, 0, number].astype(float)) + biases[number]
        np.testing.assert_allclose(np.maximum(own, 0), maps[..., number], atol=1e-5)


def test_the_still_figure_shows_the_strongest_position(digits):
    image = np.zeros((6, 6))
    image[2:5, 4] = 1
    widget = widgets.sliding_kernel(image, EDGE)
    assert (widget.row, widget.column) == (2, 2)
    assert "products; their sum is 4" in widget.still()


@pytest.mark.parametrize(
    ("image", "kernel"),
    [
        (np.zeros((5, 5)), np.zeros((6, 6))),
        (np.zeros((40, 40)), np.zeros((9, 9))),
        (np.zeros((500, 500)), EDGE),
        (np.zeros((2, 28, 28)), EDGE),
        (np.zeros((28, 28)), [[np.nan]]),
        (np.array([["a"]]), EDGE),
    ],
)
def test_what_cannot_slide_is_refused_in_a_line(image, kernel):
    with pytest.raises(CourseError) as caught:
        widgets.sliding_kernel(image, kernel)
    assert "\n" not in str(caught.value)


# Feature maps and the network -----------------------------------------------


def test_each_convolution_layer_has_its_maps(network, digits):
    widget = widgets.feature_maps(network, digits[0][0])
    shapes = [(one["height"], one["width"], one["count"]) for one in widget.layers]
    assert shapes == [(26, 26, 32), (11, 11, 32), (3, 3, 32)]
    assert all(len(one["pixels"]) == one["height"] * one["width"] * 32 for one in widget.layers)
    row, column = widget.layers[0]["places"][5]
    values = features.outputs(network, digits[0][0] / 255)[0].values[..., 5]
    assert values[row, column] == values.max()


def test_uint8_and_scaled_images_give_the_same_maps(network, digits):
    image = digits[0][0]
    one = widgets.feature_maps(network, image)
    other = widgets.feature_maps(network, data.as_input(image[None])[0])
    assert one.layers[2]["most"] == other.layers[2]["most"]


def test_a_model_without_convolutions_is_refused(network):
    import keras

    dense = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Flatten()])
    with pytest.raises(CourseError, match="no Conv2D"):
        widgets.feature_maps(dense, np.zeros((28, 28)))


def test_the_network_is_drawn_and_compared_on_demand(network):
    import keras

    page = widgets.network(network).html
    assert "21,578 parameters" in page
    assert "<details><summary" in page
    assert "No layer differs." in page
    other = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Conv2D(16, 3)])
    assert "Some layers differ." in widgets.network(other).html
    assert "the reference" in widgets.network(other, other).html
    assert "No layer differs." in widgets.network(other, other).html


# The confusion explorer -----------------------------------------------------


def test_images_are_sorted_by_what_they_are_and_what_was_read():
    shares = np.full((5, 10), 0.01)
    for row, (digit, share) in enumerate([(3, 0.9), (3, 0.95), (8, 0.6), (8, 0.8), (1, 0.7)]):
        shares[row, digit] = share
    found = confusion.sort_out(np.array([3, 3, 3, 3, 7]), shares)
    assert found.counts[3, 3] == 2
    assert found.counts[3, 8] == 2
    assert found.counts[7, 1] == 1
    assert found.counts.sum() == 5
    assert found.cells[3, 3].tolist() == [1, 0]
    assert found.worst.tolist() == [3, 4, 2]


def test_the_counts_and_the_images_belong_together(digits, probabilities):
    images, labels = digits
    widget = widgets.confusion_explorer(labels, probabilities, images)
    assert np.trace(widget.counts) == (probabilities.argmax(axis=1) == labels).sum()
    size = 28 * 28
    for index, (number, true, read, *_) in enumerate(widget.entries):
        assert widget.pixels[index * size : (index + 1) * size] == images[number].tobytes()
        assert true == labels[number]
        assert read == probabilities[number].argmax()
    assert len(widget.entries) == len({entry[0] for entry in widget.entries})
    assert max(map(len, widget.cells.values())) <= confusion.MOST_IN_A_CELL


def test_float_images_with_a_channel_show_the_same(digits, probabilities):
    images, labels = digits
    one = widgets.confusion_explorer(labels, probabilities, images)
    other = widgets.confusion_explorer(labels, probabilities, data.as_input(images))
    assert one.pixels == other.pixels


@pytest.mark.parametrize(
    "spoil",
    [
        lambda y, p, x: (y[:-1], p, x),
        lambda y, p, x: (y, p.argmax(axis=1), x),
        lambda y, p, x: (y, p, x[:-1]),
        lambda y, p, x: (y + 5, p, x),
        lambda y, p, x: (y / 2, p, x),
        lambda y, p, x: (y[:0], p[:0], x[:0]),
    ],
)
def test_what_does_not_fit_together_is_refused_in_a_line(digits, probabilities, spoil):
    images, labels = digits
    with pytest.raises(CourseError) as caught:
        widgets.confusion_explorer(*spoil(labels, probabilities, images))
    assert "\n" not in str(caught.value)


def test_the_pad_keeps_a_drawing_when_it_is_told_to(network, tmp_path, monkeypatch):
    (tmp_path / progress.FOLDER).mkdir()
    monkeypatch.chdir(tmp_path)
    one, drawing = widgets.drawing_pad(network), pad.example_drawing()
    message = {"height": 280, "width": 280}
    one._handle_custom_msg({**message, "kind": "drawing"}, [drawing.tobytes()])
    assert kept_drawing.load() is None
    one._handle_custom_msg({**message, "kind": "keep"}, [drawing.tobytes()])
    np.testing.assert_array_equal(kept_drawing.load(), drawing)
    # A page that lies about its drawing changes nothing.
    one._handle_custom_msg({**message, "kind": "keep", "width": 10**9}, [b"no pixels"])
    np.testing.assert_array_equal(kept_drawing.load(), drawing)


# Why, and when not to believe it --------------------------------------------


def test_why_begins_where_covering_costs_the_digit_most(network, digits):
    from mnist_course.interpretability import attribution

    image = data.as_input(digits[0][4:5])[0]
    shown = widgets.why(network, image)
    covered = attribution.covered(network, image)[..., 4]
    assert shown.digit == 4
    assert covered[shown.row, shown.column] == covered.min() < shown.plain[4] - 0.3
    held = np.frombuffer(shown.covered, np.float32).reshape(28, 28, 10)
    np.testing.assert_allclose(held[..., 4], covered, atol=1e-6)
    assert len(shown.coverings) == len(shown.slopes) == 10
    assert f"around row {shown.row}, column {shown.column}" in shown.still()


def test_small_steps_hold_every_step_and_what_is_read_after_it(network, digits):
    shown = widgets.small_steps(network, digits[0][0], target=3)
    assert shown.read == 7
    shares = np.frombuffer(shown.shares, np.float32).reshape(10, shown.steps + 1, 10)
    ways = np.frombuffer(shown.pixels, np.uint8).reshape(10, shown.steps + 1, 28, 28)
    assert shares[3, 0].argmax() == 7 and shares[3, -1].argmax() == 3
    np.testing.assert_array_equal(ways[3, 0], digits[0][0])
    again = network.predict(data.as_input(ways[3]), verbose=0)
    assert (again.argmax(axis=1) == shares[3].argmax(axis=1)).mean() > 0.8
    assert "read as 7" in shown.still() and "read as 3" in shown.still()


def test_the_threshold_counts_strangers_and_test_images(network, digits, probabilities):
    shown = widgets.refusing(network, probabilities, digits[1])
    costs = shown.costs[95]
    refused = probabilities.max(axis=1) < 0.95
    assert costs["refused"] == refused.sum() > 0
    assert shown.costs[0]["wrong"] == (probabilities.argmax(axis=1) != digits[1]).sum()
    read = sum(sure >= 0.95 for _, _, sure in shown.strangers)
    assert 0 < read < len(shown.strangers)
    assert f"still reads {read} of {len(shown.strangers)}" in shown.still()


def test_the_map_has_each_digit_at_its_place_on_the_sheet(network, digits):
    images, labels = digits
    shown = widgets.digit_map(network, data.as_input(images), labels)
    places = np.array(shown.places)
    assert places.shape == (600, 2) and places.min() >= 0 and places.max() <= 600
    assert shown.drawing.count("<text") == 600
    np.testing.assert_array_equal(np.frombuffer(shown.pixels, np.uint8), images.ravel())
    # Digits of one kind lie nearer to each other than to the others.
    spread = places.std(axis=0).mean()
    within = np.mean([places[labels == digit].std(axis=0).mean() for digit in range(10)])
    assert within < 0.6 * spread


@pytest.mark.parametrize(
    ("name", "arguments", "words"),
    [
        ("why", (np.zeros((5, 5)),), r"shape \(5, 5\).*28×28"),
        ("why", (np.full((28, 28), 2.0),), "values from 2 to 2"),
        ("small_steps", (np.zeros((28, 28)), 10), "target is 10. Give a digit from 0 to 9"),
        ("refusing", (np.zeros((3, 10)), np.zeros(2)), r"expected \(n, 10\) and \(n,\)"),
        ("digit_map", (np.zeros((3, 28, 28)), np.zeros(3)), "expected prepared images"),
    ],
)
def test_what_does_not_fit_is_said_in_a_line(network, name, arguments, words):
    with pytest.raises(CourseError, match=words):
        getattr(widgets, name)(network, *arguments)


def test_a_value_of_the_third_layer_comes_from_eighteen_pixels_a_side(network, digits):
    third = widgets.feature_maps(network, digits[0][0]).layers[2]
    # Without padding it sees 3 places of the pooled maps before it, which are 6, which see 8 and
    # so 16 of the first layer's, and these see 2 pixels more.
    assert third["rows"][1] == [(2, 8), (4, 20), (4, 22)]
    assert third["columns"][0] == [(0, 6), (0, 16), (0, 18)]
