"""better_model, of lesson 09: what it asks."""

from mnist_course import spec
from mnist_course.core.exercise import Exercise
from mnist_course.core.language import say
from mnist_course.probes import saved_models

EXERCISE = Exercise(
    id="better_model",
    difficulty=3,
    asks=say(
        "Train a network of your own, with at most {parameters:,} parameters, that "
        "reads {accuracy:.0%} of the test images and {moved:.0%} of "
        "them when they are moved.",
        parameters=spec.BEYOND_PARAMETERS,
        accuracy=spec.BEYOND_ACCURACY,
        moved=spec.BEYOND_MOVED_ACCURACY,
    ),
    signature="better_model",
    hints=(
        "The course's own network reads about 94 % of moved digits: it has never seen one. The "
        "largest step is to train with moved images, anew in each epoch.",
        "Spend the parameters on convolutions, not on a large Dense layer: few filters in the "
        'first block, more in the later ones. `padding="same"` keeps the maps from shrinking.',
        "After each Conv2D a BatchNormalization and then the ReLU; before the last layer a Dropout "
        "of 0.3. Batches of 128, Adam, and a CosineDecay of the learning rate from 0.003.",
        "Three blocks with 24, 48 and 96 filters, then Flatten, Dropout and Dense(10) have "
        "61,378 parameters. Seven epochs of `MovingDigits` take about five minutes.",
    ),
    probe=saved_models.probe,
    artefact="beyond.keras",
)
