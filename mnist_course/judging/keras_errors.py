"""What an error of Keras or Python means for someone who builds, compiles or trains a network.

The table is read from the top; the first entry that fits the error's text is told. Text of the
error comes from the student's side: it is matched, cut short and shown, never believed.
"""

import difflib
import re
from dataclasses import dataclass, replace

from mnist_course.core.exercise import CRASHED, Judge, Verdict
from mnist_course.core.language import say
from mnist_course.core.plain import Data
from mnist_course.core.short import printable
from mnist_course.judging.network.policy import KINDS

_LONGEST_TEXT = 1_000
_LONGEST_LINE = 120

_LAYERS = "|".join(sorted(KINDS))


@dataclass(frozen=True)
class Meaning:
    """What an error means.

    Attributes:
        cause: a stable name for it.
        pattern: found in the error's type and text, 'ValueError: …'.
        message, next_step: with {1}, {2} for the pattern's groups.
    """

    cause: str
    pattern: str
    message: str
    next_step: str


_OLD_NAMES = {
    "border_mode": "padding",
    "dim_ordering": "data_format",
    "init": "kernel_initializer",
    "input_dim": "keras.Input",
    "lr": "learning_rate",
    "nb_col": "kernel_size",
    "nb_epoch": "epochs",
    "nb_filter": "filters",
    "nb_row": "kernel_size",
    "output_dim": "units",
    "pool_length": "pool_size",
    "subsample": "strides",
    "W_regularizer": "kernel_regularizer",
}
"""Arguments of Keras 1 and 2, which stand in many tutorials, and what they are called today."""

