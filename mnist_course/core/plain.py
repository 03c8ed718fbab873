"""Plain data: what may cross from the side that runs student code to the side that judges.

Plain data are None, booleans, numbers, strings, lists, dicts with string keys and NumPy
arrays without objects; never code, pickles or Keras objects. `plain` reduces what a
student's function returned to that, `pack` and `unpack` carry it between processes.
"""

import io
import math
import struct
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from json import dumps, loads  # by name: student code may bind the module's anew
from typing import Any, TypeAlias

import numpy as np

from mnist_course.core.language import say
from mnist_course.core.short import cut, type_name

Data: TypeAlias = (
    bool | int | float | str | np.ndarray | Sequence["Data"] | Mapping[str, "Data"] | None
)
"""None, bool, int, float, str, list, dict[str, Data] or numpy.ndarray of a plain dtype."""

PLAIN_KINDS = "biufU"
"""NumPy dtype kinds that cross: booleans, integers, floats and strings."""


@dataclass(frozen=True)
class Bounds:
    """How much plain data may hold; `unpack` refuses more, whoever packed it.

    Attributes:
        packed: bytes, packed.
        answer: the same of what comes back of one exercise.
        skeleton: bytes of JSON: all but the contents of arrays.
        nodes: numbers, texts, lists, dicts, keys and arrays together. An array without elements
            counts as many as its other axes are long, since a list of it is that long.
        depth: of lists and dicts in each other.
        key, text: characters of one key, of one text.
        item: characters of one element of an array of texts.
        directory: bytes of the list of the archive's members.
        least, most: of a whole number: what NumPy's own reach.
    """

    packed: int = 256 * 2**20
    answer: int = 128 * 2**20
    skeleton: int = 16 * 2**20
    nodes: int = 1_000_000
    depth: int = 32
    key: int = 1_000
    text: int = 1_000_000
    item: int = 1_000
    directory: int = 4 * 2**20
    least: int = -(2**63)
    most: int = 2**64 - 1


BOUNDS = Bounds()

DESCRIBED = 300
"""Characters of what `describe_type` says, at most."""

_ARRAY = "__array__"
_END_OF_ARCHIVE = struct.Struct("<4s4H2LH")


class NotPlain(TypeError):
    """A value that plain data cannot express; the message says which."""


class TooLarge(ValueError):
    """Data beyond a bound; the message says which."""


def plain(value: Any, _depth: int = 0) -> Data:
    """Reduce `value` to plain data.

    Tuples become lists, NumPy scalars Python scalars, dtypes their names, tensors and
    Keras variables arrays.

    Raises:
        NotPlain: for anything else, such as an object array, a function or a model.
    """
    if _depth > BOUNDS.depth:
        raise NotPlain(say("a value nested more than {depth} deep", depth=BOUNDS.depth))
    # Exact types only: a subclass of int can lie about its value when it is read later.
    if value is None or type(value) in (bool, float, str):
        return value
    if type(value) is int:
        return _plain_int(value)
    if type(value) is np.ndarray:
        return _plain_array(value)
    if isinstance(value, np.generic):
        return _plain_array(np.asarray(value)).item()
    if isinstance(value, np.dtype):
        return value.name
    if isinstance(value, type) and issubclass(value, np.generic):
        return np.dtype(value).name
    if isinstance(value, type):
        raise NotPlain(say("the class {name}", name=type_name(value)))
    if isinstance(value, (list, tuple)):
        return [plain(item, _depth + 1) for item in value]
    if isinstance(value, dict):
        return {_key(key): plain(item, _depth + 1) for key, item in value.items()}
    if isinstance(value, (bool, int, float, str)):
        return plain(next(t for t in (int, float, str) if isinstance(value, t))(value))
    if hasattr(value, "numpy") and hasattr(value, "dtype"):
        return _plain_array(np.asarray(value.numpy()))
    if isinstance(value, np.ndarray) or hasattr(value, "__array__"):
        return _plain_array(np.asarray(value))
    raise NotPlain(f"a {type_name(type(value))}")


def _key(key: Any) -> str:
    return key if type(key) is str else str(plain(key))


def _plain_int(value: int) -> int:
    if BOUNDS.least <= value <= BOUNDS.most:
        return value
    digits = int(value.bit_length() * math.log10(2)) + 1
    raise NotPlain(say("a whole number of about {digits:,} digits", digits=digits))


