# %% [markdown]
# # 5 · Compilation
#
# **You will** turn ten scores into ten probabilities, measure by one number how wrong they are,
# see how that number shows the way to better weights, and make the three choices that Keras calls
# *compiling*.
#
# **Time** about {{lesson.minutes}} minutes. **You need** NumPy's sums along an axis (`axis=1`),
# and what a logarithm is. The network{{#4}} of lesson 4{{/4}} is provided here.
#
# ## Why it matters
#
# A network can only get better at what you measure. Measure the wrong thing, and it gets better
# at the wrong thing, cheerfully and without an error message. A model is compiled with
#
# - a **loss**: one number for how wrong it is. Training makes it smaller.
# - an **optimizer**: the rule by which each step changes the weights to make it smaller.
# - **metrics**: what *you* want to read, such as the share of right answers. They change nothing.
#
# The oldest part of this is following a slope downhill. Augustin-Louis Cauchy published it in
# 1847, with calculations in astronomy in mind (C. Lemaréchal, *Cauchy and the gradient method*,
# Documenta Mathematica, 2012). The training of today's large networks still rests on it.

# %%
from mnist_course import begin, check, compare, predict

begin("05_compilation")

# %%
import keras
import matplotlib.pyplot as plt
import numpy as np

from mnist_course import prepared_digits
from mnist_course.figures import show
from mnist_course.model import build, reference

(x_train, y_train), _ = prepared_digits()  # the test images have to wait
np.set_printoptions(precision=4, suppress=True, linewidth=100)

# %% [markdown]
# `build()` gives a new network {{#4}}of lesson 4 {{/4}}with random weights; `reference()` gives one that has
# been trained. We take the trained one apart, just before its softmax, to see its plain scores.
#
# ## 5.1 From logits to probabilities
#
# The last layer computes ten plain scores for each image, the **logits**. Each is a weighted sum,
# so it can be anything: negative, or 20.

# %% tags=["illustration"]
trained = reference()
before_last = keras.Model(trained.inputs, trained.layers[-2].output)
weights, biases = (array.astype("float64") for array in trained.layers[-1].get_weights())
features = np.asarray(before_last([x_train[:1000]])).astype("float64")
labels = y_train[:1000]

logits = features @ weights + biases

# %% tags=["illustration"]
# Figure: an image and its ten logits
figure, (left, right) = plt.subplots(
    1, 2, figsize=(10, 2.8), width_ratios=[1, 3], layout="constrained"
)
left.imshow(x_train[2, ..., 0], cmap="gray")
left.axis("off")
left.set_title(f"labelled {labels[2]}")
bars = right.bar(range(10), logits[2])
right.bar_label(bars, [f"{value:.1f}" for value in logits[2]], padding=2)
right.axhline(0, color="black", lw=0.8)
right.set_xticks(range(10))
right.set_xlabel("digit")
right.set_title("its ten logits")
right.margins(y=0.2)
show(
    figure,
    f"A handwritten {labels[2]} and its ten logits, most of them negative: "
    + ", ".join(f"{digit}: {value:.1f}" for digit, value in enumerate(logits[2])),
)

# %% [markdown]
# **Softmax** makes probabilities of them in two moves. The exponential makes every score positive
# and keeps the order. Dividing by the sum makes them add up to 1:
#
# $$\text{softmax}(z)_d = \frac{e^{z_d}}{e^{z_0} + e^{z_1} + \dots + e^{z_9}}$$
#
# For the three logits 1, 2, 3: the exponentials are 2.718, 7.389 and 20.086, their sum is 30.193,
# so the probabilities are **0.090, 0.245 and 0.665**.
#
# **Predict.** When a logit is larger by 1, its probability is larger by a certain factor. By
# which? And what happens to the formula in a computer if the logits are 1001, 1002 and 1003?

# %% tags=["illustration"]
predict("logit_step")

# %% tags=["illustration"]
for row in ([1.0, 2.0, 3.0], [1001.0, 1002.0, 1003.0]):
    with np.errstate(over="ignore", invalid="ignore"):
        powers = np.exp(row)
        print(row, "→ exponentials", powers, "→", powers / powers.sum())
