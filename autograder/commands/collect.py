"""`mnist-autograder collect DOWNLOAD … --out SUBMITTED`."""

import argparse
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.intake.platforms import PLATFORMS
from mnist_course.core.errors import CourseError

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from autograder.intake.table import Row

_SHOWN = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "downloads",
        metavar="DOWNLOAD",
        type=Path,
        nargs="+",
        help="a platform's download, an archive, or a folder",
    )
    parser.add_argument(
        "--out", metavar="SUBMITTED", type=Path, required=True, help="for `grade` to read"
    )
    parser.add_argument(
        "--roster", metavar="FILE", type=Path, help="the class: a CSV file with a heading"
    )
    parser.add_argument(
        "--platform",
        choices=("auto", *PLATFORMS),
        default="auto",
        help="where the download is from; default: by the names in it",
    )
    parser.add_argument(
        "--timezone",
        metavar="ZONE",
        help="of the platform's times, such as Europe/Vienna; default: this machine's",
    )


def run(arguments: argparse.Namespace) -> int:
    """Collect; 0, or 1 where a file of a student could not be used."""
    from autograder.core import writing
    from autograder.intake import collect, placing, table
    from autograder.intake.roster import Roster, read

    zone = _zone(arguments.timezone)
    out: Path = arguments.out
    for download in arguments.downloads:
        if out.resolve() == download.resolve() or out.resolve() in download.resolve().parents:
            raise CourseError(f"--out {out} holds the download {download}. Name another folder.")
        if download.resolve() in out.resolve().parents:
            raise CourseError(f"--out {out} lies in the download {download}. Name another folder.")
    roster = Roster(read(arguments.roster)) if arguments.roster else None
    before = table.load(out)
    gathered = collect.gather(arguments.downloads, arguments.platform, roster, before)
    chosen, apart = collect.choose(gathered.handed)
    with writing.refusing(out, "Then run the same command again; what lies there already stays."):
        rows = [*gathered.rows, *placing.write(chosen, apart, out, zone)]
        if roster:
            rows += placing.without_submission(rows, roster)
        table.save(out, rows)
    for download, platform in gathered.platform.items():
        print(f"{download}: read as {platform}")
    return _report(rows, out)


def _zone(name: str | None) -> "ZoneInfo | None":
    if name is None:
        return None
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise CourseError(
            f"{name!r} is no time zone; expected one such as Europe/Vienna."
        ) from None


def _report(rows: "list[Row]", out: Path) -> int:
    from autograder.core.text import line
    from autograder.intake import table
    from autograder.intake.collect import is_judged

    counts = Counter(row.outcome for row in rows)
    nothing = (table.MISSING, table.NOT_USED)
    students = {row.student for row in rows if row.outcome not in nothing}
    print(f"{len(students):,} students in {out}; what became of each file: {out / table.TABLE}")
    for outcome in table.OUTCOMES:
        if counts[outcome]:
            print(f"{outcome}: {counts[outcome]:,}")
        if outcome not in (table.USED, table.UNCHANGED):
            _list([row for row in rows if row.outcome == outcome])
    strangers = sorted({row.student for row in rows if "not on the roster" in row.reason})
    if strangers:
        print(f"not on the roster: {', '.join(map(line, strangers[:_SHOWN]))}")
    unused = any(row.outcome == table.NOT_USED and is_judged(row.file) for row in rows)
    return 1 if unused or not students else 0


def _list(rows: "list[Row]") -> None:
    from autograder.core.text import line

    for row in rows[:_SHOWN]:
        who = " · ".join(filter(None, (row.student, row.lesson)))
        about = f"{row.file} ({who})" if row.file and who else row.file or who
        print(f"  {line(about)}: {line(row.reason)}")
    if len(rows) > _SHOWN:
        print(f"  … and {len(rows) - _SHOWN:,} more in the table")
