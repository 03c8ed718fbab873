"""The architecture check: is a Keras model the network of the specification?

    observed = observe(model)          plain data; where the student's model is
    verdict = judge_model(observed)    on the side that judges; runs nothing of the model's

Two models are the same network where their canonical forms are: nested models opened, separate
activations joined to their layers, defaults made explicit, names left out. The canonical forms
are aligned as a diff aligns two texts, and each difference is named in a student's words.
"""

from mnist_course.architecture.figure import figure_html
from mnist_course.architecture.judging import judge_model, judge_network, unreadable
from mnist_course.architecture.network import Network, Unit, Unreadable
from mnist_course.architecture.observing import observe
from mnist_course.architecture.reading import read_network
from mnist_course.architecture.rebuilding import rebuild
from mnist_course.architecture.specification import specified
from mnist_course.architecture.text import listing, side_by_side
from mnist_course.architecture.weights import weights_of

__all__ = [
    "Network",
    "Unit",
    "Unreadable",
    "figure_html",
    "judge_model",
    "judge_network",
    "listing",
    "observe",
    "read_network",
    "rebuild",
    "side_by_side",
    "specified",
    "unreadable",
    "weights_of",
]
