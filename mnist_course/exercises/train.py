"""train, of lesson 06: what it asks."""

from mnist_course import spec
from mnist_course.core.exercise import Exercise
from mnist_course.core.language import say
from mnist_course.probes.trainings import observe_training

EXERCISE = Exercise(
    id="train",
    asks=say(
        "Train the compiled model for {epochs} epochs with batches of {batch_size}, and "
        "return the History.",
        epochs=spec.EPOCHS,
        batch_size=spec.BATCH_SIZE,
    ),
    signature="train(model, images, labels)",
    hints=(
        "`model.fit(images, labels, …)` trains. How are the epochs and the batch size called?",
        "The arguments are `epochs` and `batch_size`. Without them Keras takes 1 and 32.",
        "`fit` returns a History object, with what was measured in each epoch. Return it whole.",
        f"`return model.fit(images, labels, epochs={spec.EPOCHS}, batch_size={spec.BATCH_SIZE}, "
        "callbacks=callbacks)`.",
    ),
    probe=observe_training,
)
