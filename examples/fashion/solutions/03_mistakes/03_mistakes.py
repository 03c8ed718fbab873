# %% [markdown]
# # 3 · Reading its mistakes
#
# **You will** look at what a network gets wrong: which garments it confuses, how often, and how
# near it was to being right.
#
# **Time** about {{lesson.minutes}} minutes. **You need** NumPy: `mean`, comparing arrays, `argmax`.
#
# ## Why it matters
#
# A shop sorts returned clothes with a network that is right four times in five. Is that good
# enough? It depends on the fifth. A shirt in the box of the T-shirts is a nuisance. An ankle boot
# in the box of the dresses costs a customer. One accuracy cannot tell the one from the other; a
# table of rates can.

# %%
from mnist_course import begin, check

begin("03_mistakes")

# %%
import matplotlib.pyplot as plt
import numpy as np

from mnist_course.figures import show
from mnist_course.helpers import garments

_, (x_test, y_test) = garments.load()
NAMES = garments.NAMES
probabilities = garments.probabilities()
answers = probabilities.argmax(axis=1)
print(f"{(answers == y_test).mean():.1%} of {len(y_test):,} test images are read rightly.")

# %% [markdown]
# ## 3.1 Rates, not counts
#
# A table with a row for each true class and a column for each answer says what was taken for what.
# Classes are not equally frequent, so counts mislead: ten mistakes of twenty are worse than ten of
# two hundred. Divide each row by its own sum, and each row says what becomes of one class.
#
# **Predict.** Which row will have the smallest number on the diagonal?
#
# ### {{exercise.confusion_rates}}
#
# Return the table of rates, (classes, classes): in row t, column a, the share of the images of
# class t that got the answer a. Each class occurs at least once, and each row adds up to 1.
#
# For example, the labels `[0, 0, 0, 1]` with the answers `[0, 0, 1, 1]` give
# `[[0.67, 0.33], [0, 1]]`, but for rounding.


# %% exercise="confusion_rates"
def confusion_rates(labels, answers, classes):
    """Return a float array (classes, classes): rows the true class, each adds up to 1.

    labels, answers: integers (n,), from 0 to classes - 1.
    """
    ### BEGIN SOLUTION
    counts = np.zeros((classes, classes))
    for label, answer in zip(labels, answers):
        counts[label, answer] += 1
    return counts / counts.sum(axis=1, keepdims=True)
    ### END SOLUTION


# %%
rates = confusion_rates(y_test, answers, len(NAMES))

# %% tags=["illustration"]
# Figure: the rates, in percent
figure, axis = plt.subplots(figsize=(8, 7))
axis.imshow(rates, cmap="Blues", vmin=0, vmax=1)
for (row, column), rate in np.ndenumerate(rates):
    if rate >= 0.005:
        colour = "white" if rate > 0.5 else "black"
        axis.text(column, row, f"{100 * rate:.0f}", ha="center", va="center", color=colour)
axis.set_xticks(range(len(NAMES)), NAMES, rotation=45, ha="right")
axis.set_yticks(range(len(NAMES)), NAMES)
axis.set_xlabel("answer")
axis.set_ylabel("true class")
axis.set_title("What becomes of the images of each class, in %")
best, worst = np.diag(rates).argmax(), np.diag(rates).argmin()
show(
    figure,
    "A table of ten rows and ten columns, the darker the larger. Most lies on the diagonal. "
    f"{NAMES[best]} is read best, {rates[best, best]:.0%}, and {NAMES[worst]} worst, "
    f"{rates[worst, worst]:.0%}.",
)

# %% [markdown]
# Two groups stand out. Shoes are taken for shoes: sandal, sneaker, ankle boot. And what has sleeves
# is taken for what has sleeves. Hardly ever does a shoe become a coat.
#
# ## 3.2 The most frequent mistake
#
# ### {{exercise.most_confused_pair}}
#
# Return two names: the true class and the answer of the mistake with the highest rate.
#
# For example, with the rows `[0.9, 0.1, 0]`, `[0.3, 0.7, 0]` and `[0.1, 0.1, 0.8]` and the names
# `["hat", "sock", "shoe"]` it is `("sock", "hat")`: 30 % of the socks are taken for hats.


