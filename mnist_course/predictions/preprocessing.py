"""What lesson 02 has its readers predict."""

from mnist_course.core.guess import Prediction

PREDICTIONS = (
    Prediction(
        id="wraps",
        asks="250 + 10, in a byte, is",
    ),
    Prediction(
        id="wrapped_part",
        asks="What looks wrong is",
        options=("the paper", "the edge of the stroke", "the middle of the stroke"),
        came="the middle of the stroke",
    ),
    Prediction(
        id="divides",
        asks="Dark grey and light grey are told apart by",
        options=("/", "//", "both"),
        came="/",
    ),
    Prediction(
        id="bytes_learn",
        asks="With bytes the loss",
        options=(
            "falls as with 0 to 1",
            "falls faster",
            "leaps up before it falls",
            "stays where it is",
        ),
        came="leaps up before it falls",
    ),
    Prediction(
        id="megabytes",
        asks="As float32 the training images take",
        unit="MB",
    ),
    Prediction(
        id="divided_twice",
        asks="After two runs the brightest pixel is",
        step=0.0001,
    ),
    Prediction(
        id="best_guesser",
        asks="Of 100 questions the best guesser answers rightly",
        least=0,
        most=100,
        unit="%",
    ),
    Prediction(
        id="sorted_labels",
        asks="The last tenth would hold",
        options=("all ten digits", "mostly 0s", "mostly 9s"),
        came="mostly 9s",
    ),
)
