"""most_confused_pair, of lesson 03: what it asks."""

from mnist_course.core.exercise import Exercise
from mnist_course.probes.calls import call_each

EXERCISE = Exercise(
    id="most_confused_pair",
    difficulty=2,
    asks="Name the two classes of the most frequent mistake.",
    signature="most_confused_pair(rates, names)",
    hints=(
        "The diagonal is what was right. Leave it out, in a copy: the caller still needs the "
        "table.",
        "`mistakes = rates.copy()`, then `np.fill_diagonal(mistakes, 0)`. Its largest entry lies "
        "at `np.unravel_index(mistakes.argmax(), mistakes.shape)`.",
        "That is a row, the true class, and a column, the answer: "
        "`return names[row], names[column]`.",
    ),
    probe=call_each,
)
