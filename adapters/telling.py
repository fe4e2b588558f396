"""Telling: the rows of a feed as a policy's facts, those that repeat or contradict an earlier one told apart."""

import secrets
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from adapters.facts import FactReader, Facts, Numbered
from adapters.feeds.chunk import Lines
from adapters.seen import Prints, Seen, fingerprints
from engine import Review
from engine.results import REVIEW


@dataclass(frozen=True, slots=True)
class Printed:
    """Rows as facts, with their fingerprints."""

    facts: Facts
    prints: Prints


@dataclass(frozen=True, slots=True)
class Told:
    """Facts without those that repeat others; `repeated` are the positions of these in their chunk, ascending."""

    facts: Facts
    repeated: Lines

    @property
    def duplicates(self) -> int:
        """How many rows repeat others."""
        return len(self.repeated)


class Teller:
    """Reads chunks through one mapping and remembers what it met.

    `read` may be called by threads; `tell` takes what was read one after the other, in the order of the feed.
    """

    def __init__(self, reader: FactReader) -> None:
        self.reader = reader
        self._identity = reader.plan.policy.identity
        self._seen = Seen()
        # Drawn anew for every run, lest anybody make two complaints of one fingerprint.
        self._seed = secrets.randbits(63)

    def read(self, chunk: Numbered) -> Printed:
        """The facts of a chunk."""
        facts = self.reader.read(chunk)
        identity = facts.frame[self._identity]
        content = pl.DataFrame([column for column in facts.frame.get_columns() if column.name != identity.name])
        return Printed(facts, fingerprints(identity, content, seed=self._seed))

    def tell(self, printed: Printed) -> Told:
        """Tell rows that were met before: the same again is left out, another content needs review."""
        facts = printed.facts
        met = self._seen.meet(printed.prints, file=facts.file, lines=facts.lines)
        frame, lines, kept = facts.frame, facts.lines, facts.kept
        others = np.flatnonzero(met.contradicts >= 0)
        if len(others):
            places = (self._seen.where(row) for row in met.contradicts[others].tolist())
            reasons = [str(Review("contradicts-earlier", f"{file}:{line}")) for file, line in places]
            noted = frame[REVIEW].scatter(others, pl.Series(reasons, dtype=pl.String))
            frame = frame.with_columns(frame[REVIEW].zip_with(frame[REVIEW].is_not_null(), noted))
        repeated = kept[met.repeats]
        if len(repeated):
            frame = frame.filter(pl.Series(~met.repeats))
            lines, kept = lines[~met.repeats], kept[~met.repeats]
        return Told(replace(facts, frame=frame, lines=lines, kept=kept), repeated)
