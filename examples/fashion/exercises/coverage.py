"""coverage, of lesson 01: what it asks."""

from mnist_course.core.exercise import Exercise
from mnist_course.probes.calls import call_each

EXERCISE = Exercise(
    id="coverage",
    difficulty=2,
    asks="For each image, the share of its pixels that are not black.",
    signature="coverage(images)",
    hints=(
        "Black is 0. Which comparison is True for every other pixel?",
        "`images > 0` is True or False for each pixel, and the mean of True and False is the share "
        "of True. One number is wanted for each image.",
        "Average over rows and columns, the axes 1 and 2: `return (images > 0).mean(axis=(1, 2))`.",
    ),
    probe=call_each,
)
