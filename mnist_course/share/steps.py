"""A network as a list of steps that a page can compute: few kinds of them, each one simple.

The layers of Keras come down to a dozen operations on plain arrays, channels last. What a setting
means is worked out here: which pixel a window begins at, where a pixel of an enlarged map comes
from, what a normalisation multiplies by. `static/network.js` only multiplies and adds.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from mnist_course.core.language import say
from mnist_course.judging.network import Network, Unit, Unreadable
from mnist_course.judging.network.network import INPUT
from mnist_course.judging.network.policy import MERGES, ONLY_IN_TRAINING
from mnist_course.judging.network.values import LayerForActivation

Step = dict[str, Any]
"""`op`, `from` (the steps whose outputs it takes, -1 for the image), `shape` (of its output), and
what else the operation needs; an array stands as `[offset, length]` in the network's numbers."""

CONVOLUTIONS = ("Conv2D", "SeparableConv2D", "DepthwiseConv2D", "Conv2DTranspose")
"""The layers whose outputs are shown as feature maps."""

_NOTHING = ONLY_IN_TRAINING | {"Identity"}
_ALONG = ("softmax", "log_softmax", "sparsemax")
"""Activations that look at all numbers along an axis."""

_SAME = {"swish": "silu", "hard_swish": "hard_silu"}
_SHARES = ("softmax", "sparsemax", "sigmoid", "hard_sigmoid")
"""Last activations whose outputs lie between 0 and 1."""

_KERAS_EPSILON = 1e-7


