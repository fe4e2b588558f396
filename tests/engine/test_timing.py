"""Timing by column: every row stands where it does alone, and where a person with a stopwatch sees it."""

from __future__ import annotations

from datetime import time
from functools import cache
from itertools import product
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import timing
from engine.stopping import NEVER, Pauses
from engine.timing import Clocks, Lengths
from engine.workdays import REFUSALS
from rules.counting import (
    AfterHours,
    Business,
    CalendarDays,
    Convention,
    EndsAt,
    Hours,
    Months,
    OnHoliday,
    Period,
    StartDay,
    WorkingDays,
)
from rules.deadline import STATES, Clock, Events, Standing
from rules.knowledge import Knowledge
from rules.loading.calendar import shipped
from rules.workdays import Refusal
from tests.rules.days import day
from tests.stopwatch import Seen, Stopwatch, Uncountable

DAY = 86_400_000_000
HOUR = 3_600_000_000
ZONE = ZoneInfo("Asia/Shanghai")
OFFICE = Business(time(9), time(17, 30))
CONVENTIONS = [
    Convention(start_day, ends_at, on_holiday, after_hours, business)
    for start_day, ends_at, on_holiday, after_hours, business in product(
        StartDay, EndsAt, OnHoliday, AfterHours, (None, OFFICE)
    )
    if business or (ends_at is EndsAt.END_OF_DAY and after_hours is AfterHours.SAME_DAY)
]
UNITS: list[type[Period]] = [Hours, WorkingDays, CalendarDays, Months]
SHARES = [None, 1, 50, 80, 100]

Row = tuple[bool, int, int, int, bool, str, bool]


@cache
def knowledge(convention: Convention) -> Knowledge:
    return Knowledge(shipped("CN"), convention, ZONE)


@cache
def clocks(convention: Convention, warn_at: int | None) -> Clocks:
    return Clocks(knowledge(convention), warn_at)