compare("logit_step", np.e)

# %% [markdown]
# Each step of 1 between logits is a factor of e ≈ 2.718 between probabilities. But in the second
# row the formula breaks. `inf` is 'too large to write down', and `inf / inf` has no answer:
# `nan`, not a number. One `nan` in one image's loss, and all weights are `nan` after the next
# step.
#
# The way out is one line of mathematics. Subtract the same number *c* from all logits of a row:
# every exponential is divided by the same $e^c$, which cancels. So the probabilities of 1001,
# 1002, 1003 are those of 1, 2, 3, and those of −2, −1, 0. If *c* is the row's largest logit, the
# largest exponential is $e^0 = 1$, and nothing can overflow.
#
# ### {{exercise.softmax}}
#
# Write softmax for a whole batch: `logits` is (n, k), one row for each image; return an array of
# the same shape whose **rows** each add up to 1. It must also be right for very large logits. For
# `[[1, 2, 3], [1001, 1002, 1003]]`, both rows of the answer are 0.090, 0.245, 0.665. Do not change
# `logits` itself.
#
# `keepdims=True` is useful here: `logits.max(axis=1)` has shape (n,), which cannot be subtracted
# from (n, k) row by row; `logits.max(axis=1, keepdims=True)` has shape (n, 1), which can.


# %% exercise="softmax"
def softmax(logits):
    """Return probabilities (n, k): softmax of each row of the logits (n, k)."""
    ### BEGIN SOLUTION
    shifted = logits - logits.max(axis=1, keepdims=True)
    powers = np.exp(shifted)
    return powers / powers.sum(axis=1, keepdims=True)
    ### END SOLUTION


# %% tags=["illustration"]
probabilities = softmax(logits)
mine = probabilities[2]
keras_says = np.asarray(trained(x_train[:3]))[2]
print("yours:", mine)
print("Keras:", keras_says)
print("the ten of them add up to", mine.sum().round(6))

# %% [markdown]
# Your function, fed with the network's logits, says what Keras says.
#
# One more thing to know. A **sigmoid** in place of softmax squeezes each score between 0 and 1 by
# itself. In our measurements the network trained just as well with it, and its ten numbers added
# up to 2.9. Accuracy cannot show such a mistake; adding up a row can.
#
# ## 5.2 How wrong is that?
#
# For each image, look at the probability that the network gave to the **right** digit. Call it p.
# The loss of that image is $-\ln p$:

# %% tags=["illustration"]
# Figure: −ln p
p = np.linspace(0.002, 1, 500)
figure, axes = plt.subplots(figsize=(8, 3.6), layout="constrained")
axes.plot(p, -np.log(p), lw=2)
for value, word in ((0.8, "rather sure, and right"), (0.3, "hesitating"), (0.01, "sure, wrong")):
    axes.plot(value, -np.log(value), "o", color="black")
    axes.annotate(
        f"{word}:\np = {value}, loss {-np.log(value):.2f}",
        (value, -np.log(value)),
        xytext=(12, 8),
        textcoords="offset points",
    )
axes.set_xlabel("p, the probability given to the right digit")
axes.set_ylabel("loss")
axes.set_title("−ln p: nothing for certainty that is right, ever more for certainty that is wrong")
axes.set_ylim(-0.3, 6.5)
show(
    figure,
    "The curve of minus the logarithm of p falls from more than 6 near p = 0 to 0 at p = 1; "
    "p = 0.01 costs 4.61, p = 0.3 costs 1.20, p = 0.8 costs 0.22.",
)

# %% [markdown]
# The loss of a batch is the mean over its images. It is called **cross-entropy**. By hand, for
# three images and, to keep it short, three classes:
#
# | probabilities | label | p | −ln p |
# | --- | --- | --- | --- |
# | 0.7, 0.2, 0.1 | 0 | 0.7 | 0.357 |
# | 0.1, 0.8, 0.1 | 1 | 0.8 | 0.223 |
# | 0.3, 0.3, 0.4 | 0 | 0.3 | 1.204 |
# | | | | mean **0.595** |
#
# The third image costs more than the other two together. That is the point: the largest mistakes
# push hardest.
#
# ### {{exercise.cross_entropy}}
#
# `probabilities` is (n, k), one row for each image; `labels` is (n,), whole numbers, the column
# of the right digit in each row. Return the mean of −ln p as one number. For the table's three
# images, that is 0.5946.
#
# To take one number from each row, give NumPy two lists of places, rows and columns:
# `table[[0, 1, 2], [0, 1, 0]]` is `table[0, 0]`, `table[1, 1]` and `table[2, 0]`.


