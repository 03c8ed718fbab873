"""Who handed in a file, when and in which attempt, from the names that platforms give.

| platform | how its download looks |
| --- | --- |
| moodle | `Jane Doe_4711_assignsubmission_file_/work.ipynb`, or all of it in the file's name |
| canvas | `doejane_LATE_1234_56789_work.ipynb`; a later upload is `work-1.ipynb` |
| blackboard | `Lab_jdoe_attempt_2026-01-31-12-30-45_work.ipynb`, a `.txt` beside each attempt |
| brightspace | `12345-67890 - Jane Doe - Jan 31, 2026 1230 PM/work.ipynb` |
| gradescope | `submission_4711/work.ipynb`, and one `submission_metadata.yml` for all |
| classroom | a repository a student, `lab-1-jdoe/…`, as GitHub Classroom clones them |
| folder | a folder a student, by whatever name |

Sources: Moodle's mod/assign/locallib.php (`download_submissions`, `get_name_prefix`); Canvas's
lib/content_zipper.rb (`zip_submission`); Blackboard's help page 'Download assignments'; files that
Brightspace and Gradescope write, as public scripts that read them describe them.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath

from autograder.core.names import student_key

MOODLE, CANVAS, BLACKBOARD = "moodle", "canvas", "blackboard"
BRIGHTSPACE, GRADESCOPE, CLASSROOM, FOLDER = "brightspace", "gradescope", "classroom", "folder"
PLATFORMS = (MOODLE, CANVAS, BLACKBOARD, BRIGHTSPACE, GRADESCOPE, CLASSROOM, FOLDER)
METADATA = "submission_metadata.yml"


@dataclass(frozen=True)
class Origin:
    """Where a file comes from, as far as its names tell.

    Attributes:
        student: what the platform calls the student in names: a login, a full name, an id.
        platform_id: the platform's number for the student or the submission, '' without one.
        name, email: of the student, '' where unknown.
        attempt: sorts attempts of one student; the last is the largest.
        submitted: the platform's local time, None where it does not say.
        late: whether the platform says so.
        partners: who else handed it in.
    """

    student: str
    platform_id: str = ""
    name: str = ""
    email: str = ""
    attempt: tuple[float, ...] = ()
    submitted: datetime | None = None
    late: bool = False
    partners: "tuple[Origin, ...]" = ()


Reader = Callable[[PurePosixPath], Origin | None]
"""Where a file is from, by its path; None where its names are not the platform's."""

_MOODLE = re.compile(r"(?P<name>.+?)_(?P<id>\d+)_assignsubmission_[a-z]+(?:_|$)(?P<rest>.*)")
_CANVAS = re.compile(
    r"(?P<login>[^_]+)_(?:(?P<late>LATE)_)?(?P<user>\d+)_(?P<file>\d+)_(?P<rest>.+)", re.IGNORECASE
)
_BLACKBOARD = re.compile(
    r"(?P<lab>.+)_(?P<login>[^_]+)_attempt_(?P<time>\d{4}(?:-\d\d){5})(?:_(?P<rest>.+)|\.txt)"
)
_NAMED = re.compile(r"\s*Name:(?P<name>[^\n(]{0,200})\((?P<login>[^()\n]{1,100})\)")
_BRIGHTSPACE = re.compile(r"(?P<id>\d+-\d+) ?- ?(?P<name>.+?) ?- ?(?P<time>[^-]*\b\d{4}\b[^-]*)")
_AGAIN = re.compile(r"-(\d{1,3})(?=\.\w+$)")
_SUBMISSION = re.compile(r"submission_(\d+)")


_PARTICIPANTS = {"participant", "participante", "partecipante", "teilnehmer", "teilnehmerin"}
_PARTICIPANTS |= {"deelnemer", "deltagare", "deltager", "deltaker", "osallistuja", "uczestnik"}
_PARTICIPANTS |= {"účastník", "участник", "учасник", "参与者", "參與者", "参加者", "مشارك"}
"""Moodle's word for one in its translations."""


def _match(pattern: re.Pattern[str], path: PurePosixPath) -> re.Match[str] | None:
    """The first name below the download that is as a platform makes it."""
    return next(filter(None, map(pattern.fullmatch, path.parts[1:])), None)


