"""Parquet: columns as they are stored, decoded by Polars while the rows before them are used."""

from collections.abc import Iterator

import numpy as np
import polars as pl

from adapters.feeds.chunk import Chunk
from adapters.feeds.opening import Source

ROWS = 1 << 18


def read(source: Source) -> Iterator[Chunk]:
    """The rows of `source` in order, at least one chunk if the file can be read at all; values keep their types."""
    with source.uncompressed() as path:
        try:
            for frame in pl.scan_parquet(path, glob=False).collect_batches(chunk_size=ROWS, maintain_order=True):
                lines = np.arange(source.rows + 1, source.rows + 1 + frame.height)
                source.rows += frame.height
                yield Chunk(file=source.name, rows=frame, lines=lines)
        except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
            source.note(
                "damaged: it cannot be decoded as parquet from here on" if source.rows else "not a parquet file"
            )
