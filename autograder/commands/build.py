"""`mnist-autograder build`."""

import argparse
from pathlib import Path

from mnist_course import course, recorded, spec
from mnist_course.core import course_file, language
from mnist_course.core.course_file import taught
from mnist_course.core.data_set import MNIST
from mnist_course.core.errors import CourseError
from mnist_course.core.exercise import Lesson


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("lessons", nargs="*", metavar="LESSON", help="all where none is named")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; status 1 where a notebook is stale"
    )
    parser.add_argument(
        "--prove",
        action="store_true",
        help="judge the masters' own solutions, as is done by itself where a number that a judge "
        "goes by is not as it ships",
    )
    parser.add_argument(
        "--train", action="store_true", help="prove the solutions that train too; takes minutes"
    )


def run(arguments: argparse.Namespace) -> int:
    """Write the notebooks that are not up to date; with `--check`, only name them.

    Raises:
        CourseError: where a master or the course contradicts itself; nothing is then written.
    """
    # Here, since it needs the packages of an author.
    from autograder.authoring.build import build

    folder = course_file.folder()
    chosen = [course.lesson(name) for name in arguments.lessons] or list(course.lessons())
    made = {lesson: build(folder, lesson) for lesson in chosen}
    if not arguments.check:
        _prove(made, arguments)
    stale = 0
    for files in made.values():
        for path, text in files.items():
            if path.is_file() and path.read_text("utf-8") == text:
                continue
            stale += 1
            shown = path.relative_to(folder)
            if arguments.check:
                print(f"stale: {shown}")
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8", newline="\n")
            print(f"wrote {shown}")
    if arguments.check:
        return 1 if stale else 0
    _tell_untranslated(folder, chosen)
    _tell_recorded()
    _tell_left(folder)
    return 0


def _prove(made: dict[Lesson, dict[Path, str]], arguments: argparse.Namespace) -> None:
    """Judge the solutions, where nobody has done so with this course's numbers.

    Raises:
        CourseError: where one fails, or the target cannot be met.
    """
    import nbformat

    from autograder.authoring import proving

    if not arguments.prove and not arguments.train:
        made = {lesson: made[lesson] for lesson in made if not proving.is_tested(lesson)}
    if not made:
        return
    count, left_out = 0, []
    for lesson, files in made.items():
        solved = nbformat.reads(next(iter(files.values())), as_version=4)
        if faults := proving.faults(solved, lesson, arguments.train):
            raise CourseError(f"Nothing was written. {'; '.join(faults)}")
        artefacts = [one.id for one in lesson.exercises if one.artefact]
        left_out += [] if arguments.train else artefacts
        count += len(lesson.exercises) - (0 if arguments.train else len(artefacts))
    asked = {one.id for lesson in made for one in lesson.exercises}
    if spec.DATA == MNIST and "trained_model" in asked and (fault := proving.target_fault()):
        if recorded.holds():
            raise CourseError(f"Nothing was written. {fault}.")
        print(f"{fault}. Whether this course's training reaches it, --train says.")
    also = f"; not trained (--train does): {', '.join(left_out)}" if left_out else ""
    print(f"The masters' own solutions pass their checks: {count}{also}.")


def _tell_untranslated(folder: Path, lessons: list[Lesson]) -> None:
    from autograder.authoring.build import translation

    if language.chosen() == language.ENGLISH:
        return
    left = [lesson.id for lesson in lessons if translation(folder, lesson.id) is None]
    if left:
        named = ", ".join(left)
        print(f"In English, since there is no master in {language.chosen()!r}: {named}.")


def _tell_recorded() -> None:
    """Which figures are of another training than this course's."""
    if recorded.holds() or spec.DATA != MNIST:
        return
    epochs, batch = recorded.epochs_and_batch()
    print(
        f"Recorded with {epochs} epochs and batches of {batch}, which are not this course's: "
        + taught("07_evaluation", "the accuracies of other seeds in lesson 7, which says so, and ")
        + "the network that the course lends."
    )


def _tell_left(folder: Path) -> None:
    built = {path.parent.name for path in (folder / "lessons").glob("*/*.ipynb")}
    left = sorted(built - {lesson.id for lesson in course.lessons()})
    if left:
        print(f"Not in the course, and left as built before: {', '.join(left)}.")
