"""softmax, of lesson 05: what it asks."""

from mnist_course.core.exercise import Exercise
from mnist_course.probes.calls import call_each

EXERCISE = Exercise(
    id="softmax",
    asks="Turn each row of scores into probabilities that sum to 1, also for large scores.",
    signature="softmax(logits)",
    hints=(
        "Make every value positive with `np.exp`, then divide each row by its sum.",
        "`sum(axis=1, keepdims=True)` gives one sum a row, in a shape that divides the rows.",
        "`np.exp(1000)` is infinite. Softmax does not change when the same number is subtracted "
        "from a whole row: choose that number well.",
        "`shifted = np.exp(logits - logits.max(axis=1, keepdims=True))`, then divide `shifted` by "
        "its row sums.",
    ),
    probe=call_each,
)
