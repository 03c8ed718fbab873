"""Wrong answers as beginners write them, with the cause that their code tells.

`WRONG` has them by exercise; `OTHERWISE` are wrong for reasons that no habit names, or that only
look like one; `INNOCENT` are right, and look like one.
"""

import linecache
import math
import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

_HEAD = re.compile(r"^## (\w+): (.*)$", re.MULTILINE)


def _cases(text: str) -> Iterator[tuple[str, str, str]]:
    """Exercise, what stands behind it, and source."""
    pieces = _HEAD.split(text)
    for exercise, name, source in zip(pieces[1::3], pieces[2::3], pieces[3::3]):
        yield exercise, name, source.strip("\n")


def defined(exercise: str, source: str, **notebook: Any) -> Callable[..., Any]:
    """The function that a cell defines in a notebook which has these names beside NumPy."""
    import keras
    from PIL import Image

    space = {"np": np, "math": math, "keras": keras, "Image": Image, **notebook}
    # As IPython does: without a file, the lines are kept for whoever asks for them.
    name = f"<cell of {exercise}, {abs(hash(source))}>"
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    exec(compile(source, name, "exec"), space)
    return space[exercise]


WRONG = list(
    _cases('''
## count_labels: notebooks-variable
def count_labels(labels):
    return np.bincount(y_train, minlength=10)
## describe: notebooks-variable
def describe(images, labels):
    count, height, width = x_train.shape
    return {"count": count, "height": height, "width": width, "dtype": str(x_train.dtype),
            "min": x_train.min(), "max": x_train.max(), "classes": len(np.unique(labels))}
## first_of_each: notebooks-variable
def first_of_each(images, labels):
    return np.array([x_train[np.argmax(labels == digit)] for digit in range(10)])
## count_labels: argument-replaced
def count_labels(labels):
    labels = np.arange(10)
    return np.bincount(labels, minlength=10)
## relu: argument-replaced
def relu(values):
    values = np.array([-1.0, 0.0, 2.0])
    return np.maximum(values, 0)
## output_size: argument-unused
def output_size(size, kernel, stride=1, padding="valid"):
    return (size - kernel) // stride + 700
## max_pool: argument-unused
def max_pool(image, size=2):
    h, w = image.shape
    out = np.zeros((h // 2, w // 2))
    for i in range(h // 2):
        for j in range(w // 2):
            out[i, j] = image[2 * i:2 * i + 2, 2 * j:2 * j + 2].max() + 1
    return out
## count_parameters: argument-unused
def count_parameters(kernel, in_channels, filters):
    return kernel * kernel * filters + filters + 1
## convolve: return-in-loop
def convolve(image, kernel):
    a, b = kernel.shape
    h, w = image.shape
    out = np.zeros((h - a + 1, w - b + 1))
    for i in range(h - a + 1):
        for j in range(w - b + 1):
            out[i, j] = (image[i:i + a, j:j + b] * kernel).sum()
        return out
## count_labels: return-in-loop
def count_labels(labels):
    counts = np.zeros(10, int)
    for label in labels:
        counts[label] += 1
        return counts
## most_confused: return-in-loop
def most_confused(matrix):
    best = (0, 1)
    for t in range(10):
        for p in range(10):
            if t != p and matrix[t, p] > matrix[best]:
                return t, p
            else:
                return best
## confusion_matrix: return-in-loop
def confusion_matrix(labels, predictions):
    table = np.zeros((10, 10), int)
    n = 0
    while n < len(labels):
        table[labels[n], predictions[n]] += 1
        n += 1
        return table
## scale: printed
def scale(images):
    scaled = (images / 255).astype("float32")
    print(scaled)
## steps_per_epoch: printed
def steps_per_epoch(count, batch_size):
    print(math.ceil(count / batch_size))
## relu: no-return
def relu(values):
    out = values.copy()
    out[out < 0] = 0
## prepare: no-return
def prepare(images):
    prepared = (images / 255).astype("float32")[..., None]
## accuracy: no-return
def accuracy(probabilities, labels):
    accuracy = (probabilities.argmax(axis=1) == labels).mean()
## output_size: no-return
def output_size(size, kernel, stride=1, padding="valid"):
    if padding == "valid":
        (size - kernel) // stride + 1
    else:
        math.ceil(size / stride)
## add_channel: returned-none
def add_channel(images):
    result = np.expand_dims(images, -1)
    return
## output_size: returned-none
def output_size(size, kernel, stride=1, padding="valid"):
    if padding == "valid":
        return (size - kernel) // stride + 1
## relu: returned-none
def relu(values):
    out = values.copy()
    cut = np.putmask(out, out < 0, 0)
    return np.copyto(out, np.maximum(values, 0))
## best_epoch: returned-none
def best_epoch(history):
    values = list(history.history["accuracy"])
    return values.sort()
## scale: stub-left
def scale(images):
    """Return the images as float32 in [0, 1]."""
    raise NotImplementedError  # your code here
    return (images / 255).astype("float32")
## steps_per_epoch: stub-left
def steps_per_epoch(count, batch_size):
    steps = math.ceil(count / batch_size)
    raise NotImplementedError
## convolve: overwritten-in-loop
def convolve(image, kernel):
    a, b = kernel.shape
    h, w = image.shape
    out = np.zeros((h - a + 1, w - b + 1))
    for i in range(h - a + 1):
        for j in range(w - b + 1):
            total = 0
            for k in range(a):
                for l in range(b):
                    total = image[i + k, j + l] * kernel[k, l]
            out[i, j] = total
    return out
## cross_entropy: overwritten-in-loop
def cross_entropy(probabilities, labels):
    loss = 0
    for i in range(len(labels)):
        loss = -np.log(probabilities[i, labels[i]])
    return loss / len(labels)
## max_pool: overwritten-in-loop
def max_pool(image, size=2):
    h, w = image.shape
    out = np.zeros((h // size, w // size))
    for i in range(h // size):
        for j in range(w // size):
            for k in range(size):
                for l in range(size):
                    out[i, j] = image[i * size + k, j * size + l]
    return out
## cross_entropy: turned-plus
def cross_entropy(probabilities, labels):
    loss = 0
    for row, label in zip(probabilities, labels):
        loss =+ -np.log(row[label])
    return loss / len(labels)
## count_labels: turned-plus
def count_labels(labels):
    counts = np.zeros(10, int)
    for label in labels:
        counts[label] =+ 1
    return counts
## accuracy: turned-plus
def accuracy(probabilities, labels):
    wrong = len(labels)
    for row, label in zip(probabilities, labels):
        if row.argmax() == label:
            wrong =- 1
    return 1 - wrong / len(labels)
## count_labels: repeats-lost
def count_labels(labels):
    counts = np.zeros(10, int)
    for label in labels:
        counts[label] = 1
    return counts
## confusion_matrix: repeats-lost
def confusion_matrix(labels, predictions):
    table = np.zeros((10, 10), int)
    table[labels, predictions] += 1
    return table
## count_labels: repeats-lost
def count_labels(labels):
    counts = np.zeros(10, int)
    counts[labels] += 1
    return counts
## count_parameters: caret-for-power
def count_parameters(kernel, in_channels, filters):
    return filters * (in_channels * kernel ^ 2 + 1)
## cross_entropy: caret-for-power
def cross_entropy(probabilities, labels):
    chosen = probabilities[np.arange(len(labels)), labels]
    return float(-np.log(chosen ^ 2).mean()) / 2
## softmax: caret-for-power
def softmax(logits):
    powers = math.e ^ 2 * logits
    return powers / powers.sum(axis=1, keepdims=True)
## convolve: matrix-product
def convolve(image, kernel):
    k = len(kernel)
    h, w = image.shape
    return np.array([[(image[i:i + k, j:j + k] @ kernel.T).sum() for j in range(w - k + 1)]
                     for i in range(h - k + 1)])
## count_parameters: matrix-product
def count_parameters(kernel, in_channels, filters):
    return (kernel @ kernel * in_channels + 1) * filters
## scale: matrix-product
def scale(images):
    return (images @ (1 / 255)).astype("float32")
## convolve: builtin-sum
def convolve(image, kernel):
    a, b = kernel.shape
    out = np.zeros((image.shape[0] - a + 1, image.shape[1] - b + 1))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = sum(image[i:i + a, j:j + b] * kernel)
    return out
## accuracy: builtin-sum
def accuracy(probabilities, labels):
    return float(sum(np.eye(10)[labels] * probabilities)) / len(labels)
## describe: builtin-max
def describe(images, labels):
    c, h, w = images.shape
    return {"count": c, "height": h, "width": w, "max": max(images)}
## max_pool: builtin-max
def max_pool(image, size=2):
    h, w = image.shape
    return np.array([[max(image[i:i + size, j:j + size]) for j in range(0, w // size * size, size)]
                     for i in range(0, h // size * size, size)])
## scale: builtin-min
def scale(images):
    return (images - min(images)) / 255
## describe: builtin-min
def describe(images, labels):
    c, h, w = images.shape
    return {"count": c, "height": h, "width": w, "dtype": str(images.dtype), "min": min(images),
            "max": max(images), "classes": len(set(labels))}
## scale: builtin-round
def scale(images):
    return round(images / 255, 4).astype("float32")
## confusion_matrix: builtin-round
def confusion_matrix(labels, predictions):
    table = np.zeros((10, 10))
    for t, p in zip(labels, predictions):
        table[t, p] += 1
    return round(table)
## softmax: math-on-array
def softmax(logits):
    e = math.exp(logits)
    return e / e.sum(axis=1, keepdims=True)
## cross_entropy: math-on-array
def cross_entropy(probabilities, labels):
    return -math.log(probabilities[np.arange(len(labels)), labels]).mean()
## scale: converted-array
def scale(images):
    return float(images) / 255
## confusion_matrix: converted-array
def confusion_matrix(labels, predictions):
    return int(np.array([[np.sum((labels == t) & (predictions == p)) for p in range(10)]
                         for t in range(10)]))
## confusion_matrix: truth-of-array
def confusion_matrix(labels, predictions):
    return np.array([[np.sum(labels == t and predictions == p) for p in range(10)]
                     for t in range(10)])
## accuracy: truth-of-array
def accuracy(probabilities, labels):
    right = 0
    if probabilities.argmax(axis=1) == labels:
        right += 1
    return right / len(labels)
## softmax: keepdims-forgotten
def softmax(logits):
    highest = logits.max(axis=1)
    e = np.exp(logits - highest)
    return e / e.sum(axis=1)
## softmax: keepdims-forgotten
def softmax(logits):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return e / np.sum(e, axis=1)
## cross_entropy: keepdims-forgotten
def cross_entropy(probabilities, labels):
    p = probabilities / probabilities.sum(axis=1)
    return float(-np.log(p[np.arange(len(labels)), labels]).mean())
## accuracy: max-for-argmax
def accuracy(probabilities, labels):
    return float(np.mean(np.max(probabilities, axis=1) == labels))
## predict_digit: max-for-argmax
def predict_digit(model, image):
    x = image.reshape(1, 28, 28, 1).astype("float32")
    if image.dtype == np.uint8:
        x = x / 255
    return round(model.predict(x, verbose=0).max())
## describe: wrong-type
def describe(images, labels):
    n, h, w = images.shape
    return n, h, w, str(images.dtype), images.min(), images.max(), len(set(labels))
## scale: wrong-type
def scale(images):
    return images / 255, "float32"
## add_channel: wrong-type
def add_channel(images):
    return images.shape + (1,)
## count_labels: wrong-type
def count_labels(labels):
    return tuple(np.bincount(labels, minlength=10)),
## describe: wrong-type
def describe(images, labels):
    return {len(images), images.shape[1], images.shape[2], str(images.dtype), images.min()}
## first_of_each: wrong-type
def first_of_each(images, labels):
    return (images[np.argmax(labels == digit)] for digit in range(10))
## confusion_matrix: wrong-type
def confusion_matrix(labels, predictions):
    return zip(labels, predictions)
## trace_shapes: numbers-as-text
def trace_shapes():
    return ["(26,26,32)", "(13,13,32)", "(11,11,32)", "(5,5,32)", "(3,3,32)",
            "(1,1,32)", "(32,)", "(64,)", "(10,)"]
## steps_per_epoch: numbers-as-text
def steps_per_epoch(count, batch_size):
    return f"{math.ceil(count / batch_size)}"
## describe: not-called
def describe(images, labels):
    c, h, w = images.shape
    return {"count": c, "height": h, "width": w, "dtype": str(images.dtype), "min": images.min,
            "max": images.max, "classes": len(set(labels))}
## softmax: not-called
def softmax(logits):
    e = np.exp(logits - logits.max)
    return e / e.sum(axis=1, keepdims=True)
## relu: not-called
def relu(values):
    return values.copy
## count_labels: brackets
def count_labels(labels):
    counts = np.zeros[10]
    for label in labels:
        counts[label] += 1
    return counts
## convolve: brackets
def convolve(image, kernel):
    return np.array([[image(i, j) for j in range(3)] for i in range(3)])
## describe: brackets
def describe(images, labels):
    return {"count": images.shape(0), "height": images.shape(1)}
## output_size: brackets
def output_size(size, kernel, stride=1, padding="valid"):
    return max[(size - kernel) // stride + 1, 0]
## scale: unknown-name
def scale(images):
    return (image / 255).astype("float32")
## softmax: unknown-name
def softmax(logits):
    exps = np.exp(logits - logits.max(axis=1, keepdims=True))
    return exp / exps.sum(axis=1, keepdims=True)
## output_size: unknown-name
def output_size(size, kernel, stride=1, padding="valid"):
    if pading == "valid":
        return (size - kernel) // stride + 1
    return math.ceil(size / stride)
## prepare: unknown-name
def prepare(images):
    return add_chanel(scale(images))
## convolve: unknown-name
def convolve(image, kernel):
    out = np.zeross(image.shape)
    return out * kernel
## relu: unknown-name
def relu(values):
    return values.maximum(0)
## first_of_each: unknown-name
def first_of_each(images, labels):
    return images[labels.argmaxx(axis=0)]
## steps_per_epoch: unknown-name
def steps_per_epoch(count, batch_size):
    return total // batch_size
## count_labels: no-value-yet
def count_labels(labels):
    for label in labels:
        counts[label] += 1
        counts = np.zeros(10, int)
    return counts
## cross_entropy: no-value-yet
def cross_entropy(probabilities, labels):
    for row, label in zip(probabilities, labels):
        loss += -np.log(row[label])
    return loss / len(labels)
## relu: changed-input
def relu(values):
    values[values < 0] = 0
    return values
## most_confused: changed-input
def most_confused(matrix):
    np.fill_diagonal(matrix, 0)
    return np.unravel_index(matrix.argmax(), matrix.shape)
## relu: changed-input
def relu(values):
    out = values
    out[out < 0] = 0
    return out
## softmax: changed-input
def softmax(logits):
    logits -= logits.max(axis=1, keepdims=True)
    e = np.exp(logits)
    return e / e.sum(axis=1, keepdims=True)
## convolve: size-hard-coded
def convolve(image, kernel):
    k = len(kernel)
    out = np.zeros((28 - k + 1, 28 - k + 1))
    for i in range(min(len(out), image.shape[0] - k + 1)):
        for j in range(min(len(out), image.shape[1] - k + 1)):
            out[i, j] = (image[i:i + k, j:j + k] * kernel[:, :k]).sum()
    return out
## relu: size-hard-coded
def relu(values):
    out = np.zeros((28, 28))
    for i in range(28):
        for j in range(28):
            out[i, j] = max(values[i, j], 0)
    return out
## softmax: size-hard-coded
def softmax(logits):
    out = np.zeros((len(logits), 10))
    for i, row in enumerate(logits):
        e = np.exp(row - row.max())
        out[i] = e / e.sum()
    return out
## steps_per_epoch: size-hard-coded
def steps_per_epoch(count, batch_size):
    return math.ceil(count / 35) + 0 * batch_size
## accuracy: size-hard-coded
def accuracy(probabilities, labels):
    right = 0
    for i in range(10000):
        right += probabilities[i].argmax() == labels[i]
    return right / 10000
''')
)

