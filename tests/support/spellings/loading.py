"""Lesson 01: right answers as people write them, by a name for how it is written."""

DESCRIBE = {
    "len": """
def describe(images, labels):
    return dict(count=len(images), height=images.shape[1], width=images.shape[2],
                dtype=images.dtype.name, min=images.min(), max=images.max(),
                classes=len(set(labels)))
""",
    "unique": """
def describe(images, labels):
    facts = {"count": images.shape[0], "height": images[0].shape[0], "width": images[0].shape[1]}
    facts["dtype"] = str(images.dtype)
    facts["min"] = np.min(images).item()
    facts["max"] = np.max(images).item()
    facts["classes"] = np.unique(labels).size
    return facts
""",
    "shape in three": """
def describe(images, labels):
    n, h, w = images.shape
    return {"count": n, "height": h, "width": w, "dtype": f"{images.dtype}",
            "min": np.amin(images), "max": np.amax(images), "classes": len(np.unique(labels))}
""",
    "set of a list": """
def describe(images, labels):
    result = {}
    result["count"] = len(labels)
    result["height"] = len(images[0])
    result["width"] = len(images[0][0])
    result["dtype"] = images.dtype.name
    result["min"] = int(np.min(images))
    result["max"] = int(np.max(images))
    result["classes"] = len(set(labels.tolist()))
    return result
""",
    "loop over the labels": """
def describe(images, labels):
    seen = []
    for label in labels:
        if label not in seen:
            seen.append(label)
    return {"classes": len(seen), "count": labels.size, "dtype": str(images.dtype),
            "height": images.shape[-2], "width": images.shape[-1],
            "min": images.min(), "max": images.max()}
""",
    "zip": """
def describe(images, labels):
    facts = dict(zip(("count", "height", "width"), images.shape))
    facts.update(dtype=str(images.dtype), min=images.min(), max=images.max())
    facts["classes"] = np.unique(labels).shape[0]
    return facts
""",
    "ravel": """
def describe(images, labels):
    pixels = images.ravel()
    return {"count": images.shape[0], "height": images.shape[1], "width": images.shape[2],
            "dtype": str(pixels.dtype), "min": min(pixels), "max": max(pixels),
            "classes": len({int(label) for label in labels})}
""",
    "sorted": """
def describe(images, labels):
    ordered = np.sort(images, axis=None)
    return {"count": len(images), "height": images.shape[1], "width": images.shape[2],
            "dtype": images.dtype.name, "min": ordered[0], "max": ordered[-1],
            "classes": len(np.unique(labels))}
""",
    "numbers of NumPy": """
def describe(images, labels):
    count, height, width = np.array(images.shape)
    return {"count": count, "height": height, "width": width, "dtype": str(images.dtype),
            "min": images.min(), "max": images.max(), "classes": np.int64(len(set(labels)))}
""",
    "the smallest of each": """
def describe(images, labels):
    return {"count": len(images), "height": images.shape[1], "width": images.shape[2],
            "dtype": str(images.dtype), "min": min(image.min() for image in images),
            "max": max(image.max() for image in images), "classes": len(set(labels))}
""",
    "counter": """
from collections import Counter
def describe(images, labels):
    return {"count": images.shape[0], "height": images.shape[1], "width": images.shape[2],
            "dtype": str(images.dtype), "min": images.min().astype(int),
            "max": images.max().astype(int), "classes": len(Counter(labels.tolist()))}
""",
    "TensorFlow": """
import tensorflow as tf
def describe(images, labels):
    count, height, width = tf.shape(images).numpy()
    return {"count": int(count), "height": int(height), "width": int(width),
            "dtype": tf.constant(images).dtype.name, "min": int(tf.reduce_min(images)),
            "max": int(tf.reduce_max(images)), "classes": len(tf.unique(labels)[0])}
""",
}

COUNT_LABELS = {
    "counter": """
from collections import Counter
def count_labels(labels):
    counted = Counter(labels.tolist())
    return np.array([counted[digit] for digit in range(10)])
""",
    "comparison": """
def count_labels(labels):
    return np.array([int((labels == digit).sum()) for digit in range(10)])
""",
    "loop": """
def count_labels(labels):
    counts = np.zeros(10, int)
    for label in labels:
        counts[label] += 1
    return counts
""",
    "at": """
def count_labels(labels):
    counts = np.zeros(10, dtype=int)
    np.add.at(counts, labels, 1)
    return counts
""",
    "histogram": """
def count_labels(labels):
    return np.histogram(labels, bins=np.arange(11))[0]
""",
    "unique": """
def count_labels(labels):
    counts = np.zeros(10, int)
    digits, found = np.unique(labels, return_counts=True)
    counts[digits] = found
    return counts
""",
    "one-hot": """
def count_labels(labels):
    return np.eye(10, dtype=int)[labels].sum(axis=0)
""",
    "count_nonzero": """
def count_labels(labels):
    return np.array([np.count_nonzero(labels == d) for d in range(10)])
""",
    "bincount of a list": """
def count_labels(labels):
    return np.bincount(list(labels), minlength=10)
""",
    "a list": """
def count_labels(labels):
    counts = [0] * 10
    for label in labels:
        counts[int(label)] += 1
    return np.array(counts)
""",
    "list.count": """
def count_labels(labels):
    listed = list(labels)
    return np.array([listed.count(digit) for digit in range(10)])
""",
    "table": """
def count_labels(labels):
    return (labels[:, None] == np.arange(10)).sum(axis=0)
""",
    "dictionary": """
def count_labels(labels):
    counts = {digit: 0 for digit in range(10)}
    for label in labels:
        counts[label] += 1
    return np.array(list(counts.values()))
""",
    "len of a selection": """
def count_labels(labels):
    counts = []
    for digit in range(10):
        counts.append(len(labels[labels == digit]))
    return np.array(counts)
""",
    "where": """
def count_labels(labels):
    return np.array([np.where(labels == digit)[0].size for digit in range(10)], dtype="int64")
""",
    "one-hot of Keras": """
import keras
def count_labels(labels):
    return keras.utils.to_categorical(labels, 10).sum(axis=0).astype(int)
""",
    "TensorFlow": """
import tensorflow as tf
def count_labels(labels):
    return tf.math.bincount(tf.cast(labels, tf.int32), minlength=10).numpy()
""",
}

