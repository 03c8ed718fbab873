"""predict_digit, of lesson 08: what it asks."""

from mnist_course.core.exercise import Exercise
from mnist_course.probes import trained_models

EXERCISE = Exercise(
    id="predict_digit",
    difficulty=2,
    asks="Have the model read one single image.",
    signature="predict_digit(model, image)",
    hints=(
        "Three steps: prepare the image, ask the model, take the most probable digit. Preparing "
        "is needed only where the image is uint8.",
        "`if image.dtype == np.uint8:` divide by 255 and add the channel with "
        "`[..., np.newaxis]`. Then, in both cases, add the batch axis in front.",
        "`model.predict(image[np.newaxis], verbose=0)` gives shape (1, 10). Its `[0]` are ten "
        "probabilities; `int(np.argmax(…))` of them is the digit.",
    ),
    probe=trained_models.probe,
)
