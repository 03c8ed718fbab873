"""Read a network from the configuration that Keras writes, without Keras.

The configuration is data from a source that is not trusted: it may be of any shape, lie about
shapes, refer to itself or be as large as it may. Nothing here builds a layer.
"""

import json
from dataclasses import replace
from typing import Any

from mnist_course.core.language import say
from mnist_course.core.plain import Data
from mnist_course.core.short import printable
from mnist_course.judging.network import nodes, operations, values
from mnist_course.judging.network.folding import fold
from mnist_course.judging.network.network import INPUT, Network, Shape, Unit, Unreadable
from mnist_course.judging.network.policy import KINDS, ONLY_IN_TRAINING, read_fields
from mnist_course.judging.network.shapes import LONGEST_AXIS, with_shapes
from mnist_course.probes.configurations import is_model

MAX_CONFIG = 4 * 2**20
MAX_UNITS = 400
MAX_NESTING = 12
_MAX_STEPS = 20_000
"""How many layers, calls and tensors are looked at; a nested model's again at each call of it."""


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
    except Unreadable:
        raise
    except (LookupError, TypeError, AttributeError, ValueError, ArithmeticError, RecursionError,
            StopIteration) as error:  # fmt: skip
        raise _damaged(f"{type(error).__name__}") from None
    inputs = tuple(input_shape if shape is None else shape for shape in reader.inputs)
    dtypes = tuple(reader.input_dtypes)
    network = Network(inputs, tuple(reader.units), tuple(outputs), dtypes)
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
        say("The model's configuration cannot be read ({reason}).", reason=reason),
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
        self.input_dtypes: list[str] = []
        self._trust_expanded = trust_expanded
        self._steps = 0

    def top(self, entity: dict[str, Any]) -> list[int]:
        if not is_model(entity):
            name = entity.get("class_name")
            raise Unreadable(
                "subclassed-model",
                say(
                    "The model is of your own class {name}, whose inside cannot be read without "
                    "running it.",
                    name=printable(str(name)),
                ),
                "Build the same layers as a `keras.Sequential` or with the functional API.",
            )
        return self._model(entity["config"], None, "", 0)

    def _count(self, steps: int = 1) -> None:
        """A small file can describe a huge model: one nested in itself, again and again."""
        self._steps += steps
        if self._steps > _MAX_STEPS or len(self.units) > MAX_UNITS:
            raise Unreadable(
                "too-many-layers",
                say(
                    "The model has more than {max_units} layers, or calls them too many times.",
                    max_units=MAX_UNITS,
                ),
                "Build a network of a few dozen layers at most.",
            )

    def _model(
        self, config: dict[str, Any], sources: list[int] | None, prefix: str, depth: int
    ) -> list[int]:
        if depth > MAX_NESTING:
            raise _damaged("models nested too deep")
        self._count(1 + len(config["layers"]))
        if "input_layers" in config:
            return self._functional(config, sources, prefix, depth)
        return self._sequential(config, sources, prefix, depth)

    def _sequential(
        self, config: dict[str, Any], sources: list[int] | None, prefix: str, depth: int
    ) -> list[int]:
        layers = config["layers"]
        if sources is None:
            first = layers[0] if layers and _is_input(layers[0]) else {"config": {}}
            shape = _batch_shape(first) or config.get("build_input_shape")
            sources = [self._input(shape, first["config"].get("dtype"))]
        for entity in layers:
            if _is_input(entity):
                continue
            build = entity.get("build_config")
            if isinstance(build, dict):
                self._note_shape(sources[0], build.get("input_shape"))
            sources = self._apply(entity, None, sources, prefix, depth)
        return sources

    def _functional(
        self, config: dict[str, Any], sources: list[int] | None, prefix: str, depth: int
    ) -> list[int]:
        entities = {str(entity["name"]): entity for entity in config["layers"]}
        inputs = [tensor.layer for tensor in nodes.references(config["input_layers"])]
        if sources is None:
            entries = [entities[name] for name in inputs]
            sources = [
                self._input(_batch_shape(entry), entry["config"].get("dtype")) for entry in entries
            ]
        given = {(name, 0): [source] for name, source in zip(inputs, sources, strict=True)}
        waiting = []
        for name, entity in entities.items():
            for number, call in enumerate(nodes.calls(entity)):
                tensors = list(nodes.tensors(call))
                self._count(1 + len(tensors))
                built_in = nodes.is_old(call) and _has_built_in_call(entity)
                waiting.append((entity, call, tensors, (name, number + built_in)))
        while waiting:
            still = []
            for entity, call, tensors, place in waiting:
                if not all((one.layer, one.call) in given for one in tensors):
                    still.append((entity, call, tensors, place))
                    continue
                taken = [given[one.layer, one.call][one.output] for one in tensors]
                for source, tensor in zip(taken, tensors):
                    self._note_shape(source, tensor.shape)
                given[place] = self._apply(entity, call, taken, prefix, depth)
            if len(still) == len(waiting):
                raise _damaged("layers that are connected in a circle")
            waiting = still
        return [
            _output(given, entities, tensor) for tensor in nodes.references(config["output_layers"])
        ]

    def _apply(
        self, entity: dict[str, Any], call: Any, sources: list[int], prefix: str, depth: int
    ) -> list[int]:
        config = entity.get("config")
        config = config if isinstance(config, dict) else {}
        path = prefix + str(config.get("name", entity.get("name", "")))[:200]
        if is_model(entity):
            return self._model(config, sources, path + "/", depth + 1)
        expanded = entity.get("expanded")
        if self._trust_expanded and isinstance(expanded, dict):
            return self._model(expanded, sources, path + "/", depth + 1)
        unit = _unit(entity, config, call, tuple(sources), path)
        self.units.append(replace(unit, shape=_shape(entity.get("output_shape"))))
        self._count()
        return [len(self.units) - 1]

    def _input(self, batch_shape: Any, dtype: Any) -> int:
        self.inputs.append(_shape(batch_shape))
        self.input_dtypes.append(str(values.dtype(dtype)))
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


