"""What classes really send, as each of six platforms writes it: the right student, the right work,
and each file of the download named."""

import csv
import functools
import io
import zipfile
from datetime import datetime

import pytest

from autograder.commands import main
from mnist_course import course
from support.downloads import changed, saved_model, untouched, zipped
from support.platformshapes import PLATFORMS, Handed

L2, L3, L6 = "02_preprocessing", "03_convolution", "06_training"
MODEL = saved_model()
ANNA = ("anna7", 17, "Anna", "Ash")
BEN = ("ben8", 18, "Ben", "Birch")


@functools.cache
def work(number: int, lesson: str = L2) -> bytes:
    """A right notebook that is nobody else's."""

    def edit(notebook) -> None:
        notebook["cells"][1]["source"].append(f"\n# {number}")

    return changed(lesson, edit)


def collect(tmp_path, capsys, files, platform, people, packed=zipped):
    """Collect a download with the class's list; all that it says is looked at.

    Returns:
        Student → the path in their folder → content; and the table's rows.
    """
    out, roster = tmp_path / "submitted", tmp_path / "roster.csv"
    download = tmp_path / "download.zip"
    download.write_bytes(packed(files))
    with roster.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["username", "first name", "last name", "canvas id"])
        rows.writerows((login, first, last, number) for login, number, first, last in people)
    status = main.main(
        ["collect", str(download), "--out", str(out), "--roster", str(roster), "--timezone", "UTC"]
    )
    shown = capsys.readouterr()
    assert "Traceback" not in shown.err
    assert status in (0, 1), shown.err
    assert f"read as {platform}" in shown.out
    with (out / "collected.csv").open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    placed: dict = {}
    for path in out.rglob("*"):
        if path.is_file() and path.parent != out and ".earlier" not in path.parts:
            student, *below = path.relative_to(out).parts
            placed.setdefault(student, {})["/".join(below)] = path.read_bytes()
    # Nothing is unsaid: each file has its row, but for what a system or the platform left there.
    for name in files:
        if not any(litter in name for litter in ("checkpoint", ".git/", "__MACOSX")):
            label = name.replace("\\", "/")
            told = [row["file"] for row in table if f"{label}/" in f"{row['file']}/"]
            assert told or (platform == "gradescope" and name.endswith(".yml")), name
    # And everybody on the list is handed in, or named.
    named = {row["student"] for row in table}
    assert {login for login, *_ in people} <= named
    return placed, table


def notebooks(placed) -> dict[str, dict[str, bytes]]:
    return {
        student: {name: content for name, content in below.items() if name.endswith(".ipynb")}
        for student, below in placed.items()
    }


def right(**students: int) -> dict[str, dict[str, bytes]]:
    return {who: {f"{L2}/{L2}.ipynb": work(number)} for who, number in students.items()}


@pytest.fixture(params=PLATFORMS)
def platform(request):
    return request.param


@pytest.fixture
def take(tmp_path, capsys, platform):
    """Collect what was handed in, as the platform writes it."""

    def taken(handed, people, packed=zipped):
        return collect(tmp_path, capsys, PLATFORMS[platform](handed), platform, people, packed)

    return taken


NAMES = {
    "letters of other scripts": [("li9", 19, "小明", "李"), ("jm20", 20, "Jürgen", "Müller-Łuk")],
    "comma, apostrophe, emoji": [("so21", 21, "Zoë 🎓", "O'Neil"), ("jr22", 22, "Sam", "Poe, Jr.")],
    "one name or many": [("cher", 23, "Cher", "Sarkisian Bono Allman"), ("x_y", 24, "A", "B")],
}


@pytest.mark.parametrize("kind", NAMES)
def test_names(kind, take):
    people = NAMES[kind]
    handed = [Handed(*person, {f"{L2}.ipynb": work(place)}) for place, person in enumerate(people)]
    placed, _ = take(handed, people)
    assert notebooks(placed) == right(**{one[0]: place for place, one in enumerate(people)})


