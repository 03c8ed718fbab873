"""A course's own exercises, answers and helpers: found in folders and packages, or refused."""

import os
import subprocess
import sys
import tomllib

import pytest

from mnist_course.core import course_file, course_rooms
from mnist_course.core.errors import CourseError
from support.providers import files_of, offer, put
from support.theircourse import SHIPPED, only

CACHES = (course_file.read, course_rooms.places, course_rooms.packages)


@pytest.fixture
def their(tmp_path, monkeypatch):
    """To take a course of lesson 2 with more in its file; its folder; one of packages."""
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.syspath_prepend(site)
    folder = tmp_path / "course"

    def take(more: str = "") -> None:
        text = only(SHIPPED, "02_preprocessing").replace("[training]", f"{more}\n[training]", 1)
        put(folder, {"course.toml": text})
        monkeypatch.setenv(course_file.VARIABLE, str(folder))
        for cache in CACHES:
            cache.cache_clear()

    yield take, folder, site
    monkeypatch.undo()
    for cache in CACHES:
        cache.cache_clear()


def names(room: str) -> list[str]:
    return [place for _, place in course_rooms.files(room)]


def test_what_lies_in_folders_and_packages_is_found_once(their):
    take, folder, site = their
    put(folder, files_of("beside") | {"exercises/__init__.py": "", "exercises/.hidden.py": ""})
    put(folder / "mine", {"helpers/data/more.txt": "1", "helpers/tool.py": "", "helpers/a.npz": ""})
    put(folder / "mine", {"helpers/__pycache__/tool.pyc": ""})
    put(site / "brought", files_of("installed") | {"__init__.py": "raise RuntimeError"})
    offer(site, "theirs", "brought")
    take('own = "mine"\nproviders = ["theirs"]')
    assert names("exercises") == names("answers") == ["beside.py", "installed.py"]
    assert names("helpers") == ["a.npz", "data/more.txt", "tool.py"]
    assert course_rooms.helper("tool.py") == folder / "mine" / "helpers" / "tool.py"
    assert course_rooms.packages() == (site / "brought",)
    # A new one is the course's own, not the package's.
    assert course_rooms.home("exercises") == folder / "exercises"
    assert course_rooms.home("helpers") == folder / "mine" / "helpers"
    with pytest.raises(CourseError, match=r"There is no b\.npz among the course's helpers"):
        course_rooms.helper("b.npz")


def test_where_all_lie_together_the_file_says_nothing_of_their_places(their):
    take, folder, _ = their
    for more in (
        "",
        'own = "mine"  # where they are\nproviders = [\n  "one",  # first\n  "two",\n]',
        "providers=['one']",
    ):
        take(more)
        before = tomllib.loads((folder / "course.toml").read_text("utf-8"))
        after = course_rooms.settled()
        assert tomllib.loads(after) == {
            key: value for key, value in before.items() if key not in ("own", "providers")
        }
        course_file.parse(after)
    take('"own" = "mine"')
    with pytest.raises(CourseError, match=r"^course\.toml: write own and providers as plain"):
        course_rooms.settled()


def test_whoever_grades_elsewhere_sees_each_file_that_differs(their):
    take, folder, site = their
    put(folder, files_of("beside") | {"helpers/tool.py": "", "helpers/data/images.bin": "1"})
    put(site / "brought", files_of("installed"))
    offer(site, "theirs", "brought")
    take('providers = ["theirs"]')
    seen = [course_rooms.digest()]
    for path in ("course/helpers/data/images.bin", "site/brought/answers/installed.py"):
        put(folder.parent, {path: "2"})
        seen.append(course_rooms.digest())
    assert len(set(seen)) == 3


def test_what_is_not_there_or_there_twice_is_refused_in_one_line(their):
    take, folder, site = their
    put(site / "brought", files_of("installed") | {"helpers/tool.py": ""})
    put(site, {"a_module.py": ""})
    offer(site, "theirs", "brought")
    offer(site, "module", "a_module")
    offer(site, "gone", "no_such_package", "broken")
    for distribution in ("one", "other"):
        offer(site, "both", f"{distribution}_package", distribution)
    put(site / "scaled", files_of("scale"))
    offer(site, "shipped", "scaled")
    put(folder / "mine", files_of("installed"))
    put(folder / "tools", {"helpers/tool.py": ""})
    for more, said in (
        ('own = "nowhere"', "own = 'nowhere': there is no folder "),
        ('providers = ["their"]', "'their' is offered by no installed package (offered: both, "),
        ('providers = ["both"]', "'both' is offered by one and other. Uninstall one of them."),
        ('providers = ["module"]', "a_module names 'a_module', which is no installed package"),
        ('providers = ["gone"]', "broken names 'no_such_package', which is no installed package"),
        ('providers = ["shipped"]', "scaled/exercises/scale.py: there is "),
        ('own = "mine"\nproviders = ["theirs"]', "brought/exercises/installed.py: there is "),
        ('own = "tools"\nproviders = ["theirs"]', "brought/helpers/tool.py: there is "),
    ):
        take(more)
        with pytest.raises(CourseError) as refused:
            [course_rooms.rooms(room) for room in course_rooms.ROOMS]
        line = str(refused.value).replace(os.sep, "/")
        assert said in line and "\n" not in line, line


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"exercises/spread.py": "import no_such_module"}, "cannot be imported: ModuleNotFoundErr"),
        ({"exercises/spread.py": files_of("other")["exercises/other.py"]}, "must be the same."),
        ({"answers/spread.py": None}, "There is no answers/spread.py for the exercise 'spread'."),
    ],
)
def test_a_module_that_is_none_is_one_line(files, said, tmp_path):
    text = only(SHIPPED, "02_preprocessing").replace('["scale",', '["spread", "scale",', 1)
    text += "spread = { points = 2, minutes = 5 }\n"
    whole = {**files_of("spread"), "course.toml": text, **files}
    put(tmp_path, {name: content for name, content in whole.items() if content is not None})
    done = subprocess.run(
        [sys.executable, "-c", "from mnist_course import course as c; c.answer('spread')"],
        env=os.environ | {course_file.VARIABLE: str(tmp_path)},
        capture_output=True,
        text=True,
    )
    line = done.stderr.splitlines()[-1]
    assert line.startswith("mnist_course.core.errors.CourseError: ")
    assert said in line
