from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adapters.feeds.mapping.columns import Column, decoded, nothing, plainly, read_texts, storage
from rules.types import (
    TEXT_LIMIT,
    Boolean,
    Date,
    Duration,
    Enumeration,
    Instant,
    Number,
    Text,
    Type,
    Unit,
    decimal,
    money,
    read,
    show,
)
from rules.unreadable import Unreadable

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")
KINDS: tuple[Type, ...] = (
    Boolean(),
    Number(),
    Number(0, 0, 1000),
    money("CNY"),
    money("JPY"),
    decimal(3),
    decimal(9),
    Enumeration(("theft", "fee", "")),
    Text(),
    Date(),
    Instant(),
    Duration(Unit.HOURS),
    Duration(Unit.WORKING_DAYS),
)
AWKWARD = (
    "", " ", "true", "True", "false ", "theft", "THEFT", "0", "-0", "+5", "-5", ".5", "5.", "007", "1_000", "1e5",
    "1E5", "٣", "１２", "²", "1,000", "1 000", "0x10", "nan", "inf", "9007199254740992", "9007199254740993",
    "9223372036854775807", "9223372036854775808", "-9223372036854775809", "1" * 40, "0" * 40 + "1", "1280.5", "1280.50",
    "1280.500", "1280.505", "10000000000000.00", "10000000000000.01", "90071992547409.93", "12\n", "\n12", "12\0",
    "2026-02-28", "2026-02-29", "2024-02-29", "2026-02-30", "2026-13-01", "2026-00-10", "2026-01-00", "0000-01-01",
    "0001-01-01", "9999-12-31", "2026-3-2", "20260302", "2026-W10-1", "2026-03-02\n", "２０２６-03-02",
    "2026-03-02T09:15:00+08:00", "2026-03-02 09:15:00+08:00", "2026-03-02t09:15:00+08:00", "2026-03-02T09:15:00Z",
    "2026-03-02T09:15:00z", "2026-03-02T09:15:00", "2026-03-02 09:15", "2026-03-02T09:15Z", "2026-03-02T09",
    "2026-03-02T24:00:00Z", "2026-03-02T23:59:60Z", "2026-06-30T23:59:60+00:00", "2026-03-02T09:60:00Z",
    "2026-03-02T09:15:00.1Z", "2026-03-02T09:15:00.120Z", "2026-03-02T09:15:00.123456Z", "2026-03-02T09:15:00.1234567Z",
    "2026-03-02T09:15:00.123+08:00", "2026-03-02T09:15:00.123456-05:30", "2026-03-02T09:15:00+0800",
    "2026-03-02T09:15:00+24:00", "2026-03-02T09:15:00+23:59", "2026-03-02T09:15:00-00:00", "2026-03-02T09:15:00+08:60",
    "2026-03-02T09:15:00+08", "0001-01-01T00:00:00Z", "0002-01-01T00:00:00Z", "9998-12-31T00:00:00Z",
    "9999-12-31T23:59:59Z", "1900-12-31T23:54:17", "1991-09-15 01:30:00", "1991-04-14 02:30:00", "2026-03-08T02:30:00",
    "2026-11-01T01:30:00", "2026-11-01T01:30:00.500", "1883-11-18 12:00:00", "5 hours", "5 working days", "5 days",
    "1 working day", "-3 working days", "10000000 hours",
)  # fmt: skip
moments = st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 30)).map(str)  # noqa: DTZ001 -- as feeds write it
forms = st.one_of(
    st.text(max_size=8),
    st.sampled_from(AWKWARD),
    st.from_regex(r"[+-]?\d{0,20}(\.\d{0,10})?", fullmatch=True),
    st.integers().map(str),
    st.decimals(allow_nan=False, allow_infinity=False, places=2).map(str),
    st.dates().map(str),
    moments,
    moments.map(lambda text: text.replace(" ", "T") + "+08:00"),
    st.from_regex(
        r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2})?", fullmatch=True
    ),
)


