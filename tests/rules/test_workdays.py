"""Working days by number: what the table answers, at both its ends, and how far a guess can move."""

from functools import cache
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.calendar import Calendar, Holiday, Notice, Stretch
from rules.loading.calendar import names, shipped
from rules.workdays import Reach, Refusal, Workdays, settled, workdays
from tests.rules.days import day, shown


def week(*, unsettled_days: int = 0, known: str = "2025-12-01") -> Calendar:
    """The two weeks from Thursday, 2026-01-01, that day off, and Sunday the 4th worked."""
    off, work = Stretch(day("2026-01-01"), day("2026-01-01")), Stretch(day("2026-01-04"), day("2026-01-04"))
    notice = Notice("notice", "law", day(known), day("2026-01-14"), (Holiday("New Year", (off,), (work,)),))
    return Calendar("X", "example", (5, 6), day("2026-01-01"), unsettled_days, (notice,), "0")


TABLE = workdays(week())


@cache
def table(name: str) -> Workdays:
    return workdays(shipped(name))


def nth(start: str, number: int, given_: Workdays = TABLE) -> str | tuple[str, str, str] | Refusal:
    found = given_.nth(day(start), number)
    if isinstance(found, Refusal):
        return found
    if found.settled:
        assert found == settled(found.day)
        return shown(found.day)
    return shown(found.earliest), shown(found.day), shown(found.latest)


@pytest.mark.parametrize(
    ("start", "number", "found"),
    [
        ("2026-01-01", 1, "2026-01-02"),
        ("2026-01-02", 1, "2026-01-02"),
        ("2026-01-03", 1, "2026-01-04"),
        ("2026-01-04", 1, "2026-01-04"),
        ("2026-01-04", 6, "2026-01-09"),
        ("2026-01-10", 3, "2026-01-14"),
        ("2025-12-31", 1, Refusal.BEFORE_CALENDAR),
        ("0001-01-01", 1, Refusal.BEFORE_CALENDAR),
        ("2026-01-28", 1, ("2026-01-28", "2026-01-28", "2026-01-30")),
        ("2026-01-29", 1, Refusal.BEYOND_CALENDAR),
        ("2026-01-30", 1, Refusal.BEYOND_CALENDAR),
        ("9998-12-31", 1, Refusal.BEYOND_CALENDAR),
        ("2026-01-01", 20, Refusal.BEYOND_CALENDAR),
        ("2026-01-01", 21, Refusal.BEYOND_CALENDAR),
        ("2026-01-28", 2, Refusal.BEYOND_CALENDAR),
    ],
)
def test_the_nth_working_day_on_or_after_a_day(start: str, number: int, found: str | Refusal) -> None:
    assert nth(start, number) == found


@pytest.mark.parametrize(
    ("start", "number", "found"),
    [
        # One working day after the 14th has taken 1 day (the 4th, say) to 3 days (the 12th after the 9th).
        ("2026-01-14", 2, ("2026-01-15", "2026-01-15", "2026-01-17")),
        # Three have taken 3 days (from the 4th) to 5 (from the 7th): the guess is the week's, the 19th.
        ("2026-01-15", 3, ("2026-01-17", "2026-01-19", "2026-01-19")),
        # Counted from a day past the end, the span begins the day before it.
        ("2026-01-17", 1, ("2026-01-17", "2026-01-19", "2026-01-19")),
        # Nine have never been counted to the end, so nobody knows how far that can move.
        ("2026-01-15", 9, ("2026-01-25", "2026-01-27", "2026-01-27")),
        ("2026-01-15", 10, Refusal.BEYOND_CALENDAR),
    ],
)
def test_past_the_cover_a_guess_has_bounds(start: str, number: int, found: tuple[str, str, str] | Refusal) -> None:
    assert nth(start, number) == found


def test_the_days_that_the_next_notice_usually_moves_are_a_guess_too() -> None:
    open_ended = workdays(week(unsettled_days=2))
    assert nth("2026-01-12", 1, open_ended) == "2026-01-12"
    assert nth("2026-01-12", 2, open_ended) == ("2026-01-13", "2026-01-13", "2026-01-15")


