"""What may cross from the side that is not trusted."""

import io
import math
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from mnist_course.core.plain import NotPlain, pack, plain, unpack

ARRAYS = hnp.arrays(
    st.sampled_from([np.uint8, np.int64, np.float32, np.float64, np.bool_]),
    hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4),
)
LEAVES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), ARRAYS)
DATA = st.recursive(
    LEAVES,
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner)),
    max_leaves=12,
)


def same(a, b) -> bool:
    if isinstance(a, np.ndarray):
        equal_nan = a.dtype.kind == "f"
        return a.dtype == b.dtype and a.shape == b.shape and np.array_equal(a, b, equal_nan)
    if isinstance(a, list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[k], b[k]) for k in a)
    if isinstance(a, float) and math.isnan(a):
        return math.isnan(b)
    return type(a) is type(b) and a == b


def outcome(raw: bytes) -> str:
    """'read', or the words with which it was refused; any other error fails the test."""
    try:
        unpack(raw, max_bytes=2**20)
    except ValueError as error:
        return str(error)
    return "read"


@given(DATA)
def test_what_is_packed_comes_back(data):
    assert same(data, unpack(pack(data)))


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_in_words(raw):
    assert outcome(raw)


@given(DATA, st.data())
def test_damaged_bytes_are_read_or_refused_in_words(data, draw):
    raw = bytearray(pack(data))
    for _ in range(draw.draw(st.integers(1, 4))):
        raw[draw.draw(st.integers(0, len(raw) - 1))] ^= draw.draw(st.integers(1, 255))
    assert outcome(bytes(raw))


def test_objects_do_not_cross():
    for value in (object(), lambda: 1, np.array([object()]), {1, 2}, iter([]), 1j, b"bytes"):
        with pytest.raises(NotPlain):
            plain(value)


def test_a_pickle_inside_is_refused():
    buffer = io.BytesIO()
    np.savez(buffer, skeleton=np.array([object()], dtype=object))
    with pytest.raises(ValueError, match="Object arrays"):
        unpack(buffer.getvalue())


def test_a_compressed_bomb_is_refused_before_it_unpacks():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("skeleton.npy", bytes(50_000_000))
    assert len(buffer.getvalue()) < 100_000
    with pytest.raises(ValueError, match="compressed"):
        unpack(buffer.getvalue())


def test_more_than_allowed_is_refused():
    with pytest.raises(ValueError, match="allowed"):
        unpack(pack(np.zeros(1000)), max_bytes=1000)


class Liar(int):
    """An int that says it equals everything."""

    def __eq__(self, other):
        return True

    __hash__ = int.__hash__


def test_a_subclass_is_reduced_to_its_base():
    reduced = plain([Liar(3), np.float32(0.5), np.dtype("uint8"), (1, 2)])
    assert [type(item) for item in reduced] == [int, float, str, list]
    assert reduced[0] != 4
