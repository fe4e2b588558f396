from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.types import SCALED_LIMIT
from tests.adapters.feeds.mapping.policies import as_is, binding_faults, map_rows, planned, texts

FEN = planned("fee: {from: c, unit: minor, currency: USD}")
DOLLARS = planned("fee: {from: c, unit: major, currency: USD}")
CENTS_AS_FLOATS = planned("fee: {from: c, unit: major, currency: USD, scale: 2}")
ABOUT_FEE = "unreadable `fee` from column `c`: "


def column(values: list[object], dtype: pl.DataType | type[pl.DataType]) -> pl.DataFrame:
    return pl.DataFrame({"c": pl.Series(values, dtype=dtype)})


@pytest.mark.parametrize(
    "dtype",
    [pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.Int128, pl.UInt8, pl.UInt16, pl.UInt32, pl.UInt64],
)
def test_an_integer_of_any_width_counts_minor_units_where_the_mapping_says_so(dtype: type[pl.DataType]) -> None:
    assert map_rows(FEN, column([0, 100, None], dtype)).facts["fee"].to_list() == [0, 100, None]


def test_an_integer_counts_major_units_where_the_mapping_says_so() -> None:
    assert map_rows(DOLLARS, column([-3, 100, None], pl.Int64)).facts["fee"].to_list() == [-300, 10000, None]


def test_an_amount_beside_the_bounds_is_unreadable_however_wide_it_is() -> None:
    beyond = [SCALED_LIMIT, SCALED_LIMIT + 1, -SCALED_LIMIT - 1, 2**63, -(2**70)]
    mapped = map_rows(FEN, column(list(beyond), pl.Int128))
    assert mapped.facts["fee"].to_list() == [SCALED_LIMIT, None, None, None, None]
    reason = ABOUT_FEE + "outside -1000000000000000 to 1000000000000000"
    assert mapped.review.to_list() == [None, reason, reason, reason, reason]


def test_major_units_beside_the_bounds_are_unreadable() -> None:
    mapped = map_rows(DOLLARS, column([10**13, 10**13 + 1], pl.Int64))
    assert mapped.facts["fee"].to_list() == [SCALED_LIMIT, None]
    assert mapped.review.to_list() == [None, ABOUT_FEE + "outside -10000000000000.00 to 10000000000000.00"]


def test_a_decimal_column_is_exact() -> None:
    amounts = pl.DataFrame({"amount": pl.Series([Decimal("90071992547409.93"), None], dtype=pl.Decimal(38, 2))})
    assert map_rows(as_is(), amounts).facts["amount"].to_list() == [9007199254740993, None]


def test_decimals_that_the_fact_cannot_hold_are_unreadable_and_zeros_are_not() -> None:
    amounts = [Decimal("1.500"), Decimal("1.505"), Decimal("-2.010")]
    mapped = map_rows(DOLLARS, column(list(amounts), pl.Decimal(12, 3)))
    assert mapped.facts["fee"].to_list() == [150, None, -201]
    assert mapped.review.to_list() == [None, ABOUT_FEE + "more than 2 decimals", None]


@given(st.lists(st.none() | st.integers(-(10**20), 10**20)))
def test_a_decimal_column_is_read_as_its_text_is(steps: list[int | None]) -> None:
    exact = [None if step is None else Decimal(step).scaleb(-3) for step in steps]
    stored = map_rows(DOLLARS, column(list(exact), pl.Decimal(38, 3)))
    written = map_rows(DOLLARS, texts("c", [None if each is None else format(each, "f") for each in exact]))
    assert stored.facts.equals(written.facts)
    assert stored.review.to_list() == written.review.to_list()


def test_a_float_is_the_decimal_of_the_declared_scale_that_it_is_nearest_to() -> None:
    floats = [1280.5, 0.1, -0.07, 10**13 / 1.0, 0.0, -0.0, None]
    fees = map_rows(CENTS_AS_FLOATS, column(list(floats), pl.Float64)).facts["fee"].to_list()
    assert fees == [128050, 10, -7, SCALED_LIMIT, 0, 0, None]


