"""Gathering: rows that come one by one, each with its own columns, into chunks."""

import numpy as np
import polars as pl

from adapters.feeds.chunk import Chunk, Refused
from adapters.feeds.opening import Source

ROWS = 1 << 16
# Bounds the memory for rows that each bring columns of their own.
CELLS = 1 << 22


class Gathering:
    """Rows of one file on their way into a chunk; the columns are in the order in which they first occur."""

    def __init__(self, source: Source, columns: tuple[str, ...] = ()) -> None:
        self._source = source
        self._columns = columns
        self._begin()

    def _begin(self) -> None:
        self._names: dict[str, None] = dict.fromkeys(self._columns)
        self._rows: list[dict[str, str | None]] = []
        self._lines: list[int] = []
        self._refused: list[Refused] = []

    @property
    def full(self) -> bool:
        """Whether it is time to take the chunk away."""
        many = len(self._rows) >= ROWS or len(self._refused) >= ROWS
        return many or len(self._names) * len(self._rows) >= CELLS

    def keep(self, cells: dict[str, str | None], *, line: int) -> None:
        """Take one more row; a column that it lacks is null."""
        self._source.rows += 1
        self._names.update(dict.fromkeys(cells))
        self._rows.append(cells)
        self._lines.append(line)

    def refuse(self, raw: str, *, line: int, reason: str, detail: str, column: str | None = None) -> None:
        """Take one more row that cannot be read."""
        self._source.rows += 1
        self._refused.append(
            Refused(
                file=self._source.name,
                line=line,
                row=self._source.rows,
                column=column,
                reason=reason,
                detail=detail,
                raw=raw,
            )
        )

    def chunk(self) -> Chunk:
        """What was gathered since the last chunk."""
        columns = [pl.Series(name, [row.get(name) for row in self._rows], pl.String) for name in self._names]
        chunk = Chunk(
            file=self._source.name,
            rows=pl.DataFrame(columns),
            lines=np.array(self._lines, np.int64),
            refused=tuple(self._refused),
            sparse=not self._columns,
        )
        self._begin()
        return chunk
