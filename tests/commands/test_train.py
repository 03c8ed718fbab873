"""The course's main job on the real data, shortened."""

import os
import signal
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from mnist_course import data, spec
from mnist_course.commands import pipeline
from mnist_course.commands.pipeline import Fitted, Results


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "mnist_course", "train", "--batch-size", "500", *arguments]


def accuracy_of(path) -> float:
    import keras

    images, labels = data.test_split()
    probabilities = keras.saving.load_model(path).predict(data.as_input(images), verbose=0)
    return float(np.mean(probabilities.argmax(axis=1) == labels))


@pytest.mark.slow
@pytest.mark.long
def test_the_pipeline_trains_saves_and_says_what_it_found(tmp_path):
    out = tmp_path / "mine.keras"
    out.write_text("an older one")
    done = subprocess.run(
        command("--epochs", "1", "--out", "mine.keras", "--overwrite"),
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    measured = accuracy_of(out)
    assert f"Test accuracy {measured:.2%}" in done.stdout
    assert measured > 0.8
    assert f"Test image {spec.PREDICTED_TEST_IMAGE}: the network reads a " in done.stdout
    label = data.test_split()[1][spec.PREDICTED_TEST_IMAGE]
    assert f"it is labelled {label}." in done.stdout
    assert Image.open(tmp_path / "mine.png").size == (1080, 432)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["mine.keras", "mine.png"]


@pytest.mark.long
@pytest.mark.skipif(os.name != "posix", reason="sends SIGINT")
def test_an_interrupted_training_keeps_what_it_has(tmp_path):
    running = subprocess.Popen(
        command("--epochs", "50"), cwd=tmp_path, stdout=subprocess.PIPE, text=True
    )
    line = ""
    while not line.startswith("Epoch 1 of 50"):
        line = running.stdout.readline()
        assert line, "it ended before its first epoch did"
    running.send_signal(signal.SIGINT)
    shown, _ = running.communicate(timeout=120)
    assert running.returncode == 130
    assert "interrupted; what was trained so far is kept in digits.keras" in shown
    assert f"Test accuracy {accuracy_of(tmp_path / 'digits.keras'):.2%}" in shown
    assert (tmp_path / "digits.png").is_file()


@pytest.mark.long
def test_several_steps_a_call_train_the_same_network():
    import keras

    from mnist_course import model

    (images, labels), _ = data.prepared()
    trained = []
    for steps in (1, pipeline.STEPS_PER_CALL):
        keras.utils.set_random_seed(3)
        network = model.compile_model(model.build())
        network.steps_per_execution = steps
        # 37 batches: the last call has fewer than the others.
        network.fit(images[: 37 * 35 - 4], labels[: 37 * 35 - 4], batch_size=35, verbose=0)
        trained.append(network.get_weights())
    for one, several in zip(*trained):
        np.testing.assert_allclose(one, several, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("epochs", [0, 1, 6])
def test_the_curve_is_drawn_also_for_a_run_that_was_interrupted_at_once(tmp_path, epochs):
    history = {"loss": [0.5] * epochs, "accuracy": [0.9] * epochs} if epochs else {}
    fitted = Fitted(None, history, 1.0, complete=False)
    pipeline.save_curve(fitted, Results(0.3, 0.91, 4, 0.99, 4), tmp_path / "curve.png")
    assert Image.open(tmp_path / "curve.png").format == "PNG"
    assert len(list(tmp_path.iterdir())) == 1


def test_what_is_reported_names_the_target():
    reached = Results(0.05, spec.TARGET_ACCURACY, 4, 0.999, 4)
    assert "is reached" in pipeline.report(reached)
    missed = Results(0.05, spec.TARGET_ACCURACY - 0.001, 4, 0.999, 4)
    assert "is not reached" in pipeline.report(missed)