def damaged(text: str, place: int, char: str) -> str:
    return text[: place % (len(text) + 1)] + char + text[place % (len(text) + 1) + 1 :]


texts = st.one_of(forms, st.builds(damaged, forms, st.integers(0, 40), st.characters()))
zones = st.sampled_from([None, SHANGHAI, NEW_YORK, UTC])


def shown(column: Column) -> list[object]:
    """Each row as its value or as the reason why there is none."""
    return [
        value if reason is None else Unreadable(reason)
        for value, reason in zip(column.values.to_list(), column.every_reason.to_list(), strict=True)
    ]


@pytest.mark.parametrize("kind", KINDS, ids=repr)
@pytest.mark.parametrize("zone", [None, SHANGHAI, NEW_YORK], ids=str)
def test_a_column_of_awkward_texts_is_read_as_each_of_them_is(kind: Type, zone: ZoneInfo | None) -> None:
    column = read_texts(kind, pl.Series([*AWKWARD, None], dtype=pl.String), zone=zone)
    assert shown(column) == [*(read(kind, text, zone=zone) for text in AWKWARD), None]
    assert column.values.dtype == storage(kind)


@given(kind=st.sampled_from(KINDS), values=st.lists(st.none() | texts, max_size=20), zone=zones)
@example(kind=Instant(), values=["9999-12-31T23:59:59"], zone=NEW_YORK)
@example(kind=Instant(), values=["0001-01-01T00:00:00"], zone=SHANGHAI)
def test_a_column_is_read_as_each_of_its_texts_is(kind: Type, values: list[str | None], zone: ZoneInfo | None) -> None:
    column = read_texts(kind, pl.Series(values, dtype=pl.String), zone=zone)
    assert shown(column) == [None if text is None else read(kind, text, zone=zone) for text in values]


@given(st.data())
def test_what_a_value_shows_is_read_by_vectors_alone(data: st.DataObject) -> None:
    kinds: list[Type] = [Number(), money("CNY"), decimal(3), Date(), Instant()]
    kind = data.draw(st.sampled_from(kinds))
    near = 10**12
    values = data.draw(st.lists(st.integers(-near, near) if kind != Date() else st.integers(-9999, 99999)))
    written = pl.Series([show(kind, value) for value in values], dtype=pl.String)
    assert plainly(kind, written, None).to_list() == values


@pytest.mark.parametrize("name", ["Asia/Shanghai", "America/New_York", "Africa/Casablanca", "Australia/Lord_Howe"])
def test_wall_clocks_are_right_in_every_hour_around_a_change_of_offset(name: str) -> None:
    zone = ZoneInfo(name)
    start = datetime(1991, 1, 1)  # noqa: DTZ001 -- a wall clock
    walls = [str(start + timedelta(minutes=30 * step)) for step in range(48 * 400)]
    column = read_texts(Instant(), pl.Series(walls), zone=zone)
    assert shown(column) == [read(Instant(), wall, zone=zone) for wall in walls]


def test_a_text_of_the_longest_length_in_wide_characters_is_kept() -> None:
    longest = "投" * TEXT_LIMIT
    column = read_texts(Text(), pl.Series([longest, longest + "诉", "x"]))
    assert column.values.to_list() == [longest, None, "x"]
    assert column.every_reason.to_list() == [None, "longer than 1048576 characters", None]


def test_a_text_is_asked_for_once_however_often_it_occurs() -> None:
    asked: list[str] = []

    def decode(text: str) -> int:
        asked.append(text)
        return len(text)

    odd = pl.Series(["a", "bb", "a", None, "bb", "a"])
    column = decoded(odd, Number(), decode=decode, plain=nothing(odd, pl.Int64()))
    assert column.values.to_list() == [1, 2, 1, None, 2, 1]
    assert sorted(asked) == ["a", "bb"]
