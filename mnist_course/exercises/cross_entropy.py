"""cross_entropy, of lesson 05: what it asks."""

from mnist_course.core.exercise import Exercise
from mnist_course.probes.calls import call_each

EXERCISE = Exercise(
    id="cross_entropy",
    asks="Compute the mean sparse categorical cross-entropy of a batch, as a float.",
    signature="cross_entropy(probabilities, labels)",
    hints=(
        "For each image only one number matters: the probability that was given to its label.",
        "`probabilities[np.arange(len(labels)), labels]` picks it from each row.",
        "The loss of one image is −log of that probability. Which single number stands for the "
        "whole batch?",
        "`chosen = probabilities[np.arange(len(labels)), labels]`, then the minus of the mean of "
        "`np.log(chosen)`, as a float.",
    ),
    probe=call_each,
)
