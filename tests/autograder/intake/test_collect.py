"""Downloads of platforms become `submitted/<student>/<lesson>/`, and nothing is unsaid."""

import contextlib
import csv
import io
import json
import tarfile
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.commands import main
from autograder.core.names import student_key
from autograder.intake import archives, platforms, recognise, roster
from mnist_course import course
from support import permissions
from support.downloads import changed, folder, saved_model, solved, tarred, untouched, zipped

L2, L3, L6 = "02_preprocessing", "03_convolution", "06_training"


def collected(out) -> list[dict[str, str]]:
    with (out / "collected.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def there(out) -> set[str]:
    return {
        path.relative_to(out).as_posix()
        for path in out.rglob("*")
        if path.is_file() and path.name not in ("collected.csv", "timestamp.txt")
    }


def collect(*arguments) -> int:
    return main.main(["collect", *map(str, arguments)])


def _no_metadata(notebook) -> None:
    notebook["metadata"] = {}
    for cell in notebook["cells"]:
        cell["metadata"] = {}


def _only_functions(notebook) -> None:
    _no_metadata(notebook)
    notebook["cells"] = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for cell in notebook["cells"]:
        cell.pop("id")
        cell["source"] = "".join(cell["source"]).replace("begin(", "start(")


DOWNLOADS = {
    "moodle, folders": (
        {
            f"Jane Doe_17_assignsubmission_file_/{L2}.ipynb": solved(L2),
            f"Jörg O'Neil-Müller_18_assignsubmission_file_/{L2} (1).ipynb": solved(L2),
            "Participant 19_19_assignsubmission_file_/Homework2_final.ipynb": solved(L2),
        },
        "moodle",
        {"Jane Doe 17", "Jörg O_Neil-Müller 18_*", "19"},
    ),
    "moodle, flat": (
        {
            f"Jane Doe_17_assignsubmission_file_{L2}.ipynb": solved(L2),
            f"Max_Muster_18_assignsubmission_file_Copy of {L2}.ipynb": solved(L2),
        },
        "moodle",
        {"Jane Doe 17", "Max Muster 18"},
    ),
    "moodle, nested folders": (
        {f"Jane Doe_17_assignsubmission_file_/lab/{L2}/{L2.upper()}.IPYNB": solved(L2)},
        "moodle",
        {"Jane Doe 17"},
    ),
    "moodle, archives inside": (
        {"Jane Doe_17_assignsubmission_file_/lab2.zip": zipped({f"x/{L2}.ipynb": solved(L2)})},
        "moodle",
        {"Jane Doe 17"},
    ),
    "moodle, litter": (
        {
            f"Jane Doe_17_assignsubmission_file_/{L2}.ipynb": solved(L2),
            f"__MACOSX/Jane Doe_17_assignsubmission_file_/._{L2}.ipynb": b"\x00\x05\x16\x07",
            "Jane Doe_17_assignsubmission_file_/.DS_Store": b"\x00",
            "Jane Doe_17_assignsubmission_file_/.ipynb_checkpoints/"
            f"{L2}-checkpoint.ipynb": untouched(L2),
        },
        "moodle",
        {"Jane Doe 17"},
    ),
    "canvas": (
        {
            f"doejane_1234_56789_{L2}.ipynb": solved(L2),
            f"muellermax_LATE_1235_56790_{L2}-1.ipynb": solved(L2),
        },
        "canvas",
        {"doejane", "muellermax"},
    ),
    "canvas, an archive a student": (
        {"doejane_1234_56789_work.zip": zipped({f"work/{L2}.ipynb": solved(L2)})},
        "canvas",
        {"doejane"},
    ),
    "blackboard": (
        {
            f"Lab 2_jdoe_attempt_2026-01-31-12-30-45_{L2}.ipynb": solved(L2),
            "Lab 2_jdoe_attempt_2026-01-31-12-30-45.txt": b"Name: Jane Doe (jdoe)",
        },
        "blackboard",
        {"jdoe"},
    ),
    "brightspace": (
        {
            f"12345-67890 - Jane Doe - Jan 31, 2026 926 PM/{L2}.ipynb": solved(L2),
            f"12346-67890 - Max Muster - Jan 31, 2026 1226 AM/{L2}.ipynb": solved(L2),
            "index.html": b"<html></html>",
        },
        "brightspace",
        {"Jane Doe", "Max Muster"},
    ),
    "gradescope": (
        {
            f"assignment_1_export/submission_4711/{L2}.ipynb": solved(L2),
            "assignment_1_export/submission_metadata.yml": (
                b"---\nsubmission_4711:\n  :submitters:\n  - :name: Jane Doe\n"
                b"    :sid: '0042'\n    :email: jane@example.org\n"
                b"  :created_at: 2026-01-31 12:30:45.123456000 Z\n"
            ),
        },
        "gradescope",
        {"0042"},
    ),
    "github classroom": (
        {
            f"lab-submissions/lab-jdoe/{L2}/{L2}.ipynb": solved(L2),
            f"lab-submissions/lab-jdoe/{L3}/{L3}.ipynb": untouched(L3),
            "lab-submissions/lab-jdoe/.git/config": b"[core]",
            "lab-submissions/lab-jdoe/README.md": b"# Your lessons",
        },
        "classroom",
        {"jdoe"},
    ),
    "a folder a student": (
        {f"anna/{L2}/{L2}.ipynb": solved(L2), f"ben/{L2}.ipynb": solved(L2)},
        "folder",
        {"anna", "ben"},
    ),
    "flat, a file a student": ({"anna.ipynb": solved(L2)}, "folder", {"anna"}),
    "metadata lost": ({"anna/work.ipynb": changed(L2, _no_metadata)}, "folder", {"anna"}),
    "typed anew": ({"anna/work.ipynb": changed(L2, _only_functions)}, "folder", {"anna"}),
}


@pytest.mark.parametrize("shape", DOWNLOADS)
@pytest.mark.parametrize("packing", ["zip", "tar", "folder", "zip in zip"])
def test_a_platforms_download_is_recognised_and_put_in_place(shape, packing, tmp_path, capsys):
    files, platform, students = DOWNLOADS[shape]
    if packing == "folder":
        download = folder(tmp_path / "download", files)
    else:
        download = tmp_path / ("download.tar.gz" if packing == "tar" else "download.zip")
        packed = tarred(files) if packing == "tar" else zipped(files)
        inner = {"download.zip": packed}
        download.write_bytes(zipped(inner) if packing == "zip in zip" else packed)
    out = tmp_path / "submitted"
    status = collect(download, "--out", out)
    shown = capsys.readouterr()
    if packing == "zip in zip" and platform == "folder":
        return  # an archive in a folder of its own says nothing of whose it is
    assert status == 0, shown.err + shown.out
    assert f"read as {platform}" in shown.out
    names = {path.name for path in out.iterdir() if path.is_dir() and path.name != ".earlier"}
    assert len(names) == len(students)
    assert all(any(_like(name, wanted) for name in names) for wanted in students), names
    right = {solved(L2), *files.values()}
    assert all((out / name / L2 / f"{L2}.ipynb").read_bytes() in right for name in names)
    # Each notebook of the download has its row.
    assert sum(row["file"].lower().endswith(".ipynb") for row in collected(out)) >= len(names)


def _like(name: str, wanted: str) -> bool:
    return name.startswith(wanted.removesuffix("*")) if wanted.endswith("*") else name == wanted


def test_the_latest_attempt_counts_and_the_others_are_kept(tmp_path, capsys):
    first, second = untouched(L2), solved(L2)
    files = {
        f"Lab_jdoe_attempt_2026-01-31-12-30-45_{L2}.ipynb": first,
        f"Lab_jdoe_attempt_2026-02-01-09-00-00_{L2}.ipynb": second,
    }
    out = tmp_path / "submitted"
    assert collect(folder(tmp_path / "d", files), "--out", out, "--timezone", "UTC") == 0
    assert (out / "jdoe" / L2 / f"{L2}.ipynb").read_bytes() == second
    stamp = (out / "jdoe" / L2 / "timestamp.txt").read_text()
    assert stamp == "2026-02-01 09:00:00.000000 UTC\n"
    kept = [path for path in (out / ".earlier").rglob("*") if path.is_file()]
    assert [path.read_bytes() for path in kept] == [first]
    assert "an earlier attempt" in capsys.readouterr().out


def test_again_it_adds_what_is_new_and_changes_nothing_else(tmp_path, capsys):
    out = tmp_path / "submitted"
    files = {f"doejane_1_10_{L2}.ipynb": untouched(L2)}
    collect(folder(tmp_path / "one", files), "--out", out)
    before = (out / "doejane" / L2 / f"{L2}.ipynb").stat().st_mtime_ns
    more = {**files, f"muster_2_11_{L2}.ipynb": solved(L2)}
    collect(folder(tmp_path / "two", more), "--out", out)
    assert (out / "doejane" / L2 / f"{L2}.ipynb").stat().st_mtime_ns == before
    assert (out / "muster" / L2 / f"{L2}.ipynb").is_file()
    later = {f"doejane_1_12_{L2}-1.ipynb": solved(L2)}
    collect(folder(tmp_path / "three", later), "--out", out)
    assert (out / "doejane" / L2 / f"{L2}.ipynb").read_bytes() == solved(L2)
    collect(folder(tmp_path / "four", files), "--out", out)
    assert (out / "doejane" / L2 / f"{L2}.ipynb").read_bytes() == solved(L2)
    assert {row["student"] for row in collected(out)} == {"doejane", "muster"}


def test_in_one_run_each_download_is_read_as_its_own_platform(tmp_path, capsys):
    moodle = {f"Jane Doe_4711_assignsubmission_file_/{L2}.ipynb": solved(L2)}
    canvas = {f"muster_2_11_{L2}.ipynb": solved(L2)}
    out = tmp_path / "submitted"
    downloads = folder(tmp_path / "first", moodle), folder(tmp_path / "second", canvas)
    assert collect(*downloads, "--out", out) == 0
    shown = capsys.readouterr().out
    assert "read as moodle" in shown
    assert "read as canvas" in shown
    found = {row["student"]: (row["platform"], row["platform_id"]) for row in collected(out)}
    assert found["Jane Doe 4711"] == ("moodle", "4711")
    assert found["muster"] == ("canvas", "2")


def test_of_two_downloads_of_one_name_each_keeps_its_own_content(tmp_path):
    """What does not count is kept as it is, though a file of the other has the same path."""
    versions = [
        changed(L2, lambda notebook, n=n: notebook["cells"][1]["source"].append("\n" * n))
        for n in (1, 2, 3)
    ]
    one = folder(tmp_path / "a" / "lab", {f"anna/{L2}.ipynb": versions[0]})
    two = folder(tmp_path / "b" / "lab", {f"anna/{L2}.ipynb": versions[1]})
    three = folder(tmp_path / "c" / "lab", {f"anna/{L2}.ipynb": versions[2]})
    out = tmp_path / "submitted"
    collect(one, two, three, "--out", out)
    paths = [out / "anna" / L2 / f"{L2}.ipynb", *(out / ".earlier").rglob("*.ipynb")]
    assert sorted(path.read_bytes() for path in paths) == sorted(versions)


def test_of_two_notebooks_the_one_that_was_worked_on_counts(tmp_path):
    files = {f"anna/{L2}.ipynb": untouched(L2), f"anna/{L2}-Copy1.ipynb": solved(L2)}
    out = tmp_path / "submitted"
    assert collect(folder(tmp_path / "d", files), "--out", out) == 0
    assert (out / "anna" / L2 / f"{L2}.ipynb").read_bytes() == solved(L2)
    reasons = {row["file"]: row["reason"] for row in collected(out)}
    assert "fewer answers" in reasons[f"d/anna/{L2}.ipynb"]


def test_two_candidates_are_said_and_neither_is_lost(tmp_path, capsys):
    other = changed(L2, lambda notebook: notebook["cells"][1]["source"].append("\n"))
    files = {f"anna/{L2}.ipynb": solved(L2), f"anna/new/{L2}.ipynb": other}
    out = tmp_path / "submitted"
    collect(folder(tmp_path / "d", files), "--out", out)
    assert "two candidates" in capsys.readouterr().out
    kept = [path.read_bytes() for path in out.rglob("*.ipynb")]
    assert sorted(kept) == sorted([solved(L2), other])


@pytest.mark.parametrize(
    "name",
    ["digits.keras", "digits (1).keras", "Digits.keras", "models/digits.keras", "model.keras"],
)
def test_a_saved_model_goes_beside_its_notebook_by_its_right_name(name, tmp_path):
    files = {f"anna/{L6}.ipynb": solved(L6), f"anna/{name}": saved_model()}
    out = tmp_path / "submitted"
    assert collect(folder(tmp_path / "d", files), "--out", out) == 0
    assert there(out) == {f"anna/{L6}/{L6}.ipynb", f"anna/{L6}/digits.keras"}


def test_a_zipped_model_and_canvas_names(tmp_path):
    files = {
        f"doejane_1_10_{L6}.ipynb": solved(L6),
        "doejane_1_11_digits.zip": zipped({"digits.keras": saved_model()}),
    }
    out = tmp_path / "submitted"
    assert collect(folder(tmp_path / "d", files), "--out", out) == 0
    assert there(out) == {f"doejane/{L6}/{L6}.ipynb", f"doejane/{L6}/digits.keras"}


ROSTERS = {
    "by hand": "id,name,email\njd,Jane Doe,jane@example.org\nmm,Max Muster,max@example.org\n",
    "moodle grading worksheet": (
        "Identifier,Full name,Email address,Username\nParticipant 17,Jane Doe,j@e.org,jd\n"
        "Participant 18,Max Muster,m@e.org,mm\n"
    ),
    "canvas gradebook, semicolons, BOM": (
        "\ufeffStudent;ID;SIS Login ID;Section\n    Points Possible;;;\n"
        '"Doe, Jane";17;jd;1\n"Muster, Max";18;mm;1\n'
    ),
}


@pytest.mark.parametrize("which", ROSTERS)
def test_students_are_joined_to_the_roster(which, tmp_path, capsys):
    roster = tmp_path / "roster.csv"
    roster.write_text(ROSTERS[which], "utf-8")
    files = {
        f"Jane Doe_17_assignsubmission_file_/{L2}.ipynb": solved(L2),
        f"Eve Nobody_99_assignsubmission_file_/{L2}.ipynb": solved(L2),
    }
    out = tmp_path / "submitted"
    collect(folder(tmp_path / "d", files), "--out", out, "--roster", roster)
    shown = capsys.readouterr().out
    assert (out / "jd" / L2).is_dir()
    assert "not on the roster: Eve Nobody 99" in shown
    assert [row["student"] for row in collected(out) if row["outcome"] == "no submission"] == ["mm"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a,b\n1,2\n", "no column called id"),
        (b"\xff\xfe", "not UTF-8"),
        (b"id\nx\nx\n", "names x twice"),
        (b"", "no column called id"),
    ],
)
def test_a_roster_that_cannot_be_read_is_one_line(content, words, tmp_path, capsys):
    (tmp_path / "roster.csv").write_bytes(content)
    place = folder(tmp_path / "d", {f"anna/{L2}.ipynb": solved(L2)})
    assert collect(place, "--out", tmp_path / "s", "--roster", tmp_path / "roster.csv") == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert words in error


