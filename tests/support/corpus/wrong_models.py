"""Networks that are not the course's, each with the cause that must be named."""

import keras
import numpy as np
import tensorflow as tf

from support.corpus.right_models import SHAPE, Block, Subclass, body, functional, sequential

L = keras.layers

# By mutation ---------------------------------------------------------------------

CONVOLUTIONS, POOLINGS, FLATTEN, HIDDEN, LAST = (0, 2, 4), (1, 3, 5), 6, 7, 8

CONVOLUTION_FIELDS = [
    ("wrong-filters", {"filters": 16}),
    ("wrong-filters", {"filters": 64}),
    ("wrong-filters", {"filters": 33}),
    ("wrong-kernel-size", {"kernel_size": (5, 5)}),
    ("wrong-kernel-size", {"kernel_size": (2, 2)}),
    ("wrong-kernel-size", {"kernel_size": (1, 1)}),
    ("wrong-kernel-size", {"kernel_size": (3, 1)}),
    ("wrong-kernel-size", {"kernel_size": (2, 3)}),
    ("wrong-strides", {"strides": (2, 2)}),
    ("wrong-strides", {"strides": (1, 2)}),
    ("wrong-padding", {"padding": "same"}),
    ("wrong-dilation", {"dilation_rate": (2, 2)}),
    ("wrong-groups", {"groups": 2}),
    ("wrong-groups", {"groups": 32}),
    ("missing-bias", {"use_bias": False}),
    ("missing-activation", {"activation": "linear"}),
    ("wrong-activation", {"activation": "tanh"}),
    ("wrong-activation", {"activation": "sigmoid"}),
    ("wrong-activation", {"activation": "softmax"}),
    ("wrong-activation", {"activation": "relu6"}),
    ("wrong-activation", {"activation": "leaky_relu"}),
    ("wrong-activation", {"activation": "elu"}),
    ("wrong-activation", {"activation": "gelu"}),
    ("channels-first", {"data_format": "channels_first"}),
    ("constant-initializer", {"kernel_initializer": "zeros"}),
    ("constant-initializer", {"kernel_initializer": "ones"}),
    ("regularizer", {"kernel_regularizer": "l2"}),
    ("regularizer", {"bias_regularizer": "l1"}),
    ("regularizer", {"activity_regularizer": "l2"}),
    ("constraint", {"kernel_constraint": "max_norm"}),
    ("constraint", {"bias_constraint": "non_neg"}),
    ("frozen-layer", {"trainable": False}),
]
POOLING_FIELDS = [
    ("wrong-pool-size", {"pool_size": (3, 3), "strides": (2, 2)}),
    ("wrong-pool-size", {"pool_size": (3, 3), "strides": (3, 3)}),
    ("wrong-pool-size", {"pool_size": (1, 1), "strides": (1, 1)}),
    ("wrong-pool-size", {"pool_size": (2, 1), "strides": (2, 1)}),
    ("wrong-pool-strides", {"strides": (1, 1)}),
    ("wrong-pool-strides", {"strides": (3, 3)}),
    ("wrong-pool-strides", {"strides": (2, 1)}),
    ("wrong-padding", {"padding": "same"}),
    ("channels-first", {"data_format": "channels_first"}),
]
DENSE_FIELDS = [
    ("missing-bias", {"use_bias": False}),
    ("constant-initializer", {"kernel_initializer": "zeros"}),
    ("regularizer", {"kernel_regularizer": "l1"}),
    ("regularizer", {"bias_regularizer": "l2"}),
    ("constraint", {"kernel_constraint": "unit_norm"}),
    ("frozen-layer", {"trainable": False}),
]
HIDDEN_FIELDS = [
    ("wrong-units", {"units": 32}),
    ("wrong-units", {"units": 63}),
    ("wrong-units", {"units": 128}),
    ("missing-activation", {"activation": "linear"}),
    ("wrong-activation", {"activation": "tanh"}),
    ("wrong-activation", {"activation": "softmax"}),
    ("wrong-activation", {"activation": "sigmoid"}),
]
LAST_FIELDS = [
    ("wrong-classes", {"units": 9}),
    ("wrong-classes", {"units": 11}),
    ("wrong-classes", {"units": 1}),
    ("wrong-classes", {"units": 64}),
    ("softmax-missing", {"activation": "linear"}),
    ("sigmoid-for-softmax", {"activation": "sigmoid"}),
    ("relu-at-the-end", {"activation": "relu"}),
    ("wrong-activation", {"activation": "log_softmax"}),
    ("wrong-activation", {"activation": "softplus"}),
    ("wrong-activation", {"activation": "sparsemax"}),
]


