"""Rebuild an observed network from Keras's own layers, on the side that judges.

Nothing of the student's is loaded: each layer is made anew from a list of allowed ones and
from fields that were checked, then given the recorded weights. Layers that do nothing once a
network is trained, such as dropout and random moves, are left out. What the network would need
is worked out, and limited, before any of it is made.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from mnist_course import spec
from mnist_course.core.language import say
from mnist_course.core.plain import Data
from mnist_course.judging.network.network import INPUT, Network, Shape, Unit, Unreadable
from mnist_course.judging.network.policy import EXACT, FLOATS, KINDS, MERGES, ONLY_IN_TRAINING
from mnist_course.judging.network.reading import read_network
from mnist_course.judging.network.shapes import weight_shapes
from mnist_course.judging.network.text import show_shape, show_unit
from mnist_course.judging.network.values import LayerForActivation, Odd
from mnist_course.judging.network.weights import weights_by_unit

if TYPE_CHECKING:
    import keras

_LEFT_OUT = ONLY_IN_TRAINING | {"Identity"}
ALLOWED = frozenset(KINDS)
"""The layers of which a network for lesson 09 may consist."""

_ACTIVATIONS = frozenset(
    (
        "celu",
        "elu",
        "exponential",
        "gelu",
        "hard_shrink",
        "hard_sigmoid",
        "hard_silu",
        "hard_swish",
        "hard_tanh",
        "leaky_relu",
        "linear",
        "log_sigmoid",
        "log_softmax",
        "mish",
        "relu",
        "relu6",
        "selu",
        "sigmoid",
        "silu",
        "soft_shrink",
        "softmax",
        "softplus",
        "softsign",
        "sparse_plus",
        "sparsemax",
        "squareplus",
        "swish",
        "tanh",
        "tanh_shrink",
    )
)
_NOT_FOR_KERAS = ("regularizer", "constraint", "initializer")
_UNUSED = frozenset(("seed", "noise_shape", "momentum", "lora_rank", "quantization_config"))


@dataclass(frozen=True)
class Rebuilt:
    """A network of our own making.

    Attributes:
        model: from float32 (n, 28, 28, 1) to (n, 10), not compiled.
        values: how many numbers its layers give for one image, all together.
    """

    model: "keras.Model"
    values: int


def rebuild(observed: Data, most_parameters: int = spec.BEYOND_PARAMETERS) -> Rebuilt:
    """The observed network, made of our own layers, with its weights.

    Args:
        observed: from `observe` or `saved_model.read`; not trusted.
        most_parameters: how many weights the network may have.

    Raises:
        Unreadable: with a cause, where the network cannot be read, uses a layer that is not
            allowed, is too large, or has other inputs and outputs.
    """
    network = allowed(observed, most_parameters)
    model = _build(network, weights_by_unit(network, observed))
    return Rebuilt(model, _values(network))


def allowed(observed: Data, most_parameters: int = spec.BEYOND_PARAMETERS) -> Network:
    """The observed network, where it is one that can be rebuilt; nothing is made for that.

    Raises:
        Unreadable: as `rebuild` does, but for what only the weights show.
    """
    network = read_network(observed, spec.INPUT_SHAPE, folded=False)
    _check_input(network)
    for number, unit in enumerate(network.units, 1):
        _check_unit(number, unit)
    if len(network.outputs) != 1 or _shape(network, network.outputs[0]) != (spec.CLASSES,):
        raise Unreadable(
            "wrong-classes",
            say("The network should give {classes} numbers for each image.", classes=spec.CLASSES),
            say('End with `Dense({classes}, activation="softmax")`.', classes=spec.CLASSES),
        )
    _check_size(network, most_parameters)
    return network


def _check_input(network: Network) -> None:
    if network.inputs != (spec.INPUT_SHAPE,):
        shapes = " and ".join(map(show_shape, network.inputs[:3])) or "nothing"
        raise Unreadable(
            "wrong-input-shape",
            say(
                "The network takes {shapes}; it should take one image of {input_shape}.",
                shapes=shapes,
                input_shape=show_shape(spec.INPUT_SHAPE),
            ),
            say("Begin with `keras.Input({input_shape})`.", input_shape=spec.INPUT_SHAPE),
        )
    if network.input_dtypes[0] not in FLOATS:
        raise Unreadable(
            "integer-input",
            say(
                "The network's Input has dtype {input_dtypes}: it cuts images from 0 to 1 "
                "down to 0.",
                input_dtypes=network.input_dtypes[0],
            ),
            say("Leave `dtype` out: `keras.Input({input_shape})`.", input_shape=spec.INPUT_SHAPE),
        )


def _check_unit(number: int, unit: Unit) -> None:
    where = f"Layer {number}, {show_unit(unit)},"
    if unit.origin != "layer" or unit.kind not in ALLOWED:
        raise Unreadable(
            "layer-not-allowed",
            say("{where} is not among the layers that can be graded.", where=where),
            "Take one of the layers that the lesson lists above the exercise.",
        )
    if unit.fields.get("training") is True:
        raise Unreadable(
            "always-training",
            say(
                "{where} is called with `training=True`, so it works in use as it does in "
                "training.",
                where=where,
            ),
            "Leave `training` out.",
        )
    activation = unit.fields.get("activation", "linear")
    if activation not in _ACTIVATIONS and not isinstance(activation, LayerForActivation):
        raise Unreadable(
            "activation-not-allowed",
            say("{where} has an activation that cannot be graded.", where=where),
            "Use one of Keras's own by its name, or a layer of its own such as `LeakyReLU`.",
        )
    odd = [name for name, value in _given(unit).items() if isinstance(value, Odd)]
    if unit.shape is None or None in unit.shape or odd:
        raise _impossible(where)


def _check_size(network: Network, most_parameters: int) -> None:
    parameters = network.parameters
    if parameters is None or parameters > most_parameters:
        shown = say("an unknown number of") if parameters is None else f"{parameters:,}"
        raise Unreadable(
            "too-many-parameters",
            say(
                "The network has {shown} parameters; {most_parameters:,} are allowed.",
                shown=shown,
                most_parameters=most_parameters,
            ),
            "Most of them are usually in the first Dense layer after Flatten. "
            "GlobalAveragePooling2D in place of Flatten saves nearly all of those.",
        )
    values = _values(network)
    if values > spec.BEYOND_VALUES:
        raise Unreadable(
            "too-much-work",
            say(
                "The network's layers give {short} numbers for one image; {spec} are allowed.",
                short=_short(values),
                spec=_short(spec.BEYOND_VALUES),
            ),
            "Keep the maps at the size of the image or smaller.",
        )
    work = sum(_work(network, unit) for unit in network.units)
    if work > spec.BEYOND_WORK:
        raise Unreadable(
            "too-much-work",
            say(
                "The network needs {short} multiplications for one image; {spec} are allowed.",
                short=_short(work),
                spec=_short(spec.BEYOND_WORK),
            ),
            "Pool earlier, so that the later layers see smaller maps.",
        )


def _short(count: int) -> str:
    return f"{count:,}" if count < 10**12 else say("more than a million million")


def _impossible(where: str) -> Unreadable:
    return Unreadable(
        "impossible-layer",
        say("{where} cannot be computed as the file describes it.", where=where),
        "Look at `model.summary()`, and save the model again.",
    )


def _given(unit: Unit) -> dict[str, Any]:
    """The fields that matter for what a layer computes, as Keras takes them."""
    return {
        known.name: unit.fields[known.name]
        for known in KINDS[unit.kind]
        if known.rule == EXACT
        and known.name not in _UNUSED
        and not known.name.endswith(_NOT_FOR_KERAS)
        and not (known.name == "activation" and isinstance(unit.fields["activation"], Odd))
    }


def _shape(network: Network, index: int) -> Shape | None:
    return network.inputs[INPUT - index] if index < 0 else network.units[index].shape


def _values(network: Network) -> int:
    return sum(math.prod(n or 1 for n in unit.shape or ()) for unit in network.units)


def _work(network: Network, unit: Unit) -> int:
    """Multiplications for one image: each weight of a kernel is used at each place."""
    source = _shape(network, unit.sources[0]) if unit.sources else None
    try:
        kernels = [shape for shape in weight_shapes(unit, source or ()) if len(shape) > 1]
    except ValueError:
        return spec.BEYOND_WORK + 1
    # A transposed convolution lays its whole kernel down at each place of its input.
    over = source if unit.kind == "Conv2DTranspose" and source else unit.shape
    products = sum(math.prod(kernel) for kernel in kernels) * math.prod(over[:-1])
    seen = math.prod(unit.shape) * math.prod(unit.fields.get("pool_size", (len(unit.sources),)))
    return max(products, seen)


def _build(network: Network, weights: list[list[np.ndarray]]) -> "keras.Model":
    import keras
    import tensorflow as tf

    inputs = keras.Input(spec.INPUT_SHAPE)
    outputs: list[Any] = []
    made: dict[str, Any] = {}
    for index, unit in enumerate(network.units):
        taken = [inputs if source < 0 else outputs[source] for source in unit.sources]
        if unit.kind in _LEFT_OUT:
            outputs.append(taken[0])
            continue
        key = unit.path if weights[index] else str(index)
        try:
            if key not in made:
                made[key] = _layer(unit, weights[index])
            output = made[key](taken if unit.kind in (*MERGES, "Concatenate") else taken[0])
            if weights[index] and unit.kind != "Normalization":
                made[key].set_weights(weights[index])
        except (ValueError, TypeError, ArithmeticError, LookupError, tf.errors.OpError) as error:
            raise _impossible(show_unit(unit)) from error
        if tuple(output.shape[1:]) != unit.shape:
            raise _impossible(show_unit(unit))
        outputs.append(output)
    last = network.outputs[0]
    model = keras.Model(inputs, inputs if last < 0 else outputs[last])
    try:
        # Some settings are refused only when there is something to compute.
        model(np.zeros((1, *spec.INPUT_SHAPE), np.float32), training=False)
    except (ValueError, tf.errors.OpError) as error:
        raise _impossible(say("One of the network's layers")) from error
    return model


def _layer(unit: Unit, weights: Sequence[np.ndarray]) -> Any:
    import keras

    given = _given(unit)
    activation = unit.fields.get("activation")
    if isinstance(activation, LayerForActivation):
        kind = getattr(keras.layers, activation.kind)
        given["activation"] = kind(**dict(activation.settings))
    if unit.kind == "Normalization" and weights:
        # Weights that are set later would not reach what this layer computes with.
        given |= {"mean": weights[0], "variance": weights[1]}
    return getattr(keras.layers, unit.kind)(**given)
