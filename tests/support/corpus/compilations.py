"""Ways to compile the model, right and wrong; each takes the model and returns it."""

import keras
import tensorflow as tf

ADAM, LOSS, METRICS = "adam", "sparse_categorical_crossentropy", ["accuracy"]
Sparse = keras.losses.SparseCategoricalCrossentropy


def compiled(optimizer=lambda: ADAM, loss=lambda: LOSS, metrics=lambda: METRICS, **more):
    """A function that compiles; the parts are made anew for each model."""

    def compile_model(model):
        model.compile(optimizer=optimizer(), loss=loss(), metrics=metrics(), **more)
        return model

    return compile_model


def adam(**settings):
    return lambda: keras.optimizers.Adam(**settings)


def own_loss(labels, outputs):
    return keras.losses.sparse_categorical_crossentropy(labels, outputs)


class Adam(keras.optimizers.SGD):
    """Has the name alone."""


def twice(model):
    model.compile("sgd", "mse")
    model.compile(ADAM, LOSS, metrics=METRICS)
    return model


def by_position(model):
    model.compile(ADAM, LOSS, METRICS)
    return model


def nothing_returned(model):
    return model.compile(ADAM, LOSS, metrics=METRICS)


def another_model(model):
    other = keras.models.clone_model(model)
    other.compile(ADAM, LOSS, metrics=METRICS)
    return other


def trained_too(model):
    import numpy as np

    model.compile(ADAM, LOSS, metrics=METRICS)
    model.train_on_batch(np.zeros((2, 28, 28, 1)), np.zeros(2))
    return model


def layer_removed(model):
    model.pop()
    model.compile(ADAM, LOSS, metrics=METRICS)
    return model


def schedule(start):
    return lambda: keras.optimizers.Adam(keras.optimizers.schedules.ExponentialDecay(start, 500, 1))


RIGHT_COMPILATIONS = [
    ("strings", compiled()),
    ("capital letters", compiled(lambda: "Adam", lambda: "SparseCategoricalCrossentropy")),
    ("an optimizer", compiled(adam())),
    ("an optimizer of tf.keras", compiled(lambda: tf.keras.optimizers.Adam(1e-3))),
    ("a smaller learning rate", compiled(adam(learning_rate=5e-4))),
    ("a schedule", compiled(schedule(1e-3))),
    ("a loss object", compiled(loss=Sparse)),
    ("a loss object that says so", compiled(loss=lambda: Sparse(from_logits=False))),
    ("a loss class", compiled(loss=lambda: Sparse)),
    ("a loss function", compiled(loss=lambda: keras.losses.sparse_categorical_crossentropy)),
    ("a loss in a list", compiled(loss=lambda: [LOSS])),
    ("acc", compiled(metrics=lambda: ["acc"])),
    ("the sparse accuracy", compiled(metrics=lambda: ["sparse_categorical_accuracy"])),
    ("a metric object", compiled(metrics=lambda: [keras.metrics.SparseCategoricalAccuracy()])),
    ("a named metric object", compiled(
        metrics=lambda: [keras.metrics.SparseCategoricalAccuracy(name="accuracy")])),
    ("a metric function", compiled(metrics=lambda: [keras.metrics.sparse_categorical_accuracy])),
    ("metrics in a tuple", compiled(metrics=lambda: ("accuracy",))),
    ("two metrics", compiled(
        metrics=lambda: ["sparse_top_k_categorical_accuracy", "accuracy"])),
    ("run eagerly", compiled(run_eagerly=True)),
    ("several steps at once", compiled(steps_per_execution=2)),
    ("compiled a second time", twice),
    ("clipped gradients", compiled(adam(clipnorm=1.0))),
    ("a scaled loss", compiled(lambda: keras.optimizers.LossScaleOptimizer(
        keras.optimizers.Adam()))),
]  # fmt: skip