def test_a_float_with_more_decimals_than_declared_is_unreadable_though_the_fact_could_hold_them() -> None:
    plan = planned("rate: {from: c, scale: 1}")
    mapped = map_rows(plan, column([0.5, 0.25], pl.Float64))
    assert mapped.facts["rate"].to_list() == [500, None]
    assert mapped.review.to_list() == [None, "unreadable `rate` from column `c`: more than 1 decimals"]


def test_a_float_that_two_amounts_share_is_unreadable() -> None:
    plan = planned("amount: {from: c, unit: 元, scale: 2}")
    assert 90071992547409.93 == 90071992547409.94  # noqa: PLR0133 -- why no reader can tell them apart
    mapped = map_rows(plan, column([90071992547409.93, 9007199254740.93], pl.Float64))
    assert mapped.facts["amount"].to_list() == [None, 900719925474093]
    assert mapped.review.to_list() == [
        "unreadable `amount` from column `c`: too large for binary floating point to tell 2 decimals",
        None,
    ]


def test_a_float_that_is_no_such_decimal_is_unreadable() -> None:
    floats = [0.1 + 0.2, float("nan"), float("inf"), 1e300, 12.345]
    mapped = map_rows(CENTS_AS_FLOATS, column(list(floats), pl.Float64))
    assert mapped.facts["fee"].to_list() == [None] * 5
    assert [str(each).removeprefix(ABOUT_FEE) for each in mapped.review] == [
        "more than 2 decimals",
        "not a plain number such as `1280.50`",
        "not a plain number such as `1280.50`",
        "outside -10000000000000.00 to 10000000000000.00",
        "more than 2 decimals",
    ]


@given(st.lists(st.integers(-(10**9), 10**9)))
def test_a_narrow_float_is_the_amount_that_was_stored_or_unreadable(cents: list[int]) -> None:
    floats = pl.Series(np.array(cents, dtype=np.float64) / 100).cast(pl.Float32)
    mapped = map_rows(CENTS_AS_FLOATS, pl.DataFrame({"c": floats}))
    for fee, told, stored in zip(mapped.facts["fee"], mapped.review, cents, strict=True):
        assert fee == stored or (fee is None and told and abs(stored) > 10**6)


@given(st.lists(st.integers(-SCALED_LIMIT, SCALED_LIMIT)))
def test_every_amount_of_cents_survives_a_float(cents: list[int]) -> None:
    floats = column([each / 100 for each in cents], pl.Float64)
    assert map_rows(CENTS_AS_FLOATS, floats).facts["fee"].to_list() == cents


@pytest.mark.parametrize("unit", ["ms", "us", "ns"])
def test_an_aware_time_is_an_instant_in_any_unit_and_zone(unit: str) -> None:
    moment = datetime(2026, 3, 2, 1, 15, tzinfo=UTC)
    for zone in ("UTC", "Asia/Shanghai", "America/New_York"):
        at = pl.Series("at", [moment]).dt.cast_time_unit(unit).dt.convert_time_zone(zone)  # type: ignore[arg-type]
        assert map_rows(as_is(), at.to_frame()).facts["at"].to_list() == [int(moment.timestamp()) * 1_000_000]


def test_a_naive_time_is_read_in_the_declared_zone() -> None:
    plan = planned("", head="timezone: America/New_York\n")
    walls = ["2026-03-02T09:15:00", "2026-03-08T02:30:00", "2026-11-01T01:30:00", "2026-11-01T12:00:00.5", None]
    at = pl.Series("at", walls).str.to_datetime(strict=False, time_unit="us").to_frame()
    written = map_rows(plan, texts("at", walls))
    stored = map_rows(plan, at)
    assert stored.facts["at"].to_list() == written.facts["at"].to_list()
    assert [row.reason for row in stored.quarantined] == ["missing-date"]


