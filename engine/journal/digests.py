"""Digests: SHA-256 of many rows of bytes at once.

polars-hash does it without taking Python's lock, once it has been seen to agree with hashlib; else hashlib does.
"""

from __future__ import annotations

from binascii import unhexlify
from collections.abc import Sequence
from functools import cache
from hashlib import sha256

import numpy as np
import polars as pl
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]

SIZE = 32
FEW = 64
"""So many rows hashlib has done before Polars has begun."""
PIECE = 1 << 14
"""So many are done at once, lest their digits leave the processor's cache."""
_HEX = 2 * SIZE


def digests(rows: pl.Series) -> Bytes:
    """The SHA-256 of each row of a column of Binary without nulls: a row of 32 bytes each."""
    if len(rows) > FEW and agrees():
        return _by_column(rows)
    return _one_by_one(rows)


@cache
def agrees() -> bool:
    """Whether polars-hash is there and gives what hashlib gives, for rows that end at and beside each block's end."""
    told = pl.Series([bytes(range(length)) for length in range(200)], dtype=pl.Binary)
    try:
        return bool((_by_column(told) == _one_by_one(told)).all())
    except (ImportError, OSError, ValueError, pl.exceptions.PolarsError):
        return False


def _one_by_one(rows: pl.Series) -> Bytes:
    return stacked([sha256(row).digest() for row in rows.to_list()])


def _by_column(rows: pl.Series) -> Bytes:
    # It takes long to load, and a journal is not at hand in every run.
    from polars_hash import col  # noqa: PLC0415

    found = np.empty((len(rows), SIZE), np.uint8)
    for at in range(0, len(rows), PIECE):
        piece = rows[at : at + PIECE].alias("row").to_frame()
        digits = piece.select(col("row").chash.sha2_256()).to_series().cast(pl.Binary)
        found[at : at + PIECE] = np.frombuffer(unhexlify(matrix(digits, _HEX).data), np.uint8).reshape(-1, SIZE)
    return found


def stacked(parts: Sequence[bytes]) -> Bytes:
    """Digests below each other."""
    return np.frombuffer(b"".join(parts), np.uint8).reshape(-1, SIZE)


def split(digests_: Bytes) -> list[bytes]:
    """Digests, each by itself."""
    whole = digests_.tobytes()
    return [whole[at : at + SIZE] for at in range(0, len(whole), SIZE)]


def matrix(rows: pl.Series, width: int) -> Bytes:
    """Rows of Binary, all of one width and none missing, as one array."""
    if not width:
        return np.empty((len(rows), 0), np.uint8)
    found: Bytes = rows.bin.reinterpret(dtype=pl.Array(pl.UInt8, width)).to_numpy()
    return found


def binary(rows: Bytes) -> pl.Series:
    """The rows of an array as Binary."""
    return pl.Series(rows, dtype=pl.Array(pl.UInt8, rows.shape[1])).cast(pl.List(pl.UInt8)).cast(pl.Binary)
