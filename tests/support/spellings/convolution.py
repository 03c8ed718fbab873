"""Lesson 03: right answers as people write them, by a name for how it is written."""

OUTPUT_SIZE = {
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
    "count the starts": """
def output_size(size, kernel, stride=1, padding="valid"):
    if padding == "same":
        return math.ceil(size / stride)
    count = 0
    for start in range(0, size, stride):
        if start + kernel <= size:
            count += 1
    return count
""",
    "elif": """
def output_size(size, kernel, stride=1, padding="valid"):
    if padding == "valid":
        result = (size - kernel) // stride + 1
    elif padding == "same":
        result = (size + stride - 1) // stride
    return result
""",
    "np.floor": """
def output_size(size, kernel, stride=1, padding="valid"):
    if padding == "same":
        return int(np.ceil(size / stride))
    return int(np.floor((size - kernel) / stride)) + 1
""",
    "a number of NumPy": """
def output_size(size, kernel, stride=1, padding="valid"):
    if padding == "same":
        return np.int64(-(-size // stride))
    return np.int64((size - kernel) // stride + 1)
""",
    "one expression": """
def output_size(size, kernel, stride=1, padding="valid"):
    return (size - kernel) // stride + 1 if padding == "valid" else (size - 1) // stride + 1
""",
    "a dictionary": """
def output_size(size, kernel, stride=1, padding="valid"):
    return {"valid": (size - kernel) // stride + 1, "same": -(-size // stride)}[padding]
""",
    "divmod": """
def output_size(size, kernel, stride=1, padding="valid"):
    room = size if padding == "same" else size - kernel + 1
    whole, left = divmod(room, stride)
    return whole + (1 if left else 0)
""",
    "a list of starts": """
def output_size(size, kernel, stride=1, padding="valid"):
    last = size - kernel if padding == "valid" else size - 1
    return len([start for start in range(last + 1) if start % stride == 0])
""",
    "math.floor": """
def output_size(size, kernel, stride=1, padding="valid"):
    if padding.lower() == "same":
        return math.ceil(size / stride)
    return math.floor((size - kernel) / stride + 1)
""",
    "arange": """
def output_size(size, kernel, stride=1, padding="valid"):
    end = size if padding == "same" else size - kernel + 1
    return len(np.arange(0, end, stride))
""",
}

CONVOLVE = {
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
    "four loops": """
def convolve(image, kernel):
    h, w = image.shape
    a, b = kernel.shape
    result = np.zeros((h - a + 1, w - b + 1))
    for i in range(h - a + 1):
        for j in range(w - b + 1):
            for k in range(a):
                for m in range(b):
                    result[i, j] += float(image[i + k, j + m]) * float(kernel[k, m])
    return result
""",
    "np.sum of a product": """
def convolve(image, kernel):
    a, b = kernel.shape
    rows, columns = image.shape[0] - a + 1, image.shape[1] - b + 1
    output = np.empty((rows, columns))
    for row in range(rows):
        for column in range(columns):
            output[row, column] = np.sum(np.multiply(image[row:row + a, column:column + b], kernel))
    return output
""",
    "tensordot": """
def convolve(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.tensordot(windows, kernel, axes=2)
""",
    "einsum": """
def convolve(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.einsum("ijab,ab->ij", windows, kernel)
""",
    "appended rows": """
def convolve(image, kernel):
    kh, kw = kernel.shape
    rows = []
    for top in range(image.shape[0] - kh + 1):
        row = []
        for left in range(image.shape[1] - kw + 1):
            row.append((image[top:top + kh, left:left + kw] * kernel).sum())
        rows.append(row)
    return np.array(rows)
""",
    "vdot": """
def convolve(image, kernel):
    kh, kw = kernel.shape
    return np.array([[np.vdot(image[i:i + kh, j:j + kw], kernel)
                      for j in range(image.shape[1] - kw + 1)]
                     for i in range(image.shape[0] - kh + 1)])
""",
    "float32": """
def convolve(image, kernel):
    image, kernel = image.astype("float32"), kernel.astype("float32")
    rows, columns = image.shape[0] - kernel.shape[0] + 1, image.shape[1] - kernel.shape[1] + 1
    result = np.zeros((rows, columns), dtype="float32")
    for i in range(rows):
        for j in range(columns):
            result[i, j] = (image[i:i + kernel.shape[0], j:j + kernel.shape[1]] * kernel).sum()
    return result
""",
    "floats": """
def convolve(image, kernel):
    kh, kw = kernel.shape
    return np.array([[float((image[i:i + kh, j:j + kw] * kernel).sum())
                      for j in range(image.shape[1] - kw + 1)]
                     for i in range(image.shape[0] - kh + 1)])
""",
    "flattened windows": """
def convolve(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    rows, columns = windows.shape[:2]
    return (windows.reshape(rows * columns, -1) @ kernel.ravel()).reshape(rows, columns)
""",
    "TensorFlow": """
import tensorflow as tf
def convolve(image, kernel):
    image = tf.cast(image, tf.float32)[None, :, :, None]
    kernel = tf.cast(kernel, tf.float32)[:, :, None, None]
    return tf.nn.conv2d(image, kernel, strides=1, padding="VALID")[0, :, :, 0].numpy()
""",
}