def test_two_of_one_name(take, platform):
    """Where only the name is known, the number tells them apart; nobody gets the other's work."""
    people = [("jane1", 31, "Jane", "Doe"), ("jane2", 32, "Jane", "Doe")]
    handed = [Handed(*person, {f"{L2}.ipynb": work(place)}) for place, person in enumerate(people)]
    placed, table = take(handed, people)
    found = sorted(content for below in notebooks(placed).values() for content in below.values())
    assert found == sorted([work(0), work(1)])
    if platform in ("moodle", "canvas", "brightspace"):
        assert len(placed) == 2
        for number, student in ((0, "31"), (1, "32")):
            whose = next(row["student"] for row in table if row["platform_id"] == student)
            assert placed[whose][f"{L2}/{L2}.ipynb"] == work(number)
    else:
        assert notebooks(placed) == right(jane1=0, jane2=1)


def test_two_of_one_name_of_whom_one_is_on_the_list(take, platform):
    handed = [
        Handed("jane1", 31, "Jane", "Doe", {f"{L2}.ipynb": work(0)}),
        Handed("guest", 32, "Jane", "Doe", {f"{L2}.ipynb": work(1)}),
    ]
    placed, table = take(handed, [("jane1", 31, "Jane", "Doe")])
    assert len(placed) == 2
    strangers = {row["student"] for row in table if "not on the roster" in row["reason"]}
    assert "jane1" not in strangers
    assert strangers


def test_a_group(take, platform):
    """By the group's name, where the platform says only that; it is not on the list, and said."""
    one = Handed(
        *("anna7", 900, "Anna", "Ash", {f"{L2}.ipynb": work(1)}),
        group="Team 3",
        partners=(("ben8", "Ben", "Birch"),),
    )
    placed, table = take([one], [ANNA, BEN])
    if platform == "gradescope":
        assert notebooks(placed) == right(anna7=1, ben8=1)
        assert any("handed in together with Anna Ash" in row["reason"] for row in table)
    else:
        (whose,) = notebooks(placed)
        assert "team" in whose.lower()
        assert any(
            row["student"] == whose and "not on the roster" in row["reason"] for row in table
        )
        missing = {row["student"] for row in table if row["outcome"] == "no submission"}
        assert missing == {"anna7", "ben8"}


def test_several_attempts(take, platform):
    first = Handed(*ANNA, {f"{L2}.ipynb": work(1)})
    name = f"{L2}-1.ipynb" if platform == "canvas" else f"{L2}.ipynb"
    second = Handed(*ANNA, {name: work(2)}, when=datetime(2026, 2, 1, 9))
    placed, table = take([first, second], [ANNA])
    assert notebooks(placed) == right(anna7=2)
    if platform in ("canvas", "blackboard", "brightspace"):
        assert [row["outcome"] for row in table if "earlier attempt" in row["reason"]] == [
            "kept apart"
        ]


def test_late(take, platform):
    one = Handed(*ANNA, {f"{L2}.ipynb": work(1)}, datetime(2026, 3, 1, 18, 30), late=True)
    placed, table = take([one], [ANNA])
    assert notebooks(placed) == right(anna7=1)
    stamp = placed["anna7"].get(f"{L2}/timestamp.txt", b"").decode()
    if platform in ("blackboard", "brightspace", "gradescope"):
        assert stamp == "2026-03-01 18:30:00.000000 UTC\n"
    else:
        assert stamp == ""
    if platform == "canvas":
        assert any("late, says the platform" in row["reason"] for row in table)


