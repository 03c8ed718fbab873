"""Every broken submission ends in its own status; the others are not touched by it."""

import os

import pytest

from autograder.grading.run import Options, grade_submission
from autograder.intake import submission as reading
from support.hostile.broken import BROKEN, Broken
from support.hostile.submissions import EXERCISES, LESSON, RIGHT, notebook, submission
from support.sampling import sampled

sandboxed = [pytest.mark.sandbox, pytest.mark.slow]


def test_the_corpus_is_large_enough():
    assert len(BROKEN) >= 90
    assert len({broken.name for broken in BROKEN}) == len(BROKEN)


@pytest.mark.sandbox
@pytest.mark.slow
@pytest.mark.parametrize("broken", sampled(BROKEN, 8), ids=lambda broken: broken.name)
def test_it_ends_in_its_own_status(warm, broken: Broken):
    one = submission(broken.content, broken.student, broken.files)
    graded = grade_submission(one, Options(7), warm)
    found = {result.exercise: result.status for result in graded.results}
    expected = {e: broken.everything or broken.statuses.get(e, "passed") for e in EXERCISES}
    messages = {result.exercise: result.message for result in graded.results}
    assert found == expected, messages
    assert all(messages.values())
    for result in graded.results:
        assert (result.points or 0) == (result.max_points if result.status == "passed" else 0)


def write(folder, name: str, content: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)


class TestReading:
    """The submitted folder, before anything runs."""

    def test_links_are_not_followed(self, tmp_path):
        secret = tmp_path / "secret.ipynb"
        secret.write_bytes(notebook(RIGHT))
        folder = tmp_path / "submitted" / "eve" / LESSON
        folder.mkdir(parents=True)
        (folder / f"{LESSON}.ipynb").symlink_to(secret)
        (folder / "etc").symlink_to("/etc")
        (folder / "up").symlink_to("../../../")
        one = reading.read(tmp_path / "submitted", "eve", LESSON)
        assert one.files == {}
        assert len(one.refused) == 3

    def test_a_linked_folder_is_not_followed(self, tmp_path):
        write(tmp_path / "submitted" / "ada" / LESSON, f"{LESSON}.ipynb", notebook(RIGHT))
        (tmp_path / "submitted" / "eve").mkdir()
        (tmp_path / "submitted" / "eve" / LESSON).symlink_to(
            tmp_path / "submitted" / "ada" / LESSON
        )
        (tmp_path / "submitted" / "mallory").symlink_to(tmp_path / "submitted" / "ada")
        keys = list(reading.found(tmp_path / "submitted", [LESSON], []))
        assert keys == [("ada", LESSON), ("eve", LESSON), ("mallory", LESSON)]
        for student in ("eve", "mallory"):
            one = reading.read(tmp_path / "submitted", student, LESSON)
            assert one.notebook is None
            assert "symbolic link" in one.refused[0]

    def test_devices_pipes_and_large_files_are_left_out(self, tmp_path):
        folder = tmp_path / "eve" / LESSON
        write(folder, f"{LESSON}.ipynb", b"{}")
        os.mkfifo(folder / "pipe")
        with (folder / "large").open("wb") as file:
            file.truncate(reading.MAX_FILE + 1)
        for number in range(reading.MAX_FILES + 10):
            (folder / f"n{number}").write_bytes(b"")
        one = reading.read(tmp_path, "eve", LESSON)
        assert "pipe" not in one.files
        assert "large" not in one.files
        assert len(one.files) <= reading.MAX_FILES
        assert any("large" in line for line in one.refused)

    def test_folders_without_end_are_left_out(self, tmp_path):
        folder = tmp_path / "eve" / LESSON
        write(folder.joinpath(*["deep"] * 40), "x", b"")
        write(folder, f"{LESSON}.ipynb", b"{}")
        assert list(reading.read(tmp_path, "eve", LESSON).files) == [f"{LESSON}.ipynb"]

    def test_the_digest_tells_submissions_apart(self, tmp_path):
        write(tmp_path / "a" / LESSON, "x", b"12")
        write(tmp_path / "b" / LESSON, "x1", b"2")
        write(tmp_path / "c" / LESSON, "x", b"12")
        one, two, three = (reading.read(tmp_path, student, LESSON).digest for student in "abc")
        assert one != two
        assert one == three

    def test_the_timestamp_is_no_part_of_the_work(self, tmp_path):
        write(tmp_path / "a" / LESSON, "x", b"1")
        before = reading.read(tmp_path, "a", LESSON)
        write(tmp_path / "a" / LESSON, "timestamp.txt", b"2026-01-02 03:04:05 UTC\n")
        after = reading.read(tmp_path, "a", LESSON)
        assert after.timestamp == "2026-01-02 03:04:05 UTC"
        assert before.digest == after.digest
