"""The course's network in as many spellings as students have."""

import copy
import functools

import keras
import numpy as np
import tensorflow as tf

L = keras.layers
SHAPE = (28, 28, 1)


def body(activation="relu", last="softmax"):
    """The nine layers."""
    return [
        *(
            layer
            for _ in range(3)
            for layer in (L.Conv2D(32, 3, activation=activation), L.MaxPooling2D(2))
        ),
        L.Flatten(),
        L.Dense(64, activation=activation),
        L.Dense(10, activation=last),
    ]


def sequential(layers, shape=SHAPE):
    return keras.Sequential([keras.Input(shape), *layers])


def functional(layers):
    inputs = x = keras.Input(SHAPE)
    for layer in layers:
        x = layer(x)
    return keras.Model(inputs, x)


def one_list():
    return sequential(body())


def added():
    model = keras.Sequential()
    model.add(keras.Input(SHAPE))
    for layer in body():
        model.add(layer)
    return model


def input_layer():
    return keras.Sequential([L.InputLayer(shape=SHAPE), *body()])


def input_shape_argument():
    return keras.Sequential([L.Conv2D(32, 3, activation="relu", input_shape=SHAPE), *body()[1:]])


def unbuilt():
    return keras.Sequential(body())


def built_by_build():
    model = keras.Sequential(body())
    model.build((None, *SHAPE))
    return model


def built_by_call():
    model = keras.Sequential(body())
    model(np.zeros((2, *SHAPE), "float32"))
    return model


def keyword_arguments():
    layers = []
    for _ in range(3):
        layers.append(L.Conv2D(filters=32, kernel_size=(3, 3), activation="relu"))
        layers.append(L.MaxPooling2D(pool_size=(2, 2)))
    layers += [L.Flatten(), L.Dense(units=64, activation="relu")]
    return sequential([*layers, L.Dense(units=10, activation="softmax")])


def explicit_defaults():
    convolution = functools.partial(
        L.Conv2D, 32, 3, strides=(1, 1), padding="valid", data_format="channels_last",
        dilation_rate=1, groups=1, activation="relu", use_bias=True,
        kernel_initializer="glorot_uniform", bias_initializer="zeros",
    )  # fmt: skip
    pooling = functools.partial(L.MaxPooling2D, 2, strides=2, padding="valid")
    convolutions = [layer for _ in range(3) for layer in (convolution(), pooling())]
    return sequential([*convolutions, *body()[6:]])


def upper_case_padding():
    layers = body()
    layers[0] = L.Conv2D(32, 3, padding="VALID", activation="relu")
    return sequential(layers)


def aliases():
    layers = []
    for _ in range(3):
        layers += [L.Convolution2D(32, 3, activation="relu"), L.MaxPool2D()]
    return sequential([*layers, *body()[6:]])


def named():
    layers = [type(layer).from_config({**layer.get_config(), "name": f"mine_{i}"})
              for i, layer in enumerate(body())]  # fmt: skip
    return keras.Sequential([keras.Input(SHAPE, name="bild"), *layers], name="netz")


def tf_keras():
    k = tf.keras
    return k.Sequential(
        [
            k.layers.Input(shape=SHAPE),
            *(
                layer
                for _ in range(3)
                for layer in (
                    k.layers.Conv2D(32, (3, 3), activation="relu"),
                    k.layers.MaxPooling2D((2, 2)),
                )
            ),
            k.layers.Flatten(),
            k.layers.Dense(64, activation="relu"),
            k.layers.Dense(10, activation="softmax"),
        ]
    )


def separate(make_relu, make_softmax):
    """Each activation as a layer of its own."""
    layers = []
    for _ in range(3):
        layers += [L.Conv2D(32, 3), make_relu(), L.MaxPooling2D(2)]
    layers += [L.Flatten(), L.Dense(64), make_relu(), L.Dense(10), make_softmax()]
    return sequential(layers)


def functional_with_operations():
    inputs = x = keras.Input(SHAPE)
    for _ in range(3):
        x = L.MaxPooling2D(2)(keras.ops.relu(L.Conv2D(32, 3)(x)))
    x = keras.ops.relu(L.Dense(64)(L.Flatten()(x)))
    return keras.Model(inputs, keras.ops.softmax(L.Dense(10)(x)))


