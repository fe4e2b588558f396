from datetime import UTC, date, datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from adapters.feeds.mapping.spelling import Kind, Spelling, ambiguous, read_spelt, spelling
from rules.types import Date, Instant, read
from rules.unreadable import Unreadable

DAY = read(Date(), "2014-03-04")
INSTANT = read(Instant(), "2014-03-04T15:06:00Z")
LETTERS = "%Y, %y, %m, %b, %B, %d, %H, %I, %p, %M, %S, %f, %z, %%"
UNSPELT = Unreadable("in none of the declared formats")


def spelt(kind: Kind, *formats: str) -> list[Spelling]:
    found = [spelling(text, kind) for text in formats]
    assert not [each for each in found if isinstance(each, str)], found
    return [each for each in found if isinstance(each, Spelling)]


def read_as(kind: Kind, text: str, *formats: str) -> object:
    return read_spelt(kind, text, spellings=spelt(kind, *formats), zone=UTC)


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("iso", "2014-03-04"),
        ("%Y-%m-%d", "2014-03-04"),
        ("%m/%d/%Y", "03/04/2014"),
        ("%m/%d/%Y", "3/4/2014"),
        ("%m/%d/%y", "3/04/14"),
        ("%d/%m/%Y", "04/03/2014"),
        ("%Y%m%d", "20140304"),
        ("%Y年%m月%d日", "2014年3月4日"),
        ("%b %d, %Y", "Mar 4, 2014"),
        ("%d-%b-%y", "04-MAR-14"),
        ("%B %d, %Y", "march 04, 2014"),
        ("%Y-%m-%d %H:%M:%S", "2014-03-04 23:59:59"),
        ("%Y-%m-%dT%H:%M:%S%z", "2014-03-04T00:00:00-05:00"),
        ("%d%%%m%%%Y", "4%3%2014"),
    ],
)
def test_a_day_is_read_in_the_format_that_it_has(form: str, text: str) -> None:
    assert read_as(Date(), text, form) == DAY


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("iso", "2014-03-04T15:06:00Z"),
        ("%m/%d/%Y %H:%M", "3/4/2014 15:06"),
        ("%m/%d/%Y %I:%M %p", "03/04/2014 3:06 PM"),
        ("%Y%m%d%H%M%S", "20140304150600"),
        ("%Y-%m-%dT%H:%M:%S.%f%z", "2014-03-04T23:06:00.000+0800"),
        ("%Y-%m-%dT%H:%M:%S%z", "2014-03-04T15:06:00z"),
        ("epoch-seconds", "1393945560"),
        ("epoch-milliseconds", "1393945560000"),
        ("epoch-microseconds", "1393945560000000"),
    ],
)
def test_a_time_is_read_in_the_format_that_it_has(form: str, text: str) -> None:
    assert read_as(Instant(), text, form) == INSTANT


@pytest.mark.parametrize(("text", "hour"), [("12:06 am", 0), ("1:06 am", 1), ("12:06 pm", 12), ("11:06 pm", 23)])
def test_the_halves_of_a_day_begin_at_twelve(text: str, hour: int) -> None:
    expected = datetime(2014, 3, 4, hour, 6, tzinfo=UTC).timestamp() * 1_000_000
    assert read_as(Instant(), f"2014-03-04 {text}", "%Y-%m-%d %I:%M %p") == expected


@pytest.mark.parametrize(("year", "century"), [("00", 20), ("68", 20), ("69", 19), ("99", 19)])
def test_a_year_of_two_digits_is_of_the_century_that_posix_says(year: str, century: int) -> None:
    assert read_as(Date(), f"3/4/{year}", "%m/%d/%y") == read(Date(), f"{century}{year}-03-04")


@pytest.mark.parametrize(
    ("form", "text", "reason"),
    [
        ("%m/%d/%Y", "2014-03-04", "in none of the declared formats"),
        ("%m/%d/%Y", "03/04/14", "in none of the declared formats"),
        ("%m/%d/%Y", "13/04/2014", "no such day in the calendar"),
        ("%m/%d/%Y", "02/30/2014", "no such day in the calendar"),
        ("%m/%d/%Y", "０3/04/2014", "in none of the declared formats"),
        ("%m/%d/%Y", "03/04/2014 ", "in none of the declared formats"),
        ("%Y%m%d", "2014304", "in none of the declared formats"),
        ("%Y-%m-%d %H:%M", "2014-03-04 25:00", "in none of the declared formats"),
        ("%Y-%m-%d %I:%M %p", "2014-03-04 13:00 pm", "in none of the declared formats"),
        ("iso", "03/04/2014", "not a date such as `2026-03-02`"),
    ],
)
def test_what_has_not_the_format_is_unreadable(form: str, text: str, reason: str) -> None:
    assert read_as(Date(), text, form) == Unreadable(reason)


