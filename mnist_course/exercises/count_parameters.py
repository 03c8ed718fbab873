"""count_parameters, of lesson 03: what it asks."""

from mnist_course.core.exercise import Exercise
from mnist_course.probes.calls import call_each

EXERCISE = Exercise(
    id="count_parameters",
    difficulty=2,
    asks="Count the numbers that one convolution layer learns.",
    signature="count_parameters(kernel, in_channels, filters)",
    hints=(
        "Count for a single filter first. How many weights does it have if its kernel is 3×3 and "
        "its input has 2 channels?",
        "One filter has kernel × kernel × in_channels weights and one bias.",
        "`(kernel * kernel * in_channels + 1) * filters`.",
    ),
    probe=call_each,
)