def functional_with_reshape():
    inputs = x = keras.Input(SHAPE)
    for layer in body()[:6]:
        x = layer(x)
    x = keras.ops.reshape(x, (-1, 32))
    for layer in body()[7:]:
        x = layer(x)
    return keras.Model(inputs, x)


def shared_pooling():
    pool = L.MaxPooling2D(2)
    inputs = x = keras.Input(SHAPE)
    for _ in range(3):
        x = pool(L.Conv2D(32, 3, activation="relu")(x))
    for layer in body()[6:]:
        x = layer(x)
    return keras.Model(inputs, x)


def list_input():
    inputs = keras.Input(SHAPE)
    return keras.Model([inputs], [functional(body())(inputs)])


def block():
    return keras.Sequential([L.Conv2D(32, 3, activation="relu"), L.MaxPooling2D(2)])


def nested_sequentials():
    return sequential([block(), block(), block(), *body()[6:]])


def nested_functional():
    layers = body()
    inner_in = keras.Input(SHAPE)
    x = inner_in
    for layer in layers[:6]:
        x = layer(x)
    features = keras.Model(inner_in, x, name="features")
    return sequential([features, *layers[6:]])


def features_and_head():
    inputs = keras.Input(SHAPE)
    layers = body()
    features, head = keras.Sequential(layers[:6]), keras.Sequential(layers[6:])
    return keras.Model(inputs, head(features(inputs)))


def nested_twice():
    inner = keras.Sequential([block(), keras.Sequential([block()])])
    return sequential([inner, block(), *body()[6:]])


class Subclass(keras.Model):
    """Layers in attributes."""

    def __init__(self):
        super().__init__()
        self.convolutions = [L.Conv2D(32, 3, activation="relu") for _ in range(3)]
        self.pool = L.MaxPooling2D(2)
        self.flatten = L.Flatten()
        self.hidden = L.Dense(64, activation="relu")
        self.out = L.Dense(10, activation="softmax")

    def call(self, x, training=None):
        for convolution in self.convolutions:
            x = self.pool(convolution(x))
        return self.out(self.hidden(self.flatten(x)))


class Wrapped(keras.Model):
    """One Sequential inside."""

    def __init__(self):
        super().__init__()
        self.net = keras.Sequential(body())

    def call(self, x):
        return self.net(x)


class Inherited(keras.Model):
    """A functional model by inheritance."""

    def __init__(self):
        inputs = x = keras.Input(SHAPE)
        for layer in body():
            x = layer(x)
        super().__init__(inputs, x)


class Block(L.Layer):
    """Convolution and pooling as one layer of the student's own."""

    def __init__(self, filters=32):
        super().__init__()
        self.convolution = L.Conv2D(filters, 3, activation="relu")
        self.pool = L.MaxPooling2D(2)

    def call(self, x):
        return self.pool(self.convolution(x))


class OwnSequential(keras.Sequential):
    """A Sequential by inheritance, without a call of its own."""

    def __init__(self):
        super().__init__([keras.Input(SHAPE), *body()])


def subclass_called():
    model = Subclass()
    model(np.zeros((1, *SHAPE), "float32"))
    return model


def wrapped_called():
    model = Wrapped()
    model(np.zeros((1, *SHAPE), "float32"))
    return model


def own_blocks_called():
    model = keras.Sequential([Block(), Block(), Block(), *body()[6:]])
    model(np.zeros((1, *SHAPE), "float32"))
    return model


def compiled():
    model = one_list()
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def trained():
    model = compiled()
    rng = np.random.default_rng(0)
    model.fit(rng.random((70, *SHAPE)), rng.integers(0, 10, 70), batch_size=35, verbose=0)
    return model


def with_identity():
    layers = body()
    layers.insert(2, L.Identity())
    layers.insert(0, L.Activation("linear"))
    return sequential(layers)


def with_idle_reshape():
    return sequential([L.Reshape(SHAPE), *body()])


