"""trace_shapes, of lesson 04: what it asks."""

from mnist_course.core.exercise import Exercise
from mnist_course.probes.calls import call_each

EXERCISE = Exercise(
    id="trace_shapes",
    asks="Work out the output shape of each of the nine layers, without the batch axis.",
    signature="trace_shapes()",
    hints=(
        "Begin with (28, 28, 1). A convolution changes the size and the number of channels, "
        "pooling changes the size alone.",
        "A 3×3 kernel with 'valid' padding takes 2 off each side; 2×2 pooling halves and drops "
        "the remainder. So the size goes 28 → 26 → 13 → …",
        "Sizes: 26, 13, 11, 5, 3, 1, each with 32 channels. Flatten makes one row of what is "
        "left, and a Dense layer gives as many numbers as it has units.",
        "[(26, 26, 32), (13, 13, 32), (11, 11, 32), (5, 5, 32), (3, 3, 32), (1, 1, 32), then "
        "three tuples with one number each: (32,), (64,) and (10,).",
    ),
    probe=call_each,
)