# %% exercise="cross_entropy"
def cross_entropy(probabilities, labels):
    """Return the mean sparse categorical cross-entropy, a float.

    probabilities: (n, k), rows add up to 1; labels: (n,), the right column of each row.
    """
    ### BEGIN SOLUTION
    of_the_right_digit = probabilities[np.arange(len(labels)), labels]
    return float(-np.log(np.clip(of_the_right_digit, 1e-7, 1)).mean())
    ### END SOLUTION


# %% [markdown]
# **Predict.** Which loss has a network that gives 0.1 to every digit?

# %% tags=["illustration"]
predict("tenth_loss")

# %% tags=["illustration"]
example = np.array([[0.7, 0.2, 0.1], [0.1, 0.8, 0.1], [0.3, 0.3, 0.4]])
print("the table:                ", cross_entropy(example, np.array([0, 1, 0])))
print("the trained network:      ", cross_entropy(probabilities, labels))
compare("tenth_loss", cross_entropy(np.full((1000, 10), 0.1), labels))

# %% [markdown]
# Remember that number: −ln 0.1 ≈ 2.303. It is what a network that knows nothing should begin
# with. If a new network's loss is far from it, something is wrong before training has begun: a
# cheap test that Andrej Karpathy recommends in
# [A Recipe for Training Neural Networks](https://karpathy.github.io/2019/04/25/recipe/).
#
# (A probability of exactly 0 would cost −ln 0, which is infinite. Keras takes 10⁻⁷ in its place,
# so that one image cannot cost more than 16.1. You may do likewise, with `np.clip`.)
#
# ### Why not the mean squared error?
#
# Because it measures the wrong thing, in one of two ways.
#
# *With the labels as numbers*, a 3 that is read as a 4 is off by one, and a 3 that is read as an
# 8 is off by five. But labels are names. A 3 is not 'closer' to a 4 than to an 8; in handwriting
# it is the other way round.
#
# *With one column for each digit*, the squared error is sensible, but lazy. What moves the
# weights is the **slope** of the loss. The picture shows, for two classes, how strongly each loss
# pushes the right digit's logit up.
#
# **Predict.** Where should the push be strongest: where the network is right, where it hesitates,
# or where it is sure and wrong?

# %% tags=["illustration"]
predict("push")

# %% tags=["illustration"]
# Figure: how hard each loss pushes
p = np.linspace(0, 1, 400)
figure, axes = plt.subplots(figsize=(8, 3.2), layout="constrained")
axes.plot(p, 1 - p, lw=2, label="cross-entropy")
axes.plot(p, 2 * p * (1 - p) ** 2, lw=2, ls="--", label="mean squared error")
axes.annotate(
    "sure and wrong:\nno push at all",
    (0.01, 0.02),
    xytext=(0.1, 0.42),
    arrowprops={"arrowstyle": "->"},
)
axes.set_xlabel("p, the probability given to the right digit")
axes.set_ylabel("push towards right")
axes.set_title("How hard each loss pushes")
axes.legend()
show(
    figure,
    "Cross-entropy pushes with strength 1 at p = 0, falling in a straight line to 0 at p = 1. "
    "The squared error pushes most near p = 0.33 and not at all at p = 0, where it is most "
    "needed.",
)
compare("push")