def flat_by_reshape():
    layers = body()
    layers[6] = L.Reshape((-1,))
    return sequential(layers)


def other_start():
    layers = body()
    layers[0] = L.Conv2D(32, 3, activation="relu", kernel_initializer="he_normal")
    return sequential(layers)


def mixed_precision():
    return sequential(
        [
            type(layer).from_config({**layer.get_config(), "dtype": "mixed_bfloat16"})
            for layer in body()
        ]
    )


def from_config():
    return keras.Sequential.from_config(one_list().get_config())


def from_json():
    return keras.models.model_from_json(functional(body()).to_json())


def cloned():
    return keras.models.clone_model(functional(body()))


def copied():
    return copy.deepcopy(one_list())


def popped():
    model = keras.Sequential([keras.Input(SHAPE), *body(), L.Dropout(0.5)])
    model.pop()
    return model


RIGHT_MODELS = [
    ("one list", one_list),
    ("layer by layer with add", added),
    ("InputLayer", input_layer),
    ("input_shape argument", input_shape_argument),
    ("not built yet", unbuilt),
    ("built by build", built_by_build),
    ("built by a first call", built_by_call),
    ("keyword arguments", keyword_arguments),
    ("explicit defaults", explicit_defaults),
    ("padding in capitals", upper_case_padding),
    ("aliases", aliases),
    ("names", named),
    ("tf.keras", tf_keras),
    ("fixed batch size", lambda: keras.Sequential(
        [keras.Input(SHAPE, batch_size=4), *body()])),
    ("activation functions", lambda: sequential(
        body(keras.activations.relu, keras.activations.softmax))),
    ("activations of TensorFlow", lambda: sequential(body(tf.nn.relu, tf.nn.softmax))),
    ("activations of keras.ops", lambda: sequential(body(keras.ops.relu, keras.ops.softmax))),
    ("activation layers as arguments", lambda: sequential(body(L.ReLU(), L.Softmax()))),
    ("Activation layers", lambda: separate(
        lambda: L.Activation("relu"), lambda: L.Activation("softmax"))),
    ("ReLU and Softmax layers", lambda: separate(L.ReLU, L.Softmax)),
    ("Activation layers with functions", lambda: separate(
        lambda: L.Activation(keras.activations.relu), lambda: L.Activation(tf.nn.softmax))),
    ("a LeakyReLU that does not leak", lambda: separate(
        lambda: L.LeakyReLU(negative_slope=0.0), L.Softmax)),
    ("functional", lambda: functional(body())),
    ("functional with operations", functional_with_operations),
    ("functional with ops.reshape", functional_with_reshape),
    ("one pooling layer used three times", shared_pooling),
    ("inputs and outputs in lists", list_input),
    ("nested blocks", nested_sequentials),
    ("a nested functional model", nested_functional),
    ("features and head", features_and_head),
    ("nested twice", nested_twice),
    ("a Sequential around a model", lambda: keras.Sequential([functional(body())])),
    ("a subclass, not built yet", Subclass),
    ("a subclass, called", subclass_called),
    ("a subclass around a Sequential", wrapped_called),
    ("a subclass around a Sequential, not built yet", Wrapped),
    ("a functional subclass", Inherited),
    ("a Sequential subclass", OwnSequential),
    ("blocks of one's own, not built yet", lambda: keras.Sequential(
        [Block(), Block(), Block(), *body()[6:]])),
    ("blocks of one's own, called", own_blocks_called),
    ("blocks of one's own, functional", lambda: functional(
        [Block(), Block(), Block(), *body()[6:]])),
    ("compiled", compiled),
    ("trained", trained),
    ("Identity and a linear activation", with_identity),
    ("a Reshape to the same shape", with_idle_reshape),
    ("Reshape for Flatten", flat_by_reshape),
    ("another random start", other_start),
    ("mixed precision", mixed_precision),
    ("float64", lambda: sequential(
        [type(layer).from_config({**layer.get_config(), "dtype": "float64"}) for layer in body()])),
    ("from a configuration", from_config),
    ("from JSON", from_json),
    ("cloned", cloned),
    ("copied", copied),
    ("a layer taken away again", popped),
]  # fmt: skip
