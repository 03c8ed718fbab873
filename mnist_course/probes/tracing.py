"""Follow the inside of a model or layer class of the student's own, symbolically.

`call` is run once on a symbolic input, so nothing is computed; what it connects becomes an
ordinary functional model. The model itself is left as it was: a model that has no weights yet
is followed through copies of its layers, and what Keras notes in each layer about having been
called is taken back.
"""

from typing import Any

Shape = tuple[int | None, ...]


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
        outputs = subject.call(inputs[0] if len(inputs) == 1 else inputs)
        model = keras.Model(inputs, outputs)
        return model.get_config(), model
    finally:
        for layer, inbound, outbound in before:
            del layer._inbound_nodes[inbound:]
            del layer._outbound_nodes[outbound:]


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
