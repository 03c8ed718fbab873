"""The workspace: made, updated, and nothing of a student's ever lost."""

import json
import shutil

import pytest

from mnist_course import course
from mnist_course.core.errors import CourseError
from mnist_course.workspace import delivery

LESSON = "02_preprocessing"


@pytest.fixture
def next_version(tmp_path, monkeypatch):
    """Deliver from a copy of the lessons, and change that copy as a new version would."""
    copy = tmp_path / "released"
    shutil.copytree(course.notebooks_folder(), copy)
    monkeypatch.setattr(course, "notebooks_folder", lambda: copy)

    def change(text: str = "A new sentence.") -> bytes:
        path = copy / LESSON / f"{LESSON}.ipynb"
        content = json.loads(path.read_text("utf-8"))
        content["cells"][0]["source"] += ["\n", text]
        path.write_text(json.dumps(content), "utf-8")
        return path.read_bytes()

    return change


def changes(root) -> dict[str, delivery.Change]:
    return {one.path.stem: one for one in delivery.prepare(root)}


def test_a_new_workspace_has_every_lesson_and_says_so(tmp_path):
    root = tmp_path / "a" / "b"
    made = delivery.prepare(root)
    assert {one.action for one in made} == {delivery.ADDED}
    for lesson in course.lessons():
        released = course.lesson_notebook(lesson.id).read_bytes()
        assert delivery.notebook(root, lesson.id).read_bytes() == released
    assert {one.action for one in delivery.prepare(root)} == {delivery.CURRENT}


def test_what_the_student_has_not_touched_is_updated(student, next_version):
    delivery.prepare(student.root)
    new = next_version()
    assert changes(student.root)[LESSON].action == delivery.UPDATED
    assert student.notebook(LESSON).read_bytes() == new
    assert sorted(one.name for one in student.notebook(LESSON).parent.iterdir()) == [
        f"{LESSON}.ipynb"
    ]


def test_what_the_student_has_edited_is_kept_and_the_new_version_offered_once(
    student, next_version
):
    student.solve(LESSON)
    mine = student.notebook(LESSON).read_bytes()
    new = next_version()
    kept = changes(student.root)[LESSON]
    assert (kept.action, kept.beside.name) == (delivery.KEPT, f"{LESSON}.new.ipynb")
    assert "yours is kept" in str(kept)
    assert student.notebook(LESSON).read_bytes() == mine
    assert kept.beside.read_bytes() == new
    kept.beside.unlink()
    again = changes(student.root)[LESSON]
    assert (again.action, again.beside) == (delivery.KEPT, None)
    assert student.notebook(LESSON).read_bytes() == mine


def test_the_same_version_is_not_offered_to_one_who_has_edited_it(student):
    student.solve(LESSON)
    again = changes(student.root)[LESSON]
    assert (again.action, again.beside) == (delivery.KEPT, None)
    assert not list(student.notebook(LESSON).parent.glob("*.new.ipynb"))


def test_an_offered_version_that_was_worked_in_is_kept_too(student, next_version):
    student.solve(LESSON)
    next_version()
    first = changes(student.root)[LESSON].beside
    worked_in = first.read_text("utf-8").replace("NotImplementedError", "ValueError")
    first.write_text(worked_in, "utf-8")
    next_version("And another.")
    second = changes(student.root)[LESSON].beside
    assert second.name == f"{LESSON}.new-2.ipynb"
    assert first.read_text("utf-8") == worked_in


def test_an_offered_version_that_was_left_alone_makes_way(student, next_version):
    student.solve(LESSON)
    next_version()
    first = changes(student.root)[LESSON].beside
    newer = next_version("And another.")
    assert changes(student.root)[LESSON].beside == first
    assert first.read_bytes() == newer


def run_through(cells):
    """What running and saving in JupyterLab does to a notebook."""
    for number, cell in enumerate(one for one in cells if one["cell_type"] == "code"):
        cell["execution_count"] = number
        cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "mine"}]
        cell["metadata"]["scrolled"] = True
    cells.append({"cell_type": "code", "id": "x", "metadata": {}, "outputs": [], "source": ""})


