"""`build_model` as people write it, as source: whole functions and single expressions.

The ways are those of tutorials, books, forum answers and beginners' notebooks; the code was
written anew for this file. Each defines `build_model` and brings its own imports. To add a way,
add a line to `SPELLINGS` or a function to `FUNCTIONS`.
"""

from dataclasses import dataclass
from typing import Any

_PARTS = {
    "input": "keras.Input((28, 28, 1)),",
    "conv": 'layers.Conv2D(32, 3, activation="relu"),',
    "pool": "layers.MaxPooling2D(2),",
    "flat": "layers.Flatten(),",
    "hidden": 'layers.Dense(64, activation="relu"),',
    "last": 'layers.Dense(10, activation="softmax"),',
}

SPELLINGS: dict[str, tuple[str, ...]] = {
    "input": (
        "keras.Input(shape=(28, 28, 1)),",
        "keras.Input([28, 28, 1]),",
        'keras.Input((28, 28, 1), name="image"),',
        "keras.Input((28, 28, 1), batch_size=35),",
        'keras.Input((28, 28, 1), dtype="float32"),',
        "keras.Input((28, 28, 1), dtype=tf.float32),",
        "keras.Input(batch_shape=(None, 28, 28, 1)),",
        "keras.layers.Input(shape=(28, 28, 1)),",
        "tf.keras.Input((28, 28, 1)),",
        "layers.InputLayer((28, 28, 1)),",
        "layers.InputLayer(shape=(28, 28, 1)),",
        "layers.InputLayer(batch_shape=(None, 28, 28, 1)),",
        "keras.Input(np.zeros((60000, 28, 28, 1), 'uint8').shape[1:]),",
        "keras.Input(tuple(int(n) for n in '28 28 1'.split())),",
        'layers.Conv2D(32, 3, activation="relu", input_shape=(28, 28, 1)), layers.MaxPooling2D(2),'
        "#once",
        "#none",
    ),
    "conv": (
        'layers.Conv2D(32, (3, 3), activation="relu"),',
        'layers.Conv2D(32, [3, 3], activation="relu"),',
        'layers.Conv2D(32, kernel_size=3, activation="relu"),',
        'layers.Conv2D(filters=32, kernel_size=(3, 3), activation="relu"),',
        'layers.Conv2D(activation="relu", kernel_size=(3, 3), filters=32),',
        'layers.Conv2D(32, 3, 1, "valid", activation="relu"),',
        'layers.Conv2D(32, 3, padding="valid", activation="relu"),',
        'layers.Conv2D(32, 3, padding="VALID", activation="relu"),',
        'layers.Conv2D(32, 3, strides=1, activation="relu"),',
        'layers.Conv2D(32, (3, 3), strides=(1, 1), activation="relu"),',
        'layers.Conv2D(32, 3, strides=[1, 1], activation="relu"),',
        'layers.Conv2D(32, 3, data_format="channels_last", activation="relu"),',
        'layers.Conv2D(32, 3, dilation_rate=(1, 1), groups=1, activation="relu"),',
        'layers.Conv2D(32, 3, use_bias=True, activation="relu"),',
        'layers.Conv2D(32, 3, activation="relu", kernel_initializer="glorot_uniform"),',
        'layers.Conv2D(32, 3, activation="relu", kernel_initializer="he_uniform"),',
        'layers.Conv2D(32, 3, activation="relu", kernel_initializer="he_normal"),',
        'layers.Conv2D(32, 3, activation="relu", '
        "kernel_initializer=keras.initializers.HeNormal(seed=1)),",
        'layers.Conv2D(32, 3, activation="relu", '
        "kernel_initializer=keras.initializers.RandomNormal(stddev=0.05)),",
        'layers.Conv2D(32, 3, activation="relu", kernel_initializer="random_normal"),',
        'layers.Conv2D(32, 3, activation="relu", kernel_initializer="orthogonal"),',
        'layers.Conv2D(32, 3, activation="relu", bias_initializer="zeros"),',
        'layers.Conv2D(32, 3, activation="relu", bias_initializer='
        "keras.initializers.Constant(0.1)),",
        'layers.Conv2D(32, 3, activation="relu", kernel_regularizer=None),',
        'layers.Conv2D(32, 3, activation="relu", kernel_constraint=None, trainable=True),',
        'layers.Conv2D(32, 3, activation="relu", dtype="float32"),',
        'layers.Conv2D(32, 3, activation="relu", dtype=keras.DTypePolicy("float32")),',
        "layers.Conv2D(32, 3, activation=keras.activations.relu),",
        'layers.Conv2D(32, 3, activation=keras.activations.get("relu")),',
        "layers.Conv2D(32, 3, activation=keras.ops.relu),",
        "layers.Conv2D(32, 3, activation=tf.nn.relu),",
        "layers.Conv2D(32, 3, activation=tf.keras.activations.relu),",
        "layers.Conv2D(32, 3, activation=layers.ReLU()),",
        'layers.Conv2D(32, 3, activation=layers.Activation("relu")),',
        "layers.Conv2D(32, 3), layers.ReLU(),",
        'layers.Conv2D(32, 3), layers.Activation("relu"),',
        "layers.Conv2D(32, 3), layers.Activation(keras.activations.relu),",
        "layers.Conv2D(32, 3), layers.Activation(activation=tf.nn.relu),",
        'layers.Conv2D(32, 3, activation=None), layers.Activation("relu"),',
        'layers.Conv2D(32, 3, activation="linear"), layers.ReLU(),',
        "layers.Conv2D(32, 3), layers.ReLU(max_value=None, negative_slope=0.0),",
        "layers.Conv2D(32, 3), layers.LeakyReLU(negative_slope=0),",
        'layers.Convolution2D(32, 3, activation="relu"),',
        'layers.Conv2D(2**5, (3,) * 2, activation="relu"),',
        'layers.Conv2D(np.int64(32), 3, activation="relu"),',
        'tf.keras.layers.Conv2D(32, 3, activation="relu"),',
    ),
    "pool": (
        "layers.MaxPooling2D(),",
        "layers.MaxPooling2D((2, 2)),",
        "layers.MaxPooling2D([2, 2]),",
        "layers.MaxPooling2D(pool_size=2),",
        "layers.MaxPooling2D(pool_size=(2, 2)),",
        "layers.MaxPooling2D(2, 2),",
        "layers.MaxPooling2D((2, 2), strides=2),",
        "layers.MaxPooling2D((2, 2), strides=(2, 2)),",
        "layers.MaxPooling2D(2, strides=None),",
        'layers.MaxPooling2D(2, padding="valid"),',
        'layers.MaxPooling2D(2, 2, "valid"),',
        'layers.MaxPooling2D(2, data_format="channels_last"),',
        "layers.MaxPool2D(),",
        "layers.MaxPool2D((2, 2), strides=(2, 2)),",
        "keras.layers.MaxPool2D(pool_size=(2, 2)),",
    ),
    "flat": (
        'layers.Flatten(data_format="channels_last"),',
        'layers.Flatten(name="flatten"),',
        "layers.Reshape((32,)),",
        "layers.Reshape((-1,)),",
        "layers.Reshape(target_shape=[32]),",
        "keras.layers.Reshape((1 * 1 * 32,)),",
    ),
    "hidden": (
        'layers.Dense(64, "relu"),',
        'layers.Dense(units=64, activation="relu"),',
        "layers.Dense(64, activation=keras.activations.relu),",
        "layers.Dense(64, tf.nn.relu),",
        "layers.Dense(64), layers.ReLU(),",
        'layers.Dense(64), layers.Activation("relu"),',
        'layers.Dense(64, activation="relu", kernel_initializer="he_normal"),',
        'layers.Dense(64, activation="relu", use_bias=True, bias_initializer="zeros"),',
        'layers.Dense(64, activation="relu", input_shape=(32,)),',
    ),
    "last": (
        'layers.Dense(10, "softmax"),',
        'layers.Dense(units=10, activation="softmax"),',
        "layers.Dense(10, activation=keras.activations.softmax),",
        "layers.Dense(10, activation=tf.nn.softmax),",
        "layers.Dense(10, activation=keras.ops.softmax),",
        "layers.Dense(10, activation=layers.Softmax()),",
        "layers.Dense(10), layers.Softmax(),",
        "layers.Dense(10), layers.Softmax(axis=-1),",
        "layers.Dense(10), layers.Softmax(axis=1),",
        'layers.Dense(10), layers.Activation("softmax"),',
        "layers.Dense(10), layers.Activation(keras.activations.softmax),",
        "layers.Dense(10), layers.Activation(tf.nn.softmax),",
        'layers.Dense(10, activation="softmax", name="digit"),',
        'layers.Dense(len(range(10)), activation="softmax", dtype="float32"),',
    ),
}
"""Part of the network → expressions for it, within the list of a Sequential."""


