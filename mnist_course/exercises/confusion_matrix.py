"""confusion_matrix, of lesson 07: what it asks."""

from mnist_course.core.exercise import Exercise
from mnist_course.probes.calls import call_each

EXERCISE = Exercise(
    id="confusion_matrix",
    difficulty=2,
    asks="Count how often each true digit was answered with each digit.",
    signature="confusion_matrix(labels, predictions)",
    hints=(
        "Begin with a table of zeros, `np.zeros((10, 10), int)`, and go through the pairs of "
        "label and answer.",
        "For a true 4 that was read as a 9, the entry in row 4, column 9 goes up by one.",
        "`for true, predicted in zip(labels, predictions):` and inside the loop "
        "`matrix[true, predicted] += 1`.",
    ),
    probe=call_each,
)
