"""augment, of lesson 09: what it asks."""

from mnist_course import spec
from mnist_course.core.exercise import Exercise
from mnist_course.core.language import say
from mnist_course.probes.augmentations import observe_augmentation

_BY = spec.BEYOND_SHIFT
_END = spec.BEYOND_SHIFT + spec.IMAGE_HEIGHT

EXERCISE = Exercise(
    id="augment",
    difficulty=3,
    asks=say("Shift each image at random, by up to {by} pixels in each direction.", by=_BY),
    signature="augment(images, rng)",
    hints=(
        say(
            "Every image needs a shift of its own: one number for the rows, one for the "
            "columns, each from −{by} to {by}, both ends included.",
            by=_BY,
        ),
        say(
            "`rng.integers(-{by}, {above}, size=(len(images), 2))` draws them all: the upper end "
            "of `integers` is not included.",
            by=_BY,
            above=_BY + 1,
        ),
        say(
            "Put a frame of {by} black pixels around all images at once: `framed = "
            "np.pad(images, ((0, 0), ({by}, {by}), ({by}, {by}), (0, 0)))`. A window of 28×28 "
            "that begins at row {by} and column {by} of it shows the image as it was; one that "
            "begins a row higher shows it a row further down. (`np.roll` moves an image too, "
            "but what leaves on one side comes in on the other; the check's digits do not "
            "reach that far, some of MNIST's do.)",
            by=_BY,
        ),
        say(
            "`shifts = rng.integers(-{by}, {above}, size=(len(images), 2))`, then `return "
            "np.stack([one[{by} - down:{end} - down, {by} - right:{end} - right] for one, "
            "(down, right) in zip(framed, shifts)])`.",
            by=_BY,
            above=_BY + 1,
            end=_END,
        ),
    ),
    probe=observe_augmentation,
)
