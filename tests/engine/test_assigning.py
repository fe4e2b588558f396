"""Values that winning rules set, and typed decisions, are the same one by one and by column."""

import pytest

from rules.cells import Value
from tests.engine.small import Facts, Row, agreed, policy

FACTS = """  other: {type: enum, values: {service: 服务, theft: 被盗, risk: 风险}}
  window: {type: duration, unit: working days}
  rate: {type: decimal, scale: 2, range: {min: 0.00, max: 9.99}}
"""
MORE = """parameters:
  word: {type: text, values: {2026-01-01: 大额}}
  cap: {type: money, currency: CNY, values: {2026-01-01: 500.00}}
"""
DECISION = """level:
  hit_policy: first
  outcomes: {a: 甲, b: 乙, c: 丙}
  values: {value: {TYPE}, beside: {type: integer}}
  rules:
    - {id: A, when: "vip", then: a, set: {value: 'FIRST'}}
    - {id: B, when: "not(vip)", then: b, set: {value: 'SECOND', beside: "times + 1"}}
    - {id: C, when: "times = 1", then: c}
"""
TRUE, FALSE, NEITHER = {"vip": True}, {"vip": False}, {"times": 1}
FULL: Facts = {
    "amount": 30_000,
    "lost": 70_001,
    "times": 3,
    "category": "risk",
    "note": "退款",
    "day": 20_500,
    "rate": 50,
}


@pytest.mark.parametrize(
    ("kind", "first", "second", "expected"),
    [
        ("type: money, currency: CNY", "min(amount, lost)", "cap", (30_000, 50_000)),
        ("type: money, currency: CNY", "12.34", "-0.01", (1_234, -1)),
        ("type: money, currency: CNY", "round_half_even(lost * 0.5, 2)", "round_down(-lost / 3, 2)", (35_000, -23_333)),
        ("type: decimal, scale: 3", "rate", "rate * 2 - 1", (500, 0)),
        ("type: duration, unit: working days", "5 working days", "window", (5, None)),
        ("type: boolean", "amount > lost", "true", (False, True)),
        ("type: boolean", 'contains(word, "额")', "category is missing", (True, False)),
        ("type: text", "note", '"固定"', ("退款", "固定")),
        ("type: text", "word", "note", ("大额", "退款")),
        ("type: enum, values: {theft: 被盗, risk: 风险, service: 服务}", "category", "service", ("risk", "service")),
        ("type: enum, values: {theft: 被盗, risk: 风险, service: 服务}", "theft", "service", ("theft", "service")),
        ("type: date", "day + 7 calendar days", '@"2026-05-01"', (20_507, 20_574)),
    ],
)
def test_a_rule_sets_values_of_every_type(kind: str, first: str, second: str, expected: tuple[Value, Value]) -> None:
    text = DECISION.replace("TYPE", kind).replace("FIRST", first).replace("SECOND", second)
    found = policy(text, facts=FACTS, more=MORE)
    rows = agreed(found, *({**FULL, **facts} for facts in (TRUE, FALSE, NEITHER)), TRUE, FALSE, NEITHER, {})
    assert (rows[0]["value"], rows[1]["value"]) == expected
    assert [row["beside"] for row in rows] == [None, 4, None, None, None, None, None]
    assert rows[6]["level"] == "needs_review"


@pytest.mark.parametrize(
    ("kind", "first", "second", "expected"),
    [
        ("type: money\n  currency: CNY", "lost", "0.00", [70_001, 0, None]),
        ("type: duration\n  unit: working days", "5 working days", "3 working days", [5, 3, None]),
        ("type: boolean", "amount > 1.00", "false", [True, False, None]),
        ("type: text", "note", '"否"', ["退款", "否", None]),
        ("type: integer", "times", "times * 2", [3, 6, None]),
    ],
)
def test_a_decision_yields_values_of_every_type(kind: str, first: str, second: str, expected: list[Value]) -> None:
    rules = f"    - {{id: A, when: \"vip\", then: '{first}'}}\n    - {{id: B, when: \"not(vip)\", then: '{second}'}}\n"
    found = policy(f"answer:\n  hit_policy: first\n  {kind}\n  rules:\n{rules}")
    rows = agreed(found, {**FULL, **TRUE}, {**FULL, **FALSE}, FULL)
    assert [row["answer"] for row in rows] == expected
    assert [row["answer.rule"] for row in rows] == ["A", "B", None]


CHAIN = """refund:
  hit_policy: first
  outcomes: {paid: 赔, none: 不赔}
  values: {sum: {type: money, currency: CNY}, party: {type: enum, values: {bank: 银行, shop: 商户}}, told: {type: text}}
  rules:
    - {id: R-1, when: "amount > 10.00", then: paid, set: {sum: "amount - 10.00", party: bank, told: "note"}}
    - {id: R-2, when: "lost > 0.00", then: paid, set: {sum: "lost", party: shop}}
    - {id: R-3, then: none}
window:
  hit_policy: first
  type: integer
  rules:
    - {id: W-1, when: "sum > 100.00 and refund = paid", then: "5"}
    - {id: W-2, when: "party = shop or told = \\"退款\\"", then: "3 + times"}
    - {id: W-3, when: "sum is missing", then: "0"}
notice:
  hit_policy: collect
  outcomes: {slow: 慢, fast: 快, same: 同, told: 已告知}
  rules:
    - {id: N-1, when: "window >= 5", then: slow}
    - {id: N-2, when: "window < 5", then: fast}
    - {id: N-3, when: "window = times", then: same}
    - {id: N-4, when: "contains(told, \\"退\\")", then: told}
"""


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"amount": 11_001, "note": "退款"}, ("paid", 10_001, "bank", "退款", 5, "W-1", "slow told")),
        ({"amount": 11_000, "note": "退款", "times": 0}, ("paid", 10_000, "bank", "退款", 3, "W-2", "fast told")),
        ({"lost": 1, "times": 100}, ("paid", 1, "shop", None, 103, "W-2", "slow")),
        ({"lost": 1}, ("paid", 1, "shop", None, None, "W-2", "")),
        ({"times": 0}, ("none", None, None, None, 0, "W-3", "fast same")),
    ],
)
def test_later_decisions_test_the_values_that_earlier_ones_set(facts: Facts, expected: tuple[Value, ...]) -> None:
    (row,) = agreed(policy(CHAIN), facts)
    names = ("refund", "sum", "party", "told", "window", "window.rule", "notice")
    assert tuple(row[name] for name in names) == expected


def test_a_value_in_review_is_missing_and_stops_its_readers() -> None:
    row: Row
    (row,) = agreed(policy(CHAIN), {"amount": 2_000, "note": "x"})
    assert (row["window"], row["window.rule"], row["notice"], row["review"]) == (
        None,
        None,
        "needs_review",
        "no-rule-matched: window",
    )
