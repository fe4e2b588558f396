"""Every thing that a policy says is said otherwise by some mutant, and by one thing at a time."""

from __future__ import annotations

import re

import pytest

from rules.mutation import OPERATORS, Mutant, mutants
from rules.policy import Policy
from tests.casebook import ROOT, policy_at
from tests.engine import small

HEAD = "calendar: CN\n"


def told(policy: Policy, *operators: str) -> list[str]:
    """Mutants of some operators, each in one line."""
    return [f"{one.about}: {one.before} > {one.after}" for one in mutants(policy) if one.operator in operators]


def ruled(when: str, *, more: str = "", head: str = "", facts: str = "") -> Policy:
    """A policy whose first rule has this condition."""
    rules = f"    - {{id: R-1, when: '{when}', then: a}}\n    - {{id: R-2, then: b}}\n"
    return small.policy(
        "d:\n  outcomes: {a: 甲, b: 乙}\n  hit_policy: first\n  rules:\n" + rules, head=head, facts=facts, more=more
    )


def valued(value: str, kind: str = "{type: money, currency: CNY}") -> Policy:
    return small.policy(
        f"d:\n  outcomes: {{a: 甲}}\n  values: {{v: {kind}}}\n  hit_policy: first\n"
        f"  rules: [{{id: R-1, then: a, set: {{v: '{value}'}}}}]\n"
    )


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("amount > 5.00", ["threshold: 5.00 > 5.01", "threshold: 5.00 > 4.99"]),
        ("times <= 5", ["threshold: 5 > 6", "threshold: 5 > 4"]),
        (
            'day = @"2026-03-01"',
            ['threshold: @"2026-03-01" > @"2026-03-02"', 'threshold: @"2026-03-01" > @"2026-02-28"'],
        ),
        (
            'at < @"2026-03-01T00:00:00+08:00"',
            [
                'threshold: @"2026-03-01T00:00:00+08:00" > @"2026-03-01T00:00:01+08:00"',
                'threshold: @"2026-03-01T00:00:00+08:00" > @"2026-02-28T23:59:59+08:00"',
            ],
        ),
        (
            "amount in ([1.00..2.00])",
            [
                "threshold: 1.00 > 1.01",
                "threshold: 1.00 > 0.99",
                "threshold: 2.00 > 2.01",
                "threshold: 2.00 > 1.99",
            ],
        ),
        ("vip = true", ["threshold: true > false"]),
    ],
)  # fmt: skip
def test_a_threshold_is_one_step_off(when: str, expected: list[str]) -> None:
    found = [f"{one.operator}: {one.before} > {one.after}" for one in mutants(ruled(when)) if one.about == "R-1"]
    assert [one for one in found if one.startswith("threshold")] == expected


@pytest.mark.parametrize(
    ("when", "operator", "expected"),
    [
        ("amount > 5.00", "comparison", ["amount >= 5.00", "amount < 5.00"]),
        ("amount >= 5.00", "comparison", ["amount > 5.00", "amount <= 5.00"]),
        ("category = theft", "comparison", ["category != theft"]),
        ("amount in ([1.00..2.00))", "comparison", ["amount in ((1.00..2.00))", "amount in ([1.00..2.00])"]),
        ("category in (theft, risk)", "member", ["-", "-"]),
        ("category in (theft, risk)", "negation", ["not(category in (theft, risk))"]),
        ("note is missing", "negation", ["note is known"]),
        ("note is known", "negation", ["note is missing"]),
        ("vip", "negation", ["not(vip)"]),
        ("not(vip)", "negation", ["vip"]),
        ('contains(note, "a")', "text", ['starts with(note, "a")']),
        ('starts with(note, "a")', "text", ['contains(note, "a")']),
        ("vip and note is known", "logic", ["vip or note is known"]),
        ("vip or note is known", "logic", ["vip and note is known"]),
        ("vip and note is known and amount > lost", "part", ["-", "-", "-"]),
        ("max(amount, lost) > 5.00", "value", ["min(amount, lost)"]),
        ("vip", "condition", ["false", "true"]),
        ("vip", "outcome", ["b"]),
    ],
)
def test_a_rule_is_changed_in_one_thing(when: str, operator: str, expected: list[str]) -> None:
    found = [one for one in mutants(ruled(when)) if one.about == "R-1" and one.operator == operator]
    assert [one.after for one in found] == expected


