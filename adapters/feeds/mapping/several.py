"""Several values of one fact in one row: the largest, or the sum."""

from collections.abc import Sequence

import polars as pl

from adapters.feeds.mapping.columns import Column
from rules.types import Type, bounds, show


def stacked(parts: Sequence[Column]) -> tuple[pl.Series, Column]:
    """Columns of equal height below one another, with the row that each value belongs to."""
    values = pl.concat([part.values.rename("value") for part in parts])
    reasons = pl.concat([part.every_reason.rename("reason") for part in parts])
    height = len(parts[0].values)
    return pl.Series("row", list(range(height)) * len(parts), pl.UInt32), Column(values, reasons)


def folded(rows: pl.Series, column: Column, *, height: int, kind: Type, take: str) -> Column:
    """Int64 values that belong to `rows` (UInt32, many may share one) as one value a row, of `height` rows.

    A row with an unreadable value is unreadable: the rest of it would be too little.
    """
    frame = pl.DataFrame({"row": rows, "value": column.values.cast(pl.Int128), "reason": column.every_reason})
    value = pl.col("value").sum() if take == "sum" else pl.col("value").max()
    low, high = bounds(kind)
    outside = f"outside {show(kind, low)} to {show(kind, high)}"
    answers = (
        frame.group_by("row")
        .agg(value, pl.col("value").count().alias("count"), pl.col("reason").drop_nulls().first())
        .with_columns(fits=pl.col("value").is_between(low, high), read=pl.col("count") > 0)
        .select(
            "row",
            reason=pl.coalesce("reason", pl.when(pl.col("read") & ~pl.col("fits")).then(pl.lit(outside))),
            value=pl.when(pl.col("read") & pl.col("fits") & pl.col("reason").is_null()).then("value").cast(pl.Int64),
        )
    )
    every = pl.DataFrame({"row": pl.Series(range(height), dtype=pl.UInt32)})
    joined = every.join(answers, on="row", how="left", maintain_order="left")
    told = joined["reason"]
    return Column(joined["value"], None if told.null_count() == height else told)
