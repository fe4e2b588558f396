"""Clocks: where the deadlines of one complaint stand."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from functools import cached_property

from engine.ruling import Review, uncountable
from engine.timetable import Timetable, unit
from rules import intervals
from rules.cells import Value
from rules.counting import PERIODS, Convention, Period
from rules.deadline import Clock, Events, Standing
from rules.edition import DeadlineEdition, Moment
from rules.evaluation import compute
from rules.expression import Reference
from rules.intervals import Interval
from rules.knowledge import Knowledge
from rules.midnight import kept, opening
from rules.policy import Pause, Policy
from rules.terms import Input, Term
from rules.types import Unit
from rules.workdays import Refusal


class Almanac:
    """What is known of a policy's calendar, counted by each of its conventions; made once, when first asked for."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._known: dict[Convention, Knowledge] = {}

    def knowledge(self, convention: Convention) -> Knowledge:
        """Counting by a convention."""
        if convention not in self._known:
            self._known[convention] = Knowledge(self._policy.calendar, convention, self._policy.zone)
        return self._known[convention]


@dataclass(frozen=True, slots=True)
class Timing:
    """What is said of one deadline of one complaint: where it stands, or why that cannot be said.

    `events` are None where not even these are known, and `pauses` are theirs with reasons.
    `clock` is the one that told.
    """

    clock: Clock
    events: Events | None
    standing: Standing | None
    review: Review | None
    pauses: tuple[Interval, ...] = ()

    def changes(self, as_of: int) -> Iterator[int]:
        """The instants after `as_of` at which time alone may change what is said."""
        if self.events is not None:
            yield from self.clock.changes(self.events, self.standing, as_of)


class Timer:
    """Tells where one deadline of an edition stands for single complaints."""

    def __init__(self, edition: DeadlineEdition, knowledge: Knowledge) -> None:
        self.edition = edition
        self.name = edition.deadline.name
        self.clock = Clock(knowledge, edition.deadline.warn_at)
        self._within = unit(edition.deadline.within)
        self._hard_stop = None if edition.deadline.hard_stop is None else unit(edition.deadline.hard_stop)
        self._zone = knowledge.zone
        self._knowledge = knowledge

    @cached_property
    def table(self) -> Timetable:
        """The same by column."""
        return Timetable(self.edition, self._knowledge)

    def timing(self, known: Mapping[str, Value], as_of: int, reviewed: Collection[str]) -> Timing:
        """What is said at an instant of a complaint of which everything before is `known`."""
        review = unavailable(self.edition, reviewed)
        if review is not None:
            return Timing(self.clock, None, None, review)
        pauses = tuple(self._pauses(known))
        events = self._events(known, pauses)
        standing = self.clock.standing(events, as_of)
        if isinstance(standing, Refusal):
            return Timing(self.clock, events, None, uncountable(self.name, standing), pauses)
        return Timing(self.clock, events, standing, None, pauses)

    def _events(self, known: Mapping[str, Value], pauses: tuple[Interval, ...]) -> Events:
        """What happened to the complaint."""
        one = self.edition
        return Events(
            start=_instant(one.start, known, self._zone),
            period=_period(one.within, self._within, known),
            met=None if one.met_by is None else _instant(one.met_by, known, self._zone),
            pauses=tuple((one.start, one.end) for one in pauses),
            restarts=tuple(r for one in one.restarts if (r := _instant(one, known, self._zone)) is not None),
            hard_stop=None
            if one.hard_stop is None or self._hard_stop is None
            else _period(one.hard_stop, self._hard_stop, known),
        )

    def _pauses(self, known: Mapping[str, Value]) -> Iterator[Interval]:
        for pause, declared in zip(self.edition.pauses, self.edition.deadline.pauses, strict=True):
            if isinstance(pause, Input) or not isinstance(declared, Pause):
                yield from _lasted(known[declared.name] if isinstance(declared, Reference) else None)
                continue
            start = _instant(pause[0], known, self._zone)
            if start is not None:
                end = None if pause[1] is None else _instant(pause[1], known, self._zone)
                yield Interval(start, end, declared.reason)


def _lasted(text: Value) -> Iterator[Interval]:
    """The intervals of a fact, as far as their ends can be kept."""
    for one in () if text is None else intervals.read(str(text)):
        yield Interval(kept(one.start), None if one.end is None else kept(one.end), one.reason)


def told(name: str, timing: Timing, *, warns: bool) -> dict[str, Value]:
    """What later conditions may read of a deadline; all of it missing where nothing can be said."""
    standing = timing.standing
    if standing is None:
        return dict.fromkeys((name, f"{name}.due", f"{name}.provisional", *([f"{name}.warned"] if warns else [])))
    due = standing.due
    found: dict[str, Value] = {
        name: standing.state.value,
        f"{name}.due": None if due is None else due.instant,
        f"{name}.provisional": due is not None and due.provisional,
    }
    return found | ({f"{name}.warned": standing.warned} if warns else {})


def unavailable(edition: DeadlineEdition, reviewed: Collection[str]) -> Review | None:
    """Why nothing can be said of a deadline, whatever the complaint, when `reviewed` is what could not be answered."""
    name = edition.deadline.name
    if edition.lacks is not None:
        return Review("parameter-not-in-force", f"{name} {edition.lacks}")
    read = next((read for read in edition.reads if read in reviewed), None)
    return None if read is None else Review("reads-reviewed", f"{name} {read}")


def _instant(moment: Moment, known: Mapping[str, Value], zone: tzinfo) -> int | None:
    value = compute(moment.term, known)
    if value is None:
        return None
    return opening(int(value), zone) if moment.is_day else kept(int(value))


def _period(term: Term, unit: Unit, known: Mapping[str, Value]) -> Period | None:
    length = compute(term, known)
    return None if length is None else PERIODS[unit](int(length))
