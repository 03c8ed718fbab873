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
    "multiply by keyword": """
def scale(images):
    return np.multiply(images, 1 / 255, dtype=np.float32)
""",
    "true divide": """
def scale(images):
    return np.true_divide(images, 255.0).astype(np.float32)
""",
    "in place of its own copy": """
def scale(images):
    scaled = images.astype("float32")
    scaled /= 255
    return scaled
""",
    "out": """
def scale(images):
    scaled = np.empty(images.shape, np.float32)
    np.divide(images, 255, out=scaled)
    return scaled
""",
    "one by one": """
def scale(images):
    return np.array([image / 255 for image in images], dtype="float32").reshape(images.shape)
""",
    "float32 number": "def scale(images):\n    return np.float32(images) / 255\n",
    "named maximum": """
def scale(images):
    brightest = np.iinfo(np.uint8).max
    return (images / brightest).astype(np.float32)
""",
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
    "newaxis": "def add_channel(images):\n    return images[..., np.newaxis]\n",
    "reshape with a star": """
def add_channel(images):
    return np.reshape(images, (*images.shape, 1))
""",
    "dstack of each": """
def add_channel(images):
    return np.array([image[:, :, None] for image in images])
""",
    "stack of one": "def add_channel(images):\n    return np.stack((images,), 3)\n",
    "a tuple made": """
def add_channel(images):
    shape = list(images.shape)
    shape.append(1)
    return images.reshape(shape)
""",
    "filled": """
def add_channel(images):
    result = np.empty(images.shape + (1,), images.dtype)
    result[..., 0] = images
    return result
""",
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
    "divide": """
def prepare(images):
    return np.divide(images, 255, dtype=np.float32)[:, :, :, np.newaxis]
""",
    "channel first in time": """
def prepare(images):
    with_channel = images[..., np.newaxis]
    return with_channel.astype(np.float32) / 255
""",
    "asarray": """
def prepare(images):
    return np.asarray(images, dtype="float32")[..., None] / np.float32(255)
""",
    "in steps": """
def prepare(images):
    images = images.astype("float32")
    images /= 255
    images = np.expand_dims(images, axis=3)
    return images
""",
    "one by one": """
def prepare(images):
    return np.array([image[..., None] / 255 for image in images]).astype("float32")
""",
    "multiply": """
def prepare(images):
    return np.reshape(images * np.float32(1 / 255), (*images.shape, 1))
""",
    "filled": """
def prepare(images):
    result = np.zeros((*images.shape, 1), np.float32)
    result[..., 0] = images / 255
    return result
""",
    "stacked": """
def prepare(images):
    return np.stack([images], axis=-1).astype(np.float32) / 255.0
""",
    "helper": """
def _scaled(images):
    return (images / 255).astype(np.float32)
def prepare(images):
    return _scaled(images)[..., np.newaxis]
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
    "maximum": "def relu(values):\n    return np.maximum(values, 0)\n",
    "maximum, 0 first": "def relu(values):\n    return np.maximum(0, values)\n",
    "maximum of a float": "def relu(values):\n    return np.maximum(values, 0.0)\n",
    "fmax": "def relu(values):\n    return np.fmax(values, 0)\n",
    "method": "def relu(values):\n    return values.clip(min=0)\n",
    "half of both": "def relu(values):\n    return 0.5 * (values + np.abs(values))\n",
    "filled": """
def relu(values):
    result = np.zeros_like(values)
    result[values > 0] = values[values > 0]
    return result
""",
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
    "window": """
def count_parameters(kernel, in_channels, filters):
    window = kernel * kernel * in_channels
    return window * filters + filters
""",
    "one filter": """
def count_parameters(kernel, in_channels, filters):
    of_one = kernel * kernel * in_channels + 1
    return filters * of_one
""",
    "keywords": """
def count_parameters(kernel, in_channels, filters):
    weights, biases = kernel**2 * in_channels * filters, filters
    return weights + biases
""",
    "prod": """
def count_parameters(kernel, in_channels, filters):
    return int(np.prod((kernel, kernel, in_channels, filters))) + filters
""",
    "math.prod": """
def count_parameters(kernel, in_channels, filters):
    return math.prod([kernel, kernel, in_channels, filters]) + filters
""",
    "a list": """
def count_parameters(kernel, in_channels, filters):
    parts = [kernel * kernel * in_channels * filters, filters]
    return sum(parts)
""",
    "pow": """
def count_parameters(kernel, in_channels, filters):
    return (pow(kernel, 2) * in_channels + 1) * filters
""",
    "loop": """
def count_parameters(kernel, in_channels, filters):
    total = 0
    for _ in range(filters):
        total += kernel * kernel * in_channels + 1
    return total
""",
    "sum of filters": """
def count_parameters(kernel, in_channels, filters):
    return sum(kernel * kernel * in_channels + 1 for _ in range(filters))
""",
    "two steps": """
def count_parameters(kernel, in_channels, filters):
    count = kernel * kernel
    count *= in_channels
    count += 1
    count *= filters
    return count
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
