"""The students' bundle: complete, installable, and without a solution, by content."""

import ast
import contextlib
import importlib.metadata
import io
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import textwrap
import time
import tomllib
import zipfile
from pathlib import Path

import nbformat
import pytest

from autograder.authoring import leaks, release
from autograder.commands.main import main
from mnist_course import course
from mnist_course.core import versions
from mnist_course.core.errors import CourseError
from mnist_course.workspace import delivery
from support.ports import free_port

REPOSITORY = Path(__file__).resolve().parents[3]
MASTERS = leaks.solutions(REPOSITORY / "solutions")


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    folder = tmp_path_factory.mktemp("release") / "students"
    release.make(folder, REPOSITORY)
    return folder


def files_in(folder):
    return {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}


def test_there_are_solutions_to_look_for():
    # '01_loading, solution 1', and of a translated master '01_loading.de, solution 1'.
    lessons = {re.split(r"[.,]", one.place)[0] for one in MASTERS}
    assert lessons == {one.id for one in course.lessons()}


def test_bundle_is_complete(bundle):
    names = files_in(bundle)
    for lesson in course.lessons():
        assert f"lessons/{lesson.id}/{lesson.id}.ipynb" in names
    wanted = {"README.md", "LICENSE", "pyproject.toml", "mnist_course/assets/mnist.npz"}
    assert wanted | {"mnist_course/assets/LICENSE.md", "mnist_course/commands/main.py"} <= set(
        names
    )
    for name in ("mnist_course/assets/mnist.npz", "mnist_course/assets/reference.npz"):
        assert names[name].read_bytes() == (REPOSITORY / name).read_bytes()


def test_archive_holds_the_same(bundle):
    with zipfile.ZipFile(bundle.with_name("students.zip")) as archive:
        held = {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}
    assert held == {name: path.read_bytes() for name, path in files_in(bundle).items()}


def test_no_solution_is_in_any_file(bundle):
    """Independent of `leaks`: the text of every solution's lines, without spaces and comments."""
    for name, path in files_in(bundle).items():
        content = path.read_bytes()
        if name.endswith(".npz"):
            continue
        # A catalogue of sentences has numbers between its texts.
        text = content.decode("utf-8", "replace" if name.endswith(".mo") else "strict")
        if name.endswith(".ipynb"):
            cells = json.loads(text)["cells"]
            text = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code")
        squeezed = "".join(text.split())
        for master in sorted((REPOSITORY / "solutions").glob("*/*.py")):
            for block in master.read_text("utf-8").split(leaks.BEGIN)[1:]:
                source = ast.unparse(ast.parse(textwrap.dedent(block.split(leaks.END)[0])))
                if source.count("\n") > 0:
                    assert "".join(source.split()) not in squeezed, f"{master.stem} in {name}"
    assert leaks.leaks(bundle, MASTERS, release.WEIGHTS) == []


def test_every_solution_cell_is_a_stub(bundle):
    for lesson in course.lessons():
        path = bundle / "lessons" / lesson.id / f"{lesson.id}.ipynb"
        for cell in nbformat.read(path, 4).cells:
            if cell.metadata.get("nbgrader", {}).get("solution"):
                assert "raise NotImplementedError" in cell.source
                assert not cell.outputs


def test_weights_are_the_one_model_that_lessons_need(bundle):
    heavy = {name for name, path in files_in(bundle).items() if path.stat().st_size > 50_000}
    binary = {name for name in heavy if b"\0" in (bundle / name).read_bytes()[:4096]}
    assert {name for name in binary if not name.endswith(".mo")} <= release.WEIGHTS


def test_nothing_of_the_autograder_is_in_it(bundle):
    own = {path.read_bytes() for path in (REPOSITORY / "autograder").rglob("*.py")}
    own.discard(b"")
    for name, path in files_in(bundle).items():
        assert path.read_bytes() not in own, name
        assert not name.startswith(("autograder", "solutions"))
    project = tomllib.loads((bundle / "pyproject.toml").read_text("utf-8"))
    assert "autograder" not in (bundle / "pyproject.toml").read_text("utf-8")
    assert list(project["project"]["scripts"]) == ["mnist-course"]