FIRST_OF_EACH = {
    "where": """
def first_of_each(images, labels):
    return np.array([images[np.where(labels == digit)[0][0]] for digit in range(10)])
""",
    "index": """
def first_of_each(images, labels):
    listed = labels.tolist()
    return images[[listed.index(digit) for digit in range(10)]]
""",
    "loop": """
def first_of_each(images, labels):
    found = np.zeros((10,) + images.shape[1:], images.dtype)
    for digit in range(10):
        found[digit] = images[labels == digit][0]
    return found
""",
    "unique": """
def first_of_each(images, labels):
    return images[np.unique(labels, return_index=True)[1]]
""",
    "dictionary": """
def first_of_each(images, labels):
    first = {}
    for image, label in zip(images, labels):
        first.setdefault(int(label), image)
    return np.stack([first[digit] for digit in range(10)])
""",
    "argmax in a loop": """
def first_of_each(images, labels):
    firsts = []
    for digit in range(10):
        place = np.argmax(labels == digit)
        firsts.append(images[place])
    return np.array(firsts)
""",
    "flatnonzero": """
def first_of_each(images, labels):
    places = [np.flatnonzero(labels == digit)[0] for digit in range(10)]
    return images[places]
""",
    "two loops": """
def first_of_each(images, labels):
    result = []
    for digit in range(10):
        for i in range(len(labels)):
            if labels[i] == digit:
                result.append(images[i])
                break
    return np.stack(result)
""",
    "next": """
def first_of_each(images, labels):
    return np.array([next(x for x, y in zip(images, labels) if y == d) for d in range(10)])
""",
    "a list of images": """
def first_of_each(images, labels):
    return np.asarray([images[labels == digit][0] for digit in range(10)])
""",
    "nonzero and take": """
def first_of_each(images, labels):
    places = [(labels == digit).nonzero()[0][0] for digit in range(10)]
    return np.take(images, places, axis=0)
""",
    "a table": """
def first_of_each(images, labels):
    return images[(labels[:, None] == np.arange(10)).argmax(axis=0)]
""",
    "from the end": """
def first_of_each(images, labels):
    first = {}
    for i in reversed(range(len(labels))):
        first[int(labels[i])] = i
    return images[[first[digit] for digit in range(10)]]
""",
    "concatenate": """
def first_of_each(images, labels):
    return np.concatenate([images[labels == digit][:1] for digit in range(10)])
""",
    "sorted": """
def first_of_each(images, labels):
    order = np.argsort(labels, kind="stable")
    return images[order[np.searchsorted(labels[order], np.arange(10))]]
""",
}

LOAD_DIGITS = {
    "returned as it comes": """
import keras
def load_digits():
    return keras.datasets.mnist.load_data()
""",
    "imported from": """
from keras.datasets import mnist
def load_digits():
    (x_train, y_train), (x_test, y_test) = mnist.load_data()
    return (x_train, y_train), (x_test, y_test)
""",
    "two pairs": """
import keras
def load_digits():
    train, test = keras.datasets.mnist.load_data()
    return train, test
""",
    "tf.keras": """
import tensorflow as tf
def load_digits():
    return tf.keras.datasets.mnist.load_data()
""",
    "lists": """
import keras
def load_digits():
    (x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
    return [[x_train, y_train], [x_test, y_test]]
""",
    "in brackets": """
import keras
def load_digits():
    data = keras.datasets.mnist.load_data()
    return ((data[0][0], data[0][1]), (data[1][0], data[1][1]))
""",
    "its default path": """
import keras
def load_digits():
    return keras.datasets.mnist.load_data(path="mnist.npz")
""",
    "long names": """
from tensorflow import keras as k
def load_digits():
    (train_images, train_labels), (test_images, test_labels) = k.datasets.mnist.load_data()
    train = (train_images, train_labels)
    test = (test_images, test_labels)
    return train, test
""",
    "printed on the way": """
import keras
def load_digits():
    (x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
    print(x_train.shape, y_train.shape, x_test.shape, y_test.shape)
    return (x_train, y_train), (x_test, y_test)
""",
    "starred": """
import keras
def load_digits():
    train, *rest = keras.datasets.mnist.load_data()
    return (*train,), (*rest[0],)
""",
    "a tuple of tuples": """
import keras
def load_digits():
    return tuple(tuple(pair) for pair in keras.datasets.mnist.load_data())
""",
    "imported inside": """
def load_digits():
    from tensorflow.keras.datasets.mnist import load_data
    return load_data()
""",
    "made sure of": """
import keras
def load_digits():
    (x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
    assert x_train.shape == (60000, 28, 28) and y_test.shape == (10000,)
    return (x_train.copy(), y_train), (x_test.copy(), y_test)
""",
}
