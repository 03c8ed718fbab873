"""Ways to train the model, right and wrong; each takes model, images and labels."""

import keras
import numpy as np
import tensorflow as tf

COURSE = {"epochs": 6, "batch_size": 35, "verbose": 0}


def fit(**changes):
    """The course's training, with other arguments; None leaves one out."""

    def train(model, images, labels):
        named = {**COURSE, **changes}
        return model.fit(images, labels, **{k: v for k, v in named.items() if v is not None})

    return train


def dataset(batch=35, shuffle=True, **batching):
    def train(model, images, labels):
        data = tf.data.Dataset.from_tensor_slices((images, labels))
        data = data.shuffle(len(images)) if shuffle else data
        data = data.batch(batch, **batching).prefetch(1)
        return model.fit(data, epochs=6, verbose=0)

    return train


def as_tensors(model, images, labels):
    return fit()(model, tf.constant(images), tf.constant(labels))


def as_lists(model, images, labels):
    return fit()(model, np.array(images.tolist()), np.array(labels.tolist()))


def other_types(model, images, labels):
    return fit()(model, images.astype("float64"), labels.astype("uint8"))


def shuffled_first(model, images, labels):
    order = np.random.default_rng(0).permutation(len(images))
    return fit()(model, images[order], labels[order])


def held_out(model, images, labels):
    cut = len(images) * 9 // 10
    return fit(validation_data=(images[cut:], labels[cut:]))(model, images[:cut], labels[:cut])


def kept_in_a_variable(model, images, labels):
    history = model.fit(x=images, y=labels, batch_size=35, epochs=6, verbose=0)
    print(history.history["accuracy"][-1])
    return history


