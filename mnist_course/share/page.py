"""The page itself: one HTML file that loads nothing and runs from a file, a phone or a server."""

import functools
import json
from collections.abc import Sequence
from html import escape
from pathlib import Path

from mnist_course import spec
from mnist_course.core import files, language
from mnist_course.core.errors import CourseError
from mnist_course.core.language import numeral, say, sentence
from mnist_course.share.network import LARGEST_PAGE, Carried
from mnist_course.widgets import scripts

_STATIC = Path(__file__).parent / "static"

MARK = '<meta name="generator" content="mnist-course share">'
"""By this a page is known as one that may be replaced."""

_MARKED_WITHIN = 2_000
"""Characters at a page's beginning, among which the mark is."""

_ENDINGS = (".html", ".htm")

_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:"
)
"""What the browser lets the page do: run what is in it, and load nothing."""

BROWSERS = sentence("Chrome or Edge 88, Firefox 89, Safari 15 (iPhone and iPad: iOS 15), or later")


def html(carried: Carried) -> str:
    """The page of a network, complete.

    Raises:
        CourseError: where it would have more than `LARGEST_PAGE` bytes.
    """
    count = numeral(f"{carried.parameters:,}")
    # `<` would let a text end the script; no text of a model's comes in here, but it costs nothing.
    data = json.dumps(carried.data, separators=(",", ":")).replace("<", "\\u003c")
    browsers = escape(say(BROWSERS))
    title = say("A network that reads digits")
    about = say(
        "Draw a digit. A neural network of {count} numbers, trained on images of handwritten "
        "digits,\nreads it right here: what you draw stays on this device.",
        count=count,
    )
    needs = say("The pad needs JavaScript, and {browsers}.", browsers=browsers)
    keep = say(
        "This page is one file and loads nothing: keep it, send it, open it without a network. It "
        "needs\n{browsers}. The drawing is framed as MNIST frames its digits: scaled to "
        "{box}\npixels, its centre of mass in the middle of {height}×{width}. The network "
        "has\nlearned from digits alone, so it reads a digit in everything. Made with "
        "mnist-course.",
        browsers=browsers,
        box=spec.DRAWING_BOX,
        height=spec.IMAGE_HEIGHT,
        width=spec.IMAGE_WIDTH,
    )
    page = f"""<!doctype html>
<html lang="{language.chosen()}">
<head>
<meta charset="utf-8">
{MARK}
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>{title}</title>
<style>
{scripts.stylesheet()}{_asset("page.css")}</style>
</head>
<body>
<header>
<h1>{title}</h1>
<p>{about}</p>
{_note(carried)}</header>
<main>
<section id="pad" aria-label="{say("The pad")}">
<p>{needs}</p>
</section>
<section id="inside">
<h2>{say("Inside the network")}</h2>
{_maps(carried)}
<details>
<summary>{say("Its {number} layers", number=len(carried.layers))}</summary>
{_table(carried.layers, count)}
</details>
</section>
</main>
<footer>
<p>{keep}</p>
</footer>
<script type="application/json" id="network">{data}</script>
<script>
{_script()}</script>
</body>
</html>
"""
    size = len(page.encode())
    if size > LARGEST_PAGE:
        raise CourseError(
            say(
                "The page would have {size:,} bytes; {largest_page:,} are allowed, so that it "
                "opens at once on a phone. The network has {count} parameters: train one with "
                "fewer.",
                size=size,
                largest_page=LARGEST_PAGE,
                count=count,
            )
        )
    return page


def save(page: str, path: Path) -> Path:
    """Write a page; only a page that was made here is ever replaced.

    Returns:
        The file's absolute path.

    Raises:
        CourseError: where something else is in the way, or the folder cannot be written.
    """
    try:
        target = path.expanduser().absolute()
    except RuntimeError:
        raise CourseError(
            say("There is no home folder for {path}. Name another with --out.", path=path)
        ) from None
    if target.suffix.lower() not in _ENDINGS:
        raise CourseError(
            say("{path} does not end in .html. Name a page, such as digits.html.", path=path)
        )
    if target.is_dir():
        raise CourseError(say("{path} is a folder. Name a file with --out.", path=path))
    if not target.parent.is_dir():
        raise CourseError(
            say(
                "There is no folder {parent}. Make it, or name another with --out.",
                parent=path.parent,
            )
        )
    try:
        if target.exists() and not _is_ours(target):
            raise CourseError(
                say(
                    "{path} exists and is no page of this command. Name another file with --out.",
                    path=path,
                )
            )
        files.write(target, page)
    except OSError as error:
        raise CourseError(
            say("{path} cannot be written: {reason}.", path=path, reason=error.strerror or error)
        ) from None
    return target


def _is_ours(path: Path) -> bool:
    with path.open("rb") as file:
        return MARK.encode() in file.read(_MARKED_WITHIN)


@functools.cache
def _asset(name: str) -> str:
    return (_STATIC / name).read_text("utf-8")


def _script() -> str:
    """All of the page's JavaScript, in a function of its own: it leaves one name, `digits`."""
    parts = [
        scripts.common(),
        "const tell = teller({ get: () => WORDS });\n",
        *map(_asset, ("framing.js", "network.js", "maps.js")),
        f"const renderPad = {scripts.expression('pad')};\n",
        _asset("page.js"),
    ]
    script = "\n".join(parts)
    words = json.dumps(scripts.words(script), ensure_ascii=False).replace("<", "\\u003c")
    return f'(() => {{\n"use strict";\nconst WORDS = {words};\n{script}}})();\n'


def _note(carried: Carried) -> str:
    if not carried.data["scores"]:
        return ""
    note = say("This network gives a score for each digit; the bars show their softmax.")
    return f'<p class="small">{note}</p>\n'


def _maps(carried: Carried) -> str:
    if not carried.data["maps"]:
        none = say("It has no convolution layer, so it has no feature maps to show.")
        return f"<p>{none}</p>"
    about = say(
        "What each convolution layer makes of your drawing: a map is bright where its kernel "
        "found its pattern."
    )
    return f'<p>{about}</p>\n<div id="maps" class="mc-widget"></div>'


def _table(layers: Sequence[tuple[str, str, str]], count: str) -> str:
    head = "".join(
        f'<th scope="col">{one}</th>' for one in (say("layer"), say("gives"), say("parameters"))
    )
    about = say(
        "From one image of {height}×{width} pixels to {classes} numbers, with {count} parameters.",
        height=spec.IMAGE_HEIGHT,
        width=spec.IMAGE_WIDTH,
        classes=spec.CLASSES,
        count=count,
    )
    rows = "".join(
        f"<tr><td>{number}. {escape(layer)}</td><td>{escape(gives)}</td><td>{held}</td></tr>"
        for number, (layer, gives, held) in enumerate(layers, 1)
    )
    return (
        f'<div class="table" tabindex="0" role="region" aria-label="{say("The layers")}"><table>'
        f"<caption>{about}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
