"""The sources of the site, and the site that Sphinx makes of them."""

import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.authoring import leaks, release
from autograder.site import api, pages, running
from mnist_course import course, spec
from mnist_course.core import course_file, language
from mnist_course.core.data_set import MNIST
from mnist_course.core.errors import CourseError
from mnist_course.core.exercise import Lesson

STUDENTS, INSTRUCTORS = "students/README.md", "autograder/README.md"
MORE = (
    "docs/make-it-yours.md",
    "docs/translating.md",
    "docs/jupyterhub.md",
    "docs/colab.md",
    "docs/hostile-submissions.md",
)
REFERENCE = "reference.md"


def make(
    out: Path,
    repository: Path,
    lessons: list[Lesson],
    told: Callable[[str], None] = lambda line: None,
) -> None:
    """Run the solved lessons, and make the course as web pages.

    Args:
        out: a folder that does not exist yet, or is empty.
        repository: the checkout, which has the guides.
        lessons: which, in the course's order.
        told: is called with a line before each longer step.

    Raises:
        CourseError: where `out` is not empty, a lesson stops, a link leads nowhere, or the folder
            cannot be written; nothing is then left behind.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise CourseError(f"{out} is not empty. Name a folder that does not exist yet.")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=".site-") as place:
            folder = Path(place)
            told(f"Running the solved lessons, {len(lessons)} in all …")
            run = running.executed(
                course_file.folder() / "solutions", lessons, folder / "workspace"
            )
            found: dict[str, NotebookNode] = {}
            for lesson, notebook in zip(lessons, run):
                told(f"  {lesson.id}")
                found[lesson.id] = notebook
            write(folder / "sources", repository, lessons, found)
            masters = leaks.solutions(course_file.folder() / "solutions")
            leaked = leaks.leaks(folder / "sources" / "lessons", masters, frozenset())
            if leaked:
                raise CourseError(f"No pages were made: {'; '.join(leaked[:3])}. Mend that first.")
            told("Making the pages …")
            build(folder / "sources", folder / "pages")
            if out.exists():
                out.rmdir()
            (folder / "pages").rename(out)
    except OSError as error:
        raise CourseError(f"{error.filename or out} cannot be written: {error.strerror}.") from None


def write(
    folder: Path, repository: Path, lessons: list[Lesson], run: dict[str, NotebookNode]
) -> None:
    """Write what Sphinx reads.

    Args:
        folder: to make.
        repository: the checkout, which has the guides.
        lessons: which.
        run: lesson → its solved notebook with outputs.
    """
    released = {
        one.id: nbformat.read(course.lesson_notebook(one.id), nbformat.NO_CONVERT)
        for one in lessons
    }
    notebooks = {f"lessons/{name}/{name}.ipynb": pages.lesson(released[name], run[name])
                 for name in released}  # fmt: skip
    texts = {STUDENTS: release.students_readme()}
    texts |= {one: (repository / one).read_text("utf-8") for one in (INSTRUCTORS, *MORE)}
    known = {*notebooks, *texts}
    for path, notebook in notebooks.items():
        for cell in notebook.cells:
            if cell.cell_type == "markdown":
                cell.source = pages.guide(cell.source, path, known)
        _put(folder / path, nbformat.writes(notebook))
    for path, text in texts.items():
        _put(folder / path, pages.guide(text, path, known))
    sources = [cell.source for one in released.values() for cell in one.cells
               if cell.cell_type == "code"]  # fmt: skip
    _put(folder / REFERENCE, api.page(api.imported(sources)))
    _put(folder / "index.md", _index(lessons))
    _put(folder / "conf.py", (Path(__file__).parent / "conf.py").read_text("utf-8"))


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8", newline="\n")


_ABOUT_DIGITS = (
    "Lessons in which you build a network that reads handwritten digits, from the first pixel",
    "to a model of your own.",
)


def _index(lessons: list[Lesson]) -> str:
    def tree(caption: str, places: list[str]) -> list[str]:
        inside = [place.rpartition(".")[0] for place in places]
        students = STUDENTS.rpartition(".")[0]
        inside = [f"The students’ guide <{one}>" if one == students else one for one in inside]
        return ["```{toctree}", ":hidden:", f":caption: {caption}", "", *inside, "```", ""]

    places = [f"lessons/{one.id}/{one.id}.ipynb" for one in lessons]
    return "\n".join([
        f"# {course_file.read().name}", "",
        *(_ABOUT_DIGITS if spec.DATA == MNIST else [f"Lessons on {spec.DATA.name}."]),
        "These pages are to read; the notebooks are to work in.", "",
        "| lesson | goal | minutes |", "| --- | --- | --- |",
        *(f"| [{one.title}]({place}) | {one.goal} | {one.minutes} |"
          for one, place in zip(lessons, places)),
        "",
        *tree("Lessons", places),
        *tree("Guides", [STUDENTS, INSTRUCTORS, *MORE]),
        *tree("Reference", [REFERENCE]),
    ])  # fmt: skip


def build(sources: Path, out: Path) -> None:
    """Make the pages `out`.

    Raises:
        CourseError: with the first thing that Sphinx warns of.
    """
    spoken = language.chosen()
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html"]
    command += ["-D", f"html_title={course_file.read().name}", "-D", f"language={spoken}"]
    done = subprocess.run(
        [*command, "-d", sources / "doctrees", sources, out], capture_output=True, text=True
    )
    if done.returncode:
        said = re.sub(re.escape(f"{sources}/"), "", done.stderr).strip().splitlines()
        raise CourseError(f"The pages were not made: {said[0] if said else 'Sphinx stopped'}.")
    (out / ".buildinfo").unlink(missing_ok=True)
