"""predict_with_confidence, of lesson 08: what it asks."""

from mnist_course.core.exercise import Exercise
from mnist_course.probes import trained_models

EXERCISE = Exercise(
    id="predict_with_confidence",
    asks="Return the digit together with its probability.",
    signature="predict_with_confidence(model, image)",
    hints=(
        "It is `predict_digit` once more, but keep the ten probabilities before you choose.",
        "With `probabilities` of shape (10,): the digit is the place of the largest, and the "
        "probability stands at that place.",
        "`return int(probabilities.argmax()), float(probabilities.max())`.",
    ),
    probe=trained_models.probe,
)