def planted(tmp_path, name, content):
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_bytes(content)
    return leaks.leaks(tmp_path, MASTERS, frozenset())


def solution_source():
    master = REPOSITORY / "solutions" / "03_convolution" / "03_convolution.py"
    blocks = [b.split(leaks.END)[0] for b in master.read_text("utf-8").split(leaks.BEGIN)[1:]]
    return max((textwrap.dedent(block).strip() for block in blocks), key=len)


@pytest.mark.parametrize("place", ["helper.py", "a.ipynb", "notes.md", "inner.zip"])
def test_a_planted_solution_is_found(tmp_path, place):
    spelled = ast.unparse(ast.parse(solution_source()))
    function = "def other(a):\n    # a comment\n" + textwrap.indent(spelled, "    ")
    if place.endswith(".ipynb"):
        cell = nbformat.v4.new_code_cell(function)
        content = nbformat.writes(nbformat.v4.new_notebook(cells=[cell])).encode()
    elif place.endswith(".md"):
        content = f"text\n\n```python\n{function}\n```\n".encode()
    elif place.endswith(".zip"):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("deep/helper.py", function)
        content = buffer.getvalue()
    else:
        content = function.encode()
    assert any("holds 03_convolution" in line for line in planted(tmp_path, place, content))


def test_planted_weights_and_imports_are_found(tmp_path):
    assert planted(tmp_path, "digits.keras", b"PK") != []
    assert planted(tmp_path / "b", "x.py", b"from autograder import grading\n") != []
    assert planted(tmp_path / "c", "x.md", f"{leaks.BEGIN}".encode()) != []


def test_release_refuses_to_leak_and_leaves_nothing(tmp_path):
    copy = tmp_path / "repository"
    for name in ("mnist_course", "lessons", "solutions"):
        shutil.copytree(REPOSITORY / name, copy / name, ignore=shutil.ignore_patterns("*.npz"))
    for name in (".binder", ".devcontainer"):
        shutil.copytree(REPOSITORY / name, copy / name)
    for name in ("course.toml", "pyproject.toml", "LICENSE", "Containerfile", ".dockerignore"):
        shutil.copy(REPOSITORY / name, copy / name)
    helper = "def answer(image, kernel, size, padding, stride, values):\n"
    (copy / "mnist_course" / "extra.py").write_text(
        helper + textwrap.indent(solution_source(), "    "), "utf-8"
    )
    with pytest.raises(CourseError, match=r"extra\.py holds 03_convolution"):
        release.make(tmp_path / "out", copy)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["repository"]


def test_release_overwrites_nothing(bundle, tmp_path):
    with pytest.raises(CourseError, match="not empty"):
        release.make(bundle, REPOSITORY)
    with pytest.raises(CourseError, match="no checkout"):
        release.make(tmp_path / "out", tmp_path)


_FIRST_WEEKS = """
import os, sys
from pathlib import Path
from mnist_course import course
from mnist_course.core.exercise import passed
from mnist_course.notebook import guidance
from mnist_course.workspace import delivery, progress
root = delivery.place(Path(sys.argv[1]))
changes = delivery.prepare(root)
print(*(change.path.stem for change in changes if change.action == "added"))
os.chdir(root)
exercises = [one for name in sys.argv[2:] for one in course.lesson(name).exercises]
for exercise in exercises:
    progress.record(exercise, passed("Right."))
print(progress.first_unfinished(progress.load(root)))
print("href" in guidance.html(exercises[-1], passed("Right.")))
"""