# %% [markdown]
# Cross-entropy pushes with 1 − p: the more wrong, the harder. The squared error does not push
# where the network is sure and wrong. It trains, but slower.
#
# ### Sparse or not?
#
# Keras has two cross-entropies. They compute the same thing from labels that are written
# differently:
#
# | loss | labels | one label for digit 3 |
# | --- | --- | --- |
# | `sparse_categorical_crossentropy` | whole numbers, (n,) | `3` |
# | `categorical_crossentropy` | one-hot rows, (n, {{spec.CLASSES}}) | `[0, 0, 0, 1, 0, 0, 0, 0, 0, 0]` |
#
# Ours are whole numbers. The next cell tries all four combinations.

# %% tags=["illustration"]
whole = labels[:3]
one_hot = keras.utils.to_categorical(whole, 10)
for loss in (
    keras.losses.sparse_categorical_crossentropy,
    keras.losses.categorical_crossentropy,
):
    for name, truth in (("whole numbers", whole), ("one-hot rows", one_hot)):
        try:
            answer = np.asarray(loss(truth, probabilities[:3])).round(4)
        except ValueError as error:
            answer = f"ValueError: {str(error)[:36]}…"
        print(f"{loss.__name__:32} {name:14} {answer}")

# %% [markdown]
# An error is the friendly outcome. It speaks of *rank* or *shape*, though, not of labels; now you
# know what it means. Depending on the Keras version and the shapes, you can also get a number,
# and that number is nonsense.
#
# **`from_logits`.** Both losses can apply softmax themselves, for networks that end with logits:
# `from_logits=True`. Ours ends with softmax. Saying `from_logits=True` all the same would apply
# it twice, and Keras only warns. The string `{{spec.LOSS}}` expects probabilities, which is right
# here.
#
# ## 5.3 Metrics: what you read
#
# **accuracy** is the share of images whose largest probability is on the right digit. There is
# also **binary_accuracy**. It asks ten yes-or-no questions for each image ('is it a 0? is it a 1?
# …'), with yes from 0.5 upwards, and counts the right answers.
#
# **Predict.** A network gives 0.1 to every digit of every image. It knows nothing. What is its
# binary accuracy?

# %% tags=["illustration"]
predict("binary")

# %% tags=["illustration"]
knows_nothing = np.full((1000, 10), 0.1)
rows = keras.utils.to_categorical(labels, 10)
binary = np.mean(np.asarray(keras.metrics.binary_accuracy(rows, knows_nothing)))
compare("binary", 100 * binary)
print(f"accuracy of knowing nothing:        {np.mean(labels == 0):.1%} (argmax takes the first)")

# %% [markdown]
# It answers 'no' ten times, and nine of those are right. In a measurement for this course,
# `binary_accuracy` showed 97.6 % at a moment when 87.7 % of the images were read correctly.
# Nobody had cheated; the name of the metric was wrong. So: name the metric that answers your
# question. With `"accuracy"`, Keras picks the version that fits the loss and the labels.
#
# ## 5.4 The optimizer: downhill, step by step
#
# Change one weight a little and the loss changes a little. How much, for each unit of change, is
# the **slope**. An optimizer takes a step against it:
#
# > new weight = weight − learning rate × slope
#
# Your two functions are all it takes to watch this. First with **one** parameter of the trained
# network: the bias of digit 4 in the last layer. We pretend that it is wrong, 14 in place of
# about 0. Now the network sees 4s everywhere. Then we let it walk downhill.


# %% tags=["illustration"]
def loss_with(bias):
    """The loss on 1,000 images, if the bias of digit 4 were `bias`."""
    changed = logits.copy()
    changed[:, 4] += bias - biases[4]
    return cross_entropy(softmax(changed), labels)


def slope_at(bias, nudge=0.01):
    return (loss_with(bias + nudge) - loss_with(bias - nudge)) / (2 * nudge)


path = [14.0]
for _ in range(12):
    path.append(path[-1] - 15 * slope_at(path[-1]))
losses = [loss_with(bias) for bias in path]
print(f"twelve steps: loss {losses[0]:.2f} → {losses[-1]:.2f}")

