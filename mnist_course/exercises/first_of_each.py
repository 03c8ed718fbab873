"""first_of_each, of lesson 01: what it asks."""

from mnist_course.core.exercise import Exercise
from mnist_course.probes.calls import call_each

EXERCISE = Exercise(
    id="first_of_each",
    difficulty=2,
    asks="Find the first image of each digit, 0 to 9.",
    signature="first_of_each(images, labels)",
    hints=(
        "Solve it for one digit first: where in `labels` does a 3 stand for the first time?",
        "`labels == 3` is an array of True and False. `np.argmax` of it gives the place of the "
        "first True.",
        "Collect `images[np.argmax(labels == digit)]` for `digit` in `range(10)`, and make one "
        "array of the list with `np.stack`.",
    ),
    probe=call_each,
)
