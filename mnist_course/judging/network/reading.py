"""Read a network from the configuration that Keras writes, without Keras.

The configuration is data from a source that is not trusted: it may be of any shape, lie about
shapes, refer to itself or be as large as it may. Nothing here builds a layer.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from mnist_course.core.plain import Data
from mnist_course.judging.network.folding import fold
from mnist_course.judging.network.network import INPUT, Network, Shape, Unit, Unreadable
from mnist_course.judging.network.policy import KINDS, read_fields
from mnist_course.judging.network.shapes import with_shapes
from mnist_course.judging.network.values import printable

MAX_CONFIG = 4 * 2**20
MAX_UNITS = 400
_MAX_NESTING = 12

_MODEL_HOMES = ("keras", "keras.models")
_SAME_SHAPE_OPERATIONS = {"Relu": "relu", "Softmax": "softmax"}


def read_network(observed: Data, input_shape: Shape | None = None, folded: bool = True) -> Network:
    """The canonical form of an observed model.

    Args:
        observed: what `observe` or `saved_model.read` gave, from a source that is not trusted.
        input_shape: assumed for a model that has not been told its own yet.
        folded: whether spellings of the same are folded into one form.

    Raises:
        Unreadable: where there is no model in it, or none that can be read.
    """
    if not isinstance(observed, dict):
        raise _damaged("no observation")
    problem = observed.get("problem")
    if problem:
        raise _reported(problem)
    text = observed.get("config")
    if type(text) is not str or len(text) > MAX_CONFIG:
        raise _damaged("no configuration of the usual size")
    try:
        config = json.loads(text)
        reader = _Reader(trust_expanded=observed.get("origin") != "file")
        outputs = reader.top(config)
    except (KeyError, TypeError, IndexError, AttributeError, ValueError, RecursionError) as error:
        if isinstance(error, Unreadable):
            raise
        raise _damaged(f"{type(error).__name__}") from None
    inputs = tuple(input_shape if shape is None else shape for shape in reader.inputs)
    network = Network(inputs, tuple(reader.units), tuple(outputs))
    sizes = _sizes(observed)
    shaped = with_shapes(network, sizes)
    return with_shapes(fold(shaped), sizes) if folded else shaped


def _reported(problem: Any) -> Unreadable:
    parts = problem if isinstance(problem, dict) else {}
    cause, message, step = (parts.get(key) for key in ("cause", "message", "next_step"))
    if not all(type(part) is str for part in (cause, message, step)):
        return _damaged("an odd report")
    return Unreadable(printable(cause), printable(message, 600), printable(step, 600))


def _damaged(reason: str) -> Unreadable:
    return Unreadable(
        "unreadable-model",
        f"The model's configuration cannot be read ({reason}).",
        "Build the model from Keras's own layers, in a `keras.Sequential` or a functional model.",
    )


def _sizes(observed: dict[str, Data]) -> dict[str, int]:
    """How many weights each path holds, for layers that the course does not know."""
    entries = observed.get("weights")
    sizes = {}
    for entry in entries if isinstance(entries, list) else []:
        if isinstance(entry, dict) and type(entry.get("path")) is str:
            arrays = entry.get("arrays")
            if isinstance(arrays, list):
                sizes[entry["path"]] = sum(int(getattr(a, "size", 0)) for a in arrays)
    return sizes


class _Reader:
    """Collects the units of a model and of the models nested in it."""

    def __init__(self, trust_expanded: bool) -> None:
        self.units: list[Unit] = []
        self.inputs: list[Shape | None] = []
        self._trust_expanded = trust_expanded

    def top(self, entity: dict[str, Any]) -> list[int]:
        if not _is_model(entity):
            name = entity.get("class_name")
            raise Unreadable(
                "subclassed-model",
                f"The model is of your own class {printable(str(name))}, whose inside cannot be "
                "read without running it.",
                "Build the same layers as a `keras.Sequential` or with the functional API.",
            )
        return self._model(entity["config"], None, "", 0)

    def _model(
        self, config: dict[str, Any], sources: list[int] | None, prefix: str, depth: int
    ) -> list[int]:
        if depth > _MAX_NESTING:
            raise _damaged("models nested too deep")
        if "input_layers" in config:
            return self._functional(config, sources, prefix, depth)
        return self._sequential(config, sources, prefix, depth)

    def _sequential(
        self, config: dict[str, Any], sources: list[int] | None, prefix: str, depth: int
    ) -> list[int]:
        layers = config["layers"]
        if sources is None:
            first = layers[0] if layers and layers[0].get("class_name") == "InputLayer" else None
            batch = first["config"].get("batch_shape") if first else None
            sources = [self._input(batch or config.get("build_input_shape"))]
        for entity in layers:
            if entity.get("class_name") == "InputLayer":
                continue
            build = entity.get("build_config")
            if isinstance(build, dict):
                self._note_shape(sources[0], build.get("input_shape"))
            sources = self._apply(entity, sources, prefix, depth)
        return sources

    def _functional(
        self, config: dict[str, Any], sources: list[int] | None, prefix: str, depth: int
    ) -> list[int]:
        entities = {str(entity["name"]): entity for entity in config["layers"]}
        inputs = [name for name, _ in _references(config["input_layers"])]
        if sources is None:
            sources = [self._input(entities[name]["config"].get("batch_shape")) for name in inputs]
        given: dict[tuple[str, int], int] = {}
        for name, source in zip(inputs, sources, strict=True):
            given[name, 0] = source
        pending = [
            (name, number, node)
            for name, entity in entities.items()
            for number, node in enumerate(entity.get("inbound_nodes") or [])
        ]
        while pending:
            waiting = []
            for name, number, node in pending:
                entity = entities[name]
                tensors = list(_tensors(node))
                places = [(source, at) for source, at, _ in tensors]
                if not all(place in given for place in places):
                    waiting.append((name, number, node))
                    continue
                taken = [given[place] for place in places]
                for source, (_, _, shape) in zip(taken, tensors):
                    self._note_shape(source, shape)
                called = {**entity, "call": node}
                offset = 1 if _is_model(entity) and "input_layers" in entity["config"] else 0
                outputs = self._apply(called, taken, prefix, depth)
                given[name, number + offset] = outputs[0]
            if len(waiting) == len(pending):
                raise _damaged("layers that are connected in a circle")
            pending = waiting
        return [given[place] for place in _references(config["output_layers"])]

    def _apply(
        self, entity: dict[str, Any], sources: list[int], prefix: str, depth: int
    ) -> list[int]:
        config = entity.get("config")
        config = config if isinstance(config, dict) else {}
        path = prefix + str(config.get("name", entity.get("name", "")))[:200]
        if _is_model(entity):
            return self._model(config, sources, path + "/", depth + 1)
        expanded = entity.get("expanded")
        if self._trust_expanded and isinstance(expanded, dict):
            return self._model(expanded, sources, path + "/", depth + 1)
        if len(self.units) >= MAX_UNITS:
            raise Unreadable(
                "too-many-layers",
                f"The model has more than {MAX_UNITS} layers.",
                "Build the network of the exercise: it has nine.",
            )
        unit = _unit(entity, config, tuple(sources), path)
        self.units.append(replace(unit, shape=_shape(entity.get("output_shape"))))
        return [len(self.units) - 1]

    def _input(self, batch_shape: Any) -> int:
        self.inputs.append(_shape(batch_shape))
        return INPUT - (len(self.inputs) - 1)

    def _note_shape(self, source: int, batch_shape: Any) -> None:
        """Keep what the configuration says of a shape, where nothing better is known."""
        shape = _shape(batch_shape)
        if shape is None:
            return
        if source >= 0:
            self.units[source] = replace(self.units[source], shape=shape)
        elif self.inputs[INPUT - source] is None:
            self.inputs[INPUT - source] = shape


def _unit(entity: dict[str, Any], config: dict[str, Any], sources: Any, path: str) -> Unit:
    kind = printable(str(entity.get("class_name")))
    home, registered = str(entity.get("module")), entity.get("registered_name")
    if home.startswith("keras.src.ops"):
        if kind in _SAME_SHAPE_OPERATIONS:
            name = _SAME_SHAPE_OPERATIONS[kind]
            if kind != "Softmax" or config.get("axis", -1) == -1:
                fields = read_fields("Activation", {"activation": name})
                return Unit("Activation", fields, sources, path)
        if kind == "Reshape":
            target = config.get("newshape")
            if isinstance(target, list) and target and target[0] in (-1, None):
                shape = {"target_shape": target[1:] or [-1]}
                return Unit("Reshape", read_fields("Reshape", shape), sources, path)
        return Unit(kind, {}, sources, path, "operation")
    if home in ("keras.layers", "keras") and registered is None:
        fields = read_fields(kind, config)
        call = entity.get("call")
        training = call.get("kwargs", {}).get("training") if isinstance(call, dict) else None
        if training is True and ("rate" in fields or "stddev" in fields):
            fields["training"] = True
        return Unit(kind, fields, sources, path, "layer" if kind in KINDS else "other")
    return Unit(kind, {}, sources, path, "custom")


def _is_model(entity: dict[str, Any]) -> bool:
    home = str(entity.get("module"))
    if home not in _MODEL_HOMES and not home.startswith("keras.src.models"):
        return False
    if entity.get("registered_name") not in (None, "Functional"):
        return False
    return entity.get("class_name") in ("Sequential", "Functional", "Model") and isinstance(
        entity.get("config"), dict
    )


def _shape(batch_shape: Any) -> Shape | None:
    if not isinstance(batch_shape, (list, tuple)) or not 1 <= len(batch_shape) <= 8:
        return None
    if any(n is not None and (type(n) is not int or n < 0) for n in batch_shape):
        return None
    return tuple(batch_shape[1:])


def _references(structure: Any) -> Iterator[tuple[str, int]]:
    """The (layer, node) pairs in `input_layers` or `output_layers`, however nested."""
    if isinstance(structure, dict):
        structure = list(structure.values())
    if len(structure) == 3 and isinstance(structure[0], str) and type(structure[1]) is int:
        yield structure[0], structure[1]
        return
    for part in structure:
        yield from _references(part)


def _tensors(value: Any) -> Iterator[tuple[str, int, Any]]:
    """The tensors among a call's arguments: (layer, node, recorded shape)."""
    if isinstance(value, dict):
        if value.get("class_name") == "__keras_tensor__":
            name, node, _ = value["config"]["keras_history"]
            yield str(name), int(node), value["config"].get("shape")
            return
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from _tensors(part)
