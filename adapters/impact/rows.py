"""Rows: what became of each row of a feed under two policies, and those on which both decided, side by side."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import polars as pl

from adapters.facts import FactReader, Numbered
from adapters.feeds.chunk import Lines
from adapters.impact.joint import Codes, Joint, Kind
from adapters.telling import Printed, Teller, Told
from engine.results import REVIEW


class Fate(StrEnum):
    """What became of a row."""

    DECIDED = "decided"
    NEEDS_REVIEW = "needs_review"
    QUARANTINED = "quarantined"
    DUPLICATE = "duplicate"


FATES = tuple(Fate)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a feed as the facts of two policies."""

    chunk: Numbered
    old: Told
    new: Told


@dataclass(frozen=True, slots=True)
class Pair:
    """Rows on which two policies decided: what each read of them, and what each says; `lines` are those in `file`."""

    file: str
    lines: Lines
    read: tuple[pl.DataFrame, pl.DataFrame]
    said: tuple[pl.DataFrame, pl.DataFrame]


class Reading:
    """Reads a feed once as the facts of two policies, and only once where both read it alike.

    `read` may be called by threads; `tell` takes what was read in the order of the feed.
    """

    def __init__(self, old: FactReader, new: FactReader) -> None:
        self._new = Teller(new)
        self._old = None if _alike(old, new) else Teller(old)

    def read(self, chunk: Numbered) -> tuple[Numbered, Printed | None, Printed]:
        """The facts of a chunk for the old policy, None where they are those for the new one, and for the new."""
        return chunk, None if self._old is None else self._old.read(chunk), self._new.read(chunk)

    def tell(self, printed: tuple[Numbered, Printed | None, Printed]) -> Piece:
        """The same with rows that were met before told apart."""
        chunk, old, new = printed
        told = self._new.tell(new)
        return Piece(chunk, told if self._old is None or old is None else self._old.tell(old), told)


def _alike(old: FactReader, new: FactReader) -> bool:
    """Whether two readers make the same facts of a feed."""
    one, other = old.plan.policy, new.plan.policy
    return (
        old.plan.mapping.digest == new.plan.mapping.digest
        and (one.dated_by, one.identity, one.timezone) == (other.dated_by, other.identity, other.timezone)
        and [(fact.name, fact.type, fact.required) for fact in one.facts]
        == [(fact.name, fact.type, fact.required) for fact in other.facts]
    )


def fates(piece: Piece, old: pl.DataFrame, new: pl.DataFrame) -> Joint:
    """What became of each row of a piece; `old` and `new` are what the policies say."""
    before, after = _fates(piece, piece.old, old), _fates(piece, piece.new, new)
    kinds: list[tuple[Kind, ...]] = [((was, is_),) for was in FATES for is_ in FATES]
    changed = np.array([was is not is_ for was in FATES for is_ in FATES])
    return Joint(before * len(FATES) + after, kinds, changed)


def _fates(piece: Piece, told: Told, result: pl.DataFrame) -> Codes:
    found = np.full(len(piece.chunk.chunk.lines), FATES.index(Fate.QUARANTINED), np.intp)
    found[told.repeated] = FATES.index(Fate.DUPLICATE)
    # The first two fates are 0 and 1.
    found[told.facts.kept] = result[REVIEW].is_not_null().to_numpy()
    return found


def paired(piece: Piece, old: pl.DataFrame, new: pl.DataFrame) -> Pair:
    """The rows on which both policies decided; `old` and `new` are what they say."""
    one, other = piece.old.facts, piece.new.facts
    if np.array_equal(one.kept, other.kept):
        return Pair(other.file, other.lines, (one.frame, other.frame), (old, new))
    _, left, right = np.intersect1d(one.kept, other.kept, assume_unique=True, return_indices=True)
    return Pair(other.file, other.lines[right], (one.frame[left], other.frame[right]), (old[left], new[right]))