def columns(events: list[Events], unit: type[Period], stop: type[Period]) -> timing.Events:
    """The same events by column, in as many slots as one of them needs."""

    def instants(found: list[int | None]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        return np.array([NEVER if one is None else one for one in found], np.int64)

    def slots(found: list[tuple[int | None, ...]]) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
        most = max(map(len, found), default=0)
        rows = [instants([one[slot] if slot < len(one) else None for one in found]) for slot in range(most)]
        return np.array(rows, np.int64).reshape(most, len(found))

    def lengths(found: list[Period | None], kind: type[Period]) -> Lengths:
        amounts = np.array([0 if one is None else one.length for one in found], np.int64)
        return Lengths(amounts, np.array([one is not None for one in found], np.bool_), kind)

    return timing.Events(
        starts=instants([one.start for one in events]),
        periods=lengths([one.period for one in events], unit),
        met=instants([one.met for one in events]),
        pauses=Pauses(
            slots([tuple(start for start, _ in one.pauses) for one in events]),
            slots([tuple(end for _, end in one.pauses) for one in events]),
        ),
        restarts=slots([one.restarts for one in events]),
        hard_stops=lengths([one.hard_stop for one in events], stop),
    )


def together(events: list[Events], as_of: int, convention: Convention, warn_at: int | None) -> list[Row | Refusal]:
    units = {type(one.period) for one in events if one.period is not None} or {WorkingDays}
    stops = {type(one.hard_stop) for one in events if one.hard_stop is not None} or {WorkingDays}
    (unit,), (stop,) = units, stops
    found = clocks(convention, warn_at).standings(columns(events, unit, stop), as_of)
    dues = found.dues
    rows = zip(
        found.states.tolist(),
        found.due.tolist(),
        dues.instants.tolist(),
        dues.earliest.tolist(),
        dues.latest.tolist(),
        dues.provisional.tolist(),
        found.warned.tolist(),
        dues.refusals.tolist(),
        strict=True,
    )
    return [
        REFUSALS[refusal - 1]
        if refusal
        else (due, *((instant, earliest, latest, provisional) if due else (0, 0, 0, False)), STATES[state], warned)
        for state, due, instant, earliest, latest, provisional, warned, refusal in rows
    ]


def alone(events: Events, as_of: int, convention: Convention, warn_at: int | None) -> Row | Refusal:
    found = Clock(knowledge(convention), warn_at).standing(events, as_of)
    if isinstance(found, Refusal):
        return found
    due = found.due
    moves = (0, 0, 0, False) if due is None else (due.instant, due.earliest, due.latest, due.provisional)
    return (due is not None, *moves, found.state.value, found.warned)


def seen(events: Events, as_of: int, convention: Convention, warn_at: int | None) -> Seen | str:
    try:
        return Stopwatch(shipped("CN"), convention, ZONE, warn_at).look(events, as_of)
    except Uncountable as error:
        return error.why


def as_seen(found: Standing | Refusal, expected: Seen | str) -> Seen | str:
    """The same in the words of the person with the stopwatch, who cannot say how far two ends may move."""
    if isinstance(found, Refusal):
        return found.value
    unsure = isinstance(expected, Seen) and expected.provisional is None
    provisional = None if unsure else found.due is not None and found.due.provisional
    return Seen(found.state.value, None if found.due is None else found.due.instant, provisional, found.warned)


FIRST, LAST = day("2007-03-01") * DAY, day("2027-02-01") * DAY
MIDNIGHT = 16 * HOUR


@st.composite
def moments(draw: st.DrawFn, as_of: int) -> int:
    """An instant of the weeks before one, often where a day begins or business ends, or that instant itself."""
    days = draw(st.integers(-30, 4))
    near = as_of // DAY * DAY + days * DAY
    return draw(
        st.sampled_from(
            [as_of + days * DAY, near + MIDNIGHT, near + MIDNIGHT - 1, near + 17 * HOUR // 2 + HOUR, as_of, as_of + 1]
        )
    )


def length(unit: type[Period]) -> st.SearchStrategy[Period]:
    if issubclass(unit, Hours):
        return st.integers(1, 300 * HOUR).map(Hours)
    return st.integers(1, 2 if issubclass(unit, Months) else 15).map(unit)


@st.composite
def happened(draw: st.DrawFn, as_of: int, unit: type[Period], stop: type[Period]) -> Events:
    moment = moments(as_of)
    maybe = st.one_of(st.none(), moment)
    pauses = draw(st.lists(st.tuples(moment, maybe), max_size=3))
    backwards = draw(st.integers(0, 30)) == 0
    return Events(
        start=draw(moment),
        period=draw(st.one_of(length(unit), length(unit), st.none())),
        met=draw(maybe),
        pauses=tuple(
            (start, end) if end is None or backwards else (min(start, end), max(start, end)) for start, end in pauses
        ),
        restarts=tuple(draw(st.lists(moment, max_size=2))),
        hard_stop=draw(st.one_of(st.none(), length(stop))),
    )


INSTANTS = st.one_of(
    st.integers(FIRST, LAST),
    st.sampled_from(["2019-03-22", "2020-01-27", "2020-02-03", "2026-12-30", "2027-01-15"]).map(
        lambda text: day(text) * DAY + MIDNIGHT
    ),
)


@settings(max_examples=120)
@given(
    data=st.data(),
    as_of=INSTANTS,
    convention=st.sampled_from(CONVENTIONS),
    units=st.tuples(st.sampled_from(UNITS), st.sampled_from(UNITS)),
    warn_at=st.sampled_from(SHARES),
)
def test_every_row_stands_where_it_does_alone_and_by_the_stopwatch(
    data: st.DataObject,
    as_of: int,
    convention: Convention,
    units: tuple[type[Period], type[Period]],
    warn_at: int | None,
) -> None:
    events = data.draw(st.lists(happened(as_of, *units), max_size=8))
    assert together(events, as_of, convention, warn_at) == [alone(one, as_of, convention, warn_at) for one in events]
    for one in events:
        expected = seen(one, as_of, convention, warn_at)
        assert as_seen(Clock(knowledge(convention), warn_at).standing(one, as_of), expected) == expected, one


def test_a_chunk_without_rows_has_no_standings() -> None:
    assert together([], FIRST, Convention(), 80) == []


def test_one_chunk_holds_all_that_was_known_from_2007_to_2026() -> None:
    """Every week of twenty years begins a row of its own, by what was known then."""
    as_of = day("2027-03-01") * DAY
    events = [
        Events(start, WorkingDays(20), pauses=((start + 3 * DAY, start + 9 * DAY),), restarts=(start + 2 * DAY,))
        for start in range(FIRST, as_of, 7 * DAY)
    ]
    found = together(events, as_of, Convention(), 80)
    assert found == [alone(one, as_of, Convention(), 80) for one in events]
    assert len({Knowledge(shipped("CN"), Convention(), ZONE).place(one.start or 0) for one in events}) > 20


@pytest.mark.parametrize("unit", UNITS)
def test_rows_at_both_ends_of_the_calendar_are_refused_as_they_are_alone(unit: type[Period]) -> None:
    starts = [day(text) * DAY for text in ("2006-12-28", "2006-12-30", "2046-11-30", "2047-01-03", "2300-01-01")]
    as_of = day("2400-01-01") * DAY
    events = [Events(start, unit(one)) for start in starts for one in (-1, 0, 1, 40, 2**40)]
    for convention in (Convention(), Convention(on_holiday=OnHoliday.NONE)):
        assert together(events, as_of, convention, 80) == [alone(one, as_of, convention, 80) for one in events]


def test_hours_are_told_without_a_calendar_and_days_are_not() -> None:
    bare = Knowledge(None, Convention(), ZONE)
    events = [Events(FIRST, Hours(5 * HOUR), pauses=((FIRST + HOUR, FIRST + 2 * HOUR),)), Events(FIRST, None)]
    found = Clocks(bare, 80).standings(columns(events, Hours, Hours), FIRST + 3 * HOUR)
    assert found.dues.instants[0] == FIRST + 6 * HOUR
    assert [STATES[state] for state in found.states] == ["running", "not_started"]
    refused = Clocks(bare, 80).standings(columns([Events(FIRST, WorkingDays(1))], WorkingDays, Hours), FIRST)
    assert REFUSALS[refused.dues.refusals[0] - 1] is Refusal.BEYOND_CALENDAR