def moodle(path: PurePosixPath) -> Origin | None:
    found = _match(_MOODLE, path)
    if not found:
        return None
    name = found["name"].replace("_", " ").strip()
    if is_participant(name):
        return Origin(student=found["id"], platform_id=found["id"])
    return Origin(student=f"{name} {found['id']}", platform_id=found["id"], name=name)


def is_participant(words: str) -> bool:
    """Whether Moodle says that instead of a name, where marking is anonymous.

    It may have a number behind it, and what a file's name cannot have taken out of it.
    """
    plain = "".join(c for c in words.casefold() if c.isalpha())
    return plain in _PARTICIPANTS


def canvas(path: PurePosixPath) -> Origin | None:
    found = _match(_CANVAS, path)
    if not found:
        return None
    again = _AGAIN.search(found["rest"])
    number = float(again[1]) if again else 0.0
    return Origin(
        student=found["login"],
        platform_id=found["user"],
        attempt=(float(found["file"]), number),
        late=bool(found["late"]),
    )


def blackboard(known: Mapping[str, Origin]) -> Reader:
    """The reader of a Blackboard download, with what the texts beside each attempt say."""

    def read(path: PurePosixPath) -> Origin | None:
        found = _match(_BLACKBOARD, path)
        if not found:
            return None
        # The lab's name and the login may both have underscores in them.
        before = f"_{found['lab']}_{found['login']}"
        logins = [login for login in known if before.endswith(f"_{login}")]
        origin = known[max(logins, key=len)] if logins else Origin(found["login"])
        submitted = _time(found["time"], "%Y-%m-%d-%H-%M-%S")
        attempt = (submitted.timestamp(),) if submitted else ()
        return replace(origin, attempt=attempt, submitted=submitted)

    return read


def blackboard_text(content: bytes) -> dict[str, Origin]:
    """The student whom the text beside an attempt names, by the login: 'Name: Jane Doe (jdoe)'."""
    found = _NAMED.match(content[:2000].decode("utf-8-sig", "replace"))
    return {found["login"]: Origin(found["login"], name=found["name"].strip())} if found else {}


_BRIGHTSPACE_TIMES = ("%b %d, %Y %I%M %p", "%B %d, %Y %I%M %p", "%d %B, %Y %H%M", "%b %d, %Y %H%M")


def own_name(name: str) -> str:
    """What the student called a file, of a name as Canvas or Blackboard makes it."""
    found = _CANVAS.fullmatch(name) or _BLACKBOARD.fullmatch(name)
    return found["rest"] or name if found else name


def brightspace(path: PurePosixPath) -> Origin | None:
    found = _match(_BRIGHTSPACE, path)
    if not found:
        return None
    # 926 PM: the hour may have one digit.
    text = re.sub(r"\b(\d)(\d\d)(?= [AP]M)", r"0\1\2", found["time"].strip())
    times = (_time(text, pattern) for pattern in _BRIGHTSPACE_TIMES)
    submitted = next(filter(None, times), None)
    return Origin(
        student=found["name"],
        platform_id=found["id"].partition("-")[0],
        name=found["name"],
        attempt=(submitted.timestamp(),) if submitted else (),
        submitted=submitted,
    )


def gradescope(known: Mapping[str, Origin]) -> Reader:
    """The reader of a Gradescope export, with what its metadata say, by submission."""

    def read(path: PurePosixPath) -> Origin | None:
        found = _match(_SUBMISSION, path)
        return (known.get(found[0]) or Origin(found[0])) if found else None

    return read


def gradescope_metadata(content: bytes) -> dict[str, Origin]:
    """What `submission_metadata.yml` says: the submitters, by submission.

    Raises:
        ValueError: where it is no such file.
    """
    import yaml

    class Loader(yaml.SafeLoader):
        """Gradescope writes Ruby's symbols as keys, ':name'; they are text."""

    if b"&" in content and b"*" in content and len(content) > 2**20:
        raise ValueError("it uses aliases")
    try:
        raw = yaml.load(content.decode("utf-8-sig"), Loader)
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError, ValueError) as error:
        raise ValueError(f"{type(error).__name__}") from None
    if not isinstance(raw, dict):
        raise ValueError("it holds no submissions")
    found: dict[str, Origin] = {}
    for key, about in raw.items():
        submitters = about.get(":submitters") if isinstance(about, dict) else None
        people = [
            _submitter(str(key), about, person)
            for person in (submitters if isinstance(submitters, list) else [])
            if isinstance(person, dict)
        ]
        if people:
            found[str(key)] = replace(people[0], partners=tuple(people[1:]))
    return found