def test_a_time_that_is_no_instant_is_unreadable() -> None:
    nanos = pl.Series("at", [1_000_000_000, 1_000_000_001], dtype=pl.Datetime("ns", "UTC")).to_frame()
    assert [row.detail for row in map_rows(as_is(), nanos).quarantined] == [
        "unreadable `at` from column `at`: finer than a microsecond"
    ]
    years = pl.Series("at", [-(10**15), 10**15, 0], dtype=pl.Datetime("ms", "UTC")).to_frame()
    assert [row.detail for row in map_rows(as_is(), years).quarantined] == [
        "unreadable `at` from column `at`: outside the years 2 to 9998"
    ] * 2


def test_a_date_column_is_a_date() -> None:
    days = pl.Series("day", [date(2026, 3, 2), date(1, 1, 1), date(9999, 12, 31)]).to_frame()
    assert map_rows(as_is(), days).facts["day"].to_list() == [20514, -719162, 2932896]


def test_a_day_beyond_the_calendar_is_unreadable() -> None:
    days = pl.Series("day", [2932897, -719163], dtype=pl.Int32).cast(pl.Date).to_frame()
    assert (
        map_rows(as_is(), days).review.to_list()
        == ["unreadable `day` from column `day`: outside the years 1 to 9999"] * 2
    )


def test_an_epoch_column_is_an_instant() -> None:
    plan = planned("at: {from: at, formats: epoch-seconds}")
    mapped = map_rows(plan, pl.DataFrame({"at": [1772413200, 0, 10**15]}))
    assert mapped.facts["at"].to_list() == [1772413200_000_000, 0]
    assert [row.reason for row in mapped.quarantined] == ["unreadable-date"]


def test_a_number_is_no_time_by_a_format_of_texts() -> None:
    plan = planned("at: {from: at, formats: '%Y%m%d%H%M'}")
    assert binding_faults(plan, pl.DataFrame({"id": ["1"], "at": [202603020915]})) == [
        "facts.at.from: the column `at` can't give `at`: it is Int64, `%Y%m%d%H%M` is of texts; store it as text"
    ]


@pytest.mark.parametrize("dtype", [pl.Categorical(), pl.Enum(["fee", "theft", "fraud", "", "other"])], ids=str)
def test_a_dictionary_column_is_read_as_its_texts_are(dtype: pl.DataType) -> None:
    values = ["theft", None, "fraud", "", "fee", "theft", "other"]
    stored = map_rows(as_is(), pl.DataFrame({"kind": pl.Series(values, dtype=dtype)}))
    written = map_rows(as_is(), texts("kind", values))
    assert stored.facts.equals(written.facts)
    assert stored.review.to_list() == written.review.to_list()


def test_an_enum_column_of_the_same_names_is_taken_as_it_is() -> None:
    kinds = pl.Series("kind", ["fee", None], dtype=pl.Enum(["theft", "fee", "other"]))
    assert map_rows(as_is(), kinds.to_frame()).facts["kind"].to_list() == ["fee", None]


@pytest.mark.parametrize("dtype", [pl.Categorical(), pl.Enum(["1280.50", "x", ""])], ids=str)
def test_a_dictionary_column_gives_numbers_as_its_texts_do(dtype: pl.DataType) -> None:
    mapped = map_rows(as_is(), pl.DataFrame({"fee": pl.Series(["1280.50", "x", "", None], dtype=dtype)}))
    assert mapped.facts["fee"].to_list() == [128050, None, None, None]
    assert mapped.review.null_count() == 3


def test_a_dictionary_column_with_nothing_in_it_is_missing() -> None:
    kinds = pl.Series("kind", [None, None], dtype=pl.Categorical())
    assert map_rows(as_is(), kinds.to_frame()).facts["kind"].to_list() == [None, None]


def test_integers_are_texts_where_the_fact_is_text() -> None:
    ids = pl.DataFrame({"id": [2**63 - 1, 7]})
    assert map_rows(as_is(), ids).facts["id"].to_list() == ["9223372036854775807", "7"]


