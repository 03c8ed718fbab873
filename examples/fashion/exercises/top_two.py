"""top_two, of lesson 03: what it asks."""

from mnist_course.core.exercise import Exercise
from mnist_course.probes.calls import call_each

EXERCISE = Exercise(
    id="top_two",
    difficulty=3,
    asks="The share of images whose class is among the two most probable answers.",
    signature="top_two(probabilities, labels)",
    hints=(
        "For each image two answers are wanted: the most probable class and the second. `argsort` "
        "puts the classes of each row in order, the least probable first.",
        "`probabilities.argsort(axis=1)[:, -2:]` are these two, (n, 2). Is the label one of them?",
        "`two == labels[:, np.newaxis]` compares each pair with its label, and `.any(axis=1)` is "
        "True where one fits. The mean of that is the share.",
    ),
    probe=call_each,
)
