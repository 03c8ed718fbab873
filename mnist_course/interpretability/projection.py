"""Many numbers an image, on a map of two: principal component analysis.

K. Pearson, "On Lines and Planes of Closest Fit to Systems of Points in Space", 1901.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Projection:
    """Points on the plane in which they are spread most.

    Attributes:
        places: float (n, 2), the first axis the one of the greatest spread.
        share: which part of the variance the plane keeps, from 0 to 1.
    """

    places: np.ndarray
    share: float


def principal_plane(values: np.ndarray) -> Projection:
    """Project points onto their first two principal components.

    Args:
        values: float (n, k), n and k at least 2.
    """
    centred = values.astype(np.float64) - values.mean(axis=0, dtype=np.float64)
    variances, directions = np.linalg.eigh(centred.T @ centred)
    plane = directions[:, [-1, -2]]
    # An eigenvector may point either way: its largest entry is made positive, on any machine.
    largest = plane[np.abs(plane).argmax(axis=0), [0, 1]]
    total = variances.sum()
    share = float(variances[-2:].sum() / total) if total > 0 else 1.0
    return Projection(centred @ (plane * np.sign(largest)), share)
