"""A student's own attempts at a better network, side by side.

Each attempt is measured on the last 5,000 training images, as they are and moved: choosing
between attempts on the test images would use these up (lesson 07). The table stays on the
student's machine, in the workspace, and is never graded.
"""

import itertools
import json
import math
import time
from dataclasses import asdict, dataclass, fields
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from mnist_course import course, data, spec
from mnist_course.augmentation import moved
from mnist_course.core import files
from mnist_course.core.errors import CourseError
from mnist_course.core.language import say, sentence
from mnist_course.workspace import progress

if TYPE_CHECKING:
    import keras
    from matplotlib.figure import Figure

HELD_OUT = 5_000
"""How many images at the end of the training images an attempt is measured on."""

_FILE = "leaderboard.json"
_SEED = 9
_MOST = 200


@dataclass(frozen=True)
class Attempt:
    """One network and how well it did.

    Attributes:
        name: the student's own.
        parameters: how many the network has.
        seconds: how long it was trained.
        accuracy, moved_accuracy: shares of right answers, 0 to 1, on the held-out images as they
            are, and shifted and turned.
        when: local time, ISO 8601.
    """

    name: str
    parameters: int
    seconds: float
    accuracy: float
    moved_accuracy: float
    when: str = ""

    def _ipython_display_(self) -> None:
        """Nothing more: `enter` has shown the table, where it stands in the last line of a cell."""

    @property
    def reaches(self) -> bool:
        """Whether it keeps to the budget and reaches both targets, on the held-out images."""
        return (
            self.parameters <= spec.BEYOND_PARAMETERS
            and self.accuracy >= spec.BEYOND_ACCURACY
            and self.moved_accuracy >= spec.BEYOND_MOVED_ACCURACY
        )


def can_be_graded(model: "keras.Model") -> None:
    """Say whether a network can be graded as lesson 09's `beyond.keras`, before it is trained.

    Args:
        model: compiled or not, trained or not.

    Raises:
        CourseError: where it cannot, with the reason and what to do.
    """
    if not course.has_answers():
        # Where a submission is graded; there the file itself is judged.
        return
    from mnist_course.judging.network import Unreadable, allowed
    from mnist_course.probes.networks import observe

    observed = observe(model)
    if observed["followed"]:
        raise CourseError(
            "The network is of a class of your own, or holds one, and a saved file does not tell "
            "what such a class does. Build it as a `keras.Sequential` or with the functional API."
        )
    try:
        network = allowed(observed)
    except Unreadable as error:
        raise CourseError(
            say(
                "This network cannot be graded. {error} {next_step}",
                error=error,
                next_step=error.next_step,
            )
        ) from None
    print(
        say(
            "This network can be graded. It has {parameters:,} parameters; "
            "{allowed:,} are allowed.",
            parameters=network.parameters,
            allowed=spec.BEYOND_PARAMETERS,
        )
    )


def enter(
    model: "keras.Model", seconds: float, name: str = "", start: Path | None = None
) -> Attempt:
    """Measure a network, add it to the leaderboard and show the table.

    Args:
        model: from float32 images (n, 28, 28, 1) in [0, 1] to ten numbers each; best trained
            without the last 5,000 training images.
        seconds: how long it was trained.
        name: to know it by; by default 'attempt 1', 'attempt 2', …
        start: a folder of the workspace, by default the current one. Outside of a workspace the
            attempt is shown but not kept.
    """
    earlier = load(start)
    accuracy, moved_accuracy = measure(model)
    attempt = Attempt(
        name=str(name) or f"attempt {len(earlier) + 1}",
        parameters=int(model.count_params()),
        seconds=float(seconds),
        accuracy=accuracy,
        moved_accuracy=moved_accuracy,
        when=time.strftime("%Y-%m-%dT%H:%M:%S"),
    )
    # A cell that is run again with the same outcome is not another attempt.
    others = [one for one in earlier if _identity(one) != _identity(attempt)]
    attempts = [*others, attempt][-_MOST:]
    root = progress.workspace(start)
    if root is not None:
        _save(root, attempts)
    show(attempts)
    return attempt


def _identity(attempt: Attempt) -> tuple[str, int, float, float]:
    return attempt.name, attempt.parameters, attempt.accuracy, attempt.moved_accuracy


def measure(model: "keras.Model") -> tuple[float, float]:
    """The accuracies on the held-out images, as they are and moved; the same moves each time."""
    (images, labels), _ = data.load()
    images, labels = data.as_input(images[-HELD_OUT:]), labels[-HELD_OUT:]
    there = moved(images, np.random.default_rng(_SEED))
    shares = []
    for some in (images, there):
        answers = np.asarray(model.predict(some, batch_size=500, verbose=0)).argmax(axis=-1)
        shares.append(float((answers == labels).mean()))
    return shares[0], shares[1]


def load(start: Path | None = None) -> list[Attempt]:
    """The attempts so far, oldest first; what cannot be read of them is left out."""
    root = progress.workspace(start)
    return _read(root / progress.FOLDER / _FILE)[0] if root is not None else []


def _read(path: Path) -> tuple[list[Attempt], bool]:
    """The attempts in a file, and whether they are all that it holds."""
    try:
        raw = json.loads(path.read_text("utf-8"))["attempts"]
        attempts = [one for one in map(_attempt, raw) if one is not None]
        return attempts, len(attempts) == len(raw)
    except FileNotFoundError:
        return [], True
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return [], False


