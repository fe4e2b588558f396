"""Deadlines: where one stands at an instant, case by case, and as a person with a stopwatch sees it."""

from __future__ import annotations

from datetime import datetime, time
from functools import cache
from zoneinfo import ZoneInfo

import pytest

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
    WorkingDays,
)
from rules.deadline import Clock, Events, Standing, State
from rules.knowledge import Knowledge
from rules.loading.calendar import shipped
from rules.types import EPOCH, Instant, show
from rules.workdays import Refusal

ZONE = ZoneInfo("Asia/Shanghai")
HOUR = 3_600_000_000
OFFICE = Business(time(9), time(17, 30))
USUAL = Convention()
CLOSING = Convention(ends_at=EndsAt.CLOSE_OF_BUSINESS, business=OFFICE)
NEXT_DAY = Convention(after_hours=AfterHours.NEXT_WORKING_DAY, business=OFFICE)
UNMOVED = Convention(on_holiday=OnHoliday.NONE)


def at(text: str) -> int:
    """Microseconds of a time in Shanghai; one without a year is of 2026."""
    whole = text if text[4] == "-" else f"2026-{text}"
    return (datetime.fromisoformat(whole).replace(tzinfo=ZONE) - EPOCH) // (EPOCH.resolution)


def told(instant: int | None) -> str:
    if instant is None:
        return "-"
    return show(Instant(), instant, zone=ZONE).removesuffix("+08:00").replace("T", " ").removeprefix("2026-")[:-3]


@cache
def clock(convention: Convention = USUAL, warn_at: int | None = None) -> Clock:
    return Clock(Knowledge(shipped("CN"), convention, ZONE), warn_at)


def events(
    start: str,
    period: Period,
    *,
    met: str = "",
    pauses: str = "",
    restarts: str = "",
    hard_stop: Period | None = None,
) -> Events:
    """What happened; pauses are written `FROM/UNTIL, FROM/UNTIL`."""
    return Events(
        at(start),
        period,
        at(met) if met else None,
        tuple(_pause(one) for one in pauses.split(", ") if one),
        tuple(at(one) for one in restarts.split(", ") if one),
        hard_stop,
    )


def _pause(text: str) -> tuple[int, int | None]:
    start, _, end = text.partition("/")
    return at(start), at(end) if end else None


def standing(found: Events, as_of: str, convention: Convention = USUAL, warn_at: int | None = None) -> Standing:
    stands = clock(convention, warn_at).standing(found, at(as_of))
    assert isinstance(stands, Standing)
    return stands


def stands(found: Events, as_of: str, convention: Convention = USUAL) -> str:
    """A state and when it is due."""
    one = standing(found, as_of, convention)
    return f"{one.state} {told(None if one.due is None else one.due.instant)}"


DUE = "03-10 00:00:00.000001"


@pytest.mark.parametrize(
    ("met", "as_of", "expected"),
    [
        ("", "03-02 09:29:59.999999", "not_started -"),
        ("", "03-02 09:30", "running 03-10 00:00"),
        ("", "03-10 00:00", "running 03-10 00:00"),  # the boundary instant itself is still in time
        ("", "03-10 00:00:00.000001", "breached 03-10 00:00"),
        ("", "2027-12-31 00:00", "breached 03-10 00:00"),
        ("03-09 23:59", "03-09 23:58:59", "running 03-10 00:00"),  # it has not happened yet
        ("03-09 23:59", "03-09 23:59", "met 03-10 00:00"),
        ("03-10 00:00", "03-12 00:00", "met 03-10 00:00"),
        ("03-10 00:00:00.000001", "03-10 00:00:00.000001", "met_late 03-10 00:00"),
        ("03-11 08:00", "03-10 12:00", "breached 03-10 00:00"),
        ("03-11 08:00", "04-10 12:00", "met_late 03-10 00:00"),
        ("03-01 08:00", "03-05 12:00", "met 03-10 00:00"),  # done before it began
    ],
)
def test_a_deadline_is_not_started_running_breached_met_or_met_late(met: str, as_of: str, expected: str) -> None:
    assert stands(events("03-02 09:30", WorkingDays(5), met=met), as_of) == expected


