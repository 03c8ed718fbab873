"""Why a network answers as it does, and when not to believe it: numbers in, numbers out."""

from mnist_course.interpretability.calibration import reliability

__all__ = ["reliability"]
