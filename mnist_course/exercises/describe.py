"""describe, of lesson 01: what it asks."""

from mnist_course.core.exercise import Exercise
from mnist_course.probes.facts import call_each

EXERCISE = Exercise(
    id="describe",
    difficulty=2,
    asks="Describe any set of images and labels by seven facts.",
    signature="describe(images, labels)",
    hints=(
        "Every array knows its `shape`, `dtype`, `min()` and `max()`. Which of the seven facts "
        "do they answer?",
        "`images.shape` is (count, height, width). The number of classes is the number of "
        "*different* labels; `np.unique` finds them.",
        'Return a dictionary: `{"count": images.shape[0], "height": images.shape[1], …, '
        '"dtype": str(images.dtype), …, "classes": len(np.unique(labels))}`.',
    ),
    probe=call_each,
)