MEANINGS = (
    # Shapes
    Meaning(
        "no-room-left",
        r"output size would be zero or negative|Negative dimension size|output is <= 0",
        "A layer's window is larger than what is left of the image. Perhaps there is a block too "
        "many, or a window moves too far: `Conv2D(32, 3, 3)` has a stride of 3.",
        "Print `model.summary()` before that layer, and compare the sizes with those of "
        "trace_shapes.",
    ),
    Meaning(
        "missing-channel",
        r"expected min_ndim=4, found ndim=3",
        "The images lack the channel axis: a convolution takes height, width and channels.",
        "Begin with `keras.Input((28, 28, 1))`.",
    ),
    Meaning(
        "convolution-after-flatten",
        r"expected min_ndim=4, found ndim=2",
        "A convolution or pooling comes after Flatten, where the image is one row already.",
        "Put `Flatten()` after the last pooling.",
    ),
    Meaning(
        "batch-in-input-shape",
        r"Kernel shape must have the same length as input|found ndim=5",
        "The input's shape has an axis too many: it perhaps counts the images.",
        "Leave the number of images out: `keras.Input((28, 28, 1))`.",
    ),
    Meaning(
        "input-shape-not-a-tuple",
        r"Cannot convert '(\d+)' to a shape",
        "`keras.Input` takes the shape as one tuple; {1} is a number.",
        "Give it parentheses of its own: `keras.Input((28, 28, 1))`.",
    ),
    # Arguments
    Meaning(
        "layers-not-in-a-list",
        rf"Sequential\.__init__\(\) takes from|'({_LAYERS}|KerasTensor)' object is not iterable",
        "`keras.Sequential` takes all layers in one list.",
        "Put square brackets around them: `keras.Sequential([…])`.",
    ),
    Meaning(
        "layer-not-made",
        r"Only instances of `keras\.Layer` can be added.{0,40}<class '[\w.]*?(\w+)'>",
        "{1} is a class, not a layer that was made from it.",
        "Call it: `{1}()`, with parentheses.",
    ),
    Meaning(
        "optimizer-not-made",
        r"Could not interpret optimizer identifier: <class '[\w.]*?(\w+)'>",
        "{1} is a class, not an optimizer that was made from it.",
        "Call it: `{1}()`, with parentheses.",
    ),
    Meaning(
        "activation-by-position",
        r"`strides` argument must be a tuple of \d integers\. Received:? strides=([a-z]\w*)",
        "The third argument of Conv2D is its stride, and '{1}' stands there.",
        'Name the activation: `activation="{1}"`.',
    ),
    Meaning(
        "unknown-activation",
        r"[Aa]ctivation function(?: identifier)?: '?(\w+)",
        "Keras knows no activation called '{1}'.",
        'Their names are in small letters: `activation="relu"`, `activation="softmax"`.',
    ),
    Meaning(
        "wrong-kernel-size",
        r"Conv2D\.__init__\(\) missing 1 required positional argument: 'kernel_size'"
        r"|`kernel_size` argument must be a tuple",
        "Conv2D takes two numbers: how many kernels there are, and how large they are.",
        "Write `Conv2D(32, 3)`, or `Conv2D(32, (3, 3))`.",
    ),
    Meaning(
        "layer-for-its-output",
        r"Only input tensors may be passed as positional arguments.{0,120}<(\w+) name=",
        "A layer was given the layer {1} itself, not what that gives.",
        "Call each layer on the output of the one before: `x = Conv2D(32, 3)(x)`.",
    ),
    Meaning(
        "tensorflow-function",
        r"KerasTensor cannot be used as input to a TensorFlow function",
        "A function of TensorFlow was given the symbolic tensor of a functional model, which it "
        "cannot take.",
        "Write a layer, or the function of the same name in `keras.ops`: `keras.ops.relu(x)`.",
    ),
    Meaning(
        "no-call",
        r"Model (\w+) does not have a `call\(\)` method",
        "The class {1} has no method `call`, which says what the model does with its input. "
        "(PyTorch's name for it is `forward`.)",
        "Name it `call`: `def call(self, x):`, and return the last layer's output.",
    ),
    Meaning(
        "returned-none",
        r"'NoneType' object has no attribute '(add|compile|fit|layers|pop|summary)'",
        "`.{1}` was called on None: `add`, `compile` and `summary` change or print the model and "
        "return nothing.",
        "Write each on a line of its own: `model.add(…)`, then `return model`.",
    ),
    Meaning(
        "callbacks-in-a-list",
        r"'NoneType' object has no attribute 'set_(?:model|params)'",
        "There is a None among the callbacks. Perhaps `callbacks`, which is None where none are "
        "given, was put into a list.",
        "Hand it on as it comes: `callbacks=callbacks`.",
    ),
    Meaning(
        "same-name-twice",
        r"should have unique names\. Name '(\w+)'",
        "Two layers have the name '{1}'.",
        "Leave `name` out; Keras finds one for each.",
    ),
    # Names of old versions
    Meaning(
        "old-name",
        r"optimizers\.legacy|optimizers\.experimental",
        "`keras.optimizers.legacy` is no part of Keras 3.",
        "Write `keras.optimizers.Adam()`, or just `optimizer=\"adam\"`.",
    ),
    Meaning(
        "old-name",
        r"has no attribute '(predict_classes|predict_proba)'",
        "`{1}` is from an old Keras, and was taken out.",
        "Write `model.predict(images)`, and `.argmax(axis=1)` for the classes.",
    ),
    Meaning(
        "old-name",
        r"np_utils|keras_utils",
        "`np_utils` is from an old Keras, and was taken out.",
        "`keras.utils.to_categorical` took its place. This course needs neither.",
    ),
    Meaning(
        "old-name",
        r"(set_image_dim_ordering|image_dim_ordering|K\.image_data_format)",
        "`{1}` is from an old Keras.",
        "Leave it out: the channel comes last unless told otherwise.",
    ),
    Meaning(
        "old-name",
        r"No module named '((?:tensorflow\.)?(?:python\.)?keras\.[\w.]+)'",
        "`{1}` is from an old Keras, and was taken out.",
        "All layers are in `keras.layers`: `from keras.layers import Conv2D`.",
    ),
    Meaning(
        "missing-package",
        r"TensorBoard is not installed",
        "`keras.callbacks.TensorBoard` needs the package tensorboard, which is not here.",
        "Leave that callback out; the History keeps loss and accuracy of each epoch.",
    ),
)  # fmt: skip

