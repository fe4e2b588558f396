"""Which complaints a policy decides, by which edition, and what keeps it from deciding."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from textwrap import indent

import polars as pl
import pytest

from engine import NEEDS_REVIEW, Engine, Review
from rules.cells import Value
from rules.types import EPOCH_DAY, Instant, bounds
from tests.engine.small import Facts, agreed, frame, outcomes, policy, told


def day(year: int, month: int, day: int) -> int:
    return (date(year, month, day) - EPOCH_DAY).days


SPRING, SUMMER, AUTUMN, END = day(2026, 1, 1), day(2026, 6, 1), day(2026, 9, 1), day(2027, 1, 1)
MICROSECONDS = 86_400_000_000
SHANGHAI = 8 * 3_600_000_000
DATED = "dated_by: day\nuntil: 2027-01-01\n"
LIMIT = "parameters:\n  limit: {type: money, currency: CNY, values: {2026-01-01: 10.00, 2026-06-01: 20.00}}\n"
LATE = "parameters:\n  limit: {type: money, currency: CNY, values: {2026-06-01: 20.00}}\n"
LEVEL = """level:
  hit_policy: first
  outcomes: {high: 高, low: 低}
  rules:
    - {id: A, when: "amount > limit", then: high}
    - {id: B, then: low}
"""


def test_the_parameters_of_the_day_decide_and_rows_keep_their_order() -> None:
    days = [SUMMER, SPRING, END - 1, SUMMER - 1, SUMMER, SPRING, SUMMER - 1]
    complaints: list[Facts] = [{"id": str(row), "day": one, "amount": 1_500} for row, one in enumerate(days)]
    rows = agreed(policy(LEVEL, head=DATED, more=LIMIT), *complaints)
    assert [(row["id"], row["level"]) for row in rows] == [
        (str(row), "high" if one < SUMMER else "low") for row, one in enumerate(days)
    ]


@pytest.mark.parametrize(
    ("dated", "review"),
    [
        (SPRING - 1, "not-in-force: example"),
        (SPRING, None),
        (END - 1, None),
        (END, "not-in-force: example"),
        (None, "missing-required: day"),
        (2**40, "unreadable: day"),
        (-(2**40), "unreadable: day"),
    ],
)
def test_a_policy_decides_from_its_first_day_until_before_its_end(dated: Value, review: str | None) -> None:
    (row,) = agreed(policy(LEVEL, head=DATED, more=LIMIT), {"day": dated})
    assert (row["review"], row["level"]) == (review, NEEDS_REVIEW if review else "low")


@pytest.mark.parametrize(
    ("at", "review"),
    [
        (SPRING * MICROSECONDS - SHANGHAI - 1, "not-in-force: example"),
        (SPRING * MICROSECONDS - SHANGHAI, None),
        (END * MICROSECONDS - SHANGHAI - 1, None),
        (END * MICROSECONDS - SHANGHAI, "not-in-force: example"),
        (bounds(Instant())[0] - 1, "unreadable: at"),
        (2**61, "unreadable: at"),
        (2**62, "unreadable: at"),
    ],
)
def test_instants_count_from_midnight_in_the_timezone_of_the_policy(at: int, review: str | None) -> None:
    (row,) = agreed(policy(LEVEL, head="dated_by: at\nuntil: 2027-01-01\n", more=LIMIT), {"at": at})
    assert row["review"] == review


@pytest.mark.parametrize("dated", [True, 20_500.0, "2026-06-01", [20_500]])
def test_a_date_of_another_type_is_unreadable(dated: Value) -> None:
    with Engine(policy(LEVEL, head=DATED, more=LIMIT)) as engine:
        assert engine.decide({"day": dated}).review == Review("unreadable", "day")
        assert engine.decide_uncached({"day": dated}).review == Review("unreadable", "day")


def test_an_undated_policy_decides_by_the_parameters_last_in_force() -> None:
    found = policy(LEVEL, more=LIMIT)
    assert outcomes(found, {"amount": 1_500}, {"amount": 2_001}) == [("low", "B", "B"), ("high", "A", "A B")]


def test_a_policy_without_end_decides_for_ever() -> None:
    assert outcomes(policy(LEVEL, head="dated_by: day\n", more=LIMIT), {"day": day(9999, 12, 31)}) == [
        ("low", "B", "B")
    ]


READING = (
    LEVEL
    + """other:
  hit_policy: first
  outcomes: {yes: 是, no: 否}
  rules:
    - {id: O-1, when: "times > 3", then: yes}
    - {id: O-2, then: no}
