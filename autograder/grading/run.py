"""Grade one submission: assemble, run in the sandbox, probe, judge outside.

A pure function of the submission's bytes, the lesson and the seed; safe to run anywhere.
"""

import copy
import functools
import json
import time
from dataclasses import dataclass
from typing import Any

from autograder.grading import assemble as assembly
from autograder.grading import learning_curve, trusted, wording
from autograder.grading.assemble import Cell
from autograder.grading.replay import Replay
from autograder.intake.submission import Submission
from autograder.records.results import Curve, Graded, Result
from autograder.sandbox import outputs
from autograder.sandbox.warm_process import Ran, SandboxFailed, Warm
from mnist_course import course
from mnist_course.core.exercise import (
    CRASHED,
    INVALID,
    NOT_ATTEMPTED,
    NOT_GRADED,
    Exercise,
    Lesson,
    Verdict,
)


@dataclass(frozen=True)
class Options:
    """How to grade.

    Attributes:
        seed: of the grading run; never enters the sandbox.
        retrain: run training cells in full and judge what they save.
    """

    seed: int
    retrain: bool = False


def grade_submission(submission: Submission, options: Options, warm: Warm) -> Graded:
    """Grade one submission of one lesson.

    Args:
        submission: the student's files.
        options: seed and mode.
        warm: where kernels come from.

    Raises:
        CourseError: where there is no such lesson.
    """
    started = time.monotonic()
    lesson = course.lesson(submission.lesson)
    instructor = copy.deepcopy(_instructor_notebook(lesson.id))
    ids = [exercise.id for exercise in lesson.exercises]
    try:
        cells = assembly.assemble(instructor, submission.notebook, ids)
    except assembly.Unreadable as error:
        cells = assembly.assemble(instructor, json.dumps(instructor).encode(), ids)
        for cell in cells:
            cell.problem = str(error)
        verdicts = {one: wording.invalid(str(error), submission) for one in ids}
        run = None
    else:
        run = _Run(submission, lesson, cells, options, warm)
        verdicts = run.verdicts()
    return Graded(
        student=submission.student,
        lesson=submission.lesson,
        digest=submission.digest,
        timestamp=submission.timestamp,
        sandbox=warm.kind,
        results=tuple(_result(one, verdicts[one.id]) for one in lesson.exercises),
        curves=_curves(lesson, submission),
        notebook=_notebook(cells, run.outputs if run else {}),
        seconds=time.monotonic() - started,
        timings=run.timings if run else {},
    )


def not_graded(submission: Submission, reason: str, sandbox: str) -> Graded:
    """What is recorded where the grader itself failed; `--resume` grades it again."""
    lesson = course.lesson(submission.lesson)
    verdict = Verdict(
        NOT_GRADED,
        f"The grader failed on this submission: {reason}",
        "It is graded again with `--resume`.",
        cause="grader-failed",
    )
    instructor = copy.deepcopy(_instructor_notebook(lesson.id))
    ids = [exercise.id for exercise in lesson.exercises]
    cells = assembly.assemble(instructor, json.dumps(instructor).encode(), ids)
    return Graded(
        student=submission.student,
        lesson=submission.lesson,
        digest=submission.digest,
        timestamp=submission.timestamp,
        sandbox=sandbox,
        results=tuple(_result(exercise, verdict) for exercise in lesson.exercises),
        notebook=_notebook(cells, {}),
    )


