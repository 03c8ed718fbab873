"""Training watched in JupyterLab: curves that grow in place, and the stop button."""

import re

import pytest

TRAIN = """
from mnist_course import data, model
from mnist_course.core import quiet
quiet.import_keras()
from mnist_course.training_display import TrainingDisplay
(images, labels), _ = data.prepared()
network = model.compile_model(model.build())
before = network.get_weights()
history = network.fit(images[:7000], labels[:7000], epochs=40, batch_size=35, verbose=0,
                      validation_split=0.1, callbacks=[TrainingDisplay()])
"""


@pytest.fixture(scope="module")
def display(lab):
    notebook = lab.notebook(
        "training.ipynb",
        TRAIN,
        "print(len(history.epoch), any((a != b).any()"
        " for a, b in zip(before, network.get_weights())))",
    )
    lab.open(notebook)
    lab.command_in_background("notebook:run-all-cells")
    shown = lab.page.locator(".mc-training")
    shown.wait_for(timeout=120_000)
    return shown


def test_the_curves_grow_in_place_and_the_stop_button_keeps_what_was_trained(lab, display, axe):
    page = lab.page
    display.get_by_text(re.compile(r"Epoch [2-9] of 40 · about .* left · loss")).wait_for(
        timeout=180_000
    )
    early = display.locator("path.mc-fit").first.get_attribute("d")
    page.wait_for_function(
        "(early) => document.querySelector('.mc-training path.mc-fit').getAttribute('d') !== early",
        arg=early,
        timeout=60_000,
    )
    assert display.count() == 1
    # Of the page: the display is drawn anew all the time, so no picture of it alone holds still.
    lab.picture("training-running")
    page.locator("[data-command='notebook:interrupt-kernel'], [title*='Interrupt']").first.click()
    display.get_by_text("What was trained so far stays in the model.").wait_for(timeout=60_000)
    lab.wait_until_idle()
    assert display.count() == 1
    for theme in ("light", "dark"):
        lab.theme(theme)
        lab.picture(f"training-stopped-{theme}", display)
        axe(page, ".mc-training")
    lab.theme("light")
    # The cell ended as usual, so the next one could look at the history and the weights.
    said = page.locator(".jp-OutputArea-output pre").last.inner_text().split()
    assert int(said[0]) >= 2
    assert said[1] == "True"
