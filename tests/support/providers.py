"""Installed packages that offer exercises, for tests: what pip leaves of one, and nothing else."""

from pathlib import Path

QUESTION = """\
from mnist_course.core.exercise import Exercise
from mnist_course.probes.calls import call_each

EXERCISE = Exercise(
    id="{name}",
    asks="Return it.",
    signature="{name}(value)",
    hints=("a", "b", "c"),
    probe=call_each,
)
"""
ANSWER = """\
from mnist_course.core.exercise import Answer
from mnist_course.judging.comparison import by_value

ANSWER = Answer(
    inputs=lambda rng: {{"cases": [[int(rng.integers(9))]]}},
    judge=by_value("{name}(value)", lambda value: value),
)
"""


def files_of(name: str) -> dict[str, str]:
    """An exercise that asks for what it is given, in both rooms."""
    return {
        f"exercises/{name}.py": QUESTION.format(name=name),
        f"answers/{name}.py": ANSWER.format(name=name),
    }


def put(folder: Path, files: dict[str, str]) -> Path:
    """Write files into a folder."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def offer(site: Path, name: str, package: str, distribution: str | None = None) -> Path:
    """What says in a folder of packages that one of them offers exercises under a name.

    Returns:
        The folder that says so.
    """
    distribution = distribution or package
    return put(
        site / f"{distribution}-1.0.dist-info",
        {
            "METADATA": f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0\n",
            "entry_points.txt": f"[mnist_course.exercises]\n{name} = {package}\n",
        },
    )