def test_a_notebook_that_was_only_run_is_updated_and_its_outputs_are_kept_beside(
    student, next_version
):
    student.change(LESSON, run_through)
    mine = student.notebook(LESSON).read_bytes()
    assert changes(student.root)[LESSON].action == delivery.CURRENT
    new = next_version()
    updated = changes(student.root)[LESSON]
    assert (updated.action, updated.beside.name) == (delivery.UPDATED, f"{LESSON}.old.ipynb")
    assert updated.beside.read_bytes() == mine
    assert student.notebook(LESSON).read_bytes() == new


def test_a_deleted_lesson_comes_back_and_a_damaged_notebook_is_kept(student):
    shutil.rmtree(student.notebook(LESSON).parent)
    broken = student.notebook("01_loading")
    broken.write_text("not a notebook")
    done = changes(student.root)
    assert done[LESSON].action == delivery.ADDED
    assert done["01_loading"].action == delivery.KEPT
    assert broken.read_text() == "not a notebook"


@pytest.mark.parametrize("content", ["", "[]", '{"files": 3}', '{"files": {"README.md": 1}}'])
def test_without_a_readable_manifest_everything_changed_counts_as_the_students(
    student, next_version, content
):
    (student.root / ".mnist-course" / "manifest.json").write_text(content)
    mine = student.notebook(LESSON).read_bytes()
    next_version()
    assert changes(student.root)[LESSON].action == delivery.KEPT
    assert student.notebook(LESSON).read_bytes() == mine


def test_a_workspace_whose_marker_was_deleted_is_recognised_by_its_lessons(student):
    shutil.rmtree(student.root / ".mnist-course")
    assert {one.action for one in delivery.prepare(student.root)} == {delivery.CURRENT}


@pytest.mark.parametrize(
    ("prepare", "message"),
    [
        (lambda root: root.write_text("a file"), "is not a folder"),
        (lambda root: (root.mkdir(), (root / "thesis.tex").write_text("")), "holds other files"),
        (
            lambda root: (
                (root / ".mnist-course").mkdir(parents=True),
                (root / LESSON).write_text("a file"),
            ),
            "in the way",
        ),
        (
            lambda root: (
                (root / LESSON / f"{LESSON}.ipynb").mkdir(parents=True)
                or (root / ".mnist-course").mkdir()
            ),
            "in the way",
        ),
    ],
)
def test_what_is_in_the_way_is_one_clear_line(tmp_path, prepare, message):
    root = tmp_path / "lessons"
    prepare(root)
    with pytest.raises(CourseError, match=message) as error:
        delivery.prepare(root)
    assert "\n" not in str(error.value)


def test_a_folder_that_only_tools_have_written_to_counts_as_empty(tmp_path):
    (tmp_path / ".DS_Store").write_text("")
    assert delivery.prepare(tmp_path)


def test_the_workspace_is_found_from_inside_and_beside(student, monkeypatch):
    monkeypatch.chdir(student.notebook(LESSON).parent)
    assert delivery.find() == student.root
    assert delivery.place() == student.root
    monkeypatch.chdir(student.root.parent)
    with pytest.raises(CourseError, match="no lessons here"):
        delivery.find()
    student.root.rename(student.root.with_name(delivery.DEFAULT_NAME))
    assert delivery.find().name == delivery.DEFAULT_NAME


def test_lessons_and_the_folder_are_told_apart(student, monkeypatch):
    everything = [lesson.id for lesson in course.lessons()]
    given = delivery.lessons_and_root
    assert given([str(student.root)]) == (everything, student.root)
    assert given(["02", "loading", str(student.root)]) == (
        ["01_loading", "02_preprocessing"],
        student.root,
    )
    monkeypatch.chdir(student.root)
    assert given(["02_preprocessing/"])[0] == [LESSON]
    with pytest.raises(CourseError, match="no lesson 'nonsense'"):
        given(["nonsense"])
    student.notebook(LESSON).unlink()
    with pytest.raises(CourseError, match="missing"):
        given([LESSON])
    assert LESSON not in given([])[0]
