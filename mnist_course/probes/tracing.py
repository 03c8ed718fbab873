"""Follow the inside of a model or layer class of the student's own, symbolically.

`call` is run once on a symbolic input, so nothing is computed; what it connects becomes an
ordinary functional model. The model itself is left as it was: a model that has no weights yet
is followed through copies of its layers, and what Keras notes in each layer about having been
called is taken back.
"""

import contextlib
import math
from collections.abc import Callable, Iterator
from typing import Any

Shape = tuple[int | None, ...]

_SAME_NAME = ("relu", "relu6", "elu", "selu", "gelu", "silu", "sigmoid", "tanh", "softplus")


def traced(owner: Any, shapes: list[Shape]) -> tuple[dict[str, Any], Any]:
    """The functional configuration of what `owner.call` does, and the functional model.

    Args:
        owner: a Keras model or layer.
        shapes: of its inputs, without the batch axis.

    Returns:
        The configuration, and a `keras.Model` over the same layers, to take weights from.

    Raises:
        Exception: whatever the student's `call` raises, and where its layers are not Keras's.
    """
    import keras

    subject = owner if owner.built and owner.weights else _copied(owner, {})
    layers = list(_all_layers(subject))
    before = [(layer, len(layer._inbound_nodes), len(layer._outbound_nodes)) for layer in layers]
    inputs = [keras.Input(shape) for shape in shapes]
    try:
        with _keras_for_tensorflow():
            outputs = subject.call(inputs[0] if len(inputs) == 1 else inputs)
        model = keras.Model(inputs, outputs)
        return model.get_config(), model
    finally:
        for layer, inbound, outbound in before:
            del layer._inbound_nodes[inbound:]
            del layer._outbound_nodes[outbound:]


@contextlib.contextmanager
def _keras_for_tensorflow() -> Iterator[None]:
    """While a `call` is followed, let `tf.nn.relu` and the like take Keras's symbolic tensors.

    TensorFlow's functions refuse them, though they work when the model is used.
    """
    import keras
    import tensorflow as tf

    ops = keras.ops
    found = [
        *((tf.nn, name, lambda x, *_, _f=getattr(ops, name), **__: _f(x)) for name in _SAME_NAME),
        (tf.nn, "leaky_relu", lambda x, alpha=0.2, name=None: ops.leaky_relu(x, alpha)),
        (tf.nn, "softmax", lambda x, axis=None, name=None: _softmax(ops, x, axis)),
        *((home, "tanh", lambda x, name=None: ops.tanh(x)) for home in (tf, tf.math)),
        *((home, "sigmoid", lambda x, name=None: ops.sigmoid(x)) for home in (tf, tf.math)),
        *((home, "maximum", lambda x, y, name=None: ops.maximum(x, y)) for home in (tf, tf.math)),
        (tf, "reshape", lambda x, shape, name=None: ops.reshape(x, _target(x, shape))),
        (tf, "shape", lambda x, *_, **__: ops.shape(x)),
    ]
    originals = [(home, name, getattr(home, name)) for home, name, _ in found]
    for home, name, stand_in in found:
        setattr(home, name, _either(getattr(home, name), stand_in))
    try:
        yield
    finally:
        for home, name, original in originals:
            setattr(home, name, original)


def _either(original: Callable[..., Any], stand_in: Callable[..., Any]) -> Callable[..., Any]:
    """The stand-in where symbolic tensors come, else the original."""
    import keras

    def function(*arguments: Any, **named: Any) -> Any:
        given = [*arguments, *named.values()]
        if not any(isinstance(one, keras.KerasTensor) for one in given):
            return original(*arguments, **named)
        if arguments:
            return stand_in(*arguments, **named)
        # TensorFlow's names for the first argument: features, logits, tensor, input.
        first, *rest = named
        return stand_in(named[first], **{name: named[name] for name in rest})

    return function


def _softmax(ops: Any, x: Any, axis: int | None) -> Any:
    return ops.softmax(x, axis=-1 if axis is None else axis)


def _target(x: Any, shape: Any) -> list[int]:
    """The shape to give an array, where `tf.shape(x)[0]` may stand for the number of images."""
    target = list(shape)
    if target and target[0] is None:
        inner, known = math.prod(x.shape[1:]), math.prod(n for n in target[1:] if n != -1)
        target = [-1, *(inner // known if n == -1 else n for n in target[1:])]
    return target


def _all_layers(owner: Any) -> Any:
    yield owner
    yield from owner._flatten_layers(include_self=False)


def _copied(value: Any, copies: dict[int, Any], top: bool = True) -> Any:
    """A copy of a layer that has no weights yet; Keras's own `deepcopy` needs a saved form."""
    import keras

    if id(value) in copies:
        return copies[id(value)]
    if isinstance(value, keras.layers.Layer):
        if not top and type(value).__module__.startswith("keras."):
            copies[id(value)] = type(value).from_config(value.get_config())
            return copies[id(value)]
        copy = object.__new__(type(value))
        copies[id(value)] = copy
        copy.__dict__.update(
            {name: _copied(item, copies, False) for name, item in value.__dict__.items()}
        )
        return copy
    if isinstance(value, dict):
        return {key: _copied(item, copies, False) for key, item in value.items()}
    if isinstance(value, (list, tuple)) and type(value).__name__ != "Node":
        items = [_copied(item, copies, False) for item in value]
        return tuple(items) if isinstance(value, tuple) else items
    return value
