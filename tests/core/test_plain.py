"""What may cross from the side that is not trusted."""

import io
import math
import tracemalloc
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from mnist_course.core.plain import (
    BOUNDS,
    DESCRIBED,
    NotPlain,
    TooLarge,
    describe_type,
    pack,
    plain,
    unpack,
)
from mnist_course.core.short import NAME, type_name
from support import rawpack
from support.fuzzing import fuzzed
from support.rawpack import named

ARRAYS = hnp.arrays(
    st.sampled_from([np.uint8, np.int64, np.float32, np.float64, np.bool_]),
    hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4),
)
INTEGERS = st.integers(BOUNDS.least, BOUNDS.most)
LEAVES = st.one_of(st.none(), st.booleans(), INTEGERS, st.floats(), st.text(), ARRAYS)
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


@fuzzed()
@given(DATA)
def test_what_is_packed_comes_back(data):
    assert same(data, unpack(pack(data)))


@fuzzed()
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_in_words(raw):
    assert outcome(raw)


@fuzzed()
@given(DATA, st.data())
def test_damaged_bytes_are_read_or_refused_in_words(data, draw):
    raw = bytearray(pack(data))
    for _ in range(draw.draw(st.integers(1, 4))):
        raw[draw.draw(st.integers(0, len(raw) - 1))] ^= draw.draw(st.integers(1, 255))
    assert outcome(bytes(raw))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from(["d", "f", "__array__", "a"]), inner, max_size=2),
        st.lists(st.tuples(st.text(max_size=3), inner), max_size=3).map(lambda d: {"d": d}),
        st.sampled_from([named("a"), named("b"), named("skeleton"), {"f": "nan"}, {"f": "1"}]),
    ),
    max_leaves=10,
)
HEADERS = st.fixed_dictionaries(
    {
        "descr": st.sampled_from(["|u1", "<f4", ">f8", "<U2", "<U0", "|O", "|V3", "|b1", "<c8"]),
        "fortran_order": st.booleans(),
        "shape": st.lists(st.integers(-1, 3) | st.just(10**9), max_size=4).map(tuple),
    }
)


@fuzzed()
@given(JSON, HEADERS, st.binary(max_size=64))
def test_forged_skeletons_and_headers_are_read_or_refused_in_words(skeleton, header, content):
    a = rawpack.npy(header, content)
    assert outcome(rawpack.rawpack(skeleton, a=a, b=rawpack.array(np.arange(3))))


def test_objects_do_not_cross():
    for value in (object(), lambda: 1, np.array([object()]), {1, 2}, iter([]), 1j, b"bytes"):
        with pytest.raises(NotPlain):
            plain(value)


def test_a_pickle_inside_is_refused():
    buffer = io.BytesIO()
    np.savez(buffer, skeleton=np.array([object()], dtype=object))
    with pytest.raises(ValueError, match="dtype object"):
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


def skeleton_of(*leaves: str) -> str:
    return f"[{','.join(leaves)}]"


def at(bound: str, more: int = 0) -> bytes:
    """Packed data that just reach a bound, or go beyond it by `more`."""
    most = getattr(BOUNDS, bound) + more
    if bound == "nodes":
        return rawpack.rawpack(skeleton_of(*["0"] * (most - 1)))
    if bound == "depth":
        return rawpack.rawpack("[" * (most + 1) + "]" * (most + 1))
    if bound == "key":
        return rawpack.rawpack({"d": [["k" * most, 0]]})
    if bound == "text":
        return rawpack.rawpack(["x" * most])
    if bound == "item":
        return rawpack.rawpack(named("a"), a=rawpack.array(np.array(["x" * most])))
    if bound == "skeleton":
        header = len(rawpack.array(np.zeros(1, np.uint8))) - 1
        texts = ",".join(['"' + "x" * 900_000 + '"'] * 18)
        room = most - header - len(f'[{texts},""]')
        return rawpack.rawpack(f'[{texts},"{"x" * room}"]')
    if bound == "packed":
        raw = pack(np.zeros(1_000_000, np.uint8))
        return pack(np.zeros(1_000_000 + most - len(raw), np.uint8))
    assert bound in ("least", "most")
    return rawpack.rawpack([most])


@pytest.mark.parametrize(
    ("bound", "more"),
    [
        *(("nodes", 1), ("depth", 1), ("key", 1), ("text", 1), ("item", 1), ("skeleton", 1)),
        *(("packed", 1), ("least", -1), ("most", 1)),
    ],
)
def test_a_bound_is_kept_to_the_last(bound, more):
    unpack(at(bound))
    with pytest.raises(TooLarge):
        unpack(at(bound, more))


