# %% [markdown]
# # 7 · Evaluating the network
#
# **You will** measure how well a trained network reads digits it has never seen, find out which
# digits it takes for which, and look its worst mistakes in the face.
#
# **Time** about {{lesson.minutes}} minutes. **You need** arrays with two axes, `argmax` and
# comparing arrays with `==`. This lesson stands alone. {{#6}}If you have trained a network in lesson 6,
# it is yours that is examined; if not, the{{/6}}{{^6}}The{{/6}} course lends you {{#6}}one{{/6}}{{^6}}a network{{/6}}.
#
# ## Why it matters
#
# In 2021, three researchers looked for wrong labels in ten of the data sets that the field is
# measured with. They found them in every one, on average in at least 3.3 % of the test examples; in the
# test images of MNIST, 15 of 10,000. (Source: C. G. Northcutt, A. Athalye and J. Mueller,
# *Pervasive Label Errors in Test Sets Destabilize Machine Learning Benchmarks*, NeurIPS 2021.)
#
# They were not found by looking at accuracies. They were found by asking where a network and a
# label disagree, most surely and most loudly, and then **looking at the picture**. You will do
# the same today, and you may meet one of the fifteen.

# %%
from mnist_course import begin, check, compare, predict

begin("07_evaluation")

# %%
import matplotlib.pyplot as plt
import numpy as np

from mnist_course import prepared_digits, recorded, spec, widgets
from mnist_course.figures import show
from mnist_course.student_model import load_model

(x_train, y_train), (x_test, y_test) = prepared_digits()
model = load_model()

# %% [markdown]
# `x_test` holds {{spec.TEST_COUNT:,}} prepared images: float32, shape (n, 28, 28, 1), pixels from 0
# to 1. The network has not learned from a single one of them.
#
# ## 7.1 Two numbers for one network
#
# Keras grades a network with `model.evaluate`. It returns the **loss**, which the training tried
# to make small, and each **metric** that the model was compiled with; here that is the
# **accuracy**, the share of images that were read rightly.
#
# The two ask different questions. Accuracy asks *how often is the top answer right?* The loss
# asks *how surprised was the network by the truth?* A network that is wrong and quite sure of it
# pays a little accuracy and a lot of loss.
#
# ### {{exercise.evaluate}}
#
# Return the loss and the accuracy of `model` on `images` and `labels`, in that order. The check
# brings a model and images of its own; for one it might expect something like `(0.71, 0.77)`.


# %% exercise="evaluate"
def evaluate(model, images, labels):
    """Return (loss, accuracy), two floats.

    images: float32 (n, 28, 28, 1) in [0, 1]; labels: integers (n,).
    """
    ### BEGIN SOLUTION
    loss, accuracy = model.evaluate(images, labels, verbose=0)
    return loss, accuracy
    ### END SOLUTION


# %% [markdown]
# **Predict.** Three gradings follow: the test images; as many of the training images; and the
# test images with pixels up to 255 instead of 1. Which accuracy is highest? Which loss is worst?

# %% tags=["illustration"]
predict("worst_loss")

# %% tags=["illustration"]
graded = {
    "test images": evaluate(model, x_test, y_test),
    "training images": evaluate(model, x_train[: len(x_test)], y_train[: len(x_test)]),
    "test images, unscaled": evaluate(model, x_test * 255, y_test),
}
print(f"{'':24}{'loss':>8}{'accuracy':>11}")
for name, (loss, share) in graded.items():
    print(f"{name:24}{loss:8.3f}{share:11.2%}")
kinds = ("the test images", "the training images", "the unscaled images")
compare("worst_loss", kinds[np.argmax([loss for loss, _ in graded.values()])])

# %% [markdown]
# The training images usually come out best. The network has practised on them: grading it there
# is grading the practice questions. Only images that it has never seen tell what it will do with
# *your* digit.
#
# The unscaled images are the more treacherous mistake. The accuracy falls, yet to a value that
# might pass for a mediocre network. The loss is many times what it was: **the loss tells**. When
# accuracy and loss tell different stories, suspect the data before the network.
#
# ## 7.2 Accuracy by hand
#
# `model.predict` gives ten probabilities for each image, one for each digit. Here are three rows
# of a smaller world with only three digits, and the labels:
#
# | image | p(0) | p(1) | p(2) | label | answer | right? |
# | --- | --- | --- | --- | --- | --- | --- |
# | a | 0.7 | 0.2 | 0.1 | 0 | 0 | yes |
# | b | 0.3 | 0.4 | 0.3 | 1 | 1 | yes, though barely |
# | c | 0.1 | 0.1 | 0.8 | 1 | 2 | no, though sure |
#
# The accuracy is 2/3. How sure the network was does not enter.
#
# ### {{exercise.accuracy}}
#
# Return the share of rows of `probabilities` whose largest entry stands at the label. For the
# table above that is 0.6667.


