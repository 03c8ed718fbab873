"""Grade one submission: read, run in the sandbox, probe, judge outside.

A pure function of the submission's bytes, the lesson and the seed; safe to run anywhere.
"""

import functools
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from autograder.grading import learning_curve, trusted, wording
from autograder.grading.presentable import presentable
from autograder.grading.replay import Replay
from autograder.intake.submission import Submission
from autograder.records.results import Curve, Graded, Result
from autograder.sandbox import outputs
from autograder.sandbox.warm_process import Ran, SandboxFailed, Warm
from mnist_course import course
from mnist_course.core.exercise import (
    CHECK_SUFFIX,
    NOT_ATTEMPTED,
    NOT_GRADED,
    PASSED,
    Exercise,
    Lesson,
    Verdict,
)
from mnist_course.core.language import say
from mnist_course.core.own_code import NO_CODE, Code
from mnist_course.core.plain import TooLarge
from mnist_course.judging.provenance import REFERENCE_WEIGHTS
from mnist_course.saved import answer_text, cells, plan
from mnist_course.saved import wording as shared
from mnist_course.saved.plan import CHECK, GIVEN, Plan, Step


@dataclass(frozen=True)
class Options:
    """How to grade.

    Attributes:
        seed: of the grading run; never enters the sandbox.
        retrain: run training cells in full and judge what they save.
        reference_weights: what trained weights that come with the course earn, 'none' or 'full'.
    """

    seed: int
    retrain: bool = False
    reference_weights: str = "none"


PackedJudge = Callable[[Exercise, bytes, bytes, Code], Verdict]
"""From packed inputs, what the sandbox observed and the answer's text to a verdict, as
`trusted.judge`."""


def grade_submission(
    submission: Submission, options: Options, warm: Warm, judge: PackedJudge = trusted.judge
) -> Graded:
    """Grade one submission of one lesson.

    Args:
        submission: the student's files.
        options: seed and mode.
        warm: where kernels come from.
        judge: `trusted.judge` itself judges in this process, without limits.

    Raises:
        CourseError: where there is no such lesson.
    """
    started = time.monotonic()
    lesson = course.lesson(submission.lesson)
    run = _Run(submission, lesson, _planned(submission, lesson), options, warm, judge)
    verdicts = run.verdicts()
    return Graded(
        student=submission.student,
        lesson=submission.lesson,
        digest=submission.digest,
        timestamp=submission.timestamp,
        sandbox=warm.kind,
        results=tuple(_result(one, verdicts[one.id]) for one in lesson.exercises),
        curves=_curves(lesson, submission),
        secret=submission.secret,
        notebook=_notebook(run.plan.steps, run.outputs),
        seconds=time.monotonic() - started,
        timings=run.timings,
    )


def not_graded(submission: Submission, reason: str, sandbox: str) -> Graded:
    """What is recorded where the grader itself failed; `--resume` grades it again."""
    lesson = course.lesson(submission.lesson)
    verdict = Verdict(
        NOT_GRADED,
        say("The grader failed on this submission: {reason}", reason=reason),
        "It is graded again with `--resume`.",
        cause="grader-failed",
    )
    return Graded(
        student=submission.student,
        lesson=submission.lesson,
        digest=submission.digest,
        timestamp=submission.timestamp,
        sandbox=sandbox,
        results=tuple(_result(exercise, verdict) for exercise in lesson.exercises),
        secret=submission.secret,
        notebook=_notebook((), {}),
    )


def _planned(submission: Submission, lesson: Lesson) -> Plan:
    """What runs of the student's notebook; faults of the whole where it cannot be read."""
    content, name = submission.notebook, f"{lesson.id}.ipynb"
    try:
        if content is None:
            raise cells.Unreadable("no-notebook", wording.NO_NOTEBOOK, wording.HAND_IN_AGAIN)
        return plan.make(cells.read(content, name), plan.released(lesson.id), lesson.exercises)
    except cells.Unreadable as error:
        return plan.nothing(wording.invalid(error, submission), lesson.exercises)


