"""Things to touch in the lessons: widgets for JupyterLab, with a still figure everywhere else.

    widgets.drawing_pad(model)                     draw a digit, see what the network reads
    widgets.sliding_kernel(image, kernel)          a kernel on its way over an image
    widgets.feature_maps(model, image)             what each convolution layer makes of an image
    widgets.network(model)                         a model drawn with its shapes and parameters
    widgets.confusion_explorer(labels, probabilities, images)   the digits behind each mistake
    widgets.refusing(model, probabilities, labels)   things that are no digits, and a threshold
    widgets.why(model, image)                      which pixels decided
    widgets.small_steps(model, image)              a digit that is turned into another's
    widgets.digit_map(model, images, labels)       what the last hidden layer puts together

Each returns a widget: leave it as the last line of a cell, or `display` it. They need no build
step and no network: plain JavaScript modules beside this file, carried to the notebook by
`anywidget`.
"""

import importlib
from typing import Any

_HOMES = {
    "confusion_explorer": "confusion",
    "digit_map": "plane",
    "drawing_pad": "pad",
    "feature_maps": "features",
    "network": "networks",
    "refusing": "strangers",
    "sliding_kernel": "sliding",
    "small_steps": "steps",
    "why": "pixels",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    # Imported on first use: ipywidgets takes half a second that a command line need not spend.
    if name in _HOMES:
        return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