def _attempt(raw: Any) -> Attempt | None:
    """An attempt as it was saved; None where an entry does not make sense."""
    kinds = {field.name: str if field.type in (str, "str") else (int, float) for field in
             fields(Attempt)}  # fmt: skip
    if not isinstance(raw, dict) or set(raw) != set(kinds):
        return None
    for name, kind in kinds.items():
        value = raw[name]
        if isinstance(value, bool) or not isinstance(value, kind):
            return None
        if not isinstance(value, str) and not (math.isfinite(value) and value >= 0):
            return None
    return Attempt(**raw)


def _save(root: Path, attempts: list[Attempt]) -> None:
    path = root / progress.FOLDER / _FILE
    text = json.dumps({"attempts": [asdict(one) for one in attempts]}, indent=1)
    try:
        if not _read(path)[1]:
            aside = _free_name(path)
            path.rename(aside)
            print(
                say(
                    "The leaderboard was damaged; what could not be read of it is in {aside}.",
                    aside=aside.name,
                )
            )
        files.write(path, text)
    except OSError as error:
        print(say("The leaderboard could not be kept ({reason}).", reason=error.strerror or error))


def _free_name(path: Path) -> Path:
    names = (path.with_name(f"{path.stem}.damaged-{number}.json") for number in itertools.count(1))
    return next(name for name in names if not name.exists())


def show(attempts: list[Attempt]) -> None:
    """The table, as HTML in a notebook and as text elsewhere."""
    from IPython import get_ipython
    from IPython.display import publish_display_data

    words = text(attempts)
    if get_ipython() is None:
        print(words)
        return
    publish_display_data({"text/html": table(attempts), "text/plain": words})


def best_first(attempts: list[Attempt]) -> list[Attempt]:
    """Those that reach both targets first, then by the mean of the two accuracies."""
    return sorted(
        attempts, key=lambda one: (one.reaches, one.accuracy + one.moved_accuracy), reverse=True
    )


_HEADINGS = (
    *(sentence("attempt"), sentence("parameters"), sentence("training")),
    *(sentence("as they are"), sentence("moved"), sentence("targets")),
)


def _cells(one: Attempt) -> tuple[str, ...]:
    over = one.parameters > spec.BEYOND_PARAMETERS
    return (
        one.name,
        f"{one.parameters:,}" + (say(" (over budget)") if over else ""),
        f"{one.seconds / 60:.1f} min" if one.seconds >= 60 else f"{one.seconds:.0f} s",
        f"{one.accuracy:.2%}",
        f"{one.moved_accuracy:.2%}",
        say("✓ reached") if one.reaches else say("not yet"),
    )


def table(attempts: list[Attempt]) -> str:
    """The attempts as an HTML table, best first; names are escaped."""
    head = "".join(f'<th scope="col">{say(heading)}</th>' for heading in _HEADINGS)
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in _cells(one)) + "</tr>"
        for one in best_first(attempts)
    )
    about = say(
        "Your attempts, best first. Accuracies are of the last {held_out:,} training images; the "
        "targets are {accuracy:.1%} and, moved, {moved:.1%}, with at most {parameters:,} "
        "parameters.",
        held_out=HELD_OUT,
        accuracy=spec.BEYOND_ACCURACY,
        moved=spec.BEYOND_MOVED_ACCURACY,
        parameters=spec.BEYOND_PARAMETERS,
    )
    return (
        f"<table><caption>{about}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{rows}</tbody></table>"
    )


def text(attempts: list[Attempt]) -> str:
    """The same as lines of text."""
    rows = [tuple(map(say, _HEADINGS)), *(_cells(one) for one in best_first(attempts))]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADINGS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows
    )


def plot(attempts: list[Attempt]) -> "Figure":
    """Both accuracies over the parameters, with the targets and the budget.

    Show it with `mnist_course.figures.show(figure, describe(attempts))`.
    """
    import matplotlib.pyplot as plt

    figure, axis = plt.subplots(figsize=(9, 4))
    parameters = [one.parameters for one in attempts]
    for name, marker, target, colour in (
        ("accuracy", "o", spec.BEYOND_ACCURACY, "#2166ac"),
        ("moved_accuracy", "s", spec.BEYOND_MOVED_ACCURACY, "#b2182b"),
    ):
        shares = [100 * getattr(one, name) for one in attempts]
        label = say("as they are") if name == "accuracy" else say("shifted and turned")
        axis.scatter(parameters, shares, marker=marker, color=colour, label=label, zorder=3)
        axis.axhline(100 * target, color=colour, ls="--" if marker == "o" else ":", lw=1)
    for one in attempts:
        axis.annotate(
            one.name[:30],
            (one.parameters, 100 * one.moved_accuracy),
            textcoords="offset points",
            xytext=(5, -12),
            size=8,
        )
    axis.axvline(spec.BEYOND_PARAMETERS, color="0.4", lw=1)
    axis.set_xlim(0, 1.15 * max([spec.BEYOND_PARAMETERS, *parameters]))
    axis.xaxis.set_major_formatter("{x:,.0f}")
    axis.set_xlabel(say("parameters (line: the budget)"))
    axis.set_ylabel(say("right, in %"))
    axis.set_title(say("Your attempts (dashed and dotted: the two targets)"))
    axis.margins(y=0.15)
    axis.legend(loc="upper left", bbox_to_anchor=(1.01, 1))
    return figure


def describe(attempts: list[Attempt]) -> str:
    """Alternative text for `plot`."""
    listed = "; ".join(
        say(
            "{one}: {parameters:,} parameters, {accuracy:.1%} as they are, {moved_accuracy:.1%} "
            "moved",
            one=one.name,
            parameters=one.parameters,
            accuracy=one.accuracy,
            moved_accuracy=one.moved_accuracy,
        )
        for one in best_first(attempts)[:10]
    )
    return say(
        "Accuracies of your attempts over their parameters. {listed}.",
        listed=listed or say("None so far"),
    )
