"""Networks of lesson 09, small: every layer that it allows is in one of them."""

import keras
import numpy as np

from mnist_course import spec

L, A = keras.layers, keras.activations
SHAPE = spec.INPUT_SHAPE
IMAGES = np.random.default_rng(0).random((3, *SHAPE), dtype=np.float32)


def conv(filters=4, **more):
    return L.Conv2D(filters, 3, padding="same", **more)


def stack(*layers):
    return lambda: keras.Sequential(
        [keras.Input(SHAPE), *(make() for make in layers), L.MaxPooling2D(4), L.Flatten(),
         L.Dense(10, activation="softmax")])  # fmt: skip


def graph(connect):
    def make():
        inputs = keras.Input(SHAPE)
        x = L.GlobalAveragePooling2D()(connect(inputs))
        return keras.Model(inputs, L.Dense(10)(x))

    return make


def merged(kind):
    return graph(lambda x: kind()([conv()(x), conv()(x)]))


def adapted(**how):
    def make():
        layer = L.Normalization(**how)
        layer.adapt(IMAGES * 0.7 + 0.1)
        return stack(lambda: layer, conv)()

    return make


def squeezed(x):
    x = conv(8)(x)
    weights = L.Dense(8, activation="sigmoid")(L.GlobalAveragePooling2D(keepdims=True)(x))
    return L.Multiply()([x, weights])


def residual(x):
    x = conv()(x)
    return L.ReLU()(x + L.BatchNormalization()(conv()(x)))


NETWORKS = {
    "PReLU": stack(conv, lambda: L.PReLU(shared_axes=[1, 2])),
    "PReLU, a slope a number": stack(lambda: L.MaxPooling2D(4), L.PReLU),
    "GroupNormalization": stack(lambda: conv(8), lambda: L.GroupNormalization(4)),
    "GroupNormalization of one": stack(conv, lambda: L.GroupNormalization(-1)),
    "LayerNormalization": stack(conv, L.LayerNormalization),
    "RMSNormalization": stack(conv, L.RMSNormalization),
    "UnitNormalization": stack(conv, L.UnitNormalization),
    "BatchNormalization": stack(lambda: conv(use_bias=False), L.BatchNormalization),
    "Normalization, adapted": adapted(),
    "Normalization over everything": adapted(axis=None),
    "Normalization of each pixel": adapted(axis=(1, 2, 3)),
    "Normalization, given": stack(lambda: L.Normalization(mean=0.13, variance=0.09), conv),
    "Add": merged(L.Add),
    "Average": merged(L.Average),
    "Maximum": merged(L.Maximum),
    "Minimum": merged(L.Minimum),
    "Multiply": merged(L.Multiply),
    "Subtract": merged(L.Subtract),
    "Concatenate": merged(L.Concatenate),
    "squeeze and excite": graph(squeezed),
    "a residual with +": graph(residual),
    "UpSampling2D": stack(lambda: L.MaxPooling2D(2), lambda: L.UpSampling2D((2, 3)), conv),
    "UpSampling2D, bilinear": stack(
        lambda: L.MaxPooling2D(2), lambda: L.UpSampling2D(2, interpolation="bilinear"), conv),
    "Conv2DTranspose": stack(
        lambda: L.MaxPooling2D(2), lambda: L.Conv2DTranspose(4, 3, strides=2, padding="same")),
    "Conv2DTranspose, valid": stack(
        lambda: L.MaxPooling2D(2), lambda: L.Conv2DTranspose(4, 2, strides=3)),
    "Conv2DTranspose, padded": stack(
        lambda: L.MaxPooling2D(2),
        lambda: L.Conv2DTranspose(4, 3, strides=2, padding="same", output_padding=1)),
    "SeparableConv2D": stack(lambda: L.SeparableConv2D(8, 3, depth_multiplier=2, strides=2)),
    "DepthwiseConv2D": stack(conv, lambda: L.DepthwiseConv2D(3, depth_multiplier=2)),
    "groups and dilation": stack(lambda: conv(8), lambda: conv(8, groups=4, dilation_rate=2)),
    "ZeroPadding2D": stack(lambda: L.ZeroPadding2D(((1, 0), (2, 3))), conv),
    "Cropping2D": stack(lambda: L.Cropping2D(((1, 2), (3, 0))), conv),
    "CenterCrop": stack(lambda: L.CenterCrop(20, 22), conv),
    "Resizing": stack(lambda: L.Resizing(20, 30), conv),
    "Resizing, cropped": stack(lambda: L.Resizing(20, 30, crop_to_aspect_ratio=True), conv),
    "Rescaling": stack(lambda: L.Rescaling([2.0], offset=-1), conv),
    "Permute and Reshape": stack(
        conv, lambda: L.Permute((2, 1, 3)), lambda: L.Reshape((56, 14, -1))),
    "GlobalMaxPooling2D": graph(lambda x: conv()(x)),
    "average pooling": stack(conv, lambda: L.AveragePooling2D(3, strides=2, padding="same")),
    "LeakyReLU": stack(conv, lambda: L.LeakyReLU(0.15)),
    "LeakyReLU within Conv2D": stack(lambda: conv(activation=L.LeakyReLU(0.2))),
    "ReLU with a ceiling": stack(conv, lambda: L.ReLU(max_value=0.5, negative_slope=0.1)),
    "ReLU with a ceiling within Conv2D": stack(lambda: conv(activation=L.ReLU(max_value=0.5))),
    "ELU": stack(conv, lambda: L.ELU(0.7)),
    "Softmax": stack(conv, L.Softmax),
    "regularisation": stack(
        conv, lambda: L.Dropout(0.3), lambda: L.SpatialDropout2D(0.2),
        lambda: L.GaussianDropout(0.1), lambda: L.GaussianNoise(0.1), lambda: L.AlphaDropout(0.1),
        lambda: L.ActivityRegularization(0.1), L.Identity),
    "moves": stack(
        lambda: L.RandomTranslation(0.1, 0.1), lambda: L.RandomRotation(0.05),
        lambda: L.RandomZoom(0.1), L.RandomFlip, lambda: L.RandomShear(0.1, 0.1),
        lambda: L.RandomContrast(0.1), lambda: L.RandomErasing(value_range=(0, 1)), conv),
    **{f"the function {name}": graph(lambda x, name=name: getattr(A, name)(conv()(x)))
       for name in ("relu", "gelu", "elu", "silu", "tanh", "leaky_relu", "relu6", "softplus")},
    **{f"the activation {name}": stack(lambda name=name: conv(activation=name))
       for name in ("gelu", "silu", "mish", "selu", "hard_silu", "celu", "log_sigmoid")},
}  # fmt: skip


def trained(make):
    """With weights that are not those of a beginning, where they may be anything."""
    model = make()
    if not any(isinstance(layer, L.Normalization) for layer in model.layers):
        rng = np.random.default_rng(1)
        # Squared, since a variance is not negative.
        model.set_weights(
            [rng.normal(0, 0.5, w.shape).astype("float32") ** 2 for w in model.get_weights()]
        )
    return model
