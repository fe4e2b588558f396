"""Calendars: what a day is, by which notice, and what was known when."""

from itertools import pairwise

import pytest

from rules.calendar import Calendar, Day, Holiday, Mark, Notice, Stretch
from rules.loading.calendar import shipped
from tests.rules.days import day, shown

WEEKEND = (5, 6)


def stretch(first: str, last: str | None = None) -> Stretch:
    return Stretch(day(first), day(last or first))


YEAR = Notice(
    "the year", "law", day("2018-12-06"), day("2019-12-31"), (Holiday("Labour", (stretch("2019-05-01"),), ()),)
)
LONGER = Notice(
    "longer",
    "order",
    day("2019-03-22"),
    None,
    (Holiday("Labour", (stretch("2019-05-01", "2019-05-04"),), (stretch("2019-04-28"), stretch("2019-05-06"))),),
)
CALENDAR = Calendar("X", "example", WEEKEND, day("2019-01-01"), 3, (YEAR, LONGER), "0")


def one(calendar: Calendar, text: str) -> Day:
    return calendar.days(day(text), day(text))[0]


@pytest.mark.parametrize(
    ("text", "mark", "holiday", "notice"),
    [
        ("2019-04-26", Mark.WORKING, None, None),
        ("2019-04-27", Mark.WEEKEND, None, None),
        ("2019-04-28", Mark.MAKE_UP, "Labour", LONGER),
        ("2019-05-01", Mark.DAY_OFF, "Labour", LONGER),
        ("2019-05-04", Mark.DAY_OFF, "Labour", LONGER),
        ("2019-05-05", Mark.WEEKEND, None, None),
        ("2019-05-06", Mark.WORKING, "Labour", LONGER),
    ],
)
def test_the_latest_notice_tells_what_a_day_is(
    text: str, mark: Mark, holiday: str | None, notice: Notice | None
) -> None:
    assert one(CALENDAR, text) == Day(day(text), mark, holiday, notice, covered=True)


@pytest.mark.parametrize(("mark", "working"), [*zip(Mark, [True, False, False, True], strict=True)])
def test_working_and_make_up_days_are_worked(mark: Mark, working: bool) -> None:
    assert Day(0, mark, None, None, covered=True).working is working


def test_a_later_notice_is_not_known_before_its_day() -> None:
    before = CALENDAR.known_on(day("2019-03-21"))
    assert before.notices == (YEAR,)
    assert one(before, "2019-05-02").working
    assert CALENDAR.known_on(day("2019-03-22")) == CALENDAR


@pytest.mark.parametrize(("text", "covered"), [("2018-12-31", False), ("2019-01-01", True), ("2020-01-01", False)])
def test_a_day_outside_what_is_covered_is_what_the_week_says(text: str, covered: bool) -> None:
    assert one(CALENDAR, text) == Day(day(text), Mark.WORKING, None, None, covered)


def test_the_cover_ends_with_the_last_notice_known() -> None:
    assert (shown(CALENDAR.covers_until), shown(CALENDAR.settled_until)) == ("2019-12-31", "2019-12-28")


def test_a_calendar_of_which_nothing_is_known_covers_no_day() -> None:
    empty = CALENDAR.known_on(day("2018-12-05"))
    assert (shown(empty.covers_until), shown(empty.settled_until)) == ("2018-12-31", "2018-12-31")
    assert not one(empty, "2019-01-01").covered


def test_days_come_in_order_both_ends_included() -> None:
    assert [shown(one.day) for one in CALENDAR.days(day("2019-12-30"), day("2020-01-01"))] == [
        "2019-12-30",
        "2019-12-31",
        "2020-01-01",
    ]
    assert CALENDAR.days(1, 0) == ()


LATE_DECEMBER = {
    2008: {"2007-12-29": Mark.MAKE_UP, "2007-12-30": Mark.DAY_OFF, "2007-12-31": Mark.DAY_OFF},
    2012: {"2011-12-31": Mark.MAKE_UP},
    2019: {"2018-12-29": Mark.MAKE_UP, "2018-12-30": Mark.DAY_OFF, "2018-12-31": Mark.DAY_OFF},
    2023: {"2022-12-31": Mark.DAY_OFF},
}


