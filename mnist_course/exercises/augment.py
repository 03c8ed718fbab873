"""augment, of lesson 09: what it asks."""

from mnist_course import spec
from mnist_course.core.exercise import Exercise
from mnist_course.probes.augmentations import observe_augmentation

EXERCISE = Exercise(
    id="augment",
    points=3,
    minutes=15,
    difficulty=3,
    asks=f"Shift each image at random, by up to {spec.BEYOND_SHIFT} pixels in each direction.",
    signature="augment(images, rng)",
    hints=(
        "Every image needs a shift of its own: one number for the rows, one for the columns, each "
        f"from −{spec.BEYOND_SHIFT} to {spec.BEYOND_SHIFT}, both ends included.",
        f"`rng.integers(-{spec.BEYOND_SHIFT}, {spec.BEYOND_SHIFT + 1}, size=(len(images), 2))` "
        "draws them all: the upper end of `integers` is not included.",
        f"Put a frame of {spec.BEYOND_SHIFT} black pixels around all images at once: "
        "`framed = np.pad(images, ((0, 0), (2, 2), (2, 2), (0, 0)))`. A window of 28×28 that "
        "begins at row 2 and column 2 of it shows the image as it was; one that begins a row "
        "higher shows it a row further down. (`np.roll` moves an image too, but what leaves on one "
        "side comes in on the other; the check's digits do not reach that far, some of MNIST's "
        "do.)",
        "`shifts = rng.integers(-2, 3, size=(len(images), 2))`, then `return np.stack("
        "[one[2 - down:30 - down, 2 - right:30 - right] for one, (down, right) in zip(framed, "
        "shifts)])`.",
    ),
    probe=observe_augmentation,
)
