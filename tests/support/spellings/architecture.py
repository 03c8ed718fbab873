"""Lesson 04: right answers as people write them, by a name for how it is written."""

TRACE_SHAPES = {
    "loop": """
def trace_shapes():
    shapes, size = [], 28
    for _ in range(3):
        size = size - 2
        shapes.append((size, size, 32))
        size = size // 2
        shapes.append((size, size, 32))
    return shapes + [(32,), (64,), (10,)]
""",
    "arithmetic": """
def trace_shapes():
    size = 28
    result = []
    for layer in range(6):
        size = size - 3 + 1 if layer % 2 == 0 else size // 2
        result.append((size, size, 32))
    result.append((size * size * 32,))
    result.append((64,))
    result.append((10,))
    return result
""",
    "appended": """
def trace_shapes():
    shapes = []
    shapes.append((26, 26, 32))
    shapes.append((13, 13, 32))
    shapes.append((11, 11, 32))
    shapes.append((5, 5, 32))
    shapes.append((3, 3, 32))
    shapes.append((1, 1, 32))
    shapes.append((32,))
    shapes.append((64,))
    shapes.append((10,))
    return shapes
""",
    "lists": """
def trace_shapes():
    return [[26, 26, 32], [13, 13, 32], [11, 11, 32], [5, 5, 32], [3, 3, 32], [1, 1, 32],
            [32], [64], [10]]
""",
    "tuples": """
def trace_shapes():
    return ((26, 26, 32), (13, 13, 32), (11, 11, 32), (5, 5, 32), (3, 3, 32), (1, 1, 32),
            (32,), (64,), (10,))
""",
    "sizes": """
def trace_shapes():
    return [(size, size, 32) for size in (26, 13, 11, 5, 3, 1)] + [(32,), (64,), (10,)]
""",
    "filters": """
def trace_shapes():
    filters = 32
    sizes = [26, 13, 11, 5, 3, 1]
    shapes = [(s, s, filters) for s in sizes]
    shapes += [(sizes[-1] * sizes[-1] * filters,), (64,), (10,)]
    return shapes
""",
    "helpers": """
def _convolved(size):
    return size - 3 + 1
def _pooled(size):
    return size // 2
def trace_shapes():
    a = _convolved(28)
    b = _pooled(a)
    c = _convolved(b)
    d = _pooled(c)
    e = _convolved(d)
    f = _pooled(e)
    return [(n, n, 32) for n in (a, b, c, d, e, f)] + [(f * f * 32,), (64,), (10,)]
""",
    "steps by name": """
def trace_shapes():
    sizes = [28]
    for step in ("conv", "pool") * 3:
        sizes.append(sizes[-1] - 2 if step == "conv" else sizes[-1] // 2)
    return [*((s, s, 32) for s in sizes[1:]), (32,), (64,), (10,)]
""",
    "numbers of NumPy": """
def trace_shapes():
    sizes = np.array([26, 13, 11, 5, 3, 1])
    return [(s, s, 32) for s in sizes] + [(32,), (64,), (10,)]
""",
    "asked of Keras": """
import keras
def trace_shapes():
    network = keras.Sequential([keras.Input((28, 28, 1))])
    for _ in range(3):
        network.add(keras.layers.Conv2D(32, 3, activation="relu"))
        network.add(keras.layers.MaxPooling2D())
    network.add(keras.layers.Flatten())
    network.add(keras.layers.Dense(64, activation="relu"))
    network.add(keras.layers.Dense(10, activation="softmax"))
    return [layer.output.shape[1:] for layer in network.layers]
""",
    "computed by layers": """
import keras
def trace_shapes():
    shape, found = (None, 28, 28, 1), []
    both = [keras.layers.Conv2D(32, 3), keras.layers.MaxPooling2D(2)]
    for layer in [*both * 3, keras.layers.Flatten()]:
        shape = layer.compute_output_shape(shape)
        found.append(tuple(shape[1:]))
    return found + [(64,), (10,)]
""",
}

