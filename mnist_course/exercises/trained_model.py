"""trained_model, of lesson 06: what it asks."""

from mnist_course.core.course_file import taught
from mnist_course.core.exercise import Exercise
from mnist_course.core.language import say
from mnist_course.probes import saved_models

EXERCISE = Exercise(
    id="trained_model",
    asks="Build, compile and train the network on the training images, and save it as "
    "digits.keras.",
    signature="trained_model",
    hints=(
        say(
            "You know every step: the nine layers{lesson_4} in a Sequential, the "
            "compilation{lesson_5}, and your own `train`.",
            lesson_4=taught("04_architecture", say(" of lesson 4")),
            lesson_5=taught("05_compilation", say(" of lesson 5")),
        ),
        "Begin with a new model each time you run the cell, or the training goes on from where "
        "it was. Use the training images alone.",
        "Train on float32 images (60000, 28, 28, 1) from 0 to 1, and save after the training: "
        '`model.save("digits.keras")`.',
        "`model = keras.Sequential([…])`, `model.compile(…)`, `history = train(model, x_train, "
        'y_train)`, then `model.save("digits.keras")`. It takes some minutes.',
    ),
    probe=saved_models.probe,
    artefact="digits.keras",
)
