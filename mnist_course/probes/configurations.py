"""What the words in a Keras configuration stand for, in Keras 2 and Keras 3.

A configuration is text from a source that is not trusted; nothing that it names is imported.
"""

from typing import Any

_MODEL_KINDS = ("Sequential", "Functional", "Model")
_KERAS = ("keras", "tf_keras")
"""The packages: Keras 2 lives on as `tf_keras`, and writes that name into its files."""

_FUNCTION_HOMES = ("keras.src.ops", "keras.src.activations")


def is_kerass(home: Any) -> bool:
    """Whether a module's name, as a configuration gives it, is one of Keras's own."""
    return isinstance(home, str) and home.partition(".")[0] in _KERAS


def is_function(entity: dict[str, Any]) -> bool:
    """Whether an entry among a model's layers is a function of Keras 3, which has no weights."""
    return str(entity.get("module")).startswith(_FUNCTION_HOMES)


def is_model(entity: Any) -> bool:
    """Whether a serialised object is a model whose layers are told with it.

    That holds for Keras's own models, and for a class of the student's own that inherits from
    one without adding to what is saved. What the layers compute can be told from the layers.
    """
    if not isinstance(entity, dict) or not _holds_layers(entity.get("config")):
        return False
    kind, registered = entity.get("class_name"), entity.get("registered_name")
    if is_kerass(entity.get("module")):
        return kind in _MODEL_KINDS and registered in (None, kind)
    return isinstance(kind, str) and kind != "Lambda"


def _holds_layers(config: Any) -> bool:
    layers = config.get("layers") if isinstance(config, dict) else None
    return isinstance(layers, list) and all(
        isinstance(layer, dict) and isinstance(layer.get("class_name"), str) for layer in layers
    )
