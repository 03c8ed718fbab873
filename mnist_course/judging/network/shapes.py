"""The output shape and the number of weights of each unit, worked out from its fields.

The arithmetic is that of Keras (`keras/src/ops/operation_utils.py`) for channels-last data.
"""

import functools
import math
from dataclasses import replace
from typing import Any, cast

from mnist_course.judging.network.network import INPUT, Network, Shape, Unit
from mnist_course.judging.network.policy import MERGES, ONLY_IN_TRAINING
from mnist_course.judging.network.values import Odd

_SAME_SHAPE = ONLY_IN_TRAINING | {
    "Activation",
    "BatchNormalization",
    "ELU",
    "GroupNormalization",
    "Identity",
    "LayerNormalization",
    "LeakyReLU",
    "Normalization",
    "PReLU",
    "RMSNormalization",
    "ReLU",
    "Rescaling",
    "Softmax",
    "UnitNormalization",
}

LONGEST_AXIS = 2**31
"""A shape with a longer axis is taken for unknown: nobody could compute it."""


class _Unknown(Exception):
    """A shape that these fields do not give."""


def with_shapes(network: Network, sizes: dict[str, int] | None = None) -> Network:
    """The same network, each unit with its shape and its number of weights.

    A unit of a kind that is not known here keeps the shape that it has.

    Args:
        sizes: the number of weights by path, for those units.
    """
    units: list[Unit] = []
    for unit in network.units:
        sources = [network.inputs[INPUT - s] if s < 0 else units[s].shape for s in unit.sources]
        shape: Shape | None
        parameters: int | None
        try:
            shape = _bounded(_output(unit, sources))
        except _Unknown:
            shape = None if unit.origin == "layer" else unit.shape
        try:
            parameters = _parameters(unit, sources)
        except _Unknown:
            parameters = (sizes or {}).get(unit.path)
        if unit.origin == "operation":
            parameters = 0
        units.append(replace(unit, shape=shape, parameters=parameters))
    return replace(network, units=tuple(units))


def _bounded(shape: Shape) -> Shape:
    if any(n is not None and n > LONGEST_AXIS for n in shape):
        raise _Unknown
    return shape


def _output(unit: Unit, sources: list[Shape | None]) -> Shape:
    kind, fields = unit.kind, unit.fields
    if unit.origin != "layer" or not sources or any(source is None for source in sources):
        raise _Unknown
    if any(isinstance(value, Odd) for name, value in fields.items() if name != "activation"):
        raise _Unknown
    shape = cast(Shape, sources[0])
    if kind in _SAME_SHAPE:
        return shape
    if kind in MERGES:
        return functools.reduce(_merged, sources)
    if kind == "Concatenate":
        axis = fields["axis"] if fields["axis"] < 0 else fields["axis"] - 1 - len(shape)
        if not -len(shape) <= axis < 0:
            raise _Unknown
        parts = [s[axis] if len(s) == len(shape) else None for s in sources]
        total = None if None in parts else sum(parts)
        return tuple(total if i == axis + len(shape) else n for i, n in enumerate(shape))
    if kind == "Dense":
        return (*shape[:-1], fields["units"]) if shape else _unknown()
    if kind == "Flatten":
        return (_product(shape),)
    if kind == "Reshape":
        return _reshaped(shape, fields["target_shape"])
    if kind == "Permute":
        if sorted(_as_tuple(fields["dims"])) != list(range(1, len(shape) + 1)):
            raise _Unknown
        return tuple(shape[axis - 1] for axis in _as_tuple(fields["dims"]))
    return _planar(kind, fields, shape)


