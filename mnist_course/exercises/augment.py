"""augment, of lesson 09: what it asks."""

from mnist_course import spec
from mnist_course.core.exercise import Exercise
from mnist_course.probes.augmentations import observe_augmentation

_BY = spec.BEYOND_SHIFT
_END = spec.BEYOND_SHIFT + spec.IMAGE_HEIGHT

EXERCISE = Exercise(
    id="augment",
    difficulty=3,
    asks=f"Shift each image at random, by up to {_BY} pixels in each direction.",
    signature="augment(images, rng)",
    hints=(
        "Every image needs a shift of its own: one number for the rows, one for the columns, each "
        f"from −{_BY} to {_BY}, both ends included.",
        f"`rng.integers(-{_BY}, {_BY + 1}, size=(len(images), 2))` "
        "draws them all: the upper end of `integers` is not included.",
        f"Put a frame of {_BY} black pixels around all images at once: "
        f"`framed = np.pad(images, ((0, 0), ({_BY}, {_BY}), ({_BY}, {_BY}), (0, 0)))`. A window of "
        f"28×28 that begins at row {_BY} and column {_BY} of it shows the image as it was; one "
        "that begins a row higher shows it a row further down. (`np.roll` moves an image too, but "
        "what leaves on one side comes in on the other; the check's digits do not reach that far, "
        "some of MNIST's do.)",
        f"`shifts = rng.integers(-{_BY}, {_BY + 1}, size=(len(images), 2))`, then `return np.stack("
        f"[one[{_BY} - down:{_END} - down, {_BY} - right:{_END} - right] for one, (down, right) in "
        "zip(framed, shifts)])`.",
    ),
    probe=observe_augmentation,
)
