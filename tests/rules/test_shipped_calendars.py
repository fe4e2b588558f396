"""The shipped calendars, day by day, against two libraries that were made from the same announcements by others.

Where a library says otherwise, the table says which days and why ours holds.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import holidays
import pytest

from rules.calendar import Mark
from rules.loading.calendar import names, shipped
from rules.types import EPOCH_DAY
from tests.rules.days import day, shown

FACTS = Path(__file__).parents[3] / "shared" / "calendars" / "holiday-cn"
YEARS = range(2006, 2029)
Working = Callable[[date], bool]

LIBRARIES: Mapping[str, tuple[str, Working, str, str]] = {
    "chinese_calendar": ("CN", chinese_calendar.is_workday, "2006-12-30", "2026-12-31"),
    "holidays CN": ("CN", holidays.country_holidays("CN", years=YEARS).is_working_day, "2006-12-30", "2027-12-31"),
    "holidays US": ("US", holidays.country_holidays("US", years=YEARS).is_working_day, "2007-01-01", "2027-12-31"),
    "holidays GB": (
        "GB-EAW",
        holidays.country_holidays("GB", subdiv="ENG", years=YEARS).is_working_day,
        "2007-01-01",
        "2027-12-31",
    ),
    "holidays XECB": (
        "TARGET",
        holidays.financial_holidays("XECB", years=YEARS).is_working_day,
        "2007-01-01",
        "2027-12-31",
    ),
}
GUESSED = (
    "2027-01-01 2027-02-05 2027-02-08 2027-02-09 2027-02-10 2027-04-05 2027-05-03 2027-05-04 2027-06-09 2027-09-15"
    " 2027-10-01 2027-10-04 2027-10-05"
)
DIFFERENCES: Mapping[str, Mapping[str, str]] = {
    "holidays CN": dict.fromkeys(
        GUESSED.split(),
        "the library guesses 2027 from the law on festivals, without the make-up days and bridges that nobody knows"
        " before the notice is out; ours says nothing, and counts past 2026 are provisional",
    ),
}


@pytest.mark.parametrize("library", LIBRARIES)
def test_every_day_is_as_the_library_has_it_or_the_table_says_why_not(library: str) -> None:
    name, working, first, last = LIBRARIES[library]
    days = shipped(name).days(day(first), day(last))
    other = [shown(one.day) for one in days if one.working != working(EPOCH_DAY + timedelta(one.day))]
    assert other == list(DIFFERENCES.get(library, {}))


def test_no_day_is_guessed_where_the_library_guesses() -> None:
    assert all(not one.covered for text in GUESSED.split() for one in shipped("CN").days(day(text), day(text)))


@pytest.mark.parametrize("name", names())
def test_only_the_chinese_calendar_has_days_worked_at_a_weekend(name: str) -> None:
    calendar = shipped(name)
    marks = {one.mark for one in calendar.days(calendar.covers_from, calendar.covers_until)}
    assert (Mark.MAKE_UP in marks) == (name == "CN")


@pytest.mark.skipif(not FACTS.exists(), reason="the facts about China's days off are not beside the project")
def test_every_announced_chinese_day_is_as_the_facts_have_it() -> None:

    told = {
        one["date"]: one["isOffDay"]
        for year in range(2007, 2027)
        for one in json.loads((FACTS / f"{year}.json").read_text(encoding="utf-8"))["days"]
    }
    calendar = shipped("CN")
    named = {
        shown(one.day): not one.working
        for one in calendar.days(calendar.covers_from, calendar.covers_until)
        if one.holiday
    }
    assert named == told