def with_field(index, change):
    def make():
        layers = body()
        layers[index] = type(layers[index]).from_config({**layers[index].get_config(), **change})
        return sequential(layers)

    return make


def with_list(change):
    def make():
        layers = body()
        return sequential(change(layers) or layers)

    return make


def without(index):
    return with_list(lambda layers: layers.pop(index) and None)


def swapped(index):
    def change(layers):
        layers[index : index + 2] = layers[index + 1], layers[index]

    return with_list(change)


def with_extra(index, make_layer):
    return with_list(lambda layers: layers.insert(index, make_layer()))


def in_place(index, make_layer):
    def change(layers):
        layers[index] = make_layer()

    return with_list(change)


def mutations():
    """Each field of each layer, each layer left out, doubled, replaced and swapped."""
    places = [
        (CONVOLUTIONS, CONVOLUTION_FIELDS),
        (POOLINGS, POOLING_FIELDS),
        ((HIDDEN, LAST), DENSE_FIELDS),
        ((HIDDEN,), HIDDEN_FIELDS),
        ((LAST,), LAST_FIELDS),
    ]
    for indices, fields in places:
        for index in indices:
            for cause, change in fields:
                yield f"layer {index + 1} {change}", cause, with_field(index, change)
    for index in (*CONVOLUTIONS, *POOLINGS, HIDDEN, LAST):
        yield f"without layer {index + 1}", "missing-layer", without(index)
    yield "without Flatten", "missing-flatten", without(FLATTEN)
    for index in (*CONVOLUTIONS, *POOLINGS, FLATTEN, HIDDEN, LAST):
        yield (
            f"layer {index + 1} twice",
            "extra-layer",
            with_extra(index, lambda index=index: body()[index]),
        )
    for index in range(6):
        yield f"layers {index + 1} and {index + 2} swapped", "swapped-layers", swapped(index)
    extras = {
        "Dropout": lambda: L.Dropout(0.25),
        "BatchNormalization": L.BatchNormalization,
        "LayerNormalization": L.LayerNormalization,
        "GaussianNoise": lambda: L.GaussianNoise(0.1),
        "Rescaling": lambda: L.Rescaling(1 / 255),
    }
    for name, make_layer in extras.items():
        for index in (0, 1, 2, 5, 7, 8, 9):
            yield f"{name} at {index}", "extra-layer", with_extra(index, make_layer)
    for index in POOLINGS:
        yield (
            f"mean for layer {index + 1}",
            "average-pooling",
            in_place(index, lambda: L.AveragePooling2D(2)),
        )
    for index in CONVOLUTIONS:
        yield (
            f"separable for layer {index + 1}",
            "wrong-layer",
            in_place(index, lambda: L.SeparableConv2D(32, 3, activation="relu")),
        )
        yield (
            f"a look-alike for layer {index + 1}",
            "custom-layer",
            in_place(index, lambda: LookAlike(32, 3, activation="relu")),
        )


# Honest mistakes and cheats ---------------------------------------------------------


class LookAlike(L.Conv2D):
    """Has Conv2D's summary and another calculation."""

    def call(self, inputs):
        return super().call(inputs[:, ::-1])


LookAlike.__name__ = LookAlike.__qualname__ = "Conv2D"


class Forged(keras.Sequential):
    """Says that it is the right network, and computes something else."""

    def call(self, inputs, training=None, mask=None):
        return super().call(1 - inputs, training=training)


class FlippedSubclass(Subclass):
    def call(self, x):
        return super().call(x[:, ::-1])


class DroppingSubclass(Subclass):
    def __init__(self):
        super().__init__()
        self.drop = L.Dropout(0.5)

    def call(self, x):
        return self.drop(super().call(x))


class BlockWithDropout(Block):
    def __init__(self):
        super().__init__()
        self.drop = L.Dropout(0.2)

    def call(self, x):
        return self.drop(super().call(x))


class PlainSubclass(keras.Model):
    """Has the layers, and never connects them."""

    def __init__(self):
        super().__init__()
        self.all_layers = body()


