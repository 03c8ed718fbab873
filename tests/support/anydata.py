"""Plain data of any kind, and observations with something changed in them, for Hypothesis."""

from typing import Any

import numpy as np
from hypothesis import strategies as st

_DTYPES = ("bool", "uint8", "int64", "uint64", "float16", "float32", "float64", "<U3")
_TEXTS = ("", "x", "NotImplementedError", "History", "softmax", "keras", "{value!r:>99}", "🜂", "-1")
_NUMBERS = (0, 1, -1, 3, 9, 2**31, -(2**63), 2**70, 10**400)
_FLOATS = (0.0, -0.0, 0.5, 1e308, -1e308, 1e-320, float("nan"), float("inf"), -float("inf"))


@st.composite
def arrays(draw) -> np.ndarray:
    """Small arrays of every dtype that crosses."""
    shape = tuple(draw(st.lists(st.integers(0, 4), max_size=4)))
    dtype = np.dtype(draw(st.sampled_from(_DTYPES)))
    if dtype.kind == "U":
        return np.full(shape, draw(st.sampled_from(("", "a", "nan"))), dtype)
    if dtype.kind == "f" and draw(st.booleans()):
        return np.full(shape, draw(st.sampled_from((np.nan, np.inf, -np.inf))), dtype)
    values = draw(st.sampled_from((0, 1, 100)))
    return np.full(shape, values, dtype)


scalars = (
    st.none()
    | st.booleans()
    | st.sampled_from(_NUMBERS)
    | st.sampled_from(_FLOATS)
    | st.sampled_from(_TEXTS)
)

anything = st.recursive(
    scalars | arrays(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_TEXTS), inner, max_size=3)
    ),
    max_leaves=5,
)
"""Any plain data."""


_RECORDS = frozenset({"error", "type", "changed", "printed"})
"""What a call's record has besides the answer."""


@st.composite
def changed(draw, observed: Any) -> Any:
    """An observation in which one or two places are not as the probe writes them.

    Mostly these are places in the answers: nearly every change elsewhere is told at once.
    """
    fixed = _RECORDS if draw(st.integers(0, 3)) else frozenset()
    for _ in range(draw(st.integers(1, 2))):
        observed = _with_a_change(draw, observed, fixed, 2 if fixed else 0)
    return observed


def _with_a_change(draw, data: Any, fixed: frozenset[str], deep: int) -> Any:
    """`data` with a change more than `deep` levels down, till there outside the keys `fixed`."""
    if isinstance(data, (dict, list)) and data and (deep > 0 or draw(st.integers(0, 5))):
        places = list(data) if isinstance(data, dict) else list(range(len(data)))
        if isinstance(data, dict) and deep >= 0:
            places = [key for key in places if key not in fixed] or places
        place = draw(st.sampled_from(places))
        if deep > 0 or draw(st.integers(0, 5)):
            inner = _with_a_change(draw, data[place], fixed, deep - 1)
            pairs = dict(data) if isinstance(data, dict) else list(data)
            pairs[place] = inner
            return pairs
        if isinstance(data, dict):
            return {key: value for key, value in data.items() if key != place}
        return [*data[:place], *data[place + 1 :] * draw(st.integers(0, 2))]
    if isinstance(data, np.ndarray) and draw(st.booleans()):
        return _another_array(draw, data)
    return draw(anything)


def _another_array(draw, array: np.ndarray) -> np.ndarray:
    kind = draw(st.sampled_from(("dtype", "flat", "more axes", "part", "none", "filled")))
    if kind == "dtype":
        with np.errstate(all="ignore"):
            return array.astype(draw(st.sampled_from(_DTYPES)))
    if kind == "flat":
        return array.reshape(-1)
    if kind == "more axes":
        return array[..., None]
    if kind == "part":
        return array[: len(array) // 2] if array.ndim else array
    if kind == "none":
        return array[:0] if array.ndim else array
    return np.full_like(array, draw(st.sampled_from((0, 1))))