def _bomb() -> bytes:
    return zipped({"anna/x.ipynb": b" " * (archives.MAX_NOTEBOOK + 10)})


def _linked() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        member = tarfile.TarInfo("anna/02.ipynb")
        member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(member)
    return buffer.getvalue()


def _protected() -> bytes:
    raw = bytearray(zipped({"anna/x.ipynb": solved(L2)}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(signature) + offset] |= 1
    return bytes(raw)


def _nested(depth: int) -> bytes:
    content = zipped({"anna/x.ipynb": solved(L2)})
    for _ in range(depth):
        content = zipped({"again.zip": content})
    return content


HOSTILE = {
    "traversal": (lambda: zipped({f"../../anna/{L2}.ipynb": solved(L2)}), ""),
    "an absolute path": (lambda: zipped({f"/anna/{L2}.ipynb": solved(L2)}), ""),
    "a Windows path": (lambda: zipped({f"C:\\anna\\{L2}.ipynb": solved(L2)}), ""),
    "a bomb": (_bomb, "is larger than"),
    "a link": (_linked, "links are not followed"),
    "protected by a password": (_protected, "cannot be unpacked"),
    "nested too deep": (lambda: _nested(archives.MAX_DEPTH + 1), "nested more than"),
    "cut short": (lambda: zipped({"anna/x.ipynb": solved(L2)})[:-40], "damaged or protected"),
    "no archive": (lambda: b"Lorem ipsum" * 100, "damaged or protected"),
    "an odd name": (lambda: zipped({"anna/\x1b[31m\u202e.ipynb": solved(L2)}), ""),
}


@pytest.mark.parametrize("which", HOSTILE)
def test_hostile_archives_are_refused_or_harmless(which, tmp_path, capsys):
    made, words = HOSTILE[which]
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "download.zip").write_bytes(made())
    status = collect(inner / "download.zip", "--out", inner / "submitted")
    shown = capsys.readouterr()
    assert status in (0, 1)
    assert words in shown.out
    assert "\x1b" not in shown.out
    assert "\u202e" not in shown.out
    outside = {path.name for path in tmp_path.iterdir()}
    assert outside == {"inner"}


