"""What the solver is told of two deadlines is so whatever happens; the clock tells it of random ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings

from rules.analysis.reckoning import NEVER_LATER
from rules.counting import PERIODS, AfterHours, Business, Convention, EndsAt, OnHoliday, StartDay
from rules.deadline import Clock, Events, Standing, State
from rules.evaluation import MICROSECONDS_PER_DAY
from rules.intervals import Interval
from rules.knowledge import Knowledge
from rules.loading.calendar import shipped
from rules.types import MICROSECONDS_PER_HOUR, Unit
from tests.generating.strategies import chances

FIRST = 20_454 * MICROSECONDS_PER_DAY
OFFICE = Business(time(9), time(17, 30))
CONVENTIONS = (
    Convention(),
    Convention(start_day=StartDay.INCLUDED),
    Convention(ends_at=EndsAt.CLOSE_OF_BUSINESS, business=OFFICE),
    Convention(after_hours=AfterHours.NEXT_WORKING_DAY, business=OFFICE),
    Convention(on_holiday=OnHoliday.NONE),
)
CLOCKS = [Clock(Knowledge(shipped("CN"), one, ZoneInfo("Asia/Shanghai")), 80) for one in CONVENTIONS]
LATE = {State.BREACHED, State.MET_LATE}


def instant(chance: Random) -> int:
    """An instant within six weeks, on the hour."""
    return FIRST + chance.randint(0, 1000) * MICROSECONDS_PER_HOUR


def happened(chance: Random) -> Events:
    """What may happen to a deadline, its period apart."""
    pauses = []
    for _ in range(chance.choice((0, 1, 2))):
        start, end = sorted(instant(chance) for _ in range(2))
        pauses.append(Interval(start, end if chance.random() < 0.7 else None, ""))
    restarts = tuple(instant(chance) for _ in range(chance.choice((0, 0, 1, 2))))
    hard = PERIODS[Unit.CALENDAR_DAYS](chance.randint(1, 20)) if chance.random() < 0.2 else None
    met = instant(chance) if chance.random() < 0.5 else None
    paused = tuple((one.start, one.end) for one in pauses)
    return Events(instant(chance), None, met=met, pauses=paused, restarts=restarts, hard_stop=hard)


@pytest.mark.parametrize("units", sorted(NEVER_LATER))
@settings(max_examples=150)
@given(chances())
def test_the_shorter_never_ends_later_and_the_longer_stands_where_it_does_unless_it_is_late(
    units: tuple[Unit, Unit], chance: Random
) -> None:
    clock, events, at = chance.choice(CLOCKS), happened(chance), instant(chance)
    shorter = chance.randint(1, 12)
    lengths = shorter, shorter + chance.choice((0, 0, 1, 2, 5))
    scale = 24 if Unit.HOURS in units else 1
    one, other = (
        clock.standing(replace(events, period=PERIODS[unit](length * scale)), at)
        for unit, length in zip(units, lengths, strict=True)
    )
    assert isinstance(one, Standing)
    assert isinstance(other, Standing)
    if one.due is not None and other.due is not None:
        assert one.due.instant <= other.due.instant
    if one.state not in LATE:
        assert one.state == other.state
    if units[0] is units[1]:
        assert one.warned or not other.warned
