"""The students' bundle.

OUT is a project of its own: lessons, the package `mnist_course`, the data and the tests of an
installation. It holds no solution and nothing of this package, and is searched for both by
content before it is put in place.
"""

import json
import os
import platform
import shutil
import stat
import tempfile
import tomllib
import zipfile
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from autograder.authoring import colab as for_colab
from autograder.authoring import filling, leaks, packing
from mnist_course import course, spec
from mnist_course.core import course_file, course_rooms, language, versions
from mnist_course.core.data_set import MNIST
from mnist_course.core.errors import CourseError
from mnist_course.core.language import say, say_of
from mnist_course.workspace.delivery import DEFAULT_NAME

WEIGHTS = frozenset({"mnist_course/assets/mnist.npz", "mnist_course/assets/reference.npz"})
"""The data, and the one trained model that lessons 07 and 08 need."""

_TEMPLATES = Path(__file__).parent / "templates"
_CARRIED = (".py", ".npz", ".md", ".js", ".css", ".html", ".json", ".svg", ".png", ".mo")
_LEFT_OUT = ("__pycache__", ".ipynb_checkpoints", "lessons", "node_modules")
_FOR_INSTRUCTORS = ("nbgrader",)
_CONTAINERS = ("Containerfile", ".dockerignore", ".binder/postBuild", ".binder/runtime.txt")
_DEVCONTAINER = ".devcontainer/devcontainer.json"


def make(
    out: Path,
    repository: Path,
    lessons: Sequence[str] = (),
    colab: str = "",
    content: Path | None = None,
) -> Path:
    """Make the bundle `out` and an archive of it beside it.

    Args:
        out: a folder that does not exist yet, or is empty.
        repository: the checkout whose package is released.
        lessons: which lessons are in it, by their ids; all where none is named.
        colab: from where lessons in Google Colab install the course; '' for none of them.
        content: the folder of the course, with `course.toml` and `lessons`; None for the
            checkout itself.

    Returns:
        The archive.

    Raises:
        CourseError: where `out` is not empty, the repository is incomplete, `colab` is no
            address, or the bundle would hold a solution; nothing is then left behind.
    """
    out = out.resolve()
    archive = out.with_name(f"{out.name}.zip")
    content = content or repository
    _see_that_there_is_room(out, archive, repository)
    if colab:
        for_colab.see_address(colab)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=".release-") as place:
            folder = Path(place) / out.name
            _fill(folder, repository, content, lessons)
            if colab:
                chosen = [course.lesson(one) for one in os.listdir(folder / "lessons")]
                for_colab.write(folder / "colab", folder / "lessons", chosen, colab)
            masters = leaks.solutions(repository / "solutions")
            if content != repository:
                masters += leaks.solutions(content / "solutions")
            found = leaks.leaks(folder, masters, WEIGHTS | own_archives())
            if found:
                raise CourseError(
                    f"Nothing was released: {'; '.join(found[:3])}. Mend that, then run again."
                )
            _pack(folder, Path(place) / archive.name)
            if out.exists():
                out.rmdir()
            os.replace(folder, out)
            os.replace(Path(place) / archive.name, archive)
    except OSError as error:
        raise CourseError(f"{error.filename or out} cannot be written: {error.strerror}.") from None
    return archive


def _see_that_there_is_room(out: Path, archive: Path, repository: Path) -> None:
    if not (repository / "pyproject.toml").is_file() or not (repository / "solutions").is_dir():
        raise CourseError(
            f"{repository} is no checkout of mnist-course, which a release needs. Clone the "
            "repository, `pip install -e .` in it, and run the command again."
        )
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise CourseError(f"{out} is not empty. Name a folder that does not exist yet.")
    if archive.exists():
        raise CourseError(f"{archive} exists already. Move it away, or name another folder.")


def _fill(folder: Path, repository: Path, content: Path, lessons: Sequence[str]) -> None:
    package = repository / "mnist_course"
    for path in sorted(package.rglob("*")):
        inside = path.relative_to(package)
        if path.suffix not in _CARRIED or path.is_symlink() or not path.is_file():
            continue
        if spec.DATA != MNIST and path.name == MNIST.file:
            continue
        if not set(inside.parts) & set(_LEFT_OUT):
            _copy(path, folder / "mnist_course" / inside)
    for path, place in own_files():
        _copy(path, folder / "mnist_course" / place)
    _write(folder / course_file.FILE, course_rooms.settled())
    for lesson in lessons or [one.id for one in course.lessons()]:
        name = f"{lesson}.ipynb"
        source = content / "lessons" / lesson / name
        if not source.is_file():
            raise CourseError(f"{source} is missing. Run `mnist-autograder build`.")
        _copy(source, folder / "lessons" / lesson / name)
    for name in ("LICENSE", *_CONTAINERS):
        _copy(repository / name, folder / name)
    _write(folder / _DEVCONTAINER, students_container(repository / _DEVCONTAINER))
    _write(folder / "README.md", students_readme())
    _copy(_TEMPLATES / "test_installation.py.txt", folder / "tests" / "test_installation.py")
    # So that a repository of it can be a template of GitHub Classroom.
    workflow = (_TEMPLATES / "lessons_workflow.yml").read_text("utf-8")
    major, minor, _ = platform.python_version_tuple()
    _write(
        folder / ".github" / "workflows" / "lessons.yml",
        workflow.replace("{{python}}", f"{major}.{minor}"),
    )
    _copy(_TEMPLATES / "gitignore.txt", folder / ".gitignore")
    project = project_file(tomllib.loads((repository / "pyproject.toml").read_text("utf-8")))
    _write(folder / "pyproject.toml", project)
    about = tomllib.loads(project)["project"]
    needed = [*about["dependencies"], *chain(*about["optional-dependencies"].values())]
    _write(folder / versions.FILE, versions.text(versions.closure(needed)))


