"""Read one value of a layer's configuration into its canonical form.

The configuration may come from a hostile file. A value that does not fit is kept as an `Odd`,
which equals nothing that is right and can still be shown.
"""

from dataclasses import dataclass
from typing import Any

from mnist_course.probes.saved_models import SAVED_TENSORFLOW_SOFTMAX

_LARGEST = 2**31

LINEAR = "linear"

_ACTIVATION_LAYERS = {"ReLU", "LeakyReLU", "ELU", "Softmax"}
_FUNCTION_HOMES = ("keras.", "tensorflow.", "builtins")


@dataclass(frozen=True)
class Odd:
    """A value that is not of the expected type, as short text."""

    text: str

    def __str__(self) -> str:
        return self.text


def printable(text: str, limit: int = 60) -> str:
    """Text from a source that is not trusted, fit for one line of a terminal."""
    clean = "".join(c if c.isprintable() else "?" for c in text[: limit + 1])
    return clean if len(clean) <= limit else clean[: limit - 1] + "…"


def odd(value: Any) -> Odd:
    return Odd(printable(value if type(value) is str else repr(value)[:100]))


def integer(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if type(value) is int and abs(value) < _LARGEST:
        return value
    return odd(value)


def number(value: Any) -> Any:
    if type(value) in (int, float):
        return float(value)
    return odd(value)


def optional_number(value: Any) -> Any:
    return None if value is None else number(value)


def optional_integer(value: Any) -> Any:
    return None if value is None else integer(value)


def boolean(value: Any) -> Any:
    return value if type(value) is bool else odd(value)


def text(value: Any) -> Any:
    return value.lower() if type(value) is str and len(value) < 100 else odd(value)


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
    """The name of a dtype or of a dtype policy."""
    if isinstance(value, dict):
        config = value.get("config")
        name = config.get("name") if isinstance(config, dict) else None
        value = name or printable(str(value.get("class_name")))
    return text(value) if value is not None else "float32"


"""The module and name under which a `.keras` file holds `tf.nn.softmax`."""


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
            else Odd(f"your function {printable(config)}")
        )
    if name in _ACTIVATION_LAYERS and str(value.get("module")).startswith("keras."):
        return activation_of_layer(name, config if isinstance(config, dict) else {})
    if name == "custom" and type(config) is str:
        return Odd(f"your function {printable(config)}")
    if name == "__lambda__" or "value" in value:
        return Odd("a lambda")
    return odd(name if type(name) is str else value)


def activation_of_layer(kind: str, config: dict[str, Any]) -> Any:
    """The activation that a layer such as `ReLU()` or `Activation("relu")` computes."""
    if kind == "Activation":
        return activation(config.get("activation"))
    if kind == "ReLU":
        slope = config.get("negative_slope") or 0
        ceiling, threshold = config.get("max_value"), config.get("threshold") or 0
        if slope == 0 and threshold == 0 and ceiling is None:
            return "relu"
        if slope == 0 and threshold == 0 and ceiling == 6:
            return "relu6"
        return Odd(f"ReLU(max_value={ceiling}, negative_slope={slope}, threshold={threshold})"[:90])
    if kind == "LeakyReLU":
        slope = config.get("negative_slope")
        return "relu" if slope == 0 else Odd(f"LeakyReLU({slope})"[:60])
    if kind == "ELU":
        alpha = config.get("alpha", 1.0)
        return "elu" if alpha == 1 else Odd(f"ELU({alpha})"[:60])
    if kind == "Softmax":
        axis = config.get("axis", -1)
        return "softmax" if axis == -1 else Odd(f"Softmax(axis={axis})"[:60])
    return odd(kind)
