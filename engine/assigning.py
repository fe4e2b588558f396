"""Assigning: the values that winning rules set, by column."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import polars as pl

from engine.columns import Array, Column, Rows
from engine.lookup import Codes
from engine.results import value_types
from engine.ruling import Ruling
from rules.edition import DecisionEdition
from rules.terms import Fixed, Term, Test, Truth
from rules.types import Boolean, Enumeration, Text, Type

Computed = Callable[[Term | Test, Rows], Column]


def assigned(
    edition: DecisionEdition, rulings: Sequence[Ruling], numbers: Codes, computed: Computed
) -> dict[str, Column]:
    """Columns of the values a decision yields; `numbers` are the rows' rulings, `computed` a term in some rows."""
    found = {}
    for name, kind in value_types(edition.decision).items():
        terms = {rule: one for rule, said in enumerate(edition.consequences) for key, one in said.values if key == name}
        column = _constants(terms, rulings, numbers, kind)
        found[name] = column or _assembled(_pieces(terms, rulings, numbers, computed), len(numbers), kind)
    return found


def _constants(
    terms: Mapping[int, Term | Test], rulings: Sequence[Ruling], numbers: Codes, kind: Type
) -> Column | None:
    """Values that hang on the ruling alone; None when a term varies, or is a text."""
    values = {rule: _constant(term, kind) for rule, term in terms.items()}
    if None in values.values() or isinstance(kind, Text):
        return None
    there = [ruling.rule in values for ruling in rulings]
    held: Array = np.array([values.get(ruling.rule, 0) if ruling.rule is not None else 0 for ruling in rulings])
    column = held.astype(np.bool_ if isinstance(kind, Boolean) else np.int64)[numbers]
    known = None if all(there) else np.array(there)[numbers]
    return Column(column, known, kind.names if isinstance(kind, Enumeration) else None)


def _constant(term: Term | Test, kind: Type) -> int | None:
    """A constant as a column holds it."""
    match term:
        case Fixed(value=int() as value):
            return value
        case Fixed(value=str() as name) if isinstance(kind, Enumeration):
            return kind.names.index(name)
        case Truth(subject=bool() as truth):
            return int(truth)
        case _:
            return None


def _pieces(
    terms: Mapping[int, Term | Test], rulings: Sequence[Ruling], numbers: Codes, computed: Computed
) -> list[tuple[Rows, Column]]:
    """For each rule that sets the value, the rows that it won, and what it sets there."""
    winners = np.array([-1 if ruling.rule is None else ruling.rule for ruling in rulings], np.int32)[numbers]
    rows = {rule: np.flatnonzero(winners == rule) for rule in terms}
    return [(rows[rule], computed(term, rows[rule])) for rule, term in terms.items() if len(rows[rule])]


def _assembled(pieces: Sequence[tuple[Rows, Column]], rows: int, kind: Type) -> Column:
    """One column from the rows that each rule sets; the others are missing."""
    names = kind.names if isinstance(kind, Enumeration) else None
    known = np.zeros(rows, np.bool_)
    values: Array = np.zeros(rows, np.bool_ if isinstance(kind, Boolean) else np.int64)
    texts = [""] * rows if isinstance(kind, Text) else []
    for places, piece in pieces:
        known[places] = True if piece.known is None else piece.known
        if isinstance(kind, Text):
            for place, text in zip(places.tolist(), _texts(piece), strict=True):
                texts[place] = text
        else:
            values[places] = piece.values if names is None else _renumbered(piece, names)
    held = pl.Series(texts, dtype=pl.String) if isinstance(kind, Text) else values
    return Column(held, None if known.all() else known, names)


def _texts(piece: Column) -> list[str]:
    if piece.names is not None:
        return [piece.names[number] for number in piece.values.tolist()]
    texts: list[str] = piece.values.to_list()
    return texts


def _renumbered(piece: Column, names: tuple[str, ...]) -> Codes:
    """Numbers into `names` for a piece that may number its names otherwise."""
    numbers = np.array([names.index(name) for name in piece.names or ()], np.int32)
    renumbered: Codes = numbers[piece.values]
    return renumbered
