"""From a place in a layer's map back to the pixels that it is computed from: its receptive field.

The arithmetic is that of V. Dumoulin and F. Visin, "A Guide to Convolution Arithmetic for Deep
Learning", 2016.
"""

from dataclasses import dataclass
from typing import Any

Span = tuple[int, int]
"""The first place, and the one after the last."""


@dataclass(frozen=True)
class Window:
    """How one layer slides over its input, along one axis.

    Attributes:
        size: how many places one value of the output sees, from the first to the last.
        stride: how far it moves from one value to the next.
        before: how many places the input was padded with in front.
    """

    size: int
    stride: int
    before: int


def window_of(layer: Any, length: int, axis: int) -> Window | None:
    """How a layer of Keras slides.

    Args:
        layer: any layer.
        length: of its input along the axis.
        axis: 0 for rows, 1 for columns.

    Returns:
        None for a layer whose values may come from anywhere in its input. A layer that changes
        each value on its own has a window of one.
    """
    import keras

    layers = keras.layers
    alone = (layers.Activation, layers.ReLU, layers.LeakyReLU, layers.BatchNormalization)
    if isinstance(layer, (*alone, layers.Dropout, layers.SpatialDropout2D, layers.InputLayer)):
        return Window(1, 1, 0)
    if isinstance(layer, layers.ZeroPadding2D):
        return Window(1, 1, layer.padding[axis][0])
    if isinstance(layer, (layers.MaxPooling2D, layers.AveragePooling2D)):
        size = layer.pool_size[axis]
    elif isinstance(layer, (layers.Conv2D, layers.DepthwiseConv2D, layers.SeparableConv2D)):
        size = (layer.kernel_size[axis] - 1) * layer.dilation_rate[axis] + 1
    else:
        return None
    stride = layer.strides[axis]
    if layer.padding != "same":
        return Window(size, stride, 0)
    missing = (-(-length // stride) - 1) * stride + size - length
    return Window(size, stride, max(missing, 0) // 2)


def seen_by(span: Span, window: Window, length: int) -> Span:
    """The places of a layer's input that a span of its output is computed from.

    Args:
        span: of the output.
        window: how the layer slides.
        length: of the input; what was padded around it does not count.
    """
    first = span[0] * window.stride - window.before
    last = (span[1] - 1) * window.stride - window.before + window.size
    return max(first, 0), min(last, length)
