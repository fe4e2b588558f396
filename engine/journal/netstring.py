"""Netstrings: texts of any length behind each other, each as its length in bytes, a colon, itself and a comma."""

from __future__ import annotations

import re

import polars as pl

from engine.journal.field import LayoutError
from rules.said import Said

MISSING = "-"
_LENGTH = r"^([0-9]{1,18}):"
_DIGITS = re.compile(rb"[0-9]{1,18}")


def netstrings(columns: list[pl.Series], count: int) -> pl.Series:
    """The texts of each of `count` rows, as Binary; `-,` where one is missing."""
    if not columns:
        return pl.Series([b""], dtype=pl.Binary).new_from_index(0, count)
    parts = pl.DataFrame([_framed(column) for column in columns])
    return parts.select(pl.concat_str(parts.columns)).to_series().cast(pl.Binary)


def _framed(column: pl.Series) -> pl.Series:
    if column.null_count() == len(column):
        return pl.Series(column.name, [MISSING + ","], dtype=pl.String).new_from_index(0, len(column))
    text = column.cast(pl.String)
    framed = pl.select(pl.concat_str(text.str.len_bytes().cast(pl.String), pl.lit(":"), text, pl.lit(",")))
    return framed.to_series().fill_null(MISSING + ",").alias(column.name)


def texts(rows: pl.Series, names: tuple[str, ...]) -> list[pl.Series]:
    """The texts that make up rows, which are Binary, by name; raises LayoutError where they are no netstrings."""
    found = []
    for name in names:
        column, rows = _first(rows)
        found.append(column.alias(name))
    if rows.bin.size().max():
        raise LayoutError(Said("something follows a row's texts"))
    return found


def _first(rows: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The first text of each row, and what follows it."""
    nothing = f"{MISSING},".encode()
    if rows.bin.starts_with(nothing).all():
        return pl.Series([None], dtype=pl.String).new_from_index(0, len(rows)), rows.bin.slice(len(nothing))
    try:
        return _alike(rows) or _each(rows)
    except pl.exceptions.PolarsError as error:
        raise LayoutError(Said("a text is not written as a netstring")) from error


def _alike(rows: pl.Series) -> tuple[pl.Series, pl.Series] | None:
    """The same, where all first texts are of one length, as identities often are; else None."""
    length, colon, _ = rows[0].partition(b":")
    start = len(length) + len(colon)
    if not _DIGITS.fullmatch(length) or not rows.bin.starts_with(length + colon).all():
        return None
    end = start + int(length)
    if not rows.bin.slice(end, 1).bin.starts_with(b",").all():
        return None
    return rows.bin.slice(start, int(length)).cast(pl.String), rows.bin.slice(end + 1)


def _each(rows: pl.Series) -> tuple[pl.Series, pl.Series]:
    missing = rows.bin.starts_with(MISSING.encode())
    digits = rows.cast(pl.String).str.extract(_LENGTH)
    if (digits.is_null() & ~missing).any():
        raise LayoutError(Said("a text is not written as a netstring"))
    length = digits.cast(pl.Int64).fill_null(0)
    start = digits.str.len_bytes().fill_null(0).cast(pl.Int64) + 1
    told = pl.DataFrame({"row": rows, "start": start, "length": length, "end": start + length})
    row = pl.col("row").bin
    parts = told.select(
        text=row.slice("start", "length").cast(pl.String),
        comma=row.slice("end", 1).bin.starts_with(b","),
        rest=row.slice(pl.col("end") + 1),
    )
    if not parts["comma"].all():
        raise LayoutError(Said("a text does not end where it should"))
    text = parts["text"]
    return text.zip_with(~missing, text.clear(1)) if missing.any() else text, parts["rest"]
