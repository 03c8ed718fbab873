"""hold_out, of lesson 02: what it asks."""

from mnist_course.core.exercise import Exercise
from mnist_course.probes.calls import call_each

EXERCISE = Exercise(
    id="hold_out",
    difficulty=2,
    asks="Hold the last part of the images and labels out for validation.",
    signature="hold_out(images, labels, fraction)",
    hints=(
        "One number decides everything: the place where the part held out begins. How many "
        "images come before it?",
        "`held = round(len(images) * fraction)` images are held out, so the border lies at "
        "`len(images) - held`.",
        "`images[:border]` is everything before the border, `images[border:]` everything from it "
        "on. Cut the labels in the same way, and return "
        "`(images[:border], labels[:border]), (images[border:], labels[border:])`.",
    ),
    probe=call_each,
)
