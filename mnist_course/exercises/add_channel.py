"""add_channel, of lesson 02: what it asks."""

from mnist_course.core.exercise import Exercise
from mnist_course.probes.calls import call_each

EXERCISE = Exercise(
    id="add_channel",
    asks="Give each grey image an explicit channel axis.",
    signature="add_channel(images)",
    hints=(
        "No value changes, only the shape: from (n, h, w) to (n, h, w, 1).",
        "NumPy has several ways to add an axis of length 1: `reshape`, `np.expand_dims`, or "
        "indexing with `np.newaxis`.",
        "`images[..., np.newaxis]` adds it at the end; `...` stands for all the axes before it.",
    ),
    probe=call_each,
)
