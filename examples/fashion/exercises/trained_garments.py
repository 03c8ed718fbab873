"""trained_garments, of lesson 02: what it asks."""

from mnist_course import spec
from mnist_course.core.exercise import Exercise
from mnist_course.helpers import garments
from mnist_course.probes import saved_models

EXERCISE = Exercise(
    id="trained_garments",
    asks=f"Train your network on the training images, and save it as {garments.NETWORK}.",
    signature="trained_garments",
    difficulty=2,
    hints=(
        "Four lines: a new network from `build_model()`, `compile`, `fit`, `save`.",
        'Compile with `optimizer="adam"`, `loss="sparse_categorical_crossentropy"` and '
        '`metrics=["accuracy"]`. Train on `images`, which are prepared, and `y_train`.',
        f"`model.fit(images, y_train, epochs={spec.EPOCHS}, batch_size={spec.BATCH_SIZE})`, then "
        f'`model.save("{garments.NETWORK}")`.',
    ),
    probe=saved_models.probe,
    artefact=garments.NETWORK,
)