def _plain_array(array: np.ndarray) -> np.ndarray:
    if array.dtype.kind not in PLAIN_KINDS:
        if array.dtype.name in ("bfloat16", "float8_e4m3fn", "float8_e5m2"):
            return array.astype(np.float32)
        raise NotPlain(cut(say("an array of dtype {dtype}", dtype=array.dtype), DESCRIBED))
    if array.dtype.kind == "f" and array.dtype.itemsize > 8:
        return array.astype(np.float64)
    if not array.dtype.itemsize:
        return array.astype("<U1")
    return np.asarray(array)


def describe_type(value: Any) -> str:
    """The type of `value` as a student would say it: 'float32 array (3, 28, 28)', 'int', …"""
    return cut(_described(value), DESCRIBED)


def _described(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return f"{value.dtype} array {value.shape}"
    if hasattr(value, "numpy") and hasattr(value, "shape"):
        dtype = getattr(value.dtype, "name", value.dtype)
        return f"{dtype} tensor {tuple(value.shape)}"
    if isinstance(value, np.generic):
        return f"numpy.{value.dtype.name}"
    if isinstance(value, (list, tuple)):
        return f"{type_name(type(value))} of {len(value)}"
    return type_name(type(value))


def pack(data: Data, max_bytes: int = BOUNDS.packed) -> bytes:
    """Serialise plain data.

    The result is an uncompressed `.npz`: the arrays, and a JSON skeleton that refers to them.

    Raises:
        TooLarge: where that would have more than `max_bytes`; an array that takes no room here,
            since it repeats one number, is not written out to find that.
    """
    arrays: dict[str, np.ndarray] = {}

    def skeleton(value: Data) -> Any:
        if isinstance(value, np.ndarray):
            name = f"a{len(arrays)}"
            arrays[name] = value
            return {_ARRAY: name}
        if isinstance(value, dict):
            return {"d": [[key, skeleton(item)] for key, item in value.items()]}
        if isinstance(value, list):
            return [skeleton(item) for item in value]
        if isinstance(value, float) and not math.isfinite(value):
            return {"f": repr(value)}
        return value

    text = dumps(skeleton(plain(data)), allow_nan=False)
    encoded = np.frombuffer(text.encode("utf-8", "surrogatepass"), np.uint8)
    _within(encoded.nbytes + sum(array.nbytes for array in arrays.values()), max_bytes)
    buffer = io.BytesIO()
    members: dict[str, Any] = {"skeleton": encoded, **arrays}
    np.savez(buffer, **members)
    _within(buffer.tell(), max_bytes)
    return buffer.getvalue()


def _within(size: int, max_bytes: int) -> None:
    if size > max_bytes:
        raise TooLarge(
            say(
                "{size:,} bytes, more than the {max_bytes:,} allowed",
                size=size,
                max_bytes=max_bytes,
            )
        )


def unpack(raw: bytes, max_bytes: int = BOUNDS.packed) -> Data:
    """Read what `pack` wrote, from a source that is not trusted.

    What is restored takes time and memory in proportion to `raw`, whatever that says of itself:
    no member is read twice, and no shape is believed that its bytes do not fill.

    Raises:
        TooLarge: where `raw` has more than `max_bytes`, or goes beyond another of `BOUNDS`.
        ValueError: where `raw` is not such data.
        MemoryError: where there is no room for what is within bounds.
    """
    _within(len(raw), max_bytes)
    try:
        return _Reader(raw, max_bytes).data()
    except (ValueError, MemoryError):
        raise
    except Exception as error:
        raise ValueError(f"not packed plain data ({type(error).__name__}: {error})") from None


class _Reader:
    """Restores what one archive holds, and counts as it goes."""

    def __init__(self, raw: bytes, max_bytes: int):
        _look_at_directory(raw)
        self._archive = zipfile.ZipFile(io.BytesIO(raw))
        members = self._archive.infolist()
        if any(member.compress_type != zipfile.ZIP_STORED for member in members):
            raise ValueError("a compressed member")
        # Members that overlap in the archive could hold more than it does.
        if sum(member.file_size for member in members) > max_bytes:
            raise TooLarge("members larger than allowed")
        self._members = {member.filename: member for member in members}
        self._nodes = 0

    def data(self) -> Data:
        text = self._array("skeleton", BOUNDS.skeleton).tobytes()
        return self._restored(loads(text.decode("utf-8", "surrogatepass")), 0)

    def _restored(self, value: Any, depth: int) -> Data:
        self._count(1)
        if depth > BOUNDS.depth:
            raise TooLarge("lists and dicts nested too deep")
        if isinstance(value, list):
            return [self._restored(item, depth + 1) for item in value]
        if isinstance(value, dict):
            return self._special(value, depth)
        if isinstance(value, str) and len(value) > BOUNDS.text:
            raise TooLarge(say("a text of {count:,} characters", count=len(value)))
        if isinstance(value, int) and not BOUNDS.least <= value <= BOUNDS.most:
            raise TooLarge("a whole number of more than 64 bits")
        return value

    def _special(self, value: dict[str, Any], depth: int) -> Data:
        if _ARRAY in value:
            array = self._array(value[_ARRAY], BOUNDS.packed)
            if not array.size:
                self._count(math.prod(max(side, 1) for side in array.shape))
            return array
        if "f" in value:
            return {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}[value["f"]]
        restored: dict[str, Data] = {}
        for key, item in value["d"]:
            if not isinstance(key, str):
                raise ValueError("a key that is no text")
            if len(key) > BOUNDS.key:
                raise TooLarge(say("a key of {key:,} characters", key=len(key)))
            self._count(1)
            restored[key] = self._restored(item, depth + 1)
        return restored

    def _count(self, more: int) -> None:
        self._nodes += more
        if self._nodes > BOUNDS.nodes:
            raise TooLarge(say("more than {nodes:,} values in lists and dicts", nodes=BOUNDS.nodes))

    def _array(self, name: str, most: int) -> np.ndarray:
        # Taken out: what one member holds is worth its bytes once, however often it is named.
        member = self._members.pop(f"{name}.npy", None)
        if member is None:
            raise ValueError("an array that is missing, or named twice")
        if member.file_size > most:
            raise TooLarge(say("{file_size:,} bytes in one member", file_size=member.file_size))
        content = self._archive.read(member)
        stream = io.BytesIO(content)
        if np.lib.format.read_magic(stream) != (1, 0):
            raise ValueError("an array of another format")
        shape, by_column, dtype = np.lib.format.read_array_header_1_0(stream)
        if dtype.kind not in PLAIN_KINDS or not dtype.itemsize or dtype.hasobject:
            raise ValueError(f"an array of dtype {dtype}")
        if dtype.kind == "f" and dtype.itemsize > 8:
            raise ValueError(f"an array of dtype {dtype}")
        if dtype.kind == "U" and dtype.itemsize > 4 * BOUNDS.item:
            raise TooLarge(
                say("an array of texts of {length:,} characters", length=dtype.itemsize // 4)
            )
        filled = len(content) - stream.tell()
        if any(side < 0 for side in shape) or math.prod(shape) * dtype.itemsize != filled:
            raise ValueError(f"an array of shape {str(shape)[:100]} in {filled:,} bytes")
        array = np.frombuffer(content, dtype, offset=stream.tell())
        return _sound(array).reshape(shape, order="F" if by_column else "C")


def _look_at_directory(raw: bytes) -> None:
    """Refuse an archive whose list of members alone would fill the memory."""
    end = raw[-_END_OF_ARCHIVE.size :]
    if len(end) < _END_OF_ARCHIVE.size or not end.startswith(b"PK\x05\x06"):
        raise ValueError("not packed plain data")
    if _END_OF_ARCHIVE.unpack(end)[5] > BOUNDS.directory:
        raise TooLarge("too many members")


def _sound(array: np.ndarray) -> np.ndarray:
    """The same values, as this machine has them, and none that NumPy could not have made."""
    if array.dtype.kind == "b":
        return array.view(np.uint8) != 0
    # A copy, since what `frombuffer` gives cannot be written to.
    array = array.astype(array.dtype.newbyteorder("="))
    if array.dtype.kind == "U" and array.size and array.view(np.uint32).max() > 0x10FFFF:
        raise ValueError("an array of texts with characters that there are not")
    return array
