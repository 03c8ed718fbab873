"""most_confused, of lesson 07: what it asks."""

from mnist_course.core.exercise import Exercise
from mnist_course.probes.calls import call_each

EXERCISE = Exercise(
    id="most_confused",
    difficulty=2,
    asks="Find the mistake that happens most often.",
    signature="most_confused(matrix)",
    hints=(
        "The diagonal counts what was right. It would win, so it must be left out, in a copy: "
        "the caller still needs the matrix.",
        "`mistakes = matrix.copy()`, then `np.fill_diagonal(mistakes, 0)`. Where is the largest "
        "entry? `argmax()` tells its place as if the rows stood in one line.",
        "`np.unravel_index(mistakes.argmax(), mistakes.shape)` turns that place into row and "
        "column: the true digit, then the answer. Two loops over rows and columns do too.",
    ),
    probe=call_each,
)
