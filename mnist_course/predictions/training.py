"""What lesson 06 has its readers predict."""

from mnist_course.core.guess import Prediction

PREDICTIONS = (
    Prediction(
        id="changes",
        asks="The weights change",
        unit="times",
    ),
    Prediction(
        id="first_loss",
        asks="The loss begins at",
        step=0.01,
    ),
    Prediction(
        id="slope_sign",
        asks="Where the 3 has ink, the slopes of neuron 3 are",
        options=("positive", "negative", "0"),
        came="negative",
    ),
    Prediction(
        id="second_start",
        asks="The second curve starts at an accuracy of",
        least=0,
        most=100,
        unit="%",
    ),
    Prediction(
        id="turns",
        asks="What turns around is",
        options=("the training loss", "the validation loss", "both"),
        came="the validation loss",
    ),
)