@dataclass(frozen=True)
class Way:
    """One way to write `build_model`.

    Attributes:
        name: what is special about it.
        source: a notebook cell that defines it.
    """

    name: str
    source: str

    def function(self) -> Any:
        """The function, as a notebook would have it after the cell has run."""
        namespace: dict[str, Any] = {"__name__": "__main__"}
        exec(compile(self.source, f"<{self.name}>", "exec"), namespace)
        return namespace["build_model"]


def _sequential(**changed: str) -> str:
    parts = _PARTS | changed
    first, once = parts["input"], "#once" in parts["input"]
    blocks = [parts["conv"], parts["pool"]] * (2 if once else 3)
    lines = [first.replace("#once", "").replace("#none", ""), *blocks]
    lines += [parts[name] for name in ("flat", "hidden", "last")]
    body = "\n".join(f"        {line}" for line in lines if line)
    return (
        "import keras\nimport numpy as np\nimport tensorflow as tf\nfrom keras import layers\n\n\n"
        f"def build_model():\n    return keras.Sequential([\n{body}\n    ])\n"
    )


FUNCTIONS: dict[str, str] = {
    "the usual tutorial, add by add": """
from keras.models import Sequential
from keras.layers import Conv2D, Dense, Flatten, MaxPooling2D

def build_model():
    model = Sequential()
    model.add(Conv2D(32, kernel_size=(3, 3), activation='relu', input_shape=(28, 28, 1)))
    model.add(MaxPooling2D(pool_size=(2, 2)))
    model.add(Conv2D(32, (3, 3), activation='relu'))
    model.add(MaxPooling2D(pool_size=(2, 2)))
    model.add(Conv2D(32, (3, 3), activation='relu'))
    model.add(MaxPooling2D(pool_size=(2, 2)))
    model.add(Flatten())
    model.add(Dense(64, activation='relu'))
    model.add(Dense(10, activation='softmax'))
    return model
""",
    "the same with everything imported": """
from tensorflow.keras.models import *
from tensorflow.keras.layers import *

def build_model():
    model = Sequential()
    model.add(Input(shape=(28, 28, 1)))
    for _ in range(3):
        model.add(Conv2D(32, (3, 3), activation='relu'))
        model.add(MaxPooling2D((2, 2)))
    model.add(Flatten())
    model.add(Dense(64, activation='relu'))
    model.add(Dense(10, activation='softmax'))
    return model
""",
    "compiled at once, with a summary": """
import keras
from keras import layers

num_classes = 10
input_shape = (28, 28, 1)

def build_model():
    model = keras.Sequential([
        keras.Input(shape=input_shape),
        layers.Conv2D(32, kernel_size=(3, 3), activation="relu"),
        layers.MaxPooling2D(pool_size=(2, 2)),
        layers.Conv2D(32, kernel_size=(3, 3), activation="relu"),
        layers.MaxPooling2D(pool_size=(2, 2)),
        layers.Conv2D(32, kernel_size=(3, 3), activation="relu"),
        layers.MaxPooling2D(pool_size=(2, 2)),
        layers.Flatten(),
        layers.Dense(64, activation="relu"),
        layers.Dense(num_classes, activation="softmax"),
    ])
    model.summary()
    model.compile(loss="sparse_categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
    return model
""",
    "tf.keras throughout": """
import tensorflow as tf

def build_model():
    return tf.keras.models.Sequential([
        tf.keras.layers.Input(shape=(28, 28, 1)),
        tf.keras.layers.Conv2D(32, (3, 3), activation=tf.nn.relu),
        tf.keras.layers.MaxPooling2D((2, 2)),
        tf.keras.layers.Conv2D(32, (3, 3), activation=tf.nn.relu),
        tf.keras.layers.MaxPooling2D((2, 2)),
        tf.keras.layers.Conv2D(32, (3, 3), activation=tf.nn.relu),
        tf.keras.layers.MaxPooling2D((2, 2)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(64, activation=tf.nn.relu),
        tf.keras.layers.Dense(10, activation=tf.nn.softmax),
    ])
""",
    "functional, one x": """
import keras
from keras import layers

def build_model():
    inputs = keras.Input(shape=(28, 28, 1))
    x = layers.Conv2D(filters=32, kernel_size=3, activation="relu")(inputs)
    x = layers.MaxPooling2D(pool_size=2)(x)
    x = layers.Conv2D(filters=32, kernel_size=3, activation="relu")(x)
    x = layers.MaxPooling2D(pool_size=2)(x)
    x = layers.Conv2D(filters=32, kernel_size=3, activation="relu")(x)
    x = layers.MaxPooling2D(pool_size=2)(x)
    x = layers.Flatten()(x)
    x = layers.Dense(64, activation="relu")(x)
    outputs = layers.Dense(10, activation="softmax")(x)
    return keras.Model(inputs=inputs, outputs=outputs)
""",
    "functional, a name for each": """
from keras.layers import Input, Conv2D, MaxPool2D, Flatten, Dense
from keras.models import Model

def build_model():
    img = Input((28, 28, 1), name="img")
    c1 = Conv2D(32, 3, activation="relu", name="c1")(img)
    p1 = MaxPool2D(name="p1")(c1)
    c2 = Conv2D(32, 3, activation="relu", name="c2")(p1)
    p2 = MaxPool2D(name="p2")(c2)
    c3 = Conv2D(32, 3, activation="relu", name="c3")(p2)
    p3 = MaxPool2D(name="p3")(c3)
    flat = Flatten(name="flat")(p3)
    fc = Dense(64, activation="relu", name="fc")(flat)
    out = Dense(10, activation="softmax", name="out")(fc)
    return Model(img, out, name="digits")
""",
    "functional, inputs and outputs in lists": """
import keras
L = keras.layers

def build_model():
    i = keras.layers.Input(shape=(28, 28, 1))
    x = i
    for _ in range(3):
        x = L.Conv2D(32, 3, activation="relu")(x)
        x = L.MaxPooling2D()(x)
    x = L.Dense(64, activation="relu")(L.Flatten()(x))
    return keras.Model(inputs=[i], outputs=[L.Dense(10, activation="softmax")(x)])
""",
    "functional, nested calls": """
from keras import Input, Model
from keras.layers import *

def build_model():
    i = Input((28, 28, 1))
    block = lambda x: MaxPooling2D(2)(Conv2D(32, 3, activation="relu")(x))
    return Model(i, Dense(10, "softmax")(Dense(64, "relu")(Flatten()(block(block(block(i)))))))
""",
    "activations as functions": """
import keras

def build_model():
    inputs = x = keras.Input((28, 28, 1))
    for _ in range(3):
        x = keras.layers.Conv2D(32, (3, 3))(x)
        x = keras.activations.relu(x)
        x = keras.layers.MaxPooling2D((2, 2))(x)
    x = keras.layers.Flatten()(x)
    x = keras.activations.relu(keras.layers.Dense(64)(x))
    x = keras.activations.softmax(keras.layers.Dense(10)(x))
    return keras.Model(inputs, x)
""",
    "activations of keras.ops": """
import keras
from keras import layers, ops

def build_model():
    inputs = x = keras.Input((28, 28, 1))
    for _ in range(3):
        x = layers.MaxPooling2D()(ops.relu(layers.Conv2D(32, 3)(x)))
    x = ops.relu(layers.Dense(64)(layers.Flatten()(x)))
    return keras.Model(inputs, ops.softmax(layers.Dense(10)(x), axis=1))
""",
    "activation layers, functional": """
import keras
from keras.layers import Activation, Conv2D, Dense, Flatten, MaxPooling2D

def build_model():
    inputs = x = keras.Input((28, 28, 1))
    for _ in range(3):
        x = Conv2D(32, 3)(x)
        x = Activation("relu")(x)
        x = MaxPooling2D(2)(x)
    x = Flatten()(x)
    x = Dense(64)(x)
    x = Activation("relu")(x)
    x = Dense(10)(x)
    x = Activation("softmax")(x)
    return keras.Model(inputs, x)
""",
    "maximum with zero": """
import keras

def build_model():
    inputs = x = keras.Input((28, 28, 1))
    for _ in range(3):
        x = keras.layers.MaxPooling2D()(keras.ops.maximum(keras.layers.Conv2D(32, 3)(x), 0))
    x = keras.ops.maximum(keras.layers.Dense(64)(keras.layers.Flatten()(x)), 0.0)
    return keras.Model(inputs, keras.layers.Dense(10, activation="softmax")(x))
""",
    "a function for a block": """
import keras

def conv_block(x, filters=32):
    x = keras.layers.Conv2D(filters, 3, activation="relu")(x)
    return keras.layers.MaxPooling2D(2)(x)

def build_model():
    inputs = keras.Input((28, 28, 1))
    x = conv_block(inputs)
    x = conv_block(x)
    x = conv_block(x)
    x = keras.layers.Flatten()(x)
    x = keras.layers.Dense(64, activation="relu")(x)
    return keras.Model(inputs, keras.layers.Dense(10, activation="softmax")(x))
""",
    "a function that gives a list": """
import keras
from keras import layers

def block():
    return [layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(2)]

def build_model():
    return keras.Sequential(
        [keras.Input((28, 28, 1))] + block() + block() + block()
        + [layers.Flatten(), layers.Dense(64, activation="relu"), layers.Dense(10, "softmax")]
    )
""",
    "a comprehension and a star": """
import keras
from keras import layers

def build_model():
    blocks = [l for _ in range(3)
              for l in (layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(2))]
    head = layers.Flatten(), layers.Dense(64, "relu"), layers.Dense(10, "softmax")
    return keras.Sequential([keras.Input((28, 28, 1)), *blocks, *head])
""",
    "a list that grows": """
import keras

def build_model():
    stack = [keras.Input((28, 28, 1))]
    i = 0
    while i < 3:
        stack.append(keras.layers.Conv2D(32, 3, activation="relu"))
        stack.append(keras.layers.MaxPooling2D(2))
        i += 1
    stack.extend([keras.layers.Flatten(), keras.layers.Dense(64, activation="relu")])
    stack += [keras.layers.Dense(10, activation="softmax")]
    return keras.Sequential(stack)
""",
    "a tuple of layers": """
import keras
from keras import layers as nn

def build_model():
    return keras.Sequential((
        nn.Input((28, 28, 1)),
        nn.Conv2D(32, 3, activation="relu"), nn.MaxPool2D(),
        nn.Conv2D(32, 3, activation="relu"), nn.MaxPool2D(),
        nn.Conv2D(32, 3, activation="relu"), nn.MaxPool2D(),
        nn.Flatten(), nn.Dense(64, activation="relu"), nn.Dense(10, activation="softmax"),
    ))
""",
    "layers as a keyword, with a name": """
import keras
from keras.layers import *

def build_model():
    return keras.Sequential(layers=[
        Input((28, 28, 1)),
        Conv2D(32, 3, activation="relu"), MaxPooling2D(),
        Conv2D(32, 3, activation="relu"), MaxPooling2D(),
        Conv2D(32, 3, activation="relu"), MaxPooling2D(),
        Flatten(), Dense(64, activation="relu"), Dense(10, activation="softmax"),
    ], name="digit_reader")
""",
    "functools.partial": """
import keras
from functools import partial

Conv = partial(keras.layers.Conv2D, kernel_size=3, activation="relu", padding="valid")
Pool = partial(keras.layers.MaxPooling2D, pool_size=2)

def build_model():
    return keras.Sequential([
        keras.Input((28, 28, 1)),
        Conv(filters=32), Pool(), Conv(filters=32), Pool(), Conv(filters=32), Pool(),
        keras.layers.Flatten(),
        keras.layers.Dense(units=64, activation="relu"),
        keras.layers.Dense(units=10, activation="softmax"),
    ])
""",
    "functools.reduce": """
import keras
from functools import reduce

def build_model():
    L = keras.layers
    stack = [L.Conv2D(32, 3, activation="relu"), L.MaxPooling2D(),
             L.Conv2D(32, 3, activation="relu"), L.MaxPooling2D(),
             L.Conv2D(32, 3, activation="relu"), L.MaxPooling2D(),
             L.Flatten(), L.Dense(64, activation="relu"), L.Dense(10, activation="softmax")]
    inputs = keras.Input((28, 28, 1))
    return keras.Model(inputs, reduce(lambda x, layer: layer(x), stack, inputs))
""",
    "numbers in a dictionary": """
import keras

CONFIG = {"filters": [32, 32, 32], "kernel": (3, 3), "pool": (2, 2), "dense": 64, "classes": 10}

def build_model(config=CONFIG):
    model = keras.Sequential([keras.Input((28, 28, 1))])
    for filters in config["filters"]:
        model.add(keras.layers.Conv2D(filters, config["kernel"], activation="relu"))
        model.add(keras.layers.MaxPooling2D(config["pool"]))
    model.add(keras.layers.Flatten())
    model.add(keras.layers.Dense(config["dense"], activation="relu"))
    model.add(keras.layers.Dense(config["classes"], activation="softmax"))
    return model
""",
    "layers by name": """
import keras

PLAN = ([("Conv2D", dict(filters=32, kernel_size=3, activation="relu")), ("MaxPooling2D", {})] * 3
        + [("Flatten", {}), ("Dense", dict(units=64, activation="relu")),
           ("Dense", dict(units=10, activation="softmax"))])

def build_model():
    made = [getattr(keras.layers, kind)(**given) for kind, given in PLAN]
    return keras.Sequential([keras.Input((28, 28, 1)), *made])
""",
    "a generator of layers": """
import keras
from keras import layers

def all_layers():
    yield keras.Input((28, 28, 1))
    for _ in range(3):
        yield layers.Conv2D(32, 3, activation="relu")
        yield layers.MaxPooling2D(2)
    yield layers.Flatten()
    yield layers.Dense(64, activation="relu")
    yield layers.Dense(10, activation="softmax")

def build_model():
    return keras.Sequential(list(all_layers()))
""",
    "itertools.chain": """
import itertools
import keras
from keras import layers

def build_model():
    pairs = [(layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(2)) for _ in range(3)]
    ends = [layers.Flatten(), layers.Dense(64, "relu"), layers.Dense(10, "softmax")]
    return keras.Sequential([keras.Input((28, 28, 1)), *itertools.chain(*pairs, ends)])
""",
    "built by build": """
import keras
from keras.layers import *

def build_model():
    model = keras.Sequential()
    for _ in range(3):
        model.add(Conv2D(32, 3, activation="relu"))
        model.add(MaxPooling2D(2))
    model.add(Flatten())
    model.add(Dense(64, activation="relu"))
    model.add(Dense(10, activation="softmax"))
    model.build(input_shape=(None, 28, 28, 1))
    return model
""",
    "built by a first image": """
import keras
import numpy as np
from keras.layers import *

def build_model():
    model = keras.Sequential([
        Conv2D(32, 3, activation="relu"), MaxPooling2D(2),
        Conv2D(32, 3, activation="relu"), MaxPooling2D(2),
        Conv2D(32, 3, activation="relu"), MaxPooling2D(2),
        Flatten(), Dense(64, activation="relu"), Dense(10, activation="softmax")])
    model(np.zeros((1, 28, 28, 1), dtype="float32"))
    return model
""",
    "built by predict": """
import keras
import numpy as np
from keras.layers import *

def build_model():
    model = keras.Sequential([
        Conv2D(32, 3, activation="relu"), MaxPooling2D(2),
        Conv2D(32, 3, activation="relu"), MaxPooling2D(2),
        Conv2D(32, 3, activation="relu"), MaxPooling2D(2),
        Flatten(), Dense(64, activation="relu"), Dense(10, activation="softmax")])
    model.predict(np.zeros((2, 28, 28, 1)), verbose=0)
    return model
""",
    "a fresh session and a seed": """
import keras
from keras import layers

def build_model(seed=42):
    keras.backend.clear_session()
    keras.utils.set_random_seed(seed)
    model = keras.Sequential([keras.Input((28, 28, 1))])
    for _ in range(3):
        model.add(layers.Conv2D(32, 3, activation="relu"))
        model.add(layers.MaxPooling2D(2))
    model.add(layers.Flatten())
    model.add(layers.Dense(64, activation="relu"))
    model.add(layers.Dense(10, activation="softmax"))
    return model
""",
    "types, a docstring and an assertion": '''
import keras

def build_model() -> keras.Model:
    """The network of the lesson."""
    layers: list[keras.layers.Layer] = []
    for _ in range(3):
        layers += [keras.layers.Conv2D(32, 3, activation="relu"), keras.layers.MaxPooling2D(2)]
    layers += [keras.layers.Flatten(), keras.layers.Dense(64, activation="relu")]
    layers += [keras.layers.Dense(10, activation="softmax")]
    model: keras.Sequential = keras.Sequential([keras.Input((28, 28, 1)), *layers])
    assert model.count_params() == 21_578
    return model
''',
    "a class with a method": """
import keras

class Builder:
    def __init__(self, blocks=3, filters=32):
        self.blocks, self.filters = blocks, filters

    def build(self):
        model = keras.models.Sequential()
        model.add(keras.layers.InputLayer(shape=(28, 28, 1)))
        for _ in range(self.blocks):
            model.add(keras.layers.Conv2D(self.filters, (3, 3), activation="relu"))
            model.add(keras.layers.MaxPooling2D((2, 2)))
        model.add(keras.layers.Flatten())
        model.add(keras.layers.Dense(64, activation="relu"))
        model.add(keras.layers.Dense(10, activation="softmax"))
        return model

def build_model():
    return Builder().build()
""",
    "a Sequential of Sequentials": """
import keras
from keras import layers

def build_model():
    features = keras.Sequential([
        keras.Input((28, 28, 1)),
        layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(2),
        layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(2),
        layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(2)])
    classifier = keras.Sequential([
        layers.Flatten(), layers.Dense(64, activation="relu"), layers.Dense(10, "softmax")])
    return keras.Sequential([features, classifier])
""",
    "a Sequential added to another": """
import keras
from keras import layers

def build_model():
    model = keras.Sequential([keras.Input((28, 28, 1))])
    for number in range(3):
        block = keras.Sequential(name=f"block_{number}")
        block.add(layers.Conv2D(32, 3, activation="relu"))
        block.add(layers.MaxPooling2D(2))
        model.add(block)
    model.add(layers.Flatten())
    model.add(layers.Dense(64, activation="relu"))
    model.add(layers.Dense(10, activation="softmax"))
    return model
""",
    "functional models in a functional model": """
import keras
from keras import layers

def body():
    inputs = x = keras.Input((28, 28, 1))
    for _ in range(3):
        x = layers.MaxPooling2D(2)(layers.Conv2D(32, 3, activation="relu")(x))
    return keras.Model(inputs, x, name="body")

def head():
    inputs = keras.Input((1, 1, 32))
    x = layers.Dense(64, activation="relu")(layers.Flatten()(inputs))
    return keras.Model(inputs, layers.Dense(10, activation="softmax")(x), name="head")

def build_model():
    inputs = keras.Input((28, 28, 1))
    return keras.Model(inputs, head()(body()(inputs)))
""",
    "a Sequential called in a functional model": """
import keras
from keras import layers

def build_model():
    net = keras.Sequential(
        [layer for _ in range(3)
         for layer in (layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(2))]
        + [layers.Flatten(), layers.Dense(64, "relu"), layers.Dense(10, "softmax")])
    inputs = keras.Input((28, 28, 1))
    return keras.Model(inputs, net(inputs))
""",
    "from the inputs and outputs of a Sequential": """
import keras
from keras import layers

def build_model():
    net = keras.Sequential([
        keras.Input((28, 28, 1)),
        layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(2),
        layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(2),
        layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(2),
        layers.Flatten(), layers.Dense(64, activation="relu"), layers.Dense(10, "softmax")])
    return keras.Model(net.inputs, net.outputs)
""",
    "a longer model, cut": """
import keras
from keras import layers

def build_model():
    long = keras.Sequential([
        keras.Input((28, 28, 1)),
        layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(2),
        layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(2),
        layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(2),
        layers.Flatten(), layers.Dense(64, activation="relu"), layers.Dense(10, "softmax"),
        layers.Dropout(0.5)])
    return keras.Model(long.inputs[0], long.layers[-2].output)
""",
    "a layer popped": """
import keras
from keras import layers

def build_model():
    model = keras.Sequential([
        keras.Input((28, 28, 1)),
        layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(2),
        layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(2),
        layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(2),
        layers.Flatten(), layers.Dense(64, activation="relu"), layers.Dense(9, "softmax")])
    model.pop()
    model.add(layers.Dense(10, activation="softmax"))
    return model
""",
    "cloned": """
import keras
from keras import layers

def build_model():
    inputs = x = keras.Input((28, 28, 1))
    for _ in range(3):
        x = layers.MaxPooling2D(2)(layers.Conv2D(32, 3, activation="relu")(x))
    x = layers.Dense(64, activation="relu")(layers.Flatten()(x))
    model = keras.Model(inputs, layers.Dense(10, activation="softmax")(x))
    return keras.models.clone_model(model)
""",
    "from a configuration": """
import keras
from keras import layers

def build_model():
    model = keras.Sequential([keras.Input((28, 28, 1))])
    for _ in range(3):
        model.add(layers.Conv2D(32, 3, activation="relu"))
        model.add(layers.MaxPooling2D(2))
    model.add(layers.Flatten())
    model.add(layers.Dense(64, activation="relu"))
    model.add(layers.Dense(10, activation="softmax"))
    return keras.Sequential.from_config(model.get_config())
""",
    "through JSON": """
import keras
from keras import layers

def build_model():
    inputs = x = keras.Input((28, 28, 1))
    for _ in range(3):
        x = layers.MaxPooling2D(2)(layers.Conv2D(32, 3, activation="relu")(x))
    x = layers.Dense(64, activation="relu")(layers.Flatten()(x))
    model = keras.Model(inputs, layers.Dense(10, activation="softmax")(x))
    return keras.models.model_from_json(model.to_json())
""",
    "saved and loaded": """
import os
import tempfile
import keras
from keras import layers

def build_model():
    model = keras.Sequential([
        keras.Input((28, 28, 1)),
        layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(2),
        layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(2),
        layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(2),
        layers.Flatten(), layers.Dense(64, activation="relu"), layers.Dense(10, "softmax")])
    with tempfile.TemporaryDirectory() as folder:
        model.save(os.path.join(folder, "m.keras"))
        return keras.models.load_model(os.path.join(folder, "m.keras"))
""",
    "one pooling for all blocks": """
import keras
from keras import layers

def build_model():
    pool = layers.MaxPooling2D(2)
    inputs = x = keras.Input((28, 28, 1))
    for _ in range(3):
        x = pool(layers.Conv2D(32, 3, activation="relu")(x))
    x = layers.Dense(64, activation="relu")(layers.Flatten()(x))
    return keras.Model(inputs, layers.Dense(10, activation="softmax")(x))
""",
    "one ReLU for all layers": """
import keras
from keras import layers

def build_model():
    relu = layers.ReLU()
    inputs = x = keras.Input((28, 28, 1))
    for _ in range(3):
        x = layers.MaxPooling2D(2)(relu(layers.Conv2D(32, 3)(x)))
    x = relu(layers.Dense(64)(layers.Flatten()(x)))
    return keras.Model(inputs, layers.Softmax()(layers.Dense(10)(x)))
""",
    "a subclass of Model": """
import keras
from keras import layers

class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.conv1 = layers.Conv2D(32, 3, activation="relu")
        self.pool1 = layers.MaxPooling2D(2)
        self.conv2 = layers.Conv2D(32, 3, activation="relu")
        self.pool2 = layers.MaxPooling2D(2)
        self.conv3 = layers.Conv2D(32, 3, activation="relu")
        self.pool3 = layers.MaxPooling2D(2)
        self.flatten = layers.Flatten()
        self.d1 = layers.Dense(64, activation="relu")
        self.d2 = layers.Dense(10, activation="softmax")

    def call(self, x):
        x = self.pool1(self.conv1(x))
        x = self.pool2(self.conv2(x))
        x = self.pool3(self.conv3(x))
        return self.d2(self.d1(self.flatten(x)))

def build_model():
    return Net()
""",
    "a subclass that is built": """
import keras
from keras import layers

class Net(keras.Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.convs = [layers.Conv2D(32, 3, activation="relu") for _ in range(3)]
        self.pool = layers.MaxPooling2D(2)
        self.head = [layers.Flatten(), layers.Dense(64, "relu"), layers.Dense(10, "softmax")]

    def call(self, inputs, training=False, mask=None):
        x = inputs
        for conv in self.convs:
            x = self.pool(conv(x))
        for layer in self.head:
            x = layer(x)
        return x

def build_model():
    model = Net(name="net")
    model.build((None, 28, 28, 1))
    return model
""",
    "a subclass with functions of TensorFlow": """
import tensorflow as tf
from tensorflow.keras import layers

class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.convs = [layers.Conv2D(32, 3) for _ in range(3)]
        self.pool = layers.MaxPool2D()
        self.hidden = layers.Dense(64)
        self.out = layers.Dense(10)

    def call(self, x):
        for conv in self.convs:
            x = self.pool(tf.nn.relu(conv(x)))
        x = tf.reshape(x, [-1, 32])
        x = tf.nn.relu(self.hidden(x))
        return tf.nn.softmax(self.out(x))

def build_model():
    model = Net()
    model(tf.zeros((1, 28, 28, 1)))
    return model
""",
    "a subclass that flattens by tf.shape": """
import tensorflow as tf
from tensorflow.keras import layers

class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.convs = [layers.Conv2D(32, 3, activation="relu") for _ in range(3)]
        self.pool = layers.MaxPool2D()
        self.hidden = layers.Dense(64, activation="relu")
        self.out = layers.Dense(10)

    def call(self, x):
        for conv in self.convs:
            x = self.pool(conv(x))
        x = tf.reshape(x, (tf.shape(x)[0], 32))
        return tf.nn.softmax(self.out(self.hidden(x)), axis=-1)

def build_model():
    model = Net()
    model.build((None, 28, 28, 1))
    return model
""",
    "a subclass around a Sequential": """
import keras
from keras import layers

class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.features = keras.Sequential([
            layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(2),
            layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(2),
            layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(2)])
        self.classify = keras.Sequential([
            layers.Flatten(), layers.Dense(64, "relu"), layers.Dense(10, "softmax")])

    def call(self, x):
        return self.classify(self.features(x))

def build_model():
    model = Net()
    model.build((None, 28, 28, 1))
    return model
""",
    "a subclass of Sequential": """
import keras
from keras import layers

class Net(keras.Sequential):
    def __init__(self):
        super().__init__()
        self.add(keras.Input((28, 28, 1)))
        for _ in range(3):
            self.add(layers.Conv2D(32, 3, activation="relu"))
            self.add(layers.MaxPooling2D(2))
        self.add(layers.Flatten())
        self.add(layers.Dense(64, activation="relu"))
        self.add(layers.Dense(10, activation="softmax"))

def build_model():
    return Net()
""",
    "a functional model by inheritance": """
import keras
from keras import layers

class Net(keras.Model):
    def __init__(self):
        inputs = x = keras.Input((28, 28, 1))
        for _ in range(3):
            x = layers.MaxPooling2D(2)(layers.Conv2D(32, 3, activation="relu")(x))
        x = layers.Dense(64, activation="relu")(layers.Flatten()(x))
        super().__init__(inputs=inputs, outputs=layers.Dense(10, activation="softmax")(x))

def build_model():
    return Net()
""",
    "a layer class for a block": """
import keras
from keras import layers

class ConvBlock(layers.Layer):
    def __init__(self, filters, **kwargs):
        super().__init__(**kwargs)
        self.conv = layers.Conv2D(filters, 3, activation="relu")
        self.pool = layers.MaxPooling2D(2)

    def call(self, x):
        return self.pool(self.conv(x))

def build_model():
    return keras.Sequential([
        keras.Input((28, 28, 1)), ConvBlock(32), ConvBlock(32), ConvBlock(32),
        layers.Flatten(), layers.Dense(64, activation="relu"), layers.Dense(10, "softmax")])
""",
    "a Sequential class for a block": """
import keras
from keras import layers

class ConvBlock(keras.Sequential):
    def __init__(self, filters):
        super().__init__([layers.Conv2D(filters, 3, activation="relu"), layers.MaxPooling2D(2)])

def build_model():
    return keras.Sequential([
        keras.Input((28, 28, 1)), ConvBlock(32), ConvBlock(32), ConvBlock(32),
        layers.Flatten(), layers.Dense(64, activation="relu"), layers.Dense(10, "softmax")])
""",
    "mixed precision in each layer": """
import keras
from keras import layers

def build_model():
    kind = "mixed_float16"
    return keras.Sequential([
        keras.Input((28, 28, 1)),
        layers.Conv2D(32, 3, activation="relu", dtype=kind), layers.MaxPooling2D(2, dtype=kind),
        layers.Conv2D(32, 3, activation="relu", dtype=kind), layers.MaxPooling2D(2, dtype=kind),
        layers.Conv2D(32, 3, activation="relu", dtype=kind), layers.MaxPooling2D(2, dtype=kind),
        layers.Flatten(), layers.Dense(64, activation="relu", dtype=kind),
        layers.Dense(10, activation="softmax", dtype="float32")])
""",
    "mixed precision for the notebook": """
import keras
from keras import layers

def build_model():
    before = keras.config.dtype_policy()
    keras.mixed_precision.set_global_policy("mixed_bfloat16")
    try:
        return keras.Sequential([
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(2),
            layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(2),
            layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(2),
            layers.Flatten(), layers.Dense(64, activation="relu"),
            layers.Dense(10, activation="softmax")])
    finally:
        keras.mixed_precision.set_global_policy(before)
""",
    "on the processor": """
import keras
from keras import layers

def build_model():
    with keras.device("cpu:0"):
        inputs = x = keras.Input((28, 28, 1))
        for _ in range(3):
            x = layers.Conv2D(32, 3, activation="relu")(x)
            x = layers.MaxPooling2D(2)(x)
        x = layers.Flatten()(x)
        x = layers.Dense(64, activation="relu")(x)
        x = layers.Dense(10, activation="softmax")(x)
        return keras.Model(inputs, x)
""",
    "a Reshape first, an Identity between": """
import keras
from keras import layers

def build_model():
    return keras.Sequential([
        keras.Input((28, 28, 1)), layers.Reshape((28, 28, 1)),
        layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(2), layers.Identity(),
        layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(2),
        layers.Activation("linear"),
        layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(2),
        layers.Flatten(), layers.Dense(64, activation="relu"), layers.Dense(10, "softmax")])
""",
    "a dictionary as input": """
import keras
from keras import layers

def build_model():
    image = x = keras.Input((28, 28, 1), name="image")
    for _ in range(3):
        x = layers.MaxPooling2D(2)(layers.Conv2D(32, 3, activation="relu")(x))
    x = layers.Dense(64, activation="relu")(layers.Flatten()(x))
    return keras.Model({"image": image}, layers.Dense(10, activation="softmax")(x))
""",
    "trained a little": """
import keras
import numpy as np
from keras import layers

def build_model():
    model = keras.Sequential([keras.Input((28, 28, 1))])
    for _ in range(3):
        model.add(layers.Conv2D(32, 3, activation="relu"))
        model.add(layers.MaxPooling2D(2))
    model.add(layers.Flatten())
    model.add(layers.Dense(64, activation="relu"))
    model.add(layers.Dense(10, activation="softmax"))
    model.compile(optimizer="sgd", loss="sparse_categorical_crossentropy")
    model.fit(np.random.rand(8, 28, 28, 1), np.arange(8), verbose=0)
    return model
""",
}


def ways() -> list[Way]:
    """All of them, whole functions first."""
    whole = [Way(name, source) for name, source in FUNCTIONS.items()]
    spelled = [
        Way(f"{part}: {one}", _sequential(**{part: one}))
        for part, spellings in SPELLINGS.items()
        for one in spellings
    ]
    return whole + spelled