# %% exercise="accuracy"
def accuracy(probabilities, labels):
    """Return the share of right answers, a float from 0 to 1.

    probabilities: float array (n, 10), a row for each image; labels: integers (n,).
    """
    ### BEGIN SOLUTION
    answers = probabilities.argmax(axis=1)
    return float(np.mean(answers == labels))
    ### END SOLUTION


# %% tags=["illustration"]
probabilities = model.predict(x_test, verbose=0)
predictions = probabilities.argmax(axis=1)
print(f"by hand: {accuracy(probabilities, y_test):.4f}")
print(f"Keras:   {graded['test images'][1]:.4f}")

# %% [markdown]
# The two agree. From here on nothing is magic: accuracy is a comparison and a mean.
#
# ## 7.3 Why accuracy is not enough
#
# Suppose a post office asks only one question: *is it a 5?* We offer a machine that has no
# camera. It always says “no”.
#
# **Predict.** How accurate is it on the {{spec.TEST_COUNT:,}} test images? And of the 5s, how many
# does it find?

# %% tags=["illustration"]
predict("always_no")

# %% tags=["illustration"]
is_five = y_test == 5
always_no = np.zeros(len(y_test), bool)
compare("always_no", 100 * np.mean(always_no == is_five))
print(f"share of 5s found: {np.mean(always_no[is_five]):.1%}")

# %% [markdown]
# More than nine in ten, and worth nothing. One number hides *which* mistakes are made, and that is
# often what matters: a missed illness and a false alarm cost very different things.
#
# The same question for our network, digit by digit: of all the 5s, how many were read as 5? This
# share is called **recall**. And which digits does it take for which?
#
# **Predict.** Which two digits does the network confuse most? Think of how people write them.

# %% tags=["illustration"]
predict("confused")

# %% tags=["illustration"]
recall = np.array([np.mean(predictions[y_test == digit] == digit) for digit in range(10)])

# %% tags=["illustration"]
# Figure: the recall of each digit
figure, axis = plt.subplots(figsize=(9, 3))
bars = axis.bar(range(10), 100 * recall, color="#4878a8")
axis.bar_label(bars, [f"{100 * share:.1f}" for share in recall])
axis.set_ylim(100 * recall.min() - 2, 101)
axis.set_xticks(range(10))
axis.set_xlabel("true digit")
axis.set_ylabel("read rightly, in %")
axis.set_title("Not all digits are equally hard (the axis does not begin at 0)")
show(
    figure,
    f"Bars of the share read rightly for each digit: best {recall.argmax()} with "
    f"{recall.max():.1%}, worst {recall.argmin()} with {recall.min():.1%}.",
)

# %% [markdown]
# ## 7.4 The confusion matrix
#
# Now to the full story: for each true digit, what did the network answer? The **confusion
# matrix** is a table with a row for each true digit and a column for each answer. For the labels
# `4, 4, 4, 9` and the answers `4, 9, 9, 9` it has three entries:
#
# - row 4, column 4: 1, a 4 that was read as a 4;
# - row 4, column 9: 2, two 4s that were taken for 9s;
# - row 9, column 9: 1, a 9 that was read as a 9.
#
# Everything else is 0. What is right lies on the diagonal; every mistake lies off it.
#
# ### {{exercise.confusion_matrix}}
#
# Return the (10, 10) table of counts. It always has ten rows and ten columns, even if a digit
# does not occur.


# %% exercise="confusion_matrix"
def confusion_matrix(labels, predictions):
    """Return an array (10, 10): entry [t, p] counts the images of a t that were read as p.

    labels, predictions: integers (n,).
    """
    ### BEGIN SOLUTION
    matrix = np.zeros((10, 10), int)
    for true, predicted in zip(labels, predictions):
        matrix[true, predicted] += 1
    return matrix
    ### END SOLUTION


# %% tags=["illustration"]
matrix = confusion_matrix(y_test, predictions)
mistakes = matrix - np.diag(np.diag(matrix))

# %% tags=["illustration"]
# Figure: the confusion matrix
figure, axis = plt.subplots(figsize=(7.5, 6.5))
image = axis.imshow(mistakes, cmap="Reds")
for (true, predicted), count in np.ndenumerate(matrix):
    if true == predicted:
        axis.text(predicted, true, count, ha="center", va="center", color="0.45", size=9)
    elif count:
        dark = count > 0.6 * mistakes.max()
        colour = "white" if dark else "black"
        axis.text(predicted, true, count, ha="center", va="center", color=colour, weight="bold")
