"""relu, of lesson 03: what it asks."""

from mnist_course.core.exercise import Exercise
from mnist_course.probes.calls import call_each

EXERCISE = Exercise(
    id="relu",
    asks="Replace every negative value by 0.",
    signature="relu(values)",
    hints=(
        "−1.5 becomes 0, 0 stays 0, 2.5 stays 2.5. The shape stays as well.",
        "It is the larger of two numbers, the value and 0, at every place.",
        "`np.maximum(values, 0)`. Also right: `np.where(values > 0, values, 0)`.",
    ),
    probe=call_each,
)
