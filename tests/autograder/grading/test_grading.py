"""Grading whole lessons: right ones, untouched ones, what students add, artefacts, retraining."""

import dataclasses
import json

import pytest

from autograder.grading import trusted
from autograder.grading.run import Options, grade_submission
from autograder.intake.submission import Submission, digest
from mnist_course import course
from mnist_course.core.exercise import failed, passed
from mnist_course.core.plain import pack, unpack
from support.hostile.submissions import EXERCISES, LESSON, RIGHT, notebook, submission
from support.sampling import sampled

LESSONS = tuple(lesson.id for lesson in course.lessons())

sandboxed = [pytest.mark.sandbox, pytest.mark.slow]


def solution(lesson: str) -> bytes:
    folder = course.notebooks_folder().parent / "solutions"
    return (folder / lesson / f"{lesson}.ipynb").read_bytes()


def hand_in(lesson: str, content: bytes, **files: bytes) -> Submission:
    every = {f"{lesson}.ipynb": content}
    every |= {name.replace("_keras", ".keras"): data for name, data in files.items()}
    return Submission("ada", lesson, every, (), digest(every, []))


def statuses(graded) -> dict[str, str]:
    return {result.exercise: result.status for result in graded.results}


@pytest.mark.sandbox
@pytest.mark.slow
@pytest.mark.parametrize("lesson", sampled(LESSONS, 4))
def test_a_solution_earns_full_marks(roomy, digits, lesson):
    one = hand_in(lesson, solution(lesson), digits_keras=digits)
    graded = grade_submission(one, Options(5), roomy)
    expected = {e.id: "passed" for e in course.lesson(lesson).exercises}
    if lesson == "09_beyond":
        expected["better_model"] = "invalid"  # its file takes minutes to train
    assert statuses(graded) == expected, [result.message for result in graded.results]


@pytest.mark.long
@pytest.mark.sandbox
@pytest.mark.slow
def test_a_saved_models_numbers_are_known_again_whatever_its_file(roomy, tmp_path):
    import keras

    from mnist_course.judging.provenance import fingerprint
    from mnist_course.model import reference, reference_weights

    model = keras.Sequential([keras.Input((28, 28, 1)), *reference().layers], name="mine")
    model.save(tmp_path / "renamed.keras")
    content = (tmp_path / "renamed.keras").read_bytes()
    released = course.lesson_notebook("06_training").read_bytes()
    graded = grade_submission(
        hand_in("06_training", released, digits_keras=content), Options(5), roomy
    )
    assert graded.results[-1].verdict.fingerprint == fingerprint(reference_weights())


@pytest.mark.sandbox
@pytest.mark.slow
@pytest.mark.parametrize("lesson", ["01_loading", "06_training"])
def test_an_untouched_lesson_earns_nothing(roomy, lesson):
    released = course.lesson_notebook(lesson).read_bytes()
    graded = grade_submission(hand_in(lesson, released), Options(5), roomy)
    assert set(statuses(graded).values()) == {"not_attempted"}
    assert graded.points == 0


@pytest.mark.sandbox
@pytest.mark.slow
class TestArtefacts:
    LESSON = "06_training"

    def grade(self, roomy, content: bytes | None, **more):
        files = {} if content is None else {"digits_keras": content}
        one = hand_in(self.LESSON, solution(self.LESSON), **files)
        graded = grade_submission(one, Options(5, **more), roomy)
        return next(result for result in graded.results if result.exercise == "trained_model")

    def test_without_its_file_it_is_invalid(self, roomy):
        result = self.grade(roomy, None)
        assert (result.status, result.points) == ("invalid", 0)
        assert "digits.keras" in result.message

    @pytest.mark.parametrize("content", sampled([b"PK\x03\x04 not a zip", b"", b"\x80\x04N."], 3))
    def test_a_file_that_is_no_model_earns_nothing(self, roomy, content):
        result = self.grade(roomy, content)
        assert result.points == 0
        assert result.status in ("invalid", "failed", "crashed")

    @pytest.mark.long
    def test_an_untrained_model_earns_nothing(self, roomy, tmp_path):
        from mnist_course.model import build

        build().save(tmp_path / "digits.keras")
        assert self.grade(roomy, (tmp_path / "digits.keras").read_bytes()).points == 0

    def test_a_lambda_earns_nothing_and_is_named(self, roomy, tmp_path):
        import keras

        from mnist_course.model import reference

        model = keras.Sequential(
            [
                keras.Input((28, 28, 1)),
                keras.layers.Lambda(lambda x: x),
                *reference().layers,
            ]
        )
        model.save(tmp_path / "digits.keras")
        result = self.grade(roomy, (tmp_path / "digits.keras").read_bytes())
        assert result.points == 0
        assert result.verdict.cause == "lambda-layer"

    @pytest.mark.long
    def test_retraining_runs_the_cell_and_judges_what_it_saves(self, roomy, digits):
        content = json.loads(solution(self.LESSON))
        for cell in content["cells"]:
            if cell["id"] == "trained_model":
                cell["source"] = (
                    "from mnist_course.model import build\nbuild().save('digits.keras')"
                )
        one = hand_in(self.LESSON, json.dumps(content).encode(), digits_keras=digits)
        with_file = statuses(grade_submission(one, Options(5), roomy))
        retrained = statuses(grade_submission(one, Options(5, retrain=True), roomy))
        assert with_file["trained_model"] == "passed"
        # What counts is the untrained network that the cell saves, not the file handed in.
        assert retrained["trained_model"] == "failed"


