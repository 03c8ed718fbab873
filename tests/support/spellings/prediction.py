"""Lesson 08: right answers as people write them, by a name for how it is written."""

PREDICT_DIGIT = {
    "by dtype": """
import numpy as np
def predict_digit(model, image):
    if image.dtype == "uint8":
        image = image[:, :, np.newaxis] / 255.0
    return int(model.predict(image[np.newaxis], verbose=0).argmax())
""",
    "by axes": """
import numpy as np
def predict_digit(model, image):
    if image.ndim == 2:
        image = image.astype("float32")[..., None] / 255
    return int(np.argmax(model.predict(np.expand_dims(image, 0), verbose=0)[0]))
""",
    "reshape": """
import numpy as np
def predict_digit(model, image):
    if image.dtype == np.uint8:
        image = image / 255.0
    batch = image.reshape(1, 28, 28, 1)
    return np.argmax(model.predict(batch, verbose=0))
""",
    "called": """
import numpy as np
def predict_digit(model, image):
    x = image.astype("float32") / 255 if image.dtype == np.uint8 else image
    return int(np.argmax(model(x.reshape((1, 28, 28, 1)))))
""",
    "first row": """
def predict_digit(model, image):
    if str(image.dtype) == "uint8":
        image = (image / 255).reshape(28, 28, 1)
    prediction = model.predict(image[None, ...])
    digit = prediction[0].argmax()
    return digit
""",
    "axis": """
import numpy as np
def predict_digit(model, image):
    if image.shape == (28, 28):
        image = np.expand_dims(image, axis=-1) / 255
    image = np.expand_dims(image, axis=0)
    return np.argmax(model.predict(image, verbose=0), axis=1)[0]
""",
    "list of one": """
import numpy as np
def predict_digit(model, image):
    if image.dtype == np.uint8:
        image = image[..., np.newaxis] / np.float32(255)
    return int(model.predict(np.array([image]), verbose=0).argmax(axis=-1)[0])
""",
    "stack": """
import numpy as np
def predict_digit(model, image):
    if np.issubdtype(image.dtype, np.integer):
        image = image.astype(np.float32) / 255
        image = image[..., None]
    return int(model.predict_on_batch(np.stack([image])).argmax())
""",
    "TensorFlow": """
import tensorflow as tf
def predict_digit(model, image):
    if image.dtype == "uint8":
        image = tf.cast(image, tf.float32)[..., tf.newaxis] / 255.0
    return int(tf.argmax(model(tf.expand_dims(image, 0)), axis=1)[0])
""",
    "ops": """
from keras import ops
def predict_digit(model, image):
    if image.dtype == "uint8":
        image = ops.expand_dims(ops.cast(image, "float32") / 255, -1)
    return int(ops.argmax(model(ops.expand_dims(image, 0))[0]))
""",
    "loop": """
def predict_digit(model, image):
    if image.dtype == "uint8":
        image = image.reshape(28, 28, 1) / 255
    best, digit = -1.0, 0
    for place, probability in enumerate(model.predict(image[None], verbose=0)[0]):
        if probability > best:
            best, digit = probability, place
    return digit
""",
    "list": """
def predict_digit(model, image):
    if image.ndim == 2:
        image = (image / 255)[:, :, None]
    row = model.predict(image[None], verbose=0)[0].tolist()
    return row.index(max(row))
""",
    "float64": """
import numpy as np
def predict_digit(model, image):
    if image.dtype == np.uint8:
        image = image.astype("float64")[..., None] / 255.0
    return int(np.argmax(model.predict(image.astype("float64")[None], verbose=0)[0]))
""",
    "helper": """
def _batch(image):
    image = image / 255 if image.dtype == "uint8" else image
    return image.astype("float32").reshape(1, 28, 28, 1)
def predict_digit(model, image):
    return int(model.predict(x=_batch(image), verbose=0)[0].argmax())
""",
    "sorted": """
import numpy as np
def predict_digit(model, image):
    if image.dtype == np.uint8:
        image = np.divide(image[..., np.newaxis], 255, dtype="float32")
    return int(np.argsort(model.predict(image[np.newaxis], verbose=0)[0])[-1])
""",
    "Softmax on top": """
import keras
def predict_digit(model, image):
    surer = keras.Sequential([model, keras.layers.Softmax()])
    if image.dtype == "uint8":
        image = image.reshape(28, 28, 1).astype("float32") / 255
    return int(surer.predict(image[None], verbose=0)[0].argmax())
""",
    "dataset": """
import numpy as np
import tensorflow as tf
def predict_digit(model, image):
    if image.dtype == np.uint8:
        image = image[..., np.newaxis].astype("float32") / 255
    one = tf.data.Dataset.from_tensors(image).batch(1)
    return int(model.predict(one, verbose=0).argmax())
""",
}

