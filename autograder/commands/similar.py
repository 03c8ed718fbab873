"""`mnist-autograder similar OUT`."""

import argparse
import itertools
from pathlib import Path

FILE = "similar.html"
_SHOWN = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("out", metavar="OUT", type=Path, help="the folder of the graded class")


def run(arguments: argparse.Namespace) -> int:
    """Write the page."""
    from autograder.core import writing
    from autograder.core.text import some
    from autograder.similarity import alike, page, sources
    from mnist_course import course
    from mnist_course.core import files

    out: Path = arguments.out
    handed = sources.answers(out)
    models = sources.same_models(out)
    found = []
    for lesson in course.lessons():
        given = sources.given(lesson)
        for exercise in lesson.exercises:
            answers = handed.get(exercise.id, {})
            own = sources.own(exercise.id)
            pairs = alike.pairs(answers, given, own) if len(answers) > 1 else []
            texts = {**answers, **own}
            groups = alike.groups(pairs)
            same = models.get(exercise.id, [])
            about = exercise.id, lesson.id, len(answers), pairs, groups, texts, same
            found.append(page.Found(*about))
    with writing.refusing(out / FILE):
        files.write(out / FILE, page.page(found), parents=True)
    count = sum(len(one.pairs) for one in found)
    print(f"{count:,} pairs of answers are alike, which proves nothing: {out / FILE}")
    for group in itertools.chain.from_iterable(models.values()):
        print(f"The same trained network: {some(group, _SHOWN)}")
    return 0