by_outcome:
  outcomes: {x: 甲}
  rules:
    - {id: X-1, when: "level = high or other = yes or other = no", then: x}
"""
)


def test_a_parameter_not_yet_in_force_needs_review_as_does_what_reads_its_decision() -> None:
    early, late = agreed(
        policy(READING, head=DATED, more=LATE), {"day": SPRING, "times": 4}, {"day": SUMMER, "times": 4}
    )
    assert early == {
        "id": None,
        "review": "parameter-not-in-force: level limit",
        "level": NEEDS_REVIEW,
        "level.rule": None,
        "level.fired": "",
        "other": "yes",
        "other.rule": "O-1",
        "other.fired": "O-1 O-2",
        "by_outcome": NEEDS_REVIEW,
        "by_outcome.rule": None,
        "by_outcome.fired": "",
    }
    assert (late["review"], late["by_outcome"], late["by_outcome.fired"]) == (None, "x", "X-1")


SPOILED = """level:
  hit_policy: unique
  outcomes: {high: 高, low: 低}
  values: {refund: {type: money, currency: CNY}}
  rules:
    - {id: A, when: "amount > 10.00", then: high, set: {refund: "lost"}}
    - {id: B, when: "vip", then: low}
marks:
  hit_policy: collect
  outcomes: {red: 红, blue: 蓝}
  rules:
    - {id: M-1, when: "level = high", then: red}
    - {id: M-2, when: "times > 3", then: blue}
"""
READERS = {
    "outcome": ("level = low", "reads-reviewed: last level"),
    "membership": ("list contains(marks, blue)", "reads-reviewed: last marks"),
    "value": ("refund > 1.00", "reads-reviewed: last level"),
    "several": ("list contains(marks, blue) or refund > 1.00", "reads-reviewed: last marks"),
    "nothing": ("times > 3", None),
}


LAST = """last:
  hit_policy: first
  outcomes: {y: 是, n: 否}
  rules:
    - {id: Y, when: "CONDITION", then: y}
    - {id: N, then: n}
"""


@pytest.mark.parametrize("reader", READERS)
def test_what_reads_a_decision_in_review_is_in_review(reader: str) -> None:
    condition, review = READERS[reader]
    found = policy(SPOILED + LAST.replace("CONDITION", condition))
    clash = {"amount": 2_000, "vip": True, "times": 4, "lost": 500}
    with Engine(found) as engine:
        ruled = engine.decide(clash).ruled
    assert ruled is not None
    assert [ruling.review and str(ruling.review) for ruling in ruled.rulings] == [
        "overlap: level A B",
        "reads-reviewed: marks level",
        review,
    ]
    rows = agreed(found, clash, {**clash, "vip": False}, {**clash, "amount": 5}, {"times": 4})
    assert [row["review"] for row in rows] == ["overlap: level A B", None, None, "no-rule-matched: level"]


STRICT = """  account: {type: text, required: true}
  rate: {type: decimal, scale: 2, required: true}
