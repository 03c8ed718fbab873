"""What lessons call usual is what comes of the network that comes with the course."""

import re

import numpy as np
import pytest

from mnist_course import predictions, prepared_digits
from mnist_course.augmentation import moved
from mnist_course.model import reference


@pytest.mark.long
def test_usual_is_what_comes_of_the_courses_network():
    (x_train, y_train), (x_test, y_test) = prepared_digits()
    x_val, y_val = x_train[-5000:], y_train[-5000:]
    network = reference()

    def read(images, labels):
        probabilities = network.predict(images, batch_size=500, verbose=0)
        right = probabilities.argmax(axis=1) == labels
        return 100 * right.mean(), 100 * probabilities.max(axis=1).mean()

    of_two = y_val == 2
    right, sure = read(1 - x_test, y_test)
    came = {
        "inverted": (right, sure),
        "moved": read(moved(x_val, np.random.default_rng(0)), y_val)[:1],
        "mirrored": read(x_val[of_two][:, :, ::-1], y_val[of_two])[:1],
    }
    for one, values in came.items():
        told = re.findall(r"(\d+)(?: to (\d+))?(?= %|,| in )", predictions.by_id(one).usual)
        for value in values:
            assert any(int(low) <= round(value) <= int(high or low) for low, high in told), one