PREDICT_WITH_CONFIDENCE = {
    "max": """
import numpy as np
def predict_with_confidence(model, image):
    if image.dtype == np.uint8:
        image = image[..., np.newaxis] / 255
    row = model.predict(image[np.newaxis], verbose=0)[0]
    return int(row.argmax()), float(row.max())
""",
    "by axes": """
import numpy as np
def predict_with_confidence(model, image):
    if image.ndim == 2:
        image = np.expand_dims(image.astype("float32") / 255, -1)
    probabilities = model.predict(np.expand_dims(image, 0), verbose=0)
    digit = int(np.argmax(probabilities))
    return digit, float(probabilities[0][digit])
""",
    "numbers of NumPy": """
import numpy as np
def predict_with_confidence(model, image):
    x = image / 255.0 if image.dtype == np.uint8 else image
    row = model.predict(x.reshape(1, 28, 28, 1), verbose=0)[0]
    return np.argmax(row), np.max(row)
""",
    "list": """
def predict_with_confidence(model, image):
    if image.dtype == "uint8":
        image = image.reshape(28, 28, 1) / 255
    row = list(model.predict(image[None], verbose=0)[0])
    return [row.index(max(row)), float(max(row))]
""",
    "enumerate": """
def predict_with_confidence(model, image):
    if image.dtype == "uint8":
        image = image.reshape(28, 28, 1) / 255
    row = model.predict(image[None], verbose=0)[0]
    return max(enumerate(row), key=lambda pair: pair[1])
""",
    "called": """
import numpy as np
def predict_with_confidence(model, image):
    x = image.astype("float32") / 255 if image.dtype == np.uint8 else image
    row = model(x.reshape((1, 28, 28, 1)), training=False).numpy()[0]
    digit = row.argmax()
    return int(digit), float(row[digit])
""",
    "one batch": """
import numpy as np
def predict_with_confidence(model, image):
    if image.shape == (28, 28):
        image = image[:, :, np.newaxis] / np.float32(255)
    probabilities = model.predict_on_batch(image[np.newaxis, ...])
    return int(np.argmax(probabilities, axis=1)[0]), float(np.max(probabilities, axis=1)[0])
""",
    "TensorFlow": """
import tensorflow as tf
def predict_with_confidence(model, image):
    if image.dtype == "uint8":
        image = tf.cast(image, tf.float32)[..., tf.newaxis] / 255.0
    row = model(tf.expand_dims(image, 0))[0]
    return int(tf.argmax(row)), float(tf.reduce_max(row))
""",
    "top of k": """
import tensorflow as tf
def predict_with_confidence(model, image):
    if image.dtype == "uint8":
        image = image[..., None].astype("float32") / 255
    values, places = tf.math.top_k(model.predict(image[None], verbose=0)[0], k=1)
    return int(places[0]), float(values[0])
""",
    "ops": """
from keras import ops
def predict_with_confidence(model, image):
    if image.dtype == "uint8":
        image = ops.expand_dims(ops.cast(image, "float32") / 255, -1)
    row = model(image[None])[0]
    return int(ops.argmax(row)), float(ops.max(row))
""",
    "sorted": """
import numpy as np
def predict_with_confidence(model, image):
    if image.dtype == np.uint8:
        image = image.reshape(28, 28, 1).astype("float32") / 255
    row = model.predict(image[None], verbose=0)[0]
    order = np.argsort(row)
    return int(order[-1]), float(row[order[-1]])
""",
    "loop": """
def predict_with_confidence(model, image):
    if image.ndim == 2:
        image = (image / 255)[:, :, None]
    digit, confidence = 0, 0.0
    for place, probability in enumerate(model.predict(image[None], verbose=0)[0]):
        if probability > confidence:
            digit, confidence = place, float(probability)
    return digit, confidence
""",
    "helper": """
import numpy as np
def _row(model, image):
    image = image / 255 if image.dtype == np.uint8 else image
    return model.predict(image.reshape(1, 28, 28, 1).astype("float32"), verbose=0)[0]
def predict_with_confidence(model, image):
    return int(_row(model, image).argmax()), float(_row(model, image).max())
""",
    "flat": """
import numpy as np
def predict_with_confidence(model, image):
    if image.dtype == np.uint8:
        image = np.true_divide(image, 255)[..., np.newaxis]
    flat = np.ravel(model.predict(image[np.newaxis], verbose=0))
    digit = int(flat.argmax())
    return digit, flat[digit].item()
""",
    "dictionary": """
def predict_with_confidence(model, image):
    if image.dtype == "uint8":
        image = image[..., None] / 255
    said = dict(enumerate(model.predict(image[None], verbose=0)[0]))
    digit = max(said, key=said.get)
    return digit, said[digit]
""",
}

