"""Cutting: the cells into which the values of a column fall."""

from __future__ import annotations

import numpy as np
import polars as pl

from engine.columns import Array, Column
from rules.cells import Axis, Kind

FEW_CUTS = 12


def cells(axis: Axis, held: Column) -> Array:
    """Cell of every row on an axis (any integer dtype)."""
    if axis.kind is Kind.FLAG:
        found = np.asarray(held.values, np.bool_).view(np.uint8) + np.uint8(1)
    elif axis.kind is Kind.CATEGORY:
        found = _named_cells(axis, held)
    else:
        found = _number_cells(axis.starts, held.values)
    return found if held.known is None else found * held.known.view(np.uint8)


def _number_cells(starts: tuple[int, ...], values: Array) -> Array:
    """Few cuts are counted one by one; many are searched for."""
    if len(starts) > FEW_CUTS:
        searched: Array = np.searchsorted(np.array(starts, np.int64), values, side="right") + 1
        return searched
    found = np.ones(len(values), np.uint8)
    for start in starts:
        found += (values >= start).view(np.uint8)
    return found


def _named_cells(axis: Axis, held: Column) -> Array:
    if held.names is not None:
        named: Array = np.array([axis.cell(name) for name in held.names], _narrowest(axis.size)).take(held.values)
        return named
    texts = pl.Series(held.values)
    found = np.full(len(texts), len(axis.names) + 1, np.int32)
    for number, name in enumerate(axis.names, 1):
        found[(texts == name).to_numpy()] = number
    return found


def _narrowest(size: int) -> type[np.uint8 | np.int32]:
    return np.uint8 if size <= np.iinfo(np.uint8).max else np.int32
