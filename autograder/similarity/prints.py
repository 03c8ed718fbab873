"""Winnowed fingerprints of a source: the same ones in every process and on every machine.

Tokens, winnowing and marks are those of `copydetect` (Schleimer, Wilkerson, Aiken: Winnowing,
SIGMOD 2003). Its own fingerprints are Python's `hash` of a text, which each process salts anew:
other ones are selected each time, and pairs come and go. These are BLAKE2's.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np

Places = tuple[tuple[int, int], ...]

_TOKENS = 12
"""Characters of filtered code in one fingerprint: a name, a text and an operator are one each."""

_WINDOW = 4
_BYTES = 6
"""Of a fingerprint: 48 bits, which copydetect's winnowing compares as floats without loss."""


@dataclass(frozen=True)
class Prints:
    """The fingerprints of one source, as `copydetect.compare_files` reads them.

    Attributes:
        hashes: the fingerprints.
        hash_idx: fingerprint → its places in the filtered code.
        filtered_code: the source without spaces and comments, its names made alike.
        offsets: how places there become places in the source.
        token_coverage: how much of the filtered code the fingerprints cover.
        k: the length of one.
    """

    hashes: frozenset[int]
    hash_idx: dict[int, list[int]]
    filtered_code: str
    offsets: Any
    token_coverage: int
    k: int = _TOKENS


def of(source: str, without: Collection[int] = ()) -> Prints:
    """The fingerprints of a source.

    Args:
        source: Python, whole or not.
        without: fingerprints that do not count.
    """
    from copydetect import utils

    code, offsets = utils.filter_code(source, "answer.py", "python")
    grams = np.array(
        [_hash(code[i : i + _TOKENS]) for i in range(len(code) - _TOKENS + 1)], np.int64
    )
    selected, places = utils.winnow(grams, _WINDOW, remove_duplicates=False)
    index: dict[int, list[int]] = {}
    for one, place in zip(selected.tolist(), places.tolist()):
        if one not in without:
            index.setdefault(one, []).append(place)
    covered = int(utils.get_token_coverage(index, _TOKENS, len(code)))
    return Prints(frozenset(index), index, code, offsets, covered)


def shared(first: Prints, second: Prints) -> tuple[Places, Places]:
    """For each of the two sources, the (start, end) places that both have."""
    from copydetect import compare_files

    _, _, (left, right) = compare_files(first, second)
    return _places(left), _places(right)


def _places(slices: Any) -> Places:
    return tuple((int(a), int(b)) for a, b in zip(*slices)) if np.size(slices) else ()


def _hash(gram: str) -> int:
    digest = hashlib.blake2b(gram.encode("utf-8", "surrogatepass"), digest_size=_BYTES)
    return int.from_bytes(digest.digest(), "big")