def test_what_is_left_out_is_named() -> None:
    assert told(ruled("vip and category in (theft, risk)"), "part", "member") == [
        "R-1: vip > -",
        "R-1: category in (theft, risk) > -",
        "R-1: category in (theft) > -",
        "R-1: category in (risk) > -",
    ]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("amount + lost", ["v: amount + lost > -", "amount + lost > amount - lost"]),
        (
            "min(amount, lost)",
            ["v: min(amount, lost) > -", "min(amount, lost) > max(amount, lost)", "amount > -", "lost > -"],
        ),
        (
            "round_half_up(amount * 0.5)",
            [
                "v: round_half_up(amount * 0.5, 2) > -",
                "round_half_up(amount * 0.5, 2) > round_half_even(amount * 0.5, 2)",
                "round_half_up(amount * 0.5, 2) > round_down(amount * 0.5, 2)",
                "amount * 0.5 > amount / 0.5",
                "0.5 > 0.51",
                "0.5 > 0.49",
            ],
        ),
        ("5.00", ["v: 5.00 > -", "5.00 > 5.01", "5.00 > 4.99"]),
    ],
)  # fmt: skip
def test_a_value_is_computed_otherwise_or_not_set(value: str, expected: list[str]) -> None:
    assert told(valued(value), "value", "threshold") == [f"R-1: {one}" for one in expected]


def test_a_typed_decision_answers_otherwise() -> None:
    policy = small.policy("d:\n  type: integer\n  hit_policy: first\n  rules: [{id: R-1, then: times + 1}]\n")
    assert told(policy, "value", "threshold") == ["R-1: times + 1 > times - 1", "R-1: 1 > 2", "R-1: 1 > 0"]


@pytest.mark.parametrize(
    ("hit_policy", "expected"),
    [
        ("unique", ["first", "priority", "any"]),
        ("first", ["unique", "priority", "any"]),
        ("priority", ["unique", "first", "any"]),
        ("any", ["unique", "first", "priority"]),
        ("collect", ["first"]),
    ],
)
def test_a_decision_has_another_hit_policy(hit_policy: str, expected: list[str]) -> None:
    rules = "  rules: [{id: R-1, when: vip, then: a}, {id: R-2, then: b}]\n"
    policy = small.policy(f"d:\n  outcomes: {{a: 甲, b: 乙}}\n  hit_policy: {hit_policy}\n{rules}")
    assert [one.after for one in mutants(policy) if one.operator == "hit-policy"] == expected


def test_a_single_rule_that_collects_is_first_anyway() -> None:
    policy = small.policy("d:\n  outcomes: {a: 甲}\n  hit_policy: collect\n  rules: [{id: R-1, then: a}]\n")
    assert told(policy, "hit-policy") == []


def test_a_derived_fact_is_changed_in_pauses_too() -> None:
    more = (
        "derived:\n  later: {value: at + 5 hours}\n"
        "deadlines:\n  answer: {from: at, within: 24 hours, pauses: [{from: later, until: back, reason: x}]}\n"
    )
    policy = ruled("vip", facts=TIMES, more=more, head=HEAD)
    found = next(one for one in mutants(policy) if one.about == "later")
    assert (found.before, found.after) == ("at + 5 hours", "at - 5 hours")
    assert "'-'" in repr(found.policy.deadlines)