def test_a_folder_that_cannot_be_read_is_named(tmp_path, capsys):
    place = folder(tmp_path / "d", {f"anna/{L2}.ipynb": solved(L2), "ben/x.ipynb": solved(L2)})
    (place / "ben").chmod(0)
    with permissions.obeyed():
        collect(place, "--out", tmp_path / "s")
    assert "d/ben (ben): is a folder that cannot be read" in capsys.readouterr().out


def test_a_name_is_one_student_in_either_unicode_form(tmp_path):
    """Archives made on macOS hold the one form, those of other systems the other."""
    files = {f"Jose\u0301/{L2}.ipynb": solved(L2), f"Jos\u00e9/{L3}.ipynb": solved(L3)}
    out = tmp_path / "submitted"
    collect(folder(tmp_path / "d", files), "--out", out)
    assert there(out) == {f"Jos\u00e9/{lesson}/{lesson}.ipynb" for lesson in (L2, L3)}


def test_too_many_members_are_refused_before_they_are_read(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(archives, "MAX_FILES", 5)
    many = folder(tmp_path / "d", {f"a{i}/{L2}.ipynb": b"{}" for i in range(9)})
    assert collect(many, "--out", tmp_path / "s") == 1
    assert "more than the 5 files" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"anna/x.ipynb": b"{"}, "not valid JSON"),
        ({"anna/x.ipynb": b"<<<<<<< HEAD\n{}"}, "merge conflict"),
        ({"anna/x.ipynb": b"\xff"}, "not UTF-8"),
        ({"anna/x.ipynb": b"[]"}, "no notebook of format 4"),
        ({"anna/x.ipynb": json.dumps({"cells": []}).encode()}, "no lesson"),
        ({"anna/report.pdf": b"%PDF"}, "neither a notebook"),
    ],
)
def test_what_is_not_used_is_said_with_its_reason(files, reason, tmp_path):
    out = tmp_path / "submitted"
    collect(folder(tmp_path / "d", files), "--out", out)
    assert [reason in row["reason"] for row in collected(out)] == [True]


