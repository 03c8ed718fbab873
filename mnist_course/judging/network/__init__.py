"""The architecture check: is a Keras model the network of the specification?

    observed = observe(model)          plain data; `probes.networks`, where the student's model is
    verdict = judge_model(observed)    on the side that judges; runs nothing of the model's

Two models are the same network where their canonical forms are: nested models opened, separate
activations joined to their layers, defaults made explicit, names left out. The canonical forms
are aligned as a diff aligns two texts, and each difference is named in a student's words.
"""

from mnist_course.judging.network.figure import figure_html
from mnist_course.judging.network.network import Network, Unit, Unreadable
from mnist_course.judging.network.reading import read_network
from mnist_course.judging.network.rebuilding import Rebuilt, allowed, rebuild
from mnist_course.judging.network.specification import specified
from mnist_course.judging.network.text import listing, side_by_side
from mnist_course.judging.network.verdict import judge_model, judge_network, unreadable
from mnist_course.judging.network.weights import weights_of

__all__ = [
    "Network",
    "Rebuilt",
    "Unit",
    "Unreadable",
    "allowed",
    "figure_html",
    "judge_model",
    "judge_network",
    "listing",
    "read_network",
    "rebuild",
    "side_by_side",
    "specified",
    "unreadable",
    "weights_of",
]
