"""Reckoning: where two deadlines count alike, and what follows for when they end.

Where what a deadline counts by has come about alike by the instant asked about, two that count in the same manner say
the same; where only their lengths differ, the shorter never ends after the longer. Nothing more is told of how days
are counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

import z3

from rules.analysis.deadlines import Deadlines
from rules.analysis.likeness import manner
from rules.deadline import STATES
from rules.edition import DeadlineEdition, Moment
from rules.terms import Input, Term
from rules.types import Text

Told = tuple[Deadlines, DeadlineEdition]
"""A deadline with the world's that told it."""


class Reckoning:
    """One deadline as two editions have it; `same_days` says whether both count on one calendar."""

    def __init__(self, old: Told, new: Told, told: tuple[z3.BoolRef, z3.BoolRef], *, same_days: bool) -> None:
        self._old, self._new = old, new
        self._space = old[0].encoding.space
        self._told = told
        self._begun = tuple(deadlines.begun[one.deadline.name] for deadlines, one in (old, new))
        self._comparable = same_days and manner(old[1]) == manner(new[1])
        self._warn_alike = old[1].deadline.warn_at == new[1].deadline.warn_at
        self._events = self._space.named(self._space.every(self._same_events()))
        self._lengths = self._space.named(self._same_length())

    def differs(self) -> z3.BoolRef:
        """Where one is told and the other not, or one has begun and the other not, or both count otherwise."""
        begun = z3.And(*self._begun)
        otherwise = self._space.every((begun, z3.Not(self._alike())))
        one_begun = z3.Xor(*self._begun)
        both = self._space.every((*self._told, self._space.some((otherwise, one_begun))))
        return self._space.some((z3.Xor(*self._told), both))

    def _alike(self) -> z3.BoolRef:
        alike = self._comparable and self._warn_alike
        return self._space.every((self._events, self._lengths)) if alike else self._space.never

    def tie(self) -> None:
        """Tell what both say where they count alike."""
        if not self._comparable:
            return
        (old, one), (new, _) = self._old, self._new
        name, one_space, other_space = one.deadline.name, old.encoding.space, new.encoding.space
        both = self._space.named(self._space.every((*self._told, *self._begun, self._events)))
        alike = self._space.every((both, self._lengths))
        due, flags = f"{name}.due", (f"{name}.provisional", *((f"{name}.warned",) if self._warn_alike else ()))
        pairs = [(one_space.is_named(name, state), other_space.is_named(name, state)) for state in STATES]
        pairs += [(one_space.true(key), other_space.true(key)) for key in flags]
        pairs.append((one_space.known(due), other_space.known(due)))
        ends = one_space.number(due), other_space.number(due)
        self._space.axioms.append(z3.Implies(alike, z3.And(ends[0] == ends[1], *(one == two for one, two in pairs))))
        self._order(both, ends)

    def _order(self, both: z3.BoolRef, ends: tuple[z3.ArithRef, z3.ArithRef]) -> None:
        (old, one), (new, two) = self._old, self._new
        lengths = old.encoding.number(one.within), new.encoding.number(two.within)
        hard = self._same_term(one.hard_stop, two.hard_stop)
        for shorter, longer in ((0, 1), (1, 0)):
            where = self._space.every((both, hard, lengths[shorter] <= lengths[longer]))
            self._space.axioms.append(z3.Implies(where, ends[shorter] <= ends[longer]))

    def _same_events(self) -> Iterator[z3.BoolRef]:
        """All that happened by the instant asked about is the same."""
        (_, one), (_, two) = self._old, self._new
        yield self._same_moment(one.start, two.start)
        yield self._same_moment(one.met_by, two.met_by)
        for restart, other in zip_longest(one.restarts, two.restarts):
            yield self._same_moment(restart, other)
        for pause, other_pause in zip_longest(one.pauses, two.pauses):
            yield self._same_pause(pause, other_pause)

    def _same_pause(
        self, one: tuple[Moment, Moment | None] | Input | None, two: tuple[Moment, Moment | None] | Input | None
    ) -> z3.BoolRef:
        if isinstance(one, tuple | None) and isinstance(two, tuple | None):
            begins, ends = zip(one or (None, None), two or (None, None), strict=True)
            never = self._space.every((*map(z3.Not, self._come(*begins)),))
            return self._space.every((self._same_moment(*begins), self._space.some((never, self._same_moment(*ends)))))
        if isinstance(one, Input) and isinstance(two, Input):
            return self._same_term(one, two)
        return self._space.never

    def _same_length(self) -> z3.BoolRef:
        (_, one), (_, two) = self._old, self._new
        pairs = (one.within, two.within), (one.hard_stop, two.hard_stop)
        return self._space.every(self._same_term(*pair) for pair in pairs)

    def _same_moment(self, one: Moment | None, two: Moment | None) -> z3.BoolRef:
        """Neither has come, or both, and then at once."""
        come = self._come(one, two)
        neither = self._space.every(map(z3.Not, come))
        if one is None or two is None or one.is_day != two.is_day:
            return neither
        return self._space.some((neither, self._space.every((*come, self._equal(one.term, two.term)))))

    def _come(self, *moments: Moment | None) -> tuple[z3.BoolRef, ...]:
        """Where a moment of the old, then of the new, has come."""
        sides = zip(moments, (self._old[0], self._new[0]), strict=True)
        return tuple(
            self._space.never
            if moment is None
            else self._space.every((deadlines.encoding.known(moment.term), deadlines.by(moment, deadlines.at())))
            for moment, deadlines in sides
        )

    def _same_term(self, one: Term | None, two: Term | None) -> z3.BoolRef:
        """Both are missing, or have one value."""
        known = [
            self._space.never if term is None else deadlines.encoding.known(term)
            for term, deadlines in ((one, self._old[0]), (two, self._new[0]))
        ]
        neither = self._space.every(map(z3.Not, known))
        if one is None or two is None:
            return neither
        return self._space.some((neither, self._space.every((*known, self._equal(one, two)))))

    def _equal(self, one: Term, two: Term) -> z3.BoolRef:
        old, new = self._old[0].encoding, self._new[0].encoding
        if isinstance(one, Input) and isinstance(old.space.kinds[one.key], Text):
            return old.text(one) == new.text(two)
        return old.number(one) == new.number(two)
