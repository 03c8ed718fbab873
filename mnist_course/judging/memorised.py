"""Whether a network has seen the test images in training, where it has seen the others too.

One trained on the test images alone reads them better than the training images, which
`accuracy` looks at. One that was trained on both reads both alike, and so do some honest ones.
Measured on the course's network, the loss on the test images divided by that on the training
images, give or take 6 %:

    honest, after 1, 6 and 14 epochs             0.94, 1.3, 3.3
    honest, images moved anew, 8 epochs          0.88 to 0.94
    test images among the others, 10 epochs      0.88 to 1.00
    the same, images moved anew, 7 epochs        0.83 to 0.91

Images that are moved here, 1 pixel and 5°, tell even less. So nobody can tell an honest network
that was trained with moved images, as lesson 9 advises, from one that has seen it all; and an
accusation must be right. What does tell is to be better than can be: of the last few test digits
people disagree on what they are, and a network that reads those too has been told.
"""

from mnist_course.core.exercise import Verdict, failed
from mnist_course.core.language import say

PLAUSIBLE = 0.9985
"""Test accuracy beyond what networks that have not seen the test images reach: the best single
ones in the literature have 99.8 %, with far more parameters than the course allows."""


def told(accuracy: float) -> Verdict | None:
    """The verdict on a network that reads the test images better than can be; else None.

    Args:
        accuracy: on all test images, 0 to 1.
    """
    if accuracy <= PLAUSIBLE:
        return None
    return failed(
        "learned-the-test-images",
        say(
            "The network reads {accuracy:.2%} of the test images, more than any network of its "
            "kind that has not seen them. That happens when they were used for training.",
            accuracy=accuracy,
        ),
        "Train on x_train and y_train alone. The test images are for the end.",
    )
