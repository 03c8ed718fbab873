"""The lent network says in NumPy what it says in Keras."""

import subprocess
import sys

import numpy as np

from mnist_course import data, lent, model


def test_it_agrees_with_keras():
    images = data.as_input(data.test_split()[0][:200])
    expected = model.reference().predict(images, verbose=0)
    assert np.abs(lent.probabilities(images) - expected).max() < 1e-4


def test_the_rest_of_the_network_goes_on_from_any_first_layer():
    images = data.as_input(data.test_split()[0][:20])
    kernels, biases = model.reference_weights()[:2]
    maps = np.zeros((20, 26, 26, 32))
    for row in range(26):
        for column in range(26):
            window = images[:, row : row + 3, column : column + 3]
            maps[:, row, column] = np.einsum("nabc,abck->nk", window, kernels) + biases
    assert np.allclose(lent.from_maps(maps.clip(0)), lent.probabilities(images), atol=1e-5)


def test_the_pad_needs_no_tensorflow():
    code = (
        "import sys; from mnist_course import widgets; html = widgets.drawing_pad().still();"
        "print('it reads 7' in html, 'tensorflow' in sys.modules, 'keras' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False", "False"]