@pytest.mark.parametrize("place", ["d", ".", "d/inner"])
def test_out_in_the_download_or_around_it_is_refused(place, tmp_path, capsys):
    download = folder(tmp_path / "d", {f"anna/{L2}.ipynb": solved(L2)})
    assert collect(download, "--out", tmp_path / place) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_download_that_is_not_there_is_one_line(tmp_path, capsys):
    assert collect(tmp_path / "nothing.zip", "--out", tmp_path / "s") == 2
    assert "There is no" in capsys.readouterr().err


@pytest.mark.parametrize("lesson", course.lessons(), ids=lambda one: one.id)
def test_every_lesson_is_recognised_with_and_without_its_metadata(lesson):
    for content in (solved(lesson.id), untouched(lesson.id)):
        assert recognise.notebook(content).lesson == lesson.id
    for edit in (_no_metadata, _only_functions):
        assert recognise.notebook(changed(lesson.id, edit)).lesson == lesson.id
    assert recognise.notebook(untouched(lesson.id)).worked_on == 0
    assert recognise.notebook(solved(lesson.id)).worked_on == len(lesson.exercises)


_PART = st.text(st.characters(codec="utf-8", exclude_characters="/\x00"), min_size=1, max_size=30)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(_PART, _PART), min_size=1, max_size=4), st.sampled_from(["zip", "tar"]))
def test_any_names_never_lead_out_of_the_folder(tmp_path_factory, names, packing):
    top = tmp_path_factory.mktemp("names")
    files = {f"{one}/{two}.ipynb": untouched(L2) for one, two in names}
    packed = zipped(files) if packing == "zip" else tarred(files)
    (top / "download").write_bytes(packed)
    assert collect(top / "download", "--out", top / "submitted") in (0, 1)
    assert {path.name for path in top.iterdir()} == {"download", "submitted"}


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_archive_never_raises(tmp_path_factory, data):
    raw = bytearray(zipped({f"anna/{L2}.ipynb": untouched(L2), "b/digits.keras": saved_model()}))
    for _ in range(data.draw(st.integers(1, 8))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    top = tmp_path_factory.mktemp("damaged")
    (top / "download.zip").write_bytes(bytes(raw))
    assert collect(top / "download.zip", "--out", top / "submitted") in (0, 1)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300) | st.recursive(st.none() | st.text(), st.lists).map(
    lambda value: json.dumps({"cells": value}).encode()
))  # fmt: skip
def test_the_recogniser_never_raises(content):
    assert isinstance(recognise.notebook(content), (str, recognise.Notebook))
    recognise.is_saved_model(b"PK" + content)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_gradescope_metadata_of_any_content_is_read_or_refused(content):
    with contextlib.suppress(ValueError):
        platforms.gradescope_metadata(content)


