"""Lesson 05: right answers as people write them, by a name for how it is written."""

SOFTMAX = {
    "None": """
def softmax(logits):
    powers = np.exp(logits - logits.max(axis=1)[:, None])
    return powers / powers.sum(axis=1)[:, None]
""",
    "rows": """
def softmax(logits):
    rows = []
    for row in logits:
        powers = np.exp(row - max(row))
        rows.append(powers / sum(powers))
    return np.array(rows)
""",
    "keepdims": """
def softmax(logits):
    shifted = logits - np.max(logits, axis=1, keepdims=True)
    return np.exp(shifted) / np.sum(np.exp(shifted), axis=1, keepdims=True)
""",
    "last axis": """
def softmax(logits):
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    powers /= powers.sum(axis=-1, keepdims=True)
    return powers
""",
    "turned": """
def softmax(logits):
    turned = np.exp(logits.T - logits.max(axis=1))
    return (turned / turned.sum(axis=0)).T
""",
    "logarithms": """
def softmax(logits):
    shifted = logits - logits.max(axis=1, keepdims=True)
    return np.exp(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)))
""",
    "filled": """
def softmax(logits):
    result = np.zeros(logits.shape)
    for i in range(len(logits)):
        powers = np.exp(logits[i] - np.max(logits[i]))
        result[i] = powers / np.sum(powers)
    return result
""",
    "along an axis": """
def _of_row(row):
    powers = np.exp(row - row.max())
    return powers / powers.sum()
def softmax(logits):
    return np.apply_along_axis(_of_row, 1, logits)
""",
    "comprehension": """
def softmax(logits):
    return np.stack([np.exp(r - r.max()) / np.exp(r - r.max()).sum() for r in logits])
""",
    "subtract": """
def softmax(logits):
    powers = np.exp(np.subtract(logits, np.amax(logits, axis=1)[:, np.newaxis]))
    return np.divide(powers, np.sum(powers, 1)[:, np.newaxis])
""",
    "float32": """
def softmax(logits):
    logits = logits.astype("float32")
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
""",
    "TensorFlow": """
import tensorflow as tf
def softmax(logits):
    return tf.nn.softmax(logits, axis=1).numpy()
""",
    "float32 of TensorFlow": """
import tensorflow as tf
def softmax(logits):
    logits = tf.cast(logits, tf.float32)
    powers = tf.exp(logits - tf.reduce_max(logits, axis=1, keepdims=True))
    return powers / tf.reduce_sum(powers, axis=1, keepdims=True)
""",
    "reshape": """
def softmax(logits):
    powers = np.exp(logits - logits.max(axis=1).reshape(-1, 1))
    return powers / powers.sum(axis=1).reshape(-1, 1)
""",
    "negated": """
def softmax(logits):
    powers = np.exp(-(logits.max(axis=1, keepdims=True) - logits))
    return powers * (1 / powers.sum(axis=1, keepdims=True))
""",
}

