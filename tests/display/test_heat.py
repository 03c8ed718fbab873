"""What speaks for and against: by colour, and by signs."""

import numpy as np

from mnist_course.display import heat


def field(painted, row, column):
    size = heat.SCALE
    return painted[row * size : (row + 1) * size, column * size : (column + 1) * size]


def test_for_and_against_differ_by_colour_and_by_sign():
    painted = heat.over(np.zeros((2, 2)), np.array([[1.0, -1.0], [0.0, 0.05]]))
    assert painted.shape == (18, 18, 3) and painted.dtype == np.uint8
    plus, minus, nothing, little = (field(painted, r, c) for r in (0, 1) for c in (0, 1))
    assert tuple(plus[0, 0]) == heat.FOR and tuple(minus[0, 0]) == heat.AGAINST
    middle = heat.SCALE // 2
    # A plus has a stroke down, a minus has none.
    assert not plus[2, middle].any() and not plus[middle, 2].any()
    assert (minus[middle, 2] == 255).all() and tuple(minus[2, middle]) == heat.AGAINST
    assert not nothing.any()
    assert (little == little[0, 0]).all()


def test_where_nothing_speaks_the_image_is_seen():
    painted = heat.over(np.array([[0.0, 1.0]]), np.zeros((1, 2)))
    assert not field(painted, 0, 0).any()
    assert (field(painted, 0, 1) == 110).all()
