"""Usage by column: a share is used up when it is one by one."""

from __future__ import annotations

from datetime import time
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import counting as columns
from engine.stopping import NEVER, Pauses
from engine.usage import Usage
from rules.counting import Business, Convention, Counting, Hours, Period, WorkingDays
from rules.loading.calendar import shipped
from rules.usage import reached
from rules.workdays import workdays
from tests.rules.days import day

HOUR = 3_600_000_000
DAY = 24 * HOUR
ONE = {
    business: Counting(Convention(business=business), workdays(shipped("US")), ZoneInfo("America/New_York"))
    for business in (None, Business(time(9), time(17, 30)))
}
USAGES = {business: Usage(one, columns.Counting(one)) for business, one in ONE.items()}
START = st.one_of(st.integers(day("2025-10-25"), day("2026-04-01")), st.just(day("2047-12-30"))).map(
    lambda one: one * DAY
)
GAPS = st.lists(st.integers(1, 40 * HOUR), max_size=4)
ROWS = st.lists(st.tuples(START, st.integers(1, 20 * DAY), GAPS, st.booleans()), min_size=1, max_size=8)


@pytest.mark.parametrize("business", ONE, ids=str)
@pytest.mark.parametrize("unit", [Hours, WorkingDays])
@settings(max_examples=40)
@given(rows=ROWS, percent=st.integers(1, 100))
def test_a_share_is_used_up_in_every_row_when_it_is_alone(
    business: Business | None,
    unit: type[Period],
    rows: list[tuple[int, int, list[int], bool]],
    percent: int,
) -> None:
    one = ONE[business]
    pauses = [_pauses(start, gaps, lasts=lasts) for start, _, gaps, lasts in rows]
    slots = max(map(len, pauses))
    begins, ends = np.full((2, slots, len(rows)), NEVER, np.int64)
    for row, stops in enumerate(pauses):
        for slot, (begin, end) in enumerate(stops):
            begins[slot, row], ends[slot, row] = begin, NEVER if end is None else end
    starts = np.array([row[0] for row in rows], np.int64)
    untils = starts + np.array([row[1] for row in rows], np.int64)
    met = np.array(list(map(len, pauses)), np.int64)
    found = USAGES[business].reached(starts, untils, Pauses(begins, ends), met, percent=percent, unit=unit)
    alone = [
        reached(one, start, start + length, stops, percent=percent, period=unit(1))
        for (start, length, _, _), stops in zip(rows, pauses, strict=True)
    ]
    assert [None if instant == NEVER else instant for instant in found.tolist()] == alone


def _pauses(start: int, gaps: list[int], *, lasts: bool) -> list[tuple[int, int | None]]:
    """Pauses between the gaps; the last one may have no end."""
    edges = [start + sum(gaps[: number + 1]) for number in range(len(gaps))]
    found: list[tuple[int, int | None]] = list(zip(edges[::2], edges[1::2], strict=False))
    return [*found, (edges[-1], None)] if len(edges) % 2 and lasts else found