# %% tags=["illustration"]
# Figure: the valley, and the twelve steps
reach = np.linspace(-12, 16, 60)
figure, axes = plt.subplots(figsize=(8, 3.4), layout="constrained")
axes.plot(reach, [loss_with(bias) for bias in reach], color="#999999")
axes.plot(path, losses, "o-", ms=5, lw=1, color="C0")
axes.plot(path[0], losses[0], "s", ms=9, color="#d94801", label=f"start: {losses[0]:.2f}")
axes.plot(path[-1], losses[-1], "*", ms=14, color="#d94801", label=f"end: {losses[-1]:.2f}")
axes.set_title("Twelve steps against the slope, learning rate 15")
axes.set_xlabel("bias of digit 4")
axes.set_ylabel("loss on 1,000 images")
axes.legend()
show(
    figure,
    "A valley of the loss, with its floor near 0. Twelve steps lead down its right side, long "
    f"where it is steep and short where it is flat: from {losses[0]:.2f} to {losses[-1]:.2f}.",
)

# %% [markdown]
# Long steps where it is steep, short ones where it is flat, without anybody choosing their
# length.
#
# Now in earnest: we throw away the **whole** last layer, set its weights and biases to 0, and let
# it learn again with three learning rates. The slope for all of them at once needs one formula.
# It is the push of 5.2: *what the network said, minus what it should have said*, times what the
# layer saw.
#
# **Predict.** At which loss do all three begin? What does a rate that is much too small do? And
# one that is much too large?

# %% tags=["illustration"]
predict("large_rate")

# %% tags=["illustration"]
truth = keras.utils.to_categorical(labels, 10)
curves = {}
for rate in (0.001, 0.1, 1.0):
    w, b = np.zeros_like(weights), np.zeros_like(biases)
    curves[rate] = []
    for _ in range(30):
        said = softmax(features @ w + b)
        curves[rate].append(cross_entropy(said, labels))
        w -= rate * features.T @ (said - truth) / len(labels)
        b -= rate * (said - truth).mean(axis=0)

# %% tags=["illustration"]
# Figure: the loss with each of the three learning rates
figure, axes = plt.subplots(figsize=(8, 3.6), layout="constrained")
for (rate, curve), style in zip(curves.items(), ("o:", "s-", "^--")):
    axes.plot(curve, style, ms=4, lw=1.5, label=f"learning rate {rate:g}")
axes.set_xlabel("steps taken")
axes.set_yscale("log")
axes.set_ylabel("loss on 1,000 images, log scale")
axes.set_title(f"{weights.size + biases.size} parameters learning with your two functions")
axes.legend()
show(
    figure,
    "Loss over thirty steps, from 2.3. "
    + " ".join(
        f"Learning rate {rate:g}: highest {max(curve):.2f}, at the end {curve[-1]:.2f}."
        for rate, curve in curves.items()
    ),
)
compare("large_rate")

# %% [markdown]
# Too small: it creeps. Too large: it leaps across the valley, to places that are worse than where
# it began. Here it finds its way back, because the loss of one layer alone has a single valley. A
# whole network often does not. And what is too large differs: 15 was fine for one bias, while 1
# is too much for a layer. A real network has thousands of parameters, each with a valley of its
# own shape.
#
# **Adam** (Kingma and Ba, [2015](https://arxiv.org/abs/1412.6980)) deals with that: it remembers
# each parameter's recent slopes, and scales its steps by them, so that all parameters move at a
# similar pace. Its authors suggest a learning rate of {{spec.LEARNING_RATE}}, which is also
# Keras's default. With a rate of 1, the network of this course had a loss of 49 within its first
# few steps, and after sixty it was back at 2.3: the loss of knowing nothing.
#
# ## 5.5 Compile
#
# The three choices go into `model.compile`.
#
# **Predict.** Somebody writes
# `model.compile("adam", "sparse_categorical_crossentropy", ["accuracy"])`. Where does the list
# with the metric go?

# %% tags=["illustration"]
predict("third_place")

# %% [markdown]
# These are the first places that `compile` has; then it is tried:

# %% tags=["illustration"]
import inspect

parameters = inspect.signature(keras.Model.compile).parameters
for name, parameter in list(parameters.items())[1:6]:
    print(f"{name:18} default: {parameter.default}")

