"""The training display: what it shows where, what an interrupt leaves, what it costs."""

import io
import signal
import sys

import nbformat
import numpy as np
import pytest

from mnist_course import data, model
from mnist_course.display import curves
from mnist_course.display.curves import DONE, STOPPED, Run


@pytest.fixture(scope="module")
def keras():
    from mnist_course.core import quiet

    quiet.import_keras()
    import keras

    return keras


@pytest.fixture(scope="module")
def digits(keras):
    (images, labels), _ = data.prepared()
    return images[:7000], labels[:7000]


@pytest.fixture
def network(keras):
    keras.utils.set_random_seed(0)
    return model.compile_model(model.build())


def fit(network, digits, count=700, epochs=2, callbacks=(), **more):
    from mnist_course.training_display import TrainingDisplay

    display = TrainingDisplay()
    images, labels = digits
    history = network.fit(
        images[:count],
        labels[:count],
        batch_size=35,
        epochs=epochs,
        verbose=0,
        callbacks=[display, *callbacks],
        **more,
    )
    return display, history


def interrupt_at(keras, step, times=1):
    class Interrupt(keras.callbacks.Callback):
        def on_train_batch_begin(self, batch, logs=None):
            if batch == step:
                for _ in range(times):
                    signal.raise_signal(signal.SIGINT)

    return Interrupt()


def test_in_pytest_and_logs_it_writes_a_line_for_each_epoch(network, digits, capsys):
    _, history = fit(network, digits, validation_split=0.1)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("Epoch 1 of 2: ")
    accuracy = history.history["val_accuracy"][1]
    assert f"validation accuracy {100 * accuracy:.1f} %" in lines[1]


def test_in_a_terminal_it_draws_a_bar_that_ends_in_lines(network, digits, monkeypatch):
    class Terminal(io.StringIO):
        encoding = "utf-8"

        def isatty(self):
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    fit(network, digits)
    written = terminal.getvalue()
    assert "────" in written
    stays = [line for line in map(on_screen, written.split("\n")) if line]
    assert [line[:14] for line in stays] == ["Epoch 1 of 2: ", "Epoch 2 of 2: "]


def on_screen(line):
    """What a terminal shows after the last carriage return."""
    shown = ""
    for part in line.split("\r"):
        shown = part + shown[len(part) :]
    return shown.rstrip()


def test_an_interrupt_ends_the_training_and_keeps_what_was_trained(keras, network, digits, capsys):
    before = signal.getsignal(signal.SIGINT)
    start = network.get_weights()
    _, history = fit(network, digits, epochs=3, callbacks=[interrupt_at(keras, 4)])
    assert network.optimizer.iterations == 5
    assert any((a != b).any() for a, b in zip(start, network.get_weights()))
    assert history is network.history
    words = capsys.readouterr().out
    assert "Stopped in epoch 1 of 3, step 5 of 20." in words
    assert "What was trained so far stays in the model." in words
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.long
def test_a_second_interrupt_interrupts(keras, network, digits):
    with pytest.raises(KeyboardInterrupt):
        fit(network, digits, callbacks=[interrupt_at(keras, 4, times=2)])
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_after_a_training_that_failed_an_interrupt_works_as_usual(keras, network, digits):
    class Fail(keras.callbacks.Callback):
        def on_train_batch_begin(self, batch, logs=None):
            raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        fit(network, digits, callbacks=[Fail()])
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.long
def test_training_is_the_same_with_and_without_it(keras, digits):
    results = []
    for watched in (True, False):
        keras.utils.set_random_seed(3)
        network = model.compile_model(model.build())
        if watched:
            fit(network, digits, epochs=1)
        else:
            network.fit(digits[0][:700], digits[1][:700], batch_size=35, verbose=0)
        results.append(network.get_weights())
    for one, other in zip(*results):
        np.testing.assert_array_equal(one, other)


@pytest.mark.long
def test_in_a_notebook_it_updates_one_figure_with_a_text_for_readers():
    from nbclient import NotebookClient

    source = (
        "from mnist_course import data, model\n"
        "from mnist_course.core import quiet\n"
        "quiet.import_keras()\n"
        "from mnist_course.training_display import TrainingDisplay\n"
        "(images, labels), _ = data.prepared()\n"
        "network = model.compile_model(model.build())\n"
        "_ = network.fit(images[:3500], labels[:3500], epochs=2, batch_size=35, verbose=0,\n"
        "                validation_split=0.1, callbacks=[TrainingDisplay()])"
    )
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
    shown = [o for o in notebook.cells[0].outputs if o.output_type == "display_data"]
    assert len(shown) == 1
    page, text = shown[0].data["text/html"], shown[0].data["text/plain"]
    assert text.startswith("2 epochs in ")
    assert page.count('role="img"') == 2
    assert "Training accuracy by epoch: 0." in page
    assert "Every epoch in numbers" in page


def test_the_time_left_follows_the_pace():
    run = Run(epochs=6, steps=100, epoch=1, step=50, seconds=30)
    assert run.share == pytest.approx(0.25)
    assert run.seconds_left == pytest.approx(90)
    assert "Epoch 2 of 6 · about 1 min 30 s left" in curves.sentence(run)
    assert Run(epochs=6, steps=100).seconds_left is None
    assert Run(epochs=2, steps=None, epoch=1, seconds=10).seconds_left == pytest.approx(10)


def test_a_finished_run_is_a_table_as_well():
    finished = [{"loss": 0.5, "accuracy": 0.8}, {"loss": 0.25, "accuracy": 0.9}]
    run = Run(2, 10, epoch=2, seconds=65, finished=finished, state=DONE)
    page = curves.html(run)
    assert "2 epochs in 1 min 5 s · loss 0.25 · accuracy 90.0 %" in page
    assert "<td>0.5000</td><td>80.0 %</td>" in page
    assert "Training loss by epoch: 0.5, 0.25." in page


def test_a_stopped_run_says_so_before_any_epoch_is_complete():
    page = curves.html(Run(6, 1715, step=12, seconds=1, state=STOPPED))
    assert "Stopped in epoch 1 of 6, step 12 of 1,715" in page
    assert "stays in the model" in page


def test_names_of_metrics_cannot_break_the_page():
    run = Run(1, 1, epoch=1, finished=[{"<b>loss": 1.0}], state=DONE)
    assert "<b>" not in curves.html(run)
