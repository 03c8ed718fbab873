"""compile_model, of lesson 05: what it asks."""

from mnist_course.core.exercise import Exercise
from mnist_course.probes.compilations import observe_compiling

EXERCISE = Exercise(
    id="compile_model",
    asks="Compile the model with Adam, the loss that fits integer labels, and the accuracy.",
    signature="compile_model(model)",
    hints=(
        "`model.compile` takes `optimizer`, `loss` and `metrics`, by name. It changes the model "
        "and returns None.",
        "The labels are integers 0–9 and the outputs are ten probabilities. Which of Keras's "
        "cross-entropies is the 'sparse' one for?",
        'The optimizer is "adam"; the metrics are a list with one entry, ["accuracy"].',
        '`model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", '
        'metrics=["accuracy"])`, and on the next line `return model`.',
    ),
    probe=observe_compiling,
)
