"""Facts: the chunks of a feed read through its mapping; the rows that it cannot read are refused."""

import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import polars as pl

from adapters.feeds.chunk import Chunk, Lines, Refused
from adapters.feeds.mapping import Binding, Mapped, MappingFault, Plan, bind
from engine.results import REVIEW, stored

NO_FIT = "columns-do-not-fit"
# Several pieces are in flight at once; larger ones are hardly faster, and none of them fits the processor's cache.
PIECE = 1 << 18

_Schema = tuple[tuple[str, pl.DataType], ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Rows of one file: `frame` has a column a fact, and `review`; `lines` says where in the file each row is.

    `kept` are the positions of these rows in the chunk, ascending.
    `refused` are the other rows of the chunk, in the file's order.
    """

    file: str
    frame: pl.DataFrame
    lines: Lines
    kept: Lines
    refused: tuple[Refused, ...]


@dataclass(frozen=True, slots=True)
class Numbered:
    """A chunk of at most `PIECE` rows; `numbers` has the number in the file, from 1, of each that is not refused."""

    chunk: Chunk
    numbers: Sequence[int]


def numbered(chunks: Iterable[Chunk]) -> Iterator[Numbered]:
    """The chunks of a feed in pieces that are not too large, with the numbers of their rows."""
    file, before = None, 0
    for chunk in chunks:
        file, before = chunk.file, before if chunk.file == file else 0
        count = len(chunk.lines) + len(chunk.refused)
        yield from _pieces(chunk, _numbers(chunk, range(before + 1, before + count + 1)))
        before += count


def _numbers(chunk: Chunk, numbers: range) -> Sequence[int]:
    """The numbers without those of refused rows."""
    if not chunk.refused:
        return numbers
    refused = {row.row for row in chunk.refused}
    return [number for number in numbers if number not in refused]


def _pieces(chunk: Chunk, numbers: Sequence[int]) -> Iterator[Numbered]:
    """The chunk in pieces, each with the refused rows before its end."""
    refused = sorted(chunk.refused, key=lambda row: row.row)
    for start in range(0, max(len(numbers), 1), PIECE):
        part = slice(start, start + PIECE)
        last = start + PIECE >= len(numbers)
        until = len(refused) if last else bisect_left(refused, numbers[start + PIECE], key=lambda row: row.row)
        here, refused = tuple(refused[:until]), refused[until:]
        yield Numbered(replace(chunk, rows=chunk.rows[part], lines=chunk.lines[part], refused=here), numbers[part])


class FactReader:
    """Reads chunks through one mapping; may be shared by threads."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._bindings: dict[tuple[bool, _Schema], Binding | tuple[MappingFault, ...]] = {}

    @property
    def unmapped(self) -> tuple[str, ...]:
        """Columns met so far that gave no fact, sorted."""
        bindings = [binding for binding in self._bindings.values() if isinstance(binding, Binding)]
        return tuple(sorted({column for binding in bindings for column in binding.ignored}))

    @property
    def misfits(self) -> tuple[str, ...]:
        """Why the columns of some chunks did not fit the mapping, sorted."""
        bindings = [binding for binding in self._bindings.values() if not isinstance(binding, Binding)]
        return tuple(sorted({fault.message for faults in bindings for fault in faults}))

    def read(self, one: Numbered) -> Facts:
        """The facts of a chunk; all its rows are refused if its columns do not fit the mapping."""
        chunk = one.chunk
        bound = self._bound(chunk)
        if not isinstance(bound, Binding):
            return self._misfit(one, chunk, why="; ".join(fault.message for fault in bound))
        mapped = bound.map(chunk)
        refused = sorted([*chunk.refused, *_unfit(one, chunk, mapped)], key=lambda row: row.row)
        frame = mapped.facts.hstack([mapped.review.alias(REVIEW)])
        return Facts(chunk.file, frame, chunk.lines[mapped.kept], mapped.kept, tuple(refused))

    def _bound(self, chunk: Chunk) -> Binding | tuple[MappingFault, ...]:
        key = chunk.sparse, tuple(chunk.rows.schema.items())
        if key not in self._bindings:
            self._bindings[key] = bind(self.plan, chunk.rows.schema, sparse=chunk.sparse)
        return self._bindings[key]

    def _misfit(self, one: Numbered, chunk: Chunk, *, why: str) -> Facts:
        rows = range(chunk.rows.height)
        told = [_refused(one, chunk, row, column=None, reason=NO_FIT, detail=why) for row in rows]
        refused = sorted([*chunk.refused, *told], key=lambda row: row.row)
        facts = {fact.name: stored(fact.type) for fact in self.plan.policy.facts}
        none = chunk.lines[:0]
        return Facts(chunk.file, pl.DataFrame(schema=facts | {REVIEW: pl.String()}), none, none, tuple(refused))


def _unfit(one: Numbered, chunk: Chunk, mapped: Mapped) -> list[Refused]:
    """The rows without a readable identity or date."""
    return [
        _refused(one, chunk, unfit.row, column=unfit.column or None, reason=unfit.reason, detail=unfit.detail)
        for unfit in mapped.quarantined
    ]


def _refused(one: Numbered, chunk: Chunk, row: int, *, column: str | None, reason: str, detail: str) -> Refused:
    """A row that was read and cannot be used: its cells as a JSON object, which can be fed again."""
    cells = chunk.rows.row(row, named=True)
    return Refused(
        file=chunk.file,
        line=int(chunk.lines[row]),
        row=one.numbers[row],
        column=column,
        reason=reason,
        detail=detail,
        raw=json.dumps(cells, ensure_ascii=False, default=str),
    )