@pytest.mark.parametrize("missing", [Events(None, WorkingDays(5)), Events(at("03-02 09:30"), None, at("03-03 00:00"))])
def test_without_a_start_or_a_period_it_has_not_started(missing: Events) -> None:
    assert clock().standing(missing, at("03-05 00:00")) == Standing(State.NOT_STARTED)


# Working days from Monday 03-02 on: Tuesday 03-03 is the first, Monday 03-09 the fifth.
@pytest.mark.parametrize(
    ("pauses", "as_of", "expected"),
    [
        ("02-27 09:00/03-02 09:30", "03-05 00:00", "running 03-10 00:00"),  # before it began, until it did
        ("02-27 09:00/03-03 10:00", "03-05 00:00", "running 03-10 00:00"),  # no day's end after the start day's
        ("02-27 09:00/03-04 10:00", "03-05 00:00", "running 03-11 00:00"),  # from the start on: Tuesday is lost
        ("03-04 10:00/03-04 15:00", "03-05 00:00", "running 03-10 00:00"),  # within a day
        ("03-04 10:00/03-05 10:00", "03-06 00:00", "running 03-11 00:00"),  # across a day's end
        ("03-04 10:00/03-05 00:00", "03-06 00:00", "running 03-11 00:00"),  # until that end itself
        ("03-05 00:00/03-05 23:59", "03-06 00:00", "running 03-10 00:00"),  # from a day's end to before the next
        ("03-06 18:00/03-09 08:00", "03-09 12:00", "running 03-11 00:00"),  # over a weekend: Friday alone is lost
        ("03-07 08:00/03-08 20:00", "03-09 12:00", "running 03-10 00:00"),  # within it: nothing
        ("03-03 10:00/03-04 10:00, 03-05 10:00/03-06 10:00", "03-09 12:00", "running 03-12 00:00"),
        ("03-03 10:00/03-04 10:00, 03-04 10:00/03-05 10:00", "03-09 12:00", "running 03-12 00:00"),  # touching
        ("03-03 10:00/03-05 10:00, 03-04 10:00/03-06 10:00", "03-09 12:00", "running 03-13 00:00"),  # overlapping
        ("03-03 10:00/03-06 10:00, 03-04 10:00/03-05 10:00", "03-09 12:00", "running 03-13 00:00"),  # one in another
        ("03-05 10:00/03-06 10:00, 03-03 10:00/03-04 10:00", "03-09 12:00", "running 03-12 00:00"),  # in any order
        ("03-05 10:00/", "03-05 09:59", "running 03-10 00:00"),  # open, and not there yet
        ("03-05 10:00/", "03-05 10:00", "paused -"),
        ("03-05 10:00/", "2027-03-05 10:00", "paused -"),  # a pause without an end lasts
        ("03-05 10:00/03-12 10:00", "03-12 09:59", "paused -"),  # its end is not known before it comes
        ("03-05 10:00/03-12 10:00", "03-12 10:00", "running 03-17 00:00"),
        ("03-05 10:00/03-05 10:00", "03-05 10:00", "running 03-10 00:00"),  # of no length
        ("03-09 23:59/03-12 10:00", "03-11 10:00", "paused -"),
        ("03-10 00:00/03-12 10:00", "03-10 00:00", "running 03-10 00:00"),  # when all is over
        ("03-10 00:00/03-12 10:00", "03-11 10:00", "breached 03-10 00:00"),
        ("03-03 10:00/03-04 10:00, 03-10 12:00/", "03-12 10:00", "paused -"),  # within what the first one added
        ("03-05 10:00/, 03-06 10:00/03-07 10:00", "03-09 12:00", "paused -"),  # what lasts takes the rest in
    ],
)
def test_a_pause_gives_back_the_days_whose_end_it_covers(pauses: str, as_of: str, expected: str) -> None:
    assert stands(events("03-02 09:30", WorkingDays(5), pauses=pauses), as_of) == expected


