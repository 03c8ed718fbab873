"""The learning curve of a student's training, drawn."""

from autograder.records.results import Curve
from mnist_course.core.language import say, sentence
from mnist_course.display import charts


def draw(curve: Curve) -> str:
    """The curve as HTML: one chart for the accuracy and one for the loss, with a description."""
    return "".join(_chart(curve, name) for name in (sentence("accuracy"), sentence("loss")))


def _chart(curve: Curve, name: str) -> str:
    fit, held = curve.get(name, []), curve.get(f"val_{name}", [])
    if not fit:
        return ""
    caption = say(
        "Your {name} by epoch, as your notebook shows it: line and dots, training", name=say(name)
    )
    caption += say("; dashes and squares, validation") if held else ""
    by_epoch = [*enumerate(fit, 1)]
    return charts.over_epochs(
        name, by_epoch, by_epoch, [*enumerate(held, 1)], epochs=len(fit), caption=caption
    )
