"""Saved models with any bytes changed: reading never raises, and what is read gets a verdict."""

import io
import json
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_course.core.exercise import STATUSES
from mnist_course.core.plain import pack, unpack
from mnist_course.judging.network import Unreadable, judge_model, read_network, rebuild, weights_of
from mnist_course.probes.saved_models import CONFIG, WEIGHTS, read
from support.fuzzing import fuzzed
from support.trained import save

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("fuzz")


class Members(dict):
    """Shown by name alone: Hypothesis would print all bytes of a file."""

    def __repr__(self):
        return "the honest file's members"


@pytest.fixture(scope="module")
def members(folder):
    save(folder / "honest.keras")
    with zipfile.ZipFile(folder / "honest.keras") as archive:
        return Members((name, archive.read(name)) for name in archive.namelist())


def judged(folder, raw):
    path = folder / "digits.keras"
    path.write_bytes(raw)
    observed = unpack(pack(read(path)))
    verdict = judge_model(observed)
    assert verdict.status in STATUSES
    assert verdict.message.isprintable()
    assert len(verdict.message) <= 600
    try:
        arrays = weights_of(read_network(observed, (28, 28, 1)), observed)
        assert all(np.isfinite(array).all() for array in arrays)
        rebuild(observed)
    except Unreadable:
        return verdict
    return verdict


def packed(members, compression=zipfile.ZIP_STORED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


changes = st.lists(
    st.tuples(
        st.floats(0, 1, exclude_max=True),
        st.one_of(st.binary(min_size=1, max_size=8), st.sampled_from([b"\xff" * 8, b"\x00" * 8])),
    ),
    min_size=1,
    max_size=6,
)


def spoiled(raw, changes):
    changed = bytearray(raw)
    for place, new in changes:
        at = int(place * len(changed))
        changed[at : at + len(new)] = new
    return bytes(changed)


@given(changes=changes)
@fuzzed(60, shrinks=False)
def test_fuzz_bytes_of_the_whole_file(folder, members, changes):
    judged(folder, spoiled(packed(members), changes))


@given(changes=changes, member=st.sampled_from([CONFIG, WEIGHTS]), short=st.floats(0.9, 1))
@fuzzed(60, shrinks=False)
def test_fuzz_bytes_of_a_member(folder, members, changes, member, short):
    """The archive is whole; what is in it is not."""
    content = spoiled(members[member], changes)
    judged(folder, packed({**members, member: content[: int(short * len(content))]}))


@given(names=st.lists(st.text(min_size=1, max_size=30), max_size=6), content=st.binary(max_size=50))
@fuzzed(40, shrinks=False)
def test_fuzz_names_in_the_archive(folder, members, names, content):
    judged(folder, packed({**members, **dict.fromkeys(names, content)}))


def test_a_nested_model_that_was_compiled_with_something_of_ones_own_is_read(folder, members):
    entity = json.loads(members[CONFIG])
    own = {"module": "my_losses", "class_name": "Mine", "config": {}, "registered_name": "Mine"}
    entity["config"]["layers"][1]["compile_config"] = {"loss": own}
    assert judged(folder, packed({**members, CONFIG: json.dumps(entity).encode()})).ok
