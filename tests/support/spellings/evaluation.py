"""Lesson 07: right answers as people write them, by a name for how it is written."""

ACCURACY = {
    "loop": """
def accuracy(probabilities, labels):
    right = 0
    for row, label in zip(probabilities, labels):
        if np.argmax(row) == label:
            right += 1
    return right / len(labels)
""",
    "count": """
def accuracy(probabilities, labels):
    return (np.argmax(probabilities, axis=1) == labels).sum() / len(labels)
""",
    "mean": """
def accuracy(probabilities, labels):
    return np.mean(probabilities.argmax(axis=1) == labels)
""",
    "last axis": """
def accuracy(probabilities, labels):
    return float((probabilities.argmax(-1) == labels).mean())
""",
    "average": """
def accuracy(probabilities, labels):
    return np.average(np.argmax(probabilities, 1) == labels)
""",
    "count_nonzero": """
def accuracy(probabilities, labels):
    return np.count_nonzero(probabilities.argmax(axis=1) == labels) / len(labels)
""",
    "comprehension": """
def accuracy(probabilities, labels):
    hits = [row.argmax() == label for row, label in zip(probabilities, labels)]
    return sum(hits) / len(hits)
""",
    "mistakes": """
def accuracy(probabilities, labels):
    return 1 - np.mean(probabilities.argmax(axis=1) != labels)
""",
    "lists": """
def accuracy(probabilities, labels):
    predicted = [list(row).index(max(row)) for row in probabilities]
    return sum(p == t for p, t in zip(predicted, labels)) / len(labels)
""",
    "equal": """
def accuracy(probabilities, labels):
    predictions = np.argmax(probabilities, axis=1)
    return np.equal(predictions, labels).astype(float).mean()
""",
    "where": """
def accuracy(probabilities, labels):
    right = np.where(probabilities.argmax(axis=1) == labels, 1.0, 0.0)
    return right.sum() / right.size
""",
    "counted": """
def accuracy(probabilities, labels):
    predictions, correct = np.argmax(probabilities, axis=1), 0
    for i in range(len(labels)):
        correct += int(predictions[i] == labels[i])
    return correct / len(labels)
""",
}

CONFUSION_MATRIX = {
    "at": """
def confusion_matrix(labels, predictions):
    matrix = np.zeros((10, 10), dtype=int)
    np.add.at(matrix, (labels, predictions), 1)
    return matrix
""",
    "bincount": """
def confusion_matrix(labels, predictions):
    places = 10 * labels.astype(int) + predictions
    return np.bincount(places, minlength=100).reshape(10, 10)
""",
    "loops": """
def confusion_matrix(labels, predictions):
    return np.array([[int(np.sum((labels == i) & (predictions == j))) for j in range(10)]
                     for i in range(10)])
""",
    "loop": """
def confusion_matrix(labels, predictions):
    matrix = np.zeros((10, 10), int)
    for label, prediction in zip(labels, predictions):
        matrix[label, prediction] += 1
    return matrix
""",
    "indices": """
def confusion_matrix(labels, predictions):
    matrix = np.zeros((10, 10), dtype="int64")
    for i in range(len(labels)):
        matrix[labels[i]][predictions[i]] += 1
    return matrix
""",
    "one-hot": """
def confusion_matrix(labels, predictions):
    one_hot = np.eye(10, dtype=int)
    return one_hot[labels].T @ one_hot[predictions]
""",
    "rows": """
def confusion_matrix(labels, predictions):
    return np.array([np.bincount(predictions[labels == d], minlength=10) for d in range(10)])
""",
    "count_nonzero": """
def confusion_matrix(labels, predictions):
    matrix = np.zeros((10, 10), int)
    for i in range(10):
        for j in range(10):
            matrix[i, j] = np.count_nonzero((labels == i) & (predictions == j))
    return matrix
""",
    "histogram": """
def confusion_matrix(labels, predictions):
    edges = np.arange(11)
    return np.histogram2d(labels, predictions, bins=(edges, edges))[0].astype(int)
""",
    "unique": """
def confusion_matrix(labels, predictions):
    matrix = np.zeros((10, 10), int)
    pairs, counts = np.unique(np.stack([labels, predictions]), axis=1, return_counts=True)
    matrix[pairs[0], pairs[1]] = counts
    return matrix
""",
    "logical_and": """
def confusion_matrix(labels, predictions):
    rows = []
    for i in range(10):
        rows.append([np.logical_and(labels == i, predictions == j).sum() for j in range(10)])
    return np.array(rows)
""",
    "counter": """
from collections import Counter
def confusion_matrix(labels, predictions):
    counted = Counter(zip(labels.tolist(), predictions.tolist()))
    return np.array([[counted[i, j] for j in range(10)] for i in range(10)])
""",
}

