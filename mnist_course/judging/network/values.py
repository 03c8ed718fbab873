"""Read one value of a layer's configuration into its canonical form.

The configuration may come from a hostile file. A value that does not fit is kept as an `Odd`,
which equals nothing that is right and can still be shown.
"""

from dataclasses import dataclass
from typing import Any

from mnist_course.core.language import say
from mnist_course.core.short import printable
from mnist_course.probes.saved_models import SAVED_TENSORFLOW_SOFTMAX

_LARGEST = 2**31
_LARGEST_NUMBER = 1e30

LINEAR = "linear"
LEAK = 0.3
"""The slope of a `LeakyReLU()` that names none, in Keras 2 and 3."""

_ACTIVATION_LAYERS = {"Activation", "ReLU", "LeakyReLU", "ELU", "Softmax"}
_FUNCTION_HOMES = ("keras.", "tensorflow.", "builtins")


@dataclass(frozen=True)
class Odd:
    """A value that is not of the expected type, as short text."""

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class LayerForActivation(Odd):
    """A layer such as `LeakyReLU(0.1)` where an activation stands; `kind` and `settings` make it.

    No layer of the specification has one, so in lesson 04 it is as odd as anything else.
    """

    kind: str
    settings: tuple[tuple[str, Any], ...]


def odd(value: Any) -> Odd:
    return Odd(printable(value if type(value) is str else _shown(value)))


def _shown(value: Any) -> str:
    # Python refuses to write out an integer of thousands of digits.
    try:
        return repr(value)[:100]
    except ValueError:
        return say("a number of very many digits")