@pytest.mark.parametrize("text", ["x", "1.5", "", "99999999999999999", "-99999999999999"])
def test_an_epoch_that_is_no_time_is_unreadable(text: str) -> None:
    assert isinstance(read_as(Instant(), text, "epoch-seconds"), Unreadable)


def test_an_epoch_reads_the_bounds_of_time_and_nothing_beyond() -> None:
    assert read_as(Instant(), "-62104060800", "epoch-seconds") == read(Instant(), "0002-01-01T00:00:00Z")
    assert read_as(Instant(), "-62104060801", "epoch-seconds") == UNSPELT


def test_formats_are_tried_in_order() -> None:
    formats = ("iso", "%m/%d/%Y", "%Y%m%d")
    assert [read_as(Date(), text, *formats) for text in ("2014-03-04", "3/4/2014", "20140304")] == [DAY] * 3
    assert read_as(Date(), "2014-02-30", *formats) == UNSPELT


@pytest.mark.parametrize(
    ("kind", "form", "told"),
    [
        (Date(), "epoch-seconds", "`epoch-seconds` tells a time, the fact is a date"),
        (Date(), "%Q", f"`%Q` is no part of a format; write {LETTERS}"),
        (Date(), "%d/%m/%Y %", f"`%` is no part of a format; write {LETTERS}"),
        (Date(), "%d/%d/%Y", "`%d/%d/%Y` has a part twice"),
        (Date(), "%m/%Y", "`%m/%Y` must have one year, one month and one day"),
        (Date(), "%m %b %d %Y", "`%m %b %d %Y` must have one year, one month and one day"),
        (Instant(), "%Y-%m-%d", "`%Y-%m-%d` has no time of day, the fact is a time"),
        (
            Instant(),
            "%Y-%m-%d %H",
            "`%Y-%m-%d %H` must have the hour and the minute; `%I` needs `%p`, `%f` needs `%S`",
        ),
        (
            Instant(),
            "%Y-%m-%d %I:%M",
            "`%Y-%m-%d %I:%M` must have the hour and the minute; `%I` needs `%p`, `%f` needs `%S`",
        ),
        (
            Instant(),
            "%Y-%m-%d %H:%M.%f",
            "`%Y-%m-%d %H:%M.%f` must have the hour and the minute; `%I` needs `%p`, `%f` needs `%S`",
        ),
        (
            Instant(),
            "%Y-%m-%d %H:%M %p",
            "`%Y-%m-%d %H:%M %p` must have the hour and the minute; `%I` needs `%p`, `%f` needs `%S`",
        ),
    ],
)  # fmt: skip
def test_a_format_that_leaves_something_open_is_refused(kind: Kind, form: str, told: str) -> None:
    assert spelling(form, kind) == told


@pytest.mark.parametrize(
    ("kind", "formats", "told"),
    [
        (
            Date(),
            ("%m/%d/%Y", "%d/%m/%Y"),
            "`02/03/2001` would be two times by `%m/%d/%Y` and `%d/%m/%Y`; keep one of them",
        ),
        (
            Date(),
            ("iso", "%d.%m.%y", "%y.%m.%d"),
            "`03.02.01` would be two times by `%d.%m.%y` and `%y.%m.%d`; keep one of them",
        ),
        (Date(), ("iso", "%Y-%d-%m"), "`2001-02-03` would be two times by `iso` and `%Y-%d-%m`; keep one of them"),
        (
            Instant(),
            ("epoch-seconds", "epoch-milliseconds"),
            "`981158829` would be two times by `epoch-seconds` and `epoch-milliseconds`; keep one of them",
        ),
        (
            Instant(),
            ("%m/%d/%Y %H:%M", "%d/%m/%Y %H:%M"),
            "`02/03/2001 00:07` would be two times by `%m/%d/%Y %H:%M` and `%d/%m/%Y %H:%M`; keep one of them",
        ),
    ],
)
def test_formats_by_which_one_text_is_two_times_are_found(kind: Kind, formats: tuple[str, ...], told: str) -> None:
    assert ambiguous(spelt(kind, *formats), kind) == told


PARTS = st.permutations(["%d", "%m", "%Y"]) | st.permutations(["%d", "%b", "%Y"]) | st.permutations(["%d", "%m", "%y"])
FORMATS = st.builds(lambda parts, mark: mark.join(parts), PARTS, st.sampled_from(["/", "-", ".", ""]))


@given(st.lists(FORMATS, min_size=2, max_size=4, unique=True), st.dates(date(1970, 1, 1), date(2068, 12, 31)))
def test_formats_that_pass_never_read_a_day_as_another(formats: list[str], day: date) -> None:
    spellings = spelt(Date(), *formats)
    assume(ambiguous(spellings, Date()) is None)
    for written in formats:
        text = day.strftime(written)
        assert read_spelt(Date(), text, spellings=spellings, zone=None) == read(Date(), day.isoformat())
