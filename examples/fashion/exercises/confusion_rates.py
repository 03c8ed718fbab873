"""confusion_rates, of lesson 03: what it asks."""

from mnist_course.core.exercise import Exercise
from mnist_course.probes.calls import call_each

EXERCISE = Exercise(
    id="confusion_rates",
    difficulty=2,
    asks="For each true class, which share of its images got which answer.",
    signature="confusion_rates(labels, answers, classes)",
    hints=(
        "Count first, in a table of zeros: row the true class, column the answer. Then make shares "
        "of each row.",
        "`for label, answer in zip(labels, answers):` and inside `counts[label, answer] += 1`. A "
        "row's sum is how many images the class has.",
        "`counts / counts.sum(axis=1, keepdims=True)` divides each row by its own sum.",
    ),
    probe=call_each,
)
