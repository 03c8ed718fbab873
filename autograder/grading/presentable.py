"""Nothing that is shown or kept of a verdict is longer than a stated bound.

Whatever a judge quotes of an answer, a submission wrote: what comes out of here has a bound,
can be shown on a page and in a terminal, and is the same for all that read it afterwards.
"""

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from autograder.core.text import brief, readable
from mnist_course.core.exercise import Picture, Verdict


@dataclass(frozen=True)
class Bounds:
    """How long each part of a verdict may be, in characters; of pictures, in number and pixels."""

    message: int = 1_000
    next_step: int = 600
    cause: int = 100
    called: int = 1_000
    returned: int = 1_000
    expected: int = 1_000
    details: int = 20_000
    figure: int = 400_000
    caption: int = 200
    pictures: int = 24
    side: int = 256


BOUNDS = Bounds()

_TEXTS = ("message", "next_step", "cause", "called", "returned", "expected", "details")
_LEFT_OUT = "The picture of it was too large to be kept."


def presentable(verdict: Verdict) -> Verdict:
    """The same verdict, with every text cut at its bound and readable."""
    texts: dict[str, Any] = {
        name: brief(getattr(verdict, name), getattr(BOUNDS, name)) for name in _TEXTS
    }
    figure = verdict.figure
    if len(figure) > BOUNDS.figure:
        # HTML that is cut is no HTML.
        figure, texts["details"] = "", texts["details"] or _LEFT_OUT
    score = float(verdict.score)
    return replace(
        verdict,
        **texts,
        figure=readable(figure),
        score=score if math.isfinite(score) and 0 <= score <= 1 else 0.0,
        pictures=tuple(_picture(one) for one in verdict.pictures[: BOUNDS.pictures] if _whole(one)),
    )


def _whole(picture: Picture) -> bool:
    pixels = np.asarray(picture.pixels)
    return pixels.ndim == 2 and pixels.size > 0 and pixels.dtype.kind in "biuf"


def _picture(picture: Picture) -> Picture:
    pixels = np.asarray(picture.pixels)[: BOUNDS.side, : BOUNDS.side]
    return Picture(brief(picture.caption, BOUNDS.caption), pixels)
