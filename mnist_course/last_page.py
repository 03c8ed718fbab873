"""The last page: what was learned, the student's own results and pictures, where to go next.

One HTML file without scripts or anything from outside, for the student to keep. Their networks, as
pages on which anyone can draw, are in it too: a link saves each as a file of its own.
"""

import base64
import time
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from mnist_course import course, data, leaderboard, predictions, spec, student_model
from mnist_course.core import files, language
from mnist_course.core.errors import CourseError
from mnist_course.core.exercise import PASSED
from mnist_course.core.language import say, sentence
from mnist_course.display import png
from mnist_course.display.panel import SIGNS, inline
from mnist_course.workspace import artefacts, kept_drawing, predicted, progress

if TYPE_CHECKING:
    import keras

FILE = "my-mnist.html"

_ACROSS = 8
"""How many kernels stand in a row."""

NEXT = (
    (
        sentence("Other pictures"),
        sentence(
            "`keras.datasets.fashion_mnist` has the same shapes and is harder; `cifar10` has "
            "colour. What must change in your network, and what can stay?"
        ),
    ),
    (
        sentence("Your own data"),
        sentence(
            "Photograph twenty digits of your own hand, frame them with your `center_drawing`, and "
            "measure. Where does your network fail?"
        ),
    ),
    (
        sentence("Books"),
        sentence(
            "F. Chollet, Deep Learning with Python, by the author of Keras; M. Nielsen, Neural "
            "Networks and Deep Learning, free on the web, which derives everything on MNIST."
        ),
    ),
    (
        sentence("The paper that began it"),
        sentence(
            "Y. LeCun, L. Bottou, Y. Bengio and P. Haffner, Gradient-Based Learning Applied to "
            "Document Recognition (1998). You can read it now."
        ),
    ),
)

_INK = "ink"
"""Pictures of handwriting: white on black on the screen, black on white on paper."""

_STYLE = """
:root{color-scheme:light dark;--line:#8886;--soft:#8881;--accent:#0b57d0;--on-accent:#fff}
@media (prefers-color-scheme:dark){:root{--accent:#8ab4f8;--on-accent:#10233f}}
body{background:Canvas;color:CanvasText}
body{font:1.05rem/1.6 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem}
h1{line-height:1.2}h2{margin-top:2.2rem;border-bottom:1px solid var(--line)}
.wide{overflow-x:auto}
table{border-collapse:collapse;margin:.8rem 0}
caption{text-align:left;padding:.3rem 0}
td,th{border:1px solid var(--line);padding:.25rem .6rem;text-align:left}
figure{margin:1rem 0}figure img{max-width:100%;background:#fff}
.pixels{image-rendering:pixelated}
.fact{display:inline-block;background:var(--soft);border:1px solid var(--line);
border-radius:6px;padding:.4rem .8rem;margin:.2rem .4rem .2rem 0}
.save{display:inline-block;background:var(--accent);color:var(--on-accent);border-radius:6px;
padding:.6rem 1rem;text-decoration:none}
.save:focus-visible{outline:3px solid var(--accent);outline-offset:3px}
@media print{
@page{margin:16mm}
:root{color-scheme:light}
body{font-size:11pt;margin:0;max-width:none;padding:0}
h1{margin-top:0}h2{break-after:avoid;margin-top:1.4rem}
figure,tr,dd,.fact{break-inside:avoid}dt{break-after:avoid}
.wide{overflow:visible}
img{max-height:14cm;print-color-adjust:exact;-webkit-print-color-adjust:exact}
.ink{border:1px solid #000;box-sizing:border-box;filter:invert(1)}
.on-screen{display:none}
}
"""


@dataclass(frozen=True)
class Reading:
    """What the student's network says of the test images.

    Attributes:
        own: whether it is the student's network, not the course's.
        accuracy: the share of right answers, 0 to 1.
        predictions: the digit for each test image, integers (n,).
        kernels: the first layer's, float32 (rows, columns, filters).
    """

    own: bool
    accuracy: float
    predictions: np.ndarray
    kernels: np.ndarray | None


def save(
    path: str | Path = FILE,
    name: str = "",
    drawing: np.ndarray | None = None,
    start: Path | None = None,
) -> Path:
    """Write the page and say where it is.

    Args:
        path: of the HTML file; an existing one is replaced.
        name: the student's, for the heading; '' for none.
        drawing: a digit of the student's own, grey (h, w) or (28, 28, 1); by default the one that
            was kept on the pad, if any.
        start: a folder of the workspace, by default the current one.

    Returns:
        The file's absolute path.

    Raises:
        CourseError: where the file cannot be written.
    """
    target = Path(path).expanduser().resolve()
    page = html(read(start), name, drawing, start)
    try:
        files.write(target, page)
    except OSError as error:
        raise CourseError(
            say(
                '{target} cannot be written ({reason}). Choose another path: save("my-page.html").',
                target=target,
                reason=error.strerror or error,
            )
        ) from None
    print(
        say(
            "Your page is {target}. It is one file; open it in any browser, and keep it.",
            target=target,
        )
    )
    return target