@pytest.mark.sandbox
@pytest.mark.slow
def test_grading_is_deterministic_for_a_seed(warm):
    one = submission(notebook({**RIGHT, "scale": "def scale(images):\n    return images / 256"}))
    first, second = (grade_submission(one, Options(8), warm) for _ in range(2))
    assert [r.verdict.as_dict() for r in first.results] == [
        r.verdict.as_dict() for r in second.results
    ]


@pytest.mark.sandbox
@pytest.mark.slow
def test_answers_made_from_the_inputs_of_the_first_round_fail_in_the_second(warm):
    first = submission(notebook({**RIGHT, "scale": "def scale(images):\n    return images"}))
    # More than feedback tells: every input of the first round, with its right answer.
    cases = unpack(trusted.inputs(8, first.digest, LESSON, "scale"))["cases"]
    table = {images.tobytes(): (images / 255).tobytes() for (images,) in cases}
    answer = (
        f"TABLE = {table!r}\n"
        "def scale(images):\n"
        "    known = TABLE.get(images.tobytes(), bytes(8 * images.size))\n"
        "    return np.frombuffer(known).reshape(images.shape).astype('float32')"
    )
    second = submission(notebook({**RIGHT, "scale": answer}))
    # In the first round it would have passed.
    asked_as_before = dataclasses.replace(second, digest=first.digest)
    assert statuses(grade_submission(asked_as_before, Options(8), warm))["scale"] == "passed"
    assert statuses(grade_submission(second, Options(8), warm))["scale"] == "failed"


@pytest.mark.sandbox
@pytest.mark.slow
def test_the_notebook_comes_back_with_outputs(warm):
    import nbformat

    one = submission(notebook(RIGHT, before="print('from an added cell')"))
    graded = grade_submission(one, Options(8), warm)
    nbformat.validate(graded.notebook)
    text = json.dumps(graded.notebook)
    assert "from an added cell" in text
    assert '"output_type": "error"' not in text, "the lesson's own first cell runs here too"
    checks = [c for c in graded.notebook["cells"] if c["id"].endswith("-check")]
    assert len(checks) == 4


@pytest.mark.sandbox
@pytest.mark.long
def test_without_a_sandbox_it_grades_too_and_says_so():
    from autograder.sandbox import wall
    from autograder.sandbox.warm_process import Warm

    process = Warm(wall.NONE)
    try:
        graded = grade_submission(submission(notebook(RIGHT)), Options(8), process)
    finally:
        process.close()
    assert set(statuses(graded).values()) == {"passed"}
    assert graded.sandbox == "none"


class TestJudging:
    def test_inputs_depend_on_the_seed_the_submission_the_lesson_and_the_exercise(self):
        every = (
            *((1, "d", "a", "x"), (2, "d", "a", "x"), (1, "e", "a", "x")),
            *((1, "d", "b", "x"), (1, "d", "a", "y")),
        )
        draws = {tuple(trusted.random_generator(*one).integers(2**62, size=4)) for one in every}
        assert len(draws) == len(every)

    def test_one_byte_more_is_asked_something_else(self):
        one, two = submission(notebook(RIGHT)), submission(notebook(RIGHT) + b" ")
        for exercise in EXERCISES:
            first, again, other = (
                trusted.inputs(1, s.digest, LESSON, exercise) for s in (one, one, two)
            )
            assert first == again
            assert first != other

    @pytest.mark.parametrize("observed", [b"", b"PK", b"\x00" * 1000, b"{}"])
    def test_what_is_no_data_earns_nothing(self, observed):
        exercise = course.exercise("scale")
        verdict = trusted.judge(exercise, trusted.inputs(1, "digest", LESSON, "scale"), observed)
        assert trusted.points(verdict, exercise.points) == 0

    @pytest.mark.parametrize(
        "data",
        [
            None,
            [],
            {},
            {"calls": None},
            {"calls": []},
            {"calls": [None]},
            {"calls": [{"error": None}]},
            {"calls": [{"error": 3, "value": 3, "changed": 3, "type": 3}]},
            {"status": "passed", "score": 1.0},
            {"calls": [{"error": None, "value": "x", "changed": [], "type": "x"}] * 50},
        ],
    )
    def test_forged_data_earn_nothing_in_any_lesson(self, data):

        for lesson in course.lessons()[:3]:
            for exercise in lesson.exercises:
                packed = trusted.inputs(1, "digest", lesson.id, exercise.id)
                verdict = trusted.judge(exercise, packed, pack(data))
                assert trusted.points(verdict, exercise.points) == 0, exercise.id

    def test_points_come_from_a_positive_verdict_alone(self):
        from mnist_course.core.exercise import NOT_GRADED, PARTIAL, Verdict

        assert trusted.points(passed("yes"), 4) == 4
        assert trusted.points(failed("a", "b", "c", score=1.0), 4) == 0
        assert trusted.points(Verdict(PARTIAL, "half", score=0.5), 4) == 2
        assert trusted.points(Verdict(PARTIAL, "all", score=7.0), 4) == 0
        assert trusted.points(Verdict(NOT_GRADED, "none", score=1.0), 4) == 0
