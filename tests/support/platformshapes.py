"""Submissions as each of six platforms writes them into its download.

The names follow the sources that `autograder/intake/platforms.py` gives.
"""

import re
from dataclasses import dataclass
from datetime import datetime

Files = dict[str, bytes]


@dataclass(frozen=True)
class Handed:
    """What one student, or one group, handed in at once.

    Attributes:
        login, number, first, last: the student, as the platform knows them.
        files: the student's own names → content.
        when: in the platform's time.
        late: as the platform says it.
        group: instead of the student's name, where the platform names the group.
        partners: others of the group: (login, first, last).
    """

    login: str
    number: int
    first: str
    last: str
    files: Files
    when: datetime = datetime(2026, 1, 31, 12, 30, 45)
    late: bool = False
    group: str = ""
    partners: tuple[tuple[str, str, str], ...] = ()

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"


def _clean(name: str) -> str:
    """As Moodle's clean_filename, which Brightspace does alike."""
    return re.sub(r"[\x00-\x1f&<>\"`|':\\/]", "", name)


def moodle(handed: list[Handed]) -> Files:
    return {
        f"{_clean(one.group or one.name)}_{one.number}_assignsubmission_file_/{name}": content
        for one in handed
        for name, content in one.files.items()
    }


def canvas(handed: list[Handed]) -> Files:
    """Flat; the sortable name of the user, or the group's, with letters and digits only."""
    files = {}
    for place, one in enumerate(handed):
        whose = "".join(c for c in (one.group or one.last + one.first).lower() if c.isalnum())
        late = "LATE_" if one.late else ""
        for name, content in one.files.items():
            flat = name.rpartition("/")[2]
            files[f"{whose}_{late}{one.number}_{50_000 + place}_{flat}"] = content
    return files


def blackboard(handed: list[Handed]) -> Files:
    files = {}
    for one in handed:
        start = f"Lab 2_{one.group or one.login}_attempt_{one.when:%Y-%m-%d-%H-%M-%S}"
        files[f"{start}.txt"] = f"Name: {one.name} ({one.login})\n".encode()
        for name, content in one.files.items():
            files[f"{start}_{name.rpartition('/')[2]}"] = content
    return files


def brightspace(handed: list[Handed]) -> Files:
    files = {"index.html": b"<html></html>"}
    for one in handed:
        when = f"{one.when:%b} {one.when.day}, {one.when.year} "
        when += f"{int(f'{one.when:%I}')}{one.when:%M %p}"
        folder = f"{one.number}-67890 - {_clean(one.group or one.name)} - {when}"
        files |= {f"{folder}/{name}": content for name, content in one.files.items()}
    return files


def gradescope(handed: list[Handed]) -> Files:
    """Of each student the active submission only; the names stand in the metadata."""
    files, lines = {}, ["---"]
    latest = {one.login: one for one in sorted(handed, key=lambda one: one.when)}
    for place, one in enumerate(latest.values()):
        lines += [f"submission_{4000 + place}:", "  :submitters:"]
        people = [(one.login, one.first, one.last), *one.partners]
        for login, first, last in people:
            lines += [f'  - :name: "{first} {last}"', f'    :sid: "{login}"']
            lines += [f"    :email: {login}@x.example"]
        lines += [f"  :created_at: {one.when:%Y-%m-%d %H:%M:%S}.000000000 Z"]
        files |= {
            f"assignment_1_export/submission_{4000 + place}/{name}": content
            for name, content in one.files.items()
        }
    metadata = "\n".join(lines).encode()
    return {"assignment_1_export/submission_metadata.yml": metadata, **files}


def classroom(handed: list[Handed]) -> Files:
    """Each repository as it is now, by the login or the team."""
    files = {}
    for one in sorted(handed, key=lambda one: one.when):
        team = one.group.lower().replace(" ", "-")
        place = f"lab-submissions/lab-{team or one.login}"
        files |= {f"{place}/{name}": content for name, content in one.files.items()}
        files[f"{place}/.git/config"] = b"[core]"
    return files


PLATFORMS = {
    "moodle": moodle,
    "canvas": canvas,
    "blackboard": blackboard,
    "brightspace": brightspace,
    "gradescope": gradescope,
    "classroom": classroom,
}