def read(start: Path | None = None) -> Reading:
    """Have the student's network, else the course's, read the test images."""
    found = student_model.find(start)
    images, labels = data.test_split()
    answers = found.model.predict(data.as_input(images), batch_size=500, verbose=0).argmax(axis=-1)
    return Reading(
        own=found.path is not None,
        accuracy=float((answers == labels).mean()),
        predictions=answers,
        kernels=_first_kernels(found.model),
    )


def _first_kernels(model: "keras.Model") -> np.ndarray | None:
    for weights in model.get_weights():
        if weights.ndim == 4 and weights.shape[2] == 1:
            return np.asarray(weights[:, :, 0])
    return None


def html(
    reading: Reading,
    name: str = "",
    drawing: np.ndarray | None = None,
    start: Path | None = None,
) -> str:
    """The page, complete; every text from outside is escaped. Arguments as of `save`."""
    drawing = kept_drawing.load(start) if drawing is None else drawing
    statuses = progress.load(progress.workspace(start))
    attempts = leaderboard.load(start)
    title = say("Reading digits, by {name}", name=name) if name else say("Reading digits")
    about = say(
        "From {count:,} images of handwriting to a network that reads them: this is what you "
        "built, and what it taught you.",
        count=spec.TRAIN_COUNT,
    )
    parts = [
        f"<h1>{escape(title)}</h1>",
        f"<p>{_today()}. {about}</p>",
        _results(reading, statuses),
        _pictures(reading, drawing),
        _to_take_home(start),
        _attempts(attempts),
        _predictions(_predicted(start)),
        _learned(statuses),
        f"<h2>{say('Where to go next')}</h2><dl>",
        "".join(
            f"<dt><strong>{escape(say(a))}</strong></dt><dd>{inline(say(b))}</dd>" for a, b in NEXT
        ),
        "</dl>",
    ]
    return (
        f'<!doctype html>\n<html lang="{language.chosen()}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body><main>{''.join(parts)}</main></body></html>\n"
    )


def _today() -> str:
    """The day, with the month's name where the language is English."""
    english = language.chosen() == language.ENGLISH
    return time.strftime("%d %B %Y" if english else "%Y-%m-%d")


def _results(reading: Reading, statuses: dict[str, str]) -> str:
    exercises = [one for lesson in course.lessons() for one in lesson.exercises]
    done = sum(statuses.get(one.id) == PASSED for one in exercises)
    points = sum(one.points for one in exercises if statuses.get(one.id) == PASSED)
    whose = say("your network") if reading.own else say("the course's network")
    facts = [
        say(
            "{accuracy:.2%} of the {test_count:,} test images read rightly by {whose}",
            accuracy=reading.accuracy,
            test_count=spec.TEST_COUNT,
            whose=whose,
        ),
        say("{done} of {exercises} exercises", done=done, exercises=len(exercises)),
        say("{points} of {all} points", points=points, all=sum(one.points for one in exercises)),
    ]
    shown = "".join(f'<span class="fact">{escape(fact)}</span> ' for fact in facts)
    return f"<h2>{say('Your results')}</h2><p>{shown}</p>"


def _pictures(reading: Reading, drawing: np.ndarray | None) -> str:
    whose = say("Your network") if reading.own else say("The course's network")
    images, labels = data.test_split()
    firsts = [int(np.flatnonzero(labels == digit)[0]) for digit in range(spec.CLASSES)]
    wrong = np.flatnonzero(reading.predictions != labels)[: spec.CLASSES]
    parts = [f"<h2>{say('Your pictures')}</h2>"]
    if drawing is not None:
        parts.append(_figure(png.grey(np.squeeze(drawing)), say("A digit drawn by you"), 280, _INK))
    answers = ", ".join(str(int(reading.predictions[place])) for place in firsts)
    parts.append(
        _figure(
            np.hstack([images[place] for place in firsts]),
            say(
                "{whose} reads these, the first of each digit among the test images, as {answers}",
                whose=whose,
                answers=answers,
            ),
            kind=_INK,
        )
    )
    if wrong.size:
        pairs = ", ".join(
            say("{label} as {answer}", label=labels[i], answer=reading.predictions[i])
            for i in wrong
        )
        parts.append(
            _figure(
                np.hstack(list(images[wrong])),
                say("It is wrong about these: it reads {pairs}", pairs=pairs),
                kind=_INK,
            )
        )
    if reading.kernels is not None:
        kernels = np.moveaxis(reading.kernels, -1, 0)[:32]
        framed = [np.pad(png.grey(kernel), 1) for kernel in kernels]
        blank = np.zeros_like(framed[0])
        framed += [blank] * (-len(framed) % _ACROSS)
        rows = [np.hstack(framed[i : i + _ACROSS]) for i in range(0, len(framed), _ACROSS)]
        caption = say(
            "What it looks for first: its first {kernels} kernels, dark to bright",
            kernels=len(kernels),
        )
        parts.append(_figure(np.vstack(rows), caption, 480))
    return "".join(parts)