BUILD_MODEL = {
    "added": """
import keras
def build_model():
    model = keras.Sequential()
    model.add(keras.Input(shape=(28, 28, 1)))
    model.add(keras.layers.Conv2D(32, (3, 3), activation="relu"))
    model.add(keras.layers.MaxPooling2D((2, 2)))
    model.add(keras.layers.Conv2D(32, (3, 3), activation="relu"))
    model.add(keras.layers.MaxPooling2D((2, 2)))
    model.add(keras.layers.Conv2D(32, (3, 3), activation="relu"))
    model.add(keras.layers.MaxPooling2D((2, 2)))
    model.add(keras.layers.Flatten())
    model.add(keras.layers.Dense(64, activation="relu"))
    model.add(keras.layers.Dense(10, activation="softmax"))
    return model
""",
    "functional": """
import keras
from keras import layers
def build_model():
    inputs = keras.Input((28, 28, 1))
    x = inputs
    for _ in range(3):
        x = layers.Conv2D(32, 3, activation="relu")(x)
        x = layers.MaxPooling2D(2)(x)
    x = layers.Flatten()(x)
    x = layers.Dense(64, activation="relu")(x)
    outputs = layers.Dense(10, activation="softmax")(x)
    return keras.Model(inputs, outputs)
""",
    "input_shape": """
from tensorflow.keras.layers import Conv2D, Dense, Flatten, MaxPooling2D
from tensorflow.keras.models import Sequential
def build_model():
    return Sequential([
        Conv2D(32, (3, 3), activation="relu", input_shape=(28, 28, 1)),
        MaxPooling2D(),
        Conv2D(32, (3, 3), activation="relu"),
        MaxPooling2D(),
        Conv2D(32, (3, 3), activation="relu"),
        MaxPooling2D(),
        Flatten(),
        Dense(64, activation="relu"),
        Dense(10, activation="softmax"),
    ])
""",
    "no input": """
import keras
def build_model():
    conv = dict(filters=32, kernel_size=3, activation="relu")
    return keras.Sequential([
        keras.layers.Conv2D(**conv), keras.layers.MaxPool2D(),
        keras.layers.Conv2D(**conv), keras.layers.MaxPool2D(),
        keras.layers.Conv2D(**conv), keras.layers.MaxPool2D(),
        keras.layers.Flatten(),
        keras.layers.Dense(64, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ])
""",
    "activations as layers": """
import keras
from keras.layers import Activation, Conv2D, Dense, Flatten, MaxPooling2D, ReLU, Softmax
def build_model():
    model = keras.Sequential([keras.Input((28, 28, 1))])
    for _ in range(3):
        model.add(Conv2D(32, 3))
        model.add(ReLU())
        model.add(MaxPooling2D())
    model.add(Flatten())
    model.add(Dense(64))
    model.add(Activation("relu"))
    model.add(Dense(10))
    model.add(Softmax())
    return model
""",
    "a list that grows": """
import keras
def build_model():
    stack = [keras.layers.InputLayer(shape=(28, 28, 1))]
    for filters in (32, 32, 32):
        stack += [keras.layers.Conv2D(filters, kernel_size=(3, 3), activation="relu"),
                  keras.layers.MaxPooling2D(pool_size=(2, 2))]
    stack.append(keras.layers.Flatten())
    stack.append(keras.layers.Dense(units=64, activation="relu"))
    stack.append(keras.layers.Dense(units=10, activation="softmax"))
    return keras.models.Sequential(stack)
""",
    "activation functions": """
import keras
def build_model():
    relu, softmax = keras.activations.relu, keras.activations.softmax
    return keras.Sequential([
        keras.Input((28, 28, 1)),
        keras.layers.Conv2D(32, 3, activation=relu),
        keras.layers.MaxPooling2D(2, strides=2),
        keras.layers.Conv2D(32, 3, activation=relu),
        keras.layers.MaxPooling2D(2, strides=2),
        keras.layers.Conv2D(32, 3, activation=relu),
        keras.layers.MaxPooling2D(2, strides=2),
        keras.layers.Flatten(),
        keras.layers.Dense(64, activation=relu),
        keras.layers.Dense(10, activation=softmax),
    ], name="digits")
""",
    "compiled too": """
import keras
def build_model():
    model = keras.Sequential([keras.Input((28, 28, 1))])
    for _ in range(3):
        model.add(keras.layers.Conv2D(32, 3, 1, "valid", activation="relu"))
        model.add(keras.layers.MaxPooling2D((2, 2), padding="valid"))
    model.add(keras.layers.Flatten())
    model.add(keras.layers.Dense(64, "relu"))
    model.add(keras.layers.Dense(10, "softmax"))
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
""",
    "a class of its own": """
import keras
class Digits(keras.Model):
    def __init__(self):
        super().__init__()
        self.convolutions = [keras.layers.Conv2D(32, 3, activation="relu") for _ in range(3)]
        self.pool = keras.layers.MaxPooling2D()
        self.flatten = keras.layers.Flatten()
        self.hidden = keras.layers.Dense(64, activation="relu")
        self.last = keras.layers.Dense(10, activation="softmax")
    def call(self, x):
        for convolution in self.convolutions:
            x = self.pool(convolution(x))
        return self.last(self.hidden(self.flatten(x)))
def build_model():
    return Digits()
""",
    "two parts": """
import keras
from keras.layers import Conv2D, Dense, Flatten, MaxPooling2D
def build_model():
    eye = keras.Sequential([
        Conv2D(32, 3, activation="relu"), MaxPooling2D(),
        Conv2D(32, 3, activation="relu"), MaxPooling2D(),
        Conv2D(32, 3, activation="relu"), MaxPooling2D(),
    ])
    head = keras.Sequential([Flatten(), Dense(64, activation="relu"),
                             Dense(10, activation="softmax")])
    inputs = keras.Input((28, 28, 1))
    return keras.Model(inputs, head(eye(inputs)))
""",
    "built by hand": """
import keras
def build_model():
    model = keras.Sequential()
    for _ in range(3):
        model.add(keras.layers.Convolution2D(32, (3, 3), activation="relu"))
        model.add(keras.layers.MaxPool2D())
    model.add(keras.layers.Flatten())
    model.add(keras.layers.Dense(64, activation="relu"))
    model.add(keras.layers.Dense(10, activation="softmax"))
    model.build((None, 28, 28, 1))
    model.summary()
    return model
""",
    "operations": """
import keras
from keras import layers, ops
def build_model():
    inputs = keras.Input(shape=(28, 28, 1), name="image")
    x = layers.MaxPooling2D()(ops.relu(layers.Conv2D(32, 3)(inputs)))
    x = layers.MaxPooling2D()(ops.relu(layers.Conv2D(32, 3)(x)))
    x = layers.MaxPooling2D()(ops.relu(layers.Conv2D(32, 3)(x)))
    x = ops.relu(layers.Dense(64)(layers.Flatten()(x)))
    return keras.Model(inputs, ops.softmax(layers.Dense(10)(x)))
""",
}
