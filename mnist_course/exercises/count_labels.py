"""count_labels, of lesson 01: what it asks."""

from mnist_course.core.exercise import Exercise
from mnist_course.probes.calls import call_each

EXERCISE = Exercise(
    id="count_labels",
    asks="Count how often each of the ten digits occurs.",
    signature="count_labels(labels)",
    hints=(
        "Ten numbers are wanted, the first for digit 0 and the last for digit 9, even where a "
        "digit never occurs.",
        "`labels == 3` is True wherever the label is 3, and True counts as 1. NumPy also has "
        "a function for exactly this: `np.bincount`.",
        "`np.bincount(labels)` stops at the largest label that occurs. Its argument "
        "`minlength` gives it ten places.",
    ),
    probe=call_each,
)
