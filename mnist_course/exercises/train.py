"""train, of lesson 06: what it asks."""

from mnist_course.core.exercise import Exercise
from mnist_course.probes.trainings import observe_training

EXERCISE = Exercise(
    id="train",
    points=6,
    minutes=10,
    asks="Train the compiled model for 6 epochs with batches of 35, and return the History.",
    signature="train(model, images, labels)",
    hints=(
        "`model.fit(images, labels, …)` trains. How are the epochs and the batch size called?",
        "The arguments are `epochs` and `batch_size`. Without them Keras takes 1 and 32.",
        "`fit` returns a History object, with what was measured in each epoch. Return it whole.",
        "`return model.fit(images, labels, epochs=6, batch_size=35, callbacks=callbacks)`.",
    ),
    probe=observe_training,
    time_limit=60.0,
)
