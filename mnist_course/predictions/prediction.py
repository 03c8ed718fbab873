"""What lesson 08 has its readers predict."""

from mnist_course.core.guess import Prediction

PREDICTIONS = (
    Prediction(
        id="no_batch",
        asks="The network",
        options=("reads it all the same", "stops with an error", "answers 28 times"),
        came="stops with an error",
    ),
    Prediction(
        id="which_digit",
        asks="It is a",
        options=("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"),
    ),
    Prediction(
        id="inverted",
        asks="Of the inverted digits it reads rightly",
        least=0,
        most=100,
        unit="%",
        usual="15 to 18 % in two networks of the course, which are 70 to 77 % sure",
    ),
    Prediction(
        id="centres",
        asks="The centres lie",
        options=("at one place, within a pixel", "within five pixels", "anywhere"),
        came="at one place, within a pixel",
    ),
)