PERHAPS = list(
    _cases("""
## convolve: height
def convolve(image, kernel):
    b, a = kernel.shape
    width, height = image.shape
    out = np.zeros((height - a + 1, width - b + 1))
    for i in range(height - a + 1):
        for j in range(width - b + 1):
            out[i, j] = (image[i:i + a, j:j + b] * kernel.T).sum()
    return out
## describe: height
def describe(images, labels):
    n = len(images)
    w, h = images[0].shape
    return {"count": n, "height": h, "width": w, "dtype": str(images.dtype),
            "min": images.min(), "max": images.max(), "classes": len(labels) // 2}
## max_pool: transposed
def max_pool(image, size=2):
    h, w = np.transpose(image).shape
    out = np.zeros((h // size, w // size))
    for i in range(h // size):
        for j in range(w // size):
            out[i, j] = image[i * size:(i + 1) * size, j * size:(j + 1) * size].max(initial=-9)
    return out
## max_pool: transposed
def max_pool(image, size=2):
    turned = np.swapaxes(image, 0, 1)
    h, w = turned.shape
    out = np.zeros((h // size, w // size))
    for i in range(h // size):
        for j in range(w // size):
            out[i, j] = image[i * size:(i + 1) * size, j * size:(j + 1) * size].max(initial=-9)
    return out
## max_pool: transposed
def max_pool(image, size=2):
    turned = image.transpose(1, 0)
    h, w = turned.shape
    out = np.zeros((h // size, w // size))
    for i in range(h // size):
        for j in range(w // size):
            out[i, j] = image[i * size:(i + 1) * size, j * size:(j + 1) * size].max(initial=-9)
    return out
## max_pool: transposed
def max_pool(image, size=2):
    turned = image.transpose((1, 0))
    h, w = turned.shape
    out = np.zeros((h // size, w // size))
    for i in range(h // size):
        for j in range(w // size):
            out[i, j] = image[i * size:(i + 1) * size, j * size:(j + 1) * size].max(initial=-9)
    return out
## max_pool: transposed
def max_pool(image, size=2):
    turned = image.T
    h, w = turned.shape
    out = np.zeros((h // size, w // size))
    for i in range(h // size):
        for j in range(w // size):
            out[i, j] = image[i * size:(i + 1) * size, j * size:(j + 1) * size].max(initial=-9)
    return out
## softmax: first axis
def softmax(logits):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return e / sum(e)
## cross_entropy: first axis
def cross_entropy(probabilities, labels):
    p = probabilities / sum(probabilities)
    return float(-np.log(p[np.arange(len(labels)), labels]).mean())
## relu: a variable
def relu(values):
    return np.where(values > threshold, values, 0)
## output_size: a variable
def output_size(size, kernel, stride=1, padding="valid"):
    if padding == "same":
        return math.ceil(size / stride)
    return (size - kernel) // stride + threshold
""")
)