# %% tags=["illustration"]
trapped = build()
trapped.compile("adam", "sparse_categorical_crossentropy", ["accuracy"])
print("compile: not a word of complaint")
try:
    trapped.fit(x_train[:35], y_train[:35], verbose=0)
except (ValueError, TypeError) as error:
    print(f"fit:     {type(error).__name__}: {str(error).splitlines()[0]}")
compare("third_place")

# %% [markdown]
# The third place is `loss_weights`, a factor for each loss of a network with several. So Keras
# tries to multiply the loss by the word 'accuracy', and the message that you get, one lesson
# later, mentions neither metrics nor `compile`. Name your arguments: `loss=…`, `metrics=[…]`. It
# is longer, and nobody has to count places.
#
# Note also the defaults: without `loss`, there is nothing to make smaller; without `metrics`, you
# see no accuracy; and the default optimizer is not the one we want.
#
# ### {{exercise.compile_model}}
#
# Compile the model that you are given, and return **the same** model:
#
# - the optimizer is Adam, with its default learning rate of {{spec.LEARNING_RATE}};
# - the loss is the cross-entropy for labels that are whole numbers;
# - the metric is accuracy.
#
# Strings such as `"adam"` and objects such as `keras.optimizers.Adam()` are equally right. So is
# another learning rate from {{spec.LEAST_LEARNING_RATE}} to {{spec.LARGEST_LEARNING_RATE}}. Change
# nothing else: the check takes a step of training and looks whether every weight moves as Adam
# moves it.


# %% exercise="compile_model"
def compile_model(model):
    """Compile the model for training on digits, and return it."""
    ### BEGIN SOLUTION
    model.compile(
        optimizer="adam",
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model
    ### END SOLUTION


# %% [markdown]
# Compiling changes no weight. **Predict.** What are the loss and the accuracy of a new network?

# %% tags=["illustration"]
predict("fresh_loss")

# %% tags=["illustration"]
keras.utils.set_random_seed(5)
model = compile_model(build())
loss, accuracy = model.evaluate(x_train[:1000], y_train[:1000], batch_size=500, verbose=0)
print(f"optimizer {type(model.optimizer).__name__}, ", end="")
print(f"learning rate {float(model.optimizer.learning_rate):.4g}")
print(f"before any training: loss {loss:.3f}, accuracy {accuracy:.1%}")
compare("fresh_loss", loss)

# %% [markdown]
# About 2.3 and about 10 %: it knows nothing, and every part agrees on that. Now it is ready.
#
# ## Recap
#
# - Softmax: exponentials divided by their sum, row by row; subtract the row's largest logit
#   first.
# - Cross-entropy: the mean of −ln p, with p the probability of the right digit. Knowing nothing
#   costs 2.303.
# - *Sparse* cross-entropy takes whole numbers as labels, the other one takes one-hot rows.
# - The optimizer steps against the slope. The learning rate decides how far.
# - Metrics are for you. `"accuracy"` is the one that answers 'how many are right?'
# - Name the arguments of `compile`.
#
# **Ask yourself.**
#
# 1. A network gives the right digit 0.2 for one image. What is the loss? And for 0.04?
# 2. Two networks both have 98 % accuracy, with losses of 0.06 and 0.6. Which would you trust
#    more?
# 3. Why can accuracy itself not be the loss?
# 4. `softmax(logits + 5)`: what changes?
#
# <details><summary>Answers</summary>
#
# 1. −ln 0.2 = 1.609. And 0.04 is 0.2², so the loss doubles: 3.219.
# 2. The first. The second is wrong as often, but far surer of itself when it is.
# 3. It has no slope. Change a weight a little, and nearly always no answer changes: accuracy
#    stays exactly as it is, and does not say which way is better.
# 4. Nothing: the same number added to all logits of a row cancels.
#
# </details>
#
# **Left out.** Why the slope of a whole layer has that formula{{#6}} (lesson 6 shows it){{/6}}, momentum,
# schedules that lower the learning rate with time, and losses for other questions than 'which one
# of ten'.
#
# **Next:** [6 · Training](../06_training/06_training.ipynb) takes these steps {{#recorded}}some ten thousand{{/recorded}}{{^recorded}}many thousand{{/recorded}}
# times.
