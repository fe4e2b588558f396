"""Joints: what two policies say of the same rows, as one number a row.

Both columns have one row a complaint, in the same order.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

Codes = NDArray[np.intp]
Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]

FEW = 1 << 10
"""So many combinations are all listed, whether they occur or not."""

MOST_DENSE = 1 << 20
"""So many combinations are counted in a table; more are sorted."""

WIDEST = 1 << 10
"""Numbers further apart than this are no names for anything."""


class Movement(StrEnum):
    """How a value moved from the old policy to the new."""

    SAME = "same"
    LESS = "less"
    MORE = "more"
    OTHER = "other"
    GAINED = "gained"
    LOST = "lost"
    NONE = "none"

    @property
    def changes(self) -> bool:
        """Whether the two policies say different things."""
        return self not in {Movement.SAME, Movement.NONE}


Kind = tuple[str | None, str | None] | Movement
"""What the old policy said and what the new one says, None for nothing; or how a value moved."""

Said = TypeVar("Said", str, int)
_Named = tuple[Codes, Sequence[Said | None]]
_Kinds = Callable[[Said | None, Said | None], tuple[Kind, ...]]


@dataclass(frozen=True, slots=True)
class Joint:
    """`codes` has a number for each row; a row with code `c` counts once for each of `kinds[c]`.

    `changed[c]` tells whether the two policies say different things of it.
    """

    codes: Codes
    kinds: Sequence[tuple[Kind, ...]]
    changed: Flags

    @property
    def rows(self) -> Codes:
        """The rows of which the two policies say different things."""
        if not self.changed.any():
            return np.empty(0, np.intp)
        return np.flatnonzero(self.changed.take(self.codes))


def outcomes(old: pl.Series, new: pl.Series) -> Joint:
    """One kind a row: the name that each policy says, None where it says none."""
    return _paired(_named(old), _named(new), lambda before, after: ((before, after),))


def sets(old: pl.Series, new: pl.Series) -> Joint:
    """A kind for each outcome in either set: kept, `(None, name)` where it came and `(name, None)` where it went."""
    return _paired(_named(old), _named(new), _elements)


def _elements(before: str | None, after: str | None) -> tuple[Kind, ...]:
    was, is_ = (before or "").split(), (after or "").split()
    names = dict.fromkeys((*was, *is_))
    return tuple((name if name in was else None, name if name in is_ else None) for name in names)


def movements(old: pl.Series, new: pl.Series) -> Joint:
    """Whether a number, day, time or duration became less or more, came, went, or stayed; both columns of int64."""
    before, after = numbers(old), numbers(new)
    codes = np.ones(len(old), np.intp)
    codes += after > before
    codes -= after < before
    return _moved(codes, old, new, (Movement.LESS, Movement.SAME, Movement.MORE))


def texts(old: pl.Series, new: pl.Series) -> Joint:
    """Whether a text is another one, came, went, or stayed."""
    codes = (old != new).fill_null(value=False).to_numpy().astype(np.intp)
    return _moved(codes, old, new, (Movement.SAME, Movement.OTHER))


def _moved(codes: Codes, old: pl.Series, new: pl.Series, known: tuple[Movement, ...]) -> Joint:
    """`codes` are places in `known` where both columns have a value."""
    kinds = (*known, Movement.GAINED, Movement.LOST, Movement.NONE)
    if old.null_count() or new.null_count():
        lacked, lacks = old.is_null().to_numpy(), new.is_null().to_numpy()
        codes[lacked & ~lacks] = len(known)
        codes[lacks & ~lacked] = len(known) + 1
        codes[lacks & lacked] = len(known) + 2
    return Joint(codes, [(kind,) for kind in kinds], np.array([kind.changes for kind in kinds]))


def values(old: pl.Series, new: pl.Series, *, show: Callable[[int], str]) -> Joint | None:
    """One kind a row: the values as they are shown; both columns of int64.

    None if a column's values lie `WIDEST` or more apart.
    """
    before, after = _spanned(old), _spanned(new)
    if before is None or after is None:
        return None
    return _paired(before, after, partial(_shown, show=show))


def _shown(before: int | None, after: int | None, *, show: Callable[[int], str]) -> tuple[Kind, ...]:
    return ((None if before is None else show(before), None if after is None else show(after)),)


def _spanned(column: pl.Series) -> _Named[int] | None:
    low, high = column.min(), column.max()
    if not isinstance(low, int) or not isinstance(high, int):
        return np.zeros(len(column), np.intp), [None]
    if high - low >= WIDEST:
        return None
    codes = (numbers(column) - low).astype(np.intp)
    if column.null_count():
        codes[column.is_null().to_numpy()] = high - low + 1
    return codes, [*range(low, high + 1), None]


def numbers(column: pl.Series) -> Numbers:
    """A column of int64 as an array, 0 where it has no value."""
    found: Numbers = (column.fill_null(0) if column.null_count() else column).to_numpy()
    return found


def _named(column: pl.Series) -> _Named[str]:
    """Numbers of the names in a column, and the names."""
    kind = column.dtype
    if isinstance(kind, pl.Enum):
        column, names = column.to_physical(), kind.categories.to_list()
    elif isinstance(kind, pl.Categorical):
        column, names = _renumbered(column)
    elif kind == pl.Boolean:
        column, names = column.cast(pl.UInt8), ["false", "true"]
    else:
        names = column.drop_nulls().unique().to_list()
        column = column.cast(pl.Enum(names)).to_physical()
    codes: Codes = column.fill_null(len(names)).to_numpy().astype(np.intp)
    return codes, [*names, None]


def _renumbered(column: pl.Series) -> tuple[pl.Series, list[str]]:
    """The numbers of texts in a column among those that occur in it; a category's own number is the process's."""
    distinct = column.drop_nulls().unique()
    places = distinct.to_physical().to_numpy()
    table = np.zeros(int(places.max(initial=0)) + 1, np.uint32)
    table[places] = np.arange(len(places))
    gathered = pl.Series(table.take(column.to_physical().fill_null(0).to_numpy()))
    return gathered.set(column.is_null(), None) if column.null_count() else gathered, distinct.cast(pl.String).to_list()


def _paired(old: _Named[Said], new: _Named[Said], kinds: _Kinds[Said]) -> Joint:
    """The joint of two columns; of many combinations only those that occur."""
    (before, said), (after, says) = old, new
    codes, size = before * len(says) + after, len(said) * len(says)
    occurring: Sequence[int] = range(size)
    if size > FEW:
        occurring, codes = _occurring(codes, size)
    pairs = [(said[code // len(says)], says[code % len(says)]) for code in occurring]
    changed = np.array([was != is_ for was, is_ in pairs], np.bool_)
    return Joint(codes, [kinds(was, is_) for was, is_ in pairs], changed)


def _occurring(codes: Codes, size: int) -> tuple[list[int], Codes]:
    """The codes that occur, ascending, and the place among them of each."""
    if size > MOST_DENSE:
        found, places = np.unique(codes, return_inverse=True)
        return found.tolist(), places
    there = np.bincount(codes, minlength=size) > 0
    return np.flatnonzero(there).tolist(), (np.cumsum(there) - 1).take(codes)