OTHERWISE = list(
    _cases("""
## max_pool: the shape is taken before it is transposed
def max_pool(image, size=2):
    h, w = image.shape
    turned = image
    turned = turned.T
    out = np.zeros((h // size, w // size))
    for i in range(h // size):
        for j in range(w // size):
            out[i, j] = image[i * size:(i + 1) * size, j * size:(j + 1) * size].mean()
    return out
## max_pool: transposed twice
def max_pool(image, size=2):
    turned = image.T
    turned = turned.T
    h, w = turned.shape
    out = np.zeros((h // size, w // size))
    for i in range(h // size):
        for j in range(w // size):
            out[i, j] = image[i * size:(i + 1) * size, j * size:(j + 1) * size].mean()
    return out
## max_pool: axes that stay as they are
def max_pool(image, size=2):
    h, w = image.transpose(0, 1).shape
    out = np.zeros((h // size, w // size))
    for i in range(h // size):
        for j in range(w // size):
            out[i, j] = image[i * size:(i + 1) * size, j * size:(j + 1) * size].mean()
    return out
## max_pool: swapped with itself
def max_pool(image, size=2):
    h, w = np.swapaxes(image, 1, 1).shape
    out = np.zeros((h // size, w // size))
    for i in range(h // size):
        for j in range(w // size):
            out[i, j] = image[i * size:(i + 1) * size, j * size:(j + 1) * size].mean()
    return out
## max_pool: transposed after the shape, same name
def max_pool(image, size=2):
    h, w = image.shape
    image = image.T
    image = image.T
    out = np.zeros((h // size, w // size))
    for i in range(h // size):
        for j in range(w // size):
            out[i, j] = image[i * size:(i + 1) * size, j * size:(j + 1) * size].mean()
    return out
## max_pool: the channel goes to the end
def max_pool(image, size=2):
    h, w, n = image[np.newaxis].transpose(1, 2, 0).shape
    out = np.zeros((h // size, w // size))
    for i in range(h // size):
        for j in range(w // size):
            out[i, j] = image[i * size:(i + 1) * size, j * size:(j + 1) * size].mean()
    return out
## max_pool: axes that nobody knows
def max_pool(image, size=2):
    order = (0, 1)
    h, w = image.transpose(order).shape
    out = np.zeros((h // size, w // size))
    for i in range(h // size):
        for j in range(w // size):
            out[i, j] = image[i * size:(i + 1) * size, j * size:(j + 1) * size].mean()
    return out
## scale: another divisor
def scale(images):
    out = np.empty(images.shape, np.float32)
    for i, image in enumerate(images):
        out[i] = image / 254
    return out
## count_labels: one too many
def count_labels(labels):
    counts = np.zeros(10, int)
    for label in labels:
        counts[label] += 1
    return counts + 1
## count_labels: at the next digit
def count_labels(labels):
    counts = [0] * 10
    for label in labels:
        counts[(label + 1) % 10] += 1
    return np.array(counts)
## first_of_each: the last
def first_of_each(images, labels):
    out = np.zeros((10, *images.shape[1:]), images.dtype)
    for image, label in zip(images, labels):
        out[label] = image
    return out
## first_of_each: the second
def first_of_each(images, labels):
    return np.stack([images[np.flatnonzero(labels == d)[-1]] for d in range(10)])
## describe: classes by maximum
def describe(images, labels):
    (count, height, width), dtype = images.shape, str(images.dtype)
    return {"count": count, "height": height, "width": width, "dtype": dtype,
            "min": int(images.min()), "max": int(images.max()), "classes": int(labels.max()) + 1}
## add_channel: three
def add_channel(images):
    return np.repeat(images[..., np.newaxis], 3, axis=-1)
## prepare: by 254
def prepare(images):
    scaled = images.astype("float32") / 254
    return scaled[..., np.newaxis]
## hold_out: the first
def hold_out(images, labels, fraction):
    held = round(len(images) * fraction)
    return (images[held:], labels[held:]), (images[:held], labels[:held])
## output_size: no one
def output_size(size, kernel, stride=1, padding="valid"):
    if padding == "same":
        return math.ceil(size / stride)
    return (size - kernel) // stride
## output_size: a loop
def output_size(size, kernel, stride=1, padding="valid"):
    places = 0
    reach = size if padding == "same" else size - kernel
    for start in range(0, reach, stride):
        places += 1
    return places
## convolve: flipped
def convolve(image, kernel):
    a, b = kernel.shape
    h, w = image.shape
    out = np.zeros((h - a + 1, w - b + 1))
    for i in range(h - a + 1):
        for j in range(w - b + 1):
            window = image[i:i + a, j:j + b]
            out[i, j] = (window * kernel[::-1, ::-1]).sum()
    return out
## convolve: unravelled
def convolve(image, kernel):
    a, b = kernel.shape
    h, w = image.shape
    return np.array([[image[i:i + a, j:j + b].ravel() @ kernel.T.ravel() if a == b else 0.0
                      for j in range(w - b + 1)] for i in range(h - a + 1)])
## convolve: one short
def convolve(image, kernel):
    a, b = kernel.shape
    h, w = image.shape
    out = np.zeros((h - a, w - b))
    for i in range(h - a):
        for j in range(w - b):
            total = 0.0
            for k in range(a):
                row = image[i + k]
                for l in range(b):
                    total = total + row[j + l] * kernel[k, l]
            out[i, j] = total
    return out
## relu: leaky
def relu(values):
    return np.where(values > 0, values, 0.01 * values)
## relu: in a loop
def relu(values):
    out = np.empty_like(values)
    for place, value in np.ndenumerate(values):
        out[place] = value if value > 0.5 else 0
    return out
## relu: absolute
def relu(values):
    return abs(values)
## max_pool: mean
def max_pool(image, size=2):
    h, w = image.shape[0] // size, image.shape[1] // size
    return image[:h * size, :w * size].reshape(h, size, w, size).mean(axis=(1, 3))
## max_pool: overlapping
def max_pool(image, size=2):
    h, w = image.shape
    return np.array([[image[i:i + size, j:j + size].max() for j in range(w - size + 1)]
                     for i in range(h - size + 1)])
## max_pool: last wins under a condition
def max_pool(image, size=2):
    h, w = image.shape[0] // size, image.shape[1] // size
    out = np.zeros((h, w))
    for i in range(h):
        for j in range(w):
            best = 0
            for value in image[i * size:(i + 1) * size, j * size:(j + 1) * size].ravel():
                if value < best:
                    best = value
            out[i, j] = best
    return out
## count_parameters: no bias
def count_parameters(kernel, in_channels, filters):
    return kernel ** 2 * in_channels * filters
## count_parameters: one bias
def count_parameters(kernel, in_channels, filters):
    total = 1
    for _ in range(filters):
        total += kernel * kernel * in_channels
    return total
## trace_shapes: one slip
def trace_shapes():
    shapes, size = [], 28
    for _ in range(3):
        size = size - 3
        shapes.append((size, size, 32))
        size = size // 2
        shapes.append((size, size, 32))
    return [*shapes, (32,), (64,), (10,)]
## softmax: base two
def softmax(logits):
    e = 2.0 ** (logits - logits.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)
## softmax: by columns
def softmax(logits):
    e = np.exp(logits - logits.max(axis=0))
    return e / e.sum(axis=0)
## softmax: row by row
def softmax(logits):
    rows = []
    for row in logits:
        e = np.exp(row - max(row))
        rows.append(e / (sum(e) + 1))
    return np.array(rows)
## cross_entropy: the largest
def cross_entropy(probabilities, labels):
    losses = []
    for row, label in zip(probabilities, labels):
        losses.append(-math.log(max(row)) + 0 * label)
    return sum(losses) / len(losses)
## cross_entropy: sum
def cross_entropy(probabilities, labels):
    total = 0
    for i, label in enumerate(labels):
        total -= np.log(probabilities[i, label])
    return float(total)
## cross_entropy: base two
def cross_entropy(probabilities, labels):
    return float(-np.log2(probabilities[range(len(labels)), labels]).mean())
## steps_per_epoch: rounded down
def steps_per_epoch(count, batch_size):
    return count // batch_size
## steps_per_epoch: one more
def steps_per_epoch(count, batch_size):
    steps = 0
    while count >= 0:
        count -= batch_size
        steps += 1
    return steps
## best_epoch: from nought
def best_epoch(history):
    values = history.history.get("val_accuracy", history.history["accuracy"])
    best = 0
    for epoch, value in enumerate(values):
        if value > values[best]:
            best = epoch
    return best
## best_epoch: the lowest
def best_epoch(history):
    values = history.history.get("val_accuracy", history.history["accuracy"])
    return int(np.argmin(values)) + 1
## accuracy: wrong ones
def accuracy(probabilities, labels):
    answers = probabilities.argmax(axis=1)
    return float((answers != labels).mean())
## accuracy: sure ones only
def accuracy(probabilities, labels):
    right = 0
    for row, label in zip(probabilities, labels):
        if max(row) > 0.5 and row.argmax() == label:
            right += 1
    return right / len(labels)
## confusion_matrix: turned
def confusion_matrix(labels, predictions):
    table = np.zeros((10, 10), int)
    for true, read in zip(labels, predictions):
        table[read, true] += 1
    return table
## confusion_matrix: shares
def confusion_matrix(labels, predictions):
    table = np.zeros((10, 10))
    np.add.at(table, (labels, predictions), 1)
    return table / len(labels)
## confusion_matrix: from one-hots
def confusion_matrix(labels, predictions):
    true, read = np.zeros((len(labels), 10), int), np.zeros((len(labels), 10), int)
    for i, label in enumerate(labels):
        true[i, label] = 1
    for i, label in enumerate(predictions):
        read[i, label] = 1
    return read.T @ true
## most_confused: with the diagonal
def most_confused(matrix):
    t, p = np.unravel_index(matrix.argmax(), matrix.shape)
    return int(t), int(p)
## most_confused: the least
def most_confused(matrix):
    best = None
    for t in range(10):
        for p in range(10):
            if t != p and (best is None or matrix[t, p] < matrix[best]):
                best = (t, p)
    return best
## most_confused: turned
def most_confused(matrix):
    off = matrix - np.diag(np.diag(matrix))
    t, p = divmod(int(off.argmax()), 10)
    return p, t
## center_drawing: white
def center_drawing(drawing):
    field = np.ones((28, 28, 1), np.float32)
    if not drawing.any():
        return np.zeros((28, 28, 1), np.float32)
    return field
## augment: zeros
def augment(images, rng):
    dy, dx = rng.integers(-2, 3, 2)
    return np.roll(images, (dy, dx), (1, 2))
""")
)