axis.set_xticks(range(10))
axis.set_yticks(range(10))
axis.set_xlabel("answer of the network")
axis.set_ylabel("true digit")
axis.set_title("Who is taken for whom (grey: right answers, not coloured)")
figure.colorbar(image, label="mistakes")
show(
    figure,
    f"The confusion matrix with its counts. Of {matrix.sum():,} images, {np.trace(matrix):,} lie on "
    f"the diagonal; the largest count off it is {mistakes.max()}.",
)
both = np.triu(mistakes + mistakes.T)
compare("confused", "{} and {}".format(*np.unravel_index(both.argmax(), both.shape)))

# %% [markdown]
# The diagonal is left uncoloured on purpose: next to nearly a thousand right answers, six mistakes
# would be invisible.

# %% [markdown]
# ## 7.5 The most frequent mistake
#
# ### {{exercise.most_confused}}
#
# Return the pair `(true, predicted)` of the largest count **off the diagonal**. For
#
# ```text
# [[50,  2,  1],
#  [ 0, 60,  4],
#  [ 3,  0, 40]]
# ```
#
# it is `(1, 2)`: four times, a 1 was taken for a 2.


# %% exercise="most_confused"
def most_confused(matrix):
    """Return (true, predicted), the place of the largest count off the diagonal.

    matrix: integers (10, 10), rows the true digit. It must not be changed.
    """
    ### BEGIN SOLUTION
    mistakes = matrix.copy()
    np.fill_diagonal(mistakes, 0)
    true, predicted = np.unravel_index(mistakes.argmax(), mistakes.shape)
    return int(true), int(predicted)
    ### END SOLUTION


# %% tags=["illustration"]
true, predicted = most_confused(matrix)
print(f"most often, a {true} was taken for a {predicted}")

# %% [markdown]
# ## 7.6 The worst mistakes
#
# Before you see any of them: not all mistakes are alike. Some images are honestly hard, and the
# network says so: 45 % one digit, 40 % another. The interesting ones are those where it was
# **wrong and sure**. They are what the loss counts most, since the loss of one image is −log of
# the probability that the true digit was given.
#
# **Predict.** How sure is it of its ten worst mistakes? And will you be able to read all of them?

# %% tags=["illustration"]
predict("worst_sure")

# %% tags=["illustration"]
# Figure: the most frequent mistake
places = np.flatnonzero((y_test == true) & (predictions == predicted))
figure, axes = plt.subplots(
    1, min(len(places), 8), figsize=(12, 2.4), squeeze=False, layout="constrained"
)
for axis, place in zip(axes[0], places):
    axis.imshow(x_test[place, :, :, 0], cmap="gray")
    axis.set_title(
        f"image {place}\n{probabilities[place, predicted]:.0%} sure: {predicted}", size=9
    )
    axis.axis("off")
figure.suptitle(f"{len(places)} times a {true} was taken for a {predicted}")
show(figure, f"The first digits {true} that the network took for a {predicted}.")

# %% tags=["illustration"]
given_to_truth = probabilities[np.arange(len(y_test)), y_test]
worst = np.argsort(given_to_truth)[:10]
compare("worst_sure", 100 * probabilities[worst].max(axis=1).mean())

# %% tags=["illustration"]
# Figure: the ten worst mistakes
figure, axes = plt.subplots(
    4, 5, figsize=(12, 9.5), height_ratios=[2, 1, 2, 1], layout="constrained"
)
for number, place in enumerate(worst):
    row, column = divmod(number, 5)
    picture, bars = axes[2 * row, column], axes[2 * row + 1, column]
    picture.imshow(x_test[place, :, :, 0], cmap="gray")
    picture.set_title(
        f"image {place}: label {y_test[place]}\nread as {predictions[place]}", size=10
    )
    picture.axis("off")
    bars.bar(range(10), probabilities[place], color="#4878a8")
    bars.plot(y_test[place], 0.15, marker="v", color="black")
    bars.set_ylim(0, 1)
    bars.set_xticks(range(10))
    bars.set_yticks([0, 1])
figure.suptitle("Wrong and sure (bars: the ten probabilities; triangle: the label)")
show(
    figure,
    "The ten test images whose label the network thought least likely, each with its ten "
    "probabilities: "
    + "; ".join(f"image {p}, label {y_test[p]}, read as {predictions[p]}" for p in worst)
    + ".",
)