def test_a_course_opens_week_by_week(bundle, tmp_path):
    """A bundle of the first lessons works; the next adds its lessons and changes nothing else."""
    weeks = tmp_path / "weeks"
    made = main(["release", str(weeks), "--lesson", "1", "--lesson", "02_preprocessing"])
    assert made == 0
    released = {path.name for path in (weeks / "lessons").iterdir()}
    assert released == {"01_loading", "02_preprocessing"}

    def run(folder: Path, *code: str) -> list[str]:
        done = subprocess.run(
            [sys.executable, *code],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(folder)},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.splitlines()

    home = str(tmp_path / "mnist-lessons")
    added, following, links = run(weeks, "-c", _FIRST_WEEKS, home, "01", "02")
    assert released <= set(added.split())
    assert "03_convolution" not in added
    assert (following, links) == ("None", "False")
    work = tmp_path / "mnist-lessons" / "02_preprocessing" / "02_preprocessing.ipynb"
    work.write_text(
        work.read_text("utf-8").replace("raise NotImplementedError", "return 1"), "utf-8"
    )
    mine = work.read_bytes()
    added, following, links = run(bundle, "-c", _FIRST_WEEKS, home, "01", "02")
    assert "03_convolution" in added
    assert "02_preprocessing" not in added
    assert "03_convolution" in following
    assert links == "True"
    assert work.read_bytes() == mine
    run(weeks, "-m", "pytest", "-q", "-k", "workspace or exercises")


def test_a_repository_of_it_is_a_template_for_github_classroom(bundle):
    import yaml

    workflow = yaml.safe_load((bundle / ".github" / "workflows" / "lessons.yml").read_text("utf-8"))
    steps = [step["run"] for step in workflow["jobs"]["check"]["steps"] if "run" in step]
    assert steps == ['pip install -c constraints.txt -e ".[test]"', "pytest"]
    project = tomllib.loads((bundle / "pyproject.toml").read_text("utf-8"))
    assert delivery.DEFAULT_NAME in project["tool"]["pytest"]["ini_options"]["testpaths"]


def test_it_brings_what_containers_are_made_of(bundle):
    container = json.loads((bundle / ".devcontainer" / "devcontainer.json").read_text("utf-8"))
    build = container["build"]
    assert (bundle / ".devcontainer" / build["dockerfile"]).resolve() == bundle / "Containerfile"
    # Students' code needs none of the rights that the sandbox does.
    assert "unconfined" not in json.dumps(container)
    # What an image is made of goes into it, and nothing that is made in the folder later.
    ignored = (bundle / ".dockerignore").read_text("utf-8").splitlines()
    assert "*" in ignored
    taken = {line.removeprefix("!") for line in ignored if line.startswith("!")}
    left_out = {path.name for path in bundle.iterdir()} - taken
    assert left_out == {".github", ".gitignore"}
    if os.name == "posix":
        assert os.access(bundle / ".binder" / "postBuild", os.X_OK)


def test_the_versions_are_those_that_were_tested(bundle):
    frozen = versions.pinned(bundle / versions.FILE)
    assert frozen["keras"] == importlib.metadata.version("keras")
    # What is needed by what is needed; nothing else that is installed here.
    assert "h5py" in frozen
    assert not frozen.keys() & {"mnist-course", "ruff", "hypothesis", "distributed"}
    lines = (bundle / versions.FILE).read_text("utf-8").splitlines()
    assert all(re.fullmatch(r"[a-z0-9-]+==[\w.!]+", line) for line in lines[1:])
    assert str(bundle) not in lines[0]


_DOCTORS = """
import sys
from pathlib import Path
from mnist_course.commands import examinations
def say():
    print(*examinations.tested_versions(), sep="\\n", flush=True)
say()
path, here, other = Path(sys.argv[1]), f"keras=={sys.argv[2]}", "keras==3.0.1"
path.write_text(path.read_text("utf-8").replace(here, other), "utf-8")
say()
path.unlink()
say()
"""


