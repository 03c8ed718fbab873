"""What is compared of each layer, field by field, and how.

A field is compared exactly, within a range, or not at all. `KINDS` says so for every layer
that the course knows; a field that Keras adds later is not compared, and neither is a layer's
name. The defaults are those of Keras 3 (`keras/src/layers`).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from mnist_course.judging.network import values
from mnist_course.judging.network.values import LINEAR, Odd

EXACT = "exact"
RANGE = "range"
IGNORED = "ignored"

CHANNELS_LAST = "channels_last"

FLOATS = ("float16", "bfloat16", "float32", "float64", "mixed_float16", "mixed_bfloat16")


@dataclass(frozen=True)
class Field:
    """One field of a layer's configuration.

    Attributes:
        name: as in `get_config()`.
        read: brings a value into canonical form.
        default: what Keras assumes; `...` where the field must be given.
        rule: EXACT, RANGE or IGNORED.
        within: for RANGE, whether a value is acceptable.
        old: its name in Keras 2, where that is another.
    """

    name: str
    read: Callable[[Any], Any]
    default: Any = ...
    rule: str = EXACT
    within: Callable[[Any], bool] = field(default=lambda value: True)
    old: str = ""

    def agrees(self, value: Any, wanted: Any) -> bool:
        if self.rule == IGNORED:
            return True
        if self.rule == RANGE:
            return self.within(value)
        return type(value) is type(wanted) and value == wanted


def varies(initializer: Any) -> bool:
    """Whether an initializer gives the units of a layer different weights.

    With equal weights all filters of a layer learn the same (Goodfellow, Bengio and Courville,
    'Deep Learning', section 8.4).
    """
    if isinstance(initializer, Odd):
        return False
    name = str(initializer).lower().replace("_", "")
    return not name.startswith(("zeros", "ones", "constant"))


def _pair(name: str, default: Any = ...) -> Field:
    return Field(name, values.pair, default)


def _integer(name: str, default: Any = ...) -> Field:
    return Field(name, values.integer, default)


def _number(name: str, default: Any = ...) -> Field:
    return Field(name, values.number, default)


def _boolean(name: str, default: bool) -> Field:
    return Field(name, values.boolean, default)


def _text(name: str, default: str) -> Field:
    return Field(name, values.text, default)


def _none(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name, values.object_name, None) for name in names)


def _start(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name, values.object_name, "GlorotUniform", RANGE, varies) for name in names)


def _unimportant(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name, values.object_name, None, IGNORED) for name in names)


_FORMAT = _text("data_format", CHANNELS_LAST)
_ACTIVATION = Field("activation", values.activation, LINEAR)
_BIAS = _boolean("use_bias", True)
_DILATION = _pair("dilation_rate", (1, 1))
_STRIDES = _pair("strides", (1, 1))
_VALID = _text("padding", "valid")
_ZERO_BIAS = (
    *_unimportant("bias_initializer"),
    *_none("bias_regularizer", "activity_regularizer", "bias_constraint"),
)
_KERNEL = (*_start("kernel_initializer"), *_none("kernel_regularizer", "kernel_constraint"))
_POOL = (_pair("pool_size", (2, 2)), _pair("strides", None), _VALID, _FORMAT)
_GLOBAL_POOL = (_FORMAT, _boolean("keepdims", False))
_SEED = _unimportant("seed", "noise_shape")
_AFFINE = (
    _boolean("center", True),
    _boolean("scale", True),
    *_unimportant("beta_initializer", "gamma_initializer"),
    *_none("beta_regularizer", "gamma_regularizer", "beta_constraint", "gamma_constraint"),
)
_AXIS = Field("axis", values.axis, -1)
_NORM = (_AXIS, _number("epsilon", 0.001), *_AFFINE)
_MOVES = (
    _text("fill_mode", "reflect"),
    _text("interpolation", "bilinear"),
    *_unimportant("seed"),
    _number("fill_value", 0.0),
    _FORMAT,
)

RANDOM = frozenset(
    (
        "AugMix",
        "CutMix",
        "MixUp",
        "RandAugment",
        "RandomBrightness",
        "RandomColorDegeneration",
        "RandomColorJitter",
        "RandomContrast",
        "RandomElasticTransform",
        "RandomErasing",
        "RandomFlip",
        "RandomGaussianBlur",
        "RandomGrayscale",
        "RandomHue",
        "RandomInvert",
        "RandomPerspective",
        "RandomPosterization",
        "RandomRotation",
        "RandomSaturation",
        "RandomSharpness",
        "RandomShear",
        "RandomTranslation",
        "RandomZoom",
    )
)
"""Layers that change images at random while a network is trained, and pass them on otherwise."""

ONLY_IN_TRAINING = RANDOM | {
    "ActivityRegularization",
    "AlphaDropout",
    "Dropout",
    "GaussianDropout",
    "GaussianNoise",
    "SpatialDropout2D",
}
"""Layers that pass their input on unchanged once a network is trained."""

MERGES = frozenset(("Add", "Average", "Maximum", "Minimum", "Multiply", "Subtract"))
"""Layers that join several maps of one size, number by number."""

COMMON = (
    _boolean("trainable", True),
    Field("dtype", values.dtype, "float32", RANGE, lambda name: name in FLOATS),
)

KINDS: dict[str, tuple[Field, ...]] = {
    **dict.fromkeys(RANDOM | {"ActivityRegularization"}, ()),
    "Conv2D": (
        _integer("filters"),
        _pair("kernel_size"),
        _STRIDES,
        _VALID,
        _FORMAT,
        _DILATION,
        _integer("groups", 1),
        _ACTIVATION,
        _BIAS,
        *_KERNEL,
        *_ZERO_BIAS,
        Field("lora_rank", values.optional_integer, None),
    ),
    "SeparableConv2D": (
        _integer("filters"),
        _pair("kernel_size"),
        _integer("depth_multiplier", 1),
        _STRIDES,
        _VALID,
        _FORMAT,
        _DILATION,
        _ACTIVATION,
        _BIAS,
        *_ZERO_BIAS,
    ),
    "Conv2DTranspose": (
        _integer("filters"),
        _pair("kernel_size"),
        _STRIDES,
        _VALID,
        Field("output_padding", values.pair, None),
        _FORMAT,
        _DILATION,
        _ACTIVATION,
        _BIAS,
        *_KERNEL,
        *_ZERO_BIAS,
    ),
    "DepthwiseConv2D": (
        _pair("kernel_size"),
        _integer("depth_multiplier", 1),
        _STRIDES,
        _VALID,
        _FORMAT,
        _DILATION,
        _ACTIVATION,
        _BIAS,
        *_ZERO_BIAS,
    ),
    "Dense": (
        _integer("units"),
        _ACTIVATION,
        _BIAS,
        *_KERNEL,
        *_ZERO_BIAS,
        Field("lora_rank", values.optional_integer, None),
        *_none("quantization_config"),
    ),
    "MaxPooling2D": _POOL,
    "AveragePooling2D": _POOL,
    "GlobalMaxPooling2D": _GLOBAL_POOL,
    "GlobalAveragePooling2D": _GLOBAL_POOL,
    "Flatten": (_FORMAT,),
    "Reshape": (Field("target_shape", values.integers),),
    "Permute": (Field("dims", values.integers),),
    "UpSampling2D": (_pair("size", (2, 2)), _FORMAT, _text("interpolation", "nearest")),
    "Resizing": (
        _integer("height"),
        _integer("width"),
        _text("interpolation", "bilinear"),
        _boolean("crop_to_aspect_ratio", False),
        _boolean("pad_to_aspect_ratio", False),
        _text("fill_mode", "constant"),
        _number("fill_value", 0.0),
        _boolean("antialias", False),
        _FORMAT,
    ),
    "CenterCrop": (_integer("height"), _integer("width"), _FORMAT),
    "ZeroPadding2D": (Field("padding", values.margins, ((1, 1), (1, 1))), _FORMAT),
    "Cropping2D": (Field("cropping", values.margins, ((0, 0), (0, 0))), _FORMAT),
    "BatchNormalization": (*_NORM, _number("momentum", 0.99)),
    "LayerNormalization": (*_NORM, _boolean("rms_scaling", False)),
    "GroupNormalization": (_integer("groups", 32), *_NORM),
    "RMSNormalization": (_AXIS, _number("epsilon", 1e-6)),
    "UnitNormalization": (_AXIS,),
    "Normalization": (
        _AXIS,
        Field("mean", values.table, None),
        Field("variance", values.table, None),
        _boolean("invert", False),
    ),
    "Dropout": (_number("rate"), *_SEED),
    "SpatialDropout2D": (_number("rate"), *_SEED, _FORMAT),
    "AlphaDropout": (_number("rate"), *_SEED),
    "GaussianDropout": (_number("rate"), *_SEED),
    "GaussianNoise": (_number("stddev"), *_SEED),
    "Activation": (_ACTIVATION,),
    "ReLU": (
        Field("max_value", values.optional_number, None),
        _number("negative_slope", 0.0),
        _number("threshold", 0.0),
    ),
    "LeakyReLU": (Field("negative_slope", values.number, values.LEAK, old="alpha"),),
    "ELU": (_number("alpha", 1.0),),
    "PReLU": (
        *_unimportant("alpha_initializer"),
        *_none("alpha_regularizer", "alpha_constraint"),
        Field("shared_axes", values.several, None),
    ),
    "Softmax": (_AXIS,),
    "Identity": (),
    **dict.fromkeys(MERGES, ()),
    "Concatenate": (_integer("axis", -1),),
    "Rescaling": (Field("scale", values.numbers), Field("offset", values.numbers, 0.0)),
    "RandomTranslation": (
        Field("height_factor", values.numbers),
        Field("width_factor", values.numbers),
        *_MOVES,
    ),
    "RandomRotation": (Field("factor", values.numbers), *_MOVES),
    "RandomZoom": (
        Field("height_factor", values.numbers),
        Field("width_factor", values.numbers, None),
        *_MOVES,
    ),
}


def read_fields(kind: str, config: dict[str, Any]) -> dict[str, Any]:
    """The canonical fields of a layer, its defaults made explicit.

    A kind that is not in `KINDS` keeps no fields; one that must be given and is not is `Odd`.
    """
    fields: dict[str, Any] = {}
    for known in (*KINDS.get(kind, ()), *COMMON):
        given = config.get(known.name)
        if given is None and known.old:
            given = config.get(known.old)
        if given is None:
            fields[known.name] = Odd("not given") if known.default is ... else known.default
        else:
            fields[known.name] = known.read(given)
    if "pool_size" in fields and fields["strides"] is None:
        fields["strides"] = fields["pool_size"]
    return fields


def differing_fields(kind: str, found: dict[str, Any], wanted: dict[str, Any]) -> list[str]:
    """The names of the fields that break the policy, in the order of `KINDS`."""
    return [
        known.name
        for known in (*KINDS.get(kind, ()), *COMMON)
        if not known.agrees(found.get(known.name), wanted.get(known.name))
    ]
