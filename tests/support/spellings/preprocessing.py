"""Lesson 02: right answers as people write them, by a name for how it is written."""

SCALE = {
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

ADD_CHANNEL = {
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

PREPARE = {
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

HOLD_OUT = {
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
    "counted from the end": """
def hold_out(images, labels, fraction):
    held = round(len(images) * fraction)
    if held == 0:
        return (images, labels), (images[:0], labels[:0])
    return (images[:-held], labels[:-held]), (images[-held:], labels[-held:])
""",
    "names": """
def hold_out(images, labels, fraction):
    n = images.shape[0]
    n_val = round(n * fraction)
    n_fit = n - n_val
    x_fit, y_fit = images[:n_fit], labels[:n_fit]
    x_val, y_val = images[n_fit:], labels[n_fit:]
    return (x_fit, y_fit), (x_val, y_val)
""",
    "lists of pairs": """
def hold_out(images, labels, fraction):
    border = len(images) - round(len(images) * fraction)
    return [[images[:border], labels[:border]], [images[border:], labels[border:]]]
""",
    "copies": """
def hold_out(images, labels, fraction):
    border = len(labels) - round(len(labels) * fraction)
    fit = images[:border].copy(), labels[:border].copy()
    return fit, (images[border:].copy(), labels[border:].copy())
""",
    "slices": """
def hold_out(images, labels, fraction):
    border = len(images) - round(len(images) * fraction)
    first, last = slice(None, border), slice(border, None)
    return (images[first], labels[first]), (images[last], labels[last])
""",
    "a mask": """
def hold_out(images, labels, fraction):
    held = np.arange(len(images)) >= len(images) - round(len(images) * fraction)
    return (images[~held], labels[~held]), (images[held], labels[held])
""",
    "places": """
def hold_out(images, labels, fraction):
    places = np.arange(len(images))
    fit, val = np.split(places, [len(images) - round(len(images) * fraction)])
    return (images[fit], labels[fit]), (images[val], labels[val])
""",
    "a helper": """
def _parts(values, held):
    return values[: len(values) - held], values[len(values) - held :]
def hold_out(images, labels, fraction):
    held = round(fraction * len(images))
    (x_fit, x_val), (y_fit, y_val) = _parts(images, held), _parts(labels, held)
    return (x_fit, y_fit), (x_val, y_val)
""",
    "zip": """
def hold_out(images, labels, fraction):
    border = len(images) - round(len(images) * fraction)
    return tuple(zip(np.split(images, [border]), np.split(labels, [border])))
""",
    "np.rint": """
def hold_out(images, labels, fraction):
    held = int(np.rint(len(images) * fraction))
    border = images.shape[0] - held
    return (images[0:border], labels[0:border]), (images[border:len(images)], labels[border:])
""",
}
