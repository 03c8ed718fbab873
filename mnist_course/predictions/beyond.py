"""What lesson 09 has its readers predict."""

from mnist_course.core.guess import Prediction

PREDICTIONS = (
    Prediction(
        id="digit_seen",
        asks="The digit can be recognised in",
        options=("the first convolution's maps", "the third convolution's maps", "both"),
        came="the first convolution's maps",
    ),
    Prediction(
        id="moved",
        asks="Of the moved images it reads rightly",
        least=0,
        most=100,
        unit="%",
        usual="93 to 95 %",
    ),
    Prediction(
        id="mirrored",
        asks="Of the mirrored 2s it reads rightly",
        least=0,
        most=100,
        unit="%",
        usual="2 % in the network that comes with the course",
    ),
)
