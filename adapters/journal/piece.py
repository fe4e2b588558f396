"""Pieces: many entries of the tail in one row of its database, by column, as a run leaves them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from io import BytesIO

import polars as pl

from adapters.journal.lines import COLUMNS, SCHEMA
from adapters.journal.segment import FACTS, compressed, index, parted, whole

MANY = 1 << 12
"""So many entries of one commit, and more, are kept in pieces."""
SIZE = 1 << 13
"""So many are in a piece at most."""
NUMBERED: dict[str, pl.DataType] = {"number": pl.Int64(), **SCHEMA}


@dataclass(frozen=True, slots=True)
class Piece:
    """Entries `first` to `first + count - 1`, in the parts that a segment has."""

    first: int
    count: int
    idx: bytes
    decisions: bytes
    facts: bytes

    def numbered(self) -> pl.DataFrame:
        """The entries: `number`, `entry`, `salt` and `facts`; raises ValueError when they are not as many."""
        entries = whole(pl.read_parquet(BytesIO(self.decisions))).alias("entry")
        found = pl.read_parquet(BytesIO(self.facts)).select(FACTS).insert_column(0, entries)
        if found.height != self.count:
            raise ValueError(f"{found.height} entries where {self.count} should be")
        numbers = pl.int_range(self.first, self.first + self.count, eager=True).alias("number")
        return found.insert_column(0, numbers).cast(pl.Schema(NUMBERED))

    def indexed(self) -> bool:
        """Whether the index is that of the entries."""
        return self.idx == index(self.numbered()["entry"])

    def forgotten(self, numbers: Collection[int]) -> Piece:
        """The piece without the facts and salts of some entries."""
        gone = pl.col("number").is_in(sorted(numbers))
        kept = self.numbered().select(pl.when(~gone).then(pl.col(name)).alias(name) for name in FACTS)
        return replace(self, facts=_parquet(kept))


def cut(lines: pl.DataFrame, first: int) -> tuple[list[Piece], pl.DataFrame]:
    """Entries from number `first`, in pieces as far as they are many; and those that are left."""
    pieces = []
    while lines.height >= MANY:
        head, lines = lines[:SIZE], lines[SIZE:]
        entries = head["entry"]
        parts = index(entries), _parquet(parted(entries)), _parquet(head.select(FACTS))
        pieces.append(Piece(first, head.height, *parts))
        first += head.height
    return pieces, lines.select(COLUMNS)


def _parquet(frame: pl.DataFrame) -> bytes:
    held = BytesIO()
    compressed(frame, held)
    return held.getvalue()
