"""Counting: what two policies say of the rows of a piece, counted topic by topic."""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from adapters.impact.axes import Axis, Bucket, Bucketed
from adapters.impact.firsts import First, Firsts, Said, Shown, first_rows
from adapters.impact.joint import Flags, Joint, Kind, Movement, Numbers, numbers
from adapters.impact.moves import Moves, moves
from adapters.impact.part import Counts, Part
from adapters.impact.rows import Fate, Pair, Piece, fates, paired
from adapters.impact.sums import counted
from adapters.impact.topics import About, Topic, topics
from rules.policy import Fact, Policy
from rules.types import Text

MONEY, OLD, NEW = "money", "old", "new"
"""Measures: the money of a complaint, and what each policy says of it."""


class Counting:
    """Counts pieces of a feed decided by two policies; may be shared by threads.

    `money` is the fact that is added up, of which both policies read the same type if they read it.
    """

    def __init__(self, old: Policy, new: Policy, *, money: Fact | None, axes: Sequence[Axis]) -> None:
        self.topics = topics(old, new)
        self._shown = Shown(old, new), Shown(new, old)
        self._money = money
        self._axes = axes

    def part(self, piece: Piece, old: pl.DataFrame, new: pl.DataFrame, *, so_far: Part) -> Part:
        """All that is counted of a piece; `old` and `new` are what the policies say of its rows."""
        pair, became = paired(piece, old, new), fates(piece, old, new)
        money, unknown = self._amounts(pair)
        axes = {axis.fact.name: axis.bucketed(_read(pair, axis.fact.name)) for axis in self._axes}
        part = Part(fates=moves(became, {}, {}), unknown=unknown)
        part.fates.add(_refused(len(piece.chunk.chunk.refused)))
        part.firsts = {
            kind: [self._moved(kind, piece, row) for row in rows]
            for kind, rows in first_rows(became, so_far.firsts).items()
        }
        flags: dict[About, Flags] = {}
        for topic in self.topics.both:
            held = so_far.topics.get(topic.name, Counts())
            joint = topic.joined(pair.said[0][topic.name], pair.said[1][topic.name])
            part.topics[topic.name] = self._counts(
                topic, joint, pair, measures=money | _measured(topic, pair), axes=axes, held=held
            )
            if joint.changed.any():
                changed = joint.changed.take(joint.codes)
                flags[topic.about] = flags[topic.about] | changed if topic.about in flags else changed
        part.about = Counter({about: int(changed.sum()) for about, changed in flags.items()})
        part.changed = moves(_any(list(flags.values()), len(pair.lines)), money, axes)
        part.every = {name: _buckets(bucketed) for name, bucketed in axes.items()}
        return part

    def _counts(
        self,
        topic: Topic,
        joint: Joint,
        pair: Pair,
        *,
        measures: Mapping[str, Numbers],
        axes: Mapping[str, Bucketed],
        held: Counts,
    ) -> Counts:
        firsts = self._firsts(topic, joint, pair, held)
        if topic.listed is None or held.listed is None:
            return Counts(moves(joint, measures, axes), None, firsts)
        pairs = topic.listed(pair.said[0][topic.name], pair.said[1][topic.name])
        if pairs is None:
            return Counts(moves(joint, measures, axes), None, firsts)
        of_money = {name: values for name, values in measures.items() if name == MONEY}
        firsts |= self._firsts(topic, pairs, pair, held)
        return Counts(moves(joint, measures, axes), moves(pairs, of_money, axes), firsts)

    def _firsts(self, topic: Topic, joint: Joint, pair: Pair, held: Counts) -> Firsts:
        rows = first_rows(joint, held.firsts)
        return {kind: [self._first(topic, pair, row) for row in places] for kind, places in rows.items()}

    def _first(self, topic: Topic, pair: Pair, row: int) -> First:
        """A complaint, and what is said of it on a topic."""
        old, new = (frame.row(row, named=True) for frame in pair.read)
        before, after = self._shown
        return First(
            complaint=after.identity(new),
            file=pair.file,
            line=int(pair.lines[row]),
            facts=before.facts(old) | after.facts(new),
            old=_said(topic, before, pair.said[0], row),
            new=_said(topic, after, pair.said[1], row),
        )

    def _moved(self, kind: Kind, piece: Piece, row: int) -> First:
        """A row of which not the same became; of one that neither policy could read there is no more than its place."""
        read = [
            (shown, told.facts.frame.row(int(place), named=True))
            for shown, told in zip(self._shown, (piece.old, piece.new), strict=True)
            for place in np.flatnonzero(told.facts.kept == row)
        ]
        facts = {name: text for shown, told in read for name, text in shown.facts(told).items()}
        names = [shown.identity(told) for shown, told in read]
        line = int(piece.chunk.chunk.lines[row])
        said = (Said(fate, None) for fate in kind)
        return First(names[-1] if names else "", piece.chunk.chunk.file, line, facts, next(said), next(said))

    def _amounts(self, pair: Pair) -> tuple[dict[str, Numbers], int]:
        """What is added up of each row, and of how many it is not known."""
        if self._money is None:
            return {}, 0
        column = _read(pair, self._money.name)
        return {MONEY: numbers(column)}, column.null_count()


def _read(pair: Pair, name: str) -> pl.Series:
    """A fact as the new policy reads it, or where it knows none of that name, the old one."""
    old, new = pair.read
    return new[name] if name in new.columns else old[name]


def _said(topic: Topic, shown: Shown, frame: pl.DataFrame, row: int) -> Said:
    """What one policy says of a row, and by which rule."""
    value, rules = frame[topic.name][row], f"{topic.rules}.rule"
    text = None if value is None else shown.value(topic.name, topic.kind or Text(), value)
    return Said(text, frame[rules][row] if rules in frame.columns else None)


def _measured(topic: Topic, pair: Pair) -> dict[str, Numbers]:
    """What each policy says on a topic, where it can be added up."""
    if topic.measure is None:
        return {}
    return {name: numbers(frame[topic.name]) for name, frame in zip((OLD, NEW), pair.said, strict=True)}


def _any(flags: Sequence[Flags], rows: int) -> Joint:
    """Whether anything changed."""
    changed = np.logical_or.reduce(flags) if flags else np.zeros(rows, np.bool_)
    kinds = [(Movement.SAME,), (Movement.OTHER,)]
    return Joint(changed.astype(np.intp), kinds, np.array([False, True]))


def _refused(rows: int) -> Moves:
    """Rows that were none, whatever the policy."""
    return Moves(rows, counts=Counter({(Fate.QUARANTINED, Fate.QUARANTINED): rows})) if rows else Moves()


def _buckets(bucketed: Bucketed) -> Counter[Bucket]:
    counts = counted(bucketed.places, size=len(bucketed.buckets)).tolist()
    return Counter({bucket: count for bucket, count in zip(bucketed.buckets, counts, strict=True) if count})
