import json
from hashlib import sha256
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.feeds.mapping import Unfit, bind
from adapters.feeds.reading import Feed
from tests.adapters.feeds.mapping.policies import (
    as_is,
    binding_faults,
    bound,
    chunk,
    map_rows,
    planned,
    policy,
    texts,
)

AT = "2026-03-02T09:15:00+08:00"
MICROSECONDS = 1772414100_000_000


def test_the_facts_have_the_policys_names_order_and_types() -> None:
    facts = map_rows(as_is(), texts("note", ["x"])).facts
    assert dict(facts.schema) == {
        "id": pl.String(),
        "at": pl.Int64(),
        "amount": pl.Int64(),
        "fee": pl.Int64(),
        "count": pl.Int64(),
        "rate": pl.Int64(),
        "kind": pl.Enum(["theft", "fee", "other"]),
        "note": pl.String(),
        "day": pl.Int64(),
        "flag": pl.Boolean(),
        "span": pl.Int64(),
    }


def test_the_columns_of_the_identity_mapping_are_the_facts() -> None:
    row = {
        "id": "C-1",
        "at": AT,
        "amount": "90071992547409.93",
        "fee": "-0.5",
        "count": "3",
        "rate": "0.125",
        "kind": "fee",
        "note": "扣款",
        "day": "2026-03-02",
        "flag": "true",
        "span": "5 working days",
    }
    mapped = map_rows(as_is(), pl.DataFrame([row]))
    assert mapped.facts.row(0) == (
        "C-1", MICROSECONDS, 9007199254740993, -50, 3, 125, "fee", "扣款", 20514, True, 5
    )  # fmt: skip
    assert mapped.review.to_list() == [None]


def test_an_empty_cell_is_missing_by_the_identity_mapping_and_no_other() -> None:
    assert map_rows(as_is(), texts("count", [""])).review.to_list() == [None]
    mapped = map_rows(planned("count: {from: count}"), texts("count", ["", None]))
    assert mapped.review.to_list() == ["unreadable `count` from column `count`: not a whole number such as `3`", None]


def test_words_for_none_are_missing_only_where_they_are_listed() -> None:
    plan = planned("count: {from: a}\nrate: {from: a, missing: [none]}", head="missing: ['', N/A]\n")
    mapped = map_rows(plan, texts("a", ["N/A", "none", ""]))
    assert mapped.review.to_list() == [
        "unreadable `rate` from column `a`: not a plain number such as `1280.50`",
        "unreadable `count` from column `a`: not a whole number such as `3`",
        "unreadable `rate` from column `a`: not a plain number such as `1280.50`",
    ]


def test_every_unreadable_value_of_a_row_is_told_and_none_is_quoted() -> None:
    rows = pl.DataFrame({"count": ["13812345678"], "kind": ["13812345678"], "note": ["13812345678"]})
    mapped = map_rows(as_is(), rows)
    assert mapped.review.to_list() == [
        (
            "unreadable `count` from column `count`: outside 0 to 1000; "
            "unreadable `kind` from column `kind`: not one of the declared values"
        )
    ]
    assert "13812345678" not in mapped.review[0]


def test_a_missing_required_fact_is_for_review() -> None:
    mapped = map_rows(as_is(), texts("day", ["", "2026-03-02", "x"]))
    assert mapped.review.to_list() == [
        "missing-required `day`",
        None,
        "unreadable `day` from column `day`: not a date such as `2026-03-02`",
    ]