def test_several_files_of_one_student(take, platform):
    files = {
        "lab/two.ipynb": work(1),
        "lab/three.ipynb": work(2, L3),
        "lab/training.ipynb": work(3, L6),
        "lab/digits (2).keras": MODEL,
        "lab/report.pdf": b"%PDF-1.7",
    }
    placed, table = take([Handed(*ANNA, files)], [ANNA])
    assert set(placed) == {"anna7"}
    wanted = {
        f"{L2}/{L2}.ipynb": work(1),
        f"{L3}/{L3}.ipynb": work(2, L3),
        f"{L6}/{L6}.ipynb": work(3, L6),
        f"{L6}/digits.keras": MODEL,
    }
    assert {name: content for name, content in placed["anna7"].items() if "stamp" not in name} == (
        wanted
    )
    (report,) = (row for row in table if row["file"].endswith("report.pdf"))
    assert (report["student"], report["outcome"]) == ("anna7", "not used")


def test_a_whole_workspace_in_an_archive(take):
    workspace = {
        f"mnist-lessons/{one.id}/{one.id}.ipynb": untouched(one.id) for one in course.lessons()
    }
    workspace[f"mnist-lessons/{L2}/{L2}.ipynb"] = work(1)
    workspace["mnist-lessons/.mnist-course/progress.json"] = b"{}"
    placed, _ = take([Handed(*ANNA, {"mnist-lessons.zip": zipped(workspace)})], [ANNA])
    assert placed["anna7"][f"{L2}/{L2}.ipynb"] == work(1)
    assert len(notebooks(placed)["anna7"]) == len(course.lessons())


INSTEAD = {
    "an HTML export": (f"{L2}.html", b"<!DOCTYPE html><title>02</title>"),
    "a PDF": (f"{L2}.pdf", b"%PDF-1.7"),
    "an empty file": (f"{L2}.ipynb", b""),
    "a notebook cut short": (f"{L2}.ipynb", b'{"cells": ['),
    "an archive that is not read": ("lab.rar", b"Rar!\x1a\x07"),
}


@pytest.mark.parametrize("kind", INSTEAD)
def test_something_instead_of_a_notebook(kind, take):
    name, content = INSTEAD[kind]
    handed = [Handed(*ANNA, {name: content}), Handed(*BEN, {f"{L2}.ipynb": work(2)})]
    placed, table = take(handed, [ANNA, BEN])
    assert notebooks(placed) == right(ben8=2)
    (row,) = (row for row in table if row["file"].endswith(name) and row["student"] == "anna7")
    assert row["outcome"] == "not used"
    assert row["reason"]
    (row,) = (row for row in table if row["outcome"] == "no submission")
    assert (row["student"], row["reason"]) == (
        "anna7",
        "on the roster, nothing that can be used",
    )


def _on_windows(files: dict[str, bytes]) -> bytes:
    """Backslashes between the folders, as some programs there write them."""
    return _raw({name.replace("/", "\\"): content for name, content in files.items()}, "utf-8", 1)


def _on_a_mac(files: dict[str, bytes]) -> bytes:
    """UTF-8 in the names and no word of it, and a resource fork beside each file."""
    forks = {f"__MACOSX/{name}": b"\x00\x05\x16\x07" for name in files}
    return _raw({**files, **forks}, "utf-8", 0)


def _in_a_code_page(files: dict[str, bytes]) -> bytes:
    """As the ZIP format had it first."""
    return _raw(files, "cp437", 0)