def _to_take_home(start: Path | None) -> str:
    """The student's networks as pages, each in a link that saves it; '' where there are none."""
    if not course.has_answers():
        # Where a submission is graded nobody takes anything home, and models are read elsewhere.
        return ""
    from mnist_course.share import network, page

    parts = []
    for name, lesson in _networks():
        path = artefacts.find(name, start)
        if path is None:
            continue
        try:
            raw = page.html(network.read(path)).encode()
        except CourseError as error:
            missing = say("The network of {lesson} is not here as a page.", lesson=lesson)
            parts.append(f"<p>{missing} {inline(str(error))}</p>")
            continue
        save = say(
            "Save the network of {lesson} as a page ({size:.0f} kB)",
            lesson=lesson,
            size=len(raw) / 1000,
        )
        parts.append(
            f'<p><a class="save" download="{path.stem}.html" href="data:text/html;charset=utf-8;'
            f'base64,{base64.b64encode(raw).decode("ascii")}">{save}</a></p>'
        )
    if not parts:
        return ""
    about = say(
        "A page on which anyone can draw a digit, and your own network reads it there: one file, "
        "on a phone as well, without a connection. `mnist-course share` makes the same in a "
        "terminal."
    )
    return (
        f'<section class="on-screen"><h2>{say("Your network, to take home")}</h2>'
        f"<p>{inline(about)}</p>{''.join(parts)}</section>"
    )


def _networks() -> list[tuple[str, str]]:
    """The files that the lessons save, and which lesson does, in words."""
    return [
        (one.artefact, say("lesson {number}", number=lesson.number))
        for lesson in course.lessons()
        for one in lesson.exercises
        if one.artefact
    ]


def _attempts(attempts: list[leaderboard.Attempt]) -> str:
    if not attempts:
        return ""
    picture = png.address(png.of_figure(leaderboard.plot(attempts)))
    return (
        f"<h2>{say('Your own networks')}</h2>"
        f"{_wide(leaderboard.table(attempts), say('Your attempts'))}<figure>"
        f'<img alt="{escape(leaderboard.describe(attempts))}" src="{picture}"></figure>'
    )


@dataclass(frozen=True)
class Guessed:
    """A prediction and what came of it, in words; '' where nothing was entered or has come.

    Attributes:
        asks: the beginning of the sentence that a guess ends.
        guess, came: what was predicted, and what came.
        usual: what comes in other runs.
    """

    asks: str
    guess: str
    came: str
    usual: str


def _predicted(start: Path | None) -> list[Guessed]:
    """What was predicted in the lessons, in their order."""
    kept = predicted.load(progress.workspace(start))
    shown = []
    for lesson in predictions.LESSONS:
        for asked in predictions.of_lesson(lesson):
            one = kept.get(asked.id)
            if one is None or one.guess is None:
                continue
            came = "" if one.came is None else asked.shown(one.came)
            shown.append(Guessed(asked.asks, asked.shown(one.guess), came, asked.usual))
    return shown


def _predictions(guesses: list[Guessed]) -> str:
    if not guesses:
        return ""
    rows = "".join(
        f'<tr><th scope="row">{escape(one.asks)} …</th><td>{escape(one.guess)}</td>'
        f"<td>{escape(one.came or say('not run yet'))}{_usual(one)}</td></tr>"
        for one in guesses
    )
    head = "".join(
        f'<th scope="col">{one}</th>'
        for one in (say("about"), say("you predicted"), say("what came"))
    )
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    title = say("What you predicted")
    return f"<h2>{title}</h2>{_wide(table, title)}"


def _usual(one: Guessed) -> str:
    return f" ({escape(say('usual: {usual}', usual=one.usual))})" if one.usual else ""


def _learned(statuses: dict[str, str]) -> str:
    rows = []
    for lesson in course.lessons():
        done = all(statuses.get(one.id) == PASSED for one in lesson.exercises)
        sign = f"{SIGNS[PASSED][0]} {say('done')}" if done else say("open")
        rows.append(
            f'<tr><th scope="row">{escape(lesson.title)}</th><td>{escape(lesson.learned)}</td>'
            f"<td>{sign}</td></tr>"
        )
    head = "".join(
        f'<th scope="col">{one}</th>'
        for one in (say("lesson"), say("what stays"), say("exercises"))
    )
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    title = say("What you learned")
    return f"<h2>{title}</h2>{_wide(table, title)}"


def _wide(table: str, name: str) -> str:
    """A table that scrolls by itself on a narrow screen, by keyboard too."""
    return f'<div class="wide" tabindex="0" role="region" aria-label="{escape(name)}">{table}</div>'


def _figure(pixels: np.ndarray, caption: str, width: int = 840, kind: str = "") -> str:
    return (
        f'<figure><img class="pixels {kind}" alt="{escape(caption)}" width="{width}" '
        f'src="{png.address(png.of_pixels(pixels))}"><figcaption>{escape(caption)}.</figcaption></figure>'
    )
