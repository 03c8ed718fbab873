"""evaluate, of lesson 07: what it asks."""

from mnist_course.core.exercise import Exercise
from mnist_course.probes import trained_models

EXERCISE = Exercise(
    id="evaluate",
    asks="Measure a model's loss and accuracy on the images it is given.",
    signature="evaluate(model, images, labels)",
    hints=(
        "Keras has a method for exactly this. Its name is the exercise's.",
        "`model.evaluate(images, labels)` returns two numbers: the loss, then each metric that "
        "the model was compiled with. `verbose=0` keeps it from printing.",
        "`loss, accuracy = model.evaluate(images, labels, verbose=0)`, then "
        "`return loss, accuracy`.",
    ),
    probe=trained_models.probe,
)
