"""max_pool, of lesson 03: what it asks."""

from mnist_course.core.exercise import Exercise
from mnist_course.probes.calls import call_each

EXERCISE = Exercise(
    id="max_pool",
    difficulty=3,
    asks="Shrink an image to the maximum of each block.",
    signature="max_pool(image, size=2)",
    hints=(
        "How many whole blocks fit down the image, and how many across? An incomplete block does "
        "not count.",
        "`rows = image.shape[0] // size`, and columns likewise. Make an array of that shape and "
        "fill it in two loops.",
        "The block at row i and column j begins at pixel `i * size`, `j * size`, and is `size` "
        "pixels long in each direction. Its largest value is `block.max()`.",
        "`result[i, j] = image[i * size : (i + 1) * size, j * size : (j + 1) * size].max()`",
    ),
    probe=call_each,
)
