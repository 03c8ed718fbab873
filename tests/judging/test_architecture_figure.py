"""The drawing of a network, and of two side by side."""

import json
import xml.etree.ElementTree as ET

import keras
import pytest

from mnist_course.judging.network import figure_html, judge_model, read_network, specified
from mnist_course.probes.networks import observe
from support.corpus.right_models import body, functional, sequential
from support.corpus.wrong_models import skip_connection

L = keras.layers
SVG = "{http://www.w3.org/2000/svg}"


def drawn(text):
    return ET.fromstring(text)


def words(picture):
    return " ".join(element.text or "" for element in picture.iter(f"{SVG}text"))


def test_a_network_is_drawn_with_its_shapes_and_parameters():
    picture = drawn(figure_html(observe(functional(body()))))
    assert picture.get("role") == "img"
    assert len(list(picture.iter(f"{SVG}rect"))) == 10
    assert "26×26×32 · 320 parameters" in words(picture)
    assert "21,578 parameters" in words(picture)


def test_the_text_alternative_has_every_layer():
    picture = drawn(figure_html(observe(functional(body()))))
    assert picture.find(f"{SVG}title").text
    alternative = picture.find(f"{SVG}desc").text
    assert alternative.count("Conv2D(32, 3×3, ReLU)") == 3
    assert "Dense(10, softmax)" in alternative


def test_a_difference_has_a_sign_and_a_word():
    layers = body()
    layers.insert(1, L.Dropout(0.3))
    layers[3] = L.Conv2D(32, 5, activation="relu")
    del layers[7]
    picture = drawn(figure_html(observe(sequential(layers)), specified()))
    marked = [g for g in picture.iter(f"{SVG}g") if g.get("class") == "mc-off"]
    told = [words(group) for group in marked]
    assert any("+" in text and "extra" in text for text in told)
    assert any("≠" in text and "differs" in text for text in told)
    assert any("−" in text and "missing" in text for text in told)


def test_a_right_network_has_no_marks():
    verdict = judge_model(observe(sequential(body())))
    assert "mc-off" not in verdict.figure.partition("</style>")[2]


def test_a_branch_is_drawn_as_a_line():
    network = observe(skip_connection())
    curves = [p.get("d") for p in drawn(figure_html(network)).iter(f"{SVG}path")]
    assert sum("C" in d for d in curves) == 1


def test_names_from_outside_are_escaped():
    layer = {"module": "keras.layers", "registered_name": None, "config": {}}
    layers = [{**layer, "class_name": "<script>alert(1)</script>"}]
    model = {"module": "keras", "class_name": "Sequential", "config": {"layers": layers}}
    observed = {"config": json.dumps(model)}
    for text in (figure_html(observed), judge_model(observed).figure):
        assert "<script>" not in text
        assert "&lt;script&gt;" in text


def test_another_reference_is_not_called_the_specification():
    other = read_network(observe(sequential(body()[:-1])))
    drawing = figure_html(specified(), other, "reference")
    assert "Your network beside the reference" in drawing
    assert "specification" not in drawing


def test_a_very_long_network_becomes_text():
    deep = [layer for _ in range(60) for layer in (L.Dense(3), L.LayerNormalization())]
    assert figure_html(observe(keras.Sequential([keras.Input((3,)), *deep]))).startswith("<pre>")


@pytest.mark.parametrize("what", [None, 3, "x", {}, {"problem": None, "config": "["}])
def test_what_is_no_network_is_said_so(what):
    assert figure_html(what).startswith("<p>")