_ARGUMENT = re.compile(
    r"(?:Unrecognized keyword arguments passed to (\w+)|not recognized): \{'(\w+)'"
    r"|(\w+)\.__init__\(\) got an unexpected keyword argument '(\w+)'"
)
_UNKNOWN = re.compile(
    r"module '(?:[\w.]*\.)?(keras|layers|models|tensorflow)' has no attribute '(\w+)'"
    r"|cannot import name '(\w+)' from '[\w.]*keras"
    r"|^NameError: name '(\w+)' is not defined"
)
_KNOWN = {
    **{kind: f"keras.layers.{kind}" for kind in KINDS},
    **{name: f"keras.{name}" for name in ("Input", "Model", "Sequential")},
}


def meaning(error: Data) -> Meaning | None:
    """What an error means; None where the table does not know it.

    Args:
        error: as `calls.describe_error` gives it, perhaps with its `whole` text; not trusted.
    """
    whole = error.get("whole") or error["message"]
    if type(whole) is not str:
        whole = error["message"]
    text = f"{error['type']}: {whole}"[:_LONGEST_TEXT]
    argument = _ARGUMENT.search(text)
    if argument:
        return _wrong_argument(argument[1] or argument[3] or "", argument[2] or argument[4])
    for known in MEANINGS:
        found = re.search(known.pattern, text)
        if found:
            pieces = [printable(piece or "", 40) for piece in (found[0], *found.groups())]
            told = (say(known.message).format(*pieces), say(known.next_step).format(*pieces))
            return Meaning(known.cause, known.pattern, *told)
    unknown = _UNKNOWN.search(text)
    return _unknown_name(unknown) if unknown else None


def _wrong_argument(layer: str, name: str) -> Meaning:
    where = printable(layer, 40) or "It"
    name = printable(name, 40)
    if name in _OLD_NAMES:
        return Meaning(
            "old-name",
            _ARGUMENT.pattern,
            say("`{name}` is an argument's name from an old Keras.", name=name),
            say("It is called `{old_names}` today.", old_names=_OLD_NAMES[name]),
        )
    return Meaning(
        "unknown-argument",
        _ARGUMENT.pattern,
        say("{where} has no argument called `{name}`.", where=where, name=name),
        say(
            "Look them up with `help({where})`: perhaps it is spelled in another way.",
            where=where,
        )
        if layer
        else "Look up the arguments with `help(…)`: perhaps it is spelled in another way.",
    )


def _unknown_name(found: re.Match[str]) -> Meaning | None:
    home, there, imported, bare = found.groups()
    name = printable(there or imported or bare, 40)
    if bare in _KNOWN:
        return Meaning(
            "name-not-imported",
            found.re.pattern,
            say("The name `{name}` is not known here.", name=name),
            say("Write `{known}`, or import it first.", known=_KNOWN[bare]),
        )
    small = {known.lower(): known for known in _KNOWN}
    like = difflib.get_close_matches(name.lower(), small, n=1, cutoff=0.7)
    if not like or (bare and bare.lower() not in small):
        return None
    place = f"`keras.{home}` " if home in ("layers", "models") else "Keras "
    known = small[like[0]]
    return Meaning(
        "misspelled-name",
        found.re.pattern,
        say(
            "{place}has nothing called `{name}`.",
            place=place if not bare else say("The notebook "),
            name=name,
        ),
        say("Did you mean `{known}`?", known=_KNOWN[known]),
    )


def telling(
    judge: Judge,
) -> Judge:
    """A judge that says what an error of Keras means, where the student's code stopped with one."""

    def judge_and_tell(inputs: Data, observed: Data) -> Verdict:
        verdict = judge(inputs, observed)
        error = observed["calls"][-1]["error"]
        # Errors of other kinds have causes of their own already.
        if verdict.status != CRASHED or verdict.cause != "crashed" or error is None:
            return verdict
        known = meaning(error)
        line = printable(error["line"], _LONGEST_LINE)
        where = say(" (line {number}: `{line}`)", number=error["number"], line=line) if line else ""
        if known is None:
            message = printable(error["message"], 160)
            told = say(
                "Your code stopped with {type}: {message}{where}",
                type=printable(error["type"]),
                message=message,
                where=where,
            )
            return replace(verdict, message=told)
        message = say(known.message) + where
        return replace(verdict, message=message, next_step=known.next_step, cause=known.cause)

    return judge_and_tell
