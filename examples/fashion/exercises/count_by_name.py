"""count_by_name, of lesson 01: what it asks."""

from mnist_course.core.exercise import Exercise
from mnist_course.probes.calls import call_each

EXERCISE = Exercise(
    id="count_by_name",
    asks="Count how often each class occurs, under its name.",
    signature="count_by_name(labels, names)",
    hints=(
        "The label 0 is called `names[0]`, the label 1 `names[1]`, and so on: go through the "
        "names, not through the labels.",
        "`labels == number` is True wherever this label stands, and the sum of it is how often. "
        "`enumerate(names)` gives each name with its number.",
        "`return {name: int((labels == number).sum()) for number, name in enumerate(names)}`.",
    ),
    probe=call_each,
)
