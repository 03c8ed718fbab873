"""Lesson 06: right answers as people write them, by a name for how it is written."""

STEPS_PER_EPOCH = {
    "ceil": "def steps_per_epoch(count, batch_size):\n    return math.ceil(count / batch_size)\n",
    "range": """
def steps_per_epoch(count, batch_size):
    return len(range(0, count, batch_size))
""",
    "plus one": """
def steps_per_epoch(count, batch_size):
    steps = count // batch_size
    if count % batch_size > 0:
        steps += 1
    return steps
""",
    "rounded up": """
def steps_per_epoch(count, batch_size):
    return (count + batch_size - 1) // batch_size
""",
    "np.ceil": """
def steps_per_epoch(count, batch_size):
    return int(np.ceil(count / batch_size))
""",
    "minus": "def steps_per_epoch(count, batch_size):\n    return -(-count // batch_size)\n",
    "divmod": """
def steps_per_epoch(count, batch_size):
    full, left = divmod(count, batch_size)
    return full + (left > 0)
""",
    "if": """
def steps_per_epoch(count, batch_size):
    if count % batch_size == 0:
        return count // batch_size
    return count // batch_size + 1
""",
    "one expression": """
def steps_per_epoch(count, batch_size):
    return count // batch_size + (1 if count % batch_size else 0)
""",
    "bool": """
def steps_per_epoch(count, batch_size):
    return count // batch_size + bool(count % batch_size)
""",
    "minus one": """
def steps_per_epoch(count, batch_size):
    return (count - 1) // batch_size + 1
""",
    "counted": """
def steps_per_epoch(count, batch_size):
    steps = 0
    for _ in range(0, count, batch_size):
        steps += 1
    return steps
""",
}

GRADIENT = {
    "column": """
def gradient(inputs, probabilities, label):
    error = probabilities.copy()
    error[label] -= 1
    return inputs[:, np.newaxis] * error
""",
    "loops": """
def gradient(inputs, probabilities, label):
    slopes = np.zeros((len(inputs), len(probabilities)))
    for i in range(len(inputs)):
        for j in range(len(probabilities)):
            target = 1 if j == label else 0
            slopes[i, j] = inputs[i] * (probabilities[j] - target)
    return slopes
""",
    "outer": """
def gradient(inputs, probabilities, label):
    return np.outer(inputs, probabilities - np.eye(len(probabilities))[label])
""",
    "comprehension": """
def gradient(inputs, probabilities, label):
    return np.array([[x * (p - (j == label)) for j, p in enumerate(probabilities)] for x in inputs])
""",
    "rows": """
def gradient(inputs, probabilities, label):
    error = [p - 1 if j == label else p for j, p in enumerate(probabilities)]
    return np.stack([x * np.array(error) for x in inputs])
""",
    "columns": """
def gradient(inputs, probabilities, label):
    columns = []
    for j, p in enumerate(probabilities):
        columns.append(inputs * (p - 1) if j == label else inputs * p)
    return np.column_stack(columns)
""",
    "label's column after": """
def gradient(inputs, probabilities, label):
    slopes = np.outer(inputs, probabilities)
    slopes[:, label] -= inputs
    return slopes
""",
    "einsum": """
def gradient(inputs, probabilities, label):
    target = np.zeros(len(probabilities))
    target[label] = 1
    return np.einsum("i,j->ij", inputs, probabilities - target)
""",
    "matrices": """
def gradient(inputs, probabilities, label):
    error = probabilities - (np.arange(probabilities.size) == label)
    return inputs.reshape(-1, 1) @ error.reshape(1, -1)
""",
    "transposed": """
def gradient(inputs, probabilities, label):
    error = np.array(probabilities)
    error[label] = error[label] - 1.0
    return (error[:, None] * inputs).T
""",
    "multiply.outer": """
def gradient(inputs, probabilities, label):
    target = np.where(np.arange(len(probabilities)) == label, 1.0, 0.0)
    return np.multiply.outer(inputs, probabilities - target)
""",
    "tensordot": """
def gradient(inputs, probabilities, label):
    return np.tensordot(inputs, probabilities - np.identity(len(probabilities))[label], axes=0)
""",
    "uphill": """
def gradient(inputs, probabilities, label):
    push = -1.0 * probabilities
    push[label] += 1
    return -np.outer(inputs, push)
""",
    "lists": """
def gradient(inputs, probabilities, label):
    error = list(probabilities)
    error[label] -= 1
    slopes = []
    for x in inputs:
        row = []
        for e in error:
            row.append(float(x * e))
        slopes.append(row)
    return np.array(slopes)
""",
    "chain rule": """
def gradient(inputs, probabilities, label):
    jacobian = np.diag(probabilities) - np.outer(probabilities, probabilities)
    for_the_probabilities = np.zeros(len(probabilities))
    for_the_probabilities[label] = -1 / probabilities[label]
    return np.outer(inputs, for_the_probabilities @ jacobian)
""",
    "finite differences": """
def gradient(inputs, probabilities, label):
    def loss(kernel):
        powers = np.exp(np.log(probabilities.astype("float64")) + inputs @ kernel)
        return -np.log(powers[label] / powers.sum())

    slopes = np.zeros((len(inputs), len(probabilities)))
    for place in np.ndindex(slopes.shape):
        nudge = np.zeros(slopes.shape)
        nudge[place] = 1e-5
        slopes[place] = (loss(nudge) - loss(-nudge)) / 2e-5
    return slopes
""",
    "one-hot of Keras": """
def gradient(inputs, probabilities, label):
    import keras
    target = keras.utils.to_categorical(label, len(probabilities))
    return keras.ops.outer(inputs, probabilities - target)
""",
    "tape": """
def gradient(inputs, probabilities, label):
    import tensorflow as tf
    kernel = tf.Variable(tf.zeros((len(inputs), len(probabilities)), tf.float64))
    with tf.GradientTape() as tape:
        said = tf.math.log(tf.cast(probabilities[None], tf.float64))
        logits = said + tf.cast(inputs[None], tf.float64) @ kernel
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits([int(label)], logits)
    return tape.gradient(losses, kernel)
""",
}

