"""The confusion matrix and the worst mistakes, as panels and feedback show them."""

import re

import numpy as np

from mnist_course.judging import mistakes

LABELS = np.array([0, 1, 2, 3, 3, 3, 9])
ANSWERS = np.array([0, 1, 2, 5, 5, 8, 9])
CONFIDENCE = np.array([0.9, 0.9, 0.9, 0.51, 0.99, 0.7, 0.9])


def test_table_has_the_true_digit_in_rows_and_names_the_commonest_mistake():
    table = mistakes.confusion_table(LABELS, ANSWERS)
    assert "a 3 was read as a 5: 2 times" in table
    rows = re.findall(r'<tr><th scope="row">(\d)</th>(.*?)</tr>', table)
    cells = {int(digit): re.findall(r">([^<]*)</td>", row) for digit, row in rows}
    assert cells[3] == ["·", "·", "·", "0", "·", "2", "·", "·", "1", "·"]
    assert [cells[digit][digit] for digit in range(10)] == list("1110000001")


def test_table_of_a_network_without_mistakes():
    table = mistakes.confusion_table(LABELS, LABELS)
    assert "Most often" not in table
    assert table.count("·") == 90


def test_worst_mistakes_are_the_surest_first():
    images = np.arange(7 * 28 * 28).reshape(7, 28, 28).astype(np.uint8)
    found = mistakes.worst(images, LABELS, ANSWERS, CONFIDENCE)
    assert [one.caption for one in found] == [
        "a 3, read as 5 (99.0% sure)",
        "a 3, read as 8 (70.0% sure)",
        "a 3, read as 5 (51.0% sure)",
    ]
    assert np.array_equal(found[0].pixels, images[4])


def test_many_mistakes_are_cut():
    labels = np.zeros(50, int)
    found = mistakes.worst(np.zeros((50, 28, 28)), labels, labels + 1, np.linspace(0, 1, 50))
    assert len(found) == mistakes.WORST
