"""Facts: the chunks of a feed read through its mapping; the rows that it cannot read are refused."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from adapters.feeds.chunk import Chunk, Lines, Refused
from adapters.feeds.mapping import Binding, Mapped, MappingFault, Plan, bind
from engine.results import REVIEW, stored

NO_FIT = "columns-do-not-fit"

_Schema = tuple[tuple[str, pl.DataType], ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Rows of one file: `frame` has a column a fact, and `review`; `lines` says where in the file each row is.

    `refused` are the other rows of the chunk, in the file's order.
    """

    file: str
    frame: pl.DataFrame
    lines: Lines
    refused: tuple[Refused, ...]


@dataclass(frozen=True)
class Numbered:
    """A chunk and the number of its file's rows before it."""

    chunk: Chunk
    before: int

    @cached_property
    def numbers(self) -> Lines:
        """For each row of the chunk that is not refused its number in the file, from 1."""
        count = len(self.chunk.lines) + len(self.chunk.refused)
        refused = np.array([row.row for row in self.chunk.refused], np.int64)
        return np.setdiff1d(np.arange(self.before + 1, self.before + 1 + count), refused, assume_unique=True)


def numbered(chunks: Iterable[Chunk]) -> Iterator[Numbered]:
    """The chunks of a feed with the place of each in its file."""
    file, rows = None, 0
    for chunk in chunks:
        file, rows = chunk.file, rows if chunk.file == file else 0
        yield Numbered(chunk, rows)
        rows += len(chunk.lines) + len(chunk.refused)


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

    def read(self, one: Numbered) -> Facts:
        """The facts of a chunk; all its rows are refused if its columns do not fit the mapping."""
        chunk = one.chunk
        bound = self._bound(chunk)
        if not isinstance(bound, Binding):
            return self._misfit(one, chunk, why="; ".join(fault.message for fault in bound))
        mapped = bound.map(chunk)
        refused = sorted([*chunk.refused, *_unfit(one, chunk, mapped)], key=lambda row: row.row)
        frame = mapped.facts.with_columns(mapped.review.alias(REVIEW))
        return Facts(chunk.file, frame, chunk.lines[mapped.kept], tuple(refused))

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
        return Facts(chunk.file, pl.DataFrame(schema=facts | {REVIEW: pl.String()}), chunk.lines[:0], tuple(refused))


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
        row=int(one.numbers[row]),
        column=column,
        reason=reason,
        detail=detail,
        raw=json.dumps(cells, ensure_ascii=False, default=str),
    )
