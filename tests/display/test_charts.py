"""Charts: every value is drawn in its place, said in words, and nothing in them can run."""

import xml.etree.ElementTree as ElementTree

import pytest

from mnist_course.display import charts

SVG = "{http://www.w3.org/2000/svg}"


def drawn(figure):
    picture = figure[figure.index("<svg") : figure.index("</svg>") + len("</svg>")]
    return ElementTree.fromstring(picture.replace("<svg", f'<svg xmlns="{SVG[1:-1]}"', 1))


def of(root, kind, name):
    return [one for one in root.iter(f"{SVG}{kind}") if one.get("class") == name]


def over_epochs(metric="loss", held=((1, 0.8), (2, 0.6)), caption="loss by epoch"):
    ends = [(1, 0.5), (2, 0.25)]
    return charts.over_epochs(metric, [(0.5, 9.0), *ends], ends, held, 2, caption)


def test_each_epoch_has_a_dot_and_each_validation_a_square():
    root = drawn(over_epochs())
    dots = [(float(one.get("cx")), float(one.get("cy"))) for one in of(root, "circle", "mc-dot")]
    assert len(dots) == len(of(root, "rect", "mc-box")) == 2
    # To the right, and down, since the loss falls.
    assert dots[0][0] < dots[1][0]
    assert dots[0][1] < dots[1][1]
    # The first steps are in it too, and leave room for the rest: a loss falls by factors.
    assert of(root, "path", "mc-fit")[0].get("d").count("L") == 2
    assert dots[1][1] - dots[0][1] > 15


def test_it_says_its_numbers():
    words = drawn(over_epochs()).get("aria-label")
    assert words == "Training loss by epoch: 0.5, 0.25. Validation: 0.8, 0.6."
    begun = charts.over_epochs("loss", [(0.5, 9.0)], [], [], 2, "loss by epoch")
    assert drawn(begun).get("aria-label") == "Training loss by epoch: none is complete yet."


def test_a_share_is_in_percent_and_a_loss_is_not():
    labels = [one.text for one in drawn(over_epochs("accuracy")).iter(f"{SVG}text")]
    assert labels[:3] == ["20 %", "60 %", "100 %"]
    labels = [one.text for one in drawn(over_epochs()).iter(f"{SVG}text")]
    assert labels[:3] == ["0.21", "1.5", "11"]
    assert labels[3:] == ["0", "1", "2"]


def test_without_a_value_there_is_no_chart():
    assert charts.over_epochs("loss", [], [], [], 6, "loss by epoch") == ""


@pytest.mark.parametrize("epochs", [1, 6, 100])
def test_epochs_are_labelled_sparingly(epochs):
    ends = [(n, 1 / n) for n in range(1, epochs + 1)]
    root = drawn(charts.over_epochs("loss", ends, ends, [], epochs, ""))
    labels = [one for one in root.iter(f"{SVG}text") if one.get("text-anchor") == "middle"]
    assert 2 <= len(labels) <= 11


def test_columns_are_as_tall_as_their_counts():
    root = drawn(charts.columns([0, 2, 1], "0 %", "100 %", "none, two, one"))
    tall = [float(one.get("height")) for one in of(root, "rect", "mc-column")]
    assert tall[0] == 0
    assert tall[1] == 2 * tall[2] > 0
    assert [one.text for one in root.iter(f"{SVG}text")] == ["2", "1", "0 %", "100 %"]
    assert root.get("aria-label") == "none, two, one"


def test_text_is_escaped():
    page = over_epochs(caption="<script>") + charts.columns([1], "<b>", "", '"><script>')
    assert "<script>" not in page
    assert "<b>" not in page
