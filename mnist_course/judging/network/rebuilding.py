"""Rebuild an observed network from Keras's own layers, on the side that judges.

Nothing of the student's is loaded: each layer is made anew from a list of allowed ones and
from fields that were checked, then given the recorded weights. Layers that do nothing once a
network is trained, such as dropout and random moves, are left out.
"""

import math
from typing import TYPE_CHECKING, Any

from mnist_course import spec
from mnist_course.core.plain import Data
from mnist_course.judging.network.network import INPUT, Network, Shape, Unit, Unreadable
from mnist_course.judging.network.policy import EXACT, KINDS
from mnist_course.judging.network.reading import read_network
from mnist_course.judging.network.shapes import weight_shapes
from mnist_course.judging.network.text import show_shape, show_unit
from mnist_course.judging.network.values import Odd
from mnist_course.judging.network.weights import weights_by_unit

if TYPE_CHECKING:
    import keras

_ONLY_IN_TRAINING = frozenset(
    (
        "Dropout",
        "SpatialDropout2D",
        "AlphaDropout",
        "GaussianDropout",
        "GaussianNoise",
        "RandomTranslation",
        "RandomRotation",
        "RandomZoom",
    )
)
_LEFT_OUT = frozenset(("Identity",)) | _ONLY_IN_TRAINING
ALLOWED = frozenset(KINDS)
"""The layers of which a network for lesson 09 may consist."""

_ACTIVATIONS = frozenset(
    (
        "linear",
        "relu",
        "relu6",
        "leaky_relu",
        "elu",
        "selu",
        "gelu",
        "silu",
        "swish",
        "hard_silu",
        "hard_swish",
        "mish",
        "softplus",
        "softsign",
        "tanh",
        "sigmoid",
        "hard_sigmoid",
        "softmax",
    )
)
_NOT_FOR_KERAS = ("regularizer", "constraint", "initializer")
_UNUSED = frozenset(("seed", "noise_shape", "momentum", "lora_rank", "quantization_config"))

_MOST_VALUES = 1_000_000
_MOST_PRODUCTS = 100_000_000


def rebuild(observed: Data, most_parameters: int = spec.BEYOND_PARAMETERS) -> "keras.Model":
    """The observed network, made of our own layers, with its weights.

    Args:
        observed: from `observe` or `saved_model.read`; not trusted.
        most_parameters: how many weights the network may have.

    Returns:
        A functional model from float32 (n, 28, 28, 1) to (n, 10), not compiled.

    Raises:
        Unreadable: with a cause, where the network cannot be read, uses a layer that is not
            allowed, is too large, or has other inputs and outputs.
    """
    network = read_network(observed, spec.INPUT_SHAPE, folded=False)
    _check(network, most_parameters)
    return _build(network, weights_by_unit(network, observed))


def _check(network: Network, most_parameters: int) -> None:
    if network.inputs != (spec.INPUT_SHAPE,):
        shapes = " and ".join(map(show_shape, network.inputs)) or "nothing"
        raise Unreadable(
            "wrong-input-shape",
            f"The network takes {shapes}; it should take one image of "
            f"{show_shape(spec.INPUT_SHAPE)}.",
            f"Begin with `keras.Input({spec.INPUT_SHAPE})`.",
        )
    for number, unit in enumerate(network.units, 1):
        _check_unit(number, unit)
    if len(network.outputs) != 1 or _shape(network, network.outputs[0]) != (spec.CLASSES,):
        raise Unreadable(
            "wrong-classes",
            f"The network should give {spec.CLASSES} numbers for each image.",
            f'End with `Dense({spec.CLASSES}, activation="softmax")`.',
        )
    parameters = network.parameters
    if parameters is None or parameters > most_parameters:
        shown = "an unknown number of" if parameters is None else f"{parameters:,}"
        raise Unreadable(
            "too-many-parameters",
            f"The network has {shown} parameters; {most_parameters:,} are allowed.",
            "Most of them are usually in the first Dense layer after Flatten. "
            "GlobalAveragePooling2D in place of Flatten saves nearly all of those.",
        )
    products = sum(_products(network, unit) for unit in network.units)
    if products > _MOST_PRODUCTS:
        raise Unreadable(
            "too-much-work",
            f"The network needs {products:,} multiplications for an image; "
            f"{_MOST_PRODUCTS:,} are allowed.",
            "Pool earlier, so that the later layers see smaller maps.",
        )