def _planar(kind: str, fields: dict[str, Any], shape: Shape) -> Shape:
    """Layers over (height, width, channels)."""
    if len(shape) != 3 or fields.get("data_format") != "channels_last":
        raise _Unknown
    *size, channels = shape
    if kind in ("Conv2D", "SeparableConv2D", "DepthwiseConv2D"):
        size = _windows(size, fields["kernel_size"], fields, fields["dilation_rate"])
        if kind == "DepthwiseConv2D":
            many = None if channels is None else channels * fields["depth_multiplier"]
            return (*size, many)
        return (*size, fields["filters"])
    if kind == "Conv2DTranspose":
        return (*_transposed(size, fields), fields["filters"])
    if kind == "UpSampling2D":
        if min(fields["size"]) < 1:
            raise _Unknown
        return (*(None if n is None else n * k for n, k in zip(size, fields["size"])), channels)
    if kind in ("Resizing", "CenterCrop"):
        if min(fields["height"], fields["width"]) < 1:
            raise _Unknown
        return (fields["height"], fields["width"], channels)
    if kind in ("MaxPooling2D", "AveragePooling2D"):
        return (*_windows(size, fields["pool_size"], fields, (1, 1)), channels)
    if kind in ("GlobalMaxPooling2D", "GlobalAveragePooling2D"):
        return (1, 1, channels) if fields["keepdims"] else (channels,)
    if kind in ("ZeroPadding2D", "Cropping2D"):
        sign = 1 if kind == "ZeroPadding2D" else -1
        margins = fields["padding" if sign > 0 else "cropping"]
        size = [None if n is None else n + sign * sum(m) for n, m in zip(size, margins)]
        if any(n is not None and n < 1 for n in size):
            raise _Unknown
        return (*size, channels)
    raise _Unknown


