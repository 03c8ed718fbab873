"""The sentences that students see, where they stand in the code.

Most stand as constants in what is made of them, such as `Misconception(cause, wrong, message,
next_step)`, and are translated where that is shown. The others go through `core.language`.
"""


ROOMS = ("mnist_course", "autograder/grading", "autograder/intake")
"""Below the checkout: where students' sentences stand in Python."""

TEMPLATES = ("autograder/pages/templates/feedback.html.j2",)
"""Pages of students with words of their own, in `say("…")`."""

_PLACES: dict[str, tuple[int | str, ...]] = {
    "Finding": (1, 2, 3),
    "Misconception": (2, 3),
    "Verdict": (1, 2),
    "failed": (1, 2),
    "passed": (0,),
    "Difference": (1, 2),
    "Diagnosis": (1, 2),
    "Meaning": (2, 3),
    "Words": (0, 1),
    "Rejected": (1, 2),
    "Unreadable": (1, 2),
    "Weights": (1,),
    "Picture": (0,),
    "Exercise": ("asks", "hints"),
    "Prediction": ("asks", "options", "came", "unit", "usual", "otherwise"),
    "Program": ("description", "epilog", "commands", "interrupted"),
    "by_value": ("praise",),
    "by_batches": ("praise",),
    "replace": ("message", "next_step"),
    "add_argument": ("help",),
    "say": (0,),
    "sentence": (0,),
}
"""In which arguments of a call, by place or by name, sentences stand."""

_PLURAL = "say_of"
_SIGN = "sign"