def test_zip_compressions(tmp_path):
    for number, kind in enumerate((zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)):
        place = tmp_path / f"{number}.zip"
        place.write_bytes(zipped({f"anna/{L2}.ipynb": solved(L2)}, kind))
        assert collect(place, "--out", tmp_path / f"s{number}") == 0


def test_a_list_without_id_numbers_and_whose_the_unused_files_are(tmp_path, capsys):
    files = {
        f"Jane Doe_17_assignsubmission_file_/{L2}.ipynb": solved(L2),
        "Bo Ek_18_assignsubmission_file_/report.pdf": b"%PDF",
        "Bo Ek_18_assignsubmission_onlinetext_/onlinetext.html": b"<p>",
    }
    (tmp_path / "roster.csv").write_text(
        "First name,Last name,ID number,Email address\nJane,Doe,,jane@u.example\n"
        "Bo,Ek,,bo@u.example\nZoe,Zed,,zoe@u.example\n",
        "utf-8",
    )
    out = tmp_path / "submitted"
    download = folder(tmp_path / "d", files)
    assert collect(download, "--out", out, "--roster", tmp_path / "roster.csv") == 0
    assert (out / "jane@u.example" / L2 / f"{L2}.ipynb").is_file()
    assert "1 students in" in capsys.readouterr().out
    found = [(row["student"], row["outcome"], row["reason"]) for row in collected(out)]
    unused = ("bo@u.example", "not used", archives.OTHER)
    assert found == [
        ("bo@u.example", "no submission", "on the roster, nothing that can be used"),
        *(unused, unused),
        ("jane@u.example", "used", ""),
        ("zoe@u.example", "no submission", "on the roster, nothing handed in"),
    ]