class Steps:
    """The steps of a network, collected.

    Attributes:
        steps: in the order in which they are computed.
        maps: for each convolution layer, the step that gives its feature maps.
        last: the step that gives the ten numbers.
        shapes: of each step's output, and of the image at `INPUT`.
        scores: whether those are any numbers, and not shares between 0 and 1.
    """

    def __init__(self, network: Network, weights: Sequence[Sequence[np.ndarray]]) -> None:
        """Translate.

        Args:
            network: one that `judging.network.allowed` has passed.
            weights: of each unit, from `weights_by_unit`.

        Raises:
            Unreadable: where a layer has a setting that a page does not compute.
        """
        self.steps: list[Step] = []
        self.maps: list[int] = []
        self._arrays: list[np.ndarray] = []
        self._places: dict[int, list[int]] = {}
        self._length = 0
        self._network = network
        self._at: dict[int, int] = {INPUT: INPUT}
        self.shapes: dict[int, tuple[int, ...]] = {INPUT: _known(network.inputs[0])}
        for index, unit in enumerate(network.units):
            sources = [self._at[source] for source in unit.sources]
            self._at[index] = self._unit(unit, sources, list(weights[index]))
            if unit.kind in CONVOLUTIONS:
                self.maps.append(self._at[index])
        self.last = self._at[network.outputs[0]]
        self.scores = _ends_with(network) not in _SHARES

    def numbers(self) -> np.ndarray:
        """All weights, float32 (n,)."""
        return np.concatenate([np.zeros(0), *map(np.ravel, self._arrays)]).astype("<f4")

    def keep(self, array: Any) -> list[int]:
        """A place for an array; the same array, of a layer used twice, has one place."""
        array = np.asarray(array, np.float32)
        if id(array) not in self._places:
            self._places[id(array)] = [self._length, array.size]
            self._arrays.append(array)
            self._length += array.size
        return self._places[id(array)]

    def add(self, op: str, sources: Sequence[int], shape: Sequence[int], **settings: Any) -> int:
        """One step more; its number, as for all that follow."""
        self.steps.append({"op": op, "from": list(sources), "shape": list(shape), **settings})
        self.shapes[len(self.steps) - 1] = tuple(shape)
        return len(self.steps) - 1

    def _unit(self, unit: Unit, sources: list[int], weights: list[np.ndarray]) -> int:
        kind, shape = unit.kind, _known(unit.shape)
        if kind in _NOTHING:
            return sources[0]
        if kind in MERGES:
            return self.add("merge", sources, shape, kind=kind)
        if kind == "Concatenate":
            axis = unit.fields["axis"]
            axis = axis % len(shape) if axis < 0 else axis - 1
            return self.add("concatenate", sources, shape, axis=axis)
        step = _TRANSLATIONS[kind](self, unit, sources[0], weights)
        return self._activated(unit.fields.get("activation", "linear"), step)

    def _activated(self, activation: Any, source: int) -> int:
        if isinstance(activation, LayerForActivation):
            settings = dict(activation.settings)
            return self.pointwise(_LAYER_FUNCTIONS[activation.kind], source, settings)
        name = _SAME.get(activation, activation)
        if name == "linear":
            return source
        if name in _ALONG:
            return self.along([-1], source, name)
        return self.pointwise(name, source, {})

    def pointwise(self, name: str, source: int, settings: dict[str, Any]) -> int:
        """A function of each number by itself."""
        shape = self.shapes[source]
        return self.add("function", [source], shape, name=name, settings=settings)

    def along(self, axes: Sequence[int], source: int, op: str, **settings: Any) -> int:
        """An operation on all numbers along some axes; these come last for it, then go back."""
        shape = self.shapes[source]
        over = sorted(axis % len(shape) for axis in axes)
        order = [axis for axis in range(len(shape)) if axis not in over] + over
        moved = self.moved(source, order)
        length = math.prod(shape[axis] for axis in over)
        done = self.add(op, [moved], self.shapes[moved], length=length, **settings)
        return self.moved(done, [order.index(axis) for axis in range(len(shape))])

    def moved(self, source: int, order: list[int]) -> int:
        """The axes in another order; no step where it is the same."""
        if order == sorted(order):
            return source
        shape = self.shapes[source]
        maps = [list(range(shape[axis])) for axis in order]
        return self.picked(source, maps, order)

    def picked(self, source: int, maps: list[list[int]], order: list[int] | None = None) -> int:
        """Numbers of the source in other places.

        Args:
            maps: for each axis of the output, where along an axis of the source each of its places
                comes from; -1 for a zero.
            order: which axis of the source that is; by default the same.
        """
        shape = [len(one) for one in maps]
        return self.add("pick", [source], shape, order=order or list(range(len(maps))), maps=maps)

    def reshaped(self, source: int, shape: Sequence[int]) -> int:
        """The same numbers in another shape."""
        return self.add("reshape", [source], shape)

    def scaled(self, source: int, scale: Any, offset: Any) -> int:
        """`x * scale + offset`; both are repeated along the axes that they lack."""
        scale, offset = np.broadcast_arrays(np.asarray(scale, np.float64), offset)
        shape = self.shapes[source]
        return self.add(
            "scale",
            [source],
            shape,
            of=list(scale.shape),
            scale=self.keep(scale),
            offset=self.keep(offset),
        )

    def windows(
        self, unit: Unit, source: int, size: Sequence[int], dilation: Sequence[int]
    ) -> Step:
        """The settings of a window that moves over (height, width, channels)."""
        shape, out = self.shapes[source], _known(unit.shape)
        strides = unit.fields["strides"]
        start = [0, 0]
        if unit.fields["padding"] == "same":
            start = [
                max((m - 1) * s + d * (k - 1) + 1 - n, 0) // 2
                for n, m, k, s, d in zip(shape, out, size, strides, dilation)
            ]
        return {
            "view": list(shape),
            "places": list(out[:2]),
            "size": list(size),
            "strides": list(strides),
            "dilation": list(dilation),
            "start": start,
        }


def _known(shape: Any) -> tuple[int, ...]:
    assert shape is not None and None not in shape, "`allowed` passes known shapes alone"
    return tuple(shape)


def _ends_with(network: Network) -> str:
    """The activation that the network's outputs come from; 'linear' where there is none."""
    at = network.outputs[0]
    while at >= 0:
        unit = network.units[at]
        if unit.kind == "Softmax":
            return "softmax"
        if unit.kind not in _NOTHING | {"Flatten", "Reshape"}:
            activation = unit.fields.get("activation", "linear")
            return activation if isinstance(activation, str) else "linear"
        at = unit.sources[0]
    return "linear"


def _refused(unit: Unit, what: str) -> Unreadable:
    return Unreadable(
        "not-in-a-page",
        say(
            "It has a {kind} layer with {what}, which a page does not compute.",
            kind=unit.kind,
            what=what,
        ),
        "Build the network without that, and train it again.",
    )


def _bias(made: Steps, unit: Unit, weights: list[np.ndarray]) -> list[int] | None:
    return made.keep(weights[-1]) if unit.fields["use_bias"] else None


def _convolution(made: Steps, unit: Unit, source: int, weights: list[np.ndarray]) -> int:
    fields = unit.fields
    windows = made.windows(unit, source, fields["kernel_size"], fields["dilation_rate"])
    return made.add(
        "convolution",
        [source],
        _known(unit.shape),
        **windows,
        groups=fields["groups"],
        kernel=made.keep(weights[0]),
        bias=_bias(made, unit, weights),
    )


