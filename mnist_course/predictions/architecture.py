"""What lesson 04 has its readers predict."""

from mnist_course.core.guess import Prediction

PREDICTIONS = (
    Prediction(id="flatten_side", asks="The height before Flatten, in pixels, is"),
    Prediction(
        id="dense_factor",
        asks="Dense on all pixels needs",
        unit="times as many parameters",
    ),
    Prediction(
        id="without_input",
        asks="Without keras.Input the network has",
        unit="arrays of weights",
    ),
    Prediction(
        id="most_parameters",
        asks="The most parameters are in",
        options=("the first Conv2D", "a later Conv2D", "the first Dense", "the last Dense"),
        came="a later Conv2D",
    ),
    Prediction(
        id="untrained",
        asks="The untrained network reads rightly",
        least=0,
        most=100,
        unit="%",
    ),
)