def _check_unit(number: int, unit: Unit) -> None:
    where = f"Layer {number}, {show_unit(unit)},"
    if unit.origin != "layer" or unit.kind not in ALLOWED:
        raise Unreadable(
            "layer-not-allowed",
            f"{where} is not among the layers that can be graded.",
            "Use convolution, pooling, normalisation, dropout, activation, Add, Concatenate, "
            "Flatten and Dense layers of Keras itself.",
        )
    if unit.fields.get("training") is True:
        raise Unreadable(
            "always-training",
            f"{where} is called with `training=True`, so it is random in use as well.",
            "Leave `training` out.",
        )
    activation = unit.fields.get("activation", "linear")
    if activation not in _ACTIVATIONS:
        raise Unreadable(
            "activation-not-allowed",
            f"{where} has an activation that cannot be graded.",
            "Use one of Keras's own by its name, or a layer of its own such as `LeakyReLU`.",
        )
    odd = [name for name, value in _given(unit).items() if isinstance(value, Odd)]
    if unit.shape is None or None in unit.shape or odd:
        raise Unreadable(
            "impossible-layer",
            f"{where} does not fit what comes before it.",
            "Look at `model.summary()`, and save the model again.",
        )
    if math.prod(unit.shape) > _MOST_VALUES:
        raise Unreadable(
            "too-much-work",
            f"{where} gives {math.prod(unit.shape):,} values for an image.",
            "Keep the maps at the size of the image or smaller.",
        )


def _given(unit: Unit) -> dict[str, Any]:
    """The fields that matter for what a layer computes, as Keras takes them."""
    return {
        known.name: unit.fields[known.name]
        for known in KINDS[unit.kind]
        if known.rule == EXACT
        and known.name not in _UNUSED
        and not known.name.endswith(_NOT_FOR_KERAS)
    }


def _shape(network: Network, index: int) -> Shape | None:
    return network.inputs[INPUT - index] if index < 0 else network.units[index].shape


def _products(network: Network, unit: Unit) -> int:
    """Multiplications for one image: each weight of a kernel is used at each place."""
    source = _shape(network, unit.sources[0]) if unit.sources else None
    try:
        kernels = [shape for shape in weight_shapes(unit, source or ()) if len(shape) > 1]
    except ValueError:
        return _MOST_PRODUCTS + 1
    places = math.prod(unit.shape[:-1])
    return sum(math.prod(kernel) for kernel in kernels) * places


def _build(network: Network, weights: list[list[Any]]) -> "keras.Model":
    import keras

    inputs = keras.Input(spec.INPUT_SHAPE)
    outputs: list[Any] = []
    made: dict[str, Any] = {}
    for index, unit in enumerate(network.units):
        taken = [inputs if source < 0 else outputs[source] for source in unit.sources]
        if unit.kind in _LEFT_OUT:
            outputs.append(taken[0])
            continue
        key = unit.path if weights[index] else str(index)
        if key not in made:
            made[key] = getattr(keras.layers, unit.kind)(**_given(unit))
        merging = unit.kind in ("Add", "Concatenate")
        try:
            outputs.append(made[key](taken if merging else taken[0]))
        except ValueError as error:
            raise Unreadable(
                "impossible-layer",
                f"{show_unit(unit)} does not fit what comes before it.",
                "Look at `model.summary()`, and save the model again.",
            ) from error
        if weights[index]:
            made[key].set_weights(weights[index])
    last = network.outputs[0]
    return keras.Model(inputs, inputs if last < 0 else outputs[last])