def test_a_row_without_readable_identity_or_date_is_quarantined_and_the_others_stay() -> None:
    rows = pl.DataFrame({"id": ["1", "", "3", "4", ""], "at": [AT, AT, "", "noon", ""], "day": ["2026-03-02"] * 5})
    mapped = map_rows(as_is(), rows)
    assert mapped.kept.tolist() == [0]
    assert mapped.facts["id"].to_list() == ["1"]
    assert len(mapped.review) == 1
    assert mapped.quarantined == (
        Unfit(1, "id", "id", "missing-identity", "`id` is missing"),
        Unfit(2, "at", "at", "missing-date", "`at` is missing"),
        Unfit(
            3,
            "at",
            "at",
            "unreadable-date",
            "unreadable `at` from column `at`: not a time such as `2026-03-02T09:15:00+08:00`",
        ),
        Unfit(4, "id", "id", "missing-identity", "`id` is missing"),
    )


def test_an_identity_that_is_no_text_of_ours_is_quarantined() -> None:
    mapped = map_rows(as_is(), texts("id", ["x" * (1 << 20), "x" * ((1 << 20) + 1)]))
    assert mapped.kept.tolist() == [0]
    assert [row.reason for row in mapped.quarantined] == ["unreadable-identity"]


cells = st.none() | st.sampled_from(["", "x", "1", AT, "2026-03-02", "fee", "true"])


@given(st.lists(st.fixed_dictionaries(dict.fromkeys(("id", "at", "count", "kind", "note", "day", "flag"), cells))))
def test_every_row_is_kept_or_quarantined_and_no_value_is_lost(rows: list[dict[str, str | None]]) -> None:
    schema = dict.fromkeys(("id", "at", "count", "kind", "note", "day", "flag"), pl.String())
    mapped = map_rows(as_is(), pl.DataFrame(rows, schema=schema))
    assert sorted([*mapped.kept.tolist(), *(row.row for row in mapped.quarantined)]) == list(range(len(rows)))
    for place, told, facts in zip(mapped.kept.tolist(), mapped.review, mapped.facts.iter_rows(named=True), strict=True):
        for name, cell in rows[place].items():
            lost = cell not in (None, "") and facts[name] is None
            assert lost == (f"unreadable `{name}`" in (told or ""))


def test_what_a_file_does_not_give_and_what_gives_nothing_is_listed() -> None:
    rows = pl.DataFrame({"id": ["1"], "at": [AT], "extra": ["x"], "count": ["1"]})
    binding = bound(as_is(), rows)
    assert binding.absent == ("amount", "fee", "rate", "kind", "note", "day", "flag", "span")
    assert binding.ignored == ("extra",)


def test_a_file_without_a_column_for_what_every_complaint_needs_is_refused() -> None:
    assert binding_faults(as_is(), texts("note", ["x"])) == [
        "facts.at: no column of the file gives `at`; looked for `at`",
        "facts.id: no column of the file gives `id`; looked for `id`",
    ]


def test_rows_that_bring_their_own_keys_are_quarantined_one_by_one() -> None:
    rows = texts("note", ["x"])
    mapped = bound(as_is(), rows, sparse=True).map(chunk(rows))
    assert [row.reason for row in mapped.quarantined] == ["missing-identity"]
    assert mapped.quarantined[0].column == ""


def test_a_binding_is_for_its_own_columns() -> None:
    binding = bound(as_is(), pl.DataFrame({"id": ["1"], "at": [AT]}))
    with pytest.raises(ValueError, match="the columns that it was made for"):
        binding.map(chunk(texts("id", ["1"])))


@pytest.mark.parametrize("rows", [0, 1])
def test_a_chunk_without_rows_has_facts_without_rows(rows: int) -> None:
    plan = planned("amount: {from: 'a.*.b', unit: 分, take: sum}\ncount: {from: 'a.*', count: 'true'}")
    frame = pl.DataFrame({"id": ["1"], "at": [AT], "a.0.b": ["1"], "a.1.b": ["2"], "day": ["2026-03-02"]})[:rows]
    mapped = bound(plan, frame).map(chunk(frame))
    assert mapped.facts.height == len(mapped.kept) == len(mapped.review) == rows


# Names of columns.


