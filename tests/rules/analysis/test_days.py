"""The days of instants are those of the clocks, in every timezone and whenever they are changed."""

from __future__ import annotations

from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.analysis.asking import Asking, GaveUp
from rules.analysis.days import clocks
from rules.analysis.world import World
from rules.edition import edition, starts
from rules.evaluation import ahead
from rules.midnight import begins
from rules.terms import DayOf, Fixed, Input, Not, Relation
from rules.types import Instant, bounds
from tests.engine.small import policy

NEW_YORK, SHANGHAI = ZoneInfo("America/New_York"), ZoneInfo("Asia/Shanghai")
SMALL = """level:
  outcomes: {high: 高}
  hit_policy: first
  rules:
    - {id: A, then: high}
"""


cached = cache(lambda zone: clocks(ZoneInfo(zone)))


def asking() -> Asking:
    found = policy(SMALL, facts="  later: {type: datetime}\n")
    return Asking(World(edition(found, starts(found)[0])))


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York", "Pacific/Apia"])
@given(at=st.integers(*bounds(Instant())))
def test_in_a_stretch_the_clocks_stay_equally_far_ahead(zone: str, at: int) -> None:
    found = cached(zone)
    low, high = found.stretch(at)
    assert low <= at <= high
    first, last = bounds(Instant())
    inner = [max(low, first), min(high, last), (low + high) // 2]
    assert {ahead(one, ZoneInfo(zone)) for one in inner} == {ahead(at, ZoneInfo(zone))}


@pytest.mark.parametrize("zone", [SHANGHAI, NEW_YORK])
@pytest.mark.parametrize("day", [-30_000, 7_409, 700_000])
def test_the_first_instant_of_a_day_is_found(zone: ZoneInfo, day: int) -> None:
    asked = asking()
    true = asked.world.encoding.true
    on_day = true(Relation("=", DayOf(Input("at"), zone), Fixed(day)))
    before = true(Relation("<", Input("at"), Fixed(begins(day, zone))))
    assert asked.impossible(on_day, before)
    first = true(Relation("=", Input("at"), Fixed(begins(day, zone))))
    assert asked.witness(on_day, first) == {"at": begins(day, zone)}


def test_what_is_not_known_needs_no_day() -> None:
    asked = asking()
    later = DayOf(Input("later"), NEW_YORK)
    missing = Not(Relation("=", later, later))
    assert asked.impossible(asked.world.encoding.true(missing))
    assert asked.witness(asked.world.encoding.known(Input("at"))) == {
        "at": begins(20_454, SHANGHAI) + 9 * 3_600_000_000
    }


def test_a_question_about_every_day_there_is_is_given_up() -> None:
    asked = asking()
    true = asked.world.encoding.true
    one, two = Input("at"), Input("later")
    earlier = true(Relation("<", one, two))
    later_day = true(Relation("<", DayOf(two, NEW_YORK), DayOf(one, NEW_YORK)))
    with pytest.raises(GaveUp):
        asked.ask(earlier, later_day)