@pytest.mark.parametrize(
    ("pauses", "as_of", "expected"),
    [
        ("", "03-02 10:00", "running 03-03 09:30"),
        ("03-02 10:00/03-02 10:20", "03-02 11:00", "running 03-03 09:50"),
        ("03-02 08:00/03-02 10:00", "03-02 11:00", "running 03-03 10:00"),
        ("03-02 10:00/03-02 12:00, 03-02 11:00/03-02 13:00", "03-02 14:00", "running 03-03 12:30"),
        ("03-02 10:00/03-02 12:00, 03-03 11:00/03-03 12:00", "03-03 12:00", "running 03-03 12:30"),
        ("03-03 09:30/03-04 09:30", "03-03 09:31", "breached 03-03 09:30"),
        ("03-02 10:00/", "03-04 00:00", "paused -"),
    ],
)
def test_hours_stand_still_to_the_microsecond(pauses: str, as_of: str, expected: str) -> None:
    assert stands(events("03-02 09:30", Hours(24 * HOUR), pauses=pauses), as_of) == expected


@pytest.mark.parametrize(
    ("period", "convention", "pauses", "expected"),
    [
        (CalendarDays(7), USUAL, "03-04 10:00/03-06 10:00", "running 03-12 00:00"),
        (CalendarDays(5), USUAL, "", "running 03-10 00:00"),  # the 7th is a Saturday: moved to Monday
        (CalendarDays(5), UNMOVED, "", "running 03-08 00:00"),
        (CalendarDays(5), USUAL, "03-07 10:00/03-09 10:00", "running 03-10 00:00"),  # counted out: Monday still is next
        (CalendarDays(5), USUAL, "03-08 10:00/03-10 10:00", "running 03-11 00:00"),  # Monday's end is lost
        (CalendarDays(5), UNMOVED, "03-04 10:00/03-05 10:00", "running 03-09 00:00"),
        (Months(1), USUAL, "03-04 10:00/03-06 10:00", "running 04-08 00:00"),  # the 4th is a Saturday, then holidays
        (WorkingDays(5), CLOSING, "", "running 03-09 17:30"),
        (WorkingDays(5), CLOSING, "03-04 10:00/03-04 18:00", "running 03-10 17:30"),  # its end is 17:30
        (WorkingDays(5), CLOSING, "03-04 17:30/03-05 17:00", "running 03-09 17:30"),
        (WorkingDays(5), NEXT_DAY, "", "running 03-10 00:00"),
    ],
)
def test_calendar_days_and_months_stand_still_by_the_same_rule(
    period: Period, convention: Convention, pauses: str, expected: str
) -> None:
    found = events("03-02 09:30", period, pauses=pauses)
    assert stands(found, pauses[-11:] or "03-06 00:00", convention) == expected


@pytest.mark.parametrize(
    ("restarts", "as_of", "expected"),
    [
        ("03-04 10:00", "03-04 09:59", "running 03-10 00:00"),  # not there yet
        ("03-04 10:00", "03-04 10:00", "running 03-12 00:00"),
        ("03-04 10:00, 03-06 10:00", "03-09 10:00", "running 03-14 00:00"),
        ("03-06 10:00, 03-04 10:00", "03-09 10:00", "running 03-14 00:00"),
        ("03-10 00:00", "03-11 00:00", "running 03-18 00:00"),  # on the boundary, in time
        ("03-10 00:00:00.000001", "03-11 00:00", "breached 03-10 00:00"),  # what is breached stays so
        ("03-04 10:00, 03-13 10:00", "03-14 10:00", "breached 03-12 00:00"),
        ("03-02 09:30", "03-03 00:00", "running 03-10 00:00"),
        ("02-27 09:30", "03-03 00:00", "running 03-10 00:00"),  # before it began
    ],
)
def test_a_restart_begins_the_whole_period_anew_unless_it_was_breached(
    restarts: str, as_of: str, expected: str
) -> None:
    assert stands(events("03-02 09:30", WorkingDays(5), restarts=restarts), as_of) == expected