def own_files() -> list[tuple[Path, str]]:
    """The files of a course's own exercises, answers and helpers, and their places in the package.

    Raises:
        CourseError: where two have the same place.
    """
    return [
        (path, f"{room}/{place}")
        for room in course_rooms.ROOMS
        for path, place in course_rooms.files(room)
    ]


def own_archives() -> frozenset[str]:
    """The archives of arrays among a course's helpers: its data, which are meant for students."""
    places = [place for _, place in own_files() if place.endswith(".npz")]
    return frozenset(f"mnist_course/{place}" for place in places)


def students_readme() -> str:
    """The bundle's README, as the course is, in its language where there is one in it."""
    own = _TEMPLATES / f"students_readme.{language.chosen()}.md"
    text = (own if own.is_file() else _TEMPLATES / "students_readme.md").read_text("utf-8")
    files = {one.artefact: lesson for lesson in course.lessons() for one in lesson.exercises}
    saved = [(lesson.id[:2], name) for name, lesson in files.items() if name]
    handed_in = ""
    if saved:
        handed_in = say_of(
            len(saved),
            "Lesson {numbers} is\njudged by the file that your training saves, {names}: hand it in "
            "too.\n",
            "Lessons {numbers} are\njudged by the file that your training saves, {names}: hand it "
            "in too.\n",
            numbers=say(" and ").join(number for number, _ in saved),
            names=say(" or ").join(f"`{name}`" for _, name in saved),
        )
    text = text.replace("{{handed_in}}\n", handed_in)
    return filling.code(text.replace("{{example}}", course.example()))


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(source, target)


def _write(target: Path, text: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, "utf-8", newline="\n")


def project_file(project: dict[str, Any]) -> str:
    """The bundle's `pyproject.toml`: the repository's, without what is for instructors."""
    about = project["project"]
    needed = [one for one in about["dependencies"] if not one.lower().startswith(_FOR_INSTRUCTORS)]
    exchange = [one for one in about["dependencies"] if one.startswith("nbgrader")]
    tables = {
        "build-system": project["build-system"],
        "project": {
            **{name: about[name] for name in ("name", "description", "readme", "requires-python")},
            **{name: about[name] for name in ("license", "license-files", "dynamic")},
            "dependencies": needed,
        },
        "project.optional-dependencies": {
            "test": [one for one in needed if "pytest" in one],
            "hub": [*about["optional-dependencies"]["hub"], *exchange],
        },
        "project.scripts": {"mnist-course": about["scripts"]["mnist-course"]},
        "project.entry-points.pytest11": about["entry-points"]["pytest11"],
        "tool.hatch.version": project["tool"]["hatch"]["version"],
        "tool.hatch.build": {"dev-mode-dirs": ["."]},
        "tool.hatch.build.targets.wheel": {"packages": ["mnist_course"]},
        "tool.hatch.build.targets.wheel.force-include": {
            "lessons": "mnist_course/lessons",
            course_file.FILE: f"mnist_course/{course_file.FILE}",
            versions.FILE: f"mnist_course/{versions.FILE}",
        },
        "tool.pytest.ini_options": {"testpaths": ["tests", DEFAULT_NAME]},
    }
    # JSON's strings and lists are TOML's too.
    return "\n".join(
        f"[{table}]\n"
        + "".join(
            f"{json.dumps(key)} = {json.dumps(value, ensure_ascii=False)}\n"
            for key, value in fields.items()
        )
        for table, fields in tables.items()
    )


def students_container(path: Path) -> str:
    """What VS Code and Codespaces make for students: the graders' own, with its walls whole."""
    settings = json.loads(path.read_text("utf-8"))
    # The sandbox needs rights that nobody else does.
    del settings["runArgs"]
    return json.dumps(settings, indent=2, ensure_ascii=False) + "\n"


def _pack(folder: Path, target: Path) -> None:
    """The same folder always gives the same archive."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                name = f"{folder.name}/{path.relative_to(folder).as_posix()}"
                program = path.stat().st_mode & stat.S_IXUSR
                mode = packing.PROGRAM if program else packing.TEXT
                packing.add(packed, name, path.read_bytes(), mode)