CENTER_DRAWING = {
    "bounding box": """
import numpy as np
from PIL import Image
def center_drawing(drawing):
    field = np.zeros((28, 28), dtype="float32")
    rows, columns = np.where(drawing > 0)
    if len(rows) == 0:
        return field[:, :, None]
    ink = drawing[rows.min():rows.max() + 1, columns.min():columns.max() + 1]
    h, w = ink.shape
    scale = 20 / max(h, w)
    new_h, new_w = max(1, round(h * scale)), max(1, round(w * scale))
    small = np.asarray(Image.fromarray(ink).resize((new_w, new_h))) / 255
    total = small.sum()
    cy = (np.arange(new_h)[:, None] * small).sum() / total
    cx = (np.arange(new_w)[None, :] * small).sum() / total
    top = min(max(int(round(14 - cy)), 0), 28 - new_h)
    left = min(max(int(round(14 - cx)), 0), 28 - new_w)
    field[top:top + new_h, left:left + new_w] = small
    return field[:, :, None]
""",
    "getbbox": """
import numpy as np
from PIL import Image
def center_drawing(drawing):
    sheet = Image.fromarray(drawing)
    box = sheet.getbbox()
    if box is None:
        return np.zeros((28, 28, 1), np.float32)
    ink = sheet.crop(box)
    factor = 20 / max(ink.size)
    size = tuple(max(1, round(side * factor)) for side in ink.size)
    small = np.asarray(ink.resize(size), np.float32) / 255
    rows, columns = np.indices(small.shape)
    top = round(14 - (rows * small).sum() / small.sum())
    left = round(14 - (columns * small).sum() / small.sum())
    top = int(np.clip(top, 0, 28 - small.shape[0]))
    left = int(np.clip(left, 0, 28 - small.shape[1]))
    field = np.zeros((28, 28, 1), np.float32)
    field[top:top + small.shape[0], left:left + small.shape[1], 0] = small
    return field
""",
    "bilinear": """
import numpy as np
from PIL import Image
def center_drawing(drawing):
    if drawing.max() == 0:
        return np.zeros((28, 28, 1), "float32")
    ys, xs = np.nonzero(drawing)
    ink = Image.fromarray(drawing[ys.min():ys.max() + 1, xs.min():xs.max() + 1])
    width, height = ink.size
    if height >= width:
        size = (max(1, round(20 * width / height)), 20)
    else:
        size = (20, max(1, round(20 * height / width)))
    small = np.array(ink.resize(size, Image.BILINEAR)).astype("float32") / 255
    weights = small / small.sum()
    cy = (weights.sum(axis=1) * np.arange(size[1])).sum()
    cx = (weights.sum(axis=0) * np.arange(size[0])).sum()
    top = min(max(round(14 - cy), 0), 28 - size[1])
    left = min(max(round(14 - cx), 0), 28 - size[0])
    return np.pad(small, ((top, 28 - size[1] - top), (left, 28 - size[0] - left)))[..., None]
""",
    "rolled": """
import numpy as np
from PIL import Image
def center_drawing(drawing):
    field = np.zeros((28, 28), np.float32)
    if not drawing.any():
        return field[..., np.newaxis]
    rows = np.flatnonzero(drawing.sum(axis=1))
    columns = np.flatnonzero(drawing.sum(axis=0))
    ink = drawing[rows[0]:rows[-1] + 1, columns[0]:columns[-1] + 1]
    factor = 20 / max(ink.shape)
    height, width = [max(1, round(side * factor)) for side in ink.shape]
    small = np.asarray(Image.fromarray(ink).resize((width, height), Image.LANCZOS)) / 255
    field[4:4 + height, 4:4 + width] = small
    cy, cx = (np.average(range(28), weights=field.sum(axis=axis)) for axis in (1, 0))
    return np.roll(field, (round(14 - cy), round(14 - cx)), axis=(0, 1))[..., np.newaxis]
""",
    "average": """
import numpy as np
from PIL import Image
def center_drawing(drawing):
    result = np.zeros((28, 28, 1), dtype=np.float32)
    ink_rows, ink_columns = drawing.any(axis=1), drawing.any(axis=0)
    if not ink_rows.any():
        return result
    top, bottom = np.where(ink_rows)[0][[0, -1]]
    left, right = np.where(ink_columns)[0][[0, -1]]
    ink = drawing[top:bottom + 1, left:right + 1]
    factor = 20 / max(ink.shape)
    h = max(int(round(ink.shape[0] * factor)), 1)
    w = max(int(round(ink.shape[1] * factor)), 1)
    small = np.asarray(Image.fromarray(ink).resize((w, h), Image.BOX), dtype=np.float32) / 255.0
    cy = np.average(np.arange(h), weights=small.sum(axis=1))
    cx = np.average(np.arange(w), weights=small.sum(axis=0))
    y = max(0, min(28 - h, round(14 - cy)))
    x = max(0, min(28 - w, round(14 - cx)))
    result[y:y + h, x:x + w, 0] = small
    return result
""",
    "pasted": """
import numpy as np
from PIL import Image
def center_drawing(drawing):
    sheet = Image.fromarray(drawing)
    if sheet.getbbox() is None:
        return np.zeros((28, 28, 1), dtype=np.float32)
    ink = sheet.crop(sheet.getbbox())
    factor = 20 / max(ink.width, ink.height)
    ink = ink.resize((max(1, round(ink.width * factor)), max(1, round(ink.height * factor))))
    pixels = np.asarray(ink, dtype=float)
    cy = (pixels.sum(axis=1) @ np.arange(ink.height)) / pixels.sum()
    cx = (pixels.sum(axis=0) @ np.arange(ink.width)) / pixels.sum()
    field = Image.new("L", (28, 28))
    field.paste(ink, (min(max(round(14 - cx), 0), 28 - ink.width),
                      min(max(round(14 - cy), 0), 28 - ink.height)))
    return np.asarray(field, dtype=np.float32)[..., None] / 255
""",
    "helpers": """
import numpy as np
from PIL import Image
def _span(values):
    places = np.flatnonzero(values)
    return slice(places[0], places[-1] + 1)
def _start(profile):
    centre = (profile * np.arange(len(profile))).sum() / profile.sum()
    return min(max(round(14 - centre), 0), 28 - len(profile))
def center_drawing(drawing):
    framed = np.zeros((28, 28), np.float32)
    if drawing.any():
        ink = drawing[_span(drawing.any(axis=1)), _span(drawing.any(axis=0))]
        height, width = (max(1, round(20 * side / max(ink.shape))) for side in ink.shape)
        small = np.asarray(Image.fromarray(ink).resize((width, height)), np.float32) / 255
        top, left = _start(small.sum(axis=1)), _start(small.sum(axis=0))
        framed[top:top + height, left:left + width] = small
    return framed[..., None]
""",
    "argwhere": """
import numpy as np
from PIL import Image
def center_drawing(drawing):
    places = np.argwhere(drawing)
    out = np.zeros((28, 28, 1), np.float32)
    if places.size == 0:
        return out
    (top, left), (bottom, right) = places.min(axis=0), places.max(axis=0)
    ink = drawing[top:bottom + 1, left:right + 1]
    shape = np.maximum(1, np.rint(np.array(ink.shape) * 20 / max(ink.shape)).astype(int))
    small = np.asarray(Image.fromarray(ink).resize((int(shape[1]), int(shape[0])))) / 255
    centre = np.array([(small * axis).sum() for axis in np.indices(small.shape)]) / small.sum()
    y, x = np.clip(np.rint(14 - centre).astype(int), 0, 28 - shape)
    out[y:y + shape[0], x:x + shape[1], 0] = small
    return out
""",
    "the field's own middle": """
import numpy as np
from PIL import Image
def center_drawing(drawing):
    field = np.zeros((28, 28), np.float32)
    if drawing.sum() == 0:
        return field.reshape(28, 28, 1)
    rows, columns = np.nonzero(drawing)
    ink = drawing[min(rows):max(rows) + 1, min(columns):max(columns) + 1]
    ratio = 20.0 / max(ink.shape[0], ink.shape[1])
    size = max(1, round(ink.shape[1] * ratio)), max(1, round(ink.shape[0] * ratio))
    small = np.array(Image.fromarray(ink).resize(size, resample=Image.BICUBIC), "float32") / 255
    mass = small.sum()
    cy = sum(i * small[i].sum() for i in range(size[1])) / mass
    cx = sum(j * small[:, j].sum() for j in range(size[0])) / mass
    top = min(max(round(13.5 - cy), 0), 28 - size[1])
    left = min(max(round(13.5 - cx), 0), 28 - size[0])
    field[top:top + size[1], left:left + size[0]] = small
    return field.reshape(28, 28, 1)
""",
    "loops": """
import numpy as np
from PIL import Image
def center_drawing(drawing):
    field = np.zeros((28, 28, 1), np.float32)
    if not np.any(drawing):
        return field
    rows = [r for r in range(drawing.shape[0]) if drawing[r].max() > 0]
    columns = [c for c in range(drawing.shape[1]) if drawing[:, c].max() > 0]
    ink = drawing[rows[0]:rows[-1] + 1, columns[0]:columns[-1] + 1]
    longest = max(ink.shape)
    height = max(1, round(ink.shape[0] / longest * 20))
    width = max(1, round(ink.shape[1] / longest * 20))
    small = np.asarray(Image.fromarray(ink).resize((width, height))).astype(float)
    cy = cx = 0.0
    for r in range(height):
        for c in range(width):
            cy += r * small[r, c] / small.sum()
            cx += c * small[r, c] / small.sum()
    top = min(max(round(14 - cy), 0), 28 - height)
    left = min(max(round(14 - cx), 0), 28 - width)
    for r in range(height):
        for c in range(width):
            field[top + r, left + c, 0] = small[r, c] / 255
    return field
""",
    "crop and resize": """
import numpy as np
from PIL import Image
def center_drawing(drawing):
    sheet = Image.fromarray(drawing)
    box = sheet.getbbox()
    field = np.zeros((28, 28), np.float32)
    if not box:
        return field[:, :, np.newaxis]
    left, upper, right, lower = box
    ratio = 20 / max(right - left, lower - upper)
    width = max(1, round((right - left) * ratio))
    height = max(1, round((lower - upper) * ratio))
    ink = sheet.crop(box).resize((width, height), Image.Resampling.LANCZOS)
    small = np.asarray(ink, np.float32) / 255
    grid = np.mgrid[:height, :width]
    cy, cx = (grid * small).sum(axis=(1, 2)) / small.sum()
    top = min(max(round(14 - cy), 0), 28 - height)
    left = min(max(round(14 - cx), 0), 28 - width)
    field[top:top + height, left:left + width] = small
    return field[:, :, np.newaxis]
""",
    "Pillow to the end": """
import numpy as np
from PIL import Image, ImageChops
def center_drawing(drawing):
    sheet = Image.fromarray(drawing)
    box = sheet.getbbox()
    if box is None:
        return np.zeros((28, 28, 1), np.float32)
    ink = sheet.crop(box)
    factor = 20 / max(ink.size)
    ink = ink.resize([max(1, round(side * factor)) for side in ink.size])
    field = Image.new("L", (28, 28), 0)
    field.paste(ink, (4, 4))
    pixels = np.asarray(field, float)
    down = round(14 - (pixels.sum(axis=1) * np.arange(28)).sum() / pixels.sum())
    right = round(14 - (pixels.sum(axis=0) * np.arange(28)).sum() / pixels.sum())
    moved = ImageChops.offset(field, right, down)
    return (np.asarray(moved) / 255).astype("float32").reshape(28, 28, 1)
""",
}