def test_a_calendar_of_which_nothing_is_known_counts_nothing() -> None:
    empty = workdays(week().known_on(day("2025-11-30")))
    assert empty == Workdays(day("2026-01-01"), day("2025-12-31"), (), (0,))
    assert nth("2026-01-01", 1, empty) is Refusal.BEYOND_CALENDAR


def test_counting_on_from_a_guess_widens_its_bounds() -> None:
    guess = Reach(day("2026-01-15"), day("2026-01-15"), day("2026-01-17"), settled=False)
    then = guess.then(lambda start: TABLE.nth(start + 1, 1))
    assert then == Reach(day("2026-01-16"), day("2026-01-16"), day("2026-01-20"), settled=False)


@pytest.mark.parametrize("moved", [{"earliest": "2025-12-31"}, {"latest": "2026-02-28"}, {"day": "2025-12-30"}])
def test_counting_on_is_refused_where_a_bound_leaves_the_calendar(moved: dict[str, str]) -> None:
    days = {"day": "2026-01-15", "earliest": "2026-01-15", "latest": "2026-01-15"} | moved
    guess = Reach(**{key: day(text) for key, text in days.items()}, settled=False)
    expected = Refusal.BEYOND_CALENDAR if "latest" in moved else Refusal.BEFORE_CALENDAR
    assert guess.then(lambda start: TABLE.nth(start, 1)) is expected


@pytest.mark.parametrize(
    ("first", "end", "count"),
    [
        ("2026-01-01", "2026-01-01", 0),
        ("2026-01-01", "2026-01-02", 0),
        ("2026-01-02", "2026-01-03", 1),
        ("2026-01-02", "2026-01-05", 2),
        ("2026-01-01", "2026-01-29", 20),
        ("2026-01-02", "2026-01-01", Refusal.NO_PERIOD),
        ("2025-12-31", "2026-01-01", Refusal.BEFORE_CALENDAR),
        ("2026-01-01", "2026-01-30", Refusal.BEYOND_CALENDAR),
    ],
)
def test_working_days_between_two_days(first: str, end: str, count: int | Refusal) -> None:
    places = TABLE.between(day(first), day(end))
    assert (places if isinstance(places, Refusal) else len(places)) == count


@pytest.mark.parametrize("name", names())
def test_a_table_holds_every_day_of_its_calendar(name: str) -> None:
    calendar, made = shipped(name), table(name)
    days = calendar.days(calendar.covers_from, calendar.covers_until)
    assert [one for one in made.days if one <= calendar.covers_until] == [one.day for one in days if one.working]
    assert len(made.before) == 2 * len(days) + 1
    assert all(made.days[made.before[one.day - made.first]] >= one.day for one in days)


@given(name=st.sampled_from(names()), start=st.integers(0, 14_000), number=st.integers(1, 600))
def test_a_guess_lies_between_its_bounds_and_a_later_start_leads_no_nearer(name: str, start: int, number: int) -> None:
    made = table(name)
    one, next_ = made.nth(made.first + start, number), made.nth(made.first + start + 1, number)
    if isinstance(one, Reach):
        assert one.earliest <= one.day <= one.latest
        assert one.settled == (one.day <= made.settled_until)
    if isinstance(one, Reach) and isinstance(next_, Reach):
        assert (one.earliest, one.day, one.latest) <= (next_.earliest, next_.day, next_.latest)


@pytest.mark.parametrize("year", range(2008, 2027))
def test_what_became_of_a_guess_lay_within_its_bounds(year: int) -> None:
    """Looking back: in 2020 alone, whose longest holiday had ten days in a row, it took longer than ever before."""
    calendar = shipped("CN").known_on(day(f"{year}-01-01") - 70)
    then, now = workdays(calendar), table("CN")
    missed = 0
    for start, number in product(range(-30, 120), (1, 2, 3, 5, 7, 10, 15, 20)):
        guess, real = then.nth(calendar.covers_until + start, number), now.nth(calendar.covers_until + start, number)
        if isinstance(guess, Reach) and isinstance(real, Reach):
            missed += not guess.earliest <= real.day <= guess.latest
    assert (missed > 0) == (year == 2020)
