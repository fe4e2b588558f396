"""Marks: facts that follow from whether something is there, not from what it says."""

from collections.abc import Sequence

import polars as pl

from adapters.feeds.mapping.columns import Column
from adapters.feeds.mapping.plan import Source
from adapters.feeds.mapping.texts import without


def marked(source: Source, cells: Sequence[pl.Series], *, height: int) -> Column:
    """Whether any of the cells is there, how many are, or whether any is the word that the mapping looks for."""
    there = [without(cell, source.missing) if cell.dtype == pl.String else cell for cell in cells]
    if source.shape.contains is not None:
        return Column(_contains(there, source.shape.contains, split=source.shape.split, height=height))
    count = _sum([cell.is_not_null() for cell in there], height=height)
    return Column(count if source.shape.count else count > 0)


def _sum(flags: Sequence[pl.Series], *, height: int) -> pl.Series:
    count = pl.Series([0], dtype=pl.Int64).new_from_index(0, height)
    for flag in flags:
        count += flag.cast(pl.Int64)
    return count


def _contains(texts: Sequence[pl.Series], word: str, *, split: str | None, height: int) -> pl.Series:
    """True where a text is the word or a list with it, false where there are only others, null where there is none."""
    hits = [_has(text, word, split=split).fill_null(value=False) for text in texts]
    there = _sum([text.is_not_null() for text in texts], height=height) > 0
    return (_sum(hits, height=height) > 0).set(~there, None)


def _has(texts: pl.Series, word: str, *, split: str | None) -> pl.Series:
    if split is None:
        return texts == word
    return texts.str.split(split).list.eval(pl.element().str.strip_chars()).list.contains(word)