# %% [markdown]
# Some are slips of the network. Some you would read as it does. And here or there you may side
# with the network **against the label**: then you have found what Northcutt and his colleagues
# were after. A test set is made by people, and an accuracy of 100 % on it would mean having
# learned their mistakes as well.
#
# Now look behind the numbers. Choose a cell, by mouse or with the arrow keys, and see the digits
# it counts.
#
# (If it says *Error displaying widget* when you come back another day, its kernel is gone: run the
# cells above, and this one again.)

# %% tags=["illustration"]
widgets.confusion_explorer(y_test, probabilities, x_test)

# %% [markdown]
# ## 7.7 Use the test images only once
#
# You now know the test images well. That is a danger: if you change the network until *these*
# mistakes are gone, they are test images no longer{{#2}}, as with the thousand guessers of lesson 2{{/2}}.
# And small differences may be chance alone: another seed, other random weights.
#
# **Predict.** The network of this course was published with an accuracy of
# {{spec.PUBLISHED_ACCURACY:.1%}}. If you train it again and again, with another seed each time,
# how far apart are the best and the worst?

# %% tags=["illustration"]
predict("seeds")

# %% tags=["illustration"]
by_seed = recorded.test_accuracies()  # of the course's training{{^recorded}}, with other epochs or batches,{{/recorded}} with the seeds 0, 1, 2, …
compare("seeds", 100 * (max(by_seed) - min(by_seed)))

# %% tags=["illustration"]
# Figure: the same code, other seeds
figure, axis = plt.subplots(figsize=(9, 2.6), layout="constrained")
axis.plot(100 * np.array(by_seed), np.zeros(len(by_seed)), "o", ms=9, alpha=0.6)
axis.axvline(100 * np.mean(by_seed), ls="--", label=f"their mean, {np.mean(by_seed):.2%}")
axis.axvline(
    100 * spec.TARGET_ACCURACY, color="#d94801", ls=":", lw=2, label="the target{{#6}} of lesson 6{{/6}}"
)
for seed in (int(np.argmin(by_seed)), int(np.argmax(by_seed))):
    axis.annotate(
        f"seed {seed}\n{by_seed[seed]:.2%}",
        (100 * by_seed[seed], 0),
        xytext=(0, 14),
        textcoords="offset points",
        ha="center",
    )
axis.set_yticks([])
axis.set_ylim(-0.6, 1)
axis.set_xlabel("accuracy on the test images, in %")
axis.set_title("The same code, other seeds")
axis.legend(loc="upper left", fontsize=8)
show(
    figure,
    f"Test accuracies of {len(by_seed)} training runs, from {min(by_seed):.2%} to "
    f"{max(by_seed):.2%}, with a mean of {np.mean(by_seed):.2%}.",
)

# %% [markdown]
# They spread over more than half a percentage point, and the published run was among the better
# ones. So do not celebrate 98.3 % over 98.0 %, and do not choose your seed by its test result: it
# would be fitting the test images by hand.
#
# - Choose between networks on **validation** images, held out of the training data{{#2}} (lesson 2){{/2}}.
# - Open the test images **once**, at the end, and report what you find, whatever it is.
#
# ## Recap
#
# - `model.evaluate` gives loss and accuracy. Accuracy counts right answers; the loss also weighs
#   how sure they were, and it notices mistakes in the data that accuracy hides.
# - Accuracy is `argmax` along each row, a comparison, and a mean.
# - The confusion matrix tells which mistakes are made: rows are the true digits, columns the
#   answers.
# - The worst mistakes, wrong and sure, are worth looking at. Some are the labels' own.
# - Test images that help you choose are test images no longer.
#
# **Ask yourself.**
#
# 1. What is the sum of row 5 of the confusion matrix? And of the whole matrix?
# 2. Network A reads 98.0 % rightly with a loss of 0.06, network B 98.1 % with a loss of 0.30. Which
#    would you rather have read cheques?
# 3. Why does 98.4 % against 98.3 % on {{spec.TEST_COUNT:,}} images say little about which network is
#    better?
#
# <details><summary>Answers</summary>
#
# 1. Row 5: how many 5s there are among the test images. The whole matrix: all images, 10,000.
# 2. Probably A. The accuracies are the same but for ten images. B's high loss says that where it
#    is wrong it is sure of it, so you could not tell its good answers from its bad ones.
# 3. They differ by ten images. Trained again from another random start, the same network varies
#    by several times as much.
#
# </details>
#
# **Left out.** Precision, the F1 score and ROC curves, which matter when classes are unequal;
# calibration, that is, whether “90 % sure” is right nine times in ten; confidence intervals.
#
# **Next:** [8 · Prediction](../08_prediction/08_prediction.ipynb) has the network read a single
# image, and then a digit that you draw yourself.