BEST_EPOCH = {
    "index": """
def best_epoch(history):
    key = "val_accuracy" if "val_accuracy" in history.history else "accuracy"
    values = history.history[key]
    return values.index(max(values)) + 1
""",
    "loop": """
def best_epoch(history):
    if "val_accuracy" in history.history:
        values = history.history["val_accuracy"]
    else:
        values = history.history["accuracy"]
    best = 0
    for epoch in range(len(values)):
        if values[epoch] > values[best]:
            best = epoch
    return best + 1
""",
    "argmax": """
def best_epoch(history):
    values = history.history.get("val_accuracy", history.history["accuracy"])
    return int(np.argmax(values)) + 1
""",
    "get": """
def best_epoch(history):
    values = history.history.get("val_accuracy") or history.history["accuracy"]
    return values.index(max(values)) + 1
""",
    "if": """
def best_epoch(history):
    logs = history.history
    if "val_accuracy" in logs:
        return int(np.argmax(logs["val_accuracy"])) + 1
    return int(np.argmax(logs["accuracy"])) + 1
""",
    "try": """
def best_epoch(history):
    try:
        values = history.history["val_accuracy"]
    except KeyError:
        values = history.history["accuracy"]
    return np.argmax(values) + 1
""",
    "enumerate": """
def best_epoch(history):
    key = "val_accuracy" if "val_accuracy" in history.history else "accuracy"
    best, value = 1, -1.0
    for epoch, found in enumerate(history.history[key], start=1):
        if found > value:
            best, value = epoch, found
    return best
""",
    "max of places": """
def best_epoch(history):
    key = "val_accuracy" if "val_accuracy" in history.history else "accuracy"
    values = history.history[key]
    return max(range(len(values)), key=lambda i: values[i]) + 1
""",
    "sorted": """
def best_epoch(history):
    key = "val_accuracy" if "val_accuracy" in history.history else "accuracy"
    values = history.history[key]
    return sorted(range(len(values)), key=lambda i: -values[i])[0] + 1
""",
    "keys": """
def best_epoch(history):
    key = "accuracy"
    if "val_accuracy" in history.history.keys():
        key = "val_accuracy"
    values = list(history.history[key])
    return values.index(max(values)) + 1
""",
    "where": """
def best_epoch(history):
    key = "val_accuracy" if "val_accuracy" in history.history else "accuracy"
    values = np.array(history.history[key])
    return int(np.where(values == values.max())[0][0]) + 1
""",
    "an array": """
def best_epoch(history):
    key = "val_accuracy" if "val_accuracy" in history.history else "accuracy"
    return np.array(history.history[key]).argmax() + 1
""",
}