def test_the_doctor_says_which_versions_differ(bundle, tmp_path):
    changed = tmp_path / "students"
    shutil.copytree(bundle, changed)
    here = importlib.metadata.version("keras")
    done = subprocess.run(
        [sys.executable, "-c", _DOCTORS, changed / versions.FILE, here],
        cwd=changed,
        env={**os.environ, "PYTHONPATH": str(changed), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    same, differs, mend, nothing = done.stdout.splitlines()
    assert same == "✓ tested versions: the same as your instructor's"
    assert differs.endswith(f"packages differ: keras {here} (tested: 3.0.1)")
    assert "pip install -c constraints.txt -e ." in mend
    assert nothing == ""


@pytest.mark.slow
@pytest.mark.long
def test_a_wheel_of_it_has_lessons_and_versions(bundle, tmp_path):
    make = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", tmp_path, bundle]
    done = subprocess.run(make, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("mnist_course-*.whl")
    site = tmp_path / "site"
    install = ["-m", "pip", "install", "-q", "--no-deps", "--target", site, wheel]
    subprocess.run([sys.executable, *install], check=True)
    code = "import sys; from mnist_course.core import versions; print(len(versions.pinned()))\n"
    code += "from mnist_course.commands.main import main; sys.exit(main(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", code, "start", "--prepare-only", tmp_path / "mine"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(site)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"{len(versions.pinned(bundle / versions.FILE))}\n")
    for lesson in course.lessons():
        name = f"{lesson.id}/{lesson.id}.ipynb"
        assert (tmp_path / "mine" / name).read_bytes() == (bundle / "lessons" / name).read_bytes()


@pytest.mark.slow
@pytest.mark.long
def test_pytest_at_its_root_checks_what_was_begun_and_says_what_was_not(bundle, tmp_path):
    repository = tmp_path / "lab-anna"
    shutil.copytree(bundle, repository)
    work = repository / delivery.DEFAULT_NAME
    delivery.prepare(work)
    for lesson in course.lessons()[2:]:
        shutil.rmtree(work / lesson.id)
    solved = REPOSITORY / "solutions" / "02_preprocessing" / "02_preprocessing.ipynb"
    shutil.copy(solved, work / "02_preprocessing")

    def check(*words: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, *words],
            cwd=repository,
            env={**os.environ, "PYTHONPATH": str(repository)},
            capture_output=True,
            text=True,
        )

    done = check("-m", "pytest", "-q", "--deselect", "tests")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 of 8 visible checks passed, 4 not attempted yet." in done.stdout
    assert "Not begun: 01_loading." in done.stdout
    done = check("-m", "mnist_course", "check", "--strict", str(work))
    assert done.returncode == 1, done.stdout + done.stderr
    assert "01_loading was not begun" in done.stdout
    assert check("-m", "mnist_course", "check", "--strict", "02", str(work)).returncode == 0


@pytest.fixture(scope="module")
def installed(bundle, tmp_path_factory):
    """The programs of a new environment in which the bundle is installed as its README says.

    The packages that it needs are those that are here already; only the build tool is fetched.
    """
    environment = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    (site,) = environment.glob("**/site-packages")
    there = [path for path in sys.path if path.endswith("site-packages")]
    (site / "here.pth").write_text("\n".join(there), "utf-8")
    programs = environment / ("Scripts" if os.name == "nt" else "bin")
    install = ["-m", "pip", "install", "-q", "--no-deps", "-e", "."]
    done = subprocess.run(
        [programs / "python", *install], cwd=bundle, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return programs


@pytest.mark.slow
@pytest.mark.long
def test_pytest_passes_in_the_bundle(bundle, installed):
    done = subprocess.run(
        [installed / "python", "-m", "pytest", "-q"], cwd=bundle, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]


@pytest.mark.slow
@pytest.mark.long
def test_start_opens_the_lessons_from_the_bundle(bundle, installed, tmp_path):
    port = free_port()
    command = [installed / "mnist-course", "start", "--no-browser", "--port", str(port)]
    log = (tmp_path / "log").open("wb")
    started = subprocess.Popen(
        command, cwd=tmp_path, stdout=log, stderr=log, start_new_session=True
    )
    try:
        for _ in range(240):
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            assert started.poll() is None, (tmp_path / "log").read_text("utf-8")
            time.sleep(0.5)
        else:
            pytest.fail((tmp_path / "log").read_text("utf-8"))
    finally:
        os.killpg(started.pid, signal.SIGTERM)
        started.wait(30)
        log.close()
    for lesson in course.lessons():
        name = f"{lesson.id}/{lesson.id}.ipynb"
        delivered = (tmp_path / "mnist-lessons" / name).read_bytes()
        assert delivered == (bundle / "lessons" / name).read_bytes()
    where = "import mnist_course; print(mnist_course.__file__)"
    shown = subprocess.run(
        [installed / "python", "-c", where], cwd=tmp_path, capture_output=True, text=True
    )
    assert Path(shown.stdout.strip()).is_relative_to(bundle)