def test_a_typed_decision_has_no_priority() -> None:
    policy = small.policy("d:\n  type: integer\n  hit_policy: first\n  rules: [{id: R-1, then: times}]\n")
    assert [one.after for one in mutants(policy) if one.operator == "hit-policy"] == ["unique", "any"]


@pytest.mark.parametrize(
    ("hit_policy", "expected"),
    [
        ("first", ["d: R-1, R-2 > R-2, R-1", "d: R-2, R-3 > R-3, R-2"]),
        ("unique", []),
        ("collect", []),
        ("priority", ["d: R-1, R-2 > R-2, R-1", "d: R-2, R-3 > R-3, R-2", "d: a, b > b, a"]),
    ],
)
def test_neighbours_change_places_where_their_order_counts(hit_policy: str, expected: list[str]) -> None:
    rules = "  rules: [{id: R-1, when: vip, then: a}, {id: R-2, then: b}, {id: R-3, then: a}]\n"
    policy = small.policy(f"d:\n  outcomes: {{a: 甲, b: 乙}}\n  hit_policy: {hit_policy}\n{rules}")
    assert told(policy, "order") == expected


def test_a_derived_fact_is_changed_wherever_it_is_read() -> None:
    text = "derived:\n  big: {value: amount > 5.00}\n"
    policy = small.policy(
        "d:\n  outcomes: {a: 甲, b: 乙}\n  hit_policy: first\n  values: {v: {type: boolean}}\n"
        "  rules: [{id: R-1, when: big and vip, then: a, set: {v: big}}, {id: R-2, when: vip, then: b}]\n"
        "e:\n  type: boolean\n  hit_policy: first\n  rules: [{id: R-3, then: not(big)}]\n",
        more=text,
    )
    found = [one for one in mutants(policy) if one.about == "big"]
    assert [one.after for one in found] == ["amount >= 5.00", "amount < 5.00", "5.01", "4.99"]
    rules = [rule for decision in found[0].policy.decisions for rule in decision.rules]
    assert ["'>='" in repr(rule) for rule in rules] == [True, False, True]


def test_a_parameter_is_otherwise_or_from_another_day_on() -> None:
    more = (
        "parameters:\n"
        "  floor: {type: money, currency: CNY, values: {2026-01-01: 5.00, 2026-02-01: 6.00}}\n"
        "  strict: {type: boolean, values: {2026-01-01: true}}\n"
        "  within: {type: duration, unit: hours, values: {2026-01-01: 24 hours}}\n"
        '  since: {type: datetime, values: {2026-01-01: "2026-01-01T00:00:00+08:00"}}\n'
        "  word: {type: text, values: {2026-01-01: a}}\n"
    )
    policy = ruled("strict and amount > floor", more=more)
    found = [f"{one.operator} {one.about}: {one.before} > {one.after}" for one in mutants(policy) if one.about != "R-1"]
    assert [
        one for one in found if one.split()[1].removesuffix(":") in ("floor", "strict", "within", "since", "word")
    ] == [
        "threshold floor: 2026-01-01: 5.00 > 2026-01-01: 5.01",
        "threshold floor: 2026-01-01: 5.00 > 2026-01-01: 4.99",
        "threshold floor: 2026-02-01: 6.00 > 2026-02-01: 6.01",
        "threshold floor: 2026-02-01: 6.00 > 2026-02-01: 5.99",
        "date floor: 2026-02-01: 6.00 > 2026-01-31: 6.00",
        "date floor: 2026-02-01: 6.00 > 2026-02-02: 6.00",
        "switch strict: 2026-01-01: true > 2026-01-01: false",
        "threshold within: 2026-01-01: 24 hours > 2026-01-01: 25 hours",
        "threshold within: 2026-01-01: 24 hours > 2026-01-01: 23 hours",
        "threshold since: 2026-01-01: 2026-01-01T00:00:00+08:00 > 2026-01-01: 2026-01-01T00:00:01+08:00",
        "threshold since: 2026-01-01: 2026-01-01T00:00:00+08:00 > 2026-01-01: 2025-12-31T23:59:59+08:00",
    ]


