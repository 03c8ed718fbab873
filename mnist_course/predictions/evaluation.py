"""What lesson 07 has its readers predict."""

from mnist_course.core.guess import Prediction

PREDICTIONS = (
    Prediction(
        id="worst_loss",
        asks="The worst loss comes from",
        options=("the test images", "the training images", "the unscaled images"),
    ),
    Prediction(
        id="always_no",
        asks="The accuracy of always saying no is",
        least=0,
        most=100,
        unit="%",
    ),
    Prediction(
        id="confused",
        asks="The pair that the network confuses most, both ways together, is",
        options=("1 and 7", "2 and 7", "3 and 5", "4 and 9", "7 and 9", "another pair"),
        otherwise="another pair",
    ),
    Prediction(
        id="worst_sure",
        asks="Of its ten worst mistakes the network is, on average,",
        least=0,
        most=100,
        unit="% sure",
    ),
    Prediction(
        id="seeds",
        asks="Between the best and the worst seed lie",
        step=0.01,
        unit="percentage points",
    ),
)