CROSS_ENTROPY = {
    "loop": """
def cross_entropy(probabilities, labels):
    losses = [-math.log(row[label]) for row, label in zip(probabilities, labels)]
    return sum(losses) / len(losses)
""",
    "take": """
def cross_entropy(probabilities, labels):
    chosen = np.take_along_axis(probabilities, labels[:, None], axis=1)
    return float(-np.log(chosen).mean())
""",
    "one-hot": """
def cross_entropy(probabilities, labels):
    target = np.eye(probabilities.shape[1])[labels]
    return -np.mean(np.sum(target * np.log(probabilities), axis=1))
""",
    "indexed": """
def cross_entropy(probabilities, labels):
    return float(np.mean(-np.log(probabilities[np.arange(len(labels)), labels])))
""",
    "log first": """
def cross_entropy(probabilities, labels):
    return -np.log(probabilities)[range(len(labels)), labels].mean()
""",
    "sum": """
def cross_entropy(probabilities, labels):
    right = probabilities[np.arange(labels.size), labels]
    return -np.log(right).sum() / labels.size
""",
    "comprehension": """
def cross_entropy(probabilities, labels):
    return np.mean([-np.log(probabilities[i, labels[i]]) for i in range(len(labels))])
""",
    "diagonal": """
def cross_entropy(probabilities, labels):
    return -np.log(np.diag(probabilities[:, labels])).mean()
""",
    "counted": """
def cross_entropy(probabilities, labels):
    loss = 0.0
    for i, label in enumerate(labels):
        loss -= np.log(probabilities[i][label])
    return loss / len(labels)
""",
    "negated at the end": """
def cross_entropy(probabilities, labels):
    rows = np.arange(probabilities.shape[0])
    average = np.average(np.log(probabilities[rows, labels]))
    return -average
""",
    "mask": """
def cross_entropy(probabilities, labels):
    mask = np.arange(probabilities.shape[1]) == labels[:, None]
    return -np.mean(np.log(probabilities[mask]))
""",
    "inverse": """
def cross_entropy(probabilities, labels):
    return float(np.log(1 / probabilities[np.arange(len(labels)), labels]).mean())
""",
}

COMPILE_MODEL = {
    "objects": """
import keras
def compile_model(model):
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=0.001),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=False),
        metrics=[keras.metrics.SparseCategoricalAccuracy(name="accuracy")],
    )
    return model
""",
    "by position": """
def compile_model(model):
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
""",
    "tf.keras": """
import tensorflow as tf
def compile_model(model):
    model.compile(optimizer=tf.keras.optimizers.Adam(1e-3),
                  loss=tf.keras.losses.SparseCategoricalCrossentropy(),
                  metrics=["accuracy"])
    return model
""",
    "a variable for each": """
import keras
def compile_model(model):
    optimizer = keras.optimizers.Adam()
    loss = "sparse_categorical_crossentropy"
    metrics = ["accuracy"]
    model.compile(optimizer=optimizer, loss=loss, metrics=metrics)
    return model
""",
    "a dictionary": """
def compile_model(model):
    settings = {"optimizer": "adam", "loss": "sparse_categorical_crossentropy",
                "metrics": ["accuracy"]}
    model.compile(**settings)
    return model
""",
    "got by name": """
import keras
def compile_model(model):
    model.compile(keras.optimizers.get("adam"), keras.losses.get("sparse_categorical_crossentropy"),
                  metrics=[keras.metrics.get("sparse_categorical_accuracy")])
    return model
""",
    "imported names": """
from keras.losses import SparseCategoricalCrossentropy
from keras.optimizers import Adam
def compile_model(model):
    model.compile(optimizer=Adam(), loss=SparseCategoricalCrossentropy(), metrics=["accuracy"])
    return model
""",
    "a function as loss": """
import keras
def compile_model(model):
    model.compile("Adam", loss=keras.losses.sparse_categorical_crossentropy, metrics=["acc"])
    return model
""",
    "defaults written out": """
import keras
def compile_model(model):
    adam = keras.optimizers.Adam(learning_rate=1e-3, beta_1=0.9, beta_2=0.999, epsilon=1e-7)
    model.compile(optimizer=adam, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
""",
    "from a configuration": """
import keras
def compile_model(model):
    adam = keras.optimizers.deserialize({"class_name": "Adam", "config": {"learning_rate": 0.001}})
    model.compile(adam, "sparse_categorical_crossentropy", metrics=("accuracy",))
    return model
""",
    "not as a graph": """
def compile_model(model):
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"],
                  jit_compile=False)
    return model
""",
    "summary shown": """
def compile_model(model):
    model.compile(loss="sparse_categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
    model.summary()
    return model
""",
    "weighted metrics": """
def compile_model(model):
    model.compile("adam", "sparse_categorical_crossentropy", weighted_metrics=["accuracy"])
    return model
""",
}
