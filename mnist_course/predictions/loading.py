"""What lesson 01 has its readers predict."""

from mnist_course.core.guess import Prediction

PREDICTIONS = (
    Prediction(
        id="paper",
        asks="The paper is",
        options=("0", "255"),
        came="0",
    ),
    Prediction(
        id="most_frequent",
        asks="The most frequent digit occurs",
        least=5000,
        most=10000,
        step=100,
        unit="times",
    ),
)