def test_a_header_may_differ_in_case_spaces_and_underscores() -> None:
    plan = planned("note: {from: Consumer complaint narrative}")
    for name in ("Consumer complaint narrative", "consumer_complaint_narrative", "CONSUMERCOMPLAINTNARRATIVE"):
        assert map_rows(plan, texts(name, ["x"])).facts["note"].to_list() == ["x"]


def test_the_column_that_is_named_exactly_goes_before_its_variants() -> None:
    plan = planned("note: {from: My note}")
    rows = pl.DataFrame({"my_note": ["a"], "My note": ["b"]})
    assert map_rows(plan, rows).facts["note"].to_list() == ["b"]


def test_two_variants_of_one_name_are_refused() -> None:
    rows = pl.DataFrame({"id": ["1"], "at": [AT], "my_note": ["a"], "MyNote": ["b"]})
    assert binding_faults(planned("note: {from: My note}"), rows) == [
        "facts.note.from: `My note` may be the column `my_note` or `MyNote`; name the one that is meant"
    ]


def test_the_first_name_that_gives_a_value_is_taken_row_by_row() -> None:
    plan = planned("count: {from: [a, b], missing: ['']}")
    mapped = map_rows(plan, pl.DataFrame({"a": ["1", "", None, "x", ""], "b": ["2", "3", "x", "4", ""]}))
    assert mapped.facts["count"].to_list() == [1, 3, None, None, None]
    assert mapped.review.to_list() == [
        None,
        None,
        "unreadable `count` from column `b`: not a whole number such as `3`",
        "unreadable `count` from column `a`: not a whole number such as `3`",
        None,
    ]


def test_rows_that_bring_their_own_keys_are_matched_by_exact_names_alone() -> None:
    plan = planned("note: {from: note}")
    assert map_rows(plan, texts("Note", ["x"]), sparse=True).facts["note"].to_list() == [None]


# Several values in a row.


def nested(*amounts: str | None) -> pl.DataFrame:
    return pl.DataFrame({f"o.{place}.amount": pl.Series([each], dtype=pl.String) for place, each in enumerate(amounts)})


@pytest.mark.parametrize(("take", "fee"), [("first", 300), ("largest", 1100), ("sum", 1600)])
def test_the_first_the_largest_or_the_sum_of_an_array_is_taken(take: str, fee: int) -> None:
    plan = planned(f"fee: {{from: 'o.*.amount', take: {take}, unit: major, currency: USD}}")
    assert map_rows(plan, nested(None, "3.00", "11", "2.00")).facts["fee"].to_list() == [fee]


def test_the_places_of_an_array_are_in_the_order_of_numbers() -> None:
    plan = planned("note: {from: 'o.*.amount', take: first}")
    rows = nested(*[None] * 2, "two", *[None] * 7, "ten").select(pl.all().reverse())
    assert map_rows(plan, rows[[*reversed(rows.columns)]]).facts["note"].to_list() == ["two"]


def test_a_sum_with_an_unreadable_part_is_unreadable() -> None:
    plan = planned("fee: {from: 'o.*.amount', take: sum, unit: major, currency: USD}")
    mapped = map_rows(plan, nested("3.00", "x"))
    assert mapped.facts["fee"].to_list() == [None]
    assert mapped.review.to_list() == [
        "unreadable `fee` from column `o.*.amount`: not a plain number such as `1280.50`"
    ]


def test_a_sum_beyond_the_bounds_is_unreadable_even_beyond_64_bits() -> None:
    plan = planned("fee: {from: 'o.*.amount', take: sum, unit: major, currency: USD}")
    mapped = map_rows(plan, nested("10000000000000.00", "0.01"))
    assert mapped.review.to_list() == [
        "unreadable `fee` from column `o.*.amount`: outside -10000000000000.00 to 10000000000000.00"
    ]
    plan = planned(r"fee: {from: n, pattern: '#([0-9]+)', take: sum, unit: minor, currency: USD, otherwise: missing}")
    mapped = map_rows(plan, texts("n", ["#1000000000000000 " * 10_000]))
    assert mapped.review.to_list() == [
        "unreadable `fee` from column `n`: outside -10000000000000.00 to 10000000000000.00"
    ]