def _submitter(key: str, about: dict, person: dict) -> Origin:
    submitted = _possible(about.get(":created_at"))
    name, email = (str(person.get(k) or "") for k in (":name", ":email"))
    return Origin(
        student=str(person.get(":sid") or "") or email or name or key,
        platform_id=key.removeprefix("submission_"),
        name=name,
        email=email,
        attempt=(submitted.timestamp(),) if submitted else (),
        submitted=submitted,
    )


def classroom(path: PurePosixPath) -> Origin | None:
    """The student of `…-submissions/<assignment>-<login>/…`, as its command line clones them."""
    for place, part in enumerate(path.parts[:-1]):
        if part.endswith("-submissions") and place + 2 < len(path.parts):
            prefix = part.removesuffix("-submissions") + "-"
            repository = path.parts[place + 1]
            return Origin(repository.removeprefix(prefix))
    return None


def folder(path: PurePosixPath) -> Origin | None:
    """The first folder below the download, or the file's own name without its ending."""
    parts = path.parts[1:]
    if len(parts) > 1:
        return Origin(parts[0].removesuffix(".zip").strip() or parts[0])
    return Origin(PurePosixPath(parts[0]).stem) if parts else None


def told_apart(
    read: Reader, kind: str, paths: Iterable[PurePosixPath], before: Mapping[str, str]
) -> Reader:
    """The same reader, which tells apart students of one name.

    Such a name joins nobody to a roster; where the platform's names are all that is known, its
    number stands behind them.

    Args:
        read: the download's reader.
        kind: its platform.
        paths: of the download.
        before: the number of whoever had a name in an earlier download.
    """
    by_name = kind in (CANVAS, BRIGHTSPACE)
    owners: dict[str, set[str]] = defaultdict(set)
    for origin in filter(None, map(read, paths)):
        for one in (origin, *origin.partners):
            owners[one.name or one.student].add(one.platform_id if by_name else one.student)

    def apart(origin: Origin) -> Origin:
        first = before.get(student_key(origin.student)) if by_name else None
        alone = len(owners[origin.name or origin.student]) == 1
        if alone if first is None else first == origin.platform_id:
            return origin
        number = f" {origin.platform_id}" if by_name else ""
        return replace(origin, student=f"{origin.student}{number}", name="")

    def told(path: PurePosixPath) -> Origin | None:
        origin = read(path)
        return origin and replace(apart(origin), partners=tuple(map(apart, origin.partners)))

    return told


_BY_NAMES: dict[str, Reader] = {
    MOODLE: moodle,
    BLACKBOARD: blackboard({}),
    BRIGHTSPACE: brightspace,
    CANVAS: canvas,
    CLASSROOM: classroom,
}
"""The platforms whose names alone tell them."""


def detect(paths: list[PurePosixPath]) -> str:
    """The platform that most of the names look like; 'folder' where none does."""
    if any(path.name == METADATA for path in paths):
        return GRADESCOPE
    counts = {
        name: sum(read(path) is not None for path in paths) for name, read in _BY_NAMES.items()
    }
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] * 2 > len(paths) else FOLDER


def reader(platform: str, known: Mapping[str, Origin]) -> Reader:
    """The function that reads a platform's names."""
    with_more = {GRADESCOPE: gradescope(known), BLACKBOARD: blackboard(known)}
    return {**_BY_NAMES, **with_more, FOLDER: folder}[platform]


def _time(text: str, pattern: str) -> datetime | None:
    try:
        return _possible(datetime.strptime(text, pattern))
    except ValueError:
        return None


def _possible(when: object) -> datetime | None:
    """A time at which something can have been handed in; no calendar has others in every zone."""
    return when if isinstance(when, datetime) and 1970 < when.year < 2200 else None
