"""Look-up tables from a class's key to its code; code 0 is "not yet known"."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from operator import mul
from typing import Any

import numpy as np
import numpy.typing as npt

DENSE_SIZE = 1 << 22
MOST_KEYS = 1 << 22
# A key of bytes takes some 300 of them, one of a number 12.
MOST_WIDE_KEYS = 1 << 18
MOST_COMBINATIONS = 1 << 62

Keys = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
AnyKeys = npt.NDArray[Any]


class Dense:
    """A table with a place for every key below `size`."""

    def __init__(self, size: int) -> None:
        self._codes: Codes = np.zeros(size, np.int32)

    def find(self, keys: Keys) -> Codes:
        """Codes of `keys` (int64, any length)."""
        return self._codes.take(keys)

    def find_one(self, key: int) -> int:
        """Code of one key."""
        return int(self._codes[key])

    def learn(self, keys: Keys, codes: Codes) -> None:
        """Remember the codes of unknown, distinct keys."""
        self._codes[keys] = codes


class Sparse:
    """A sorted table of the keys met, for keys too many to have a place each.

    It holds at most 4 million keys; beyond that it forgets, and the rules engine is asked again.
    """

    def __init__(self) -> None:
        self._table: tuple[Keys, Codes] = (np.empty(0, np.int64), np.empty(0, np.int32))

    def find(self, keys: Keys) -> Codes:
        """Codes of `keys` (int64, any length)."""
        known, codes = self._table
        if not len(known):
            return np.zeros(len(keys), np.int32)
        places = np.minimum(np.searchsorted(known, keys), len(known) - 1)
        return np.where(known[places] == keys, codes[places], np.int32(0))

    def learn(self, keys: Keys, codes: Codes) -> None:
        """Remember the codes of unknown, distinct keys."""
        known, kept = self._table
        if len(known) + len(keys) > MOST_KEYS:
            known, kept = known[:0], kept[:0]
        merged = np.concatenate((known, keys))
        order = np.argsort(merged, kind="stable")
        self._table = (merged[order], np.concatenate((kept, codes))[order])


class Wide:
    """A table for keys that no 64-bit number can hold: rows of cells, as bytes.

    It holds at most 262,144 keys.
    """

    def __init__(self) -> None:
        self._codes: dict[bytes, int] = {}

    def find(self, keys: npt.NDArray[np.void]) -> Codes:
        """Codes of `keys` (one void a row)."""
        distinct, inverse = np.unique(keys, return_inverse=True)
        codes = np.fromiter((self._codes.get(key.tobytes(), 0) for key in distinct), np.int32, len(distinct))
        return codes[inverse]

    def learn(self, keys: npt.NDArray[np.void], codes: Codes) -> None:
        """Remember the codes of unknown, distinct keys."""
        if len(self._codes) + len(keys) > MOST_WIDE_KEYS:
            self._codes = {}
        self._codes.update(zip((key.tobytes() for key in keys), codes.tolist(), strict=True))


class Table:
    """Codes of combinations of digits, digit i being below `sizes[i]`.

    Dense while every combination has a place, sorted beyond, bytes where a combination exceeds 64 bits.
    """

    def __init__(self, sizes: Sequence[int]) -> None:
        self.size = prod(sizes)
        self._strides = [prod(sizes[:place]) for place in range(len(sizes))]
        self._dtype = np.dtype(
            next((kind for kind in (np.uint16, np.int32) if self.size < np.iinfo(kind).max), np.int64)
        )
        self._lookup: Dense | Sparse | Wide
        if self.size <= DENSE_SIZE:
            self._lookup = Dense(self.size)
        else:
            self._lookup = Sparse() if self.size < MOST_COMBINATIONS else Wide()

    def keys(self, digits: Sequence[npt.NDArray[np.integer]], rows: int) -> AnyKeys:
        """One key a row from the columns of digits, each of length `rows`."""
        if isinstance(self._lookup, Wide):
            return _bytes(np.stack(digits, axis=1).astype(np.int32))
        keys: AnyKeys = np.zeros(rows, self._dtype)
        for column, stride in zip(digits, self._strides, strict=True):
            if stride == 1:
                keys += column.astype(self._dtype, copy=False)
            else:
                keys += column.astype(self._dtype, copy=False) * self._dtype.type(stride)
        return keys

    def find(self, keys: AnyKeys) -> Codes:
        """Codes of `keys`, 0 where unknown."""
        return self._lookup.find(keys)

    def learn(self, keys: AnyKeys, codes: Sequence[int]) -> None:
        """Remember the codes of unknown, distinct keys."""
        self._lookup.learn(keys, np.array(codes, np.int32))

    def find_one(self, digits: Sequence[int]) -> int:
        """Code of one combination, 0 if unknown."""
        if isinstance(self._lookup, Dense):
            return self._lookup.find_one(sum(map(mul, digits, self._strides)))
        return int(self.find(self.keys([np.array([digit]) for digit in digits], 1))[0])


def _bytes(matrix: npt.NDArray[np.int32]) -> npt.NDArray[np.void]:
    contiguous = np.ascontiguousarray(matrix)
    return contiguous.view(np.dtype((np.void, contiguous.dtype.itemsize * contiguous.shape[1]))).ravel()