def relu(x):
    """A function of the student's with a famous name."""
    return keras.ops.minimum(x, 0)


def softmax(x):
    """The student's own from lesson 05, without the stability."""
    return keras.ops.exp(x) / keras.ops.sum(keras.ops.exp(x), axis=1, keepdims=True)


def through(change, at=0):
    """Functional, with something done to what layer `at` takes."""
    inputs = x = keras.Input(SHAPE)
    for index, layer in enumerate(body()):
        x = layer(change(x) if index == at else x)
    return keras.Model(inputs, x)


def skip_connection():
    layers = body()
    inputs = x = keras.Input(SHAPE)
    for layer in layers[:7]:
        x = layer(x)
    hidden = L.Dense(32, activation="relu")(x)
    x = L.Dense(64, activation="relu")(L.Add()([x, hidden]))
    return keras.Model(inputs, layers[8](x))


def two_branches():
    inputs = keras.Input(SHAPE)
    left, right = (L.Conv2D(16, 3, activation="relu")(inputs) for _ in range(2))
    x = L.Concatenate()([left, right])
    for layer in body()[1:]:
        x = layer(x)
    return keras.Model(inputs, x)


def shared_convolution():
    shared = L.Conv2D(32, 3, activation="relu")
    layers = body()
    layers[2] = layers[4] = shared
    return functional(layers)


def two_outputs():
    model = functional(body())
    return keras.Model(model.inputs, [model.layers[-2].output, model.outputs[0]])


def two_inputs():
    first, second = keras.Input(SHAPE), keras.Input(SHAPE)
    x = L.Average()([first, second])
    for layer in body():
        x = layer(x)
    return keras.Model([first, second], x)


def hidden_output():
    model = functional(body())
    return keras.Model(model.inputs, model.layers[-2].output)


def late_relu():
    layers = []
    for _ in range(3):
        layers += [L.Conv2D(32, 3), L.MaxPooling2D(2), L.ReLU()]
    return sequential([*layers, *body()[6:]])


def blocks(count, **changes):
    layers = []
    for _ in range(count):
        layers += [L.Conv2D(32, 3, activation="relu", **changes), L.MaxPooling2D(2)]
    return sequential([*layers, *body()[6:]])


def other_input(shape):
    def make():
        layers = body()
        if len(shape) != 3:
            layers = layers[6:]
        return sequential(layers, shape)

    return make


def multilayer():
    return sequential([L.Flatten(), L.Dense(64, activation="relu"), L.Dense(10, "softmax")])


def lenet():
    return sequential(
        [
            L.Conv2D(6, 5, padding="same", activation="tanh"),
            L.AveragePooling2D(2),
            L.Conv2D(16, 5, activation="tanh"),
            L.AveragePooling2D(2),
            L.Flatten(),
            L.Dense(120, activation="tanh"),
            L.Dense(84, activation="tanh"),
            L.Dense(10, activation="softmax"),
        ]
    )


def twice_nested_wrong():
    inner = keras.Sequential([L.Conv2D(32, 3, activation="relu"), L.MaxPooling2D(2)])
    deep = keras.Sequential([L.Conv2D(32, 3, dilation_rate=2, activation="relu")])
    return sequential([inner, deep, L.MaxPooling2D(2), *body()[4:6], *body()[6:]])


def layer_output():
    return L.Dense(10)(keras.Input((4,)))


def with_functions(function):
    """An activation called as a function in place of a ReLU."""
    inputs = x = keras.Input(SHAPE)
    for _ in range(3):
        x = L.MaxPooling2D(2)(function(L.Conv2D(32, 3)(x)))
    for layer in body()[6:]:
        x = layer(x)
    return keras.Model(inputs, x)


def whole_numbers():
    return keras.Sequential([keras.Input(SHAPE, dtype="uint8"), *body()])


def quantized():
    model = sequential(body())
    model.quantize("int8")
    return model


def with_an_adapter():
    model = sequential(body())
    model.layers[-1].enable_lora(4)
    return model


class TanhSubclass(keras.Model):
    """Uses a function of TensorFlow where a ReLU is asked for."""

    def __init__(self):
        super().__init__()
        self.convolutions = [L.Conv2D(32, 3) for _ in range(3)]
        self.pool = L.MaxPooling2D(2)
        self.head = body()[6:]

    def call(self, x):
        for convolution in self.convolutions:
            x = self.pool(tf.nn.tanh(convolution(x)))
        for layer in self.head:
            x = layer(x)
        return x