MOST_CONFUSED = {
    "loops": """
def most_confused(matrix):
    best, pair = 0, (0, 0)
    for i in range(10):
        for j in range(10):
            if i != j and matrix[i, j] > best:
                best, pair = matrix[i, j], (i, j)
    return pair
""",
    "where": """
def most_confused(matrix):
    off = np.where(np.eye(10, dtype=bool), 0, matrix)
    rows, columns = np.where(off == off.max())
    return int(rows[0]), int(columns[0])
""",
    "divmod": """
def most_confused(matrix):
    others = matrix * (1 - np.eye(len(matrix), dtype=int))
    return divmod(int(others.argmax()), len(matrix))
""",
    "copy": """
def most_confused(matrix):
    mistakes = np.array(matrix)
    mistakes[np.arange(10), np.arange(10)] = 0
    place = np.argmax(mistakes)
    return int(place // 10), int(place % 10)
""",
    "fill_diagonal": """
def most_confused(matrix):
    mistakes = matrix.copy()
    np.fill_diagonal(mistakes, -1)
    return np.unravel_index(np.argmax(mistakes), mistakes.shape)
""",
    "max of pairs": """
def most_confused(matrix):
    pairs = [(i, j) for i in range(10) for j in range(10) if i != j]
    return max(pairs, key=lambda pair: matrix[pair])
""",
    "minus the diagonal": """
def most_confused(matrix):
    mistakes = matrix - np.diag(np.diag(matrix))
    row, column = np.unravel_index(mistakes.argmax(), mistakes.shape)
    return row, column
""",
    "dictionary": """
def most_confused(matrix):
    counts = {}
    for true in range(10):
        for predicted in range(10):
            if true != predicted:
                counts[true, predicted] = int(matrix[true][predicted])
    return max(counts, key=counts.get)
""",
    "a list": """
def most_confused(matrix):
    off = matrix * ~np.eye(10, dtype=bool)
    return [int(i) for i in np.argwhere(off == off.max())[0]]
""",
    "masked": """
def most_confused(matrix):
    hidden = np.ma.array(matrix, mask=np.eye(10, dtype=bool))
    return divmod(int(hidden.argmax(fill_value=-1)), 10)
""",
    "sorted": """
def most_confused(matrix):
    entries = [(matrix[i, j], i, j) for i in range(10) for j in range(10) if i != j]
    count, true, predicted = sorted(entries)[-1]
    return true, predicted
""",
    "ndenumerate": """
def most_confused(matrix):
    best, pair = -1, None
    for place, count in np.ndenumerate(matrix):
        if place[0] != place[1] and count > best:
            best, pair = count, place
    return pair
""",
    "rows": """
def most_confused(matrix):
    off = np.where(np.eye(10) == 1, -1, matrix)
    true = int(off.max(axis=1).argmax())
    return true, int(off[true].argmax())
""",
}