def generator(model, images, labels):
    class Batches(keras.utils.PyDataset):
        def __len__(self):
            return -(-len(images) // 35)

        def __getitem__(self, index):
            part = slice(35 * index, 35 * index + 35)
            return images[part], labels[part]

    return model.fit(Batches(), epochs=6, verbose=0)


def early_stopping():
    return [keras.callbacks.EarlyStopping(monitor="loss", patience=3, restore_best_weights=True)]


def with_early_stopping(model, images, labels):
    return fit(callbacks=early_stopping())(model, images, labels)


class Quiet(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        self.last = logs


def nothing(model, images, labels):
    return None


def twice(model, images, labels):
    fit()(model, images, labels)
    return fit()(model, images, labels)


def one_by_one(model, images, labels):
    return [fit(epochs=1)(model, images, labels) for _ in range(6)][-1]


def in_halves(model, images, labels):
    fit(epochs=3)(model, images, labels)
    return fit(epochs=3)(model, images, labels)


def returning(choose):
    return lambda model, images, labels: choose(model, fit()(model, images, labels))


def recompiled(model, images, labels):
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return fit()(model, images, labels)


def another_model(model, images, labels):
    own = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")])
    own.compile("adam", "sparse_categorical_crossentropy")
    return fit()(own, images, labels)


def foreign(count=70):
    rng = np.random.default_rng(1)
    return rng.random((count, 28, 28, 1), dtype=np.float32), rng.integers(0, 10, count)


def on_foreign_images(model, images, labels):
    return fit()(model, *foreign())


def on_very_many_images(model, images, labels):
    return fit()(model, *foreign(5_000))


def half(model, images, labels):
    return fit()(model, images[: len(images) // 2], labels[: len(images) // 2])


def labels_shuffled(model, images, labels):
    return fit()(model, images, np.roll(labels, 1))


def images_shuffled_alone(model, images, labels):
    return fit()(model, images[::-1], labels)


def inverted(model, images, labels):
    return fit()(model, 1 - images, labels)


def scaled(model, images, labels):
    return fit()(model, images / 255, labels)


def forged_history(model, images, labels):
    """Does not train, and hands back a History that says so."""
    history = keras.callbacks.History()
    history.history = {"accuracy": [0.9] * 6, "loss": [0.1] * 6}
    return history


def weights_forged(model, images, labels):
    history = fit()(model, images, labels)
    model.set_weights([w * 1.1 for w in model.get_weights()])
    return history


def validated_on_foreign(model, images, labels):
    return fit(validation_data=foreign())(model, images, labels)


def validated_on_itself(model, images, labels):
    return fit(validation_data=(images, labels))(model, images, labels)


def evaluated_afterwards(model, images, labels):
    history = fit()(model, images, labels)
    model.evaluate(*foreign(), verbose=0)
    return history


def evaluated_on_its_images(model, images, labels):
    history = fit()(model, images, labels)
    print("training accuracy", model.evaluate(images, labels, verbose=0)[1])
    return history


def evaluated_before(model, images, labels):
    print(model.evaluate(images, labels, verbose=0))
    return fit()(model, images, labels)


def evaluated_on_both_parts(model, images, labels):
    cut = len(images) * 9 // 10
    history = fit()(model, images[:cut], labels[:cut])
    print(model.evaluate(images[:cut], labels[:cut], verbose=0))
    print(model.evaluate(images[cut:], labels[cut:], verbose=0))
    return history


def tested_batch_by_batch(model, images, labels):
    history = fit()(model, images, labels)
    for at in range(0, len(images), 35):
        model.test_on_batch(images[at : at + 35], labels[at : at + 35])
    return history


def drops_the_rest_and_evaluates(model, images, labels):
    history = dataset(shuffle=False, drop_remainder=True)(model, images, labels)
    model.evaluate(images, labels, verbose=0)
    return history


def validated_and_evaluated(model, images, labels):
    history = validated_on_itself(model, images, labels)
    model.evaluate(images, labels, verbose=0)
    return history


def train_on_batch(model, images, labels):
    history = {"loss": []}
    for _ in range(6):
        for at in range(0, len(images), 35):
            loss, _ = model.train_on_batch(images[at : at + 35], labels[at : at + 35])
        history["loss"].append(float(loss))
    return history


def own_steps(model, images, labels):
    for _ in range(6):
        for at in range(0, len(images), 35):
            with tf.GradientTape() as tape:
                loss = model.compute_loss(
                    y=labels[at : at + 35], y_pred=model(images[at : at + 35])
                )
            slopes = tape.gradient(loss, model.trainable_variables)
            model.optimizer.apply(slopes, model.trainable_variables)
    return keras.callbacks.History()


def repeated(count):
    def train(model, images, labels):
        data = tf.data.Dataset.from_tensor_slices((images, labels)).batch(35)
        return model.fit(data.repeat(count), epochs=6, verbose=0)

    return train


def stopping_early():
    return keras.callbacks.EarlyStopping("loss", mode="max", patience=1)


RIGHT_TRAININGS = [
    ("fit", fit()),
    ("a variable", kept_in_a_variable),
    ("progress shown", fit(verbose=2)),
    ("tensors", as_tensors),
    ("lists", as_lists),
    ("other dtypes", other_types),
    ("a dataset", dataset()),
    ("a dataset in order", dataset(shuffle=False)),
    ("batches of one's own", generator),
    ("not shuffled", fit(shuffle=False)),
    ("shuffled beforehand", shuffled_first),
    ("validation_split", fit(validation_split=0.1)),
    ("a fifth held out", fit(validation_split=0.2)),
    ("the last tenth held out", held_out),
    ("a callback", fit(callbacks=[Quiet()])),
    ("early stopping that does not stop", with_early_stopping),
    ("evaluated on its images", evaluated_on_its_images),
    ("evaluated before", evaluated_before),
    ("evaluated on both parts", evaluated_on_both_parts),
    ("tested batch by batch", tested_batch_by_batch),
]

WRONG_TRAININGS = [
    ("nothing returned", "returned-none", returning(lambda model, history: None)),
    ("nothing done", "returned-none", nothing),
    ("the dictionary", "returned-dict", returning(lambda model, history: history.history)),
    ("the model", "returned-model", returning(lambda model, history: model)),
    ("a number", "wrong-type", returning(lambda model, history: history.history["loss"][-1])),
    ("no epochs", "wrong-epochs", fit(epochs=None)),
    ("five epochs", "wrong-epochs", fit(epochs=5)),
    ("seven epochs", "wrong-epochs", fit(epochs=7)),
    ("two epochs only, for initial_epoch", "stopped-early", fit(initial_epoch=4)),
    ("stopped by a callback", "stopped-early", lambda model, images, labels: fit(
        callbacks=[stopping_early()])(model, images, labels)),
    ("a dataset repeated", "images-repeated", repeated(2)),
    ("a dataset without an end", "images-repeated", repeated(None)),
    ("batch by batch", "trained-by-hand", train_on_batch),
    ("steps of one's own", "trained-by-hand", own_steps),
    ("drops the rest and evaluates all", "not-all-images", drops_the_rest_and_evaluates),
    ("validated on itself and evaluated", "validated-on-training-images", validated_and_evaluated),
    ("no batch size", "wrong-batch-size", fit(batch_size=None)),
    ("batches of 64", "wrong-batch-size", fit(batch_size=64)),
    ("batches of 36", "wrong-batch-size", fit(batch_size=36)),
    ("one batch", "wrong-batch-size", fit(batch_size=10_000)),
    ("epochs and batch size swapped", "wrong-batch-size", fit(epochs=35, batch_size=6)),
    ("a dataset in other batches", "wrong-batch-size", dataset(batch=32)),
    ("a dataset that drops the rest", "not-all-images", dataset(
        shuffle=False, drop_remainder=True)),
    ("half of the images", "not-all-images", half),
    ("half held out", "too-much-held-out", fit(validation_split=0.5)),
    ("trained twice", "trained-again", twice),
    ("one epoch at a time", "partial-history", one_by_one),
    ("three and three", "partial-history", in_halves),
    ("compiled anew", "recompiled", recompiled),
    ("another model", "trained-another-model", another_model),
    ("an invented history", "trained-another-model", forged_history),
    ("very many other images", "trained-on-other-images", on_very_many_images),
    ("other images", "trained-on-other-images", on_foreign_images),
    ("inverted images", "trained-on-other-images", inverted),
    ("scaled again", "scaled-again", scaled),
    ("labels moved by one", "wrong-labels", labels_shuffled),
    ("images turned round alone", "wrong-labels", images_shuffled_alone),
    ("class weights", "weighted-images", fit(class_weight={i: 1.0 + i for i in range(10)})),
    ("weights changed afterwards", "different-training", weights_forged),
    ("validated on other images", "validated-on-other-images", validated_on_foreign),
    ("evaluated on other images", "validated-on-other-images", evaluated_afterwards),
    ("validated on itself", "validated-on-training-images", validated_on_itself),
]  # fmt: skip
