"""The reference for deadlines: a person with a stopwatch and a calendar on the wall, one day after the other.

It knows no credit, no sums and no tables: it looks whether the watch runs at each day's end, and how much of each day's
hours it ran.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache
from itertools import count, pairwise

from rules.calendar import Calendar
from rules.counting import AfterHours, Convention, Hours, Months, OnHoliday, Period, StartDay, WorkingDays
from rules.deadline import Events
from rules.types import EPOCH, EPOCH_DAY
from tests.daybyday import Pencil

FAR = 1 << 60
MICROSECOND = timedelta(microseconds=1)

Stop = tuple[int, int]


class Uncountable(Exception):  # noqa: N818 -- it says what happened
    """The wall has no such day."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Seen:
    """What the person sees; `provisional` is None where two ends may move and it hangs on how far."""

    state: str
    due: int | None = None
    provisional: bool | None = False
    warned: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the watch, until `due` or FAR."""

    due: int
    warns: int
    still: bool
    provisional: bool | None


@dataclass(frozen=True)
class Stopwatch:
    """Looks at one deadline's events by one calendar; `warn_at` in percent."""

    calendar: Calendar
    convention: Convention
    zone: tzinfo
    warn_at: int | None = None

    def look(self, events: Events, as_of: int) -> Seen:
        if any(end is not None and end < start for start, end in events.pauses):
            raise Uncountable("no_period")
        if events.start is None or events.period is None or events.start > as_of:
            return Seen("not_started")
        met = events.met if events.met is not None and events.met <= as_of else None
        until, start = as_of if met is None else met, events.start
        run = self.run(events, start, until)
        for restart in sorted(events.restarts):
            if start < restart <= until and restart <= run.due:
                start = restart
                run = self.run(events, start, until)
        warned = self.warn_at is not None and min(run.warns, run.due) <= until
        if met is not None:
            state = "met" if met <= run.due else "met_late"
        elif as_of > run.due:
            state = "breached"
        else:
            state = "paused" if run.still else "running"
        return Seen(state, None if run.due == FAR else run.due, run.provisional, warned)

    def run(self, events: Events, start: int, until: int) -> Run:
        """By what was known at the start, or by a later notice if that was too little and comes before the end."""
        notices = sorted({notice.known for notice in self.calendar.notices})
        days = [self.day(start), *(one for one in notices if self.day(start) < one <= self.day(until))]
        for number, day in enumerate(days):
            last = number == len(days) - 1
            try:
                found = self.known(day, events, start, until)
            except Uncountable as error:
                if last or error.why != "beyond_calendar":
                    raise
                continue
            if last or not found.provisional or found.due == FAR or self.begins(days[number + 1]) > found.due:
                return found
        raise AssertionError(days)

    def known(self, day: int, events: Events, start: int, until: int) -> Run:
        assert events.period is not None
        assert events.start is not None
        notices = sum(notice.known <= day for notice in self.calendar.notices)
        wall = hung(Shown(self.calendar, notices), self.convention, self.zone)
        pauses = ((max(begin, start), FAR if end is None or end > until else end) for begin, end in events.pauses)
        stops = [(begin, end) for begin, end in pauses if begin <= until and begin < end]
        plain, _ = wall.due(start, events.period, [])
        hard, hard_moves = (FAR, False) if events.hard_stop is None else wall.due(events.start, events.hard_stop, [])
        due, moves = wall.due(start, events.period, stops)
        warns = FAR
        if self.warn_at is not None:
            used = [stop for stop in stops if stop[0] < due]
            warns = wall.warns(events.period, start, min(plain, hard), used, self.warn_at)
        if hard == FAR:
            return Run(due, warns, due == FAR, moves)
        unsure = due != FAR and (moves or hard_moves)
        return Run(min(due, hard), warns, due == FAR, None if unsure else hard_moves)

    def day(self, instant: int) -> int:
        return ((EPOCH + instant * MICROSECOND).astimezone(self.zone).date() - EPOCH_DAY).days

    def begins(self, day: int) -> int:
        moment = Pencil(self.convention, lambda _: True, self.zone).first_instant(EPOCH_DAY + timedelta(day))
        return (moment - EPOCH) // MICROSECOND


