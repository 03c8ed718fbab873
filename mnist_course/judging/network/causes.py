"""What is said of each way in which a network differs: one table, cause → message and next step.

A message's places in braces are filled with what was found; see `differ`.
"""

from dataclasses import dataclass
from typing import Any

from mnist_course import spec
from mnist_course.core.course_file import taught
from mnist_course.core.language import say, sentence

_INPUT = f"keras.Input({spec.INPUT_SHAPE})"
_LAST = f'Dense({spec.CLASSES}, activation="softmax")'


@dataclass(frozen=True)
class Difference:
    """One way in which a network differs from the specification.

    Attributes:
        cause: a stable name for it.
        message: what was found, and what is asked for.
        next_step: one thing to try.
    """

    cause: str
    message: str
    next_step: str


@dataclass(frozen=True)
class Words:
    """What is said of a cause, with places in braces for what was found."""

    message: str
    next_step: str


WORDS: dict[str, Words] = {
    # The input
    "extra-input": Words(
        "The model has {count} inputs; the network takes one image.",
        "Use a single `keras.Input`.",
    ),
    "missing-channel": Words(
        "The input has shape {found}, expected {wanted}. The channel axis is missing.",
        say("Write `{input}`: height, width, and one channel of grey.", input=_INPUT),
    ),
    "channels-first-input": Words(
        "The input has shape {found}, expected {wanted}. The channel comes first.",
        say("Put the channel last: `{input}`.", input=_INPUT),
    ),
    "batch-in-input-shape": Words(
        "The input has shape {found}, expected {wanted}. It counts the images too.",
        "Leave the number of images out; Keras adds that axis itself.",
    ),
    "wrong-input-shape": Words(
        "The input has shape {found}, expected {wanted}.",
        say("Begin with `{input}`: height, width, channels.", input=_INPUT),
    ),
    "integer-input": Words(
        "The Input has dtype {found}. Images from 0 to 1 are cut down to 0 in it.",
        say("Leave `dtype` out: `{input}`.", input=_INPUT),
    ),
    # Layers
    "missing-layer": Words(
        "{wanted} is missing after {before}.",
        "Add it there. The table shows both networks side by side.",
    ),
    "missing-flatten": Words(
        "Flatten is missing. The last layer gives {shape}: a prediction for each location in place "
        "of one for the image.",
        "Add `Flatten()` between the last pooling and the first Dense layer.",
    ),
    "missing-block": Words(
        "A block of convolution and pooling is missing: yours has {count} of {wanted} "
        "convolutions.",
        say("Repeat the pair: {blocks} times Conv2D and MaxPooling2D.", blocks=spec.BLOCKS),
    ),
    "extra-layer": Words(
        "Layer {number}, {found}, is {what} that the specification does not have.",
        "{advice}",
    ),
    "extra-block": Words(
        "There is a block of convolution and pooling too many: {count} convolutions in place of "
        "{wanted}.",
        "Remove one pair of Conv2D and MaxPooling2D.",
    ),
    "extra-activation": Words(
        "A second activation, {found}, follows {before}.",
        "Keep one activation a layer: as the layer's argument, or as a layer of its own.",
    ),
    "swapped-layers": Words(
        "Layers {first} and {second} have changed places: {one} comes before {other}.",
        "Put {other} first.",
    ),
    "misplaced-layer": Words(
        "{kind} stands at place {found} of your network; in the specification it is at place "
        "{wanted}.",
        "Move {unit} there.",
    ),
    "wrong-layer": Words(
        "Layer {number} is {found} where {wanted} is asked for.",
        "Put {kind} in its place.",
    ),
    "average-pooling": Words(
        "{where} takes the mean of each block; the specification keeps its maximum.",
        "Use `MaxPooling2D`: it keeps the strongest response of each block.",
    ),
    "pooling-for-flatten": Words(
        "{found} stands where Flatten is asked for. Here, where only 1×1 is left, both give the "
        "same numbers, but they are different layers.",
        "Use `Flatten()`.",
    ),
    "custom-layer": Words(
        "Layer {number} is {found}, a class of your own, whose inside cannot be read.",
        "Use Keras's own layers.",
    ),
    "custom-layer-for-another": Words(
        "Layer {number} is {found}, a class of your own, where {wanted} is asked for.",
        "Use Keras's own layer: a look-alike may compute something else.",
    ),
    # Settings of a layer
    "wrong-filters": Words(
        "{where} has {found} filters where {wanted} are asked for.",
        "The number of filters is the first argument: `Conv2D({wanted}, …)`.",
    ),
    "wrong-kernel-size": Words(
        "{where} has a kernel of {found} where {wanted} is asked for.",
        "The kernel size is the second argument of `Conv2D`: 3, or (3, 3).",
    ),
    "wrong-strides": Words(
        "{where} moves its window by {found} where {wanted} is asked for.",
        "The kernel's size is one argument, `(3, 3)`; a third number is the stride. Leave it out.",
    ),
    "wrong-pool-strides": Words(
        "{where} moves its window by {found}, so that its blocks do not lie side by side as "
        "{wanted} blocks do.",
        "Leave `strides` out: pooling moves by its own size then.",
    ),
    "wrong-pool-size": Words(
        "{where} pools blocks of {found} where {wanted} is asked for.",
        "The block size is the first argument: `MaxPooling2D(2)`.",
    ),
    "wrong-padding": Words(
        "{where} uses padding '{found}', which keeps a border that '{wanted}' does not.",
        'Leave `padding` out, or write `padding="valid"`.',
    ),
    "wrong-dilation": Words(
        "{where} spreads its kernel with a dilation of {found}; the specification has none.",
        "Leave `dilation_rate` out.",
    ),
    "wrong-groups": Words(
        "{where} splits its channels into {found} groups; each filter should see all of them.",
        "Leave `groups` out.",
    ),
    "missing-bias": Words(
        "{where} has no bias.",
        "Leave `use_bias` out: layers have a bias unless told otherwise.",
    ),
    "channels-first": Words(
        "{where} expects the channel first ({found}); in this course it comes last.",
        "Leave `data_format` out, and give the input the shape (28, 28, 1).",
    ),
    "frozen-layer": Words(
        "{where} is frozen (`trainable=False`), so training cannot change it.",
        "Remove `trainable=False`.",
    ),
    "wrong-dtype": Words(
        "{where} computes in {found}, not with decimal numbers.",
        "Leave `dtype` out.",
    ),
    "quantized": Words(
        "{where} keeps its weights in few bits ({found}): the model was quantized.",
        "Save the model that you trained, before `quantize`.",
    ),
    "lora": Words(
        "{where} carries an adapter of rank {found} (`enable_lora`), which the specification does "
        "not have.",
        "Save the model that you trained, without `enable_lora`.",
    ),
    "constant-initializer": Words(
        "{where} starts with all its weights equal ({found}), so all its units learn the same.",
        "Leave `kernel_initializer` out: the default draws random weights.",
    ),
    "regularizer": Words(
        "{where} has `{field}={found}`, a penalty that the specification does not have.",
        "Remove `{field}`.",
    ),
    "constraint": Words(
        "{where} has `{field}={found}`, which the specification does not have.",
        "Remove `{field}`.",
    ),
    "unusual-setting": Words(
        "{where} has `{field}={found}`, which the specification does not have.",
        "Remove `{field}`.",
    ),
    "wrong-units": Words(
        "{where} has {found} units where {wanted} are asked for.",
        "Write `Dense({wanted}, …)`.",
    ),
    "wrong-classes": Words(
        "{where} has {found} outputs; the digits 0–9 need {wanted}.",
        "Write `Dense({wanted}, …)` at the end.",
    ),
    # Activations
    "missing-activation": Words(
        "{where} has no activation, so it only adds and multiplies; the specification asks for "
        "{wanted}.",
        'Add `activation="{name}"` to it.',
    ),
    "wrong-activation": Words(
        "{where} has the activation {found} where {wanted} is asked for.",
        'Write `activation="{name}"`.',
    ),
    "activation-after-pooling": Words(
        "The {wanted} that belongs to {layer} comes only after {after}.",
        'Give it to the convolution: `activation="{name}"`.',
    ),
    "softmax-missing": Words(
        "{where} lacks the softmax: its ten outputs can be any numbers, and they do not sum to 1. "
        "Accuracy cannot show it.",
        say("Write `{last}`.", last=_LAST),
    ),
    "sigmoid-for-softmax": Words(
        "{where} has a sigmoid in place of the softmax: each output goes its own way from 0 to 1, "
        "and together they do not sum to 1. Accuracy cannot show it.",
        say("Write `{last}`: then each row sums to 1.", last=_LAST),
    ),
    "relu-at-the-end": Words(
        "{where} has a ReLU in place of the softmax: its outputs are cut off at 0, and they do not "
        "sum to 1.",
        say("Write `{last}` at the end.", last=_LAST),
    ),
    "wrong-last-activation": Words(
        "{where} has the activation {found} in place of the softmax, so its ten outputs are no "
        "probabilities.",
        say("Write `{last}`.", last=_LAST),
    ),
    # How layers are connected
    "shared-layer": Words(
        "{where} is used {count} times with the same weights; each layer should have its own.",
        "Make a new layer for each place.",
    ),
    "extra-output": Words(
        "The model has {count} outputs; it should give {wanted}.",
        "Return only the last layer's output.",
    ),
    "wrong-connection": Words(
        "{where} takes its input from {found}.",
        "Connect each layer to the one before it.",
    ),
    "wrong-output": Words(
        "The model's output is not that of its last layer.",
        "Return the last layer's output.",
    ),
    "different-numbers": Words(
        "The layers look right, but with the same weights the model computes other outputs than "
        "the network of the specification.",
        "Look for what happens outside the layers: a `call` of your own, or a layer class with a "
        "familiar name.",
    ),
}