RELU = {
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

MAX_POOL = {
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
    "comprehension": """
def max_pool(image, size=2):
    h, w = image.shape
    return np.array([[image[i:i + size, j:j + size].max() for j in range(0, w - size + 1, size)]
                     for i in range(0, h - size + 1, size)])
""",
    "its own dtype": """
def max_pool(image, size=2):
    rows, columns = image.shape[0] // size, image.shape[1] // size
    result = np.zeros((rows, columns), dtype=image.dtype)
    for row in range(rows):
        for column in range(columns):
            top, left = row * size, column * size
            result[row, column] = np.amax(image[top:top + size, left:left + size])
    return result
""",
    "slices compared": """
def max_pool(image, size=2):
    rows, columns = image.shape[0] // size, image.shape[1] // size
    kept = image[:rows * size, :columns * size]
    result = kept[::size, ::size]
    for i in range(size):
        for j in range(size):
            result = np.maximum(result, kept[i::size, j::size])
    return result
""",
    "rows then columns": """
def max_pool(image, size=2):
    rows, columns = image.shape[0] // size, image.shape[1] // size
    tall = image[:rows * size].reshape(rows, size, image.shape[1]).max(axis=1)
    return tall[:, :columns * size].reshape(rows, columns, size).max(axis=2)
""",
    "starts": """
def max_pool(image, size=2):
    rows, columns = image.shape[0] // size, image.shape[1] // size
    starts = np.arange(rows) * size, np.arange(columns) * size
    result = np.empty((rows, columns), image.dtype)
    for i, top in enumerate(starts[0]):
        for j, left in enumerate(starts[1]):
            result[i, j] = image[top:top + size, left:left + size].max()
    return result
""",
    "appended rows": """
def max_pool(image, size=2):
    rows = []
    for i in range(image.shape[0] // size):
        row = []
        for j in range(image.shape[1] // size):
            row.append(image[i * size:i * size + size, j * size:j * size + size].max())
        rows.append(row)
    return np.array(rows)
""",
    "max of lists": """
def max_pool(image, size=2):
    rows, columns = image.shape[0] // size, image.shape[1] // size
    result = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            block = image[i * size:(i + 1) * size, j * size:(j + 1) * size]
            result[i, j] = max(max(line) for line in block.tolist())
    return result
""",
    "each pixel": """
def max_pool(image, size=2):
    rows, columns = image.shape[0] // size, image.shape[1] // size
    result = np.full((rows, columns), -np.inf)
    for i in range(rows * size):
        for j in range(columns * size):
            result[i // size, j // size] = max(result[i // size, j // size], image[i, j])
    return result
""",
    "swapaxes": """
def max_pool(image, size=2):
    h, w = (side // size for side in image.shape)
    blocks = image[:h * size, :w * size].reshape(h, size, w, size).swapaxes(1, 2)
    return blocks.reshape(h, w, size * size).max(axis=-1)
""",
    "TensorFlow": """
import tensorflow as tf
def max_pool(image, size=2):
    rows, columns = image.shape[0] // size, image.shape[1] // size
    kept = tf.constant(image)[:rows * size, :columns * size]
    return tf.reduce_max(tf.reshape(kept, (rows, size, columns, size)), axis=(1, 3)).numpy()
""",
}

COUNT_PARAMETERS = {
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
