"""Student text is read without the warnings that Python's parser has for it."""

import warnings

import nbformat
import pytest

from autograder.authoring import leaks
from mnist_course.core import own_code
from mnist_course.saved import names

DOUBTFUL = (
    'def scale(images):\n    """Divide: \\d."""\n    return images if images is 1 else "\\w"\n'
)


@pytest.fixture(params=["always", "error"])
def strict(request):
    """Python that warns of everything, or takes each warning for an error."""
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter(request.param)
        yield told


def test_python_warns_of_the_text():
    with pytest.warns((DeprecationWarning, SyntaxWarning)):
        compile(DOUBTFUL, "cell", "exec")


def test_it_is_parsed_and_looked_at_in_silence(strict):
    tree = own_code.parsed(DOUBTFUL)
    assert own_code.definition(tree, "scale").lineno == 1
    assert names.bound(DOUBTFUL) == {"scale"}
    assert names.essence(DOUBTFUL) == names.essence(f"# mine\n{DOUBTFUL}")
    assert names.used(f"{DOUBTFUL}\nscale(digits)") >= {"digits"}
    assert not strict


def test_a_release_is_searched_in_silence(strict, tmp_path):
    for name in ("masters/01", "release"):
        (tmp_path / name).mkdir(parents=True)
    block = f"{leaks.BEGIN}\n{DOUBTFUL}{leaks.END}\n"
    (tmp_path / "masters" / "01" / "01.py").write_text(block)
    (tmp_path / "release" / "scale.py").write_text(DOUBTFUL)
    cells = [nbformat.v4.new_code_cell(DOUBTFUL)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "release" / "scale.ipynb")
    solutions = leaks.solutions(tmp_path / "masters")
    assert len(leaks.leaks(tmp_path / "release", solutions, frozenset())) == 2
    assert not strict


def test_other_warnings_are_as_they_were(strict):
    with own_code.unwarned():
        warnings.warn("inside", stacklevel=1)
    assert not strict
    with pytest.raises(UserWarning) if warnings.filters[0][0] == "error" else pytest.warns():
        warnings.warn("after", stacklevel=1)