@pytest.mark.parametrize(
    ("pauses", "expected"),
    [
        ("03-03 10:00/03-05 09:00", "running 03-13 00:00"),  # before the restart: of no more account
        ("03-03 10:00/03-07 09:00", "running 03-14 00:00"),  # across it: Friday is lost
        ("03-03 10:00/", "paused -"),  # a restart is no end of a pause
        ("03-03 10:00/03-13 09:00", "paused -"),
    ],
)
def test_a_restart_is_no_end_of_a_pause(pauses: str, expected: str) -> None:
    found = events("03-02 09:30", WorkingDays(5), restarts="03-05 09:30", pauses=pauses)
    assert stands(found, "03-10 00:00") == expected


@pytest.mark.parametrize(
    ("pauses", "restarts", "as_of", "expected"),
    [
        ("", "", "03-05 00:00", "running 03-10 00:00"),  # the period is over first
        ("03-04 10:00/03-12 10:00", "", "03-13 00:00", "running 03-14 00:00"),  # eight calendar days more: the stop
        ("03-04 10:00/", "", "03-05 00:00", "paused 03-14 00:00"),  # even while it stands still
        ("03-04 10:00/", "", "03-14 00:00", "paused 03-14 00:00"),
        ("03-04 10:00/", "", "03-14 00:00:00.000001", "breached 03-14 00:00"),
        ("", "03-09 10:00", "03-10 10:00", "running 03-14 00:00"),  # a restart does not move it
        ("", "03-14 00:00", "03-14 00:00", "breached 03-10 00:00"),
        ("", "03-06 10:00, 03-13 23:00", "03-13 23:30", "running 03-14 00:00"),
    ],
)
def test_a_hard_stop_wins(pauses: str, restarts: str, as_of: str, expected: str) -> None:
    found = events("03-02 09:30", WorkingDays(5), pauses=pauses, restarts=restarts, hard_stop=WorkingDays(9))
    assert stands(found, as_of) == expected


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        ({}, "met 03-10 00:00"),
        ({"pauses": "03-05 10:00/03-09 10:00"}, "met 03-10 00:00"),
        ({"pauses": "03-04 13:00/"}, "met 03-10 00:00"),
        ({"restarts": "03-05 10:00"}, "met 03-10 00:00"),
    ],
)
def test_what_comes_after_a_deadline_was_met_changes_nothing(later: dict[str, str], expected: str) -> None:
    found = events("03-02 09:30", WorkingDays(5), met="03-04 12:00", **later)  # type: ignore[arg-type]  # texts alone
    assert stands(found, "06-01 00:00") == expected


@pytest.mark.parametrize("later", [{"pauses": "03-11 10:00/03-19 10:00"}, {"restarts": "03-11 10:00"}])
def test_what_comes_after_a_deadline_was_breached_changes_nothing(later: dict[str, str]) -> None:
    found = events("03-02 09:30", WorkingDays(5), met="03-12 12:00", **later)  # type: ignore[arg-type]  # texts alone
    assert [stands(found, one) for one in ("03-12 00:00", "06-01 00:00")] == [
        "breached 03-10 00:00",
        "met_late 03-10 00:00",
    ]


def test_a_deadline_met_while_it_stands_still_is_in_time() -> None:
    found = events("03-02 09:30", WorkingDays(5), met="03-20 10:00", pauses="03-04 10:00/")
    assert stands(found, "03-21 00:00") == "met -"


