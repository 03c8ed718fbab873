"""What a network confuses: its confusion matrix, and the mistakes that it is surest of."""

from html import escape

import numpy as np

from mnist_course import spec
from mnist_course.core.data_set import MNIST
from mnist_course.core.exercise import Picture
from mnist_course.core.language import say

WORST = 8
"""How many mistakes are shown."""

_STYLE = """<style>
.mc-confusion{border-collapse:collapse;width:auto;font-variant-numeric:tabular-nums;font-size:.85rem}
.mc-confusion caption{text-align:left;padding:.2rem 0;max-width:34rem}
.mc-confusion th,.mc-confusion td{padding:.15rem .45rem;text-align:right;min-width:1.6rem}
.mc-confusion td.mc-right{font-weight:bold;outline:1px solid #8886}
</style>"""


def confusion_table(labels: np.ndarray, answers: np.ndarray) -> str:
    """The confusion matrix as an HTML table; the more mistakes, the darker the cell.

    Args:
        labels: the true ones, integers (n,).
        answers: the network's, integers (n,).
    """
    counts = np.zeros((spec.CLASSES, spec.CLASSES), int)
    np.add.at(counts, (labels, answers), 1)
    wrong = counts - np.diag(np.diag(counts))
    most = max(1, int(wrong.max()))
    true, read = np.unravel_index(wrong.argmax(), wrong.shape)
    told = (
        say(
            " Most often, {true} was read as {read}: {most} times.",
            true=escape(called(true)),
            read=escape(called(read)),
            most=wrong.max(),
        )
        if wrong.any()
        else ""
    )
    names = [escape(name) for name in spec.DATA.classes]
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    rows = "".join(
        f'<tr><th scope="row">{names[digit]}</th>'
        + "".join(
            _cell(int(counts[digit, other]), digit == other, most) for other in range(spec.CLASSES)
        )
        + "</tr>"
        for digit in range(spec.CLASSES)
    )
    about = (
        say("The test images: rows are the true digit, columns the network's answer.")
        if spec.DATA == MNIST
        else say(
            "The test images: rows are the true {one}, columns the network's answer.",
            one=escape(spec.DATA.one),
        )
    )
    return (
        f'{_STYLE}<div style="overflow-x:auto"><table class="mc-confusion">'
        f"<caption>{about}{told}</caption>"
        f"<thead><tr><td></td>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def called(label: int) -> str:
    """A class as sentences say it: 'a 4', and 'Ankle boot' by its name alone."""
    name = spec.DATA.classes[label]
    return say("a {digit}", digit=name) if name.isdigit() else name


def _cell(count: int, right: bool, most: int) -> str:
    if right:
        return f'<td class="mc-right">{count:,}</td>'
    shade = 0.1 + 0.6 * count / most if count else 0.0
    text = f"{count:,}" if count else "·"
    return f'<td style="background:rgba(214,96,0,{shade:.2f})">{text}</td>'


def worst(
    images: np.ndarray, labels: np.ndarray, answers: np.ndarray, confidence: np.ndarray
) -> tuple[Picture, ...]:
    """The wrong answers of which the network was surest.

    Args:
        images: uint8 (n, 28, 28).
        labels, answers: integers (n,).
        confidence: the probability of each answer, floats (n,).
    """
    wrong = np.flatnonzero(labels != answers)
    surest = wrong[np.argsort(-confidence[wrong], kind="stable")][:WORST]
    return tuple(
        Picture(
            say(
                "{label}, read as {answer} ({confidence:.1%} sure)",
                label=called(labels[i]),
                answer=spec.DATA.classes[answers[i]],
                confidence=confidence[i],
            ),
            images[i],
        )
        for i in surest
    )
