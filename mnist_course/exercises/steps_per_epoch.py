"""steps_per_epoch, of lesson 06: what it asks."""

from mnist_course import spec
from mnist_course.core.exercise import Exercise
from mnist_course.core.language import say
from mnist_course.probes.calls import call_each

EXERCISE = Exercise(
    id="steps_per_epoch",
    asks="Say how many batches, and so how many steps, one epoch takes.",
    signature="steps_per_epoch(count, batch_size)",
    hints=(
        "In one epoch each image is used once. How many batches does that make?",
        say(
            "{two_batches} images in batches of {batch_size} are 2 steps; {one_more} images are "
            "3, the last with one image.",
            two_batches=2 * spec.BATCH_SIZE,
            batch_size=spec.BATCH_SIZE,
            one_more=2 * spec.BATCH_SIZE + 1,
        ),
        "Divide and round up, to an int: `math.ceil`.",
        "`return math.ceil(count / batch_size)`; `-(-count // batch_size)` is the same.",
    ),
    probe=call_each,
)