def test_canvas_test_student_is_nobody_on_the_roster(tmp_path):
    path = tmp_path / "gradebook.csv"
    path.write_text(
        "Student,ID,SIS User ID,SIS Login ID,Section\n    Points Possible,,,,\n"
        '"Doe, Jane",12,u1,jdoe,S\n"Student, Test",99,,,S\n',
        "utf-8",
    )
    assert [person.id for person in roster.read(path)] == ["jdoe"]


ODD = {
    "a tar archive that ends with a saved model": (
        tarred({f"anna/{L6}.ipynb": solved(L6), "anna/digits.keras": saved_model()}, "w"),
        {f"anna/{L6}/{L6}.ipynb", f"anna/{L6}/digits.keras"},
    ),
    "a program before a ZIP archive": (
        b"#!/bin/sh\nexit\n" + zipped({f"anna/{L2}.ipynb": solved(L2)}),
        {f"anna/{L2}/{L2}.ipynb"},
    ),
    "names that no file system takes": (
        tarred(
            {f"anna/{L2}.ipynb": solved(L2)}
            | {f"anna/{name}.py": b"1" for name in ("é\0b", "é" * 200)}
        ),
        {f"anna/{L2}/{L2}.ipynb", *(f"anna/{L2}/{name}.py" for name in ("é_b", "é" * 75))},
    ),
    "a time before all calendars": (
        zipped({f"Lab_anna_attempt_0001-01-01-00-00-00_{L2}.ipynb": solved(L2)}),
        {f"anna/{L2}/{L2}.ipynb"},
    ),
    "a time at the end of them": (
        zipped({f"1-2 - anna - December 31, 9999 1159 PM/{L2}.ipynb": solved(L2)}),
        {f"anna/{L2}/{L2}.ipynb"},
    ),
    "a student called as the table": (
        zipped({f"collected.csv/{L2}.ipynb": solved(L2)}),
        {f"{student_key('collected.csv')}/{L2}/{L2}.ipynb"},
    ),
}


