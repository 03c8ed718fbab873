"""gradient, of lesson 06: what it asks."""

from mnist_course.core.exercise import Exercise
from mnist_course.probes.calls import call_each

EXERCISE = Exercise(
    id="gradient",
    asks="Compute the slope of one image's loss for each weight of a dense softmax layer.",
    signature="gradient(inputs, probabilities, label)",
    hints=(
        "The weight from input i to neuron j has the slope x times (p − t): input i's x, and "
        "neuron j's p − t. Begin with p − t, one number for each neuron.",
        "It is p everywhere, but p − 1 at the label. `error = probabilities.copy()` keeps the "
        "array that you were given as it was; then `error[label] -= 1`.",
        "Each input meets each neuron: a column of inputs, times a row of errors, is a table. "
        "`inputs[:, np.newaxis]` is such a column, of shape (n, 1). Two loops do it as well.",
        "`return inputs[:, np.newaxis] * error`; `np.outer(inputs, error)` is the same.",
    ),
    probe=call_each,
)