@pytest.mark.parametrize(
    ("start", "length", "as_of", "expected"),
    [
        # The notice of 2019-03-22 made three more days of May free, and two weekends worked.
        ("2019-03-21 10:00", 28, "2019-03-21 12:00", "running 2019-05-03 00:00"),
        ("2019-03-21 10:00", 28, "2019-04-30 12:00", "running 2019-05-03 00:00"),  # set before it: it keeps its date
        ("2019-03-22 10:00", 28, "2019-04-30 12:00", "running 2019-05-06 00:00"),  # known all day
        ("2019-03-21 23:59", 28, "2019-04-30 12:00", "running 2019-05-03 00:00"),
        ("2019-03-22 00:00", 28, "2019-04-30 12:00", "running 2019-05-06 00:00"),
        # The one of 2020-01-27 lengthened a holiday that had begun.
        ("2020-01-22 10:00", 3, "2020-01-23 10:00", "running 2020-02-02 00:00"),
        ("2020-01-22 10:00", 3, "2020-02-01 10:00", "running 2020-02-02 00:00"),
        ("2020-01-27 10:00", 1, "2020-01-28 10:00", "running 2020-02-04 00:00"),
        ("2020-01-26 10:00", 1, "2020-01-28 10:00", "running 2020-02-01 00:00"),
    ],
)
def test_a_deadline_is_counted_by_what_was_known_when_it_was_set(
    start: str, length: int, as_of: str, expected: str
) -> None:
    assert stands(events(start, WorkingDays(length)), as_of) == expected


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2025-11-03 23:59", ("running", "2026-01-07 00:00", True)),
        ("2025-11-04 00:00", ("running", "2026-01-08 00:00", False)),  # the notice for 2026 comes out
        ("2026-01-08 00:00", ("running", "2026-01-08 00:00", False)),
        ("2026-01-08 00:01", ("breached", "2026-01-08 00:00", False)),
    ],
)
def test_what_was_not_settled_is_settled_by_the_notice_that_comes(as_of: str, expected: tuple[str, str, bool]) -> None:
    one = standing(events("2025-10-20 10:00", WorkingDays(56)), as_of)
    assert one.due is not None
    assert (
        one.state,
        show(Instant(), one.due.instant, zone=ZONE)[:16].replace("T", " "),
        one.due.provisional,
    ) == expected


def test_a_notice_that_comes_when_all_is_over_settles_nothing() -> None:
    found = events("2024-10-28 10:00", WorkingDays(47), met="2024-11-01 10:00")
    before, after = (standing(found, one) for one in ("2024-11-11 00:00", "2025-06-01 00:00"))
    assert before == after
    assert before.due is not None
    assert before.due.provisional


def test_what_is_not_known_when_all_is_over_stays_provisional() -> None:
    one = standing(events("2026-12-20 10:00", WorkingDays(20)), "2027-06-01 00:00")
    assert one.due is not None
    assert (one.state, one.due.provisional) == (State.BREACHED, True)
    assert one.due.earliest <= one.due.instant <= one.due.latest


def test_a_hard_stop_that_may_move_makes_the_deadline_one_that_may() -> None:
    one = standing(events("2026-12-20 10:00", Hours(9000 * HOUR), hard_stop=WorkingDays(20)), "2026-12-21 00:00")
    assert one.due is not None
    assert (one.due.provisional, one.due.earliest < one.due.latest) == (True, True)