def test_a_dated_policy_is_in_force_a_day_longer_or_shorter() -> None:
    assert told(ruled("vip", head="dated_by: day\nuntil: 2027-01-01\n"), "date") == [
        "effective: 2026-01-01 > 2025-12-31",
        "until: 2027-01-01 > 2026-12-31",
        "effective: 2026-01-01 > 2026-01-02",
        "until: 2027-01-01 > 2027-01-02",
    ]
    assert told(ruled("vip"), "date") == []


TIMES = "  done: {type: datetime}\n  back: {type: datetime}\n  waits: {type: intervals}\n"
BUSINESS = (
    "counting: {business: {opens: 09:00, closes: 17:00}, ends_at: close_of_business, after_hours: next_working_day}"
)


@pytest.mark.parametrize(
    ("deadline", "expected"),
    [
        (
            "from: at, within: 24 hours",
            ["threshold within: 24 hours > 25 hours", "threshold within: 24 hours > 23 hours"],
        ),
        (
            "from: at, within: 5 working days, met_by: done, warn_at: 80%",
            [
                "threshold within: 5 working days > 6 working days",
                "threshold within: 5 working days > 4 working days",
                "deadline met_by: done > -",
                "warning warn_at: 80% > 79%",
                "warning warn_at: 80% > 81%",
                "deadline counting: excluded > included",
            ],
        ),
        (
            "from: at, within: 8 calendar days, pauses: [waits], restarts: [back], hard_stop: 3 months",
            [
                "threshold within: 8 calendar days > 9 calendar days",
                "threshold within: 8 calendar days > 7 calendar days",
                "threshold hard_stop: 3 months > 4 months",
                "threshold hard_stop: 3 months > 2 months",
                "deadline hard_stop: 3 months > -",
                "deadline pauses: waits > -",
                "deadline restarts: back > -",
                "deadline counting: excluded > included",
                "deadline counting: next_working_day > none",
            ],
        ),
    ],
)
def test_a_deadline_counts_otherwise(deadline: str, expected: list[str]) -> None:
    policy = ruled("vip", facts=TIMES, more=f"deadlines:\n  answer: {{{deadline}}}\n", head=HEAD)
    found = [f"{one.operator} {one.before} > {one.after}" for one in mutants(policy) if one.about == "answer"]
    assert found == expected


def test_business_hours_count_otherwise() -> None:
    deadline = f"from: at, within: 5 working days, {BUSINESS}"
    policy = ruled("vip", more=f"deadlines:\n  answer: {{{deadline}}}\n", head=HEAD)
    found = [f"{one.before} > {one.after}" for one in mutants(policy) if one.operator == "deadline"]
    assert found == [
        "counting: excluded > included",
        "counting: close_of_business > end_of_day",
        "counting: next_working_day > same_day",
    ]


def test_every_operator_is_used_on_our_own_policies() -> None:
    paths = ("policy.yaml", "rules/packs/us-cfpb.yaml")
    assert {one.operator for path in paths for one in mutants(policy_at(path))} == OPERATORS.keys()


def test_every_mutant_differs_and_is_told_apart() -> None:
    found = list(mutants(policy_at("policy.yaml")))
    keys = [(one.operator, one.about, one.before, one.after) for one in found]
    assert all(one.before != one.after for one in found)
    assert len(set(keys)) > len(keys) * 0.98


def test_the_operators_are_documented() -> None:
    page = (ROOT / "docs" / "testing.md").read_text("utf-8")
    assert re.findall(r"^\| `([a-z-]+)` \| (.*) \|$", page.partition("| operator |")[2], re.MULTILINE) == list(
        OPERATORS.items()
    )


def test_a_mutant_says_where_it_is() -> None:
    (first, *_) = mutants(ruled("vip"))
    assert isinstance(first, Mutant)
    assert first.place.line > 1
