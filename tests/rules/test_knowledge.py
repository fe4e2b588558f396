"""Knowledge: counting by what was known of a calendar, from time to time."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from rules.counting import Convention, Due, WorkingDays
from rules.knowledge import Knowledge
from rules.loading.calendar import shipped
from rules.types import EPOCH
from rules.workdays import Refusal
from tests.rules.days import day, shown

ZONE = ZoneInfo("Asia/Shanghai")
KNOWLEDGE = Knowledge(shipped("CN"), Convention(), ZONE)


def at(text: str) -> int:
    return (datetime.fromisoformat(text).replace(tzinfo=ZONE) - EPOCH) // EPOCH.resolution


def test_each_day_on_which_something_became_known_is_a_place() -> None:
    assert {day("2019-03-22"), day("2020-01-27"), day("2025-11-04")} <= set(KNOWLEDGE.days)
    assert list(KNOWLEDGE.days) == sorted(set(KNOWLEDGE.days))


@pytest.mark.parametrize(
    ("before", "after"),
    [("2019-03-21T23:59:59.999999", "2019-03-22T00:00:00"), ("2020-01-26T23:59:59", "2020-01-27T00:00:00")],
)
def test_what_becomes_known_on_a_day_is_known_all_day(before: str, after: str) -> None:
    assert KNOWLEDGE.place(at(after)) == KNOWLEDGE.place(at(before)) + 1


@pytest.mark.parametrize(("known", "end"), [("2020-01-26T12:00", "2020-02-01"), ("2020-01-27T12:00", "2020-02-04")])
def test_one_counts_by_what_is_known_at_a_place(known: str, end: str) -> None:
    found = KNOWLEDGE.counting(KNOWLEDGE.place(at(known))).due(at("2020-01-22T10:00"), WorkingDays(3))
    assert isinstance(found, Due)
    assert found.day is not None
    assert shown(found.day) == end


def test_before_anything_was_known_nothing_is_counted() -> None:
    assert KNOWLEDGE.place(at("1990-01-01T00:00")) == 0
    assert KNOWLEDGE.counting(0).due(at("2007-03-01T00:00"), WorkingDays(1)) is Refusal.BEYOND_CALENDAR


def test_without_a_calendar_there_is_one_place() -> None:
    bare = Knowledge(None, Convention(), ZONE)
    assert (bare.days, bare.place(at("2026-03-02T00:00"))) == ((), 0)
    assert bare.counting(0) is bare.counting(0)