class ResizingSubclass(Subclass):
    """Uses a function of TensorFlow that Keras has no like of."""

    def call(self, x):
        return super().call(tf.image.resize(x, (28, 28)))


class Doubling(L.Layer):
    def call(self, x):
        return keras.ops.relu(x) * 2.0


def own_operations():
    return sequential([Doubling(), *body()])


class OwnWeights(L.Layer):
    def build(self, shape):
        self.scale = self.add_weight(shape=(1,), initializer="ones")

    def call(self, x):
        return x * self.scale


class Untraceable(L.Layer):
    """Asks for the values of its input, which a symbolic one does not have."""

    def compute_output_spec(self, x):
        return keras.KerasTensor(x.shape, x.dtype)

    def call(self, x):
        return x if float(np.asarray(x).mean()) > 0 else -x


NAMED = [
    ("the flipped image", "extra-layer", lambda: through(lambda x: x[:, ::-1])),
    ("scaled inside", "extra-layer", lambda: through(lambda x: x / 255.0)),
    ("doubled inside", "extra-layer", lambda: through(lambda x: x * 2.0, at=3)),
    ("a constant added", "extra-layer", lambda: through(lambda x: x + 1.0, at=8)),
    ("operation before softmax", "extra-layer", lambda: through(keras.ops.square, at=8)),
    ("a Lambda", "extra-layer", with_extra(3, lambda: L.Lambda(lambda x: x))),
    ("a permutation", "extra-layer", with_extra(0, lambda: L.Permute((2, 1, 3)))),
    ("zero padding", "extra-layer", with_extra(0, lambda: L.ZeroPadding2D(0))),
    ("pooling of 1", "extra-layer", with_extra(2, lambda: L.MaxPooling2D(1))),
    ("dropout of 0", "extra-layer", with_extra(7, lambda: L.Dropout(0.0))),
    ("random flips", "extra-layer", with_extra(0, L.RandomFlip)),
    ("ReLU a second time", "extra-activation", with_extra(1, L.ReLU)),
    ("softmax a second time", "extra-activation", with_extra(9, L.Softmax)),
    ("ReLU after softmax", "extra-activation", with_extra(9, L.ReLU)),
    ("ReLU after pooling", "activation-after-pooling", late_relu),
    ("softmax over the images", "wrong-activation", in_place(8, lambda: L.Dense(
        10, activation=L.Softmax(axis=0)))),
    ("capped ReLU", "wrong-activation", in_place(0, lambda: L.Conv2D(
        32, 3, activation=L.ReLU(max_value=1.0)))),
    ("leaky ReLU", "wrong-activation", in_place(2, lambda: L.Conv2D(
        32, 3, activation=L.LeakyReLU(0.1)))),
    ("own function called relu", "wrong-activation", in_place(0, lambda: L.Conv2D(
        32, 3, activation=relu))),
    ("own function called softmax", "wrong-activation", in_place(8, lambda: L.Dense(
        10, activation=softmax))),
    ("a lambda as activation", "wrong-activation", in_place(0, lambda: L.Conv2D(
        32, 3, activation=lambda x: x))),
    ("constant start", "constant-initializer", in_place(0, lambda: L.Conv2D(
        32, 3, activation="relu", kernel_initializer=keras.initializers.Constant(0.1)))),
    ("8-bit weights", "quantized", in_place(7, lambda: L.Dense(
        64, activation="relu", dtype="int8_from_float32"))),
    ("global mean for Flatten", "pooling-for-flatten", in_place(6, L.GlobalAveragePooling2D)),
    ("global maximum for Flatten", "pooling-for-flatten", in_place(6, L.GlobalMaxPooling2D)),
    ("strided convolution for pooling", "wrong-layer", in_place(1, lambda: L.Conv2D(
        32, 2, strides=2))),
    ("depthwise convolution", "wrong-layer", in_place(2, lambda: L.DepthwiseConv2D(
        3, activation="relu"))),
    ("transposed convolution", "wrong-layer", in_place(2, lambda: L.Conv2DTranspose(
        32, 3, activation="relu"))),
    ("Dense for Conv2D", "wrong-layer", in_place(2, lambda: L.Dense(32, activation="relu"))),
    ("two blocks", "missing-block", lambda: blocks(2)),
    ("one block", "missing-block", lambda: blocks(1)),
    ("four blocks", "extra-block", lambda: sequential(
        [*(layer for _ in range(4) for layer in (
            L.Conv2D(32, 3, activation="relu", padding="same"), L.MaxPooling2D(2))),
         *body()[6:]])),
    ("three blocks with padding", "wrong-padding", lambda: blocks(3, padding="same")),
    ("no convolution at all", "missing-block", multilayer),
    ("LeNet", "missing-block", lenet),
    ("a skip connection", "extra-layer", skip_connection),
    ("two branches", "extra-layer", two_branches),
    ("one convolution used twice", "shared-layer", shared_convolution),
    ("two outputs", "extra-output", two_outputs),
    ("two inputs", "extra-input", two_inputs),
    ("the hidden layer's output", "missing-layer", hidden_output),
    ("wrong inside two models", "wrong-dilation", twice_nested_wrong),
    ("Dropout in a block of one's own", "extra-layer", lambda: functional(
        [Block(), BlockWithDropout(), Block(), *body()[6:]])),
    ("wrong filters in a block of one's own", "wrong-filters", lambda: functional(
        [Block(), Block(64), Block(), *body()[6:]])),
    ("operations in a layer of one's own", "extra-activation", own_operations),
    ("a layer with weights of its own", "extra-layer", lambda: sequential(
        [OwnWeights(), *body()])),
    ("a layer whose inside is unknown", "custom-layer", lambda: sequential(
        [Untraceable(), *body()])),
    ("a subclass that flips", "extra-layer", FlippedSubclass),
    ("a subclass that drops", "extra-layer", DroppingSubclass),
    ("a Sequential with a call of its own", "extra-layer", lambda: Forged(
        [keras.Input(SHAPE), *body()])),
    ("a subclass without a call", "no-call", PlainSubclass),
    ("no channel", "missing-channel", other_input((28, 28))),
    ("channel first", "channels-first", lambda: sequential(
        [L.Flatten(), L.Dense(10)], (1, 28, 28))),
    ("three channels", "wrong-input-shape", other_input((28, 28, 3))),
    ("larger images", "wrong-input-shape", other_input((32, 32, 1))),
    ("any size", "wrong-input-shape", lambda: sequential(body()[:6], (None, None, 1))),
    ("flat images", "wrong-input-shape", other_input((784,))),
    ("the number of images", "batch-in-input-shape", lambda: sequential(
        [L.Flatten(), L.Dense(10)], (60000, *SHAPE))),
    ("an input of whole numbers", "integer-input", whole_numbers),
    ("tanh as a function", "wrong-activation", lambda: with_functions(keras.activations.tanh)),
    ("GELU as a function", "wrong-activation", lambda: with_functions(keras.activations.gelu)),
    ("ReLU6 as a function", "wrong-activation", lambda: with_functions(keras.activations.relu6)),
    ("no activation at all", "missing-activation", lambda: with_functions(lambda x: x)),
    ("a maximum with one", "missing-activation", lambda: with_functions(
        lambda x: keras.ops.maximum(x, 1))),
    ("a subclass with tanh of TensorFlow", "wrong-activation", TanhSubclass),
    ("a subclass with a resize of TensorFlow", "unreadable-model", ResizingSubclass),
    ("quantized", "quantized", quantized),
    ("an adapter", "lora", with_an_adapter),
    ("no layers", "missing-block", keras.Sequential),
    ("only an input", "missing-block", lambda: keras.Sequential([keras.Input(SHAPE)])),
    ("None", "returned-none", lambda: None),
    ("a list of layers", "not-a-model", body),
    ("the class", "not-a-model", lambda: keras.Sequential),
    ("a layer", "not-a-model", lambda: L.Dense(10)),
    ("a tensor", "not-a-model", layer_output),
    ("a name", "not-a-model", lambda: "model"),
    ("a configuration", "not-a-model", lambda: sequential(body()).get_config()),
    ("an array", "not-a-model", lambda: np.zeros(3)),
]  # fmt: skip


def wrong_models():
    """All of them: (name, cause, function that makes the model)."""
    return [*mutations(), *NAMED]
