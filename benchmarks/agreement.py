"""Agreement: what is measured side by side has to give the same."""

from pathlib import Path

import polars as pl

PIECE = 1 << 20


class DisagreementError(Exception):
    """Two that are measured against each other do not give the same."""


def agree(ours: Path, theirs: Path) -> None:
    """Compare two Parquet files: their columns, the types of these, and every value."""
    left, right = pl.scan_parquet(ours), pl.scan_parquet(theirs)
    if left.collect_schema() != right.collect_schema():
        raise DisagreementError(f"columns: {left.collect_schema()} and {right.collect_schema()}")
    first = 0
    while (piece := left.slice(first, PIECE).collect()).height:
        if not piece.equals(right.slice(first, PIECE).collect()):
            raise DisagreementError(f"values behind row {first} of {ours} and {theirs}")
        first += piece.height
    rows = right.select(pl.len()).collect().item()
    if rows != first:
        raise DisagreementError(f"{first} rows in {ours}, {rows} in {theirs}")