EVALUATE = {
    "returned as it comes": """
def evaluate(model, images, labels):
    return model.evaluate(images, labels, verbose=0)
""",
    "unpacked": """
def evaluate(model, images, labels):
    loss, acc = model.evaluate(images, labels)
    return loss, acc
""",
    "by name": """
def evaluate(model, images, labels):
    results = model.evaluate(x=images, y=labels, batch_size=32, verbose=0)
    return results[0], results[1]
""",
    "dictionary": """
def evaluate(model, images, labels):
    results = model.evaluate(images, labels, verbose=0, return_dict=True)
    return results["loss"], results["accuracy"]
""",
    "tuple": """
def evaluate(model, images, labels):
    return tuple(model.evaluate(images, labels, verbose=0))
""",
    "floats": """
def evaluate(model, images, labels):
    loss, accuracy = model.evaluate(images, labels, batch_size=35, verbose=0)
    return float(loss), float(accuracy)
""",
    "predict and NumPy": """
import numpy as np
def evaluate(model, images, labels):
    probabilities = model.predict(images, verbose=0)
    right = probabilities[np.arange(len(labels)), labels]
    return float(-np.log(right).mean()), float((probabilities.argmax(axis=1) == labels).mean())
""",
    "loss of Keras": """
import keras
def evaluate(model, images, labels):
    probabilities = model.predict(images, verbose=0)
    losses = keras.losses.sparse_categorical_crossentropy(labels, probabilities)
    hits = keras.metrics.sparse_categorical_accuracy(labels, probabilities)
    return float(keras.ops.mean(losses)), float(keras.ops.mean(hits))
""",
    "loss object": """
import keras
import numpy as np
def evaluate(model, images, labels):
    probabilities = model(images, training=False)
    loss = keras.losses.SparseCategoricalCrossentropy()(labels, probabilities)
    return float(loss), float(np.mean(np.argmax(probabilities, axis=1) == labels))
""",
    "metric object": """
import keras
def evaluate(model, images, labels):
    probabilities = model.predict(images, verbose=0)
    loss = keras.metrics.SparseCategoricalCrossentropy()
    accuracy = keras.metrics.SparseCategoricalAccuracy()
    loss.update_state(labels, probabilities)
    accuracy.update_state(labels, probabilities)
    return float(loss.result()), float(accuracy.result())
""",
    "compiled anew": """
def evaluate(model, images, labels):
    model.compile(loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.evaluate(images, labels, verbose=0)
""",
    "dataset": """
import tensorflow as tf
def evaluate(model, images, labels):
    batches = tf.data.Dataset.from_tensor_slices((images, labels)).batch(16)
    loss, accuracy = model.evaluate(batches, verbose=0)
    return loss, accuracy
""",
    "tensors": """
import tensorflow as tf
def evaluate(model, images, labels):
    return model.evaluate(tf.constant(images), tf.constant(labels), verbose=0)
""",
    "one batch": """
def evaluate(model, images, labels):
    loss, accuracy = model.test_on_batch(images, labels)
    return float(loss), float(accuracy)
""",
    "loop": """
import numpy as np
def evaluate(model, images, labels):
    loss, right = 0.0, 0
    for row, label in zip(model.predict(images, verbose=0), labels):
        loss -= np.log(row[label])
        right += int(np.argmax(row) == label)
    return loss / len(labels), right / len(labels)
""",
    "printed": """
def evaluate(model, images, labels):
    score = model.evaluate(images, labels, verbose=0)
    print("Test loss:", score[0])
    print("Test accuracy:", score[1])
    return score[0], score[1]
""",
    "TensorFlow": """
import tensorflow as tf
def evaluate(model, images, labels):
    probabilities = model.predict(images, verbose=0)
    loss = tf.reduce_mean(tf.keras.losses.sparse_categorical_crossentropy(labels, probabilities))
    guessed = tf.argmax(probabilities, axis=1, output_type=tf.int32)
    hits = tf.cast(guessed == tf.cast(labels, tf.int32), tf.float32)
    return loss.numpy(), tf.reduce_mean(hits).numpy()
""",
}