def _depthwise(made: Steps, unit: Unit, source: int, weights: list[np.ndarray]) -> int:
    return _each_channel(made, unit, source, weights[0], _bias(made, unit, weights))


def _each_channel(
    made: Steps, unit: Unit, source: int, kernel: np.ndarray, bias: list[int] | None
) -> int:
    """A kernel (h, w, channels, many): each channel by itself, which is a group of one."""
    windows = made.windows(unit, source, kernel.shape[:2], unit.fields["dilation_rate"])
    channels, many = kernel.shape[2:]
    shape = (*_known(unit.shape)[:2], channels * many)
    return made.add(
        "convolution",
        [source],
        shape,
        **windows,
        groups=channels,
        kernel=made.keep(kernel),
        bias=bias,
    )


def _separable(made: Steps, unit: Unit, source: int, weights: list[np.ndarray]) -> int:
    each = _each_channel(made, unit, source, weights[0], None)
    return _mixed(made, each, weights[1], _bias(made, unit, weights), _known(unit.shape))


def _mixed(
    made: Steps, source: int, kernel: np.ndarray, bias: list[int] | None, shape: Sequence[int]
) -> int:
    """Each place's channels multiplied by a matrix: a convolution of one pixel."""
    places = math.prod(shape[:-1])
    return made.add(
        "convolution",
        [source],
        shape,
        view=[1, places, kernel.shape[-2]],
        places=[1, places],
        size=[1, 1],
        strides=[1, 1],
        dilation=[1, 1],
        start=[0, 0],
        groups=1,
        kernel=made.keep(kernel),
        bias=bias,
    )


def _dense(made: Steps, unit: Unit, source: int, weights: list[np.ndarray]) -> int:
    return _mixed(made, source, weights[0], _bias(made, unit, weights), _known(unit.shape))


def _transposed(made: Steps, unit: Unit, source: int, weights: list[np.ndarray]) -> int:
    fields, shape, out = unit.fields, made.shapes[source], _known(unit.shape)
    size, strides, dilation = (fields[n] for n in ("kernel_size", "strides", "dilation_rate"))
    start = [0, 0]
    if fields["padding"] == "same":
        # It undoes a convolution of the output, whose window begins this far outside.
        start = [
            max((n - 1) * s + d * (k - 1) + 1 - m, 0) // 2
            for n, m, k, s, d in zip(shape, out, size, strides, dilation)
        ]
    return made.add(
        "transposed",
        [source],
        out,
        view=list(shape),
        size=list(size),
        strides=list(strides),
        dilation=list(dilation),
        start=start,
        kernel=made.keep(weights[0]),
        bias=_bias(made, unit, weights),
    )


def _pooled(op: str) -> "Translation":
    def translate(made: Steps, unit: Unit, source: int, weights: list[np.ndarray]) -> int:
        windows = made.windows(unit, source, unit.fields["pool_size"], (1, 1))
        return made.add(op, [source], _known(unit.shape), **windows)

    return translate


def _pooled_whole(op: str) -> "Translation":
    def translate(made: Steps, unit: Unit, source: int, weights: list[np.ndarray]) -> int:
        shape = list(made.shapes[source])
        return made.add(
            op,
            [source],
            _known(unit.shape),
            view=shape,
            places=[1, 1],
            size=shape[:2],
            strides=[1, 1],
            dilation=[1, 1],
            start=[0, 0],
        )

    return translate


def _in_another_shape(made: Steps, unit: Unit, source: int, weights: list[np.ndarray]) -> int:
    return made.reshaped(source, _known(unit.shape))


def _permuted(made: Steps, unit: Unit, source: int, weights: list[np.ndarray]) -> int:
    dims = unit.fields["dims"]
    return made.moved(source, [dim - 1 for dim in (dims if isinstance(dims, tuple) else (dims,))])


def _margins(made: Steps, unit: Unit, source: int, weights: list[np.ndarray]) -> int:
    padding = unit.fields.get("padding")
    margins = padding or unit.fields["cropping"]
    maps = [list(range(n)) for n in made.shapes[source]]
    for axis, (before, after) in enumerate(margins):
        if padding:
            maps[axis] = [-1] * before + maps[axis] + [-1] * after
        else:
            maps[axis] = maps[axis][before : len(maps[axis]) - after]
    return made.picked(source, maps)


