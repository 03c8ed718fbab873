"""Differences within one layer, and of the input, in a student's words."""

from dataclasses import dataclass

from mnist_course import spec
from mnist_course.judging.network.alignment import EXTRA, Step
from mnist_course.judging.network.network import Network
from mnist_course.judging.network.text import position, show_activation, show_shape, show_value
from mnist_course.judging.network.values import LINEAR


@dataclass(frozen=True)
class Difference:
    """One way in which a network differs from the specification."""

    cause: str
    message: str
    next_step: str


_FIELDS = {
    "filters": (
        "wrong-filters",
        "{where} has {found} filters where {wanted} are asked for.",
        "The number of filters is the first argument: `Conv2D({wanted}, …)`.",
    ),
    "kernel_size": (
        "wrong-kernel-size",
        "{where} has a kernel of {found} where {wanted} is asked for.",
        "The kernel size is the second argument of `Conv2D`: 3, or (3, 3).",
    ),
    "strides": (
        "wrong-strides",
        "{where} moves its window by {found} where {wanted} is asked for.",
        "Leave `strides` out: its default is what is wanted here.",
    ),
    "pool_strides": (
        "wrong-pool-strides",
        "{where} moves its window by {found}, so that its blocks do not lie side by side as "
        "{wanted} blocks do.",
        "Leave `strides` out: pooling moves by its own size then.",
    ),
    "padding": (
        "wrong-padding",
        "{where} uses padding '{found}', which keeps a border that '{wanted}' does not.",
        'Leave `padding` out, or write `padding="valid"`.',
    ),
    "dilation_rate": (
        "wrong-dilation",
        "{where} spreads its kernel with a dilation of {found}; the specification has none.",
        "Leave `dilation_rate` out.",
    ),
    "groups": (
        "wrong-groups",
        "{where} splits its channels into {found} groups; each filter should see all of them.",
        "Leave `groups` out.",
    ),
    "use_bias": (
        "missing-bias",
        "{where} has no bias.",
        "Leave `use_bias` out: layers have a bias unless told otherwise.",
    ),
    "data_format": (
        "channels-first",
        "{where} expects the channel first ({found}); in this course it comes last.",
        "Leave `data_format` out, and give the input the shape (28, 28, 1).",
    ),
    "pool_size": (
        "wrong-pool-size",
        "{where} pools blocks of {found} where {wanted} is asked for.",
        "The block size is the first argument: `MaxPooling2D(2)`.",
    ),
    "trainable": (
        "frozen-layer",
        "{where} is frozen (`trainable=False`), so training cannot change it.",
        "Remove `trainable=False`.",
    ),
    "dtype": (
        "wrong-dtype",
        "{where} computes in {found}, not with decimal numbers.",
        "Leave `dtype` out.",
    ),
}
_INITIALIZER = (
    "constant-initializer",
    "{where} starts with all its weights equal ({found}), so all its units learn the same.",
    "Leave `kernel_initializer` out: the default draws random weights.",
)
_REGULARIZER = (
    "regularizer",
    "{where} has `{field}={found}`, a penalty that the specification does not have.",
    "Remove `{field}`.",
)
_CONSTRAINT = (
    "constraint",
    "{where} has `{field}={found}`, which the specification does not have.",
    "Remove `{field}`.",
)


def of_inputs(found: Network, wanted: Network) -> list[Difference]:
    right = wanted.inputs[0]
    if len(found.inputs) > len(wanted.inputs):
        return [
            Difference(
                "extra-input",
                f"The model has {len(found.inputs)} inputs; the network takes one image.",
                "Use a single `keras.Input`.",
            )
        ]
    shape = found.inputs[0] if found.inputs else None
    if shape == right:
        return []
    message = f"The input has shape {shape}, expected {right}."
    if shape == right[:-1]:
        return [
            Difference(
                "missing-channel",
                f"{message} The channel axis is missing.",
                f"Write `keras.Input({right})`: height, width, and one channel of grey.",
            )
        ]
    if shape == (right[-1], *right[:-1]):
        return [
            Difference(
                "channels-first",
                f"{message} The channel comes first.",
                f"Put the channel last: `keras.Input({right})`.",
            )
        ]
    if shape is not None and shape[1:] == right:
        return [
            Difference(
                "batch-in-input-shape",
                f"{message} It counts the images too.",
                "Leave the number of images out; Keras adds that axis itself.",
            )
        ]
    return [
        Difference(
            "wrong-input-shape",
            message,
            f"Begin with `keras.Input({right})`: height, width, channels.",
        )
    ]