INNOCENT = list(
    _cases("""
## most_confused: a return under a condition in a loop
def most_confused(matrix):
    off = matrix - np.diag(np.diag(matrix))
    for t in range(10):
        for p in range(10):
            if off[t, p] == off.max():
                return t, p
## first_of_each: a loop that goes on until it finds one
def first_of_each(images, labels):
    def first(digit):
        for image, label in zip(images, labels):
            if label != digit:
                continue
            return image
    return np.array([first(digit) for digit in range(10)])
## confusion_matrix: ones in one-hot rows
def confusion_matrix(labels, predictions):
    true = np.zeros((len(labels), 10), int)
    for i, label in enumerate(labels):
        true[i, label] = 1
    read = np.eye(10, dtype=int)[predictions]
    return true.T @ read
## convolve: a temporary in the inner loop
def convolve(image, kernel):
    a, b = kernel.shape
    h, w = image.shape
    out = np.zeros((h - a + 1, w - b + 1))
    for i in range(h - a + 1):
        for j in range(w - b + 1):
            window = image[i:i + a, j:j + b]
            total = (window * kernel).sum()
            out[i, j] = total
    return out
## convolve: a product of unravelled windows
def convolve(image, kernel):
    a, b = kernel.shape
    h, w = image.shape
    return np.array([[image[i:i + a, j:j + b].ravel() @ kernel.ravel() for j in range(w - b + 1)]
                     for i in range(h - a + 1)])
## accuracy: Python's own sum of one axis
def accuracy(probabilities, labels):
    return sum(probabilities.argmax(axis=1) == labels) / len(labels)
## softmax: Python's own max and sum of a row
def softmax(logits):
    rows = []
    for row in logits:
        e = np.exp(row - max(row))
        rows.append(e / sum(e))
    return np.array(rows)
## softmax: turned, so that no axis has to be kept
def softmax(logits):
    e = np.exp(logits.T - logits.max(axis=1))
    return (e / e.sum(axis=0)).T
## count_labels: ten digits, whatever comes
def count_labels(labels):
    counts = np.zeros(10, int)
    for digit in range(10):
        counts[digit] = (labels == digit).sum()
    return counts
## relu: a constant of the notebook's
def relu(values):
    return np.where(values > NOUGHT, values, NOUGHT)
## max_pool: the names h and w in their order, and a transposed array
def max_pool(image, size=2):
    h, w = image.shape[0] // size, image.shape[1] // size
    blocks = image[:h * size, :w * size].reshape(h, size, w, size)
    return blocks.transpose(0, 2, 1, 3).reshape(h, w, size * size).max(axis=2)
## count_parameters: unary plus and minus
def count_parameters(kernel, in_channels, filters):
    weights = + kernel ** 2 * in_channels
    none = -1
    return (weights - none) * filters
## steps_per_epoch: a loop of its own
def steps_per_epoch(count, batch_size):
    steps = 0
    while count > 0:
        count -= batch_size
        steps += 1
    return steps
## steps_per_epoch: negative floor
def steps_per_epoch(count, batch_size):
    return -(-count // batch_size)
## best_epoch: the last of a loop's values
def best_epoch(history):
    values = history.history.get("val_accuracy", history.history["accuracy"])
    best = 0
    for epoch, value in enumerate(values):
        if value > values[best]:
            best = epoch
    return best + 1
## cross_entropy: numbers one by one
def cross_entropy(probabilities, labels):
    total = 0.0
    for row, label in zip(probabilities, labels):
        chosen = row[label]
        total = total + math.log(chosen)
    return -total / len(labels)
## relu: a copy that is changed
def relu(values):
    out = values.copy()
    out[out < 0] = 0
    return out
## gradient: one label's place, which comes but once
def gradient(inputs, probabilities, label):
    error = probabilities.copy()
    error[label] -= 1
    return np.outer(inputs, error)
## describe: a method handed on
def describe(images, labels):
    low, high = map(lambda f: int(f()), (images.min, images.max))
    c, h, w = images.shape
    return {"count": c, "height": h, "width": w, "dtype": str(images.dtype), "min": low,
            "max": high, "classes": len({*labels.tolist()})}
""")
)