@pytest.mark.parametrize("year", range(2008, 2027))
def test_the_chinese_notice_for_a_year_moves_the_last_days_of_the_year_before(year: int) -> None:
    """Until it is out, those days are as the week says, and unsettled."""
    calendar = shipped("CN")
    notice = next(one for one in calendar.notices if one.covers_until == day(f"{year}-12-31"))
    before, after = calendar.known_on(notice.known - 1), calendar.known_on(notice.known)
    named = {one.day: one.mark for one in after.days(day(f"{year - 1}-12-01"), day(f"{year - 1}-12-31")) if one.holiday}
    assert named == {day(text): mark for text, mark in LATE_DECEMBER.get(year, {}).items()}
    assert before.covers_until == day(f"{year - 1}-12-31")
    assert all(one > before.settled_until for one in named)
    assert not any(one.holiday for one in before.days(min(named, default=0), max(named, default=-1)))


def test_every_chinese_year_is_announced_before_its_first_named_day() -> None:
    for notice in shipped("CN").notices:
        if notice.covers_until is not None:
            days = [day for holiday in notice.holidays for one in (*holiday.off, *holiday.work) for day in one]
            assert notice.known < min(days)


def test_the_chinese_years_follow_one_another_without_a_hole() -> None:
    calendar = shipped("CN")
    ends = [notice.covers_until for notice in calendar.notices if notice.covers_until is not None]
    assert [shown(end) for end in ends] == [f"{year}-12-31" for year in range(2007, 2027)]
    assert all(first < second for first, second in pairwise(ends))


def test_the_chinese_calendar_says_nothing_of_2027() -> None:
    assert shown(shipped("CN").covers_until) == "2026-12-31"
    assert not any(one.covered or one.holiday for one in shipped("CN").days(day("2027-01-01"), day("2027-12-31")))


REVISIONS = [
    ("CN", "2015-05-12", "2015-09-04", Mark.WORKING, Mark.DAY_OFF),
    ("CN", "2015-05-12", "2015-09-06", Mark.WEEKEND, Mark.MAKE_UP),
    ("CN", "2019-03-21", "2019-05-03", Mark.WORKING, Mark.DAY_OFF),
    ("CN", "2019-03-21", "2019-04-28", Mark.WEEKEND, Mark.MAKE_UP),
    ("CN", "2020-01-26", "2020-01-31", Mark.WORKING, Mark.DAY_OFF),
    ("CN", "2020-01-26", "2020-02-01", Mark.MAKE_UP, Mark.DAY_OFF),
    ("GB-EAW", "2010-01-04", "2012-05-28", Mark.DAY_OFF, Mark.WORKING),
    ("GB-EAW", "2010-01-04", "2012-06-05", Mark.WORKING, Mark.DAY_OFF),
    ("GB-EAW", "2010-11-22", "2011-04-29", Mark.WORKING, Mark.DAY_OFF),
    ("GB-EAW", "2019-06-06", "2020-05-08", Mark.WORKING, Mark.DAY_OFF),
    ("GB-EAW", "2019-06-06", "2020-05-04", Mark.DAY_OFF, Mark.WORKING),
    ("GB-EAW", "2020-11-11", "2022-06-03", Mark.WORKING, Mark.DAY_OFF),
    ("GB-EAW", "2022-09-09", "2022-09-19", Mark.WORKING, Mark.DAY_OFF),
    ("GB-EAW", "2022-11-05", "2023-05-08", Mark.WORKING, Mark.DAY_OFF),
    ("US", "2021-06-16", "2021-06-18", Mark.WORKING, Mark.DAY_OFF),
]


@pytest.mark.parametrize(("name", "last_day_before", "text", "before", "after"), REVISIONS)
def test_a_revision_is_known_from_its_day_on(
    name: str, last_day_before: str, text: str, before: Mark, after: Mark
) -> None:
    known = day(last_day_before)
    marks = [one(shipped(name).known_on(known + later), text).mark for later in (0, 1)]
    assert marks == [before, after]