def test_an_array_with_nothing_in_it_is_missing() -> None:
    plan = planned("fee: {from: 'o.*.amount', take: sum, unit: major, currency: USD}")
    mapped = map_rows(plan, nested(None, None))
    assert (mapped.facts["fee"].to_list(), mapped.review.to_list()) == ([None], [None])


NARRATIVES = ["paid {$1,250.00} and {$90.50}", "nothing", "{$3.005}", "{$1,25.00}", "", None]


@pytest.mark.parametrize(
    ("take", "fees"),
    [
        ("first", [125000, None, None, None, None, None]),
        ("largest", [125000, None, None, None, None, None]),
        ("sum", [134050, None, None, None, None, None]),
    ],
)
def test_amounts_are_found_in_a_narrative(take: str, fees: list[int | None]) -> None:
    plan = planned(
        r"fee: {from: n, pattern: '\{\$([0-9,.]+)\}', thousands: ',', otherwise: missing, missing: '', "
        f"take: {take}, unit: major, currency: USD}}"
    )
    mapped = map_rows(plan, texts("n", NARRATIVES))
    assert mapped.facts["fee"].to_list() == fees
    assert mapped.review.to_list() == [
        None,
        None,
        "unreadable `fee` from column `n`: more than 2 decimals",
        "unreadable `fee` from column `n`: not a plain number such as `1280.50`",
        None,
        None,
    ]


@pytest.mark.parametrize("take", ["first", "largest"])
@pytest.mark.parametrize(
    ("otherwise", "count", "told"),
    [
        ("missing", None, None),
        ("7", 7, None),
        ("review", None, "unreadable `count` from column `n`: nothing in the text has the mapping's pattern"),
    ],
)
def test_a_text_without_the_pattern_is_what_the_mapping_says(
    take: str, otherwise: str, count: int | None, told: str | None
) -> None:
    plan = planned(f"count: {{from: n, pattern: '#([0-9]+)', take: {take}, otherwise: {otherwise}}}")
    mapped = map_rows(plan, texts("n", ["no", "#3", None]))
    assert mapped.facts["count"].to_list() == [count, 3, None]
    assert mapped.review.to_list() == [told, None, None]


def test_a_match_that_is_none_by_itself_is_told() -> None:
    plan = planned(r"count: {from: n, pattern: '\B([0-9])\b', take: sum, otherwise: missing}")
    assert map_rows(plan, texts("n", ["a1"])).review.to_list() == [
        "unreadable `count` from column `n`: nothing in the text has the mapping's pattern"
    ]


# Words, marks and constants.


def test_words_are_mapped_and_others_are_what_the_mapping_says() -> None:
    for otherwise, kind, told in (
        ("other", "other", None),
        ("missing", None, None),
        ("review", None, "unreadable `kind` from column `k`: a value that the mapping does not list"),
    ):
        plan = planned(f"kind: {{from: k, values: {{盗刷: theft, 费: fee}}, otherwise: {otherwise}}}")
        mapped = map_rows(plan, texts("k", ["盗刷", "费", "theft", None]))
        assert mapped.facts["kind"].to_list() == ["theft", "fee", kind, None]
        assert mapped.review.to_list() == [None, None, told, None]


def test_words_give_values_of_any_type() -> None:
    plan = planned(
        "flag: {from: a, values: {是: 'true', 否: 'false'}, otherwise: review}\n"
        "fee: {from: a, values: {是: 12.5}, otherwise: '0'}\n"
        "day: {from: a, values: {是: '2026-03-02'}, otherwise: '2026-03-03'}"
    )
    facts = map_rows(plan, texts("a", ["是", "否"])).facts
    assert facts["flag"].to_list() == [True, False]
    assert facts["fee"].to_list() == [1250, 0]
    assert facts["day"].to_list() == [20514, 20515]


