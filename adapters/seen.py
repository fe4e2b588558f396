"""Complaints met before: which rows of a feed repeat an earlier one, and which contradict it.

An open-addressing hash table in NumPy, asked for a chunk of rows at once.
Rows whose identities rise, above every one before, are new without asking; they enter the table when others come.
It holds no identity, only hashes of it: 32 bits in the table, 64 more beside it, and 64 of the content.
Two complaints of 10 million are taken for one with a probability below 10^-14, whatever anybody feeds,
since the seeds of the hashes are drawn anew for every run.
A row costs 16 bytes, and 13 to 27 in the table; 8 more where the lines of a chunk have gaps.
"""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from rules.said import Said

Hashes = NDArray[np.uint64]
Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]

LEAST_SLOTS = 1 << 16
FULLEST = 0.6
# A slot has 32 bits for the row's number and for the hash that finds its place.
MOST_ROWS = (1 << 32) - 2
_HALF = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)
_ALIKE = np.uint64(1 << 32)
_PIECE = 1 << 18


class TooManyRowsError(Exception):
    """A feed has more rows than can be told apart in one run."""


@dataclass(frozen=True, slots=True)
class Order:
    """How the identities of some rows lie: the least, the greatest, and whether each is greater than the one before.

    The least is told only of identities that rise.
    """

    least: str
    greatest: str
    rising: bool


@dataclass(frozen=True, slots=True)
class Prints:
    """What is remembered of some rows: for each two hashes of its identity, and one of its content."""

    place: Hashes
    check: Hashes
    content: Hashes
    order: Order


@dataclass(frozen=True, slots=True)
class Met:
    """For each row of a chunk: whether it repeats an earlier row, and the number of the row that it contradicts, or -1.

    Rows are numbered from 0 in the order they were met.
    """

    repeats: Flags
    contradicts: Numbers


@dataclass(frozen=True, slots=True)
class _Block:
    """What is kept of a chunk of rows; `lines` is a range where they have no gaps."""

    file: str
    lines: Numbers | range
    check: Hashes
    content: Hashes


def fingerprints(identity: pl.Series, content: pl.DataFrame, *, seed: int) -> Prints:
    """The prints of some rows: `identity` names the complaint, `content` is all else that is told of it."""
    return Prints(
        identity.hash(seed).to_numpy() & _LOW,
        identity.hash(seed + 1).to_numpy(),
        content.hash_rows(seed + 2).to_numpy(),
        _order(identity),
    )


def _order(identity: pl.Series) -> Order:
    if not len(identity):
        return Order("", "", rising=True)
    if (identity.slice(1) > identity.slice(0, len(identity) - 1)).all():
        return Order(str(identity[0]), str(identity[-1]), rising=True)
    return Order("", str(identity.max()), rising=False)


