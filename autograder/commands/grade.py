"""`mnist-autograder grade SUBMITTED --out OUT`."""

import argparse
import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.sandbox.limits import Limits
from mnist_course.core import course_file
from mnist_course.core.command_line import whole_number
from mnist_course.core.errors import CourseError

if TYPE_CHECKING:
    from autograder.grading.classroom import Outcome
    from autograder.intake.near import Found

_SHOWN = 20
_TROUBLED = ("crashed", "timed_out", "over_limit", "invalid", "not_graded")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "submitted",
        metavar="SUBMITTED",
        type=Path,
        help="folder with <student>/<lesson>/<lesson>.ipynb",
    )
    parser.add_argument("--out", metavar="OUT", type=Path, required=True, help="where marks go")
    parser.add_argument(
        "--lesson", metavar="L", action="append", default=[], help="only this lesson; repeatable"
    )
    parser.add_argument(
        "--student", metavar="S", action="append", default=[], help="only this student; repeatable"
    )
    parser.add_argument(
        "--jobs",
        metavar="N",
        type=whole_number(1),
        help="how many at a time; default: by cores and memory",
    )
    parser.add_argument("--scheduler", metavar="ADDRESS", help="grade on this Dask cluster")
    parser.add_argument(
        "--sandbox",
        choices=("auto", "none"),
        default="auto",
        help="none: run the students' code unprotected, with your own rights",
    )
    parser.add_argument("--retrain", action="store_true", help="run the students' training in full")
    parser.add_argument(
        "--seed",
        metavar="N",
        type=whole_number(0),
        help="of the hidden inputs; default: drawn once for OUT",
    )
    parser.add_argument(
        "--reference-weights",
        choices=course_file.REFERENCE_WEIGHTS,
        default=course_file.read().reference_weights,
        help="the points of a digits.keras with the course's own trained weights; default: "
        "%(default)s, as course.toml has it",
    )
    parser.add_argument(
        "--resume",
        action="store_true",
        help="grade only what is new, changed or not graded; a lesson that changed counts too",
    )


def run(arguments: argparse.Namespace, limits: Limits | None = None) -> int:
    """Grade a class; 0, or 1 where a submission could not be run to its end.

    Args:
        arguments: as `add_arguments` declares them.
        limits: on each submission; None for the usual ones.
    """
    on_linux()
    from autograder.commands.live import Live
    from autograder.core import writing
    from autograder.gradebook import database, decisions, penalties, recorder
    from autograder.grading import classroom, cluster, pool
    from autograder.grading.run import Options
    from autograder.intake import near
    from autograder.records.journal import Journal
    from autograder.sandbox import wall
    from mnist_course import course

    submitted: Path = arguments.submitted
    if not submitted.is_dir():
        raise CourseError(
            f"There is no folder {submitted}. Name the folder that holds "
            "<student>/<lesson>/<lesson>.ipynb."
        )
    lessons = [course.lesson(name).id for name in arguments.lesson]
    lessons = lessons or [lesson.id for lesson in course.lessons()]
    _keep_apart(submitted, arguments.out)
    try:
        found = near.find(submitted, lessons, arguments.student)
    except OSError as error:
        raise CourseError(f"{submitted} cannot be read: {error.strerror}.") from None
    keys = found.keys
    if not keys:
        raise CourseError(_nothing(submitted, arguments, found))
    kind = wall.NONE
    if arguments.sandbox == "auto":
        kind = wall.BUBBLEWRAP
        if not arguments.scheduler:
            _try_sandbox(arguments.out)
    else:
        print(
            "Warning: --sandbox none. Students' code runs with your rights: it can read and "
            "change your files, use your network, and falsify these marks.",
            file=sys.stderr,
        )
    _tell_versions()
    jobs = arguments.jobs or pool.default_jobs()
    jobs = min(jobs, len(keys))
    with Journal(arguments.out) as journal:
        seed = _seed(arguments, journal.seed)
        journal.begin(seed, kind)
        threads = 1 if arguments.scheduler else pool.threads_for(jobs)
        options = Options(seed, arguments.retrain, arguments.reference_weights)
        setup = pool.Setup(options, kind, threads, limits or Limits())
        grade = cluster.grader(arguments.scheduler) if arguments.scheduler else pool.grade_all
        again = "Then run the same command with --resume; nothing is lost."
        with Live(len(keys)) as live, writing.refusing(arguments.out, again):
            database.may_write(arguments.out)
            if (arguments.out / database.FILE).is_file():
                decisions.note_marks(arguments.out)
            penalties.try_once(arguments.out)
            _keep_table(submitted, arguments.out)
            outcome = classroom.grade_class(
                submitted=submitted,
                keys=keys,
                journal=journal,
                setup=setup,
                jobs=jobs,
                resume=arguments.resume,
                progress=live.advance,
                record=recorder.record_if_possible,
                grade=grade,
                read=found.read,
            )
            found.save(arguments.out)
    return max(
        _report(outcome, arguments.out, kind),
        _astray(found, arguments.out),
        _unread(submitted, found.closed),
    )


def _keep_apart(submitted: Path, out: Path) -> None:
    """Refuse an OUT whose files would be taken for submissions."""
    inner, outer = out.resolve(), submitted.resolve()
    if inner == outer or outer in inner.parents:
        raise CourseError(
            f"--out {out} lies in {submitted}, among what students handed in. Name a folder beside "
            "it."
        )