def _raw(files: dict[str, bytes], encoding: str, says_utf8: int) -> bytes:
    """An archive whose names are written as given, which `zipfile` does not do of itself."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for place, content in enumerate(files.values()):
            archive.writestr(f"{place:08}", content)
    raw = buffer.getvalue()
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        members = archive.infolist()
        starts = archive.start_dir
    made, central = io.BytesIO(), b""
    for member, name in zip(members, files):
        written = name.encode(encoding)
        flags = (0x800 if says_utf8 else 0).to_bytes(2, "little")
        length = len(written).to_bytes(2, "little")
        body = raw[member.header_offset + 30 + 8 :][: member.compress_size]
        local = bytearray(raw[member.header_offset :][:30])
        local[6:8], local[26:28] = flags, length
        entry = bytearray(raw[starts:][:46])
        starts += 46 + 8
        entry[8:10], entry[28:30] = flags, length
        entry[42:46] = made.tell().to_bytes(4, "little")
        made.write(bytes(local) + written + body)
        central += bytes(entry) + written
    end = bytearray(raw[-22:])
    end[12:16] = len(central).to_bytes(4, "little")
    end[16:20] = made.tell().to_bytes(4, "little")
    return made.getvalue() + central + bytes(end)


ARCHIVES = {"Windows": _on_windows, "macOS": _on_a_mac, "a code page": _in_a_code_page}


@pytest.mark.parametrize("system", ARCHIVES)
def test_archives_of_other_systems(system, take):
    """The download itself, and what students packed in it."""
    people = [("jm20", 20, "Jürgen", "Müller"), BEN]
    packed = ARCHIVES[system]
    handed = [
        Handed(*people[0], {f"{L2}.ipynb": work(1)}),
        Handed(*BEN, {"Übung.zip": packed({f"Übung/zwei/{L2}.ipynb": work(2)})}),
    ]
    placed, _ = take(handed, people, packed)
    assert notebooks(placed) == right(jm20=1, ben8=2)


def test_jupyters_checkpoints(take, platform):
    """A copy counts for nothing beside its notebook, and counts where there is nothing else."""
    copy = f".ipynb_checkpoints/{L2}-checkpoint.ipynb"
    handed = [
        Handed(*ANNA, {"lab.zip": zipped({f"{L2}.ipynb": work(1), copy: work(9)})}),
        Handed(*BEN, {"lab.zip": zipped({copy: work(2)})}),
    ]
    placed, table = take(handed, [ANNA, BEN])
    assert notebooks(placed) == right(anna7=1, ben8=2)
    assert any("checkpoint, since there is no other" in row["reason"] for row in table)


@pytest.mark.parametrize("name", [f"{L2}.txt", f"{L2}.json", f"{L2}.ipynb.txt", "two", "2.IPYNB"])
def test_a_notebook_by_another_name(name, take, platform):
    """A notebook is known by what is in it."""
    placed, _ = take(
        [Handed(*ANNA, {name: work(1)}), Handed(*BEN, {f"{L2}.ipynb": work(2)})], [ANNA, BEN]
    )
    assert notebooks(placed) == right(anna7=1, ben8=2)


@pytest.mark.parametrize("first", [0, 1])
def test_a_name_that_a_second_student_has_a_week_later(tmp_path, capsys, first):
    """Canvas's names: whoever had it first keeps it, and the other's work is not mixed with it."""
    people = [("jane1", 31, "Jane", "Doe"), ("jane2", 32, "Jane", "Doe")]
    for week in ([people[first]], people):
        handed = [Handed(*one, {f"{L2}.ipynb": work(one[1])}) for one in week]
        download = tmp_path / f"week{len(week)}.zip"
        download.write_bytes(zipped(PLATFORMS["canvas"](handed)))
        assert main.main(["collect", str(download), "--out", str(tmp_path / "submitted")]) == 0
    other = people[1 - first][1]
    for student, number in (("doejane", people[first][1]), (f"doejane {other}", other)):
        place = tmp_path / "submitted" / student / L2 / f"{L2}.ipynb"
        assert place.read_bytes() == work(number)


def test_brightspace_in_another_language(tmp_path, capsys):
    files = {
        f"34561-465221 - Juan Diego Acuña - 14 de agosto de 2026 2334/{L2}.ipynb": work(1),
        f"34562-465221 - Ana-Luz Vega - 2. Februar 2026 1107/{L2}.ipynb": work(2),
    }
    people = [("jd", 34561, "Juan Diego", "Acuña"), ("al", 34562, "Ana-Luz", "Vega")]
    placed, _ = collect(tmp_path, capsys, files, "brightspace", people)
    assert notebooks(placed) == right(jd=1, al=2)
