"""`feature_maps(model, image)`: what each convolution layer makes of an image."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import traitlets

from mnist_course.core.errors import CourseError, first_line
from mnist_course.core.language import say, sentence
from mnist_course.core.own_work import does
from mnist_course.display.png import grey
from mnist_course.interpretability.receptive_field import Span, seen_by, window_of
from mnist_course.widgets.base import Widget, as_shares, figure, picture
from mnist_course.widgets.scripts import module

MOST_MAPS = 128


@dataclass(frozen=True)
class Maps:
    """The output of one layer for one image.

    Attributes:
        name: 'convolution 1' for the first, and so on; Keras's own names count all layers that
            were ever made in a session.
        values: float32 (h, w, maps).
        rows, columns: for each row and column of the maps, the spans of the earlier convolution
            layers' maps, the last first, and of the image that it is computed from; None where
            these cannot be told.
    """

    name: str
    values: np.ndarray
    rows: list[list[Span]] | None = None
    columns: list[list[Span]] | None = None


class FeatureMaps(Widget):
    """The maps of all convolution layers; made by `feature_maps`.

    Attributes:
        layer, map: which one is enlarged, counted from 0.
        row, column: which of its values is looked at; its sources are framed.
    """

    _esm = module("features")

    description = sentence("The feature maps of each convolution layer for one image")

    image: traitlets.Dict = traitlets.Dict().tag(sync=True)
    layers: traitlets.List = traitlets.List().tag(sync=True)
    layer = traitlets.Int().tag(sync=True)
    map = traitlets.Int().tag(sync=True)
    row = traitlets.Int().tag(sync=True)
    column = traitlets.Int().tag(sync=True)

    def __init__(self, image: np.ndarray, layers: list[Maps]):
        self._image, self._layers = image, layers
        shown = layers[0].values[..., 0]
        first = np.unravel_index(np.argmax(shown), shown.shape)
        super().__init__(
            image={"height": image.shape[0], "width": image.shape[1], "pixels": _bytes(image)},
            layers=[_as_data(one) for one in layers],
            # Where the first map is strongest: in its corner there is nothing to see.
            row=int(first[0]),
            column=int(first[1]),
        )

    def still(self) -> str:
        parts = [
            figure(
                picture(grey(self._image), say("The image that the network reads"), 4),
                say("the image"),
            )
        ]
        for one in self._layers:
            height, width, count = one.values.shape
            parts.append(
                figure(
                    picture(
                        contact_sheet(one.values),
                        say(
                            "{count} feature maps of {height} by {width} values, bright where a "
                            "kernel found its pattern",
                            count=count,
                            height=height,
                            width=width,
                        ),
                        scale=max(1, 56 // height),
                    ),
                    say(
                        "{one}: {count} maps of {height}×{width}",
                        one=one.name,
                        count=count,
                        height=height,
                        width=width,
                    ),
                )
            )
        return "".join(parts)


def feature_maps(model: Any, image: Any) -> FeatureMaps:
    """See the feature maps of each convolution layer, and from which pixels a value comes.

    Args:
        model: a Keras model with at least one Conv2D layer.
        image: uint8 (28, 28), or float (28, 28) or (28, 28, 1) in [0, 1].

    Raises:
        CourseError: where the model has no such layer or cannot take the image.
    """
    import keras

    if not isinstance(model, keras.Model):
        raise CourseError(
            say("The model is {name}. Give a Keras model.", name=type(model).__name__)
        )
    grey = as_shares(image)
    return FeatureMaps(grey, outputs(model, grey))


@does("feature_maps")
def outputs(model: Any, image: np.ndarray) -> list[Maps]:
    """What each Conv2D layer of a model gives for one image (h, w), in the order of its layers.

    Raises:
        CourseError: as `feature_maps`.
    """
    import keras

    convolutions = [one for one in model.layers if isinstance(one, keras.layers.Conv2D)]
    if not convolutions:
        raise CourseError(
            say(
                "The model {model!r} has no Conv2D layer of its own, so it has no feature maps.",
                model=model.name,
            )
        )
    batch = image[np.newaxis, ..., np.newaxis].astype(np.float32)
    try:
        if not model.built:
            model.build(batch.shape)
        # A list of one input would make Keras warn about the structure.
        inputs = model.inputs[0] if len(model.inputs) == 1 else model.inputs
        inner = keras.Model(inputs, [layer.output for layer in convolutions])
        given = inner(batch, training=False)
    except Exception as error:
        reason = first_line(error) or type(error).__name__
        raise CourseError(
            say(
                "The model cannot take an image of {height}×{width}: {reason}",
                height=image.shape[0],
                width=image.shape[1],
                reason=reason,
            )
        ) from None
    given = given if isinstance(given, (list, tuple)) else [given]
    return [
        Maps(
            f"convolution {number}",
            keras.ops.convert_to_numpy(values)[0][..., :MOST_MAPS],
            *(_sources(model, layer, axis) for axis in (0, 1)),
        )
        for number, (layer, values) in enumerate(zip(convolutions, given), start=1)
    ]


def _sources(model: Any, layer: Any, axis: int) -> list[list[Span]] | None:
    """For each place of a layer along an axis, what it is computed from, layer by layer."""
    import keras

    if not isinstance(model, keras.Sequential):
        return None
    before = list(reversed(model.layers[: model.layers.index(layer) + 1]))
    if any(len(one.output.shape) != 4 for one in before):
        return None
    found = []
    for place in range(layer.output.shape[axis + 1]):
        span, spans = (place, place + 1), []
        for one in before:
            if isinstance(one, keras.layers.Conv2D) and one is not layer:
                spans.append(span)
            length = one.input.shape[axis + 1]
            window = window_of(one, length, axis)
            if window is None:
                return None
            span = seen_by(span, window, length)
        found.append([*spans, span])
    return found


def contact_sheet(values: np.ndarray, across: int = 8) -> np.ndarray:
    """All maps (h, w, n) as one uint8 picture, a pixel of grey between them."""
    height, width, count = values.shape
    across = min(across, count)
    rows = -(-count // across)
    sheet = np.full((rows * (height + 1) - 1, across * (width + 1) - 1), 96, np.uint8)
    for number in range(count):
        top = number // across * (height + 1)
        left = number % across * (width + 1)
        sheet[top : top + height, left : left + width] = grey(values[..., number])
    return sheet


def _as_data(one: Maps) -> dict[str, Any]:
    height, width, count = one.values.shape
    maps = [one.values[..., number] for number in range(count)]
    places = [np.unravel_index(np.argmax(values), values.shape) for values in maps]
    return {
        "name": one.name,
        "height": height,
        "width": width,
        "count": count,
        "pixels": b"".join(_bytes(values) for values in maps),
        "least": [round(float(values.min()), 4) for values in maps],
        "most": [round(float(values.max()), 4) for values in maps],
        "places": [[int(row), int(column)] for row, column in places],
        "values": np.ascontiguousarray(np.moveaxis(one.values, -1, 0), np.float32).tobytes(),
        "mean": _bytes(one.values.mean(axis=-1)),
        "rows": one.rows,
        "columns": one.columns,
    }


def _bytes(values: np.ndarray) -> bytes:
    return grey(values).tobytes()
