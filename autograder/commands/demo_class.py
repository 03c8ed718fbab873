"""The small class of the demonstration: right, wrong, broken and dishonest submissions."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mnist_course import course
from mnist_course.core import files

LESSON = "01_loading"

RIGHT = {
    "load_digits": "def load_digits():\n    return keras.datasets.mnist.load_data()\n",
    "describe": """def describe(images, labels):
    facts = {"count": images.shape[0], "height": images.shape[1], "width": images.shape[2]}
    facts["dtype"] = str(images.dtype)
    facts["min"], facts["max"] = int(images.min()), int(images.max())
    facts["classes"] = len(set(labels.tolist()))
    return facts
""",
    "count_labels": """def count_labels(labels):
    return np.array([(labels == digit).sum() for digit in range(10)])
""",
    "first_of_each": """def first_of_each(images, labels):
    return np.array([images[labels == digit][0] for digit in range(10)])
""",
}
"""Right answers; spelled otherwise than the course's own, which is as good."""

_WRONG = {
    "describe": """def describe(images, labels):
    return {"count": images.shape[1], "height": images.shape[1], "width": images.shape[2],
            "dtype": str(images.dtype), "min": int(images.min()), "max": int(images.max()),
            "classes": int(labels.max())}
""",
    "count_labels": """def count_labels(labels):
    return np.unique(labels, return_counts=True)[1]
""",
    "first_of_each": """def first_of_each(images, labels):
    return images[:10]
""",
}

_FORGED = """import builtins, mnist_course
mnist_course.check = check = lambda *arguments, **more: print("All checks passed. 10 / 10")
class Anything:
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __bool__(self): return True
    def __array__(self, *arguments, **more): return self
"""

_SPY = """import glob, os, socket
for pattern in ("/home/*", "/root/*", "/**/gradebook.db", "/**/solutions/*"):
    print(pattern, glob.glob(pattern))
try:
    socket.create_connection(("127.0.0.1", 22), timeout=2)
except OSError as error:
    print("network:", error)
os.kill(os.getppid() or 1, 9)
os._exit(0)
"""


@dataclass(frozen=True)
class Student:
    """One student of the demonstration.

    Attributes:
        name: also the folder's.
        did: what is the matter with the submission, for the table.
        answers: exercise → the source of its cell; the others stay empty.
        first: a cell of the student's own, before all others.
        last: one behind all others.
        tag: put on every cell.
        cut: keep only this share of the notebook's bytes.
    """

    name: str
    did: str
    answers: Mapping[str, str] = field(default_factory=dict)
    first: str = ""
    last: str = ""
    tag: str = ""
    cut: float = 1.0


CLASS = (
    Student("ada", "right", RIGHT),
    Student("ben", "wrong: known misconceptions", RIGHT | _WRONG),
    Student("chen", "half done", {name: RIGHT[name] for name in ("load_digits", "count_labels")}),
    Student("dora", "right, but noisy on stderr", RIGHT, 'import sys; print("!", file=sys.stderr)'),
    Student(
        "emil",
        "broken: a cell that never ends",
        RIGHT | {"describe": "def describe(images, labels):\n    while True:\n        pass\n"},
    ),
    Student(
        "fay",
        "broken: a cell that Python cannot read",
        RIGHT | {"count_labels": "def count_labels(labels:\n    return ?\n"},
    ),
    Student("gus", "broken: half of the file is missing", RIGHT, cut=0.5),
    Student("hana", "dishonest: forged checks and answers", {}, _FORGED, tag="skip-execution"),
    Student("ivo", "dishonest: looks around, kills, exits", RIGHT, last=_SPY),
    Student(
        "<img src=x onerror=alert(1)>",
        "dishonest: a script for a name and for output",
        {"count_labels": RIGHT["count_labels"]},
        "from IPython.display import HTML, display\n"
        "display(HTML(\"<script>alert('marks')</script>\"))",
    ),
)


def submission(student: Student) -> bytes:
    """The notebook that a student hands in."""
    notebook = json.loads(course.lesson_notebook(LESSON).read_text("utf-8"))
    for cell in notebook["cells"]:
        grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id")
        cell["source"] = student.answers.get(grade_id, "".join(cell["source"]))
        if student.tag:
            cell["metadata"]["tags"] = [student.tag]
    cells = notebook["cells"]
    notebook["cells"] = [*_own("first", student.first), *cells, *_own("last", student.last)]
    content = json.dumps(notebook, indent=1).encode()
    return content[: int(student.cut * len(content))]


def _own(name: str, source: str) -> list[dict]:
    if not source:
        return []
    made = {"cell_type": "code", "id": name, "metadata": {}, "outputs": []}
    return [{**made, "execution_count": None, "source": source}]


def make_class(submitted: Path) -> None:
    """Write the class's submissions in nbgrader's layout."""
    for student in CLASS:
        target = submitted / student.name / LESSON / f"{LESSON}.ipynb"
        files.write(target, submission(student), parents=True)
