"""Texts of deadlines over the names at hand."""

from __future__ import annotations

from collections.abc import Iterator

from rules.deadline import STATES
from rules.expression import sort_of
from rules.types import Boolean, Date, Duration, Enumeration, Instant, Unit
from tests.generating.expressions import Author, Name

BUSINESS = 'business: {opens: "09:00", closes: "17:30"}'
CONVENTIONS = (
    "{start_day: excluded}",
    "{start_day: included}",
    f"{{ends_at: close_of_business, {BUSINESS}}}",
    f"{{after_hours: next_working_day, {BUSINESS}}}",
    f"{{start_day: included, ends_at: close_of_business, after_hours: next_working_day, {BUSINESS}}}",
    f"{{on_holiday: none, {BUSINESS}}}",
)
HOURS = ("24 hours", "36.5 hours", "1 hours", "100 hours")
DAYS = ("5 working days", "1 working days", "3 calendar days", "7 calendar days", "12 working days", "2 months")


def limits_of(author: Author) -> Iterator[str]:
    """One or two deadlines."""
    for number in range(author.chance.choice((1, 1, 2))):
        yield from limit(author, f"限{number}")


def limit(author: Author, name: str) -> Iterator[str]:
    """One deadline; what it tells is there for all that comes later."""
    chance = author.chance
    instants, dates = author.of(sort_of(Instant())), author.of(sort_of(Date()))
    by_day = chance.random() < 0.3
    starts, stop = dates if by_day else instants, chance.random() < 0.3
    yield f"  {name}:"
    yield f"    from: {chance.choice(starts).text}"
    yield f"    within: {_within(author, by_day=by_day)}"
    if chance.random() < 0.7:
        yield f"    met_by: {chance.choice(instants + dates).text}"
    pauses = list(_pauses(author, instants + dates))
    if pauses:
        yield f"    pauses: [{', '.join(pauses)}]"
    if chance.random() < 0.3:
        yield f"    restarts: [{', '.join(one.text for one in chance.sample(instants, min(2, len(instants))))}]"
    if stop:
        yield f"    hard_stop: {chance.choice(DAYS)}"
    warns = chance.random() < 0.6
    if warns:
        yield f"    warn_at: {chance.choice((1, 50, 80, 99, 100))}%"
    if chance.random() < 0.3:
        yield f"    counting: {chance.choice(CONVENTIONS)}"
    author.names += [Name(name, Enumeration(STATES)), Name(f"{name}.due", Instant())]
    author.names += [Name(f"{name}.warned", Boolean())] if warns else []
    author.names += [] if stop else [Name(f"{name}.provisional", Boolean())]


def _within(author: Author, *, by_day: bool) -> str:
    chance = author.chance
    units = (Unit.WORKING_DAYS,) if by_day else (Unit.WORKING_DAYS, Unit.HOURS)
    named = [one.text for one in author.names if isinstance(one.type, Duration) and one.type.unit in units]
    if named and chance.random() < 0.3:
        return chance.choice(named)
    return chance.choice(DAYS if by_day else (*HOURS, *DAYS))


def _pauses(author: Author, moments: list[Name]) -> Iterator[str]:
    chance = author.chance
    for _ in range(chance.choice((0, 0, 1, 2))):
        until = f", until: {chance.choice(moments).text}" if chance.random() < 0.8 else ""
        yield f"{{from: {chance.choice(moments).text}{until}, reason: 等待}}"
    if author.stops and chance.random() < 0.7:
        yield chance.choice(author.stops)