def _enlarged(made: Steps, unit: Unit, source: int, weights: list[np.ndarray]) -> int:
    return _resampled(made, unit, source, unit.fields["interpolation"])


def _resized(made: Steps, unit: Unit, source: int, weights: list[np.ndarray]) -> int:
    fields = unit.fields
    for setting in ("pad_to_aspect_ratio", "antialias"):
        if fields[setting]:
            raise _refused(unit, f"{setting}=True")
    if fields["crop_to_aspect_ratio"]:
        source = _cropped_in_proportion(made, source, _known(unit.shape))
    return _resampled(made, unit, source, fields["interpolation"])


def _cropped_middle(made: Steps, unit: Unit, source: int, weights: list[np.ndarray]) -> int:
    shape, wanted = made.shapes[source], _known(unit.shape)
    if any(n < m for n, m in zip(shape[:2], wanted)):
        # Keras enlarges what is too small to be cut.
        return _resampled(made, unit, _cropped_in_proportion(made, source, wanted), "bilinear")
    return _cut(made, source, [(n - m) // 2 for n, m in zip(shape[:2], wanted)], wanted[:2])


def _cropped_in_proportion(made: Steps, source: int, wanted: Sequence[int]) -> int:
    height, width = made.shapes[source][:2]
    size = (
        max(min(height, int(width * wanted[0] / wanted[1])), 1),
        max(min(width, int(height * wanted[1] / wanted[0])), 1),
    )
    return _cut(made, source, [(height - size[0]) // 2, (width - size[1]) // 2], size)


def _cut(made: Steps, source: int, start: Sequence[int], size: Sequence[int]) -> int:
    maps = [list(range(at, at + n)) for at, n in zip(start, size)]
    return made.picked(source, [*maps, list(range(made.shapes[source][2]))])


def _resampled(made: Steps, unit: Unit, source: int, how: str) -> int:
    shape, wanted = made.shapes[source], _known(unit.shape)
    sizes = list(zip(shape[:2], wanted[:2]))
    if how == "nearest":
        maps = [[min(int((i + 0.5) * n / m), n - 1) for i in range(m)] for n, m in sizes]
        return made.picked(source, [*maps, list(range(shape[2]))])
    if how != "bilinear":
        raise _refused(unit, f'interpolation="{how}"')
    rows, columns = (made.keep(_between(n, m)) for n, m in sizes)
    return made.add("resample", [source], wanted, view=list(shape), rows=rows, columns=columns)


def _between(old: int, new: int) -> np.ndarray:
    """(new, old): what each old pixel gives to each new one, in a straight line between two."""
    at = np.clip((np.arange(new) + 0.5) * old / new - 0.5, 0, old - 1)
    return np.clip(1 - np.abs(at[:, None] - np.arange(old)), 0, None)


def _batch_normalised(made: Steps, unit: Unit, source: int, weights: list[np.ndarray]) -> int:
    *affine, mean, variance = (array.astype(np.float64) for array in weights)
    scale, offset = _scale_and_offset(unit, affine)
    scale = scale / np.sqrt(variance + unit.fields["epsilon"])
    return made.scaled(source, scale, offset - mean * scale)


def _scale_and_offset(unit: Unit, affine: list[np.ndarray]) -> tuple[Any, Any]:
    """The learned factor and summand of a normalisation; 1 and 0 where it learns none."""
    affine = list(affine)
    scale = affine.pop(0) if unit.fields["scale"] and affine else 1.0
    offset = affine.pop(0) if unit.fields["center"] and affine else 0.0
    return scale, offset


def _layer_normalised(made: Steps, unit: Unit, source: int, weights: list[np.ndarray]) -> int:
    only_scale = unit.fields["rms_scaling"]
    done = made.along(
        [-1],
        source,
        "standardise",
        centre=not only_scale,
        about_mean=True,
        epsilon=unit.fields["epsilon"],
    )
    scale, offset = (weights[0], 0.0) if only_scale else _scale_and_offset(unit, weights)
    return made.scaled(done, scale, offset)


def _group_normalised(made: Steps, unit: Unit, source: int, weights: list[np.ndarray]) -> int:
    shape = made.shapes[source]
    channels = shape[-1]
    groups = channels if unit.fields["groups"] == -1 else unit.fields["groups"]
    grouped = made.reshaped(source, (math.prod(shape[:-1]), groups, channels // groups))
    done = made.along(
        [0, 2], grouped, "standardise", centre=True, about_mean=True, epsilon=unit.fields["epsilon"]
    )
    return made.scaled(made.reshaped(done, shape), *_scale_and_offset(unit, weights))


def _by_mean_square(made: Steps, unit: Unit, source: int, weights: list[np.ndarray]) -> int:
    done = made.along(
        [-1], source, "standardise", centre=False, about_mean=False, epsilon=unit.fields["epsilon"]
    )
    return made.scaled(done, weights[0], 0.0)


def _to_length_one(made: Steps, unit: Unit, source: int, weights: list[np.ndarray]) -> int:
    return made.along(_axes(unit, made.shapes[source]), source, "length_one")


def _softmax(made: Steps, unit: Unit, source: int, weights: list[np.ndarray]) -> int:
    return made.along(_axes(unit, made.shapes[source]), source, "softmax")


def _axes(unit: Unit, shape: Sequence[int]) -> list[int]:
    """A layer's axes, counted from 0 without the batch axis."""
    axis = unit.fields["axis"]
    axes = [one - 1 if one > 0 else one for one in (axis if isinstance(axis, tuple) else (axis,))]
    if 0 in (axis if isinstance(axis, tuple) else (axis,)) or any(
        not -len(shape) <= one < len(shape) for one in axes
    ):
        raise _refused(unit, f"axis={axis}")
    return axes


def _normalised(made: Steps, unit: Unit, source: int, weights: list[np.ndarray]) -> int:
    shape = made.shapes[source]
    given = unit.fields["mean"], unit.fields["variance"]
    if given[0] is not None:
        mean, variance = (np.asarray(one, np.float64) for one in given)
    else:
        axes = {axis % len(shape) for axis in _axes(unit, shape)} if weights[0].ndim else set()
        kept = [n if axis in axes else 1 for axis, n in enumerate(shape)]
        mean, variance = (one.astype(np.float64).reshape(kept) for one in weights[:2])
    spread = np.maximum(np.sqrt(variance), _KERAS_EPSILON)
    if unit.fields["invert"]:
        return made.scaled(source, spread, mean)
    return made.scaled(source, 1 / spread, -mean / spread)


def _rescaled(made: Steps, unit: Unit, source: int, weights: list[np.ndarray]) -> int:
    return made.scaled(source, unit.fields["scale"], unit.fields["offset"])


def _learned_slope(made: Steps, unit: Unit, source: int, weights: list[np.ndarray]) -> int:
    slope = weights[0]
    return made.add(
        "slope", [source], made.shapes[source], of=list(slope.shape), slope=made.keep(slope)
    )


def _as_function(made: Steps, unit: Unit, source: int, weights: list[np.ndarray]) -> int:
    names = ("max_value", "negative_slope", "threshold", "alpha")
    settings = {name: unit.fields[name] for name in names if name in unit.fields}
    return made.pointwise(_LAYER_FUNCTIONS[unit.kind], source, settings)


def _activation_alone(made: Steps, unit: Unit, source: int, weights: list[np.ndarray]) -> int:
    return source


Translation = Callable[[Steps, Unit, int, list[np.ndarray]], int]

_LAYER_FUNCTIONS = {"ReLU": "relu", "LeakyReLU": "leaky_relu", "ELU": "elu"}

_TRANSLATIONS: dict[str, Translation] = {
    "Activation": _activation_alone,
    "AveragePooling2D": _pooled("mean"),
    "BatchNormalization": _batch_normalised,
    "CenterCrop": _cropped_middle,
    "Conv2D": _convolution,
    "Conv2DTranspose": _transposed,
    "Cropping2D": _margins,
    "Dense": _dense,
    "DepthwiseConv2D": _depthwise,
    "ELU": _as_function,
    "Flatten": _in_another_shape,
    "GlobalAveragePooling2D": _pooled_whole("mean"),
    "GlobalMaxPooling2D": _pooled_whole("maximum"),
    "GroupNormalization": _group_normalised,
    "LayerNormalization": _layer_normalised,
    "LeakyReLU": _as_function,
    "MaxPooling2D": _pooled("maximum"),
    "Normalization": _normalised,
    "PReLU": _learned_slope,
    "Permute": _permuted,
    "RMSNormalization": _by_mean_square,
    "ReLU": _as_function,
    "Rescaling": _rescaled,
    "Reshape": _in_another_shape,
    "Resizing": _resized,
    "SeparableConv2D": _separable,
    "Softmax": _softmax,
    "UnitNormalization": _to_length_one,
    "UpSampling2D": _enlarged,
    "ZeroPadding2D": _margins,
}