def of_field(
    found: Network, wanted: Network, step: Step, name: str, steps: list[Step], at: int
) -> Difference:
    unit, right = found.units[step.found], wanted.units[step.wanted]
    where = sentence(position(found, step.found))
    if name == "activation":
        return _activation(found, wanted, step, steps, at)
    value, expected = unit.fields.get(name), right.fields.get(name)
    if name == "units" and step.wanted == len(wanted.units) - 1:
        return Difference(
            "wrong-classes",
            f"{where} has {show_value(value)} outputs; the digits 0–9 need {expected}.",
            f"Write `Dense({expected}, …)` at the end.",
        )
    if name == "units":
        return Difference(
            "wrong-units",
            f"{where} has {show_value(value)} units where {expected} are asked for.",
            f"Write `Dense({expected}, …)`.",
        )
    if name == "strides" and "pool_size" in right.fields:
        cause, message, advice = _FIELDS["pool_strides"]
    elif name in _FIELDS:
        cause, message, advice = _FIELDS[name]
    elif name.endswith("initializer"):
        cause, message, advice = _INITIALIZER
    elif name.endswith("regularizer"):
        cause, message, advice = _REGULARIZER
    elif name.endswith("constraint"):
        cause, message, advice = _CONSTRAINT
    else:
        cause, message, advice = (
            "unusual-setting",
            "{where} has `{field}={found}`, which the specification does not have.",
            "Remove `{field}`.",
        )
    facts = {
        "where": where,
        "field": name,
        "found": show_value(value),
        "wanted": show_value(expected),
    }
    message = message.format(**facts)
    if unit.shape != right.shape:
        message += (
            f" From here on the shapes are different: {show_shape(unit.shape)} in place of "
            f"{show_shape(right.shape)}."
        )
    return Difference(cause, message, advice.format(**facts))


def _activation(
    found: Network, wanted: Network, step: Step, steps: list[Step], at: int
) -> Difference:
    unit, right = found.units[step.found], wanted.units[step.wanted]
    value, expected = unit.fields["activation"], right.fields["activation"]
    where = sentence(position(found, step.found))
    final = step.wanted == len(wanted.units) - 1
    if final:
        reasons = {
            LINEAR: ("softmax-missing", "its ten outputs can be any numbers"),
            "sigmoid": ("sigmoid-for-softmax", "each output goes its own way from 0 to 1"),
            "relu": ("relu-at-the-end", "its outputs are cut off at 0"),
        }
        reason = reasons.get(value if isinstance(value, str) else "")
        cause, why = reason or ("wrong-activation", f"its activation is {show_value(value)}")
        return Difference(
            cause,
            f"{where} lacks the softmax: {why}, and they do not sum to 1. Accuracy cannot show it.",
            f'Write `Dense({spec.CLASSES}, activation="softmax")`.',
        )
    if value == LINEAR:
        after = [s for s in steps[at + 1 : at + 3] if s.mark == EXTRA]
        for extra in after:
            late = found.units[extra.found]
            if late.kind == "Activation" and late.fields.get("activation") == expected:
                return Difference(
                    "activation-after-pooling",
                    f"The {show_activation(expected)} that belongs to {_lower(where)} comes only "
                    f"after {position(found, extra.found - 1)}.",
                    f'Give it to the convolution: `activation="{expected}"`.',
                )
        return Difference(
            "missing-activation",
            f"{where} has no activation, so it only adds and multiplies; the specification asks "
            f"for {show_activation(expected)}.",
            f'Add `activation="{expected}"` to it.',
        )
    return Difference(
        "wrong-activation",
        f"{where} has the activation {show_value(value)} where {show_activation(expected)} is "
        "asked for.",
        f'Write `activation="{expected}"`.',
    )


def sentence(words: str) -> str:
    return words[0].upper() + words[1:]


def _lower(words: str) -> str:
    return words[0].lower() + words[1:]
