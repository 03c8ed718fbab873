"""scale, of lesson 02: what it asks."""

from mnist_course.core.exercise import Exercise
from mnist_course.probes.calls import call_each

EXERCISE = Exercise(
    id="scale",
    asks="Turn bytes from 0 to 255 into float32 numbers from 0 to 1.",
    signature="scale(images)",
    hints=(
        "0 must become 0 and 255 must become 1. Which single operation does that to every value?",
        "`images / 255` gives the right values, but look at its `dtype`.",
        'Convert with `.astype("float32")`, before the division or after it, and return the '
        "result. Both orders pass.",
    ),
    probe=call_each,
)
