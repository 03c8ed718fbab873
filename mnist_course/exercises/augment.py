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
        "`np.roll(image, (down, right), axis=(0, 1))` moves one image. What leaves on one side "
        "comes in on the other; in MNIST that is black, so nothing is lost.",
        "`shifts = rng.integers(…)`, then `return np.stack([np.roll(image, tuple(shift), "
        "axis=(0, 1)) for image, shift in zip(images, shifts)])`.",
    ),
    probe=observe_augmentation,
)