def test_a_constant_is_in_every_row() -> None:
    plan = planned("kind: {constant: theft}\nfee: {constant: 12.50}\nflag: {constant: 'false'}")
    facts = map_rows(plan, texts("x", ["1", "2"])).facts
    assert facts["kind"].to_list() == ["theft"] * 2
    assert facts["fee"].to_list() == [1250] * 2
    assert facts["flag"].to_list() == [False] * 2


def test_what_is_there_is_counted_and_marked() -> None:
    plan = planned("count: {from: 'o.*.amount', count: 'true'}\nflag: {from: o.1.amount, present: 'true', missing: ''}")
    rows = pl.concat([nested("1", "", "3"), nested(None, None, None), nested("1", "2", None)])
    facts = map_rows(plan, rows).facts
    assert facts["count"].to_list() == [3, 0, 2]
    assert facts["flag"].to_list() == [False, False, True]


def test_a_key_that_no_row_brings_is_counted_as_nothing_and_an_absent_column_is_unknown() -> None:
    plan = planned("count: {from: 'o.*.amount', count: 'true'}\nflag: {from: o, present: 'true'}")
    rows = texts("x", ["1"])
    facts = map_rows(plan, rows, sparse=True).facts
    assert (facts["count"].to_list(), facts["flag"].to_list()) == ([0], [False])
    facts = map_rows(plan, rows).facts
    assert (facts["count"].to_list(), facts["flag"].to_list()) == ([None], [None])


def test_a_word_is_looked_for_in_a_list() -> None:
    plan = planned("flag: {from: Tags, split: ',', contains: Servicemember, missing: ''}")
    rows = texts("Tags", ["Older American, Servicemember", "Older American", "Servicemembers", "Servicemember", ""])
    assert map_rows(plan, rows).facts["flag"].to_list() == [True, False, False, True, None]


def test_a_word_is_looked_for_in_an_array() -> None:
    plan = planned("flag: {from: 'tags.*', contains: HIGH_RISK}")
    rows = pl.DataFrame({"tags.0": ["TRUSTED", "HIGH_RISK", None], "tags.1": ["HIGH_RISK", None, None]})
    assert map_rows(plan, rows).facts["flag"].to_list() == [True, True, None]
    assert map_rows(plan, texts("x", ["1"]), sparse=True).facts["flag"].to_list() == [None]


# Units and times.


@pytest.mark.parametrize(("unit", "text", "fen"), [("元", "1000.01", 100001), ("分", "100001", 100001)])
def test_the_unit_of_money_is_the_declared_one(unit: str, text: str, fen: int) -> None:
    plan = planned(f"amount: {{from: a, unit: {unit}}}")
    assert map_rows(plan, texts("a", [text])).facts["amount"].to_list() == [fen]


def test_an_amount_in_the_minor_unit_has_no_decimals() -> None:
    mapped = map_rows(planned("amount: {from: a, unit: 分}"), texts("a", ["1000.01", "1000.00"]))
    assert mapped.facts["amount"].to_list() == [None, 1000]
    assert mapped.review[0] == "unreadable `amount` from column `a`: not a whole number such as `3`"


@pytest.mark.parametrize(
    ("text", "amount"),
    [("1,250.00", 125000), ("1,234,567", 123456700), ("1250.00", 125000), ("-1,250.5", -125050), ("12,50", None),
     (",250", None), ("1,250,00.0", None), ("1.250,00", None), ("1,２50", None)],
)  # fmt: skip
def test_thousands_are_separated_where_they_belong(text: str, amount: int | None) -> None:
    plan = planned("amount: {from: a, unit: 元, thousands: ','}")
    assert map_rows(plan, texts("a", [text])).facts["amount"].to_list() == [amount]


