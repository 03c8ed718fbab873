"""`drawing_pad(model)`: draw a digit, and see what the network sees and reads."""

from typing import Any

import numpy as np

from mnist_course import spec
from mnist_course.core.language import say, sentence
from mnist_course.widgets.base import Widget, figure, picture
from mnist_course.widgets.reading import (
    LENT,
    Framing,
    Reader,
    Reading,
    centre_of_mass,
    explain,
    percent,
)
from mnist_course.widgets.scripts import module
from mnist_course.workspace import kept_drawing


class DrawingPad(Widget):
    """The pad; made by `drawing_pad`."""

    _esm = module("pad")

    description = sentence(
        "A pad to draw a digit on; beside it the image that the network sees, the ten "
        "probabilities and the answer"
    )

    def __init__(self, reader: Reader):
        super().__init__()
        self._reader = reader
        self.on_msg(self._receive)

    def _receive(self, _: Any, content: dict, buffers: list) -> None:
        if content.get("kind") not in ("drawing", "keep") or not buffers:
            return
        height, width = int(content["height"]), int(content["width"])
        pixels = np.frombuffer(buffers[0], np.uint8)
        fits = min(height, width) > 0 and max(height, width) <= kept_drawing.LARGEST
        if not fits or pixels.size != height * width:
            return
        drawing = pixels.reshape(height, width)
        if content["kind"] == "keep":
            self.send({"kind": "kept", "said": kept_drawing.keep(drawing)})
            return
        answer, image = reply(
            self._reader,
            drawing,
            inverted=bool(content.get("inverted")),
            centred=not content.get("uncentred"),
        )
        self.send({**answer, "kind": "reading", "sequence": content.get("sequence")}, [image])

    def still(self) -> str:
        drawing = example_drawing()
        reading = self._reader.read(drawing)
        image = _as_bytes(reading.image)
        rows = "".join(
            f"<tr><th scope='row'>{digit}</th><td>{percent(share)}</td></tr>"
            for digit, share in enumerate(reading.probabilities)
        )
        return (
            "<p>"
            + say(
                "Open this notebook in JupyterLab and run the cell to draw on a pad here. An "
                "example:"
            )
            + "</p>"
            + figure(
                picture(drawing[::2, ::2], say("A hand-drawn 7, white on black"), scale=1),
                say("the drawing"),
            )
            + figure(
                picture(image, say("What the network sees: {seen}", seen=_seen(reading)), scale=5),
                say("what the network sees; it reads {digit}", digit=reading.digit),
            )
            + f"<table><caption>{say('Probabilities')}</caption>{rows}</table>"
        )


def drawing_pad(model: Any = LENT, center_drawing: Framing | None = None) -> DrawingPad:
    """A pad for mouse, pen, touch and keyboard that shows live what the network reads.

    Args:
        model: a Keras model from (n, 28, 28, 1) in [0, 1] to ten probabilities; by default the
            course's own, which answers without TensorFlow.
        center_drawing: frames a drawing, uint8 (h, w), white on black, as MNIST frames its
            digits: float32 (28, 28, 1) in [0, 1]. By default, the course's own.

    Raises:
        CourseError: where the model cannot read such images.
    """
    return DrawingPad(Reader(model, center_drawing))


def reply(
    reader: Reader, drawing: np.ndarray, inverted: bool = False, centred: bool = True
) -> tuple[dict[str, Any], bytes]:
    """What the pad is told about a drawing, as data for JSON, and the image as grey bytes."""
    if not drawing.any():
        empty = np.zeros(spec.INPUT_SHAPE[:2], np.uint8)
        return _nothing(empty.shape), empty.tobytes()
    reading = reader.read(drawing, inverted, centred)
    share = reading.probabilities[reading.digit]
    image = _as_bytes(reading.image)
    return {
        "height": image.shape[0],
        "width": image.shape[1],
        "probabilities": [round(float(one), 5) for one in reading.probabilities],
        "digit": reading.digit,
        "sentence": say(
            "The network reads {digit}, {share} sure.",
            digit=reading.digit,
            share=percent(share),
        ),
        "why": explain(reading, inverted, centred),
        "seen": _seen(reading),
        "trouble": reading.trouble,
    }, image.tobytes()


def _nothing(shape: tuple[int, int]) -> dict[str, Any]:
    return {
        "height": shape[0],
        "width": shape[1],
        "probabilities": None,
        "digit": None,
        "sentence": say("Draw a digit."),
        "why": "",
        "seen": say("nothing yet"),
        "trouble": "",
    }


def _as_bytes(image: np.ndarray) -> np.ndarray:
    return np.round(np.clip(image, 0, 1) * spec.BRIGHTEST).astype(np.uint8)


def _seen(reading: Reading) -> str:
    bright = (reading.image > 0.5).mean() > 0.5
    size = say(
        "{height} by {width} pixels",
        height=reading.image.shape[0],
        width=reading.image.shape[1],
    )
    if bright:
        return say("{size}, dark ink on white", size=size)
    place = centre_of_mass(reading.image)
    where = (
        say(
            ", its centre at row {row:.0f}, column {column:.0f}",
            row=place[0],
            column=place[1],
        )
        if place
        else ""
    )
    return say("{size}, white ink on black{where}", size=size, where=where)


def example_drawing() -> np.ndarray:
    """A hand-drawn 7, uint8 (280, 280), white on black, off the centre as drawings are."""
    from PIL import Image, ImageDraw

    sheet = Image.new("L", (280, 280))
    points = [(70, 60), (120, 56), (190, 54), (170, 110), (140, 170), (122, 230)]
    pen = ImageDraw.Draw(sheet)
    pen.line(points, fill=spec.BRIGHTEST, width=22, joint="curve")
    for x, y in points:
        pen.ellipse((x - 11, y - 11, x + 11, y + 11), fill=spec.BRIGHTEST)
    return np.asarray(sheet)