@pytest.mark.parametrize("which", ODD)
def test_odd_archives_are_read_all_the_same(which, tmp_path):
    content, made = ODD[which]
    (tmp_path / "d.zip").write_bytes(content)
    assert collect(tmp_path / "d.zip", "--out", tmp_path / "s") == 0
    assert there(tmp_path / "s") == made


ODD_NAMES = {
    "a browser's .txt": ({f"anna/{L2}.ipynb.txt": solved(L2)}, {f"anna/{L2}/{L2}.ipynb"}),
    "a browser's .json": ({"anna/work.json": solved(L2)}, {f"anna/{L2}/{L2}.ipynb"}),
    "no ending": ({f"anna/{L2}": solved(L2)}, {f"anna/{L2}/{L2}.ipynb"}),
    "a model called a ZIP file": (
        {f"anna/{L6}.ipynb": solved(L6), "anna/digits.zip": saved_model()},
        {f"anna/{L6}/{L6}.ipynb", f"anna/{L6}/digits.keras"},
    ),
    "a model with a name of two words, in Canvas": (
        {
            f"doe_12_34_{L6}.ipynb": solved(L6),
            f"doe_12_35_{course.lessons()[8].id}.ipynb": solved(course.lessons()[8].id),
            "doe_12_36_digits_v2.keras": saved_model(),
        },
        {
            f"doe/{L6}/{L6}.ipynb",
            f"doe/{L6}/digits.keras",
            f"doe/{course.lessons()[8].id}/{course.lessons()[8].id}.ipynb",
        },
    ),
    "partners in Gradescope": (
        {
            f"submission_7/{L2}.ipynb": solved(L2),
            "submission_metadata.yml": b"submission_7:\n  :submitters:\n  - :sid: '41'\n"
            b"  - :sid: '42'\n  :created_at: 2026-01-31 12:30:45 Z\n",
        },
        {f"41/{L2}/{L2}.ipynb", f"42/{L2}/{L2}.ipynb"},
    ),
}


@pytest.mark.parametrize("which", ODD_NAMES)
def test_a_file_is_what_it_holds_whatever_it_is_called(which, tmp_path):
    files, made = ODD_NAMES[which]
    assert collect(folder(tmp_path / "d", files), "--out", tmp_path / "s") == 0
    assert there(tmp_path / "s") == made


def test_an_archive_that_nobody_reads_is_named_as_that(tmp_path, capsys):
    files = {f"anna/{L2}.ipynb": solved(L2), "ben/work.7z": b"7z"}
    collect(folder(tmp_path / "d", files), "--out", tmp_path / "s")
    assert "ask for a ZIP file" in capsys.readouterr().out
