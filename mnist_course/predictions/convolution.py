"""What lesson 03 has its readers predict."""

from mnist_course.core.guess import Prediction

PREDICTIONS = (
    Prediction(
        id="window_sum",
        asks="At row 0, column 3, the kernel says",
    ),
    Prediction(
        id="positions",
        asks="With 'valid' and stride 2 there are",
        unit="positions",
        came=3.0,
    ),
    Prediction(
        id="pixels_left",
        asks="What is left after three blocks, in pixels, is",
    ),
    Prediction(
        id="outline",
        asks="The whole outline is found by",
        options=("A", "B", "C", "D", "E", "F"),
        came="E",
    ),
    Prediction(
        id="spark",
        asks="The map shows",
        options=("the kernel", "the kernel, turned by 180°", "nine ones"),
        came="the kernel, turned by 180°",
    ),
    Prediction(
        id="edge_detectors",
        asks="Among the 32 kernels there are",
        options=("no edge detectors", "a few edge detectors", "many edge detectors"),
        came="many edge detectors",
    ),
    Prediction(
        id="last_column",
        asks="The last column is",
        options=("filled up with 0", "pooled by itself", "dropped"),
        came="dropped",
    ),
    Prediction(
        id="pooled_change",
        asks="After pooling twice, one pixel's shift changes the map by",
        least=0,
        most=100,
        unit="%",
    ),
    Prediction(
        id="second_layer",
        asks="The layer with more to learn is",
        options=("the first layer", "the second, about 3 times", "the second, about 30 times"),
        came="the second, about 30 times",
    ),
)
