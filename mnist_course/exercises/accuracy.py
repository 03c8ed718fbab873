"""accuracy, of lesson 07: what it asks."""

from mnist_course.core.exercise import Exercise
from mnist_course.probes.calls import call_each

EXERCISE = Exercise(
    id="accuracy",
    asks="Compute the accuracy yourself, from the probabilities.",
    signature="accuracy(probabilities, labels)",
    hints=(
        "Two steps: which digit does each row answer, and how often is that the label?",
        "`probabilities.argmax(axis=1)` gives one digit for each image. Compared with `labels`, "
        "it gives True or False for each.",
        "The mean of True and False is the share of True: "
        "`np.mean(answers == labels)`, where `answers` come from `argmax(axis=1)`.",
    ),
    probe=call_each,
)