class Seen:
    """The complaints that were met so far."""

    def __init__(self) -> None:
        self._slots = np.zeros(LEAST_SLOTS, np.uint64)
        self._blocks: list[_Block] = []
        self._firsts: list[int] = []
        self._rows = 0
        self._waiting: list[tuple[int, NDArray[np.uint32]]] = []
        self._greatest: str | None = None

    def meet(self, prints: Prints, *, file: str, lines: Numbers) -> Met:
        """Compare the next rows of a feed with the first of their identity; `lines` says where in `file` they are."""
        first = self._rows
        if first + len(lines) > MOST_ROWS:
            raise TooManyRowsError(Said("more than {most_rows} rows in one run: feed it in parts", most_rows=MOST_ROWS))
        if not len(lines):
            return Met(np.zeros(0, np.bool_), np.zeros(0, np.int64))
        self._firsts.append(first)
        self._blocks.append(_Block(file, _compact(lines), prints.check, prints.content))
        self._rows += len(lines)
        if self._is_above(prints.order):
            self._waiting.append((first, prints.place.astype(np.uint32)))
            return Met(np.zeros(len(lines), np.bool_), np.full(len(lines), -1, np.int64))
        self._admit()
        earlier = self._enter(_entries(first, prints.place))
        again = np.flatnonzero(earlier >= 0)
        same = np.zeros(len(lines), np.bool_)
        contents = self._gather(earlier[again], lambda block: block.content)
        same[again] = contents == prints.content[again]
        return Met(same, np.where(same, -1, earlier))

    def _is_above(self, order: Order) -> bool:
        """Whether the next rows rise, above all rows before, so that none of them was met."""
        above = order.rising and (self._greatest is None or order.least > self._greatest)
        self._greatest = order.greatest if self._greatest is None else max(self._greatest, order.greatest)
        return above

    def _admit(self) -> None:
        """Make room in the table for all rows, and let those in that wait."""
        self._make_room()
        for first, place in self._waiting:
            self._enter(_entries(first, place), distinct=True)
        self._waiting.clear()

    def where(self, row: int) -> tuple[str, int]:
        """File and line of the row with that number."""
        place = bisect_right(self._firsts, row) - 1
        block = self._blocks[place]
        return block.file, int(block.lines[row - self._firsts[place]])

    def _make_room(self) -> None:
        size = len(self._slots)
        while self._rows > FULLEST * size:
            size *= 2
        if size > len(self._slots):
            old, self._slots = self._slots, np.zeros(size, np.uint64)
            for start in range(0, len(old), _PIECE):
                piece = old[start : start + _PIECE]
                self._enter(piece[piece != 0], distinct=True)

    def _enter(self, entries: Hashes, *, distinct: bool = False) -> Numbers:
        """Put entries into the table; the number of the earlier row for those whose identity is there, else -1.

        INVARIANT: rows of one identity look at the same slots in step, and the first of those that want a slot gets it.
        """
        slots = self._slots
        earlier = np.full(len(entries), -1, np.int64)
        pending = np.arange(len(entries))
        # The highest bits give the place, so that a table that grows is walked in its order.
        place = (entries >> np.uint64(65 - len(slots).bit_length())).astype(np.int64)
        while pending.size:
            wanted = entries[pending]
            found = slots.take(place)
            free = np.flatnonzero(found == 0)
            # NumPy keeps the last of several values for one slot, hence the reversal.
            claimed = place[free[::-1]]
            slots[claimed] = wanted[free[::-1]]
            found[free[::-1]] = slots.take(claimed)
            open_ = found != wanted
            if not distinct:
                alike = np.flatnonzero(((found ^ wanted) < _ALIKE) & open_)
                alike = alike[self._identical(found[alike], wanted[alike])]
                earlier[pending[alike]] = _rows(found[alike])
                open_[alike] = False
            rest = np.flatnonzero(open_)
            pending = pending[rest]
            place = (place[rest] + 1) & (len(slots) - 1)
        return earlier

    def _identical(self, left: Hashes, right: Hashes) -> Flags:
        """Whether pairs of entries have one identity."""
        checks = (self._gather(_rows(entries), lambda block: block.check) for entries in (left, right))
        same: Flags = next(checks) == next(checks)
        return same

    def _gather(self, rows: Numbers, hashes_of: Callable[[_Block], Hashes]) -> Hashes:
        """The hashes of rows, given by number, from the blocks they came in."""
        out = np.empty(len(rows), np.uint64)
        blocks = np.searchsorted(self._firsts, rows, side="right") - 1
        for number in np.unique(blocks).tolist():
            here = np.flatnonzero(blocks == number)
            out[here] = hashes_of(self._blocks[number])[rows[here] - self._firsts[number]]
        return out


def _compact(lines: Numbers) -> Numbers | range:
    """Ascending numbers, as a range where they have no gaps."""
    if len(lines) and lines[-1] - lines[0] == len(lines) - 1:
        return range(int(lines[0]), int(lines[-1]) + 1)
    return lines


def _rows(entries: Hashes) -> Numbers:
    """The rows' numbers in entries of the table, which count from 1 because 0 is a free slot."""
    return (entries & _LOW).astype(np.int64) - 1


def _entries(first: int, place: NDArray[np.uint32] | Hashes) -> Hashes:
    """The table's entries for rows numbered from `first`."""
    return (place.astype(np.uint64) << _HALF) | np.arange(first + 1, first + 1 + len(place), dtype=np.uint64)
