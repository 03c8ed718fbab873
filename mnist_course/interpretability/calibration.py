"""Is 90 % sure right nine times in ten? And what refusing costs.

The reliability diagram: M. H. DeGroot and S. E. Fienberg, "The Comparison and Evaluation of
Forecasters", The Statistician, 1983; for networks, C. Guo and others, "On Calibration of Modern
Neural Networks", ICML 2017.
"""

from dataclasses import dataclass

import numpy as np

from mnist_course.core.own_work import does


@dataclass(frozen=True)
class Bin:
    """Images of which the network is about equally sure.

    Attributes:
        low, high: more sure than `low`, at most as sure as `high`.
        count: how many images.
        sure: the mean of their largest probability; nan where there are none.
        right: the share that is read rightly; nan where there are none.
    """

    low: float
    high: float
    count: int
    sure: float
    right: float


@does("accuracy")
def reliability(probabilities: np.ndarray, labels: np.ndarray, bins: int = 10) -> list[Bin]:
    """How often the network is right, by how sure it is.

    Args:
        probabilities: float (n, k).
        labels: int (n,).
        bins: into how many equal parts 0 to 1 is divided.
    """
    sure = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
    # A float32 of 0.3 is a little more than 0.3: it belongs below the edge all the same.
    places = np.clip(np.ceil(np.round(sure.astype(float) * bins, 5)) - 1, 0, bins - 1).astype(int)
    found = []
    for number in range(bins):
        here = places == number
        count = int(here.sum())
        found.append(
            Bin(
                low=number / bins,
                high=(number + 1) / bins,
                count=count,
                sure=float(sure[here].mean()) if count else float("nan"),
                right=float(right[here].mean()) if count else float("nan"),
            )
        )
    return found


@dataclass(frozen=True)
class Refusals:
    """What comes of refusing whatever the network is less sure of than a threshold.

    Attributes:
        answered: how many images are not refused.
        wrong: how many of those are read wrongly.
        refused: how many are refused.
    """

    answered: int
    wrong: int
    refused: int


@does("accuracy")
def refuse(probabilities: np.ndarray, labels: np.ndarray, threshold: float) -> Refusals:
    """Refuse where the largest probability is below the threshold.

    Args:
        probabilities: float (n, k).
        labels: int (n,).
        threshold: from 0 to 1.
    """
    answered = probabilities.max(axis=1) >= threshold
    wrong = answered & (probabilities.argmax(axis=1) != labels)
    return Refusals(int(answered.sum()), int(wrong.sum()), int((~answered).sum()))