def integer(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if type(value) is int and abs(value) < _LARGEST:
        return value
    return odd(value)


def number(value: Any) -> Any:
    """A finite number; Keras 2 wraps some of them as NumPy arrays."""
    if isinstance(value, dict) and value.get("class_name") == "__numpy__":
        value = value["config"].get("value") if isinstance(value.get("config"), dict) else None
    if type(value) in (int, float) and abs(value) < _LARGEST_NUMBER:
        return float(value)
    return odd(value)


def optional_number(value: Any) -> Any:
    return None if value is None else number(value)


def optional_integer(value: Any) -> Any:
    return None if value is None else integer(value)


def boolean(value: Any) -> Any:
    return value if type(value) is bool else odd(value)


def text(value: Any) -> Any:
    return printable(value.lower()) if type(value) is str else odd(value)


def pair(value: Any) -> Any:
    """2 or [2] or [2, 2] → (2, 2)."""
    if not isinstance(value, (list, tuple)):
        value = [value]
    if len(value) == 1:
        value = [*value, *value]
    read = tuple(map(integer, value))
    return read if len(read) == 2 and not any(isinstance(x, Odd) for x in read) else odd(value)


def margins(value: Any) -> Any:
    """Padding or cropping as ((top, bottom), (left, right))."""
    value = list(value) if isinstance(value, (list, tuple)) else [value, value]
    read = tuple(map(pair, value))
    return read if len(read) == 2 and not any(isinstance(x, Odd) for x in read) else odd(value)


def integers(value: Any) -> Any:
    """A shape: an integer or a list of them."""
    if not isinstance(value, (list, tuple)):
        return integer(value)
    read = tuple(map(integer, value))
    return read if len(read) < 16 and not any(isinstance(x, Odd) for x in read) else odd(value)


def axis(value: Any) -> Any:
    """An axis, or several; a list of one is that one."""
    read = integers(value)
    return read[0] if isinstance(read, tuple) and len(read) == 1 else read


def several(value: Any) -> Any:
    """One integer or a list of them, as a tuple."""
    read = integers(value)
    return read if isinstance(read, (tuple, Odd)) else (read,)


def table(value: Any) -> Any:
    """Numbers in lists of lists, as tuples of tuples."""
    if not isinstance(value, (list, tuple)):
        return number(value)
    read = tuple(map(table, value))
    return odd(value) if any(isinstance(x, Odd) for x in read) else read


def numbers(value: Any) -> Any:
    """A number or a list of them, as `Rescaling` and the random layers take."""
    if not isinstance(value, (list, tuple)):
        return optional_number(value)
    read = tuple(map(number, value))
    return read if len(read) < 16 and not any(isinstance(x, Odd) for x in read) else odd(value)


def object_name(value: Any) -> Any:
    """The class of an initializer, a regularizer or a constraint; None for None."""
    if value is None:
        return None
    if type(value) is str:
        return printable(value)
    if isinstance(value, dict) and type(value.get("class_name")) is str:
        name = value["class_name"]
        if name == "function" and type(value.get("config")) is str:
            name = value["config"]
        config = value.get("config")
        rate = config.get("value") if isinstance(config, dict) and name == "Constant" else None
        return f"{name}({rate})" if type(rate) in (int, float) else printable(name)
    return odd(value)


def dtype(value: Any) -> Any:
    """The name of a dtype or of a dtype policy; 'int8_from_float32' and the like if quantized."""
    if isinstance(value, dict):
        config = value.get("config")
        config = config if isinstance(config, dict) else {}
        value = config.get("name") or config.get("mode") or value.get("class_name")
    return text(value) if value is not None else "float32"


def activation(value: Any) -> Any:
    """The name of an activation: from a string, a function, or a layer used as one."""
    if value is None:
        return LINEAR
    if type(value) is str:
        return printable(value.lower())
    if not isinstance(value, dict):
        return odd(value)
    name, config = value.get("class_name"), value.get("config")
    if name == "function" and type(config) is str:
        home = value.get("module")
        # TensorFlow's `tf.nn.softmax` calls itself softmax_v2, and Keras saves it under this home.
        known = type(home) is str and (
            home.startswith(_FUNCTION_HOMES) or (home, config) == SAVED_TENSORFLOW_SOFTMAX
        )
        return (
            printable(config.lower().removesuffix("_v2"))
            if known
            else Odd(say("your function {config}", config=printable(config)))
        )
    if name in _ACTIVATION_LAYERS and str(value.get("module")).startswith("keras."):
        return activation_of_layer(name, config if isinstance(config, dict) else {})
    if name == "custom" and type(config) is str:
        return Odd(say("your function {config}", config=printable(config)))
    if name == "__lambda__" or "value" in value:
        return Odd("a lambda")
    return odd(name if type(name) is str else value)


def activation_of_layer(kind: str, config: dict[str, Any]) -> Any:
    """The activation that a layer such as `ReLU()` or `Activation("relu")` computes.

    Args:
        kind: the layer's class.
        config: its configuration, or its fields in canonical form.
    """
    if kind == "Activation":
        return activation(config.get("activation"))
    if kind == "ReLU":
        slope, threshold = (_given(config, name, 0.0) for name in ("negative_slope", "threshold"))
        ceiling = _given(config, "max_value", None)
        name = {(0.0, 0.0, None): "relu", (0.0, 0.0, 6.0): "relu6"}.get((slope, threshold, ceiling))
        return name or _layer(kind, max_value=ceiling, negative_slope=slope, threshold=threshold)
    if kind == "LeakyReLU":
        slope = _given(config, "negative_slope", _given(config, "alpha", LEAK))
        return "relu" if slope == 0 else _layer(kind, negative_slope=slope)
    if kind == "ELU":
        alpha = _given(config, "alpha", 1.0)
        return "elu" if alpha == 1 else _layer(kind, alpha=alpha)
    if kind == "Softmax":
        axis_of = axis(config.get("axis", -1))
        return "softmax" if axis_of == -1 else Odd(f"Softmax(axis={axis_of})")
    return odd(kind)


def _layer(kind: str, **settings: Any) -> Odd:
    shown = ", ".join(f"{name}={value}" for name, value in settings.items())
    shown = f"{kind}({shown if len(settings) > 1 else next(iter(settings.values()))})"
    if any(isinstance(value, Odd) for value in settings.values()):
        return Odd(printable(shown, 120))
    return LayerForActivation(shown, kind, tuple(settings.items()))


def _given(config: dict[str, Any], name: str, default: float | None) -> Any:
    value = config.get(name)
    if isinstance(value, Odd):
        return value
    return default if value is None else number(value)
