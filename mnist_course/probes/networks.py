"""Observe a Keras model as plain data, where the student's code runs.

Reading changes nothing: no weights, no optimizer state, no compilation, and a model that has
not been built stays so.
"""

import contextlib
import json
import warnings
from typing import Any

import numpy as np

from mnist_course import spec
from mnist_course.core.errors import named
from mnist_course.core.language import say
from mnist_course.core.plain import Data, describe_type
from mnist_course.probes.calls import call, describe_error
from mnist_course.probes.tracing import traced

MAX_WEIGHTS = 4_000_000
"""How many weights are recorded; a model with more is described without them."""


MAX_ERROR = 1_000
"""How much of an error's text is recorded. Keras tells what went wrong after a heading."""


def observe_build(function: Any, inputs: Data) -> Data:
    """Call a function that builds a model, and observe what it returns.

    An error is recorded as `call` does, with the beginning of its whole text as `whole`.
    """
    told = ""

    def build() -> Any:
        nonlocal told
        try:
            return function()
        except Exception as error:
            told = str(error)[:MAX_ERROR]
            raise

    record = call(build, [], lambda model: observe(model, inputs["images"]))
    if record["error"]:
        record["error"]["whole"] = told
    return {"calls": [record]}


def observe(model: Any, images: np.ndarray | None = None) -> dict[str, Data]:
    """What the judge needs to know of a model; never raises.

    Args:
        model: anything that a student's function returned.
        images: float32 (n, 28, 28, 1), to record the model's outputs for; a model that has not
            been built yet has none.

    Returns:
        A dict with `problem` (None, or a dict of `cause`, `message`, `next_step`), `config` (the
        configuration as JSON text), `weights` (a list of dicts of `path` and `arrays`),
        `outputs` (an array or None), `type`, `built`, `origin`, and `followed`: whether a class
        of the student's own had to be followed to see its layers, which a file cannot tell.
    """
    record: dict[str, Data] = {
        "origin": "live",
        "type": describe_type(model),
        "problem": None,
        "config": "",
        "weights": [],
        "outputs": None,
        "built": False,
        "followed": False,
    }
    try:
        record["problem"] = _not_a_model(model)
        if record["problem"] is None:
            _fill(record, model, images)
    except Exception as error:
        record["problem"] = _unreadable(error)
    return record


def _unreadable(error: Exception) -> Data:
    """What to say of a model whose `call` cannot be followed."""
    line = describe_error(error)["line"]
    where = f", in `{line[:120]}`" if line else ""
    if "KerasTensor" in str(error):
        return _problem(
            "unreadable-model",
            say(
                "The model's `call` uses a TensorFlow function that Keras cannot follow{where}.",
                where=where,
            ),
            "Write a layer in its place, or the function of the same name in `keras.ops`.",
        )
    if "does not have a `call()` method" in str(error):
        return _problem(
            "no-call",
            "The model's class has no method `call`, which says what it does with its input. "
            "(PyTorch's name for it is `forward`.)",
            "Name it `call`: `def call(self, x):`, and return the last layer's output.",
        )
    return _problem(
        "unreadable-model",
        say("The model cannot be read{where} ({error}).", where=where, error=named(error, 160)),
        "Build it from Keras's own layers, in a `keras.Sequential` or a functional model.",
    )


def _fill(record: dict[str, Data], model: Any, images: np.ndarray | None) -> None:
    record["built"] = bool(model.built) and all(layer.built for layer in _layers(model))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        entity, owner = _entity(model)
    record["config"] = json.dumps(entity, default=_not_json)
    record["followed"] = owner is not model or '"expanded": {' in record["config"]
    if not record["built"]:
        return
    count = sum(int(np.prod(weight.shape)) for weight in model.weights)
    if count <= MAX_WEIGHTS:
        record["weights"] = list(_weights(owner, ""))
    if images is not None:
        # A model for another input shape is told so by its configuration, not by this error.
        with contextlib.suppress(Exception):
            record["outputs"] = np.asarray(model(images, training=False), dtype=np.float32)


