"""How the rules that fired make one outcome, in every path."""

import pytest

from engine import NEEDS_REVIEW, Review
from rules.cells import Value
from tests.engine.small import agreed, outcomes, policy

RULES = """outcomes: {high: 高, middle: 中, low: 低}
  rules:
    - {id: A, when: "amount > 100.00", then: low}
    - {id: B, when: "vip", then: high}
    - {id: C, when: "amount > 1000.00", then: middle}
    - {id: D, when: "lost > 0.00", then: low}
"""
CASES = [
    # amount, vip, lost; then what wins under each hit policy that knows the rules above
    (None, None, None),
    (10_001, None, None),
    (10_001, True, None),
    (100_001, False, None),
    (100_001, True, 1),
    (None, None, 1),
    (10_001, None, 1),
]
NOTHING = (NEEDS_REVIEW, None, "")


@pytest.mark.parametrize(
    ("hit_policy", "expected"),
    [
        (
            "unique",
            [
                NOTHING,
                ("low", "A", "A"),
                (NEEDS_REVIEW, None, "A B"),
                (NEEDS_REVIEW, None, "A C"),
                (NEEDS_REVIEW, None, "A B C D"),
                ("low", "D", "D"),
                (NEEDS_REVIEW, None, "A D"),
            ],
        ),
        (
            "first",
            [
                NOTHING,
                ("low", "A", "A"),
                ("low", "A", "A B"),
                ("low", "A", "A C"),
                ("low", "A", "A B C D"),
                ("low", "D", "D"),
                ("low", "A", "A D"),
            ],
        ),
        (
            "priority",
            [
                NOTHING,
                ("low", "A", "A"),
                ("high", "B", "A B"),
                ("middle", "C", "A C"),
                ("high", "B", "A B C D"),
                ("low", "D", "D"),
                ("low", "A", "A D"),
            ],
        ),
        (
            "any",
            [
                NOTHING,
                ("low", "A", "A"),
                (NEEDS_REVIEW, None, "A B"),
                (NEEDS_REVIEW, None, "A C"),
                (NEEDS_REVIEW, None, "A B C D"),
                ("low", "D", "D"),
                ("low", "A", "A D"),
            ],
        ),
        (
            "collect",
            [
                ("", None, ""),
                ("low", None, "A"),
                ("low high", None, "A B"),
                ("low middle", None, "A C"),
                ("low high middle", None, "A B C D"),
                ("low", None, "D"),
                ("low", None, "A D"),
            ],
        ),
    ],
)
def test_a_hit_policy_makes_one_outcome_of_the_fired_rules(
    hit_policy: str, expected: list[tuple[Value, Value, Value]]
) -> None:
    found = policy(f"level:\n  hit_policy: {hit_policy}\n  {RULES}")
    complaints = [{"amount": amount, "vip": vip, "lost": lost} for amount, vip, lost in CASES]
    assert outcomes(found, *complaints) == expected


@pytest.mark.parametrize(
    ("hit_policy", "facts", "review"),
    [
        ("unique", {}, "no-rule-matched: level"),
        ("unique", {"amount": 10_001, "lost": 1}, "overlap: level A D"),
        ("unique", {"amount": 100_001, "vip": True, "lost": 1}, "overlap: level A B C D"),
        ("any", {"amount": 10_001, "vip": True}, "disagreement: level A B"),
        ("any", {"amount": 100_001, "vip": True, "lost": 1}, "disagreement: level A B"),
        ("any", {"vip": True, "lost": 1}, "disagreement: level B D"),
    ],
)
def test_a_clash_names_its_rules(hit_policy: str, facts: dict[str, Value], review: str) -> None:
    (row,) = agreed(policy(f"level:\n  hit_policy: {hit_policy}\n  {RULES}"), facts)
    assert row["review"] == review


AGREEING = """level:
  hit_policy: any
  outcomes: {high: 高, low: 低}
  values: {refund: {type: money, currency: CNY}, answer: {type: boolean}}
  rules:
    - {id: A, when: "amount > 100.00", then: high, set: {refund: "lost"}}
    - {id: B, when: "vip", then: high, set: {refund: "amount"}}
    - {id: C, when: "times > 3", then: high, set: {refund: "lost"}}
    - {id: D, when: "category = risk", then: high}
    - {id: E, when: "category = theft", then: low, set: {answer: "vip"}}
    - {id: F, when: "day is known", then: low, set: {answer: "times > 3"}}
"""


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"amount": 20_000, "lost": 20_000, "vip": True}, ("high", "A", "A B", 20_000)),
        ({"amount": 20_000, "lost": 20_001, "vip": True}, (NEEDS_REVIEW, None, "A B", None)),
        ({"amount": 20_000, "vip": True}, (NEEDS_REVIEW, None, "A B", None)),
        ({"amount": None, "lost": None, "vip": True, "times": 4}, ("high", "B", "B C", None)),
        ({"amount": 20_000, "times": 4}, ("high", "A", "A C", None)),
        ({"amount": 20_000, "lost": 5, "category": "risk"}, (NEEDS_REVIEW, None, "A D", None)),
        ({"amount": 20_000, "category": "risk"}, ("high", "A", "A D", None)),
        ({"vip": True, "category": "risk"}, ("high", "B", "B D", None)),
        ({"category": "theft", "vip": False, "day": 1, "times": 2}, ("low", "E", "E F", None)),
        ({"category": "theft", "day": 1}, ("low", "E", "E F", None)),
        ({"category": "theft", "day": 1, "times": 2}, (NEEDS_REVIEW, None, "E F", None)),
    ],
)
def test_any_compares_outcomes_and_values_missing_ones_too(
    facts: dict[str, Value], expected: tuple[Value, Value, Value, Value]
) -> None:
    (row,) = agreed(policy(AGREEING), facts)
    assert (row["level"], row["level.rule"], row["level.fired"], row["refund"]) == expected


def test_a_review_is_a_code_and_what_it_is_about() -> None:
    assert [str(Review("overlap", "level A D")), str(Review("unfit"))] == ["overlap: level A D", "unfit"]
