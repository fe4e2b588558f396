"""Lines: entries with what is kept beside them, one by one or by column."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import polars as pl

from engine.journal.digests import Bytes
from engine.journal.entry import COMMITMENT_AT, KEY_AT
from engine.journal.tree import leaves

COLUMNS = ("entry", "salt", "facts")
SCHEMA: dict[str, pl.DataType] = dict.fromkeys(COLUMNS, pl.Binary())


def key_of(entry: bytes) -> bytes:
    """The complaint's key in a ruling."""
    return entry[KEY_AT:COMMITMENT_AT]


class Line(NamedTuple):
    """An entry; with the salt and facts behind its commitment, unless it has none or they were erased."""

    entry: bytes
    salt: bytes | None = None
    facts: bytes | None = None

    @property
    def key(self) -> bytes:
        """The complaint's key in a ruling."""
        return key_of(self.entry)


@dataclass(frozen=True, slots=True)
class Lines:
    """Many lines: the columns `entry`, `salt` and `facts`, all Binary; and the leaf hash of each entry."""

    frame: pl.DataFrame
    leaves: Bytes

    @classmethod
    def of(cls, lines: Sequence[Line]) -> Self:
        """The lines by column."""
        return cls.hashed(framed(lines))

    @classmethod
    def hashed(cls, frame: pl.DataFrame) -> Self:
        """The lines of a frame that has the three columns."""
        return cls(frame, leaves(frame["entry"]))


def framed(lines: Iterable[Sequence[bytes | None]]) -> pl.DataFrame:
    """Lines as a frame of the three columns."""
    return pl.DataFrame(list(lines), schema=SCHEMA, orient="row")