"""
UNFIT: Sequence[tuple[Facts, str]] = [
    ({"account": None}, "missing-required: account"),
    ({"rate": None}, "missing-required: rate"),
    ({"account": None, "rate": None}, "missing-required: account"),
    ({"times": 101}, "unreadable: times"),
    ({"times": -101}, "unreadable: times"),
    ({"amount": 10**15 + 1}, "unreadable: amount"),
    ({"times": 101, "account": None}, "unreadable: times"),
]
WRONG: Sequence[tuple[str, object]] = [
    ("times", True),
    ("times", 3.0),
    ("times", "3"),
    ("times", [3]),
    ("vip", 1),
    ("vip", "true"),
    ("category", "别的"),
    ("category", ["theft"]),
    ("category", 1),
    ("note", 5),
    ("note", {"a": 1}),
    ("account", 5),
    ("rate", 1.5),
]


@pytest.mark.parametrize(("facts", "review"), UNFIT)
def test_an_unfit_complaint_is_not_decided(facts: Facts, review: str) -> None:
    found = policy(LEVEL, facts=STRICT, more=LIMIT)
    good: Facts = {"account": "a", "rate": 150}
    spoiled, well = agreed(found, {**good, **facts}, good)
    assert (spoiled["review"], spoiled["level"], spoiled["level.fired"]) == (review, NEEDS_REVIEW, "")
    assert (well["review"], well["level"]) == (None, "low")


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_fact_of_another_type_is_unreadable(name: str, value: Value) -> None:
    with Engine(policy(LEVEL, facts=STRICT, more=LIMIT)) as engine:
        decided = engine.decide({"account": "a", "rate": 150, name: value})
    assert (decided.ruled, decided.review) == (None, Review("unreadable", name))


def test_an_unfit_complaint_may_lack_facts_too() -> None:
    with Engine(policy(LEVEL, more=LIMIT)) as engine:
        decided = engine.decide({"id": "1", "lost": None, "times": 101})
    assert (decided.ruled, decided.review) == (None, Review("unreadable", "times"))


def test_an_absent_fact_is_missing() -> None:
    found = policy(LEVEL, more=LIMIT)
    with Engine(found) as engine:
        told_little = told(found, engine.decide({"amount": 2_500}))
        told_all = told(found, engine.decide({**dict.fromkeys(found.facts_by_name), "amount": 2_500}))
        by_column = engine.decide_columns(pl.DataFrame({"amount": [2_500]})).to_dicts()
    assert [told_little] == [told_all] == by_column


def test_a_name_that_is_no_fact_says_nothing() -> None:
    decisions = """level:
  hit_policy: first
  outcomes: {high: 高, low: 低}
  values: {refund: {type: money, currency: CNY}}
  rules:
    - {id: A, when: "vip", then: high, set: {refund: "lost"}}
    - {id: B, then: low}
paid:
  hit_policy: first
  outcomes: {y: 是, n: 否}
  rules:
    - {id: Y, when: "refund > 1.00", then: y}
    - {id: N, then: n}
