"""Classes of submissions for the benchmarks, made from the solutions."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LESSONS = tuple(sorted(path.name for path in (ROOT / "solutions").iterdir() if path.is_dir()))


def solution(lesson: str) -> bytes:
    """The solved notebook of a lesson."""
    return (ROOT / "solutions" / lesson / f"{lesson}.ipynb").read_bytes()


def released(lesson: str) -> bytes:
    """The notebook as students get it."""
    return (ROOT / "lessons" / lesson / f"{lesson}.ipynb").read_bytes()


def _changed(lesson: str, change: Callable[[str, str], str]) -> bytes:
    notebook = json.loads(solution(lesson))
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            cell["source"] = change(cell["id"], "".join(cell["source"]))
    return json.dumps(notebook).encode()


def wrong(lesson: str) -> bytes:
    """Every answer is None."""
    return _changed(lesson, lambda name, _: f"def {name}(*arguments, **named):\n    return None")


def crashing(lesson: str) -> bytes:
    """Every answer ends the kernel."""
    body = "    import os\n    os._exit(1)"
    return _changed(lesson, lambda name, _: f"def {name}(*arguments, **named):\n{body}")


def dishonest(lesson: str) -> bytes:
    """Patches what it can reach, and answers nothing."""
    attack = (
        "import mnist_course.core.exercise as j, numpy as np\n"
        "j.compare = lambda *a, **k: None\nnp.allclose = np.array_equal = lambda *a, **k: True\n"
    )
    return _changed(lesson, lambda name, _: f"{attack}def {name}(*a, **k):\n    return True")


def truncated(lesson: str) -> bytes:
    """A file that was cut short."""
    return solution(lesson)[:1500]


MIXTURE = (solution, solution, solution, released, wrong, solution, dishonest, truncated, solution)
"""What the students of a mixed class hand in, in turn."""


def make(
    folder: Path,
    lessons: tuple[str, ...],
    count: int,
    kinds: tuple[Callable[[str], bytes], ...] = (solution,),
    artefacts: Path | None = None,
) -> Path:
    """A `submitted` folder with `count` students.

    Args:
        folder: is made.
        lessons: what each student hands in.
        count: of students.
        kinds: who hands in what, in turn.
        artefacts: a folder with digits.keras and beyond.keras, handed in by all.
    """
    shutil.rmtree(folder, ignore_errors=True)
    files = {"06_training": "digits.keras", "09_beyond": "beyond.keras"}
    for number in range(count):
        for lesson in lessons:
            place = folder / f"student{number:05}" / lesson
            place.mkdir(parents=True)
            (place / f"{lesson}.ipynb").write_bytes(kinds[number % len(kinds)](lesson))
            artefact = files.get(lesson)
            if artefacts and artefact and (artefacts / artefact).is_file():
                shutil.copy(artefacts / artefact, place / artefact)
    return folder