@dataclass(frozen=True, eq=False)
class Wall:
    """A calendar as it hangs there, and the counting by it; what was looked up once is remembered."""

    calendar: Calendar
    convention: Convention
    zone: tzinfo
    marked: Mapping[int, bool]
    ended: dict[date, int] = field(default_factory=dict)
    opened: dict[date, Stop] = field(default_factory=dict)

    def worked(self, day: date) -> bool:
        number = (day - EPOCH_DAY).days
        if number < self.calendar.covers_from:
            raise Uncountable("before_calendar")
        if number not in self.marked:
            raise Uncountable("beyond_calendar")
        return self.marked[number]

    @property
    def pencil(self) -> Pencil:
        return Pencil(self.convention, self.worked, self.zone)

    def local(self, instant: int) -> datetime:
        return (EPOCH + instant * MICROSECOND).astimezone(self.zone)

    def ends(self, day: date) -> int:
        if day not in self.ended:
            self.ended[day] = (self.pencil.end_of(day) - EPOCH) // MICROSECOND
        return self.ended[day]

    def unsettled(self, day: date) -> bool:
        return (day - EPOCH_DAY).days > self.calendar.settled_until

    def due(self, start: int, period: Period, stops: Sequence[Stop]) -> tuple[int, bool]:
        """When a period ends, FAR if the watch never goes on, and whether that may move."""
        if period.length < 1:
            raise Uncountable("no_period")
        if isinstance(period, Hours):
            return self.hours(start, period.length, stops), False
        working = isinstance(period, WorkingDays)
        received = self.pencil.received(self.local(start))
        first = received + timedelta(self.convention.start_day is StartDay.EXCLUDED)
        day = self.last(first, self.length(first, received, period), stops, working=working)
        moved = not working and self.convention.on_holiday is OnHoliday.NEXT_WORKING_DAY
        while day is not None and moved and not (self.worked(day) and self.goes(day, stops)):
            day = None if self.stuck(day, stops) else day + timedelta(1)
        if day is None:
            return FAR, False
        looked = self.convention.after_hours is AfterHours.NEXT_WORKING_DAY and self.unsettled(received)
        return self.ends(day), looked or ((working or moved) and self.unsettled(day))

    def length(self, first: date, received: date, period: Period) -> int:
        if not isinstance(period, Months):
            return period.length
        included = self.convention.start_day is StartDay.INCLUDED
        end = self.pencil.months_after(received - timedelta(included), received, period.length)
        return (end - first).days + 1

    def last(self, first: date, length: int, stops: Sequence[Stop], *, working: bool) -> date | None:
        """The day on which so many have been counted."""
        for number in count():
            day = first + timedelta(number)
            if self.stuck(day, stops):
                return None
            length -= (not working or self.worked(day)) and self.goes(day, stops)
            if not length:
                return day
        raise AssertionError

    def goes(self, day: date, stops: Sequence[Stop]) -> bool:
        """Whether the watch goes at a day's end."""
        end = self.ends(day)
        return not any(begin < end <= until for begin, until in stops)

    def stuck(self, day: date, stops: Sequence[Stop]) -> bool:
        end = self.ends(day)
        return any(begin < end and until == FAR for begin, until in stops)

    def hours(self, start: int, left: int, stops: Sequence[Stop]) -> int:
        for begin, end in running([(start, FAR)], stops):
            if left <= end - begin:
                return begin + left
            left -= end - begin
        return FAR

    def business(self, start: int) -> Iterator[Stop]:
        """The hours of each worked day on the wall, from an instant on."""
        for number in count():
            day = self.local(start).date() + timedelta(number)
            if self.worked(day):
                if day not in self.opened:
                    self.opened[day] = self.business_hours(day)
                opens, closes = self.opened[day]
                if start < closes:
                    yield max(opens, start), closes

    def business_hours(self, day: date) -> tuple[int, int]:
        hours = self.convention.business
        if hours is None:
            moments = self.pencil.first_instant(day), self.pencil.first_instant(day + timedelta(1))
        else:
            moments = datetime.combine(day, hours.opens, self.zone), datetime.combine(day, hours.closes, self.zone)
        opens, closes = ((moment - EPOCH) // MICROSECOND for moment in moments)
        return opens, closes

    def warns(self, period: Period, start: int, until: int, stops: Sequence[Stop], percent: int) -> int:
        """When so much of the business time is used."""
        total, spans = until - start, [(start, FAR)]
        worked = [] if isinstance(period, Hours) else self.worked_hours(start, until)
        if worked:
            total = sum(min(end, until) - begin for begin, end in worked)
            spans = list(self.until(start, until + 90 * 86_400_000_000))
        left = -(-total * percent // 100)
        for begin, end in running(spans, stops):
            if left <= end - begin:
                return begin + left
            left -= end - begin
        return FAR

    def worked_hours(self, start: int, until: int) -> list[Stop]:
        """The hours between two instants; none where the wall does not show every day."""
        try:
            return list(self.until(start, until))
        except Uncountable:
            return []

    def until(self, start: int, end: int) -> Iterator[Stop]:
        for span in self.business(start):
            if span[0] >= end:
                return
            yield span


@dataclass(frozen=True, slots=True)
class Shown:
    """A calendar of which so many notices have come; the same if its file and they are."""

    calendar: Calendar = field(compare=False)
    notices: int
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "digest", self.calendar.digest)


@lru_cache(maxsize=256)
def hung(shown: Shown, convention: Convention, zone: tzinfo) -> Wall:
    """A calendar on the wall: the days that are covered, and as many more."""
    calendar = replace(shown.calendar, notices=shown.calendar.notices[: shown.notices])
    first, until = calendar.covers_from, calendar.covers_until
    marked = {day.day: day.working for day in calendar.days(first, until + (until + 1 - first))}
    return Wall(calendar, convention, zone, marked)


def running(spans: Sequence[Stop], stops: Sequence[Stop]) -> Iterator[Stop]:
    """The parts of spans outside of all stops."""
    edges = sorted({edge for span in (*spans, *stops) for edge in span})
    for begin, end in pairwise(edges):
        inside = any(one <= begin and end <= other for one, other in spans)
        if inside and not any(one <= begin and end <= other for one, other in stops):
            yield begin, end
