"""Each bound on what a submission can send or cost: kept to the last, and as the guide says."""

import base64
import contextlib
import copy
import json
import pickle
from pathlib import Path

import pytest

import autograder
from autograder.core import text
from autograder.grading import judge_server, learning_curve, presentable
from autograder.grading.pool import Setup
from autograder.grading.run import Options
from autograder.intake import submission
from autograder.pages import autograded, harmless
from autograder.sandbox import limits, outputs, wall
from autograder.sandbox.inside import wire
from mnist_course.core import own_code
from mnist_course.core.plain import BOUNDS
from mnist_course.saved import cells

GUIDE = (Path(autograder.__file__).parent / "README.md").read_text("utf-8")
MIB = 2**20


def row(begins: str) -> str:
    """A line of the guide's table."""
    return next(line for line in GUIDE.splitlines() if line.startswith(f"| {begins}"))


def test_the_guide_says_how_long_one_submission_can_hold_a_worker():
    longest = Setup(Options(0), wall.NONE).longest
    retraining = Setup(Options(0, retrain=True), wall.NONE).longest
    assert f"**At most {longest:,.0f} seconds of one worker**" in GUIDE
    assert f"With `--retrain` it is {retraining - longest:,.0f} more" in GUIDE


def test_the_guides_table_has_the_numbers_of_the_code():
    files = row("a submitted file")
    for number in (submission.MAX_FILE // MIB, submission.MAX_TOTAL // MIB, submission.MAX_FILES):
        assert f"{number}" in files
    notebook = row("a notebook")
    assert f"{cells.MAX_BYTES // MIB} MiB" in notebook
    assert f"{cells.MAX_CELLS:,} cells" in notebook
    assert f"{cells.MAX_PARTS:,} brackets" in notebook
    kept = row("what a cell shows")
    assert f"{limits.Limits().kept_output // MIB} MiB in {outputs.MOST}" in kept
    assert f"{limits.Limits().output // MIB} MiB, of which" in kept
    assert f"takes {outputs.MESSAGE} bytes" in kept
    graded = row("an autograded notebook")
    assert f"{harmless.MAX_CELLS} cells, {harmless.MAX_OUTPUTS:,} outputs" in graded
    frame = row("a frame")
    assert f"{wire.MAX_PAYLOAD // MIB} MiB" in frame
    assert f"{wire.MAX_HEAD // 1024} KiB" in frame
    answer = row("an answer")
    for said in (
        f"{BOUNDS.nodes:,} values",
        f"{BOUNDS.depth} deep",
        f"keys of {BOUNDS.key:,}",
        f"{BOUNDS.text:,} characters",
    ):
        assert said in answer
    judges = judge_server.Limits()
    judging = row("what judging")
    assert f"{judges.memory // 2**30} GiB" in judging
    assert f"{judges.seconds} s of processor time, {judges.artefact_seconds} s" in judging
    assert judge_server.BUSY == 4
    assert "four times" in judging
    shown = presentable.BOUNDS
    verdict = row("a verdict's message")
    for number in (shown.message, shown.details, shown.figure):
        assert f"{number:,}" in verdict
    assert f"{shown.pictures}, of {shown.side} × {shown.side}" in row("a verdict's pictures")
    assert len(text.line("x" * 10_000)) == 200
    assert "200 characters" in row("a name")


class TestShowing:
    """Frames of two bytes held the batch for minutes, and JSON nested deep its worker for good."""

    def shown(self, *messages: tuple[str, bytes]) -> list[dict]:
        collector = outputs.Collector(MIB)
        for kind, payload in messages:
            collector.add(kind, payload)
        return collector.outputs

    def test_the_number_of_a_cells_outputs(self):
        most = self.shown(*[("display_data", b"{}")] * outputs.MOST)
        assert len(most) == outputs.MOST
        more = self.shown(*[("display_data", b"{}")] * 100_000)
        assert more[:-1] == most
        assert "was left out" in more[-1]["text"]

    def test_short_messages_count_as_longer_ones(self):
        says = json.dumps({"name": "stdout", "text": "x"}).encode()
        number = MIB // (len(says) + outputs.MESSAGE)
        (most,) = self.shown(*[("stream", says)] * number)
        assert most["text"] == "x" * number
        whole, cut = self.shown(*[("stream", says)] * (number + 9))
        assert whole == most
        assert "was left out" in cut["text"]

    def test_the_outputs_of_a_notebook(self):
        released = autograded.released("01_loading")
        one = {"output_type": "stream", "name": "stdout", "text": "x"}
        half = {"cell_type": "code", "source": "", "outputs": [one] * (harmless.MAX_OUTPUTS // 2)}
        for more in (0, 1):
            last = {**half, "outputs": half["outputs"] + [one] * more}
            made = harmless.harmless({"cells": [half, last, half]}, copy.deepcopy(released))
            number = [len(cell.get("outputs", ())) for cell in made.cells[:3]]
            assert number == [harmless.MAX_OUTPUTS // 2, harmless.MAX_OUTPUTS // 2 + more, 1]
            assert "was left out" in made.cells[2].outputs[0].text

    @pytest.mark.parametrize("begin", ["[", '{"a":'])
    def test_json_nested_deep_reaches_nobody(self, begin):
        end = "]" if begin == "[" else "}"
        for depth in range(100, 1_000, 10):
            nested = begin * depth + "0" + end * depth
            made = self.shown(
                ("display_data", f'{{"data": {{"x+json": {nested}}}}}'.encode()),
                ("execute_result", f'{{"execution_count": {nested}, "data": {nested}}}'.encode()),
                (
                    "error",
                    f'{{"ename": {nested}, "evalue": {nested}, "traceback": [{nested}]}}'.encode(),
                ),
            )
            assert pickle.loads(pickle.dumps(made)) == made
            assert len(json.dumps(made)) < 1_000

    def test_the_cells_of_a_notebook(self):
        released = autograded.released("01_loading")
        own = len(released.cells)
        one = {"cell_type": "code", "source": "seen", "outputs": []}
        for more in (0, 1):
            cells_ = [one] * (harmless.MAX_CELLS + more)
            made = harmless.harmless({"cells": cells_}, copy.deepcopy(released))
            assert [cell.source for cell in made.cells].count("seen") == harmless.MAX_CELLS
            assert len(made.cells) <= harmless.MAX_CELLS + own

    @pytest.mark.parametrize("more", [0, 1])
    def test_the_text_of_an_output(self, more):
        says = {"output_type": "stream", "name": "stdout", "text": "x" * (harmless.MAX_TEXT + more)}
        shown = self.only(says).text
        assert shown == "x" * harmless.MAX_TEXT + "\n… (cut)" * more

    @pytest.mark.parametrize("more", [0, 4])
    def test_a_picture_in_an_output(self, more):
        png = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(harmless.MAX_IMAGE)).decode()
        picture = png[: harmless.MAX_IMAGE + more]
        shown = self.only({"output_type": "display_data", "data": {"image/png": picture}})
        assert ("image/png" in shown.data) is not bool(more)

    def only(self, output: dict):
        cell = {"cell_type": "code", "source": "", "outputs": [output]}
        made = harmless.harmless(
            {"cells": [cell]}, copy.deepcopy(autograded.released("01_loading"))
        )
        return made.cells[0].outputs[0]

    def curve(self, shown: str) -> dict:
        cell = {
            "cell_type": "code",
            "metadata": {"nbgrader": {"grade_id": "trained_model"}},
            "outputs": [{"text": shown}],
        }
        return learning_curve.read(json.dumps({"cells": [cell]}).encode(), "trained_model")

    def test_the_epochs_of_a_learning_curve(self):
        for number in (learning_curve.MOST_EPOCHS, learning_curve.MOST_EPOCHS + 1):
            shown = "".join(f"Epoch {n}/999 - loss: 0.5\n" for n in range(1, number + 1))
            assert self.curve(shown)["loss"] == [0.5] * learning_curve.MOST_EPOCHS

    @pytest.mark.parametrize("more", [0, 1])
    def test_the_text_that_a_learning_curve_is_read_from(self, more):
        first = "Epoch 1/2 - loss: 0.5\n"
        ends = "\n"  # between what is printed and what is displayed
        room = learning_curve.MOST_TEXT - len(first) - len(ends) + more
        assert bool(self.curve(first + " " * room)) is not bool(more)


class TestReading:
    """Of a submitted folder is read what is within bounds, and the rest is named."""

    @pytest.fixture
    def folder(self, tmp_path) -> Path:
        made = tmp_path / "ada" / "01_loading"
        made.mkdir(parents=True)
        return made

    def read(self, folder: Path) -> submission.Submission:
        return submission.read(folder.parents[1], "ada", "01_loading")

    def sized(self, path: Path, size: int) -> None:
        """A file of that many bytes, which takes no room on the disk."""
        with path.open("wb") as file:
            file.truncate(size)

    def test_a_file(self, folder):
        self.sized(folder / "most", submission.MAX_FILE)
        self.sized(folder / "more", submission.MAX_FILE + 1)
        one = self.read(folder)
        assert set(one.files) == {"most"}
        assert [line for line in one.refused if line.startswith("more is too large")]

    def test_all_files_together(self, folder):
        whole = submission.MAX_TOTAL // submission.MAX_FILE
        for number in range(whole):
            self.sized(folder / f"a{number}", submission.MAX_FILE)
        self.sized(folder / "z", 1)
        one = self.read(folder)
        assert set(one.files) == {f"a{number}" for number in range(whole)}
        assert one.refused == ("z is too large: 1 bytes.",)

    def test_their_number(self, folder):
        for number in range(submission.MAX_FILES):
            self.sized(folder / f"{number:04}", 0)
        assert self.read(folder).refused == ()
        self.sized(folder / "one more", 0)
        one = self.read(folder)
        assert len(one.files) == submission.MAX_FILES
        assert "one more and what follows" in one.refused[0]

    def test_the_time_that_it_was_handed_in(self, folder):
        for size in (submission.MAX_STAMP, submission.MAX_STAMP + 1):
            (folder / submission.TIMESTAMP).write_bytes(b"7" * size)
            assert len(self.read(folder).timestamp) == submission.MAX_STAMP

    def test_the_secret_of_the_exchange(self, folder):
        for size in (submission.MAX_SECRET, submission.MAX_SECRET + 1):
            (folder / submission.SECRET).write_bytes(b"s" * size)
            assert len(self.read(folder).secret) == submission.MAX_SECRET


@pytest.mark.parametrize("more", [0, 1])
def test_the_code_that_helps_to_word_a_verdict(more):
    source = "x = 1\n#" + "x" * (own_code.LONGEST - 7 + more)
    assert (own_code.parsed(source) is None) is bool(more)
    kept = own_code.unpacked(own_code.Code("x" * 10**6).packed())
    assert len(kept.source) == own_code.LONGEST + 1


@pytest.mark.long
@pytest.mark.sandbox
@pytest.mark.parametrize("more", [0, 1])
def test_a_file_that_a_submission_wrote(roomy, more):
    with contextlib.closing(roomy.job()) as job:
        size = wire.MAX_FILE + more
        cell = job.cell(f"with open('one', 'wb') as file: file.truncate({size})", 30)
        assert cell.error is None
        read = job.fetch("one")
    if more:
        assert f"{wire.MAX_FILE:,} bytes" in read.error["message"]
        assert read.data == b""
    else:
        assert len(read.data) == size
