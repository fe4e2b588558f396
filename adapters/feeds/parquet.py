"""Parquet: columns as they are stored, decoded by Polars while the rows before them are used."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

from adapters.feeds.chunk import Chunk
from adapters.feeds.opening import Source
from rules.said import Said

ROWS = 1 << 18
DAMAGE = (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError)


def read(source: Source) -> Iterator[Chunk]:
    """The rows of `source` in order, at least one chunk if it is a Parquet file; values keep their types."""
    with source.uncompressed() as path:
        try:
            rows = pl.scan_parquet(path, glob=False).select(pl.len()).collect().item()
            for frame in _frames(path):
                lines = np.arange(source.rows + 1, source.rows + 1 + frame.height)
                source.rows += frame.height
                source.taken = source.size * source.rows // max(rows, 1)
                yield Chunk(file=source.name, rows=frame, lines=lines)
        except DAMAGE:
            problem = (
                Said("damaged behind row {rows}", rows=source.rows)
                if source.rows
                else Said("not a parquet file, or a damaged one")
            )
            source.note(problem)


def _frames(path: Path) -> Iterator[pl.DataFrame]:
    table = pl.scan_parquet(path, glob=False)
    taken = 0
    try:
        for frame in table.collect_batches(chunk_size=ROWS, maintain_order=True):
            taken += frame.height
            yield frame
    except DAMAGE:
        # How far decoding ahead came depends on timing; piece by piece, the damage alone decides.
        while (frame := table.slice(taken, ROWS).collect()).height:
            taken += frame.height
            yield frame
        raise
    if not taken:
        yield pl.DataFrame(schema=table.collect_schema())