def _layers(model: Any) -> list[Any]:
    return list(model._flatten_layers(include_self=False))


def _not_a_model(model: Any) -> Data:
    import keras

    if isinstance(model, keras.Model):
        return None
    if isinstance(model, type) and issubclass(model, keras.Model):
        what, step = say("the class itself, not a model"), say("Call it: `keras.Sequential([…])`.")
    elif model is None:
        return _problem(
            "returned-none",
            "There is no model: the function returned None, that is, nothing.",
            "End it with `return model`. `model.summary()`, `.add` and `.compile` return None.",
        )
    elif isinstance(model, keras.layers.Layer):
        what, step = (
            say("one layer, not a model"),
            say("Put the layers into a `keras.Sequential([…])`."),
        )
    elif isinstance(model, (list, tuple)):
        what = say("a {kind}, not a model", kind=describe_type(model))
        step = say("Put the layers into a model: `keras.Sequential([…])`.")
    elif isinstance(model, keras.KerasTensor):
        what = say("the last layer's symbolic output, not a model")
        step = say("Wrap it: `keras.Model(inputs, outputs)`.")
    else:
        what, step = (
            say("a {kind}, not a Keras model", kind=describe_type(model)),
            say("Return the model itself."),
        )
    return _problem("not-a-model", say("What came back is {what}.", what=what), step)


def _entity(model: Any) -> tuple[dict[str, Any], Any]:
    """The model's serialised form, and the model whose layers hold the weights."""
    import keras
    from keras.src.models.functional import Functional

    kind = type(model)
    if not _overrides(kind, "call") and not _overrides(kind, "__call__"):
        if isinstance(model, keras.Sequential):
            config = {
                "name": model.name,
                "layers": [
                    {**_layer_entity(layer), "output_shape": _output_shape(layer)}
                    for layer in model._layers
                ],
            }
            if model._functional is not None:
                config["build_input_shape"] = list(model._layers[0].batch_shape)
            return _as_model("Sequential", config), model
        if isinstance(model, Functional):
            plain = model if kind is Functional else keras.Model(model.inputs, model.outputs)
            return _as_model("Functional", _functional_config(plain)), plain
    config, plain = traced(model, [_input_shape(model)])
    _amend(config, plain)
    return _as_model("Functional", config), plain


def _overrides(kind: type, name: str) -> bool:
    """Whether a class of the student's own brings its own `call`."""
    owner = next(cls for cls in kind.__mro__ if name in cls.__dict__)
    is_bare = owner.__name__ in ("Model", "Layer", "Operation") and name == "call"
    return is_bare or not owner.__module__.startswith("keras.")


def _as_model(kind: str, config: dict[str, Any]) -> dict[str, Any]:
    return {"module": "keras", "class_name": kind, "config": config, "registered_name": None}


def _input_shape(model: Any) -> tuple[int | None, ...]:
    built = getattr(model, "_build_shapes_dict", None) or {}
    shape = next(iter(built.values()), None)
    if isinstance(shape, (tuple, list)) and all(n is None or type(n) is int for n in shape):
        return tuple(shape[1:])
    return spec.INPUT_SHAPE


def _functional_config(model: Any) -> dict[str, Any]:
    config = model.get_config()
    _amend(config, model)
    return config


def _amend(config: dict[str, Any], model: Any) -> None:
    """Replace each layer's entry by one that cannot be mistaken for what it is not."""
    operations = {operation.name: operation for operation in model.operations}
    for entry in config["layers"]:
        operation = operations.get(entry.get("name"))
        if operation is None:
            continue
        if hasattr(operation, "weights"):
            entry.update(_layer_entity(operation))
        entry["output_shape"] = _output_shape(operation)


def _output_shape(operation: Any) -> list[int | None] | None:
    """For layers whose output shape the reader cannot work out."""
    for node in operation._inbound_nodes[-1:]:
        if len(node.output_tensors) == 1:
            return list(node.output_tensors[0].shape)
    return None


