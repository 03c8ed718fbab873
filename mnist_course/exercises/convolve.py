"""convolve, of lesson 03: what it asks."""

from mnist_course.core.exercise import Exercise
from mnist_course.probes.calls import call_each

EXERCISE = Exercise(
    id="convolve",
    difficulty=3,
    asks="Slide a kernel over an image, and return the sum of products at every position.",
    signature="convolve(image, kernel)",
    hints=(
        "Work out one value first: cut the window at the top left, multiply it by the kernel "
        "place by place, add up.",
        "The result has `image.shape[0] - kernel.shape[0] + 1` rows, and columns likewise. Make "
        "an array of zeros of that shape, and fill it in two loops.",
        "In the loops, the window at row i and column j is "
        "`image[i : i + kernel.shape[0], j : j + kernel.shape[1]]`.",
        "`result[i, j] = (window * kernel).sum()`. Nothing is flipped, and nothing is padded.",
    ),
    probe=call_each,
)
