"""Texts: the columns of text formats as values of a fact, whole or what a pattern finds in them."""

import polars as pl

from adapters.feeds.mapping.columns import Column, decoded, nothing, plainly, storage
from adapters.feeds.mapping.decoding import NO_MATCH
from adapters.feeds.mapping.plan import Source
from adapters.feeds.mapping.several import folded
from rules.unreadable import Unreadable


def of_texts(source: Source, texts: pl.Series) -> Column:
    """Texts as the source's decoder reads them; the words that mean nothing are missing."""
    texts = without(texts, source.missing)
    pattern = source.shape.pattern
    if pattern is None:
        return _read(source, texts)
    if source.shape.take == "first":
        found = texts.str.extract(pattern, 1)
        return _settled(source, _read(source, found), unmatched=texts.is_not_null() & found.is_null())
    return _all_matches(source, texts, pattern)


def without(texts: pl.Series, words: tuple[str, ...]) -> pl.Series:
    """The texts, null where they are one of the words."""
    for word in words:
        texts = texts.set(texts == word, None)
    return texts


def _read(source: Source, texts: pl.Series) -> Column:
    decoder, dtype = source.decoder, storage(source.fact.type)
    plain = plainly(decoder.kind, texts, decoder.zone) if decoder.takes_plain else nothing(texts, dtype)
    return decoded(texts, source.fact.type, decode=decoder, plain=plain)


def _all_matches(source: Source, texts: pl.Series, pattern: str) -> Column:
    """What the pattern finds, all of it, as one value a row."""
    matches = texts.str.extract_all(pattern)
    rows = pl.Series(range(len(texts)), dtype=pl.UInt32)
    each = pl.DataFrame({"row": rows, "match": matches}).explode("match").drop_nulls()
    found = each["match"].str.extract(f"^(?:{pattern})$", 1)
    # A match that is none by itself (a pattern that looks beyond its ends) is told, never passed over.
    column = _told(_read(source, found), NO_MATCH, at=found.is_null())
    total = folded(each["row"], column, height=len(texts), kind=source.fact.type, take=str(source.shape.take))
    return _settled(source, total, unmatched=matches.list.len() == 0)


def _settled(source: Source, column: Column, *, unmatched: pl.Series) -> Column:
    """The column with what the mapping says of texts in which the pattern finds nothing."""
    if isinstance(source.unmatched, Unreadable):
        return _told(column, source.unmatched, at=unmatched)
    if source.unmatched is None:
        return column
    return Column(column.values.set(unmatched, source.unmatched), column.reasons)


def _told(column: Column, reason: Unreadable, *, at: pl.Series) -> Column:
    at = at.fill_null(value=False)
    if not at.any():
        return column
    return Column(column.values, column.every_reason.set(at, reason.reason))