# %% exercise="most_confused_pair"
def most_confused_pair(rates, names):
    """Return (name of the true class, name of the answer) of the most frequent mistake.

    rates: (k, k), rows the true class; names: a list of k.
    """
    ### BEGIN SOLUTION
    mistakes = rates.copy()
    np.fill_diagonal(mistakes, 0)
    row, column = np.unravel_index(mistakes.argmax(), mistakes.shape)
    return names[row], names[column]
    ### END SOLUTION


# %%
true, taken = most_confused_pair(rates, NAMES)
print(f"{true}, taken for {taken}: {rates[NAMES.index(true), NAMES.index(taken)]:.0%}")

# %% tags=["illustration"]
# Figure: garments of which the network was sure and wrong
wrong = np.flatnonzero((y_test == NAMES.index(true)) & (answers == NAMES.index(taken)))
surest = wrong[np.argsort(-probabilities[wrong].max(axis=1))][:8]

figure, axes = plt.subplots(1, 8, figsize=(12, 2.2))
for axis in axes:
    axis.axis("off")
for axis, place in zip(axes, surest):
    axis.imshow(x_test[place], cmap="gray")
    axis.set_title(f"{probabilities[place].max():.0%} sure")
figure.suptitle(f"{true}, read as {taken}")
show(
    figure,
    f"{len(surest)} test images labelled {true} that the network reads as {taken}, those first of "
    "which it is surest. Many could as well be what it says.",
)

# %% [markdown]
# Would you have read them otherwise? At 28×28 pixels some of these labels cannot be seen: collar
# and buttons are gone. No network reads what is not in the picture.
#
# ## 3.3 Nearly right
#
# Where a person looks at the doubtful ones anyway, two suggestions are nearly as good as one answer.
#
# **Predict.** How often is the true class one of the two most probable?
#
# ### {{exercise.top_two}}
#
# Return the share of the images, from 0 to 1, whose label is one of the two classes with the
# highest probabilities.
#
# For example, with the probabilities `[0.6, 0.3, 0.1]` the labels 0 and 1 count as right, and 2
# does not.


# %% exercise="top_two"
def top_two(probabilities, labels):
    """Return a float: how many of the images have their label among the two most probable classes.

    probabilities: (n, k); labels: integers (n,).
    """
    ### BEGIN SOLUTION
    two = probabilities.argsort(axis=1)[:, -2:]
    return (two == labels[:, np.newaxis]).any(axis=1).mean()
    ### END SOLUTION


# %% tags=["illustration"]
print(f"right with the first answer: {(answers == y_test).mean():.1%}")
print(f"right with one of two:       {top_two(probabilities, y_test):.1%}")

# %% [markdown]
# Most of what is wrong is wrong by a hair: the network hesitates between two that we would hesitate
# between too.
#
# ## Recap
#
# - Rows are true classes; divided by their sums, they say what becomes of each class.
# - The mistakes have a pattern: sleeves for sleeves, shoes for shoes.
# - Some images cannot be told apart at this size by anybody.
# - How good is good enough depends on what a mistake costs, not on the accuracy alone.
#
# **Ask yourself.**
#
# 1. Every row of the table adds up to 1. Must every column?
# 2. A network answers “Shirt” to every image. What does its table look like?
# 3. Could a network have a `top_two` of 100 % and an accuracy of 0 %?
#
# <details><summary>Answers</summary>
#
# 1. No: an answer may be given far more often than its class occurs.
# 2. The column of the shirts is full of ones, and everything else is 0.
# 3. Yes, one that always puts the true class second.
#
# </details>
#
# **Left out.** What mistakes cost, put into numbers; and telling when not to answer at all.
#
# **Next:** whatever you are curious about. Thank you for working through the course.