@pytest.mark.parametrize(
    ("found", "as_of", "refusal"),
    [
        (events("2006-12-28 10:00", WorkingDays(3)), "2007-01-01 00:00", Refusal.BEFORE_CALENDAR),
        (events("2046-12-30 10:00", WorkingDays(300)), "2046-12-31 00:00", Refusal.BEYOND_CALENDAR),
        (events("03-02 09:30", WorkingDays(9000)), "03-03 00:00", Refusal.BEYOND_CALENDAR),
        (events("03-02 09:30", WorkingDays(0)), "03-03 00:00", Refusal.NO_PERIOD),
        (events("03-02 09:30", Hours(-5)), "03-03 00:00", Refusal.NO_PERIOD),
        (events("03-02 09:30", WorkingDays(5), hard_stop=WorkingDays(0)), "03-03 00:00", Refusal.NO_PERIOD),
        (events("03-02 09:30", WorkingDays(5), pauses="03-05 10:00/03-04 10:00"), "03-03 00:00", Refusal.NO_PERIOD),
        (
            events("03-02 09:30", WorkingDays(5), pauses="03-05 10:00/03-04 10:00"),
            "02-03 00:00",
            Refusal.NO_PERIOD,
        ),
        (
            events("2046-12-20 10:00", WorkingDays(1), pauses="2046-12-20 12:00/2047-12-20 10:00"),
            "2048-01-01 00:00",
            Refusal.BEYOND_CALENDAR,
        ),
        (
            events("03-02 09:30", WorkingDays(5), restarts="2100-01-01 00:00", pauses="03-05 10:00/"),
            "2100-01-01 00:00",
            Refusal.BEYOND_CALENDAR,
        ),
    ],
)
def test_what_cannot_be_counted_is_refused(found: Events, as_of: str, refusal: Refusal) -> None:
    assert clock().standing(found, at(as_of)) == refusal


def test_what_was_too_far_ahead_is_told_once_a_notice_comes() -> None:
    found = events("2007-12-10 10:00", WorkingDays(600))
    assert clock().standing(found, at("2007-12-11 10:00")) is Refusal.BEYOND_CALENDAR
    one = standing(found, "2009-12-18 10:00")
    assert one.due is not None


@pytest.mark.parametrize("as_of", ["03-02 09:30", "03-09 00:00"])
def test_hours_need_no_calendar(as_of: str) -> None:
    bare = Clock(Knowledge(None, USUAL, ZONE), 80)
    found = bare.standing(events("03-02 09:30", Hours(24 * HOUR)), at(as_of))
    assert isinstance(found, Standing)
    assert found.due is not None
    assert told(found.due.instant) == "03-03 09:30"
    assert bare.standing(events("03-02 09:30", WorkingDays(5)), at(as_of)) is Refusal.BEYOND_CALENDAR


@pytest.mark.parametrize(
    ("found", "convention", "warn_at", "warns"),
    [
        (events("03-02 09:30", Hours(10 * HOUR)), USUAL, 80, "03-02 17:30"),
        (events("03-02 09:30", Hours(10 * HOUR), pauses="03-02 12:00/03-02 13:00"), USUAL, 80, "03-02 18:30"),
        (events("03-02 00:00", WorkingDays(4)), USUAL, 80, "03-06 00:00"),  # of Monday to Friday, four days
        (events("03-06 00:00", WorkingDays(1)), USUAL, 50, "03-07 00:00"),  # not on Sunday, though half of the time is
        (events("03-06 09:00", WorkingDays(1)), CLOSING, 50, "03-06 17:30"),
        (events("03-06 09:00", WorkingDays(1)), CLOSING, 51, "03-09 09:10"),
        (events("03-06 09:00", WorkingDays(1)), CLOSING, 100, "03-09 17:30"),
        (events("03-06 09:00", WorkingDays(1), pauses="03-06 10:00/03-06 11:00"), CLOSING, 50, "03-09 10:00"),
        (
            events("03-06 09:00", WorkingDays(1), pauses="03-06 10:00/03-10 11:00"),
            CLOSING,
            50,
            "03-10 17:30",
        ),  # due before half is used
        (events("03-07 09:00", CalendarDays(1)), UNMOVED, 50, "03-08 04:30"),  # no business time: all time alike
        (events("03-02 09:30", WorkingDays(5), hard_stop=Hours(10 * HOUR)), USUAL, 80, "03-02 17:30"),
    ],
)
def test_a_warning_is_due_when_so_much_of_the_business_time_is_used(
    found: Events, convention: Convention, warn_at: int, warns: str
) -> None:
    one = standing(found, "03-20 00:00", convention, warn_at)
    assert told(one.warns) == warns


