"""Reckoning: where two deadlines count alike, and what follows for when they end.

Where what a deadline counts by has come about alike by the instant asked about, two that count in the same manner say
the same; where only their lengths differ, the shorter never ends after the longer. Nothing more is told of how days
are counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest

import z3

from rules.analysis.deadlines import Deadlines, unit
from rules.analysis.likeness import manner
from rules.analysis.space import Space
from rules.deadline import STATES, State
from rules.edition import DeadlineEdition, Moment
from rules.terms import Input, Term
from rules.types import Text, Unit

Told = tuple[Deadlines, DeadlineEdition]
"""A deadline with the world's that told it."""


def _term(one: DeadlineEdition, part: str) -> Term | None:
    moment = {"from": one.start, "met_by": one.met_by}.get(part)
    return {"within": one.within, "hard_stop": one.hard_stop}.get(part) if moment is None else moment.term


NEVER_LATER = {*((one, one) for one in Unit), (Unit.CALENDAR_DAYS, Unit.WORKING_DAYS)}
"""Units of which as many never end later than as many of another."""
_LATE = {State.BREACHED, State.MET_LATE}


class Reckoning:
    """One deadline as two editions have it; `same_days` says whether both count on one calendar."""

    def __init__(self, old: Told, new: Told, told: tuple[z3.BoolRef, z3.BoolRef], *, same_days: bool) -> None:
        self._old, self._new = old, new
        self._space = old[0].encoding.space
        self.told = told
        self.begun = tuple(deadlines.begun[one.deadline.name] for deadlines, one in (old, new))
        self._units = unit(old[1].deadline.within), unit(new[1].deadline.within)
        self._alike_but_units = same_days and manner(old[1]) == manner(new[1])
        self._warn_alike = old[1].deadline.warn_at == new[1].deadline.warn_at
        self._events = {part: self._space.named(self._space.every(same)) for part, same in self._same_events()}
        self._lengths = {part: self._space.named(same) for part, same in self._same_lengths()}

    def differs(self) -> z3.BoolRef:
        """Where one is told and the other not, or one has begun and the other not, or both count otherwise."""
        return self._space.some((z3.Xor(*self.told), z3.Xor(*self.begun), self.otherwise()))

    def otherwise(self) -> z3.BoolRef:
        """Where both have begun, and count otherwise."""
        alike = self._alike_but_units and self._is_same_unit and self._warn_alike
        differing = self._space.some(self.apart.values()) if alike else self._space.always
        return self._space.every((*self.begun, differing))

    @property
    def _is_same_unit(self) -> bool:
        return self._units[0] is self._units[1]

    @property
    def apart(self) -> Mapping[str, z3.BoolRef]:
        """For each part of a deadline, as policies name it, where it is not the same for both."""
        return {part: z3.Not(same) for part, same in (*self._events.items(), *self._lengths.items())}

    def terms(self, part: str) -> tuple[Term | None, Term | None]:
        """What a part of a deadline is for the old and for the new, if it is one term."""
        return _term(self._old[1], part), _term(self._new[1], part)

    def tie(self) -> None:
        """Tell what both say where they count alike."""
        if not self._alike_but_units:
            return
        both = self._space.named(self._space.every((*self.begun, *self._events.values())))
        if self._is_same_unit:
            self._equate(both)
        for shorter, longer in ((0, 1), (1, 0)):
            if (self._units[shorter], self._units[longer]) in NEVER_LATER:
                self._order(both, shorter, longer)

    def _equate(self, both: z3.BoolRef) -> None:
        """What is as long says the same."""
        one, other = self._spaces
        name = self._old[1].deadline.name
        flags = (f"{name}.provisional", *((f"{name}.warned",) if self._warn_alike else ()))
        pairs = [(one.is_named(name, state), other.is_named(name, state)) for state in STATES]
        pairs += [(one.true(key), other.true(key)) for key in flags]
        pairs.append((one.known(f"{name}.due"), other.known(f"{name}.due")))
        ends = self._ends
        alike = self._space.every((both, *self._lengths.values()))
        self._space.axioms.append(z3.Implies(alike, z3.And(ends[0] == ends[1], *(one == two for one, two in pairs))))

    @property
    def _spaces(self) -> tuple[Space, Space]:
        return self._old[0].encoding.space, self._new[0].encoding.space

    @property
    def _ends(self) -> tuple[z3.ArithRef, z3.ArithRef]:
        one, other = (space.number(f"{self._old[1].deadline.name}.due") for space in self._spaces)
        return one, other

    def _order(self, both: z3.BoolRef, shorter: int, longer: int) -> None:
        """The shorter never ends or warns after the longer; where it is not late, the longer stands where it does."""
        name = self._old[1].deadline.name
        lengths = [deadlines.encoding.number(one.within) for deadlines, one in (self._old, self._new)]
        where = self._space.every((both, self._lengths["hard_stop"], lengths[shorter] <= lengths[longer]))
        self._space.axioms.append(z3.Implies(where, self._ends[shorter] <= self._ends[longer]))
        early, late = self._spaces[shorter], self._spaces[longer]
        for state in STATES:
            if state not in _LATE:
                held = z3.And(where, early.is_named(name, state))
                self._space.axioms.append(z3.Implies(held, late.is_named(name, state)))
        if self._warn_alike and self._is_same_unit:
            warned = z3.And(where, late.true(f"{name}.warned"))
            self._space.axioms.append(z3.Implies(warned, early.true(f"{name}.warned")))

    def _same_events(self) -> Iterator[tuple[str, list[z3.BoolRef]]]:
        """By the parts of a deadline, where all that happened by the instant asked about is the same."""
        (_, one), (_, two) = self._old, self._new
        yield "from", [self._same_moment(one.start, two.start)]
        yield "met_by", [self._same_moment(one.met_by, two.met_by)]
        yield "restarts", [self._same_moment(*pair) for pair in zip_longest(one.restarts, two.restarts)]
        yield "pauses", [self._same_pause(*pair) for pair in zip_longest(one.pauses, two.pauses)]

    def _same_pause(
        self, one: tuple[Moment, Moment | None] | Input | None, two: tuple[Moment, Moment | None] | Input | None
    ) -> z3.BoolRef:
        if isinstance(one, tuple | None) and isinstance(two, tuple | None):
            begins, ends = zip(one or (None, None), two or (None, None), strict=True)
            never = self._space.every(map(z3.Not, self._come(*begins)))
            return self._space.every((self._same_moment(*begins), self._space.some((never, self._same_moment(*ends)))))
        if isinstance(one, Input) and isinstance(two, Input):
            return self._same_term(one, two)
        return self._space.never

    def _same_lengths(self) -> Iterator[tuple[str, z3.BoolRef]]:
        (_, one), (_, two) = self._old, self._new
        yield "within", self._same_term(one.within, two.within)
        yield "hard_stop", self._same_term(one.hard_stop, two.hard_stop)

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