def _layer_entity(layer: Any) -> dict[str, Any]:
    import keras

    if isinstance(layer, keras.Model):
        try:
            entity, _ = _entity(layer)
            return {**entity, "name": layer.name}
        except Exception:
            return _custom(layer)
    if type(layer) is not getattr(keras.layers, type(layer).__name__, None):
        return _custom(layer)
    # Keras's own `serialize_keras_object` gives the same, much more slowly.
    entity = {
        "module": "keras.layers",
        "class_name": type(layer).__name__,
        "registered_name": None,
        "config": layer.get_config(),
        "build_config": layer.get_build_config(),
    }
    function = getattr(layer, "activation", None)
    if function is not None and not _is_kerass(function):
        name = getattr(function, "__name__", type(function).__name__)
        entity["config"]["activation"] = {"class_name": "custom", "config": name}
    return entity


def _is_kerass(function: Any) -> bool:
    """Whether an activation is Keras's own. Keras writes any function named relu as 'relu'."""
    import keras

    if isinstance(function, keras.layers.Layer):
        return type(function) is getattr(keras.layers, type(function).__name__, None)
    name = getattr(function, "__name__", "")
    if function is getattr(keras.activations, name, None):
        return True
    if function is getattr(keras.ops, name, None):
        return True
    return str(getattr(function, "__module__", "")).startswith("tensorflow.python.")


def _custom(layer: Any) -> dict[str, Any]:
    """A layer of the student's own: opened where its inside consists of Keras's layers."""
    entity: dict[str, Any] = {
        "module": None,
        "class_name": type(layer).__name__,
        "registered_name": type(layer).__name__,
        "config": {"name": layer.name},
        "name": layer.name,
    }
    if any(_is_kerass_layer(cls) for cls in type(layer).__mro__):
        return entity
    for shape in _block_shapes(layer):
        try:
            config, plain = traced(layer, [shape])
        except Exception:
            continue
        _amend(config, plain)
        return {**entity, "expanded": config}
    return entity


def _is_kerass_layer(kind: type) -> bool:
    """Whether a class is one of Keras's layers, not just the base of all."""
    return kind.__module__.startswith("keras.src.layers.") and kind.__name__ != "Layer"


def _block_shapes(layer: Any) -> list[tuple[int | None, ...]]:
    """Input shapes to open a block with: its own, or, before it has one, two that may fit."""
    if layer._inbound_nodes:
        inputs = layer._inbound_nodes[0].input_tensors
        return [tuple(inputs[0].shape[1:])] if len(inputs) == 1 else []
    if layer.built:
        return [tuple(shape[1:]) for shape in list(layer._build_shapes_dict.values())[:1]]
    return [spec.INPUT_SHAPE, (spec.DENSE_UNITS,)]


def _weights(model: Any, prefix: str) -> Any:
    """Each layer's weights under its path, in the order of the model."""
    for layer in getattr(model, "layers", ()):
        yield from _layer_weights(layer, prefix + layer.name)


def _layer_weights(layer: Any, path: str) -> Any:
    import keras

    is_model = isinstance(layer, keras.Model)
    inner = list(layer.layers if is_model else layer._layers)
    if inner and not type(layer).__module__.startswith("keras.src.layers."):
        for part in inner:
            yield from _layer_weights(part, f"{path}/{part.name}")
    elif layer.weights:
        yield {"path": path, "arrays": [np.asarray(array) for array in layer.get_weights()]}


def _problem(cause: str, message: str, next_step: str) -> Data:
    return {"cause": cause, "message": message, "next_step": next_step}


def _not_json(value: Any) -> Any:
    import keras

    if isinstance(value, keras.DTypePolicy):
        return value.name
    if isinstance(value, (tuple, set)):
        return list(value)
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray):
        return value.tolist() if value.size < 100 else describe_type(value)
    return describe_type(value)
