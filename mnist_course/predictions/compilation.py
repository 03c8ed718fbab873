"""What lesson 05 has its readers predict."""

from mnist_course.core.guess import Prediction

PREDICTIONS = (
    Prediction(
        id="logit_step",
        asks="The probability grows by a factor of",
        step=0.001,
    ),
    Prediction(
        id="tenth_loss",
        asks="0.1 for every digit costs",
        step=0.001,
    ),
    Prediction(
        id="push",
        asks="The push should be strongest where the network is",
        options=("right", "hesitating", "sure and wrong"),
        came="sure and wrong",
    ),
    Prediction(
        id="binary",
        asks="The binary accuracy of knowing nothing is",
        least=0,
        most=100,
        unit="%",
    ),
    Prediction(
        id="large_rate",
        asks="With a rate that is much too large, the loss",
        options=("falls fastest", "leaps up on its way", "stays where it is"),
        came="leaps up on its way",
    ),
    Prediction(
        id="third_place",
        asks="The list goes to",
        options=("metrics", "loss_weights", "nowhere: compile stops with an error"),
        came="loss_weights",
    ),
    Prediction(
        id="fresh_loss",
        asks="The loss of the new network is",
        step=0.01,
    ),
)
