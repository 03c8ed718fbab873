# %% [markdown]
# # 6 · Training
#
# **You will** watch a network learn, step by step; compute by hand what each step goes by; train on
# a few images, then on all {{spec.TRAIN_COUNT:,}}; tell learning from learning by heart; and keep
# the trained network in a file.
#
# **Time** about {{lesson.minutes}} minutes, some of them waiting: the last exercise trains the
# real network, which takes {{#recorded}}two minutes or so on two processor cores{{/recorded}}{{^recorded}}some minutes{{/recorded}}. **You need** {{#4}}{{#5}}the ideas of
# lessons 4 and 5, {{/5}}{{/4}}the layers and the three choices of `compile`.{{#4}}{{#5}} Keep your notebooks of both at
# hand.{{/5}}{{/4}}
#
# ## Why it matters
#
# Nobody has written a rule for reading digits into the network, and nobody will. It finds its
# own, from examples and many small corrections. The same loop (look at a few examples, measure,
# correct) trains the models that translate and that answer questions.
#
# It also fails everywhere in the same quiet ways. You will see them here, where they cost seconds.

# %%
from mnist_course import begin, check, compare, predict

begin("06_training")

# %%
import keras
import matplotlib.pyplot as plt
import numpy as np

from mnist_course import prepared_digits, recorded
from mnist_course.figures import show
from mnist_course.model import build, compile_model

(x_train, y_train), _ = prepared_digits()

# %% [markdown]
# Two helpers come with the course, so that this notebook does not depend on your other ones:
# `build()` makes a new network{{#4}} of lesson 4{{/4}}, and `compile_model(model)` compiles it{{#5}} as in
# lesson 5{{/5}}.
#
# The underscore puts the test images out of sight: **this lesson does not touch them.**
#
# ## 6.1 Batches, steps, epochs
#
# To compute the slopes on all {{spec.TRAIN_COUNT:,}} images, only to make one small step, would be
# slow. A few images give nearly the same direction. So the images are shuffled and dealt out in
# **batches**:
#
# - a **step** looks at one batch and changes all weights once;
# - an **epoch** is once through all images, batch by batch;
# - the last batch of an epoch holds what is left over, even if that is less than a full batch.
#
# This course uses batches of {{spec.BATCH_SIZE}} and {{spec.EPOCHS}} epochs. Small batches give
# many quick, slightly random steps; large ones give few precise steps.
#
# ### {{exercise.steps_per_epoch}}
#
# How many steps does one epoch take? `count` is how many images there are. For 100 images in
# batches of 30, the answer is 4: three full batches, and one of 10. For 90 images it is 3.