def test_integers_and_truths_go_through_a_value_map_as_their_texts() -> None:
    plan = planned("kind: {from: k, values: {'1': theft, '2': fee}, otherwise: review}")
    mapped = map_rows(plan, pl.DataFrame({"k": [2, 1, 3]}))
    assert mapped.facts["kind"].to_list() == ["fee", "theft", None]
    plan = planned("kind: {from: k, values: {'true': theft}, otherwise: other}")
    assert map_rows(plan, pl.DataFrame({"k": [True, False]})).facts["kind"].to_list() == ["theft", "other"]


def test_a_number_that_means_nothing_is_missing_where_the_mapping_lists_it() -> None:
    plan = planned("count: {from: c, missing: ['-1', n/a]}")
    mapped = map_rows(plan, column([-1, 3, -2], pl.Int64))
    assert mapped.facts["count"].to_list() == [None, 3, None]
    assert mapped.review.to_list() == [None, None, "unreadable `count` from column `c`: outside 0 to 1000"]


def test_a_column_without_a_type_is_missing() -> None:
    nothing = pl.DataFrame({"kind": pl.Series([None, None]), "fee": pl.Series([None, None])})
    facts = map_rows(as_is(), nothing).facts
    assert facts["kind"].null_count() == facts["fee"].null_count() == 2


def test_truths_are_truths() -> None:
    assert map_rows(as_is(), pl.DataFrame({"flag": [True, None, False]})).facts["flag"].to_list() == [True, None, False]


@pytest.mark.parametrize(
    ("column", "told"),
    [
        (
            pl.Series("fee", [1]),
            (
                "facts.fee.from: the column `fee` can't give `fee`: it is Int64 and says no unit of money; "
                "use a mapping with `unit`"
            ),
        ),
        (
            pl.Series("rate", [1.5]),
            (
                "facts.rate.from: the column `rate` can't give `rate`: it is Float64, binary floating point; "
                "use a mapping with `scale`, its number of decimals"
            ),
        ),
        (
            pl.Series("count", [True]),
            "facts.count.from: the column `count` can't give `count`: it is Boolean, not a number",
        ),
        (
            pl.Series("at", [datetime(2026, 3, 2)]),  # noqa: DTZ001
            (
                "facts.at.from: the column `at` can't give `at`: it is Datetime(time_unit='us', time_zone=None), "
                "without a timezone; use a mapping with `timezone`"
            ),
        ),
        (
            pl.Series("at", [date(2026, 3, 2)]),
            (
                "facts.at.from: the column `at` can't give `at`: it is Date, which does not say what the fact is; "
                "store it as text"
            ),
        ),
        (
            pl.Series("span", [5]),
            (
                "facts.span.from: the column `span` can't give `span`: it is Int64, which does not say what the fact "
                "is; store it as text"
            ),
        ),
        (
            pl.Series("note", [["a"]]),
            (
                "facts.note.from: the column `note` can't give `note`: it is List(String), which does not say what the "
                "fact is; store it as text"
            ),
        ),
    ],
    ids=["an integer of money", "a float", "a truth", "a naive time", "a date", "an integer of days", "a list"],
)
def test_a_type_that_leaves_open_what_it_means_is_refused(column: pl.Series, told: str) -> None:
    ids = {"id": ["1"], "at": ["2026-03-02T00:00:00Z"]}
    rows = pl.DataFrame({**ids, column.name: column})
    assert binding_faults(as_is(), rows) == [told]


def test_a_pattern_and_a_list_need_text() -> None:
    plan = planned("fee: {from: c, pattern: '([0-9]+)', take: first, otherwise: missing, unit: minor, currency: USD}")
    rows = pl.DataFrame({"id": ["1"], "at": ["x"], "c": [5]})
    assert binding_faults(plan, rows) == ["facts.fee.from: the column `c` can't give `fee`: it is Int64, not text"]
    plan = planned("flag: {from: c, contains: x}")
    assert binding_faults(plan, rows) == ["facts.flag.from: the column `c` can't give `flag`: it is Int64, not text"]
