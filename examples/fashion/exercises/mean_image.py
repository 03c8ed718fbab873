"""mean_image, of lesson 01: what it asks."""

from mnist_course.core.exercise import Exercise
from mnist_course.probes.calls import call_each

EXERCISE = Exercise(
    id="mean_image",
    asks="Average the images of one class, pixel by pixel.",
    signature="mean_image(images, labels, label)",
    hints=(
        "Two steps: which images are of this class, and what is the average of these?",
        "`images[labels == label]` are the images of the class, (k, h, w). The average must be "
        "taken over the first axis alone, so that an image is left.",
        "`return images[labels == label].mean(axis=0)`.",
    ),
    probe=call_each,
)
