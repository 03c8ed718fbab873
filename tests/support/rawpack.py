"""Packed data as somebody would write them who does not use `pack`."""

import io
import json
import math
import zipfile
from typing import Any

import numpy as np


def npy(header: dict[str, Any], content: bytes = b"") -> bytes:
    """A `.npy` file that says of itself what `header` says, whatever its content is."""
    stream = io.BytesIO()
    np.lib.format.write_array_header_1_0(stream, header)
    return stream.getvalue() + content


def array(values: Any) -> bytes:
    """An honest `.npy` file."""
    stream = io.BytesIO()
    np.save(stream, values)
    return stream.getvalue()


def empty(dtype: str, shape: tuple[int, ...]) -> bytes:
    """An array that takes no bytes, of any shape."""
    return npy({"descr": dtype, "fortran_order": False, "shape": shape})


def rawpack(skeleton: Any, **members: bytes) -> bytes:
    """An archive with that skeleton (data for JSON, or its text) and those `.npy` members."""
    text = skeleton if isinstance(skeleton, str) else json.dumps(skeleton)
    files = {"skeleton": array(np.frombuffer(text.encode(), np.uint8)), **members}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            archive.writestr(f"{name}.npy", content)
    return buffer.getvalue()


def named(name: str) -> dict[str, str]:
    """How a skeleton refers to a member."""
    return {"__array__": name}


def forged(data: Any) -> bytes:
    """As `pack`, but of whatever is given: numbers of any length stay as they are."""
    members: dict[str, bytes] = {}

    def skeleton(value: Any) -> Any:
        if isinstance(value, np.ndarray):
            members[f"a{len(members)}"] = array(value)
            return named(f"a{len(members) - 1}")
        if isinstance(value, dict):
            return {"d": [[key, skeleton(item)] for key, item in value.items()]}
        if isinstance(value, list):
            return [skeleton(item) for item in value]
        if isinstance(value, float) and not math.isfinite(value):
            return {"f": repr(value)}
        return value

    return rawpack(skeleton(data), **members)
