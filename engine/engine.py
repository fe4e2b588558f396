"""The engine: one policy, its editions and their class tables.

`decide` takes one complaint, `decide_columns` a data frame of them; both ask durable_rules once a class.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from threading import Lock
from types import MappingProxyType, TracebackType
from typing import Self

import polars as pl

from engine import rete
from engine.batch import Batch
from engine.chunk import Chunk
from engine.classes import Classes
from engine.clocks import Almanac, Timer, Timing
from engine.columns import Column, Rows
from engine.deciding import Deciding, Ruled
from engine.fitness import fits
from engine.results import result_schema, undecided
from engine.ruling import Review
from rules.cells import Value
from rules.edition import DecisionEdition, edition, starts
from rules.policy import Policy
from rules.types import EPOCH, EPOCH_DAY, Date

FOREVER = 1 << 62
NO_TIMINGS: Mapping[str, Timing] = MappingProxyType({})


class Decided:
    """What the policy says about one complaint.

    `ruled` holds the rulings; it is None when `review` says why the complaint could not be decided at all.
    `as_of` is the instant asked about, in microseconds UTC, if one was given.
    `timings` say where the deadlines stand, and `facts` has beside the complaint's what these tell.
    """

    __slots__ = ("as_of", "facts", "review", "ruled", "timings")

    def __init__(
        self,
        facts: Mapping[str, Value],
        ruled: Ruled | None,
        review: Review | None = None,
        as_of: int | None = None,
        timings: Mapping[str, Timing] = NO_TIMINGS,
    ) -> None:
        self.facts = facts
        self.ruled = ruled
        self.review = review
        self.as_of = as_of
        self.timings = timings

    @property
    def first_review(self) -> Review | None:
        """The first reason for which a person must look, in the order in which deadlines and decisions are answered."""
        if self.ruled is None:
            return self.review
        policy = self.ruled.edition.policy
        reviews = {one.name: ruling.review for one, ruling in zip(policy.decisions, self.ruled.rulings, strict=True)}
        reviews |= {name: timing.review for name, timing in self.timings.items()}
        return next((reviews[name] for name in policy.order if reviews[name] is not None), None)


@dataclass(frozen=True, slots=True)
class Compiled:
    """One edition ready to decide: from `low` until before `high` in the stored value of `dated_by`."""

    low: int
    high: int
    answers: tuple[Classes | Timer, ...]
    deciding: Deciding

    @property
    def classes(self) -> tuple[Classes, ...]:
        """The class tables of the decisions, in order."""
        return tuple(one for one in self.answers if isinstance(one, Classes))


class Engine:
    """Decides complaints by one policy; may be shared by threads.

    Raises EngineFault when durable_rules cannot be trusted with the policy's rules.
    """

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self._dated_by = policy.dated_by
        self._nothing: dict[str, Value] = dict.fromkeys(policy.facts_by_name)
        self._days = starts(policy) if policy.dated_by else starts(policy)[-1:]
        self._lows = [self._stored(day) for day in self._days] if policy.dated_by else [-FOREVER]
        self._end = self._stored(policy.until) if policy.dated_by and policy.until is not None else FOREVER
        self._almanac = Almanac(policy)
        self._compiled: dict[int, Compiled] = {}
        self._lock = Lock()
        self._last: Compiled = self._edition(len(self._lows) - 1)
        self._ruled = self._dated if policy.dated_by else self._last.deciding.decide

    @property
    def classes(self) -> int:
        """Number of classes that durable_rules has been asked about so far."""
        return sum(one.asked for compiled in tuple(self._compiled.values()) for one in compiled.classes)

    @property
    def schema(self) -> dict[str, pl.DataType]:
        """Columns of `decide_columns`, in order."""
        return result_schema(self.policy)

    def decide(self, facts: Mapping[str, Value], *, as_of: int | None = None) -> Decided:
        """Decide a complaint from its stored values by fact name; an absent name is missing.

        Raises ValueError without `as_of` when the policy has deadlines.
        """
        if self.policy.deadlines:
            return self._decide_at(facts, as_of, cached=True)
        try:
            ruled = self._ruled(facts)
        except KeyError:
            return self._decide_at_length(facts, as_of)
        return self._decide_at_length(facts, as_of) if ruled is None else Decided(facts, ruled, None, as_of)

    def _dated(self, facts: Mapping[str, Value]) -> Ruled | None:
        """Rulings by the edition last used; None when it is not in force for the complaint."""
        dated, compiled = facts[self._dated_by], self._last
        if dated.__class__ is int and compiled.low <= dated < compiled.high:
            return compiled.deciding.decide(facts)
        return None

    def _decide_at_length(self, facts: Mapping[str, Value], as_of: int | None) -> Decided:
        """Decide a complaint that tells less than all facts, is dated outside the edition last used, or is unfit."""
        whole = {**self._nothing, **facts}
        compiled = self._in_force(whole.get(self._dated_by))
        if isinstance(compiled, Review):
            return Decided(facts, None, compiled, as_of)
        self._last = compiled
        ruled = compiled.deciding.decide(whole)
        return Decided(facts, ruled, None if ruled else self._refused(whole), as_of)

    def _decide_at(self, facts: Mapping[str, Value], as_of: int | None, *, cached: bool) -> Decided:
        """Decide a complaint by a policy with deadlines."""
        if as_of is None:
            raise ValueError("a policy with deadlines decides as of an instant")
        whole = {**self._nothing, **facts}
        compiled = self._in_force(whole.get(self._dated_by))
        review = compiled if isinstance(compiled, Review) else self._unfit(whole)
        if review is not None or isinstance(compiled, Review):
            return Decided(facts, None, review, as_of)
        timed = compiled.deciding.decide_at(whole, as_of, cached=cached)
        return Decided(timed.facts, timed.ruled, None, as_of, timed.timings)

    def wakes(self, facts: Mapping[str, Value], *, as_of: int) -> int | None:
        """The first instant after `as_of` at which a decision is another with no new fact; None if none ever is."""
        now = self.decide(facts, as_of=as_of)
        said, latest, instant = _said(now), now, as_of
        while latest.ruled is not None:
            changes = [one for timing in latest.timings.values() for one in timing.changes(instant)]
            if not changes:
                break
            instant = min(changes)
            latest = self.decide(facts, as_of=instant)
            if _said(latest) != said:
                return instant
        return None

    def decide_columns(self, frame: pl.DataFrame, *, as_of: int | None = None) -> pl.DataFrame:
        """Decide every row; the result has the columns of `schema` and the rows in order.

        `as_of` is in microseconds UTC; raises ValueError without it when the policy has deadlines.
        A fact's column is Boolean, Int64, Enum or String as `stored` says; an absent one is missing in every row.
        A row whose `review` column is not null is not decided, but carries that reason.
        """
        if self.policy.deadlines and as_of is None:
            raise ValueError("a policy with deadlines decides as of an instant")
        chunk = Chunk.of(frame, self.policy)
        dated = chunk.dated(self._lows, self._end)
        parts = [(rows, self._decided(chunk, rows, place, as_of or 0)) for place, rows in dated]
        rest = chunk.undecidable
        if len(rest) or not parts:
            parts.append((rest, undecided(self.policy, chunk.review.gather(rest))))
        return chunk.assembled(parts)

    def _decided(self, chunk: Chunk, rows: Rows, place: int, as_of: int) -> pl.DataFrame:
        facts: dict[str, Callable[[], Column]] = {name: partial(chunk.column, name, rows) for name in chunk.facts}
        return Batch(len(rows), as_of, facts).decide(self._edition(place).answers)

    def decide_uncached(self, facts: Mapping[str, Value], *, as_of: int | None = None) -> Decided:
        """As `decide`, but from durable_rules alone, nothing remembered or skipped."""
        if self.policy.deadlines:
            return self._decide_at(facts, as_of, cached=False)
        whole = {**self._nothing, **facts}
        compiled = self._in_force(whole.get(self._dated_by))
        review = compiled if isinstance(compiled, Review) else self._unfit(whole)
        if review is not None or isinstance(compiled, Review):
            return Decided(facts, None, review, as_of)
        return Decided(facts, compiled.deciding.decide_uncached(whole), None, as_of)

    def close(self) -> None:
        """Give everything back that durable_rules holds."""
        for compiled in self._compiled.values():
            for one in compiled.classes:
                one.close()
        self._compiled.clear()

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    def _stored(self, day: int) -> int:
        """The first value of `dated_by` on a day."""
        if isinstance(self.policy.facts_by_name[self.policy.dated_by].type, Date):
            return day
        midnight = datetime.combine(EPOCH_DAY + timedelta(days=day), time(0), self.policy.zone)
        return (midnight - EPOCH) // timedelta(microseconds=1)

    def _edition(self, place: int) -> Compiled:
        """The policy's edition number `place`, compiled when first needed."""
        with self._lock:
            if place not in self._compiled:
                self._compiled[place] = self._compile(place)
            return self._compiled[place]

    def _compile(self, place: int) -> Compiled:
        found = edition(self.policy, self._days[place])
        answers = tuple(
            Classes(one)
            if isinstance(one, DecisionEdition)
            else Timer(one, self._almanac.knowledge(one.deadline.convention))
            for one in found.order
        )
        rete.prove(group.network for one in answers if isinstance(one, Classes) for group in one.groups)
        high = self._lows[place + 1] if place + 1 < len(self._lows) else self._end
        return Compiled(self._lows[place], high, answers, Deciding(found, answers))

    def _in_force(self, dated: Value) -> Compiled | Review:
        """The edition in force at a value of `dated_by`, or why there is none; an undated policy is always in force."""
        if not self._dated_by:
            return self._last
        if dated is None:
            return Review("missing-required", self._dated_by)
        if not isinstance(dated, int) or not fits(self.policy.facts_by_name[self._dated_by], dated):
            return Review("unreadable", self._dated_by)
        if not self._lows[0] <= dated < self._end:
            return Review("not-in-force", self.policy.name)
        return self._edition(bisect_right(self._lows, dated) - 1)

    def _unfit(self, facts: Mapping[str, Value]) -> Review | None:
        """Why a complaint's facts are refused, if they are."""
        for fact in self.policy.facts:
            value = facts.get(fact.name)
            if value is None and fact.required:
                return Review("missing-required", fact.name)
            if value is not None and not fits(fact, value):
                return Review("unreadable", fact.name)
        return None

    def _refused(self, facts: Mapping[str, Value]) -> Review:
        """Why a complaint has no class."""
        review = self._unfit(facts)
        if review is None:
            raise AssertionError(facts.keys())
        return review


def _said(decided: Decided) -> object:
    """What the decisions say: rulings and values."""
    return decided.ruled and (decided.ruled.rulings, decided.ruled.values(decided.facts))
