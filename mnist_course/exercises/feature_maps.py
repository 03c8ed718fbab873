"""feature_maps, of lesson 09: what it asks."""

from mnist_course.core.exercise import Exercise
from mnist_course.probes import trained_models

EXERCISE = Exercise(
    id="feature_maps",
    difficulty=2,
    asks="Return what each convolution layer makes of one image.",
    signature="feature_maps(model, image)",
    hints=(
        "A Keras layer can be called like a function: `layer(values)`. The network is nothing but "
        "its layers, one after the other: `for layer in model.layers:`.",
        "Begin with a batch of one, `values = image[np.newaxis]`, and let each layer turn it into "
        "the next values. Keep those that come from a convolution layer.",
        "In the loop: `values = layer(values)`, then "
        "`if isinstance(layer, keras.layers.Conv2D): maps.append(np.asarray(values)[0])`. "
        "A model with several outputs, `keras.Model(model.inputs, outputs)`, does it as well.",
    ),
    probe=trained_models.probe,
)