TRAIN = {
    "a variable": """
def train(model, images, labels, callbacks=None):
    history = model.fit(images, labels, epochs=6, batch_size=35, verbose=0, callbacks=callbacks)
    return history
""",
    "by name": """
def train(model, images, labels, callbacks=None):
    return model.fit(x=images, y=labels, batch_size=35, epochs=6, callbacks=callbacks)
""",
    "by position": """
def train(model, images, labels, callbacks=None):
    return model.fit(images, labels, 35, 6, 0, callbacks)
""",
    "settings": """
def train(model, images, labels, callbacks=None):
    settings = {"epochs": 6, "batch_size": 35, "verbose": 0}
    return model.fit(images, labels, callbacks=callbacks, **settings)
""",
    "variables": """
def train(model, images, labels, callbacks=None):
    epochs, batch_size = 6, 35
    return model.fit(images, labels, batch_size, epochs, verbose=0, callbacks=callbacks)
""",
    "an empty list for none": """
def train(model, images, labels, callbacks=None):
    callbacks = callbacks or []
    return model.fit(images, labels, epochs=6, batch_size=35, callbacks=callbacks, verbose=0)
""",
    "one more callback": """
import keras
class Last(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        self.seen = epoch
def train(model, images, labels, callbacks=None):
    return model.fit(images, labels, epochs=6, batch_size=35, verbose=0,
                     callbacks=[*(callbacks or []), Last()])
""",
    "validation_split": """
def train(model, images, labels, callbacks=None):
    return model.fit(images, labels, epochs=6, batch_size=35, validation_split=0.1,
                     callbacks=callbacks, verbose=0)
""",
    "held out by hand": """
def train(model, images, labels, callbacks=None):
    held = len(images) // 10
    return model.fit(images[:-held], labels[:-held], epochs=6, batch_size=35, verbose=0,
                     validation_data=(images[-held:], labels[-held:]), callbacks=callbacks)
""",
    "a dataset": """
import tensorflow as tf
def train(model, images, labels, callbacks=None):
    batches = tf.data.Dataset.from_tensor_slices((images, labels))
    batches = batches.shuffle(len(images)).batch(35)
    return model.fit(batches, epochs=6, callbacks=callbacks, verbose=0)
""",
    "cast before": """
import numpy as np
def train(model, images, labels, callbacks=None):
    images = np.asarray(images, dtype="float32")
    labels = np.asarray(labels).astype(int)
    return model.fit(images, labels, epochs=6, batch_size=35, callbacks=callbacks, verbose=0)
""",
    "tensors": """
import keras
def train(model, images, labels, callbacks=None):
    return model.fit(keras.ops.convert_to_tensor(images), keras.ops.convert_to_tensor(labels),
                     epochs=6, batch_size=35, callbacks=callbacks, verbose=0)
""",
    "History of the model": """
def train(model, images, labels, callbacks=None):
    model.fit(images, labels, epochs=6, batch_size=35, callbacks=callbacks, verbose=0)
    return model.history
""",
    "asked whether there are any": """
def train(model, images, labels, callbacks=None):
    if callbacks is None:
        return model.fit(images, labels, epochs=6, batch_size=35, verbose=0)
    return model.fit(images, labels, epochs=6, batch_size=35, verbose=0, callbacks=callbacks)
""",
    "time taken": """
import time
def train(model, images, labels, callbacks=None):
    began = time.time()
    history = model.fit(images, labels, epochs=6, batch_size=35, verbose=2, callbacks=callbacks)
    print(f"{time.time() - began:.1f} s")
    return history
""",
}