@pytest.mark.parametrize(
    ("as_of", "warned"),
    [("03-02 09:29", False), ("03-02 17:29", False), ("03-02 17:30", True), ("03-05 00:00", True)],
)
def test_it_is_warned_from_that_instant_on(as_of: str, warned: bool) -> None:
    assert standing(events("03-02 09:30", Hours(10 * HOUR)), as_of, USUAL, 80).warned is warned


def test_nobody_is_warned_of_what_was_met_before() -> None:
    found = events("03-02 09:30", Hours(10 * HOUR), met="03-02 17:29")
    assert not standing(found, "03-05 00:00", USUAL, 80).warned


def test_without_warn_at_nobody_is_warned() -> None:
    one = standing(events("03-02 09:30", Hours(10 * HOUR)), "03-05 00:00")
    assert (one.warns, one.warned) == (None, False)


def test_the_days_counted_and_the_pauses_that_counted_are_told() -> None:
    pauses = "02-27 10:00/02-28 10:00, 03-04 10:00/03-05 10:00, 03-13 10:00/03-14 10:00"
    one = standing(events("03-02 09:30", WorkingDays(3), pauses=pauses), "03-20 00:00")
    assert one.due is not None
    days = [show(Instant(), day * 24 * HOUR)[5:10] for day in one.due.counted]
    assert days == ["03-03", "03-05", "03-06"]
    assert [(told(begin), told(end)) for begin, end in one.stops] == [("03-04 10:00", "03-05 10:00")]


OVER = "03-03 09:30:00.000001"


@pytest.mark.parametrize(
    ("found", "as_of", "changes"),
    [
        (events("03-02 09:30", Hours(24 * HOUR)), "03-01 00:00", {"03-02 09:30"}),
        (events("03-02 09:30", Hours(24 * HOUR)), "03-02 09:30", {"03-02 15:30", OVER}),
        (events("03-02 09:30", Hours(24 * HOUR)), "03-03 09:30", {OVER}),
        (events("03-02 09:30", Hours(24 * HOUR)), OVER, set()),
        (events("03-02 09:30", Hours(24 * HOUR), met="03-05 10:00"), OVER, {"03-05 10:00"}),
        (events("03-02 09:30", Hours(24 * HOUR), pauses="03-02 11:00/"), "03-02 11:00", set()),
        (
            events("03-02 09:30", Hours(24 * HOUR), pauses="03-02 11:00/03-02 12:00", restarts="03-02 13:00"),
            "03-02 10:00",
            {"03-02 11:00", "03-02 12:00", "03-02 13:00", "03-02 15:30", OVER},
        ),
        (
            events("2025-10-20 10:00", WorkingDays(56)),
            "2025-11-03 10:00",
            {"2025-11-04 00:00", "2025-11-07 13:30", "01-07 00:00:00.000001"},
        ),
    ],
)
def test_the_instants_at_which_time_may_change_something_are_known_beforehand(
    found: Events, as_of: str, changes: set[str]
) -> None:
    one = standing(found, as_of, USUAL, 25)
    assert set(clock(USUAL, 25).changes(found, one, at(as_of))) == set(map(at, changes))


def test_what_cannot_be_counted_may_be_once_a_notice_comes() -> None:
    found = events("2007-12-10 10:00", WorkingDays(600), met="2007-12-31 10:00")
    changes = sorted(clock().changes(found, None, at("2007-12-11 10:00")))
    assert changes[:2] == [at("2007-12-18 00:00"), at("2007-12-31 10:00")]


def test_a_settled_end_may_move_where_the_hard_stop_may_come_before_it() -> None:
    stop = clock().knowledge.counting(len(clock().knowledge.days)).due(at("12-18 10:00"), WorkingDays(30))
    assert not isinstance(stop, Refusal)
    assert stop.earliest < stop.instant
    found = events("12-18 10:00", Hours(stop.instant - at("12-18 10:00") - 1), hard_stop=WorkingDays(30))
    one = standing(found, "12-19 00:00")
    assert one.due is not None
    assert (one.due.instant, one.due.earliest, one.due.provisional) == (stop.instant - 1, stop.earliest, True)
