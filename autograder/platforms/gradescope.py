"""What Gradescope's autograder reads: `results.json`, one test an exercise.

Source: Gradescope's documentation, 'Autograder specifications', section 'Output format'.
"""

from typing import Any

from autograder.records.marks import Mark
from autograder.records.results import Graded
from mnist_course import course
from mnist_course.core.exercise import NOT_GRADED, PASSED
from mnist_course.display import panel


def results(graded: Graded, mark: Mark | None = None) -> dict[str, Any]:
    """The results of one submission.

    Args:
        graded: what came of it.
        mark: the marks as the gradebook has them now; None for those of the grading alone.
    """
    tests: list[dict[str, Any]] = []
    for found in graded.results:
        exercise = course.exercise(found.exercise)
        score, most = found.points or 0.0, float(found.max_points)
        if mark is not None and found.exercise in mark.exercises:
            score, most, _ = mark.exercises[found.exercise]
        tests.append(
            {
                "name": exercise.id,
                "score": score,
                "max_score": most,
                "status": "passed" if found.status == PASSED else "failed",
                "output": panel.text(exercise, found.verdict),
                "output_format": "text",
                "visibility": "visible",
            }
        )
    failed = any(found.status == NOT_GRADED for found in graded.results)
    words = "The grader failed on some exercises; ask your instructor." if failed else ""
    total = sum(test["score"] for test in tests)
    penalty = mark.penalty if mark else 0.0
    return {
        "score": max(0.0, total - penalty),
        "output": words or f"{course.lesson(graded.lesson).title}: {len(tests)} exercises.",
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": tests,
    }
