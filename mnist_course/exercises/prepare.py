"""prepare, of lesson 02: what it asks."""

from mnist_course.core.exercise import Exercise
from mnist_course.probes.calls import call_each

EXERCISE = Exercise(
    id="prepare",
    asks="Make of raw images what the network takes: scaled, with a channel axis.",
    signature="prepare(images)",
    hints=(
        "You have written both steps already. Which two functions are they?",
        "The result of one is the argument of the other. The order does not matter.",
        "`return add_channel(scale(images))`. Or in one line without them: "
        '`images[..., np.newaxis].astype("float32") / 255`.',
    ),
    probe=call_each,
)