def _output(
    given: dict[tuple[str, int], list[int]], entities: dict[str, Any], tensor: nodes.Tensor
) -> int:
    """A tensor of `output_layers`. Keras 3 counts a nested model's own call here, as call 0."""
    called = nodes.calls(entities[tensor.layer])
    counted = (
        bool(called) and not nodes.is_old(called[0]) and _is_functional(entities[tensor.layer])
    )
    place = (tensor.layer, tensor.call - counted)
    if place not in given and len(called) == 1:
        place = next(one for one in given if one[0] == tensor.layer)
    return given[place][tensor.output]


def _is_functional(entity: dict[str, Any]) -> bool:
    return is_model(entity) and "input_layers" in entity["config"]


def _has_built_in_call(entity: dict[str, Any]) -> bool:
    """Whether Keras 2 counts the calls of a layer from 1: a model whose input is known."""
    if not is_model(entity):
        return False
    layers = entity["config"]["layers"]
    return _is_functional(entity) or bool(layers and _is_input(layers[0]))


def _unit(
    entity: dict[str, Any], config: dict[str, Any], call: Any, sources: tuple[int, ...], path: str
) -> Unit:
    kind = printable(str(entity.get("class_name")))
    home, registered = str(entity.get("module")), entity.get("registered_name")
    if operations.is_operation(entity):
        same = operations.as_layer(entity, call, len(sources))
        if same is not None:
            kind, config = same
            return Unit(kind, read_fields(kind, config), sources, path)
        return Unit(printable(operations.name_of(entity)), {}, sources, path, "operation")
    if home in ("keras.layers", "keras") and registered is None:
        fields = read_fields(kind, config)
        training = nodes.arguments(call).get("training")
        if training is True and kind in (*ONLY_IN_TRAINING, "BatchNormalization"):
            fields["training"] = True
        return Unit(kind, fields, sources, path, "layer" if kind in KINDS else "other")
    return Unit(kind, {}, sources, path, "custom")


def _is_input(entity: dict[str, Any]) -> bool:
    return entity.get("class_name") == "InputLayer" and isinstance(entity.get("config"), dict)


def _batch_shape(entity: dict[str, Any]) -> Any:
    """The shape of an InputLayer, with the batch axis; Keras 2 has another word for it."""
    config = entity["config"]
    return config.get("batch_shape") or config.get("batch_input_shape")


def _shape(batch_shape: Any) -> Shape | None:
    if not isinstance(batch_shape, (list, tuple)) or not 1 <= len(batch_shape) <= 8:
        return None
    if any(
        n is not None and (type(n) is not int or not 0 <= n < LONGEST_AXIS) for n in batch_shape
    ):
        return None
    return tuple(batch_shape[1:])