class _Run:
    """The run of one submission: cells in order, each exercise probed at its check cell."""

    def __init__(
        self,
        submission: Submission,
        lesson: Lesson,
        cells: list[Cell],
        options: Options,
        warm: Warm,
    ):
        self.outputs: dict[int, list[dict[str, Any]]] = {}
        self.timings: dict[str, float] = {}
        self._submission = submission
        self._lesson = lesson
        self._cells = cells
        self._options = options
        self._warm = warm
        self._exercises = {exercise.id: exercise for exercise in lesson.exercises}
        self._verdicts: dict[str, Verdict] = {}
        self._ran: dict[str, Ran] = {}

    def verdicts(self) -> dict[str, Verdict]:
        """Run everything; the verdict on each exercise."""
        files = {**self._submission.files, **_lesson_files(self._lesson.id)}
        files.pop(f"{self._lesson.id}.ipynb", None)
        replay = Replay(self._warm, files, self.timings)
        running = assembly.running(self._cells, self._not_trained())
        try:
            for number, cell in enumerate(self._cells):
                if cell.role == "check":
                    self._check(cell.exercise, replay)
                elif number in running:
                    self._cell(number, cell, running[number], replay)
        except SandboxFailed as error:
            for one in self._exercises:
                self._verdicts.setdefault(one, wording.grader_failed(str(error)))
        finally:
            replay.close()
        for one in self._exercises:
            self._verdicts.setdefault(one, wording.missing_check(one))
        return self._verdicts

    def _not_trained(self) -> frozenset[str]:
        """The exercises whose file is judged without running their cell."""
        changed = {cell.exercise for cell in self._cells if cell.changed}
        return frozenset(
            exercise.id
            for exercise in self._lesson.exercises
            if exercise.artefact and not (self._options.retrain and exercise.id in changed)
        )

    def _cell(self, number: int, cell: Cell, source: str, replay: Replay) -> None:
        exercise = self._exercises.get(cell.exercise)
        if cell.problem:
            return
        trains = exercise is not None and bool(exercise.artefact)
        limits = self._warm.limits
        seconds = limits.training_seconds if trains else limits.cell_seconds
        ran = replay.cell(source, seconds, counts=not trains)
        self.outputs[number] = ran.outputs
        if ran.fate:
            note = {"ename": ran.fate, "evalue": ran.reason, "traceback": [ran.reason]}
            self.outputs[number].append(outputs.error(note))
        if exercise is not None:
            self._ran[exercise.id] = ran

    def _check(self, exercise_id: str, replay: Replay) -> None:
        exercise = self._exercises[exercise_id]
        cell = next(
            (c for c in self._cells if c.role == "solution" and c.exercise == exercise_id), None
        )
        if exercise.artefact:
            verdict = self._artefact(exercise, cell, replay)
        elif cell is None or cell.problem:
            problem = cell.problem if cell else "There is no such cell."
            verdict = wording.invalid(problem, self._submission)
        else:
            verdict = self._function(exercise, replay)
        self._verdicts[exercise_id] = verdict

    def _function(self, exercise: Exercise, replay: Replay) -> Verdict:
        ran = self._ran.get(exercise.id, Ran())
        if ran.fate:
            return wording.fate(exercise, ran)
        packed = self._inputs(exercise)
        probed = replay.probe(exercise.id, packed, exercise.time_limit)
        if probed.missing and ran.error:
            return wording.stopped(exercise, ran.error)
        if probed.missing:
            return Verdict(
                INVALID,
                f"There is no function called `{exercise.id}`.",
                f"Keep the line `def {exercise.signature}:` in its cell.",
                cause="missing-function",
            )
        return self._judged(exercise, packed, probed)

    def _artefact(self, exercise: Exercise, cell: Cell | None, replay: Replay) -> Verdict:
        name = exercise.artefact
        if self._options.retrain and cell is not None and cell.changed and not cell.problem:
            ran = self._ran.get(exercise.id, Ran())
            if ran.fate:
                return wording.fate(exercise, ran)
            made = replay.fetch(name)
            if made.fate or made.error:
                if ran.error:
                    return wording.stopped(exercise, ran.error)
                return wording.no_artefact(exercise)
            content = made.data
        elif name in self._submission.files:
            content = self._submission.files[name]
        elif cell is not None and not cell.changed and not cell.problem:
            return Verdict(
                NOT_ATTEMPTED,
                f"`{exercise.id}` is still the empty exercise, and there is no {name}.",
                "Write the cell, run it, and hand in the file that it saves.",
                cause="not-attempted",
            )
        else:
            return wording.no_artefact(exercise)
        packed = self._inputs(exercise)
        # In a kernel of its own: the student's code must not be there when its file is read.
        clean = Replay(self._warm, {name: content}, self.timings)
        try:
            probed = clean.probe(exercise.id, packed, exercise.time_limit, name)
        finally:
            clean.close()
        return self._judged(exercise, packed, probed)

    def _inputs(self, exercise: Exercise) -> bytes:
        digest = self._submission.digest
        return trusted.inputs(self._options.seed, digest, self._lesson.id, exercise.id)

    def _judged(self, exercise: Exercise, packed: bytes, probed: Ran) -> Verdict:
        if probed.fate:
            return wording.fate(exercise, probed)
        if probed.error:
            return wording.stopped(exercise, probed.error)
        started = time.monotonic()
        verdict = trusted.judge(exercise, packed, probed.data)
        if verdict.status == CRASHED and (error := trusted.error_in(probed.data)):
            verdict = wording.stopped(exercise, error) if wording.is_limit(error) else verdict
        spent = time.monotonic() - started
        self.timings["judging"] = self.timings.get("judging", 0.0) + spent
        return verdict


@functools.cache
def _instructor_notebook(lesson_id: str) -> dict[str, Any]:
    return json.loads(course.lesson_notebook(lesson_id).read_bytes())


@functools.cache
def _lesson_files(lesson_id: str) -> dict[str, bytes]:
    """The files that the instructor put beside the notebook."""
    folder = course.lesson_notebook(lesson_id).parent
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".ipynb" and ".ipynb_checkpoints" not in path.parts
    }


def _result(exercise: Exercise, verdict: Verdict) -> Result:
    graded = verdict.status != NOT_GRADED
    points = trusted.points(verdict, exercise.points) if graded else None
    return Result(exercise.id, points, exercise.points, verdict)


def _curves(lesson: Lesson, submission: Submission) -> dict[str, Curve]:
    trained = [one.id for one in lesson.exercises if one.artefact]
    curves = {one: learning_curve.read(submission.notebook, one) for one in trained}
    return {one: curve for one, curve in curves.items() if curve}


def _notebook(cells: list[Cell], ran: dict[int, list[dict[str, Any]]]) -> dict[str, Any]:
    """The notebook as it ran; its check cells are empty, since verdicts are shown elsewhere."""
    raws = []
    for number, cell in enumerate(cells):
        raw = {k: v for k, v in cell.raw.items() if not k.startswith("_")}
        if cell.code:
            raw["execution_count"] = None
            raw["outputs"] = ran.get(number, [])
        raws.append(raw)
    metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return {"cells": raws, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
