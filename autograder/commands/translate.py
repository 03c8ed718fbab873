"""`mnist-autograder translate`: what is translated, what is missing, what is out of date."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.core import text
from mnist_course import course
from mnist_course.core import files
from mnist_course.core.errors import CourseError

if TYPE_CHECKING:
    from autograder.authoring.catalogues import Place

_SHOWN = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "--language",
        metavar="CODE",
        help="such as de; begins its catalogue where there is none; by default all that there are",
    )
    parser.add_argument(
        "--begin", metavar="LESSON", help="write the master to translate: the English one, copied"
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help="write nothing; status 1 where a catalogue is stale or a translation contradicts the "
        "English text; what is missing is only told",
    )
    parser.add_argument("--all", action="store_true", help=f"name all places, not {_SHOWN} of each")


def run(arguments: argparse.Namespace) -> int:
    """Bring the catalogues up to date and say what is to be done; 1 where something is wrong.

    Raises:
        CourseError: where this is no checkout, or there is no such language or lesson.
    """
    # Here, since it needs the packages of an author.
    from autograder.authoring import build, catalogues

    checkout = build.SHIPPED
    if not (checkout / build.SOLUTIONS).is_dir():
        raise CourseError(f"{checkout} is no checkout of mnist-course, where sentences are kept.")
    languages = [arguments.language] if arguments.language else catalogues.known(checkout)
    if arguments.begin:
        if not arguments.language:
            raise CourseError("Name the language to begin the lesson in: --language fr.")
        _begin(checkout, arguments.begin, arguments.language)
    if not languages:
        print("There is no translation yet. Begin one: --language CODE.")
    most = None if arguments.all else _SHOWN
    wrong = [_put_together(checkout)]
    wrong += [_sentences(checkout, one, arguments.check, most) for one in languages]
    wrong += [_lessons(checkout, one, most) for one in languages]
    return 1 if any(wrong) else 0


def _begin(checkout: Path, lesson_id: str, code: str) -> None:
    from autograder.authoring import build, translated

    master = build.master(checkout, course.lesson(lesson_id).id)
    target = translated.path(master, code)
    if target.exists():
        raise CourseError(f"{target} is there already. Translate what stands in it.")
    files.write(target, translated.begun(master.read_text("utf-8")))
    print(f"wrote {target.relative_to(checkout)}: translate its words.")


def _put_together(checkout: Path) -> bool:
    """Tell where a sentence is none that could be translated; True where there is such a place."""
    from autograder.authoring import sentences

    places = sentences.put_together(checkout)
    for place in places:
        print(f"wrong: {place} has an f-string where a sentence is expected; see CONTRIBUTING.md")
    return bool(places)


def _sentences(checkout: Path, code: str, check: bool, most: int | None) -> bool:
    """Tell of a language's sentences; True where something is wrong."""
    from autograder.authoring import catalogues, sentences

    po = catalogues.path(checkout, code)
    before = catalogues.read(po, code)
    catalogue = catalogues.updated(before, sentences.collected(checkout))
    written = catalogues.as_po(catalogue).encode()
    # With the lines that it has in the file.
    catalogue = catalogues.reread(written, code)
    mo = po.with_suffix(".mo")
    stale = {} if po.is_file() and po.read_bytes() == written else {po: written}
    if not mo.is_file() or not catalogues.serves(mo.read_bytes(), catalogue):
        stale[mo] = catalogues.as_mo(catalogue)
    for path, content in stale.items():
        if not check:
            files.write(path, content, parents=True)
        print(f"{'stale' if check else 'wrote'}: {path.relative_to(checkout)}")
    missing, fuzzy = catalogues.missing(catalogue), catalogues.fuzzy(catalogue)
    faults = catalogues.faults(catalogue)
    of = catalogues.count(catalogue)
    print(f"{code}: {of - len(missing) - len(fuzzy):,} of {of:,} sentences")
    _tell("not translated", missing, most)
    _tell("fuzzy, so not used: the English text has changed", fuzzy, most)
    for fault in faults:
        print(f"  wrong: {text.line(fault, 300)}")
    return bool(faults) or (check and bool(stale))


def _tell(what: str, places: "Sequence[Place]", most: int | None) -> None:
    if not places:
        return
    print(f"  {what}: {len(places):,}")
    for one in places[:most]:
        print(f"    line {one.line}: {text.line(one.text, 80)} ({one.file})")
    if most and len(places) > most:
        print(f"    … and {len(places) - most:,} more; --all names them")


def _lessons(checkout: Path, code: str, most: int | None) -> bool:
    """Tell of a language's lessons; True where one is another lesson than the English one."""
    from autograder.authoring import build, translated

    missing, told, wrong = [], [], False
    for lesson in course.lessons():
        master = build.master(checkout, lesson.id)
        own = translated.path(master, code)
        if not own.is_file():
            missing.append(lesson.id)
            continue
        mine, english = own.read_text("utf-8"), master.read_text("utf-8")
        try:
            translated.see_that_it_fits(mine, english, lesson, own.name)
        except CourseError as error:
            wrong = True
            told.append(f"  wrong: {error}")
            continue
        for cell in translated.outdated(mine, english)[:most]:
            told.append(
                f"  {own.name}, line {cell.line}: its English text has changed; once it is right "
                f'again, write of="{cell.digest}"'
            )
    lessons = len(course.lessons())
    print(f"{code}: {lessons - len(missing)} of {lessons} lessons")
    for line in told:
        print(line)
    if missing:
        print(f"  not translated: {', '.join(missing)}")
    return wrong