def test_an_archive_with_too_many_members_is_refused_before_they_are_listed():
    members = {f"a{number:06}": b"" for number in range(BOUNDS.directory // 56 + 1_000)}
    raw = rawpack.rawpack([], **members)
    tracemalloc.start()
    try:
        with pytest.raises(TooLarge, match="members"):
            unpack(raw)
        assert tracemalloc.get_traced_memory()[1] < 100_000
    finally:
        tracemalloc.stop()


AMPLIFIERS = {
    "one array named many times": rawpack.rawpack(
        [named("a")] * 1_000, a=rawpack.array(np.zeros(1_000_000, np.uint8))
    ),
    "the skeleton named by itself": rawpack.rawpack([named("skeleton")]),
    "no bytes an element": rawpack.rawpack(named("a"), a=rawpack.empty("<U0", (10**9,))),
    "no bytes at all": rawpack.rawpack(named("a"), a=rawpack.empty("|u1", (10**9, 0))),
    "no bytes, many times": rawpack.rawpack(
        [named(f"a{n}") for n in range(50)],
        **{f"a{n}": rawpack.empty("|u1", (50_000, 0)) for n in range(50)},
    ),
    "a shape beyond its bytes": rawpack.rawpack(named("a"), a=rawpack.empty("|u1", (10**9,))),
    "a number of many digits": rawpack.rawpack([10**400]),
    "a number of more": rawpack.rawpack("[" + "1" * 100_000 + "]"),
    "a float of many digits": rawpack.rawpack({"f": "1" * 1_000_000}),
    "texts of characters that there are not": rawpack.rawpack(
        named("a"),
        a=rawpack.npy({"descr": "<U1", "fortran_order": False, "shape": (1,)}, b"\xff" * 4),
    ),
    "deep beyond the parser": rawpack.rawpack("[" * 100_000 + "]" * 100_000),
}


@pytest.mark.parametrize("kind", AMPLIFIERS)
def test_little_that_claims_to_be_much_is_refused_and_costs_little(kind):
    raw = AMPLIFIERS[kind]
    tracemalloc.start()
    try:
        with pytest.raises(ValueError):  # noqa: PT011
            unpack(raw)
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


def test_values_are_as_numpy_makes_them_here():
    header = {"descr": "|b1", "fortran_order": False, "shape": (3,)}
    odd = unpack(rawpack.rawpack(named("a"), a=rawpack.npy(header, b"\x00\x01\xfe")))
    assert odd.view(np.uint8).tolist() == [0, 1, 1]
    swapped = unpack(pack(np.array([1.5], ">f4")))
    assert swapped.dtype == np.dtype("float32") and swapped.tolist() == [1.5]


@pytest.mark.parametrize(
    ("value", "as_plain"),
    [
        (np.longdouble(0.5), 0.5),
        (np.ones(2, np.longdouble), np.ones(2)),
        (np.empty(2, "U0"), np.array(["", ""])),
        (np.zeros((0, 28, 28), np.uint8), np.zeros((0, 28, 28), np.uint8)),
        (BOUNDS.most, BOUNDS.most),
        (BOUNDS.least, BOUNDS.least),
    ],
)
def test_what_a_student_may_return_crosses(value, as_plain):
    assert same(unpack(pack(value)), as_plain)


@pytest.mark.parametrize("value", [BOUNDS.most + 1, BOUNDS.least - 1, 10**400, [-(10**5000)]])
def test_a_number_beyond_64_bits_is_no_answer_and_said_in_words(value):
    with pytest.raises(NotPlain, match=r"a whole number of about [\d,]+ digits"):
        plain(value)


def test_an_array_that_takes_no_room_here_is_measured_before_it_is_written():
    images = np.lib.stride_tricks.as_strided(np.zeros(1, "f4"), (10**9, 28, 28), (0, 0, 0))
    tracemalloc.start()
    try:
        with pytest.raises(TooLarge, match=r"3,136,000,000,[0-9]{3} bytes, more than the"):
            pack({"calls": [{"value": images}]})
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("more", [0, 1])
def test_what_is_packed_has_a_bound_too(more):
    data = {"a": np.zeros(1_000, np.uint8), "b": np.zeros(1_000, np.uint8)}
    size = len(pack(data))
    if more:
        with pytest.raises(TooLarge, match=f"{size:,} bytes"):
            pack(data, size - more)
    else:
        assert unpack(pack(data, size), size)["a"].size == 1_000


def named_by(length: int) -> type:
    return type("x" * length, (), {})


def test_of_the_name_of_a_type_no_more_is_told_than_a_line_holds():
    assert describe_type(named_by(NAME)()) == "x" * NAME
    assert len(describe_type(named_by(10**6)())) == NAME
    for value in (named_by(10**6)(), named_by(10**6)):
        with pytest.raises(NotPlain) as told:
            plain(value)
        assert len(str(told.value)) < NAME + 20
    wide = np.zeros(1, [("x" * 10**6, "i4")])
    assert len(describe_type(wide)) == DESCRIBED
    with pytest.raises(NotPlain) as told:
        plain(wide)
    assert len(str(told.value)) == DESCRIBED


def test_a_type_that_lies_about_its_name_is_named_all_the_same():
    class Lies(type):
        __name__ = property(lambda _: 1)

    assert type_name(Lies("Liar", (), {})) == "Liar"


class Liar(int):
    """An int that says it equals everything."""

    def __eq__(self, other):
        return True

    __hash__ = int.__hash__


def test_a_subclass_is_reduced_to_its_base():
    reduced = plain([Liar(3), np.float32(0.5), np.dtype("uint8"), (1, 2)])
    assert [type(item) for item in reduced] == [int, float, str, list]
    assert reduced[0] != 4
