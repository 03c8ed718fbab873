"""Differences of the input and within one layer: which cause it is, and what was found."""

from mnist_course.core.language import say
from mnist_course.judging.network.alignment import EXTRA, Step
from mnist_course.judging.network.causes import Difference, differ
from mnist_course.judging.network.network import Network
from mnist_course.judging.network.policy import FLOATS
from mnist_course.judging.network.text import position, show_activation, show_shape, show_value
from mnist_course.judging.network.values import LINEAR

_CAUSES = {
    "filters": "wrong-filters",
    "kernel_size": "wrong-kernel-size",
    "strides": "wrong-strides",
    "padding": "wrong-padding",
    "dilation_rate": "wrong-dilation",
    "groups": "wrong-groups",
    "use_bias": "missing-bias",
    "data_format": "channels-first",
    "pool_size": "wrong-pool-size",
    "trainable": "frozen-layer",
    "units": "wrong-units",
    "lora_rank": "lora",
    "quantization_config": "quantized",
}
_CAUSES_BY_END = {
    "initializer": "constant-initializer",
    "regularizer": "regularizer",
    "constraint": "constraint",
}
_FEW_BITS = ("int4", "int8", "float8", "gptq", "awq", "quantiz")
"""Pieces of the names under which Keras has kept quantized layers."""


def of_inputs(found: Network, wanted: Network) -> list[Difference]:
    right = wanted.inputs[0]
    if len(found.inputs) > len(wanted.inputs):
        return [differ("extra-input", count=len(found.inputs))]
    shape = found.inputs[0] if found.inputs else None
    if shape != right:
        return [differ(_of_shape(shape, right), found=shape, wanted=right)]
    dtype = found.input_dtypes[0] if found.input_dtypes else "float32"
    return [] if dtype in FLOATS else [differ("integer-input", found=dtype)]


def _of_shape(shape: tuple[int | None, ...] | None, right: tuple[int | None, ...]) -> str:
    if shape == right[:-1]:
        return "missing-channel"
    if shape == (right[-1], *right[:-1]):
        return "channels-first-input"
    if shape is not None and shape[1:] == right:
        return "batch-in-input-shape"
    return "wrong-input-shape"


def of_field(
    found: Network, wanted: Network, step: Step, name: str, steps: list[Step], at: int
) -> Difference:
    unit, right = found.units[step.found], wanted.units[step.wanted]
    if name == "activation":
        return _activation(found, wanted, step, steps, at)
    value = show_value(unit.fields.get(name))
    difference = differ(
        _cause(name, value, "pool_size" in right.fields, step.wanted == len(wanted.units) - 1),
        where=sentence(position(found, step.found)),
        field=name,
        found=value,
        wanted=show_value(right.fields.get(name)),
    )
    if unit.shape == right.shape:
        return difference
    shapes = say(
        "{shape} in place of {right}",
        shape=show_shape(unit.shape),
        right=show_shape(right.shape),
    )
    message = say(
        "{message} From here on the shapes are different: {shapes}.",
        message=difference.message,
        shapes=shapes,
    )
    return Difference(difference.cause, message, difference.next_step)


def _cause(name: str, value: str, pools: bool, is_last: bool) -> str:
    if name == "strides" and pools:
        return "wrong-pool-strides"
    if name == "units" and is_last:
        return "wrong-classes"
    if name == "dtype":
        return "quantized" if any(piece in value for piece in _FEW_BITS) else "wrong-dtype"
    ending = _CAUSES_BY_END.get(name.rpartition("_")[2], "unusual-setting")
    return _CAUSES.get(name, ending)


def _activation(
    found: Network, wanted: Network, step: Step, steps: list[Step], at: int
) -> Difference:
    unit, right = found.units[step.found], wanted.units[step.wanted]
    value, expected = unit.fields["activation"], right.fields["activation"]
    layer = position(found, step.found)
    facts = {
        "where": sentence(layer),
        "found": show_value(value),
        "wanted": show_activation(expected),
        "name": expected,
    }
    if step.wanted == len(wanted.units) - 1:
        known = {
            LINEAR: "softmax-missing",
            "sigmoid": "sigmoid-for-softmax",
            "relu": "relu-at-the-end",
        }
        return differ(known.get(str(value), "wrong-last-activation"), **facts)
    if value != LINEAR:
        return differ("wrong-activation", **facts)
    for extra in (s for s in steps[at + 1 : at + 3] if s.mark == EXTRA):
        late = found.units[extra.found]
        if late.kind == "Activation" and late.fields.get("activation") == expected:
            after = position(found, extra.found - 1)
            return differ("activation-after-pooling", layer=layer, after=after, **facts)
    return differ("missing-activation", **facts)


def sentence(words: str) -> str:
    return words[0].upper() + words[1:]
