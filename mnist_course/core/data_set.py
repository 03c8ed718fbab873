"""Which images a course is about: MNIST, or a data set of its own.

All that the engine asks of a data set stands here; what is MNIST's alone, such as its place where
Keras looks, asks whether it is `MNIST`.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class DataSet:
    """Ten kinds of grey images of 28×28 pixels.

    Attributes:
        name: as prose calls it.
        one: what one image shows, as in 'the true digit'.
        file: an archive of NumPy's, `.npz`, with x_train, y_train, x_test and y_test, all uint8.
        train, test: how many images of each.
        classes: the names of the labels 0 to 9.
        licence: of the images, and whose they are.
    """

    name: str
    one: str
    file: str
    train: int
    test: int
    classes: tuple[str, ...]
    licence: str


MNIST = DataSet(
    name="MNIST",
    one="digit",
    file="mnist.npz",
    train=60_000,
    test=10_000,
    classes=tuple("0123456789"),
    licence="CC BY-SA 3.0, Yann LeCun and Corinna Cortes",
)
