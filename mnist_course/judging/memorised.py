"""Whether a network has seen the test images in training, where it has seen the others too.

One trained on the test images alone reads them better than the training images, which
`accuracy` looks at. One that was trained on both reads both alike, and so does an honest one that
was trained briefly. Measured on the course's network: its loss on the test images, divided by that
on the training images, is 0.94 after one honest epoch, 1.3 after six and 3.3 after fourteen; with
the test images among the others 0.88 after one and 0.92 after two, give or take 6 %. Between 0.9
and 1 nobody can tell, the less on moved images (honest: 0.91 to 1.18), and an accusation must be
right. What does tell is to be better than can be: of the last few test digits people disagree on
what they are, and a network that reads those too has been told.
"""

from mnist_course.core.exercise import Verdict, failed

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
        f"The network reads {accuracy:.2%} of the test images, more than any network of its "
        "kind that has not seen them. That happens when they were used for training.",
        "Train on x_train and y_train alone. The test images are for the end.",
    )