WRONG_COMPILATIONS = [
    ("nothing done", "not-compiled", lambda model: model),
    ("None returned", "returned-none", nothing_returned),
    ("another model", "another-model", another_model),
    ("trained too", "changed-model", trained_too),
    ("a layer removed", "changed-model", layer_removed),
    ("no loss", "missing-loss", compiled(loss=lambda: None)),
    ("categorical loss", "categorical-loss", compiled(loss=lambda: "categorical_crossentropy")),
    ("categorical loss object", "categorical-loss", compiled(
        loss=keras.losses.CategoricalCrossentropy)),
    ("binary loss", "binary-loss", compiled(loss=lambda: "binary_crossentropy")),
    ("mse", "regression-loss", compiled(loss=lambda: "mse")),
    ("mean squared error", "regression-loss", compiled(loss=lambda: "mean_squared_error")),
    ("MeanSquaredError", "regression-loss", compiled(loss=keras.losses.MeanSquaredError)),
    ("mae", "regression-loss", compiled(loss=lambda: "mae")),
    ("huber", "regression-loss", compiled(loss=keras.losses.Huber)),
    ("hinge", "wrong-loss", compiled(loss=lambda: "hinge")),
    ("kl divergence", "wrong-loss", compiled(loss=lambda: "kl_divergence")),
    ("focal loss", "wrong-loss", compiled(loss=keras.losses.CategoricalFocalCrossentropy)),
    ("own loss", "wrong-loss", compiled(loss=lambda: own_loss)),
    ("a lambda as loss", "wrong-loss", compiled(loss=lambda: lambda y, p: 0 * p)),
    ("from_logits", "from-logits", compiled(loss=lambda: Sparse(from_logits=True))),
    ("a class left out", "ignored-class", compiled(loss=lambda: Sparse(ignore_class=0))),
    ("summed losses", "wrong-reduction", compiled(loss=lambda: Sparse(reduction="sum"))),
    ("sgd", "wrong-optimizer", compiled(lambda: "sgd")),
    ("rmsprop", "wrong-optimizer", compiled(lambda: "rmsprop")),
    ("AdamW", "wrong-optimizer", compiled(keras.optimizers.AdamW)),
    ("a scaled loss for sgd", "wrong-optimizer", compiled(
        lambda: keras.optimizers.LossScaleOptimizer(keras.optimizers.SGD(1e-3)))),
    ("a scaled loss with a large rate", "learning-rate-too-large", compiled(
        lambda: keras.optimizers.LossScaleOptimizer(keras.optimizers.Adam(0.1)))),
    ("Nadam", "wrong-optimizer", compiled(lambda: "nadam")),
    ("an optimizer called Adam", "wrong-optimizer", compiled(lambda: Adam(1e-3))),
    ("learning rate 1", "learning-rate-too-large", compiled(adam(learning_rate=1.0))),
    ("learning rate 0.1", "learning-rate-too-large", compiled(adam(learning_rate=0.1))),
    ("learning rate 0.01", "learning-rate-too-large", compiled(adam(learning_rate=0.01))),
    ("learning rate 1e-5", "learning-rate-too-small", compiled(adam(learning_rate=1e-5))),
    ("learning rate 0", "learning-rate-too-small", compiled(adam(learning_rate=0.0))),
    ("a negative learning rate", "learning-rate-too-small", compiled(adam(learning_rate=-1e-3))),
    ("a schedule from 0.5", "learning-rate-too-large", compiled(schedule(0.5))),
    ("beta_1 of 0", "unusual-optimizer-setting", compiled(adam(beta_1=0.0))),
    ("weight decay", "weight-decay", compiled(adam(weight_decay=0.1))),
    ("no metrics", "missing-metric", compiled(metrics=lambda: None)),
    ("an empty list", "missing-metric", compiled(metrics=list)),
    ("binary accuracy", "binary-accuracy", compiled(metrics=lambda: ["binary_accuracy"])),
    ("BinaryAccuracy", "binary-accuracy", compiled(
        metrics=lambda: [keras.metrics.BinaryAccuracy(name="accuracy")])),
    ("categorical accuracy", "categorical-accuracy", compiled(
        metrics=lambda: ["categorical_accuracy"])),
    ("the Accuracy class", "accuracy-class", compiled(
        metrics=lambda: [keras.metrics.Accuracy()])),
    ("mse as metric", "wrong-metric", compiled(metrics=lambda: ["mse"])),
    ("top five", "wrong-metric", compiled(
        metrics=lambda: [keras.metrics.SparseTopKCategoricalAccuracy(5)])),
    ("metrics by position", "metrics-by-position", by_position),
    ("weighted loss", "loss-weights", compiled(loss_weights=[0.5])),
    ("metrics as a string", "metrics-not-a-list", compiled(metrics=lambda: "accuracy")),
]  # fmt: skip