def _windows(
    size: list[int | None], window: Any, fields: dict[str, Any], dilation: Any
) -> list[int | None]:
    result: list[int | None] = []
    for n, k, s, d in zip(size, window, fields["strides"], dilation):
        if min(k, s, d) < 1:
            raise _Unknown
        if n is None:
            result.append(None)
            continue
        if fields["padding"] == "same":
            result.append(math.ceil(n / s))
        elif fields["padding"] == "valid":
            result.append((n - (d * (k - 1) + 1)) // s + 1)
        else:
            raise _Unknown
        if result[-1] < 1:
            raise _Unknown
    return result


def _transposed(size: list[int | None], fields: dict[str, Any]) -> list[int | None]:
    padding, extra = fields["padding"], fields["output_padding"] or (None, None)
    result: list[int | None] = []
    for n, k, s, d, p in zip(
        size, fields["kernel_size"], fields["strides"], fields["dilation_rate"], extra
    ):
        if min(k, s, d) < 1 or (p is not None and p < 0) or padding not in ("valid", "same"):
            raise _Unknown
        reach = (k - 1) * d + 1
        if n is None:
            result.append(None)
        elif padding == "valid":
            result.append((n - 1) * s + reach + (max(reach, s) - reach if p is None else p))
        else:
            result.append(n * s if p is None else (n - 1) * s + reach % 2 + p)
    return result


def _merged(one: Shape, other: Shape) -> Shape:
    """The shape of two maps joined number by number; an axis of 1 is repeated."""
    longer, shorter = (one, other) if len(one) >= len(other) else (other, one)
    ahead = len(longer) - len(shorter)
    result = list(longer[:ahead])
    for n, m in zip(longer[ahead:], shorter):
        if n is None or m is None:
            result.append(None)
        elif n != m and 1 not in (n, m):
            raise _Unknown
        else:
            result.append(max(n, m))
    return tuple(result)


def _as_tuple(value: Any) -> tuple[int, ...]:
    return value if isinstance(value, tuple) else (value,)


def _reshaped(shape: Shape, target: Any) -> Shape:
    target = _as_tuple(target)
    if target.count(-1) > 1 or any(n < -1 for n in target):
        raise _Unknown
    if -1 not in target:
        return target
    total, rest = _product(shape), math.prod(n for n in target if n != -1)
    if total is None:
        return tuple(None if n == -1 else n for n in target)
    if rest < 1 or total % rest:
        raise _Unknown
    return tuple(total // rest if n == -1 else n for n in target)


def _product(shape: Shape) -> int | None:
    return None if None in shape else math.prod(shape)


def _unknown() -> Shape:
    raise _Unknown


def weight_shapes(unit: Unit, source: Shape) -> list[tuple[int, ...]]:
    """The shapes of a unit's weights, in the order of `get_weights()`.

    Raises:
        ValueError: where the kind or a size is not known.
    """
    try:
        return _weights(unit, source)
    except _Unknown:
        raise ValueError(f"the weights of {unit.kind} are not known") from None


def _weights(unit: Unit, source: Shape | None) -> list[tuple[int, ...]]:
    shapes = _weights_of(unit, source)
    if any(None in shape or min(shape, default=0) < 0 for shape in shapes):
        raise _Unknown
    return shapes


def _weights_of(unit: Unit, source: Shape | None) -> list[tuple[int, ...]]:
    kind, fields = unit.kind, unit.fields
    if unit.origin != "layer":
        raise _Unknown
    if kind not in _WEIGHTED:
        return []
    if source is None or not source or source[-1] is None:
        raise _Unknown
    if any(isinstance(value, Odd) for name, value in fields.items() if name != "activation"):
        raise _Unknown
    channels = source[-1]
    bias = lambda count: [(count,)] if fields["use_bias"] else []  # noqa: E731
    if kind == "Dense":
        return [(channels, fields["units"]), *bias(fields["units"])]
    if kind == "Conv2D":
        groups, filters = fields["groups"], fields["filters"]
        if groups < 1 or channels % groups or fields["data_format"] != "channels_last":
            raise _Unknown
        kernel = (*fields["kernel_size"], channels // groups, filters)
        return [kernel, *bias(filters)]
    if kind in ("SeparableConv2D", "DepthwiseConv2D"):
        many = fields["depth_multiplier"]
        depthwise = (*fields["kernel_size"], channels, many)
        if kind == "DepthwiseConv2D":
            return [depthwise, *bias(channels * many)]
        filters = fields["filters"]
        return [depthwise, (1, 1, channels * many, filters), *bias(filters)]
    if kind == "Conv2DTranspose":
        kernel = (*fields["kernel_size"], fields["filters"], channels)
        return [kernel, *bias(fields["filters"])]
    if kind == "PReLU":
        shared = fields["shared_axes"] or ()
        return [tuple(1 if at in shared else cast(int, n) for at, n in enumerate(source, 1))]
    if kind == "Normalization":
        if fields["mean"] is not None:
            return []
        axes = sorted(
            axis if axis > 0 else axis + len(source) + 1 for axis in _as_tuple(fields["axis"])
        )
        if any(not 1 <= axis <= len(source) for axis in axes):
            raise _Unknown
        kept = tuple(cast(int, source[axis - 1]) for axis in axes)
        return [kept, kept, ()]
    if fields["axis"] not in (-1, len(source)):
        raise _Unknown
    if kind == "RMSNormalization":
        return [(channels,)]
    count = fields["scale"] + fields["center"]
    if kind == "LayerNormalization":
        return [(channels,)] * (1 if fields["rms_scaling"] else count)
    if kind == "GroupNormalization":
        if fields["groups"] != -1 and (fields["groups"] < 1 or channels % fields["groups"]):
            raise _Unknown
        return [(channels,)] * count
    return [(channels,)] * (count + 2)


_WEIGHTED = frozenset(
    (
        "Conv2D",
        "Conv2DTranspose",
        "SeparableConv2D",
        "DepthwiseConv2D",
        "Dense",
        "BatchNormalization",
        "GroupNormalization",
        "LayerNormalization",
        "Normalization",
        "PReLU",
        "RMSNormalization",
    )
)


def _parameters(unit: Unit, sources: list[Shape | None]) -> int:
    return sum(math.prod(shape) for shape in _weights(unit, sources[0] if sources else None))