"""
    found = policy(decisions)
    with Engine(found) as engine:
        decided = engine.decide({"refund": 10_000, "level": "high"})
    row = told(found, decided)
    assert (row["level"], row["paid"], row["refund"]) == ("low", "n", None)


def test_the_instant_asked_about_is_kept() -> None:
    found = policy(LEVEL, head=DATED, more=LIMIT)
    with Engine(found) as engine:
        whole = {**dict.fromkeys(found.facts_by_name), "day": SUMMER}
        cases: list[Facts] = [whole, {"day": SPRING}, {**whole, "times": 101}, {"times": 5}]
        assert [engine.decide(facts, as_of=7).as_of for facts in cases] == [7] * 4


def test_an_empty_frame_has_all_columns() -> None:
    found = policy(READING, head=DATED, more=LATE)
    with Engine(found) as engine:
        result = engine.decide_columns(frame(found, []))
        assert (len(result), result.schema) == (0, pl.Schema(engine.schema))


@pytest.mark.parametrize(
    ("rules", "outcome", "fired"),
    [
        (7, pl.Categorical, pl.Enum),
        (8, pl.Categorical, pl.Categorical),
        (16, pl.Categorical, pl.Categorical),
        (17, pl.String, pl.String),
    ],
)
def test_sets_of_rules_are_numbered_where_there_cannot_be_many(
    rules: int, outcome: type[pl.DataType], fired: type[pl.DataType]
) -> None:
    many = "".join(f"  - {{id: R{number}, when: 'amount > {number}.00', then: a}}\n" for number in range(rules))
    found = policy(f"level:\n  title: 级\n  outcomes: {{a: 甲}}\n  hit_policy: collect\n  rules:\n{indent(many, '  ')}")
    with Engine(found) as engine:
        result = engine.decide_columns(frame(found, [{"id": "1", "amount": 250}]))
    assert [type(result.schema[name]) for name in ("level", "level.fired")] == [outcome, fired]
    assert result.row(0) == ("1", None, "a", "R0 R1 R2")


def test_a_result_has_the_columns_of_the_schema() -> None:
    found = policy(READING, head=DATED, more=LATE)
    with Engine(found) as engine:
        dates = ([SUMMER], [END], [SPRING, SUMMER], [SPRING, END, None])
        for days in dates:
            complaints = [{"id": "1", "day": one} for one in days]
            assert engine.decide_columns(frame(found, complaints)).schema == pl.Schema(engine.schema)


def test_a_row_the_feed_could_not_read_carries_its_reason() -> None:
    found = policy(LEVEL, more=LIMIT)
    facts = frame(found, [{"id": "1"}, {"id": "2", "amount": 5}, {"id": "3", "times": 101}])
    noted = facts.with_columns(pl.Series("review", ["unreadable: amount", None, "unreadable: note"], dtype=pl.String))
    with Engine(found) as engine:
        result = engine.decide_columns(noted)
    assert result.select("id", "review", "level").rows() == [
        ("1", "unreadable: amount", NEEDS_REVIEW),
        ("2", None, "low"),
        ("3", "unreadable: note", NEEDS_REVIEW),
    ]


@pytest.mark.parametrize(
    ("name", "series", "message"),
    [
        ("amount", pl.Series([1.5]), "`amount` is stored as Int64, not Float64"),
        ("vip", pl.Series([1]), "`vip` is stored as Boolean, not Int64"),
        ("note", pl.Series([1]), "`note` is stored as String, not Int64"),
        (
            "category",
            pl.Series(["theft"]),
            "`category` is stored as Enum(categories=['theft', 'risk', 'service']), not String",
        ),
    ],
)
def test_a_column_of_another_type_is_refused(name: str, series: pl.Series, message: str) -> None:
    with Engine(policy(LEVEL, more=LIMIT)) as engine, pytest.raises(TypeError) as caught:
        engine.decide_columns(pl.DataFrame({name: series}))
    assert str(caught.value) == message


def test_durable_rules_is_asked_once_a_class() -> None:
    found = policy(LEVEL, head=DATED, more=LIMIT)
    complaints = [{"day": one, "amount": amount} for one in (SPRING, SUMMER) for amount in (500, 600, 2_500, None)]
    with Engine(found) as engine:
        assert engine.classes == 0
        for facts in complaints:
            engine.decide(facts)
        assert engine.classes == 6
        engine.decide_columns(frame(found, complaints))
        assert engine.classes == 6


def test_a_closed_engine_can_be_asked_again() -> None:
    engine = Engine(policy(LEVEL, more=LIMIT))
    with engine:
        engine.decide({"amount": 2_500})
    assert engine.decide({"amount": 5}).ruled is not None
    assert engine.decide_columns(pl.DataFrame({"amount": [2_500]}))["level"].to_list() == ["high"]
    engine.close()


def test_many_threads_decide_as_one_does() -> None:
    found = policy(READING, head=DATED, more=LIMIT)
    complaints: list[Facts] = [
        {"id": str(row), "day": SPRING + row % 300, "amount": row * 37 % 3_000, "times": row % 9} for row in range(600)
    ]
    expected = agreed(found, *complaints)
    with Engine(found) as engine, ThreadPoolExecutor(8) as threads:
        single = list(threads.map(lambda facts: told(found, engine.decide(facts)), complaints))
    with Engine(found) as engine, ThreadPoolExecutor(8) as threads:
        parts = [frame(found, complaints[start : start + 50]) for start in range(0, 600, 50)]
        columns = pl.concat(threads.map(engine.decide_columns, parts)).to_dicts()
    assert single == expected
    assert columns == expected


RANGE = """    - {id: RROW, when: "amount in [ROW.00..NEXT.00) and vip", then: "ROW"}
"""


def test_a_decision_of_two_thousand_rules_decides() -> None:
    rules = "".join(RANGE.replace("ROW", str(row)).replace("NEXT", str(row + 1)) for row in range(2_000))
    found = policy(f"level:\n  hit_policy: first\n  type: integer\n  rules:\n{rules}")
    cases: list[Facts] = [{"amount": row * 100 + 99, "vip": True} for row in (0, 998, 1_999)]
    nobody: list[Facts] = [{"amount": 200_000, "vip": True}, {"amount": 500, "vip": False}, {}]
    expected = [(row, f"R{row}", f"R{row}") for row in (0, 998, 1_999)]
    assert outcomes(found, *cases, *nobody) == [*expected, *[(None, None, "")] * 3]