def test_a_naive_time_is_read_in_the_zone_of_the_fact_or_of_the_feed() -> None:
    rows = texts("at", ["2026-03-02 09:15:00"])
    assert map_rows(planned("", head="timezone: Asia/Shanghai\n"), rows).facts["at"].to_list() == [MICROSECONDS]
    plan = planned("at: {from: at, timezone: Asia/Shanghai}", head="timezone: UTC\n")
    assert map_rows(plan, rows).facts["at"].to_list() == [MICROSECONDS]
    assert [row.detail for row in map_rows(planned(""), rows).quarantined] == [
        "unreadable `at` from column `at`: a time without its offset from UTC"
    ]


def test_formats_beside_iso_are_read_too() -> None:
    plan = planned("day: {from: day, formats: [iso, '%m/%d/%Y']}")
    mapped = map_rows(plan, texts("day", ["2026-03-02", "3/2/2026", "2.3.2026"]))
    assert mapped.facts["day"].to_list() == [20514, 20514, None]
    assert mapped.review[2] == "unreadable `day` from column `day`: in none of the declared formats"


# Content keys.


def test_a_complaint_without_a_number_is_named_by_its_content() -> None:
    plan = planned("", head="content_key: [a, b]\n")
    rows = pl.DataFrame({"id": ["7", None, None, None], "a": ["x", "x", "x", "xy"], "b": ["yz", "yz", "yz", "z"]})
    ids = map_rows(plan, rows).facts["id"].to_list()
    assert ids[0] == "7"
    assert ids[1] == ids[2] != ids[3]
    assert ids[1] == sha256(b"1:x2:yz").hexdigest()[:32]


def test_a_content_key_needs_all_its_columns_unless_rows_bring_their_own() -> None:
    plan = planned("", head="content_key: [a, b]\n")
    rows = pl.DataFrame({"at": [AT], "a": ["x"]})
    assert binding_faults(plan, rows) == ["facts.id: no column of the file gives `id`; looked for `id`, `a`, `b`"]
    binding = bound(plan, rows, sparse=True)
    both = pl.DataFrame({"at": [AT], "a": ["x"], "b": pl.Series([None], dtype=pl.String)})
    one, other = (each.map(chunk(rows)) for each, rows in ((binding, rows), (bound(plan, both), both)))
    assert one.facts["id"].to_list() == other.facts["id"].to_list() != [None]
    assert "id" not in binding.absent


def test_a_row_without_number_and_content_is_quarantined() -> None:
    plan = planned("", head="content_key: [a]\n")
    mapped = map_rows(plan, pl.DataFrame({"id": pl.Series([None], dtype=pl.String), "a": [""]}))
    assert [row.reason for row in mapped.quarantined] == ["missing-identity"]


# Exactness.


@pytest.mark.parametrize("name", ["f.csv", "f.jsonl", "f.json", "f.parquet"])
def test_an_amount_beyond_a_float_survives_every_format(name: str, tmp_path: Path) -> None:
    row = {"id": "1", "at": AT, "day": "2026-03-02", "amount": "90071992547409.93"}
    number = json.dumps(row).replace('"90071992547409.93"', "90071992547409.93")
    path = tmp_path / name
    if name == "f.csv":
        path.write_text(",".join(row) + "\n" + ",".join(row.values()) + "\n")
    elif name == "f.parquet":
        pl.DataFrame([row]).with_columns(pl.col("amount").cast(pl.Decimal(16, 2))).write_parquet(path)
    else:
        path.write_text(number if name == "f.jsonl" else f"[{number}]")
    (only,) = Feed([str(path)])
    binding = bind(as_is(), only.rows.schema)
    assert not isinstance(binding, tuple)
    assert binding.map(only).facts["amount"].to_list() == [9007199254740993]


def test_the_identity_plan_has_a_source_for_every_fact() -> None:
    assert [source.names for source in as_is().sources] == [(fact.name,) for fact in policy().facts]