_SAME_CAUSE = {
    "channels-first-input": "channels-first",
    "custom-layer-for-another": "custom-layer",
    "wrong-last-activation": "wrong-activation",
}
"""Causes that have more than one way to be told."""

EXTRA_ADVICE = {
    "Dropout": say(
        "Dropout is a good idea{for_lesson_9}; the network here has none. Remove it.",
        for_lesson_9=taught("09_beyond", say(" for lesson 09")),
    ),
    "BatchNormalization": say(
        "Normalisation belongs in {lesson_9}; the network here has none. Remove it.",
        lesson_9=taught("09_beyond", say("lesson 09"), say("others")),
    ),
    "Rescaling": sentence(
        "The images are scaled before they reach the model. Remove the layer, or they "
        "are scaled twice."
    ),
    "Flatten": sentence("Data that are flat already need no second Flatten. Remove it."),
    "Lambda": sentence("A Lambda layer hides what it computes. Remove it."),
}


def differ(words: str, **facts: Any) -> Difference:
    """A difference told in the table's words.

    Args:
        words: the entry of `WORDS`; its cause is the same, but for `_SAME_CAUSE`.
        facts: what stands in its places in braces, fit to be shown.
    """
    told = WORDS[words]
    cause = _SAME_CAUSE.get(words, words)
    return Difference(cause, say(told.message, **facts), say(told.next_step, **facts))