class _Run:
    """The run of one submission: cells in order, each exercise probed at its check cell."""

    def __init__(
        self,
        submission: Submission,
        lesson: Lesson,
        plan: Plan,
        options: Options,
        warm: Warm,
        judge: PackedJudge,
    ):
        self.outputs: dict[int, list[dict[str, Any]]] = {}
        self.timings: dict[str, float] = {}
        self._submission = submission
        self._lesson = lesson
        self.plan = plan
        self._options = options
        self._warm = warm
        self._judge = judge
        self._exercises = {exercise.id: exercise for exercise in lesson.exercises}
        self._verdicts: dict[str, Verdict] = {}
        self._ran: dict[str, tuple[Ran, str]] = {}
        self._stopped: dict[str, tuple[dict[str, Any], str]] = {}
        self._stopped_at: dict[str, int] = {}
        self._beside: dict[str, str] = {}
        self._error = ""

    def verdicts(self) -> dict[str, Verdict]:
        """Run everything; the verdict on each exercise."""
        files = {**self._submission.files, **_lesson_files(self._lesson.id)}
        files.pop(f"{self._lesson.id}.ipynb", None)
        replay = Replay(self._warm, files, self.timings)
        try:
            for number, step in enumerate(self.plan.steps):
                if step.role == CHECK:
                    self._check(step.exercise, replay)
                elif step.runs and step.exercise not in self._not_trained:
                    self._cell(number, step, replay)
            for one in self._exercises:
                if one not in self._verdicts:
                    self._check(one, replay)
        except SandboxFailed as error:
            for one in self._exercises:
                self._verdicts.setdefault(one, wording.grader_failed(str(error)))
        finally:
            replay.close()
        return self._verdicts

    @functools.cached_property
    def _not_trained(self) -> frozenset[str]:
        """The exercises whose file is judged without running their cell."""
        return frozenset(
            exercise.id
            for exercise in self._lesson.exercises
            if exercise.artefact and not self._trains(exercise)
        )

    def _trains(self, exercise: Exercise) -> bool:
        return self._options.retrain and exercise.id in self.plan.attempted

    def _cell(self, number: int, step: Step, replay: Replay) -> None:
        exercise = self._exercises.get(step.exercise)
        trains = exercise is not None and bool(exercise.artefact)
        limits = self._warm.limits
        seconds = limits.training_seconds if trains else limits.cell_seconds
        ran = replay.cell(step.cell.source, seconds, counts=not trains)
        self.outputs[number] = ran.outputs
        if ran.fate:
            note = {"ename": ran.fate, "evalue": ran.reason, "traceback": [ran.reason]}
            self.outputs[number].append(outputs.error(note))
        if ran.error:
            line = ran.error["number"] or shared.line_of(wording.said(ran.error))
            self._stopped_at[step.cell.source] = line
        if ran.error and ran.error["type"] == shared.ASKS:
            self._error = shared.ASKS
        for one in step.defines:
            # What is in force is judged; that a cell failed which should have defined it is said.
            self._stopped.pop(one, None)
            if ran.error:
                self._stopped[one] = ran.error, step.cell.source
        if exercise is not None:
            self._ran[exercise.id] = ran, step.cell.source

    def _check(self, exercise_id: str, replay: Replay) -> None:
        exercise = self._exercises[exercise_id]
        fault = self.plan.faults.get(exercise_id)
        if exercise.artefact:
            verdict = self._artefact(exercise, replay)
        elif fault:
            verdict = fault
        else:
            verdict = self._function(exercise, replay)
        note = self._beside.get(exercise_id) or self.plan.notes.get(exercise_id, "")
        asked = shared.INPUT if shared.asked(verdict, self._error) else ""
        handed_in = exercise.artefact in self._submission.files and not self._trains(exercise)
        unmade = self.plan.unmade.get(exercise_id, "") if handed_in else ""
        self._verdicts[exercise_id] = shared.noted(verdict, asked, unmade, note)

    def _function(self, exercise: Exercise, replay: Replay) -> Verdict:
        ran, ran_source = self._ran.get(exercise.id, (Ran(), ""))
        if ran.fate:
            return wording.fate(exercise, ran)
        packed = self._inputs(exercise)
        probed = replay.probe(exercise.id, packed, exercise.time_limit)
        stopped = self._stopped.get(exercise.id)
        if probed.missing and stopped:
            return wording.cell_stopped(exercise, *stopped)
        if probed.missing and ran.error:
            return wording.cell_stopped(exercise, ran.error, ran_source)
        if probed.missing and exercise.id not in self.plan.attempted:
            return shared.not_begun(exercise)
        if probed.missing:
            return shared.no_function(exercise)
        if stopped:
            error, source = stopped
            note = shared.stopped_beside(exercise, wording.said(error), source)
            self._beside[exercise.id] = note
        code = answer_text.of(exercise.id, self.plan.steps, self._stopped_at)
        return self._judged(exercise, packed, probed, code)

    def _artefact(self, exercise: Exercise, replay: Replay) -> Verdict:
        name = exercise.artefact
        if self._trains(exercise):
            ran, _ = self._ran.get(exercise.id, (Ran(), ""))
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
        elif exercise.id in self.plan.faults:
            return self.plan.faults[exercise.id]
        elif exercise.id not in self.plan.attempted:
            return Verdict(
                NOT_ATTEMPTED,
                say(
                    "`{exercise}` is still the empty exercise, and there is no {name}.",
                    exercise=exercise.id,
                    name=name,
                ),
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
        return self._by_policy(self._judged(exercise, packed, probed))

    def _by_policy(self, verdict: Verdict) -> Verdict:
        """The verdict, where the instructor lets weights of the course's own count as well."""
        if verdict.cause != REFERENCE_WEIGHTS or self._options.reference_weights == "none":
            return verdict
        message = say(
            "{message} They count in full (--reference-weights full).",
            message=verdict.message,
        )
        return replace(verdict, status=PASSED, score=1.0, message=message, next_step="")

    def _inputs(self, exercise: Exercise) -> bytes:
        digest = self._submission.digest
        return trusted.inputs(self._options.seed, digest, self._lesson.id, exercise.id)

    def _judged(
        self, exercise: Exercise, packed: bytes, probed: Ran, code: Code = NO_CODE
    ) -> Verdict:
        if probed.fate:
            return wording.fate(exercise, probed)
        if probed.error and probed.error["type"] == TooLarge.__name__:
            return wording.larger(exercise.id, probed.error["message"])
        if probed.error:
            return wording.stopped(exercise, probed.error)
        started = time.monotonic()
        verdict = self._judge(exercise, packed, probed.data, code)
        spent = time.monotonic() - started
        self.timings["judging"] = self.timings.get("judging", 0.0) + spent
        return verdict


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
    return Result(exercise.id, points, exercise.points, presentable(verdict))


def _curves(lesson: Lesson, submission: Submission) -> dict[str, Curve]:
    trained = [one.id for one in lesson.exercises if one.artefact]
    curves = {one: learning_curve.read(submission.notebook, one) for one in trained}
    return {one: curve for one, curve in curves.items() if curve}


def _notebook(steps: Sequence[Step], ran: dict[int, list[dict[str, Any]]]) -> dict[str, Any]:
    """The notebook as it ran; its check cells are empty, since verdicts are shown elsewhere."""
    raws = []
    for number, step in enumerate(steps):
        name = f"{step.exercise}{CHECK_SUFFIX}" if step.role == CHECK else step.exercise
        if step.role == GIVEN:
            name = step.cell.grade_id
        named = bool(name) and (step.names or step.role == GIVEN)
        raw: dict[str, Any] = {
            "cell_type": step.cell.kind,
            "id": name if named else f"cell-{number}",
            "metadata": {"nbgrader": {"grade_id": name}} if named else {},
            "source": step.cell.source,
        }
        if step.cell.code:
            raw["execution_count"] = None
            raw["outputs"] = ran.get(number, [])
        raws.append(raw)
    metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return {"cells": raws, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
