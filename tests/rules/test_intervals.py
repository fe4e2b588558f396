"""Intervals: as people write them, as they are kept, and what is none."""

import re
from datetime import UTC
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.intervals import KEPT, Interval, kept, read, shown, written
from rules.types import Instant, Intervals, bounds, show
from rules.types import read as read_value
from rules.unreadable import Unreadable


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("5/7", (Interval(5, 7, ""),)),
        ("5/7 等待用户", (Interval(5, 7, "等待用户"),)),
        ("  5/7  waiting for the bank  ;", (Interval(5, 7, "waiting for the bank"),)),
        ("5/.. 等待", (Interval(5, None, "等待"),)),
        ("5/", (Interval(5, None, ""),)),
        ("5/5", (Interval(5, 5, ""),)),
        ("8/9 b; 5/7 a;5/.. c", (Interval(5, 7, "a"), Interval(5, None, "c"), Interval(8, 9, "b"))),
    ],
)
def test_intervals_are_read_by_their_start(text: str, found: tuple[Interval, ...]) -> None:
    assert written(text, int) == found


UNLIKE = "not times such as `2026-03-02T09:15:00+08:00/2026-03-03T10:00:00+08:00 reason`"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", UNLIKE),
        (" ; ", UNLIKE),
        ("2026-03-02T09:15:00+08:00", UNLIKE),
        ("2026-03-02T09:15:00+08:00/.. a; b", UNLIKE),
        ("yesterday/..", "not a time such as `2026-03-02T09:15:00+08:00`"),
        ("2026-03-02T09:15:00+08:00/tomorrow", "not a time such as `2026-03-02T09:15:00+08:00`"),
        ("2026-03-02T09:15:00/..", "a time without its offset from UTC"),
        ("2026-03-02T09:15:00Z/2026-03-02T09:14:59Z", "an interval that ends before it begins"),
        ("2026-03-02T09:15:00Z/..;" * 3000, "longer than 65536 characters"),
    ],
)
def test_what_are_no_intervals_is_unreadable(text: str, reason: str) -> None:
    assert read_value(Intervals(), text) == Unreadable(reason)


def test_intervals_are_shown_in_a_timezone() -> None:
    text = "2026-03-02T09:15:00+08:00/2026-03-03T10:00:00+08:00 等待; 2026-03-04T00:00:00+08:00/.."
    value = read_value(Intervals(), text)
    assert value == "1772414100000000/1772503200000000 等待; 1772553600000000/.."
    assert show(Intervals(), value, zone=ZoneInfo("Asia/Shanghai")) == text


MOMENTS = st.integers(*bounds(Instant()))
REASONS = st.text(st.characters(exclude_characters=";", exclude_categories=["Cs"]), max_size=8).map(str.strip)
SEVERAL = st.lists(
    st.tuples(MOMENTS, st.none() | st.integers(0, 10**12), REASONS).map(
        lambda one: Interval(one[0], None if one[1] is None else min(one[0] + one[1], bounds(Instant())[1]), one[2])
    ),
    min_size=1,
)


@given(SEVERAL)
def test_what_is_kept_is_read_again(found: list[Interval]) -> None:
    assert read(kept(found)) == tuple(found)
    assert re.fullmatch(KEPT, kept(found))


@given(SEVERAL)
def test_what_is_shown_is_written_again(found: list[Interval]) -> None:
    text = shown(kept(found), lambda instant: show(Instant(), instant, zone=UTC))
    again = read_value(Intervals(), text)
    assert isinstance(again, str)
    assert sorted(read(again), key=repr) == sorted(found, key=repr)
