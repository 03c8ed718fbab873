"""Lesson 09: right answers as people write them, by a name for how it is written."""

FEATURE_MAPS = {
    "several outputs": """
import keras
def feature_maps(model, image):
    outputs = [layer.output for layer in model.layers if isinstance(layer, keras.layers.Conv2D)]
    viewer = keras.Model(inputs=model.inputs, outputs=outputs)
    return [maps[0] for maps in viewer.predict(image[None], verbose=0)]
""",
    "by name": """
import numpy as np
def feature_maps(model, image):
    maps, x = [], image[np.newaxis]
    for layer in model.layers:
        x = layer(x)
        if "conv" in layer.name:
            maps.append(x[0])
    return maps
""",
    "numpy": """
import keras
import numpy as np
def feature_maps(model, image):
    x = np.expand_dims(image, 0)
    result = []
    for layer in model.layers:
        x = layer(x)
        if isinstance(layer, keras.layers.Conv2D):
            result.append(x.numpy()[0])
    return result
""",
    "class name": """
def feature_maps(model, image):
    x, found = image[None], []
    for layer in model.layers:
        x = layer(x)
        if layer.__class__.__name__ == "Conv2D":
            found.append(x[0].numpy())
    return found
""",
    "places": """
import numpy as np
def feature_maps(model, image):
    x, found = image.reshape(1, 28, 28, 1), []
    for place, layer in enumerate(model.layers[:5]):
        x = layer(x)
        if place in (0, 2, 4):
            found.append(np.array(x)[0])
    return found
""",
    "every second": """
import numpy as np
def feature_maps(model, image):
    x, all_of_them = image[None], []
    for layer in model.layers[:6]:
        x = layer(x)
        all_of_them.append(np.asarray(x)[0])
    return all_of_them[::2]
""",
    "squeezed": """
import keras
import numpy as np
def feature_maps(model, image):
    outputs = [layer.output for layer in model.layers if isinstance(layer, keras.layers.Conv2D)]
    viewer = keras.Model(model.inputs, outputs)
    return [np.squeeze(np.asarray(maps), axis=0) for maps in viewer(image[np.newaxis])]
""",
    "one model for each": """
import keras
def feature_maps(model, image):
    maps = []
    for layer in model.layers:
        if isinstance(layer, keras.layers.Conv2D):
            part = keras.Model(model.inputs, layer.output)
            maps.append(part.predict(image[None], verbose=0)[0])
    return maps
""",
    "prefixes": """
import keras
def feature_maps(model, image):
    return [keras.Sequential(model.layers[: n + 1])(image[None]).numpy()[0] for n in (0, 2, 4)]
""",
    "TensorFlow": """
import tensorflow as tf
def feature_maps(model, image):
    values = tf.expand_dims(tf.constant(image), 0)
    maps = []
    for layer in model.layers:
        values = layer(values)
        if isinstance(layer, tf.keras.layers.Conv2D):
            maps.append(tf.squeeze(values, 0))
    return maps
""",
    "tuple": """
import keras
def feature_maps(model, image):
    outputs = tuple(one.output for one in model.layers if isinstance(one, keras.layers.Conv2D))
    viewer = keras.Model(model.inputs, outputs)
    return tuple(maps[0] for maps in viewer.predict_on_batch(image[None]))
""",
    "stopped early": """
import keras
import numpy as np
def feature_maps(model, image):
    maps, values = [], image[np.newaxis]
    for layer in model.layers:
        if isinstance(layer, keras.layers.Flatten):
            break
        values = layer(values)
        if not isinstance(layer, keras.layers.MaxPooling2D):
            maps.append(np.asarray(values)[0])
    return maps
""",
}

AUGMENT = {
    "roll in a loop": """
import numpy as np
def augment(images, rng):
    result = np.empty_like(images)
    for i in range(len(images)):
        down, right = rng.integers(-2, 3, size=2)
        result[i] = np.roll(images[i], (down, right), axis=(0, 1))
    return result
""",
    "comprehension": """
import numpy as np
def augment(images, rng):
    return np.array([np.roll(image, rng.integers(-2, 3, 2), axis=(0, 1)) for image in images])
""",
    "twice": """
import numpy as np
def augment(images, rng):
    moved = []
    for image in images:
        image = np.roll(image, rng.integers(-2, 3), axis=0)
        image = np.roll(image, rng.integers(-2, 3), axis=1)
        moved.append(image)
    return np.stack(moved)
""",
    "endpoint": """
import numpy as np
def augment(images, rng):
    shifts = rng.integers(-2, 2, size=(len(images), 2), endpoint=True)
    return np.stack([np.roll(x, tuple(s), (0, 1)) for x, s in zip(images, shifts)])
""",
    "choice": """
import numpy as np
def augment(images, rng):
    down = rng.choice([-2, -1, 0, 1, 2], size=len(images))
    right = rng.choice([-2, -1, 0, 1, 2], size=len(images))
    result = np.zeros_like(images)
    for i, (d, r) in enumerate(zip(down, right)):
        result[i] = np.roll(np.roll(images[i], d, axis=0), r, axis=1)
    return result
""",
    "padded each": """
import numpy as np
def augment(images, rng):
    result = images.copy()
    for i, image in enumerate(images):
        padded = np.pad(image, ((2, 2), (2, 2), (0, 0)))
        y, x = rng.integers(0, 5, 2)
        result[i] = padded[y:y + 28, x:x + 28]
    return result
""",
    "indices": """
import numpy as np
def augment(images, rng):
    n, h, w, _ = images.shape
    rows = (np.arange(h) - rng.integers(-2, 3, (n, 1))) % h
    columns = (np.arange(w) - rng.integers(-2, 3, (n, 1))) % w
    return images[np.arange(n)[:, None, None], rows[:, :, None], columns[:, None, :]]
""",
    "slices": """
import numpy as np
def augment(images, rng):
    result = np.zeros_like(images)
    for i, image in enumerate(images):
        d, r = (int(s) for s in rng.integers(-2, 3, 2))
        part = image[max(0, -d):28 - max(0, d), max(0, -r):28 - max(0, r)]
        result[i, max(0, d):28 - max(0, -d), max(0, r):28 - max(0, -r)] = part
    return result
""",
    "cast at the end": """
import numpy as np
def augment(images, rng):
    shifted = np.zeros(images.shape)
    for i in range(images.shape[0]):
        shifted[i] = np.roll(images[i], (rng.integers(-2, 3), rng.integers(-2, 3)), axis=(0, 1))
    return shifted.astype(images.dtype)
""",
    "grouped": """
import numpy as np
def augment(images, rng):
    result, shifts = np.zeros_like(images), rng.integers(-2, 3, (len(images), 2))
    for d in range(-2, 3):
        for r in range(-2, 3):
            chosen = (shifts[:, 0] == d) & (shifts[:, 1] == r)
            result[chosen] = np.roll(images[chosen], (d, r), axis=(1, 2))
    return result
""",
    "TensorFlow": """
import tensorflow as tf
def augment(images, rng):
    shifts = rng.integers(-2, 3, (len(images), 2))
    moved = [tf.roll(image, shift=shift, axis=(0, 1)) for image, shift in zip(images, shifts)]
    return tf.stack(moved).numpy()
""",
    "places drawn": """
import numpy as np
def augment(images, rng):
    places = rng.integers(0, 25, len(images))
    shifts = [(place // 5 - 2, place % 5 - 2) for place in places]
    return np.stack([np.roll(image, shift, axis=(0, 1)) for image, shift in zip(images, shifts)])
""",
}
