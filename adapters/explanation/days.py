"""Days: a deadline's period day by day, each counted or not, and by which notice."""

from typing import Any

from engine.clocks import Timing
from engine.counted import Counted, known_on
from engine.counted import days as each
from rules.calendar import Mark
from rules.policy import Policy
from rules.types import Date, show

Document = dict[str, Any]


def days(timing: Timing | None, policy: Policy) -> Document:
    """The days of a period, and the day of the newest notice by which they were counted."""
    found = each(timing, policy)
    known = known_on(timing, policy) if found else None
    return {
        "known_on": None if known is None else show(Date(), known),
        "days": [_day(one, last=one is found[-1]) for one in found],
    }


def _day(counted: Counted, *, last: bool) -> Document:
    """One day; `kind` is counted, weekend, day_off, moved (the end was moved to it) or still (it stood still)."""
    day = counted.day
    return {
        "day": show(Date(), day.day),
        "number": counted.number,
        "kind": _kind(counted, last=last),
        "mark": day.mark.value,
        "holiday": day.holiday,
        "notice": None if day.notice is None else day.notice.title,
        "source": None if day.notice is None else day.notice.source,
    }


def _kind(counted: Counted, *, last: bool) -> str:
    if counted.number is not None:
        return "counted"
    if counted.day.working:
        return "moved" if last else "still"
    return "weekend" if counted.day.mark is Mark.WEEKEND else "day_off"
