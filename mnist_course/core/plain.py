"""Plain data: what may cross from the side that runs student code to the side that judges.

Plain data are None, booleans, numbers, strings, lists, dicts with string keys and NumPy
arrays without objects; never code, pickles or Keras objects. `plain` reduces what a
student's function returned to that, `pack` and `unpack` carry it between processes.
"""

import io
import json
import math
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np

Data: TypeAlias = (
    bool | int | float | str | np.ndarray | Sequence["Data"] | Mapping[str, "Data"] | None
)
"""None, bool, int, float, str, list, dict[str, Data] or numpy.ndarray of a plain dtype."""

PLAIN_KINDS = "biufU"
"""NumPy dtype kinds that cross: booleans, integers, floats and strings."""

_MAX_DEPTH = 32
_ARRAY = "__array__"


class NotPlain(TypeError):
    """A value that plain data cannot express; the message says which."""


def plain(value: Any, _depth: int = 0) -> Data:
    """Reduce `value` to plain data.

    Tuples become lists, NumPy scalars Python scalars, dtypes their names, tensors and
    Keras variables arrays.

    Raises:
        NotPlain: for anything else, such as an object array, a function or a model.
    """
    if _depth > _MAX_DEPTH:
        raise NotPlain(f"a value nested more than {_MAX_DEPTH} deep")
    # Exact types only: a subclass of int can lie about its value when it is read later.
    if value is None or type(value) in (bool, int, float, str):
        return value
    if type(value) is np.ndarray:
        return _plain_array(value)
    if isinstance(value, np.generic):
        return _plain_array(np.asarray(value)).item()
    if isinstance(value, np.dtype):
        return value.name
    if isinstance(value, type) and issubclass(value, np.generic):
        return np.dtype(value).name
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
    raise NotPlain(f"a {type(value).__name__}")


def _key(key: Any) -> str:
    return key if type(key) is str else str(plain(key))


def _plain_array(array: np.ndarray) -> np.ndarray:
    if array.dtype.kind not in PLAIN_KINDS:
        if array.dtype.name in ("bfloat16", "float8_e4m3fn", "float8_e5m2"):
            return array.astype(np.float32)
        raise NotPlain(f"an array of dtype {array.dtype}")
    return np.asarray(array)


def describe_type(value: Any) -> str:
    """The type of `value` as a student would say it: 'float32 array (3, 28, 28)', 'int', …"""
    if isinstance(value, np.ndarray):
        return f"{value.dtype} array {value.shape}"
    if hasattr(value, "numpy") and hasattr(value, "shape"):
        dtype = getattr(value.dtype, "name", value.dtype)
        return f"{dtype} tensor {tuple(value.shape)}"
    if isinstance(value, np.generic):
        return f"numpy.{value.dtype.name}"
    if isinstance(value, (list, tuple)):
        return f"{type(value).__name__} of {len(value)}"
    return type(value).__name__


def pack(data: Data) -> bytes:
    """Serialise plain data.

    The result is an uncompressed `.npz`: the arrays, and a JSON skeleton that refers to them.
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

    text = json.dumps(skeleton(plain(data)), allow_nan=False)
    encoded = np.frombuffer(text.encode("utf-8", "surrogatepass"), np.uint8)
    buffer = io.BytesIO()
    members: dict[str, Any] = {"skeleton": encoded, **arrays}
    np.savez(buffer, **members)
    return buffer.getvalue()


def unpack(raw: bytes, max_bytes: int = 256 * 2**20) -> Data:
    """Read what `pack` wrote, from a source that is not trusted.

    Raises:
        ValueError: where `raw` is not such data, or is or unpacks to more than `max_bytes`.
    """
    if len(raw) > max_bytes:
        raise ValueError(f"{len(raw):,} bytes, more than the {max_bytes:,} allowed")
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            members = archive.infolist()
            if any(member.compress_type != zipfile.ZIP_STORED for member in members):
                raise ValueError("a compressed member")
            if sum(member.file_size for member in members) > max_bytes:
                raise ValueError("members larger than allowed")
        with np.load(io.BytesIO(raw), allow_pickle=False) as arrays:
            text = arrays["skeleton"].tobytes().decode("utf-8", "surrogatepass")
            return _restore(json.loads(text), arrays, 0)
    except ValueError:
        raise
    except Exception as error:
        raise ValueError(f"not packed plain data ({type(error).__name__}: {error})") from None


def _restore(value: Any, arrays: Any, depth: int) -> Data:
    if depth > 2 * _MAX_DEPTH:
        raise ValueError("nested too deep")
    if isinstance(value, list):
        return [_restore(item, arrays, depth + 1) for item in value]
    if isinstance(value, dict):
        if _ARRAY in value:
            array = arrays[value[_ARRAY]]
            if array.dtype.kind not in PLAIN_KINDS:
                raise ValueError(f"an array of dtype {array.dtype}")
            return array
        if "f" in value:
            return float(value["f"])
        return {str(key): _restore(item, arrays, depth + 1) for key, item in value["d"]}
    return value
