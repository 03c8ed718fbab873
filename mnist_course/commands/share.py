"""`mnist-course share`: the trained network as one HTML page that reads drawings anywhere."""

import argparse
from pathlib import Path

from mnist_course import spec
from mnist_course.core.course_file import taught
from mnist_course.core.data_set import MNIST
from mnist_course.core.errors import CourseError
from mnist_course.core.language import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "model",
        nargs="?",
        type=Path,
        metavar="MODEL",
        help="a .keras file, by default the digits.keras"
        + taught("06_training", say(" that lesson 6 saved"))
        + taught("09_beyond", say("; beyond.keras for lesson 9's")),
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE.html",
        help="the page; by default the model's name, in the current folder. An earlier page is "
        "replaced, anything else never",
    )


def run(arguments: argparse.Namespace) -> int:
    """Make the page and say where it is.

    Raises:
        CourseError: where the course is not about digits, there is no such model, a page cannot
            carry it, or something is in the way of the page.
    """
    if spec.DATA != MNIST:
        raise CourseError(
            f"On the page people draw digits, which a network for {spec.DATA.name} does not read."
        )
    model = _find(arguments.model)
    from mnist_course.share import network, page

    carried = network.read(model)
    out = page.save(page.html(carried), arguments.out or Path(f"{model.stem}.html"))
    print(
        say(
            "{out}: the network in {model}, {parameters:,} parameters, as a page.",
            out=out,
            model=model,
            parameters=carried.parameters,
        )
    )
    print(
        say("It is one file. Open it in any browser, or send it to a phone and draw a digit there.")
    )
    return 0


def _find(given: Path | None) -> Path:
    """The model's file: as it was given, else in the folder of the lesson that saves it."""
    from mnist_course.student_model import FILE
    from mnist_course.workspace import artefacts

    model = given or Path(FILE)
    if model.is_dir():
        raise CourseError(
            say("{model} is a folder. Name the .keras file of a trained network.", model=model)
        )
    lesson = artefacts.lesson_of(model.name) if model.parent == Path() else None
    if lesson is None:
        if not model.is_file():
            raise CourseError(
                say(
                    "There is no file {model}. Name the .keras file of a trained network.",
                    model=model,
                )
            )
        return model
    found = artefacts.find(model.name)
    if found is None:
        places = " nor ".join(map(str, artefacts.places(model.name)))
        raise CourseError(
            say(
                "There is no {places}. Lesson {number} saves it once its network is trained; "
                "run this in the folder of your lessons, or name a .keras file.",
                places=places,
                number=lesson.number,
            )
        )
    return found
