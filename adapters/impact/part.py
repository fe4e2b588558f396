"""Parts: all that is counted of one piece of a feed."""

from collections import Counter
from dataclasses import dataclass, field

from adapters.impact.axes import Bucket
from adapters.impact.firsts import MOST, Firsts
from adapters.impact.moves import Moves
from adapters.impact.topics import About

MOST_LISTED = 64
"""So many pairs of values are listed; of more it is told only whether they are less or more."""


@dataclass(slots=True)
class Counts:
    """What is counted about one topic; `listed` is None where pairs of values are not listed, or are too many."""

    moves: Moves = field(default_factory=Moves)
    listed: Moves | None = field(default_factory=Moves)
    firsts: Firsts = field(default_factory=dict)

    def add(self, other: "Counts") -> None:
        """Count what comes later in the feed in."""
        self.moves.add(other.moves)
        if self.listed is not None and other.listed is not None:
            self.listed.add(other.listed)
        if other.listed is None or (self.listed is not None and len(self.listed.counts) > MOST_LISTED):
            self.listed = None
        _extend(self.firsts, other.firsts)


@dataclass(slots=True)
class Part:
    """Everything counted: rows by what became of them, what is said of those decided on, topic by topic.

    `firsts` are those of which not the same became.
    `changed` has what changed of any topic, and `about` the rows changed by what the topic is about.
    `every` has all rows by axis and bucket; `unknown` rows have no money.
    """

    fates: Moves = field(default_factory=Moves)
    firsts: Firsts = field(default_factory=dict)
    topics: dict[str, Counts] = field(default_factory=dict)
    changed: Moves = field(default_factory=Moves)
    about: Counter[About] = field(default_factory=Counter)
    every: dict[str, Counter[Bucket]] = field(default_factory=dict)
    unknown: int = 0

    def add(self, other: "Part") -> None:
        """Count what comes later in the feed in."""
        self.fates.add(other.fates)
        _extend(self.firsts, other.firsts)
        for name, counts in other.topics.items():
            if name in self.topics:
                self.topics[name].add(counts)
            else:
                self.topics[name] = counts
        self.changed.add(other.changed)
        self.about.update(other.about)
        for axis, buckets in other.every.items():
            self.every.setdefault(axis, Counter()).update(buckets)
        self.unknown += other.unknown


def _extend(firsts: Firsts, more: Firsts) -> None:
    for kind, found in more.items():
        held = firsts.setdefault(kind, [])
        held.extend(found[: MOST - len(held)])
