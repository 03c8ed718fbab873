"""best_epoch, of lesson 06: what it asks."""

from mnist_course.core.exercise import Exercise
from mnist_course.probes.histories import observe_best_epoch

EXERCISE = Exercise(
    id="best_epoch",
    asks="Find the epoch, counted from 1, with the highest validation accuracy.",
    signature="best_epoch(history)",
    hints=(
        "`history.history` is a dictionary of lists, with one value an epoch.",
        'The key is "val_accuracy"; where the training had no validation it is missing, and '
        '"accuracy" takes its place.',
        "`np.argmax(values)` is the place of the highest value, counted from 0.",
        '`measured = history.history`, then `measured.get("val_accuracy", measured["accuracy"])`, '
        "and `int(np.argmax(…)) + 1` of that.",
    ),
    probe=observe_best_epoch,
)
