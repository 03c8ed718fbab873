"""Right answers as people write them, beside the masters' own.

None has a `while`: mutants are made of them, which must end.
"""

_COUNTED = {
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
}

_DESCRIBED = {
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
}

_FIRSTS = {
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
}

_SCALED = {
    "float32": "def scale(images):\n    return images.astype(np.float32) / 255.0\n",
    "divide": "def scale(images):\n    return np.divide(images, 255, dtype='float32')\n",
    "after": "def scale(images):\n    return (images / 255).astype('float32')\n",
    "asarray": "def scale(images):\n    return np.asarray(images, 'float32') / np.float32(255)\n",
    "multiply": "def scale(images):\n    return images * np.float32(1 / 255)\n",
}

_WITH_CHANNEL = {
    "expand": "def add_channel(images):\n    return np.expand_dims(images, axis=-1)\n",
    "expand 3": "def add_channel(images):\n    return np.expand_dims(images, 3)\n",
    "colons": "def add_channel(images):\n    return images[:, :, :, None]\n",
    "reshape": "def add_channel(images):\n    return images.reshape(images.shape + (1,))\n",
    "sizes": """
def add_channel(images):
    n, h, w = images.shape
    return images.reshape(n, h, w, 1)
""",
    "stack": "def add_channel(images):\n    return np.stack([images], axis=-1)\n",
}

_PREPARED = {
    "one line": "def prepare(images):\n    return images.astype('float32')[..., None] / 255\n",
    "expand": """
def prepare(images):
    scaled = images / 255
    return np.expand_dims(scaled, -1).astype(np.float32)
""",
    "reshape": """
def prepare(images):
    n, h, w = images.shape
    return images.reshape((n, h, w, 1)).astype("float32") / 255.0
""",
}

_HELD_OUT = {
    "count": """
def hold_out(images, labels, fraction):
    held = round(fraction * len(labels))
    kept = len(labels) - held
    return (images[:kept], labels[:kept]), (images[kept:], labels[kept:])
""",
    "split": """
def hold_out(images, labels, fraction):
    border = images.shape[0] - int(np.round(images.shape[0] * fraction))
    x_fit, x_val = np.split(images, [border])
    y_fit, y_val = np.split(labels, [border])
    return (x_fit, y_fit), (x_val, y_val)
""",
}

_SIZES = {
    "int": """
def output_size(size, kernel, stride=1, padding="valid"):
    if padding == "valid":
        return int((size - kernel) / stride) + 1
    return math.ceil(size / stride)
""",
    "ceil": """
def output_size(size, kernel, stride=1, padding="valid"):
    reach = size - kernel + 1 if padding == "valid" else size
    return math.ceil(reach / stride)
""",
    "rounded up": """
def output_size(size, kernel, stride=1, padding="valid"):
    if padding == "same":
        return (size + stride - 1) // stride
    return (size - kernel + stride) // stride
""",
    "range": """
def output_size(size, kernel, stride=1, padding="valid"):
    if padding == "same":
        return len(range(0, size, stride))
    return len(range(0, size - kernel + 1, stride))
""",
}

_CONVOLVED = {
    "window": """
def convolve(image, kernel):
    height, width = kernel.shape
    windows = np.lib.stride_tricks.sliding_window_view(image, (height, width))
    return (windows * kernel).sum(axis=(2, 3))
""",
    "shifts": """
def convolve(image, kernel):
    height, width = kernel.shape
    rows, columns = image.shape[0] - height + 1, image.shape[1] - width + 1
    result = np.zeros((rows, columns))
    for i in range(height):
        for j in range(width):
            result = result + float(kernel[i, j]) * image[i:i + rows, j:j + columns]
    return result
""",
    "lists": """
def convolve(image, kernel):
    kh, kw = kernel.shape
    return np.array([[np.sum(image[i:i + kh, j:j + kw] * kernel)
                      for j in range(image.shape[1] - kw + 1)]
                     for i in range(image.shape[0] - kh + 1)])
""",
}

_RECTIFIED = {
    "where": "def relu(values):\n    return np.where(values > 0, values, 0)\n",
    "product": "def relu(values):\n    return values * (values > 0)\n",
    "copy": """
def relu(values):
    result = values.copy()
    result[result < 0] = 0
    return result
""",
    "clip": "def relu(values):\n    return np.clip(values, 0, None)\n",
    "half": "def relu(values):\n    return (np.abs(values) + values) / 2\n",
}

_POOLED = {
    "reshape": """
def max_pool(image, size=2):
    rows, columns = image.shape[0] // size, image.shape[1] // size
    kept = image[:rows * size, :columns * size]
    return kept.reshape(rows, size, columns, size).max(axis=(1, 3))
""",
    "lists": """
def max_pool(image, size=2):
    h, w = image.shape
    result = np.empty((h // size, w // size))
    for i in range(h // size):
        for j in range(w // size):
            result[i, j] = np.max(image[size * i:size * i + size, size * j:size * j + size])
    return result
""",
}

_PARAMETERS = {
    "power": """
def count_parameters(kernel, in_channels, filters):
    return (kernel ** 2 * in_channels + 1) * filters
""",
    "sum": """
def count_parameters(kernel, in_channels, filters):
    biases = filters
    return filters * in_channels * kernel * kernel + biases
""",
}

_TRACED = {
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
}

_SOFTMAX = {
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
}

_ENTROPY = {
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
}

_STEPS = {
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
}

_GRADIENT = {
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

_BEST = {
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
}

_ACCURACY = {
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
}

_CONFUSION = {
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
}

_CONFUSED = {
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
}

SPELLINGS: dict[str, dict[str, str]] = {
    "describe": _DESCRIBED,
    "count_labels": _COUNTED,
    "first_of_each": _FIRSTS,
    "scale": _SCALED,
    "add_channel": _WITH_CHANNEL,
    "prepare": _PREPARED,
    "hold_out": _HELD_OUT,
    "output_size": _SIZES,
    "convolve": _CONVOLVED,
    "relu": _RECTIFIED,
    "max_pool": _POOLED,
    "count_parameters": _PARAMETERS,
    "trace_shapes": _TRACED,
    "softmax": _SOFTMAX,
    "cross_entropy": _ENTROPY,
    "steps_per_epoch": _STEPS,
    "gradient": _GRADIENT,
    "best_epoch": _BEST,
    "accuracy": _ACCURACY,
    "confusion_matrix": _CONFUSION,
    "most_confused": _CONFUSED,
}
"""By exercise, then by a name for how it is written."""
