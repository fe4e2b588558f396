"""Moves: how many complaints went from what the old policy says to what the new one says, and what they come to."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from adapters.impact.axes import Bucket, Bucketed
from adapters.impact.joint import Joint, Kind, Numbers
from adapters.impact.sums import counted, summed


@dataclass(slots=True)
class Moves:
    """Counts of rows by kind; `changed` rows of which the policies say different things.

    `sums` has by measure what the rows of a kind come to, in the measure's stored units.
    `by` has by axis how many rows of a kind that is a change lie in each bucket.
    """

    rows: int = 0
    changed: int = 0
    counts: Counter[Kind] = field(default_factory=Counter)
    sums: dict[str, Counter[Kind]] = field(default_factory=dict)
    by: dict[str, Counter[tuple[Kind, Bucket]]] = field(default_factory=dict)

    def add(self, other: "Moves") -> None:
        """Count the rows of other moves in."""
        self.rows += other.rows
        self.changed += other.changed
        self.counts.update(other.counts)
        for measure, sums in other.sums.items():
            self.sums.setdefault(measure, Counter()).update(sums)
        for axis, counts in other.by.items():
            self.by.setdefault(axis, Counter()).update(counts)


def moves(joint: Joint, measures: Mapping[str, Numbers], axes: Mapping[str, Bucketed]) -> Moves:
    """The moves of some rows; `measures` has a number for each row, `axes` its bucket."""
    size = len(joint.kinds)
    counts = counted(joint.codes, size=size)
    found = Moves(len(joint.codes), int(counts[joint.changed].sum()))
    present = np.flatnonzero(counts).tolist()
    for code in present:
        for kind in joint.kinds[code]:
            found.counts[kind] += int(counts[code])
    for measure, values in measures.items():
        sums = summed(joint.codes, values, size=size)
        found.sums[measure] = Counter()
        for code in present:
            for kind in joint.kinds[code]:
                found.sums[measure][kind] += sums[code]
    rows = joint.rows
    codes = joint.codes.take(rows)
    for axis, bucketed in axes.items():
        found.by[axis] = _by(joint.kinds, codes, Bucketed(bucketed.places.take(rows), bucketed.buckets))
    return found


def _by(
    kinds: Sequence[tuple[Kind, ...]], codes: np.typing.NDArray[np.intp], bucketed: Bucketed
) -> Counter[tuple[Kind, Bucket]]:
    """Rows of each kind by bucket."""
    width = len(bucketed.buckets)
    found: Counter[tuple[Kind, Bucket]] = Counter()
    counts = counted(codes * width + bucketed.places, size=len(kinds) * width)
    for place in np.flatnonzero(counts).tolist():
        code, bucket = divmod(place, width)
        for kind in kinds[code]:
            if is_change(kind):
                found[kind, bucketed.buckets[bucket]] += int(counts[place])
    return found


def is_change(kind: Kind) -> bool:
    """Whether a kind is a change."""
    return kind[0] != kind[1] if isinstance(kind, tuple) else kind.changes