# %% exercise="steps_per_epoch"
def steps_per_epoch(count, batch_size):
    """Return how many batches it takes to show `count` images once, an int."""
    ### BEGIN SOLUTION
    return -(-count // batch_size)
    ### END SOLUTION


# %% [markdown]
# **Predict.** How many times will the weights change, in {{spec.EPOCHS}} epochs of
# {{spec.TRAIN_COUNT:,}} images?

# %% tags=["illustration"]
predict("changes")

# %% tags=["illustration"]
steps = steps_per_epoch(len(x_train), {{spec.BATCH_SIZE}})
print(f"{steps:,} steps an epoch")
compare("changes", {{spec.EPOCHS}} * steps)

# %% [markdown]
# ## 6.2 One step
#
# In one step, Keras
#
# 1. lets the network **predict** a batch,
# 2. computes the **loss** of the predictions,
# 3. computes the **slope** of the loss for each parameter, from the last layer back to the first
#    (*backpropagation*: Rumelhart, Hinton and Williams,
#    [1986](https://doi.org/10.1038/323533a0)),
# 4. lets the optimizer **change** each parameter a little.
#
# `train_on_batch` does exactly one step. The next cell does it fifty times, with a fresh network,
# and notes the loss of each batch before the network has learned from it.
#
# **Predict.** At which loss does it begin?{{#5}} (Lesson 5 had the number.){{/5}} Will the curve be smooth?

# %% tags=["illustration"]
predict("first_loss")

# %% tags=["illustration"]
keras.utils.set_random_seed(0)
model = compile_model(build())


def share_right(model, images, labels):
    """The share of images that the model reads correctly."""
    return float(np.mean(np.asarray(model(images)).argmax(axis=1) == labels))


before = share_right(model, x_train[5000:6000], y_train[5000:6000])
losses = []
for step in range(50):
    batch = slice({{spec.BATCH_SIZE}} * step, {{spec.BATCH_SIZE}} * (step + 1))
    model.reset_metrics()  # or Keras would give the mean over all steps so far
    results = model.train_on_batch(x_train[batch], y_train[batch], return_dict=True)
    losses.append(float(results["loss"]))
after = share_right(model, x_train[5000:6000], y_train[5000:6000])
compare("first_loss", losses[0])

# %% tags=["illustration"]
# Figure: the loss of each batch
figure, axes = plt.subplots(figsize=(9, 3.2), layout="constrained")
axes.plot(range(1, 51), losses, "o-", ms=4)
axes.axhline(-np.log(0.1), color="#d94801", ls="--", label="knowing nothing: 2.303")
axes.set_xlabel("step")
axes.set_yscale("log")
axes.yaxis.set_major_formatter(plt.FuncFormatter(lambda value, _: f"{value:g}"))
axes.set_ylabel("loss of the batch, log scale")
axes.set_title(f"Fifty steps: from {before:.0%} right to {after:.0%}, on images not yet seen")
axes.legend()
show(
    figure,
    f"The loss of fifty batches falls, with jitter, from {losses[0]:.2f} to {losses[-1]:.2f}; the "
    f"share of right answers on a thousand other images goes from {before:.0%} to {after:.0%}.",
)
print(f"The network has seen {50 * {{spec.BATCH_SIZE}}:,} of {len(x_train):,} images.")

# %% [markdown]
# It jitters because some batches are harder than others. At the beginning nothing much seems to
# happen: the network first has to find kernels that are of any use at all.
#
# ### Where the slopes come from
#
# {{#5}}Lesson 5 took the slopes of a layer from a formula. Here is its proof.{{/5}}{{^5}}The slopes of a layer have a formula. Here is its proof.{{/5}}
#
# **One neuron.** The last layer has a neuron for each digit. Neuron *j* computes the logit
# $z_j = x_0 w_{0j} + x_1 w_{1j} + \dots + b_j$ from the layer's inputs: when the weight $w_{ij}$
# grows a little, $z_j$ grows $x_i$ times as much. And the loss? For the label *y*, it is
#
# $$-\ln p_y = -\ln \frac{e^{z_y}}{e^{z_0} + e^{z_1} + \dots}
# = \ln\left(e^{z_0} + e^{z_1} + \dots\right) - z_y$$
#
# The logarithm's slope for $z_j$ is $e^{z_j} / (e^{z_0} + e^{z_1} + \dots)$, which is $p_j$ again.
# The last term's slope is −1 for the label's neuron and 0 for the others. Together: $p_j - t_j$,
# with $t_j = 1$ at the label and 0 elsewhere. The slopes along the way multiply (the *chain rule*):
#
# $$\text{slope of the loss for } w_{ij} = x_i \, (p_j - t_j)$$
#
# **The layer.** Every input meets every neuron, so the slopes are a table. For the inputs 2 and −1,
# the probabilities 0.7, 0.2, 0.1 and the label 1:
#
# | | neuron 0: p − t = 0.7 | neuron 1: p − t = −0.8 | neuron 2: p − t = 0.1 |
# | --- | --- | --- | --- |
# | input 0: x = 2 | 1.4 | −1.6 | 0.2 |
# | input 1: x = −1 | −0.7 | 0.8 | −0.1 |
#
# **Backwards.** An input is the output of a neuron before. Its own slope is the sum of its weights,
# each times its neuron's p − t; that takes the place of p − t one layer earlier, and so on.
#
# ### {{exercise.gradient}}
#
# Compute that table for one image: `inputs` is (n,), `probabilities` is (k,), and `label` is a
# whole number. Return an array (n, k). For the example, that is
# `[[1.4, -1.6, 0.2], [-0.7, 0.8, -0.1]]`. Do not change the arrays that you are given.


# %% exercise="gradient"
def gradient(inputs, probabilities, label):
    """Return the slopes (n, k) of one image's cross-entropy for the layer's weights.

    inputs: (n,), what the layer sees; probabilities: (k,), what softmax says;
    label: a whole number.
    """
    ### BEGIN SOLUTION
    error = probabilities.copy()
    error[label] -= 1
    return np.outer(inputs, error)
    ### END SOLUTION


# %% [markdown]
# The network of the fifty steps has {{spec.DENSE_UNITS}} × {{spec.CLASSES}} weights in its last
# layer. For one image, here are their slopes in three ways: yours, by a nudge to each weight, and
# Keras's.

# %% tags=["illustration"]
import tensorflow as tf

image, label = x_train[7:8], y_train[7]
with tf.GradientTape() as tape:
    said = model(image)
    loss = model.compute_loss(y=y_train[7:8], y_pred=said)
by_keras = np.asarray(tape.gradient(loss, model.layers[-1].kernel))

before_last = keras.Model(model.inputs, model.layers[-2].output)
seen = np.asarray(before_last([image]))[0].astype("float64")
kernel, bias = model.layers[-1].get_weights()


def loss_with(nudge):
    """The image's loss, with `nudge` (n, k) added to the weights."""
    powers = np.exp(seen @ (kernel + nudge) + bias)
    return -np.log(powers[label] / powers.sum())


by_nudging = np.zeros(kernel.shape)
for place in np.ndindex(kernel.shape):
    nudge = np.zeros(kernel.shape)
    nudge[place] = 0.001
    by_nudging[place] = (loss_with(nudge) - loss_with(-nudge)) / 0.002

yours = gradient(seen, np.asarray(said)[0], label)
strongest = int(seen.argmax())
print(f"input {strongest}, x = {seen[strongest]:.3f}; the label is {label}")
ways = {"yours": yours, "nudged": by_nudging, "Keras": by_keras}
for name, slopes in ways.items():
    print(f"{name:8}", " ".join(f"{slope:7.4f}" for slope in slopes[strongest]))
for name in ("nudged", "Keras"):
    far = np.abs(yours - ways[name]).max()
    print(f"all {yours.size} of yours, against {name}: at most {far:.0e} apart")

# %% [markdown]
# Now the smallest network of all: pixels, ten neurons, nothing between. All its weights are 0, so
# it gives 0.1 to every digit. The image is that 3 again.
#
# **Predict.** Which weights of neuron 3 have a slope that is not 0? Which sign has it?

# %% tags=["illustration"]
predict("slope_sign")

# %% tags=["illustration"]
pixels = x_train[:{{spec.BATCH_SIZE}}].reshape({{spec.BATCH_SIZE}}, 28 * 28)
tables = [gradient(one, np.full(10, 0.1), digit) for one, digit in zip(pixels, y_train[:{{spec.BATCH_SIZE}}])]
one = tables[7][:, 3].reshape(28, 28)
mean = np.mean(tables, axis=0)[:, 3].reshape(28, 28)

# %% tags=["illustration"]
# Figure: the slopes of neuron 3, for one image and over a batch
figure, panels = plt.subplots(1, 3, figsize=(10, 3.4), layout="constrained")
panels[0].imshow(image[0, ..., 0], cmap="gray")
panels[0].set_title(f"an image, labelled {label}")
for axes, (title, slopes) in zip(panels[1:], (("this image", one), ("mean over {{spec.BATCH_SIZE}} images", mean))):
    top = np.abs(slopes).max()
    colours = axes.imshow(slopes, cmap="PuOr", vmin=-top, vmax=top)
    for marker, where in (("+", slopes > top / 8), ("_", slopes < -top / 8)):
        rows, columns = np.nonzero(where)
        axes.scatter(columns, rows, marker=marker, s=12, lw=0.8, color="black")
    axes.set_title(f"slopes, {title}")
    figure.colorbar(colours, ax=axes, shrink=0.8)
for axes in panels:
    axes.axis("off")
show(
    figure,
    "A handwritten 3; beside it the slopes of neuron 3's 784 weights as two pictures, marked + and "
    f"−. For this image, {np.sum(one < 0)} slopes, where it has ink, are below 0, down to "
    f"{one.min():.2f}, and {np.sum(one > 0)} above. Over a batch, {np.sum(mean < 0)} are below 0, "
    f"in the shape of a 3, and {np.sum(mean > 0)} above, around it.",
)
compare("slope_sign")

# %% [markdown]
# Behind a black pixel, x is 0. Under the ink the slope is −0.9 times the pixel, and the step against
# it adds a pale print of this 3 to neuron 3. (From the nine others it is taken.) Over a batch, the
# weights go up where 3s have ink, and down where others do.
#
# ## 6.3 `fit`
#
# `model.fit` shuffles, deals out batches, steps, and counts epochs. It returns a **History**: an
# object whose `.history` is a dictionary with one list for each quantity, one entry for each epoch.
#
# ### {{exercise.train}}
#
# Train the compiled `model` on the given images and labels, for {{spec.EPOCHS}} epochs with
# batches of {{spec.BATCH_SIZE}}, and return the History that `fit` gives you.
#
# - Hand `callbacks` on to `fit` just as you get them. That is how a live curve will come in,
#   later.
# - `verbose=0` keeps `fit` from filling your notebook with text.
# - Do not compile, and do not build: the model comes ready.
# - A `validation_split` of at most 0.3 is neither asked for nor wrong (see 6.4). No other images
#   have a part in it.
#
# For instance, 100 images make {{-(-100 // spec.BATCH_SIZE)}} steps an epoch with such batches, and the History's list for
# `loss` has {{spec.EPOCHS}} entries in the end.


# %% exercise="train"
def train(model, images, labels, callbacks=None):
    """Train the compiled model as the course does, and return the History.

    images: float32 (n, 28, 28, 1) in [0, 1]; labels: whole numbers (n,); callbacks: for fit.
    """
    ### BEGIN SOLUTION
    return model.fit(images, labels, epochs={{spec.EPOCHS}}, batch_size={{spec.BATCH_SIZE}}, callbacks=callbacks, verbose=0)
    ### END SOLUTION


# %% [markdown]
# The next cell tries it on just 350 images, which takes seconds. Then it does something that
# happens to everyone: it calls `train` on the same model **once more**.
#
# **Predict.** Where will the second curve start?

# %% tags=["illustration"]
predict("second_start")

# %% tags=["illustration"]
keras.utils.set_random_seed(1)
model = compile_model(build())
first = train(model, x_train[:350], y_train[:350])
second = train(model, x_train[:350], y_train[:350])
print("what a History holds:", {key: len(values) for key, values in first.history.items()})
compare("second_start", 100 * second.history["accuracy"][0])

# %% tags=["illustration"]
# Figure: the accuracy over both calls
figure, axes = plt.subplots(figsize=(8, 3.2), layout="constrained")
axes.plot(range(1, {{spec.EPOCHS + 1}}), first.history["accuracy"], "o-", label="first call")
axes.plot(range({{spec.EPOCHS + 1}}, {{2 * spec.EPOCHS + 1}}), second.history["accuracy"], "s--", label="second call")
axes.axvline({{spec.EPOCHS + 0.5}}, color="#999999", lw=1)
axes.set_xticks(range(1, {{2 * spec.EPOCHS + 1}}), [*range(1, {{spec.EPOCHS + 1}}), *range(1, {{spec.EPOCHS + 1}})])
axes.set_xlabel("epoch, as each History counts it")
axes.set_ylabel("accuracy on the 350 images")
axes.set_title("A second fit goes on where the first one stopped")
axes.legend()
show(
    figure,
    "Accuracy over {{2 * spec.EPOCHS:words}} epochs in two calls. The first call rises from "
    f"{first.history['accuracy'][0]:.0%} to {first.history['accuracy'][-1]:.0%}, and the second "
    f"starts at {second.history['accuracy'][0]:.0%} instead of at the bottom.",
)

# %% [markdown]
# `fit` never starts anew: the weights stay in the model. **To start anew, build the model anew, in
# the same cell that trains it.**
#
# The History's keys are named after the metrics: with `metrics=["acc"]`, `accuracy` would be `acc`.
#
# ## 6.4 Learning, or learning by heart?
#
# A network with {{spec.TRAIN_COUNT:,}} examples has to find rules. A network with few examples
# can just remember them. That is called **overfitting**. The training accuracy does not show it:
# remembering gives a splendid one. It takes the **validation** images{{#2}} of lesson 2{{/2}}, held out of the
# *training* images. (Whoever looks at the test images to decide something, such as when to stop,
# has fitted the decision to them.)
#
# ```python
# model.fit(images, labels, epochs=…, batch_size=…, validation_split=0.1)
# ```
#
# Keras holds out the last tenth and adds `val_loss` and `val_accuracy` to the History.
#
# Below is what happened when this network was trained on **200 images only**, for forty epochs,
# with 2,000 others for validation. The numbers were recorded once, so that you need not wait.
#
# **Predict.** Both losses fall at first. Which one turns around?

# %% tags=["illustration"]
predict("turns")

# %% tags=["illustration"]
run = recorded.overfitting()  # four lists, as a History has them
print({key: len(values) for key, values in run.items()})

# %% tags=["illustration"]
# Figure: both losses and both accuracies
epochs = np.arange(1, len(run["loss"]) + 1)
turn = int(np.argmin(run["val_loss"])) + 1

figure, panels = plt.subplots(1, 2, figsize=(12, 3.8), layout="constrained")
for axes, key in zip(panels, ("loss", "accuracy")):
    axes.plot(epochs, run[key], lw=2, label="the 200 training images")
    axes.plot(epochs, run[f"val_{key}"], lw=2, ls="--", label="2,000 validation images")
    axes.axvline(turn, color="#999999", lw=1)
    axes.set_xlabel("epoch")
    axes.set_ylabel(key)
    axes.legend()
panels[0].set_yscale("log")
panels[0].set_title(f"The validation loss is lowest at epoch {turn}, then it rises")
panels[1].set_title("Training reaches 100 %, validation does not")
show(
    figure,
    "Two pictures over forty epochs. The training loss falls to nearly zero, while the validation "
    f"loss is lowest, {min(run['val_loss']):.2f}, at epoch {turn} and rises to "
    f"{run['val_loss'][-1]:.2f}. The training accuracy reaches 100 %, the validation accuracy "
    f"stays near {run['val_accuracy'][-1]:.0%}.",
)
compare("turns")

# %% [markdown]
# From the grey line on, the network gets better only at what it has seen already. On other images
# it is right hardly more often than before, but it is ever surer of itself when it is wrong: that
# is what the rising validation loss says.
#
# More images are the best cure. {{#recorded}}With all {{spec.TRAIN_COUNT:,}} and {{spec.EPOCHS}} epochs, this
# network ends at about 98.8 % on the training images and hardly less on others: a small gap.{{/recorded}}{{^recorded}}With all {{spec.TRAIN_COUNT:,}}, the gap is small.{{/recorded}}
# Stopping in time is the second best, and for that one must know which epoch was the best.
#
# ### {{exercise.best_epoch}}
#
# Which epoch had the highest `val_accuracy`? If the training had no validation images, take
# `accuracy` instead. Epochs are counted **from 1**. If two are equally good, take the earlier
# one.
#
# `history` is the History that `fit` returned. For one whose `.history` is
# `{"accuracy": [0.90, 0.95, 0.97], "val_accuracy": [0.91, 0.94, 0.93]}`, the answer is 2.


# %% exercise="best_epoch"
def best_epoch(history):
    """Return the epoch, counted from 1, with the highest val_accuracy, else accuracy."""
    ### BEGIN SOLUTION
    values = history.history.get("val_accuracy", history.history["accuracy"])
    return int(np.argmax(values)) + 1
    ### END SOLUTION


# %% tags=["illustration"]
overfitted = keras.callbacks.History()
overfitted.history = run
best = best_epoch(overfitted)
highest = run["val_accuracy"][best - 1]
print(f"recorded run: best epoch {best}, with {highest:.1%} validation accuracy")
print(f"your run with 350 images: best epoch {best_epoch(first)} of {len(first.epoch)}")

# %% [markdown]
# In the recorded run that is not the epoch with the lowest loss: the validation accuracy has long
# been level there, and which of its small bumps is the highest is mostly chance.
#
# ## 6.5 The real thing
#
# A network's first weights are random, and so is the order of the images. So two people with the
# same code get slightly different networks. `keras.utils.set_random_seed(seed)` makes both
# repeatable: the same seed, on the same machine, gives the same network, or nearly. (Processors
# that add numbers in another order differ in the last digits, and over thousands of steps that
# grows.){{#7}} Lesson 7 shows how much a seed matters.{{/7}}
#
# Now everything together, on all {{spec.TRAIN_COUNT:,}} images. A **callback** is an object that
# `fit` calls after every batch and epoch. The course has one that draws loss and accuracy as they
# change, and says how much time is left:
#
# ```python
# from mnist_course.training_display import TrainingDisplay
#
# history = train(model, images, labels, callbacks=[TrainingDisplay()])
# ```
#
# You can interrupt it with the ■ in the toolbar: training ends after the step it is at, and the
# next line of your cell runs, so a network that has learned that much is saved.
#
# ### {{exercise.trained_model}}
#
# In one cell: build, compile, train and save. This exercise is judged by the **file** that your
# cell leaves beside this notebook, `digits.keras`: is it the network of the course, and does it
# read at least {{spec.TARGET_ACCURACY:.1%}} of the test images?
#
# 1. **Build** the network{{#4}} of your lesson 4{{/4}}, from {{spec.INPUT_SHAPE}} to {{spec.CLASSES}} units
#    with softmax: a new one, in this cell.
# 2. **Compile** it{{#5}} as in your lesson 5{{/5}}. Name the arguments. With `steps_per_execution=16` as well,
#    TensorFlow takes 16 steps before it comes back to Python: the same network, in two thirds of
#    the time.
# 3. **Train** it with your `train`, on all of `x_train` and `y_train`, with the display.
# 4. **Save** it with `model.save("digits.keras")`.
#
# Write the layers out from memory as far as you can: it is your network {{#8}}that reads your handwriting
# in lesson 8{{/8}}{{^8}}now{{/8}}. The trained weights that come with the course earn nothing here, unless your
# instructor says otherwise.
#
# The test images have no part in it.{{#7}} Lesson 7 uses your file; until there is one, it uses a
# network that comes with the course, so you can also read on while this one trains in another
# tab.{{/7}}

# %% exercise="trained_model"
from mnist_course.training_display import TrainingDisplay

keras.utils.set_random_seed(0)  # any whole number
# 1. model = …          build it here, anew
# 2. model.compile(…)
# 3. history = train(…)
# 4. model.save(…)
### BEGIN SOLUTION
model = keras.Sequential(
    [
        keras.Input((28, 28, 1)),
        keras.layers.Conv2D(32, (3, 3), activation="relu"),
        keras.layers.MaxPooling2D((2, 2)),
        keras.layers.Conv2D(32, (3, 3), activation="relu"),
        keras.layers.MaxPooling2D((2, 2)),
        keras.layers.Conv2D(32, (3, 3), activation="relu"),
        keras.layers.MaxPooling2D((2, 2)),
        keras.layers.Flatten(),
        keras.layers.Dense(64, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ]
)
model.compile(
    optimizer="adam",
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
    steps_per_execution=16,
)
history = train(model, x_train, y_train, callbacks=[TrainingDisplay()])
model.save("digits.keras")
### END SOLUTION

# %% [markdown]
# If the check says that your network is right but misses the target, train again with another
# seed; that should hardly ever be needed. If the training accuracy stays near 10 %, something is
# wrong with the network or how it is compiled{{#4}}{{#5}}: the checks of lessons 4 and 5 find it{{/5}}{{/4}}.
#
# ## Recap
#
# - A step: predict a batch, compute the loss, compute the slopes, change the weights. An epoch is
#   once through all images; its last batch may be smaller.
# - A weight's slope is its input times p − t: what its neuron said, minus what it should have said.
# - `fit` returns a History. The numbers are in `.history`, named after the metrics.
# - `fit` goes on with the weights that are there. Build anew to start anew.
# - Overfitting: training gets better, validation gets worse. Validation images are held out of
#   the *training* images; the test images wait for the end.
# - The seed is part of the result. Small differences mean nothing.
# - `model.save` keeps layers, compilation and weights in one file.
#
# **Ask yourself.**
#
# 1. Twice the batch size: how many steps has an epoch then? Is it then twice as fast?
# 2. Your first epoch starts at 97 % accuracy. Should you be glad?
# 3. In the first epochs, validation accuracy is often *higher* than training accuracy. How can
#    that be?
# 4. A network is sure and right about an image. How large are the slopes?
#
# <details><summary>Answers</summary>
#
# 1. Half as many. Often it is quicker, because larger batches use the processor better, but there
#    are only half as many corrections, so it may take more epochs.
# 2. No. It is either not the first epoch (the model had been trained before), or something of the
#    answer is in the data.
# 3. The training accuracy is the mean over the epoch, while the network is still changing; the
#    validation accuracy is measured at the end of the epoch, when it is at its best.
# 4. Nearly 0: p − t is, at every neuron. From that image there is little left to learn.
#
# </details>
#
# **Left out.** The slopes of convolutions, learning rates that change with time, early stopping
# (`keras.callbacks.EarlyStopping` does by itself what `best_epoch` finds afterwards), dropout and
# augmentation, which make learning by heart harder{{#9}}: lesson 9 uses some of them{{/9}}.
#
# **Next:** [7 · Evaluation](../07_evaluation/07_evaluation.ipynb) brings out the test images.