def _astray(found: "Found", out: Path) -> int:
    """Say what was taken from elsewhere and what was not used; 1 where a student has nothing."""
    from autograder.core.text import line
    from autograder.intake import near
    from autograder.intake.table import GUESSED, NOT_USED

    titles = {GUESSED: "Taken, though not quite in its place", NOT_USED: "Not used"}
    for outcome, title in titles.items():
        notes = [note for note in found.notes if note.outcome == outcome]
        if notes:
            print(f"{title} ({len(notes):,}; all of them: {out / near.FILE}):")
        for note in notes[:_SHOWN]:
            print(f"  {line(note.file)}: {line(note.reason)}")
        if len(notes) > _SHOWN:
            print(f"  and {len(notes) - _SHOWN:,} more")
    return int(bool(found.unplaced()))


def on_linux() -> None:
    """Say in one line where grading cannot be done.

    Raises:
        CourseError: on any other system.
    """
    if not sys.platform.startswith("linux"):
        raise CourseError(
            "Grading needs Linux, whose namespaces keep students' code apart. Use a Linux machine, "
            "a virtual one, or WSL 2; `collect`, `feedback`, `export` and the others work here."
        )


def _unread(submitted: Path, closed: list[str]) -> int:
    from autograder.core.text import some

    if closed:
        shown = some(closed, _SHOWN)
        print(
            f"Not graded, since their folders in {submitted} cannot be read: {shown}. Give "
            "yourself the right to read them (chmod u+rx), then run again with --resume."
        )
    return int(bool(closed))


def _keep_table(submitted: Path, out: Path) -> None:
    """What `collect` says of where the work came from; exports and feedback go back by it."""
    from autograder.intake.table import TABLE
    from mnist_course.core import files

    if (submitted / TABLE).is_file():
        files.write(out / TABLE, (submitted / TABLE).read_bytes(), parents=True)


def _try_sandbox(out: Path) -> None:
    from autograder.sandbox import wall

    place = wall.exposed(out)
    if place:
        raise CourseError(
            f"Submissions can read {place}, and {out} lies there: the seed and the marks would be "
            "in their reach. Name another folder with --out."
        )
    try:
        wall.check()
    except wall.NoSandbox as error:
        raise CourseError(str(error)) from None


def _tell_versions() -> None:
    from mnist_course.core import versions

    try:
        differ = versions.differences(versions.pinned())
    except (OSError, ValueError) as error:
        raise CourseError(f"{versions.FILE} of this course cannot be read: {error}.") from None
    if differ:
        print(
            f"Other versions here than those that were released: {', '.join(map(str, differ))}. "
            f"`pip install -c {versions.FILE} -e .` brings those back."
        )


def _tell_keras(saved_by: dict[str, set[str]]) -> None:
    from importlib.metadata import version

    from autograder.core.text import some

    here = version("keras")
    for other, students in sorted(saved_by.items()):
        if other != here:
            print(f"Saved with Keras {other}, not {here} as here: {some(sorted(students), _SHOWN)}")


def _seed(arguments: argparse.Namespace, known: int | None) -> int:
    if known is None:
        return arguments.seed if arguments.seed is not None else secrets.randbits(63)
    if arguments.resume and arguments.seed not in (None, known):
        raise CourseError(
            f"{arguments.out} was graded with another seed. Leave --seed out, or grade anew "
            "into another folder."
        )
    return known if arguments.seed is None else arguments.seed


def _nothing(submitted: Path, arguments: argparse.Namespace, found: "Found") -> str:
    from autograder.core.text import line

    if found.closed:
        return (
            f"{submitted} holds no submission that can be read: {len(found.closed):,} folders are "
            "closed to you. Give yourself the right to read them (chmod u+rx)."
        )
    asked = ""
    if arguments.student or arguments.lesson:
        asked = " of " + ", ".join([*arguments.student, *arguments.lesson])
    there = ""
    if found.notes:
        first = found.notes[0]
        there = f" {len(found.notes):,} files were not used, such as {line(first.file)}, which "
        there += f"{line(first.reason)}."
    return (
        f"{submitted} holds no submission{asked}. Expected "
        f"<student>/<lesson>/<lesson>.ipynb, with lessons called 01_loading and so on.{there}"
    )


def _report(outcome: "Outcome", out: Path, kind: str) -> int:
    from autograder.core.text import line, some

    kept = f", {outcome.kept:,} done before" if outcome.kept else ""
    print(f"Submissions graded: {outcome.graded:,}{kept}. Marks: {out / 'grades.csv'}")
    if kind == "none":
        print("They were graded without a sandbox (--sandbox none).")
    if outcome.statuses:
        counts = ", ".join(f"{n:,} {status}" for status, n in sorted(outcome.statuses.items()))
        print(f"Exercises: {counts}.")
    for lesson, (exercises, students) in outcome.again.items():
        print(
            f"Graded again, since {lesson} has changed ({', '.join(sorted(exercises))}): "
            f"{len(students):,}, {some(students, _SHOWN)}. Marks by hand stay."
        )
    for one in outcome.changed:
        print(one.words)
    if outcome.unrecorded:
        raise CourseError(
            f"The gradebook could not take {len(outcome.unrecorded)} submissions: it is locked "
            "or damaged. Close what uses it, then run the same command with --resume."
        )
    if outcome.not_graded:
        print("Not graded, through no fault of the students; run again with --resume:")
        for student, lesson, exercise, reason in outcome.not_graded[:_SHOWN]:
            print(f"  {line(student)} · {lesson} · {exercise}: {line(reason)}")
        if len(outcome.not_graded) > _SHOWN:
            print(f"  and {len(outcome.not_graded) - _SHOWN:,} more: see grades.csv")
    _tell_keras(outcome.keras)
    for exercise, students in outcome.alike[:_SHOWN]:
        names = ", ".join(map(line, students))
        print(
            f"The same trained weights in {exercise}, perhaps from the same seed on the same kind "
            f"of machine: {names}"
        )
    return int(any(outcome.statuses.get(status) for status in _TROUBLED))
