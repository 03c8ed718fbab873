"""Functions that stand among a model's layers, told as the layers that compute the same.

`keras.activations.relu(x)`, `keras.ops.relu(x)` and, in files of Keras 2, `tf.nn.relu(x)` are
a ReLU layer; `x + y` is an Add layer.
"""

from typing import Any

from mnist_course.judging.network import nodes
from mnist_course.probes.configurations import is_function

_OLD_CALL = "TFOpLambda"
"""The class of the layer that Keras 2 makes of a TensorFlow function."""

_ACTIVATIONS = {
    "Sigmoid": "sigmoid",
    "Tanh": "tanh",
    "Silu": "silu",
    "Selu": "selu",
    "Softplus": "softplus",
    "Softsign": "softsign",
    "HardSigmoid": "hard_sigmoid",
    "HardSilu": "hard_silu",
    "Mish": "mish",
}
_MERGES = frozenset(("Add", "Subtract", "Multiply", "Maximum", "Minimum"))
_OLD_NAMES = {
    "nn.relu": "Relu",
    "nn.relu6": "Relu6",
    "nn.leaky_relu": "LeakyRelu",
    "nn.elu": "Elu",
    "nn.gelu": "Gelu",
    "nn.selu": "Selu",
    "nn.silu": "Silu",
    "nn.softmax": "Softmax",
    "math.sigmoid": "Sigmoid",
    "nn.sigmoid": "Sigmoid",
    "math.tanh": "Tanh",
    "nn.tanh": "Tanh",
    "math.softplus": "Softplus",
    "nn.softsign": "Softsign",
    "reshape": "Reshape",
    "concat": "Concatenate",
    "math.add": "Add",
    "__operators__.add": "Add",
    "math.multiply": "Multiply",
    "math.maximum": "Maximum",
    "math.minimum": "Minimum",
}


def is_operation(entity: dict[str, Any]) -> bool:
    """Whether an entry of a model's layers is a function, not a layer."""
    return is_function(entity) or _is_old_call(entity)


def name_of(entity: dict[str, Any]) -> str:
    """The function's name, such as 'Relu'."""
    if _is_old_call(entity):
        function = str(entity["config"].get("function"))
        return _OLD_NAMES.get(function, f"tf.{function}")
    return str(entity.get("class_name"))


def as_layer(entity: dict[str, Any], call: Any, sources: int) -> tuple[str, dict[str, Any]] | None:
    """The layer that computes the same: its class and configuration; None where there is none.

    Args:
        entity: for which `is_operation` holds.
        call: the one call of it.
        sources: how many tensors that call takes.
    """
    name, config = name_of(entity), entity.get("config")
    config = config if isinstance(config, dict) and not _is_old_call(entity) else {}
    config = {**config, **nodes.arguments(call)}
    if name in _ACTIVATIONS:
        return "Activation", {"activation": _ACTIVATIONS[name]}
    if name in ("Relu", "ReLU"):
        return "ReLU", config
    if name == "Relu6":
        return "ReLU", {"max_value": 6.0}
    if name == "LeakyRelu":
        return "LeakyReLU", {
            "negative_slope": config.get("negative_slope", config.get("alpha", 0.2))
        }
    if name == "Elu":
        return "ELU", {"alpha": config.get("alpha", 1.0)}
    if name == "Gelu":
        # The approximation is the default of Keras's operation, and not of TensorFlow's.
        exact = config.get("approximate", not _is_old_call(entity)) is False
        return ("Activation", {"activation": "gelu"}) if exact else None
    if name == "Softmax":
        axis = config.get("axis", -1)
        return "Softmax", {"axis": -1 if axis is None else axis}
    if name == "Reshape":
        target = config.get("newshape", config.get("shape"))
        if isinstance(target, list) and target and target[0] in (-1, None):
            return "Reshape", {"target_shape": target[1:] or [-1]}
        return None
    if name == "Concatenate" and sources > 1:
        return "Concatenate", {"axis": config.get("axis", 0)}
    if name in _MERGES and sources == 2:
        return name, {}
    if name == "Maximum" and sources == 1 and _with_zero(call):
        return "ReLU", {}
    return None


def _is_old_call(entity: dict[str, Any]) -> bool:
    return entity.get("class_name") == _OLD_CALL and isinstance(entity.get("config"), dict)


def _with_zero(call: Any) -> bool:
    """Whether the only number among a call's arguments is 0: `maximum(x, 0)` cuts off at 0."""
    given = call.get("args") if isinstance(call, dict) else None
    numbers = [one for one in given or [] if not isinstance(one, dict)]
    return len(numbers) == 1 and type(numbers[0]) in (int, float) and numbers[0] == 0
